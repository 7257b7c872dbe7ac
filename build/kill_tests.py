"""Kills render workers and whole players at random moments, and looks at what is left.

`python build/kill_tests.py [--workers 200] [--players 50] [--json]`: a worker is killed while it draws, and its job
must be done by another, nothing torn in the cache; a player is killed (`kill -9`) while a show plays, and the show must
go on within two seconds of where it was, its database whole and its choices kept. Exit status 1 when something is not.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sqlite3
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from generators.media import Level, SegmentManifest, Size
from generators.processes import Program
from generators.render_pool.catalogue import generator_version, segment_key
from generators.render_pool.messages import Failed, RenderJob
from generators.render_pool.pool import Pool, PoolOptions
from generators.render_pool.sketch import SLOWNESS_VARIABLE
from generators.segments.cache import SegmentCache
from generators.segments.folders import Folders
from player.direction import Opening
from player.measuring.plain_story import PlainStory
from profiles.home import HOME_VARIABLE, database_path
from story_engine.journal import Journal
from story_engine.rng import unit
from story_engine.time import SAMPLE_RATE

SIZE = Size(width=160, height=90)
WORKER_PATIENCE_SECONDS = 90.0
PLAYER_PATIENCE_SECONDS = 180.0
MOST_LOST_SECONDS = 2.0
LONGEST_WATCH_SECONDS = 9.0
"""A player is killed between one and so many seconds after its show has begun to play."""
TRACE = "trace.bin"
PLAYER = f"""
import sys
from pathlib import Path

sys.setswitchinterval(0.001)
from generators.media import Level, Size
from player.measuring.off_screen import watched
from player.compose import LiveShow
from player import session

home, resume, size = Path(sys.argv[1]), sys.argv[2] == "on", Size(width=320, height=180)
shows, trace = [], open(home / "{TRACE}", "ab", buffering=0)


class Traced(LiveShow):
    def feed(self, tell, *, resume=False):
        shows.append(self)
        return super().feed(tell, resume=resume)


def beside(live):
    at, here, opened = live.playback.playhead(), live.playback.current(), live.opened
    if here is None:
        return
    if opened is not None and at > opened.at + 48_000:
        live.pick(1 + opened.choice.id % len(opened.choice.options))
    trace.write(f"{{shows[0]._base + at}} {{here.timed.part.scene.storylet}}\\n".encode())


session.LiveShow = Traced
watched(home, "kill", beside, size=size, rng_seed=7, seconds=3600.0, level=Level.CARD, workers=1, resume=resume)
"""
"""A player that writes down what is heard, forty times a second, unbuffered."""


@dataclass(slots=True)
class Workers:
    """What killing workers did."""

    kills: int = 0
    jobs: int = 0
    done: int = 0
    given_up: int = 0
    """Jobs whose worker was killed twice: the lookahead takes a lower level."""
    unanswered: int = 0
    torn: int = 0
    """Segments in the cache that are not what was written."""
    drafts_left: int = 0
    replaced_s_max: float = 0.0


@dataclass(slots=True)
class Players:
    """What killing players did."""

    kills: int = 0
    resumed: int = 0
    lost_s: list[float] = field(default_factory=list)
    """How far from where it was each show went on; below 0: it was ahead."""
    other_scene: int = 0
    torn_databases: int = 0
    torn_journals: int = 0
    shorter_journals: int = 0
    """Journals that hold fewer picks than before: a lost choice."""


class _Ears:
    """Answers of the pool."""

    def __init__(self) -> None:
        self.changed = threading.Condition()
        self.done: dict[int, SegmentManifest] = {}
        self.failed: dict[int, Failed] = {}

    def on_done(self, job: RenderJob, manifest: SegmentManifest) -> None:
        """A job is drawn."""
        with self.changed:
            self.done[job.job] = manifest
            self.changed.notify_all()

    def on_failed(self, job: RenderJob, failed: Failed) -> None:
        """A job is given up."""
        with self.changed:
            self.failed[job.job] = failed
            self.changed.notify_all()

    def wait(self, job: int) -> bool:
        """Until it is answered; whether it was."""
        with self.changed:
            return self.changed.wait_for(lambda: job in self.done or job in self.failed, WORKER_PATIENCE_SECONDS)


def kill_workers(kills: int, rng_seed: int) -> Workers:
    """Kill the worker of one job after another, at a random moment of each."""
    found = Workers()
    os.environ[SLOWNESS_VARIABLE] = "0.004"
    ears = _Ears()
    with tempfile.TemporaryDirectory(prefix="evershow-kills-") as folder:
        folders = Folders(Path(folder)).make()
        options = PoolOptions(folders=folders, size=SIZE, catalogue="sketch")
        pool = Pool(options, on_done=ears.on_done, on_failed=ears.on_failed)
        pool.start()
        keys = []
        for job in _jobs(options):
            keys.append(job.key)
            found.jobs += 1
            pool.submit(job)
            pids = _wait_for_worker(pool)
            time.sleep(unit(rng_seed, "when", found.jobs) * 0.35)
            began = time.monotonic()
            os.kill(pids[0], signal.SIGKILL)
            found.kills += 1
            fresh = _wait_for_worker(pool, besides=pids)
            found.replaced_s_max = max(found.replaced_s_max, round(time.monotonic() - began, 2))
            if not fresh or not ears.wait(job.job):
                found.unanswered += 1
            if found.kills >= kills:
                break
        pool.close()
        cache = SegmentCache(folders)
        found.done, found.given_up = len(ears.done), len(ears.failed)
        found.torn = sum(cache.find(key) is not None and not cache.verify(key) for key in keys)
        found.torn += sum(not cache.verify(manifest.key) for manifest in ears.done.values())
        found.drafts_left = len(list(folders.drafts.iterdir()))
    return found


def _jobs(options: PoolOptions) -> Iterator[RenderJob]:
    director = PlainStory(choice_every=10**6)
    state = director.open(Opening(seed="", rng_seed=1)).state
    version = generator_version(options.catalogue)
    number = 0
    while True:
        planned = director.step(state)
        state, number = planned.state, number + 1
        yield RenderJob(
            job=number,
            key=segment_key(planned.timed, Level.STAGE, options.size, options.fps, version),
            timed=planned.timed,
            level=Level.STAGE,
            size=options.size,
            fps=options.fps,
            revision=0,
        )


def _wait_for_worker(pool: Pool, besides: tuple[int, ...] = ()) -> tuple[int, ...]:
    until = time.monotonic() + WORKER_PATIENCE_SECONDS
    while time.monotonic() < until:
        pids = tuple(pid for pid in pool.pids() if pid not in besides)
        if pids:
            return pids
        time.sleep(0.005)
    return ()


def kill_players(kills: int, rng_seed: int) -> Players:
    """Let one show be played by one player after another, each killed at a random moment."""
    found = Players()
    with tempfile.TemporaryDirectory(prefix="evershow-kills-") as folder:
        home = Path(folder)
        os.environ[HOME_VARIABLE] = str(home)
        before: tuple[int, str] | None = None
        picks = 0
        for number in range(kills + 1):
            (home / TRACE).unlink(missing_ok=True)
            player = Program(PLAYER, (str(home), "on" if number else "off"))
            first = _first_trace(home / TRACE, player)
            if before is not None and first is not None:
                found.resumed += 1
                found.lost_s.append(round((before[0] - first[0]) / SAMPLE_RATE, 3))
                found.other_scene += first[1] != before[1]
            if number == kills or first is None:
                player.kill()
                break
            time.sleep(1.0 + unit(rng_seed, "kill", number) * (LONGEST_WATCH_SECONDS - 1.0))
            player.kill()
            time.sleep(0.3)
            found.kills += 1
            before = _last_trace(home / TRACE)
            whole, journal = _stored(home)
            found.torn_databases += not whole
            now = _picks(journal)
            found.torn_journals += now is None
            found.shorter_journals += now is not None and now < picks
            picks = picks if now is None else max(now, picks)
    return found


def _first_trace(path: Path, player: Program) -> tuple[int, str] | None:
    until = time.monotonic() + PLAYER_PATIENCE_SECONDS
    while time.monotonic() < until and player.status() is None:
        lines = path.read_text().splitlines() if path.exists() else []
        if lines:
            return _parsed(lines[0])
        time.sleep(0.02)
    return None


def _last_trace(path: Path) -> tuple[int, str]:
    return _parsed(path.read_text().rstrip("\n").split("\n")[-1])


def _parsed(line: str) -> tuple[int, str]:
    at, _, scene = line.partition(" ")
    return int(at), scene


def _stored(home: Path) -> tuple[bool, bytes]:
    """Whether the database is whole, and the newest journal in it."""
    database = sqlite3.connect(database_path(home))
    try:
        whole = database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        row = database.execute("SELECT content FROM journals ORDER BY rowid DESC LIMIT 1").fetchone()
    finally:
        database.close()
    return whole, bytes(row[0]) if row else b""


def _picks(journal: bytes) -> int | None:
    """How many choices a journal holds; None where it cannot be read."""
    if not journal:
        return 0
    try:
        read = Journal.from_bytes(journal)
    except ValueError:
        return None
    return sum(event.kind == "input" and event.fields.get("kind") == "pick" for event in read.path(-1))


def main() -> int:
    """Run both and print what was found."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--workers", type=int, default=200, help="workers to kill")
    options.add_argument("--players", type=int, default=50, help="players to kill")
    options.add_argument("--rng", type=int, default=1)
    options.add_argument("--json", action="store_true")
    given = options.parse_args()
    result: dict[str, Any] = {}
    good = True
    if given.workers:
        workers = kill_workers(given.workers, given.rng)
        result["workers"] = asdict(workers)
        good &= not (workers.unanswered or workers.torn or workers.drafts_left)
    if given.players:
        players = kill_players(given.players, given.rng)
        far = [lost for lost in players.lost_s if abs(lost) > MOST_LOST_SECONDS]
        result["players"] = {
            **asdict(players),
            "lost_s": [min(players.lost_s, default=0.0), max(players.lost_s, default=0.0)],
            "further_than_2_s": len(far),
        }
        good &= not (far or players.torn_databases or players.torn_journals or players.shorter_journals)
        good &= players.resumed == players.kills == given.players
    print(json.dumps(result) if given.json else json.dumps(result, indent=2))
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
