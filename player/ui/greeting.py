"""What a viewer is told once, some seconds into their first show: how to wish, and where every key stands.

It knows no desk: whoever knows that this is a first show says so.
"""

from __future__ import annotations

from player.playback.reducer import Phase
from player.ui.view import View

AFTER_SECONDS = 12.0
"""Of the show: its beginning has the viewer's whole attention first."""


class Greeting:
    """Waits until the first show has played for a while and nothing else wants to be read."""

    def __init__(self) -> None:
        self._wanted = False
        self._since = -1.0

    def want(self) -> None:
        """The show that is about to begin is this viewer's first."""
        self._wanted, self._since = True, -1.0

    def is_due(self, view: View, now: float, *, busy: bool) -> bool:
        """Whether it is to be said now; once. `busy`: something else is on the screen."""
        if not self._wanted or view.phase is not Phase.PLAYING:
            return False
        if self._since < 0.0:
            self._since = now
        if now - self._since < AFTER_SECONDS or busy or view.toast is not None or view.choice is not None:
            return False
        self._wanted = False
        return True
