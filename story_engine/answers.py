"""What a viewer is told of a wish, as named sentences: whoever shows them has their words in another language.

It does not know those words; names in them are those of the seed's tongue. `story_engine/wishes.py` says the same in
English, for logs.
"""

from __future__ import annotations

from story_engine.plan import Phrase
from story_engine.seed.model import Seed
from story_engine.wishes import Intent, Reading

MOST_ANSWERS = 3
"""Intents of one wish that are answered; the rest are pursued without a word."""


def phrases_of(seed: Seed, reading: Reading) -> tuple[Phrase, ...]:
    """The sentences that answer a reading; () for one whose reason an old journal does not tell."""
    if reading.reason:
        kind, *about = reading.reason
        values = (("what", _named(seed, about[0])),) if about else ()
        return (Phrase(name=kind, values=values),)
    return tuple(dict.fromkeys(_phrase(seed, intent) for intent in reading.intents[:MOST_ANSWERS]))


def _phrase(seed: Seed, intent: Intent) -> Phrase:
    match intent.kind:
        case "weather" | "hour":
            return Phrase(name=f"{intent.kind}_{intent.id}")
        case "more" | "less":
            _, _, entity = intent.id.rpartition(":")
            return Phrase(name=intent.kind, values=(("feature", intent.id), ("what", _named(seed, entity))))
        case "thread":
            question = seed.threads[intent.id].question
            return Phrase(name="thread", values=(("what", _said(seed, question)),))
        case "wild":
            return Phrase(name="wild" if intent.id == "more" else "tame")
        case "camera" if intent.id == "eyes" and intent.atom:
            return _placed(seed, "eyes_on", str(intent.atom[1]), intent.place)
        case "camera":
            return _placed(seed, intent.id, "", intent.place)
        case "atom":
            named = [part for part in (*intent.atom[1:], intent.value) if isinstance(part, str) and part]
            return Phrase(name="atom", values=(("what", ", ".join(_named(seed, entity) for entity in named)),))
        case _:
            return _placed(seed, intent.kind, intent.id, intent.place)


def _placed(seed: Seed, name: str, what: str, where: str) -> Phrase:
    values = (("what", what), ("where", where))
    return Phrase(
        name=f"{name}_at" if where else name,
        values=tuple((hole, _named(seed, entity)) for hole, entity in values if entity),
    )


def _named(seed: Seed, entity: str) -> str:
    """The name of a person, place, thing or secret in the seed's tongue; other words as they are."""
    names = seed.tongue.names if seed.tongue is not None else {}
    return names.get(entity) or _said(seed, seed.name_of(entity))


def _said(seed: Seed, text: str) -> str:
    return text if seed.tongue is None else seed.tongue.says.get(text, text)
