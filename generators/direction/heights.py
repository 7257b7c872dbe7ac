"""Builds for framing, read from the puppets' own files: how tall somebody is, where the eyes are, how wide they stand.

It knows no drawing: only the few numbers that blocking and camera need, in metres.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from generators.direction.own_art import own_art, path_of, read
from generators.errors import AssetError
from generators.stage.numbers import BODY_METRES, LIMB_METRES, beyond, number
from story_engine.plan import Look

UNKNOWN_HEIGHT_METRES = 1.5
"""Between a child and a grown-up: a framing that is wrong by little for anybody."""
EYES_OF_HEIGHT = 0.84
"""Eyes above the floor where a puppet's file does not say, as a share of the height."""
FACE_REACH = 0.17
"""Half the width of head and hat, as a share of the height, where nothing is known."""
BODY_REACH_METRES = 0.36
"""Half the width of somebody who stands on two legs, elbows and satchel included."""
LOW_BODY_METRES = 0.95
"""Who is lower than this goes on four legs where nothing else is known."""
LONG_BODY_METRES = 0.72
"""From the middle of a four-legged body to nose or tail."""
LEG_OF_HEIGHT = 0.35
"""A leg without its foot, as a share of the height, where nothing is known."""
FOUR_LEGGED = ("quadruped", "beast")
LOWEST_EYES_METRES = 0.05
"""Nobody's eyes are on the floor: all that is reckoned by shares of their height needs some."""
NECK = 0.75
"""Four-legged heads are this share of the spine's length before the middle."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Build:
    """What the camera must know of a body, in metres."""

    height: float
    """From the floor to the crown, hat or lamp included."""
    eyes: float
    """Eyes above the floor."""
    face: float
    """Half the width of head and hat."""
    reach: float
    """Half the width of the whole body."""
    leg: float = 0.0
    """From the hip to the ankle."""
    head_ahead: float = 0.0
    """How far the head is before the feet: nothing for people, half a body for a fox."""

    @classmethod
    def of_height(cls, metres: float) -> Build:
        """A likely build for somebody of whom only the height is known."""
        low = metres < LOW_BODY_METRES
        return cls(
            height=metres,
            eyes=EYES_OF_HEIGHT * metres,
            face=FACE_REACH * metres,
            reach=LONG_BODY_METRES if low else BODY_REACH_METRES,
            leg=LEG_OF_HEIGHT * metres,
            head_ahead=0.33 if low else 0.0,
        )


def body_height(look: Look) -> float:
    """Metres from floor to crown of the puppet that `look` names; a middle height for words alone."""
    return build_of(look).height


def build_of(look: Look) -> Build:
    """The build of the puppet that `look` names; a likely one for words alone."""
    path = path_of("puppets", look.asset)
    saved = path.stat().st_mtime_ns if path is not None else 0
    return _build_of(replace(look, digest=""), own_art(), saved)


@functools.lru_cache(maxsize=1024)
def _build_of(look: Look, art: Path | None, _saved: int) -> Build:
    puppet = read("puppets", look.asset)
    if not puppet or ("genes" in puppet and "height_metres" not in puppet):
        return _grown(look, art)
    try:
        return _measured(puppet)
    except (TypeError, ValueError, AttributeError, KeyError, OverflowError) as error:
        if art is not None:
            return _stand_in(look, art)
        raise AssetError(f"{look.asset}.yaml: not a puppet: {error}; remedy: restore the file") from error


def _stand_in(look: Look, art: Path) -> Build:
    """The build of the figure that the stage shows where a seed's own puppet cannot be one."""
    try:
        return _grown(look, art)
    except (TypeError, ValueError, AttributeError, KeyError, OverflowError, AssetError):
        return _grown(replace(look, asset=""), None) if look.words else Build.of_height(UNKNOWN_HEIGHT_METRES)


def _grown(look: Look, art: Path | None) -> Build:
    """The build of a figure that the stage grows from genes or words."""
    if not look.asset and not look.words:
        return Build.of_height(UNKNOWN_HEIGHT_METRES)
    from generators.stage.puppets import load_puppet  # here: casts with drawings of their own start without Skia

    puppet = load_puppet(look, art)
    if puppet.rig in FOUR_LEGGED:
        return replace(Build.of_height(puppet.height_metres), leg=_leg(puppet.bones))
    neck, head, hover = (number(puppet.bones.get(bone, 0.0), LIMB_METRES) for bone in ("neck", "head", "hover"))
    middle = neck + head + hover
    return Build(
        height=max(middle + number(puppet.face["crown"], LIMB_METRES), BODY_METRES[0]),
        eyes=max(middle - number(puppet.face["eye"]["y"], LIMB_METRES), LOWEST_EYES_METRES),
        face=1.25 * number(puppet.face["radius"], LIMB_METRES),
        reach=BODY_REACH_METRES,
        leg=_leg(puppet.bones),
    )


def _leg(bones: Mapping[str, Any]) -> float:
    leg = bones.get("leg") or {}
    return number(leg.get("upper", 0.0), LIMB_METRES) + number(leg.get("lower", 0.0), LIMB_METRES)


def _measured(puppet: dict[str, Any]) -> Build:
    height = number(puppet.get("height_metres") or puppet.get("height") or UNKNOWN_HEIGHT_METRES, BODY_METRES)
    if wrong := next(beyond(puppet.get("bones"), LIMB_METRES[1]), None):
        raise ValueError(f"bones: {wrong[0]} is off the figure")
    likely = Build.of_height(height)
    leg = _leg(puppet.get("bones") or {}) or likely.leg
    face = puppet.get("face") or {}
    radius = number(face.get("radius", 0.0), LIMB_METRES)
    crown = number(face.get("crown", radius), LIMB_METRES)
    if not 0 < crown < height:
        return replace(likely, leg=leg)
    four_legged = puppet.get("rig") in FOUR_LEGGED
    spine = number((puppet.get("bones") or {}).get("length", 0.44), LIMB_METRES) if four_legged else 0.0
    return Build(
        height=height,
        eyes=max(height - crown - number((face.get("eye") or {}).get("y", 0.0), LIMB_METRES), LOWEST_EYES_METRES),
        face=1.25 * radius if radius else likely.face,
        reach=LONG_BODY_METRES if four_legged else BODY_REACH_METRES,
        leg=leg,
        head_ahead=NECK * spine,
    )
