"""How alike two rows of sounds are: sounds missed, invented or mistaken, by their kinds. It knows no engine."""

from __future__ import annotations

from collections.abc import Sequence

KINDS = (
    "IY IH EY EH AE", "AA AO AH OW UH UW ER", "AY AW OY", "P B", "T D", "K G", "F V TH DH", "S Z SH ZH CH JH",
    "M N NG", "L R W Y", "HH",
)  # fmt: skip
"""Sounds that are easily taken for one another (the names of the CMU dictionary)."""
_KIND = {sound: number for number, kind in enumerate(KINDS) for sound in kind.split()}
NEAR = 0.5
"""A mistake within a kind counts so much."""


def likeness(one: Sequence[str], other: Sequence[str]) -> float:
    """1 = the same, 0 = nothing in common (Levenshtein's distance, by the length of the longer)."""
    longer = max(len(one), len(other))
    if not longer:
        return 0.0
    above = [float(place) for place in range(len(other) + 1)]
    for number, sound in enumerate(one, 1):
        row = [float(number)]
        for place, heard in enumerate(other, 1):
            row.append(min(above[place] + 1.0, row[-1] + 1.0, above[place - 1] + _mistake(sound, heard)))
        above = row
    return max(0.0, 1.0 - above[-1] / longer)


def _mistake(sound: str, heard: str) -> float:
    if sound == heard:
        return 0.0
    return NEAR if sound in _KIND and _KIND[sound] == _KIND.get(heard) else 1.0
