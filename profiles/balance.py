"""A viewer's balance: how many decibels louder or softer they want what is heard. It holds limits and words, no store.

Below −12 dB words or music are as good as gone, and above +6 dB there is no room for them below full scale.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

NAMES = ("speech", "music", "ambience", "effects")
LEAST, MOST, STEP = -12.0, 6.0, 1.0
"""Decibels; the step is what a notch of a slider makes, about the least that is heard."""
FLAT: Mapping[str, float] = dict.fromkeys(NAMES, 0.0)
"""As it was mixed."""


CLEAR = 6.0
"""Decibels that speech may lose against what else is heard: it is mixed 21 above that, and 15 keep every word."""


def drowns_speech(balance: Mapping[str, float]) -> bool:
    """Whether words are hard to follow in this balance."""
    return max(balance[name] for name in NAMES if name != "speech") - balance["speech"] > CLEAR


def checked(values: Mapping[str, float]) -> dict[str, float]:
    """All four, with 0 for what is not named; raises ValueError on another name or a value beyond the limits."""
    for name, value in values.items():
        if name not in NAMES:
            raise ValueError(f"there is no {name!r} in a balance; name one of {', '.join(NAMES)}")
        if not math.isfinite(value) or not LEAST <= value <= MOST:
            raise ValueError(f"{name}={value:+g} is beyond the limits; choose {LEAST:+g} to {MOST:+g} decibels")
    return {name: float(values.get(name, 0.0)) for name in NAMES}


def parsed(text: str) -> dict[str, float]:
    """The balance that `text` writes as "speech=+3,music=-6"; raises ValueError."""
    values: dict[str, float] = {}
    for word in (piece.strip() for piece in text.split(",")):
        if not word:
            continue
        name, equals, number = (piece.strip() for piece in word.partition("="))
        try:
            value = float(number.replace("−", "-"))
        except ValueError:
            equals, value = "", 0.0
        if not equals:
            raise ValueError(f"{word!r} is no balance; write NAME=DECIBELS, for example speech=+3,music=-6")
        if name in values:
            raise ValueError(f"{name} is named twice; give it one value")
        values[name] = value
    return checked(values)


def told(balance: Mapping[str, float]) -> str:
    """The balance as `parsed` reads it, without what is 0."""
    return ",".join(f"{name}={value:+g}" for name, value in balance.items() if value)
