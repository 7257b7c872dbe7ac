"""The bytes of a journal as it grows: what was packed once is not packed again.

It does not know what events mean, nor which of them belong to a show.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from story_engine.packing import Packer, Unpacker

MAGIC = b"EVERSHOW2\n"
KINDS = ("decided", "input", "note")
SHAPE = "shape"
"""Key of an entry that brings a new shape; a text that stands between the events brings itself."""
MEMORY = 6
"""Of the compressor, as zlib counts: it lets go of finished bytes every 5 kB, so that little is written twice, and
packs as well as with all it could have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamMark:
    """A place in a stream to which it can be taken back."""

    packing: Any
    done: int
    texts: int
    shapes: int
    count: int
    step: int


class JournalStream:
    """Events written behind one another; the same events give the same bytes, however often it was ended between."""

    def __init__(self, header: Mapping[str, Any]) -> None:
        self.count = 0
        """Events written."""
        self._step = 0
        self._packer = Packer()
        self._packing = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS, MEMORY)
        self._done = bytearray(MAGIC)
        self._put('{"header":' + _json(header) + ',"events":[""')

    def add(self, parent: int, kind: str, step: int, fields: Mapping[str, Any]) -> None:
        """Write an event after the one that is number `parent` (−1 = the beginning)."""
        texts, shapes = self._packer.sizes
        row: list[Any] = [step - self._step, self._packer.pack(fields)]
        back = self.count - 1 - parent
        if back or kind != KINDS[0]:
            row += [KINDS.index(kind), back]
        new = self._packer.texts_from(texts)
        keys = self._packer.shapes_from(shapes)
        self._put("".join(f",{_json(entry)}" for entry in (*new, *({SHAPE: shape} for shape in keys), row)))
        self.count += 1
        self._step = step

    def ended(self, tips: Sequence[tuple[int, int]], last: str) -> bytes:
        """A whole journal: what was written so far and its end. More may be added afterwards."""
        packing = self._packing.copy()
        end = packing.compress(f'],"tips":{_json(list(tips))},"last":{_json(last)}}}'.encode()) + packing.flush()
        return bytes(self._done) + end

    def mark(self) -> StreamMark:
        """Where it is now."""
        texts, shapes = self._packer.sizes
        return StreamMark(
            packing=self._packing.copy(),
            done=len(self._done),
            texts=texts,
            shapes=shapes,
            count=self.count,
            step=self._step,
        )

    def back_to(self, mark: StreamMark) -> None:
        """As it was at `mark`, which lies before."""
        self._packing = mark.packing.copy()
        del self._done[mark.done :]
        self._packer.back_to(mark.texts, mark.shapes)
        self.count, self._step = mark.count, mark.step

    def _put(self, text: str) -> None:
        self._done += self._packing.compress(text.encode())


def events_in(entries: Sequence[Any]) -> Iterator[tuple[int, str, int, dict[str, Any]]]:
    """Number of the parent, kind, step and fields of every event that a stream wrote; raises ValueError."""
    unpacker, number, step = Unpacker([], []), 0, 0
    if not isinstance(entries, list):
        raise ValueError("the events are no list")
    for entry in entries[1:]:
        match entry:
            case str():
                unpacker.learn_text(entry)
            case {"shape": shape}:
                unpacker.learn_shape(shape)
            case [int() as later, packed, *rest]:
                kind, back = rest or (0, 0)
                fields = unpacker.unpack(packed)
                if not isinstance(fields, dict):
                    raise ValueError(f"event {number} has no fields")
                at, step = number - 1 - int(back), step + later
                yield (in_range(at, number) if at != -1 else -1), KINDS[in_range(kind, len(KINDS))], step, fields
                number += 1
            case _:
                raise ValueError(f"a {type(entry).__name__} cannot be an event")


def in_range(number: Any, end: int) -> int:
    """`number`, which counts below `end`; raises ValueError."""
    if not isinstance(number, int) or not 0 <= number < end:
        raise ValueError(f"{number} is not between 0 and {end - 1}")
    return number


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
