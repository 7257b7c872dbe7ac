"""Read scenes as flat rows of plain values, and back: the form in which they are kept between two starts.

It does not know files. A value stands once in a list, everything made of others is a row of their numbers; so reading
back is one walk from front to back, without a parser.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from functools import partial
from types import MappingProxyType
from typing import Any, TypeAlias, cast

from story_engine.expr import Binary, Call, Literal, Name, Unary, Variable
from story_engine.plan import ChoiceForm, Tone
from story_engine.seed import script
from story_engine.seed.diagnostics import Where
from story_engine.seed.model import Role, Storylet

Row: TypeAlias = Sequence[int]
"""What is made (a number of `_MADE`), then the numbers of what it is made of."""

_ALIKE = (Where, Role, Literal, Variable, Name, Call, Unary, Binary)
"""Kinds of which equal ones may be one: nobody asks which of two they are."""
_OWN = (
    Storylet,
    script.Say,
    script.Deed,
    script.Framing,
    script.Effect,
    script.Change,
    script.Cue,
    script.Assign,
    script.Arm,
    script.Branching,
    script.OnceOnly,
    script.Alternatives,
    script.Answer,
    script.Choosing,
)
"""Kinds of which each stands for itself, however alike: a play-test counts them one by one."""
_GROUPS: Mapping[type, Callable[[list[Any]], Any]] = {
    tuple: tuple,
    frozenset: frozenset,
    dict: lambda parts: dict(zip(parts[::2], parts[1::2], strict=True)),
    MappingProxyType: lambda parts: MappingProxyType(dict(zip(parts[::2], parts[1::2], strict=True))),
    Tone: lambda parts: Tone(parts[0]),
    ChoiceForm: lambda parts: ChoiceForm(parts[0]),
}
"""What is no kind of ours, and how it is made of its parts."""
_KINDS: tuple[type, ...] = (*_GROUPS, *_ALIKE, *_OWN)
_NUMBERS = {kind: number for number, kind in enumerate(_KINDS)}


class Flattening:
    """Makes rows of values, those they are made of before them."""

    def __init__(self) -> None:
        self.plain: list[object] = []
        self.rows: list[Row] = []
        self._plain: dict[tuple[str, str], int] = {}
        self._alike: dict[Row, int] = {}

    def add(self, value: object) -> int:
        """The number of a value: from 0 on those of `plain`, from −1 on down those of `rows`. Raises TypeError."""
        kind = type(value)
        if value is None or kind in (bool, int, float, str):
            key = (kind.__name__, repr(value))
            number = self._plain.get(key)
            if number is None:
                number = self._plain[key] = len(self.plain)
                self.plain.append(value)
            return number
        if kind not in _NUMBERS:
            raise TypeError(f"a {kind.__name__} cannot be kept")
        row = (_NUMBERS[kind], *map(self.add, _parts(value)))
        if kind not in _ALIKE:
            return self._put(row)
        known = self._alike.get(row)
        if known is None:
            known = self._alike[row] = self._put(row)
        return known

    def _put(self, row: Row) -> int:
        self.rows.append(row)
        return -len(self.rows)


def _parts(value: Any) -> Sequence[object]:
    if isinstance(value, Tone | ChoiceForm):
        return (value.value,)
    if isinstance(value, dict | MappingProxyType):
        return [part for pair in value.items() for part in pair]
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return value
    return [getattr(value, field.name) for field in fields(value)]


def made_again(plain: Sequence[object], rows: Sequence[Row]) -> object:
    """The last value that a `Flattening` was given; rows of another make raise IndexError, TypeError or ValueError."""
    makers = [_maker(kind) for kind in _KINDS]
    # Rows are asked for by negative numbers: the newest stands in front of nothing, so the list is filled backwards.
    values: list[Any] = [*plain, *([None] * len(rows))]
    for at, (number, *parts) in zip(range(len(values) - 1, len(plain) - 1, -1), rows, strict=True):
        values[at] = makers[number]([values[part] for part in parts])
    return values[len(plain)] if rows else None


def _maker(kind: type) -> Callable[[list[Any]], Any]:
    """How a value of a kind is made of its parts, in the order of its fields."""
    if kind in _GROUPS:
        return _GROUPS[kind]
    if issubclass(kind, tuple):
        return partial(tuple.__new__, kind)
    # Frozen values are filled slot by slot, as their own constructors do, at a third of the time: each was checked
    # when it was made first.
    slots = [kind.__dict__[field.name].__set__ for field in fields(cast(Any, kind))]
    new = object.__new__

    def make(parts: list[Any]) -> Any:
        value: Any = new(kind)
        for fill, part in zip(slots, parts, strict=True):
            fill(value, part)
        return value

    return make
