"""The language in which a seed is written: read, given to what is shown and spoken, and held against the texts.

It does not know translations into other languages; those are tables (`translation`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from story_engine.grammar import MODIFIERS
from story_engine.seed.bridges import GENERIC_BRIDGE_WORDS
from story_engine.seed.diagnostics import Findings, Where
from story_engine.seed.grammars import modifiers_of
from story_engine.seed.model import ENGLISH, Seed
from story_engine.seed.table import Table
from story_engine.seed.translation import LANGUAGE, LINES, OWN, read_tongue
from story_engine.seed.wording import Text

LEAST_WORDS = 120
"""Words of a seed from which its language can be told."""
TELLING: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        language: frozenset(words.split())
        for language, words in (
            (ENGLISH, "the and of it is was not with you he she they what that this from have"),
            ("de", "der die das und ist nicht ein eine ich sie es den mit auf war auch noch von"),
            ("fr", "le la les et est une des pas que qui il elle dans vous sur avec pour"),
            ("es", "el los las y es una no que por con para del lo se su pero como"),
            ("it", "il gli e è una non che di per con del della si lo ma come anche"),
            ("nl", "de het een en is niet dat ik je van met op voor maar ook nog zijn"),
        )
    }
)
"""Small words by which a language is told: each makes a fifth to a third of any running text in it."""
ENGLISH_ONLY = frozenset(MODIFIERS) - {"capitalize", "capitalizeAll"}
"""Modifiers of word lists that follow English grammar."""
PLAINLY = 2.0
"""How many times more small words of another language than of its own a text must hold to be taken for it."""
_WORD = re.compile(r"[^\W\d_]+")


def in_own_language(seed: Seed) -> Seed:
    """The seed as it is shown in the language it is written in.

    The engine's own lines (automatic scenes, replies) are in English; for another language they are taken from the
    engine's table, and voices, captions, wishes and the ages of words follow the language.
    """
    if seed.language == ENGLISH:
        return seed
    file = Path(seed.path).parent / LINES / f"{seed.language}.csv"
    tongue = read_tongue(seed, file, Findings(), own=True)
    names = {person.id: person.name for person in seed.cast.values()}
    names |= {site.place.id: site.place.name for site in seed.places.values()}
    names |= {item.id: item.name for item in seed.things.values()} | dict(seed.secrets)
    return replace(seed, tongue=replace(tongue, names=MappingProxyType(names)))


def check_language(seed: Seed, texts: Sequence[Text], findings: Findings) -> None:
    """Say where a seed, or one of its `texts`, is not what its `language:` says, or lacks what a language needs."""
    where = Where(path=seed.path)
    if (Path(seed.path).parent / LINES / f"{seed.language}.csv").is_file():
        findings.warn(
            "SD169", where, f"lines/{seed.language}.csv translates the seed into the language it is written in",
            "remove the table, or correct language:",
        )  # fmt: skip
    if (other := _told_by_words(seed, texts)) and other != _plain(seed.language):
        findings.warn(
            "SD715", where, f"the texts look like “{other}”, the seed's language is “{seed.language}”",
            f"write language: {other}",
        )  # fmt: skip
    if seed.language == ENGLISH:
        return
    if not (OWN / f"{seed.language}.csv").is_file():
        lacking = [name.partition("_")[2] for name in GENERIC_BRIDGE_WORDS if name not in _own_lists(seed)]
        if lacking:
            findings.warn(
                "SD716", where, f"the engine has no lines in “{seed.language}”, so automatic scenes speak English",
                f"write your own below bridges: ({', '.join(lacking)})",
            )  # fmt: skip
    for name, sayings in seed.words.items():
        english = sorted({m for saying in sayings for m in modifiers_of(saying.say)} & ENGLISH_ONLY)
        if english:
            findings.warn(
                "SD717", seed.at("words", name), f"{name}: “.{english[0]}” follows English grammar",
                "write the form as an entry of its own",
            )  # fmt: skip


def _own_lists(seed: Seed) -> set[str]:
    """Word lists of which the author wrote at least one entry, those below `bridges:` among them."""
    return {
        name
        for name, sayings in seed.words.items()
        if any(saying.say not in GENERIC_BRIDGE_WORDS.get(name, ()) for saying in sayings)
    }


def _plain(language: str) -> str:
    return language.split("-")[0]


def _told_by_words(seed: Seed, texts: Sequence[Text]) -> str:
    """The language that a seed's texts plainly are in; "" where that cannot be told."""
    counts = Counter(_WORD.findall("\n".join(text.words for text in texts).lower()))
    if sum(counts.values()) < LEAST_WORDS:
        return ""
    hits = {language: sum(counts[word] for word in words) for language, words in TELLING.items()}
    own = hits.pop(_plain(seed.language), 0)
    if _plain(seed.language) not in TELLING or not hits:
        return ""
    best = max(hits, key=lambda language: hits[language])
    return best if hits[best] > PLAINLY * max(1, own) else ""


def read_language(top: Table, findings: Findings) -> str:
    """The language of a seed, as `en`, `de` or `pt-BR`; English where nothing is said."""
    language = top.text("language", ENGLISH)
    if not LANGUAGE.fullmatch(language):
        findings.error(
            "SD168", top.at("language"), f"“{language}” is no name of a language",
            "write its letters: en, de, fr, pt-BR",
        )  # fmt: skip
        return ENGLISH
    return language
