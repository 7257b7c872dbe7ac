"""Reads the functions that a host gives to Yarn scripts from a YAML file: name, parameters, value or expression.

It does not know which scripts call them.

    functions:
      - {name: moon_phase, value: 3}
      - {name: add, parameters: [a, b], expression: "$a + $b"}
      - {name: shout, parameters: {text: string}, returns: string, expression: "$text + \\"!\\""}
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import AliasEvent

from story_engine.yarn.check import infer
from story_engine.yarn.evaluate import compiled
from story_engine.yarn.expressions import whole_expression
from story_engine.yarn.library import PURE, CallFailed, Value, single
from story_engine.yarn.runner import HostFunction
from story_engine.yarn.tree import Expression, Member
from story_engine.yarn.types import ANY, BUILT_IN, NUMBER, TEXT, TRUTH, Signature
from story_engine.yarn.walk import parts_of
from story_engine.yarn.words import IDENTIFIER, Refused

LONGEST_FUNCTIONS_FILE = 1_000_000
"""Characters; a host has dozens of functions, not thousands."""


class FunctionsUnreadable(Exception):
    """A functions file cannot be used; the message says where, why and what to write."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """The functions of a host: what they take and give, and what they do."""

    signatures: dict[str, Signature]
    functions: dict[str, HostFunction]


NO_HOST = Host(signatures={}, functions={})


def read_functions(text: str, path: str) -> Host:
    """The functions that a YAML file declares."""
    if len(text) > LONGEST_FUNCTIONS_FILE:
        raise FunctionsUnreadable(f"{path}: more than {LONGEST_FUNCTIONS_FILE:,} characters; shorten the file")
    reader = YAML(typ="safe", pure=True)
    try:
        if any(isinstance(event, AliasEvent) for event in reader.parse(text)):
            raise FunctionsUnreadable(f"{path}: YAML aliases (*name) are not read; write the value out")
        content = reader.load(text)
    except (YAMLError, RecursionError, ValueError) as error:
        first = str(error).splitlines()[0] if str(error) else "it is not YAML"
        raise FunctionsUnreadable(f"{path}: {first}; correct the YAML") from error
    signatures: dict[str, Signature] = {}
    functions: dict[str, HostFunction] = {}
    for name, entry in _entries(content, path):
        if not re.fullmatch(IDENTIFIER, name):
            raise FunctionsUnreadable(f"{path}: “{name}” cannot be the name of a function; use letters, digits and _")
        if name in functions:
            raise FunctionsUnreadable(f"{path}: {name} is declared twice; remove one")
        signatures[name], functions[name] = _function(name, entry, path)
    return Host(signatures=signatures, functions=functions)


def _entries(content: object, path: str) -> list[tuple[str, Mapping[str, object]]]:
    if content is None:
        return []
    if isinstance(content, Mapping) and set(content) == {"functions"}:
        return _entries(content["functions"], path)
    found: list[tuple[str, Mapping[str, object]]] = []
    if isinstance(content, Mapping):
        for name, entry in content.items():
            found.append((str(name), entry if isinstance(entry, Mapping) else {"value": entry}))
        return found
    if isinstance(content, list):
        for entry in content:
            if not isinstance(entry, Mapping) or not isinstance(entry.get("name"), str):
                raise FunctionsUnreadable(f"{path}: an entry has no name; write “- name: my_function”")
            found.append((entry["name"], entry))
        return found
    raise FunctionsUnreadable(f"{path}: a list of functions is needed; write “functions:” and entries below it")


def _function(name: str, entry: Mapping[str, object], path: str) -> tuple[Signature, HostFunction]:
    unknown = set(map(str, entry)) - {"name", "parameters", "params", "returns", "value", "expression", "description"}
    if unknown:
        raise FunctionsUnreadable(
            f"{path}: {name}: “{min(unknown)}” is not known; use name, parameters, returns, value or expression"
        )
    parameters, more = _parameters(name, entry.get("parameters", entry.get("params")), path)
    if ("value" in entry) == ("expression" in entry):
        raise FunctionsUnreadable(f"{path}: {name} needs either a value or an expression")
    wanted = entry.get("returns")
    if wanted is not None and str(wanted) not in (*BUILT_IN, ANY):
        raise FunctionsUnreadable(f"{path}: {name}: “{wanted}” is no type; use number, string or bool")
    if "value" in entry:
        value, given = _constant(name, entry["value"], path)
        result = BUILT_IN.get(str(wanted), given) if wanted is not None else given
        types = tuple(kind or ANY for _, kind in parameters)
        return Signature(parameters=types, result=result, more=more), lambda *_: value
    expression = _expression(name, str(entry["expression"]), tuple(one for one, _ in parameters), path)
    used, inferred, problems = infer(expression)
    if problems:
        raise FunctionsUnreadable(f"{path}: {name}: {problems[0].message}; {problems[0].remedy}")
    types = tuple(kind or used.get("$" + one, ANY) for one, kind in parameters)
    result = BUILT_IN.get(str(wanted), ANY) if wanted is not None else inferred
    if result == ANY:
        raise FunctionsUnreadable(f"{path}: nothing tells what {name} gives; write “returns: number” (or string, bool)")
    compute = compiled(expression, {})
    names = tuple("$" + one for one, _ in parameters)

    def run(*arguments: Value) -> Value:
        return compute(_Arguments(dict(zip(names, arguments, strict=False))))

    return Signature(parameters=types, result=result, more=more), run


def _constant(name: str, value: object, path: str) -> tuple[Value, str]:
    if isinstance(value, bool):
        return value, TRUTH
    if isinstance(value, (int, float)):
        return single(float(value)), NUMBER
    if isinstance(value, str):
        return value, TEXT
    raise FunctionsUnreadable(f"{path}: {name}: the value must be a number, a text, or true or false")


def _parameters(name: str, given: object, path: str) -> tuple[list[tuple[str, str | None]], str | None]:
    """(name, type or None) of each parameter, and the type of any further arguments (`...`)."""
    if given is None:
        return [], None
    if isinstance(given, int) and not isinstance(given, bool) and 0 <= given <= 64:
        return [(f"p{index + 1}", None) for index in range(given)], None
    entries: list[object]
    if isinstance(given, Mapping):
        entries = [{"name": one, "type": kind} for one, kind in given.items()]
    elif isinstance(given, list):
        entries = given
    elif isinstance(given, str):
        entries = [part.strip() for part in given.split(",") if part.strip()]
    else:
        raise FunctionsUnreadable(f"{path}: {name}: parameters must be a list, such as [a, b] or {{a: number}}")
    found: list[tuple[str, str | None]] = []
    more: str | None = None
    for index, entry in enumerate(entries):
        one, kind = _parameter(entry, index)
        if one == "...":
            more = BUILT_IN.get(kind or "", ANY)
            continue
        one = one.removeprefix("$")
        if not re.fullmatch(IDENTIFIER, one) or (kind is not None and kind not in BUILT_IN and kind != ANY):
            raise FunctionsUnreadable(
                f"{path}: {name}: “{entry}” is no parameter; write its name, or name: number (string, bool, any)"
            )
        found.append((one, BUILT_IN.get(kind, ANY) if kind is not None else None))
    return found, more


def _parameter(entry: object, index: int) -> tuple[str, str | None]:
    if isinstance(entry, Mapping):
        if "name" in entry:
            kind = entry.get("type")
            return str(entry["name"]), None if kind is None else str(kind)
        if len(entry) == 1:
            ((one, kind),) = entry.items()
            return str(one), None if kind is None else str(kind)
        return "", None
    text = str(entry)
    one, colon, kind_text = text.partition(":")
    if colon:
        return one.strip(), kind_text.strip()
    if text in BUILT_IN or text == ANY:
        return f"p{index + 1}", text
    return text, None


def _expression(name: str, text: str, parameters: tuple[str, ...], path: str) -> Expression:
    """The expression; parameters may be written with or without `$`."""
    pieces = re.split(r'("(?:[^"\\]|\\.)*")', text)
    for index in range(0, len(pieces), 2):
        for parameter in parameters:
            pieces[index] = re.sub(rf"(?<![$\w.]){re.escape(parameter)}(?!\w|\s*\()", f"${parameter}", pieces[index])
    try:
        expression = whole_expression("".join(pieces), 1)
    except Refused as refused:
        raise FunctionsUnreadable(f"{path}: {name}: {refused.problem.message}; {refused.problem.remedy}") from None
    for part in parts_of(expression):
        if isinstance(part, Member):
            if part.enum == "":
                raise FunctionsUnreadable(f"{path}: {name}: “{part.case}” is no parameter; add it to parameters")
            raise FunctionsUnreadable(f"{path}: {name}: an expression here cannot name an enum; write its raw value")
    used, _, _ = infer(expression)
    missing = sorted(set(used) - {"$" + one for one in parameters})
    if missing:
        raise FunctionsUnreadable(f"{path}: {name}: {missing[0]} is no parameter; add it to parameters")
    return expression


class _Arguments:
    """What a host expression sees: its arguments and the functions that depend on nothing else."""

    def __init__(self, values: dict[str, Value]) -> None:
        self._values = values

    def read(self, name: str) -> Value:
        """The value of a parameter."""
        return self._values[name]

    def call(self, name: str, arguments: tuple[Value, ...]) -> Value:
        """What a built-in function gives."""
        if name not in PURE:
            raise CallFailed(f"{name}() cannot be called from a host's expression")
        return PURE[name](*arguments)
