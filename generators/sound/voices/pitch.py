"""Pitch of recorded speech: its contour, and speech with another contour at the same speed.

It knows no words. Time-domain pitch-synchronous overlap-add (Moulines and Charpentier 1990): two-period grains of
the voiced stretches are laid at a new spacing, everything unvoiced stays as it is.
"""

from __future__ import annotations

import numpy as np
from numpy import fft

from generators.sound.dsp import fast_length

HOP_SECONDS = 0.005
_FRAME_SECONDS = 0.04
_LOWEST_HERTZ, _HIGHEST_HERTZ = 65.0, 420.0
_VOICED = 0.45
"""Least share of a frame's energy that must repeat after one period."""
_QUIET = 0.012
"""Root mean square below which nothing is voiced."""
_FARTHEST = 0.45
"""Largest change of log₂ pitch (5.4 semitones): beyond, grains are heard."""


def contour(samples: np.ndarray, rate: int) -> np.ndarray:
    """Pitch in hertz every `HOP_SECONDS`; 0 where the voice is silent or unvoiced."""
    frame, hop = int(_FRAME_SECONDS * rate), int(HOP_SECONDS * rate)
    padded = np.pad(samples.astype(np.float32), (frame // 2, frame))
    frames = np.lib.stride_tricks.sliding_window_view(padded, frame)[::hop][: len(samples) // hop + 1]
    window = np.hanning(frame).astype(np.float32)
    size = fast_length(2 * frame)
    correlation = fft.irfft(np.abs(fft.rfft(frames * window, size, axis=1)) ** 2, size, axis=1)
    own = fft.irfft(np.abs(fft.rfft(window, size)) ** 2, size)
    shortest, longest = int(rate / _HIGHEST_HERTZ), int(rate / _LOWEST_HERTZ)
    # Divided by the window's own correlation, so that long periods are not at a disadvantage.
    likeness = correlation[:, shortest:longest] / own[shortest:longest] * own[0]
    likeness /= correlation[:, :1] + 1e-9
    best = np.argmax(likeness, axis=1)
    pitch = rate / (best + shortest)
    loud = np.sqrt(np.mean(frames**2, axis=1)) > _QUIET
    pitch = np.where(loud & (np.take_along_axis(likeness, best[:, None], 1)[:, 0] > _VOICED), pitch, 0.0)
    return _without_jumps(pitch)


def with_contour(samples: np.ndarray, rate: int, change: np.ndarray, pitch: np.ndarray) -> np.ndarray:
    """`samples` with its `pitch` multiplied by 2^`change` (both every `HOP_SECONDS`), as long as before."""
    if not (pitch > 0).any():
        return samples.astype(np.float32)
    bounded = np.clip(change, -_FARTHEST, _FARTHEST)
    marks = _marks(samples, rate, pitch)
    hop = HOP_SECONDS * rate
    out = np.zeros(len(samples) + rate, np.float64)
    weight = np.zeros(len(out))
    places, periods, voiced = marks
    clock = float(places[0])
    at = 0
    while clock < len(samples):
        while at + 1 < len(places) and abs(places[at + 1] - clock) <= abs(places[at] - clock):
            at += 1
        reach = int(periods[at])
        _lay(samples, out, weight, int(places[at]), round(clock), reach)
        ratio = 2.0 ** bounded[min(int(clock / hop), len(bounded) - 1)] if voiced[at] else 1.0
        clock += periods[at] / ratio
    covered = weight > 0.05
    out[covered] /= np.maximum(weight[covered], 0.35)
    return out[: len(samples)].astype(np.float32)


def livelier(samples: np.ndarray, rate: int, reach: float, shift: float) -> np.ndarray:
    """Speech whose melody reaches `reach` times as far around its own centre, `shift` octaves higher."""
    if abs(reach - 1) < 0.02 and abs(shift) < 0.01:
        return samples
    pitch = contour(samples, rate)
    heard = pitch > 0
    if heard.sum() < 8:
        return samples
    from scipy import ndimage  # here: only new speech needs it, and its import delays every start

    centre = float(np.median(np.log2(pitch[heard])))
    away = np.where(heard, np.log2(np.maximum(pitch, 1.0)) - centre, 0.0)
    filled = np.interp(np.arange(len(pitch)), np.flatnonzero(heard), away[heard])
    smooth = ndimage.gaussian_filter1d(filled, 5.0)
    return with_contour(samples, rate, (reach - 1) * smooth + shift, pitch)


def _without_jumps(pitch: np.ndarray) -> np.ndarray:
    """The contour without octave slips and single frames."""
    heard = pitch > 0
    if not heard.any():
        return pitch
    middle = float(np.median(pitch[heard]))
    pitch = np.where((pitch > middle * 1.85) | (pitch < middle * 0.54), 0.0, pitch)
    from scipy import ndimage

    smooth = ndimage.median_filter(pitch, 5)
    return np.where((pitch > 0) & (smooth > 0), smooth, 0.0)


def _marks(samples: np.ndarray, rate: int, pitch: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Places of the periods' peaks, their lengths in samples, and whether they are voiced."""
    hop = HOP_SECONDS * rate
    places: list[int] = []
    periods: list[float] = []
    voiced: list[bool] = []
    plain = 0.006 * rate
    clock = 0.0
    while clock < len(samples):
        hertz = pitch[min(int(clock / hop), len(pitch) - 1)]
        period = rate / hertz if hertz > 0 else plain
        place = int(clock)
        if hertz > 0:
            reach = int(period * (0.2 if voiced and voiced[-1] else 0.5))
            low, high = max(0, place - reach), min(len(samples), place + reach + 1)
            place = low + int(np.argmax(samples[low:high]))
            if places and place <= places[-1] + period * 0.4:
                place = int(places[-1] + period)
        places.append(min(place, len(samples) - 1))
        periods.append(period)
        voiced.append(bool(hertz > 0))
        clock = place + period
    return np.array(places), np.array(periods), np.array(voiced)


def _lay(samples: np.ndarray, out: np.ndarray, weight: np.ndarray, source: int, target: int, reach: int) -> None:
    """Add the two-period grain around `source` at `target`."""
    low = max(-reach, -source, -target)
    high = min(reach, len(samples) - source, len(out) - target)
    if high <= low:
        return
    window = 0.5 + 0.5 * np.cos(np.pi * np.arange(low, high) / reach)
    out[target + low : target + high] += window * samples[source + low : source + high]
    weight[target + low : target + high] += window
