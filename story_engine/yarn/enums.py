"""Reads the declaration of an enum: its cases, their raw values, and what is wrong with them.

It does not know where the enum is used.
"""

from __future__ import annotations

from story_engine.yarn.library import single
from story_engine.yarn.naming import problem
from story_engine.yarn.problems import Problem
from story_engine.yarn.tree import Enum, Expression, Number, Text, Unary
from story_engine.yarn.types import BUILT_IN, NUMBER, TEXT, EnumType


def read_enum(declared: Enum, path: str, known: dict[str, EnumType], problems: list[Problem]) -> None:
    """Add the enum to `known`, or what is wrong with it to `problems`."""
    before = len(problems)
    if declared.name in known or declared.name in BUILT_IN:
        problems.append(
            problem(
                path,
                "Y041",
                declared.at,
                f"a type named “{declared.name}” exists already",
                "rename the enum or remove the second declaration",
            )
        )
        return
    cases: dict[str, float | str] = {}
    values: set[float | str] = set()
    given = [case for case in declared.cases if case.value is not None]
    for index, case in enumerate(declared.cases):
        raw = _raw(case.value) if case.value is not None else float(index)
        if raw is None:
            message = f"the raw value of “{case.name}” is neither a number nor a text"
            problems.append(problem(path, "Y042", case.at, message, 'write a plain value, such as 3 or "three"'))
            continue
        if case.name in cases:
            message = f"the case “{case.name}” stands twice in “{declared.name}”"
            problems.append(problem(path, "Y043", case.at, message, "rename one of them"))
        elif given and case.value is None:
            message = f"“{case.name}” has no raw value, but other cases have one"
            problems.append(problem(path, "Y042", case.at, message, "give every case a raw value, or none"))
        elif raw in values:
            message = f"the raw value of “{case.name}” is used by another case"
            problems.append(problem(path, "Y042", case.at, message, "give every case a value of its own"))
        elif cases and type(raw) is not type(next(iter(cases.values()))):
            message = f"the raw values of “{declared.name}” are of different types"
            problems.append(problem(path, "Y042", case.at, message, "make all of them numbers or all of them texts"))
        elif isinstance(raw, float) and raw != int(raw):
            message = f"the raw value of “{case.name}” is no whole number"
            problems.append(problem(path, "Y042", case.at, message, "use a whole number"))
        cases.setdefault(case.name, raw)
        values.add(raw)
    if len(problems) == before or cases:
        raw_type = TEXT if any(isinstance(raw, str) for raw in cases.values()) else NUMBER
        known[declared.name] = EnumType(name=declared.name, raw=raw_type, cases=cases)


def _raw(value: Expression) -> float | str | None:
    if isinstance(value, Number):
        return single(value.value)
    if isinstance(value, Text):
        return value.value
    if isinstance(value, Unary) and value.operator == "-" and isinstance(value.operand, Number):
        return single(-value.operand.value)
    return None
