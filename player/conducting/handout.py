"""Between the conductor's thread and the playback core: the segment laid ready, and those handed out.

It knows no plan. Every method takes a lock for microseconds only.
"""

from __future__ import annotations

import threading
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar, cast

from generators.timed import Score
from player.feed import ReadySegment

T = TypeVar("T")

KEPT = 400
"""Segments that can be sought back to: some 25 minutes. Older ones are forgotten, so that a day costs no memory."""

WHOLE = 40
"""So many of the last segments keep all they are made of; of older ones only what is shown, told and drawn again."""


class Handout:
    """One offer at a time; what has been taken is final and stays in the history."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._handed: list[ReadySegment] = []
        self._gone = 0
        self._offer: ReadySegment | None = None
        self._settling = False

    def take(self, after: str | None) -> ReadySegment | None:
        """What follows `after` (None = the beginning): handed out before, or the offer, or None."""
        with self._lock:
            place = self._place_after(after)
            if place < len(self._handed):
                return self._handed[place]
            if self._offer is None or self._settling:
                return None
            offer, self._offer = self._offer, None
            self._handed.append(offer)
            if len(self._handed) > WHOLE:
                before = self._handed[-WHOLE - 2] if len(self._handed) > WHOLE + 1 else None
                self._handed[-WHOLE - 1] = _light(self._handed[-WHOLE - 1], before)
            if len(self._handed) > KEPT:
                del self._handed[0]
                self._gone += 1
            return offer

    def handed(self) -> tuple[ReadySegment, ...]:
        """What was handed out and is still kept, in order."""
        with self._lock:
            return tuple(self._handed)

    def since(self, count: int) -> tuple[ReadySegment, ...]:
        """Those handed out after the show's first `count`."""
        with self._lock:
            return tuple(self._handed[max(count - self._gone, 0) :])

    def number_of(self, segment: ReadySegment) -> int:
        """How many came before `segment`, which is still kept."""
        with self._lock:
            place = next(n for n, known in enumerate(self._handed) if known.id == segment.id)
            return self._gone + place

    def count(self) -> int:
        """How many were handed out."""
        with self._lock:
            return self._gone + len(self._handed)

    def committed(self) -> int:
        """How many were handed out, and the one laid ready, which may be taken at any moment."""
        with self._lock:
            return self._gone + len(self._handed) + (self._offer is not None)

    def withdraw(self) -> int:
        """Take the offer back; how many were handed out and cannot be."""
        with self._lock:
            self._offer = None
            return self._gone + len(self._handed)

    def last(self) -> ReadySegment | None:
        """The last one handed out."""
        with self._lock:
            return self._handed[-1] if self._handed else None

    def offer_id(self) -> str | None:
        """Id of what is laid ready."""
        with self._lock:
            return None if self._offer is None else self._offer.id

    def lay(self, offer: ReadySegment, count: int) -> bool:
        """Lay `offer` ready as number `count`; False when something was taken meanwhile."""
        with self._lock:
            if self._gone + len(self._handed) != count:
                return False
            self._offer = offer
            return True

    def settle(self) -> None:
        """Take the offer back and hand out nothing until `settled`: the story is being decided."""
        with self._lock:
            self._offer = None
            self._settling = True

    def settled(self) -> None:
        """Go on handing out."""
        with self._lock:
            self._settling = False

    def forget_after(self, count: int) -> None:
        """A skip: all but the first `count` were never played."""
        with self._lock:
            del self._handed[max(count - self._gone, 0) :]
            self._offer = None

    def _place_after(self, after: str | None) -> int:
        if after is None:
            return 0
        for place in range(len(self._handed) - 1, -1, -1):
            if self._handed[place].id == after:
                return place + 1
        return len(self._handed)


def _light(segment: ReadySegment, before: ReadySegment | None) -> ReadySegment:
    """`segment` without notes, sounds and mouths, which lie in its file, sharing what is equal in the one before it.

    Less than a quarter of its memory is left: the 25 minutes that can be gone back to would take 11 MB in whole ones.
    Its manifest keeps no second copy of what the part tells; the end of its pictures is judged at a join again when
    somebody went back to it and skips from there.
    """
    timed, manifest = segment.timed, segment.manifest
    lines = tuple(replace(line, phones=(), words=()) for line in timed.lines)
    flash = replace(manifest.flash, head="")
    light = replace(
        segment,
        timed=replace(timed, lines=lines, score=Score(), beds=(), cues=()),
        manifest=replace(manifest, captions=(), choice=None, why=(), flash=flash),
    )
    return light if before is None else shared(light, before)


def shared(value: T, known: T) -> T:
    """`value`, made of the same objects as `known` wherever the two are equal."""
    if value is known or type(value) is not type(known):
        return value
    if value == known:
        return known
    if is_dataclass(value) and not isinstance(value, type):
        names = [one.name for one in fields(value) if one.init]
        pieces = {name: shared(getattr(value, name), getattr(known, name)) for name in names}
        return cast("T", replace(cast("Any", value), **pieces))
    if isinstance(value, tuple) and isinstance(known, tuple):
        made = (*(shared(*pair) for pair in zip(value, known, strict=False)), *value[len(known) :])
        return cast("T", made)
    return value
