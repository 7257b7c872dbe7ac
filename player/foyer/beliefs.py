"""What is believed about a viewer, as sentences with a number each. It knows tastes and texts, no screen.

`profiles.taste_words` says the same in English for the command line; here every sentence comes from the interface's
table, so that it can be said in any language.
"""

from __future__ import annotations

from dataclasses import dataclass

from player.words import Words
from profiles.taste import TasteValues
from profiles.taste_words import (
    A_LITTLE,
    A_LOT,
    CHOSEN,
    COMPANY,
    DISLIKED,
    EXPLAIN_LEAST,
    HIDDEN,
    LEAST_SURE,
    LESS,
    LIKED,
    MORE,
    PASSED,
    SET,
    SKIPPED,
    SURE,
    WATCHED,
)

MOST = 10
"""Beliefs told of one story: more is a questionnaire."""
_EVIDENCE = (
    ("more", MORE),
    ("less", LESS),
    ("liked", LIKED),
    ("disliked", DISLIKED),
    ("chose", CHOSEN),
    ("passed", PASSED),
    ("skipped", SKIPPED),
    ("watched", WATCHED),
    ("company", COMPANY),
)
MOST_REASONS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Belief:
    """One sentence, its number, and what it comes from."""

    feature: str
    sentence: str
    because: str
    liking: float
    """−1 dislike … 1 like."""


def beliefs_of(taste: TasteValues, words: Words) -> tuple[Belief, ...]:
    """What is believed, the strongest and surest first; at most ten."""
    sure = taste.sureness()
    found: list[tuple[float, Belief]] = []
    for at, name in enumerate(taste.features):
        liking = taste.mean[at]
        said = bool(taste.evidence and taste.evidence[at][SET])
        if name.startswith(HIDDEN) or (not said and (abs(liking) < EXPLAIN_LEAST or sure[at] < LEAST_SURE)):
            continue
        belief = Belief(
            feature=name,
            sentence=sentence(name, liking, words, unsure=sure[at] <= SURE),
            because=_because(taste.evidence[at], words) if taste.evidence else "",
            liking=liking,
        )
        found.append((-abs(liking) * (0.2 + sure[at]) - said, belief))
    found.sort(key=lambda entry: (entry[0], entry[1].feature))
    return tuple(belief for _, belief in found[:MOST])


def sentence(feature: str, liking: float, words: Words, *, unsure: bool = False) -> str:
    """ "You like comedy a lot"."""
    two_sided = words.has(f"taste.{feature}-")
    positive = liking >= 0 or two_sided
    strength = "much" if abs(liking) > A_LOT else "little" if abs(liking) < A_LITTLE else "plain"
    if abs(liking) < EXPLAIN_LEAST:
        return words("belief.neither", what=what(feature, words))
    text = words(
        f"belief.{'like' if positive else 'less'}.{strength}",
        what=what(feature, words, opposite=two_sided and liking < 0),
    )
    return words("belief.perhaps", sentence=text[0].lower() + text[1:]) if unsure else text


def what(feature: str, words: Words, *, opposite: bool = False) -> str:
    """A feature's name for people."""
    kind, _, name = feature.partition(":")
    if name:
        return words.or_else(f"taste.{kind}:", "{what}").format(what=name.replace("_", " ").capitalize())
    key = f"taste.{feature}{'-' if opposite else ''}"
    return words.or_else(key, feature.replace("_", " "))


def _because(counts: tuple[int, ...], words: Words) -> str:
    if counts[SET]:
        return words("because.said")
    told = [words(f"because.{name}", count=counts[kind]) for name, kind in _EVIDENCE if counts[kind]]
    return words("because", reasons=", ".join(told[:MOST_REASONS])) if told else ""
