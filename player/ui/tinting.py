"""The interface's accent on its way from one scene's colour to the next: slowly, and readable all the way.

It knows neither palettes nor widgets; times are the caller's seconds.
"""

from __future__ import annotations

import math

from player.ui import manner, theme

WAY_SECONDS = 6.0
"""From one colour to the next: nobody should notice it happen."""
STEP_SECONDS = 0.5
"""The accent is given out anew this often on its way: everything that shows it is painted again."""


class Tinting:
    """Asked on every turn; gives out an accent when it is to change."""

    def __init__(self, shows: str) -> None:
        """`shows`: the colour "#RRGGBB" with which it begins."""
        self.shows = shows
        """The colour that the show brings."""
        self._from = self._to = manner.accent(shows)
        self._since = -math.inf
        self._stepped = -math.inf

    def at_once(self) -> theme.Colour:
        """The accent without a way: at the beginning, and whenever the settings change."""
        self._from = self._to = manner.accent(self.shows)
        self._since = -math.inf
        return self._to

    def turn(self, shows: str, now: float) -> theme.Colour | None:
        """The accent where it is to change now that the show brings `shows`; None = it stays as it is."""
        if shows and shows != self.shows:
            self._from = self._between(now)
            self.shows = shows
            self._to, self._since, self._stepped = manner.accent(shows), now, now
        if self._from == self._to or (now - self._stepped < STEP_SECONDS and not manner.NOW.still):
            return None
        self._stepped = now
        accent = self._to if manner.NOW.still else self._between(now)
        if accent == self._to:
            self._from = self._to
        return accent

    def _between(self, now: float) -> theme.Colour:
        share = (now - self._since) / WAY_SECONDS
        if share >= 1.0:
            return self._to
        eased = share * share * (3.0 - 2.0 * share)
        return theme.readable(theme.between(self._from, self._to, eased))
