"""The first show's feed, made and at work while the window that will show it is still being opened.

It knows neither show nor window: it makes what it is told to make in a worker thread of its own, and keeps what is
told meanwhile for whoever takes the feed.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from player.conductor import Conductor
from player.feed import ShowEvent

Tell = Callable[[ShowEvent], None]


class EarlyFeed:
    """A feed that begins to plan and to draw at once. Take it or close it."""

    def __init__(self, make: Callable[[Tell], Conductor]) -> None:
        self._make = make
        self._lock = threading.Lock()
        self._kept: list[ShowEvent] = []
        self._listener: Tell | None = None
        self._feed: Conductor | None = None
        self._refused: Exception | None = None
        self._thread = threading.Thread(target=self._begin, name="early-feed", daemon=True)
        self._thread.start()

    def take(self, tell: Tell) -> Conductor:
        """The feed, once it is made; what it told so far is told first. Raises what making it raised."""
        self._thread.join()
        if self._refused is not None:
            raise self._refused
        assert self._feed is not None
        with self._lock:
            self._listener = tell
            for event in self._kept:
                tell(event)
        return self._feed

    def close(self) -> None:
        """Stop the feed: nobody will take it."""
        self._thread.join()
        if self._feed is not None:
            self._feed.stop()

    def _begin(self) -> None:
        try:
            feed = self._make(self._hear)
            feed.start()
        except Exception as error:  # noqa: BLE001 - the edge of the thread: whoever takes the feed is told
            self._refused = error
            return
        self._feed = feed

    def _hear(self, event: ShowEvent) -> None:
        with self._lock:
            if self._listener is None:
                self._kept.append(event)
            else:
                self._listener(event)
