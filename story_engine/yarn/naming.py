"""Checks the names of a project: titles and node groups, line ids, shadow lines, jumps.

It does not know types or values.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice

from story_engine.yarn.problems import Problem
from story_engine.yarn.tree import File, Inline, Jump, Line, Node, Place
from story_engine.yarn.walk import lines_of, statements_of
from story_engine.yarn.words import refuse


def problem(path: str, code: str, at: Place, message: str, remedy: str, severity: str = "error") -> Problem:
    """One finding in a file."""
    return replace(refuse(code, at, message, remedy).problem, path=path, severity=severity)


MOST_SUGGESTIONS = 100
"""Names that are compared with all others in one check; comparing is slow, and nobody reads more."""
_MOST_COMPARED = 2_000


class Suggestions:
    """Finds names that are nearly right, until it has been asked too often."""

    def __init__(self) -> None:
        self._left = MOST_SUGGESTIONS

    def near(self, name: str, known: Iterable[str]) -> str:
        """“did you mean …” for a name that is nearly one of the known ones; empty otherwise."""
        self._left -= 1
        if self._left < 0:
            return ""
        close = difflib.get_close_matches(name, list(islice(known, _MOST_COMPARED)), n=1, cutoff=0.6)
        return f"did you mean “{close[0]}”?" if close else ""


def naming_problems(files: tuple[File, ...], suggestions: Suggestions) -> Iterator[Problem]:
    """What is wrong with the names of all files together."""
    nodes = [(file.path, node) for file in files for node in file.nodes if node.title]
    yield from _titles(nodes)
    yield from _jumps(nodes, suggestions)
    yield from _line_ids(nodes, suggestions)
    for path, node in nodes:
        if not node.body:
            yield problem(
                path,
                "Y029",
                node.title_at,
                f"the node “{node.title}” is empty",
                "give it a line, or remove it",
                "warning",
            )


def _titles(nodes: list[tuple[str, Node]]) -> Iterator[Problem]:
    groups: dict[str, list[tuple[str, Node]]] = {}
    for path, node in nodes:
        groups.setdefault(node.title, []).append((path, node))
    for title, members in groups.items():
        if len(members) == 1:
            continue
        if not any(node.whens for _, node in members):
            for path, node in members[1:]:
                first_path, first = members[0]
                yield problem(
                    path,
                    "Y020",
                    node.title_at,
                    f"the title “{title}” is taken by the node at {first_path}:{first.title_at.line}",
                    "rename one of them, or give each a when: header so that they form a node group",
                )
            continue
        for path, node in members:
            if not node.whens:
                yield problem(
                    path,
                    "Y021",
                    node.title_at,
                    f"other nodes titled “{title}” have a when: header, this one has none",
                    "add “when: always” if it needs no condition",
                )
        seen: dict[str, Node] = {}
        for path, node in members:
            subtitle = node.header("subtitle")
            if subtitle and subtitle in seen:
                yield problem(
                    path,
                    "Y022",
                    node.title_at,
                    f"the group “{title}” has the subtitle “{subtitle}” twice",
                    "give each node of a group a subtitle of its own",
                )
            elif subtitle:
                seen[subtitle] = node


def _jumps(nodes: list[tuple[str, Node]], suggestions: Suggestions) -> Iterator[Problem]:
    titles = {node.title for _, node in nodes}
    titles |= {f"{node.title}.{node.header('subtitle')}" for _, node in nodes if node.header("subtitle")}
    known = sorted(titles)
    for path, node in nodes:
        for statement in statements_of(node.body):
            if isinstance(statement, Jump) and isinstance(statement.target, str) and statement.target not in titles:
                yield problem(
                    path,
                    "Y023",
                    statement.target_at,
                    f"no node is titled “{statement.target}”",
                    suggestions.near(statement.target, known) or "write that node, or jump elsewhere",
                    "warning",
                )


def _line_ids(nodes: list[tuple[str, Node]], suggestions: Suggestions) -> Iterator[Problem]:
    known: dict[str, tuple[str, Line]] = {}
    shadows: list[tuple[str, Line, str]] = []
    for path, node in nodes:
        for line in lines_of(node):
            source, own = line.shadow_of, line.line_id
            named = [tag for tag in line.tags if tag.text.startswith(("line:", "shadow:"))]
            if len(named) > 1 and (source is None or own is None):
                yield problem(
                    path,
                    "Y045",
                    named[1].at,
                    "a line has several #line: or #shadow: ids",
                    "keep one of them",
                )
            elif source is not None and own is not None:
                yield problem(
                    path,
                    "Y025",
                    line.at,
                    "a line has both #line: and #shadow:",
                    "keep #shadow: where it repeats another",
                )
            elif source is not None:
                shadows.append((path, line, source))
            elif own is not None:
                if own in known:
                    first_path, first = known[own]
                    yield problem(
                        path,
                        "Y024",
                        line.at,
                        f"the line id “{own}” is taken by {first_path}:{first.at.line}",
                        "give the line another id, or #shadow: if it repeats that line",
                    )
                else:
                    known[own] = (path, line)
    for path, line, source in shadows:
        if source not in known:
            remedy = suggestions.near(source, known) or "give the line that it repeats that #line: id"
            yield problem(path, "Y026", line.at, f"no line has the id “{source}”", remedy)
            continue
        original = known[source][1]
        if any(isinstance(piece, Inline) for piece in (*original.pieces, *line.pieces)):
            yield problem(
                path,
                "Y027",
                line.at,
                "a shadow line, and the line that it repeats, may hold no {expression}",
                "write plain text, or give the line its own #line: id",
            )
        elif original.pieces != line.pieces:
            yield problem(
                path,
                "Y028",
                line.at,
                f"the text differs from the line “{source}” that it repeats",
                "make both texts the same, or give the line its own #line: id",
            )
