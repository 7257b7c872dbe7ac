"""Warns of lines whose text is most likely not what was meant: commands without chevrons, broken markup.

It does not know names, types or values.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from story_engine.yarn.markup import read_markup
from story_engine.yarn.naming import problem
from story_engine.yarn.problems import Problem
from story_engine.yarn.tree import File, Line, Node
from story_engine.yarn.walk import lines_of
from story_engine.yarn.words import IDENTIFIER

_BARE_COMMAND = re.compile(rf"(?:set|declare)\s+\$|(?:jump|detour)\s+(?:{IDENTIFIER}\s*$|$)|<[^<>]+>$")


def text_problems(files: tuple[File, ...]) -> Iterator[Problem]:
    """What looks wrong in the texts of lines and options."""
    nodes = [(file.path, node) for file in files for node in file.nodes]
    yield from _chevrons(nodes)
    for path, node in nodes:
        for line in lines_of(node):
            yield from _markup(path, line)


def _markup(path: str, line: Line) -> Iterator[Problem]:
    """Markup that cannot be read, in lines whose text is known before playing."""
    text = "".join(piece for piece in line.pieces if isinstance(piece, str))
    if "[" not in text or not all(isinstance(piece, str) for piece in line.pieces):
        return
    for fault in read_markup(text).faults:
        yield problem(path, "Y046", line.at, f"markup cannot be read: {fault}", "mend it, or write \\[", "warning")


def _chevrons(nodes: list[tuple[str, Node]]) -> Iterator[Problem]:
    """Lines that were most likely meant as commands."""
    for path, node in nodes:
        for line in lines_of(node):
            first, last = line.pieces[0], line.pieces[-1]
            closed = isinstance(last, str) and last.endswith(">>")
            opened = isinstance(first, str) and _BARE_COMMAND.match(first)
            if (closed or opened) and line.at.length > 1 and "<<" not in str(first):
                yield problem(
                    path,
                    "Y015",
                    line.at,
                    "this line looks like a command, but is text",
                    "write a command as <<command>>; write \\> and \\< for chevrons in text",
                    "warning",
                )
