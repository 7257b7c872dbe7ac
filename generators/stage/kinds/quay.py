"""A city's river side of cut paper: towers mirrored in water, a hung bridge of lamps, a balustrade and wet flags.

It knows no set: places and sizes come from the layer's parameters.
"""

from __future__ import annotations

import math
from typing import Any

import skia

from generators.stage.chance import unit
from generators.stage.colour import RGB, adjust, from_hex, mix
from generators.stage.kinds.city import AMBER, IRON, PALE
from generators.stage.kinds.ground import BOTTOM, clump, placed, snowed
from generators.stage.kinds.pavement import WET, mirror
from generators.stage.moment import Moment
from generators.stage.paper import Paper, Point, box, circle, colour4, fill, oval, polygon, smooth, stroke

FLAG_ROWS = 8
LAMP_STEP = 0.05
"""Stage units between two lamps on a bridge's cable."""


def basin(paper: Paper, params: dict[str, Any]) -> None:
    """The river through the city from `top` to `foot`: night-dark, with broken columns of window light in it.

    `lights` lists [x, half width, colour, strength]; without it the columns are strewn.
    """
    light = paper.light
    top, foot = float(params.get("top", 0.68)), float(params.get("foot", 0.80))
    stops = (0.0, 0.2, 1.0)
    deep = mix(adjust(light.sea, lightness=0.9), light.mid, 0.3)
    tones = (mix(deep, light.near, 0.45), mix(deep, light.horizon, 0.30), adjust(deep, lightness=0.86))
    shader = skia.GradientShader.MakeLinear(
        points=[(0, top), (0, foot)], colors=[colour4(tone).toColor() for tone in tones], positions=list(stops)
    )
    canvas = paper.canvas
    canvas.drawRect(skia.Rect.MakeLTRB(-3, top, 3, foot + 0.2), skia.Paint(Shader=shader, Dither=True))
    if light.sun_shown > 0.05:
        x = light.sun_at[0]
        streak = smooth([(x - 0.02, top), (x + 0.02, top), (x + 0.09, foot), (x - 0.09, foot)])
        paint = fill(mix(light.sun, light.horizon, 0.25), 0.35 * light.sun_shown)
        paint.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, 0.012))
        canvas.drawPath(streak, paint)
    burn = light.lamp
    if burn > 0.05:
        for index in range(int(params.get("count", 34))):
            x = -1.1 + 2.2 * paper.chance("column", index)
            hue = paper.chance("column-c", index)
            colour = AMBER if hue < 0.6 else PALE if hue < 0.85 else from_hex("#7FD8C8")
            half = 0.004 + 0.008 * paper.chance("column-w", index)
            long = (foot - top) * (0.35 + 0.6 * paper.chance("column-l", index))
            strong = burn * (0.30 + 0.45 * paper.chance("column-s", index))
            # Broken by ripples: a mirrored window is a stack of dashes that get wider towards us.
            for dash in range(7):
                t = dash / 7
                y = top + 0.004 + long * t
                sway = half * 1.6 * (paper.chance("dash", index, dash) - 0.5) * (0.4 + t)
                reach = half * (0.7 + 1.1 * t) * (0.6 + 0.7 * paper.chance("dash-w", index, dash))
                bar = oval(x + sway, y, reach, (foot - top) * (0.020 + 0.012 * t))
                canvas.drawPath(bar, fill(colour, strong * (1 - 0.75 * t)))
    for index in range(40):
        t = paper.chance("line", index)
        y, x = top + 0.005 + (foot - top) * t, -1.25 + 2.5 * paper.chance("line-x", index)
        reach = (0.02 + 0.06 * paper.chance("line-w", index)) * (0.5 + t)
        wave = smooth([(x - reach, y), (x, y - 0.0012), (x + reach, y)], closed=False)
        tone = mix(deep, light.horizon if index % 3 else light.near, 0.4)
        canvas.drawPath(wave, stroke(tone, 0.0013 + 0.0014 * t, 0.5))


def hung_bridge(paper: Paper, params: dict[str, Any]) -> None:
    """A hung bridge with two towers: deck at `y` from `from` to `to`, towers `towers: [x, x]`, `tall` above it."""
    start, end, y = float(params.get("from", -1.2)), float(params.get("to", 1.2)), float(params.get("y", 0.64))
    one, two = (float(value) for value in params.get("towers", (-0.35, 0.35)))
    tall = float(params.get("tall", 0.24))
    steel = from_hex(str(params.get("tint", "#5C6E86")))
    burn = paper.light.lamp

    def cable(x: float) -> float:
        if one <= x <= two:
            t = (x - one) / (two - one)
            return y - tall * (1 - 3.4 * t * (1 - t))
        t = (one - x) / (one - start) if x < one else (x - two) / (end - two)
        return y - tall * max(0.0, 1 - t) ** 1.5

    hangers, x = skia.Path(), start
    while x <= end:
        if y - cable(x) > 0.012:
            hangers.moveTo(x, cable(x))
            hangers.lineTo(x, y)
        x += LAMP_STEP * 0.5
    paper.line(hangers, steel, max(paper.hair * 0.8, 0.0014), 0.6)
    line = smooth(
        [(start + (end - start) * step / 60, cable(start + (end - start) * step / 60)) for step in range(61)],
        closed=False,
    )
    paper.line(line, steel, max(paper.hair * 1.5, 0.0036))
    paper.piece(box(start, y, end - start, 0.016), steel, rim=0.8)
    truss = skia.Path()
    x = start
    while x < end:
        truss.moveTo(x, y + 0.014)
        truss.lineTo(x + 0.02, y + 0.030)
        truss.lineTo(x + 0.04, y + 0.014)
        x += 0.04
    paper.line(truss, steel, max(paper.hair, 0.002), 0.8)
    paper.flat(box(start, y + 0.029, end - start, 0.004), steel)
    for tower in (one, two):
        half = tall * 0.085
        for side in (-1, 1):
            leg = placed(
                tower,
                y + tall * 0.34,
                tall,
                (0.12 * side - 0.045, 0),
                (0.075 * side - 0.032, 1.40),
                (0.075 * side + 0.032, 1.40),
                (0.12 * side + 0.045, 0),
            )
            paper.piece(polygon(leg), adjust(steel, lightness=0.92), drop=0.008)
        for level in (0.20, 0.62, 0.98):
            paper.piece(box(tower - half, y - tall * level, half * 2, tall * 0.045), adjust(steel, lightness=0.92))
        paper.flat(circle(tower, y - tall * 1.10, 0.0036), from_hex("#FF5A5F"), emit=burn)
    if burn < 0.05:
        return
    x = start
    while x <= end:
        paper.canvas.drawPath(circle(x, cable(x) - 0.002, 0.0030), fill(mix(paper.colour(PALE), PALE, burn), burn))
        paper.canvas.drawPath(circle(x, y - 0.004, 0.0024), fill(mix(paper.colour(AMBER), AMBER, burn), burn))
        x += LAMP_STEP
    for tower in (one, two):
        paper.glow(tower, y - tall * 0.4, tall * 1.1, PALE, 0.20 * burn)


def promenade(paper: Paper, params: dict[str, Any]) -> None:
    """Wide stone flags from `far` to the lens, laid towards one point; wet, they give the `lights` back."""
    far = float(params.get("far", 0.772))
    vanish_x, vanish_y = (float(value) for value in params.get("vanish", (0.12, 0.60)))
    light = paper.light
    stone = snowed(paper, from_hex(str(params.get("tint", "#8C8796"))), 0.74)
    canvas = paper.canvas
    canvas.drawRect(skia.Rect.MakeLTRB(-3, far, 3, 2), fill(paper.colour(adjust(stone, lightness=0.80))))
    canvas.save()
    canvas.clipRect(skia.Rect.MakeLTRB(-3, far, 3, 2))
    edges = [far + (BOTTOM - far) * (row / FLAG_ROWS) ** 1.6 for row in range(FLAG_ROWS + 1)]

    def at(x: float, y: float) -> Point:
        return vanish_x + (x - vanish_x) * (y - vanish_y) / (1.0 - vanish_y), y

    for row in range(FLAG_ROWS):
        y0, y1 = edges[row], edges[row + 1]
        x, number = -4.2 + 0.3 * (row % 2), 0
        while x < 4.2:
            wide = 0.30 + 0.10 * paper.chance("flag", row, number)
            if at(x + wide, y0)[0] > paper.left - 0.4 and at(x, y0)[0] < paper.right + 0.4:
                tone = 0.88 + 0.17 * paper.chance("flag-t", row, number)
                gap = 0.010
                slab = [
                    at(x + gap, y0 + 0.001),
                    at(x + wide, y0 + 0.001),
                    at(x + wide, y1 - 0.002),
                    at(x + gap, y1 - 0.002),
                ]
                paper.flat(polygon(slab), adjust(stone, lightness=tone))
            x += wide
            number += 1
    wet = WET.get(light.weather, 0.4) * (0.35 + 0.65 * light.night)
    sheen = skia.GradientShader.MakeLinear(
        points=[(0, far), (0, far + 0.16)],
        colors=[colour4(mix(light.horizon, light.mid, 0.4), 0.34 * wet).toColor(), colour4(light.mid, 0.0).toColor()],
    )
    canvas.drawRect(skia.Rect.MakeLTRB(-3, far, 3, 1.2), skia.Paint(Shader=sheen, Dither=True))
    if light.weather in ("rain", "storm"):
        for index in range(7):
            px, py = -1.0 + 2.0 * paper.chance("pool", index), far + 0.05 + 0.17 * paper.chance("pool-y", index)
            half = 0.05 + 0.10 * paper.chance("pool-w", index)
            sky = mix(light.mid, light.horizon, 0.5)
            pool = oval(px, py, half, half * 0.12)
            canvas.drawPath(pool, fill(sky, 0.5))
            paper.edge(pool, mix(sky, light.rim, 0.5), 0.5)
    mirror(paper, params.get("lights", ()), far)
    shade = skia.GradientShader.MakeLinear(
        points=[(0, far + 0.08), (0, 1.03)],
        colors=[colour4(light.shadow, 0.0).toColor(), colour4(light.shadow, 0.38).toColor()],
    )
    canvas.drawRect(skia.Rect.MakeLTRB(-3, far, 3, BOTTOM), skia.Paint(Shader=shade, Dither=True))
    canvas.restore()


def balustrade(paper: Paper, params: dict[str, Any]) -> None:
    """A stone balustrade at the water: `y` its foot, `tall`, `gap: [from, to]` where steps go down."""
    y, tall = float(params.get("y", 0.782)), float(params.get("tall", 0.095))
    stone = snowed(paper, from_hex(str(params.get("tint", "#A39CA6"))), 0.15)
    gap = params.get("gap")
    step, x, index = 0.042, -1.5, 0
    posts = skia.Path()

    def open_at(at: float) -> bool:
        return bool(gap) and float(gap[0]) < at < float(gap[1])  # type: ignore[index]

    while x < 1.5:
        if not open_at(x) and index % 9:
            half = step * 0.26
            vase = placed(
                x,
                y - tall * 0.12,
                tall,
                (-0.10, 0),
                (-0.16, 0.22),
                (-0.06, 0.50),
                (-0.10, 0.66),
                (0.10, 0.66),
                (0.06, 0.50),
                (0.16, 0.22),
                (0.10, 0),
            )
            posts.addPath(smooth(vase))
            del half
        x += step
        index += 1
    paper.piece(posts, stone, rim=0.6)
    runs = [(-1.6, 1.6)] if not gap else [(-1.6, float(gap[0])), (float(gap[1]), 1.6)]
    for start, end in runs:
        paper.piece(box(start, y - tall * 0.16, end - start, tall * 0.18), adjust(stone, lightness=0.94), drop=0.006)
        paper.piece(box(start, y - tall * 0.96, end - start, tall * 0.20, 0.003), snowed(paper, stone, 0.9), drop=0.008)
    x, index = -1.5, 0
    while x < 1.5:
        if index % 9 == 0 and not open_at(x):
            paper.piece(box(x - step * 0.5, y - tall * 0.98, step, tall), adjust(stone, lightness=1.03), drop=0.008)
            paper.piece(
                box(x - step * 0.62, y - tall * 1.08, step * 1.24, tall * 0.16, 0.003), snowed(paper, stone, 0.9)
            )
        x += step
        index += 1


def globe_lamp(paper: Paper, params: dict[str, Any]) -> None:
    """An iron lamp with three globes: `x`, `y` its foot, `height`."""
    x, y, tall = float(params.get("x", -0.4)), float(params.get("y", 0.79)), float(params.get("height", 0.42))
    burn = paper.light.lamp
    foot = placed(
        x,
        y,
        tall,
        (-0.075, 0),
        (-0.055, 0.05),
        (-0.028, 0.10),
        (-0.016, 0.62),
        (0.016, 0.62),
        (0.028, 0.10),
        (0.055, 0.05),
        (0.075, 0),
    )
    paper.piece(polygon(foot), IRON, drop=0.008)
    arm = skia.Path()
    for side in (-1, 1):
        arm.moveTo(x, y - tall * 0.70)
        arm.cubicTo(
            x + side * tall * 0.05,
            y - tall * 0.64,
            x + side * tall * 0.15,
            y - tall * 0.64,
            x + side * tall * 0.15,
            y - tall * 0.76,
        )
    arm.moveTo(x, y - tall * 0.6)
    arm.lineTo(x, y - tall * 0.88)
    paper.line(arm, IRON, tall * 0.020)
    for dx, dy, radius in ((0.0, 0.94, 0.062), (-0.15, 0.81, 0.050), (0.15, 0.81, 0.050)):
        at = (x + dx * tall, y - dy * tall)
        paper.piece(circle(*at, radius * tall), mix(from_hex("#E6E2DA"), PALE, burn), emit=burn, rim=0.5)
        paper.glow(*at, tall * 0.62, AMBER, 0.42 * burn)


def bare_tree(paper: Paper, params: dict[str, Any]) -> None:
    """A pollarded tree of the embankment: `x`, `y`, `size`; `leaf` its colour, `dark` near the lens."""
    x, y, size = float(params.get("x", -0.8)), float(params.get("y", 0.80)), float(params.get("size", 0.5))
    light = paper.light
    dark = bool(params.get("dark", False))
    bark = mix(light.near, light.shade(from_hex("#4A4048")), 0.25) if dark else paper.colour(from_hex("#5A4E50"))
    leaf = snowed(paper, from_hex(str(params.get("leaf", "#7F8A5A"))), 0.7)
    leaves = mix(light.near, light.shade(leaf), 0.24) if dark else paper.colour(leaf)
    trunk = placed(
        x,
        y,
        size,
        (-0.07, 0),
        (-0.035, 0.10),
        (-0.028, 0.45),
        (-0.10, 0.66),
        (-0.06, 0.68),
        (0.0, 0.52),
        (0.05, 0.72),
        (0.085, 0.70),
        (0.030, 0.44),
        (0.035, 0.10),
        (0.07, 0),
    )
    for index in range(9):
        angle = math.pi * (0.02 + 0.96 * index / 8)
        cx, cy = x + size * 0.27 * math.cos(angle), y - size * (0.66 + 0.22 * math.sin(angle))
        radius = size * (0.13 + 0.05 * paper.chance("crown", round(x * 100), index))
        crown = clump(paper, cx, cy, radius, radius * 0.86, 10, "crown", round(x * 100), index)
        paper.shadow(crown, 0.010, 0.2)
        paper.piece(
            crown,
            adjust(leaves, lightness=0.90 + 0.18 * paper.chance("tone", round(x * 100), index)),
            lit=False,
            rim=0.8,
        )
    paper.piece(polygon(trunk), bark, lit=False)


def bench(paper: Paper, params: dict[str, Any]) -> None:
    """A slatted bench with iron sides: `x` its middle, `y`, `size` its width."""
    x, y, size = float(params.get("x", 0.6)), float(params.get("y", 0.81)), float(params.get("size", 0.24))
    wood = snowed(paper, from_hex("#6E5648"), 0.2)
    for slat in range(3):
        paper.piece(box(x - size / 2, y - size * (0.52 - 0.085 * slat), size, size * 0.06, 0.002), wood, drop=0.003)
    paper.piece(box(x - size / 2, y - size * 0.22, size, size * 0.065, 0.002), snowed(paper, wood, 0.8), drop=0.006)
    for side in (-0.42, 0.42):
        at = x + side * size
        iron = skia.Path()
        iron.moveTo(at, y)
        iron.lineTo(at, y - size * 0.18)
        iron.lineTo(at, y - size * 0.54)
        iron.moveTo(at - size * 0.05, y)
        iron.lineTo(at + size * 0.05, y)
        paper.line(iron, IRON, size * 0.035)


def shimmer(paper: Paper, params: dict[str, Any], moment: Moment) -> None:
    """Lamplight that trembles on the basin: dashes that come and go between `top` and `foot`."""
    light = paper.light
    top, foot = float(params.get("top", 0.69)), float(params.get("foot", 0.775))
    burn = max(light.lamp, 0.35 * light.sun_shown)
    warm, cool = skia.Path(), skia.Path()
    for index in range(int(params.get("count", 46))):
        t = unit(paper.seed, "shim", index)
        pulse = moment.sway(1.4 + 2.0 * unit(paper.seed, "shim-p", index), unit(paper.seed, "shim-q", index))
        if pulse < 0.1:
            continue
        x = -1.05 + 2.1 * unit(paper.seed, "shim-x", index) + 0.006 * moment.sway(3.3, index * 0.2)
        y, half = top + (foot - top) * t, (0.005 + 0.014 * t) * pulse
        (warm if index % 3 else cool).addOval(
            skia.Rect.MakeLTRB(x - half, y - 0.0008 - 0.0010 * t, x + half, y + 0.0008 + 0.0010 * t)
        )
    paper.canvas.drawPath(warm, fill(mix(light.sun, AMBER, 0.6 * light.lamp), 0.62 * burn))
    paper.canvas.drawPath(cool, fill(mix(light.sun, light.horizon, 0.3), 0.5 * burn))


def barge(paper: Paper, params: dict[str, Any], moment: Moment) -> None:
    """A long low boat with a lit cabin that crosses the basin once a minute: `y`, `size`, `period` seconds."""
    size, period = float(params.get("size", 0.10)), float(params.get("period", 58))
    t = (moment.seconds / period + float(params.get("shift", 0.35))) % 1
    x, y = -1.5 + 3.0 * t, float(params.get("y", 0.715)) + 0.0012 * moment.sway(2.7, 0.2)
    hull = placed(x, y, size, (-1.1, 0.16), (-0.95, -0.04), (0.95, -0.04), (1.25, 0.22), (0.7, 0.12))
    paper.piece(polygon(hull), from_hex("#37404E"))
    paper.piece(box(x - size * 0.7, y - size * 0.36, size * 1.0, size * 0.24, size * 0.04), from_hex("#8C4A44"))
    burn = paper.light.lamp
    for window in range(4):
        pane = box(x - size * (0.60 - 0.24 * window), y - size * 0.31, size * 0.14, size * 0.11)
        paper.flat(pane, mix(from_hex("#54606E"), AMBER, burn), emit=burn)
    wake = smooth(
        [(x - size * 3.4, y + size * 0.10), (x - size, y + size * 0.02), (x + size * 1.3, y + size * 0.06)],
        closed=False,
    )
    paper.canvas.drawPath(wake, stroke(mix(paper.light.horizon, paper.light.sun, 0.3), max(paper.hair, 0.0018), 0.5))
    glow: RGB = AMBER
    paper.canvas.drawPath(oval(x - size * 0.2, y + size * 0.16, size * 0.7, size * 0.07), fill(glow, 0.35 * burn))
