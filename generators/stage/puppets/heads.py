"""Heads from genes: outline in three views, ears, face features by age, glasses and hats.

It knows no hair and no body. Head pieces are made in head radii and turned with the ball of the head.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from generators.stage.puppets.eyes import FULL_TURN
from generators.stage.puppets.genes import Genes, wardrobe
from generators.stage.puppets.shapes import Point, parse_loop

TURNS = (0.0, 0.5, 1.0)
"""Turns of the three head views."""
VIEW_NAMES = ("front", "three_quarter", "profile")
SKULL = (
    ((0.0, -1.03), (0.66, -0.84), (0.99, -0.25), (1.0, 0.28), (0.78, 0.75), (0.34, 1.0), (0.0, 1.04)),
    ((0.06, -1.03), (0.69, -0.84), (0.975, -0.31), (1.01, 0.22), (0.86, 0.72), (0.49, 1.01), (0.11, 1.05)),
    ((0.06, -1.03), (0.675, -0.84), (0.94, -0.375), (0.985, 0.16), (0.91, 0.66), (0.60, 1.0), (0.19, 1.025)),
)
"""The forward half of the head, crown to chin, in three views."""
NAPE = (
    ((-0.34, 1.0), (-0.78, 0.75), (-1.0, 0.28), (-0.99, -0.25), (-0.66, -0.84)),
    ((-0.28, 0.975), (-0.72, 0.69), (-0.95, 0.28), (-0.975, -0.25), (-0.625, -0.84)),
    ((-0.22, 0.91), (-0.625, 0.625), (-0.89, 0.28), (-0.96, -0.25), (-0.625, -0.84)),
)


def rotated(x: float, turn: float) -> float:
    """x of a point on the surface of the head (head radii), turned; what goes behind stays at the rim."""
    theta = math.asin(max(-0.985, min(0.985, x))) + turn * FULL_TURN
    return math.sin(min(theta, math.pi / 2))


def text(points: Sequence[Point], radius: float, corners: Sequence[bool] | None = None) -> str:
    """Points in head radii as an outline in metres."""
    marks = corners or [False] * len(points)
    return " ".join(
        f"{x * radius:.4f},{y * radius:.4f}{'!' if c else ''}" for (x, y), c in zip(points, marks, strict=True)
    )


def views(
    make: Callable[[float], Sequence[Point]], radius: float, corners: Sequence[bool] | None = None
) -> dict[str, str]:
    """The three head views of a piece made for a turn."""
    return {name: text(make(turn), radius, corners) for name, turn in zip(VIEW_NAMES, TURNS, strict=True)}


def head_parts(genes: Genes, radius: float) -> list[dict[str, Any]]:
    """Skull with its jaw, and the near ear."""
    jaw = genes.jaw * (0.6 if genes.is_child or genes.sex == "f" else 1.0)
    cheeks = 0.07 * max(genes.build, 0.0) + (0.05 if genes.is_child else 0.0)

    def shaped(point: Point) -> Point:
        x, y = point
        low = max(0.0, y)
        x *= 1 + (0.16 * (jaw - 0.45)) * low * (1.4 - low) * 2.2 + cheeks * math.exp(-((y - 0.45) ** 2) / 0.12)
        return x * (0.97 - 0.06 * genes.long_face), y * (1 + 0.10 * genes.long_face * (y > 0))

    def outline(turn: float) -> list[Point]:
        i = TURNS.index(turn)
        return [shaped(p) for p in (*SKULL[i], *NAPE[i])]

    big = 1.22 if genes.is_old else 1.0

    def ear(turn: float) -> list[Point]:
        x = (-1.0, -0.80, -0.30)[TURNS.index(turn)] * (0.97 - 0.06 * genes.long_face)
        return [
            (x + 0.02, -0.10 * big),
            (x - 0.15 * big, -0.08 * big),
            (x - 0.17 * big, 0.16 * big),
            (x - 0.06, 0.34 * big),
            (x + 0.03, 0.30 * big),
        ]

    def inner(turn: float) -> list[Point]:
        return [(x + 0.03, y * 0.7 + 0.04) for x, y in ear(turn)[1:4]]

    def far_ear(turn: float) -> list[Point]:
        return [(-x * (1.0 - 0.35 * turn), y) for x, y in ear(0.0)]

    parts: list[dict[str, Any]] = [
        {
            "name": "ear_far",
            "on": "head",
            "z": 47,
            "fill": "skin*0.9",
            "shadow": False,
            "edge": 0.3,
            "shape": views(far_ear, radius),
        },
        {"name": "head", "on": "head", "z": 48, "fill": "skin", "emit": 0.10, "shape": views(outline, radius)},
        {
            "name": "ear",
            "on": "head",
            "z": 54,
            "fill": "skin*0.95",
            "shadow": False,
            "edge": 0.3,
            "shape": views(ear, radius),
        },
        {
            "name": "ear_line",
            "on": "head",
            "z": 54.2,
            "fill": "lid",
            "stroke": 0.035 * radius,
            "lod": 1,
            "alpha": 0.6,
            "shape": views(inner, radius),
        },
    ]
    return parts


def face_of(genes: Genes, radius: float) -> dict[str, Any]:
    """The `face` of a puppet file: features by age, sex and nose."""
    r = radius
    young, old = genes.is_child, genes.is_old
    size = 1.18 if young else (0.80 if old else 0.92)
    lady = genes.sex == "f"
    eye_y = 0.10 if young else -0.04
    nose = (
        {"button": 0.115, "bulb": 0.16, "long": 0.135}[genes.nose]
        * (0.95 if lady else 1.08)
        * (1.15 if old else 1.0)
        * r
    )
    face: dict[str, Any] = {
        "radius": r,
        "head_height": 2.1 * r,
        "eye": {
            "x": 0.43 * r,
            "y": eye_y * r,
            "w": 0.235 * r * size,
            "h": 0.235 * r * size * (1.08 if young else 0.90),
            "iris": 0.172 * r * size,
            "pupil": 0.096 * r * size,
            "line": 0.060 * r * (1.1 if lady else 0.85),
            "lashes": 2 if lady or young else 0,
            "slant": 0.12 if lady else (-0.10 if old else 0.0),
        },
        "brow": {
            "x": 0.43 * r,
            "y": (eye_y - 0.42 * (1.0 if young else 0.92)) * r,
            "length": 0.42 * r,
            "thick": r * (0.045 if lady else 0.062) * (1.5 if old and not lady else 1.0),
            "arch": 0.065 * r * (1.3 if lady else 0.8),
            "travel": 0.18 * r,
            "slope": -0.03 * r,
        },
        "nose": {
            "kind": "button" if genes.nose == "button" else "bulb",
            "y": (0.40 if young else (0.34 if genes.nose == "long" else 0.30)) * r,
            "r": nose,
            "out": {"button": 1.03, "bulb": 1.08, "long": 1.20}[genes.nose],
        },
        "mouth": {
            "y": (0.68 if young else 0.64) * r * (1 + 0.06 * genes.long_face),
            "w": 0.30 * r,
            "h": 0.36 * r,
            "line": 0.052 * r,
            "out": 0.92,
            "lips": 0.6 if lady and not young else 0.35,
        },
        "cheek": {"x": 0.66 * r, "y": 0.42 * r, "r": 0.22 * r, "always": 0.55 if young else 0.32},
    }
    if genes.freckles:
        spots = ((-0.36, 0.40), (-0.26, 0.46), (-0.46, 0.47), (0.36, 0.40), (0.26, 0.46), (0.46, 0.47))
        face["freckles"] = [[x * r, y * r, 0.024 * r] for x, y in spots]
    if old:
        face["wrinkles"] = [
            [[x * r, (y + eye_y) * r] for x, y in line]
            for line in (
                ((0.72, -0.02), (0.80, -0.08), (0.86, -0.09)),
                ((0.72, 0.05), (0.81, 0.08), (0.87, 0.14)),
                ((0.26, 0.30), (0.42, 0.36), (0.56, 0.30)),
                ((0.24, 0.46), (0.36, 0.62), (0.38, 0.80)),
                ((0.10, -0.62), (0.30, -0.66), (0.50, -0.61)),
                ((0.12, -0.74), (0.28, -0.77), (0.42, -0.74)),
            )
        ]
    return face


def glasses_parts(genes: Genes, radius: float) -> list[dict[str, Any]]:
    """Rims that turn with the face, glass that shines, and the near temple."""
    kind = genes.glasses
    if kind == "none":
        return []
    eye_y = 0.10 if genes.is_child else -0.04
    parts: list[dict[str, Any]] = []
    for side, name in ((-1, "near"), (1, "far")):

        def rim(turn: float, side: int = side) -> list[Point]:
            points: list[Point] = []
            for k in range(8):
                angle = math.tau * k / 8 + math.tau / 16
                c, s = math.cos(angle), math.sin(angle)
                if kind == "square":
                    grow = 1 / max(abs(c), abs(s)) * 0.86
                    c, s = c * grow, s * grow * 0.86
                lift = 0.10 * max(0.0, c * side) * (s < 0) if kind == "cat" else 0.0
                low = 0.25 if side > 0 and turn > 0.9 else 1.0  # in profile the far glass hides behind the nose
                inward = 0.95 if low < 1 else 1.01
                points.append((rotated(side * 0.43 + 0.30 * c, turn) * inward, eye_y + 0.02 + (0.29 * s - lift) * low))
            return points

        shape = views(rim, radius)
        closed = {view: f"{line} {line.split()[0]}" for view, line in shape.items()}
        parts.append({"name": f"glass_{name}", "on": "head", "z": 51, "fill": "spark", "alpha": 0.16, "shape": shape})
        parts.append(
            {"name": f"rim_{name}", "on": "head", "z": 52, "fill": "frame", "stroke": 0.050 * radius, "shape": closed}
        )

    def bridge(turn: float) -> list[Point]:
        return [(rotated(x, turn) * 1.04, eye_y + y) for x, y in ((-0.14, 0.0), (0.0, -0.07), (0.14, 0.0))]

    def temple(turn: float) -> list[Point]:
        ear = (-0.98, -0.80, -0.30)[TURNS.index(turn)]
        return [
            (rotated(-0.72, turn), eye_y - 0.02),
            ((rotated(-0.72, turn) + ear) / 2, eye_y - 0.05),
            (ear, eye_y - 0.06),
        ]

    for name, make in (("bridge", bridge), ("temple", temple)):
        line = {
            "name": name,
            "on": "head",
            "z": 52.5,
            "fill": "frame",
            "stroke": 0.045 * radius,
            "shape": views(make, radius),
        }
        parts.append(line)
    return parts


def hat_parts(hat: str, radius: float) -> list[dict[str, Any]]:
    """A hat of `wardrobe/hats.yaml` on a head of `radius` metres."""
    parts = []
    for piece in wardrobe("hats")["hats"][hat]["pieces"]:
        line = "line" in piece
        loop = parse_loop(str(piece["line"] if line else piece["shape"]), closed=not line)
        shift = float(piece.get("shift", 0.0))
        squeeze = 0.16 if shift > 0.3 else 0.0

        def moved(
            turn: float, shift: float = shift, squeeze: float = squeeze, points: tuple[Point, ...] = loop.points
        ) -> list[Point]:
            return [(x * (1 - squeeze * turn) + shift * turn, y) for x, y in points]

        part = {k: v for k, v in piece.items() if k not in ("shape", "line", "shift")}
        part.update(on="head", shape=views(moved, radius, loop.corners))
        parts.append(part)
    return parts
