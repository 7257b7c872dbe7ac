"""Bowed, blown and sung notes: two band-limited cycles, dark and bright, played by several players.

It knows one note at a time. Tables hold only harmonics below 10 kHz, so nothing folds back; vibrato comes
late, tone opens with the breath, every player is a little off in time and pitch.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from generators.compiled import compiled
from generators.sound.dsp import band_pass, filtered, low_pass
from generators.sound.instruments.patch import Blown
from generators.sound.instruments.struck import resonance
from story_engine.rng import generator
from story_engine.time import SAMPLE_RATE

TABLE = 4096
HIGHEST_HERTZ = 10_000.0
AIR_HERTZ = 3_200.0
"""From here on every real pipe and string loses 12 dB an octave more to air, wood and distance."""
HOP = 32
"""Samples between control values (0.7 ms), joined by straight lines."""
NOISE_LENGTH = 1 << 17


def render_blown(patch: Blown, hertz: float, velocity: float, seconds: float, rng: np.random.Generator) -> NDArray:
    """The note as float32 (n, 2), unnormalised; it is released after `seconds`."""
    count = int((seconds + patch.release) * SAMPLE_RATE)
    steps = count // HOP + 2
    time = np.arange(steps) * (HOP / SAMPLE_RATE)
    force = _force(patch, time, seconds, velocity)
    openness = np.clip((0.15 + 0.85 * velocity) * force**0.7, 0.0, 1.0)
    dark, bright = _cycles(patch, round(hertz, 2))
    cents = np.stack([_wander(patch, time, player, rng) for player in range(patch.players)])
    sides = np.linspace(-patch.spread, patch.spread, patch.players) if patch.players > 1 else np.zeros(1)
    pans = np.stack([np.cos((sides + 1) * math.pi / 4), np.sin((sides + 1) * math.pi / 4)], axis=1) / math.sqrt(
        patch.players
    )
    out = np.zeros((count, 2), np.float32)
    _play(
        out,
        dark,
        bright,
        (hertz / SAMPLE_RATE * 2.0 ** (cents / 1200.0)).astype(np.float64),
        force.astype(np.float32),
        openness.astype(np.float32),
        pans.astype(np.float32),
        rng.random(patch.players),
    )
    if patch.breath:
        _breathe(out, patch, force, velocity, rng)
    return out


def _force(patch: Blown, time: NDArray, seconds: float, velocity: float) -> NDArray:
    """Loudness over time: a soft rise, a slow swell, a soft end."""
    attack = patch.attack * (1.25 - 0.5 * velocity)
    # A short note must still speak before it ends.
    attack = min(attack, max(0.03, 0.6 * seconds))
    rise = np.sin(np.clip(time / attack, 0, 1) * math.pi / 2) ** 2
    swell = 1.0 - patch.swell + patch.swell * np.sin(np.clip(time / max(seconds, 0.1), 0, 1) * math.pi)
    fall = np.cos(np.clip((time - seconds) / patch.release, 0, 1) * math.pi / 2) ** 2
    return rise * swell * fall


def _wander(patch: Blown, time: NDArray, player: int, rng: np.random.Generator) -> NDArray:
    """Cents away from the note: detuning, slow drift, late vibrato, a scoop from below."""
    rate, depth, late = patch.vibrato
    off = 0.0 if patch.players == 1 else patch.detune * (2 * (player + 0.5) / patch.players - 1 + 0.3 * rng.random())
    phase = 2 * math.pi * rng.random(3)
    drift = patch.drift * (
        np.sin(2 * math.pi * 0.37 * time + phase[0]) + 0.6 * np.sin(2 * math.pi * 0.83 * time + phase[1])
    )
    grown = np.clip((time - 0.4 * late) / max(late, 0.05), 0, 1) ** 1.5
    own_rate = rate * (1 + 0.08 * (rng.random() - 0.5))
    vibrato = depth * grown * np.sin(2 * math.pi * own_rate * time + phase[2])
    scoop = -patch.scoop * np.exp(-time / 0.035)
    return off + drift + vibrato + scoop


@lru_cache(maxsize=256)
def _cycles(patch: Blown, hertz: float) -> tuple[NDArray, NDArray]:
    """One dark and one bright cycle of equal power."""
    count = max(1, min(TABLE // 4, int(HIGHEST_HERTZ / hertz)))
    number = np.arange(1, count + 1, dtype=np.float64)
    tilt = np.where(number % 2 == 0, 1.0 - patch.odd * np.exp(-(number - 2) / 9.0), 1.0)
    shape = tilt * resonance(number * hertz, patch.formants) / (1.0 + (number * hertz / AIR_HERTZ) ** 2)
    phases = 2 * math.pi * generator(0, "cycle", count).random(count)
    return (
        _cycle(shape * 10 ** (-(patch.rolloff + patch.bright) * np.log2(number) / 20), phases),
        _cycle(shape * 10 ** (-max(4.0, patch.rolloff - 0.6 * patch.bright) * np.log2(number) / 20), phases),
    )


def _cycle(strengths: NDArray, phases: NDArray) -> NDArray:
    bins = np.zeros(TABLE // 2 + 1, np.complex128)
    bins[1 : len(strengths) + 1] = strengths * np.exp(1j * phases)
    wave = np.fft.irfft(bins)
    wave /= math.sqrt(float((wave**2).mean()))
    return np.append(wave, wave[0]).astype(np.float32)


@lru_cache(maxsize=32)
def _noise(hertz: float) -> NDArray:
    white = generator(0, "breath", round(hertz)).standard_normal(NOISE_LENGTH).astype(np.float32)
    return filtered(white, band_pass(hertz, 0.8), low_pass(1.6 * hertz))


def _breathe(out: NDArray, patch: Blown, force: NDArray, velocity: float, rng: np.random.Generator) -> None:
    bank = _noise(patch.breath_hz)
    offset = int(rng.integers(NOISE_LENGTH))
    index = (offset + np.arange(len(out))) % NOISE_LENGTH
    envelope = np.repeat(force**0.8, HOP)[: len(out)].astype(np.float32)
    chiff = 1.0 + 1.5 * np.exp(-np.arange(len(out), dtype=np.float32) / (0.03 * SAMPLE_RATE))
    air = bank[index] * envelope * chiff * (patch.breath * (0.6 + 0.8 * velocity) * 2.0)
    out += air[:, None]


@compiled
def _play(out, dark, bright, increments, force, openness, pans, phases):
    count = len(out)
    size = len(dark) - 1
    for player in range(len(pans)):
        phase = phases[player]
        left, right = pans[player, 0], pans[player, 1]
        for block in range(count // HOP + 1):
            begin = block * HOP
            end = min(begin + HOP, count)
            step, step_to = increments[player, block], increments[player, block + 1]
            loud, loud_to = force[block], force[block + 1]
            tone, tone_to = openness[block], openness[block + 1]
            for i in range(begin, end):
                share = (i - begin) / HOP
                phase += step + (step_to - step) * share
                if phase >= 1.0:
                    phase -= 1.0
                place = phase * size
                index = int(place)
                part = place - index
                low = dark[index] + (dark[index + 1] - dark[index]) * part
                high = bright[index] + (bright[index + 1] - bright[index]) * part
                mix = tone + (tone_to - tone) * share
                value = (low + (high - low) * mix) * (loud + (loud_to - loud) * share)
                out[i, 0] += value * left
                out[i, 1] += value * right
