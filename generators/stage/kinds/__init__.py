"""The kinds of layers a place file may name: painters that are baked, and live ones drawn every frame.

A table of functions and nothing else; it knows no place.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from generators.stage.kinds import forest, furniture, land, meadow, pier, room, sky, town, water
from generators.stage.moment import Moment
from generators.stage.paper import Paper

BAKED: dict[str, Callable[[Paper, dict[str, Any]], None]] = {
    "sky": sky.sky,
    "clouds": sky.clouds,
    "ridge": land.ridge,
    "sea": water.sea,
    "waves": water.waves,
    "town": town.town,
    "lighthouse": town.lighthouse,
    "planks": pier.planks,
    "edge": pier.edge,
    "lamp_post": pier.lamp_post,
    "crates": pier.crates,
    "hut": pier.hut,
    "foreground": pier.foreground,
    "meadow": meadow.meadow,
    "tree": meadow.tree,
    "fence": meadow.fence,
    "hamlet": meadow.hamlet,
    "reeds": meadow.reeds,
    "glade": forest.glade,
    "trunks": forest.trunks,
    "moss": forest.moss,
    "thicket": forest.thicket,
    "wall": room.wall,
    "floor": room.floor,
    "shelf": furniture.shelf,
    "stove": furniture.stove,
    "door": furniture.door,
    "counter": furniture.counter,
    "beams": room.beams,
    "clutter": room.clutter,
}
"""Painted once for a framing."""

LIVE: dict[str, Callable[[Paper, dict[str, Any], Moment], None]] = {
    "stars": sky.stars,
    "gulls": sky.gulls,
    "glints": water.glints,
    "boat": water.boat,
    "beam": town.beam,
    "smoke": town.smoke,
    "pennant": pier.pennant,
    "grass": land.grass,
    "letterboxes": meadow.letterboxes,
    "shafts": forest.shafts,
    "lanterns": forest.lanterns,
    "fireflies": forest.fireflies,
    "fire": furniture.fire,
    "jars": room.jars,
    "pane": room.pane,
}
"""Drawn in every frame."""
