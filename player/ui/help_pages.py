"""How the groups of the key help stand on pages: beside one another, short ones below one another, or over pages.

It knows no widget, no text and no key.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

HEAD_ROWS = 2
"""Lines that the heading of a group below another one takes, with the space above it."""
Rows = tuple[tuple[tuple[str, ...], str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A heading and lines of keys and what they do; `caps` is the width of the keys, `wide` of it all, in pixels."""

    heading: str
    rows: Rows
    caps: float
    wide: float


Column = list[Group]
"""Groups below one another."""


def pages_of(groups: Sequence[Group], room: float, most: int) -> list[list[Column]]:
    """Columns by page, in pixels of `room` beside and `most` lines below one another.

    A group has a column to itself where so many fit on one page. A longer one goes over several.
    """
    pieces = [
        replace(group, rows=group.rows[at : at + most]) for group in groups for at in range(0, len(group.rows), most)
    ]
    beside = _packed([[piece] for piece in pieces], room)
    return beside if len(beside) == 1 else _packed(_stacked(pieces, most), room)


def lines_of(column: Column) -> int:
    """How many lines a column is high."""
    return sum(len(group.rows) for group in column) + HEAD_ROWS * (len(column) - 1)


def width_of_column(column: Column) -> float:
    """Of its widest group, pixels."""
    return max(group.wide for group in column)


def _stacked(pieces: Sequence[Group], most: int) -> list[Column]:
    columns: list[Column] = []
    for piece in pieces:
        if columns and lines_of(columns[-1]) + HEAD_ROWS + len(piece.rows) <= most:
            columns[-1].append(piece)
        else:
            columns.append([piece])
    return columns


def _packed(columns: Sequence[Column], room: float) -> list[list[Column]]:
    pages: list[list[Column]] = [[]]
    for column in columns:
        if pages[-1] and sum(map(width_of_column, pages[-1])) + width_of_column(column) > room:
            pages.append([])
        pages[-1].append(column)
    return pages
