"""Living posters: the opening picture of a seed as a short loop, made by the stage like any segment.

It knows no window: it hands out frames. Until the loop is made there is nothing, and the screen says so calmly.
"""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np

from generators.errors import GeneratorError
from generators.media import Level, Size
from generators.render_pool.catalogue import generator_version
from generators.render_pool.messages import RenderJob
from generators.render_pool.pool import Pool
from generators.render_pool.render import segment_key
from generators.segments.cache import SegmentCache
from generators.segments.decode import read_frames
from generators.segments.folders import Folders
from player.contact_sheet import to_rgb
from player.direction import Director, Opening

WIDTH, HEIGHT = 640, 360
"""A poster fills half the window; a loop of five seconds at this size is 40 MB."""
RNG_SEED = 1
"""Every poster of a seed is the same picture."""
PATIENCE_SECONDS = 0.25
GIVE_UP_SECONDS = 60.0


class LivingPoster:
    """Makes the loop in a worker thread; `frame` may be called at once and by any thread."""

    def __init__(self, director: Director, pool: Pool, folders: Folders, seed: Path) -> None:
        self._director, self._pool, self._folders, self._seed = director, pool, folders, seed
        self._frames: list[np.ndarray] = []
        self._next = 0
        self._gone = threading.Event()
        self._thread = threading.Thread(target=self._make, name="poster", daemon=True)
        self._thread.start()

    def frame(self) -> np.ndarray | None:
        """The next picture of the loop, uint8 RGB (h, w, 3), forwards and back; None until there is one."""
        frames = self._frames  # replaced, never cleared, by the thread that makes it
        count = len(frames)
        if not count:
            return None
        self._next += 1
        place = self._next % (2 * count - 2) if count > 1 else 0
        return frames[place if place < count else 2 * count - 2 - place]

    def leave(self) -> None:
        """Stop making it; returns when the director is free again."""
        self._gone.set()
        self._thread.join()

    def _make(self) -> None:
        try:
            opened = self._director.open(Opening(seed=str(self._seed), rng_seed=RNG_SEED))
            timed = self._director.step(opened.state).timed
        except (GeneratorError, ValueError, KeyError):
            return  # the show itself will say what is wrong, with its remedy
        timed = replace(timed, titles=(), shots=tuple(replace(shot, transition="cut") for shot in timed.shots))
        size: Size = self._pool.options.size
        version = generator_version(self._pool.options.catalogue)
        key = segment_key(timed, Level.STAGE, size, self._pool.options.fps, version)
        cache = SegmentCache(self._folders)
        if cache.find(key) is None:
            self._pool.submit(
                RenderJob(
                    job=0, key=key, timed=timed, level=Level.STAGE, size=size, fps=self._pool.options.fps, revision=0
                )
            )
        waited = 0.0
        while cache.find(key) is None:
            waited += PATIENCE_SECONDS
            if self._gone.wait(PATIENCE_SECONDS) or waited > GIVE_UP_SECONDS:
                self._pool.cancel(0)
                return
        try:
            self._load(cache.files(key).media)
        except GeneratorError as error:
            self._frames = []
            cache.discard(key, str(error))  # drawn anew at the next start; the screen stays calm without it

    def _load(self, media: Path) -> None:
        """Take every second picture, small; raises SegmentError."""
        for number, frame in enumerate(read_frames(media)):
            if self._gone.is_set():
                return
            if number % 2 == 0:
                small = cv2.resize(to_rgb(frame), (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)
                self._frames.append(small)
