"""Deeds: keyframes of `assets/gestures/acts.yaml` laid over an actor for the length of an act.

It knows no story. Offsets are added; hands go to where a key sends them and come back.
"""

from __future__ import annotations

import functools
import math
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from generators.errors import AssetError
from generators.stage import library
from generators.stage.acting.own import UNUSABLE, Own, added, current, usable
from generators.stage.acting.spots import spots_of
from generators.stage.acting.values import NEUTRAL, Channels, settle, smooth
from generators.stage.puppets.load import Puppet

Spot = tuple[float, float]
STOOPING = frozenset({"crouch", "lean"})
"""Channels by which one goes down to a thing."""
RING_SECONDS = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """Offsets and hand places at a share of the deed's length."""

    at: float
    offsets: tuple[tuple[str, float], ...] = ()
    near: Spot | str | None = None
    far: Spot | str | None = None
    near_shape: str = ""
    far_shape: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """All keys of one verb."""

    keys: tuple[Key, ...]
    face: str = ""
    """Emotion shown meanwhile; "" = their own."""


def deeds() -> dict[tuple[str, bool], Deed]:
    """By verb and success; a failure without keys of its own is played as an effort that comes to nothing."""
    return _deeds(current())


@functools.lru_cache(maxsize=8)
def _deeds(own: Own | None) -> dict[tuple[str, bool], Deed]:
    found: dict[tuple[str, bool], Deed] = {}
    for verb, entry in library.load("gestures", "acts").items():
        found[verb, True], found[verb, False] = deed_of(verb, entry)
    for verb, entry in added(own, "acts").items():
        with suppress(*UNUSABLE):
            if (verb, True) in found:
                found[verb, True], found[verb, False] = deed_of(verb, usable(verb, entry))
    return found


def deed_of(verb: str, entry: dict[str, Any]) -> tuple[Deed, Deed]:
    """How `verb` looks when it is done, and when it fails; AssetError where it cannot be played."""
    if not isinstance(entry.get("keys"), list):
        raise AssetError(f"acts.yaml: {verb}: needs keys; see assets/gestures/README.md")
    keys = tuple(_key(key) for key in entry["keys"])
    face = str(entry.get("face", ""))
    failed = entry.get("fails")
    fails = Deed(keys=tuple(_key(k) for k in failed), face=face) if failed else _falters(keys)
    return Deed(keys=keys, face=face), fails


def _falters(keys: tuple[Key, ...]) -> Deed:
    """The first half of a deed, then a check, a droop and a glance at what went wrong."""
    begun = tuple(key for key in keys if key.at <= 0.5)
    check = Key(
        at=0.62,
        offsets=(("lid_up", 0.35), ("brow_in", 0.8), ("shoulders", 0.6), ("mouth_open", 0.25), ("lean", -0.08)),
        near_shape="open",
    )
    droop = Key(
        at=0.84, offsets=(("nod", 0.4), ("curl", 0.12), ("shoulders", -0.4), ("brow_in", 0.7), ("mouth_corner", -0.5))
    )
    return Deed(keys=(*begun, check, droop))


def _key(entry: dict[str, Any]) -> Key:
    places: dict[str, Spot | str | None] = {}
    for side in ("near", "far"):
        place = entry.get(side)
        if isinstance(place, list) and len(place) == 2:
            places[side] = (float(place[0]), float(place[1]))
        elif isinstance(place, str) or place is None:
            places[side] = place
        else:
            raise AssetError(f"acts.yaml: {side} {place!r} is neither [forward, down] nor a name")
    for name in entry:
        if name not in ("at", "near", "far", "near_shape", "far_shape") and name not in NEUTRAL:
            raise AssetError(f"acts.yaml: there is no channel {name!r}; see assets/gestures/README.md")
    offsets = tuple(
        (name, float(value))
        for name, value in entry.items()
        if name not in ("at", "near", "far", "near_shape", "far_shape")
    )
    return Key(
        at=float(entry["at"]),
        offsets=offsets,
        near=places["near"],
        far=places["far"],
        near_shape=entry.get("near_shape", ""),
        far_shape=entry.get("far_shape", ""),
    )


def apply_deed(
    channels: Channels,
    deed: Deed,
    share: float,
    target: Spot,
    *,
    puppet: Puppet,
    mouth_busy: bool,
    scale: float,
    full: tuple[bool, bool],
    stoop: float = 1.0,
) -> None:
    """Lay `deed` at `share` 0–1 of its length over `channels`; `target` is where the handled thing is.

    `full`: hands (near, far) that carry something else; they stay with it. `stoop`: how far down it is, 1 the floor.
    """
    before, after, t = _between(deed.keys, share)
    springy = settle(t)
    t = smooth(t)
    for key, weight in ((before, 1 - springy), (after, springy)):
        if key is None or weight == 0:
            continue
        for name, value in key.offsets:
            if mouth_busy and name.startswith("mouth_"):
                continue
            if name in ("near_bend", "far_bend"):
                channels.towards(name, value, weight)
            else:
                channels.add(
                    name, value * weight * (scale if name in ("lift", "hip_x") else stoop if name in STOOPING else 1.0)
                )
        if weight >= 0.5:
            if key.near_shape and not full[0]:
                channels.near_shape = key.near_shape
            if key.far_shape and not full[1]:
                channels.far_shape = key.far_shape
    for side, busy in zip(("near", "far"), full, strict=True):
        if busy:
            continue
        base = (channels.values[f"{side}_x"], channels.values[f"{side}_y"])
        a = _place(getattr(before, side) if before else None, base, target, puppet, side)
        b = _place(getattr(after, side) if after else None, base, target, puppet, side)
        channels.values[f"{side}_x"] = a[0] + (b[0] - a[0]) * t
        channels.values[f"{side}_y"] = a[1] + (b[1] - a[1]) * t


def lean_of(deed: Deed, share: float) -> float:
    """How far a deed leans the body at `share` of its length: what hair and scarf feel of it."""
    before, after, t = _between(deed.keys, min(1.0, max(0.0, share)))
    leans = [dict(key.offsets).get("lean", 0.0) if key else 0.0 for key in (before, after)]
    return leans[0] + (leans[1] - leans[0]) * smooth(t)


def ring(channels: Channels, seconds: float) -> None:
    """The settle after a deed: the body swings once more about where it comes to rest."""
    if 0 <= seconds < RING_SECONDS:
        left = 1 - seconds / RING_SECONDS
        swing = math.sin(2 * math.pi * seconds / RING_SECONDS) * left
        channels.add("lean", -0.035 * swing)
        channels.add("nod", 0.06 * swing)
        channels.add("squash", 0.014 * swing)
        channels.add("shoulders", -0.12 * swing)


def _place(place: Spot | str | None, base: Spot, target: Spot, puppet: Puppet, side: str) -> Spot:
    if place is None:
        return base
    if isinstance(place, str):
        if place == "target" or "arm" not in puppet.bones:
            return target
        return spots_of(puppet, place, side) or base
    return place


def _between(keys: tuple[Key, ...], share: float) -> tuple[Key | None, Key | None, float]:
    """The keys around `share` (None = as the actor stood) and the way between them, not yet eased."""
    before: Key | None = None
    start = 0.0
    for key in keys:
        if share < key.at:
            return before, key, (share - start) / max(key.at - start, 1e-6)
        before, start = key, key.at
    return before, None, (share - start) / max(1.0 - start, 1e-6)
