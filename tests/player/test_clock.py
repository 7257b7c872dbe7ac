"""The audio clock: a robust line through what the device says."""

import numpy as np
import pytest

from player.playback.clock import SAMPLE_RATE, AudioClock, ManualClock, MonotonicClock, robust_line


class Stream:
    """A stream time that a test moves."""

    def __init__(self) -> None:
        self.now = 0.0


def feed(clock: AudioClock, stream: Stream, seconds: float, *, slope: float = 1.0, late: bool = False) -> int:
    """Hand over blocks as a device would, some callbacks late; returns the frames written."""
    rng = np.random.default_rng(3)
    written = 0
    while written < seconds * SAMPLE_RATE:
        due = written / SAMPLE_RATE / slope
        stream.now = due + (0.03 if late and rng.random() < 0.1 else 0.0)
        clock.wrote(written, 960, stream.now + 0.15, stream.now)
        written += 960
    return written


def test_fit_follows_a_drifting_device():
    """After warm-up the position is within 1 ms of the truth, though one callback in ten was 30 ms late."""
    stream = Stream()
    clock = AudioClock(lambda: stream.now)
    feed(clock, stream, 6.0, slope=1.0008, late=True)
    stream.now = 5.9
    assert clock.heard() == pytest.approx((5.9 - 0.15) * SAMPLE_RATE * 1.0008, abs=48)


def test_fit_refuses_an_impossible_slope():
    """A device that claims to run at twice the speed is followed by its last block only."""
    stream = Stream()
    clock = AudioClock(lambda: stream.now)
    feed(clock, stream, 12.0, slope=2.0)
    before = clock.heard()
    stream.now += 0.01
    assert clock.flagged > 0
    assert clock.heard() - before == pytest.approx(0.01 * SAMPLE_RATE, abs=1)


def test_position_never_falls_and_never_passes_what_was_written():
    """Whatever the stream time does, heard frames are monotonic and bounded."""
    stream = Stream()
    clock = AudioClock(lambda: stream.now)
    written = feed(clock, stream, 3.0)
    seen = []
    for now in (3.0, 2.0, 3.1, 99.0, 1.0):
        stream.now = now
        seen.append(clock.heard())
    assert seen == sorted(seen)
    assert seen[-1] <= written


def test_a_host_without_dac_times_is_given_the_latency():
    """A DAC time that is not in the future is replaced by now + latency."""
    stream = Stream()
    clock = AudioClock(lambda: stream.now, latency_seconds=0.2)
    clock.wrote(0, 9600, 0.0, 1.0)
    stream.now = 1.3
    assert clock.heard() == pytest.approx(0.1 * SAMPLE_RATE)


def test_a_driver_whose_time_stands_does_not_stop_the_show():
    """The same moment is named for every block: the line that says nothing is left, and the count goes on."""
    now = [0.0]
    clock = AudioClock(lambda: now[0])
    clock.wrote(0, 480, 0.1, 0.0)
    for block in range(1, 60):
        now[0] = 4.0
        clock.wrote(480 * block, 480, 4.05, 4.0)
    now[0] = 4.06
    assert clock.flagged == 0
    assert clock.heard() == pytest.approx(480 * 59 + 0.01 * SAMPLE_RATE)
    assert clock.flagged == 1


def test_line_ignores_outliers():
    """A third of wild points moves the line by less than a frame."""
    x = np.arange(100) / 50.0
    y = 100 + SAMPLE_RATE * x
    y[::3] -= 2000
    offset, slope = robust_line(np.stack([x, y], axis=1))
    assert offset == pytest.approx(100, abs=1)
    assert slope == pytest.approx(SAMPLE_RATE, rel=1e-6)


def test_monotonic_clock_forgets_a_sleep():
    """Time in which the machine slept is not heard."""
    now = [10.0]
    clock = MonotonicClock(lambda: now[0])
    now[0] = 15.0
    clock.set_back(4 * SAMPLE_RATE)
    assert clock.heard() == pytest.approx(1 * SAMPLE_RATE)


def test_manual_clock_refuses_to_go_back():
    """Time does not run backwards."""
    with pytest.raises(ValueError, match="cannot go back"):
        ManualClock().advance(-1)
