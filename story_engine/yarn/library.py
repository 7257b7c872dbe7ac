"""The functions every Yarn script may call, and what numbers, texts and truths turn into.

It does not know who calls: what depends on the running dialogue (visits, content, chance) is handed in.
"""

from __future__ import annotations

import math
import re
import struct
from collections.abc import Callable

from story_engine.yarn.types import ANY, NUMBER, TEXT, TRUTH, Signature

Value = float | str | bool
"""A value at run time; a number is always single precision, as Yarn computes."""

_PLAIN_DIGITS = 7
"""Digits before the point from which a number is written with an exponent (more if it has more digits)."""

SIGNATURES: dict[str, Signature] = {
    "visited": Signature(parameters=(TEXT,), result=TRUTH),
    "visited_count": Signature(parameters=(TEXT,), result=NUMBER),
    "has_any_content": Signature(parameters=(TEXT,), result=TRUTH),
    "random": Signature(parameters=(), result=NUMBER),
    "random_range": Signature(parameters=(NUMBER, NUMBER), result=NUMBER),
    "random_range_float": Signature(parameters=(NUMBER, NUMBER), result=NUMBER),
    "dice": Signature(parameters=(NUMBER,), result=NUMBER),
    "min": Signature(parameters=(NUMBER, NUMBER), result=NUMBER),
    "max": Signature(parameters=(NUMBER, NUMBER), result=NUMBER),
    "round": Signature(parameters=(NUMBER,), result=NUMBER),
    "round_places": Signature(parameters=(NUMBER, NUMBER), result=NUMBER),
    "floor": Signature(parameters=(NUMBER,), result=NUMBER),
    "ceil": Signature(parameters=(NUMBER,), result=NUMBER),
    "inc": Signature(parameters=(NUMBER,), result=NUMBER),
    "dec": Signature(parameters=(NUMBER,), result=NUMBER),
    "decimal": Signature(parameters=(NUMBER,), result=NUMBER),
    "int": Signature(parameters=(NUMBER,), result=NUMBER),
    "string": Signature(parameters=(ANY,), result=TEXT),
    "number": Signature(parameters=(ANY,), result=NUMBER),
    "bool": Signature(parameters=(ANY,), result=TRUTH),
    "format_invariant": Signature(parameters=(NUMBER,), result=TEXT),
    "format": Signature(parameters=(TEXT, ANY), result=TEXT),
}
"""What the built-in functions take and give."""


class CallFailed(Exception):
    """A function or a conversion cannot do what is asked; the message says why."""


def single(number: float) -> float:
    """The nearest single-precision number."""
    try:
        found: float = struct.unpack("f", struct.pack("f", number))[0]
    except OverflowError:
        return math.copysign(math.inf, number)
    return found


def written(value: Value) -> str:
    """A value as it stands in text: `True`, `3`, `0.1`, `1E+07`."""
    if isinstance(value, bool):
        return "True" if value else "False"
    if isinstance(value, str):
        return value
    return _number_text(value)


def _number_text(number: float) -> str:
    """The shortest decimal that reads back as the same single-precision number."""
    if math.isnan(number):
        return "NaN"
    if math.isinf(number):
        return "Infinity" if number > 0 else "-Infinity"
    if number == 0:
        return "-0" if math.copysign(1, number) < 0 else "0"
    for precision in range(1, 10):
        short = f"{number:.{precision - 1}e}"
        if single(float(short)) == number:
            break
    mantissa, _, exponent_text = short.partition("e")
    digits = mantissa.replace(".", "").lstrip("-").rstrip("0") or "0"
    exponent = int(exponent_text)
    sign = "-" if number < 0 else ""
    point = exponent + 1
    if point > max(len(digits), _PLAIN_DIGITS) or point < -3:
        rest = f".{digits[1:]}" if len(digits) > 1 else ""
        return f"{sign}{digits[0]}{rest}E{'+' if exponent >= 0 else '-'}{abs(exponent):02d}"
    if point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    if len(digits) <= point:
        return sign + digits + "0" * (point - len(digits))
    return f"{sign}{digits[:point]}.{digits[point:]}"


def to_number(value: Value) -> float:
    """A value as a number: texts are read, `True` is 1."""
    if isinstance(value, bool):
        return 1.0 if value else 0.0
    if isinstance(value, str):
        text = value.strip().replace(",", "")
        if not re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", text):
            raise CallFailed(f"“{value}” is no number")
        return single(float(text))
    return value


def to_truth(value: Value) -> bool:
    """A value as a truth: the words true and false are read, a number is true unless it is 0."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        word = value.strip().lower()
        if word not in ("true", "false"):
            raise CallFailed(f"“{value}” is neither true nor false")
        return word == "true"
    return value != 0


def _inc(number: float) -> float:
    return number + 1 if number == math.trunc(number) else math.ceil(number)


def _dec(number: float) -> float:
    return number - 1 if number == math.trunc(number) else math.floor(number)


def _round_places(number: float, places: float) -> float:
    if not 0 <= places <= 15:
        raise CallFailed(f"round_places cannot round to {written(places)} places; 0 to 15 are possible")
    return round(number, int(places))


def _finite(work: Callable[[float], float]) -> Callable[[float], float]:
    def guarded(number: float) -> float:
        return work(number) if math.isfinite(number) else number

    return guarded


PURE: dict[str, Callable[..., Value]] = {
    "min": min,
    "max": max,
    "round": _finite(lambda number: float(round(number))),
    "round_places": _round_places,
    "floor": _finite(lambda number: float(math.floor(number))),
    "ceil": _finite(lambda number: float(math.ceil(number))),
    "inc": _finite(_inc),
    "dec": _finite(_dec),
    "decimal": _finite(lambda number: number - math.trunc(number)),
    "int": _finite(lambda number: float(math.trunc(number))),
    "string": written,
    "number": to_number,
    "bool": to_truth,
    "format_invariant": lambda number: _number_text(number),
    "format": lambda pattern, value: formatted(pattern, value),
}
"""Functions whose result depends on nothing but their arguments."""

_HOLE = re.compile(r"\{\{|\}\}|\{\s*(\d+)\s*(?:,\s*(-?\d+)\s*)?(?::([^{}]*))?\}|[{}]")


def formatted(pattern: str, value: Value) -> str:
    """`pattern` with its holes `{0}`, `{0:F2}`, `{0,8}` filled as .NET does with the invariant culture."""

    def fill(hole: re.Match[str]) -> str:
        text = hole.group()
        if text in ("{{", "}}"):
            return text[0]
        if hole.group(1) is None:
            raise CallFailed(f"the format “{pattern}” has a brace that closes nothing")
        if hole.group(1) != "0":
            raise CallFailed(f"the format “{pattern}” asks for value {hole.group(1)}, but there is only {{0}}")
        shown = _shown(value, hole.group(3) or "")
        width = max(-200, min(200, int(hole.group(2) or 0)))
        return shown.ljust(-width) if width < 0 else shown.rjust(width)

    return _HOLE.sub(fill, pattern)


def _shown(value: Value, code: str) -> str:
    if isinstance(value, (bool, str)) or not code:
        return written(value)
    standard = re.fullmatch(r"([A-Za-z])(\d{0,2})", code)
    if standard is None:
        return _custom(value, code)
    letter, digits = standard.group(1).upper(), standard.group(2)
    places = int(digits) if digits else 2
    match letter:
        case "F":
            return f"{value:.{places}f}"
        case "N":
            return f"{value:,.{places}f}"
        case "P":
            return f"{value * 100:,.{places}f} %"
        case "C":
            return f"¤{value:,.{places}f}"
        case "E":
            mantissa, _, exponent = f"{value:.{int(digits) if digits else 6}e}".partition("e")
            return f"{mantissa}E{exponent[0]}{int(exponent[1:]):03d}"
        case "G" | "R":
            return written(value) if not digits or int(digits) == 0 else f"{value:.{int(digits)}g}"
    raise CallFailed(f"the format code “{code}” fits no number; use F, N, P, E or G, or a pattern such as 0.00")


def _custom(value: float, code: str) -> str:
    """A picture such as `0.00`, `#,##0.#` or `000`."""
    found = re.fullmatch(r"([^0#.,%]*)([0#,]*)(?:\.([0#]*))?(%?)([^0#.,%]*)", code)
    if found is None:
        raise CallFailed(f"the format “{code}” is not understood; use a picture such as 0.00 or #,##0")
    before, whole, decimals, percent, after = found.groups()
    decimals = decimals or ""
    number = value * 100 if percent else value
    text = f"{abs(number):.{len(decimals)}f}"
    left, _, right = text.partition(".")
    left = left.lstrip("0").rjust(whole.count("0"), "0")
    if "," in whole:
        left = re.sub(r"(?<=\d)(?=(\d{3})+$)", ",", left)
    while right and len(right) > decimals.count("0") and right.endswith("0"):
        right = right[:-1]
    sign = "-" if number < 0 and (left.strip("0") or right.strip("0")) else ""
    return f"{before}{sign}{left}{'.' + right if right else ''}{percent}{after}"
