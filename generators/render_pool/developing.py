"""Encodes a segment beside the drawing of it: one thread, pictures in order, a short belt between the two.

It knows no generator and no cache. The encoder, the flash tracker and the digest leave the interpreter's lock,
so that a picture is finished while the next is drawn; with one core free it costs nothing but a copy.
"""

from __future__ import annotations

import hashlib
import queue
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from generators.media import Size
from generators.safety.flash import FlashTracker
from generators.segments.encode import SegmentWriter

BELT_FRAMES = 8
"""Pictures that may wait to be encoded: 11 MB at 1280×720, a third of a second of drawing."""
DIGEST_LETTERS = 32
"""128 bits of SHA-256, for which processors have instructions: half the time of BLAKE2."""

Frame = NDArray[np.uint8]
Samples = NDArray[np.float32]


class Developing:
    """Takes I420 frames one by one and writes `path`; use as a context.

    The end of the context waits until all is written, and raises what went wrong on the way.
    """

    def __init__(
        self, path: Path, size: Size, fps: int, most_transitions: int, sound: Future[tuple[Samples, Samples]]
    ) -> None:
        """`sound`: (body, tail) of the segment, awaited before the first picture is encoded."""
        self.tracker = FlashTracker(fps, most_transitions)
        self._hash = hashlib.sha256(usedforsecurity=False)
        self._sound = sound
        self._path, self._size, self._fps = path, size, fps
        self._belt: queue.Queue[Frame | None] = queue.Queue(BELT_FRAMES)
        self._dropped = False
        self._failure: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="developing", daemon=True)

    @property
    def digest(self) -> str:
        """Digest of all frames, once the context has ended."""
        return self._hash.hexdigest()[:DIGEST_LETTERS]

    def add(self, frame: Frame) -> None:
        """Hand over one frame (h·3/2, w), copied; waits while the belt is full. Raises what the encoder raised."""
        if self._failure is not None:
            raise self._failure
        self._belt.put(frame.copy())

    def __enter__(self) -> Developing:
        self._thread.start()
        return self

    def __exit__(self, kind: object, *rest: object) -> None:
        self._dropped = kind is not None
        self._belt.put(None)
        self._thread.join()
        if kind is None and self._failure is not None:
            raise self._failure

    def _run(self) -> None:
        waiting = self._handed()
        try:
            self._write(waiting)
        except BaseException as failure:  # noqa: BLE001 - raised again where the frames come from
            self._failure = failure
        finally:
            # Whoever hands over must never wait for a place on the belt; an ended iterator stays ended.
            for _ in waiting:
                pass

    def _handed(self) -> Iterator[Frame]:
        while (frame := self._belt.get()) is not None:
            yield frame

    def _write(self, waiting: Iterator[Frame]) -> None:
        body, _ = self._sound.result()
        with SegmentWriter(self._path, self._size, self._fps, body) as writer:
            for frame in waiting:
                if self._dropped:
                    continue
                writer.add(frame)
                self.tracker.add(frame)
                self._hash.update(frame)
