"""What a wish may name in one seed: its people, things, places, what states they can be in, and other words for them.

It does not know how the words of a wish stand together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from story_engine.expr import Literal, Name
from story_engine.seed.model import Seed
from story_engine.seed.script import Change
from story_engine.seed.steps import every_statement
from story_engine.wishing.lexicon import CREATURES, FILLER, HOUR_WORDS, LESS, SYNONYMS, VERBS, WEATHER_WORDS
from story_engine.wishing.spelling import alike, slips_between

LOOK_WORDS = 14
"""Words of a look that may name its owner, because what somebody is stands at the beginning."""
LEAST_TYPED = 4
"""Letters from which a misspelt name is recognised."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """Words and word groups that name an entity of a seed."""

    names: Mapping[str, str]
    """Single words → entity id."""
    tags: Mapping[str, str]
    """Tags of places → place id: weaker than names, and than moods and weathers."""
    looks: Mapping[str, str]
    """Words of one person's look alone ("the white suit") → their id: weakest of all."""
    groups: Mapping[tuple[str, ...], str]
    """Several words → entity id, tried first, longest first."""
    states: frozenset[tuple[str, str]]
    """(thing or person, state) pairs that the seed's scenes speak of."""

    def entity(self, word: str) -> str:
        """The entity that one word names, slips forgiven; "" = none."""
        if word in self.names:
            return self.names[word]
        for ending in ("s", "es"):
            if word.endswith(ending) and word[: -len(ending)] in self.names:
                return self.names[word[: -len(ending)]]
        if len(word) < LEAST_TYPED or word in FILLER or word in WEATHER_WORDS or word in HOUR_WORDS or word in VERBS:
            return ""
        near = sorted((slips_between(word, name), name) for name in self.names if alike(word, name))
        return self.names[near[0][1]] if near else ""


def vocabulary(seed: Seed) -> Vocabulary:
    """The vocabulary of a seed, made once for each version of its files."""
    return _vocabulary(_Key(seed))


class _Key:
    """A seed as a cache key: equal when its files are."""

    __slots__ = ("seed",)

    def __init__(self, seed: Seed) -> None:
        self.seed = seed

    def __hash__(self) -> int:
        return hash((self.seed.id, self.seed.digest))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and (other.seed.id, other.seed.digest) == (self.seed.id, self.seed.digest)


@lru_cache(maxsize=8)
def _vocabulary(key: _Key) -> Vocabulary:
    seed = key.seed
    return Vocabulary(
        names=_names(seed), tags=_tags(seed), looks=_looks(seed), groups=_groups(seed), states=frozenset(_states(seed))
    )


def _entries(seed: Seed) -> list[tuple[str, str]]:
    """(id, name) of everybody and everything."""
    found = [(p.id, p.name) for p in seed.cast.values()]
    found += [(t.id, t.name) for t in seed.things.values()]
    found += [(s.place.id, s.place.name) for s in seed.places.values()]
    return found


def _words(text: str) -> list[str]:
    return [word for word in re.split(r"\W+", text.lower()) if word]


def _groups(seed: Seed) -> dict[tuple[str, ...], str]:
    """Names and ids of two words and more: "storm parcel", "letterbox hill"."""
    found: dict[tuple[str, ...], str] = {}
    for entity, name in _entries(seed):
        for words in (_words(name), entity.split("_")):
            words = [word for word in words if word not in ("the", "a", "an")]
            if len(words) > 1:
                found.setdefault(tuple(words), entity)
    return found


def _names(seed: Seed) -> dict[str, str]:
    """Single words that name an entity: ids, words of names, what somebody is ("the fox"), tags of places."""
    names: dict[str, str] = {}
    owners: dict[str, set[str]] = {}
    entries = _entries(seed)
    for entity, name in entries:
        for word in sorted({*_words(name), *entity.split("_")} - FILLER - LESS - {""}):
            owners.setdefault(word, set()).add(entity)
            if word not in WEATHER_WORDS or entity in seed.cast:
                names.setdefault(word, entity)
    for word, known in owners.items():
        if len(known) > 1 and names.get(word, "") != word:
            names.pop(word, None)
    for entity, _ in entries:
        names[entity] = entity
    creatures: dict[str, str] = {}
    surnames: dict[str, str] = {}
    for person in seed.cast.values():
        look = re.split(r"\W+", person.look.words)
        for word in re.sub(r"\w+'s", "", person.look.words).replace(",", " ").split()[:LOOK_WORDS]:
            if word.lower() in CREATURES:
                creatures.setdefault(word.lower(), person.id)
        for word in look[:3]:
            # "Aurel Brandt, a struck-off inspector": the names that stand first are names of the person.
            if word[:1].isupper() and word.lower() not in FILLER and len(word) > 2:
                surnames.setdefault(word.lower(), person.id)
    # "the lantern" is the clerk who is one rather than the wood named after lanterns.
    names = surnames | names | {w: p for w, p in creatures.items() if names.get(w, "") not in seed.cast}
    tags = _tags(seed)
    for word, others in SYNONYMS.items():
        if word not in names:
            known_by = [table[other] for table in (creatures, names, tags) for other in others if other in table]
            if known_by:
                names[word] = known_by[0]
    return {word: entity for word, entity in names.items() if word == entity or word not in FILLER}


def _looks(seed: Seed) -> dict[str, str]:
    owners: dict[str, set[str]] = {}
    for person in seed.cast.values():
        for word in _words(person.look.words):
            if len(word) > 3 and word not in FILLER and word not in VERBS and word not in WEATHER_WORDS:
                owners.setdefault(word, set()).add(person.id)
    taken = {word for item in seed.things.values() for word in _words(item.look.words)}
    taken |= {word for site in seed.places.values() for word in _words(site.place.look.words)}
    return {word: min(who) for word, who in owners.items() if len(who) == 1 and word not in taken}


def _tags(seed: Seed) -> dict[str, str]:
    found: dict[str, str] = {}
    for site in seed.places.values():
        for tag in site.place.tags:
            if tag.lower() not in VERBS and tag.lower() not in WEATHER_WORDS:
                found.setdefault(tag.lower(), site.place.id)
    return found


def _states(seed: Seed) -> Iterator[tuple[str, str]]:
    for item in seed.things.values():
        for state in (*item.states, *(word for group in item.groups for word in group)):
            yield item.id, state
    for storylet in seed.storylets.values():
        for statement in every_statement(storylet.body):
            if isinstance(statement, Change):
                for effect in statement.effects:
                    if effect.kind in ("state", "unstate") and len(effect.arguments) == 2:
                        words = [
                            str(a.value) if isinstance(a, Literal) else a.id
                            for a in effect.arguments
                            if isinstance(a, Literal | Name)
                        ]
                        if len(words) == 2:
                            yield words[0], words[1]
