"""The words of a stretch of the story map that is over, packed: a day of them would take seven megabytes as values.

It knows no map and no file.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, overload

import msgspec

from player.said_words import Said


class PackedWords(Sequence[Said]):
    """Reads like the tuple that it was made of; each reading unpacks it."""

    __slots__ = ("_count", "_packed")

    def __init__(self, said: Iterable[Said]) -> None:
        whole = tuple(said)
        self._count = len(whole)
        self._packed = zlib.compress(msgspec.json.encode(whole), 6)

    def _whole(self) -> tuple[Said, ...]:
        return msgspec.json.decode(zlib.decompress(self._packed), type=tuple[Said, ...])

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Said]:
        return iter(self._whole())

    @overload
    def __getitem__(self, at: int) -> Said: ...

    @overload
    def __getitem__(self, at: slice) -> tuple[Said, ...]: ...

    def __getitem__(self, at: int | slice) -> Said | tuple[Said, ...]:
        return self._whole()[at]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self._whole() == tuple(other)

    def __hash__(self) -> int:
        return hash(self._whole())


def as_written(value: Any) -> Any:
    """What a file keeps of it."""
    if isinstance(value, PackedWords):
        return tuple(value)
    raise TypeError(f"a {type(value).__name__} cannot be written")
