"""Frames of the stage: exact, repeatable, never empty, dark at night."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from generators.errors import AssetError, Cancelled, GeneratorError
from generators.stage.bench import bench_part
from generators.stage.card import Card
from generators.stage.cast import draw_cast
from generators.stage.framing import camera_at, frame_shot
from generators.stage.generator import Stage
from generators.stage.library import names
from generators.stage.place import load_set, nearest_set
from generators.stage.props import load_prop, resolve_prop
from generators.stage.svgpath import parse
from generators.timed import Camera, Shot, TimedPart, TitleCard
from story_engine.plan import WEATHERS, Look, Place
from story_engine.time import SAMPLE_RATE

SIZE = (320, 180)
PLACES = ("post_office", "harbour", "hill", "wood")


@pytest.fixture(scope="module")
def stage() -> Stage:
    """One small stage for all tests."""
    return Stage(*SIZE)


def part_of(place: str, hour: float, weather: str, index: int = 0, frames: int = 3) -> TimedPart:
    """A short part at a place, hour and weather."""
    timed = bench_part(index, frames)
    scene = replace(
        timed.part.scene,
        place=Place(id=place, name=place, look=Look(asset=place), indoors=place == "post_office"),
        hour=hour,
        weather=weather,
    )
    entry = replace(timed.entry, weather=weather, weather_before=weather)
    return replace(timed, part=replace(timed.part, scene=scene), entry=entry, exit=entry)


def luma(frame: np.ndarray) -> np.ndarray:
    """The Y plane."""
    return frame[: SIZE[1]].astype(np.float64)


def test_frames_have_the_right_shape_and_number(stage: Stage) -> None:
    """A part of n video frames gives n I420 arrays of (h·3/2, w)."""
    frames = list(stage.frames(part_of("harbour", 18, "clear", frames=4), lambda: False))
    assert len(frames) == 4
    assert all(frame.shape == (270, 320) and frame.dtype == np.uint8 for frame in frames)


def test_frames_do_not_depend_on_order_or_instance(stage: Stage) -> None:
    """The same frame is bit-identical in another instance, drawn in another order after other parts."""
    timed = part_of("hill", 19, "rain", index=5, frames=6)
    one = [stage.frame(timed, index) for index in range(6)]
    other = Stage(*SIZE)
    other.frame(part_of("wood", 3, "snow"), 1)
    for index in (5, 0, 3, 1, 4, 2):
        assert np.array_equal(one[index], other.frame(timed, index))


def test_on_twos_every_second_picture_stands_twice(stage: Stage) -> None:
    """Frames 2n and 2n+1 on twos are bit for bit frame 2n of the stage, to the end of an odd part."""
    timed = part_of("harbour", 18, "clear", frames=7)
    every = [frame.copy() for frame in stage.frames(timed, lambda: False)]
    on_twos = [frame.copy() for frame in stage.on_twos(timed, lambda: False)]
    assert len(on_twos) == len(every) == 7
    assert all(np.array_equal(frame, every[index - index % 2]) for index, frame in enumerate(on_twos))


def test_pictures_move(stage: Stage) -> None:
    """Something always breathes: frames half a second apart differ by more than grain."""
    timed = part_of("harbour", 18, "clear", frames=20)
    one, other = luma(stage.frame(timed, 0)), luma(stage.frame(timed, 12))
    assert np.mean(np.abs(one - other) > 12) > 0.001


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("weather", WEATHERS)
def test_every_place_in_every_weather_is_a_picture(stage: Stage, place: str, weather: str) -> None:
    """Each place keeps contrast and many values in each weather, and night is darker than noon."""
    noon = luma(stage.frame(part_of(place, 12, weather), 1))
    night = luma(stage.frame(part_of(place, 1, weather), 1))
    for picture in (noon, night):
        low, high = np.percentile(picture, (3, 97))
        assert high - low > 22
        assert len(np.unique(picture)) > 60
    assert night.mean() < 0.85 * noon.mean()


def test_all_values_are_limited_range(stage: Stage) -> None:
    """Luma stays within 16–235 and chroma within 16–240."""
    frame = stage.frame(part_of("wood", 12, "clear"), 0)
    assert frame[:180].min() >= 16
    assert frame[:180].max() <= 235
    assert frame[180:].min() >= 16
    assert frame[180:].max() <= 240


def test_cancel_stops_at_once(stage: Stage) -> None:
    """A cancelled part raises before its first frame."""
    with pytest.raises(Cancelled):
        next(stage.frames(part_of("harbour", 12, "clear"), lambda: True))


def test_odd_sizes_are_refused() -> None:
    """I420 needs even sizes; the error says so."""
    with pytest.raises(GeneratorError, match="even"):
        Stage(321, 180)


def test_weather_changes_over_three_seconds(stage: Stage) -> None:
    """Half-way through a change the picture lies between both weathers."""
    clear, fog = part_of("harbour", 12, "clear", frames=80), part_of("harbour", 12, "fog", frames=80)
    change = replace(fog.entry, weather_before="clear", weather_since=fog.entry.scene_time)
    turning = replace(fog, entry=change, exit=change)
    ends = sorted((luma(stage.frame(clear, 36)).mean(), luma(stage.frame(fog, 36)).mean()))
    assert ends[0] < luma(stage.frame(turning, 36)).mean() < ends[1]


def test_figures_are_drawn_once_while_the_weather_changes(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two airs are mixed behind and before them; drawing everybody twice made such a part three times as dear."""
    fog = part_of("harbour", 12, "fog", frames=80)
    change = replace(fog.entry, weather_before="rain", weather_since=fog.entry.scene_time)
    drawn: list[int] = []

    def counted(*given: Any) -> None:
        drawn.append(1)
        draw_cast(*given)

    monkeypatch.setattr("generators.stage.frame.draw_cast", counted)
    stage.frame(replace(fog, entry=change, exit=change), 36)
    assert len(drawn) == 1


def test_a_shot_over_a_join_goes_on(stage: Stage) -> None:
    """The first frame after a join inside a push looks like the next frame of the push, not like a jump."""
    timed = part_of("harbour", 18, "clear", index=1, frames=48)
    entry = replace(timed.entry, weather="clear", weather_before="clear")
    begin, middle, end = (Camera(x=0.0, y=0.5 + 0.01 * i, zoom=1.0 + 0.04 * i) for i in range(3))
    half = 24 * 2000
    whole = replace(
        timed,
        entry=entry,
        exit=entry,
        shots=(Shot(start=0, duration=2 * half, key="k", size="WS", begin=begin, end=end),),
    )
    later = replace(entry, scene_time=entry.scene_time + half)
    after = replace(
        whole,
        duration=half,
        entry=later,
        exit=later,
        shots=(Shot(start=0, duration=half, key="k", size="WS", begin=middle, end=end, begun=half),),
    )
    assert np.mean(np.abs(luma(stage.frame(whole, 24)) - luma(stage.frame(after, 0)))) < 2.5


def test_titles_are_seen(stage: Stage) -> None:
    """Every style of card changes the picture while it stands and is gone after it."""
    plain = part_of("hill", 18, "clear", frames=72)
    for style in ("show", "chapter", "letter", "end"):
        card = TitleCard(start=0, duration=2 * SAMPLE_RATE, text="The Weather Post", style=style)
        titled = replace(plain, titles=(card,))
        assert np.mean(np.abs(luma(stage.frame(titled, 26)) - luma(stage.frame(plain, 26))) > 8) > 0.004
        assert np.array_equal(stage.frame(titled, 60), stage.frame(plain, 60))


def test_cards_are_frames_too() -> None:
    """Level card gives the same shapes, moves slowly and shows the same place."""
    card = Card(*SIZE)
    timed = part_of("harbour", 18, "clear", frames=48)
    frames = list(card.frames(timed, lambda: False))
    assert len(frames) == 48
    assert frames[0].shape == (270, 320)
    assert not np.array_equal(frames[0], frames[47])
    assert card.still(timed).shape == (180, 320, 3)


def test_an_unknown_place_gets_the_nearest_set() -> None:
    """Words decide when no set is named, and nothing is ever empty."""

    def place(words: str, *, indoors: bool = False) -> str:
        return nearest_set(Place(id="x", name="", look=Look(words=words), indoors=indoors))

    assert place("a dark forest of trees") == "wood"
    assert place("submarine kitchen", indoors=True) == "kitchen"
    assert place("a windy meadow") == "meadow"
    assert place("qwertz") in names("places")


def test_all_sets_and_things_load() -> None:
    """Every data file of the stage is sound."""
    for name in names("places"):
        assert load_set(name).layers
    for name in names("props"):
        assert load_prop(name).shapes


def test_an_unknown_thing_is_wrapped() -> None:
    """A thing without a drawing becomes the nearest one by words, or a parcel."""
    assert resolve_prop(Look(words="an old brass key shaped like a horn")) == "key"
    assert resolve_prop(Look(words="qwertz")) == "parcel"


def test_a_missing_set_says_what_there_is() -> None:
    """The error names the file and the sets that exist."""
    with pytest.raises(AssetError, match="harbour"):
        load_set("no_such_place")


@pytest.mark.parametrize("text", ["", "M 1", "X 3 4", "M 0 0 L 1 url(x)", "1 2"])
def test_bad_paths_are_refused(text: str) -> None:
    """What is not an SVG path raises ValueError."""
    with pytest.raises(ValueError, match=r"path|needs|without"):
        parse(text)


def test_a_camera_move_is_inside_its_canvas() -> None:
    """Every view of a pan and a push lies within the baked canvas."""
    shot = Shot(
        start=0,
        duration=SAMPLE_RATE,
        key="k",
        size="MS",
        begin=Camera(x=-0.2, y=0.6, zoom=1.6),
        end=Camera(x=0.1, y=0.64, zoom=2.0),
        ease="smooth",
    )
    framing = frame_shot(shot, 1280, 720)
    for step in range(11):
        lens = framing.warp(camera_at(shot, step / 10))
        assert lens is not None
        scale, x, y = lens
        assert x >= -0.01
        assert y >= -0.01
        assert x + 1280 * scale <= framing.columns + 0.01
        assert y + 720 * scale <= framing.rows + 0.01
