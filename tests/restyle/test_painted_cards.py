"""Chapter cards: strokes beneath the words while a card stands, else the stage's own picture; words always sharp."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from generators.errors import AssetError
from generators.restyle import model, sittings
from generators.restyle.cards import PaintingStage
from generators.restyle.sittings import sitting_of
from generators.stage.generator import Stage
from generators.stage.specimen import Specimen, part_of
from generators.timed import ActorState, Camera, TimedPart, TitleCard
from player.conducting.dearness import dearness, work_done
from story_engine.time import SAMPLE_RATE

SIZE = (320, 180)
STANDS = 3 * SAMPLE_RATE
WORDS = "Chapter two: The lanterns lean"


def _part(style: str = "chapter", start: int = 0, before: int = 0) -> TimedPart:
    """Wren in the harbour for four seconds, in one shot that comes nearer, under a card."""
    wren = ActorState(id="wren", x=0.1, depth=0.8, facing=1, emotion="happy", intensity=0.8)
    plain = part_of(Specimen(place="harbour", hour=18.0, actors=(wren,)))
    camera = plain.shots[0].begin
    shot = replace(
        plain.shots[0], duration=4 * SAMPLE_RATE, end=Camera(x=camera.x, y=camera.y + 0.01, zoom=camera.zoom * 1.02)
    )
    card = TitleCard(start=start, duration=STANDS, text=WORDS, style=style, before=before)
    return replace(plain, duration=4 * SAMPLE_RATE, shots=(shot,), titles=(card,))


@pytest.fixture(scope="module")
def part() -> TimedPart:
    """With a chapter's card."""
    return _part()


@pytest.fixture(scope="module")
def painting(part: TimedPart) -> PaintingStage:
    """Has painted it."""
    stage = PaintingStage(*SIZE)
    stage.frame(part, 0)
    return stage


def test_a_chapter_begins_as_a_painting_and_comes_to_life(part: TimedPart, painting: PaintingStage):
    """Strokes at first, fewer of them later, and none once the card has gone: then it is the stage's, bit for bit."""
    stage = Stage(*SIZE)
    gaps = []
    for index in (0, 30, 66, 73):
        own = stage.frame(part, index).copy().astype(int)
        gaps.append(np.abs(painting.frame(part, index) - own).mean())
    assert gaps[0] > 0.5
    assert gaps[1] > 0.5
    assert gaps[2] < 0.5 * gaps[1]
    assert gaps[3] == 0


def test_words_are_the_stages_own(part: TimedPart, painting: PaintingStage):
    """Where a card's letters are brightest, the painted picture is the stage's: strokes lie beneath them."""
    stage = Stage(*SIZE)
    own = stage.frame(part, 40)[: SIZE[1]].astype(int)
    bare = stage.frame(replace(part, titles=()), 40)[: SIZE[1]].astype(int)
    letters = own - bare > 50
    assert letters.sum() > 60
    gap = np.abs(painting.frame(part, 40)[: SIZE[1]].astype(int) - own)
    assert gap[letters].mean() < 0.35 * gap[: SIZE[1] // 3].mean() + 0.5


def test_a_frame_is_the_same_in_whatever_order(part: TimedPart, painting: PaintingStage):
    """Alone or after others: a pure function of part and index."""
    painting.frame(part, 50)
    again = painting.frame(part, 12).copy()
    assert np.array_equal(PaintingStage(*SIZE).frame(part, 12), again)


@pytest.mark.parametrize("style", ["show", "letter"])
def test_other_cards_are_the_stages_own(style: str):
    """The first picture of a show waits for no painter, and a letter covers the picture."""
    timed = _part(style)
    assert sitting_of(timed) is None
    assert np.array_equal(PaintingStage(*SIZE).frame(timed, 20), Stage(*SIZE).frame(timed, 20))


def test_without_the_network_the_card_is_the_stages(part: TimedPart, monkeypatch: pytest.MonkeyPatch):
    """A damaged restyler harms no show."""

    def damaged(*_: object, **__: object) -> None:
        raise AssetError("the restyler's network is damaged")

    monkeypatch.setattr("generators.restyle.paint.session", damaged)
    monkeypatch.setattr(model, "forget_session", lambda: None)
    assert np.array_equal(PaintingStage(*SIZE).frame(part, 20), Stage(*SIZE).frame(part, 20))


def test_strokes_rise_in_a_shot_and_stay_at_the_end():
    """From a cut on they are there; in the middle of a shot they come softly; an end keeps them, a chapter does not."""
    at_once, later = sitting_of(_part()), sitting_of(_part(start=SAMPLE_RATE))
    assert at_once is not None
    assert later is not None
    assert at_once.weight(0) == 1.0
    assert later.weight(SAMPLE_RATE) == 0.0
    assert later.weight(SAMPLE_RATE + sittings.RISE) == 1.0
    assert later.weight(4 * SAMPLE_RATE - 1) < 0.01
    ending = sitting_of(_part("end", start=SAMPLE_RATE))
    assert ending is not None
    assert ending.weight(4 * SAMPLE_RATE - 1) == 1.0
    assert sitting_of(_part(before=SAMPLE_RATE)) is None, "it was painted in the part before"


def test_a_painted_part_is_known_to_be_dearer(part: TimedPart):
    """The lookahead reckons with the painting, which is done with the first picture."""
    plain = replace(part, titles=())
    assert dearness(plain) == 1.0
    assert 1.3 < dearness(part) < 2.5
    assert work_done(part, 0.0) == 0.0
    assert work_done(part, 0.02) > 0.15
    assert work_done(part, 1.0) == pytest.approx(1.0)
