"""The murmur: its times, its tune and its sound."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from generators.sound import dsp
from generators.sound.voices import load_voices, murmur_times, render_murmur, voice_for, voice_sound
from generators.sound.voices.cast import feeling
from generators.sound.voices.counting import number_words
from generators.sound.voices.letters import word_sounds
from generators.sound.voices.melody import MODES, sung
from generators.sound.voices.murmur import RING
from generators.timed import TimedLine
from story_engine.plan import Line, Tone
from story_engine.time import SAMPLE_RATE

CAST = ("wren", "odile", "bramble", "tock", "narrator")
TEXT = "Item one: the parcel is ticking. Item two, parcels should not tick!"


def timed(text: str, voice: str, emotion: str = "calm", tone: str = "say", start: int = 0) -> TimedLine:
    times = murmur_times(Line(text=text, speaker=voice, emotion=emotion, tone=Tone(tone)), voice)
    moved = [type(p)(start=p.start + start, duration=p.duration, phone=p.phone, stress=p.stress) for p in times.phones]
    return TimedLine(
        start=start,
        duration=times.duration,
        speaker=voice,
        text=text,
        emotion=emotion,
        tone=tone,
        voice=voice,
        phones=tuple(moved),
        words=times.words,
    )


def pitch_at(sound: np.ndarray, place: int, expected_hertz: float) -> float:
    """Pitch in hertz around `place`, by autocorrelation within a fifth of what is expected."""
    window = sound[max(0, place - 1200) : place + 1200].astype(np.float64)
    window = window * np.hanning(len(window))
    size = 1 << 14
    correlation = np.fft.irfft(np.abs(np.fft.rfft(window, size)) ** 2)
    low, high = int(SAMPLE_RATE / expected_hertz / 1.5), int(SAMPLE_RATE / expected_hertz * 1.5) + 2
    lag = low + int(np.argmax(correlation[low:high]))
    before, here, after = correlation[lag - 1 : lag + 2]
    return SAMPLE_RATE / (lag + 0.5 * (before - after) / (before - 2 * here + after))


@pytest.mark.parametrize("voice", CAST)
@pytest.mark.parametrize("text", [TEXT, "No.", "Why… is it so dark? — I see 42 lamps; and you?", "…", "Hm"])
def test_times_are_in_order_and_inside_the_line(voice: str, text: str) -> None:
    """Phones follow each other without overlap and end before the line does."""
    times = murmur_times(Line(text=text), voice)

    clock = 0
    for phone in times.phones:
        assert phone.start >= clock
        assert phone.duration > 0
        clock = phone.start + phone.duration
    assert clock < times.duration
    spoken = [token for token in text.split() if any(letter.isalnum() for letter in token)]
    assert [word.text for word in times.words] == spoken
    assert all(a.start + a.duration <= b.start for a, b in zip(times.words, times.words[1:], strict=False))


def test_letters_become_likely_sounds() -> None:
    """Rules and lexicon give the sounds an English reader expects."""
    assert [s.phone for s in word_sounds("Odile,")] == ["ow", "d", "iy", "l"]
    assert [s.phone for s in word_sounds("knight")] == ["n", "ay", "t"]
    assert [s.phone for s in word_sounds("storms")] == ["s", "t", "ao", "r", "m", "z"]
    assert word_sounds("—") == ()
    assert number_words(1042) == ("one", "thousand", "forty", "two")


@pytest.mark.parametrize("voice", ["wren", "bramble", "tock"])
@pytest.mark.parametrize(("key", "mode"), [(2, "ionian"), (9, "aeolian"), (5, "dorian")])
def test_every_note_is_in_key_and_sounds_so(voice: str, key: int, mode: str) -> None:
    """The tune lies on the scale, and what is heard in mid-vowel lies within half a semitone of the tune."""
    line = timed(TEXT, voice)
    syllables = sung(line, voice_for(voice), feeling("calm", 0.5), key, mode)
    sound = render_murmur(line, voice_for(voice), key, mode)

    assert all((round(s.pitch) - key) % 12 in MODES[mode] for s in syllables)
    errors = []
    for syllable in syllables:
        if syllable.vowel_end - syllable.vowel_begin < 0.09 * SAMPLE_RATE:
            continue
        hertz = 440 * 2 ** ((syllable.pitch - 69) / 12)
        heard = pitch_at(sound, syllable.vowel_begin + 2 * (syllable.vowel_end - syllable.vowel_begin) // 3, hertz)
        errors.append(abs(12 * np.log2(heard / hertz)))
    assert len(errors) >= 8
    assert np.quantile(errors, 0.8) < 0.5


def test_a_question_rises_and_a_statement_falls() -> None:
    """The last note of a question lies above its first half, that of a statement below."""

    def rise(text: str) -> float:
        notes = [s.pitch for s in sung(timed(text, "wren"), voice_for("wren"), feeling("calm", 0.5), 0, "ionian")]
        return notes[-1] - float(np.mean(notes[: len(notes) // 2]))

    assert rise("Are you going to open the parcel tonight?") > 0
    assert rise("You are going to open the parcel tonight.") < 0


def test_the_same_line_is_the_same_sound_wherever_it_stands() -> None:
    """A line's samples depend on the line, not on its place in the part."""
    here = render_murmur(timed(TEXT, "bramble"), voice_for("bramble"), 4, "dorian")
    later = render_murmur(timed(TEXT, "bramble", start=48_000), voice_for("bramble"), 4, "dorian")

    assert np.array_equal(here, later)


@pytest.mark.parametrize("voice", CAST)
def test_murmur_is_level_clean_and_soft_at_both_ends(voice: str) -> None:
    """Near −18 LUFS, below full scale, silent at its first and last sample, and no click anywhere."""
    line = timed(TEXT, voice)
    sound = render_murmur(line, voice_for(voice), 0, "ionian")

    assert len(sound) == line.duration + RING
    assert sound.dtype == np.float32
    assert abs(dsp.loudness(sound) + 18) < 1.5
    assert float(np.abs(sound).max()) <= 0.96
    assert abs(float(sound[0])) < 1e-3
    assert abs(float(sound[-1])) < 1e-3


def test_tones_and_feelings_change_the_level() -> None:
    """A whisper is softer than speech, a shout louder."""
    levels = {
        tone: dsp.loudness(render_murmur(timed(TEXT, "wren", tone=tone), voice_for("wren"), 0, "ionian"))
        for tone in ("whisper", "say", "shout", "think", "sing")
    }

    assert levels["whisper"] < levels["say"] - 4
    assert levels["shout"] > levels["say"] + 1


def test_a_voice_nobody_wrote_still_murmurs_and_is_its_own() -> None:
    """An unknown id gets a voice derived from it, always the same one and unlike another's."""
    assert voice_for("fishmonger") == voice_for("fishmonger")
    assert voice_for("fishmonger").murmur != voice_for("lighthouse").murmur
    assert set(CAST) <= set(load_voices())


def test_silent_manner_is_silence_of_the_right_length() -> None:
    """A silent line takes its time and makes no sound."""
    line = timed("Nothing at all.", "wren")
    silent = TimedLine(start=0, duration=line.duration, speaker="wren", text=line.text, manner="silent")

    assert np.array_equal(voice_sound(silent, Path(), None, 0, "ionian"), np.zeros(line.duration, np.float32))


def test_speech_that_has_gone_is_murmured(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A line whose sound has left the store is heard as a murmur, and the log says so."""
    line = timed("The sound has gone.", "narrator")
    gone = TimedLine(
        start=0, duration=line.duration, speaker="", text=line.text, manner="speech", speech="ab12", voice="narrator",
        phones=line.phones, words=line.words,
    )  # fmt: skip

    assert voice_sound(gone, tmp_path, None, 0, "ionian").any()
    assert "murmured" in caplog.text
