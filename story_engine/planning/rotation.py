"""Rotates places, people and storylets: what has been seen lately costs, and a third scene running in one place most.

It does not know stories or taste; it reads what was played and what is foreseen.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from story_engine.ground import Repertoire
from story_engine.planning.features import Features
from story_engine.planning.outlook import Outlook, Vector

RECENT_SCENES = 5
"""Scenes that still tire the eye."""
FADE = 0.6
"""What a scene tires against the one after it."""
PLACE_COST, PERSON_COST, BRIDGE_COST = 0.25, 0.12, 1.6
"""What a place, a person and a bridge cost that were seen in the scene before."""
SAME_STORYLET_SCENES = 16
"""Scenes within which a storylet with other roles is the same idea again."""
SAME_STORYLET_COST = 0.9
STAY_COST = 2.4
"""What each scene beyond the second costs that stays in one place: more than taste usually decides, so that the picture
changes unless the story has a strong reason."""
MOST_STAY = 4
"""Scenes in one place beyond which staying costs no more, because then the world leaves no other way."""


def overuse(repertoire: Repertoire, features: Features, outlook: Outlook) -> Vector:
    """How much places and people have been seen lately, bridges among them, and a storylet with other roles, (G,)."""
    recent = [p.ground for p in outlook.played[-RECENT_SCENES:]]
    if not recent:
        return np.zeros(len(features.weight))
    fade = FADE ** np.arange(len(recent))[::-1]
    places = np.bincount(features.place[recent], weights=fade, minlength=len(repertoire.seed.places))
    people = fade @ features.people[recent] if features.people.shape[1] else np.zeros(0)
    cast = features.people @ people / np.maximum(1.0, features.people.sum(axis=1))
    used = [p.ground for p in outlook.played[-SAME_STORYLET_SCENES:]]
    same = np.isin(features.storylet, features.storylet[used]).astype(np.float64)
    bridges = features.automatic[recent] @ fade
    vector: Vector = (
        PLACE_COST * places[features.place]
        + PERSON_COST * cast
        + SAME_STORYLET_COST * same
        + BRIDGE_COST * bridges * features.automatic
    )
    return vector


def path_overuse(features: Features, view: Features, paths: NDArray[np.intp]) -> Vector:
    """What the foreseen scenes of k paths, (k, depth), have used up for a view's ground storylets, newest strongest.

    (k, n)
    """
    total = np.zeros((len(paths), len(view.tension)))
    fade = 1.0
    for played in paths.T[::-1]:
        total += (PLACE_COST * fade) * (view.place == features.place[played][:, np.newaxis])
        total += (PERSON_COST * fade) * (features.people[played] @ view.people.T)
        bridges = features.automatic[played] > 0
        if bridges.any():
            total[bridges] += (BRIDGE_COST * fade) * view.automatic
        fade *= FADE
    return total


def lately(features: Features, outlook: Outlook) -> tuple[int, ...]:
    """The places of the last scenes, newest last."""
    return tuple(int(features.place[played.ground]) for played in outlook.played[-MOST_STAY:])


def staying(view: Features, places: tuple[int, ...]) -> Vector:
    """What each ground storylet of a view costs for staying where the last scenes were, (n,)."""
    run = 0
    for place in reversed(places):
        if place != places[-1]:
            break
        run += 1
    if run < 2:
        return np.zeros(len(view.tension))
    cost: Vector = STAY_COST * (run - 1) * (view.place == places[-1])
    return cost
