"""The words and signs of Yarn: what an identifier is, how an expression splits into tokens, how much is too much.

It does not know what any of them means.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from story_engine.yarn.problems import Problem
from story_engine.yarn.tree import Place

LONGEST_FILE = 8_000_000
"""Characters of one file; the largest published Yarn projects are below 2 million, and a reader must not hang."""
MOST_LINES = 200_000
"""Lines of one file; a line of the tree takes about a kilobyte of memory."""
DEEPEST = 64
"""Levels of nested blocks, options and parentheses; people write fewer than ten, and recursion must end."""

MOST_OPERANDS = 200
"""Values in one expression; its tree may be as deep as that, and whoever walks it calls itself as often."""

_HEAD = (
    "A-Za-z_\u00a8\u00aa\u00ad\u00af\u00b2-\u00b5\u00b7-\u00ba\u00bc-\u00be\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff"
    "\u0370-\u167f\u1681-\u180d\u180f-\u1dbf\u1e00-\u1fff\u200b-\u200d\u202a-\u202e\u203f-\u2040\u2054\u2060-\u20cf"
    "\u2100-\u218f\u2460-\u24ff\u2776-\u2793\u2c00-\u2dff\u2e80-\u2fff\u3004-\u3007\u3021-\u302f\u3031-\ud7ff"
    "\uf900-\ufd3d\ufd40-\ufdcf\ufdf0-\ufe1f\ufe30-\ufe44\ufe47-\ufffd\U00010000-\U000efffd"
)
_TAIL = _HEAD + "0-9\u0300-\u036f\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
IDENTIFIER = f"[{_HEAD}][{_TAIL}]*"
"""A regular expression: what a title, a variable (after its `$`), a function or an enum may be called."""

_TOKEN = re.compile(
    rf"""[ \t]*(?:
      (?P<number>[0-9]+(?:\.[0-9]+)?)
    | (?P<string>"(?:[^"\\\r\n]|\\["\\])*")
    | (?P<variable>\${IDENTIFIER})
    | (?P<word>{IDENTIFIER})
    | (?P<sign><=|>=|==|!=|&&|\|\||\+=|-=|\*=|/=|%=|>>|[<>=+\-*/%!^(),.}}])
    | (?P<end>\r|\n|\Z)
    )""",
    re.VERBOSE,
)

SIGNS = {
    "lte": "<=", "gte": ">=", "is": "==", "eq": "==", "lt": "<", "gt": ">", "neq": "!=", "and": "&&", "or": "||",
    "xor": "^", "not": "!", "to": "=",
}  # fmt: skip
"""Words that are operators, as the sign they stand for."""


class Refused(Exception):
    """A piece of Yarn that cannot be read; it carries the finding and never leaves this package."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def refuse(code: str, at: Place, message: str, remedy: str) -> Refused:
    """The exception for one finding."""
    return Refused(Problem(code=code, line=at.line, column=at.column, length=at.length, message=message, remedy=remedy))


class Token(NamedTuple):
    """One token of an expression: its kind (number, string, variable, word, sign, end), text and columns (from 0)."""

    kind: str
    text: str
    start: int
    end: int


def next_token(text: str, position: int, line: int) -> Token:
    """The token of `text` at or after `position`; operator words arrive as their signs."""
    found = _TOKEN.match(text, position)
    if found is None:
        rest = text[position:].lstrip()
        column = len(text) - len(rest)
        if rest.startswith('"'):
            raise refuse("Y007", Place(line, column + 1), "a quoted text has no end", 'close it with "')
        remedy = 'write the straight "' if rest.startswith(("“", "”", "„", "«", "»")) else "remove or quote it"
        raise refuse("Y007", Place(line, column + 1), f"“{rest[:1]}” means nothing in an expression", remedy)
    kind = found.lastgroup
    assert kind is not None
    word = found.group(kind)
    if kind == "word" and word in SIGNS:
        return Token("sign", SIGNS[word], found.start(kind), found.end())
    return Token(kind, word, found.start(kind), found.end())
