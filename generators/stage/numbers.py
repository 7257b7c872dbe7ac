"""Numbers of a drawing's file as director and stage both take them: finite, and within what a set or a figure can be.

It knows no file; `evershow check` tells where one is that is not.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

Span = tuple[float, float]
"""Least and most."""
SPOT_X: Span = (-1.5, 1.5)
"""Stage units from the middle: the picture ends near 0.9, and nobody waits farther off than this."""
SPOT_DEPTH: Span = (0.0, 1.0)
"""0 = the back of the floor, 1 = its front."""
SPOT_UP: Span = (0.0, 3.0)
"""Metres above the floor: a shelf under a high ceiling."""
THING_CENTIMETRES: Span = (0.0, 2000.0)
"""Ten times the widest thing of the library."""
THING_UNIT: Span = (1e-4, 0.2)
"""Metres to one in a thing's file."""
BODY_METRES: Span = (0.1, 6.0)
"""From the floor to the crown of a figure."""
LIMB_METRES: Span = (-8.0, 8.0)
"""Lengths and offsets within a figure."""


def number(value: object, span: Span, otherwise: float | None = None) -> float:
    """`value` as a number within `span`; `otherwise` in place of another one, or ValueError when there is none."""
    try:
        found = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError) as error:
        if otherwise is None:
            raise ValueError(f"{told(value)} is no number within {span[0]:g} to {span[1]:g}") from error
        return otherwise
    if math.isfinite(found) and span[0] <= found <= span[1]:
        return found
    if otherwise is None:
        raise ValueError(f"{told(value)} is not within {span[0]:g} to {span[1]:g}")
    return otherwise


def told(value: object) -> str:
    """`value` in few letters, for a message: a file may hold hundreds of digits."""
    text = repr(value)
    return text if len(text) <= 24 else f"{text[:20]}…"


def beyond(content: Any, most: float, path: str = "") -> Iterator[tuple[str, object]]:
    """Every number below `content` that is not finite or larger than `most`, with the path to it."""
    if isinstance(content, Mapping):
        for key, value in content.items():
            yield from beyond(value, most, f"{path}.{key}" if path else str(key))
    elif isinstance(content, list | tuple):
        for value in content:
            yield from beyond(value, most, path)
    elif isinstance(content, int | float) and not abs(content) <= most:
        yield path, content


def worded(content: Any, words: frozenset[str], path: str = "") -> Iterator[tuple[str, object]]:
    """Every value below `content` that is no number (text, yes or no, nothing), but for those of the keys `words`."""
    if isinstance(content, Mapping):
        for key, value in content.items():
            if key not in words:
                yield from worded(value, words, f"{path}.{key}" if path else str(key))
    elif isinstance(content, list | tuple):
        for value in content:
            yield from worded(value, words, path)
    elif path and (isinstance(content, bool) or not isinstance(content, int | float)):
        yield path, content
