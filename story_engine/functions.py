"""Functions that expressions may call and whose answers depend on their arguments alone, or on chance.

It does not know the world; chance is asked of whoever evaluates.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import TypeAlias

from story_engine.yarn.library import PURE as YARN_PURE
from story_engine.yarn.library import CallFailed, written
from story_engine.yarn.plurals import plural_case

Value: TypeAlias = bool | float | str
Chance: TypeAlias = Callable[[str, float], bool]
"""Asked with a key and a probability."""

LANGUAGE = "en"
"""Of plural and ordinal forms where no other is named."""
IN_LANGUAGE = "@"
"""Before the name of a language that stands in front of the cases of `plural` and `ordinal`."""
FINEST = 1024
"""Steps in which a random number between 0 and 1 is drawn, because each halving is one journaled decision."""
MOST_DRAWN = 1_000_000
"""The widest range of whole numbers that chance draws from: twenty halvings."""


def _least(*numbers: float) -> float:
    return min(numbers)


def _most(*numbers: float) -> float:
    return max(numbers)


def _pick(key: str, value: Value, cases: Sequence[Value]) -> str:
    """The text of a case; `%` in it is the value."""
    pairs = dict(zip((str(case) for case in cases[::2]), (str(text) for text in cases[1::2]), strict=False))
    return pairs.get(key, pairs.get("other", "")).replace("%", written(value))


def _select(value: Value, *cases: Value) -> str:
    return _pick(written(value), value, cases)


def _plural(value: Value, *cases: Value) -> str:
    return _form(value, cases, ordinal=False)


def _ordinal(value: Value, *cases: Value) -> str:
    return _form(value, cases, ordinal=True)


def _form(value: Value, cases: Sequence[Value], *, ordinal: bool) -> str:
    """The case that a number takes, by the rules of the language that may stand in front of the cases."""
    language = LANGUAGE
    if cases and str(cases[0]).startswith(IN_LANGUAGE):
        language, cases = str(cases[0]).removeprefix(IN_LANGUAGE), cases[1:]
    size = float(value) if not isinstance(value, str) else 0.0
    return _pick(plural_case(language, size, ordinal=ordinal), value, cases)


PURE: Mapping[str, Callable[..., Value]] = MappingProxyType(
    {**YARN_PURE, "min": _least, "max": _most, "select": _select, "plural": _plural, "ordinal": _ordinal}
)
"""Yarn's own functions and the format functions `select`, `plural`, `ordinal`."""
RANDOM = ("random", "random_range", "random_range_float", "dice")
"""Functions that ask chance."""


def called(name: str, arguments: Sequence[Value]) -> Value:
    """The answer of a pure function; what it cannot answer is 0, because a show must not end over a sum."""
    try:
        return PURE[name](*arguments)
    except (CallFailed, TypeError, ValueError, OverflowError):
        return 0.0


def drawn(name: str, arguments: Sequence[Value], key: str, chance: Chance) -> Value:
    """The answer of a random function, by halving what is left until one number is."""
    numbers = [float(value) if not isinstance(value, str) else 0.0 for value in arguments]
    if name in ("random", "random_range_float"):
        low, high = (numbers[0], numbers[1]) if len(numbers) > 1 else (0.0, 1.0)
        return low + (high - low) * _whole(0, FINEST - 1, key, chance) / FINEST
    low, high = (numbers[0], numbers[1]) if len(numbers) > 1 else (1.0, numbers[0] if numbers else 1.0)
    return float(_whole(int(low), min(int(high), int(low) + MOST_DRAWN), key, chance))


def _whole(low: int, high: int, key: str, chance: Chance) -> int:
    while low < high:
        middle = (low + high) // 2
        if chance(f"{key}:{low}:{high}", (middle - low + 1) / (high - low + 1)):
            high = middle
        else:
            low = middle + 1
    return low
