"""The conductor: a live show is gapless, cards wait for their heads, and every input is answered."""

from __future__ import annotations

import errno
import io
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import pytest
from fake_director import FakeDirector
from instant_pool import InstantPool

from generators.media import Level
from generators.render_pool.pool import PoolOptions
from generators.segments.cache import SegmentCache
from generators.segments.folders import Folders
from player.conductor import Conductor, ConductorOptions
from player.direction import Opening
from player.feed import (
    BranchBegan,
    ChoiceClosed,
    ChoiceNear,
    ChoiceOpened,
    ChoicePassed,
    ChoiceTaken,
    LevelChanged,
    ReadySegment,
    SceneBegan,
    ShowEvent,
    SkipReady,
    Trouble,
    TroubleOver,
    WishAcknowledged,
)
from story_engine.plan import InputKind
from story_engine.time import SAMPLE_RATE

PATIENCE_SECONDS = 30.0
E = TypeVar("E")


@dataclass
class _Show:
    """A live show and a playback that is driven by hand."""

    folder: Path
    window: float = 4.0
    options: int = 2
    choices: bool = True
    events: list[ShowEvent] = field(default_factory=list)
    journals: list[bytes] = field(default_factory=list)
    on_journal: Callable[[bytes], None] | None = None

    def __post_init__(self) -> None:
        folders = Folders(self.folder)
        self.cache = SegmentCache(folders)
        self.pool = InstantPool(PoolOptions(folders=folders, catalogue="sketch"))
        self.director = FakeDirector(options=self.options, window=self.window, choices=self.choices)
        self.conductor = Conductor(
            self.director,
            self.pool,  # type: ignore[arg-type]
            self.cache,
            ConductorOptions(
                opening=Opening(seed="", rng_seed=1),
                log=self.folder / "log.jsonl",
                on_journal=self.on_journal or self.journals.append,
            ),
            self.events.append,
        )
        self.now: ReadySegment | None = None

    def until(self, question: Callable[[], E | None]) -> E:
        """The first true answer; the threads of the show go on meanwhile."""
        waited = 0.0
        while not (answer := question()):
            threading.Event().wait(0.002)
            waited += 0.002
            assert waited < PATIENCE_SECONDS, f"never happened; events: {self.events[-5:]}"
        return answer

    def go_on(self) -> ReadySegment:
        """Play the next segment: the playhead stands at its start."""
        after = None if self.now is None else self.now.id
        before = self.now
        if before is not None:
            self.conductor.playhead(before.end - SAMPLE_RATE // 4)
        self.now = self.until(lambda: self.conductor.next_segment(after))
        if before is not None:
            assert self.now.start == before.end, "a gap"
        self.conductor.playhead(self.now.start)
        return self.now

    def to_hold(self) -> ReadySegment:
        """Play until a hold begins."""
        while not self.go_on().timed.part.choice:
            pass
        assert self.now is not None
        return self.now

    def last(self, kind: type[E]) -> E | None:
        return next((event for event in reversed(self.events) if isinstance(event, kind)), None)

    def log(self, kind: str) -> list[dict]:
        records = [json.loads(line) for line in (self.folder / "log.jsonl").read_text().splitlines()]
        return [record for record in records if record["kind"] == kind]


@pytest.fixture
def show(tmp_path: Path) -> Iterator[_Show]:
    show = _Show(tmp_path)
    show.conductor.start()
    yield show
    show.conductor.stop()


def test_a_show_is_gapless_over_fifty_choices(show: _Show) -> None:
    """Each pick is followed by its own branch at the very next join, and nothing is missing or repeated."""
    for number in range(1, 51):
        show.to_hold()
        opened = show.until(lambda n=number: (e := show.last(ChoiceOpened)) and e.choice.id == n and e)
        assert opened.heads_ready_seconds >= 0
        option = number % 2 + 1
        show.conductor.pick(option)
        branch = show.go_on()
        assert branch.timed.part.scene.id.endswith(f"~{option}")
    ids = [segment.id for segment in show.conductor.history()]
    assert len(set(ids)) == len(ids)
    assert len(show.log("option")) == 50


def test_cards_wait_for_every_head(tmp_path: Path) -> None:
    """While the heads are not on disk the hold plays without cards, which are told of; once they are the cards open."""
    show = _Show(tmp_path)
    show.pool.keep_back = lambda job: "~" in job.timed.part.scene.id
    show.conductor.start()
    show.to_hold()
    for _ in range(5):
        assert show.go_on().timed.part.choice
    assert show.last(ChoiceOpened) is None
    near = show.last(ChoiceNear)
    show.pool.release()
    opened = show.until(lambda: show.last(ChoiceOpened))
    show.conductor.stop()
    assert near is not None
    assert near.choice == opened.choice
    assert opened.heads_ready_seconds >= 0


def test_without_a_pick_the_default_is_taken(show: _Show) -> None:
    """When the window ends the default's branch follows, taken by nobody."""
    hold = show.to_hold()
    opened = show.until(lambda: show.last(ChoiceOpened))
    assert opened.closes == opened.at + 4 * SAMPLE_RATE
    show.go_on()
    show.conductor.playhead(hold.start + 4 * SAMPLE_RATE)
    taken = show.until(lambda: show.last(ChoiceTaken))
    assert (taken.option, taken.by) == (1, "default")
    assert show.go_on().timed.part.scene.id == "s3~1"
    assert show.until(lambda: show.last(ChoiceClosed)).choice.id == 1


def test_a_hold_waits_for_ever_when_asked(tmp_path: Path) -> None:
    """With endless time the hold repeats with variation and the cards stay."""
    show = _Show(tmp_path)
    show.conductor.start()
    show.to_hold()
    show.until(lambda: show.last(ChoiceOpened))
    show.conductor.more_time(float("inf"))
    holds = [show.go_on() for _ in range(30)]
    show.conductor.stop()
    assert all(segment.timed.part.choice for segment in holds)
    assert show.last(ChoiceTaken) is None


def test_an_early_pick_is_ignored(show: _Show) -> None:
    """A pick without open cards changes nothing and the show goes on."""
    show.go_on()
    show.conductor.pick(2)
    assert show.go_on().timed.part.id == "s1.p1"


def test_a_wish_is_acknowledged_and_answered(show: _Show) -> None:
    """A wish is answered in words at once and in the first part after the commit horizon."""
    show.go_on()
    show.conductor.wish("snow")
    acknowledged = show.until(lambda: show.last(WishAcknowledged))
    assert (acknowledged.outcome, acknowledged.understood) == ("understood", "snow")
    while show.go_on().start < acknowledged.answered_from:
        assert show.now is not None
        assert "snow" not in show.now.timed.lines[0].text
    assert show.now is not None
    assert "snow" in show.now.timed.lines[0].text
    assert acknowledged.answered_from <= 8 * SAMPLE_RATE


def test_a_skip_jumps_to_the_next_scene(show: _Show) -> None:
    """After a skip the next scene's first part follows the segment that plays, as a jump."""
    first = show.go_on()
    show.conductor.skip()
    show.until(lambda: show.last(SkipReady))
    following = show.until(lambda: show.conductor.next_segment(first.id))
    assert following.jump
    assert following.timed.part.id == "s2.p0"
    assert following.start == first.end


def test_a_seek_back_gets_what_was_played(show: _Show) -> None:
    """Asking with an earlier id answers from the history."""
    played = [show.go_on() for _ in range(4)]
    assert show.conductor.next_segment(played[0].id) == played[1]
    assert show.conductor.history()[:4] == tuple(played)


def test_a_broken_stage_falls_to_cards(tmp_path: Path) -> None:
    """When the stage fails on every part the show plays as cards and says why."""
    show = _Show(tmp_path)
    show.pool.failing = {"stage"}
    show.conductor.start()
    levels = {show.go_on().manifest.level for _ in range(4)}
    show.conductor.stop()
    assert levels == {Level.CARD}
    trouble = show.last(Trouble)
    assert trouble is not None
    assert "lower level" in trouble.what
    assert isinstance(show.last(LevelChanged), LevelChanged)


def test_scenes_are_told_and_logged(show: _Show) -> None:
    """The playhead entering a scene is an event; its segments and lines are in the log."""
    for _ in range(4):
        show.go_on()
    show.until(lambda: (e := show.last(SceneBegan)) and e.scene.id == "s2" and e)
    assert {record["scene"] if "scene" in record else record["id"] for record in show.log("scene")} >= {"s1", "s2"}
    assert len(show.log("segment")) >= 4


def test_journals_are_handed_on(show: _Show) -> None:
    """At a scene's start and after a pick the journal so far is handed on."""
    show.to_hold()
    show.until(lambda: show.last(ChoiceOpened))
    show.conductor.pick(2)
    show.go_on()
    show.until(lambda: b"pick:2" in b"".join(show.journals))


def test_a_like_is_noted(show: _Show) -> None:
    """A like is logged with the time at which it was given."""
    show.go_on()
    show.conductor.signal(InputKind.LIKE)
    show.until(lambda: show.log("signal"))
    assert show.log("signal")[0]["signal"] == "like"


def test_an_underrun_is_logged(show: _Show) -> None:
    """What the audio clock reports stands in the log."""
    show.go_on()
    show.conductor.report_underrun(4800, 480)
    show.until(lambda: show.log("underrun"))
    assert show.log("underrun")[0] == {"at": 0.1, "kind": "underrun", "seconds": 0.01}


def test_a_long_show_forgets_what_is_over(tmp_path: Path) -> None:
    """After 900 segments only the last are kept, the director was told, and the show is still gapless."""
    show = _Show(tmp_path, choices=False)
    show.conductor.start()
    for _ in range(900):
        show.go_on()
    show.conductor.stop()
    assert len(show.conductor.history()) == 400
    assert len(show.director.forgotten) < 100


def test_a_full_disk_does_not_end_the_show(tmp_path: Path) -> None:
    """Neither a log that cannot be written nor a journal that cannot be kept ends the show; each is told once."""

    class FullFile(io.StringIO):
        def write(self, text: str) -> int:
            raise OSError(errno.ENOSPC, "No space left on device")

    def full_store(journal: bytes) -> None:
        raise RuntimeError("database or disk is full")

    show = _Show(tmp_path, choices=False, on_journal=full_store)
    show.conductor._log._file = FullFile()
    show.conductor.start()
    ids = [show.go_on().timed.part.id for _ in range(12)]
    show.conductor.stop()
    assert len(set(ids)) == 12
    told = [event for event in show.events if isinstance(event, Trouble)]
    assert sum("log cannot be written" in event.what for event in told) == 1
    assert sum("cannot be remembered" in event.what for event in told) == 1
    assert not any(event.fatal for event in told)


def test_a_journal_that_can_be_kept_again_is_told_of(tmp_path: Path) -> None:
    """Once, with the first that is kept."""
    kept: list[bytes] = []

    def store(journal: bytes) -> None:
        kept.append(journal)
        if len(kept) < 4:
            raise RuntimeError("database or disk is full")

    show = _Show(tmp_path, choices=False, on_journal=store)
    show.conductor.start()
    show.until(lambda: show.go_on() and len(kept) > 6)
    show.conductor.stop()
    told = [event for event in show.events if isinstance(event, TroubleOver)]
    assert told == [TroubleOver(name="journal")]


def test_a_thread_that_ends_says_so(tmp_path: Path) -> None:
    """Whatever a director raises, the viewer is told that nothing more comes."""
    show = _Show(tmp_path)

    def broken(state: int) -> None:
        raise TypeError("out of tune")

    show.director.step = broken  # type: ignore[assignment,method-assign]
    show.conductor.start()
    told = show.until(lambda: show.last(Trouble))
    show.conductor.stop()
    assert told.fatal
    assert "TypeError: out of tune" in told.what


def test_cards_stay_shut_while_a_head_is_missing(tmp_path: Path) -> None:
    """A head that vanishes from disk just before the opening keeps the cards shut until it is drawn again."""
    show = _Show(tmp_path)
    show.conductor.start()
    while show.go_on().timed.part.id != "s2.p2":
        pass
    heads = [f"s3~{option}.p{number}" for option in (1, 2) for number in (0, 1)]
    show.until(lambda: {job.timed.part.id for job in show.pool.rendered} >= set(heads))
    gone = next(job for job in show.pool.rendered if job.timed.part.id == "s3~1.p0")
    show.pool.keep_back = lambda job: job.key == gone.key
    for path in (show.cache.files(gone.key).manifest, show.cache.files(gone.key).media):
        path.unlink()
    show.to_hold()
    show.until(lambda: gone.key in {job.key for job in show.pool.waiting})
    show.go_on()
    assert show.last(ChoiceOpened) is None
    show.pool.release()
    opened = show.until(lambda: show.last(ChoiceOpened))
    assert opened.heads_ready_seconds >= 0
    assert show.log("choice")[0]["heads_ready"] is True
    assert show.cache.evict(0) > 0
    assert show.cache.find(gone.key) is not None, "an open choice's heads are not evicted"
    show.conductor.pick(1)
    assert show.go_on().timed.part.id == "s3~1.p0"
    show.conductor.stop()


def test_a_hold_does_not_wait_for_ever_for_a_broken_head(tmp_path: Path) -> None:
    """After thirty seconds without cards the likeliest option whose head is drawn is taken, and logged."""
    show = _Show(tmp_path)
    show.pool.fails = lambda job: job.timed.part.scene.id == "s3~1"
    show.conductor.start()
    hold = show.to_hold()
    while show.go_on().timed.part.choice:
        assert show.now is not None
        assert show.now.start < hold.start + 60 * SAMPLE_RATE, "the hold lasts for ever"
    assert show.now is not None
    assert show.now.start >= hold.start + 30 * SAMPLE_RATE
    assert show.now.timed.part.id == "s3~2.p0"
    show.conductor.stop()
    assert show.last(ChoiceOpened) is None
    assert show.log("cards_withheld")[0]["missing"] == [1]
    assert show.log("option")[0] == {**show.log("option")[0], "option": 2, "by": "default"}


def test_damage_on_disk_is_drawn_again(tmp_path: Path) -> None:
    """A cached segment of the right length and the wrong content is not laid: it is told and drawn anew."""
    first = _Show(tmp_path, choices=False)
    first.conductor.start()
    played = [first.go_on() for _ in range(3)]
    first.conductor.stop()
    played[1].path.write_bytes(b"y")
    show = _Show(tmp_path, choices=False)
    show.cache._on_trouble = lambda line: show.events.append(Trouble(what=line))
    show.conductor.start()
    again = [show.go_on() for _ in range(3)]
    show.conductor.stop()
    assert [one.path.read_bytes() for one in again] == [b"x"] * 3
    told = show.last(Trouble)
    assert told is not None
    assert "damaged" in told.what


def test_keys_are_not_kept_for_ever(show: _Show) -> None:
    """However long a show is, few timed parts are held by the renders."""
    for _ in range(60):
        show.go_on()
        if show.now is not None and show.now.timed.part.choice:
            show.until(lambda: show.last(ChoiceOpened))
            show.conductor.pick(1)
    assert len(show.conductor._renders._keys) <= 300


def test_who_leans_back_is_asked_nothing(show: _Show) -> None:
    """Each hold plays once, without cards, and the default follows gaplessly; it is told when the hold plays."""
    show.conductor.set_timer(0.0)
    for number in range(1, 11):
        assert show.to_hold().timed.part.repeat == 0
        passed = show.until(lambda n=number: (e := show.last(ChoicePassed)) and e.choice.id == n and e)
        assert passed.mark.is_known
        assert show.go_on().timed.part.scene.id.endswith(f"~{passed.choice.default}")
        assert show.until(lambda: show.last(BranchBegan)).option == passed.option
    assert show.last(ChoiceOpened) is None
    assert [row["by"] for row in show.log("option")][:10] == ["default"] * 10


def test_questions_are_asked_again_once_the_viewer_sits_up(show: _Show) -> None:
    """The timer holds for questions that are not planned past yet; while cards are open it changes nothing."""
    show.to_hold()
    show.until(lambda: show.last(ChoiceOpened))
    show.conductor.set_timer(0.0)
    assert show.go_on().timed.part.choice
    show.conductor.pick(2)
    assert show.go_on().timed.part.scene.id.endswith("~2")
    show.until(lambda: show.last(ChoicePassed) or show.go_on())
    show.conductor.set_timer(1.0)
    show.until(lambda: show.events[-1] is show.last(ChoiceOpened) or (show.go_on() and None))


def test_the_journal_is_written_though_defaults_are_planned_ahead(show: _Show) -> None:
    """A show that leans back is kept as each part begins, as any other is."""
    show.conductor.set_timer(0.0)
    show.to_hold()
    kept = len(show.journals)
    show.go_on()
    show.until(lambda: len(show.journals) > kept)
