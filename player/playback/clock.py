"""Clocks of playback: how many audio frames of an output have been heard by now.

They know no device, file or window; outputs feed them times, the player asks them for positions.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable

import numpy as np

from story_engine.time import SAMPLE_RATE

FIT_SECONDS = 2.0
"""Blocks of the last two seconds are fitted, because a device clock drifts over minutes, not seconds."""
WARM_UP_SECONDS = 2.0
"""The first two seconds of a device are a prefill burst and a stall (measured), so they are not fitted."""
SLOPE_TOLERANCE = 0.005
"""A crystal is off by less than 0.01 %; a fit that is off by more than 0.5 % is wrong."""
OUTLIER_SECONDS = 0.004
"""Residuals beyond this are callbacks that came late, because a good fit leaves 0.2 ms (measured)."""
MIN_PAIRS = 12
"""Fewer blocks than these say nothing about the slope."""


class ManualClock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self._frames = 0.0

    def heard(self) -> float:
        """Audio frames heard."""
        return self._frames

    def advance(self, frames: float) -> None:
        """Move on by `frames` audio frames (never back)."""
        if frames < 0:
            raise ValueError(f"a clock cannot go back by {frames} frames; advance by 0 or more")
        self._frames += frames


class MonotonicClock:
    """A clock that runs with the machine's monotonic time: the master of the silent output."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._start = now()

    def heard(self) -> float:
        """Audio frames heard since the clock was made."""
        return (self._now() - self._start) * SAMPLE_RATE

    def set_back(self, frames: float) -> None:
        """Take `frames` out of the count: the machine slept and nothing was heard meanwhile."""
        self._start += frames / SAMPLE_RATE


class AudioClock:
    """Frames heard, from a robust line through (DAC time, frames written before the block).

    `wrote` is called on the audio thread, `heard` on any other. `stream_now` gives the stream's own
    time; it must be the time base of the DAC times and is never compared with another clock.
    """

    def __init__(self, stream_now: Callable[[], float], latency_seconds: float = 0.1) -> None:
        self._stream_now = stream_now
        self._latency = latency_seconds
        self._pairs: deque[tuple[float, int]] = deque(maxlen=256)
        self._lock = threading.Lock()
        self._first: float | None = None
        self._line: tuple[float, float] | None = None
        self._written = 0
        self._highest = 0.0
        self.flagged = 0
        """Fits refused because of an impossible slope."""

    def wrote(self, frames_before: int, frames: int, dac_time: float, called_at: float) -> None:
        """A block of `frames` was handed over after `frames_before` others, to be heard at `dac_time`."""
        if dac_time <= called_at:
            dac_time = called_at + self._latency  # some hosts report no DAC time at all
        with self._lock:
            if self._first is None:
                self._first = dac_time
            self._pairs.append((dac_time, frames_before))
            while self._pairs and self._pairs[0][0] < dac_time - FIT_SECONDS:
                self._pairs.popleft()
            self._written = frames_before + frames
            self._line = None

    def heard(self) -> float:
        """Audio frames heard by now; at most what was written, and never falling."""
        now = self._stream_now()
        with self._lock:
            if not self._pairs:
                return self._highest
            if self._line is None:
                self._line = self._fit()
            offset, slope = self._line
            frames = min(offset + slope * now, float(self._written))
            self._highest = max(self._highest, frames)
            return self._highest

    def _fit(self) -> tuple[float, float]:
        """Offset and slope of frames over stream time."""
        latest, before = self._pairs[-1]
        by_last_block = (before - latest * SAMPLE_RATE, float(SAMPLE_RATE))
        if len(self._pairs) < MIN_PAIRS or self._first is None or latest - self._first < WARM_UP_SECONDS:
            return by_last_block
        with np.errstate(divide="ignore", invalid="ignore"):  # a driver may name the same moment again and again
            line = robust_line(np.array(self._pairs, dtype=np.float64))
        if not np.isfinite(line).all() or abs(line[1] / SAMPLE_RATE - 1.0) > SLOPE_TOLERANCE:
            self.flagged += 1
            return by_last_block
        return line


def robust_line(pairs: np.ndarray) -> tuple[float, float]:
    """Offset and slope through `pairs` of (seconds, frames), shape (n, 2), with late callbacks left out.

    A median slope over half the span, then least squares without the residuals beyond
    `OUTLIER_SECONDS` of the median, three times.
    """
    middle = pairs[:, 0].mean()
    x = pairs[:, 0] - middle  # centred, because stream times are large numbers
    half = len(pairs) // 2
    slope = float(np.median((pairs[-half:, 1] - pairs[:half, 1]) / (x[-half:] - x[:half])))
    offset = float(np.median(pairs[:, 1] - slope * x))
    for _ in range(3):
        residual = pairs[:, 1] - (offset + slope * x)
        keep = np.abs(residual - np.median(residual)) <= OUTLIER_SECONDS * SAMPLE_RATE
        if keep.sum() < MIN_PAIRS:
            break
        slope, offset = (float(value) for value in np.polyfit(x[keep], pairs[keep, 1], 1))
    return offset - slope * middle, slope
