"""The instruments: in tune, soft in their onsets, free of aliasing, the same every time."""

from __future__ import annotations

import numpy as np
import pytest

from generators.sound.instruments.patch import patches
from generators.sound.instruments.perform import TAIL, render_note, render_notes
from generators.timed import Note

NAMES = sorted(patches())
TUNED = [name for name in NAMES if name not in ("hand_drum", "bell", "brushes")]
LOW = {"double_bass": 40, "double_bass_pizz": 43, "low_strings": 52, "low_brass": 52}


FAMILIES = {
    "felt piano": "felt_piano",
    "strings": "strings",
    "music box": "music_box",
    "flute": "flute",
    "clarinet": "clarinet",
    "plucked": "harp",
    "choir pad": "choir",
    "bass": "double_bass",
    "hand drum": "hand_drum",
    "brass": "low_brass",
    "bells": "bell",
    "synth": "synth",
}


def test_a_dozen_families_play():
    """Each of the twelve promised families has an instrument."""
    assert set(FAMILIES.values()) <= set(NAMES)


def a_note(name: str, pitch: float = 0.0, velocity: float = 0.5, seconds: float = 1.2) -> Note:
    return Note(
        start=0,
        duration=round(seconds * 48_000),
        pitch=pitch or LOW.get(name, 69),
        velocity=velocity,
        instrument=name,
    )


def spectrum(samples: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    mono = samples.mean(axis=1).astype(np.float64)
    power = np.abs(np.fft.rfft(mono * np.hanning(len(mono)))) ** 2
    return np.fft.rfftfreq(len(mono), 1 / 48_000), power


@pytest.mark.parametrize("name", NAMES)
def test_a_note_is_clean(name):
    """A note is finite, begins and ends in silence, and stays below full scale."""
    sound = render_note(a_note(name))
    assert sound.dtype == np.float32
    assert np.isfinite(sound).all()
    assert np.abs(sound).max() < 1.0
    assert np.abs(sound[0]).max() < 0.01
    assert np.abs(sound[-1]).max() < 0.01


@pytest.mark.parametrize("name", TUNED)
def test_a_note_is_in_tune(name):
    """The strongest tone near the fundamental lies within 12 cents of its pitch."""
    note = a_note(name)
    hertz = 440 * 2 ** ((note.pitch - 69) / 12)
    frequencies, power = spectrum(np.pad(render_note(note)[4_800:], ((0, 200_000), (0, 0))))
    near = (frequencies > 0.9 * hertz) & (frequencies < 1.1 * hertz)
    found = frequencies[near][np.argmax(power[near])]
    assert abs(1200 * np.log2(found / hertz)) < 12


@pytest.mark.parametrize("name", [name for name in NAMES if name != "brushes"])
def test_nothing_folds_back(name):
    """Above 18 kHz lies less than a hundred-thousandth of a note's power; only brushes are noise up to there."""
    frequencies, power = spectrum(render_note(a_note(name, pitch=LOW.get(name, 76))))
    assert power[frequencies > 18_000].sum() / power.sum() < 1e-5


@pytest.mark.parametrize("name", TUNED)
def test_velocity_is_brightness(name):
    """A note struck or blown harder is louder and not duller."""

    def centre(sound: np.ndarray) -> float:
        frequencies, power = spectrum(sound)
        return float((frequencies * power).sum() / power.sum())

    soft, hard = render_note(a_note(name, velocity=0.25)), render_note(a_note(name, velocity=0.9))
    assert (hard**2).mean() > (soft**2).mean()
    assert centre(hard) > 0.98 * centre(soft)


def test_notes_ring_into_the_tail():
    """A note that is held over the part's end sounds in the tail, which ends in silence."""
    stems = render_notes([a_note("strings", seconds=2.0)], 72_000)
    stem = stems["melody"]
    assert len(stem) == 72_000 + TAIL
    assert np.abs(stem[72_000:80_000]).max() > 0.01
    assert np.abs(stem[-1]).max() < 1e-4


def test_a_note_is_the_same_every_time():
    """Rendering does not depend on what was rendered before."""
    first = render_note(a_note("harp", pitch=62)).copy()
    for pitch in range(50, 74):
        render_note(a_note("harp", pitch=pitch))
    assert np.array_equal(first, render_note(a_note("harp", pitch=62)))
