"""A slow river of cut paper: water with the sky in it, an arched bridge, a mill and its wheel, willows, ducks.

It knows no set: places and sizes come from the layer's parameters.
"""

from __future__ import annotations

import math
from typing import Any

import skia

from generators.stage.chance import unit
from generators.stage.colour import RGB, adjust, from_hex, mix
from generators.stage.kinds.ground import placed, snowed
from generators.stage.kinds.town import LAMPLIGHT
from generators.stage.moment import Moment
from generators.stage.paper import Paper, Point, box, circle, colour4, fbm, fill, oval, polygon, smooth, stroke

WOOD, STONE = from_hex("#7A5A42"), from_hex("#B5AB98")


def water_colour(paper: Paper, share: float) -> RGB:
    """The river at `share` 0 (far bank: all sky) … 1 (near bank: its own green)."""
    light = paper.light
    return mix(mix(light.horizon, light.mid, 0.35), adjust(light.sea, lightness=0.86), 0.25 + 0.55 * share)


def river(paper: Paper, params: dict[str, Any]) -> None:
    """The water between the banks, from `top` to `foot`: a sky upside down, dark under the far bank."""
    light = paper.light
    top, foot = float(params.get("top", 0.68)), float(params.get("foot", 0.80))
    stops = (0.0, 0.12, 0.45, 1.0)
    tones = (
        mix(water_colour(paper, 0.6), light.near, 0.38),
        water_colour(paper, 0.1),
        water_colour(paper, 0.45),
        water_colour(paper, 1.0),
    )
    shader = skia.GradientShader.MakeLinear(
        points=[(0, top), (0, foot)], colors=[colour4(tone).toColor() for tone in tones], positions=list(stops)
    )
    canvas = paper.canvas
    canvas.drawRect(skia.Rect.MakeLTRB(-3, top, 3, foot + 0.2), skia.Paint(Shader=shader, Dither=True))
    if light.sun_shown > 0.05:
        x = light.sun_at[0]
        path = smooth([(x - 0.03, top), (x + 0.03, top), (x + 0.15, foot), (x - 0.15, foot)])
        paint = fill(mix(light.sun, light.horizon, 0.3), 0.34 * light.sun_shown)
        paint.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, 0.016))
        canvas.drawPath(path, paint)
    if light.lamp > 0.1:
        for x, half in params.get("lamps", ()):
            streak = smooth([(x - half, top), (x + half, top), (x + half * 1.4, foot), (x - half * 1.4, foot)])
            paint = fill(LAMPLIGHT, 0.30 * light.lamp)
            paint.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, 0.008))
            canvas.drawPath(streak, paint)
    for index in range(46):
        t = paper.chance("streak", index)
        y, x = top + 0.006 + (foot - top) * t, -1.25 + 2.5 * paper.chance("streak-x", index)
        reach = (0.02 + 0.07 * paper.chance("streak-w", index)) * (0.5 + t)
        tone = mix(water_colour(paper, t), light.horizon if index % 3 else light.near, 0.35)
        line = smooth([(x - reach, y), (x, y - 0.0014), (x + reach, y)], closed=False)
        canvas.drawPath(line, stroke(tone, 0.0014 + 0.0018 * t, 0.6))
    if light.weather == "snow":
        for floe in range(7):
            x, y = (
                -1.1 + 2.2 * paper.chance("floe", floe),
                top + (foot - top) * (0.2 + 0.7 * paper.chance("floe-y", floe)),
            )
            canvas.drawPath(
                oval(x, y, 0.05 + 0.05 * paper.chance("floe-w", floe), 0.004), fill(light.shade((0.94, 0.97, 1.0)), 0.8)
            )


def bank(paper: Paper, params: dict[str, Any]) -> None:
    """A grassy far bank with its dark reflection: `level` its back, `foot` the water line, `bumps` as in a ridge."""
    level, foot = float(params.get("level", 0.64)), float(params.get("foot", 0.69))
    tint = snowed(paper, from_hex(str(params.get("tint", "#88A060"))))
    points: list[Point] = []
    x = paper.left - 0.05
    while x <= paper.right + 0.06:
        y = level + 0.014 * fbm(x * 1.6, paper.seed, "bank", octaves=3)
        for bump in params.get("bumps", ()):
            y -= float(bump[1]) * math.exp(-(((x - float(bump[0])) / float(bump[2])) ** 2))
        points.append((x, y))
        x += 0.03
    edge = [(px, foot + 0.005 * fbm(px * 5.0, paper.seed, "rim", octaves=2)) for px, _ in points]
    paper.piece(polygon([*points, *reversed(edge)]), tint, drop=0.01)
    lip = [(px, py - 0.010) for px, py in edge]
    paper.flat(polygon([*lip, *reversed(edge)]), mix(adjust(tint, lightness=0.62), from_hex("#6B5844"), 0.5))
    mirror = [(px, 2 * foot - py * 0.55 - foot * 0.45) for px, py in points]
    shade = mix(paper.colour(adjust(tint, lightness=0.7)), water_colour(paper, 0.4), 0.45)
    paper.canvas.drawPath(polygon([*edge, *reversed(mirror)]), fill(shade, 0.5))


def arch_bridge(paper: Paper, params: dict[str, Any]) -> None:
    """An old stone bridge of `arches` over the river, from `from` to `to`, its reflection below `y`."""
    start, end = float(params.get("from", 0.1)), float(params.get("to", 0.9))
    y, tall = float(params.get("y", 0.70)), float(params.get("tall", 0.10))
    arches = int(params.get("arches", 2))
    stone = snowed(paper, from_hex(str(params.get("tint", "#B9AF9C"))), 0.2)
    span = end - start

    def deck(t: float) -> float:
        return y - tall * (0.62 + 0.52 * math.sin(math.pi * t))

    top = [(start + span * step / 20, deck(step / 20)) for step in range(21)]
    body = polygon([(start, y + 0.004), *top, (end, y + 0.004)])
    holes = skia.Path()
    for arch in range(arches):
        t0, t1 = (arch + 0.14) / arches, (arch + 0.86) / arches
        x0, x1 = start + span * t0, start + span * t1
        high = (y - deck((t0 + t1) / 2)) * 0.74
        hole = skia.Path()
        hole.moveTo(x0, y + 0.02)
        hole.lineTo(x0, y - high * 0.15)
        hole.cubicTo(x0, y - high * 1.28, x1, y - high * 1.28, x1, y - high * 0.15)
        hole.lineTo(x1, y + 0.02)
        hole.close()
        holes.addPath(hole)
    shape = skia.Op(body, holes, skia.PathOp.kDifference_PathOp) or body
    canvas = paper.canvas
    canvas.save()
    canvas.translate(0, 2 * y)
    canvas.scale(1, -1)
    canvas.drawPath(shape, fill(mix(paper.colour(adjust(stone, lightness=0.78)), water_colour(paper, 0.5), 0.5), 0.7))
    canvas.restore()
    paper.piece(shape, stone, drop=0.012)
    canvas.save()
    canvas.clipPath(shape, skia.ClipOp.kIntersect, True)
    for number in range(60):
        bx, by = start + span * paper.chance("block", number), y - tall * 1.2 * paper.chance("block-y", number)
        tone = 0.86 + 0.24 * paper.chance("block-t", number)
        paper.flat(box(bx, by, tall * 0.20, tall * 0.085, tall * 0.02), adjust(stone, lightness=tone), 0.75)
    rail = [(px, py + tall * 0.14) for px, py in top]
    paper.flat(
        polygon([*rail, *((px, py + tall * 0.05) for px, py in reversed(rail))]), adjust(stone, lightness=0.76), 0.8
    )
    canvas.restore()
    for arch in range(arches):
        t0, t1 = (arch + 0.14) / arches, (arch + 0.86) / arches
        x0, x1 = start + span * t0, start + span * t1
        high = (y - deck((t0 + t1) / 2)) * 0.74
        ring = skia.Path()
        ring.moveTo(x0, y)
        ring.lineTo(x0, y - high * 0.15)
        ring.cubicTo(x0, y - high * 1.28, x1, y - high * 1.28, x1, y - high * 0.15)
        ring.lineTo(x1, y)
        paper.line(ring, adjust(stone, lightness=0.84), tall * 0.055)
    cap = [(px, py - tall * 0.02) for px, py in top]
    paper.piece(
        polygon([*cap, *((px, py + tall * 0.06) for px, py in reversed(top))]),
        snowed(paper, adjust(stone, lightness=1.08), 0.9),
    )
    if params.get("lamp"):
        burn = paper.light.lamp
        x = start + span * 0.5
        paper.line(
            smooth([(x, deck(0.5)), (x, deck(0.5) - tall * 0.6)], closed=False), from_hex("#3A3A40"), tall * 0.05
        )
        paper.flat(circle(x, deck(0.5) - tall * 0.66, tall * 0.09), LAMPLIGHT, emit=burn)
        paper.glow(x, deck(0.5) - tall * 0.66, tall * 1.5, LAMPLIGHT, 0.6 * burn)


def mill(paper: Paper, params: dict[str, Any]) -> None:
    """The water mill: stone below, boards above, a steep roof with a hoist, lit windows; its wheel turns live."""
    x, y, size = float(params.get("x", -0.7)), float(params.get("y", 0.70)), float(params.get("size", 0.3))
    stone, boards = STONE, from_hex("#C9A06E")
    roof = snowed(paper, from_hex(str(params.get("roof", "#8C4F42"))), 0.85)
    paper.canvas.drawPath(
        box(x, y, size, size * 0.42),
        fill(mix(paper.colour(adjust(boards, lightness=0.7)), water_colour(paper, 0.5), 0.5), 0.5),
    )
    paper.piece(box(x, y - size * 0.42, size, size * 0.42), stone, drop=0.012)
    for number in range(30):
        bx, by = (
            x + size * 0.9 * paper.chance("mill", number),
            y - size * (0.06 + 0.34 * paper.chance("mill-y", number)),
        )
        tone = 0.86 + 0.22 * paper.chance("mill-t", number)
        paper.flat(box(bx, by, size * 0.09, size * 0.045, size * 0.01), adjust(stone, lightness=tone), 0.8)
    gable = placed(x, y, size, (0, 0.40), (0, 0.78), (0.5, 1.22), (1.0, 0.78), (1.0, 0.40))
    paper.piece(polygon(gable), boards, drop=0.006)
    paper.canvas.save()
    paper.canvas.clipPath(polygon(gable), skia.ClipOp.kIntersect, True)
    for plank in range(9):
        paper.flat(
            box(x + size * plank / 9, y - size * 1.25, size * 0.010, size * 0.9), adjust(boards, lightness=0.74), 0.7
        )
    paper.canvas.restore()
    slab = ((-0.12, 0.70), (0.5, 1.28), (1.12, 0.70), (1.04, 0.62), (0.5, 1.12), (-0.04, 0.62))
    paper.piece(polygon(placed(x, y, size, *slab)), roof, drop=0.012)
    burn = paper.light.lamp
    for wx, wy, wide in ((0.20, 0.50, 0.15), (0.62, 0.50, 0.15), (0.42, 0.80, 0.15), (0.66, 0.14, 0.12)):
        pane = box(x + size * wx, y - size * (wy + 0.17), size * wide, size * 0.17)
        paper.piece(pane, mix(from_hex("#4E5C68"), LAMPLIGHT, burn), emit=burn, rim=0.3)
        cross = box(x + size * (wx + wide / 2 - 0.008), y - size * (wy + 0.17), size * 0.016, size * 0.17)
        paper.flat(cross, adjust(WOOD, lightness=0.7))
    paper.glow(x + size * 0.5, y - size * 0.6, size * 1.2, LAMPLIGHT, 0.42 * burn)
    paper.piece(box(x + size * 0.46, y - size * 1.18, size * 0.30, size * 0.035), WOOD)
    paper.piece(box(x + size * 0.14, y - size * 0.30, size * 0.16, size * 0.30), adjust(WOOD, lightness=0.75))


def mill_wheel(paper: Paper, params: dict[str, Any], moment: Moment) -> None:
    """The great wheel, turning as fast as the weather feeds the stream: `x`, `y` its hub, `radius`."""
    x, y, radius = float(params.get("x", -0.3)), float(params.get("y", 0.64)), float(params.get("radius", 0.09))
    period = 13.0 if moment.weather not in ("rain", "storm") else 7.5
    turn = 2 * math.pi * moment.seconds / period if moment.weather != "snow" else 0.4
    wood = paper.colour(WOOD)
    canvas = paper.canvas
    paddles = skia.Path()
    for spoke in range(12):
        angle = turn + 2 * math.pi * spoke / 12
        c, s = math.cos(angle), math.sin(angle)
        half = radius * 0.13
        inner, outer = radius * 0.80, radius * 1.06
        paddles.addPath(
            polygon(
                [
                    (x + c * inner - s * half, y + s * inner + c * half),
                    (x + c * outer - s * half, y + s * outer + c * half),
                    (x + c * outer + s * half, y + s * outer - c * half),
                    (x + c * inner + s * half, y + s * inner - c * half),
                ]
            )
        )
    canvas.drawPath(paddles, fill(adjust(wood, lightness=0.84)))
    spokes = skia.Path()
    for spoke in range(6):
        angle = turn + math.pi * spoke / 6
        spokes.moveTo(x - radius * 0.9 * math.cos(angle), y - radius * 0.9 * math.sin(angle))
        spokes.lineTo(x + radius * 0.9 * math.cos(angle), y + radius * 0.9 * math.sin(angle))
    canvas.drawPath(spokes, stroke(adjust(wood, lightness=0.92), radius * 0.06))
    canvas.drawPath(circle(x, y, radius * 0.88), stroke(wood, radius * 0.11))
    canvas.drawPath(circle(x, y, radius * 0.60), stroke(wood, radius * 0.06))
    canvas.drawPath(circle(x, y, radius * 0.13), fill(adjust(wood, lightness=0.7)))
    if moment.weather == "snow":
        return
    white = paper.light.haze(paper.light.shade((0.95, 0.98, 1.0)), paper.distance)
    for drop in range(10):
        t = (moment.seconds * 0.7 + unit(paper.seed, "splash", drop)) % 1
        dx = x + radius * (0.75 + 0.5 * unit(paper.seed, "splash-x", drop) * t)
        dy = y + radius * (0.2 + 0.75 * t * t)
        canvas.drawPath(circle(dx, dy, radius * 0.035 * (1 - 0.5 * t)), fill(white, 0.7 * (1 - t)))
    foot = y + radius * 1.0
    for ring in range(3):
        t = (moment.seconds / 2.6 + ring / 3) % 1
        foam = oval(x + radius * 0.5, foot, radius * (0.4 + 1.0 * t), radius * (0.05 + 0.06 * t))
        canvas.drawPath(foam, stroke(white, 0.0022, 0.6 * (1 - t)))


def current(paper: Paper, params: dict[str, Any], moment: Moment) -> None:
    """Light carried along by the river: dashes that drift to the right, faster near the lens."""
    light = paper.light
    top, foot = float(params.get("top", 0.69)), float(params.get("foot", 0.79))
    tone = mix(light.sun, light.horizon, 0.35)
    span = 2.8
    paths = skia.Path()
    for index in range(int(params.get("count", 40))):
        t = unit(paper.seed, "flow", index)
        y = top + (foot - top) * t
        x = (unit(paper.seed, "flow-x", index) * span + moment.seconds * (0.012 + 0.030 * t)) % span - span / 2
        if not paper.left - 0.1 < x < paper.right + 0.1:
            continue
        pulse = 0.5 + 0.5 * moment.sway(2.0 + 2.0 * unit(paper.seed, "flow-p", index), index * 0.37)
        reach = (0.008 + 0.028 * t) * (0.4 + 0.8 * pulse)
        thick = (0.0009 + 0.0016 * t) * pulse
        paths.moveTo(x - reach, y)
        paths.quadTo(x, y - thick * 2, x + reach, y)
        paths.quadTo(x, y + thick * 2, x - reach, y)
        paths.close()
    paper.canvas.drawPath(paths, fill(tone, 0.45 + 0.35 * light.sun_shown * (1 - 0.3 * light.night)))


def ducks(paper: Paper, params: dict[str, Any], moment: Moment) -> None:
    """A duck and her young on the water: `x`, `y`, `size`, how many follow; they sleep in the reeds by night."""
    if paper.light.night > 0.6 or moment.weather in ("storm", "snow"):
        return
    span = float(params.get("span", 0.5))
    swim = moment.sway(47.0, 0.1)
    way = 1 if math.cos(2 * math.pi * (moment.seconds / 47.0 + 0.1)) > 0 else -1
    for index in range(int(params.get("count", 4))):
        size = float(params.get("size", 0.022)) * (1.0 if index == 0 else 0.55)
        x = float(params.get("x", 0.0)) + span / 2 * swim - way * (0.045 * index + 0.012 * (index > 0))
        y = float(params.get("y", 0.745)) + 0.0016 * moment.sway(1.9, index * 0.3) + 0.002 * index
        tint = from_hex("#8A6A4C") if index == 0 else from_hex("#E3C468")
        body = placed(
            x, y, size, (-1.0 * way, 0.55), (-0.75 * way, 0.0), (0.7 * way, -0.05), (0.95 * way, 0.4), (0.1 * way, 0.5)
        )
        paper.piece(smooth(body), tint, rim=0.6)
        paper.piece(circle(x + way * size * 0.85, y - size * 0.85, size * 0.36), adjust(tint, lightness=0.9), rim=0.6)
        bill = placed(x, y, size, (1.12 * way, 0.95), (1.62 * way, 0.76), (1.12 * way, 0.68))
        paper.flat(polygon(bill), from_hex("#E8A03C"))
        wake = smooth(
            [(x - way * size * 3.2, y + size * 0.2), (x, y + size * 0.05), (x + way * size, y + size * 0.2)],
            closed=False,
        )
        paper.canvas.drawPath(
            wake, stroke(mix(paper.light.horizon, paper.light.sun, 0.3), max(paper.hair, 0.0014), 0.5)
        )


def willow(paper: Paper, params: dict[str, Any], moment: Moment) -> None:
    """A weeping willow's curtain hanging into the picture, stirred by the wind: `from`, `to`, `low`; `dark` near us."""
    light = paper.light
    start, end = float(params.get("from", -1.1)), float(params.get("to", -0.6))
    low, count = float(params.get("low", 0.5)), int(params.get("count", 16))
    tint = snowed(paper, from_hex(str(params.get("tint", "#8CA25A"))), 0.5)
    base = paper.colour(tint)
    if params.get("dark"):
        base = mix(light.near, base, 0.22)
    strands, leaves = (skia.Path(), skia.Path()), skia.Path()
    for index in range(count):
        t = (index + 0.5) / count
        x = start + (end - start) * t + 0.02 * unit(paper.seed, "willow", index)
        long = (low + 0.25) * (0.45 + 0.55 * unit(paper.seed, "willow-l", index)) * (1 - 0.45 * abs(2 * t - 1) ** 2)
        swing = long * (0.05 * moment.gust + 0.022 * moment.sway(4.1, index * 0.17))
        tip = (x + swing, -0.25 + long)
        mid = (x + swing * 0.3, -0.25 + long * 0.6)
        strand = strands[index % 2]
        half = 0.0032
        strand.moveTo(x - half, -0.3)
        strand.quadTo(mid[0] - half, mid[1], *tip)
        strand.quadTo(mid[0] + half, mid[1], x + half, -0.3)
        strand.close()
        for leaf in range(9):
            s = 0.30 + 0.68 * leaf / 8
            lx = x + swing * s * s
            ly = -0.25 + long * s
            side = 1 if leaf % 2 else -1
            leaves.moveTo(lx, ly)
            leaves.quadTo(lx + side * 0.013, ly + 0.006, lx + side * 0.010, ly + 0.030)
            leaves.quadTo(lx + side * 0.001, ly + 0.018, lx, ly)
            leaves.close()
    paper.canvas.drawPath(strands[0], fill(adjust(base, lightness=0.90)))
    paper.canvas.drawPath(strands[1], fill(base))
    paper.canvas.drawPath(leaves, fill(base))
