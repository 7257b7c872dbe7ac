"""A pool whose renders take no time: it publishes tiny files that are whole by their manifest."""

from __future__ import annotations

import math
from collections.abc import Callable

from generators.media import MANIFEST_SCHEMA, FlashVerdict, Loudness, SegmentManifest
from generators.render_pool.messages import Failed, RenderJob
from generators.render_pool.pool import PoolOptions
from generators.segments.cache import begin_draft, publish


class InstantPool:
    """Obeys `generators.render_pool.pool.Pool`; `keep_back` keeps jobs back, `failing`
    fails them by level, `fails` one by one."""

    def __init__(self, options: PoolOptions) -> None:
        self.options = options
        self.on_done = self.on_failed = self.on_trouble = self.on_crash_loop = lambda *_: None
        self.keep_back: Callable[[RenderJob], bool] = lambda job: False
        self.waiting: list[RenderJob] = []
        self.rendered: list[RenderJob] = []
        self.failing: set[str] = set()
        self.fails: Callable[[RenderJob], bool] = lambda job: False
        self.cold = False
        self.render_seconds = 0.01

    def start(self) -> None:
        pass

    def close(self) -> None:
        pass

    def pace(self, job: int) -> float:
        return 0.0

    def set_hurried(self, hurried: bool) -> None:
        pass

    def jobs(self) -> tuple[RenderJob, ...]:
        return tuple(self.waiting)

    def progress(self, job: int) -> float:
        return 0.0

    def cancel(self, job: int) -> None:
        cancelled = [known for known in self.waiting if known.job == job]
        self.waiting = [known for known in self.waiting if known.job != job]
        for known in cancelled:
            self.on_failed(known, Failed(job=job, kind="cancelled", reason=""))

    def elapsed(self, job: int) -> float:
        return 0.0

    def is_cold(self, job: int) -> bool:
        return self.cold

    def submit(self, job: RenderJob, due: float = math.inf) -> None:
        if self.keep_back(job):
            self.waiting.append(job)
            return
        if str(job.level) in self.failing or self.fails(job):
            self.on_failed(job, Failed(job=job.job, kind="fault", reason=f"{job.level} is broken"))
            return
        draft = begin_draft(self.options.folders)
        draft.media.write_bytes(b"x")
        manifest = SegmentManifest(
            schema=MANIFEST_SCHEMA,
            key=job.key,
            part=job.timed.part.id,
            plan_hash="",
            parent="",
            duration=job.timed.duration,
            video_frames=48,
            level=job.level,
            size=job.size,
            fps=job.fps,
            loudness=Loudness(integrated_lufs=-16.0, true_peak_dbtp=-3.0),
            flash=FlashVerdict(safe=True, worst_transitions=0),
            media_bytes=1,
            render_seconds=self.render_seconds,
        )
        publish(self.options.folders, draft, manifest)
        self.rendered.append(job)
        self.on_done(job, manifest)

    def release(self) -> None:
        """Render everything kept back."""
        self.keep_back = lambda job: False
        waiting, self.waiting = self.waiting, []
        for job in waiting:
            self.submit(job)
