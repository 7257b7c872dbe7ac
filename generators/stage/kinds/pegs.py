"""A rail of pegs on a room's wall and what hangs from it: sacks, a coat, keys, notices, a horn, twine, small lamps.

It knows no set: everything's place comes from the layer's parameters.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import skia

from generators.stage.colour import RGB, adjust, from_hex, mix
from generators.stage.kinds.town import LAMPLIGHT
from generators.stage.paper import Paper, box, circle, fill, oval, polygon, smooth, stroke

BRASS, CREAM, INK = from_hex("#C9A052"), from_hex("#E9DEC2"), from_hex("#3A302C")
CANVAS, WOOL, TWINE, STRAP = from_hex("#9A8560"), from_hex("#5C5068"), from_hex("#B99A62"), from_hex("#5E4030")
QUIET = 0.30
"""Share of the wall in everything that hangs on it: it is there for close views, and whispers in wide ones."""
GLOW_REACH, GLOW_STRENGTH = 1.9, 0.60
"""How far a small lamp lights the wall, in its own sizes, and how strongly."""


def pegs(paper: Paper, params: dict[str, Any]) -> None:
    """A rail at height `y` from x `from` to `to`, and `at: [[x, what, size], …]` below it.

    `what` is one of sack, coat, keys, notice, map, horn, twine or lamp; `tint` the rail's wood. What is none of these
    is an empty peg.
    """
    y, left, right = float(params.get("y", 0.59)), float(params.get("from", -1.0)), float(params.get("to", 1.0))
    wood = from_hex(str(params.get("tint", "#6E4E38")))
    paper.piece(box(left, y - 0.008, right - left, 0.016, 0.003), wood, drop=0.006)
    things = [(float(x), str(what), float(size)) for x, what, size in params.get("at", ())]
    for x, what, size in things:
        if paper.left - size < x < paper.right + size:
            if what in HUNG:
                HUNG[what](paper, x, y, size, wood)
            paper.piece(circle(x, y, 0.0048), adjust(wood, lightness=1.25), rim=0.8, drop=0.003)


def _toned(rgb: RGB, wood: RGB) -> RGB:
    return mix(rgb, wood, QUIET)


def _sack(paper: Paper, x: float, y: float, size: float, wood: RGB) -> None:
    cloth = _toned(CANVAS, wood)
    strap = smooth(
        [(x - 0.20 * size, y + 0.30 * size), (x, y - 0.02 * size), (x + 0.20 * size, y + 0.30 * size)], closed=False
    )
    paper.line(strap, _toned(STRAP, wood), 0.045 * size)
    right = ((0.24, 0.26), (0.36, 0.62), (0.34, 0.94), (0.0, 1.0))
    corners = [(x - dx * size, y + dy * size) for dx, dy in right] + [
        (x + dx * size, y + dy * size) for dx, dy in reversed(right[:-1])
    ]
    paper.piece(smooth(corners), cloth, drop=0.008)
    for fold in (-0.14, 0.05, 0.20):
        crease = smooth([(x + fold * size, y + 0.36 * size), (x + 1.3 * fold * size, y + 0.56 * size)], closed=False)
        paper.line(crease, adjust(cloth, lightness=0.76), 0.018 * size, 0.8)
    paper.piece(circle(x, y + 0.68 * size, 0.105 * size), _toned(CREAM, wood), rim=0.4)
    paper.flat(circle(x, y + 0.68 * size, 0.055 * size), _toned(from_hex("#A8483C"), wood))
    paper.flat(box(x - 0.25 * size, y + 0.25 * size, 0.50 * size, 0.055 * size, 0.02 * size), _toned(STRAP, wood))


def _coat(paper: Paper, x: float, y: float, size: float, wood: RGB) -> None:
    cloth = _toned(WOOL, wood)
    for side in (-1, 1):
        sleeve = [(0.14, 0.16), (0.34, 0.34), (0.37, 0.82), (0.25, 0.84), (0.20, 0.46)]
        shape = polygon([(x + side * dx * size, y + dy * size) for dx, dy in sleeve])
        paper.piece(shape, adjust(cloth, lightness=0.88), drop=0.005)
    body = [(-0.06, 0.0), (0.06, 0.0), (0.22, 0.14), (0.25, 1.0), (-0.25, 1.0), (-0.22, 0.14)]
    paper.piece(polygon([(x + dx * size, y + dy * size) for dx, dy in body]), cloth, drop=0.008)
    paper.line(polygon([(x, y + 0.10 * size), (x, y + 0.98 * size)]), adjust(cloth, lightness=0.72), 0.016 * size)
    for button in range(4):
        paper.flat(circle(x + 0.05 * size, y + (0.28 + 0.16 * button) * size, 0.022 * size), _toned(BRASS, wood))


def _keys(paper: Paper, x: float, y: float, size: float, wood: RGB) -> None:
    brass = _toned(BRASS, wood)
    paper.line(circle(x, y + 0.22 * size, 0.20 * size), brass, 0.05 * size)
    for number, turn in enumerate((-0.34, 0.02, 0.36)):
        dx, dy = math.sin(turn), math.cos(turn)
        start, long = 0.40 * size, (0.46, 0.58, 0.50)[number] * size
        tip = (x + dx * (start + long), y + dy * (start + long))
        shaft = polygon([(x + dx * start, y + dy * start), tip])
        paper.line(shaft, adjust(brass, lightness=0.86 + 0.1 * number), 0.07 * size)
        bit = polygon([tip, (tip[0] + 0.14 * size * dy, tip[1] - 0.14 * size * dx)])
        paper.line(bit, adjust(brass, lightness=0.86 + 0.1 * number), 0.08 * size)


def _sheet(paper: Paper, x: float, y: float, size: float, tall: float, tone: RGB) -> skia.Path:
    """A leaf of paper, a little askew; gives back its outline."""
    askew = 0.05 * (paper.chance("askew", round(x * 100)) - 0.5)
    half = 0.36 * size
    corners = [(-half, 0.04 * size), (half, 0.04 * size), (half, tall * size), (-half, tall * size)]
    leaf = polygon([(x + dx - askew * dy, y + dy + askew * dx) for dx, dy in corners])
    paper.piece(leaf, tone, drop=0.004)
    return leaf


def _notice(paper: Paper, x: float, y: float, size: float, wood: RGB) -> None:
    tone = _toned(CREAM, wood)
    _sheet(paper, x, y, size, 0.94, tone)
    ink = _toned(INK, wood)
    paper.flat(box(x - 0.24 * size, y + 0.16 * size, 0.48 * size, 0.09 * size), _toned(from_hex("#A8483C"), wood))
    for line in range(5):
        wide = (0.50, 0.44, 0.52, 0.38, 0.24)[line] * size
        paper.flat(box(x - 0.26 * size, y + (0.36 + 0.10 * line) * size, wide, 0.026 * size), ink, 0.45)


def _map(paper: Paper, x: float, y: float, size: float, wood: RGB) -> None:
    leaf = _sheet(paper, x, y, size, 0.62, _toned(from_hex("#C4CDB8"), wood))
    canvas = paper.canvas
    canvas.save()
    canvas.clipPath(leaf, skia.ClipOp.kIntersect, True)
    coast = [(-0.5, 0.40), (-0.16, 0.30), (0.02, 0.44), (0.18, 0.34), (0.5, 0.46), (0.5, 0.8), (-0.5, 0.8)]
    land = smooth([(x + dx * size, y + dy * size) for dx, dy in coast])
    paper.flat(land, _toned(from_hex("#B79A68"), wood))
    for ring in range(3):
        reach = (0.05 + 0.045 * ring) * size
        curve = oval(x - 0.10 * size, y + 0.17 * size, reach * 1.5, reach)
        paper.line(curve, _toned(from_hex("#6F8C90"), wood), 0.010 * size, 0.7)
    canvas.restore()
    paper.flat(circle(x + 0.16 * size, y + 0.42 * size, 0.026 * size), _toned(from_hex("#B8433A"), wood))


def _horn(paper: Paper, x: float, y: float, size: float, wood: RGB) -> None:
    brass = _toned(BRASS, wood)
    loop = oval(x, y + 0.34 * size, 0.28 * size, 0.22 * size)
    paper.line(loop, adjust(brass, lightness=0.70), 0.085 * size)
    paper.line(loop, brass, 0.060 * size)
    bell = [(0.10, 0.50), (0.34, 0.56), (0.52, 0.48), (0.52, 0.80), (0.34, 0.66), (0.10, 0.58)]
    paper.piece(polygon([(x + dx * size, y + dy * size) for dx, dy in bell]), brass, drop=0.004)
    paper.line(polygon([(x - 0.36 * size, y + 0.56 * size), (x + 0.14 * size, y + 0.54 * size)]), brass, 0.05 * size)
    cord = smooth([(x - 0.10 * size, y + 0.14 * size), (x, y), (x + 0.10 * size, y + 0.14 * size)], closed=False)
    paper.line(cord, _toned(from_hex("#A8483C"), wood), 0.035 * size)


def _twine(paper: Paper, x: float, y: float, size: float, wood: RGB) -> None:
    tone = _toned(TWINE, wood)
    for ring in range(4):
        loop = oval(
            x + 0.02 * size * (ring % 2), y + (0.42 + 0.02 * ring) * size, (0.20 + 0.025 * ring) * size, 0.40 * size
        )
        paper.line(loop, adjust(tone, lightness=0.80 + 0.08 * ring), 0.035 * size)
    paper.flat(
        box(x - 0.10 * size, y + 0.05 * size, 0.20 * size, 0.12 * size, 0.03 * size), adjust(tone, lightness=0.72)
    )


def _lamp(paper: Paper, x: float, y: float, size: float, wood: RGB) -> None:
    burn = paper.light.lamp * (1 - paper.light.tones.glow)
    at = y + 0.30 * size
    paper.glow(x, at, GLOW_REACH * size, LAMPLIGHT, GLOW_STRENGTH * burn)
    brass = _toned(BRASS, wood)
    paper.piece(
        box(x - 0.055 * size, y, 0.11 * size, 0.62 * size, 0.03 * size), adjust(brass, lightness=0.72), drop=0.004
    )
    paper.piece(oval(x, at + 0.20 * size, 0.15 * size, 0.05 * size), brass, rim=0.8)
    glass = smooth([(x - 0.11 * size, at + 0.16 * size), (x, at - 0.24 * size), (x + 0.11 * size, at + 0.16 * size)])
    paper.canvas.drawPath(glass, fill(paper.colour(mix(CREAM, LAMPLIGHT, 0.6), 0.85 * burn), 0.55 + 0.35 * burn))
    flame = smooth([(x - 0.04 * size, at + 0.12 * size), (x, at - 0.10 * size), (x + 0.04 * size, at + 0.12 * size)])
    paper.flat(flame, from_hex("#FFF0C0"), 0.2 + 0.8 * burn, emit=burn)
    paper.canvas.drawPath(glass, stroke(paper.colour(brass), max(paper.hair, 0.012 * size), 0.8))


HUNG: dict[str, Callable[[Paper, float, float, float, RGB], None]] = {
    "sack": _sack,
    "coat": _coat,
    "keys": _keys,
    "notice": _notice,
    "map": _map,
    "horn": _horn,
    "twine": _twine,
    "lamp": _lamp,
}
"""What a peg may hold."""
