"""Things that stand still are kept as pixels, and nothing of the picture depends on it."""

import numpy as np
import skia

from generators.stage.bake import canvas_on
from generators.stage.light import Light
from generators.stage.props import draw_prop, load_prop
from generators.stage.stills import KEPT, Stills

LIGHT = Light.at("harbour", 12.0)
SCALE = 90.0


def shown(stills: Stills, x: float, thing: str = "parcel") -> np.ndarray:
    """`thing` at column `x` of a small picture, laid there by `stills`."""
    pixels = np.full((120, 160, 4), 200, np.uint8)
    prop = load_prop(thing)
    surface, canvas = canvas_on(pixels)
    canvas.translate(x, 100.0)
    canvas.scale(SCALE, SCALE)
    stills.draw(canvas, thing, prop.room(True), lambda onto: draw_prop(onto, prop, (), LIGHT, 0, SCALE, grounded=True))
    surface.flushAndSubmit()
    return pixels


def test_a_kept_thing_looks_as_a_new_one() -> None:
    """A drawing found again gives the same bytes as one drawn anew, also after others took its room."""
    stills = Stills()
    first = shown(stills, 80.25)
    assert (first != 200).any()
    assert np.array_equal(first, shown(stills, 80.25))
    for step in range(KEPT + 2):
        shown(stills, 20.0 + step)
    assert np.array_equal(first, shown(stills, 80.25))
    assert np.array_equal(first, shown(Stills(), 80.25))


def test_a_kept_thing_is_whole() -> None:
    """Nothing of a thing is cut off by the box in which it is kept: it looks as if drawn straight onto the picture."""
    for thing in ("parcel", "umbrella", "bottle"):
        prop = load_prop(thing)
        pixels = np.full((120, 160, 4), 200, np.uint8)
        surface, canvas = canvas_on(pixels)
        canvas.translate(80.25, 100.0)
        canvas.scale(SCALE, SCALE)
        draw_prop(canvas, prop, (), LIGHT, 0, SCALE, grounded=True)
        surface.flushAndSubmit()
        apart = np.abs(pixels.astype(int) - shown(Stills(), 80.25, thing))
        assert apart.max() <= 3, thing


def test_what_moves_by_itself_is_not_kept() -> None:
    """A thing that trembles, burns or turns does not rest."""
    assert load_prop("umbrella").rests_in(())
    assert not load_prop("umbrella").rests_in(("burning",))


def test_what_is_off_the_canvas_draws_nothing() -> None:
    """A thing outside of the picture leaves it as it is."""
    pixels = np.zeros((20, 20, 4), np.uint8)
    surface, canvas = canvas_on(pixels)
    canvas.translate(500.0, 0.0)
    Stills().draw(canvas, "far", skia.Rect.MakeWH(1, 1), lambda onto: onto.clear(skia.ColorWHITE))
    surface.flushAndSubmit()
    assert not pixels.any()
