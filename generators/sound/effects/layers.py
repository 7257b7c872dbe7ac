"""How one layer of an effect becomes samples: noises, struck things, tones, grains and creaks.

It knows no names and no files. Every function is pure: a layer, a key and a random generator in, samples out.
"""

from __future__ import annotations

import numpy as np
from numpy import fft

from generators.sound import dsp
from generators.sound.effects.recipes import Layer
from story_engine.time import SAMPLE_RATE

BANKS: dict[str, tuple[tuple[float, float, float], ...]] = {
    # (frequency ratio, loudness, decay factor) of the partials; free bars, plates and bells after Fletcher & Rossing.
    "wood": ((1.0, 1.0, 1.0), (2.57, 0.55, 0.6), (4.95, 0.3, 0.4), (7.1, 0.14, 0.3)),
    "hollow": ((1.0, 1.0, 1.2), (1.62, 0.6, 0.9), (2.9, 0.3, 0.5), (4.1, 0.15, 0.3)),
    "stone": ((1.0, 1.0, 0.5), (2.31, 0.7, 0.35), (3.9, 0.5, 0.25), (6.3, 0.35, 0.2)),
    "metal": ((1.0, 0.8, 1.0), (2.756, 1.0, 0.8), (5.404, 0.7, 0.6), (8.933, 0.4, 0.4), (13.34, 0.2, 0.25)),
    "glass": ((1.0, 1.0, 1.0), (2.32, 0.5, 0.7), (4.25, 0.35, 0.5), (6.63, 0.2, 0.35), (9.38, 0.1, 0.25)),
    "bell": ((0.5, 0.35, 1.6), (1.0, 1.0, 1.0), (1.183, 0.6, 0.85), (1.506, 0.4, 0.7), (2.0, 0.75, 0.6),
             (2.66, 0.25, 0.4), (3.01, 0.22, 0.35), (4.1, 0.12, 0.25)),
    "bar": ((1.0, 1.0, 1.0), (4.0, 0.32, 0.35), (9.2, 0.1, 0.18)),
    "string": ((1.0, 1.0, 1.0), (2.003, 0.6, 0.8), (3.01, 0.42, 0.65), (4.02, 0.3, 0.5),
               (5.04, 0.2, 0.4), (6.07, 0.13, 0.3)),
    "skin": ((1.0, 1.0, 1.0), (1.594, 0.5, 0.6), (2.136, 0.35, 0.45), (2.653, 0.2, 0.35)),
    "soft": ((1.0, 1.0, 1.0), (1.9, 0.3, 0.5)),
}  # fmt: skip


def layer_sound(layer: Layer, length: int, key: int, random: np.random.Generator) -> np.ndarray:
    """`layer` in `length` samples; `key` is the tonic's pitch class."""
    out = np.zeros(length, np.float64)
    for number, at in enumerate(layer.at):
        begin = int(max(0.0, at + _spread(random, layer.jitter) * 0.02) * SAMPLE_RATE)
        if begin >= length:
            continue
        room = length - begin
        loud = layer.gain * (1 + _spread(random, layer.jitter))
        sound = _KINDS[layer.kind](layer, room, _pitch(layer, number, key), random)
        out[begin : begin + len(sound)] += loud * sound
    return out


def _noise(layer: Layer, length: int, _pitch_hertz: float, random: np.random.Generator) -> np.ndarray:
    shift = 1 + _spread(random, layer.jitter)
    sound = banded_noise(length, layer.low * shift, layer.high * shift, random)
    if layer.to_high:
        later = banded_noise(length, (layer.to_low or layer.low) * shift, layer.to_high * shift, random)
        whole = max(layer.attack + layer.hold + layer.decay, 0.01) * SAMPLE_RATE
        share = np.clip(np.arange(length) / whole, 0, 1)
        sound = sound * np.sqrt(1 - share) + later * np.sqrt(share)
    return sound * _envelope(layer, length) * _flutter(layer, length, random)


def _hits(layer: Layer, length: int, hertz: float, random: np.random.Generator) -> np.ndarray:
    return struck(hertz * (1 + (0 if layer.notes else _spread(random, layer.jitter))), layer, length, random)


def _tone(layer: Layer, length: int, hertz: float, random: np.random.Generator) -> np.ndarray:
    seconds = np.arange(length) / SAMPLE_RATE
    whole = max(layer.attack + layer.hold + layer.decay, 0.01)
    points = np.array(layer.hertz if not layer.notes else (hertz,), float)
    if not layer.notes:
        points = points * (1 + _spread(random, layer.jitter))
    path = np.exp(np.interp(seconds, np.linspace(0, whole, len(points)), np.log(points)))
    bend = layer.vibrato_semitones * np.sin(2 * np.pi * layer.vibrato_hertz * seconds)
    phase = 2 * np.pi * np.cumsum(path * 2 ** (bend / 12)) / SAMPLE_RATE
    sound = np.zeros(length)
    for order, share in enumerate(layer.harmonics, start=1):
        if share and points.max() * order < 16_000:
            sound += share * np.sin(order * phase)
    return sound * _envelope(layer, length) * _flutter(layer, length, random)


def _grains(layer: Layer, length: int, _pitch_hertz: float, random: np.random.Generator) -> np.ndarray:
    out = np.zeros(length)
    starts = (layer.within * random.random(layer.count) ** layer.early * SAMPLE_RATE).astype(int)
    pitches = np.exp(random.uniform(np.log(layer.low), np.log(max(layer.high, layer.low * 1.01)), layer.count))
    louds = random.random(layer.count) ** 2 * (1 - 0.6 * starts / (layer.within * SAMPLE_RATE + 1))
    for start, pitch, loud in zip(starts, pitches, louds, strict=True):
        grain = grain_sound(layer, float(pitch), random)
        end = min(start + len(grain), length)
        if end > start:
            out[start:end] += loud * grain[: end - start]
    return out


def grain_sound(layer: Layer, hertz: float, random: np.random.Generator) -> np.ndarray:
    """One grain at `hertz`: a puff of noise, a struck splinter or a bubble."""
    decay = layer.decay * (0.6 + 0.8 * random.random())
    seconds = np.arange(int(6 * decay * SAMPLE_RATE) + 48) / SAMPLE_RATE
    shape = (1 - np.exp(-seconds / max(layer.attack, 2e-4))) * np.exp(-seconds / decay)
    if layer.grain == "bubble":
        rise = hertz * (1 + 0.35 * np.clip(seconds / (5 * decay), 0, 1))
        return shape * np.sin(2 * np.pi * np.cumsum(rise) / SAMPLE_RATE)
    if layer.grain == "modal":
        total = np.zeros(len(seconds))
        heard = [part for part in BANKS[layer.bank] if hertz * part[0] < 16_000]
        dsp.ring(total, [hertz * r for r, _, _ in heard], [g for _, g, _ in heard], [decay * t for _, _, t in heard])
        return total * (1 - np.exp(-seconds / 4e-4))
    return shape * banded_noise(len(seconds), hertz * 0.7, hertz * 1.45, random)


def _creak(layer: Layer, length: int, hertz: float, random: np.random.Generator) -> np.ndarray:
    """Stick and slip: an impulse train whose rate slides, ringing in a bank."""
    whole = max(layer.attack + layer.hold + layer.decay, 0.05)
    impulses = np.zeros(length)
    clock = 0.0
    while clock < whole and clock * SAMPLE_RATE < length:
        share = clock / whole
        impulses[int(clock * SAMPLE_RATE)] += (0.5 + 0.5 * random.random()) * np.sin(np.pi * min(1, share + 0.08))
        rate = layer.rate[0] * (layer.rate[1] / layer.rate[0]) ** share
        clock += (1 + 0.35 * _spread(random, 1.0)) / rate
    ring = struck(hertz, layer, min(length, SAMPLE_RATE // 4), random)
    return fft_convolved(impulses, ring)[:length]


def struck(hertz: float, layer: Layer, length: int, random: np.random.Generator) -> np.ndarray:
    """A thing of `layer.bank` struck at `hertz`, as long as it rings, at most `length`."""
    attack = max(layer.attack, 2e-4)
    pitches, shares, lives = [], [], []
    for ratio, share, life in BANKS[layer.bank]:
        if hertz * ratio > 15_000:
            continue
        pitch = hertz * ratio * (1 + _spread(random, 0.0 if layer.notes else 0.006))
        decay = layer.decay * life
        # What the soft attack leaves out of a partial is a partial too, and gone with the attack.
        pitches += [pitch, pitch]
        shares += [share, -share]
        lives += [decay, 1 / (1 / decay + 1 / attack)]
    body = np.zeros(min(length, int(7 * layer.decay * 1.6 * SAMPLE_RATE) + 480))
    dsp.ring(body, pitches, shares, lives)
    return body


def banded_noise(length: int, low: float, high: float, random: np.random.Generator) -> np.ndarray:
    """Noise between `low` and `high` hertz with soft edges, at unit loudness."""
    size = dsp.fast_length(max(length, 64))
    bins = fft.rfftfreq(size, 1 / SAMPLE_RATE)
    octaves = np.log2(np.maximum(bins, 1.0))
    shape = 1 / (1 + np.exp(-(octaves - np.log2(low)) * 7)) / (1 + np.exp((octaves - np.log2(high)) * 7))
    shape *= np.sqrt(low / np.maximum(bins, low))  # pink within the band: never hissy
    white = fft.rfft(random.standard_normal(size))
    noise = fft.irfft(white * shape, size)[:length]
    return noise / max(float(np.sqrt(np.mean(shape**2))), 1e-6)


def fft_convolved(signal: np.ndarray, ring: np.ndarray) -> np.ndarray:
    """Linear convolution of both."""
    size = dsp.fast_length(len(signal) + len(ring))
    return fft.irfft(fft.rfft(signal, size) * fft.rfft(ring, size), size)[: len(signal) + len(ring)]


def _pitch(layer: Layer, number: int, key: int) -> float:
    if layer.notes:
        midi = 12 * (layer.octave + 1) + (key % 12) + layer.notes[number % len(layer.notes)]
        return float(440.0 * 2 ** ((midi - 69) / 12))
    return layer.hertz[number % len(layer.hertz)]


def _envelope(layer: Layer, length: int) -> np.ndarray:
    seconds = np.arange(length) / SAMPLE_RATE
    rise = dsp.raised_cosine(max(int(layer.attack * SAMPLE_RATE), 1))
    shape = np.exp(-np.maximum(seconds - layer.attack - layer.hold, 0) / max(layer.decay / 2.5, 1e-3))
    count = min(len(rise), length)
    shape[:count] *= rise[:count]
    return shape


def _flutter(layer: Layer, length: int, random: np.random.Generator) -> np.ndarray | float:
    if layer.flutter_hertz <= 0:
        return 1.0
    seconds = np.arange(length) / SAMPLE_RATE
    phase = random.random() * 6.28
    return 0.6 + 0.4 * np.sin(2 * np.pi * layer.flutter_hertz * seconds + phase + 1.5 * np.sin(5.1 * seconds + phase))


def _spread(random: np.random.Generator, share: float) -> float:
    return float((random.random() * 2 - 1) * share)


_KINDS = {"noise": _noise, "hits": _hits, "tone": _tone, "grains": _grains, "creak": _creak}
