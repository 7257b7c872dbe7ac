"""Between plan and pool: which parts are on disk at which level, how fast each level is, what failed.

It knows no course and no viewer; the conductor says what is wanted and in which order.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import count

from generators.media import MODEL_LEVELS, ON_STAGE, PLAIN_LEVELS, Level, SegmentManifest, Size
from generators.render_pool.catalogue import generator_version, segment_key
from generators.render_pool.messages import Failed, RenderJob
from generators.render_pool.pool import Pool
from generators.segments.cache import SegmentCache
from generators.timed import TimedPart
from player.conducting.dearness import dearness, work_done
from player.effort import FULL, Effort
from player.feed import Gated
from player.lookahead import ALONE, COLD_SECONDS, Running, Schedule, Task
from story_engine.time import to_seconds

FIRST_GUESS = {Level.CARD: 0.25, Level.TWOS: 0.46, Level.STAGE: 0.6, Level.RESTYLE: 0.9, Level.NEURAL: 1.5}
"""Render seconds per media second until something has been measured."""
MOST_TOLD = 1.5
"""A first part may have compiled code: by it a machine is believed to be no slower than this many times the guess."""
TRIED_AGAIN_SECONDS = 120.0
"""A model that was too slow is believed to be as fast as at first after this long: what slowed it may be over."""
FAST, SLOW, USUAL = 0.35, 0.1, 0.04
"""Weights of the quick and the slow average, the slower of which counts, as hls.js does for bandwidth; and of what is
usual, from which a slow spell is told."""
LEAST_LEFT = 0.25
"""A render that runs longer than expected and has drawn nothing yet still needs this share of its expected length."""
RECENT_SECONDS = 1.0
"""The pace of a render is also taken over this long: a machine that has just become slow is believed at once."""
MOST_SLOWER = 4.0
"""A spell in which everything takes longer is believed up to this; beyond, a worker stands still and is replaced."""
SLOW_HELD_SECONDS = 6.0
"""Without a fresh sign a slow spell is believed to last this much longer."""
QUEUE_AHEAD = 1
"""Jobs queued behind the workers: enough that none waits, few enough to change one's mind."""
DISK_PAUSE_SECONDS = 1.5
"""After a full disk nothing is submitted for this long: less than two seconds after it has room again work goes on."""
LOOK_SECONDS = 1.5
"""How long it is believed that a segment is (not) on disk; a finished render is known at once."""
LOOKS_KEPT = 500
"""Answers of the cache that are remembered: some forty parts are asked for again and again."""
KEYS_KEPT = 60
"""Parts whose keys, one a level, are remembered, each with its 38 kB; some thirty are asked for again and again."""
BLOCK_SECONDS = 30.0
"""A level that failed for a part may be tried again after this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Models:
    """What draws levels by models: a pool of their own, one worker for each device."""

    pool: Pool
    levels: tuple[Level, ...]
    """What it has models for, cheapest first."""
    version: str
    """Of generators, models, tiers and precision: part of every key."""


@dataclass(slots=True)
class _Speed:
    fast: float
    slow: float
    usual: float

    def add(self, measured: float) -> None:
        self.usual += USUAL * (measured - self.usual)
        self.fast += FAST * (measured - self.fast)
        self.slow += SLOW * (measured - self.slow)


class Renders:
    """One thread (the conductor's) calls it; the pool's threads only record what came back."""

    def __init__(
        self,
        pool: Pool,
        cache: SegmentCache,
        top: Level,
        wake: Callable[[], None],
        trouble: Callable[[str], None],
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """`now`: monotonic seconds, as the pool counts them."""
        self.cache = cache
        self.top = top
        self.gated = Gated()
        """What the safety gates have kept back."""
        self._overrated: set[str] = set()
        self._pool = pool
        self._models: Models | None = None
        self._model_heard = 0.0
        """When a model's render last ended, or was given up."""
        self._wake = wake
        self._now = now
        self._trouble = trouble
        self._version = generator_version(
            pool.options.catalogue, pool.options.seed_art, pool.options.folders.soundfonts
        )
        self._numbers = count(1)
        self.size = pool.options.size
        """Of what is drawn from now on."""
        self._earlier: tuple[Size, ...] = ()
        """Other sizes of this show, the last one first: a part may lie on disk at one of them."""
        self._keys: dict[tuple[int, Level], tuple[TimedPart, str, Size]] = {}
        """By part and level; a level's keys are made with the version of what draws it."""
        self._lock = threading.Lock()
        self._jobs: dict[str, RenderJob] = {}
        self._speeds = {level: _Speed(guess, guess, guess) for level, guess in FIRST_GUESS.items()}
        self._blocked: dict[str, float] = {}
        self._paused_until = 0.0
        self._refused = False
        """The last that was written of pictures was refused by the disk."""
        self.on_room: Callable[[], None] = lambda: None
        """Told, from a thread of the pool, when the disk takes pictures again."""
        self._drawn: dict[int, deque[tuple[float, float]]] = {}
        """By job: when how much of it was drawn, over the last moments."""
        self._slower = 1.0
        """Times as long as usual, by the pace of what is drawn just now."""
        self._slower_seen = 0.0
        self._crowded: set[int] = set()
        """Jobs beside which others were drawn."""
        self.crowded = False
        """Whether speeds are those of renders beside others: one alone is quicker."""
        self._one_ended = False
        """Whether a render has ended."""
        self._looked: dict[str, tuple[float, bool]] = {}
        pool.on_done = self._on_done
        pool.on_failed = self._on_failed
        pool.on_trouble = trouble
        pool.on_crash_loop = self._on_crash_loop

    def offer(self, models: Models) -> None:
        """From now on models draw as well, in a pool of their own; called once, from any thread."""
        models.pool.on_done = self._on_done
        models.pool.on_failed = self._on_failed
        models.pool.on_trouble = self._trouble
        models.pool.on_crash_loop = self._on_models_lost
        self._models = models

    @property
    def levels(self) -> tuple[Level, ...]:
        """Levels at which a part may be on disk or be drawn, cheapest first."""
        models = self._models
        return PLAIN_LEVELS if models is None else (*PLAIN_LEVELS, *models.levels)

    @property
    def workers(self) -> int:
        """How many render plain levels at once."""
        return self._pool.options.workers

    @property
    def model_workers(self) -> int:
        """How many models draw at once: none until one is loaded, and while none lives."""
        models = self._models
        return models.pool.options.workers if models is not None and models.pool.is_warm() else 0

    def mind_buffer(self, ready_seconds: float, effort: Effort = FULL) -> None:
        """Let the workers have their share of the machine while little is ready, idle time otherwise."""
        if ready_seconds < effort.hurry_below_seconds:
            self._pool.set_hurried(True)
        elif ready_seconds > effort.calm_above_seconds:
            self._pool.set_hurried(False)

    def key(self, timed: TimedPart, level: Level) -> str:
        """Cache key of `timed` at `level`; remembered, as hashing a part takes a millisecond."""
        known = self._keys.pop((id(timed), level), None)
        if known is None or known[0] is not timed:
            known = self._found(timed, level)
            while len(self._keys) >= KEYS_KEPT * len(self.levels):
                del self._keys[next(iter(self._keys))]
        self._keys[(id(timed), level)] = known  # what was asked for last is forgotten last
        return known[1]

    def _found(self, timed: TimedPart, level: Level) -> tuple[TimedPart, str, Size]:
        """A part with its key and size: those of an earlier size where it is drawn already, or at work, at that one."""
        models = self._models
        version = self._version if level in PLAIN_LEVELS or models is None else models.version
        fps = self._pool.options.fps
        key = segment_key(timed, level, self.size, fps, version)
        if not self._earlier or self._is_begun(key):
            return timed, key, self.size
        for size in self._earlier:
            before = segment_key(timed, level, size, fps, version)
            if self._is_begun(before):
                return timed, before, size
        return timed, key, self.size

    def _is_begun(self, key: str) -> bool:
        with self._lock:
            at_work = key in self._jobs
        return at_work or self._is_whole(key)

    def resize(self, size: Size) -> None:
        """Draw at `size` from now on; what is on disk or at work at another size is shown as it is."""
        if size == self.size:
            return
        self._earlier = (self.size, *(known for known in self._earlier if known not in (size, self.size)))
        self.size = size
        drawn = {part for (part, _), (_, key, _) in self._keys.items() if self._is_begun(key)}
        self._keys = {known: entry for known, entry in self._keys.items() if known[0] in drawn}

    def ready(self, timed: TimedPart) -> frozenset[Level]:
        """Levels at which `timed` is whole on disk."""
        return frozenset(level for level in self.levels if self._is_whole(self.key(timed, level)))

    def _is_whole(self, key: str) -> bool:
        """Whether the cache holds `key`; the answer is kept for a moment, as it is asked 20 times a second."""
        now = self._now()
        known = self._looked.get(key)
        if known is not None and now - known[0] < LOOK_SECONDS:
            return known[1]
        whole = self.cache.verify(key) and self.cache.find(key) is not None
        if len(self._looked) > LOOKS_KEPT:
            self._looked.clear()
        self._looked[key] = (now, whole)
        return whole

    def blocked(self, timed: TimedPart) -> frozenset[Level]:
        """Levels that failed for `timed` lately; all of what is rated above the viewer's ceiling."""
        if timed.part.scene.rating > self.cache.ceiling:
            self._count_overrated(timed.part.id)
            return frozenset(self.levels)
        keys = [(level, self.key(timed, level)) for level in self.levels]
        now = self._now()
        with self._lock:
            return frozenset(level for level, key in keys if self._blocked.get(key, 0.0) > now)

    def _count_overrated(self, part: str) -> None:
        if part not in self._overrated:
            self._overrated.add(part)
            self.gated = replace(self.gated, rating=self.gated.rating + 1)

    def note_unsafe_join(self) -> None:
        """A part was kept back because it would have flashed at its join."""
        self.gated = replace(self.gated, joins=self.gated.joins + 1)

    def drawing(self) -> list[Level]:
        """Levels of what is at work now."""
        pools = (self._pool,) if self._models is None else (self._pool, self._models.pool)
        return [job.level for pool in pools for job in pool.jobs() if pool.elapsed(job.job) > 0.0]

    def is_hopeless(self, timed: TimedPart) -> bool:
        """Whether every plain level failed for `timed` lately."""
        return self.blocked(timed).issuperset(PLAIN_LEVELS)

    def block(self, timed: TimedPart, level: Level) -> None:
        """Do not draw or show `timed` at `level` for a while."""
        key = self.key(timed, level)
        with self._lock:
            self._blocked[key] = self._now() + BLOCK_SECONDS

    def best(self, timed: TimedPart) -> SegmentManifest | None:
        """The manifest of the highest level on disk that is not blocked."""
        blocked = self.blocked(timed)
        for level in reversed(self.levels):
            key = self.key(timed, level)
            if level in blocked:
                continue
            manifest = self.cache.find(key)
            if manifest is not None and self.cache.verify(key):
                return manifest
            self._looked.pop(key, None)  # gone, or damaged and discarded: wanted again at once
        return None

    def speeds(self) -> dict[Level, float]:
        """Render seconds per media second of what is offered now, the slower of two averages."""
        offered = self.levels if self.model_workers else PLAIN_LEVELS
        if self._now() - self._model_heard > TRIED_AGAIN_SECONDS:
            self._hope_again()
        with self._lock:
            return {
                level: max(speed.fast, speed.slow, speed.usual * (self._slower if level in PLAIN_LEVELS else 1.0))
                for level, speed in self._speeds.items()
                if level in offered
            }

    def _hope_again(self) -> None:
        """No model's render has ended for long: what is believed of them is at least as good as at first."""
        self._model_heard = self._now()
        with self._lock:
            for level in MODEL_LEVELS:
                guess, known = FIRST_GUESS[level], self._speeds[level]
                self._speeds[level] = _Speed(*(min(guess, value) for value in (known.fast, known.slow, known.usual)))

    def running(self, names: dict[str, str]) -> tuple[Running, ...]:
        """Renders at work or queued; `names` maps cache keys to part ids, unknown keys keep their own."""
        if self._now() - self._slower_seen > SLOW_HELD_SECONDS:
            self._slower = 1.0
        speeds = self.speeds()
        found, signs = [], []
        jobs = self._pool.jobs()
        with self._lock:
            # What was cancelled ends in a moment.
            wanted = [job.job for job in jobs if self._jobs.get(job.key) is job]
        drawn = [job for job in wanted if self._pool.elapsed(job) > 0.0]
        if len(drawn) > 1:
            self._crowded.update(drawn)
        self._drawn = {job.job: self._drawn.get(job.job, deque()) for job in jobs}
        found += self._models_running(names)
        for job in jobs:
            seconds = to_seconds(job.timed.duration) * self._dearness(job)
            done = self._work_done(job, self._pool.progress(job.job))
            pace = self._recent_pace(job.job, done)
            if pace > 0:
                left = (1 - done) / pace
                signs.append(1.0 / pace / seconds / self._speeds[job.level].usual)
            else:
                whole = seconds * speeds[job.level] * (ALONE if len(drawn) <= 1 and self.crowded else 1.0)
                whole += COLD_SECONDS if self._pool.is_cold(job.job) else 0.0
                left = max(whole - self._pool.elapsed(job.job), LEAST_LEFT * whole)
            queued = self._pool.elapsed(job.job) <= 0.0
            name = names.get(job.key, job.key)
            found.append(Running(id=name, level=job.level, left_seconds=left, queued=queued))
        if signs:
            self._believe_slower(max(signs))
        return tuple(found)

    def _dearness(self, job: RenderJob) -> float:
        return dearness(job.timed) if job.level in ON_STAGE else 1.0

    def _work_done(self, job: RenderJob, done: float) -> float:
        """Share of a render's work when `done` of its pictures are drawn."""
        return work_done(job.timed, done) if job.level in ON_STAGE else done

    def _models_running(self, names: dict[str, str]) -> list[Running]:
        """A model gives a shot's frames at once: what is left of its render is told by the clock, not by its pace."""
        models, found = self._models, []
        for job in models.pool.jobs() if models is not None else ():
            assert models is not None
            speed = self._speeds[job.level]
            whole = to_seconds(job.timed.duration) * max(speed.fast, speed.slow)
            elapsed = models.pool.elapsed(job.job)
            left = max(whole - elapsed, LEAST_LEFT * max(whole, elapsed))
            name = names.get(job.key, job.key)
            found.append(Running(id=name, level=job.level, left_seconds=left, queued=elapsed <= 0.0))
        return found

    def _believe_slower(self, times: float) -> None:
        self._slower = min(max(times, 1.0), MOST_SLOWER)
        self._slower_seen = self._now()

    def _recent_pace(self, job: int, done: float) -> float:
        """Share of a render's work that is done a second, over its last moments; 0 until that can be told."""
        pictures = self._pool.progress(job)
        since_first = self._pool.pace(job) * (done / pictures if pictures > 0 else 1.0)
        if since_first <= 0:
            return 0.0
        now, seen = self._now(), self._drawn[job]
        seen.append((now, done))
        while len(seen) > 2 and now - seen[1][0] >= RECENT_SECONDS:
            seen.popleft()
        if now - seen[0][0] < RECENT_SECONDS:
            return since_first
        recent = (done - seen[0][1]) / (now - seen[0][0])
        return max(recent, since_first / MOST_SLOWER)

    def act(self, plan: Schedule, parts: dict[str, TimedPart], names: dict[str, str], revision: int) -> None:
        """Cancel what is abandoned and submit the most urgent tasks."""
        gone = {(run.id, run.level): run for run in plan.abandon}
        models = self._models
        for pool in (self._pool,) if models is None else (self._pool, models.pool):
            for job in pool.jobs():
                run = gone.get((names.get(job.key, job.key), job.level))
                if run is None:
                    continue
                self._learn_of(job, pool.elapsed(job.job))
                pool.cancel(job.job)
                with self._lock:
                    self._jobs.pop(job.key, None)
        if self._now() < self._paused_until:
            return
        for task in plan.tasks:
            lane = PLAIN_LEVELS if task.level in PLAIN_LEVELS else MODEL_LEVELS
            most = (self.workers if lane is PLAIN_LEVELS else self.model_workers) + QUEUE_AHEAD
            if lane is PLAIN_LEVELS and plan.hands is not None:
                most = plan.hands  # what is queued would be begun by who is to rest
            with self._lock:
                if sum(job.level in lane for job in self._jobs.values()) >= most:
                    continue
            self._submit(task, parts, revision)

    def _learn_of(self, job: RenderJob, elapsed: float) -> None:
        """A model's render that is given up has taken so long at least: that is learnt where it is bad news."""
        if job.level not in MODEL_LEVELS or elapsed <= 0.0:
            return
        factor = elapsed / max(to_seconds(job.timed.duration), 0.1)
        with self._lock:
            self._model_heard = self._now()
            known = self._speeds[job.level]
            if factor > known.fast:
                known.add(factor)

    def _submit(self, task: Task, parts: dict[str, TimedPart], revision: int) -> None:
        timed = parts.get(task.id)
        if timed is None:
            return
        key = self.key(timed, task.level)
        options = self._pool.options
        job = RenderJob(
            job=next(self._numbers),
            key=key,
            timed=timed,
            level=task.level,
            size=self._keys[(id(timed), task.level)][2],
            fps=options.fps,
            revision=revision,
        )
        with self._lock:
            if key in self._jobs:
                return
            self._jobs[key] = job
        models = self._models
        pool = self._pool if task.level in PLAIN_LEVELS or models is None else models.pool
        pool.submit(job, self._now() + task.due_seconds)

    def _on_done(self, job: RenderJob, manifest: SegmentManifest) -> None:
        with self._lock:
            if self._jobs.get(job.key) is job:
                del self._jobs[job.key]
            self._looked.pop(job.key, None)
            has_room, self._refused = self._refused, False
            plain = job.level in PLAIN_LEVELS
            if not plain:
                self._model_heard = self._now()
            seconds = max(to_seconds(manifest.duration), 0.1) * self._dearness(job)
            if not plain or not self._pool.is_cold(job.job):
                alone = plain and self.crowded and job.job not in self._crowded
                self._speeds[job.level].add(manifest.render_seconds / seconds / (ALONE if alone else 1.0))
            if job.job in self._crowded:
                self._crowded.discard(job.job)
                self.crowded = self.workers > 1
            elif job.level is Level.STAGE and not self._one_ended:
                # The only sign yet of how fast this machine is: whether the show may begin depends on it. A first part
                # is a quiet one, but pays for what is loaded; half of it and half of the guess foretold the second
                # part of 40 starts best.
                guess = FIRST_GUESS[Level.STAGE]
                told = min((guess + manifest.render_seconds / seconds) / 2, guess * MOST_TOLD)
                self._speeds[Level.STAGE] = _Speed(told, told, min(told, guess))
            self._one_ended = True
        if has_room:
            self.on_room()
        self._wake()

    def _on_failed(self, job: RenderJob, failed: Failed) -> None:
        if failed.kind == "unsafe":
            self.gated = replace(self.gated, flash=self.gated.flash + 1)
        with self._lock:
            self._crowded.discard(job.job)
            if self._jobs.get(job.key) is job:
                del self._jobs[job.key]
            if failed.kind in ("fault", "unsafe"):
                for key in self._keys_alike(job):
                    self._blocked[key] = self._now() + BLOCK_SECONDS
            elif failed.kind == "disk":
                self._paused_until = self._now() + DISK_PAUSE_SECONDS
                self._refused = True
        if failed.kind == "disk":
            freed = self.cache.make_room()
            done = f"{freed // 1024**2} MiB of old segments removed" if freed else "free some space"
            self._trouble(f"the cache cannot be written ({failed.reason}); {done}")
        elif failed.kind != "cancelled":
            self._trouble(f"{failed.reason}; shown at a lower level")
        self._wake()

    def _keys_alike(self, job: RenderJob) -> tuple[str, ...]:
        """Keys of a part at every level that the same generator draws: what fails at one fails at the other."""
        if job.level not in ON_STAGE:
            return (job.key,)
        return tuple(segment_key(job.timed, level, job.size, job.fps, self._version) for level in ON_STAGE)

    def _on_crash_loop(self) -> None:
        if self.top is not Level.CARD:
            self.top = Level.CARD
            self._trouble(f"render workers keep dying: going on at level {self.top}")
        self._wake()

    def _on_models_lost(self) -> None:
        models, self._models = self._models, None
        if models is not None:
            self._trouble("the models' worker keeps dying: going on without models")
            # Its own thread brings this news, and closing waits for that thread.
            threading.Thread(target=models.pool.close, name="close-models", daemon=True).start()
        self._wake()
