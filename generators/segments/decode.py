"""Reads a segment back: whole sound, frames one by one, or only enough to trust it.

It knows no clock: the playback core has a decoder of its own that keeps pace. The demuxer is forced,
so that a file can be nothing but what we write.
"""

from __future__ import annotations

import wave
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from generators.errors import SegmentError
from generators.media import SegmentManifest


def read_sound(path: Path) -> NDArray[np.float32]:
    """Every sample (frames, 2) of a segment, full scale ±1; raises SegmentError."""
    try:
        with av.open(str(path), format="matroska") as container:
            container.streams.audio[0].codec_context.thread_count = 1
            chunks = [frame.to_ndarray().reshape(-1, 2) for frame in container.decode(audio=0)]
    except (av.FFmpegError, OSError, IndexError) as error:
        raise SegmentError(f"segment {path.name} cannot be read ({error}); it is rendered again") from error
    return np.concatenate(chunks).astype(np.float32) / 32768.0 if chunks else np.zeros((0, 2), np.float32)


def read_frames(path: Path) -> Iterator[NDArray[np.uint8]]:
    """Every picture of a segment as I420 (h·3/2, w); raises SegmentError."""
    try:
        with av.open(str(path), format="matroska") as container:
            container.streams.video[0].codec_context.thread_count = 1
            for frame in container.decode(video=0):
                yield frame.to_ndarray(format="yuv420p")
    except (av.FFmpegError, OSError, IndexError) as error:
        raise SegmentError(f"segment {path.name} cannot be read ({error}); it is rendered again") from error


def read_tail(path: Path) -> NDArray[np.float32]:
    """The tail (frames, 2), full scale ±1; raises SegmentError."""
    try:
        with wave.open(str(path), "rb") as file:
            if (file.getnchannels(), file.getsampwidth()) != (2, 2):
                raise SegmentError(f"tail {path.name} is not 16-bit stereo; the segment is rendered again")
            samples = np.frombuffer(file.readframes(file.getnframes()), "<i2")
    except (OSError, EOFError, wave.Error) as error:
        raise SegmentError(f"tail {path.name} cannot be read ({error}); the segment is rendered again") from error
    return samples.reshape(-1, 2).astype(np.float32) / 32768.0


def check_segment(path: Path, manifest: SegmentManifest) -> None:
    """Count pictures and samples against the manifest; raises SegmentError."""
    try:
        with av.open(str(path), format="matroska") as container:
            video, audio = container.streams.video[0], container.streams.audio[0]
            shape = (video.width, video.height)
            pictures = samples = 0
            for packet in container.demux(video, audio):
                if packet.stream is video:
                    pictures += packet.size > 0
                else:
                    samples += sum(frame.samples for frame in packet.decode())
    except (av.FFmpegError, OSError, IndexError) as error:
        raise SegmentError(f"segment {path.name} cannot be read ({error}); it is rendered again") from error
    expected = (manifest.size.width, manifest.size.height)
    if (shape, pictures, samples) != (expected, manifest.video_frames, manifest.duration):
        raise SegmentError(
            f"segment {path.name} has {pictures} pictures of {shape} and {samples} samples, not"
            f" {manifest.video_frames} of {expected} and {manifest.duration}; it is rendered again"
        )
