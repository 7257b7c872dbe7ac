"""Themes, palettes and instruments as data: singable, distinct, complete."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest

from generators.errors import AssetError
from generators.sound.composer.library import palettes, progressions, theme, themes
from generators.sound.composer.theory import MODES, chord_semitones, parse_chord
from generators.sound.instruments.patch import patch


def test_every_member_of_the_cast_has_a_theme():
    """The cast, the storm and the post office have written themes."""
    assert {"wren", "odile", "bramble", "tock", "storm", "post_office"} <= set(themes())


@pytest.mark.parametrize("name", sorted(themes()))
def test_themes_are_singable(name):
    """Five to nine notes within a tenth, one climax at most twice touched, mostly small intervals."""
    notes = theme(name).common
    steps = [note.step for note in notes]
    assert 5 <= len(steps) <= 9
    assert max(steps) - min(steps) <= 9
    assert steps.count(max(steps)) <= 2
    small = sum(abs(after - before) <= 2 for before, after in pairwise(steps))
    assert small / (len(steps) - 1) >= 0.5


def test_themes_are_told_apart():
    """No two themes share more than half of their intervals in a row with the same rhythm."""
    for one, other in combinations(sorted(themes()), 2):
        first = [(b.step - a.step, a.pulses) for a, b in pairwise(theme(one).common)]
        second = [(b.step - a.step, a.pulses) for a, b in pairwise(theme(other).common)]
        same = sum(a == b for a, b in zip(first, second, strict=False))
        assert same / min(len(first), len(second)) <= 0.5


def test_a_stranger_gets_a_theme_of_their_own():
    """A character without a written theme has one derived from the id, always the same."""
    assert theme("a_stranger") == theme("a_stranger")
    assert theme("a_stranger").common != theme("another").common


def test_every_player_exists():
    """Every instrument that a palette or a theme names can be played."""
    for palette in palettes():
        for player in (palette.pad, palette.bass, palette.motion, palette.shadow, *palette.melody):
            if player:
                patch(player)
    for name in themes():
        patch(theme(name).voice)


def test_every_phrase_has_four_chords():
    """Every mode asks and answers in four bars whose answers come home to the tonic."""
    for mode in MODES:
        for kind in ("ask", "answer"):
            for row in progressions()[(mode, kind)]:
                assert len(row) == 4
                for token in row:
                    assert len(chord_semitones(mode, parse_chord(token))) == 3
                if kind == "answer":
                    assert row[-1].startswith("1")


def test_an_unknown_instrument_says_which_there_are():
    """Asking for an unknown instrument names the known ones."""
    with pytest.raises(AssetError, match="felt_piano"):
        patch("kazoo")
