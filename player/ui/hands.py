"""The player under fingers, mouse and gamepad: touches and buttons become presses, gestures and keys.

It is the part of `Player` that knows touches; what a key does is the window's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from player.ui.keymap import Deed
from player.ui.pad import gesture, split, tapped_twice
from player.ui.veil import Veiled

if TYPE_CHECKING:
    from player.ui.back_in_time import BackInTime
    from player.ui.cards import Cards
    from player.ui.foyer.foyer import Foyer
    from player.ui.keymap import KeyMap
    from player.ui.overlays import KeyHelp
    from player.ui.talk import Talk
    from player.ui.wish import WishBox


class Hands(Veiled):
    """Mixed into the player, which has all of these."""

    keys: KeyHelp
    wish: WishBox
    talk: Talk
    cards: Cards
    back: BackInTime
    foyer: Foyer | None
    in_foyer: bool
    touched: Any
    key: Any
    do: Any
    _now: Any
    _keymap: KeyMap
    _hud_shown: bool
    _touched: float
    _finger: tuple[float, float] | None

    def on_touch_down(self, touch: object) -> bool:
        """Press, double press, wheel; a finger on the picture may become a gesture."""
        by_finger = "button" not in getattr(touch, "profile", ())
        was_shown = self._hud_shown
        self.touched()
        button = getattr(touch, "button", "left")
        if button in {"scrolldown", "scrollup"}:
            self._scroll(-1.0 if button == "scrolldown" else 1.0)
            return True
        if self.keys.is_open:
            self.keys.toggle()
            return True
        self.wish.by_finger = by_finger
        if super().on_touch_down(touch):
            return True
        if self.wish.is_open:
            self.wish.close()
        elif by_finger:
            self._finger = (touch.x, touch.y)
            if getattr(touch, "is_double_tap", False):
                self._finger = None
                self._press(tapped_twice(touch.x / max(1.0, self.width)))
            elif was_shown:
                self._touched = -1e9  # a tap shows the controls, the next one hides them
        elif getattr(touch, "is_double_tap", False):
            self.do(Deed.FULL_SCREEN)
        return True

    def on_touch_up(self, touch: object) -> bool:
        """A finger leaves the picture."""
        down, self._finger = self._finger, None
        if down is not None:
            key = gesture(touch.x - down[0], touch.y - down[1], self.width)
            if key:
                self.wish.by_finger = True
                self._press(key)
        return bool(super().on_touch_up(touch))

    def _scroll(self, notches: float) -> None:
        if self.in_foyer and self.foyer is not None:
            self.foyer.wheel(notches)
        elif self.back.is_open:
            self.back.wheel(notches)
        else:
            self.do(Deed.LOUDER if notches < 0 else Deed.SOFTER)

    def key_up(self, name: str) -> None:
        """A key was let go."""
        if self._keymap.deed(name) is Deed.TALK:
            self.talk.released(self._now())

    def pad(self, key: str) -> None:
        """A gamepad's button or stick, as the key that it stands for."""
        self.wish.by_finger = True  # whoever has a pad in hand wants keys on the screen
        plays = not (self.in_foyer or self.back.is_open or self.wish.is_open or self.cards.is_open or self.keys.is_open)
        if plays and key in {"up", "down"}:
            key = "tab" if key == "up" else "shift+tab"  # louder and softer are icons away
        self._press(key)

    def _press(self, key: str) -> None:
        name, modifiers = split(key)
        self.key(name, name if len(name) == 1 else "", modifiers)
