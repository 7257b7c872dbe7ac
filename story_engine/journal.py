"""The journal of a show: a tree of what was decided and what the viewer did, from which it replays exactly.

It does not know what the decisions mean.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from profiles.taste import TasteValues
from story_engine.errors import JournalError
from story_engine.journal_stream import KINDS, MAGIC, JournalStream, events_in, in_range
from story_engine.packing import Unpacker

FORMAT = 4
"""Format of what is written: since 3 decisions name lines, words and options by what they are, not by where they stand;
since 4 it is written as it grows. 1 to 3 are read, too."""
ENGINE = "0.2"
"""Generation of the engine and of what it writes; replay refuses journals of another one. It was not raised with
what the planner decides: decisions are read from the journal, what is computed beside them (the taste) may differ."""
MAX_BYTES = 64_000_000
"""Unpacked size of a journal, because files from elsewhere are hostile until validated; ten hours need about 0.5 MB."""
_FIRST_MAGIC = b"EVERSHOW1\n"
EDITION = "edition"
"""The note of a show that goes on with another edition of its seed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What a show started from."""

    seed: str
    seed_hash: str
    rng_seed: int
    taste: TasteValues
    viewer_rating: int
    wildness: float = 0.25
    """How surprising the show may be at its start, 0–1."""
    format: int = FORMAT
    engine: str = ENGINE


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened, after `parent`, when `step` parts had been given out."""

    id: str
    parent: str
    """"" for the first."""
    kind: str
    """"decided", "input" or "note"."""
    step: int
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Link:
    """An event and everything before it, so that branches share their past.

    The event is kept as the text that its id was made from: a day's show has twenty thousand, and as trees of objects
    they took ten times the memory and made every garbage collection slow.
    """

    id: str
    written: bytes
    before: Link | None

    @property
    def event(self) -> Event:
        """The event itself."""
        parent, kind, step, fields = json.loads(self.written)
        return Event(id=self.id, parent=parent, kind=kind, step=step, fields=fields)


def linked(before: Link | None, kind: str, step: int, fields: Mapping[str, Any]) -> Link:
    """A new event after `before`; its id follows from its content, so that equal pasts are one."""
    written = _written(before.id if before is not None else "", kind, step, fields)
    return Link(_id_of(written), written, before)


def _written(parent: str, kind: str, step: int, fields: Mapping[str, Any]) -> bytes:
    content = [parent, kind, step, fields]
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def _id_of(written: bytes) -> str:
    return hashlib.sha256(written).hexdigest()[:16]


def _event_of(parent: str, kind: str, step: int, fields: Mapping[str, Any]) -> Event:
    key = _id_of(_written(parent, kind, step, fields))
    return Event(id=key, parent=parent, kind=kind, step=step, fields=fields)


def chain(tip: Link | None) -> tuple[Event, ...]:
    """The events up to a link, oldest first."""
    found: list[Event] = []
    while tip is not None:
        found.append(tip.event)
        tip = tip.before
    return tuple(reversed(found))


@dataclass(frozen=True, slots=True, kw_only=True)
class Journal:
    """Header, events and tips: each tip is an event and the number of parts given out by then."""

    header: Header
    events: tuple[Event, ...]
    tips: tuple[tuple[str, int], ...]

    def path(self, tip: int = -1) -> tuple[Event, ...]:
        """The events that lead to a tip, oldest first; the last tip is where the viewer was last."""
        by_id = {event.id: event for event in self.events}
        found: list[Event] = []
        at = self.tips[tip][0] if self.tips else ""
        while at:
            if at not in by_id or len(found) > len(self.events):
                raise JournalError(f"the journal lacks the event {at}; it is damaged")
            found.append(by_id[at])
            at = by_id[at].parent
        return tuple(reversed(found))

    def steps(self, tip: int = -1) -> int:
        """Parts given out on the way to a tip."""
        return self.tips[tip][1] if self.tips else 0

    def merged(self, other: Journal) -> Journal:
        """Both trees as one; the other's last tip becomes the last."""
        if other.header != self.header:
            raise JournalError("journals of different shows cannot be merged")
        known = {event.id for event in self.events}
        inner = {event.parent for event in (*self.events, *other.events)}
        tips: dict[str, int] = {}
        for event, steps in (*self.tips, *other.tips):
            tips.pop(event, None)
            tips[event] = max(steps, tips.get(event, 0))
        last = other.tips[-1][0] if other.tips else ""
        kept = tuple((e, s) for e, s in tips.items() if e not in inner or e == last)
        events = (*self.events, *(event for event in other.events if event.id not in known))
        return Journal(header=self.header, events=events, tips=kept)

    def to_bytes(self) -> bytes:
        """The journal as a `.show` file holds it: a magic line and compressed, packed JSON.

        Ids are left out, because they follow from what an event is and what it comes after.
        """
        stream = JournalStream(header_tree(self.header))
        at = {"": -1}
        for number, e in enumerate(self.events):
            stream.add(at[e.parent], e.kind, e.step, e.fields)
            at[e.id] = number
        tips = [(at[event], steps) for event, steps in self.tips]
        return stream.ended(tips, self.events[-1].id if self.events else "")

    @staticmethod
    def from_bytes(content: bytes) -> Journal:
        """The journal in `content`; raises JournalError when it is damaged or too new."""
        if not content.startswith((MAGIC, _FIRST_MAGIC)):
            raise JournalError("this is no Evershow journal (.show file)")
        try:
            unpacker = zlib.decompressobj()
            text = unpacker.decompress(content[len(MAGIC) :], MAX_BYTES)
            if unpacker.unconsumed_tail or not unpacker.eof:
                raise JournalError("the journal is cut off or larger than a journal can be")
            tree = json.loads(text)
            header = _header(tree["header"])
            if content.startswith(_FIRST_MAGIC):
                events = tuple(_first_event(entry) for entry in tree["events"])
                tips = tuple((str(event), int(steps)) for event, steps in tree["tips"])
                return Journal(header=header, events=events, tips=tips)
            if "texts" in tree:
                events = tuple(_events(tree["events"], Unpacker(tree["texts"], tree["shapes"])))
            else:
                events = tuple(_streamed(tree["events"]))
            if tree["last"] != (events[-1].id if events else ""):
                raise JournalError("the journal is damaged: its events are not those that were written")
            ids = [event.id for event in events]
            tips = tuple((ids[in_range(at, len(ids))] if at != -1 else "", int(steps)) for at, steps in tree["tips"])
            return Journal(header=header, events=events, tips=tips)
        except (zlib.error, ValueError, KeyError, TypeError, IndexError, RecursionError, OverflowError) as error:
            raise JournalError(f"the journal is damaged: {error}") from error


def header_tree(header: Header) -> dict[str, Any]:
    """The header as it is written."""
    return {
        "seed": header.seed,
        "seed_hash": header.seed_hash,
        "rng_seed": header.rng_seed,
        "taste": header.taste.to_json(),
        "viewer_rating": header.viewer_rating,
        "wildness": header.wildness,
        "format": FORMAT,
        "engine": header.engine,
    }


def _header(tree: Mapping[str, Any]) -> Header:
    if tree["format"] not in (1, 2, 3, FORMAT):
        raise JournalError(f"the journal has format {tree['format']}, this Evershow reads up to {FORMAT}; update it")
    return Header(
        seed=str(tree["seed"]),
        seed_hash=str(tree["seed_hash"]),
        rng_seed=int(tree["rng_seed"]),
        taste=TasteValues.from_json(tree["taste"]),
        viewer_rating=int(tree["viewer_rating"]),
        wildness=float(tree.get("wildness", 0.25)),
        engine=str(tree["engine"]),
    )


def _streamed(entries: list[Any]) -> Iterator[Event]:
    """The events of the last form."""
    ids: list[str] = []
    for parent, kind, step, fields in events_in(entries):
        event = _event_of(ids[parent] if parent != -1 else "", kind, step, fields)
        ids.append(event.id)
        yield event


def _events(rows: list[Any], unpacker: Unpacker) -> Iterator[Event]:
    """The events of the second and third form, each after one that stands before it."""
    ids: list[str] = []
    for number, (back, kind, step, packed) in enumerate(rows):
        fields = unpacker.unpack(packed)
        if not isinstance(fields, dict):
            raise ValueError(f"event {number} has no fields")
        at = number - 1 - int(back)
        parent = ids[in_range(at, number)] if at != -1 else ""
        event = _event_of(parent, KINDS[in_range(kind, len(KINDS))], int(step), fields)
        ids.append(event.id)
        yield event


def _first_event(entry: Any) -> Event:
    """An event of the first form, which wrote ids."""
    key, parent, kind, step, fields = entry
    if not isinstance(fields, dict):
        raise ValueError(f"event {key} has no fields")
    return Event(id=str(key), parent=str(parent), kind=str(kind), step=int(step), fields=fields)


def decisions_by_step(events: tuple[Event, ...]) -> dict[int, tuple[tuple[str, str, Any], ...]]:
    """The decisions of every step that made some."""
    return {
        e.step: tuple((str(k), str(key), value) for k, key, value in e.fields["made"])
        for e in events
        if e.kind == "decided"
    }


def editions_of(header: Header, events: Iterable[Event]) -> tuple[str, ...]:
    """The digests of the editions of its seed that a show was told from, in order; the last is where it stands."""
    noted = (event.fields for event in events if event.kind == "note")
    later = (str(note["seed_hash"]) for note in noted if note["note"] == EDITION)
    return (header.seed_hash, *later)


def scenes_decided(events: Iterable[Event]) -> tuple[tuple[str, str, Any], ...]:
    """The decisions for a scene, in order."""
    decided = (event.fields["made"] for event in events if event.kind in ("decided", "input"))
    return tuple((str(kind), str(key), value) for made in decided for kind, key, value in made if kind == "scene")


def inputs_of(events: tuple[Event, ...]) -> Iterator[Event]:
    """The inputs in order."""
    return (event for event in events if event.kind == "input")
