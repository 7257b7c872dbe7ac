"""A night club of cut paper: stage and curtain with a heron, piano, tables with small lamps, bar with bottles.

It knows no set: everything's place comes from the layer's parameters.
"""

from __future__ import annotations

import math
from typing import Any

import skia

from generators.stage.colour import adjust, from_hex, mix
from generators.stage.kinds.city import AMBER, PALE, heron_line
from generators.stage.moment import Moment
from generators.stage.paper import Paper, box, circle, colour4, fill, oval, polygon, smooth, stroke

MAHOGANY, GILT = from_hex("#4E2A2A"), from_hex("#C8A050")
BOTTLES = tuple(from_hex(text) for text in ("#3F6B52", "#8A5A2C", "#B8863A", "#6A3A44", "#7E96A0", "#C9B27A"))


def curtain_stage(paper: Paper, params: dict[str, Any]) -> None:
    """A low stage from `from` to `to`: gilt arch, folded curtain, footlights and a pale heron in a ring."""
    left, right = float(params.get("from", -0.86)), float(params.get("to", -0.02))
    top, deck, foot = float(params.get("top", 0.09)), float(params.get("deck", 0.705)), float(params.get("foot", 0.785))
    cloth = from_hex(str(params.get("cloth", "#263F82")))
    burn = paper.light.lamp
    c = paper.canvas
    cloth = mix(cloth, paper.light.shadow, 0.16 * paper.light.night)
    opening = skia.Path()
    opening.moveTo(left, deck)
    opening.lineTo(left, top + 0.10)
    opening.cubicTo(left + 0.02, top - 0.02, right - 0.02, top - 0.02, right, top + 0.10)
    opening.lineTo(right, deck)
    opening.close()
    frame = skia.Path(opening)
    paint = stroke(paper.colour(adjust(GILT, lightness=0.62)), 0.056)
    c.drawPath(frame, paint)
    c.drawPath(frame, stroke(paper.colour(GILT), 0.036))
    c.drawPath(frame, stroke(paper.colour(adjust(GILT, lightness=0.72)), 0.008))
    c.save()
    c.clipPath(opening, skia.ClipOp.kIntersect, True)
    paper.flat(box(left, top - 0.05, right - left, deck - top + 0.1), adjust(cloth, lightness=0.8))
    folds = max(6, round((right - left) / 0.052))
    step = (right - left) / folds
    for index in range(folds):
        x = left + index * step
        w = step * (0.52 + 0.2 * paper.chance("fold", index))
        wave = 0.006 * math.sin(index * 2.1)
        fold = smooth(
            [
                (x, top - 0.06),
                (x + w, top - 0.06),
                (x + w + wave, 0.4),
                (x + w * 1.1, deck),
                (x - 0.004, deck),
                (x + wave, 0.4),
            ]
        )
        paper.flat(fold, adjust(cloth, lightness=1.02 + 0.14 * paper.chance("tone", index)))
        paper.flat(box(x + w * 0.30, top - 0.06, w * 0.16, deck - top + 0.06), adjust(cloth, lightness=1.42), 0.35)
    swag = skia.Path()
    swag.moveTo(left, top - 0.1)
    for index in range(5):
        x0 = left + (right - left) * index / 5
        x1 = left + (right - left) * (index + 1) / 5
        swag.lineTo(x0, top + 0.085)
        swag.quadTo((x0 + x1) / 2, top + 0.150, x1, top + 0.085)
    swag.lineTo(right, top - 0.1)
    swag.close()
    paper.piece(swag, adjust(cloth, lightness=1.22), drop=0.016)
    c.drawPath(swag, stroke(paper.colour(GILT), 0.0035))
    _heron_ring(paper, (left + right) / 2, (top + deck) / 2 + 0.01, (deck - top) * 0.22)
    glow = skia.GradientShader.MakeLinear(
        points=[(0, deck), (0, deck - 0.22)],
        colors=[colour4(AMBER, 0.22 * burn).toColor(), colour4(AMBER, 0.0).toColor()],
    )
    c.drawRect(
        skia.Rect.MakeLTRB(left, deck - 0.22, right, deck),
        skia.Paint(Shader=glow, BlendMode=skia.BlendMode.kScreen, Dither=True),
    )
    c.restore()
    paper.piece(
        polygon(
            [(left - 0.05, deck), (right + 0.05, deck), (right + 0.075, deck + 0.022), (left - 0.075, deck + 0.022)]
        ),
        from_hex("#8A5C40"),
        drop=0.012,
    )
    paper.piece(box(left - 0.075, deck + 0.020, right - left + 0.15, foot - deck - 0.020), MAHOGANY, drop=0.014)
    for index in range(7):
        x = left + (right - left) * (index + 0.5) / 7
        paper.piece(oval(x, deck + 0.018, 0.018, 0.010), GILT, rim=0.8)
        paper.flat(oval(x, deck + 0.013, 0.012, 0.005), PALE, emit=burn)
        paper.glow(x, deck + 0.006, 0.085, AMBER, 0.40 * burn)


def _heron_ring(paper: Paper, x: float, y: float, radius: float) -> None:
    c = paper.canvas
    pale = paper.colour(from_hex("#A9C8E4"), 0.22 * paper.light.lamp)
    c.drawPath(circle(x, y, radius), stroke(pale, radius * 0.045, 0.9))
    c.drawPath(circle(x, y, radius * 0.90), stroke(pale, radius * 0.018, 0.7))
    bird = heron_line(x + radius * 0.06, y + radius * 0.78, radius * 0.82)
    c.drawPath(bird, fill(pale, 0.92))
    c.drawPath(bird, stroke(pale, radius * 0.030))
    for reed in range(5):
        rx = x - radius * 0.58 + reed * radius * 0.13
        c.drawPath(
            smooth(
                [
                    (rx, y + radius * 0.78),
                    (rx + radius * 0.03, y + radius * 0.5),
                    (rx - radius * 0.05, y + radius * (0.30 + 0.07 * reed)),
                ],
                closed=False,
            ),
            stroke(pale, radius * 0.020, 0.8),
        )


def spotlight(paper: Paper, params: dict[str, Any], moment: Moment) -> None:
    """One soft spot from above; smoke turns slowly in it. `x` where it falls, `from_x` where it hangs."""
    burn = paper.light.lamp
    if burn < 0.1:
        return
    x, y = float(params.get("x", -0.44)), float(params.get("y", 0.70))
    from_x, half = float(params.get("from_x", -0.10)), float(params.get("half", 0.14))
    c = paper.canvas
    wedge = polygon([(from_x - 0.010, 0.02), (from_x + 0.010, 0.02), (x + half, y), (x - half, y)])
    breath = 0.86 + 0.14 * moment.sway(3.9, 0.2)
    c.drawPath(wedge, fill(PALE, 0.075 * burn * breath))
    inner = polygon([(from_x - 0.006, 0.02), (from_x + 0.006, 0.02), (x + half * 0.72, y), (x - half * 0.72, y)])
    c.drawPath(inner, fill(PALE, 0.075 * burn * breath))
    c.drawPath(oval(x, y + 0.004, half, half * 0.13), fill(PALE, 0.30 * burn * breath))
    for puff in range(4):
        t = (moment.seconds / 19.0 + puff / 4) % 1
        px = from_x + (x - from_x) * (0.30 + 0.55 * t) + 0.02 * moment.sway(6.1 + puff, puff * 0.2)
        c.drawPath(
            oval(px, 0.12 + 0.5 * t, 0.030 + 0.05 * t, 0.010 + 0.014 * t),
            fill(PALE, 0.07 * burn * math.sin(math.pi * t)),
        )


def lamp_breath(paper: Paper, params: dict[str, Any], moment: Moment) -> None:
    """Small flames that breathe: `at` lists [x, y, radius]; each has its own beat."""
    burn = paper.light.lamp
    if burn < 0.1:
        return
    for index, (x, y, radius) in enumerate(params.get("at", ())):
        beat = 0.5 + 0.3 * moment.sway(1.7 + 0.31 * index, 0.27 * index)
        beat += 0.2 * moment.sway(0.53 + 0.07 * index, 0.61 * index)
        for share, alpha in ((1.0, 0.022), (0.82, 0.026), (0.64, 0.034), (0.48, 0.045), (0.32, 0.07), (0.18, 0.16)):
            paper.canvas.drawPath(circle(float(x), float(y), float(radius) * share), fill(AMBER, alpha * beat * burn))


def piano(paper: Paper, params: dict[str, Any]) -> None:
    """A black upright piano and its stool, a glass standing on it."""
    x, y, size = float(params.get("x", 0.08)), float(params.get("y", 0.80)), float(params.get("size", 0.26))
    c = paper.canvas
    c.save()
    c.translate(x, y)
    c.scale(size, size)
    black = from_hex("#2A262E")
    paper.piece(box(-0.62, -1.02, 1.24, 0.98, 0.02), black, drop=0.05)
    paper.piece(box(-0.66, -1.07, 1.32, 0.07, 0.02), adjust(black, lightness=1.3), drop=0.02)
    paper.piece(box(-0.54, -0.95, 1.08, 0.30, 0.01), adjust(black, lightness=1.15), rim=0.5)
    paper.piece(
        polygon([(-0.64, -0.56), (0.64, -0.56), (0.68, -0.46), (-0.68, -0.46)]),
        adjust(black, lightness=1.25),
        drop=0.04,
    )
    paper.flat(polygon([(-0.56, -0.555), (0.56, -0.555), (0.585, -0.50), (-0.585, -0.50)]), from_hex("#EFE6D2"))
    for key in range(24):
        if key % 7 not in (2, 6):
            paper.flat(box(-0.54 + key * 0.046, -0.555, 0.024, 0.032), black)
    for leg in (-0.60, 0.54):
        paper.piece(box(leg, -0.46, 0.07, 0.44), black, rim=0.7)
    sheet = polygon([(-0.16, -0.90), (0.02, -0.92), (0.02, -0.66), (-0.16, -0.66)])
    paper.flat(sheet, from_hex("#EFE4C8"))
    paper.flat(polygon([(0.03, -0.92), (0.20, -0.90), (0.20, -0.66), (0.03, -0.66)]), from_hex("#E4D8BA"))
    for line in range(4):
        paper.flat(box(-0.13, -0.87 + 0.05 * line, 0.12, 0.008), from_hex("#5A4C44"))
        paper.flat(box(0.05, -0.87 + 0.05 * line, 0.12, 0.008), from_hex("#5A4C44"))
    paper.flat(box(0.40, -1.19, 0.07, 0.12, 0.02), from_hex("#BFD0D8"), 0.6)
    paper.flat(box(0.405, -1.13, 0.06, 0.055, 0.02), from_hex("#C98A3A"), 0.9)
    c.restore()


def bar(paper: Paper, params: dict[str, Any]) -> None:
    """The bar: a mirror with lit shelves of bottles behind, a long counter with a brass rail before."""
    left, right = float(params.get("from", 0.30)), float(params.get("to", 1.10))
    top, counter, foot = (
        float(params.get("top", 0.17)),
        float(params.get("counter", 0.590)),
        float(params.get("foot", 0.785)),
    )
    burn = paper.light.lamp
    c = paper.canvas
    paper.piece(box(left, top - 0.03, right - left, counter - top + 0.04, 0.006), MAHOGANY, drop=0.02)
    paper.piece(
        box(left - 0.014, top - 0.046, right - left + 0.028, 0.024, 0.004), adjust(MAHOGANY, lightness=1.25), drop=0.01
    )
    glass = box(left + 0.03, top, right - left - 0.06, counter - top - 0.012, 0.004)
    mirror = mix(from_hex("#2E3238"), from_hex("#7A5A2E"), 0.60)
    paper.flat(glass, mix(mirror, AMBER, 0.20 * burn), emit=0.34 * burn)
    c.save()
    c.clipPath(glass, skia.ClipOp.kIntersect, True)
    for index in range(5):
        x = left + (right - left) * (0.1 + 0.2 * index)
        c.drawPath(
            polygon([(x, top), (x + 0.03, top), (x - 0.07, counter), (x - 0.10, counter)]), fill((1.0, 1.0, 1.0), 0.045)
        )
    for index in range(6):
        x = left + 0.06 + (right - left - 0.12) * paper.chance("reflex", index)
        paper.glow(x, counter - 0.05 - 0.06 * paper.chance("reflex-y", index), 0.05, AMBER, 0.45 * burn)
    c.restore()
    for row in range(3):
        shelf = top + (counter - top) * (0.30 + 0.28 * row)
        paper.piece(box(left + 0.03, shelf, right - left - 0.06, 0.009), adjust(MAHOGANY, lightness=1.3), drop=0.008)
        _bottles(paper, left + 0.045, right - 0.05, shelf, row, burn)
        paper.glow((left + right) / 2, shelf - 0.02, (right - left) * 0.5, AMBER, 0.16 * burn)
    paper.piece(
        box(left - 0.05, counter + 0.020, right - left + 0.3, foot - counter - 0.02),
        adjust(MAHOGANY, lightness=0.92),
        drop=0.02,
    )
    count = max(3, round((right - left) / 0.12))
    for index in range(count + 2):
        x = left - 0.036 + index * (right - left) / count
        paper.piece(
            box(x, counter + 0.044, (right - left) / count - 0.02, foot - counter - 0.082, 0.004),
            adjust(MAHOGANY, lightness=1.12),
            rim=0.5,
        )
    paper.piece(
        box(left - 0.075, counter, right - left + 0.4, 0.026, 0.006), adjust(MAHOGANY, lightness=1.5), drop=0.014
    )
    paper.flat(box(left - 0.075, counter + 0.001, right - left + 0.4, 0.004), PALE, 0.25 + 0.3 * burn)
    paper.line(
        polygon([(left - 0.06, foot - 0.030), (right + 0.3, foot - 0.030), (left - 0.06, foot - 0.030)]), GILT, 0.006
    )


def _bottles(paper: Paper, x0: float, x1: float, foot: float, row: int, burn: float) -> None:
    x, index = x0, 0
    while x < x1:
        tall = 0.046 + 0.030 * paper.chance("bottle", row, index)
        w = 0.013 + 0.007 * paper.chance("bottle-w", row, index)
        colour = BOTTLES[int(paper.chance("bottle-c", row, index) * len(BOTTLES))]
        shine = 0.55 * burn
        paper.flat(box(x, foot - tall * 0.66, w, tall * 0.66, w * 0.25), colour, emit=shine)
        paper.flat(box(x + w * 0.33, foot - tall, w * 0.34, tall * 0.42), colour, emit=shine)
        paper.flat(box(x + w * 0.12, foot - tall * 0.46, w * 0.76, tall * 0.22), from_hex("#E6D9B8"), 0.85)
        paper.flat(box(x + w * 0.14, foot - tall * 0.62, w * 0.13, tall * 0.52), (1.0, 1.0, 1.0), 0.4)
        x += w + 0.006 + 0.012 * paper.chance("bottle-g", row, index)
        index += 1


def club_tables(paper: Paper, params: dict[str, Any]) -> None:
    """Round tables with a cloth and a small lamp: `at` lists [x, y, size]; `dark: true` for those near the lens."""
    light = paper.light
    burn = light.lamp
    dark = bool(params.get("dark", False))
    for x, y, size in params.get("at", ()):
        c = paper.canvas
        c.save()
        c.translate(float(x), float(y))
        c.scale(float(size), float(size))
        near = mix(light.near, light.shade(from_hex("#4A2A30")), 0.4)
        cloth = from_hex("#C9BBA6")
        skirt = smooth(
            [
                (-0.50, -0.62),
                (0.0, -0.55),
                (0.50, -0.62),
                (0.44, -0.25),
                (0.50, -0.02),
                (0.2, 0.04),
                (-0.2, 0.04),
                (-0.50, -0.02),
                (-0.44, -0.25),
            ]
        )
        paper.piece(skirt, near if dark else adjust(cloth, lightness=0.72), drop=0.0 if dark else 0.04, lit=not dark)
        paper.piece(oval(0.0, -0.64, 0.56, 0.085), adjust(near, lightness=1.35) if dark else cloth, lit=not dark)
        pool = fill(AMBER, 0.45 * burn)
        pool.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, 0.05))
        pool.setBlendMode(skia.BlendMode.kScreen)
        c.drawPath(oval(0.0, -0.65, 0.30, 0.045), pool)
        paper.piece(box(-0.025, -0.86, 0.05, 0.20), near if dark else GILT, lit=not dark)
        lamp = polygon([(-0.13, -0.82), (-0.07, -1.02), (0.07, -1.02), (0.13, -0.82)])
        shade = from_hex("#B4483E")
        paper.flat(lamp, mix(shade, AMBER, 0.45 * burn), emit=0.8 * burn)
        paper.flat(box(-0.12, -0.835, 0.24, 0.018), PALE, emit=burn)
        paper.flat(box(0.22, -0.78, 0.05, 0.13, 0.015), from_hex("#BFD0D8"), 0.55)
        paper.glow(0.0, -0.88, 0.85, AMBER, (0.34 if dark else 0.46) * burn)
        c.restore()
