"""IPA as the sounds that mouths know."""

from __future__ import annotations

import pytest

from generators.sound.voices.ipa import arpabet, is_stressed
from generators.sound.voices.letters import VOWELS


@pytest.mark.parametrize(
    ("ipa", "sounds"),
    [
        ("ˈɜː", ("er",)),
        ("aʊ", ("aw",)),
        ("tʃ", ("ch",)),
        ("ts", ("t", "s")),
        ("yː", ("uw",)),
        ("øː", ("er",)),
        ("ç", ("hh",)),
        ("ɔø", ("oy",)),
        ("ɑ̃", ("aa",)),
        ("ʔ", ()),
        ("", ()),
    ],
)
def test_a_sound_becomes_the_english_one_made_with_the_same_lips(ipa: str, sounds: tuple[str, ...]) -> None:
    """Diphthongs and affricates stay whole, foreign vowels keep their lips, a glottal stop is nothing."""
    assert arpabet(ipa) == sounds


def test_a_flap_is_a_d_in_america_and_an_r_elsewhere() -> None:
    """ "Water" has a d in American English; German rolls it."""
    assert (arpabet("ɾ", american=True), arpabet("ɾ")) == (("d",), ("r",))


def test_stress_is_read_from_its_mark() -> None:
    """The primary mark stresses, the secondary does not."""
    assert [is_stressed(ipa) for ipa in ("ˈaɪ", "ˌaɪ", "aɪ")] == [True, False, False]


def test_every_vowel_letter_is_a_vowel() -> None:
    """Each IPA vowel becomes a sound that carries a syllable."""
    for letter in "iɪeɛæaɑɒɔoʊuʌəɜyøœɨʉɯɤɵ":
        assert arpabet(letter)[0] in VOWELS, letter
