"""Things of the story stand on the ground as people do: they throw a shadow by day and stand in what is wet."""

from __future__ import annotations

import numpy as np
import pytest
import skia

from generators.stage.bake import canvas_on
from generators.stage.generator import Stage
from generators.stage.grounding import Lying
from generators.stage.light import Light
from generators.stage.props import draw_prop, load_prop
from generators.stage.specimen import Specimen, part_of
from generators.stage.stills import Stills
from generators.timed import Camera, PropState

LIGHT = Light.at("harbour", 18.0)
NEAR = Camera(x=0.0, y=0.7, zoom=2.2)


def picture(thing: str, weather: str = "clear", hour: float = 17.0) -> np.ndarray:
    """The meadow with `thing` in its middle, BGR as floats."""
    props = (PropState(id=thing, x=0.0, depth=0.4),) if thing else ()
    timed = part_of(Specimen(place="meadow", hour=hour, weather=weather, props=props, camera=NEAR, size="MS"))
    return Stage(426, 240).still(timed).astype(float)


def shadow(thing: str, monkeypatch: pytest.MonkeyPatch, weather: str = "clear") -> int:
    """How many pixels what `thing` leaves on the ground makes darker by more than 6 of 255."""
    whole = picture(thing, weather)
    with monkeypatch.context() as patched:
        patched.setattr("generators.stage.cast._ground_thing", lambda *arguments: None)
        bare = picture(thing, weather)
    return int(((bare - whole).mean(axis=2) > 6).sum())


def test_a_thing_throws_a_shadow_in_the_sun_and_none_in_rain(monkeypatch: pytest.MonkeyPatch) -> None:
    """The evening sun lays a bucket's shadow on the meadow; under clouds there is none."""
    assert shadow("bucket", monkeypatch) > 150
    assert shadow("bucket", monkeypatch, "rain") < 20


def test_what_trembles_throws_one_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """A parcel with a storm in it stands on the ground as any other."""
    assert shadow("storm_parcel", monkeypatch) > 150


def test_a_letter_on_the_floor_throws_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """What lies flat has nothing that stands in the light."""
    assert load_prop("letter").flat
    assert shadow("letter", monkeypatch) == 0


def test_what_a_thing_leaves_is_made_once_and_lies_before_its_foot() -> None:
    """A thing that stands is drawn for its shadow once; the shadow lies where its drawing says."""
    stills, prop, made = Stills(), load_prop("parcel"), []

    def leave(pixels: np.ndarray, corner: tuple[int, int]) -> tuple[Lying, ...]:
        made.append(corner)
        dark = np.zeros((6, 10, 4), np.uint8)
        dark[:, :, 3] = 200
        return (Lying(dark, 75, 101),)

    def shown() -> np.ndarray:
        pixels = np.full((120, 160, 4), 200, np.uint8)
        surface, canvas = canvas_on(pixels)
        canvas.translate(80.0, 100.0)
        canvas.scale(90.0, 90.0)

        def paint(onto: skia.Canvas) -> None:
            draw_prop(onto, prop, ("still",), LIGHT, 0, 90.0)

        stills.ground(canvas, "parcel", prop.room(True), paint, leave)
        surface.flushAndSubmit()
        return pixels

    first = shown()
    assert np.array_equal(first, shown())
    assert len(made) == 1
    assert (first[101:107, 75:85, :3] < 100).all()
    assert (first[:100] == 200).all()
