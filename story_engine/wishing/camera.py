"""Wishes to the camera: nearer, farther off, or through somebody's eyes.

It does not know shots; it says what was asked for, of whom.
"""

from __future__ import annotations

from collections.abc import Sequence

from story_engine.wishing.clauses import Token
from story_engine.wishing.lexicon import CLOSER, EYES, SEEING, SEEN_BY, VIEWPOINTS, WIDER

BETWEEN = frozenset(
    {"the", "a", "an", "old", "little", "does", "do", "can", "is", "would", "will", "that", "of", "our"}
)
"""Words that may stand between somebody and what tells that their eyes are meant."""
_SEERS = ("person", "thing")


def camera_wish(found: Sequence[Token]) -> tuple[str, str, str] | None:
    """("close" or "wide", who or what is looked at, "") or ("eyes", whose, whom or what they see); None = no such."""
    if (at := _whose_eyes(found)) is not None:
        seen = next((t.id for n, t in enumerate(found) if n != at and t.kind in _SEERS and _is_named(t)
                     and t.id != found[at].id), "")  # fmt: skip
        return "eyes", found[at].id, seen
    asked = next((t.word for t in found if t.word in CLOSER or t.word in WIDER), None)
    if asked is None:
        return None
    look = next((t.id for t in found if t.kind in ("person", "thing", "place") and _is_named(t)), "")
    if asked in CLOSER and not look:  # "a close-up of the white suit"
        look = next((t.id for t in found if t.kind in ("person", "thing", "place")), "")
    return "close" if asked in CLOSER else "wide", look, ""


def _is_named(token: Token) -> bool:
    """Whether an entity is called by name, not by a word of its look ("eyes that have measured a lot of water")."""
    return bool(token.id) and not token.by_tag


def _whose_eyes(found: Sequence[Token]) -> int | None:
    """Where whoever lends their eyes stands; None where nobody does."""
    words = [token.word for token in found]
    for at, word in enumerate(words):
        before = words[:at]
        means = word in VIEWPOINTS or any(cue in before for cue in EYES.get(word, ()))
        if means and (seer := _beside(found, at)) is not None:
            return seer
        if word in SEEING and any(cue in before for cue in SEEN_BY):
            seer = _named_before(found, at)
            if seer is not None and any(words[n] in SEEN_BY for n in range(seer)):
                return seer
            if seer is None and before[-1] in SEEN_BY and (seer := _named_behind(found, at)) is not None:
                return seer  # "what sees the fox", as other languages ask
        if word == "be" and before[-1:] in (["me"], ["to"], ["i"]) and (seer := _named_behind(found, at)) is not None:
            return seer if seer == len(found) - 1 else None
    return None


def _beside(found: Sequence[Token], at: int) -> int | None:
    """Whoever stands right before a word ("the fox's eyes"), else right behind it ("the eyes of the fox")."""
    before = _named_before(found, at)
    return before if before is not None else _named_behind(found, at)


def _named_before(found: Sequence[Token], at: int) -> int | None:
    for n in range(at - 1, -1, -1):
        if found[n].kind in _SEERS and _is_named(found[n]):
            return n
        if found[n].word not in BETWEEN:
            return None
    return None


def _named_behind(found: Sequence[Token], at: int) -> int | None:
    for n in range(at + 1, len(found)):
        if found[n].kind in _SEERS and _is_named(found[n]):
            return n
        if found[n].word not in BETWEEN:
            return None
    return None
