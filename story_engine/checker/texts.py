"""Whether shown words are the words that are written: texts of the seed as patterns, long lines put together again.

It does not know who may speak or when.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from story_engine.checker.script import Script
from story_engine.expr import Call, Expr, Literal, walk
from story_engine.plan import Beat, BeatKind
from story_engine.seed.identity import place_among
from story_engine.seed.model import Seed
from story_engine.seed.script import Template


class Patterns:
    """What the texts of templates look like without their white space, made once for each."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Template, re.Pattern[str]]] = {}

    def of(self, template: Template) -> re.Pattern[str]:
        """The pattern of a template; whatever an expression says fits."""
        known = self._known.get(id(template))
        if known is None or known[0] is not template:
            source = "".join(_literal(part) if isinstance(part, str) else _hole(part) for part in template)
            known = (template, re.compile(source, re.IGNORECASE | re.DOTALL))
            self._known[id(template)] = known
        return known[1]


def exact_parts(template: Template, seed: Seed, script: Script) -> list[tuple[str, str]] | None:
    """(letters, "") or ("", pattern of what may be anything) with the sayings that were picked from word lists.

    None when the template has none or they are unknown.
    """
    parts: list[tuple[str, str]] = []
    picked = False
    for part in template:
        if isinstance(part, str):
            parts.append((part, ""))
        elif isinstance(part, Call) and part.name == "words" and isinstance(part.arguments[0], Literal):
            name = str(part.arguments[0].value)
            found, index = script.take("words", name)
            entries = seed.words.get(name, ())
            at = place_among(index, [entry.id for entry in entries]) if found else None
            if at is None:
                return None
            saying = re.split(r"(\{[^{}]*\}|#[^#]*#)", entries[at].say)
            for number, said in enumerate(saying):
                hole = _NAME if said.startswith("{") and "words(" not in said else ".*?"
                parts.append((said, "") if number % 2 == 0 else ("", hole))
            picked = True
        else:
            parts.append(("", _hole(part)))
    return parts if picked else None


def exact_pattern(parts: Sequence[tuple[str, str]]) -> re.Pattern[str]:
    """The pattern of what `exact_parts` gave."""
    source = "".join(hole or _literal(letters) for letters, hole in parts)
    return re.compile(source, re.IGNORECASE | re.DOTALL)


def begins_exactly(parts: Sequence[tuple[str, str]], joined: str) -> bool:
    """Whether words (small letters, no white space) may be how `parts` begin, or all of them."""
    if not joined or not parts:
        return not joined
    letters, hole = parts[0]
    if hole:
        ends = re.search(r"[.!?]", joined) if hole == _NAME else None
        longest = ends.start() if ends is not None else len(joined)
        return any(begins_exactly(parts[1:], joined[count:]) for count in range(longest + 1))
    start = re.sub(r"\s+", "", letters).lower()
    return start.startswith(joined) or (joined.startswith(start) and begins_exactly(parts[1:], joined[len(start) :]))


_NAME = "[^.!?]*?"
"""What a name or number may be: never more than one sentence, so that no sentence can be slipped in with it."""


def _hole(part: Expr) -> str:
    """The pattern of what an expression says: a name stays within a sentence, a word list may say anything."""
    return ".*?" if any(isinstance(node, Call) for node in walk(part)) else _NAME


def _literal(text: str) -> str:
    return re.escape(re.sub(r"\s+", "", text))


def may_begin(template: Template, joined: str) -> bool:
    """Whether words (small letters, no white space) may be how a text begins: by its first words, or after a name."""
    for part in template[:2]:
        if isinstance(part, str):
            start = re.sub(r"\s+", "", part).lower()
            return any(
                rest.startswith(start) or start.startswith(rest) for rest in _after_a_name(joined, part, template)
            )
        if any(isinstance(node, Call) for node in walk(part)):
            return True
    return True


def _after_a_name(joined: str, part: str, template: Template) -> Iterator[str]:
    """What follows a name of any length, if the text begins with one; a name ends no sentence."""
    yield joined
    if part is not template[0]:
        named = re.match(r"[^.!?]*", joined)
        yield from (joined[at:] for at in range(1, named.end() + 1 if named else 1))


def pieces_until(
    pattern: re.Pattern[str], speaker: str, kind: BeatKind, beats: Sequence[Beat], first: int
) -> int | None:
    """The number of the beat with which a text that begins at beat `first` is complete; None when it is not there."""
    joined = ""
    for count in range(first, len(beats)):
        text, who = text_of(beats[count], kind)
        if text is None or who != speaker:
            return None
        joined += re.sub(r"\s+", "", text)
        if not text or pattern.fullmatch(joined):
            return count
    return None


def is_filled(said: str, text: str) -> bool:
    """Whether a text is `said` with its {holes} filled."""
    pattern = "".join(".*?" if at % 2 else re.escape(part) for at, part in enumerate(re.split(r"(\{[^{}]*\})", said)))
    return re.fullmatch(pattern, text, re.IGNORECASE | re.DOTALL) is not None


def plain(template: Template) -> str:
    """A template for people, its expressions as dots."""
    return "".join(part if isinstance(part, str) else "…" for part in template)[:60]


def text_of(beat: Beat, kind: BeatKind) -> tuple[str | None, str]:
    """The words of a beat of this kind and who says them; None when it is another kind."""
    if beat.kind is not kind:
        return None, ""
    if beat.line is not None:
        return beat.line.text, beat.line.speaker
    return beat.text, ""
