"""Says in plain words why a scene was chosen.

It does not choose.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from story_engine.ground import Ground, Repertoire
from story_engine.plan import Why
from story_engine.planning.features import Features, motive_words
from story_engine.planning.outlook import Outlook
from story_engine.planning.sifting import completes, waiting

LEAST_SHARE = 0.02
"""A term that adds less than this to the score is no reason."""
REASONS = 4


def why_words(
    repertoire: Repertoire, features: Features, outlook: Outlook, ground: int, shares: Mapping[str, float]
) -> tuple[Why, ...]:
    """The strongest reasons for a ground storylet, strongest first; `shares` are the weighted terms."""
    found: list[Why] = []
    for share, name in sorted(((share, name) for name, share in shares.items()), reverse=True):
        if share <= LEAST_SHARE or len(found) == REASONS:
            break
        if words := _reason(repertoire, features, outlook, ground, name):
            found.append(Why(term=name, weight=round(share, 3), words=words))
    return tuple(found)


def _reason(repertoire: Repertoire, features: Features, outlook: Outlook, number: int, term: str) -> str:
    """What a term means for a ground storylet, as a clause after “because”; "" = nothing."""
    seed, ground = repertoire.seed, repertoire.grounds[number]
    storylet = ground.storylet
    match term:
        case "taste":
            return f"it has what you seem to like ({', '.join(n for n, _ in storylet.tags) or 'this company'})"
        case "arc":
            return "the tension of the story is where it belongs"
        case "thread":
            return f"an open question: {seed.threads[storylet.thread].question}" if storylet.thread else ""
        case "cause":
            return "what happened before made it possible"
        case "novelty":
            never = int(outlook.last_used[number]) < 0
            return "it has not been seen yet" if never else "it has not been seen for long"
        case "motive":
            return motive_words(seed, ground)
        case "wish":
            return "; ".join(g.words for g in outlook.goals if g.words) or "you wished for something like it"
        case "echo":
            return _echo_words(features, outlook)
        case "sift":
            return _sift_words(repertoire, outlook, ground)
        case "pace":
            return pace_words(ground)
        case "author":
            return "the author gives it weight"
    return ""


def _echo_words(features: Features, outlook: Outlook) -> str:
    picked = [
        (int(cause[1:]), atom[1])
        for atom, cause in outlook.world.causes.items()
        if atom[0] == "chose" and cause[1:].isdecimal()
    ]
    if not picked:
        return ""
    asked = features.asked.get(max(picked)[1])
    return f"you chose “{asked.words}”" if asked is not None else ""


def _sift_words(repertoire: Repertoire, outlook: Outlook, ground: Ground) -> str:
    seed = repertoire.seed
    names = {entity: seed.name_of(entity) for entity in (*seed.cast, *seed.things, *seed.places)}
    for shape in waiting(outlook.world, outlook.scene_number):
        if completes(shape, ground.updates):
            return shape.told(names)
    return "it remembers what was begun"


def pace_words(ground: Ground) -> str:
    """Why the rhythm wants a ground storylet."""
    marks = ground.storylet.marks
    for mark, words in (
        ("opening", "a show begins here"),
        ("hook", "a good place for a question that stays"),
        ("callback", "time to remember what you did"),
        ("failure", "something had to go wrong"),
    ):
        if mark in marks:
            return words
    return "time for a choice" if np.isfinite(ground.choice_at) else "the rhythm asked for it"
