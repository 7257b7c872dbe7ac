"""The interface's voice: the latest text is heard, an older one cut short; without an engine it says why, once."""

from __future__ import annotations

import threading
import time

import numpy as np

from generators.errors import VoiceError
from generators.sound.voices.messages import Spoken
from generators.sound.voices.store import save_speech
from player.speaking import BREATH, Voice


class Sink:
    """A device that asks for blocks when the test says so."""

    name = "device"

    def start(self, fill):
        self.fill = fill

    def is_alive(self):
        return True

    def heard(self):
        return 0.0

    def close(self):
        self.closed = True

    def block(self, frames=480):
        """The next block that would be heard."""
        out = np.empty((frames, 2), np.float32)
        self.fill(out)
        return out


class Box:
    """Speaks every text as a constant of its own length."""

    missing = ""

    def __init__(self, store, gate=None, fails=""):
        self.store, self.gate, self.fails, self.spoken = store, gate, fails, []

    def speak(self, line, voice_id, language=""):
        if self.fails:
            raise VoiceError(self.fails)
        if self.gate is not None:
            self.gate.wait(5)
        self.spoken.append((line.text, language))
        spoken = Spoken(key=f"{len(line.text):032x}", duration=4800)
        save_speech(self.store, spoken, np.full(4800, 0.5, np.float32))
        return spoken

    def close(self):
        self.closed = True


def wait_for(condition):
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline, "never happened"
        time.sleep(0.002)


def test_a_text_is_heard_and_ends(tmp_path):
    """A tenth of a second of speech is a tenth of a second of sound, then silence."""
    sink, box = Sink(), Box(tmp_path)
    voice = Voice(lambda: box, open_sink=lambda: sink)
    voice.language = "de"
    voice.say("Guten  Abend")
    wait_for(lambda: box.spoken and hasattr(sink, "fill") and voice._at < len(voice._sound))
    heard = np.concatenate([sink.block() for _ in range(12)])
    assert np.allclose(heard[:4800], 0.5, atol=1e-3)
    assert not heard[4800:].any()
    assert not voice.is_speaking
    assert box.spoken == [("Guten Abend", "de")]
    voice.close()
    assert sink.closed
    assert box.closed


def test_only_the_latest_of_several_is_said(tmp_path):
    """Who hurries through a list hears where they stop, not where they were."""
    gate = threading.Event()
    sink, box = Sink(), Box(tmp_path, gate)
    voice = Voice(lambda: box, open_sink=lambda: sink)
    for text in ("one", "two", "three", "four"):
        voice.say(text)
    gate.set()
    wait_for(lambda: box.spoken and box.spoken[-1][0] == "four")
    assert len(box.spoken) <= 2
    voice.close()


def test_what_is_cut_falls_silent_softly(tmp_path):
    """Another key cuts the voice within five milliseconds, without a click."""
    sink, box = Sink(), Box(tmp_path)
    voice = Voice(lambda: box, open_sink=lambda: sink)
    voice.say("a long text")
    wait_for(lambda: hasattr(sink, "fill") and voice._at < len(voice._sound))
    sink.block()
    voice.hush()
    block = sink.block()[:, 0]
    assert block[0] > 0.45
    assert np.abs(np.diff(block)).max() < 0.01
    assert not block[240:].any()
    voice.close()


def test_it_is_heard_only_while_sound_goes_out(tmp_path):
    """The show goes softer for the words alone, not while they are being made."""
    sink, box = Sink(), Box(tmp_path)
    voice = Voice(lambda: box, open_sink=lambda: sink)
    assert not voice.is_heard
    voice.say("a text")
    wait_for(lambda: voice.is_heard)
    for _ in range(400):
        sink.block()
    assert not voice.is_heard
    voice.close()


def test_what_does_not_fit_is_left_unsaid(tmp_path):
    """A description that is longer than its gap is not begun."""
    sink, box = Sink(), Box(tmp_path)
    voice = Voice(lambda: box, open_sink=lambda: sink)
    voice.say("a tenth of a second", within=0.05)
    wait_for(lambda: box.spoken and not voice.is_speaking)
    assert not hasattr(sink, "fill") or not sink.block().any()
    voice.close()


def test_without_an_engine_it_says_why_once(tmp_path):
    """The remedy is told once, and every text after that is simply not heard."""
    told = []
    voice = Voice(lambda: Box(tmp_path, fails="flite is missing: install it"), open_sink=Sink, on_trouble=told.append)
    voice.say("one")
    wait_for(lambda: told and not voice.is_speaking)
    voice.say("two")
    wait_for(lambda: not voice.is_speaking)
    assert told == ["flite is missing: install it"]
    voice.close()


def test_the_first_sentence_is_heard_while_the_next_is_made(tmp_path):
    """A long text begins at once, goes on with a breath between, and is cut short as a whole."""
    gate = threading.Semaphore(1)

    class Slow(Box):
        def speak(self, line, voice_id, language=""):
            assert gate.acquire(timeout=10)
            return super().speak(line, voice_id, language)

    sink, box = Sink(), Slow(tmp_path)
    voice = Voice(lambda: box, open_sink=lambda: sink)
    voice.say("Settings. Sound and pictures")
    wait_for(lambda: voice.is_heard)
    assert voice.began == 0.0, "no block has been asked for"
    heard = [sink.block() for _ in range(5)]
    assert voice.began > 0.0
    assert [text for text, _ in box.spoken] == ["Settings."]
    assert voice.is_speaking
    gate.release()
    wait_for(lambda: len(box.spoken) == 2 and len(voice._sound) > 12_000)
    heard += [sink.block() for _ in range(40)]
    sound = np.concatenate(heard)[:, 0]
    assert np.allclose(sound[:4800], 0.5, atol=1e-3)
    assert not sound[4810 : 4800 + BREATH - 10].any()
    assert np.allclose(sound[4800 + BREATH + 10 : 9600 + BREATH - 10], 0.5, atol=1e-3)
    voice.say("Back. And nothing else")
    gate.release()
    wait_for(lambda: box.spoken[-1][0] == "Back.")
    voice.hush()
    gate.release()
    voice.close()
    sink.block()  # the last five milliseconds die away
    assert not voice.is_speaking


def test_a_warmed_voice_has_its_process_before_the_first_word(tmp_path):
    """Nothing is said by warming."""
    sink, boxes = Sink(), []
    voice = Voice(lambda: boxes.append(Box(tmp_path)) or boxes[-1], open_sink=lambda: sink)
    voice.warm()
    wait_for(lambda: boxes and hasattr(sink, "fill"))
    assert not voice.is_speaking
    assert not sink.block().any()
    assert boxes[0].spoken == []
    voice.close()
