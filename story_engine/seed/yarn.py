"""Reads Yarn files into storylets: headers, node groups, declarations; bodies are `lower`'s.

It does not know whether the names in them exist; it only needs the cast's names to tell speakers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from story_engine.errors import ExpressionError
from story_engine.expr import Binary, Expr
from story_engine.seed.diagnostics import Findings, Where, did_you_mean
from story_engine.seed.expressions import Meanings, constant, converted, read_enum
from story_engine.seed.lower import BodyReader, speakers_of
from story_engine.seed.model import ENGLISH, PLAIN_TAGS, TYPES, UNRATED, Role, Seed, Storylet, ending_of
from story_engine.seed.returns import MOST_RETURNS, count_returns, with_targets, without_returns
from story_engine.seed.script import Block, Cue
from story_engine.seed.steps import every_statement
from story_engine.yarn import tree as yarn
from story_engine.yarn.parsing import parse
from story_engine.yarn.walk import statements_of

HEADERS = (
    "title", "place", "cast", "maybe", "needs", "roles", "when", "because", "tags", "tension", "feel", "thread",
    "cooldown", "once", "length", "weight", "weather", "brings_weather", "chapter", "ending", "sub", "spare", "rating",
    "title_text", "subtitle", "color", "colour", "position", "group", "style",
)  # fmt: skip
"""Every header; the last five belong to editors and are ignored."""
DEFAULT_COOLDOWN = 14
"""Scenes before a storylet may return, because sooner it is recognised (facts §4: ≥ 45 min is the aim)."""
_ID = re.compile(r"[A-Za-z_]\w*\Z")
_CODES = {
    "Y001": "SD101", "Y002": "SD112", "Y003": "SD116", "Y004": "SD119", "Y005": "SD160", "Y006": "SD160",
    "Y007": "SD110", "Y008": "SD154", "Y009": "SD150", "Y010": "SD152", "Y011": "SD151", "Y012": "SD157",
    "Y013": "SD152", "Y014": "SD145",
}  # fmt: skip
"""Codes of what the reader of Yarn refuses."""


def read_scenes(files: Mapping[str, str], seed: Seed, findings: Findings, *, automatic: bool = False) -> Scenes:
    """Every node of the files (path → text), in order; broken ones are left out and told of."""
    trees = [_parsed(text, path, findings) for path, text in files.items()]
    meanings = _meanings(trees, findings)
    meanings.language = ENGLISH if automatic else seed.language
    speakers = speakers_of(seed)
    found: list[Storylet] = []
    named = _named(trees, meanings)
    for tree, node, name in named:
        headers = _headers(node, tree.path, findings)
        if not _ID.match(name):
            if node.title or not any(header.key == "title" for header in node.headers):
                continue  # The reader of Yarn has told what is wrong with the title.
            findings.error("SD119", headers.at("title"), "the title is empty", "use letters, digits, _")
            continue
        body = BodyReader(tree.path, name, speakers, meanings, findings, seed.feelings).read(node.body)
        if (returns := count_returns(body)) > MOST_RETURNS:
            remedy = "move the parts to nodes of their own"
            findings.error("SD162", headers.where, f"{name} holds {returns} times <<return>>", remedy)
        elif returns:
            body = without_returns(body)
        found.append(_storylet(name, node, headers, body, meanings, seed, findings, automatic))
    names = tuple(storylet.id for storylet in found)
    found = [replace(s, body=with_targets(s.body, names)) if _computes(s.body) else s for s in found]
    return Scenes(tuple(found), MappingProxyType(dict(meanings.initial)), frozenset(meanings.groups))


def _computes(body: Block) -> bool:
    """Whether a body jumps to a node that is computed."""
    return any(isinstance(s, Cue) and s.kind in ("jump", "detour") and s.template for s in every_statement(body))


@dataclass(frozen=True, slots=True)
class Scenes:
    """What stands in a seed's scene files."""

    storylets: tuple[Storylet, ...]
    initial: Mapping[str, bool | float | str]
    """Declared variables and their first values."""
    groups: frozenset[str]
    """Titles of node groups."""


def _parsed(text: str, path: str, findings: Findings) -> yarn.File:
    tree, problems = parse(text, path)
    for problem in problems:
        where = Where(path=path, line=problem.line, column=problem.column)
        remedy = problem.remedy
        if problem.code == "Y007" and "“=” stands there" in problem.message:
            remedy = "write == to compare"
        note = findings.error if problem.severity == "error" else findings.warn
        note(_CODES.get(problem.code, "SD110"), where, problem.message, remedy)
    return tree


def _meanings(trees: Iterable[yarn.File], findings: Findings) -> Meanings:
    """Enums, declarations and node groups of all files."""
    found = Meanings()
    bodies = [(tree.path, statement) for tree in trees for node in tree.nodes for statement in statements_of(node.body)]
    for path, statement in bodies:
        if isinstance(statement, yarn.Enum):
            where = Where(path=path, line=statement.at.line, column=statement.at.column)
            if statement.name in found.enums:
                findings.error("SD203", where, f"the enum “{statement.name}” is declared twice", "keep one of them")
            found.enums[statement.name] = dict(read_enum(statement))
    for path, statement in bodies:
        if not isinstance(statement, yarn.Declare):
            continue
        where = Where(path=path, line=statement.at.line, column=statement.at.column)
        name = statement.variable.name.removeprefix("$")
        if name in found.smart or name in found.initial:
            findings.error("SD203", where, f"${name} is declared twice", "keep one of them")
            continue
        try:
            value = constant(statement.value, found)
        except ExpressionError as error:
            findings.error(error.code, where, str(error), error.remedy)
            continue
        if value is None:
            found.smart[name] = statement.value
        else:
            found.initial[name] = value
    return found


def _named(trees: Iterable[yarn.File], meanings: Meanings) -> list[tuple[yarn.File, yarn.Node, str]]:
    """Every node with its id; several nodes of one title that all have `when:` are a group and get ids of their own."""
    by_title: dict[str, list[tuple[yarn.File, yarn.Node]]] = {}
    for tree in trees:
        for node in tree.nodes:
            by_title.setdefault(node.title, []).append((tree, node))
    names: dict[int, str] = {}
    for title, nodes in by_title.items():
        grouped = len(nodes) > 1 and title and all(node.whens for _, node in nodes)
        for number, (_, node) in enumerate(nodes, 1):
            names[id(node)] = f"{title}_{node.header('subtitle') or number}" if grouped else title
        if grouped:
            meanings.groups[title] = tuple(names[id(node)] for _, node in nodes)
    for title, members in meanings.groups.items():
        for member, (_, node) in zip(members, by_title[title], strict=True):
            meanings.whens[member] = _when(node, 0, meanings, None)
    return [(tree, node, names[id(node)]) for tree in trees for node in tree.nodes]


def _when(node: yarn.Node, base: int, meanings: Meanings, told: tuple[Findings, Where] | None) -> Expr | None:
    """All `when:` lines of a node, which must all hold; trouble is told where `told` says."""
    joined: Expr | None = None
    for when in node.whens:
        if when.expression is None:
            continue
        try:
            part = converted(when.expression, base or when.expression.at.column, meanings)
        except ExpressionError as error:
            if told is not None:
                told[0].error(error.code, told[1].moved(error.column), f"when: {error}", error.remedy)
            continue
        joined = part if joined is None else Binary("&&", joined, part)
    return joined


def _headers(node: yarn.Node, path: str, findings: Findings) -> _Headers:
    values: dict[str, tuple[str, Where]] = {}
    for header in node.headers:
        where = Where(path=path, line=header.at.line, column=header.at.column)
        if header.key not in HEADERS:
            remedy = did_you_mean(header.key, HEADERS)
            findings.error("SD117", where, f"the header “{header.key}” is unknown", remedy)
        elif header.key in values and header.key not in ("when", "title"):
            findings.error("SD118", where, f"the header “{header.key}” stands twice", "keep one of them")
        elif header.key not in values:
            at = Where(path=path, line=header.value_at.line, column=header.value_at.column)
            values[header.key] = (header.value, at)
    return _Headers(values, findings, Where(path=path, line=node.at.line, column=node.at.column))


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

    def at_part(self, name: str, part: str) -> Where:
        """Where an entry of a list stands, by its text."""
        entries = re.finditer(r"[^,]+", self.text(name))
        begins = (e.start() + len(e[0]) - len(e[0].lstrip()) for e in entries if e[0].strip() == part)
        return self.at(name).moved(next(begins, 0))

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


def _storylet(
    name: str,
    node: yarn.Node,
    headers: _Headers,
    body: Block,
    meanings: Meanings,
    seed: Seed,
    findings: Findings,
    automatic: bool,
) -> Storylet:
    tags, marks = _tags(headers, seed, findings)
    weight, step = _thread(headers, findings)
    roles = _roles(headers, findings)
    return Storylet(
        id=name,
        title=headers.text("title_text", node.title.replace("_", " ").strip().capitalize()),
        place=headers.text("place", "any"),
        cast=headers.names("cast"),
        maybe=headers.names("maybe"),
        needs=headers.names("needs"),
        roles=roles,
        when=_when(node, headers.at("when").column, meanings, (findings, headers.at("when"))),
        because=headers.text("because"),
        tags=tags,
        marks=marks,
        tension=_tension(headers, findings),
        feel=headers.number("feel", 0.0, -1, 1),
        thread=weight,
        thread_step=step,
        cooldown=int(headers.number("cooldown", DEFAULT_COOLDOWN, 0, 10_000)),
        once=headers.truth("once") or any(when.once for when in node.whens),
        seconds=headers.number("length", 0.0, 0, 600),
        weight=headers.number("weight", 1.0, 0, 100),
        weather=headers.text("weather"),
        brings_weather=headers.text("brings_weather"),
        chapter=headers.text("chapter"),
        ending=ending_of(headers.text("ending")),
        rating=int(headers.number("rating", UNRATED if seed.rating is None else seed.rating, 0, 18)),
        sub=headers.truth("sub"),
        spare=_spare(headers, findings),
        automatic=automatic,
        body=body,
        where=headers.where,
        header_where=MappingProxyType({name: where for name, (_, where) in headers.values.items()}),
    )


def _spare(headers: _Headers, findings: Findings) -> bool:
    """Whether a detour may leave the piece out; only a piece can be left out."""
    spare = headers.truth("spare")
    if spare and not headers.truth("sub"):
        remedy = "write “sub: yes” beside it, or leave “spare” out: what the planner chooses is never left out"
        findings.error("SD114", headers.at("spare"), "spare: only a piece that is detoured to can be spare", remedy)
    return spare


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
            findings.error("SD114", headers.at_part("tags", part), f"“{part}” is no tag", "write “comedy 0.7, hook”")
        elif words[0] in PLAIN_TAGS:
            marks.add(words[0])
        elif words[0] in seed.tastes:
            tags[words[0]] = weight
        else:
            known = (*seed.tastes, *PLAIN_TAGS)
            where = headers.at_part("tags", part)
            findings.error("SD204", where, f"the tag “{words[0]}” is not declared", did_you_mean(words[0], known))
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
            findings.error("SD205", headers.at_part("roles", part), f"“{part}” is no role", "write “$who: person”")
            continue
        roles.append(Role(name=match[1], type=match[2]))
    return tuple(roles)
