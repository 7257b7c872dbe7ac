"""Struck and plucked notes: sums of decaying, slightly inharmonic partials with a soft onset.

It knows one note at a time. Partials above 16 kHz are left out, so nothing folds back.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from generators.compiled import compiled
from generators.sound.dsp import band_pass, filtered
from generators.sound.instruments.patch import Bells, Struck
from story_engine.time import SAMPLE_RATE

HIGHEST_HERTZ = 16_000.0
SILENCE = 0.0008
"""A partial below this share (−62 dB) of the loudest is not heard any more."""
KNOCK_SECONDS = 0.25
LANES = 8
"""Samples of a partial that turn together, each by as much as all of them: none waits for its neighbour."""


def render_struck(patch: Struck, hertz: float, velocity: float, seconds: float, rng: np.random.Generator) -> NDArray:
    """The note as float32 (n, 2), unnormalised; `seconds` until it is damped."""
    ratios, gains = _partials(patch, hertz, velocity)
    if not len(ratios):
        ratios, gains = np.array([1.0]), np.array([1.0])
    ring = patch.ring * (261.6 / hertz) ** 0.45
    decays = ring / np.maximum(ratios / ratios[0], 1e-6) ** patch.damping
    freqs, amps, times, lefts, rights = [], [], [], [], []
    for twin in range(patch.twins):
        off = (twin - (patch.twins - 1) / 2) * patch.beating * (0.6 + 0.8 * rng.random())
        side = patch.width * (2 * rng.random(len(ratios)) - 1)
        freqs.append(ratios * hertz + off)
        amps.append(gains / patch.twins)
        times.append(decays * (1.0 if twin == 0 else 0.8))
        lefts.append(np.cos((side + 1) * math.pi / 4))
        rights.append(np.sin((side + 1) * math.pi / 4))
    length = min(seconds + patch.release, 1.1 * float(decays.max()))
    count = max(64, int(length * SAMPLE_RATE))
    out = np.zeros((count, 2), np.float32)
    # Both strings are struck at once: they begin in phase and drift apart.
    phases = np.tile(2 * math.pi * rng.random(len(ratios)), patch.twins)
    _ring(
        out,
        np.concatenate(freqs),
        np.concatenate(amps),
        np.concatenate(times),
        phases,
        np.concatenate(lefts),
        np.concatenate(rights),
        patch.glide,
        SILENCE,
        np.empty(LANES),
        np.empty(LANES),
    )
    _knock(out, patch, velocity, rng)
    rise = max(8, int(patch.attack * SAMPLE_RATE * (1.4 - 0.8 * velocity)))
    out[:rise] *= np.sin(np.linspace(0, math.pi / 2, rise, dtype=np.float32))[:, None] ** 2
    held = int(seconds * SAMPLE_RATE)
    if held < count:
        out[held:] *= (np.cos(np.linspace(0, math.pi / 2, count - held, dtype=np.float32)) ** 2)[:, None]
    else:
        last = min(count, SAMPLE_RATE // 20)
        out[-last:] *= np.linspace(1, 0, last, dtype=np.float32)[:, None]
    return out


def resonance(hertz: NDArray, bells: Bells) -> NDArray:
    """Linear gain of resonances at each frequency."""
    decibels = np.zeros_like(hertz)
    for centre, lift, narrow in bells:
        decibels += lift * np.exp(-((np.log2(np.maximum(hertz, 1.0) / centre) * narrow) ** 2))
    return 10 ** (decibels / 20)


def _partials(patch: Struck, hertz: float, velocity: float) -> tuple[NDArray, NDArray]:
    """Frequency ratios and strengths at this velocity: a harder stroke is brighter."""
    if patch.partials:
        ratios = np.array(patch.partials)
        gains = np.array(patch.gains) * ratios ** (patch.bright * (velocity - 0.5))
    else:
        number = np.arange(1, patch.harmonics + 1, dtype=np.float64)
        ratios = number * np.sqrt(1 + patch.stiffness * number**2)
        slope = patch.rolloff - 6.0 * patch.bright * (velocity - 0.5)
        gains = 10 ** (-slope * np.log2(number) / 20)
        if patch.strike:
            gains *= np.abs(np.sin(math.pi * number * patch.strike)) + 0.03
    audible = ratios * hertz < HIGHEST_HERTZ
    ratios, gains = ratios[audible], gains[audible]
    return ratios, gains * resonance(ratios * hertz, patch.body)


def _knock(out: NDArray, patch: Struck, velocity: float, rng: np.random.Generator) -> None:
    """The finger, felt or hammer itself: a short band of noise."""
    if not patch.noise:
        return
    count = min(len(out), int(KNOCK_SECONDS * SAMPLE_RATE))
    burst = rng.standard_normal(count).astype(np.float32)
    burst = filtered(burst, band_pass(patch.noise_hz, 0.9))
    fall = np.exp(-np.arange(count) / (patch.noise_ring * SAMPLE_RATE)).astype(np.float32)
    top = float(np.abs(out[: SAMPLE_RATE // 10]).max())
    out[:count] += (burst * fall * (patch.noise * (0.4 + 1.2 * velocity) * top))[:, None]


@compiled
def _ring(out, freqs, amps, times, phases, lefts, rights, glide, silence, re, im):
    """Add the partials; `re` and `im` (LANES): room for their turning pointers."""
    count = len(out)
    loudest = 0.0
    for k in range(len(amps)):
        loudest = max(loudest, amps[k])
    for k in range(len(freqs)):
        decay = 10.0 ** (-3.0 / (times[k] * 48000.0))
        step = 2.0 * math.pi * freqs[k] / 48000.0
        amp = amps[k]
        if amp <= loudest * silence:
            continue
        last = min(count, int(math.log(loudest * silence / amp) / math.log(decay)))
        left, right = np.float32(lefts[k]), np.float32(rights[k])
        if glide > 0.0:
            phase = phases[k]
            for i in range(last):
                phase += step * (1.0 + glide * math.exp(-i / 1440.0))
                value = np.float32(amp * math.sin(phase))
                amp *= decay
                out[i, 0] += value * left
                out[i, 1] += value * right
            continue
        far = 1.0
        for j in range(LANES):
            far *= decay
            re[j] = amp * far * math.cos(phases[k] + (j + 1) * step)
            im[j] = amp * far * math.sin(phases[k] + (j + 1) * step)
        turn_re, turn_im = far * math.cos(LANES * step), far * math.sin(LANES * step)
        whole = last - last % LANES
        for begin in range(0, whole, LANES):
            for j in range(LANES):
                value = np.float32(im[j])
                out[begin + j, 0] += value * left
                out[begin + j, 1] += value * right
                turned = re[j] * turn_re - im[j] * turn_im
                im[j] = re[j] * turn_im + im[j] * turn_re
                re[j] = turned
        for i in range(whole, last):
            value = np.float32(im[i - whole])
            out[i, 0] += value * left
            out[i, 1] += value * right
