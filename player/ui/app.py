"""Kivy's application around the player: its window, keys and pads, the desktop's media keys, and the screensaver.

It knows no show; what a key means is the player's.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from kivy.app import App
from kivy.clock import Clock
from kivy.core.window import Window, WindowBase

from player.mpris import Asked, Wanted
from player.playback.reducer import RUNNING
from player.ui import environment, theme
from player.ui.desktop import obey, playing_of
from player.ui.pad import BUTTONS, HAT, Sticks
from player.ui.sight import Sight
from player.ui.window import Player
from player.ui.window_kind import SOFTWARE_SIZE, is_software_gl, key_name

if TYPE_CHECKING:
    from player.media_keys import MediaKeys
    from player.power import PowerMeter

TELL_SECONDS = 0.25
"""The desktop hears of a change after so long at the most."""


class PlayerApp(App):
    """Runs a `Player` in Kivy's window until somebody leaves."""

    title = "Evershow"

    def __init__(
        self,
        player: Player,
        *,
        full_screen: bool = False,
        after_turn: Callable[[], None] = lambda: None,
        media: MediaKeys | None = None,
        power: PowerMeter | None = None,
    ) -> None:
        """`after_turn` is called after every turn of the display; `media` listens to the desktop.

        `power` tells where the machine's power comes from; None = the mains.
        """
        super().__init__()
        self._media = media
        self._told_at = 0.0
        self._after_turn = after_turn
        self._player = player
        self._begin_full = full_screen
        self._sticks = Sticks()
        self.sight = Sight(player, power)
        """Whether anybody sees the window."""

    def build(self) -> Player:
        """Bind the window."""
        Window.clearcolor = theme.BACKGROUND
        Window.bind(on_key_down=self._key, mouse_pos=self._mouse, on_request_close=self._closing)
        Window.bind(on_key_up=lambda _window, code, *_: self._player.key_up(key_name(code)))
        Window.bind(on_joy_button_down=self._button, on_joy_hat=self._hat, on_joy_axis=self._axis)
        self.sight.watch(Window)
        Clock.schedule_interval(self._turn, 0)
        if is_software_gl() and Window.size[0] > SOFTWARE_SIZE[0] and environment.has_display():
            _shrink(SOFTWARE_SIZE)
        if self._begin_full:
            Clock.schedule_once(lambda _: self._player.key("f", "f", []), 0)
        if self._media is not None:
            self._media.do = lambda asked: Clock.schedule_once(lambda _: self._asked(asked))
            self._media.start()
        return self._player

    def on_stop(self) -> None:
        """The window closes."""
        Window.allow_screensaver = True
        if self._media is not None:
            self._media.close()

    def _turn(self, elapsed: float) -> None:
        self.sight.turn(elapsed)
        self._after_turn()
        controls, view = self._player.watched
        Window.allow_screensaver = controls is None or view.phase not in RUNNING or not self.sight.is_seen
        now = time.monotonic()
        if self._media is not None and now - self._told_at >= TELL_SECONDS:
            self._told_at = now
            self._media.tell(playing_of(controls, view))

    def _asked(self, asked: Asked) -> None:
        """What the desktop asks for."""
        if asked.wanted is Wanted.QUIT:
            self.stop()
        elif asked.wanted is Wanted.RAISE:
            Window.raise_window()
        elif not self._player.in_foyer:
            obey(asked, *self._player.watched)

    def _key(self, _window: WindowBase, code: int, _scan: int, typed: str | None, modifiers: list[str]) -> bool:
        return self._player.key(key_name(code), typed or "", list(modifiers))

    def _button(self, _window: WindowBase, _stick: int, button: int) -> None:
        if button in BUTTONS:
            self._player.pad(BUTTONS[button])

    def _hat(self, _window: WindowBase, _stick: int, _hat: int, place: tuple[int, int]) -> None:
        if tuple(place) in HAT:
            self._player.pad(HAT[tuple(place)])

    def _axis(self, _window: WindowBase, stick: int, axis: int, value: int) -> None:
        key = self._sticks.moved(16 * stick + axis if stick else axis, value)
        if key:
            self._player.pad(key)

    def _mouse(self, _window: WindowBase, place: tuple[float, float]) -> None:
        self._player.moved(*place)

    def _closing(self, *_: object, **__: object) -> bool:
        return False

    def load_kv(self, *_: object, **__: object) -> bool:
        """No kv files."""
        return False


def _shrink(size: tuple[int, int]) -> None:
    """A smaller window whose middle stays where it was: it was opened in the middle of the screen."""
    wide, high = Window.size
    left, top = Window.left, Window.top
    Window.size = size
    Window.left, Window.top = left + (wide - size[0]) // 2, top + (high - size[1]) // 2
