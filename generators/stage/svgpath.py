"""Reads the `d` of an SVG path into a Skia path.

It knows the path grammar (all commands but S and T) and nothing of colours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import skia

TOKEN = re.compile(r"[MmLlHhVvQqCcAaZz]|[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
TAKES = {"m": 2, "l": 2, "h": 1, "v": 1, "q": 4, "c": 6, "a": 7, "z": 0}
"""Numbers each command takes."""
MOST_NUMBERS = 4000
"""Longest path read: drawings may come from strangers."""


def parse(text: str) -> skia.Path:
    """The path of `text`; ValueError with the piece that is wrong."""
    tokens = TOKEN.findall(text)
    if not tokens or TOKEN.sub("", text).strip(" ,\t\r\n"):
        raise ValueError(f"not an SVG path: {text[:40]!r}")
    if len(tokens) > MOST_NUMBERS:
        raise ValueError(f"path has {len(tokens)} numbers; {MOST_NUMBERS} are the most")
    path = skia.Path()
    x = y = start_x = start_y = 0.0
    for letter, numbers in _commands(tokens):
        kind = letter.lower()
        base_x, base_y = (x, y) if letter.islower() else (0.0, 0.0)
        if kind == "z":
            path.close()
            x, y = start_x, start_y
            continue
        if kind == "h":
            x = base_x + numbers[0]
        elif kind == "v":
            y = base_y + numbers[0]
        else:
            x, y = base_x + numbers[-2], base_y + numbers[-1]
        if kind == "m":
            path.moveTo(x, y)
            start_x, start_y = x, y
        elif kind in "lhv":
            path.lineTo(x, y)
        elif kind == "q":
            path.quadTo(base_x + numbers[0], base_y + numbers[1], x, y)
        elif kind == "c":
            one, other = (base_x + numbers[0], base_y + numbers[1]), (base_x + numbers[2], base_y + numbers[3])
            path.cubicTo(*one, *other, x, y)
        else:
            size = skia.Path.ArcSize.kLarge_ArcSize if numbers[3] else skia.Path.ArcSize.kSmall_ArcSize
            sweep = skia.PathDirection.kCW if numbers[4] else skia.PathDirection.kCCW
            path.arcTo(numbers[0], numbers[1], numbers[2], size, sweep, x, y)
    return path


def _commands(tokens: list[str]) -> Iterator[tuple[str, list[float]]]:
    """Each command with its numbers; repeated numbers repeat the command, after `M` as `L`."""
    at, letter = 0, ""
    while at < len(tokens):
        if tokens[at].isalpha():
            letter = tokens[at]
            at += 1
        elif letter in ("", "Z", "z"):
            raise ValueError(f"number {tokens[at]} without a command")
        count = TAKES[letter.lower()]
        numbers = tokens[at : at + count]
        if len(numbers) < count or any(token.isalpha() for token in numbers):
            raise ValueError(f"command {letter} needs {count} numbers")
        at += count
        yield letter, [float(token) for token in numbers]
        letter = {"M": "L", "m": "l"}.get(letter, letter)
