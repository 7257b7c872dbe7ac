"""The table of everything a pixel can belong to: layers of the place, actors and things, each with its number.

It knows no pixel. Numbers are the same in every frame of a part.
"""

from __future__ import annotations

from dataclasses import dataclass

from generators.stage.kinds import LIVE
from generators.stage.kinds.near import NEAR_PIECE
from generators.stage.place import ACTORS, LayerSpec, PlaceSet
from generators.timed import TimedPart

NOTHING = 0
"""The number of a pixel that nothing covers: a hole in the set."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """One row of the table."""

    number: int
    """What stands in the id pass."""
    kind: str
    """"layer", "actor", "prop" or "shoulder" (whom a shot looks past, large at the frame's edge)."""
    id: str
    """Id of the actor or thing; for a layer its index and kind, "3:town", with "b" before it on the other side."""
    moves: bool = False
    """Whether a layer moves by itself."""


def layer_id(index: int, spec: LayerSpec, side: str) -> str:
    """Id of a layer of one camera side, "a" or "b"; what is near the lens has one name for all shots."""
    if spec.kind == NEAR_PIECE:
        return NEAR_PIECE
    return f"{'' if side == 'a' else side}{index}:{spec.kind}"


def moves(spec: LayerSpec) -> bool:
    """Whether a layer drifts, rocks, heaves or is drawn anew in every frame."""
    return spec.kind in LIVE or bool(spec.drift or spec.sway or spec.heave)


def entities(timed: TimedPart, place: PlaceSet) -> tuple[Entity, ...]:
    """Layers from back to front, then actors, things and shoulders; `place` is side "a". Numbers begin at 1."""
    rows: list[tuple[str, str]] = []
    moving: set[str] = set()
    for side, layers in (("a", place.layers), ("b", place.reverse)):
        for index, spec in enumerate(layers):
            if spec.kind != ACTORS:
                rows.append(("layer", layer_id(index, spec, side)))
                moving |= {rows[-1][1]} if moves(spec) else set()
    rows += [("layer", NEAR_PIECE)] if any(shot.near for shot in timed.shots) else []
    seen = [state.id for state in (*timed.entry.actors, *timed.exit.actors)]
    rows += [("actor", name) for name in dict.fromkeys(seen)]
    things = [state.id for state in (*timed.entry.props, *timed.exit.props)]
    rows += [("prop", name) for name in dict.fromkeys(things)]
    rows += [("shoulder", name) for name in dict.fromkeys(shot.shoulder for shot in timed.shots if shot.shoulder)]
    return tuple(
        Entity(number=number, kind=kind, id=name, moves=kind == "layer" and name in moving)
        for number, (kind, name) in enumerate(rows, start=1)
    )
