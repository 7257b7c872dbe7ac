"""Renders one job into the cache: sound, pictures, checks, encoding, publishing.

It knows neither process nor channel; the worker calls it with a way to be cancelled. Sound is made beside
the first pictures, and a picture is encoded while the next is drawn: where a core is free, half the time.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any, cast

import msgspec
import numpy as np
from numpy.typing import NDArray

from generators.errors import Cancelled, GeneratorError, SegmentError
from generators.media import MANIFEST_SCHEMA, FlashVerdict, Level, Loudness, SegmentManifest, Size
from generators.memory import Growth, give_back_memory
from generators.render_pool.catalogue import CATALOGUES, DrawsOnTwos, Loaded, Pictures, Sounds, resolve
from generators.render_pool.developing import Developing
from generators.render_pool.messages import RenderJob
from generators.safety import loudness
from generators.safety.flash import GENTLE_TRANSITIONS, MOST_TRANSITIONS, encode_edge
from generators.segments.cache import Draft, begin_draft, publish
from generators.segments.decode import check_segment
from generators.segments.encode import write_tail
from generators.segments.folders import Folders
from generators.sound.mix.gate import TooLoud, gated
from generators.timed import TimedPart
from story_engine.time import SAMPLE_RATE

SOFTEN_KEEP = 0.16
"""Share of a new frame in a repaired one: a flash of three frames keeps under 41 % of its change."""
SILENT_TAIL = 1e-4
"""A tail below −80 dBFS is not kept."""
PROGRESS_FRAMES = 6
"""Frames between two progress messages: four a second of media."""

Frame = NDArray[np.uint8]
Samples = NDArray[np.float32]


class Unsafe(GeneratorError):
    """A part flashes and could not be repaired."""


class Renderer:
    """Renders jobs one after another; generators are made once per size and kept warm."""

    def __init__(self, folders: Folders, catalogue: str, seed_art: Path | None = None, equipment: str = "") -> None:
        """`equipment`: what an equipped catalogue's generators are given besides."""
        self._folders = folders
        self._equipment = equipment
        self._seed_art = seed_art
        self._catalogue = CATALOGUES[catalogue]
        self._pictures: dict[tuple[Level, Size, int], Pictures] = {}
        self._sounds: Sounds | None = None
        self._own_sounds: Sounds | None = None
        """What sounds a part where the models' sound is refused."""
        self._loudness = Loudness(integrated_lufs=loudness.SILENCE_LUFS, true_peak_dbtp=-120.0)
        """Of the part that was sounded last."""
        self._refused = ""
        """Why its first sound was not taken; "" = it was."""

    def _frames(self, job: RenderJob, cancel: Any) -> Iterator[Frame]:
        """The pictures of a job. What is drawn on twos shares all that the stage keeps warm."""
        if job.level is Level.TWOS:
            stage = cast(DrawsOnTwos, self._pictures_of(Level.STAGE, job.size, job.fps))
            return stage.on_twos(job.timed, cancel)
        return self._pictures_of(job.level, job.size, job.fps).frames(job.timed, cancel)

    def warm(self, levels: Iterable[Level], size: Size, fps: int) -> None:
        """Import and make the generators, so that the first job does not pay for it."""
        for level in levels:
            self._pictures_of(level, size, fps)
        self._sound()

    def load(self, size: Size, fps: int) -> None:
        """Load the models of an equipped catalogue; raises GeneratorError."""
        for level in self._catalogue.levels():
            cast(Loaded, self._pictures_of(level, size, fps)).load()
        cast(Loaded, self._sound()).load()

    def rehearse(self, timed: TimedPart, size: Size, fps: int, cancel: Callable[[], bool]) -> None:
        """Draw a first frame and sound the part, keeping nothing but what is warm afterwards."""
        next(iter(self._pictures_of(Level.STAGE, size, fps).frames(timed, cancel)), None)
        if not cancel():
            self._sound().render(timed, cancel)

    def render(
        self,
        job: RenderJob,
        cancel: Any,
        progress: Callable[[float], None] = lambda done: None,
    ) -> SegmentManifest:
        """Render, check and publish; raises Cancelled, Unsafe, SegmentError, OSError."""
        began = time.perf_counter()
        draft = begin_draft(self._folders)
        try:
            manifest = self._draw(job, draft, cancel, progress)
            manifest = replace(manifest, render_seconds=round(time.perf_counter() - began, 4))
            check_segment(draft.media, manifest)
            publish(self._folders, draft, manifest)
        finally:
            draft.discard()
        return manifest

    def _draw(self, job: RenderJob, draft: Draft, cancel: Any, progress: Callable[[float], None]) -> SegmentManifest:
        timed = job.timed
        film = self._heard(job, cancel)
        with ThreadPoolExecutor(1, "sound") as beside:
            sound = beside.submit(self._sounded, timed, cancel, film)
            verdict, digest, count = self._film(job, draft.media, sound, cancel, progress, soften=False)
            if not verdict.safe:
                verdict, digest, count = self._film(job, draft.media, sound, cancel, progress, soften=True)
                if not verdict.safe:
                    raise Unsafe(
                        f"part {timed.part.id} at level {job.level} flashes {verdict.worst_transitions} times a second"
                    )
        body, tail = sound.result()
        if len(tail):
            write_tail(draft.tail, tail)
        return SegmentManifest(
            schema=MANIFEST_SCHEMA,
            key=job.key,
            part=timed.part.id,
            plan_hash=hashlib.sha256(msgspec.json.encode(timed, order="deterministic")).hexdigest(),
            parent=job.parent,
            duration=timed.duration,
            video_frames=count,
            level=job.level,
            size=job.size,
            fps=job.fps,
            captions=timed.captions,
            chapter=timed.part.scene.chapter,
            choice=timed.part.choice,
            rating=timed.part.scene.rating,
            loudness=self._loudness,
            flash=verdict,
            tail=f"{job.key}.tail.wav" if len(tail) else "",
            tail_duration=len(tail),
            media_bytes=draft.media.stat().st_size,
            tail_bytes=draft.tail.stat().st_size if len(tail) else 0,
            frames_digest=digest,
            samples_digest=hashlib.blake2b(body.tobytes() + tail.tobytes(), digest_size=16).hexdigest(),
            # Levels drawn by models note who drew and sounded what.
            versions=(*timed.versions, *self._notes(job)),
            why=timed.part.scene.why,
        )

    def _heard(self, job: RenderJob, cancel: Any) -> Sequence[Any]:
        """What an equipped drawer makes to be heard with its pictures, which it then has ready; () = nothing."""
        if not self._catalogue.equipped:
            return ()
        heard = getattr(self._pictures_of(job.level, job.size, job.fps), "heard", None)
        return heard(job.timed, cancel) if heard is not None else ()

    def _sounded(self, timed: TimedPart, cancel: Any, film: Sequence[Any] = ()) -> tuple[Samples, Samples]:
        """Body and tail of `timed` within the limits; a tail that nobody would hear is left out."""
        render = cast(Any, self._sound().render)
        sound = render(timed, cancel, film) if len(film) else render(timed, cancel)
        self._refused = ""
        try:
            heard = gated(sound.body, sound.tail, at_any_cost=not self._catalogue.equipped)
        except TooLoud as error:
            if not self._catalogue.equipped:
                raise
            self._refused = str(error)
            sound = self._own_sound().render(timed, cancel)
            heard = gated(sound.body, sound.tail, at_any_cost=True)
        body, tail, self._loudness = heard.body, heard.tail, heard.loudness
        give_back_memory()  # a dozen stems and rooms, 2 MB each, while the first picture is baked
        if len(body) != timed.duration:
            raise SegmentError(f"part {timed.part.id} has {len(body)} samples of sound, not {timed.duration}")
        return body, tail if len(tail) and float(np.abs(tail).max()) > SILENT_TAIL else tail[:0]

    def _film(
        self,
        job: RenderJob,
        path: Path,
        sound: Future[tuple[Samples, Samples]],
        cancel: Any,
        progress: Callable[[float], None],
        *,
        soften: bool,
    ) -> tuple[FlashVerdict, str, int]:
        """Encode the pictures to `path`; returns flash verdict, digest and number of frames."""
        expected = job.timed.duration * job.fps // SAMPLE_RATE
        most = GENTLE_TRANSITIONS if job.timed.gentle else MOST_TRANSITIONS
        frames = self._frames(job, cancel)
        if soften:
            frames = softened(frames)
        count, growth = 0, Growth()
        with Developing(path, job.size, job.fps, most, sound) as film:
            for count, frame in enumerate(frames, 1):
                if cancel():
                    raise Cancelled(job.timed.part.id)
                if count > expected:
                    raise SegmentError(f"part {job.timed.part.id} has more than {expected} pictures")
                film.add(frame)
                if count % PROGRESS_FRAMES == 0:
                    growth.look()  # what baking left in pieces; a job took 70 to 110 MB above its caches without it
                    progress(count / expected)
        if count != expected:
            raise SegmentError(f"part {job.timed.part.id} has {count} pictures, not {expected}")
        tracker = film.tracker
        verdict = FlashVerdict(
            safe=tracker.is_safe,
            worst_transitions=tracker.worst,
            repaired=soften,
            head=encode_edge(tracker.head()),
            tail=encode_edge(tracker.tail()),
        )
        return verdict, film.digest, count

    def _pictures_of(self, level: Level, size: Size, fps: int) -> Pictures:
        where = (level, size, fps)
        if where not in self._pictures:
            # Another size or pace: what the old ones keep warm is for nothing.
            self._pictures = {known: drawer for known, drawer in self._pictures.items() if known[1:] == where[1:]}
            make = resolve(self._catalogue.picture_name(level))
            more = {"equipment": self._equipment} if self._catalogue.equipped else {}
            self._pictures[where] = make(size.width, size.height, fps, seed_art=self._seed_art, **more)
        return self._pictures[where]

    def _notes(self, job: RenderJob) -> tuple[str, ...]:
        """What generators tell of how they made a segment."""
        drawer = self._pictures.get((job.level, job.size, job.fps))
        sounded = (("sound refused", self._refused),) if self._refused else getattr(self._sound(), "notes", ())
        return (*getattr(drawer, "notes", ()), *sounded)

    def _sound(self) -> Sounds:
        if self._sounds is None:
            more = {"equipment": self._equipment} if self._catalogue.equipped else {}
            self._sounds = resolve(self._catalogue.sound)(self._folders.speech, **more)
        return self._sounds

    def _own_sound(self) -> Sounds:
        if self._own_sounds is None:
            self._own_sounds = resolve(CATALOGUES["built-in"].sound)(self._folders.speech)
        return self._own_sounds


def softened(frames: Iterator[Frame]) -> Iterator[Frame]:
    """`frames` with every change spread over time, so that a flash becomes a glow."""
    first = next(frames, None)
    if first is None:
        return
    glow = first.astype(np.float32)
    for frame in chain((first,), frames):
        glow += (frame.astype(np.float32) - glow) * SOFTEN_KEEP
        yield np.rint(glow).astype(np.uint8)
