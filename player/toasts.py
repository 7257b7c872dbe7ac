"""The short text that is shown for a while, one at a time. It knows no words and no screen."""

from __future__ import annotations

import math
from dataclasses import replace

from player.ui.theme import TOAST_SECONDS
from player.ui.view import ToastView


class Toasts:
    """One thread calls it; times are monotonic seconds."""

    def __init__(self) -> None:
        self._shown: ToastView | None = None
        self.until = 0.0
        """Until then the last one is shown; infinite when it has gone."""

    def say(self, text: str, now: float, *, undo: bool = False, trouble: bool = False, remedy: str = "") -> None:
        """Show `text` instead of what was shown."""
        serial = self._shown.serial + 1 if self._shown else 1
        self._shown = ToastView(text=text, serial=serial, undo=undo, trouble=trouble, remedy=remedy)
        self.until = now + TOAST_SECONDS

    def view(self, now: float) -> ToastView | None:
        """What is shown now."""
        if self._shown is not None and now > self.until:
            self.until, self._shown = math.inf, replace(self._shown, text="")
        return self._shown if self._shown is not None and self._shown.text else None
