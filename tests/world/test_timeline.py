"""Any scene and choice of a show can be gone back to, and both branches are kept."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from profiles.taste import TasteValues
from story_engine import timeline as module
from story_engine.errors import InputError
from story_engine.journal import Journal
from story_engine.plan import Input, InputKind, Part
from story_engine.seed import load_seed
from story_engine.show import Show
from story_engine.timeline import Mark, Timeline, mark

SEED = load_seed(Path(__file__).parent / "seeds" / "tide")


def played(line: Timeline, parts: int) -> tuple[Timeline, list[Show]]:
    """The timeline after parts, with picks and wishes now and then, and every value on the way."""
    values = [line.now]

    def noted(show: Show) -> Timeline:
        values.append(show)
        return line.after(show)

    for count in range(parts):
        line = noted(line.now.step()[0])
        if line.now.choice is not None:
            line = noted(line.now.apply(Input(kind=InputKind.PICK, option=1 + count % 2))[0])
        if count % 23 == 7:
            line = noted(line.now.apply(Input(kind=InputKind.WISH, text="more comedy"))[0])
        if count % 31 == 5:
            line = noted(line.now.apply(Input(kind=InputKind.SKIP))[0])
    return line, values


def opened() -> Timeline:
    return Timeline.begin(Show.open(SEED, rng_seed=4, taste=TasteValues.fresh(SEED.tastes)))


def next_parts(show: Show, count: int = 4) -> list[Part]:
    parts = []
    for _ in range(count):
        show, part = show.step()
        parts.append(part)
    return parts


def test_every_moment_can_be_gone_back_to() -> None:
    """Each earlier value comes back as it was: the same world, ledger, taste and parts to come."""
    line, values = played(opened(), 120)
    for value in values[::5]:
        back = line.at(mark(value))
        assert back.state.moment == value.state.moment
        assert back.state.taste == value.state.taste
        assert next_parts(back) == next_parts(value)


def test_scene_begins_again() -> None:
    """Before each scene the next part is that scene's first."""
    line, _ = played(opened(), 80)
    for number in range(1, len(line.scenes) + 1):
        assert line.at(line.scenes[number - 1]).step()[1].scene.number == number


def test_other_option_and_both_branches_in_the_journal() -> None:
    """At an earlier choice another option can be taken, and the journal replays both branches."""
    line, _ = played(opened(), 60)
    first, left = line.now, line.choices[1]
    there = line.at(line.choices[1])
    assert there.choice is not None
    assert mark(there) == left
    turned = line.turned(there)
    other = turned.now.apply(Input(kind=InputKind.PICK, option=2))[0]
    line = turned.after(other)
    line, _ = played(line, 20)
    journal = Journal.from_bytes(line.journal().to_bytes())
    assert len(journal.tips) == 2
    parts = [list(Show.replay(SEED, journal, tip)) for tip in (0, 1)]
    assert len(parts[0]) == first.steps
    assert parts[0] == list(Show.replay(SEED, first.journal()))
    assert parts[1] == list(Show.replay(SEED, line.now.journal()))
    assert line.at(line.scenes[0]).steps == 0


def test_snapshots_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """However long a show is, a bounded number of values is kept, and every scene can still be reached."""
    monkeypatch.setattr(module, "MOST_KEPT", 4)
    line, _ = played(replace(opened(), spacing=1), 160)
    assert len(line.kept) <= 5
    assert line.spacing > 1
    assert line.at(line.scenes[len(line.scenes) // 2 - 1]).step()[1].scene.number == len(line.scenes) // 2


def test_resumed_timeline() -> None:
    """A timeline made from a journal has the same scenes, choices and end."""
    line, _ = played(opened(), 70)
    again = Timeline.resume(SEED, line.journal())
    assert (again.scenes, again.choices, mark(again.now)) == (line.scenes, line.choices, mark(line.now))


def test_what_was_not_played() -> None:
    """A moment that is not on this branch is refused."""
    line, _ = played(opened(), 10)
    with pytest.raises(InputError, match="not on this branch"):
        line.at(Mark(7, "elsewhere"))
