"""What must not end a show: storms of clicks, endless wishes, jumping clocks, disks that refuse, seeds that vanish."""

from __future__ import annotations

import os
import shutil
import sys
import time
from pathlib import Path

import pytest

from generators.media import Level
from generators.render_pool.messages import Failed, RenderJob
from player.feed import ChoiceOpened, Trouble, WishAcknowledged
from player.map_file import MAP_FILE
from player.measuring.plain_story import PlainStory
from player.measuring.slow_machine import Strain
from player.measuring.virtual_show import VirtualShow
from player.playback.reducer import Phase
from player.show_memory import ShowMemory
from profiles.taste import TasteValues
from story_engine.plan import Input, InputKind
from story_engine.rng import derive_seed
from story_engine.seed import load_seed
from story_engine.show import Show
from story_engine.time import SAMPLE_RATE

sys.path.insert(0, str(Path(__file__).parents[1] / "pipeline"))

from test_conductor import _Show

SEED = Path(__file__).parents[1] / "story_engine" / "seeds" / "ferry-lamp"


@pytest.fixture
def show(tmp_path: Path):
    show = _Show(tmp_path)
    show.conductor.start()
    yield show
    show.conductor.stop()


def test_a_click_storm_leaves_a_show_that_plays(show: _Show) -> None:
    """After four hundred deeds in no order and no time the show goes on without a gap, asks, and is answered."""
    show.go_on()
    conductor = show.conductor
    deeds = [
        lambda n: conductor.pick(n % 4),
        lambda n: conductor.wish(f"wish {n}"),
        lambda n: conductor.undo_wish(),
        lambda n: conductor.signal(InputKind.LIKE),
        lambda n: conductor.signal(InputKind.DISLIKE),
        lambda n: conductor.more_time(5.0),
        lambda n: conductor.set_wildness(n / 400),
    ]
    for number in range(400):
        deeds[derive_seed(3, number) % len(deeds)](number)
    for _ in range(6):
        show.go_on()
    assert not [event for event in show.events if isinstance(event, Trouble) and event.fatal]
    show.to_hold()
    opened = show.until(lambda: show.last(ChoiceOpened))
    conductor.pick(opened.choice.options[-1].number)
    while show.go_on().timed.part.choice is not None:
        pass
    assert show.now is not None
    assert show.now.timed.part.scene.id.endswith(f"~{opened.choice.options[-1].number}")


def test_a_storm_of_deeds_reaches_no_dead_state(tmp_path: Path) -> None:
    """A player whose every control is hit at random between turns still plays, and closes."""
    import numpy as np

    from generators.media import Size
    from player.live_options import LiveOptions
    from player.live_player import LivePlayer
    from player.playback.rehearsal import RehearsalFeed, ScriptedPart, question

    grey = np.full((90, 160, 3), 90, np.uint8)
    parts = [
        ScriptedPart(picture=grey, seconds=0.5),
        ScriptedPart(picture=grey, seconds=0.5, choice=question(1, "What?", "a", "b")),
        ScriptedPart(picture=grey, seconds=0.5),
    ]
    feed = RehearsalFeed(tmp_path, parts, size=Size(width=160, height=90))
    live = LivePlayer(feed, LiveOptions(silent=True))
    feed.tell = live.hear
    feed.start()
    live.start()
    deeds = [
        lambda: live.pick(1), lambda: live.pick(9), live.skip, live.toggle_pause, lambda: live.seek_by(-5.0),
        lambda: live.seek_by(5.0), lambda: live.seek_scene(-1), live.toggle_mute, lambda: live.more_time(20.0),
        lambda: live.wish("snow"), live.undo_wish, live.like, lambda: live.visit(3), lambda: live.visit(0, 1),
    ]  # fmt: skip
    for number in range(300):
        deeds[derive_seed(5, number) % len(deeds)]()
        live.tick()
        live.view()
    if live.state.phase is Phase.PAUSED:
        live.toggle_pause()
    before, until = live.playback.measures.shown, time.monotonic() + 20
    while live.playback.measures.shown < before + 5:
        live.tick()
        assert time.monotonic() < until, live.state
        time.sleep(0.005)
    live.close()
    assert live.state.phase is Phase.CLOSING


@pytest.mark.parametrize(
    "text", ["let it snow " * 900, "x" * 10_000, "\x00\u202e🦊" * 3_000, " ".join(["not"] * 3_000)]
)
def test_an_endless_wish_is_answered(text: str) -> None:
    """Ten thousand characters are taken in like any wish, and the show goes on."""
    seed = load_seed(SEED)
    show = Show.open(seed, rng_seed=1, taste=TasteValues.fresh(tuple(seed.tastes)))
    show, _ = show.step()
    began = time.process_time()
    show, outcome = show.apply(Input(kind=InputKind.WISH, at=SAMPLE_RATE, text=text))
    assert outcome.kind in ("understood", "refused", "unclear")
    assert len(outcome.understood) < 400
    assert time.process_time() - began < 20
    for _ in range(3):
        show, part = show.step()
        assert part.estimated > 0


def test_an_endless_wish_is_acknowledged_live(show: _Show) -> None:
    """The conductor acknowledges it, and the next part comes."""
    show.go_on()
    show.conductor.wish("more of the fox " * 625)
    show.until(lambda: show.last(WishAcknowledged))
    show.go_on()


@pytest.mark.parametrize("jump", [-3600.0, 3600.0, -1e8])
def test_a_clock_that_jumps_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jump: float) -> None:
    """When the wall clock jumps by an hour either way, or to 2023, cards open and branches follow."""
    real = time.time
    monkeypatch.setattr("time.time", lambda: real() + jump)
    show = _Show(tmp_path)
    show.conductor.start()
    try:
        show.to_hold()
        opened = show.until(lambda: show.last(ChoiceOpened))
        show.conductor.pick(opened.choice.options[0].number)
        while show.go_on().timed.part.choice is not None:
            pass
    finally:
        show.conductor.stop()


def test_a_map_from_the_future_was_watched_just_now(tmp_path: Path) -> None:
    """A clock that was set back makes no negative rest."""
    (tmp_path / MAP_FILE).write_text("")
    os.utime(tmp_path / MAP_FILE, (time.time() + 9_000, time.time() + 9_000))
    assert ShowMemory(tmp_path).rested_seconds == 0.0


def test_a_disk_that_refuses_for_a_while_is_outlived(tmp_path: Path) -> None:
    """While every segment fails for the disk the show says so once and tries again; then it plays on."""
    told: list[object] = []
    show = VirtualShow(tmp_path, PlainStory(), Strain(name="steady"), told.append, rng_seed=4)
    finish = show.machine._finish
    refused: list[RenderJob] = []
    room: list[float] = []
    show._renders.on_room = lambda: room.append(show.machine.now)

    def refuse(seat) -> None:  # type: ignore[no-untyped-def]
        if show.machine.now > 12.0:
            finish(seat)
            return
        job, seat.job = seat.job, None
        refused.append(job)
        show.machine.on_failed(job, Failed(job=job.job, kind="disk", reason="Read-only file system"))

    show.machine._finish = refuse  # type: ignore[method-assign]
    while show.machine.now < 12.0:
        show.advance(0.1)
    assert 2 <= len(refused) <= 8, "tried again, with pauses"
    assert "Read-only file system" in show.troubles[0]
    segment = None
    while segment is None and show.machine.now < 30.0:
        show.advance(0.1)
        segment = show.next_segment(None)
    assert segment is not None
    assert segment.manifest.level in (Level.STAGE, Level.CARD)
    assert len(room) == 1, "that it takes pictures again is told once"
    assert room[0] > 12.0


def test_a_seed_deleted_while_it_plays_is_played_on(tmp_path: Path) -> None:
    """What was read is kept: a folder that vanishes, or turns into nonsense, ends no show that has begun."""
    folder = tmp_path / "seed"
    shutil.copytree(SEED, folder)
    seed = load_seed(folder)
    show = Show.open(seed, rng_seed=1, taste=TasteValues.fresh(tuple(seed.tastes)))
    show, _ = show.step()
    (folder / "seed.yaml").write_text("{nonsense")
    show, _ = show.step()
    shutil.rmtree(folder)
    for _ in range(12):
        show, part = show.step()
        if part.choice is not None:
            show, _ = show.apply(Input(kind=InputKind.PICK, option=1, choice=part.choice.id))
    assert show.journal().to_bytes()
