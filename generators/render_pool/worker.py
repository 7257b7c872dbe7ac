"""A render worker: `python -m generators.render_pool.worker FOLDER CATALOGUE WIDTH HEIGHT FPS [ART [EQUIPMENT]]`.

Started by the player at idle priority with one thread; it opens no window and no network, and ends
with its parent. A small control thread reads messages, so that a cancellation is seen at the next frame.
"""

from __future__ import annotations

import errno
import os
import queue
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from generators.errors import AssetError, Cancelled, ChannelClosed, GeneratorError
from generators.media import Size
from generators.memory import give_back_memory, proportional, put_off_collecting
from generators.processes import Channel, parent_channel
from generators.render_pool.messages import MESSAGES, Cancel, Done, Failed, Hello, Progress, RenderJob
from generators.segments.folders import Folders

BEAT_SECONDS = 5.0
"""A worker with models is heard of this often while its job asks whether it is still wanted."""


class Wanted:
    """Whether the current job is still wanted; callable, and like a threading.Event for `is_set`."""

    def __init__(self) -> None:
        self._cancelled: set[int] = set()
        self._current = -1
        self._hung_up = threading.Event()
        self.on_beat: Callable[[int], None] | None = None
        """Told now and then that the current job is at work: a model gives nothing for long and is not stuck."""
        self._beaten = 0.0

    def begin(self, job: int) -> None:
        """The job that is asked about from now on."""
        self._current = job

    def cancel(self, job: int) -> None:
        """Called by the control thread."""
        self._cancelled.add(job)

    def hang_up(self) -> None:
        """The parent has gone: nothing is wanted any more."""
        self._hung_up.set()

    def is_set(self) -> bool:
        """True when the current job is no longer wanted."""
        if self.on_beat is not None and time.monotonic() - self._beaten > BEAT_SECONDS:
            self._beaten = time.monotonic()
            self.on_beat(self._current)
        return self._hung_up.is_set() or self._current in self._cancelled

    __call__ = is_set


def main() -> int:
    """Serve jobs until the parent hangs up."""
    root, catalogue, width, height, fps = sys.argv[1:6]
    seed_art = Path(sys.argv[6]) if len(sys.argv) > 6 and sys.argv[6] else None
    equipment = sys.argv[7] if len(sys.argv) > 7 else ""
    put_off_collecting()
    folders = Folders(Path(root)).make()
    os.environ.setdefault("NUMBA_CACHE_DIR", str(folders.compiled))
    channel = parent_channel(MESSAGES)
    jobs: queue.SimpleQueue[RenderJob | None] = queue.SimpleQueue()
    wanted = Wanted()
    threading.Thread(target=_listen, args=(channel, jobs, wanted), name="control", daemon=True).start()
    began = time.perf_counter()
    # Imported after NUMBA_CACHE_DIR is set: numba reads it once.
    from generators.render_pool.render import Renderer
    from generators.render_pool.warming import remember, warm

    renderer = Renderer(folders, catalogue, seed_art, equipment)
    size = Size(width=int(width), height=int(height))
    trouble = ""
    try:
        warm(renderer, folders, catalogue, size, int(fps), lambda: not jobs.empty())
    except Exception as error:  # noqa: BLE001 - cold is slow; dying at every start would be a show without pictures
        print(f"render worker: not warmed: {type(error).__name__}: {error}", file=sys.stderr)
        trouble = f"no model can be used: {error}" if equipment else ""
    try:
        channel.send(Hello(pid=os.getpid(), warm_seconds=round(time.perf_counter() - began, 3), trouble=trouble))
        if equipment:
            wanted.on_beat = lambda job: channel.send(Progress(job=job, done=0.0))
        memory = 0
        while (job := jobs.get()) is not None:
            wanted.begin(job.job)
            answer = _answer(renderer, job, wanted, channel, memory)
            channel.send(answer)
            if isinstance(answer, Done) and not equipment:
                remember(folders, catalogue, job.timed)
            give_back_memory()
            memory = proportional(os.getpid())  # told with the next answer: nobody waits for the counting
    except ChannelClosed:
        return 0
    return 0


def _answer(renderer: object, job: RenderJob, wanted: Wanted, channel: Channel, memory: int) -> Done | Failed:
    from generators.render_pool.render import Renderer, Unsafe

    assert isinstance(renderer, Renderer)
    try:
        if wanted():
            raise Cancelled(job.timed.part.id)
        manifest = renderer.render(job, wanted, lambda done: channel.send(Progress(job=job.job, done=done)))
        return Done(job=job.job, manifest=manifest, memory=memory)
    except Cancelled:
        return Failed(job=job.job, kind="cancelled", reason="no longer wanted")
    except ChannelClosed:
        raise
    except Unsafe as error:
        return Failed(job=job.job, kind="unsafe", reason=str(error))
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG)
        return Failed(job=job.job, kind="disk" if full else "fault", reason=f"{type(error).__name__}: {error}")
    except (AssetError, GeneratorError) as error:
        return Failed(job=job.job, kind="fault", reason=str(error))
    except (ArithmeticError, LookupError, TypeError, ValueError, AttributeError) as error:
        # A generator's own fault on one part: the part is rendered at a lower level, the worker lives.
        where = _place(error)
        return Failed(job=job.job, kind="fault", reason=f"{type(error).__name__}: {error} ({where})")


def _place(error: BaseException) -> str:
    """File and line where `error` arose."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return "unknown place" if trace is None else f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}"


def _listen(channel: Channel, jobs: queue.SimpleQueue[RenderJob | None], wanted: Wanted) -> None:
    """The control thread: messages in, until the parent hangs up."""
    try:
        while True:
            message = channel.receive()
            if isinstance(message, RenderJob):
                jobs.put(message)
            elif isinstance(message, Cancel):
                wanted.cancel(message.job)
    except GeneratorError:
        wanted.hang_up()
        jobs.put(None)


if __name__ == "__main__":
    raise SystemExit(main())
