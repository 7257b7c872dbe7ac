"""The journal of a show that goes on: each time only what is new is packed, whatever there was before.

It knows links and bytes, no show: `player/show_tree.py` says which paths there are.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace

import numpy as np

from story_engine.errors import JournalError
from story_engine.journal import Header, Journal, Link, header_tree
from story_engine.journal_stream import JournalStream, StreamMark

OPEN = 48
"""Newest events that are packed again each time, some three minutes of show: a pick may take back the turns of a hold,
and a path that leaves further back is packed from its beginning."""


class GrowingJournal:
    """Packs the path of a show behind the paths that there are; one thread calls it."""

    def __init__(self, past: Journal | None = None) -> None:
        """`past`: earlier sittings and other branches, which stay."""
        self._past = past
        self._kept = b""
        """The past packed, where it is no longer at hand as a value: as values a day's events take a hundred MB."""
        self._header: Header | None = None
        self._tips: list[tuple[int, int]] = []
        self._ids = np.zeros(0, dtype=np.uint64)
        """Keys of the past's events, in order."""
        self._last_id = ""
        self._settled: Link | None = None
        """The newest event that is packed for good; None = none beyond the past is."""
        self._attached = -1
        """Number of the past's event after which the path goes its own way."""

    @property
    def past(self) -> Journal | None:
        """Earlier sittings and other branches."""
        if self._past is None and self._kept:
            return Journal.from_bytes(self._kept)
        return self._past

    def written(self, header: Header, tip: Link | None, steps: int) -> bytes:
        """The past and the path that leads to `tip` after so many parts, as `Journal.to_bytes` would write them.

        Raises JournalError where the past is another show's.
        """
        if header != self._header:
            self._begin(header)
        fresh = _since(tip, self._settled) if self._settled is not None else None
        if fresh is None:
            self._stream.back_to(self._base)
            self._settled = None
            fresh = self._beyond_past(tip)
        for link in fresh[:-OPEN]:
            self._add(link)
        if len(fresh) > OPEN:
            self._settled, fresh = fresh[-OPEN - 1], fresh[-OPEN:]
        here = self._stream.mark()
        for link in fresh:
            self._add(link)
        content = self._stream.ended(*self._ends(tip, steps))
        self._stream.back_to(here)
        return content

    def _begin(self, header: Header) -> None:
        """Write the past under `header`: its ceiling may have been lowered since."""
        past = self.past
        if past is not None and replace(past.header, viewer_rating=header.viewer_rating) != header:
            raise JournalError("journals of different shows cannot be merged")
        self._header = header
        self._stream = JournalStream(header_tree(header))
        events = past.events if past is not None else ()
        at = {"": -1}
        for number, event in enumerate(events):
            self._stream.add(at[event.parent], event.kind, event.step, event.fields)
            at[event.id] = number
        self._base: StreamMark = self._stream.mark()
        self._settled, self._attached = None, -1
        self._ids = np.array([_key(event.id) for event in events], dtype=np.uint64)
        self._last_id = events[-1].id if events else ""
        inner = {event.parent for event in events}
        tips = past.tips if past is not None else ()
        self._tips = [(at[event], steps) for event, steps in tips if event not in inner]
        if past is not None:
            self._kept = self._stream.ended([(at[event], steps) for event, steps in past.tips], self._last_id)
            self._past = None

    def _number_of(self, link: Link) -> int:
        """Where the past has the event; −1 = it has not."""
        found = np.flatnonzero(self._ids == np.uint64(_key(link.id)))
        return int(found[0]) if found.size else -1

    def _beyond_past(self, tip: Link | None) -> list[Link]:
        """The links that the past has not, oldest first; where they leave it is remembered."""
        found: list[Link] = []
        while tip is not None and (number := self._number_of(tip)) < 0:
            found.append(tip)
            tip = tip.before
        self._attached = number if tip is not None else -1
        return found[::-1]

    def _add(self, link: Link) -> None:
        """Behind what was written: the first after the past, each other after the one before it."""
        count = self._stream.count
        _, kind, step, fields = json.loads(link.written)
        self._stream.add(self._attached if count == self._base.count else count - 1, kind, step, fields)

    def _ends(self, tip: Link | None, steps: int) -> tuple[list[tuple[int, int]], str]:
        """The tips, the path's last, and the id of the last event."""
        grew = self._stream.count > self._base.count
        here = self._stream.count - 1 if grew else self._attached
        tips = [known for known in self._tips if known[0] not in (here, self._attached if grew else here)]
        return [*tips, (here, steps)], tip.id if grew and tip is not None else self._last_id


def _since(tip: Link | None, settled: Link) -> list[Link] | None:
    """The links after `settled` up to `tip`, oldest first; None where `settled` does not lead there."""
    found: list[Link] = []
    while tip is not settled:
        if tip is None:
            return None
        found.append(tip)
        tip = tip.before
    return found[::-1]


def _key(event: str) -> int:
    """A 64-bit number for an event's id."""
    return int.from_bytes(hashlib.sha256(event.encode()).digest()[:8])
