"""A show that was left and gone on with replays as it was seen, sitting after sitting."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from generators.timed import TimedPart
from player.conducting.course import Course
from player.direction import Opening
from player.director import InProcessDirector
from player.replay import ReplayDirector, course_parts
from player.showlog import ShowLog, seconds
from story_engine.journal import Journal
from story_engine.plan import Input, InputKind
from story_engine.time import SAMPLE_RATE

SEED_PATH = Path(__file__).parents[1] / "story_engine" / "seeds" / "ferry-lamp"


def sitting(director: InProcessDirector, journal: bytes | None) -> Course:
    opening = Opening(seed=str(SEED_PATH), rng_seed=1, manner="" if journal else "silent", journal=journal)
    return Course(director, director.open(opening).state)


def replayed(tmp_path: Path, journal: bytes) -> list[TimedPart]:
    return replayed_from(tmp_path, Journal.from_bytes(journal))


def replayed_from(tmp_path: Path, journal: Journal) -> list[TimedPart]:
    director = ReplayDirector(tmp_path, SEED_PATH, journal)
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


def late_hold(director: InProcessDirector) -> tuple[Course, bytes]:
    """A show whose hold's third turn was late, so that its second was shown again; and its journal."""
    course = sitting(director, None)
    while course.open_choice() is None:
        course.extend()
    for _ in range(3):
        course.extend()
    course.placed[-2] = replace(course.placed[-2], timed=course.placed[-3].timed, log=())
    del course.placed[-1:]
    course.extend()
    choice = course.open_choice()
    assert choice is not None
    course.extend(Input(kind=InputKind.PICK, at=course.end - SAMPLE_RATE, option=2, choice=choice.id))
    course.extend()
    return course, director.journal(course.placed[-1].after)


def test_a_turn_that_was_shown_again_replays(tmp_path: Path) -> None:
    """Where a hold's next turn was late, the turn that took its place is replayed, and all after it is as it was."""
    director = InProcessDirector(tmp_path)
    try:
        course, journal = late_hold(director)
    finally:
        director.close()
    seen = [part.timed for part in course.placed]
    assert len({part.part.id for part in seen}) == len(seen) - 1
    assert replayed(tmp_path, journal) == seen


def test_turns_that_were_never_shown_are_not_made_up(tmp_path: Path) -> None:
    """A journal that tells of turns which a hold never had replays the planned ones."""
    director = InProcessDirector(tmp_path)
    try:
        course, journal = late_hold(director)
    finally:
        director.close()
    past = Journal.from_bytes(journal)
    notes = [e for e in past.events if e.kind == "note" and e.fields["note"] == "holds"]
    assert [note.fields["turns"] for note in notes] == [[0, 1, 1, 3]]
    (note,) = notes
    odd = replace(note, fields={**note.fields, "turns": [0, 7, -3, 99]})
    forged = replace(past, events=tuple(odd if event is note else event for event in past.events))
    shown = replayed_from(tmp_path, forged)
    assert [part.part.repeat for part in shown if part.part.choice is not None] == [0, 1, 2, 3]
    assert len(shown) == len(course.placed)


def test_a_replayed_pick_stands_where_the_viewer_pressed(tmp_path: Path) -> None:
    """The log of a replay says when an option was taken and from when it counts, as the log of the show does."""
    director = InProcessDirector(tmp_path)
    try:
        course, journal = late_hold(director)
    finally:
        director.close()
    branch = next(part for part in course.placed if part.given)
    (pick,) = [given.input for given in branch.given]
    replaying = ReplayDirector(tmp_path, SEED_PATH, Journal.from_bytes(journal))
    log = ShowLog()
    try:
        again = Course(replaying, replaying.open(Opening(seed="", rng_seed=0)).state)
        list(course_parts(replaying, again, log))
    finally:
        replaying.close()
    (told,) = [record for record in log.records if record["kind"] == "option"]
    assert told["at"] == seconds(pick.at) < told["counts_from"] == seconds(branch.start)


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
