"""A library of cut paper: cases of books, a ladder on its rail, globe, reading lamps, and dark piles near the lens.

It knows no set: everything's place comes from the layer's parameters.
"""

from __future__ import annotations

import math
from typing import Any

import skia

from generators.stage.colour import RGB, adjust, from_hex, mix
from generators.stage.kinds.town import LAMPLIGHT
from generators.stage.moment import Moment
from generators.stage.paper import Paper, box, circle, fill, oval, polygon, smooth

WALNUT, GILT, BRASS = from_hex("#6A4733"), from_hex("#D8B05C"), from_hex("#C99C46")
BOOKS = tuple(
    from_hex(text)
    for text in (
        "#8E3F38", "#B5693F", "#3F6660", "#4C5A7E", "#C9A25A", "#6E4C6A", "#7C8A5E", "#A88A6A", "#5A3A34", "#D8C7A0",
    )
)  # fmt: skip
VELLUM = from_hex("#E8D9B8")


def bookcases(paper: Paper, params: dict[str, Any]) -> None:
    """A wall of books: `from`, `to`, `top`, `foot`, `bays`, `rows`; with crown, pilasters and cupboards below."""
    left, right = float(params.get("from", -1.1)), float(params.get("to", 0.0))
    top, foot = float(params.get("top", 0.06)), float(params.get("foot", 0.775))
    bays, rows = int(params.get("bays", 5)), int(params.get("rows", 7))
    wood = from_hex(str(params.get("tint", "#6A4733")))
    plinth = foot - float(params.get("plinth", 0.085))
    paper.piece(box(left, top, right - left, foot - top), adjust(wood, lightness=0.46), drop=0.02)
    wide, tall = (right - left) / bays, (plinth - top) / rows
    for bay in range(bays):
        x = left + bay * wide
        for row in range(rows):
            shelf = top + tall * (row + 1)
            _row_of_books(paper, x + 0.010, x + wide - 0.010, shelf, tall, f"{left}-{bay}-{row}")
            paper.piece(box(x, shelf - 0.004, wide, 0.0085), adjust(wood, lightness=1.02), drop=0.006)
            # Under every shelf its own shadow: it sets the books back.
            under = skia.GradientShader.MakeLinear(
                points=[(0, shelf - tall), (0, shelf - tall * 0.45)],
                colors=[fill(paper.light.shadow, 0.62).getColor(), fill(paper.light.shadow, 0.0).getColor()],
            )
            paper.canvas.drawRect(
                skia.Rect.MakeLTRB(x, shelf - tall + 0.004, x + wide, shelf - tall * 0.45), skia.Paint(Shader=under)
            )
        paper.piece(box(x + 0.004, plinth + 0.010, wide - 0.008, foot - plinth - 0.018, 0.003), wood, rim=0.6)
        paper.piece(
            box(x + 0.018, plinth + 0.022, wide - 0.036, foot - plinth - 0.042, 0.003),
            adjust(wood, lightness=0.86),
            rim=0.5,
        )
        paper.piece(circle(x + wide - 0.026, (plinth + foot) / 2, 0.0042), BRASS)
    for post in range(bays + 1):
        x = left + post * wide
        paper.piece(box(x - 0.011, top - 0.01, 0.022, foot - top + 0.01), adjust(wood, lightness=1.10), drop=0.010)
        paper.flat(box(x - 0.0045, top + 0.03, 0.0035, plinth - top - 0.05), adjust(wood, lightness=0.82))
        paper.flat(box(x + 0.0025, top + 0.03, 0.0035, plinth - top - 0.05), adjust(wood, lightness=0.82))
        paper.piece(circle(x, top + 0.014, 0.0065), GILT, rim=0.8)
    paper.piece(
        box(left - 0.014, plinth - 0.006, right - left + 0.028, 0.017, 0.003), adjust(wood, lightness=1.2), drop=0.010
    )
    paper.piece(
        box(left - 0.014, top - 0.026, right - left + 0.028, 0.030, 0.003), adjust(wood, lightness=1.12), drop=0.014
    )
    paper.piece(
        box(left - 0.022, top - 0.040, right - left + 0.044, 0.017, 0.003), adjust(wood, lightness=1.25), drop=0.008
    )
    paper.piece(box(left - 0.014, foot - 0.012, right - left + 0.028, 0.016), adjust(wood, lightness=0.72))
    rail = params.get("rail")
    if rail is not None:
        paper.piece(box(left, float(rail), right - left, 0.0055, 0.003), BRASS, drop=0.008, rim=1.0)


def _row_of_books(paper: Paper, left: float, right: float, shelf: float, tall: float, key: str) -> None:
    """One shelf: upright books, some leaning, some lying, here and there a gap, a bust or a box."""
    x, index, room = left, 0, tall - 0.016
    run = int(paper.chance("run", key) * len(BOOKS))
    while x < right - 0.006:
        roll = paper.chance("book", key, index)
        tint = BOOKS[(run + int(roll * 41) % 4 * (1 + index % 2)) % len(BOOKS)]
        tint = adjust(tint, lightness=0.86 + 0.24 * paper.chance("book-l", key, index))
        if roll > 0.955 and right - x > 0.05:
            for layer in range(3):
                width = 0.044 - 0.006 * layer
                paper.flat(
                    box(x + 0.003 * layer, shelf - 0.004 - 0.0105 * (layer + 1), width, 0.0098, 0.001),
                    adjust(BOOKS[(run + layer * 3) % len(BOOKS)], lightness=0.95),
                )
            x += 0.048
        elif roll > 0.925 and right - x > 0.04:
            _ornament(paper, x + 0.018, shelf - 0.004, room * 0.78, int(roll * 1000) % 3)
            x += 0.038
        elif roll < 0.03:
            x += 0.016
        else:
            width = 0.0065 + 0.0085 * paper.chance("book-w", key, index)
            height = room * (0.66 + 0.32 * paper.chance("book-h", key, index))
            if right - x < width:
                break
            lean = 0.007 if roll < 0.08 else 0.0
            spine = polygon(
                [
                    (x, shelf - 0.004),
                    (x + width, shelf - 0.004),
                    (x + width + lean, shelf - 0.004 - height),
                    (x + lean, shelf - 0.004 - height),
                ]
            )
            paper.flat(spine, tint)
            paper.flat(
                box(x + width - 0.0014, shelf - 0.004 - height * 0.98, 0.0014, height * 0.97),
                adjust(tint, lightness=0.72),
                0.8,
            )
            if width > 0.009:
                for band in (0.20, 0.76):
                    paper.flat(
                        box(x + 0.0008 + lean * band, shelf - 0.004 - height * band, width - 0.0024, 0.0026), GILT, 0.75
                    )
            x += width + 0.0008 + lean
        index += 1


def _ornament(paper: Paper, x: float, foot: float, tall: float, kind: int) -> None:
    if kind == 0:
        paper.flat(
            smooth(
                [
                    (x - 0.012, foot),
                    (x - 0.016, foot - tall * 0.4),
                    (x - 0.005, foot - tall * 0.7),
                    (x - 0.008, foot - tall * 0.9),
                    (x + 0.008, foot - tall * 0.9),
                    (x + 0.005, foot - tall * 0.7),
                    (x + 0.016, foot - tall * 0.4),
                    (x + 0.012, foot),
                ]
            ),
            from_hex("#7FA3B8"),
        )
    elif kind == 1:
        paper.flat(box(x - 0.014, foot - tall * 0.5, 0.028, tall * 0.5, 0.002), from_hex("#A8744A"))
        paper.flat(box(x - 0.014, foot - tall * 0.34, 0.028, 0.003), GILT)
    else:
        paper.flat(
            polygon(
                [(x - 0.010, foot), (x + 0.010, foot), (x + 0.006, foot - tall * 0.25), (x - 0.006, foot - tall * 0.25)]
            ),
            VELLUM,
        )
        paper.flat(circle(x, foot - tall * 0.52, tall * 0.22), VELLUM)


def ladder(paper: Paper, params: dict[str, Any]) -> None:
    """A library ladder leaning on its rail: `x` of its foot, `lean`, `top`, `foot`; wheels below, hooks above."""
    x, lean = float(params.get("x", -0.30)), float(params.get("lean", -0.10))
    top, foot, half = float(params.get("top", 0.15)), float(params.get("foot", 0.815)), float(params.get("half", 0.036))
    wood = from_hex(str(params.get("tint", "#B07B48")))
    rungs = int(params.get("rungs", 9))
    for rung in range(rungs):
        t = (rung + 0.7) / (rungs + 0.2)
        rx, ry = x + lean * t, foot + (top - foot) * t
        wide = half * (1 - 0.12 * t)
        paper.piece(box(rx - wide, ry - 0.004, wide * 2, 0.011, 0.002), adjust(wood, lightness=0.86), drop=0.010)
    for side in (-1, 1):
        rail = polygon(
            [
                (x + side * half - 0.006, foot),
                (x + side * half + 0.006, foot),
                (x + lean + side * half * 0.88 + 0.005, top),
                (x + lean + side * half * 0.88 - 0.005, top),
            ]
        )
        paper.piece(rail, wood, drop=0.014)
        paper.piece(circle(x + side * half, foot - 0.002, 0.0095), from_hex("#3A3438"))
        paper.piece(circle(x + side * half, foot - 0.002, 0.0035), BRASS)
        paper.line(
            smooth(
                [
                    (x + lean + side * half * 0.88, top + 0.01),
                    (x + lean + side * half * 0.88, top - 0.018),
                    (x + lean + side * half * 0.88 + 0.012, top - 0.014),
                ],
                closed=False,
            ),
            BRASS,
            0.005,
        )


def globe(paper: Paper, params: dict[str, Any]) -> None:
    """A standing globe in a brass ring on three turned legs."""
    c = paper.canvas
    c.save()
    c.translate(float(params.get("x", -0.66)), float(params.get("y", 0.82)))
    size = float(params.get("size", 0.13))
    c.scale(size, size)
    for foot in (-0.62, 0.0, 0.62):
        paper.piece(
            smooth(
                [
                    (foot * 0.3 - 0.05, -0.92),
                    (foot * 0.3 + 0.05, -0.92),
                    (foot * 0.7 + 0.07, -0.45),
                    (foot + 0.07, 0.0),
                    (foot - 0.05, 0.0),
                    (foot * 0.7 - 0.05, -0.45),
                ]
            ),
            WALNUT,
            drop=0.03,
        )
    paper.piece(oval(0, -0.95, 0.74, 0.13), adjust(WALNUT, lightness=1.2), drop=0.04)
    ball = circle(0, -1.42, 0.62)
    paper.piece(ball, from_hex("#5F8A96"), drop=0.05)
    c.save()
    c.clipPath(ball, skia.ClipOp.kIntersect, True)
    land = from_hex("#D8BC82")
    paper.flat(
        smooth(
            [(-0.5, -1.85), (-0.1, -1.9), (-0.05, -1.62), (-0.3, -1.5), (-0.2, -1.25), (-0.38, -1.05), (-0.56, -1.3)]
        ),
        land,
    )
    paper.flat(
        smooth(
            [
                (0.10, -1.78),
                (0.45, -1.80),
                (0.62, -1.5),
                (0.36, -1.42),
                (0.42, -1.15),
                (0.20, -0.98),
                (0.12, -1.3),
                (0.0, -1.5),
            ]
        ),
        land,
    )
    for turn in (0.28, 0.58):
        paper.line(oval(0, -1.42, 0.62 * turn, 0.62), from_hex("#3F6672"), 0.014, 0.5)
    for level in (-0.3, 0.0, 0.3):
        paper.line(
            polygon([(-0.62, -1.42 + level), (0.62, -1.42 + level), (-0.62, -1.42 + level)]),
            from_hex("#3F6672"),
            0.014,
            0.5,
        )
    paper.flat(oval(-0.2, -1.66, 0.20, 0.12), (1.0, 1.0, 1.0), 0.22)
    c.restore()
    ring = skia.Path()
    ring.addCircle(0, -1.42, 0.70)
    ring.addCircle(0, -1.42, 0.645)
    ring.setFillType(skia.PathFillType.kEvenOdd)
    paper.piece(ring, BRASS, rim=1.0)
    c.restore()


def reading_lamp(paper: Paper, params: dict[str, Any]) -> None:
    """Standing or table lamps with a fringed shade: `at` lists [x, y of the foot, height]; light round each."""
    shade = from_hex(str(params.get("shade", "#D8894A")))
    burn = paper.light.lamp
    for x, y, tall in params.get("at", ()):
        x, y, tall = float(x), float(y), float(tall)
        head = min(0.075, tall * 0.42)
        paper.piece(oval(x, y, head * 0.52, head * 0.14), BRASS, drop=0.008)
        paper.piece(box(x - 0.0038, y - tall, 0.0076, tall), BRASS)
        paper.piece(oval(x, y - tall * 0.5, 0.0075, 0.011), BRASS)
        top = y - tall
        cloth = smooth(
            [
                (x - head * 0.92, top + head * 0.25),
                (x - head * 0.62, top - head * 0.62),
                (x - head * 0.34, top - head * 0.78),
                (x + head * 0.34, top - head * 0.78),
                (x + head * 0.62, top - head * 0.62),
                (x + head * 0.92, top + head * 0.25),
            ]
        )
        paper.glow(x, top, head * 6.2, LAMPLIGHT, 0.42 * burn)
        paper.piece(cloth, mix(shade, LAMPLIGHT, 0.35 * burn), emit=0.55 * burn, drop=0.010)
        for fringe in range(13):
            at = x + head * (fringe - 6) * 0.128
            paper.flat(
                box(at - 0.0011, top + head * 0.17, 0.0022, head * 0.20),
                mix(GILT, LAMPLIGHT, 0.4 * burn),
                emit=0.4 * burn,
            )
        paper.flat(oval(x, top + head * 0.19, head * 0.66, head * 0.05), LAMPLIGHT, 0.9, emit=burn)


def reading_desk(paper: Paper, params: dict[str, Any]) -> None:
    """A heavy desk with an open book, a pile, an ink pot and a green lamp: `x`, `y`, `width`, `height`."""
    x, y = float(params.get("x", -0.55)), float(params.get("y", 0.830))
    width, height = float(params.get("width", 0.36)), float(params.get("height", 0.150))
    wood = from_hex(str(params.get("tint", "#7A5238")))
    left, top = x - width / 2, y - height
    burn = paper.light.lamp
    paint = fill(paper.light.shadow, 0.36)
    paint.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, 0.010))
    paper.canvas.drawPath(oval(x, y + 0.002, width * 0.54, 0.014), paint)
    for side in (-1, 1):
        pedestal = x + side * width * 0.32
        paper.piece(
            box(pedestal - width * 0.14, top + 0.01, width * 0.28, height - 0.008),
            adjust(wood, lightness=0.88),
            drop=0.012,
        )
        for drawer in range(3):
            dy = top + 0.034 + drawer * (height - 0.045) / 3
            paper.piece(
                box(pedestal - width * 0.12, dy, width * 0.24, (height - 0.055) / 3, 0.002),
                adjust(wood, lightness=1.02),
                rim=0.6,
            )
            paper.piece(box(pedestal - 0.009, dy + 0.012, 0.018, 0.004, 0.002), BRASS)
    paper.piece(box(x - width * 0.2, top + 0.01, width * 0.4, 0.026), adjust(wood, lightness=0.78))
    paper.piece(
        polygon(
            [
                (left + 0.016, top - 0.016),
                (left + width - 0.016, top - 0.016),
                (left + width, top + 0.004),
                (left, top + 0.004),
            ]
        ),
        adjust(wood, lightness=1.2),
        drop=0.012,
    )
    paper.flat(
        polygon(
            [
                (left + 0.05, top - 0.013),
                (left + width - 0.05, top - 0.013),
                (left + width - 0.04, top + 0.0005),
                (left + 0.04, top + 0.0005),
            ]
        ),
        from_hex("#3F6A58"),
    )
    paper.piece(box(left, top + 0.003, width, 0.010, 0.002), wood)
    for page, lean in ((-1, -0.012), (1, 0.012)):
        leaf = smooth(
            [
                (x, top - 0.006),
                (x + page * 0.016, top - 0.020),
                (x + page * 0.046, top - 0.016),
                (x + page * 0.050 + lean * 0.1, top - 0.004),
                (x + page * 0.02, top - 0.004),
            ]
        )
        paper.piece(leaf, VELLUM)
    for volume in range(4):
        at = left + 0.03 + 0.004 * (volume % 2)
        paper.piece(
            box(at, top - 0.020 - 0.0125 * volume, 0.062 - 0.005 * volume, 0.0115, 0.001),
            BOOKS[(volume * 3 + 1) % len(BOOKS)],
            rim=0.6,
        )
    lamp = left + width * 0.80
    paper.piece(
        polygon(
            [
                (lamp - 0.02, top - 0.008),
                (lamp + 0.02, top - 0.008),
                (lamp + 0.004, top - 0.020),
                (lamp + 0.003, top - 0.085),
                (lamp - 0.003, top - 0.085),
                (lamp - 0.004, top - 0.020),
            ]
        ),
        BRASS,
    )
    green = from_hex("#3E8A66")
    paper.glow(lamp, top - 0.055, 0.30, LAMPLIGHT, 0.60 * burn)
    paper.piece(
        smooth(
            [
                (lamp - 0.046, top - 0.070),
                (lamp - 0.036, top - 0.104),
                (lamp, top - 0.112),
                (lamp + 0.036, top - 0.104),
                (lamp + 0.046, top - 0.070),
            ]
        ),
        mix(green, from_hex("#9AE0A8"), 0.45 * burn),
        emit=0.45 * burn,
    )
    paper.flat(oval(lamp, top - 0.073, 0.034, 0.006), LAMPLIGHT, emit=burn)


def pendulum_clock(paper: Paper, params: dict[str, Any], moment: Moment) -> None:
    """A long-case clock: the hour of the story on its face, its pendulum swinging behind glass."""
    x, y, tall = float(params.get("x", 0.40)), float(params.get("y", 0.785)), float(params.get("height", 0.42))
    wood = from_hex(str(params.get("tint", "#5E3C2C")))
    wide = tall * 0.145
    paper.piece(box(x - wide * 1.1, y - tall * 0.20, wide * 2.2, tall * 0.20), wood)
    paper.piece(box(x - wide * 0.78, y - tall * 0.70, wide * 1.56, tall * 0.52), adjust(wood, lightness=0.92))
    paper.piece(box(x - wide * 1.1, y - tall * 0.98, wide * 2.2, tall * 0.30, wide * 0.2), adjust(wood, lightness=1.08))
    paper.piece(
        polygon([(x - wide * 1.25, y - tall * 0.97), (x, y - tall * 1.07), (x + wide * 1.25, y - tall * 0.97)]),
        adjust(wood, lightness=1.2),
    )
    face_y = y - tall * 0.83
    paper.piece(circle(x, face_y, wide * 0.88), BRASS, rim=0.8)
    paper.flat(circle(x, face_y, wide * 0.76), VELLUM)
    hour = paper.light.hour + moment.seconds / 3600
    for turns, reach, width in ((hour / 12, 0.40, 0.10), (hour, 0.62, 0.065)):
        angle = 2 * math.pi * turns - math.pi / 2
        hand = skia.Path()
        hand.moveTo(x, face_y)
        hand.lineTo(x + wide * reach * math.cos(angle), face_y + wide * reach * math.sin(angle))
        paper.line(hand, from_hex("#2A1F1C"), wide * width)
    glass = box(x - wide * 0.5, y - tall * 0.66, wide, tall * 0.42, wide * 0.1)
    paper.flat(glass, from_hex("#2A1C1A"))
    swing = 0.22 * moment.sway(2.0, 0.0)
    bob = (x + tall * 0.33 * math.sin(swing), y - tall * 0.66 + tall * 0.33 * math.cos(swing))
    paper.line(polygon([(x, y - tall * 0.65), bob, (x, y - tall * 0.65)]), BRASS, wide * 0.06)
    paper.piece(circle(*bob, wide * 0.24), BRASS, rim=1.0)


def near_books(paper: Paper, params: dict[str, Any]) -> None:
    """Dark and cropped before the lens: piles of books at the left, the back of a chair at the right."""
    light = paper.light
    left, right, foot = float(params.get("left", -0.94)), float(params.get("right", 0.92)), 1.12
    near: RGB = mix(light.near, light.shade(WALNUT), 0.25)
    y = foot
    for index in range(7):
        tall = 0.026 + 0.012 * paper.chance("pile", index)
        wide = 0.30 - 0.018 * index + 0.03 * paper.chance("pile-w", index)
        shift = 0.03 * (paper.chance("pile-x", index) - 0.5)
        paper.piece(
            box(left - 0.1 + shift, y - tall, wide, tall - 0.002, 0.003),
            mix(near, light.shade(BOOKS[(index * 3) % len(BOOKS)]), 0.24),
            lit=False,
            rim=0.8,
        )
        paper.canvas.drawPath(
            box(left - 0.1 + shift + wide * 0.86, y - tall + 0.004, wide * 0.03, tall - 0.010),
            fill(mix(near, light.shade(GILT), 0.4)),
        )
        y -= tall
    paper.piece(
        smooth(
            [
                (left + 0.02, y),
                (left + 0.025, y - 0.03),
                (left + 0.09, y - 0.045),
                (left + 0.14, y - 0.02),
                (left + 0.13, y),
            ]
        ),
        mix(near, light.shade(BOOKS[4]), 0.2),
        lit=False,
    )
    back = smooth(
        [
            (right - 0.16, 1.2),
            (right - 0.15, 0.82),
            (right - 0.09, 0.735),
            (right + 0.06, 0.72),
            (right + 0.25, 0.76),
            (right + 0.3, 1.2),
        ]
    )
    paper.piece(back, mix(near, light.shade(from_hex("#7C3539")), 0.25), lit=False)
    for stud in range(9):
        t = stud / 8
        paper.canvas.drawPath(
            circle(right - 0.138 + 0.05 * t**2 + 0.10 * t**3, 0.98 - 0.235 * t**0.8, 0.0042),
            fill(mix(near, light.shade(GILT), 0.55)),
        )
