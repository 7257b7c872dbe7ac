"""Understands wishes: free text becomes intents over the seed's own names, tags, weathers, hours and phrases.

It does not know how the story answers them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from story_engine.expr import Binary, Call, Expr, Literal, Name, Unary
from story_engine.seed.model import Seed
from story_engine.wish_words import (
    CREATURES,
    FILLER,
    HARSH,
    HARSH_FROM,
    HOUR_WORDS,
    LESS,
    SYNONYMS,
    TASTE_WORDS,
    WEATHER_WORDS,
    alike,
    slips_between,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """One thing that is wanted."""

    kind: str
    """"weather", "hour", "person", "place", "thing", "atom", "thread", "more", "less"."""
    id: str = ""
    """The weather, hour, person, place, thing, thread or tag; atom: the author's phrase."""
    place: str = ""
    """person, thing: where they are wanted; "" = anywhere."""
    atom: tuple[str, ...] = ()
    value: bool | str = True

    @property
    def key(self) -> str:
        """How conditions and logs name it: "weather:snow", "more:comedy", "goal:bramble@harbour"."""
        if self.kind == "atom":
            return "goal:" + ("" if self.value else "not ") + "/".join(self.atom[1:])
        if self.kind in ("person", "thing", "place"):
            return f"goal:{self.id}" + (f"@{self.place}" if self.place else "")
        return f"{self.kind}:{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What was made of a wish."""

    text: str
    intents: tuple[Intent, ...]
    understood: str
    """One sentence in the show's voice."""
    outcome: str
    """"understood", "refused", "unclear"."""
    wanted: str = ""
    """The wished thing in few words, for reactions."""

    def to_json(self) -> dict[str, Any]:
        """Plain values for the journal."""
        intents = [[i.kind, i.id, i.place, list(i.atom), i.value] for i in self.intents]
        return {"intents": intents, "understood": self.understood, "outcome": self.outcome, "wanted": self.wanted}

    @staticmethod
    def from_json(text: str, values: Mapping[str, Any]) -> Reading:
        """The reading of `text` that a journal holds."""
        intents = tuple(
            Intent(kind=kind, id=wanted, place=place, atom=tuple(atom), value=value)
            for kind, wanted, place, atom, value in values["intents"]
        )
        return Reading(
            text=text, intents=intents, understood=values["understood"], outcome=values["outcome"],
            wanted=values["wanted"],
        )  # fmt: skip


def read_wish(seed: Seed, text: str) -> Reading:
    """The intents in `text` and one sentence about them."""
    words = [w for w in re.split(r"[^\w]+", text.lower().replace("’", "").replace("'", "")) if w][:40]
    if seed.rating < HARSH_FROM and (harsh := [word for word in words if word in HARSH]):
        return _refusal(text, harsh[0], "That does not happen in this story.")
    intents = tuple(_intents(seed, words))
    if intents:
        said = " ".join(dict.fromkeys(_answer(seed, intent) for intent in intents[:3]))
        wanted = _said(seed, intents[0])
        return Reading(text=text, intents=intents, understood=said, outcome="understood", wanted=wanted)
    for at, word in enumerate(words):
        if word not in FILLER and word not in LESS and len(word) > 2:
            article = words[at - 1] if at and words[at - 1] in ("a", "an", "the", "some") else ""
            wanted = f"{article} {word}".strip()
            return _refusal(text, wanted, f"There is no {word} in this story; it will say so itself.")
    unclear = "The story did not catch that. Try a name, a weather or a mood."
    return Reading(text=text, intents=(), understood=unclear, outcome="unclear", wanted=text.strip()[:40])


def _refusal(text: str, wanted: str, sentence: str) -> Reading:
    return Reading(text=text, intents=(), understood=sentence, outcome="refused", wanted=wanted)


def _answer(seed: Seed, intent: Intent) -> str:
    """What the viewer is told at once about one intent."""
    said = _said(seed, intent)
    shown = said[:1].upper() + said[1:]
    match intent.kind:
        case "weather":
            return f"{shown} {'are' if said.endswith('s') else 'is'} on the way."
        case "hour":
            return f"{shown} is coming."
        case "more" | "less":
            return f"{shown}, then."
        case "person":
            return f"{shown} will hear of it."
        case "place":
            return f"{shown} is not far."
        case "thing":
            return f"The story is looking for {said}."
        case "thread":
            return f"{seed.threads[intent.id].question} The story is on it."
        case _:
            return f"{shown}: the story is thinking about it."


def _intents(seed: Seed, words: list[str]) -> Iterable[Intent]:
    found: dict[str, Intent] = {}

    def add(intent: Intent) -> None:
        found.setdefault(intent.key, intent)

    phrased: set[str] = set()
    for phrase in seed.phrases:
        for say in phrase.says:
            if (hit := _words_of(say)) and all(any(w == word or alike(w, word) for word in words) for w in hit):
                for atom, value in goal_atoms(seed, phrase.goal):
                    add(Intent(kind="atom", id=say, atom=atom, value=value))
                phrased |= set(hit)
    if not found:
        for thread in seed.threads.values():
            if len(set(_words_of(thread.question)) & set(words)) >= 2:
                add(Intent(kind="thread", id=thread.id))
                phrased |= set(_words_of(thread.question))
    names = _names(seed)
    people: list[str] = []
    things: list[str] = []
    places: list[str] = []
    negated = False
    for at, word in enumerate(words):
        negated = word in LESS or (negated and words[at - 1] in FILLER | LESS)
        if word in phrased:
            continue
        entity = _entity(word, names)
        if entity:
            (people if entity in seed.cast else things if entity in seed.things else places).append(entity)
        elif (
            (tag := _tag(seed, word))
            and not _is_hour(word, words)
            and not (word == "love" and at and words[at - 1] == "i")
        ):
            add(Intent(kind="less" if negated else "more", id=tag))
        elif weather := _weather(word):
            add(Intent(kind="weather", id="clear" if negated and weather != "clear" else weather))
        elif word in HOUR_WORDS:
            add(Intent(kind="hour", id="day" if negated else HOUR_WORDS[word][0]))
    where = places[0] if places else ""
    if not any(intent.kind == "atom" for intent in found.values()):
        for person in dict.fromkeys(people):
            add(Intent(kind="person", id=person, place=where))
        for thing in dict.fromkeys(things):
            add(Intent(kind="thing", id=thing, place=where))
        if places and not people and not things:
            add(Intent(kind="place", id=where))
    return found.values()


def _words_of(text: str) -> list[str]:
    """The words of a phrase or question that mean something."""
    return [
        w for w in re.split(r"[^\w]+", text.lower()) if w and w not in ("the", "a", "an", "is", "will", "who", "what")
    ]


def _weather(word: str) -> str:
    if word in WEATHER_WORDS:
        return WEATHER_WORDS[word]
    near = [known for known in WEATHER_WORDS if alike(word, known)] if word not in FILLER else []
    return WEATHER_WORDS[near[0]] if near else ""


def _is_hour(word: str, words: list[str]) -> bool:
    """ "make it dark" is the hour, "something darker, scary" is the mood."""
    return word == "dark" and not {"more", "story", "scene", "scenes", "mood"} & set(words)


def _names(seed: Seed) -> dict[str, str]:
    """Words that name an entity: ids, words of names, creatures in looks ("the fox"), tags of places."""
    names: dict[str, str] = {}
    owners: dict[str, set[str]] = {}
    entries = [(p.id, p.name) for p in seed.cast.values()]
    entries += [(t.id, t.name) for t in seed.things.values()]
    entries += [(s.place.id, s.place.name) for s in seed.places.values()]
    for entity, name in entries:
        for word in sorted({*re.split(r"\W+", name.lower()), *entity.split("_")} - FILLER - {""}):
            owners.setdefault(word, set()).add(entity)
            if word not in WEATHER_WORDS or entity in seed.cast:
                names.setdefault(word, entity)
    for word, known in owners.items():
        if len(known) > 1 and names.get(word, "") != word:
            names.pop(word, None)
    for entity, _ in entries:
        names[entity] = entity
    creatures: dict[str, str] = {}
    for person in seed.cast.values():
        for word in re.split(r"\W+", person.look.words.lower())[:12]:
            if word in CREATURES:
                creatures.setdefault(word, person.id)
    names = creatures | names
    for site in seed.places.values():
        for tag in site.place.tags:
            names.setdefault(tag.lower(), site.place.id)
    for word, others in SYNONYMS.items():
        if word not in names:
            found = [table[other] for table in (creatures, names) for other in others if other in table]
            if found:
                names[word] = found[0]
    return {word: entity for word, entity in names.items() if word == entity or word not in FILLER}


def _entity(word: str, names: Mapping[str, str]) -> str:
    if word in names:
        return names[word]
    if word.endswith("s") and word[:-1] in names:
        return names[word[:-1]]
    if len(word) < 4 or word in FILLER or word in WEATHER_WORDS or word in HOUR_WORDS:
        return ""
    near = sorted((slips_between(word, name), name) for name in names if alike(word, name))
    return names[near[0][1]] if near else ""


def _tag(seed: Seed, word: str) -> str:
    if word in seed.tastes:
        return word
    for tag, known in TASTE_WORDS.items():
        if tag in seed.tastes and word in known:
            return tag
    return ""


_FLUENTS = {"at": "at", "lies": "lies", "holder": "holder", "has": "holder"}


def goal_atoms(seed: Seed, goal: Expr) -> tuple[tuple[tuple[str, ...], bool | str], ...]:
    """The atoms that make a goal true: facts, states and holders, joined by and."""
    if isinstance(goal, Unary):
        return tuple((atom, not value) for atom, value in goal_atoms(seed, goal.operand))
    if isinstance(goal, Name) and goal.id in seed.facts:
        return ((("fact", goal.id), True),)
    if isinstance(goal, Call):
        words = tuple(
            str(a.value) if isinstance(a, Literal) else a.id for a in goal.arguments if isinstance(a, Literal | Name)
        )
        if goal.name in seed.facts:
            return ((("fact", goal.name, *words), True),)
        if goal.name == "state" and len(words) == 2:
            return ((("state", *words), True),)
        if goal.name in _FLUENTS and len(words) == 2:
            entity, value = words if goal.name != "has" else (words[1], words[0])
            return (((_FLUENTS[goal.name], entity), value),)
    if isinstance(goal, Binary):
        return goal_atoms(seed, goal.left) + goal_atoms(seed, goal.right)
    return ()


def _said(seed: Seed, intent: Intent) -> str:
    match intent.kind:
        case "weather":
            return {"clear": "clear skies", "cloud": "clouds", "wind": "wind"}.get(intent.id, intent.id)
        case "hour":
            return intent.id
        case "more" | "less":
            return f"{intent.kind} {intent.id}"
        case "atom":
            return intent.id
        case "thread":
            return seed.threads[intent.id].question.rstrip("?")
        case _:
            name = seed.name_of(intent.id)
            return f"{name} at {seed.name_of(intent.place)}" if intent.place else name
