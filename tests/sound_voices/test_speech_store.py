"""The speech store keeps within its limit, and never lets go what was asked for lately."""

from __future__ import annotations

import os
import time
from pathlib import Path

import numpy as np
import pytest

from generators.sound.voices import service
from generators.sound.voices.messages import Ready, Speak, SpeechRecipe, Spoken, Unable
from generators.sound.voices.store import load_times, save_speech, trim

SECOND = np.zeros(48_000, np.float32)


def _spoken(store: Path, key: str, *, days_ago: float) -> None:
    save_speech(store, Spoken(key=key, duration=len(SECOND), words=(), phones=()), SECOND)
    for path in (store / key[:2]).glob(f"{key}.*"):
        os.utime(path, (time.time() - 86_400 * days_ago,) * 2)


def _keys(store: Path) -> set[str]:
    return {path.stem for path in store.glob("*/*.wav")}


def test_what_was_not_asked_for_longest_goes_first(tmp_path):
    """Above the limit the oldest sounds go with their times, until the rest fits."""
    for key, days in (("aa1", 9), ("bb2", 7), ("cc3", 5), ("dd4", 3)):
        _spoken(tmp_path, key, days_ago=days)
    assert trim(tmp_path, limit_bytes=250_000) == 2
    assert _keys(tmp_path) == {"cc3", "dd4"}
    assert load_times(tmp_path, "aa1") is None


def test_what_is_asked_for_stays(tmp_path):
    """A line that is spoken again from the store is as good as new; what is new stays however full the store is."""
    for key in ("aa1", "bb2", "cc3"):
        _spoken(tmp_path, key, days_ago=9)
    _spoken(tmp_path, "dd4", days_ago=0)
    assert load_times(tmp_path, "aa1") is not None
    trim(tmp_path, limit_bytes=0)
    assert _keys(tmp_path) == {"aa1", "dd4"}


def test_a_voice_process_looks_through_its_store(tmp_path, monkeypatch):
    """After some lines, and then now and again; the first line of a show does not wait for it."""
    trimmed: list[int] = []

    class Line:
        """A channel that asks for so many lines and then hangs up."""

        def __init__(self, count: int) -> None:
            self.left, self.answers = count, 0

        def receive(self) -> Speak:
            if not self.left:
                raise service.ChannelClosed("over")
            self.left -= 1
            return Speak(key="k", text="Ah.", respelled=("Ah.",), recipe=SpeechRecipe(), engine="tone")

        def send(self, answer: Ready | Spoken | Unable) -> None:
            assert isinstance(answer, Spoken)
            self.answers += 1

    channel = Line(service.TRIM_FIRST + service.TRIM_EVERY)
    monkeypatch.setattr(service, "trim", lambda store: trimmed.append(channel.answers))
    monkeypatch.setattr(service, "save_speech", lambda *_: None)
    monkeypatch.setattr(service, "give_back_memory", lambda: None)
    monkeypatch.setattr(
        "generators.sound.voices.narration.narrate",
        lambda engine, request: (Spoken(key="k", duration=1, words=(), phones=()), SECOND),
    )
    with pytest.raises(service.ChannelClosed):
        service.serve(channel, {"tone": object()}, tmp_path)
    assert trimmed == [service.TRIM_FIRST, service.TRIM_FIRST + service.TRIM_EVERY]
