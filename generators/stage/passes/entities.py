"""The table of everything a pixel can belong to: layers of the place, actors and things, each with its number.

It knows no pixel. Numbers are the same in every frame of a part.
"""

from __future__ import annotations

from dataclasses import dataclass

from generators.stage.place import ACTORS, PlaceSet
from generators.timed import TimedPart

NOTHING = 0
"""The number of a pixel that nothing covers: a hole in the set."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """One row of the table."""

    number: int
    """What stands in the id pass."""
    kind: str
    """"layer", "actor" or "prop"."""
    id: str
    """Id of the actor or thing; for a layer its index and kind, "3:town"."""


def entities(timed: TimedPart, place: PlaceSet) -> tuple[Entity, ...]:
    """Rows from back to front layers, then actors, then things; numbers begin at 1."""
    rows: list[tuple[str, str]] = [
        ("layer", f"{index}:{layer.kind}") for index, layer in enumerate(place.layers) if layer.kind != ACTORS
    ]
    seen = [state.id for state in (*timed.entry.actors, *timed.exit.actors)]
    rows += [("actor", name) for name in dict.fromkeys(seen)]
    things = [state.id for state in (*timed.entry.props, *timed.exit.props)]
    rows += [("prop", name) for name in dict.fromkeys(things)]
    return tuple(Entity(number=number, kind=kind, id=name) for number, (kind, name) in enumerate(rows, start=1))
