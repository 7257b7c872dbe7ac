"""Writes one segment: H.264 and FLAC in Matroska, exact to the frame and the sample.

It knows no generator and no cache. FLAC because AAC adds 32 ms at every join; a closed group of
pictures each second, so that any segment opens by itself and packets of many can be strung together.
"""

from __future__ import annotations

import wave
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.video.frame import VideoFrame
from numpy.typing import NDArray

from generators.media import Size
from story_engine.time import SAMPLE_RATE

CRF = 19
"""x264 quality: 42 dB on cut-out pictures; lower doubles the cache for nothing one sees."""
PRESET = "ultrafast"
"""Half the time of `superfast` to encode and to decode, at equal size and error with the filter below: its bits go
evenly over paper that is grained everywhere."""
DEBLOCK = "1,0,0"
"""The one thing of slower presets that is seen: no squares in a soft sky, and 20 % fewer bytes."""
AUDIO_CHUNK = 4096
"""Audio frames in one FLAC frame; the last may be shorter."""
BT709 = 1
LIMITED = 1


class SegmentWriter:
    """Takes frames one by one and writes `path`; use as a context."""

    def __init__(self, path: Path, size: Size, fps: int, body: NDArray[np.float32]) -> None:
        self._body = to_int16(body)
        self._size = size
        self._fps = fps
        self._frames = 0
        self._sounded = 0
        self._container = av.open(
            str(path), "w", format="matroska", options={"fflags": "+bitexact"}, container_options={}
        )
        self._video = self._container.add_stream("libx264", rate=fps)
        self._video.width, self._video.height = size.width, size.height
        self._video.pix_fmt = "yuv420p"
        self._video.time_base = Fraction(1, fps)
        context = self._video.codec_context
        context.time_base = Fraction(1, fps)
        context.thread_count = 1
        context.color_range, context.colorspace = LIMITED, BT709
        context.color_primaries, context.color_trc = BT709, BT709
        context.options = {
            "preset": PRESET,
            "crf": str(CRF),
            "x264-params": f"keyint={fps}:min-keyint={fps}:scenecut=0:open-gop=0:bframes=0:threads=1:deblock={DEBLOCK}",
        }
        self._audio = self._container.add_stream("flac", rate=SAMPLE_RATE, layout="stereo")
        self._audio.codec_context.format = "s16"
        self._audio.codec_context.time_base = Fraction(1, SAMPLE_RATE)
        self._audio.codec_context.options = {"frame_size": str(AUDIO_CHUNK)}

    def __enter__(self) -> SegmentWriter:
        return self

    def __exit__(self, kind: object, *rest: object) -> None:
        if kind is None:
            self._finish()
        self._container.close()

    def add(self, frame: NDArray[np.uint8]) -> None:
        """Append one I420 frame (h·3/2, w)."""
        picture = VideoFrame.from_ndarray(frame, format="yuv420p")
        picture.pts = self._frames
        picture.time_base = Fraction(1, self._fps)
        picture.color_range, picture.colorspace = LIMITED, BT709
        self._container.mux(self._video.encode(picture))
        self._frames += 1
        self._sound_until(self._frames * SAMPLE_RATE // self._fps)

    def _sound_until(self, end: int) -> None:
        end = min(end, len(self._body))
        while self._sounded + AUDIO_CHUNK <= end or (self._sounded < end == len(self._body)):
            chunk = self._body[self._sounded : self._sounded + AUDIO_CHUNK]
            self._container.mux(self._audio.encode(sound_frame(chunk, self._sounded)))
            self._sounded += len(chunk)

    def _finish(self) -> None:
        self._sound_until(len(self._body))
        self._container.mux(self._video.encode(None))
        self._container.mux(self._audio.encode(None))


def sound_frame(samples: NDArray[np.int16], place: int) -> AudioFrame:
    """`samples` (frames, 2) as a packed stereo frame at `place`."""
    frame = AudioFrame.from_ndarray(np.ascontiguousarray(samples).reshape(1, -1), format="s16", layout="stereo")
    frame.sample_rate = SAMPLE_RATE
    frame.pts = place
    frame.time_base = Fraction(1, SAMPLE_RATE)
    return frame


def to_int16(samples: NDArray[np.float32]) -> NDArray[np.int16]:
    """Float samples at full scale ±1 as 16-bit."""
    return np.clip(np.rint(samples * 32767.0), -32768, 32767).astype(np.int16)


def write_tail(path: Path, tail: NDArray[np.float32]) -> None:
    """The sound (frames, 2) that rings over a segment's end, as WAV."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes(to_int16(tail).tobytes())
