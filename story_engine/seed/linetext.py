"""Turns the running text of Yarn lines into templates: speakers, emphasis, markup, format functions, escapes.

It does not know who is in the cast or what is done with a line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from story_engine.expr import Binary, Call, Expr, Literal
from story_engine.functions import IN_LANGUAGE
from story_engine.functions import LANGUAGE as ENGLISH
from story_engine.seed.script import Template
from story_engine.yarn import tree as yarn

_HOLE = 0xE000
"""First of the private-use characters that stand for `{expressions}` while text is read."""
MOST_HOLES = 500
"""Expressions in one line; a line that a person reads holds a few."""
_HOLES = re.compile(f"[{chr(_HOLE)}-{chr(_HOLE + MOST_HOLES)}]")
_FORMAT = re.compile(r"\[\s*(select|plural|ordinal)\s*(?:=|\s+value\s*=|\s)\s*([^\s\]/]+)((?:[^\]\\]|\\.)*?)/\]")
_PAIR = re.compile(r"(\w+)\s*=\s*(?:\"((?:[^\"\\]|\\.)*)\"|([^\s\"/\]]+))")
_TAG = re.compile(r"(?<!\\)\[\s*/?\s*[A-Za-z_]*\b[^\[\]]*\]|(?<!\\)\[\s*/\s*\]")
_OPENING = re.compile(r"(?<!\\)\[\s*(?!/)([A-Za-z_]+)([^\[\]]*)\]")
_CLOSING = re.compile(r"(?<!\\)\[\s*/\s*([A-Za-z_]*)\s*\]")
_EMPHASIS = re.compile(r"\*([^*\s](?:[^*]*[^*\s])?)\*")
_LONE = re.compile(r"(?:(?<=\s)|\A)\*(?=\w)|(?<=\w)\*(?=[\s.,!?…]|\Z)")
_MARKED = re.compile(r"[\[\]*\\]")
"""What every mark-up, emphasis and escape has; most lines have none."""
_ESCAPE = re.compile(r"\\([\[\]:*])")


def marked_text(pieces: Sequence[yarn.Piece]) -> tuple[str, list[yarn.Inline]]:
    """The pieces as one text, a private character for each expression, and the expressions."""
    said: list[str] = []
    inlines: list[yarn.Inline] = []
    for piece in pieces:
        if isinstance(piece, str):
            said.append(_HOLES.sub("\ufffd", piece))
        elif len(inlines) < MOST_HOLES:
            said.append(chr(_HOLE + len(inlines)))
            inlines.append(piece)
    return "".join(said), inlines


def hole_of(text: str) -> int | None:
    """The number of the expression that a text consists of; None when it is anything else."""
    return ord(text) - _HOLE if len(text) == 1 and _HOLES.match(text) else None


def markup_fault(text: str) -> str:
    """What is wrong with the markup of a text in a few words; "" when nothing is."""
    if not _MARKED.search(text):
        return ""
    plain = _FORMAT.sub("", text)
    opened: list[str] = []
    for match in re.finditer(f"{_CLOSING.pattern}|{_OPENING.pattern}", plain):
        if match[2] is not None:
            if not match[3].rstrip().endswith("/") and match[2] != "nomarkup":
                opened.append(match[2])
        elif match[1] == "":
            opened.clear()
        elif match[1] in opened:
            opened.remove(match[1])
        elif match[1] != "nomarkup":
            return f"[/{match[1]}] closes nothing"
    if opened:
        return f"[{opened[-1]}] is not closed"
    rest = _ESCAPE.sub("", _TAG.sub("", plain))
    if "[" in rest or "]" in rest:
        return "a [ or ] stands alone"
    if _LONE.search(_EMPHASIS.sub("", rest)):
        return "an emphasis mark * stands alone"
    return ""


def template_of(
    text: str, holes: Sequence[Expr | None], word: Callable[[str], Expr | None], language: str = ENGLISH
) -> Template:
    """The template of a marked text: `holes` are its expressions (None = broken), `word` reads a bare format value.

    Plural and ordinal forms are those of the `language`.
    """
    found: list[str | Expr] = []
    at = 0
    for match in _FORMAT.finditer(text):
        found += _plain(text[at : match.start()], holes)
        found += _format(match, holes, word, language)
        at = match.end()
    found += _plain(text[at:], holes)
    return tuple(part for part in found if part != "")


def _plain(text: str, holes: Sequence[Expr | None]) -> list[str | Expr]:
    if _MARKED.search(text):
        text = _ESCAPE.sub(r"\1", _EMPHASIS.sub(r"\1", _TAG.sub("", text)))
    if not holes:
        return [text]
    found: list[str | Expr] = []
    at = 0
    for match in _HOLES.finditer(text):
        found.append(text[at : match.start()])
        tree = holes[ord(match[0]) - _HOLE]
        if tree is not None:
            found.append(tree)
        at = match.end()
    found.append(text[at:])
    return found


def _format(
    match: re.Match[str], holes: Sequence[Expr | None], word: Callable[[str], Expr | None], language: str
) -> list[str | Expr]:
    """`[select {$x} a="…" b="…"/]` as a call that picks among its words."""
    raw = match[2].strip('"')
    index = hole_of(raw)
    value = holes[index] if index is not None else word(raw)
    if value is None:
        return []
    arguments: list[Expr] = [value]
    if language != ENGLISH and match[1] != "select":
        arguments.append(Literal(IN_LANGUAGE + language))
    for pair in _PAIR.finditer(match[3]):
        said = pair[2] if pair[2] is not None else pair[3]
        arguments += [Literal(pair[1]), _joined(re.sub(r"\\(.)", r"\1", said), holes)]
    return [Call(match[1], tuple(arguments))]


def _joined(text: str, holes: Sequence[Expr | None]) -> Expr:
    """A text with expressions in it as one expression."""
    parts = [Literal(part) if isinstance(part, str) else part for part in _plain(text, holes) if part != ""]
    joined: Expr = parts[0] if parts else Literal("")
    for part in parts[1:]:
        joined = Binary("+", joined, part)
    return joined
