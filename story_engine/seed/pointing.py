"""Lets a finding point at the very word that it names, where that stands further right in its line.

It does not know what is wrong: a finding's message quotes the word as “word”.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from story_engine.seed.diagnostics import Diagnostic

_QUOTED = re.compile(r"“[#$]?([^”]{1,60})”")


def pointed(found: Iterable[Diagnostic], texts: Mapping[str, str]) -> tuple[Diagnostic, ...]:
    """The findings with the columns of the words that they quote; `texts` are the files by path."""
    lines = {path: text.splitlines() for path, text in texts.items()}
    return tuple(_pointed(one, lines.get(one.where.path, ())) for one in found)


def _pointed(one: Diagnostic, lines: Sequence[str]) -> Diagnostic:
    if not 1 <= one.where.line <= len(lines):
        return one
    line, at = lines[one.where.line - 1], one.where.column - 1
    for quoted in _QUOTED.finditer(one.message):
        word = re.compile(rf"(?<![\w#$])[#$]?{re.escape(quoted[1])}(?!\w)")
        if word.match(line, at):
            return one
        if (there := word.search(line, at)) is not None:
            return replace(one, where=one.where._replace(column=there.start() + 1))
    return one
