"""Puts a wish in another language into the words that the reader of wishes knows, by a table of words.

It does not know what the words lead to. Names of a seed are understood as its own table of translated lines has them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path

from story_engine.seed.model import Seed
from story_engine.wishing.lexicon import CALM, FILLER, IDIOMS, LESS, MORE, TASTE_WORDS, TENSE, VERBS, WEATHER_WORDS
from story_engine.wishing.spelling import alike, slips_between

TONGUES = Path(__file__).with_name("tongues")
FOLDED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
ENDINGS = ("en", "em", "er", "es", "e", "n", "s")
"""Endings that are tried away where a word is not in the table."""
TOLD = ("et", "t", "e")
"""Endings of a verb that tells somebody what to do, or what they do: its own form ends in -en or -n."""
LEAST_STEM = 4
"""Letters of a word without its ending, or of a word with a slip of the finger."""
LONGEST = 4
"""Words of the longest group in the table."""
STOPS = re.compile(r"([,.;:!?])")
ARTICLES = ("der", "die", "das")
_MOODS = frozenset(word for words in TASTE_WORDS.values() for word in words) | CALM | TENSE


def in_our_words(seed: Seed, known: Callable[[str], bool], text: str) -> str:
    """The wish in the reader's words; as it is where it is in them already.

    `known` tells whether the seed has a word as a name. A word that no table has stays: it may be a name.
    """
    language = seed.tongue.language if seed.tongue is not None else ""
    folded = text.lower().translate(FOLDED)
    for tongue in sorted(path.stem for path in TONGUES.glob("*.tsv")):
        meant = _table(tongue)
        words = re.findall(r"[^\W_]+", folded)
        theirs = sum(_meaning(meant, word, False) != "" and not _ours(word, known) for word in words)
        ours = sum(_ours(word, known) and word not in meant and word not in seed.cast for word in words)
        if theirs > ours or (theirs and language.split("-")[0] == tongue):
            table = {**meant, **_names(seed)}
            return "".join(part if STOPS.fullmatch(part) else _segment(table, part) for part in STOPS.split(folded))
    return text


@lru_cache(maxsize=4)
def _table(tongue: str) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for row in (TONGUES / f"{tongue}.tsv").read_text(encoding="utf-8").splitlines():
        if row and not row.startswith("#"):
            meaning, _, words = row.partition("\t")
            for word in words.split():
                found.setdefault(word.replace("_", " "), meaning)
    return found


def _names(seed: Seed) -> dict[str, str]:
    """What people, things and places are called in the seed's tongue, without its article → their id in words."""
    found: dict[str, str] = {}
    if seed.tongue is not None:
        for entity, name in seed.tongue.names.items():
            words = name.lower().translate(FOLDED).split()
            words = words[1:] if words and words[0] in ARTICLES else words
            if words and entity not in seed.secrets:
                found[" ".join(words)] = entity.replace("_", " ")
    return found


def _ours(word: str, known: Callable[[str], bool]) -> bool:
    """Whether a word is one of the reader's own."""
    tables = (FILLER, LESS, MORE, VERBS, WEATHER_WORDS, _MOODS)
    return any(word in table for table in tables) or known(word)


def _meaning(meant: Mapping[str, str], word: str, guess: bool = True) -> str:
    """What a word means, without its ending or a slip of the finger if need be; "" = nothing."""
    if word in meant:
        return meant[word]
    for ending in ENDINGS:
        stem = word.removesuffix(ending)
        if stem != word and len(stem) >= LEAST_STEM and stem in meant:
            return meant[stem]
    for ending in TOLD:
        stem = word.removesuffix(ending)
        if stem != word and len(stem) >= LEAST_STEM - 1 and (verb := meant.get(stem + "en", meant.get(stem + "n", ""))):
            return verb
    if not guess or len(word) <= LEAST_STEM:
        return ""
    near = sorted(
        (slips_between(word, other), other) for other in meant if len(other) > LEAST_STEM and alike(word, other)
    )
    return meant[near[0][1]] if near else ""


def _segment(table: Mapping[str, str], text: str) -> str:
    """A stretch between two stops: word for word, then a verb or a "no" that stands last put where it belongs."""
    words = text.split()
    said: list[str] = []
    at = 0
    while at < len(words):
        for length in range(min(LONGEST, len(words) - at), 0, -1):
            group = " ".join(words[at : at + length])
            meaning = table.get(group, "") if length > 1 else _meaning(table, group)
            if meaning:
                break
        else:
            length, meaning = 1, words[at]
        if words[at] == "zu" and length == 1:
            after = _meaning(table, words[at + 1]) if at + 1 < len(words) else ""
            meaning = "too" if after in _MOODS else "too much" if after == "more" else "to"
        said.append(meaning)
        at += length
    return f" {' '.join(_in_order(said))} "


def _in_order(said: list[str]) -> list[str]:
    """A "no" that comes last reaches what stands before it; a verb that comes last stands behind who does it."""
    if len(said) > 1 and said[-1] in ("not", "no more") and not any(word in IDIOMS for word in said):
        return ["no", *(word for word in said[:-1] if word not in ("like", "i"))]
    if len(said) > 2 and said[-1] in VERBS and said[-1] not in WEATHER_WORDS:
        asked = next((n for n, word in enumerate(said) if word in ("should", "let")), -1)
        doer = next((n for n, word in enumerate(said[:-1]) if n > asked and word not in FILLER | LESS | MORE), -1)
        if said[:1] == ["should"] or asked < 0:
            return said
        doer = doer if asked == 0 else next((n for n, word in enumerate(said) if word not in FILLER), -1)
        return [*said[: doer + 1], said[-1], *said[doer + 1 : -1]] if doer >= 0 else said
    return said
