"""Reads `reactions:`: lines that answer wishes, each with who says it and what must be so for it to be said.

It does not know whether the names in a condition exist; `check` does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from story_engine.errors import ExpressionError
from story_engine.expr import Expr, parse
from story_engine.seed.diagnostics import Findings, Where, did_you_mean
from story_engine.seed.model import EMOTIONS, Reply
from story_engine.seed.table import Table
from story_engine.seed.yaml_tree import Mapped

_GUARD = re.compile(r"\s*<<\s*if\b(.*?)>>\s*\Z", re.DOTALL)
"""As behind a line of a scene."""
_REMEDY = "a reply ends in <<if condition>>, as a line of a scene does"


def read_replies(top: Table, cast: Iterable[str], findings: Findings) -> dict[str, tuple[Reply, ...]]:
    """The replies of a seed by the wish that they answer."""
    outer, people = top.table("reactions"), tuple(cast)
    return {name: tuple(_reply(item, where, people, findings) for item, where in outer.items(name)) for name in outer}


def _reply(item: Any, where: Where, cast: Sequence[str], findings: Findings) -> Reply:
    if not isinstance(item, Mapped):
        say, condition, at = _guarded(str(item), where, findings)
        return Reply(say=say, condition=condition, where=at)
    table = Table(item, where, findings, "reactions")
    who = table.text("who")
    if who and who not in cast:
        findings.error("SD201", table.at("who"), f"nobody is called “{who}”", did_you_mean(who, cast))
        who = ""
    say, condition, at = _guarded(table.required("say"), table.at("say"), findings)
    emotion = table.choice("emotion", "surprised", EMOTIONS)
    table.close()
    return Reply(say=say, who=who, emotion=emotion, condition=condition, where=at)


def _guarded(text: str, where: Where, findings: Findings) -> tuple[str, Expr | None, Where]:
    """The words of a reply, what must be so for them, and where that is written."""
    match = _GUARD.search(text)
    say = text if match is None else text[: match.start()]
    if "<<" in say or ">>" in say:
        findings.error("SD110", where, f"“{say[say.find('<<') :].strip()}” cannot stand in a reply", _REMEDY)
        return say.partition("<<")[0].strip(), None, where
    if match is None:
        return text, None, where
    asked = match[1].strip()
    at = where.moved(match.start(1) + len(match[1]) - len(match[1].lstrip()) + 1)  # one for the quote before the text
    try:
        return say, parse(asked), at
    except ExpressionError as error:
        findings.error(error.code, at.moved(error.column), f"in a reply: {error}", error.remedy or _REMEDY)
        return say, None, at
