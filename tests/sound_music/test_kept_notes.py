"""Notes that are kept for their repetition: what stays, what goes, and that it never changes a sound."""

from __future__ import annotations

import numpy as np
import pytest

from generators.sound.instruments import perform
from generators.sound.instruments.perform import KeptNotes, render_note
from generators.timed import Note


def test_notes_are_kept_up_to_a_limit_of_bytes() -> None:
    """What was heard longest ago goes first, and what is held never exceeds the limit."""
    kept, sound = KeptNotes(1000), np.zeros(100, np.float32)
    kept.keep("a", sound)
    kept.keep("b", sound)
    assert kept.get("a") is sound
    kept.keep("c", sound)
    assert (kept.get("b"), kept.size) == (None, 800)
    assert kept.get("a") is sound
    assert kept.get("c") is sound


def test_a_note_kept_twice_counts_once() -> None:
    """Two threads that make the same note do not fill the shelf with it."""
    kept, sound = KeptNotes(1000), np.zeros(100, np.float32)
    kept.keep("a", sound)
    kept.keep("a", sound)
    assert kept.size == 400


def test_a_note_above_the_limit_is_not_kept() -> None:
    """A sound larger than the whole shelf leaves it empty rather than above its limit."""
    kept = KeptNotes(100)
    kept.keep("a", np.zeros(100, np.float32))
    assert (kept.get("a"), kept.size) == (None, 0)


def test_a_forgotten_note_sounds_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """A note made again has the samples that it had before."""
    note = Note(start=0, duration=24_000, instrument="harp", pitch=60.0, velocity=0.5)
    first = render_note(note).copy()
    monkeypatch.setattr(perform, "_NOTES", KeptNotes(0))
    again = render_note(note)
    assert again is not first
    assert np.array_equal(again, first)
