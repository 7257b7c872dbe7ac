"""German lines are murmured in German: umlauts, numbers and stress."""

import pytest

from generators.sound.voices import murmur_times
from generators.sound.voices.counting import german_number
from generators.sound.voices.letters import VOWELS, word_sounds
from story_engine.plan import Line


@pytest.mark.parametrize(
    ("word", "sounds"),
    [
        ("Schön,", "sh er1 n"),
        ("Straße", "sh t r aa1 s ax"),
        ("Leuchtturm", "l oy1 hh t uh r m"),
        ("verstehen", "f eh r s t ey1 ax n"),
        ("gestern", "g eh1 s t er n"),
        ("besser", "b eh1 s er"),
        ("spazieren", "sh p aa t s iy1 r ax n"),
        ("Café", "k aa f ey1"),
        ("hat’s", "hh ah1 t s"),
        ("die", "d iy"),
        ("—", ""),
    ],
)
def test_letters_become_likely_sounds(word: str, sounds: str) -> None:
    """Rules give the sounds and the stress that a German reader expects, weak words carry none."""
    heard = word_sounds(word, "de-AT")
    assert " ".join(sound.phone + "1" * sound.stress for sound in heard) == sounds


def test_every_word_can_be_sung() -> None:
    """Whatever has a letter has a syllable, and no word more than one stress."""
    for word in ("Bäume", "psst", "Rhythmus", "xyz", "hm", "Möwenschrei", "1984", "ß", "Übermut", "äh"):
        heard = word_sounds(word, "de")
        assert any(sound.phone in VOWELS for sound in heard), word
        assert sum(sound.stress for sound in heard) <= 1


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "null"),
        (1, "eins"),
        (21, "einundzwanzig"),
        (30, "dreißig"),
        (101, "einhunderteins"),
        (1984, "eintausendneunhundertvierundachtzig"),
        (21_000, "einundzwanzigtausend"),
    ],
)
def test_numbers_are_one_word(number: int, said: str) -> None:
    """German says ones before tens and "ein" inside a number, "eins" at its end."""
    assert german_number(number) == said


def test_a_line_has_its_language() -> None:
    """The same letters have other syllables in German, and letters with accents are letters in any language."""
    line = Line(text="Möwen über Dächern.", speaker="wren")
    count = [sum(p.phone in VOWELS for p in murmur_times(line, "wren", code).phones) for code in ("de", "")]
    assert count[0] == 6
    assert word_sounds("naïve") == word_sounds("naive")
    assert word_sounds("straße", "fr") == word_sounds("strasse")
