"""Hands that press one key after another, and take the time until the answer is on screen or in the ear.

They know the window by its keys and what it shows. Called after every turn of the display, they see a change just
before it is drawn: the answer's time is when that picture goes to the screen, or the next turn where nobody tells.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from player.playback.reducer import Phase
from player.ui.keymap import Deed
from story_engine.time import VIDEO_FRAME, MediaTime, from_seconds, to_seconds

if TYPE_CHECKING:
    from player.live_player import LivePlayer
    from player.ui.window import Player

FIRST_SECONDS = 20.0
"""Of the show, before the first key: so much can be gone back to."""
BETWEEN_SECONDS = 0.4
"""From an answer to the next key."""
VOICE_PATIENCE_SECONDS = 20.0
PATIENCE_SECONDS = 3.0
"""What has not answered by then counts as unanswered."""
ROUNDS = 8
"""Of keys in the show; each has three rewinds."""
ANNOUNCED = 20
"""Focuses told by the voice, in the show and on the settings page each half."""
KEYS = (
    ("c", ""),
    ("left", ""),
    ("m", ""),
    ("m", ""),
    ("c", ""),
    ("down", ""),
    ("up", ""),
    ("left", "shift"),
    ("?", ""),
    ("escape", ""),
    ("i", ""),
    ("i", ""),
    ("i", ""),
    ("/", ""),
    ("escape", ""),
    ("j", ""),
    ("h", ""),
    ("escape", ""),
    ("spacebar", ""),
    ("spacebar", ""),
)
"""Names and modifiers, as the keyboard has them: captions, mute, loudness, help, why, wish, what was said, pause."""
REWINDS = {("left", ""): 5.0, ("left", "shift"): 1.0, ("j", ""): 10.0}
"""Seconds that these keys go back."""
ABOUT_A_FRAME = VIDEO_FRAME + from_seconds(0.005)


@dataclass(slots=True, kw_only=True)
class Pressed:
    """A key and what came of it; monotonic seconds."""

    name: str
    at: float
    before: object
    """What the screen showed."""
    target: MediaTime = -1
    """Where a rewind goes, show time; −1 = it is none."""
    seen: float = 0.0
    """When a turn of the display showed it first, before it was drawn."""
    answered: float = 0.0
    exact: bool = False

    @property
    def took(self) -> float:
        """Seconds until the answer."""
        return self.answered - self.at


@dataclass(slots=True, weakref_slot=True)
class BusyHands:
    """Sits beside a window: call it after every turn."""

    now: Callable[[], float] = time.monotonic
    watch_flips: Callable[[Callable[..., None]], None] = lambda _: None
    """Given what is to be called whenever a drawn picture goes to the screen."""
    rounds: int = ROUNDS
    announced: int = ANNOUNCED
    live: LivePlayer | None = None
    had_device: bool = False
    """Whether a sound device played."""
    keys: list[Pressed] = field(default_factory=list)
    told: list[Pressed] = field(default_factory=list)
    voice_ready_s: float = 0.0
    """From the key that turns the voice on until it was heard: its process is loaded meanwhile."""
    _flipped: float = 0.0
    _voice_asked: float = 0.0
    _pressed: Pressed | None = None
    _rest_until: float = 0.0
    _shown: MediaTime = -1
    """Show time of the picture that was on screen at the last turn."""

    def __call__(self, window: Player, live: LivePlayer) -> None:
        """One turn."""
        if self.live is None:
            self.watch_flips(self._flip)
        self.live = live
        self.had_device = self.had_device or live.playback.output.has_sound
        now, shown = self.now(), live.playback.shown
        if shown is None:
            return
        if self._pressed is not None:
            self._wait_for(self._pressed, window, live, now)
        if self._pressed is None and now >= self._rest_until and to_seconds(shown.at) >= self._begins():
            self._next(window, live)
        self._shown = shown.at

    def _begins(self) -> float:
        return 0.0 if self.keys else FIRST_SECONDS

    def _next(self, window: Player, live: LivePlayer) -> None:
        """The next key of the round, else the next focus for the voice, else leave."""
        view = window.watched[1]
        if len(self.keys) < self.rounds * len(KEYS):
            name, modifier = KEYS[len(self.keys) % len(KEYS)]
            if name != "escape" and view.choice is not None:
                return  # keys mean something else while cards are open
            if (name, modifier) in REWINDS and view.phase is not Phase.PLAYING:
                return
            self.keys.append(self._press(window, live, name, modifier))
            return
        if not self._voice_asked:
            window.key("spacebar", "", [])  # the show stands, so that no question takes the keys
            self._voice_asked = self.now()
            window.key("v", "v", [])
            return
        if not self.voice_ready_s:
            if window.spoke_at >= self._voice_asked or self.now() - self._voice_asked > VOICE_PATIENCE_SECONDS:
                self.voice_ready_s = max(window.spoke_at - self._voice_asked, 0.0) or VOICE_PATIENCE_SECONDS
                self._rest_until = self.now() + BETWEEN_SECONDS
            return
        if len(self.told) == self.announced // 2:
            window.key("o", "o", [])
        elif len(self.told) >= self.announced:
            window.do(Deed.QUIT)
            return
        in_show = len(self.told) < self.announced // 2
        self.told.append(self._press(window, live, "tab" if in_show else "down", ""))

    def _press(self, window: Player, live: LivePlayer, name: str, modifier: str) -> Pressed:
        pressed = Pressed(name=name, at=0.0, before=_look(window))
        back = REWINDS.get((name, modifier))
        if back is not None:
            pressed.target = max(0, live.playback.playhead() - from_seconds(back))
        pressed.at = self.now()
        window.key(name, name if len(name) == 1 else "", [modifier] if modifier else [])
        self._pressed = pressed
        return pressed

    def _wait_for(self, pressed: Pressed, window: Player, live: LivePlayer, now: float) -> None:
        if self.told and pressed is self.told[-1]:
            pressed.answered = window.spoke_at if window.spoke_at >= pressed.at else 0.0
        elif pressed.seen:
            pressed.answered = self._flipped if self._flipped >= pressed.seen else now
        elif pressed.target >= 0:
            self._look_back(pressed, live, now)
        else:
            pressed.seen = now if _look(window) != pressed.before else 0.0
        if pressed.answered or now - pressed.at > PATIENCE_SECONDS:
            self._pressed = None
            self._rest_until = now + BETWEEN_SECONDS

    def _flip(self, *_: object) -> None:
        self._flipped = self.now()

    def _look_back(self, pressed: Pressed, live: LivePlayer, now: float) -> None:
        """Whether the picture on screen is another, from where the rewind went."""
        shown = live.playback.shown
        assert shown is not None, "something is on screen"
        if shown.at < self._shown and not live.playback.seeking:
            pressed.seen = now
            pressed.exact = abs(shown.at - pressed.target) <= ABOUT_A_FRAME

    def figures(self) -> dict[str, Any]:
        """What was measured, milliseconds from the key; 0 where there was nothing to measure."""
        inputs = [one.took for one in self.keys if one.target < 0 and one.answered]
        seeks = [one for one in self.keys if one.target >= 0 and one.answered]
        told = [one.took for one in self.told if one.answered]
        every = [*self.keys, *self.told]
        return {
            "inputs": len(inputs),
            "input_ms_p95": _milliseconds(inputs, 95),
            "input_ms_max": _milliseconds(inputs, 100),
            "seeks": len(seeks),
            "seeks_exact": sum(one.exact for one in seeks),
            "seek_ms_p95": _milliseconds([one.took for one in seeks], 95),
            "seek_ms_max": _milliseconds([one.took for one in seeks], 100),
            "voice_ready_s": round(self.voice_ready_s, 2),
            "announced": len(told),
            "announce_ms_p95": _milliseconds(told, 95),
            "announce_ms_max": _milliseconds(told, 100),
            "unanswered": sum(not one.answered for one in every),
            "unanswered_keys": ", ".join(one.name for one in every if not one.answered),
        }


def _look(window: Player) -> tuple[object, ...]:
    """What is on screen besides the film, as far as these keys change it."""
    view = window.watched[1]
    opened = (window.keys.is_open, window.wish.is_open, window.back.is_open, window.info.panel)
    return (view.phase, view.muted, view.captions_on, round(view.volume, 3), *opened)


def _milliseconds(values: list[float], share: float) -> float:
    """The value that `share` per cent stay under; 0 of none."""
    return round(float(np.percentile(values, share)) * 1000, 1) if values else 0.0
