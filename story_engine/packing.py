"""Plain values (JSON's) as a small tree: every text and every shape of a dictionary is written once.

It does not know what the values mean. Texts become numbers, numbers become texts, dictionaries become lists that begin
with the negative number of their shape; so nothing needs an escape and equal stretches compress well.
"""

from __future__ import annotations

from itertools import islice
from typing import Any

MOST_DEPTH = 24
"""Nested values of a packed tree, because files from elsewhere are hostile until validated; a journal has seven."""


class Packer:
    """Packs values; texts and shapes are numbered in the order in which they turn up."""

    def __init__(self) -> None:
        self._texts: dict[str, int] = {}
        self._shapes: dict[tuple[int, ...], int] = {}

    def pack(self, value: Any) -> Any:
        """The packed form of a value."""
        match value:
            case str():
                return self._text(value)
            case bool() | None:
                return value
            case int() | float():
                return repr(value)
            case dict():
                shape = tuple(self._text(str(key)) for key in sorted(value))
                number = self._shapes.setdefault(shape, len(self._shapes))
                return [-number - 1, *(self.pack(value[key]) for key in sorted(value))]
            case list() | tuple():
                return [self.pack(entry) for entry in value]
            case _:
                raise TypeError(f"a {type(value).__name__} cannot be journaled")

    def _text(self, text: str) -> int:
        return self._texts.setdefault(text, len(self._texts))

    @property
    def sizes(self) -> tuple[int, int]:
        """How many texts and shapes there are."""
        return len(self._texts), len(self._shapes)

    def texts_from(self, number: int) -> list[str]:
        """The texts from that number on; costs what they are, not what there is."""
        return [*islice(reversed(self._texts), len(self._texts) - number)][::-1]

    def shapes_from(self, number: int) -> list[list[int]]:
        """The shapes from that number on."""
        return [list(shape) for shape in islice(reversed(self._shapes), len(self._shapes) - number)][::-1]

    def back_to(self, texts: int, shapes: int) -> None:
        """Forget what turned up after it had so many."""
        while len(self._texts) > texts:
            self._texts.popitem()
        while len(self._shapes) > shapes:
            self._shapes.popitem()

    @property
    def texts(self) -> list[str]:
        """Every text, by number."""
        return list(self._texts)

    @property
    def shapes(self) -> list[list[int]]:
        """The keys of every shape of dictionary, by number."""
        return [list(shape) for shape in self._shapes]


class Unpacker:
    """Unpacks what a `Packer` made; anything else raises ValueError."""

    def __init__(self, texts: Any, shapes: Any) -> None:
        if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
            raise ValueError("the texts are no list of texts")
        self._texts: list[str] = list(texts)
        self._shapes: list[list[str]] = []
        for shape in shapes:
            self.learn_shape(shape)

    def learn_text(self, text: str) -> None:
        """The next text."""
        self._texts.append(text)

    def learn_shape(self, shape: Any) -> None:
        """The keys of the next shape, as numbers of texts."""
        self._shapes.append([self._text(key) for key in shape])

    def unpack(self, packed: Any, depth: int = 0) -> Any:
        """The value of a packed form."""
        if depth > MOST_DEPTH:
            raise ValueError(f"nested deeper than {MOST_DEPTH}")
        match packed:
            case bool() | None:
                return packed
            case int():
                return self._text(packed)
            case str():
                return _number(packed)
            case [int() as first, *rest] if first < 0 and not isinstance(first, bool):
                if -first > len(self._shapes):
                    raise ValueError(f"there is no shape {-first}")
                keys = self._shapes[-first - 1]
                if len(keys) != len(rest):
                    raise ValueError(f"shape {-first} has {len(keys)} keys, {len(rest)} values found")
                return {key: self.unpack(entry, depth + 1) for key, entry in zip(keys, rest, strict=True)}
            case list():
                return [self.unpack(entry, depth + 1) for entry in packed]
            case _:
                raise ValueError(f"a {type(packed).__name__} cannot stand here")

    def _text(self, number: Any) -> str:
        if not isinstance(number, int) or not 0 <= number < len(self._texts):
            raise ValueError(f"there is no text {number}")
        return self._texts[number]


def _number(text: str) -> int | float:
    return int(text) if text.lstrip("-").isdecimal() else float(text)
