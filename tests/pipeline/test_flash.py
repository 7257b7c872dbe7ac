"""The flash check: what it must fail and what it must let pass."""

from __future__ import annotations

import numpy as np
import pytest

from generators.safety.flash import GENTLE_TRANSITIONS, FlashTracker, decode_edge, encode_edge, join_is_safe

H, W, FPS = 144, 256, 24


def _frame(luma: int | np.ndarray, cb: int = 128, cr: int = 128) -> np.ndarray:
    frame = np.empty((H * 3 // 2, W), np.uint8)
    frame[:H] = luma
    frame[H : H + H // 4] = cb
    frame[H + H // 4 :] = cr
    return frame


def _track(frames: list[np.ndarray]) -> FlashTracker:
    tracker = FlashTracker(FPS)
    for frame in frames:
        tracker.add(frame)
    return tracker


def _blinking(
    hertz: float, area: float = 1.0, low: int = 40, high: int = 200, seconds: float = 2.0
) -> list[np.ndarray]:
    frames = []
    for n in range(round(seconds * FPS)):
        luma = np.full((H, W), 90, np.uint8)
        side = area**0.5
        luma[: round(H * side), : round(W * side)] = high if int(n / FPS * hertz * 2) % 2 else low
        frames.append(_frame(luma))
    return frames


@pytest.mark.parametrize(("hertz", "safe"), [(1, True), (2, True), (3, True), (5, False), (8, False)])
def test_full_screen_flashing(hertz: float, safe: bool) -> None:
    """More than three flashes a second over the whole screen are unsafe, three are not."""
    assert _track(_blinking(hertz)).is_safe is safe


def test_small_flashes_pass() -> None:
    """A blinking lamp of half a percent of the screen is safe."""
    assert _track(_blinking(8, area=0.005)).is_safe


def test_faint_flashes_pass() -> None:
    """Changes below 10 % of full luminance are no flashes."""
    assert _track(_blinking(8, low=60, high=75)).is_safe


def test_antiphase_flashing_fails() -> None:
    """Two halves that flash against each other are unsafe although the mean never moves."""
    frames = []
    for n in range(48):
        luma = np.full((H, W), 40, np.uint8)
        half = slice(0, W // 2) if (n // 2) % 2 else slice(W // 2, W)
        luma[:, half] = 200
        frames.append(_frame(luma))
    assert not _track(frames).is_safe


def test_red_flashing_of_equal_light_fails() -> None:
    """Saturated red against grey of the same luma at 6 Hz is unsafe."""
    frames = [_frame(63, 102, 240) if (n // 2) % 2 else _frame(63) for n in range(48)]
    assert not _track(frames).is_safe


def test_a_slow_pan_is_safe() -> None:
    """A picture with soft shapes that slides by 2 px a frame is safe."""
    x = np.arange(W)
    row = 110 + 60 * np.sin(x / W * 2 * np.pi)
    frames = [_frame(np.tile(np.roll(row, 2 * n).astype(np.uint8), (H, 1))) for n in range(72)]
    assert _track(frames).is_safe


def test_flashing_across_a_join_is_found() -> None:
    """Four transitions before and four after a join are each safe and together unsafe."""
    before = [_frame(40)] * 20 + [_frame(200 if n % 2 else 40) for n in range(5) for _ in range(2)]
    after = list(reversed(before))
    first, second = _track(before), _track(after)
    assert first.is_safe
    assert second.is_safe
    assert not join_is_safe(first.tail(), second.head())


def test_a_plain_cut_is_a_safe_join() -> None:
    """A hard cut between two still pictures is safe."""
    assert join_is_safe(_track([_frame(40)] * 30).tail(), _track([_frame(200)] * 30).head())


def test_an_edge_survives_its_text() -> None:
    """Encoding and decoding an edge keeps counts and light."""
    edge = _track(_blinking(3)).tail()
    again = decode_edge(encode_edge(edge))
    assert np.array_equal(edge.quarters, again.quarters)
    assert np.array_equal(edge.light, again.light)


def test_the_gentle_limit_fails_two_flashes_a_second() -> None:
    """What the rule allows may still be too much for a viewer who asked for less."""
    frames = [_frame(200 if (n // 6) % 2 else 40) for n in range(48)]
    usual, gentle = FlashTracker(FPS), FlashTracker(FPS, GENTLE_TRANSITIONS)
    for frame in frames:
        usual.add(frame)
        gentle.add(frame)
    assert usual.is_safe
    assert not gentle.is_safe
    plain = _track([_frame(40)] * 20 + [_frame(200)] * 4)
    other = _track([_frame(40)] * 6 + [_frame(200)] * 20)
    assert join_is_safe(plain.tail(), other.head())
    assert not join_is_safe(plain.tail(), other.head(), GENTLE_TRANSITIONS)
