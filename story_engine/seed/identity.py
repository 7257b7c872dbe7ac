"""What a piece of a scene is known by, wherever it stands: a short digest of what it says and does.

It does not know journals; they name line groups, ways and options by it, so that a show is found again in a seed to
which lines were added since.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import fields, replace
from functools import cache
from typing import Any, cast

from story_engine.yarn import tree as yarn

DIGEST_BYTES = 2
"""Three letters, because a journal holds one for every scene, way and word: in one of fifty scenes with fifty ways two
are alike by accident, and get numbers; that an edited way is taken for another is found by what was shown."""
_NAMED = ("line:", "shadow:", "picture:")
"""Tags that give a line an id or a picture and change nothing of what is said and done."""
_FORM = re.compile(r"(?<=\s)form\s+\w+\s*")
"""In a `<<choice …>>`: how it is laid out is nothing that is said or done either."""


def identity_of(speakers: Mapping[str, str], tree: Any) -> str:
    """The digest of what was written, without the places at which it stands.

    Who speaks counts by id: `speakers` has it for every name in small letters, and a name may change.
    """
    said: list[str] = []
    _tell(tree, said, speakers)
    return short_digest("\0".join(said))


def short_digest(text: str) -> str:
    """Three letters that stand for a text."""
    digest = hashlib.blake2b(text.encode(), digest_size=DIGEST_BYTES).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def place_among(value: Any, ids: Sequence[str]) -> int | None:
    """The index that a journaled decision means: an identity, or the index itself in older journals; None = gone."""
    if isinstance(value, str):
        return ids.index(value) if value in ids else None
    return int(value) % len(ids) if ids else None


@cache
def _fields(kind: Hashable) -> tuple[str, ...]:
    return tuple(field.name for field in fields(cast(Any, kind)))


def _tell(tree: Any, said: list[str], speakers: Mapping[str, str]) -> None:
    kind = type(tree)
    if kind is str:
        said.append(tree)
    elif kind is yarn.Place:
        return
    elif kind is tuple:
        said.append("(")
        for part in tree:
            _tell(part, said, speakers)
        said.append(")")
    elif tree is None or isinstance(tree, bool | int | float):
        said.append(repr(tree))
    elif kind is yarn.Tag:
        if not tree.text.startswith(_NAMED):
            said.append(f"#{tree.text}")
    elif kind is yarn.Line and (spoken := _spoken(tree, speakers)) is not None:
        _tell(spoken, said, speakers)
    elif kind is yarn.Command and _is_choice(tree):
        first = str(tree.pieces[0])
        settings, quote, prompt = first.partition('"')
        plain = f"{_FORM.sub('', settings)}{quote}{prompt}"
        _tell_fields(replace(tree, pieces=(plain.rstrip(), *tree.pieces[1:])), said, speakers)
    else:
        _tell_fields(tree, said, speakers)


def _spoken(line: yarn.Line, speakers: Mapping[str, str]) -> tuple[Any, ...] | None:
    """What counts of a line that somebody of the cast says; None = another line."""
    first = line.pieces[0] if line.pieces else None
    if not isinstance(first, str):
        return None
    name, colon, text = first.partition(":")
    speaker = speakers.get(name.strip().lower()) if colon else None
    return None if speaker is None else (speaker, text.strip(), *line.pieces[1:], line.condition, line.tags)


def _tell_fields(tree: Any, said: list[str], speakers: Mapping[str, str]) -> None:
    kind = type(tree)
    said.append(kind.__name__)
    for name in _fields(cast(Hashable, kind)):
        value = getattr(tree, name)
        if type(value) is not yarn.Place:
            _tell(value, said, speakers)


def _is_choice(command: yarn.Command) -> bool:
    first = command.pieces[0] if command.pieces else ""
    return isinstance(first, str) and first.startswith("choice ") and " form " in first.partition('"')[0]
