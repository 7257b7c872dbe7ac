"""Where a seed begins in the middle: entries of `start:` that set a value, such as `at(wren) = wood`.

It does not know how a world changes; facts without a value are read by `world_file`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from story_engine.expr import Value
from story_engine.fluents import Atom
from story_engine.plan import WEATHERS
from story_engine.seed.diagnostics import Findings, Where, did_you_mean
from story_engine.seed.model import Seed
from story_engine.seed.table import Table

_SETS = re.compile(r"\s*(\$?[A-Za-z_]\w*)\s*(?:\(\s*([^)]*)\))?\s*=\s*(.+?)\s*\Z")
_PLAIN = {"at": 1, "holder": 1, "lies": 1, "state": 2, "visits": 1, "last": 1, "chose": 1, "thread": 1, "stage": 1}
"""Kinds of values with the number of ids they are about."""
_OPEN_CLOSED = ("open", "closed")
_TRUTHS = {"yes": True, "no": False, "true": True, "false": False}


def sets_a_value(item: object) -> bool:
    """Whether an entry of `start:` has a value."""
    return _SETS.match(str(item)) is not None


def read_standing(top: Table, seed: Seed, findings: Findings) -> Mapping[Atom, Value]:
    """The values that `start:` sets."""
    told = (standing_value(item, seed, where, findings) for item, where in top.items("start") if sets_a_value(item))
    return MappingProxyType(dict(one for one in told if one is not None))


def standing_value(item: object, seed: Seed, where: Where, findings: Findings) -> tuple[Atom, Value] | None:
    """What one entry with a value sets; None where it is none, or none that can be, which is told."""
    if (match := _SETS.match(str(item))) is None:
        return None
    name, words, text = match[1], match[2] or "", match[3].strip("\"'")
    ids = tuple(word.strip() for word in words.split(",") if word.strip())
    atom = _atom(name, ids, seed, where, findings)
    if atom is None or not _is_sound(atom, text, seed, item, where, findings):
        return None
    return atom, _value(text)


def standing_lines(before: Mapping[Atom, Value], now: Mapping[Atom, Value]) -> list[str]:
    """What must be set so that a world that begins as `before` is as `now`: entries of `start:`, in order."""
    lines = []
    for atom in sorted(now):
        if (atom in before and before[atom] == now[atom]) or (atom not in before and now[atom] is False):
            continue
        if (line := _line(atom, now[atom])) is not None:
            lines.append(line)
    return lines


def _line(atom: Atom, value: Value) -> str | None:
    kind, *ids = atom
    if kind in ("scene", "clock", "thread_step"):
        return None  # counted anew by the show that begins there
    if kind == "var":
        return f"${ids[0]} = {_text(value)}"
    if kind in ("fact", "q"):
        kind, *ids = ids
        if value is True:
            return f"{kind}({', '.join(ids)})" if ids else kind
    if kind == "last":
        value = 0.0  # every scene that was shown counts as just shown
    return f"{kind}({', '.join(ids)}) = {_text(value)}" if ids else f"{kind} = {_text(value)}"


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return f"{value:g}"
    return str(value) or "nobody"


def _value(text: str) -> Value:
    if text in _TRUTHS:
        return _TRUTHS[text]
    if text == "nobody":
        return ""
    try:
        return float(text)
    except ValueError:
        return text


def _atom(name: str, ids: tuple[str, ...], seed: Seed, where: Where, findings: Findings) -> Atom | None:
    if name.startswith("$"):
        return "var", name[1:]
    if name in ("hour", "weather") and not ids:
        return (name,)
    if name in _PLAIN and len(ids) == _PLAIN[name]:
        return name, *ids
    if name in seed.qualities and len(ids) == len(seed.qualities[name].types):
        return "q", name, *ids
    if name in seed.facts and len(ids) == len(seed.facts[name].types):
        return "fact", name, *ids
    known = (*_PLAIN, "hour", "weather", *seed.qualities, *seed.facts)
    findings.error("SD135", where, f"in start: “{name}” with {len(ids)} ids is no value", did_you_mean(name, known))
    return None


def _is_sound(atom: Atom, text: str, seed: Seed, item: object, where: Where, findings: Findings) -> bool:
    """Whether the ids and the value exist; says what does not."""
    entities = {**seed.cast, **seed.things}
    wrong = ""
    if atom[0] in ("at", "holder", "lies", "state") and atom[1] not in entities:
        wrong = f"“{atom[1]}” is no person or thing"
    elif atom[0] in ("at", "lies") and text not in (*seed.places, "nobody"):
        wrong = f"“{text}” is no place"
    elif atom[0] == "holder" and text not in (*seed.cast, "nobody"):
        wrong = f"“{text}” is no person"
    elif atom[0] == "thread" and (atom[1] not in seed.threads or text not in _OPEN_CLOSED):
        wrong = "a thread of the seed is open or closed"
    elif atom[0] == "stage" and (atom[1] not in seed.ladders or text not in seed.ladders[atom[1]].stages):
        wrong = f"“{text}” is no stage of “{atom[1]}”"
    elif atom[0] == "weather" and text not in WEATHERS:
        wrong = f"“{text}” is no weather"
    elif atom[0] in ("hour", "q", "visits", "last") and not isinstance(_value(text), float):
        wrong = f"“{text}” is no number"
    if wrong:
        findings.error("SD135", where, f"in start: {item}: {wrong}", "start holds facts and values such as at(a) = b")
    return not wrong
