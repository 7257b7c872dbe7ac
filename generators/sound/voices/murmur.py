"""The murmur: a small wind, string or bell instrument that sings a line's vowels and whispers its consonants.

It knows no score but its key, and no mix. Harmonics are summed under the vowel's formants, so nothing buzzes
or aliases; consonants and breath are noise shaped block by block.
"""

from __future__ import annotations

import math

import numpy as np

from generators.compiled import compiled
from generators.sound import dsp
from generators.sound.voices.cast import Feeling, MurmurRecipe, Voice, feeling
from generators.sound.voices.melody import Syllable, sung
from generators.sound.voices.narration import SPEECH_LUFS, TONE_DECIBELS
from generators.sound.voices.vowels import VOWEL_FORMANTS
from generators.timed import TimedLine
from story_engine.rng import derive_seed
from story_engine.time import SAMPLE_RATE, MediaTime, from_seconds

CONTROL = 64
"""Samples between control points: 750 a second follow any glide."""
PARTIALS = 28
HIGHEST_HERTZ = 9_000.0
"""No harmonic sounds above: an instrument heard across a room."""
RING: MediaTime = from_seconds(0.7)
"""How far a murmur may ring beyond its line."""

_GLIDES_TO = {"ay": "iy", "ey": "iy", "oy": "iy", "aw": "uw", "ow": "uw"}

# Consonant noise: centre and width in hertz, loudness, and whether the voice goes on through it.
_NOISES: dict[str, tuple[float, float, float, bool]] = {
    "s": (6800, 2400, 0.17, False), "z": (6500, 2400, 0.10, True), "sh": (3400, 1500, 0.20, False),
    "zh": (3200, 1500, 0.16, True), "ch": (3500, 1700, 0.26, False), "jh": (3100, 1600, 0.22, True),
    "f": (5200, 3600, 0.14, False), "v": (4200, 3000, 0.06, True), "th": (5600, 3600, 0.13, False),
    "dh": (4200, 3000, 0.05, True), "hh": (1500, 1500, 0.16, False), "p": (900, 800, 0.26, False),
    "t": (4000, 2000, 0.24, False), "k": (2000, 1100, 0.30, False), "b": (500, 400, 0.12, True),
    "d": (3200, 1800, 0.14, True), "g": (1600, 900, 0.13, True),
}  # fmt: skip
_STOPS = frozenset(("p", "t", "k", "b", "d", "g", "ch", "jh"))
_CLOSED = {"m": 0.34, "n": 0.36, "ng": 0.32, "b": 0.14, "d": 0.16, "g": 0.14, "l": 0.55, "r": 0.6, "w": 0.5, "y": 0.6}
_CLOSED |= {"v": 0.35, "z": 0.3, "zh": 0.3, "dh": 0.4, "jh": 0.18}
_SIGNS = np.array([-1.0 if bin(k & (k >> 1)).count("1") % 2 else 1.0 for k in range(PARTIALS)])
"""Rudin–Shapiro signs of the harmonics: least crest, so no buzz."""
_TONGUED_SECONDS = 0.028
"""How fast a note stops inside a phrase: quick enough to hear syllables, slow enough not to click."""
_NOISE_BLOCK = 512
_NOISE_HOP = 128
_ROWS = 64
"""Spectra that are transformed together: they stay in the processor's cache."""
_INAUDIBLE = 1e-8
"""A noise this weak (−160 dB) is not computed."""


def render_murmur(line: TimedLine, voice: Voice, score_key: int, mode: str) -> np.ndarray:
    """The murmured `line`: float32 mono from the line's start, `line.duration` long plus up to `RING` of ringing.

    `score_key` is the tonic's pitch class (0 = C). Level −18 LUFS for a calm voice, more or less by feeling and tone.
    """
    felt = feeling(line.heard_as or line.emotion, line.intensity)
    recipe = voice.murmur
    length = line.duration + RING
    syllables = sung(line, voice, felt, score_key, mode)
    if not syllables:
        return np.zeros(length, np.float32)
    seed = derive_seed(0, "murmur", voice.id, line.text)
    noise = _noises(line, syllables, recipe, felt, length, seed)
    if recipe.bell:
        sound = _struck(syllables, recipe, length) + _ticks(line, recipe, length)
    else:
        sound = _blown(line, syllables, recipe, felt, length, seed)
    sound = _toned(sound, noise, line.tone)
    sound = dsp.filtered(sound, dsp.high_pass(70))
    sound = dsp.levelled(sound, SPEECH_LUFS)
    gain = dsp.decibels_to_gain(recipe.gain_decibels + felt.gain_decibels + TONE_DECIBELS.get(line.tone, 0.0))
    top = float(np.abs(sound).max())
    return dsp.faded(sound * np.float32(min(gain, 0.95 / max(top, 1e-6))), 0, from_seconds(0.05))


def _toned(sound: np.ndarray, noise: np.ndarray, tone: str) -> np.ndarray:
    if tone == "whisper":
        return np.float32(0.16) * sound + np.float32(1.6) * noise
    if tone == "shout":
        return np.tanh(np.float32(2.2) * sound / max(float(np.abs(sound).max()), 1e-6)).astype(np.float32) + noise
    if tone == "think":
        soft = dsp.filtered(sound + noise, dsp.low_pass(2600))
        wet = dsp.room(soft, 1.3, size=0.9, damping=0.5).mean(axis=1)[: len(soft)]
        return np.float32(0.55) * soft + np.float32(2.2) * wet
    return sound + noise


def _blown(
    line: TimedLine, syllables: tuple[Syllable, ...], recipe: MurmurRecipe, felt: Feeling, length: int, seed: int
) -> np.ndarray:
    """Harmonics under formants: the reeds and strings."""
    times = np.arange(length // CONTROL + 2) * CONTROL
    pitch = _pitch_curve(times, syllables, recipe, felt, line.tone, seed)
    loud = _loudness_curve(times, syllables, recipe)
    gains = _harmonic_gains(times, syllables, recipe, pitch) * loud[:, None]
    hertz = 440.0 * 2 ** ((pitch - 69) / 12)
    out = np.zeros(length, np.float32)
    _sum_harmonics(hertz.astype(np.float64), gains.astype(np.float32), out, np.empty((5, CONTROL)))
    return out


def _pitch_curve(
    times: np.ndarray, syllables: tuple[Syllable, ...], recipe: MurmurRecipe, felt: Feeling, tone: str, seed: int
) -> np.ndarray:
    target = np.full(len(times), syllables[0].pitch)
    vibrato = np.zeros(len(times))
    for number, syllable in enumerate(syllables):
        end = syllables[number + 1].begin if number + 1 < len(syllables) else times[-1] + 1
        inside = (times >= syllable.begin) & (times < end)
        target[inside] = syllable.pitch
        span = max(syllable.vowel_end - syllable.vowel_begin, 1)
        since = times - syllable.vowel_begin
        if not syllable.onset or number == 0 or syllables[number - 1].ends_phrase:
            starting = (times >= syllable.begin) & (since < 0.25 * span)
            target[starting & inside] -= recipe.scoop
        if syllable.bend:
            target[(since > 0.5 * span) & inside] += syllable.bend
        if span > from_seconds(0.16):
            bloom = np.clip((since - 0.09 * SAMPLE_RATE) / (0.12 * SAMPLE_RATE), 0, 1)
            vibrato[inside] = bloom[inside]
    depth = recipe.vibrato_semitones * (2.0 if tone == "sing" else 1.0)
    seconds = times / SAMPLE_RATE
    wave = np.sin(2 * np.pi * recipe.vibrato_hertz * seconds + (seed % 628) / 100)
    tremble = felt.tremble * np.sin(2 * np.pi * 8.7 * seconds) * (0.6 + 0.4 * np.sin(2 * np.pi * 1.7 * seconds))
    drift = 0.05 * np.sin(2 * np.pi * 0.9 * seconds + seed % 7) + 0.03 * np.sin(2 * np.pi * 2.3 * seconds + seed % 5)
    return _smoothed(target, recipe.glide_seconds) + depth * vibrato * wave + tremble + drift


def _loudness_curve(times: np.ndarray, syllables: tuple[Syllable, ...], recipe: MurmurRecipe) -> np.ndarray:
    target = np.zeros(len(times))
    for syllable in syllables:
        for phone in syllable.onset:
            hum = _CLOSED.get(phone.phone, 0.0) * syllable.weight
            target[(times >= phone.start) & (times < phone.start + phone.duration)] = hum
        # A tongued note: it speaks, sinks, and leaves a small gap before the next syllable.
        inside = (times >= syllable.vowel_begin) & (times < syllable.vowel_end)
        along = (times - syllable.vowel_begin) / max(syllable.vowel_end - syllable.vowel_begin, 1)
        target[inside] = (syllable.weight * (1.0 - 0.42 * along))[inside]
        if not syllable.ends_phrase:
            target[inside & (along > 0.86)] *= 0.35
    loud = _followed(target, recipe.attack_seconds, _TONGUED_SECONDS, int(times[1] - times[0]))
    # The last note of a phrase rings out; inside a phrase the tongue stops each note.
    rung = _followed(target, recipe.attack_seconds, recipe.release_seconds, int(times[1] - times[0]))
    ringing = np.zeros(len(times))
    for number, syllable in enumerate(syllables):
        if syllable.ends_phrase:
            end = syllables[number + 1].begin if number + 1 < len(syllables) else times[-1] + 1
            ringing[(times >= syllable.vowel_begin) & (times < end)] = 1.0
    return loud + (rung - loud) * ringing


def _formant_curves(times: np.ndarray, syllables: tuple[Syllable, ...]) -> np.ndarray:
    """(points, 3) formants in hertz before the size factor, gliding from vowel to vowel."""
    marks: list[float] = []
    values: list[tuple[float, float, float]] = []
    for syllable in syllables:
        first = VOWEL_FORMANTS.get(syllable.vowel, VOWEL_FORMANTS["ax"])
        last = (
            VOWEL_FORMANTS[_GLIDES_TO.get(syllable.vowel, syllable.vowel)]
            if syllable.vowel in VOWEL_FORMANTS
            else first
        )
        span = syllable.vowel_end - syllable.vowel_begin
        marks += [
            syllable.vowel_begin + 0.15 * span,
            syllable.vowel_begin + 0.45 * span,
            syllable.vowel_end - 0.05 * span,
        ]
        values += [first, first, last]
    columns = np.array(values)
    return np.stack([np.interp(times, marks, columns[:, k]) for k in range(3)], axis=1)


def _harmonic_gains(
    times: np.ndarray, syllables: tuple[Syllable, ...], recipe: MurmurRecipe, pitch: np.ndarray
) -> np.ndarray:
    numbers = np.arange(1, PARTIALS + 1)
    hertz = (440.0 * 2 ** ((pitch - 69) / 12))[:, None] * numbers[None, :]
    source = 10 ** (recipe.slope * np.log2(numbers) / 20)
    source = source * np.where(numbers % 2 == 0, 1 - recipe.odd * np.exp(-(numbers - 2) / 9.0), 1.0)
    throat = _throat(hertz, _formant_curves(times, syllables) * recipe.size)
    body = 1 + (10 ** (recipe.body_decibels / 20) - 1) / (
        1 + ((hertz - recipe.body_hertz) / (0.45 * recipe.body_hertz)) ** 2
    )
    gains = source[None, :] * throat**recipe.formants * body
    gains = gains * np.clip((HIGHEST_HERTZ - hertz) / 2000, 0, 1)
    # Equal energy for every vowel: loudness belongs to the melody. The signs keep the wave from being a pulse.
    return _SIGNS * gains / np.sqrt((gains**2).sum(axis=1, keepdims=True) + 1e-9)


def _throat(hertz: np.ndarray, formants: np.ndarray) -> np.ndarray:
    """Gain of a soft throat at `hertz` (points, n) with `formants` (points, 3)."""
    total = np.full(hertz.shape, 0.06)
    for k, (width, height) in enumerate(((170.0, 1.0), (240.0, 0.6), (330.0, 0.32))):
        centre = formants[:, k : k + 1]
        total += height / (1 + ((hertz - centre) / width) ** 2)
    # Below the first formant a throat passes everything: the fundamental must carry the tune.
    return total + 0.5 * np.clip(1 - hertz / np.maximum(formants[:, :1], 1), 0, 1)


def _noises(
    line: TimedLine, syllables: tuple[Syllable, ...], recipe: MurmurRecipe, felt: Feeling, length: int, seed: int
) -> np.ndarray:
    """Breath and consonants: noise whose spectrum is drawn every 2.7 ms."""
    hops = length // _NOISE_HOP + 1
    times = np.arange(hops) * _NOISE_HOP
    bins = np.fft.rfftfreq(_NOISE_BLOCK, 1 / SAMPLE_RATE)
    spectrum = np.zeros((hops, len(bins)), np.float32)
    for phone in line.phones:
        if phone.phone not in _NOISES:
            continue
        centre, width, level, _ = _NOISES[phone.phone]
        centre *= 0.75 + 0.25 * recipe.size
        shape = recipe.consonants * level * np.exp(-(((bins - centre) / width) ** 2))
        burst = _burst(times, phone.start - line.start, phone.duration, phone.phone)
        heard = np.flatnonzero(burst > _INAUDIBLE)
        if len(heard):
            rows = slice(heard[0], heard[-1] + 1)
            spectrum[rows] += burst[rows, None] * shape[None, :]
    air = recipe.breath + felt.breath + (0.35 if line.tone == "whisper" else 0.0)
    if air > 0:
        voiced = air * _loudness_curve(times, syllables, recipe)
        tilt = np.clip(bins / 900, 0, 1) * np.exp(-bins / 5200)
        _breathe(spectrum, bins, voiced, _formant_curves(times, syllables) * recipe.size, tilt)
    return _shaped_noise(spectrum, length, seed)


def _burst(times: np.ndarray, start: int, duration: int, phone: str) -> np.ndarray:
    """Loudness of a consonant's noise over time."""
    if phone in _STOPS:
        since = (times - (start + 0.55 * duration)) / SAMPLE_RATE
        return np.where(since >= 0, np.exp(-since / (0.03 if phone in ("ch", "jh") else 0.013)), 0.0)
    along = (times - start) / max(duration, 1)
    return np.where((along > 0) & (along < 1), np.sin(np.pi * np.clip(along, 0, 1)), 0.0)


def _shaped_noise(spectrum: np.ndarray, length: int, seed: int) -> np.ndarray:
    hops = len(spectrum)
    random = np.random.Generator(np.random.PCG64(seed))
    white = random.standard_normal((hops - 1) * _NOISE_HOP + _NOISE_BLOCK, dtype=np.float32)
    frames = np.lib.stride_tricks.sliding_window_view(white, _NOISE_BLOCK)[::_NOISE_HOP]
    window = np.hanning(_NOISE_BLOCK + 1)[:-1].astype(np.float32)
    shaped = np.zeros((hops, _NOISE_BLOCK), np.float32)
    heard = np.flatnonzero(spectrum.max(axis=1) > _INAUDIBLE)
    for first in range(0, len(heard), _ROWS):
        rows = heard[first : first + _ROWS]
        shaped[rows] = np.fft.irfft(np.fft.rfft(frames[rows] * window, axis=1) * spectrum[rows], axis=1) * window
    out = np.zeros(hops * _NOISE_HOP + _NOISE_BLOCK, np.float32)
    pieces = _NOISE_BLOCK // _NOISE_HOP
    for k in range(pieces):
        part = shaped[:, k * _NOISE_HOP : (k + 1) * _NOISE_HOP].reshape(-1)
        out[k * _NOISE_HOP : k * _NOISE_HOP + len(part)] += part
    half = _NOISE_BLOCK // 2
    return out[half : half + length]


def _struck(syllables: tuple[Syllable, ...], recipe: MurmurRecipe, length: int) -> np.ndarray:
    """A small bar struck for every vowel; the ring of the last is damped by the next."""
    out = np.zeros(length + SAMPLE_RATE, np.float32)
    for number, syllable in enumerate(syllables):
        hertz = 440.0 * 2 ** ((syllable.pitch - 69) / 12)
        formants = np.array([VOWEL_FORMANTS.get(syllable.vowel, VOWEL_FORMANTS["ax"])]) * recipe.size
        following = syllables[number + 1].vowel_begin if number + 1 < len(syllables) else length
        held = min(following - syllable.vowel_begin + from_seconds(0.12), length - syllable.vowel_begin)
        count = max(held, from_seconds(0.1))
        seconds = np.arange(count) / SAMPLE_RATE
        rung = np.zeros(1 + count)  # a partial is struck one sample before it is heard
        note = rung[1:]
        pitches, shares, decays = [], [], []
        for order, ratio in enumerate(recipe.bell):
            partial = hertz * ratio
            if partial > HIGHEST_HERTZ * 1.4:
                continue
            throat = float(_throat(np.array([[partial]]), formants)[0, 0]) ** recipe.formants
            decay = recipe.bell_decay_seconds / (1 + 1.3 * order)
            if not syllable.bend:
                pitches.append(partial)
                shares.append(throat * 0.62**order * math.exp(1 / (decay * SAMPLE_RATE)))
                decays.append(decay)
                continue
            bend = syllable.bend * np.clip((seconds - 0.12) / 0.08, 0, 1)
            phase = 2 * np.pi * np.cumsum(partial * 2 ** (bend / 12)) / SAMPLE_RATE
            note += throat * 0.62**order * np.exp(-seconds / decay) * np.sin(phase)
        dsp.ring(rung, pitches, shares, decays)
        note *= syllable.weight * (1 - np.exp(-seconds / recipe.attack_seconds))
        note = dsp.faded(note.astype(np.float32), 0, from_seconds(0.09))
        out[syllable.vowel_begin : syllable.vowel_begin + count] += note
    return out[:length]


def _ticks(line: TimedLine, recipe: MurmurRecipe, length: int) -> np.ndarray:
    """A small wooden tick for each stop consonant."""
    out = np.zeros(length, np.float32)
    if recipe.ticks <= 0:
        return out
    seconds = np.arange(from_seconds(0.03)) / SAMPLE_RATE
    for phone in line.phones:
        if phone.phone not in _STOPS:
            continue
        hertz = 1750.0 if phone.phone in ("t", "d", "ch", "jh") else 1180.0
        tick = np.exp(-seconds / 0.004) * np.sin(2 * math.pi * hertz * seconds)
        tick += 0.5 * np.exp(-seconds / 0.0025) * np.sin(2 * math.pi * hertz * 2.71 * seconds)
        begin = phone.start - line.start
        end = min(begin + len(tick), length)
        out[begin:end] += (recipe.ticks * tick[: end - begin]).astype(np.float32)
    return out


def _smoothed(target: np.ndarray, seconds: float) -> np.ndarray:
    """`target` after two one-pole steps: glides without corners."""
    pole = math.exp(-CONTROL / SAMPLE_RATE / max(seconds / 2, 1e-4))
    return _twice_poled(target, pole, pole)


def _followed(target: np.ndarray, attack_seconds: float, release_seconds: float, step: int) -> np.ndarray:
    rise = math.exp(-step / SAMPLE_RATE / max(attack_seconds / 2, 1e-4))
    fall = math.exp(-step / SAMPLE_RATE / max(release_seconds / 2, 1e-4))
    return _twice_poled(target, rise, fall)


def _twice_poled(target: np.ndarray, rise: float, fall: float) -> np.ndarray:
    out = np.array(target, np.float64)
    _one_pole(out, rise, fall)
    _one_pole(out, rise, fall)
    return out


@compiled
def _one_pole(curve, rise, fall):
    """In place."""
    value = curve[0]
    for i in range(len(curve)):
        pole = rise if curve[i] > value else fall
        value = pole * value + (1.0 - pole) * curve[i]
        curve[i] = value


@compiled
def _breathe(spectrum, bins, voiced, formants, tilt):
    """Add breath to every row of `spectrum` (rows, bins), as `_throat` shapes it; `voiced` (rows): how much."""
    for row in range(len(spectrum)):
        loud = voiced[row]
        if loud <= _INAUDIBLE:
            continue
        first, second, third = formants[row, 0], formants[row, 1], formants[row, 2]
        below = max(first, 1.0)
        for k in range(len(bins)):
            one = (bins[k] - first) / 170.0
            two = (bins[k] - second) / 240.0
            three = (bins[k] - third) / 330.0
            throat = 0.06 + 1.0 / (1 + one * one) + 0.6 / (1 + two * two) + 0.32 / (1 + three * three)
            throat += 0.5 * min(max(1 - bins[k] / below, 0.0), 1.0)
            spectrum[row, k] += loud * throat * tilt[k]


@compiled
def _sum_harmonics(hertz, gains, out, room):
    """Σ gₖ sin(kφ) with φ and g linear between control points; sin(kφ) by Chebyshev's recurrence.

    room (5, CONTROL): a stretch of sines, of those one and two harmonics before, of double cosines, and of sums.
    """
    before, now, doubled, total, spare = room[0], room[1], room[2], room[3], room[4]
    partials = gains.shape[1]
    phase = 0.0
    step = 2.0 * np.pi / 48000.0
    for begin in range(0, len(out), CONTROL):
        block = begin // CONTROL
        some = min(CONTROL, len(out) - begin)
        glide = step * (hertz[block + 1] - hertz[block]) / CONTROL
        # The pointer turns by a little more each time: no sine is asked for between control points.
        cosine, sine = np.cos(phase), np.sin(phase)
        turn_cosine, turn_sine = np.cos(step * hertz[block]), np.sin(step * hertz[block])
        more_cosine, more_sine = np.cos(glide), np.sin(glide)
        highest = partials
        while highest > 0 and gains[block, highest - 1] == 0.0 and gains[block + 1, highest - 1] == 0.0:
            highest -= 1
        for i in range(CONTROL):
            turned = cosine * turn_cosine - sine * turn_sine
            sine = cosine * turn_sine + sine * turn_cosine
            cosine = turned
            turned = turn_cosine * more_cosine - turn_sine * more_sine
            turn_sine = turn_cosine * more_sine + turn_sine * more_cosine
            turn_cosine = turned
            now[i] = sine
            doubled[i] = 2.0 * cosine
            before[i] = 0.0
            total[i] = 0.0
        phase += CONTROL * step * hertz[block] + glide * (CONTROL * (CONTROL - 1) // 2)
        phase -= 2.0 * np.pi * np.floor(phase / (2.0 * np.pi))
        for k in range(highest):
            gain = np.float64(gains[block, k])
            rise = (gains[block + 1, k] - gain) / CONTROL
            for i in range(CONTROL):
                total[i] += (gain + rise * i) * now[i]
                spare[i] = doubled[i] * now[i] - before[i]
            for i in range(CONTROL):
                before[i] = now[i]
                now[i] = spare[i]
        for i in range(some):
            out[begin + i] = total[i]
