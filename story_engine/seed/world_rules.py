"""Reads the rules of a world: derived facts, ladders, groups of states.

It does not know what they mean while a show plays.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from story_engine.errors import ExpressionError
from story_engine.expr import Call, Name, parse, walk
from story_engine.seed.diagnostics import Findings, Where, did_you_mean
from story_engine.seed.model import TYPES, Derived, Ladder, Seed
from story_engine.seed.table import Table
from story_engine.seed.yaml_tree import Listed, Mapped

MOST_STAGES = 40
"""Stages of one ladder, because seeds are hostile until validated; a story's ladder has three to eight."""
_HEAD = re.compile(r"\s*([A-Za-z_]\w*)\s*(?:\((.*)\))?\s*\Z")
_PARAMETER = re.compile(r"\s*\$?([A-Za-z_]\w*)\s*:\s*(\w+)\s*\Z")


def read_derived(top: Table, findings: Findings) -> dict[str, Derived]:
    """`derived:`, by name; broken entries are told of and left out."""
    table = top.table("derived")
    found: dict[str, Derived] = {}
    for head in table:
        where = table.at(head)
        match = _HEAD.match(head)
        if match is None:
            findings.error("SD138", where, f"“{head}” is no derived fact", 'write "name" or "name($p: person)"')
            continue
        params = _parameters(match[2] or "", where, findings)
        text = table.text(head)
        try:
            tree = parse(text)
        except ExpressionError as error:
            findings.error(error.code, where.moved(error.column), f"{match[1]}: {error}", error.remedy)
            continue
        if match[1] in found:
            findings.error("SD203", where, f"“{match[1]}” is derived twice", "join the two with ||")
            continue
        found[match[1]] = Derived(name=match[1], params=params, expr=tree, where=where)
    _check_circles(found, findings)
    return found


def _parameters(text: str, where: Where, findings: Findings) -> tuple[tuple[str, str], ...]:
    params: list[tuple[str, str]] = []
    for part in (p for p in text.split(",") if p.strip()):
        match = _PARAMETER.match(part)
        if match is None:
            findings.error("SD138", where, f"“{part.strip()}” is no parameter", "write “$p: person”")
        elif match[2] not in TYPES:
            findings.error("SD133", where, f"the type “{match[2]}” is unknown", did_you_mean(match[2], TYPES))
        elif match[1] in dict(params):
            findings.error("SD203", where, f"the parameter ${match[1]} stands twice", "rename one")
        else:
            params.append((match[1], match[2]))
    return tuple(params)


def _check_circles(derived: dict[str, Derived], findings: Findings) -> None:
    """Derived facts that follow from themselves are told of and removed."""
    uses = {
        name: {
            node.name if isinstance(node, Call) else node.id
            for node in walk(rule.expr)
            if isinstance(node, Call | Name)
        }
        & derived.keys()
        for name, rule in derived.items()
    }
    settled: set[str] = set()
    while ready := [name for name in uses if name not in settled and uses[name] <= settled]:
        settled.update(ready)
    circling = sorted(uses.keys() - settled)
    for name in circling:
        findings.error("SD305", derived[name].where, f"“{name}” follows from itself", "break the circle")
        del derived[name]


def read_ladders(top: Table, findings: Findings) -> dict[str, Ladder]:
    """`ladders:`, by id."""
    found: dict[str, Ladder] = {}
    for name, table in top.tables("ladders"):
        stages = table.texts("stages")
        start = table.text("start", stages[0] if stages else "")
        table.close()
        if len(stages) < 2 or len(set(stages)) < len(stages) or len(stages) > MOST_STAGES:
            findings.error(
                "SD139", table.at("stages"), f"the ladder “{name}” needs 2 to {MOST_STAGES} different stages",
                "stages: [rumour, trail, named]",
            )  # fmt: skip
            continue
        if start not in stages:
            findings.error("SD229", table.at("start"), f"“{start}” is no stage of {name}", did_you_mean(start, stages))
            continue
        found[name] = Ladder(id=name, stages=stages, start=start)
    return found


def read_groups(table: Table, findings: Findings) -> tuple[tuple[str, ...], ...]:
    """`groups:` of a person or thing: lists of states that exclude each other."""
    groups: list[tuple[str, ...]] = []
    seen: set[str] = set()
    for item, where in table.items("groups"):
        if not isinstance(item, Listed) or any(isinstance(s, Mapped | Listed) for s in item):
            findings.error("SD143", where, "a group is a list of states", "groups: [[whole, broken], [dry, wet]]")
            continue
        group = tuple(str(state) for state in item)
        if len(group) < 2 or len(set(group)) < len(group) or seen & set(group):
            findings.error(
                "SD143", where, f"the states of [{', '.join(group)}] are not two or more, each in one group",
                "groups: [[whole, broken], [dry, wet]]",
            )  # fmt: skip
            continue
        seen.update(group)
        groups.append(group)
    for group in groups:
        if len(both := [state for state in table.texts("states") if state in group]) > 1:
            findings.error("SD144", table.at("states"), f"{' and '.join(both)} exclude each other", "keep one of them")
    return tuple(groups)


def check_rules(seed: Seed, top: Table, findings: Findings) -> None:
    """Say which names of rules are taken by something else."""
    taken: dict[str, str] = {}
    for kind, names in _named(seed).items():
        for name in names:
            if name in taken:
                table = top.table(kind) if kind in ("derived", "ladders") else None
                where = table.at(name) if table is not None and name in table else Where(path=seed.path)
                findings.error("SD203", where, f"“{name}” is in {taken[name]} and in {kind}", "rename one")
            taken.setdefault(name, kind)
    knows = seed.facts.get("knows")
    if knows is not None and knows.types != ("person", "secret"):
        findings.error("SD133", top.at("facts"), "knows is always about (person, secret)", "rename your fact")


def _named(seed: Seed) -> Mapping[str, tuple[str, ...]]:
    return {
        "facts": tuple(seed.facts),
        "qualities": tuple(seed.qualities),
        "derived": tuple(seed.derived),
        "ladders": tuple(seed.ladders),
    }
