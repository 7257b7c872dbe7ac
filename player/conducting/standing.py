"""How long the playhead has stood still. It knows no pause: a playhead that stands belongs to a viewer who paused."""

from __future__ import annotations

from collections.abc import Callable

from story_engine.time import MediaTime


class Standing:
    """Told the playhead on every turn."""

    def __init__(self, now: Callable[[], float]) -> None:
        """`now`: seconds."""
        self._now = now
        self._at: MediaTime = -1
        self._since = 0.0

    def seconds(self, playhead: MediaTime) -> float:
        """For how long it has been at `playhead`."""
        if playhead != self._at:
            self._at, self._since = playhead, self._now()
        return self._now() - self._since
