"""Casting: written voices stay, understudies are unlike everybody, and the manners of speech use them."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field, replace

import pytest

from generators.direction.manner import MannerVoices
from generators.errors import VoiceError
from generators.sound.voices.cast import Heard, Voice, load_understudies, load_voices, voice_for
from generators.sound.voices.casting import ALIKE, MOST_WORD_ERROR, cast_for, unlikeness
from generators.sound.voices.engines import ESPEAK, FLITE, who_speaks
from generators.sound.voices.messages import SpeechRecipe, Spoken
from story_engine.plan import Line

CASTS = {
    "weather-post": ("narrator", "wren", "odile", "bramble", "tock"),
    "night-exchange": ("narrator", "ines", "brandt", "lola", "pinch", "sable"),
}
BOTH = frozenset((FLITE, ESPEAK))


def test_a_written_voice_is_never_replaced() -> None:
    """Whoever has a file speaks in their own voice, and asking twice changes nothing."""
    cast = cast_for(CASTS["weather-post"])
    assert all(cast.voice(voice_id) == voice_id for voice_id in CASTS["weather-post"])
    assert cast_for(("narrator", "zed", "wren")) == cast_for(("narrator", "zed", "wren"))


def test_who_has_no_voice_is_lent_an_understudy_of_their_own() -> None:
    """Two characters without a file get two different understudies, both understandable and unlike the narrator."""
    cast = cast_for(("narrator", "zed", "yol"))
    lent = [cast.voice("zed"), cast.voice("yol")]
    assert len(set(lent)) == 2
    for name in lent:
        heard = load_understudies()[name].heard
        assert heard.word_error <= MOST_WORD_ERROR
        assert unlikeness(heard, load_voices()["narrator"].heard) > ALIKE


def test_a_cast_larger_than_the_company_still_has_voices() -> None:
    """When nobody is left to lend a voice, one is made from the id."""
    ids = tuple(f"extra{number}" for number in range(20))
    cast = cast_for(ids)
    assert [voice_for(cast.voice(voice_id)).id for voice_id in ids] == [cast.voice(voice_id) for voice_id in ids]


@pytest.mark.parametrize("ids", CASTS.values(), ids=CASTS)
def test_nobody_of_a_built_in_cast_sounds_like_another(ids: tuple[str, ...]) -> None:
    """All spoken, every two voices of a seed can be told apart."""
    voices = [load_voices()[voice_id] for voice_id in ids]
    for number, one in enumerate(voices):
        for other in voices[:number]:
            assert unlikeness(one.heard, other.heard) >= ALIKE, (one.id, other.id)


def test_unlikeness_is_a_distance_of_pitch_speed_and_colour() -> None:
    """A voice is like itself; an octave, half the speed or another throat make another voice."""
    voice = Heard(hertz=120, rate=11, bands=(9.0, 5.0, 0.0, -14.0))
    assert unlikeness(voice, voice) == 0
    assert unlikeness(voice, replace(voice, hertz=240)) > 2 * ALIKE
    assert unlikeness(voice, replace(voice, bands=(0.0, 0.0, 0.0, 0.0))) > ALIKE


def test_who_speaks() -> None:
    """flite speaks English, espeak-ng the rest and English in need; a missing engine is named with its remedy."""
    voice = Voice(id="v", speech=SpeechRecipe(engine_voice="slt"), espeak=SpeechRecipe(engine_voice="f2"))
    assert who_speaks(voice, "", BOTH) == (FLITE, voice.speech)
    assert who_speaks(voice, "en-GB", frozenset((ESPEAK,))) == (ESPEAK, voice.espeak)
    assert who_speaks(voice, "de", BOTH) == (ESPEAK, voice.espeak)
    with pytest.raises(VoiceError, match=r"evershow\[voices\]"):
        who_speaks(voice, "de", frozenset((FLITE,)))
    own = replace(voice, speech=SpeechRecipe(engine_voice=ESPEAK))
    assert who_speaks(own, "", frozenset((FLITE,)))[1].engine_voice == "rms"


@dataclass
class _Box:
    """A voice box that speaks or refuses, and remembers what it was asked."""

    refuses: bool = False
    can_speak: bool = True
    asked: list[tuple[str, str]] = field(default_factory=list)

    def speak(self, line: Line, voice_id: str, language: str = "") -> Spoken:
        self.asked.append((voice_id, language))
        if self.refuses:
            raise VoiceError("nothing here speaks: install something")
        return Spoken(key="k", duration=48_000)


def test_all_spoken_uses_the_language_and_the_lent_voices() -> None:
    """In the spoken manner a line goes to the engine in the show's language, in the voice that was lent."""
    box = _Box()
    manner = MannerVoices(box, "spoken", "de", ("narrator", "zed"))  # type: ignore[arg-type]
    spoken = manner.speak(Line(text="Guten Abend.", speaker="zed"), "zed")
    assert box.asked == [(spoken.voice, "de")]
    assert spoken.voice in load_understudies()
    assert spoken.manner == "speech"


def test_a_line_that_cannot_be_spoken_goes_on_and_is_told_once(caplog: pytest.LogCaptureFixture) -> None:
    """Narrator's lines are captioned and the cast murmurs; the reason stands in the log once."""
    manner = MannerVoices(_Box(refuses=True), "spoken")  # type: ignore[arg-type]
    with caplog.at_level(logging.WARNING):
        told = manner.speak(Line(text="It rained."), "narrator")
        said = [manner.speak(Line(text="So it did.", speaker="wren"), "wren") for _ in range(3)]
    assert (told.manner, said[0].manner) == ("silent", "murmur")
    assert all(spoken.phones for spoken in (told, *said))
    assert len(caplog.records) == 1
    assert "install something" in caplog.text
