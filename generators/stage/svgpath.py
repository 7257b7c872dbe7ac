"""Reads the `d` of an SVG path into a Skia path.

It knows the path grammar and nothing of colours.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

import skia

TOKEN = re.compile(r"[MmLlHhVvQqCcSsTtAaZz]|[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
TAKES = {"m": 2, "l": 2, "h": 1, "v": 1, "q": 4, "c": 6, "s": 4, "t": 2, "a": 7, "z": 0}
"""Numbers each command takes."""
MOST_NUMBERS = 4000
"""Longest path read: drawings may come from strangers."""
LARGEST = 1e5
"""Largest number in a path: beyond it Skia's arithmetic fails, and nobody draws there."""


def parse(text: str) -> skia.Path:
    """The path of `text`; ValueError with the piece that is wrong."""
    tokens = TOKEN.findall(text)
    if not tokens or TOKEN.sub("", text).strip(" ,\t\r\n"):
        raise ValueError(f"not an SVG path: {text[:40]!r}")
    if len(tokens) > MOST_NUMBERS:
        raise ValueError(f"path has {len(tokens)} numbers; {MOST_NUMBERS} are the most")
    path = skia.Path()
    x = y = start_x = start_y = 0.0
    # What S and T mirror: the last control point, if the last command had one of their kind.
    handle, handle_of = (0.0, 0.0), ""
    for letter, numbers in _commands(tokens):
        kind = letter.lower()
        base_x, base_y = (x, y) if letter.islower() else (0.0, 0.0)
        if kind == "z":
            path.close()
            x, y = start_x, start_y
            handle_of = ""
            continue
        mirrored = (2 * x - handle[0], 2 * y - handle[1])
        from_x, from_y = x, y
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
        elif kind in "qt":
            if kind == "q":
                handle = (base_x + numbers[0], base_y + numbers[1])
            else:
                handle = mirrored if handle_of == "q" else (from_x, from_y)
            path.quadTo(*handle, x, y)
        elif kind in "cs":
            at = 2 if kind == "c" else 0
            one = (base_x + numbers[0], base_y + numbers[1])
            if kind == "s":
                one = mirrored if handle_of == "c" else (from_x, from_y)
            handle = (base_x + numbers[at], base_y + numbers[at + 1])
            path.cubicTo(*one, *handle, x, y)
        else:
            size = skia.Path.ArcSize.kLarge_ArcSize if numbers[3] else skia.Path.ArcSize.kSmall_ArcSize
            sweep = skia.PathDirection.kCW if numbers[4] else skia.PathDirection.kCCW
            path.arcTo(numbers[0], numbers[1], numbers[2], size, sweep, x, y)
        handle_of = {"q": "q", "t": "q", "c": "c", "s": "c"}.get(kind, "")
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
        values = [float(token) for token in numbers]
        if any(not math.isfinite(value) or abs(value) > LARGEST for value in values):
            raise ValueError(f"command {letter} has a number beyond ±{LARGEST:.0f}")
        yield letter, values
        letter = {"M": "L", "m": "l"}.get(letter, letter)
