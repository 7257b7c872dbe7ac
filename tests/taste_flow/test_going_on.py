"""A show that was left and gone on with replays as it was seen, sitting after sitting."""

from __future__ import annotations

from pathlib import Path

from generators.timed import TimedPart
from player.conducting.course import Course
from player.direction import Opening
from player.director import InProcessDirector
from player.replay import ReplayDirector, course_parts
from player.showlog import ShowLog
from story_engine.journal import Journal
from story_engine.plan import Input, InputKind
from story_engine.time import SAMPLE_RATE

SEED_PATH = Path(__file__).parents[1] / "story_engine" / "seeds" / "ferry-lamp"


def sitting(director: InProcessDirector, journal: bytes | None) -> Course:
    opening = Opening(seed=str(SEED_PATH), rng_seed=1, manner="" if journal else "silent", journal=journal)
    return Course(director, director.open(opening).state)


def replayed(tmp_path: Path, journal: bytes) -> list[TimedPart]:
    director = ReplayDirector(tmp_path, SEED_PATH, Journal.from_bytes(journal))
    try:
        course = Course(director, director.open(Opening(seed="", rng_seed=0)).state)
        return [placed.timed for placed in course_parts(director, course, ShowLog())]
    finally:
        director.close()


def test_a_skip_after_coming_back_replays(tmp_path: Path) -> None:
    """A skip's time counts from where the viewer came back; faces and places begin anew there."""
    director = InProcessDirector(tmp_path)
    try:
        first = sitting(director, None)
        for _ in range(4):
            first.extend()
        second = sitting(director, director.journal(first.final(4)))
        second.extend()
        second.give(Input(kind=InputKind.SKIP, at=SAMPLE_RATE), kept=1)
        second.skip(kept=1)
        while not any(g.input.kind is InputKind.SKIP for part in second.placed for g in part.given):
            choice = second.open_choice()
            at = second.end
            pick = Input(kind=InputKind.PICK, at=at, option=1, choice=choice.id) if choice else None
            second.extend(pick)
        journal = director.journal(second.placed[-1].after)
        seen = [part.timed for course in (first, second) for part in course.placed]
    finally:
        director.close()
    assert second.placed[1].skipped
    assert replayed(tmp_path, journal) == seen


def test_leaving_in_a_choice_replays(tmp_path: Path) -> None:
    """A hold in which the viewer left and came back is replayed as often as it was shown."""
    director = InProcessDirector(tmp_path)
    try:
        first = sitting(director, None)
        while first.open_choice() is None:
            first.extend()
        first.extend()
        second = sitting(director, director.journal(first.final(len(first.placed))))
        for _ in range(3):
            second.extend()
        choice = second.open_choice()
        assert choice is not None
        second.extend(Input(kind=InputKind.PICK, at=second.end - 1, option=2, choice=choice.id))
        second.extend()
        journal = director.journal(second.placed[-1].after)
        seen = [part.timed for course in (first, second) for part in course.placed]
    finally:
        director.close()
    assert replayed(tmp_path, journal) == seen
