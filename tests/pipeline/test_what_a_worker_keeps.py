"""What a worker's stage holds between two parts: the views it may show again, once each, and nothing of who acted."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from generators.stage.bake import Plate
from generators.stage.bench import bench_part
from generators.stage.frame import VIEWS_KEPT
from generators.stage.generator import Stage
from generators.stage.set_view import SetView
from generators.timed import TimedPart

WIDTH, HEIGHT, FRAMES = 320, 180, 3
PANNED = 5
"""The bench's scene whose camera moves: its layers are shifted by parts of a pixel."""


@pytest.fixture(scope="module")
def stage() -> Stage:
    return Stage(WIDTH, HEIGHT)


def drawn(stage: Stage, timed: TimedPart) -> list[bytes]:
    return [frame.tobytes() for frame in stage.frames(timed, lambda: False)]


def plates(view: SetView) -> list[Plate]:
    return [step for step in (*view._before, *view._after) if isinstance(step, Plate)]


def test_a_part_that_is_over_leaves_its_views_and_nothing_more(stage: Stage) -> None:
    """Neither figures nor shifted copies; the same part drawn again, once more and after others, is the same."""
    timed = bench_part(PANNED, FRAMES)
    first = drawn(stage, timed)
    views = list(stage._picture._views.values())
    assert views
    assert stage._cast is None
    assert all(set(plate.shifted) <= {0} for view in views for plate in plates(view))
    assert drawn(stage, timed) == first
    assert list(stage._picture._views.values()) == views, "baked once"


def test_a_part_that_ends_late_takes_nothing_from_the_next(stage: Stage) -> None:
    """An error may hold the pictures of a part until another part is drawn: that one keeps figures and copies."""
    timed = bench_part(PANNED, FRAMES)
    whole = [frame.tobytes() for frame in stage.on_twos(timed, lambda: False)]
    late = stage.frames(bench_part(0, FRAMES), lambda: False)
    next(late)
    frames = stage.on_twos(timed, lambda: False)
    first = next(frames).tobytes()
    cast, shifted = stage._cast, [set(plate.shifted) for v in stage._picture._views.values() for plate in plates(v)]
    late.close()  # type: ignore[attr-defined]
    assert cast is not None
    assert any(indices - {0} for indices in shifted)
    assert stage._cast is cast
    assert [set(plate.shifted) for v in stage._picture._views.values() for plate in plates(v)] == shifted
    assert [first, *(frame.tobytes() for frame in frames)] == whole
    assert stage._cast is None


def test_what_is_baked_is_held_once(stage: Stage) -> None:
    """Few views, each layer without the larger array that it was cut from, and no backdrop of a view that has gone."""
    for index in range(VIEWS_KEPT + 2):
        drawn(stage, bench_part(index, 1))
    picture = stage._picture
    assert len(picture._views) == VIEWS_KEPT
    held = [plate.pixels for view in picture._views.values() for plate in plates(view)]
    assert held
    assert all(pixels.base is None for pixels in held)
    shown = {id(view) for view in picture._views.values()}
    assert {id(view) for view, _ in picture._backdrops.values()} <= shown
    assert len(picture._plates._kept) <= 1


def test_two_views_in_one_picture_keep_their_shifted_copies(stage: Stage) -> None:
    """While the weather changes both airs are on screen, as long as it lasts; a third view has nothing that is quickly
    made again."""
    drawn(stage, bench_part(PANNED, 1))
    timed = bench_part(PANNED, FRAMES)
    entry = replace(timed.entry, weather="snow", weather_before="wind", weather_since=timed.entry.scene_time)
    timed = replace(timed, entry=entry, exit=replace(entry, scene_time=entry.scene_time + timed.duration))
    frames = stage.frames(timed, lambda: False)
    for _ in range(2):
        picture = np.asarray(next(frames))
    on_screen = stage._picture._on_screen
    assert picture.shape == (HEIGHT * 3 // 2, WIDTH)
    assert len(on_screen) == 2
    for key, view in stage._picture._views.items():
        shifted = any(set(plate.shifted) - {0} for plate in plates(view))
        assert shifted == (key in on_screen)
    frames.close()  # type: ignore[attr-defined]
    assert stage._cast is None
