"""The pieces that may be near the lens: what `assets/near/pieces.yaml` holds, and what each needs free of people.

It knows no picture and no shot; the storyboard reads it as well as the stage.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from generators.stage import library

Box = tuple[float, float, float]
"""How far inwards from the edge, from y and to y, in heights of the frame."""


@lru_cache(maxsize=1)
def pieces() -> Mapping[str, Mapping[str, Any]]:
    """All pieces by name."""
    return library.load("near", "pieces")


def covers(name: str) -> tuple[Box, ...]:
    """What a piece needs free of people."""
    boxes = []
    for box in pieces()[name]["covers"]:
        reach, top, bottom = (float(value) for value in box)
        boxes.append((reach, top, bottom))
    return tuple(boxes)
