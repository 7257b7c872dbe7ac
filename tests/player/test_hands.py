"""The hands that press keys and take times: what they count as an answer, and what not."""

from __future__ import annotations

from types import SimpleNamespace

from player.measuring.hands import KEYS, REWINDS, BusyHands
from player.playback.reducer import Phase
from player.ui.keymap import Deed
from story_engine.time import from_seconds

FRAME = 0.025
"""Seconds of a turn of the display here."""


class Screen:
    """A window and a show that answer `turns` turns after a key, by the clock of the test."""

    def __init__(self, turns: int = 1, deaf: tuple[str, ...] = (), off: float = 0.0) -> None:
        self.time, self.turns, self.deaf, self.off = 100.0, turns, deaf, off
        self.left = False
        self.spoke_at = 0.0
        self.info = SimpleNamespace(panel="")
        self.keys = SimpleNamespace(is_open=False)
        self.wish = SimpleNamespace(is_open=False)
        self.back = SimpleNamespace(is_open=False)
        self.view = SimpleNamespace(choice=None, phase=Phase.PLAYING, muted=False, captions_on=True, volume=0.9)
        self.begun = self.time
        self.shift = 0.0
        self.due: list[tuple[int, str, list[str]]] = []
        self.talks = False

    @property
    def watched(self):
        return self, self.view

    def at(self) -> float:
        return self.time - self.begun + self.shift

    def key(self, name: str, _typed: str, modifiers: list[str]) -> bool:
        if name not in self.deaf:
            self.due.append((self.turns, name, modifiers))
        return True

    def do(self, deed: Deed) -> None:
        self.left = self.left or deed is Deed.QUIT

    def turn(self) -> None:
        self.time += FRAME
        ready = [(name, modifiers) for left, name, modifiers in self.due if left <= 1]
        self.due = [(left - 1, name, modifiers) for left, name, modifiers in self.due if left > 1]
        for name, modifiers in ready:
            self.answer(name, "shift" if modifiers else "")

    def answer(self, name: str, modifier: str) -> None:
        if (name, modifier) in REWINDS:
            self.shift -= REWINDS[name, modifier] + self.turns * FRAME + self.off
        elif name in ("tab", "down") and self.talks:
            self.spoke_at = self.time
        elif name == "v":
            self.talks, self.spoke_at = True, self.time
        elif name == "spacebar":
            self.view.phase = Phase.PAUSED if self.view.phase is Phase.PLAYING else Phase.PLAYING
        elif name in ("c", "m"):
            held = "captions_on" if name == "c" else "muted"
            setattr(self.view, held, not getattr(self.view, held))
        elif name in ("up", "down"):
            self.view.volume += 0.05 if name == "up" else -0.05
        elif name in ("?", "/", "h"):
            {"?": self.keys, "/": self.wish, "h": self.back}[name].is_open = True
        elif name == "escape":
            self.keys.is_open = self.wish.is_open = self.back.is_open = False
        elif name == "i":
            self.info.panel = {"": "why", "why": "figures 1", "figures 1": ""}[self.info.panel]


def watch(screen: Screen, hands: BusyHands) -> dict:
    """Turn until the hands leave."""
    playback = SimpleNamespace(
        shown=None, seeking=False, output=SimpleNamespace(has_sound=False), playhead=lambda: from_seconds(screen.at())
    )
    live = SimpleNamespace(playback=playback)
    for _ in range(20_000):
        screen.turn()
        playback.shown = SimpleNamespace(at=from_seconds(screen.at()))
        hands(screen, live)
        if screen.left:
            break
    assert screen.left
    return hands.figures()


def test_every_key_is_answered_and_timed() -> None:
    """The time of an answer ends a turn after it was seen: when it has been drawn."""
    screen = Screen(turns=2)
    found = watch(screen, BusyHands(now=lambda: screen.time, rounds=2, announced=4))
    assert found["unanswered"] == 0
    assert found["inputs"] + found["seeks"] == 2 * len(KEYS)
    assert found["seeks"] == found["seeks_exact"] == 2 * len(REWINDS)
    assert found["input_ms_p95"] == found["input_ms_max"] == round(3 * FRAME * 1000, 1)
    assert found["seek_ms_max"] == round(3 * FRAME * 1000, 1)
    assert found["announced"] == 4
    assert found["announce_ms_max"] == round(2 * FRAME * 1000, 1)


def test_a_key_that_does_nothing_is_told() -> None:
    """It is unanswered, not quick."""
    screen = Screen(deaf=("m",))
    found = watch(screen, BusyHands(now=lambda: screen.time, rounds=1, announced=2))
    assert found["unanswered"] == 2


def test_a_rewind_to_another_place_is_not_exact() -> None:
    """Half a second off is off."""
    screen = Screen(off=0.5)
    found = watch(screen, BusyHands(now=lambda: screen.time, rounds=1, announced=2))
    assert found["seeks"] == len(REWINDS)
    assert found["seeks_exact"] == 0
