"""Whether anybody sees the window, and how much work the show is worth then: turns without drawing, less done ahead.

It knows the window's events, the power supply and the player; what less work means is `player/effort.py`.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from kivy.core.window import WindowBase

from player.effort import Situation
from player.playback.reducer import RUNNING, Phase
from player.power import PowerMeter
from player.ui.window import Player

UNSEEN_TURN_SECONDS = 0.1
"""Nothing moves that anybody sees: ten turns a second serve sound, story and the desktop's keys."""
MIND_SECONDS = 0.25
"""How often the situation is looked at."""
GONE = ("on_minimize", "on_hide")
BACK = ("on_restore", "on_maximize", "on_show", "on_cursor_enter", "on_key_down", "on_mouse_down", "on_touch_down")
"""Some desktops say nothing when a window is back: whoever points or types at it sees it."""


class Sight:
    """One thread calls it: the window's."""

    def __init__(
        self,
        player: Player,
        power: PowerMeter | None = None,
        *,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """`power`: None = the mains."""
        self._player, self.power = player, power
        self._now, self._sleep = now, sleep
        self._minded_at = float("-inf")
        self._rested = False
        """The show was paused because nobody sees it."""
        self.is_seen = True

    def watch(self, window: WindowBase) -> None:
        """Hear from `window` when it goes and comes."""
        for name in GONE:
            window.fbind(name, lambda *_: self.see(False))
        for name in BACK:
            window.fbind(name, lambda *_: self.see(True))

    def see(self, seen: bool) -> bool:
        """The window is seen from now on, or not; False, so that whoever else waits for the event gets it."""
        if seen != self.is_seen:
            self.is_seen = seen
            self._pause_or_go_on()
            self._mind()
            self._player.touched()
        return False

    def turn(self, elapsed: float) -> None:
        """One turn of the display."""
        if self.is_seen:
            self._player.turn(elapsed)
        else:
            began = self._now()
            self._player.turn_unseen()
            self._sleep(max(0.0, UNSEEN_TURN_SECONDS - (self._now() - began)))
        if self._now() - self._minded_at >= MIND_SECONDS:
            self._mind()

    def _mind(self) -> None:
        self._minded_at = self._now()
        controls, view = self._player.watched
        if controls is None:
            return
        power = self.power.power if self.power is not None else None
        controls.thrift.percent = power.percent if power is not None else None
        controls.thrift.mind(
            Situation(
                paused=view.phase is Phase.PAUSED,
                unseen=not self.is_seen,
                on_battery=power is not None and power.on_battery,
                saves=self._player.room.settings.on_battery == "save",
            )
        )

    def _pause_or_go_on(self) -> None:
        """Where the show is not to go on in the background it waits for its viewer."""
        controls, view = self._player.watched
        rested, self._rested = self._rested, False
        if controls is None:
            return
        if not self.is_seen and not self._player.room.settings.in_background and view.phase in RUNNING:
            controls.toggle_pause()
            self._rested = True
        elif self.is_seen and rested and view.phase is Phase.PAUSED:
            controls.toggle_pause()
