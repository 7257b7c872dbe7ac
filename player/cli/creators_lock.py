"""Keeps one take of a scene in its file: the arms it did not use become comments, its word-list picks become text.

It does not know how takes are made.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TypeAlias

from story_engine.altered import altered
from story_engine.errors import ReplayError
from story_engine.expr import Call, Literal
from story_engine.moment import Moment, Setting, evaluate
from story_engine.seed.model import Storylet
from story_engine.seed.script import Cue, Say, Statement

Picks: TypeAlias = Mapping[int, tuple[tuple[str, str], ...]]
"""What the `{words("list")}` of a line became, by the line's number in the scene's file: list and text, in order."""

_WORDS = re.compile(r"\{\s*words\(\s*\"?(\w+)\"?\s*\)\s*\}")
_SPECIAL = re.compile(r"(//|<<|[\\{}\[\]#*])")
"""What means something in a line of Yarn."""


def picks_of(setting: Setting, before: Moment, after: Moment) -> dict[int, tuple[tuple[str, str], ...]]:
    """The word-list picks of the statement that was performed last between two moments; {} when it made none."""
    statement = _performed(after, setting.scene.storylet)
    template = statement.text if isinstance(statement, Say) else statement.template if statement is not None else ()
    if statement is None or not any(isinstance(part, Call) and part.name == "words" for part in template):
        return {}
    made = after.made[len(before.made) :]
    for first in range(len(made) + 1):  # what came before the line's own decisions is not known by its look
        moment = altered(before, script=made[first:])
        found: list[tuple[str, str]] = []
        try:
            for number, part in enumerate(template):
                if isinstance(part, str):
                    continue
                moment, said = evaluate(setting, moment, part)
                if isinstance(part, Call) and part.name == "words" and isinstance(name := part.arguments[0], Literal):
                    text = str(said)
                    found.append((str(name.value), text[:1].upper() + text[1:] if number == 0 else text))
        except ReplayError:
            continue
        if not moment.script:
            return {statement.where.line: tuple(found)}
    return {}


def _performed(moment: Moment, scene: Storylet) -> Say | Cue | None:
    """The statement before the place where a moment goes on, when it stands in the scene itself."""
    if not moment.frames:
        return None
    block, index = moment.frames[-1]
    statement: Statement | None = block[index - 1] if 0 < index <= len(block) else None
    if isinstance(statement, Say):
        return statement if statement.key.startswith(f"{scene.id}:") else None
    return statement if isinstance(statement, Cue) and statement.where.path == scene.where.path else None


def lock_words(path: Path, picks: Picks, names: Mapping[str, str], unsure: str = "") -> int:
    """Write the picks into a scene's file; how many were written.

    `names` gives `$role` for the shown names that a role may bind otherwise next time; a pick that tells the name
    `unsure` (a place that changes) stays open.
    """
    lines = path.read_text(encoding="utf-8").split("\n")
    written = 0
    for number, told in picks.items():
        left = iter(told)

        def said(hole: re.Match[str], left: Iterator[tuple[str, str]] = left) -> str:
            nonlocal written
            name, text = next(left, ("", ""))
            if name != hole[1] or (unsure and unsure in text):
                return hole[0]
            written += 1
            plain = _SPECIAL.sub(r"\\\1", text)
            for shown, role in names.items():
                plain = re.sub(rf"\b{re.escape(shown)}\b", f"{{{role}}}", plain)
            return plain

        lines[number - 1] = _WORDS.sub(said, lines[number - 1])
    path.write_text("\n".join(lines), encoding="utf-8")
    return written


def lock_arms(path: Path, scene: str, arms: Mapping[str, int]) -> int:
    """Make the arms that a take did not use comments in the scene's file; the number of arms that went."""
    lines = path.read_text(encoding="utf-8").split("\n")
    gone = 0
    for key, kept in arms.items():
        node, line_number, _ = key.rsplit(":", 2)
        if node != scene:
            continue
        first = int(line_number) - 1
        indent = _indent(lines[first])
        arm, at = -1, first
        while at < len(lines):
            text = lines[at]
            if text.strip() and _indent(text) <= indent:
                if not re.match(r"\s*=>", text) or _indent(text) < indent:
                    break
                arm += 1
            if text.strip() and arm != kept:
                gone += bool(re.match(r"\s*=>", text)) and _indent(text) == indent
                lines[at] = " " * _indent(text) + "// " + text.strip()
            at += 1
    path.write_text("\n".join(lines), encoding="utf-8")
    return gone


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip())
