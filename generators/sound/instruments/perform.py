"""Performing: the notes of a score as stems of samples, ringing on into a tail.

A note is a pure function of instrument, pitch, velocity, duration and one of a few takes, so repeated notes come
from a cache and every process plays the same. It knows no levels between stems; the mix does.
"""

from __future__ import annotations

import math
import threading
from collections import OrderedDict
from collections.abc import Iterable
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from generators.sound.dsp import add, decibels_to_gain, fade, filtered, high_pass, low_pass
from generators.sound.instruments.blown import render_blown
from generators.sound.instruments.patch import Struck, patch
from generators.sound.instruments.soundfont import Soundfont
from generators.sound.instruments.struck import render_struck
from generators.timed import Note
from story_engine.rng import derive_seed, generator
from story_engine.time import SAMPLE_RATE, MediaTime

INSTRUMENTS_VERSION = "1"
"""Raised whenever the same note would sound otherwise."""
TAIL: MediaTime = SAMPLE_RATE
"""What rings over a part's end is kept for one second and faded."""
TAIL_FADE: MediaTime = 3 * SAMPLE_RATE // 5
TAKES = 3
"""Different performances of one note, so that repeated notes are not copies."""
VELOCITIES = 14
DURATION_STEP = 0.05
"""Seconds: durations are rounded to it, finer than a listener, coarse enough for the cache."""
REFERENCE = 0.1
"""Root mean square of a note at velocity 0.5 before its instrument's level (−20 dBFS)."""
ONSET_SECONDS = 0.35
"""Over its first third of a second a struck note is measured."""

NOTES_KEPT_BYTES = 16 << 20
"""Samples of the last notes: 87 % of what repeats in a show lies so near, and two workers keep them each."""

HELD_SECONDS = 1.4
"""How long a found bowed or blown instrument is held to be measured."""
HELD_FORCES = 3
"""At so many velocities: a set has seldom more layers, and measuring costs as much as playing."""


def render_notes(
    notes: Iterable[Note], duration: MediaTime, font: Soundfont | None = None
) -> dict[str, NDArray[np.float32]]:
    """Stems by name, each float32 (duration + TAIL, 2): the part and what rings over it; `font` plays what it has."""
    stems: dict[str, NDArray[np.float32]] = {}
    for note in notes:
        if note.stem not in stems:
            stems[note.stem] = np.zeros((duration + TAIL, 2), np.float32)
        stem = stems[note.stem]
        sound = render_note(note, font)
        count = min(len(sound), len(stem) - note.start)
        if count <= 0:
            continue
        left, right = _pan(note.pan)
        add(stem[note.start :], sound[:count], left, right)
    for stem in stems.values():
        fade(stem, 0, TAIL_FADE)
    return stems


def render_note(note: Note, font: Soundfont | None = None) -> NDArray[np.float32]:
    """One note as float32 (n, 2) from its start; treat it as read-only."""
    take = derive_seed(note.start, note.instrument, round(100 * note.pitch)) % TAKES
    steps = max(1, round(note.duration / SAMPLE_RATE / DURATION_STEP))
    layer = max(1, min(VELOCITIES, round(note.velocity * VELOCITIES)))
    made_of = (note.instrument, round(note.pitch, 2), layer, steps, take, font)
    sound = _NOTES.get(made_of)
    if sound is None:
        sound = _note(*made_of)
        _NOTES.keep(made_of, sound)
    return sound


class KeptNotes:
    """Samples by what they are made of, up to a limit of bytes; least recently used go first. For any thread."""

    def __init__(self, limit_bytes: int) -> None:
        self._limit = limit_bytes
        self._lock = threading.Lock()
        self._kept: OrderedDict[object, NDArray[np.float32]] = OrderedDict()
        self._bytes = 0

    @property
    def size(self) -> int:
        """Bytes held."""
        return self._bytes

    def get(self, made_of: object) -> NDArray[np.float32] | None:
        """The samples, which are then the last to go; None when they are not kept."""
        with self._lock:
            sound = self._kept.get(made_of)
            if sound is not None:
                self._kept.move_to_end(made_of)
            return sound

    def keep(self, made_of: object, sound: NDArray[np.float32]) -> None:
        """Keep `sound`, and let go what has waited longest until all is within the limit."""
        with self._lock:
            before = self._kept.pop(made_of, None)
            self._kept[made_of] = sound
            self._bytes += sound.nbytes - (0 if before is None else before.nbytes)
            while self._bytes > self._limit:
                _, oldest = self._kept.popitem(last=False)
                self._bytes -= oldest.nbytes


_NOTES = KeptNotes(NOTES_KEPT_BYTES)


def _note(
    instrument: str, pitch: float, layer: int, steps: int, take: int, font: Soundfont | None
) -> NDArray[np.float32]:
    sound = patch(instrument)
    hertz = 440.0 * 2 ** ((pitch - 69) / 12)
    velocity, seconds = layer / VELOCITIES, steps * DURATION_STEP
    loud = REFERENCE * (velocity / 0.5) ** 1.2 * decibels_to_gain(sound.level)
    sampled = font.note(sound.program, pitch, velocity, seconds) if font is not None and sound.program >= 0 else None
    if sampled is not None:
        # Found instruments are brought to the level of those they stand in for: the mix knows only one.
        if isinstance(sound, Struck):
            power = _heard_power(sampled[: int(ONSET_SECONDS * SAMPLE_RATE)])
        else:
            power = _held_power(font, sound.program, pitch, max(1, round(velocity * HELD_FORCES)) / HELD_FORCES)
            power = power or _heard_power(sampled)
        return sampled * np.float32(loud / math.sqrt(max(power, 1e-9)))
    rng = generator(0, "note", instrument, round(100 * pitch), layer, steps, take)
    if isinstance(sound, Struck):
        raw = render_struck(sound, hertz, velocity, seconds, rng)
        heard = raw[: int(ONSET_SECONDS * SAMPLE_RATE)]
        power = _heard_power(heard) * len(heard) / (ONSET_SECONDS * SAMPLE_RATE)
    else:
        raw = render_blown(sound, hertz, velocity, seconds, rng)
        power = _steady_power(instrument, pitch)
    raw *= np.float32(loud / math.sqrt(max(power, 1e-9)))
    return raw


@lru_cache(maxsize=512)
def _steady_power(instrument: str, pitch: float) -> float:
    """Weighted power of a held note, so that a short note is not made louder than a long one."""
    sound = patch(instrument)
    assert not isinstance(sound, Struck)
    hertz = 440.0 * 2 ** ((pitch - 69) / 12)
    most = int((0.3 + sound.attack) * SAMPLE_RATE)
    held = render_blown(sound, hertz, 0.5, 0.3 + sound.attack, generator(0, "held", instrument), most)
    return _heard_power(held[int(sound.attack * SAMPLE_RATE) :])


@lru_cache(maxsize=512)
def _held_power(font: Soundfont, program: int, pitch: float, velocity: float) -> float:
    """Weighted power of a found instrument's held note where it is loudest: many bows take a second to sound."""
    held = font.note(program, pitch, velocity, HELD_SECONDS)
    if held is None:
        return 0.0  # a file may have a hole at that velocity
    step = int(ONSET_SECONDS * SAMPLE_RATE)
    return max(_heard_power(held[begin : begin + step]) for begin in range(0, max(1, len(held) - step), step))


def _heard_power(samples: NDArray[np.float32]) -> float:
    """Power as an ear weighs it: less below 65 Hz and above 8 kHz."""
    mono = (samples[:, 0] + samples[:, 1]) * np.float32(0.5)
    weighed = filtered(mono, high_pass(65.0), low_pass(8000.0))
    return float((weighed.astype(np.float64) ** 2).mean())


def _pan(side: float) -> tuple[float, float]:
    angle = (max(-1.0, min(1.0, side)) + 1) * math.pi / 4
    return math.sqrt(2) * math.cos(angle), math.sqrt(2) * math.sin(angle)
