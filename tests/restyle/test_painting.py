"""Pictures painted by the shipped network."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from generators.errors import GeneratorError
from generators.restyle.guide import CHANNELS, guide, mirrored
from generators.restyle.paint import paint, painted_still
from generators.restyle.passes import Passes, passes_at, plain_passes
from generators.stage.cast import Cast
from generators.stage.generator import Stage
from generators.stage.passes import Truth
from generators.stage.specimen import Specimen, part_of
from generators.timed import ActorState, TimedPart
from story_engine.time import VIDEO_FRAME

WIDTH, HEIGHT = 320, 180


@pytest.fixture(scope="module")
def harbour() -> TimedPart:
    """Wren in the harbour, late in the day."""
    wren = ActorState(id="wren", x=0.1, depth=0.8, facing=1, emotion="happy", intensity=0.8)
    return part_of(Specimen(place="harbour", hour=18.0, actors=(wren,)))


@pytest.fixture(scope="module")
def still(harbour: TimedPart) -> tuple[np.ndarray, Passes]:
    """The stage's picture of it, and what is true of it."""
    picture = Stage(WIDTH, HEIGHT).still(harbour, VIDEO_FRAME)
    return picture, passes_at(Truth(harbour, WIDTH, HEIGHT), VIDEO_FRAME, Cast(harbour, None))


def test_a_painting_is_the_same_scene(still: tuple[np.ndarray, Passes]) -> None:
    """Colours change by strokes and light, never by what is shown."""
    picture, passes = still
    board = paint(picture, passes)
    gap = np.abs(board.astype(int) - picture.astype(int)).mean()
    assert board.shape == picture.shape
    assert 2 < gap < 16


def test_faces_are_kept_more_truly_than_the_sky(still: tuple[np.ndarray, Passes]) -> None:
    """What a face says must be readable after the painting: its details stay closer than the scenery's."""
    picture, passes = still
    gap = fine(paint(picture, passes)) - fine(picture)
    face = passes.care > 0.95
    assert face.sum() > 100
    told = np.corrcoef(fine(picture)[face], fine(paint(picture, passes))[face])[0, 1]
    assert told > 0.9
    assert np.abs(gap)[passes.care == 0].mean() > 0.5


def test_painting_twice_gives_the_same_bytes(still: tuple[np.ndarray, Passes]) -> None:
    """A painting is a pure function of picture, passes and model."""
    picture, passes = still
    assert np.array_equal(paint(picture, passes), paint(picture, passes))


def test_light_from_the_right_is_the_mirror_of_light_from_the_left(still: tuple[np.ndarray, Passes]) -> None:
    """The relief of the paint is lit from where the scene is lit."""
    picture, passes = still
    lit = replace(passes, light_from_left=True)
    one = paint(picture, lit)
    other = paint(np.ascontiguousarray(picture[:, ::-1]), mirrored(lit))
    assert np.array_equal(one, other[:, ::-1])


def test_a_size_that_is_no_multiple_of_eight_is_painted_whole() -> None:
    """What is added at the edge for the network is cut off again."""
    picture = np.random.Generator(np.random.PCG64(1)).integers(0, 255, (90, 162, 3), np.uint8)
    assert paint(picture).shape == (90, 162, 3)


def test_a_picture_without_passes_is_painted(still: tuple[np.ndarray, Passes]) -> None:
    """Of a picture from elsewhere nothing is known but its colours."""
    picture, _ = still
    assert np.abs(paint(picture).astype(int) - picture.astype(int)).mean() > 2


@pytest.mark.parametrize(
    "picture", [np.zeros((90, 160), np.uint8), np.zeros((90, 160, 3)), np.zeros((8, 8, 3), np.uint8)]
)
def test_what_is_no_picture_is_refused(picture: np.ndarray) -> None:
    """Wrong depth, channels or size are said in one line."""
    with pytest.raises(GeneratorError, match="a picture to be painted must be BGR"):
        paint(picture)


def test_passes_of_another_size_are_refused(still: tuple[np.ndarray, Passes]) -> None:
    """Passes that are not of this picture are never stretched over it."""
    with pytest.raises(GeneratorError, match="the passes are 160×90, the picture 320×180"):
        paint(still[0], plain_passes(90, 160))


def test_the_guide_begins_with_the_picture(still: tuple[np.ndarray, Passes]) -> None:
    """The network always sees the stage's own pixels beside the strokes."""
    picture, passes = still
    made = guide(picture, passes)
    assert made.shape == (HEIGHT, WIDTH, CHANNELS)
    assert np.array_equal(made[:, :, :3], picture)


def test_a_still_of_a_part_is_painted_with_its_passes(harbour: TimedPart, still: tuple[np.ndarray, Passes]) -> None:
    """The short way and the long way give the same painting."""
    assert np.array_equal(painted_still(harbour, VIDEO_FRAME, Stage(WIDTH, HEIGHT)), paint(*still))


def fine(picture: np.ndarray) -> np.ndarray:
    """The lightness without its slow changes."""
    grey = picture.astype(np.float64).mean(axis=2)
    slow = np.pad(grey, 3, mode="edge")
    slow = np.lib.stride_tricks.sliding_window_view(slow, (7, 7)).mean(axis=(2, 3))
    return grey - slow
