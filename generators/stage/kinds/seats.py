"""Things to sit on, cut from paper: chair, stool, bench, crate, armchair, each with its seat `size` above the floor.

It knows no figure: where one may sit is said in the place file under `seats`.
"""

from __future__ import annotations

from typing import Any

import skia

from generators.stage.colour import RGB, adjust, from_hex
from generators.stage.paper import Paper, box, circle, fill, oval, polygon, smooth


def seat(paper: Paper, params: dict[str, Any]) -> None:
    """Seats: `at` lists [x, y of the feet, seat height, facing]; `shape` chair, stool, crate, bench or armchair.

    Facing 1 looks right, -1 left; with 0 a chair is drawn as a stool.
    """
    tint = from_hex(str(params.get("tint", "#8A5A3A")))
    cushion = from_hex(str(params.get("cushion", "#B5523F")))
    for x, y, size, facing in params.get("at", ()):
        x, y, size, side = float(x), float(y), float(size), int(facing)
        shape = str(params.get("shape", "chair"))
        _contact(paper, x, y, size)
        if shape == "crate":
            _crate(paper, x, y, size, tint)
        elif shape == "armchair":
            _armchair(paper, x, y, size, side or 1, cushion, tint)
        elif shape == "bench":
            _bench(paper, x, y, size, tint)
        elif shape == "stool" or side == 0:
            _stool(paper, x, y, size, tint)
        else:
            _chair(paper, x, y, size, side, tint, cushion)


def _contact(paper: Paper, x: float, y: float, size: float) -> None:
    paint = fill(paper.light.shadow, 0.36)
    paint.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, size * 0.08))
    paper.canvas.drawPath(oval(x, y + size * 0.02, size * 0.66, size * 0.13), paint)


def _leg(paper: Paper, x0: float, y0: float, x1: float, y1: float, half: float, tint: RGB) -> None:
    paper.piece(polygon([(x0 - half, y0), (x0 + half, y0), (x1 + half * 0.75, y1), (x1 - half * 0.75, y1)]), tint)


def _stool(paper: Paper, x: float, y: float, s: float, tint: RGB) -> None:
    dark = adjust(tint, lightness=0.72)
    for side in (-1, 1):
        _leg(paper, x + side * s * 0.20, y - s * 0.94, x + side * s * 0.30, y - s * 0.09, s * 0.045, dark)
    paper.piece(box(x - s * 0.27, y - s * 0.36, s * 0.54, s * 0.055, s * 0.02), dark)
    for side in (-1, 1):
        _leg(paper, x + side * s * 0.27, y - s * 0.94, x + side * s * 0.40, y, s * 0.05, tint)
    paper.piece(
        box(x - s * 0.41, y - s * 0.99, s * 0.82, s * 0.10, s * 0.04), adjust(tint, lightness=0.92), drop=s * 0.06
    )
    paper.piece(oval(x, y - s * 0.99, s * 0.41, s * 0.085), adjust(tint, lightness=1.18))


def _chair(paper: Paper, x: float, y: float, s: float, side: int, tint: RGB, cushion: RGB) -> None:
    dark, back = adjust(tint, lightness=0.72), x - side * s * 0.36
    _leg(paper, x + side * s * 0.24, y - s * 0.94, x + side * s * 0.26, y - s * 0.10, s * 0.045, dark)
    _leg(paper, back + side * s * 0.10, y - s * 0.94, back + side * s * 0.06, y - s * 0.10, s * 0.045, dark)
    paper.piece(box(min(back, x + side * s * 0.34), y - s * 0.40, s * 0.70, s * 0.05, s * 0.02), dark)
    for offset, tone in ((side * s * 0.13, dark), (0.0, tint)):
        top = back - side * s * 0.17 + offset * 0.6
        post = smooth(
            [
                (back + offset - s * 0.045, y),
                (back + offset - s * 0.045, y - s * 1.0),
                (top - s * 0.04, y - s * 2.0),
                (top + s * 0.04, y - s * 2.02),
                (back + offset + s * 0.045, y - s * 1.0),
                (back + offset + s * 0.04, y),
            ]
        )
        paper.piece(post, tone)
    for level in (1.28, 1.52, 1.78):
        at = back - side * s * 0.20 * (level - 1.0)
        rail = polygon(
            [
                (at - s * 0.01, y - s * level),
                (at + side * s * 0.10, y - s * (level + 0.015)),
                (at + side * s * 0.10, y - s * (level + 0.13)),
                (at - s * 0.01, y - s * (level + 0.12)),
            ]
        )
        paper.piece(rail, adjust(tint, lightness=1.08))
    _leg(paper, x + side * s * 0.38, y - s * 0.94, x + side * s * 0.41, y, s * 0.05, tint)
    plank = polygon(
        [
            (back - side * s * 0.07, y - s * 0.90),
            (x + side * s * 0.46, y - s * 0.90),
            (x + side * s * 0.42, y - s * 1.0),
            (back + side * s * 0.02, y - s * 1.0),
        ]
    )
    paper.piece(plank, adjust(tint, lightness=1.14), drop=s * 0.06)
    pad = smooth(
        [
            (back + side * s * 0.02, y - s * 0.96),
            (back + side * s * 0.02, y - s * 1.06),
            (x + side * s * 0.36, y - s * 1.06),
            (x + side * s * 0.42, y - s * 0.96),
        ]
    )
    paper.piece(pad, cushion)


def _crate(paper: Paper, x: float, y: float, s: float, tint: RGB) -> None:
    wide = s * 1.35
    paper.piece(
        polygon(
            [
                (x - wide * 0.46, y - s * 1.10),
                (x + wide * 0.46, y - s * 1.10),
                (x + wide * 0.5, y - s * 0.98),
                (x - wide * 0.5, y - s * 0.98),
            ]
        ),
        adjust(tint, lightness=1.22),
        drop=s * 0.06,
    )
    paper.piece(box(x - wide / 2, y - s * 0.99, wide, s * 0.99), adjust(tint, lightness=0.66))
    for row in range(3):
        paper.piece(
            box(x - wide / 2, y - s * (0.98 - 0.33 * row), wide, s * 0.29, s * 0.01),
            adjust(tint, lightness=0.96 + 0.05 * (row % 2)),
            rim=0.8,
        )
    for side in (-1, 1):
        post = x + side * (wide / 2 - s * 0.09) - s * 0.075
        paper.piece(box(post, y - s * 0.99, s * 0.15, s * 0.99, s * 0.01), adjust(tint, lightness=1.08), rim=0.8)
        for nail in (0.16, 0.50, 0.84):
            paper.flat(circle(post + s * 0.075, y - s * nail, s * 0.016), adjust(tint, lightness=0.5))


def _bench(paper: Paper, x: float, y: float, s: float, tint: RGB) -> None:
    wide = s * 3.2
    for side in (-1, 1):
        at = x + side * wide * 0.36
        paper.piece(
            polygon(
                [
                    (at - s * 0.10, y - s * 0.92),
                    (at + s * 0.10, y - s * 0.92),
                    (at + s * 0.17, y),
                    (at + s * 0.06, y),
                    (at, y - s * 0.22),
                    (at - s * 0.06, y),
                    (at - s * 0.17, y),
                ]
            ),
            adjust(tint, lightness=0.84),
        )
    paper.piece(box(x - wide * 0.38, y - s * 0.50, wide * 0.76, s * 0.09), adjust(tint, lightness=0.7))
    paper.piece(
        polygon(
            [
                (x - wide * 0.48, y - s * 1.06),
                (x + wide * 0.48, y - s * 1.06),
                (x + wide / 2, y - s * 0.96),
                (x - wide / 2, y - s * 0.96),
            ]
        ),
        adjust(tint, lightness=1.18),
        drop=s * 0.06,
    )
    paper.piece(box(x - wide / 2, y - s * 0.965, wide, s * 0.085, s * 0.01), tint)


def _armchair(paper: Paper, x: float, y: float, s: float, side: int, cloth: RGB, wood: RGB) -> None:
    dark = adjust(cloth, lightness=0.74)
    back = x - side * s * 0.42
    for foot in (-0.62, 0.62):
        paper.piece(box(x + foot * s - s * 0.06, y - s * 0.20, s * 0.12, s * 0.20, s * 0.03), wood)
    wings = smooth(
        [
            (back - side * s * 0.40, y - s * 0.2),
            (back - side * s * 0.46, y - s * 1.5),
            (back - side * s * 0.36, y - s * 2.45),
            (back + side * s * 0.20, y - s * 2.52),
            (back + side * s * 0.42, y - s * 2.2),
            (back + side * s * 0.34, y - s * 0.9),
            (back + side * s * 0.4, y - s * 0.2),
        ]
    )
    paper.piece(wings, adjust(cloth, lightness=0.92), drop=s * 0.10)
    for row in range(3):
        for column in range(2):
            paper.flat(
                circle(
                    back + side * s * (0.0 + 0.18 * column - 0.09 * (row % 2)), y - s * (1.35 + 0.32 * row), s * 0.032
                ),
                dark,
            )
    paper.piece(box(min(back + side * s * 0.1, x + side * s * 0.66), y - s * 0.72, s * 1.0, s * 0.56, s * 0.12), dark)
    paper.piece(
        box(min(back + side * s * 0.1, x + side * s * 0.70), y - s * 1.02, s * 1.04, s * 0.36, s * 0.14),
        adjust(cloth, lightness=1.12),
        drop=s * 0.06,
    )
    arm = smooth(
        [
            (back - side * s * 0.16, y - s * 0.16),
            (back - side * s * 0.20, y - s * 1.30),
            (x + side * s * 0.50, y - s * 1.40),
            (x + side * s * 0.74, y - s * 1.28),
            (x + side * s * 0.72, y - s * 0.98),
            (x + side * s * 0.60, y - s * 0.16),
        ]
    )
    paper.piece(arm, cloth, drop=s * 0.06)
    paper.piece(circle(x + side * s * 0.58, y - s * 1.16, s * 0.16), adjust(cloth, lightness=1.08))
    paper.flat(circle(x + side * s * 0.58, y - s * 1.16, s * 0.07), dark)
