"""Which drawing stands for a thing that is known by words only: the head of the phrase counts most.

It knows no drawing and no file: only phrases and lists of words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

WORD = re.compile(r"[a-z]+")
BREAKS = frozenset(
    WORD.findall(
        "of with in on from for that which who whose under over to by at without inside beside full made named called "
        "and or like as because shaped carved painted marked"
    )
)
"""Words after which a phrase only tells more about what was named before."""
FILLERS = frozenset(
    WORD.findall(
        "a an the his her their its my our your this some one two three small little big large old new tiny huge very "
        "second first last every other own s"
    )
)
HEAD_SCORE, WORD_SCORE, PART_SCORE = 6, 2, 1
"""A hit on what the thing is, on what is said of it, and on the tail of a compound word."""
LEAST_PART = 4
"""Letters a compound's tail must have: `moonstone` is a stone, `carpet` is no pet."""


def singular(word: str) -> str:
    """A rough singular: good enough to find `keys` under `key`."""
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "xes", "sses")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3:
        return word[:-1]
    return word


def tokens(phrase: str) -> tuple[tuple[str, ...], str]:
    """The telling words of `phrase` in singular, and its head: the last one before a preposition."""
    found, head, closed = [], "", False
    for word in WORD.findall(phrase.lower().replace("'", " ")):
        if word in BREAKS:
            closed = closed or bool(head)
            continue
        if word in FILLERS:
            continue
        word = singular(word)
        found.append(word)
        if not closed:
            head = word
    return tuple(found), head


def nearest(phrases: tuple[str, ...], known: Mapping[str, tuple[str, ...]]) -> str:
    """The name in `known` (name → its words) that fits `phrases` best; "" when nothing fits at all."""
    best, score = "", 0
    asked = [tokens(phrase) for phrase in phrases if phrase]
    for name in sorted(known):
        own = {singular(word.lower()) for word in known[name]}
        own_name = tuple(singular(word) for word in name.split("_"))
        if len(own_name) == 1:
            own.update(own_name)
        fit = 0
        for words, head in asked:
            # A name of several words counts as one: a music box is no box, a toy boat no boat.
            fit += (HEAD_SCORE + WORD_SCORE) * (len(own_name) > 1 and set(own_name) <= set(words))
            for word in dict.fromkeys(words):
                if word in own:
                    fit += HEAD_SCORE if word == head else WORD_SCORE
                    fit += own_name == (word,)
                elif any(len(part) >= LEAST_PART and word.endswith(part) for part in own):
                    fit += PART_SCORE * (3 if word == head else 1)
        if fit > score:
            best, score = name, fit
    return best
