"""What the options of a choice show besides words: pictures of people, places and things, and the seed's small map.

It does not know how they are drawn or laid out. Nothing in it is decided or noted: plan, journal and rng are the same
with pictures and without.
"""

from __future__ import annotations

import math

from story_engine.moment import Moment, Setting
from story_engine.plan import ChoiceForm, Depicted, Spot
from story_engine.seed.model import Seed
from story_engine.shown import shown_name

LIGHT_HOURS = 2.0
"""Pictures are lit for every second hour of the story: those of one evening are drawn once."""


def depicted(setting: Setting, moment: Moment, word: str) -> Depicted | None:
    """What `#picture:word` shows now; None for no word and for a role that is bound to nothing to be seen."""
    seed, known = setting.seed, setting.resolve(word)
    scene, weather = setting.scene, moment.world.text("weather")
    light = seed.places[scene.place].place.look.asset
    if known in seed.cast:
        kind, look = "person", seed.cast[known].look
    elif known in seed.places:
        kind, look = "place", seed.places[known].place.look
        light = look.asset
    elif known in seed.things:
        kind, look = "thing", seed.things[known].look
    else:
        return None
    return Depicted(
        kind=kind,
        id=known,
        name=shown_name(seed, known),
        look=look,
        states=moment.world.states_of(known) if kind == "thing" else (),
        hour=round(scene.hour / LIGHT_HOURS) * LIGHT_HOURS % 24.0,
        weather=weather,
        style=seed.style,
        place=light,
    )


def spots_for(setting: Setting, form: ChoiceForm) -> tuple[Spot, ...]:
    """Every place of the seed where its author put it on the map, the others around; () for other forms."""
    seed = setting.seed
    if form is not ChoiceForm.MAP:
        return ()
    where = _laid_out(seed)
    return tuple(
        Spot(
            id=name,
            name=shown_name(seed, name),
            x=where[name][0],
            y=where[name][1],
            links=tuple(link for link in site.links if link in seed.places),
            tags=site.place.tags,
            here=name == setting.scene.place,
        )
        for name, site in seed.places.items()
    )


def _laid_out(seed: Seed) -> dict[str, tuple[float, float]]:
    """Places without a spot stand on an ellipse in the author's order, so that neighbours are near one another."""
    count = len(seed.places)
    found = {}
    for number, (name, site) in enumerate(seed.places.items()):
        turn = 2 * math.pi * (number + 0.5) / count - math.pi
        found[name] = site.spot or (round(0.5 + 0.4 * math.cos(turn), 3), round(0.5 + 0.32 * math.sin(turn), 3))
    return found
