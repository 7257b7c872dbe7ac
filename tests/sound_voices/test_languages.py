"""A story in any language of espeak-ng: spoken with times for every sound, captioned where nobody speaks it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from generators.direction.manner import MannerVoices
from generators.sound.voices.box import VoiceBox
from generators.sound.voices.reading import LONGEST_RUN, LONGEST_WORD, read_aloud
from generators.sound.voices.timing import pause_after
from story_engine.plan import Line

AWAY = "libespeak-that-is-not-here.so"
TOLD = (
    ("fr", "Bonjour ! Il est 8 heures, n’est-ce pas ?", 9),
    ("pl", "Dziękuję, mam 42 listy.", 4),
    ("pt-BR", "A chuva chegou às 3 horas.", 6),
    ("zh", "你好。今天下雨。", 1),
    ("no", "Det er 21 brev i sekken.", 6),
)


@pytest.fixture(scope="module")
def box(tmp_path_factory: pytest.TempPathFactory) -> Iterator[VoiceBox]:
    made = VoiceBox(tmp_path_factory.mktemp("speech"))
    if made.engines is None or "espeak-ng" not in made.engines.names:
        pytest.skip("needs espeak-ng: pip install espeakng-loader (make play installs it)")
    yield made
    made.close()


@pytest.mark.parametrize(("language", "text", "words"), TOLD, ids=[told[0] for told in TOLD])
def test_a_language_is_spoken_with_its_times(box: VoiceBox, language: str, text: str, words: int) -> None:
    """Numbers and names are read by the language's own rules; every sound has its time, in order, within the line."""
    spoken = box.speak(Line(text=text), "narrator", language)
    sounds = [phone for phone in spoken.phones if phone.phone != "pau"]
    assert len(sounds) >= 8
    assert all(one.start <= other.start for one, other in itertools.pairwise(sounds))
    assert sounds[-1].start + sounds[-1].duration <= spoken.duration
    assert words - 2 <= len(spoken.words) <= words


def test_a_mark_that_stands_alone_is_a_pause(box: VoiceBox) -> None:
    """French sets a blank before its marks: the pause after them is that of a mark."""
    apart, joined = (
        box.speak(Line(text=text), "narrator", "fr").duration
        for text in ("Bonjour ! Il pleut ici.", "Bonjour! Il pleut ici.")
    )
    assert abs(apart - joined) < 0.1 * joined


def test_capitals_of_another_language_are_not_spelled() -> None:
    """ "NON !" is no acronym in French; in English "BBC" is one, and German keeps its own."""
    assert read_aloud("NON !", "fr")[0] == "NON"
    assert read_aloud("The BBC said")[1] == "B B C"


def test_a_script_without_blanks_is_said_to_its_end() -> None:
    """A sentence of Chinese is one word between blanks, and all of it is said; an endless code is still cut."""
    sentence = "雨" * 120
    assert read_aloud(sentence, "zh") == (sentence,)
    assert len(read_aloud("雨" * 5000, "zh")[0]) == LONGEST_RUN
    assert len(read_aloud("x9" * 500, "fr")[0]) == LONGEST_WORD


@pytest.mark.parametrize("mark", ["。", "？", "؟", "।", "、"])
def test_marks_of_other_scripts_are_pauses(mark: str) -> None:
    """What ends a sentence or a phrase elsewhere is a pause here."""
    assert pause_after(f"x{mark}") > 0.1


def test_without_the_engine_captions_and_murmurs_stay(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """German without espeak-ng: the narrator is captioned, the cast murmurs, and one line says what helps."""
    box = VoiceBox(tmp_path, espeak=AWAY)
    try:
        for manner in ("murmur", "spoken"):
            voices = MannerVoices(box, manner, "de")
            assert voices.speak(Line(text="Es regnet in der Stadt."), "narrator").manner == "silent"
            murmured = voices.speak(Line(text="Schöne Grüße!", speaker="wren"), "wren")
            assert murmured.manner == "murmur"
            assert murmured.phones
        if box.can_speak:
            assert "evershow[voices]" in caplog.text
        assert any("evershow[voices]" in line for line in box.lacking)
    finally:
        box.close()
