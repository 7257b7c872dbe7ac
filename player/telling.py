"""What happened, in the viewer's language: events of a show that carry names of texts, not sentences.

It knows no screen and no story: what the tables lack is said as it came.
"""

from __future__ import annotations

import re
from dataclasses import replace

from player.feed import Trouble, WishAcknowledged
from player.words import ORIGINAL, Words
from story_engine.plan import Phrase, Scene

MOST_TASTES = 3
"""A reason names so many tastes at the most."""


SHAPES: tuple[tuple[str, str], ...] = (
    ("worker_died", r"a render worker died; replacing it"),
    ("worker_stuck", r"a render worker is stuck; replacing it"),
    ("worker_nonsense", r"a render worker spoke nonsense \((?P<error>.*)\); it is replaced"),
    ("worker_start", r"(?P<error>.*cannot .*); trying again"),
    ("worker_loop", r"render workers keep dying: going on at level (?P<level>\S+)"),
    ("models_lost", r"the models' worker keeps dying: going on without models"),
    ("models_none", r"no model can be used: (?P<error>.*)"),
    ("cache_full", r"the cache cannot be written \((?P<error>.*)\); .*"),
    ("cache_kept", r"segment \S+ cannot be removed from the cache: (?P<error>.*)"),
    ("cache_used", r"cannot mark segment \S+ as used: (?P<error>.*)"),
    ("lower", r"(?P<error>.*); shown at a lower level"),
    ("noted", r"a render could not be noted \((?P<error>.*)\)"),
    ("damaged_size", r"(?P<file>\S+) has pictures of (?P<size>\S+); delete it from the cache"),
    ("damaged", r"(?:segment |tail )?(?P<file>\S+) .*rendered again"),
)
"""Lines of the makers of pictures, who know no interface: the name of each in the tables, and how it reads."""


def named(event: Trouble) -> Trouble:
    """The trouble under the name that the interface's tables have for its line, where they know how it reads."""
    if event.name:
        return event
    for name, shape in SHAPES:
        if (found := re.fullmatch(shape, event.what, re.DOTALL)) is not None:
            return replace(event, name=name, values=tuple(found.groupdict().items()))
    return event


def trouble_told(event: Trouble, texts: Words) -> tuple[str, str]:
    """A trouble and its remedy, where the tables have them."""
    event = named(event)
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
