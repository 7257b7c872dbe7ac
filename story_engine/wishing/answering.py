"""Which answer of an open question somebody means who types instead of picking: "the glove", "nicht die zweite".

It knows the answers' words and no seed. What is unsure is no answer: it stays a wish.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from story_engine.wishing.lexicon import FILLER
from story_engine.wishing.spelling import alike

NUMBERS = (
    ("1", "one", "first", "former", "eins", "erste", "ersten", "erstes", "erster"),
    ("2", "two", "second", "zwei", "zweite", "zweiten", "zweites", "zweiter"),
    ("3", "three", "third", "drei", "dritte", "dritten", "drittes", "dritter"),
    ("4", "four", "fourth", "vier", "vierte", "vierten", "viertes", "vierter"),
)
LAST = frozenset(("last", "latter", "letzte", "letzten", "letztes", "letzter"))
NOT = frozenset(("not", "no", "never", "don't", "dont", "without", "nicht", "kein", "keine", "keinen", "nie", "ohne"))
OTHER = frozenset(("other", "andere", "anderen", "anderes", "anderer"))
LITTLE_WEIGHT = 0.25
ENOUGH = 0.6
"""Share of what was typed that an answer must have."""
AHEAD = 0.3
"""And by how much it must lead before the next."""
BEGINNING = 4
"""Letters by which a longer form of a word is known: "gloves", "Handschuhe"."""


def option_meant(answers: Sequence[str], text: str) -> int:
    """The number, from 1, of the answer that `text` means; 0 = none, or one cannot tell.

    A number or its word counts where it is no word of the answers themselves. Of two answers the one that is refused
    ("not the glove") leaves the other.
    """
    typed = _words(text)
    refused = any(word in NOT for word in typed)
    said = [word for word in typed if word not in NOT]
    if not said or not answers:
        return 0
    meant = _by_number(answers, said) or _by_words([_words(answer) for answer in answers], said)
    if not meant or not refused:
        return meant
    return 3 - meant if len(answers) == 2 and not any(word in NOT for word in _words(answers[meant - 1])) else 0


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", text).casefold().replace("\u2019", "'")
    return re.findall(r"[^\W_]+(?:'[^\W_]+)?", plain)


LITTLE = frozenset(
    _words(
        """take takes go goes answer option number choose pick
        der die das den dem des ein eine einen einem einer und oder ich du er sie es wir ihr mich mir dich ihn ihm ihre
        sein seine seinen seiner zu zum zur in im an am auf aus von vom bei mit für ist sind soll sollen will wollen
        bitte lass lasst mal doch nimm nehmen geh gehen antwort nummer möglichkeit"""
    )
)
"""Words that an answer may have and that alone mean none."""


def _by_number(answers: Sequence[str], said: list[str]) -> int:
    known = {word for answer in answers for word in _words(answer)}
    heavy = [word for word in said if not _is_little(word) and word not in OTHER] or [w for w in said if _number(w)]
    if len(heavy) != 1 or heavy[0] in known:
        return 0
    number = len(answers) if heavy[0] in LAST else _number(heavy[0])
    return number if number <= len(answers) else 0


def _number(word: str) -> int:
    return next((number for number, forms in enumerate(NUMBERS, 1) if word in forms), 0)


def _by_words(answers: Sequence[Sequence[str]], said: list[str]) -> int:
    weights = [LITTLE_WEIGHT if _is_little(word) else 1.0 for word in said]
    shares = []
    for words in answers:
        met = [weight for word, weight in zip(said, weights, strict=True) if any(_same(word, own) for own in words)]
        shares.append(sum(met) / sum(weights))
    best, *others = sorted(shares, reverse=True)
    if best < ENOUGH or (others and best - others[0] < AHEAD):
        return 0
    return 1 + shares.index(best)


def _is_little(word: str) -> bool:
    return word in FILLER or word in LITTLE


def _same(word: str, own: str) -> bool:
    if word == own or alike(word, own):
        return True
    short, long = sorted((word, own), key=len)
    return len(short) >= BEGINNING and long.startswith(short)
