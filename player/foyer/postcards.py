"""The first taste: six postcards, and what tapping some of them says of a new viewer. It knows no screen.

The cards hold for every seed: they speak in tags that all seeds share, never in names of one story.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from player.foyer.pictures import Figure, Scenery
from profiles.taste import TasteValues, first_taste

MOST_TAPS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Postcard:
    """One card: its name in the interface's table, its picture, and what it stands for."""

    name: str
    picture: Scenery
    features: Mapping[str, float]


POSTCARDS: tuple[Postcard, ...] = (
    Postcard(
        name="kitchen",
        picture=Scenery(
            place="kitchen",
            hour=8.0,
            zoom=2.0,
            y=0.75,
            people=(
                Figure(puppet="teapot", x=-0.02, facing=1, emotion="delighted"),
                Figure(puppet="bramble", x=0.24, emotion="amused"),
            ),
        ),
        features={"comedy": 1.0, "warmth": 0.4, "pace": 0.3, "tension": 0.1},
    ),
    Postcard(
        name="coast",
        picture=Scenery(
            place="coast",
            hour=19.2,
            zoom=1.7,
            y=0.706,
            people=(
                Figure(puppet="wren", x=0.06, facing=1, emotion="tender"),
                Figure(puppet="odile", x=0.24, emotion="tender"),
            ),
        ),
        features={"warmth": 0.8, "melancholy": 0.8, "romance": 0.4, "pace": -0.4},
    ),
    Postcard(
        name="wood",
        picture=Scenery(
            place="wood",
            hour=22.0,
            weather="fog",
            zoom=1.7,
            y=0.706,
            people=(Figure(puppet="hush", x=0.22, emotion="sly"),),
        ),
        features={"menace": 1.0, "mystery": 0.5, "tension": 0.8},
    ),
    Postcard(
        name="undersea",
        picture=Scenery(
            place="undersea",
            hour=12.0,
            zoom=2.1,
            y=0.762,
            people=(Figure(puppet="finn_fish", x=0.16, emotion="awed"),),
        ),
        features={"wonder": 1.0, "adventure": 0.6},
    ),
    Postcard(
        name="street",
        picture=Scenery(
            place="street",
            hour=22.0,
            weather="rain",
            zoom=1.6,
            y=0.688,
            people=(
                Figure(puppet="brandt", x=0.08, facing=1, emotion="curious"),
                Figure(puppet="ines", x=0.3, emotion="worried"),
            ),
        ),
        features={"mystery": 1.0, "wit": 0.5, "romance": 0.3, "tension": 0.4},
    ),
    Postcard(
        name="mountains",
        picture=Scenery(
            place="mountains",
            hour=8.0,
            zoom=1.9,
            y=0.737,
            people=(
                Figure(puppet="pica", x=0.08, facing=1, emotion="determined"),
                Figure(puppet="cog", x=0.28, emotion="delighted"),
            ),
        ),
        features={"adventure": 1.0, "action": 0.8, "pace": 0.4, "tension": 0.4},
    ),
)


def tasted(taste: TasteValues | None, taps: Iterable[str]) -> TasteValues:
    """The taste after these cards were tapped; the others were seen and passed over. No tap says nothing."""
    chosen = set(taps)
    before = taste or TasteValues.fresh(())
    if not chosen:
        return before
    picks = [card.features for card in POSTCARDS if card.name in chosen]
    return first_taste(before, picks, [card.features for card in POSTCARDS if card.name not in chosen])
