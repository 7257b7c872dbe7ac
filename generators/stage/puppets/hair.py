"""Hair and beards from a row of numbers: a mass behind the head, a cap over it, locks, buns and braids, in three views.

It knows no colour and no body. Rows: `assets/puppets/wardrobe/hair.yaml`; lengths in head radii.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from generators.stage.puppets.genes import Genes, wardrobe
from generators.stage.puppets.heads import rotated, views
from generators.stage.puppets.shapes import Point, parse_loop

CAP_STEPS = 17
"""Points of the outer edge of the hair over the skull."""
NAPE_TURN = 0.62
"""Radians by which the near end of the hair goes round to the nape in profile."""
UNDER_HAT = 0.10
"""Most that hair rises and spreads under a hat."""


def hair_parts(genes: Genes, radius: float, *, hatted: bool) -> list[dict[str, Any]]:
    """All pieces of a head of hair; a hat flattens it."""
    row = dict(wardrobe("hair")["hair"][genes.hair])
    if not row or (hatted and genes.hair == "bald"):
        return []
    if hatted:
        row["rise"] = min(float(row.get("rise", 0.1)), UNDER_HAT)
        row["volume"] = min(float(row.get("volume", 0.1)), 0.34)
        row.pop("extra", None) if row.get("extra") not in ("braid", "pigtails", "ponytail", "bun") else None
        if row.get("extra") == "bun":
            row["extra"] = "low_bun"
    parts = []
    if "back" in row:
        parts.append(_back(row, radius))
    if not row.get("bald"):
        parts.append(_cap(row, radius, hatted=hatted))
    if row.get("bald"):
        parts += _ring(row, radius)
    if "sides" in row:
        parts += [_lock(row, radius, near=True), _lock(row, radius, near=False)]
    parts += _extra(str(row.get("extra", "")), radius)
    return parts


def _part(name: str, z: float, shape: dict[str, str], **more: object) -> dict[str, Any]:
    return {"name": name, "on": "head", "z": z, "fill": "hair", "shape": shape, **more}


def _wavy(k: int, curl: float) -> float:
    """Outward push of the k-th point of a curly edge."""
    return (0.11 if k % 2 else -0.05) * curl


def _back(row: Mapping[str, Any], radius: float) -> dict[str, Any]:
    wide, long_, curl = 1.0 + float(row["volume"]), float(row["back"]), float(row.get("curl", 0.0))

    def make(turn: float) -> list[Point]:
        lag = -0.17 * turn
        front = 1.0 - 0.42 * turn
        low = max(long_, 0.2)
        right = [
            (wide * front * (1.0 + 0.06 * (t - 0.5)) + lag + _wavy(k, curl), -0.3 + (low + 0.3) * t)
            for k, t in enumerate((0.12, 0.4, 0.7, 0.95))
        ]
        left = [
            (-wide * (1.0 + 0.05 * (t - 0.5)) + lag - _wavy(k, curl), -0.3 + (low + 0.3) * t)
            for k, t in enumerate((0.95, 0.7, 0.4, 0.12))
        ]
        foot = [
            (wide * 0.5 * front + lag, low + 0.03 + _wavy(1, curl)),
            (lag - wide * 0.1, low - 0.03),
            (-wide * 0.55 + lag, low + 0.05 + _wavy(1, curl)),
        ]
        top = [
            (-wide * 0.55 + lag, -0.5),
            (lag, -0.62),
            (wide * 0.55 * front + lag, -0.5),
        ]
        return [*right, *foot, *left, *top]

    sway = 0.10 + 0.06 * min(long_, 2.0)
    return _part("hair_back", 46 if long_ < 1.2 else 27, views(make, radius), fill="hair*0.82", sway=sway)


def _cap(row: Mapping[str, Any], radius: float, *, hatted: bool) -> dict[str, Any]:
    rise, volume, curl = float(row.get("rise", 0.1)), float(row.get("volume", 0.1)), float(row.get("curl", 0.0))
    line, fringe = float(row.get("line", 0.45)), str(row.get("fringe", "none"))
    if hatted and fringe == "none":
        line = min(line, 0.5)
    down = 0.10 if "sides" in row else 0.22
    edge = parse_loop(str(wardrobe("hair")["fringes"][fringe]), closed=False)
    lift = -0.75 * (line - 0.62) if fringe == "none" else 0.0
    hairline = [(x, y + lift * max(0.0, 1 - abs(x))) for x, y in edge.points]

    def make(turn: float) -> list[Point]:
        outer: list[Point] = []
        first = math.pi - NAPE_TURN * turn  # in profile the hair reaches down to the nape
        last = math.tau - 0.62 * max(0.0, turn - 0.3) / 0.7  # the far temple comes up: nothing hangs before a profile
        for k in range(CAP_STEPS):
            angle = first + (last - first) * k / (CAP_STEPS - 1)  # near temple, crown, far temple
            up = max(0.0, -math.sin(angle))
            grow = 1.0 + volume + (rise - volume) * up + _wavy(k, curl)
            x, y = math.cos(angle) * grow, math.sin(angle) * grow
            if k == 0:
                y += down * (1 - 0.4 * turn)
            elif k == CAP_STEPS - 1:
                y += down * (1 - turn)
            outer.append((x * (1.0 - 0.19 * turn * (x > 0)) - 0.13 * turn * (1.0 if x < 0.4 else 0.3), y))
        inner = [(rotated(x, turn) * 0.985, _risen(y, turn) if x > 0.6 else y) for x, y in hairline]
        inner = [(max(x, outer[0][0] + 0.06), y) for x, y in inner]
        return outer + inner

    corners = [*([False] * CAP_STEPS), *edge.corners]
    return _part("hair_cap", 56, views(make, radius, corners))


def _risen(y: float, turn: float) -> float:
    """The far temple comes up to the brow as the head turns: in profile it must not hang before the face."""
    return y + (min(y, -0.52) - y) * max(0.0, turn - 0.3) / 0.7


def _ring(row: Mapping[str, Any], radius: float) -> list[dict[str, Any]]:
    wide = 1.0 + float(row["volume"])

    def near(turn: float) -> list[Point]:
        ear = rotated(-0.80, turn)
        back = -wide - 0.06 * turn
        return [
            (-0.97, -0.40),
            (back, -0.15),
            (back, 0.22),
            (-0.90, 0.50 + 0.06 * turn),
            (ear * 0.8 - 0.30 * turn - 0.18, 0.42),
            (ear - 0.16, 0.05),
            (ear - 0.02, -0.28),
        ]

    def far(turn: float) -> list[Point]:
        out = wide * (1 - 0.2 * turn)
        return [
            (0.90 * (1 - 0.2 * turn), -0.40),
            (out, -0.15),
            (out, 0.22),
            (0.88 * (1 - 0.2 * turn), 0.48),
            (0.7, 0.0),
        ]

    return [_part("hair_ring", 53, views(near, radius)), _part("hair_ring_far", 46.5, views(far, radius))]


def _lock(row: Mapping[str, Any], radius: float, *, near: bool) -> dict[str, Any]:
    wide, long_, curl = 1.0 + float(row["volume"]), float(row["sides"]), float(row.get("curl", 0.0))

    def make(turn: float) -> list[Point]:
        if near:
            inner = rotated(-0.86, turn)
            outer = -wide - 0.14 * turn
            mid = (inner + outer) / 2
            return [
                (outer + 0.12, -0.75),
                (inner - 0.02, -0.60),
                (inner + 0.02, -0.15),
                (inner - 0.04 + _wavy(1, curl), long_ * 0.45),
                (inner + 0.02 - _wavy(1, curl), long_ * 0.8),
                (mid + 0.1, long_ + 0.06),
                (outer + 0.10, long_),
                (outer - 0.03 - _wavy(1, curl), long_ * 0.6),
                (outer - 0.02 + _wavy(1, curl), 0.05),
            ]
        if turn > 0.9:  # behind the face
            return [(0.5, -0.75)] * 9
        inner = min(0.96, rotated(0.86, turn))
        outer = max(inner + 0.05, wide * (1.0 - 0.16 * turn))
        low = long_
        return [
            (outer - 0.12, -0.75),
            (inner, -0.60),
            (inner, -0.15),
            (inner + 0.02, low * 0.45),
            (inner + 0.0, low * 0.8),
            ((inner + outer) / 2, low + 0.03),
            (outer - 0.02, low),
            (outer + 0.02 + _wavy(1, curl), low * 0.6),
            (outer - _wavy(1, curl), 0.05),
        ]

    return _part(
        f"hair_lock_{'near' if near else 'far'}", 55, views(make, radius), sway=0.12, edge=1.0 if near else 0.25
    )


def _round(x: float, y: float, w: float, h: float, back: float, radius: float) -> dict[str, str]:
    def make(turn: float) -> list[Point]:
        cx = x - back * turn
        return [(cx + w * math.cos(a), y + h * math.sin(a)) for a in (math.tau * k / 8 for k in range(8))]

    return views(make, radius)


def _extra(extra: str, radius: float) -> list[dict[str, Any]]:
    if extra == "bun":
        return [_part("hair_bun", 45, _round(-0.25, -1.30, 0.46, 0.42, 0.55, radius))]
    if extra == "low_bun":
        return [_part("hair_bun", 45, _round(-0.85, 0.35, 0.40, 0.38, 0.40, radius))]
    if extra == "topknot":
        tie = _part("hair_tie", 57, _round(-0.02, -1.18, 0.22, 0.10, 0.2, radius), fill="accent")
        return [_part("hair_knot", 45.5, _round(-0.02, -1.46, 0.34, 0.38, 0.2, radius)), tie]
    if extra == "ponytail":

        def tail(turn: float) -> list[Point]:
            b = -0.35 * turn
            return [
                (-0.55 + b, -0.85),
                (-1.05 + b, -0.95),
                (-1.48 + b, -0.45),
                (-1.52 + b, 0.4),
                (-1.30 + b, 1.15),
                (-1.16 + b, 0.45),
                (-1.02 + b, -0.25),
                (-0.75 + b, -0.5),
            ]

        return [_part("hair_tail", 45, views(tail, radius), sway=0.5)]
    if extra == "pigtails":
        parts = []
        for side, name in ((-1, "near"), (1, "far")):

            def bunch(turn: float, side: int = side) -> list[Point]:
                x = (side * 1.0 - 0.25 * turn) if side < 0 else 1.0 - 0.75 * turn
                return [
                    (x, -0.35),
                    (x + side * 0.42, -0.45),
                    (x + side * 0.66, 0.05),
                    (x + side * 0.55, 0.75),
                    (x + side * 0.36, 1.05),
                    (x + side * 0.14, 0.7),
                    (x + side * 0.02, 0.1),
                ]

            parts.append(_part(f"hair_bunch_{name}", 45, views(bunch, radius), sway=0.35))
        return parts
    if extra == "braid":
        parts = []
        for k in range(4):
            y = 0.72 + 0.36 * k
            parts.append(
                _part(f"hair_braid{k}", 58 + 0.1 * k, _round(-0.98, y, 0.27 - 0.03 * k, 0.25, 0.12, radius), sway=0.0)
            )
        return [*parts, _part("hair_tie", 59, _round(-0.98, 2.02, 0.15, 0.11, 0.12, radius), fill="accent")]
    return _crest(extra, radius)


def _crest(extra: str, radius: float) -> list[dict[str, Any]]:
    """What stands up on the crown."""
    crest = wardrobe("hair")["crests"].get(extra)
    if crest is None:
        return []
    loop = parse_loop(str(crest))
    made = views(lambda turn: [(x - 0.10 * turn, y) for x, y in loop.points], radius, loop.corners)
    return [_part("hair_crest", 55.5, made)]


LIP = "0.0,-0.16 0.24,-0.17 0.46,-0.02 0.40,0.06 0.18,-0.02 0.0,-0.03 -0.18,-0.02 -0.40,0.06 -0.46,-0.02 -0.24,-0.17"


def beard_parts(genes: Genes, radius: float) -> list[dict[str, Any]]:
    """Beard and moustache, turning with the face."""
    row = wardrobe("hair")["beards"][genes.beard]
    parts: list[dict[str, Any]] = []
    mouth = 0.64 * (1 + 0.06 * genes.long_face)
    if "drop" in row:
        wide, low = float(row["wide"]), 1.04 + float(row["drop"])

        small = wide < 0.6
        edge, chin = (mouth + 0.10, 0.95) if small else (0.02, 0.62)
        cheek = mouth + 0.12 if small else 0.42
        half = [(1.0, edge), (0.98, chin), (0.72, low - 0.22), (0.0, low)]
        inner = [(-0.62, cheek), (-0.36, mouth + 0.14), (0.0, mouth + 0.17), (0.36, mouth + 0.14), (0.62, cheek)]
        ring = [*((-x, y, False) for x, y in half), *((x, y, False) for x, y in reversed(half[:3]))]
        ring += [(x, y, True) for x, y in reversed(inner)]

        def beard(turn: float) -> list[Point]:
            grown = max(wide, 0.99)
            lips = 1.0 - 0.12 * turn  # inside the face in profile, or the background would show
            return [
                (
                    rotated(x * min(wide, 0.985), turn) * grown * (lips if lip else 1.02 if y > 0.5 else 1.0)
                    + 0.14 * turn * max(0.0, y - 0.7),
                    y,
                )
                for x, y, lip in ring
            ]

        parts.append(_part("hair_beard", 49, views(beard, radius), emit=0.05, sway=0.06, edge=0.4))
    if row.get("moustache"):

        def lip(turn: float) -> list[Point]:
            return [(rotated(x, turn) * 1.02, mouth + y) for x, y in parse_loop(LIP).points]

        parts.append(_part("hair_moustache", 51, views(lip, radius), shadow=True))
    if row.get("sides"):

        def side(turn: float) -> list[Point]:
            near, inner = rotated(-0.97, turn), rotated(-0.62, turn)
            return [
                (near, -0.2),
                (inner, 0.1),
                (inner - 0.04, 0.55),
                ((near + inner) / 2, 0.86),
                (near - 0.10, 0.62),
                (near - 0.06, 0.2),
            ]

        parts.append(_part("hair_whisker", 54.5, views(side, radius)))
    return parts
