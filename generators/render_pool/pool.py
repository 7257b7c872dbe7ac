"""Supervised render workers: jobs in, finished segments out; a dead worker is replaced at once.

It knows no plan: what to render, when and at which level is the lookahead's. One reader thread per
worker; `on_done` and `on_failed` are called from those threads and must be quick.
"""

from __future__ import annotations

import math
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from generators.errors import ChannelClosed, GeneratorError, ProcessError
from generators.media import SegmentManifest, Size
from generators.processes import Child, spawn
from generators.render_pool.messages import MESSAGES, Cancel, Done, Failed, Hello, Progress, RenderJob
from generators.render_pool.priority import calm, hurry
from generators.segments.folders import Folders

WORKER_MODULE = "generators.render_pool.worker"
FIRST_BACKOFF_SECONDS = 0.1
ALONE_JOBS = 3
ALONE_SECONDS = 12.0
"""A second worker starts when the first has done this many jobs, or after this long: loading beside it on two cores
would make the first parts later, and a warm worker has the second part sooner than a cold one."""
PACE_SECONDS = 1.0
"""A pace is believed after this long: the first frames of a shot, and of a show, say little of the rest."""
LAST_BACKOFF_SECONDS = 1.5
"""A dead worker is back within 2 s, whatever happened before."""
CRASH_LOOP = 5
CRASH_LOOP_SECONDS = 60.0
"""Five deaths in a minute are a crash loop: the level steps down."""
MOST_ATTEMPTS = 2
"""A job that killed its worker twice is failed, so that it cannot kill for ever."""
SILENT_SECONDS = 45.0
"""A worker with a job and no word for this long is stuck and killed; compiling a kernel takes 10 s."""
COLD_SILENT_SECONDS = 300.0
"""A worker that has finished no job yet may be compiling every kernel, on a machine that has other work as well."""
WATCH_SECONDS = 1.0
RETIRE_SECONDS = 1.0
"""A worker that is sent home has no job: it ends as soon as it hears of it."""
LARGE_BYTES = 340 << 20
"""A worker that takes more between two parts is replaced while there is time: with two of them, each up to 100 MB
larger in the middle of a part, player, director and voices the limit of 1.2 GB is kept at 854×480 (design §10). It
takes some 160 MB at first, and 250 when all that it keeps is full."""
LARGE_BYTES_PER_PIXEL = 400
"""Larger pictures may take so much more for each pixel above those: at 1280×720 a full worker takes 440 MB."""
MORE_WHEN_HURRIED_BYTES = 300 << 20
"""So far above the limit it is replaced though every picture is wanted at once."""
WORTH_ITS_START = 12
"""A worker does so many jobs before it goes home: one that comes and goes would only be loading."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolOptions:
    """What the workers render."""

    folders: Folders
    size: Size = Size()
    fps: int = 24
    workers: int = 1
    catalogue: str = "built-in"
    seed_art: Path | None = None
    """The seed's `art/` folder, if it has one."""
    equipment: tuple[str, ...] = ()
    """What each worker is given besides, as its catalogue understands it: models and a device of its own. Such workers
    load for long: they get jobs only once they are warm."""


@dataclass(slots=True)
class _Seat:
    """A worker's place; the child in it changes when it dies. Guarded by the pool's lock."""

    number: int
    child: Child | None = None
    job: RenderJob | None = None
    heard: float = 0.0
    warm: bool = False
    done: int = 0
    """Parts that the worker has drawn."""
    retired: bool = False
    """The worker that sat here has grown too large and was sent home."""
    deaths: deque[float] = field(default_factory=deque)

    @property
    def cold(self) -> bool:
        """The worker has drawn nothing yet."""
        return self.done == 0


class Pool:
    """Executes render jobs in the order of submission. Methods may be called from any thread."""

    def __init__(
        self,
        options: PoolOptions,
        *,
        on_done: Callable[[RenderJob, SegmentManifest], None] = lambda job, manifest: None,
        on_failed: Callable[[RenderJob, Failed], None] = lambda job, failed: None,
        on_trouble: Callable[[str], None] = lambda line: None,
        on_crash_loop: Callable[[], None] = lambda: None,
    ) -> None:
        self.options = options
        self.on_done = on_done
        self.on_failed = on_failed
        self.on_trouble = on_trouble
        self.on_crash_loop = on_crash_loop
        self._lock = threading.Lock()
        self._queue: deque[RenderJob] = deque()
        self._attempts: dict[int, int] = {}
        self._cancelled: set[int] = set()
        self._due: dict[int, float] = {}
        self._begun: dict[int, tuple[float, bool]] = {}
        """When each running job was given to its worker, and whether that worker was cold."""
        self._progress: dict[int, float] = {}
        self._first_report: dict[int, tuple[float, float]] = {}
        self._closing = threading.Event()
        self._more_wanted = threading.Event()
        """Set when the first worker has done its first jobs, or has gone: till then a second one is in the way."""
        self._finished = 0
        self._hurried = True
        self._seats = [_Seat(number) for number in range(options.workers)]
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Start the workers, once; returns at once."""
        if self._threads:
            return
        for seat in self._seats:
            thread = threading.Thread(target=self._attend, args=(seat,), name=f"render-{seat.number}", daemon=True)
            self._threads.append(thread)
            thread.start()
        watcher = threading.Thread(target=self._watch, name="render-watch", daemon=True)
        self._threads.append(watcher)
        watcher.start()

    def submit(self, job: RenderJob, due: float = math.inf) -> None:
        """Queue `job`; what is due sooner (monotonic time, seconds) is begun sooner, whenever it was asked for."""
        with self._lock:
            self._due[job.job] = due
            place = next((n for n, other in enumerate(self._queue) if self._due.get(other.job, math.inf) > due), None)
            self._queue.insert(len(self._queue) if place is None else place, job)
        self._feed()

    def cancel(self, job: int) -> None:
        """Forget a queued job; stop a running one at its next frame (it ends as Failed "cancelled")."""
        with self._lock:
            queued = [entry for entry in self._queue if entry.job == job]
            for entry in queued:
                self._queue.remove(entry)
                self._due.pop(entry.job, None)
            running = [seat.child for seat in self._seats if seat.job is not None and seat.job.job == job]
            if running:
                self._cancelled.add(job)
        for child in running:
            if child is not None:
                self._tell(child, Cancel(job=job))

    def jobs(self) -> tuple[RenderJob, ...]:
        """Running, then queued jobs."""
        with self._lock:
            return tuple(seat.job for seat in self._seats if seat.job is not None) + tuple(self._queue)

    def progress(self, job: int) -> float:
        """0–1 of a running job."""
        return self._progress.get(job, 0.0)

    def pace(self, job: int) -> float:
        """Share drawn a second since the first report, so without sound and bake; 0 until that can be trusted."""
        began = self._first_report.get(job)
        done = self._progress.get(job, 0.0)
        if began is None or done <= began[1]:
            return 0.0
        seconds = time.monotonic() - began[0]
        return (done - began[1]) / seconds if seconds >= PACE_SECONDS else 0.0

    def elapsed(self, job: int) -> float:
        """Seconds since a running job was given to its worker; 0 while it is queued."""
        begun = self._begun.get(job)
        return 0.0 if begun is None else time.monotonic() - begun[0]

    def is_cold(self, job: int) -> bool:
        """Whether a job is its worker's first one: that loads compiled code, so its length says little of the next."""
        return self._begun.get(job, (0.0, False))[1]

    def set_hurried(self, hurried: bool) -> None:
        """Workers begin hurried; calm them once there is a buffer, and hurry them when it shrinks."""
        if hurried == self._hurried:
            return
        self._hurried = hurried
        for pid in self.pids():
            _ = hurry(pid) if hurried else calm(pid)

    def pids(self) -> tuple[int, ...]:
        """Process ids of the living workers."""
        with self._lock:
            return tuple(seat.child.pid for seat in self._seats if seat.child is not None)

    def is_warm(self) -> bool:
        """Whether a worker has its generators loaded."""
        with self._lock:
            return any(seat.warm for seat in self._seats)

    def close(self) -> None:
        """Stop the workers; returns when they have gone."""
        self._closing.set()
        self._more_wanted.set()
        with self._lock:
            self._queue.clear()
            children = [seat.child for seat in self._seats if seat.child is not None]
        for child in children:
            child.stop(patience_seconds=0.5)
        for thread in self._threads:
            if thread is not threading.current_thread():
                thread.join(2.0)

    # one worker's life

    def _attend(self, seat: _Seat) -> None:
        """Keep a worker in `seat` and read its messages, until the pool closes."""
        if seat.number:
            self._more_wanted.wait(ALONE_SECONDS)
        backoff = FIRST_BACKOFF_SECONDS
        while not self._closing.is_set():
            child = self._seat_worker(seat)
            if child is not None:
                began = time.monotonic()
                self._read(seat, child)
                if time.monotonic() - began > CRASH_LOOP_SECONDS:
                    backoff = FIRST_BACKOFF_SECONDS
                if seat.retired:
                    seat.retired = False
                    child.stop(patience_seconds=RETIRE_SECONDS)
                    continue
            if self._closing.is_set():
                return
            self._more_wanted.set()
            self._bury(seat)
            self._closing.wait(backoff)
            backoff = min(backoff * 2, LAST_BACKOFF_SECONDS)

    def _seat_worker(self, seat: _Seat) -> Child | None:
        o = self.options
        arguments: tuple[str, ...] = (
            str(o.folders.root),
            o.catalogue,
            str(o.size.width),
            str(o.size.height),
            str(o.fps),
        )
        if o.seed_art is not None or o.equipment:
            arguments = (*arguments, str(o.seed_art or ""))
        if o.equipment:
            arguments = (*arguments, o.equipment[seat.number])
        try:
            child = spawn(WORKER_MODULE, MESSAGES, idle=not self._hurried, arguments=arguments)
        except ProcessError as error:
            self._say(f"{error}; trying again")
            return None
        if self._hurried:
            hurry(child.pid)
        with self._lock:
            seat.child, seat.warm, seat.heard = child, False, time.monotonic()
        if self._closing.is_set():
            child.stop(patience_seconds=0.2)
            return None
        self._feed()
        return child

    def _read(self, seat: _Seat, child: Child) -> None:
        try:
            while True:
                message = child.channel.receive()
                seat.heard = time.monotonic()
                if isinstance(message, Hello):
                    seat.warm = not message.trouble
                    if message.trouble:
                        self._say(message.trouble)
                    elif self.options.equipment:
                        self._feed()
                elif isinstance(message, Progress):
                    self._progress[message.job] = message.done
                    self._first_report.setdefault(message.job, (seat.heard, message.done))
                else:
                    self._finished += 1
                    if self._finished >= ALONE_JOBS:
                        self._more_wanted.set()
                    self._finish(seat, message)
                    if seat.retired:
                        return
        except ChannelClosed:
            return
        except GeneratorError as error:
            self._say(f"a render worker spoke nonsense ({error}); it is replaced")

    def _finish(self, seat: _Seat, message: Done | Failed) -> None:
        with self._lock:
            job = seat.job
            seat.job = None
            self._cancelled.discard(message.job)
            seat.done += isinstance(message, Done)
            if isinstance(message, Done) and self._has_grown(seat, message.memory):
                seat.child, seat.retired, seat.warm, seat.done = None, True, False, 0
        if job is not None and job.job == message.job:
            self._progress.pop(job.job, None)
            self._first_report.pop(job.job, None)
            self._attempts.pop(job.job, None)
            if isinstance(message, Done):
                self._call(lambda: self.on_done(job, message.manifest))
            else:
                self._call(lambda: self.on_failed(job, message))
            self._begun.pop(job.job, None)
        self._feed()

    def _has_grown(self, seat: _Seat, memory: int) -> bool:
        """Whether the worker in `seat` goes home now: too large, while the others can do its work. Under the lock."""
        size = self.options.size
        most = LARGE_BYTES + LARGE_BYTES_PER_PIXEL * max(0, size.width * size.height - 854 * 480)
        others = [other for other in self._seats if other is not seat]
        if self._hurried or any(other.child is None or other.cold for other in others):
            most += MORE_WHEN_HURRIED_BYTES
        return memory > most and seat.done >= WORTH_ITS_START and not self.options.equipment

    def _bury(self, seat: _Seat) -> None:
        """A worker has died: its job goes back to the front, and a crash loop is reported."""
        now = time.monotonic()
        with self._lock:
            child, job = seat.child, seat.job
            seat.child = seat.job = None
            seat.warm, seat.done = False, 0
            seat.deaths.append(now)
            while seat.deaths and now - seat.deaths[0] > CRASH_LOOP_SECONDS:
                seat.deaths.popleft()
            looping = len(seat.deaths) >= CRASH_LOOP
            if looping:
                seat.deaths.clear()
            hopeless = False
            dropped = job is not None and job.job in self._cancelled
            if job is not None:
                self._cancelled.discard(job.job)
                self._attempts[job.job] = self._attempts.get(job.job, 0) + 1
                hopeless = self._attempts[job.job] >= MOST_ATTEMPTS
                self._first_report.pop(job.job, None)
                self._progress.pop(job.job, None)
                self._begun.pop(job.job, None)
                if not hopeless and not dropped:
                    self._queue.appendleft(job)
        if child is not None:
            child.stop(patience_seconds=0.1)
            from generators.segments.cache import discard_drafts_of  # here: workers are started before decoders load

            discard_drafts_of(self.options.folders, child.pid)
        self._say("a render worker died; replacing it")
        if job is not None and (hopeless or dropped):
            self._attempts.pop(job.job, None)
            failed = Failed(job=job.job, kind="cancelled", reason="no longer wanted")
            if not dropped:
                reason = f"part {job.timed.part.id} ended its worker {MOST_ATTEMPTS} times"
                failed = Failed(job=job.job, kind="fault", reason=reason)
            self._call(lambda: self.on_failed(job, failed))
        if looping:
            self._call(lambda: self.on_crash_loop())

    def _call(self, tell: Callable[[], None]) -> None:
        """Tell the owner; its fault (a full disk, a closed window) must not end a worker's thread."""
        try:
            tell()
        except Exception as error:  # noqa: BLE001 - the edge of the thread: the pool outlives whoever listens
            self._say(f"a render could not be noted ({type(error).__name__}: {error})")

    def _say(self, line: str) -> None:
        try:
            self.on_trouble(line)
        except Exception as error:  # noqa: BLE001 - as above; there is nobody left to tell but the terminal
            print(f"evershow: {line} ({type(error).__name__}: {error})", file=sys.stderr)

    def _feed(self) -> None:
        """Give queued jobs to idle workers."""
        given: list[tuple[Child, RenderJob]] = []
        with self._lock:
            for seat in self._seats:
                at_hand = seat.warm or not self.options.equipment
                if self._queue and seat.child is not None and seat.job is None and at_hand:
                    seat.job = self._queue.popleft()
                    seat.heard = time.monotonic()
                    self._due.pop(seat.job.job, None)
                    self._begun[seat.job.job] = (seat.heard, seat.cold)
                    given.append((seat.child, seat.job))
        for child, job in given:
            self._tell(child, job)

    def _tell(self, child: Child, message: object) -> None:
        try:
            child.channel.send(message)
        except ChannelClosed:
            return  # its reader thread sees the same, buries it and puts the job back

    def _watch(self) -> None:
        """Kill a worker that has a job and says nothing."""
        while not self._closing.wait(WATCH_SECONDS):
            now = time.monotonic()
            with self._lock:
                stuck = [
                    seat.child
                    for seat in self._seats
                    if seat.child is not None
                    and seat.job is not None
                    and now - seat.heard > (COLD_SILENT_SECONDS if seat.cold else SILENT_SECONDS)
                ]
            for child in stuck:
                self._say("a render worker is stuck; replacing it")
                child.stop(patience_seconds=0.0)
