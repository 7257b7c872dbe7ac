"""A render pool in virtual time: jobs take as long as a strained machine would need, and leave tiny files.

It knows no picture. Who measures moves its clock; what is drawn is whole by its manifest and holds one byte, or
whatever a painter makes of it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from generators.media import MANIFEST_SCHEMA, FlashVerdict, Level, Loudness, SegmentManifest
from generators.render_pool.messages import Failed, RenderJob
from generators.render_pool.pool import MOST_ATTEMPTS, PACE_SECONDS, PoolOptions
from generators.segments.cache import Draft, begin_draft, publish
from story_engine.rng import unit
from story_engine.time import to_seconds

WORKER_BACK_SECONDS = 0.3
"""A worker that died is replaced after this long (measured live: 0.21 s) …"""
COLD_EXTRA_SECONDS = 0.9
"""… and its first job takes this much longer."""
VARIATION = 0.25
"""Parts cost up to this share more or less than the mean: faces, rain and bakes."""
SLOT_SECONDS = 20.0
"""Slow spells, stalls and deaths are drawn by lot, once for each of these stretches and worker."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Strain:
    """What a machine suffers."""

    name: str
    speeds: Mapping[Level, float] = field(
        default_factory=lambda: {Level.CARD: 0.2, Level.TWOS: 0.48, Level.STAGE: 0.62}
    )
    """Render seconds per media second, undisturbed."""
    workers: int = 1
    slow_share: float = 0.0
    """Of the stretches: everything takes `slower` times as long in them."""
    slower: float = 3.0
    stall_share: float = 0.0
    """Of the stretches: the worker stands still in them for `stall_seconds`."""
    stall_seconds: float = 6.0
    death_share: float = 0.0
    """Of the stretches: the worker dies in them."""


@dataclass(slots=True)
class _Seat:
    number: int
    job: RenderJob | None = None
    begun: float = 0.0
    needed: float = 0.0
    done: float = 0.0
    first_report: float = 0.0
    cold: bool = True
    away_until: float = 0.0
    died_in: int = -1


class SlowMachine:
    """Obeys what `player.conducting.renders` asks of a pool; `advance` moves its clock."""

    def __init__(
        self,
        options: PoolOptions,
        strain: Strain,
        rng_seed: int,
        paint: Callable[[Draft, RenderJob], None] | None = None,
    ) -> None:
        self.options = options
        self.strain = strain
        self.now = 0.0
        """Seconds."""
        self.deaths = self.drawn = self.cancelled = 0
        self.refuses = ""
        """Why the disk takes no segment; "" = it does."""
        self.on_done: Callable[[RenderJob, SegmentManifest], None] = lambda job, manifest: None
        self.on_failed: Callable[[RenderJob, Failed], None] = lambda job, failed: None
        self.on_trouble: Callable[[str], None] = lambda line: None
        self.on_crash_loop: Callable[[], None] = lambda: None
        self._rng = rng_seed
        self._paint = paint
        self._seats = [_Seat(number) for number in range(options.workers)]
        self._queue: list[tuple[float, RenderJob]] = []
        self._attempts: dict[int, int] = {}

    # what the lookahead asks

    def start(self) -> None:
        """Nothing to start."""

    def close(self) -> None:
        """Nothing to end."""

    def set_hurried(self, hurried: bool) -> None:
        """Its pace is its strain's."""

    def jobs(self) -> tuple[RenderJob, ...]:
        """Running, then queued jobs."""
        running = tuple(seat.job for seat in self._seats if seat.job is not None)
        return running + tuple(job for _, job in self._queue)

    def submit(self, job: RenderJob, due: float = math.inf) -> None:
        """Queue a job; what is due sooner is begun sooner."""
        self._queue.append((due, job))
        self._queue.sort(key=lambda entry: entry[0])
        self._feed()

    def cancel(self, job: int) -> None:
        """Forget or stop a job."""
        self._queue = [entry for entry in self._queue if entry[1].job != job]
        for seat in self._seats:
            if seat.job is not None and seat.job.job == job:
                stopped, seat.job = seat.job, None
                self.cancelled += 1
                self.on_failed(stopped, Failed(job=job, kind="cancelled", reason=""))
        self._feed()

    def _seat_of(self, job: int) -> _Seat | None:
        return next((seat for seat in self._seats if seat.job is not None and seat.job.job == job), None)

    def progress(self, job: int) -> float:
        """0–1 of a running job."""
        seat = self._seat_of(job)
        return 0.0 if seat is None else min(seat.done / seat.needed, 1.0)

    def pace(self, job: int) -> float:
        """Share drawn a second; 0 until that can be trusted."""
        seat = self._seat_of(job)
        if seat is None or not seat.done or self.now - seat.first_report < PACE_SECONDS:
            return 0.0
        return self.progress(job) / max(self.now - seat.begun, 1e-3)

    def elapsed(self, job: int) -> float:
        """Seconds since a running job was begun."""
        seat = self._seat_of(job)
        return 0.0 if seat is None else self.now - seat.begun

    def is_cold(self, job: int) -> bool:
        """Whether it is its worker's first."""
        seat = self._seat_of(job)
        return seat is not None and seat.cold

    # the machine

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self.now += seconds
        for seat in self._seats:
            self._suffer(seat)
            if seat.job is None or self.now < seat.away_until:
                continue
            if not seat.done:
                seat.first_report = self.now
            seat.done += seconds / (self.strain.slower if self._has(seat, "slow", self.strain.slow_share) else 1.0)
            if seat.done >= seat.needed:
                self._finish(seat)
        self._feed()

    def _has(self, seat: _Seat, what: str, share: float) -> bool:
        return unit(self._rng, what, seat.number, int(self.now / SLOT_SECONDS)) < share

    def _suffer(self, seat: _Seat) -> None:
        """Stalls and deaths, each once in its stretch, at a moment drawn by lot."""
        slot = int(self.now / SLOT_SECONDS)
        into = self.now - slot * SLOT_SECONDS
        begins = unit(self._rng, "begins", seat.number, slot) * (SLOT_SECONDS - self.strain.stall_seconds)
        if self._has(seat, "stall", self.strain.stall_share) and begins <= into < begins + self.strain.stall_seconds:
            seat.away_until = max(seat.away_until, (slot * SLOT_SECONDS) + begins + self.strain.stall_seconds)
        if seat.died_in != slot and into >= begins and self._has(seat, "death", self.strain.death_share):
            seat.died_in = slot
            self._die(seat)

    def _die(self, seat: _Seat) -> None:
        self.deaths += 1
        job, seat.job = seat.job, None
        seat.cold, seat.away_until = True, max(seat.away_until, self.now + WORKER_BACK_SECONDS)
        self.on_trouble("a render worker died; replacing it")
        if job is None:
            return
        self._attempts[job.job] = self._attempts.get(job.job, 0) + 1
        if self._attempts[job.job] >= MOST_ATTEMPTS:
            self.on_failed(job, Failed(job=job.job, kind="fault", reason="ended its worker"))
        else:
            self._queue.insert(0, (-math.inf, job))

    def _feed(self) -> None:
        for seat in self._seats:
            if seat.job is None and self._queue and self.now >= seat.away_until:
                _, job = self._queue.pop(0)
                vary = 1.0 + VARIATION * (2.0 * unit(self._rng, "cost", job.timed.part.id, str(job.level)) - 1.0)
                seat.job, seat.begun, seat.done = job, self.now, 0.0
                seat.needed = to_seconds(job.timed.duration) * self.strain.speeds[job.level] * vary
                usual, wanted = self.options.size, job.size
                seat.needed *= wanted.width * wanted.height / (usual.width * usual.height)
                seat.needed += COLD_EXTRA_SECONDS if seat.cold else 0.0

    def _finish(self, seat: _Seat) -> None:
        job = seat.job
        assert job is not None, "a seat that works has a job"
        if self.refuses:
            seat.job = None
            self.on_failed(job, Failed(job=job.job, kind="disk", reason=self.refuses))
            return
        draft = begin_draft(self.options.folders)
        if self._paint is None:
            draft.media.write_bytes(b"x")
        else:
            self._paint(draft, job)
        manifest = SegmentManifest(
            schema=MANIFEST_SCHEMA,
            key=job.key,
            part=job.timed.part.id,
            plan_hash="",
            parent="",
            duration=job.timed.duration,
            video_frames=job.timed.duration // 2000,
            level=job.level,
            size=job.size,
            fps=job.fps,
            loudness=Loudness(integrated_lufs=-16.0, true_peak_dbtp=-3.0),
            flash=FlashVerdict(safe=True, worst_transitions=0),
            media_bytes=draft.media.stat().st_size,
            render_seconds=max(self.now - seat.begun, 0.001),
        )
        publish(self.options.folders, draft, manifest)
        self.drawn += 1
        self.on_done(job, manifest)
        seat.job, seat.cold = None, False
