"""What happened, in the viewer's language: events of a show that carry names of texts, not sentences.

It knows no screen and no story: what the tables lack is said as it came.
"""

from __future__ import annotations

from player.feed import Trouble, WishAcknowledged
from player.words import ORIGINAL, Words
from story_engine.plan import Phrase, Scene

MOST_TASTES = 3
"""A reason names so many tastes at the most."""


def trouble_told(event: Trouble, texts: Words) -> tuple[str, str]:
    """A trouble and its remedy, where the tables have them."""
    if not event.name:
        return event.what, event.remedy
    line, remedy, values = f"trouble.{event.name}", f"trouble.{event.name}_remedy", dict(event.values)
    return texts(line, **values), texts(remedy, **values) if texts.has(remedy) else event.remedy


def wish_told(event: WishAcknowledged, texts: Words) -> str:
    """What the story made of a wish; what the engine says itself is English."""
    known = all(texts.has(f"wish.{phrase.name}") for phrase in event.said)
    if texts.language == ORIGINAL or not event.said or not known:
        return event.understood
    return " ".join(dict.fromkeys(phrase_told(phrase, texts) for phrase in event.said))


def phrase_told(phrase: Phrase, texts: Words) -> str:
    """One sentence: a taste in the table's words, everything else as it came."""
    values = dict(phrase.values)
    feature = values.pop("feature", "")
    if feature and texts.has(f"taste.{feature}"):
        values["what"] = texts(f"taste.{feature}")
    sentence = texts(f"wish.{phrase.name}", **values)
    return sentence[:1].upper() + sentence[1:]


def reasons_told(scene: Scene, texts: Words) -> list[tuple[str, float]]:
    """Why a scene came, each reason with its weight: the engine's own words in English, the kind of reason else."""
    found = [(why, f"why.{why.term}") for why in scene.why if why.words]
    if texts.language == ORIGINAL:
        return [(why.words, why.weight) for why, _ in found]
    tastes = [texts.or_else(f"taste.{tag}", tag) for tag, share in scene.tags if share > 0]
    values = {"tastes": ", ".join(tastes[:MOST_TASTES]) or texts("why.company")}
    return [(texts(name, **values) if texts.has(name) else why.words, why.weight) for why, name in found]
