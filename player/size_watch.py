"""Watches how a show fares, and has its picture made smaller or larger where nobody has set its size.

It knows no window and no measurement; when to change is `picture_size`'s.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from generators.media import Level, Size
from player.feed import Feed, ReadySegment
from player.picture_size import OF_SEGMENTS, Fared, Sizing
from player.playback.core import Playback
from story_engine.plan import PartKind

LOOK_SECONDS = 1.0


class SizeWatch:
    """One thread calls it."""

    def __init__(
        self, feed: Feed, playback: Playback, sizing: Sizing, keep: Callable[[Size], None] = lambda size: None
    ) -> None:
        """`keep` is told every size that is gone on with."""
        self._feed, self._playback, self._sizing, self._keep = feed, playback, sizing, keep
        self._looked = 0.0
        self._bridged = 0
        self._on_bridge = False
        self._cards: deque[bool] = deque(maxlen=OF_SEGMENTS)

    @property
    def size(self) -> Size:
        """What is drawn now."""
        return self._sizing.size

    def hear(self, segment: ReadySegment) -> None:
        """A segment is heard for the first time."""
        part = segment.timed.part
        bridges = part.kind is PartKind.HOLD and part.choice is None
        self._bridged += bridges and not self._on_bridge
        self._on_bridge = bridges
        if not bridges:
            self._cards.append(segment.manifest.level is Level.CARD)

    def tick(self, now: float, ready_seconds: float, *, plays: bool) -> None:
        """Look once a second, while the show `plays`."""
        if now - self._looked < LOOK_SECONDS or not plays:
            return
        self._looked = now
        measures = self._playback.measures
        fared = Fared(
            shown=measures.shown,
            dropped=measures.dropped,
            late=measures.underruns + self._bridged,
            ready_seconds=ready_seconds,
            cards=tuple(self._cards),
        )
        size = self._sizing.look(now, fared)
        if size is not None:
            self._cards.clear()
            self._feed.resize(size)
            self._keep(size)
