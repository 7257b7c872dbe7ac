"""Reads Yarn nodes: headers and bodies into storylets.

It does not know whether the names in them exist; it only needs the cast's names to tell speakers.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from story_engine.errors import ExpressionError
from story_engine.expr import Expr, parse
from story_engine.seed.body import BodyReader
from story_engine.seed.diagnostics import Findings, Where, did_you_mean
from story_engine.seed.model import PLAIN_TAGS, TYPES, Role, Seed, Storylet

HEADERS = (
    "title", "place", "cast", "maybe", "needs", "roles", "when", "because", "tags", "tension", "feel", "thread",
    "cooldown", "once", "length", "weight", "weather", "brings_weather", "chapter", "sub", "rating", "title_text",
    "color", "colour", "position", "group",
)  # fmt: skip
"""Every header; the last four belong to editors and are ignored."""
DEFAULT_COOLDOWN = 14
"""Scenes before a storylet may return, because sooner it is recognised (facts §4: ≥ 45 min is the aim)."""
_HEADER = re.compile(r"\s*([A-Za-z_][\w-]*)\s*:\s*(.*?)\s*\Z")
_ID = re.compile(r"[A-Za-z_]\w*\Z")


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One line of a file without its comment; `indent` in columns (a tab counts 4)."""

    text: str
    indent: int
    where: Where


def read_nodes(text: str, path: str, seed: Seed, findings: Findings, *, automatic: bool = False) -> list[Storylet]:
    """Every node of a file, in order; broken ones are left out and told of."""
    nodes: list[Storylet] = []
    headers: list[SourceLine] = []
    body: list[SourceLine] | None = None
    for line in _lines(text, path):
        if body is None:
            if line.text == "---":
                body = []
            elif line.text == "===":
                findings.error("SD111", line.where, "a node ends before it began", "put --- after the headers")
                headers = []
            elif line.text:
                headers.append(line)
        elif line.text == "===":
            nodes += _node(headers, body, seed, findings, automatic)
            headers, body = [], None
        elif line.text == "---":
            findings.error("SD112", line.where, "a node begins before the last one ended", "close that one with ===")
            headers, body = [], []
        else:
            body.append(line)
    if body is not None:
        where = headers[0].where if headers else Where(path=path)
        findings.error("SD112", where, "the node does not end", "close it with ===")
    elif headers:
        findings.error("SD113", headers[0].where, "headers without a body", "add ---, the scene and ===")
    return nodes


def _lines(text: str, path: str) -> list[SourceLine]:
    found = []
    for index, raw in enumerate(text.splitlines()):
        line = without_comment(raw).rstrip().expandtabs(4)
        stripped = line.lstrip()
        indent = len(line) - len(stripped)
        found.append(SourceLine(stripped, indent, Where(path=path, line=index + 1, column=indent + 1)))
    return found


def without_comment(line: str) -> str:
    """The line up to `//`, unless that stands in quotes or directly behind a word (a web address)."""
    quoted = False
    for at, letter in enumerate(line):
        if letter == '"':
            quoted = not quoted
        elif not quoted and line.startswith("//", at) and (at == 0 or line[at - 1].isspace()):
            return line[:at]
    # An odd quote in prose hides nothing: try again without regard to quotes.
    if quoted and (cut := re.search(r"(^|\s)//", line)):
        return line[: cut.start()]
    return line


@dataclass(slots=True)
class _Headers:
    """The headers of one node, by name, with their places."""

    values: Mapping[str, tuple[str, Where]]
    findings: Findings
    where: Where

    def text(self, name: str, default: str = "") -> str:
        return self.values[name][0] if name in self.values else default

    def at(self, name: str) -> Where:
        return self.values[name][1] if name in self.values else self.where

    def names(self, name: str) -> tuple[str, ...]:
        return tuple(part for part in re.split(r"[\s,]+", self.text(name)) if part)

    def number(self, name: str, default: float, low: float, high: float) -> float:
        raw = self.text(name)
        if not raw:
            return default
        match = re.fullmatch(r"(-?\d+(?:\.\d+)?)\s*(?:s|scenes?|seconds?)?", raw)
        if match is None or not low <= float(match[1]) <= high:
            self.findings.error(
                "SD114", self.at(name), f"{name}: “{raw}” is no number", f"use a number from {low:g} to {high:g}"
            )
            return default
        return float(match[1])

    def truth(self, name: str) -> bool:
        raw = self.text(name).lower()
        if raw not in ("", "yes", "no", "true", "false"):
            self.findings.error("SD114", self.at(name), f"{name}: “{raw}” is neither yes nor no", "write yes or no")
        return raw in ("yes", "true")

    def condition(self, name: str) -> Expr | None:
        raw = self.text(name)
        if not raw or raw.lower() == "always":
            return None
        try:
            return parse(raw)
        except ExpressionError as error:
            self.findings.error(error.code, self.at(name).moved(error.column), f"{name}: {error}", error.remedy)
            return None


def _node(
    lines: list[SourceLine], body: list[SourceLine], seed: Seed, findings: Findings, automatic: bool
) -> list[Storylet]:
    if not lines:
        where = body[0].where if body else Where(path="?")
        findings.error("SD115", where, "a node without headers", "start it with “title: my_scene”")
        return []
    values: dict[str, tuple[str, Where]] = {}
    for line in lines:
        match = _HEADER.match(line.text)
        if match is None:
            findings.error("SD116", line.where, f"“{line.text}” is no header", "write “name: value”")
            continue
        name = match[1]
        if name not in HEADERS:
            findings.error("SD117", line.where, f"the header “{name}” is unknown", did_you_mean(name, HEADERS))
        elif name in values and name != "when":
            findings.error("SD118", line.where, f"the header “{name}” stands twice", "keep one of them")
        elif name in values:
            # Several when-lines must all hold, as in Yarn.
            values[name] = (f"({values[name][0]}) && ({match[2]})", values[name][1])
        else:
            values[name] = (match[2], line.where.moved(match.start(2)))
    headers = _Headers(values, findings, lines[0].where)
    title = headers.text("title")
    if not _ID.match(title):
        findings.error("SD119", headers.at("title"), f"the title “{title}” is no identifier", "use letters, digits, _")
        return []
    return [_storylet(title, headers, body, seed, findings, automatic)]


def _storylet(
    title: str, headers: _Headers, body: list[SourceLine], seed: Seed, findings: Findings, automatic: bool
) -> Storylet:
    tags, marks = _tags(headers, seed, findings)
    weight, step = _thread(headers, findings)
    roles = _roles(headers, findings)
    return Storylet(
        id=title,
        title=headers.text("title_text", title.replace("_", " ").strip().capitalize()),
        place=headers.text("place", "any"),
        cast=headers.names("cast"),
        maybe=headers.names("maybe"),
        needs=headers.names("needs"),
        roles=roles,
        when=headers.condition("when"),
        because=headers.text("because"),
        tags=tags,
        marks=marks,
        tension=_tension(headers, findings),
        feel=headers.number("feel", 0.0, -1, 1),
        thread=weight,
        thread_step=step,
        cooldown=int(headers.number("cooldown", DEFAULT_COOLDOWN, 0, 10_000)),
        once=headers.truth("once"),
        seconds=headers.number("length", 0.0, 0, 600),
        weight=headers.number("weight", 1.0, 0, 100),
        weather=headers.text("weather"),
        brings_weather=headers.text("brings_weather"),
        chapter=headers.text("chapter"),
        rating=int(headers.number("rating", seed.rating, 0, 18)),
        sub=headers.truth("sub"),
        automatic=automatic,
        body=BodyReader(body, title, seed, frozenset(role.name for role in roles), findings).read(),
        where=headers.where,
        header_where=MappingProxyType({name: where for name, (_, where) in headers.values.items()}),
    )


def _tags(headers: _Headers, seed: Seed, findings: Findings) -> tuple[tuple[tuple[str, float], ...], frozenset[str]]:
    tags: dict[str, float] = {}
    marks: set[str] = set()
    for part in (p.strip() for p in headers.text("tags").split(",")):
        if not part:
            continue
        words = part.split()
        try:
            weight = float(words[1]) if len(words) == 2 else 1.0
        except ValueError:
            weight = -1.0
        if len(words) > 2 or not 0 <= weight <= 1:
            findings.error("SD114", headers.at("tags"), f"“{part}” is no tag", "write “comedy 0.7, hook”")
        elif words[0] in PLAIN_TAGS:
            marks.add(words[0])
        elif words[0] in seed.tastes:
            tags[words[0]] = weight
        else:
            known = (*seed.tastes, *PLAIN_TAGS)
            findings.error(
                "SD204", headers.at("tags"), f"the tag “{words[0]}” is not declared", did_you_mean(words[0], known)
            )
    return tuple(sorted(tags.items())), frozenset(marks)


def _tension(headers: _Headers, findings: Findings) -> tuple[float, float]:
    raw = headers.text("tension", "0.3")
    try:
        parts = [float(part) for part in raw.replace("→", "->").split("->")]
    except ValueError:
        parts = []
    if not 1 <= len(parts) <= 2 or not all(0 <= part <= 1 for part in parts):
        findings.error("SD114", headers.at("tension"), f"tension “{raw}” is no range", "write “0.2 -> 0.5”")
        return (0.3, 0.3)
    return (parts[0], parts[-1])


def _thread(headers: _Headers, findings: Findings) -> tuple[str, str]:
    words = headers.text("thread").split()
    if not words:
        return "", ""
    step = words[1] if len(words) == 2 else "advances"
    if len(words) > 2 or step not in ("opens", "advances", "closes"):
        findings.error(
            "SD114", headers.at("thread"), "a thread is opened, advanced or closed", "write “thread: storm advances”"
        )
        return "", ""
    return words[0], step


def _roles(headers: _Headers, findings: Findings) -> tuple[Role, ...]:
    roles = []
    for part in (p.strip() for p in headers.text("roles").split(",")):
        if not part:
            continue
        match = re.fullmatch(r"\$?([A-Za-z_]\w*)\s*:\s*(\w+)", part)
        if match is None or match[2] not in TYPES:
            findings.error("SD205", headers.at("roles"), f"“{part}” is no role", "write “$who: person”")
            continue
        roles.append(Role(name=match[1], type=match[2]))
    return tuple(roles)
