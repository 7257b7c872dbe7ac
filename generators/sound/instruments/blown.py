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
CHIFF_SECONDS = 0.5
TURN = 4294967296.0
"""A cycle in the units of a phase: its upper 12 bits choose a value of the table, the rest lies between two."""
SHARE_BITS = 20
SHARES = 1 << SHARE_BITS


def render_blown(
    patch: Blown, hertz: float, velocity: float, seconds: float, rng: np.random.Generator, most: int | None = None
) -> NDArray:
    """The note as float32 (n, 2), unnormalised; it is released after `seconds`. `most`: only its first frames."""
    count = int((seconds + patch.release) * SAMPLE_RATE)
    count = count if most is None else min(count, most)
    steps = count // HOP + 2
    time = np.arange(steps) * (HOP / SAMPLE_RATE)
    force = _force(patch, time, seconds, velocity)
    openness = np.clip((0.15 + 0.85 * velocity) * force**0.7, 0.0, 1.0)
    dark, bright = _cycles(patch, round(hertz, 2))
    cents = _wander(patch, time, rng)
    sides = np.linspace(-patch.spread, patch.spread, patch.players) if patch.players > 1 else np.zeros(1)
    pans = np.stack([np.cos((sides + 1) * math.pi / 4), np.sin((sides + 1) * math.pi / 4)], axis=1) / math.sqrt(
        patch.players
    )
    out = np.empty((count, 2), np.float32)
    _play(
        out,
        dark,
        dark[1:],
        bright,
        bright[1:],
        (hertz / SAMPLE_RATE * TURN) * np.exp2(cents / 1200.0),
        force.astype(np.float32),
        openness.astype(np.float32),
        pans.astype(np.float32),
        rng.random(patch.players) * TURN,
        np.empty((2, HOP), np.float32),
        np.empty(HOP, np.int64),
        np.empty(HOP, np.float32),
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


def _wander(patch: Blown, time: NDArray, rng: np.random.Generator) -> NDArray:
    """Cents away from the note, (players, points): detuning, slow drift, late vibrato, a scoop from below."""
    rate, depth, late = patch.vibrato
    offs, phases, rates = np.zeros((patch.players, 1)), np.empty((3, patch.players, 1)), np.empty((patch.players, 1))
    for player in range(patch.players):
        if patch.players > 1:
            offs[player] = patch.detune * (2 * (player + 0.5) / patch.players - 1 + 0.3 * rng.random())
        phases[:, player, 0] = 2 * math.pi * rng.random(3)
        rates[player] = rate * (1 + 0.08 * (rng.random() - 0.5))
    away = offs + patch.drift * (
        _waves(2 * math.pi * 0.37 * time, phases[0]) + 0.6 * _waves(2 * math.pi * 0.83 * time, phases[1])
    )
    if depth:
        grown = depth * np.clip((time - 0.4 * late) / max(late, 0.05), 0, 1) ** 1.5
        away += grown * np.sin(2 * math.pi * rates * time + phases[2])
    if patch.scoop:
        away -= patch.scoop * np.exp(-time / 0.035)
    return away


def _waves(angles: NDArray, phases: NDArray) -> NDArray:
    """Sines of `angles` + each of `phases` (players, 1): one sine and one cosine for all."""
    return np.cos(phases) * np.sin(angles) + np.sin(phases) * np.cos(angles)


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
    """Breath around `hertz`, twice in a row: a note may begin anywhere in it."""
    white = generator(0, "breath", round(hertz)).standard_normal(NOISE_LENGTH).astype(np.float32)
    once = filtered(white, band_pass(hertz, 0.8), low_pass(1.6 * hertz))
    return np.concatenate([once, once])


@lru_cache(maxsize=1)
def _chiff() -> NDArray:
    """How much louder the air is while the tone speaks; nothing is left of it after the last value."""
    count = int(CHIFF_SECONDS * SAMPLE_RATE)
    return 1.0 + 1.5 * np.exp(-np.arange(count, dtype=np.float32) / (0.03 * SAMPLE_RATE))


def _breathe(out: NDArray, patch: Blown, force: NDArray, velocity: float, rng: np.random.Generator) -> None:
    offset = int(rng.integers(NOISE_LENGTH))
    level = np.float32(patch.breath * (0.6 + 0.8 * velocity) * 2.0)
    loud = (force**0.8).astype(np.float32)
    air = _noise(patch.breath_hz)[offset:]
    for begin in range(0, len(out), NOISE_LENGTH):
        chiff = _chiff() if begin == 0 else _chiff()[:0]
        _blow(out[begin : begin + NOISE_LENGTH], air, loud[begin // HOP :], chiff, level)


@compiled
def _play(out, dark, dark_on, bright, bright_on, steps, force, openness, pans, phases, sums, places, shares):
    """Phases and steps in `TURN`s of a cycle; `dark_on` and `bright_on` begin one value later.

    sums (2, HOP), places (HOP) and shares (HOP): room for what all players make of a hop.
    """
    count = len(out)
    for begin in range(0, count, HOP):
        block = begin // HOP
        for i in range(HOP):
            sums[0, i] = np.float32(0.0)
            sums[1, i] = np.float32(0.0)
        tone = openness[block]
        opening = (openness[block + 1] - tone) * np.float32(1.0 / HOP)
        for player in range(len(pans)):
            left, right = pans[player, 0], pans[player, 1]
            step, phase = steps[player, block], phases[player]
            bend = (steps[player, block + 1] - step) / (2 * HOP)
            for i in range(HOP):
                at = np.int64(phase + (i + 1) * (step + bend * i))
                places[i] = (at >> SHARE_BITS) & (TABLE - 1)
                shares[i] = np.float32(at & (SHARES - 1)) * np.float32(1.0 / SHARES)
            for i in range(HOP):
                place, share = places[i] & (TABLE - 1), shares[i]
                low = dark[place] + (dark_on[place] - dark[place]) * share
                high = bright[place] + (bright_on[place] - bright[place]) * share
                value = low + (high - low) * (tone + opening * np.float32(i))
                sums[0, i] += value * left
                sums[1, i] += value * right
            phase += HOP * (step + bend * (HOP - 1))
            phases[player] = phase - np.floor(phase * (1.0 / TURN)) * TURN
        loud = force[block]
        swelling = (force[block + 1] - loud) * np.float32(1.0 / HOP)
        for i in range(min(HOP, count - begin)):
            gain = loud + swelling * np.float32(i)
            out[begin + i, 0] = sums[0, i] * gain
            out[begin + i, 1] = sums[1, i] * gain


@compiled
def _blow(out, air, loud, chiff, level):
    """Add the noise `air` to both channels of `out`, as loud as the tone; `chiff` opens it."""
    count = len(out)
    for begin in range(0, count, HOP):
        gain = loud[begin // HOP] * level
        for i in range(begin, min(begin + HOP, count)):
            value = air[i] * gain
            if i < len(chiff):
                value *= chiff[i]
            out[i, 0] += value
            out[i, 1] += value
