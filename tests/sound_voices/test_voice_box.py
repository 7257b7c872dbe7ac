"""The voice box and its process: speech with times, the store, and life without an engine."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from generators.errors import VoiceError
from generators.sound import dsp
from generators.sound.voices import VoiceBox, load_speech
from generators.sound.voices.engines import Segment, Sentence
from generators.sound.voices.flite import ENGINE_RATE
from generators.sound.voices.messages import Speak, SpeechRecipe
from generators.sound.voices.narration import finished, narrate
from story_engine.plan import Line
from story_engine.time import SAMPLE_RATE

TEXT = "In Odd Harbour, the weather comes by post. Captain Odile said nothing."


class ToneEngine:
    """An engine that hums a tenth of a second for each token."""

    rate = ENGINE_RATE

    def speak(
        self, text: str, voice: str, *, stretch: float, pitch: float = 1.0, reach: float = 1.0, language: str = "en"
    ) -> Sentence:
        count = len(text.split())
        length = int((0.2 + 0.1 * count) * ENGINE_RATE)
        segments = [Segment(phone="pau", begin=0.0, end=0.1, stress=0, token=-1)]
        segments += [
            Segment(phone="aa", begin=0.1 + 0.1 * i, end=0.2 + 0.1 * i, stress=1, token=i) for i in range(count)
        ]
        segments.append(Segment(phone="pau", begin=0.1 + 0.1 * count, end=0.2 + 0.1 * count, stress=0, token=-1))
        wave = 0.3 * np.sin(2 * np.pi * 150 * np.arange(length) / ENGINE_RATE)
        return Sentence(samples=wave.astype(np.float32), segments=tuple(segments))


@pytest.fixture(scope="module")
def box(tmp_path_factory: pytest.TempPathFactory) -> Iterator[VoiceBox]:
    """A box with its process, for the whole file."""
    made = VoiceBox(tmp_path_factory.mktemp("speech"))
    if not made.can_speak:
        pytest.skip(made.missing)
    yield made
    made.close()


def test_times_of_a_narration_follow_its_words_and_pauses() -> None:
    """Each word has its time, commas and full stops their pauses, and a size factor moves all of them alike."""
    words = TEXT.split()
    request = Speak(key="k", text=TEXT, respelled=tuple(words), recipe=SpeechRecipe())

    spoken, samples = narrate(ToneEngine(), request)

    assert [word.text for word in spoken.words] == words
    assert len(samples) == spoken.duration
    ends = [word.start + word.duration for word in spoken.words]
    gaps = [b.start - end for end, b in zip(ends, spoken.words[1:], strict=False)]
    full_stop = words.index("post.")
    assert gaps[full_stop] == max(gaps)
    assert 0.35 * SAMPLE_RATE < gaps[full_stop] < 0.6 * SAMPLE_RATE
    assert ends[-1] < spoken.duration


def test_a_lone_dash_and_a_respelled_name_keep_the_words_in_step() -> None:
    """A dash is no word, and a name read as two tokens is one."""
    words = ("Odile", "—", "nobody", "came.")
    request = Speak(key="k", text=" ".join(words), respelled=("oh deel", *words[1:]), recipe=SpeechRecipe())

    spoken, _ = narrate(ToneEngine(), request)

    assert [word.text for word in spoken.words] == ["Odile", "nobody", "came."]
    assert spoken.words[0].duration == pytest.approx(0.2 * SAMPLE_RATE, abs=50)


@pytest.mark.parametrize("size", [0.92, 1.0, 1.06])
def test_an_engines_edge_is_not_heard(size: float) -> None:
    """What ends at 7.1 kHz, as flite does, goes on above it: up to 14 kHz no step of 250 Hz falls by 6 dB."""
    random = np.random.Generator(np.random.PCG64(1))
    spectrum = np.fft.rfft(0.1 * random.standard_normal(2 * ENGINE_RATE))
    spectrum[np.fft.rfftfreq(2 * ENGINE_RATE, 1 / ENGINE_RATE) > 7_100] = 0.0
    raw = np.fft.irfft(spectrum).astype(np.float32)

    voice = finished(raw, ENGINE_RATE, SpeechRecipe(size=size), "")

    power = np.abs(np.fft.rfft(voice * np.hanning(len(voice)))) ** 2
    hertz = np.fft.rfftfreq(len(voice), 1 / SAMPLE_RATE)
    bands = [power[(hertz >= low) & (hertz < low + 250)].mean() for low in range(5_000, 14_000, 250)]
    falls = -10 * np.diff(np.log10(bands))
    assert falls.max() < 6


def test_without_any_engine_the_box_says_so_with_the_remedy(tmp_path: Path) -> None:
    """A missing library makes `can_speak` false, names the remedy, and `speak` raises it; nothing crashes."""
    box = VoiceBox(tmp_path, flite="libflite-that-is-not-here.so", espeak="libespeak-that-is-not-here.so")

    assert box.can_speak is False
    assert "apt-get install flite" in box.missing
    with pytest.raises(VoiceError, match="apt-get install flite"):
        box.speak(Line(text=TEXT), "narrator")
    assert ("speech", "none") in box.versions()


def test_speech_is_level_stored_and_timed(box: VoiceBox, tmp_path: Path) -> None:
    """A spoken line is near −18 LUFS, as long as its times say, with rising times and every word."""
    spoken = box.speak(Line(text=TEXT), "narrator")
    sound = load_speech(box.store, spoken.key)

    assert len(sound) == spoken.duration
    assert sound.dtype == np.float32
    assert abs(dsp.loudness(sound) + 18) < 1.5
    assert [word.text for word in spoken.words] == TEXT.split()
    starts = [phone.start for phone in spoken.phones]
    assert starts == sorted(starts)
    assert spoken.phones[-1].start + spoken.phones[-1].duration <= spoken.duration
    assert {"hh", "w", "p"} <= {phone.phone for phone in spoken.phones}


def test_an_unstressed_a_is_said_clearly(box: VoiceBox) -> None:
    """flite says "a" as an open vowel without stress, and every other word as before."""
    assert box.engines is not None
    if "flite" not in box.engines.names:
        pytest.skip(box.engines.missing[0])
    spoken = box.speak(Line(text="A lamp stood on a ledge of the pier."), "narrator")

    def sounds(number: int) -> list[tuple[str, int]]:
        word = spoken.words[number]
        inside = range(word.start, word.start + word.duration)
        return [(phone.phone, phone.stress) for phone in spoken.phones if phone.start in inside]

    assert sounds(0) == sounds(4) == [("ah", 0)]
    assert sounds(7) == [("dh", 0), ("ax", 0)]


def test_the_same_line_is_read_from_the_store(box: VoiceBox) -> None:
    """A second asking gives the same answer and does not write again."""
    first = box.speak(Line(text=TEXT), "narrator")
    wave = box.store / first.key[:2] / f"{first.key}.wav"
    written = wave.stat().st_mtime_ns

    assert box.speak(Line(text=TEXT), "narrator") == first
    assert wave.stat().st_mtime_ns == written
    assert box.speak(Line(text=TEXT), "wren").key != first.key


def test_a_killed_service_is_replaced_once(box: VoiceBox) -> None:
    """A line asked of a dead process is spoken by a new one."""
    assert box.pid is not None
    os.kill(box.pid, signal.SIGKILL)

    assert box.speak(Line(text="After the fall, a voice."), "narrator").duration > SAMPLE_RATE


def test_a_service_that_hangs_is_replaced_by_another(box: VoiceBox, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that has spoken before and says nothing more is waited for briefly, then another one speaks."""
    box.speak(Line(text="Before the silence."), "narrator")
    hanging = box.pid
    assert hanging is not None
    monkeypatch.setattr("generators.sound.voices.box.WARM_PATIENCE_SECONDS", 0.5)
    os.kill(hanging, signal.SIGSTOP)

    assert box.speak(Line(text="After the silence."), "narrator").duration > 0
    assert box.pid != hanging


def test_a_late_answer_is_never_another_lines(box: VoiceBox, monkeypatch: pytest.MonkeyPatch) -> None:
    """After two silences the line fails with its remedy, and the next one is spoken with its own words."""
    box.speak(Line(text="Before two silences."), "narrator")
    with monkeypatch.context() as impatient:
        for name in ("WARM", "REPLACED", "LONG_LINE"):
            impatient.setattr(f"generators.sound.voices.box.{name}_PATIENCE_SECONDS", 0.0)
        with pytest.raises(VoiceError, match="silent twice"):
            box.speak(Line(text="This comes too late for anybody."), "narrator")

    spoken = box.speak(Line(text="And this is another line."), "narrator")
    assert [word.text for word in spoken.words] == ["And", "this", "is", "another", "line."]


def test_a_key_that_was_never_spoken_is_an_error_with_a_remedy(tmp_path: Path) -> None:
    """Reading speech that is not there says what to do."""
    with pytest.raises(VoiceError, match="play again"):
        load_speech(tmp_path, "0123456789abcdef")


def test_german_is_spoken_with_german_sounds(box: VoiceBox) -> None:
    """A line in another language is spoken by espeak-ng with times for every word and mouths for its vowels."""
    assert box.engines is not None
    if "espeak-ng" not in box.engines.names:
        pytest.skip(box.engines.missing[0])
    spoken = box.speak(Line(text="Für Odile: schöne Grüße aus der Stadt."), "narrator", "de")
    sound = load_speech(box.store, spoken.key)

    assert [word.text for word in spoken.words] == ["Für", "Odile:", "schöne", "Grüße", "aus", "der", "Stadt."]
    assert {"uw", "er", "sh", "aw"} <= {phone.phone for phone in spoken.phones}
    assert any(phone.stress for phone in spoken.phones)
    assert len(sound) == spoken.duration
    assert abs(dsp.loudness(sound) + 18) < 1.5


def test_without_flite_english_is_spoken_by_espeak(tmp_path: Path) -> None:
    """One missing engine is named with its remedy and the other speaks."""
    alone = VoiceBox(tmp_path, flite="libflite-that-is-not-here.so")
    try:
        if not alone.can_speak:
            pytest.skip(alone.missing)
        spoken = alone.speak(Line(text="Out of the church, at 8:15."), "wren")
        assert [word.text for word in spoken.words] == ["Out", "of", "the", "church,", "at", "8:15."]
        assert alone.engines is not None
        assert "apt-get install flite" in alone.engines.missing[0]
    finally:
        alone.close()


def test_an_unknown_language_is_refused_with_a_remedy(box: VoiceBox) -> None:
    """A language that nobody speaks is an error of that line, and the process lives on."""
    if box.engines is None or "espeak-ng" not in box.engines.names:
        pytest.skip("needs espeak-ng: pip install espeakng-loader (make play installs it)")
    with pytest.raises(VoiceError, match="use a code such as de"):
        box.speak(Line(text="Ni!"), "narrator", "xx")
    assert box.speak(Line(text="After all."), "narrator").duration > 0


def test_a_feeling_is_heard_in_length_and_level(box: VoiceBox) -> None:
    """The same words take longer in sorrow than in joy, and sorrow is softer."""
    joy = box.speak(Line(text=TEXT, emotion="joyful", intensity=1.0), "wren")
    sorrow = box.speak(Line(text=TEXT, emotion="sad", intensity=1.0), "wren")

    assert sorrow.duration > 1.15 * joy.duration
    assert dsp.loudness(load_speech(box.store, sorrow.key)) < dsp.loudness(load_speech(box.store, joy.key)) - 1


def test_a_long_text_is_spoken_in_passages() -> None:
    """Times run on over the passages of a long text, and a text without a full stop is cut."""
    words = ("so " * 400).split()
    request = Speak(key="k", text=" ".join(words), respelled=tuple(words), recipe=SpeechRecipe())

    spoken, samples = narrate(ToneEngine(), request)

    assert len(spoken.words) == len(words)
    starts = [word.start for word in spoken.words]
    assert starts == sorted(starts)
    assert spoken.words[-1].start + spoken.words[-1].duration <= spoken.duration == len(samples)
