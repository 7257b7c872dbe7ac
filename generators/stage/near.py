"""The piece near the lens that a medium shot has at one edge of its frame, as one more layer of the set.

It knows the pieces and framings; whether and on which side a shot has one the storyboard decides.
"""

from __future__ import annotations

from dataclasses import replace

from generators.stage.framing import Framing
from generators.stage.kinds.near import NEAR_PIECE
from generators.stage.near_pieces import pieces
from generators.stage.place import LayerSpec, PlaceSet
from generators.timed import Shot

PARALLAX = 1.25
"""How much nearer than the actors: it slides past them when the camera moves."""


def as_seen(place: PlaceSet, shot: Shot, framing: Framing) -> PlaceSet:
    """`place` from the side of `shot`, with the shot's own near piece before everybody."""
    seen = place.turned() if shot.side == "b" else place
    edge, _, name = shot.near.partition(":")
    piece = pieces().get(name)
    if piece is None:
        return seen
    view = framing.first_window(PARALLAX)
    tall = view[3] - view[1]
    sway = piece.get("sway")
    layer = LayerSpec(
        kind=NEAR_PIECE,
        parallax=PARALLAX,
        soft=float(piece.get("soft", 0.0)) * tall,
        sway=(float(sway[0]) * tall, float(sway[1]), 0.0) if sway else None,
        front=True,
        params={"parts": piece["parts"], "tint": piece.get("tint", "#4A4A50"), "edge": edge, "view": view},
    )
    return replace(seen, id=f"{seen.id}+{shot.near}", layers=(*seen.layers, layer))
