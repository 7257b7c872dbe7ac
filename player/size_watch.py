"""Watches how a show fares, and has its picture made smaller or larger where nobody has set its size.

It knows no window and no measurement; when to change is `picture_size`'s.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from generators.media import Level, Size
from player.feed import Feed, ReadySegment, Revisited, ShowEvent, SignalNoted, SkipReady, WishAcknowledged, WishUndone
from player.picture_size import OF_SEGMENTS, Fared, Sizing
from player.playback.core import Playback
from story_engine.plan import InputKind, PartKind

LOOK_SECONDS = 1.0
TURNED_SECONDS = 20.0
"""For so long after the viewer has turned the story, and by that thrown away what was drawn ahead, neither late joins
nor cards are the fault of the picture's size."""


class SizeWatch:
    """One thread calls it; every time is in monotonic seconds."""

    def __init__(
        self, feed: Feed, playback: Playback, sizing: Sizing, keep: Callable[[Size], None] = lambda size: None
    ) -> None:
        """`keep` is told every size that is gone on with."""
        self._feed, self._playback, self._sizing, self._keep = feed, playback, sizing, keep
        self._looked = 0.0
        self._late = self._late_seen = 0
        self._turned_until = 0.0
        self._bridged = 0
        self._on_bridge = False
        self._cards: deque[bool] = deque(maxlen=OF_SEGMENTS)

    @property
    def size(self) -> Size:
        """What is drawn now."""
        return self._sizing.size

    def event(self, event: ShowEvent, now: float) -> None:
        """Notice by what the viewer turns the story: what lies ready ahead is drawn for another one."""
        match event:
            case WishAcknowledged() | WishUndone() | SkipReady() | Revisited() | SignalNoted(kind=InputKind.TAKE):
                self._turned_until = now + TURNED_SECONDS

    def hear(self, segment: ReadySegment, now: float) -> None:
        """A segment is heard for the first time, `now` (monotonic seconds)."""
        part = segment.timed.part
        bridges = part.kind is PartKind.HOLD and part.choice is None
        self._bridged += bridges and not self._on_bridge
        self._on_bridge = bridges
        if not bridges and now >= self._turned_until:
            self._cards.append(segment.manifest.level is Level.CARD)

    def tick(self, now: float, ready_seconds: float, *, plays: bool) -> None:
        """Look once a second, while the show `plays`."""
        if now - self._looked < LOOK_SECONDS or not plays:
            return
        self._looked = now
        measures = self._playback.measures
        late = measures.underruns + self._bridged
        if now >= self._turned_until:
            self._late += late - self._late_seen
        self._late_seen = late
        fared = Fared(
            shown=measures.shown,
            dropped=measures.dropped,
            late=self._late,
            ready_seconds=ready_seconds,
            cards=tuple(self._cards),
        )
        size = self._sizing.look(now, fared)
        if size is not None:
            self._cards.clear()
            self._feed.resize(size)
            self._keep(size)
