"""A journal that grows: the same bytes as one that is written at once, and as little work for each part."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from profiles.taste import TasteValues
from story_engine import journal_growing
from story_engine.errors import JournalError
from story_engine.journal import Journal
from story_engine.journal_growing import GrowingJournal
from story_engine.journal_stream import JournalStream
from story_engine.seed import load_seed
from story_engine.show import Show

SEED = load_seed(Path(__file__).parent / "seeds" / "tide")


def opened(rng_seed: int = 2) -> Show:
    return Show.open(SEED, rng_seed=rng_seed, taste=TasteValues.fresh(SEED.tastes))


def told(show: Show, parts: int, name: str = "") -> Show:
    """The show after so many parts, each with a remark, so that every part is an event and packs badly."""
    for _ in range(parts):
        show, _ = show.step()
        show = show.note("remark", name=hashlib.sha256(f"{name} {show.steps}".encode()).hexdigest())
    return show


def written(growing: GrowingJournal, show: Show) -> bytes:
    return growing.written(show.state.header, show.state.tip, show.steps)


def test_it_is_what_one_writing_makes() -> None:
    """After every part the bytes are those that the whole journal has."""
    growing, show = GrowingJournal(), opened()
    for _ in range(3 * journal_growing.OPEN):
        show = told(show, 1)
        assert written(growing, show) == show.journal().to_bytes()


@pytest.mark.parametrize("back", [1, journal_growing.OPEN // 2, journal_growing.OPEN + 40])
def test_what_is_taken_back_is_gone(back: int) -> None:
    """A show that goes on from before what was written last has a journal of what it was itself, and only that."""
    growing, before = GrowingJournal(), told(opened(), 80)
    left = before
    for _ in range(back):
        left = told(left, 1, name="left")
        written(growing, left)
    taken = told(before, 3, name="taken")
    assert written(growing, taken) == taken.journal().to_bytes()
    assert written(growing, left) == left.journal().to_bytes()


@pytest.mark.parametrize("parts", [0, 2, 3 * journal_growing.OPEN])
def test_another_sitting_goes_on_behind_the_first(parts: int) -> None:
    """What was packed of an earlier sitting and what comes now are one path."""
    first = told(opened(), 30)
    growing = GrowingJournal(Journal.from_bytes(first.journal().to_bytes()))
    show = Show.resume(SEED, first.journal())
    written(growing, show)
    for _ in range(parts):
        show = told(show, 1)
        assert Journal.from_bytes(written(growing, show)) == show.journal()
    assert growing.past == first.journal()


@pytest.mark.parametrize("parts", [1, 2 * journal_growing.OPEN])
def test_a_branch_stands_beside_what_was_left(parts: int) -> None:
    """The journal is the merged tree of both paths, the later one last."""
    before = told(opened(), 20)
    left, taken = told(before, 6, name="left"), told(before, parts, name="taken")
    growing = GrowingJournal(left.journal())
    for _ in range(2):  # the second time behind what is settled
        taken = told(taken, 1)
        read = Journal.from_bytes(written(growing, taken))
        assert read == left.journal().merged(taken.journal())
        assert read.path() == taken.journal().events


def test_the_work_for_a_part_does_not_grow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a show ten times as long no more events are packed for each part, and only the end of the bytes changes."""
    packed: list[int] = [0]
    add = JournalStream.add

    def counted(stream: JournalStream, *event: Any) -> None:
        packed[0] += 1
        add(stream, *event)

    monkeypatch.setattr(JournalStream, "add", counted)
    growing, show, most, last = GrowingJournal(), opened(), [], b""
    for parts in (60, 600):
        while show.steps < parts:
            show, last = told(show, 1), written(growing, show)
        packed[0] = 0
        show = told(show, 1)
        now = written(growing, show)
        most.append(packed[0])
        same = next((at for at, (one, two) in enumerate(zip(now, last, strict=False)) if one != two), 0)
        assert len(now) - same < 12_000
    assert most[0] == most[1] <= journal_growing.OPEN + 4
    assert same > 0.5 * len(now)


def test_a_lowered_ceiling_is_written() -> None:
    """The header says to which ceiling the show is held now, of what was told before, too."""
    first = told(opened(), 5)
    growing = GrowingJournal(first.journal())
    lower = Show.resume(SEED, first.journal()).under(16)
    assert Journal.from_bytes(written(growing, told(lower, 2))).header.viewer_rating == 16


def test_another_shows_past_is_refused() -> None:
    """Two shows are never mixed."""
    growing = GrowingJournal(told(opened(3), 2).journal())
    with pytest.raises(JournalError, match="different shows"):
        written(growing, told(opened(), 2))


def test_a_past_of_the_third_form_is_gone_on_with() -> None:
    """A show of a viewer who comes back with an older journal goes on, in the form of today."""
    old = Path(__file__).parent / "journals" / "tide_of_format_3.show"
    journal = Journal.from_bytes(old.read_bytes())
    show = Show.resume(SEED, journal)
    assert show.journal().events == journal.events
    later = told(show, 2)
    read = Journal.from_bytes(written(GrowingJournal(journal), later))
    assert read.events[: len(journal.events)] == journal.events
    assert read == replace(later.journal(), header=read.header)
