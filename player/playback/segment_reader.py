"""One opened segment: its whole sound at once, its pictures one by one.

It knows neither clock nor queue. Everything is read from memory with the demuxer forced, so that a file
cannot make the decoder open anything else.
"""

from __future__ import annotations

import io
import wave
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
import av.error
import numpy as np

from player.playback.errors import DamagedSegment
from story_engine.time import FPS, SAMPLE_RATE, MediaTime

LARGEST = (1920, 1080)
"""Pictures beyond this are refused before they are decoded."""
MOST_BYTES = 64_000_000
"""A segment of five seconds has about one megabyte; this much is not a segment."""


CANNOT_BE_PLAYED = (
    av.error.FFmpegError,
    OSError,
    IndexError,
    ValueError,
    ArithmeticError,
    AttributeError,  # a stream of an unknown kind has no codec
    TypeError,
)
"""What a torn or hostile file leads to, in the library and in what is made of its answers."""


class SegmentReader:
    """Decodes one Matroska segment (H.264 yuv420p, FLAC stereo); use as a context or `close` it."""

    def __init__(self, path: Path, skip: MediaTime = 0) -> None:
        """Open `path` and decode its sound; pictures before `skip` are left out. Raises DamagedSegment."""
        self._path = path
        self._skip = skip
        self._closed = False
        self._container: Any = None
        self._packets: deque[Any] = deque()
        self._frames: Iterator[tuple[MediaTime, av.VideoFrame]] = iter(())
        self.pcm = np.zeros((0, 2), dtype=np.float32)
        """The segment's sound, float32 (n, 2), until the reader is closed."""
        try:
            if path.stat().st_size > MOST_BYTES:
                raise DamagedSegment(f"{path.name} has more than {MOST_BYTES} bytes; delete it from the cache")
            self._container = av.open(io.BytesIO(path.read_bytes()), format="matroska")
            self._video = self._container.streams.video[0]
            self._video.codec_context.thread_count = 1
            audio = self._container.streams.audio[0]
            self._check()
            blocks: list[np.ndarray] = []
            for packet in self._container.demux(self._video, audio):
                if packet.stream is self._video or packet.stream.type == "video":
                    self._packets.append(packet)
                else:
                    blocks.extend(_stereo(frame) for frame in packet.decode())
            if blocks:
                self.pcm = np.concatenate(blocks)
        except CANNOT_BE_PLAYED as error:
            self.close()
            raise DamagedSegment(f"{path.name} cannot be played ({error}); it is rendered again") from error
        except DamagedSegment:
            self.close()
            raise
        self._frames = self._decode()

    def _check(self) -> None:
        width, height = self._video.codec_context.width, self._video.codec_context.height
        if not (0 < width <= LARGEST[0] and 0 < height <= LARGEST[1]):
            raise DamagedSegment(f"{self._path.name} has pictures of {width}×{height}; delete it from the cache")

    def next_frame(self) -> tuple[MediaTime, av.VideoFrame] | None:
        """The next picture (yuv420p) and its time from the segment's start; None at the end."""
        try:
            return next(self._frames, None)
        except CANNOT_BE_PLAYED as error:
            raise DamagedSegment(f"{self._path.name} breaks off ({error}); it is rendered again") from error

    def _decode(self) -> Iterator[tuple[MediaTime, av.VideoFrame]]:
        base = self._video.time_base
        step = SAMPLE_RATE // max(1, round(self._video.average_rate or FPS))
        self._packets = _from_key(self._packets, self._skip)
        while self._packets:
            packet = self._packets.popleft()
            for frame in packet.decode():
                if frame.pts is None:
                    continue
                at = round(frame.pts * base * SAMPLE_RATE / step) * step  # Matroska counts milliseconds
                if at >= self._skip:
                    yield at, frame if frame.format.name == "yuv420p" else frame.reformat(format="yuv420p")

    def close(self) -> None:
        """Free the container (PyAV leaks it otherwise), and all that was read.

        Who leaves a segment in its middle leaves an iterator that knows this reader, which knows the iterator: some
        ten megabytes for every rewind, until Python looks for such rings, which in a quiet player it hardly does.
        """
        if self._container is not None and not self._closed:
            self._closed = True
            self._container.close()
        self._packets.clear()
        self._frames = iter(())
        self.pcm = self.pcm[:0].copy()

    def __enter__(self) -> SegmentReader:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _from_key(packets: deque[Any], skip: MediaTime) -> deque[Any]:
    """`packets` of pictures without what lies before the last key picture at or before `skip`.

    A rewind into a part's end would decode four seconds of pictures that nobody sees.
    """
    begin = 0
    for number, packet in enumerate(packets):
        if packet.is_keyframe and packet.pts is not None and packet.pts * packet.time_base * SAMPLE_RATE <= skip:
            begin = number
    return deque(list(packets)[begin:])


def _stereo(frame: Any) -> np.ndarray:
    """A decoded audio frame as float32 (n, 2)."""
    raw = frame.to_ndarray()
    channels = len(frame.layout.channels)
    samples = raw.T if frame.format.is_planar else raw.reshape(-1, channels)
    if np.issubdtype(samples.dtype, np.integer):
        samples = samples.astype(np.float32) / float(-int(np.iinfo(samples.dtype).min))
    samples = samples.astype(np.float32, copy=False)
    return samples if channels == 2 else np.repeat(samples[:, :1], 2, axis=1)


def read_tail(path: Path | None) -> np.ndarray:
    """The sound that rings over a segment's end, float32 (n, 2); empty when there is none or it is damaged."""
    silence = np.zeros((0, 2), dtype=np.float32)
    if path is None:
        return silence
    try:
        with wave.open(str(path), "rb") as source:
            if (source.getnchannels(), source.getsampwidth(), source.getframerate()) != (2, 2, SAMPLE_RATE):
                return silence
            raw = source.readframes(source.getnframes())
    except (OSError, EOFError, wave.Error):
        return silence
    raw = raw[: len(raw) // 4 * 4]  # a torn file may end in the middle of a frame
    return np.frombuffer(raw, dtype="<i2").reshape(-1, 2).astype(np.float32) / 32768.0
