"""The sea floor of cut paper: light from above, reefs, corals, weed that sways, fish, bubbles and glowing jellies.

It knows no set: places and sizes come from the layer's parameters.
"""

from __future__ import annotations

import math
from typing import Any

import skia

from generators.stage.chance import unit
from generators.stage.colour import RGB, adjust, from_hex, mix
from generators.stage.kinds.corals import CORALS, coral
from generators.stage.moment import Moment
from generators.stage.paper import Paper, Point, circle, colour4, fbm, fill, oval, polygon, smooth, stroke

FISH = tuple(from_hex(text) for text in ("#F2A54B", "#E8654F", "#F3E2B0", "#7FD0C8", "#5F7FC4"))
GLOW = from_hex("#7CF0DC")
FINE_DISTANCE = 0.2
"""Weed farther than this has no lit edges: nobody would see them, and they are dear."""


def deep(paper: Paper, params: dict[str, Any]) -> None:
    """Water from the bright surface down to the dark: `x` is where the light falls in."""
    light = paper.light
    x = float(params.get("x", 0.12))
    stops = (0.0, 0.18, 0.45, 0.75, 1.0)
    tones = (
        mix(light.horizon, light.sun, 0.25),
        mix(light.horizon, light.mid, 0.55),
        light.mid,
        mix(light.mid, light.zenith, 0.45),
        mix(light.mid, light.zenith, 0.75),
    )
    shader = skia.GradientShader.MakeLinear(
        points=[(0, -0.12), (0, 0.95)], colors=[colour4(tone).toColor() for tone in tones], positions=list(stops)
    )
    canvas = paper.canvas
    canvas.drawRect(skia.Rect.MakeLTRB(-3, -1, 3, 2), skia.Paint(Shader=shader, Dither=True))
    for ring in range(6):
        reach = 1.15 - 0.17 * ring
        points: list[Point] = []
        for step in range(20):
            angle = 2 * math.pi * step / 20
            out = reach * (0.92 + 0.16 * paper.chance("ring", ring, step))
            points.append((x + out * math.cos(angle), -0.05 + 0.62 * out * math.sin(angle)))
        shape = smooth(points)
        tone = mix(light.mid, mix(light.horizon, light.sun, 0.3), 0.16 + 0.13 * ring)
        paper.canvas.drawPath(shape, fill(tone, 0.34))
        paper.edge(shape, tone, 0.3)
    paper.glow(x, -0.05, 0.8, mix(light.horizon, light.sun, 0.4), 0.42 * (1 - 0.5 * light.night))


def surface(paper: Paper, params: dict[str, Any], moment: Moment) -> None:
    """The water's skin seen from below: bright bars that wander."""
    light = paper.light
    strength = 0.5 - 0.26 * light.night
    x = float(params.get("x", 0.12))
    for index in range(15):
        px = x + 1.5 * (unit(paper.seed, "skin", index) - 0.5) + 0.03 * moment.sway(7.3, index * 0.3)
        y = 0.004 + 0.085 * unit(paper.seed, "skin-y", index) ** 1.4
        half = (0.03 + 0.10 * unit(paper.seed, "skin-w", index)) * (0.7 + 0.4 * moment.sway(4.1, index * 0.21))
        tall = 0.0035 + 0.004 * unit(paper.seed, "skin-h", index)
        shape = smooth([(px - half, y), (px, y - tall), (px + half, y), (px, y + tall)])
        paper.canvas.drawPath(shape, fill(mix(light.sun, light.horizon, 0.3), strength * (1 - y * 6)))


def light_shafts(paper: Paper, params: dict[str, Any]) -> None:
    """Fans of light from the surface, `count` of them round `x`; faint blue ones by night. Made to be rocked: `sway`.

    Two layers of different `name` that rock against each other cross and part like light under waves.
    """
    light = paper.light
    strength = (0.30 - 0.15 * light.night) * (1 - 0.6 * light.cover)
    x, foot = float(params.get("x", 0.12)), float(params.get("foot", 0.84))
    name, count = str(params.get("name", "fan")), int(params.get("count", 3))
    colour = mix(mix(light.sun, light.horizon, 0.4), light.mid, 0.15)
    for index in range(count):
        spread = 1.3 * ((index + 0.5) / count - 0.5) + 0.26 * (paper.chance(name, index) - 0.5)
        wide = 0.018 + 0.034 * paper.chance(name, "wide", index)
        top = x + spread * 0.35
        middle = x + spread * 1.15
        shape = polygon(
            [(top - wide, -0.1), (top + wide, -0.1), (middle + wide * 3.4, foot), (middle - wide * 3.0, foot)]
        )
        own = strength * (0.6 + 0.4 * paper.chance(name, "own", index))
        shader = skia.GradientShader.MakeLinear(
            points=[(0, -0.1), (0, foot)],
            colors=[
                colour4(colour, own).toColor(),
                colour4(colour, own * 0.5).toColor(),
                colour4(colour, 0.0).toColor(),
            ],
            positions=[0.0, 0.55, 1.0],
        )
        paper.canvas.drawPath(shape, skia.Paint(Shader=shader, AntiAlias=True, Dither=True))


def reef(paper: Paper, params: dict[str, Any]) -> None:
    """A bank of rock at `level` with coral on its back; `bumps` as in a ridge, `arch: [x, half, tall]` an opening."""
    level, height = float(params.get("level", 0.74)), float(params.get("height", 0.10))
    name = str(params.get("name", "reef"))
    rough = float(params.get("rough", 2.2))
    light = paper.light
    rock = light.haze(light.shade(from_hex(str(params.get("tint", "#3F6E84")))), paper.distance)
    base = mix(rock, light.paper(paper.distance), 0.45)
    points: list[Point] = []
    x = paper.left - 0.05
    while x <= paper.right + 0.06:
        y = level - height * (0.5 + 0.62 * fbm(x * rough, paper.seed, "reef", name))
        for bump in params.get("bumps", ()):
            # Stacks with steep sides: rock under water stands, it does not roll.
            t = abs(x - float(bump[0])) / float(bump[2])
            y -= float(bump[1]) * (1 / (1 + t**4)) * (1 + 0.16 * fbm(x * 9, paper.seed, name, "stack", octaves=2))
        points.append((x, y))
        x += 0.016
    shape = polygon([*points, (paper.right + 0.1, 1.5), (paper.left - 0.1, 1.5)])
    arch = params.get("arch")
    if arch:
        ax, half, tall = (float(value) for value in arch)
        corners = ((-1.0, -0.06), (-0.9, 0.7 * tall), (-0.1, tall), (0.8, 0.75 * tall), (1.0, -0.06))
        hole = smooth([(ax + half * dx, level - dy) for dx, dy in corners])
        shape = skia.Op(shape, hole, skia.PathOp.kDifference_PathOp) or shape
    growth = int(params.get("growth", 0))
    for index in range(growth):
        at = int((0.02 + 0.96 * paper.chance(name, "grow", index)) * (len(points) - 1))
        size = float(params.get("size", 0.05)) * (0.6 + 0.9 * paper.chance(name, "grow-s", index))
        coral(paper, points[at][0], points[at][1] + size * 0.12, size, (name, index))
    paper.piece(shape, base, lit=False, rim=0.9, drop=0.014)
    for fold in range(2):
        shift = 0.03 + 0.05 * fold
        inner = [(px, py + shift + 0.02 * fbm(px * 3.1, paper.seed, name, "fold", fold)) for px, py in points]
        band = polygon([*inner, (paper.right + 0.1, 1.5), (paper.left - 0.1, 1.5)])
        paper.canvas.save()
        paper.canvas.clipPath(shape, skia.ClipOp.kIntersect, True)
        paper.canvas.drawPath(band, fill(adjust(base, lightness=0.90 - 0.05 * fold), 0.75))
        paper.canvas.restore()
    _crust(paper, points, base, name, int(params.get("crust", 0)), float(params.get("size", 0.05)))


def _crust(paper: Paper, crest: list[Point], base: RGB, name: str, count: int, size: float) -> None:
    """`count` patches of growth on a bank below its `crest`, and blades of weed along it: no rock here is bare."""
    moss, bloom = mix(base, from_hex("#9FC79A"), 0.32), mix(base, from_hex("#F0A07C"), 0.34)
    blades = skia.Path()
    for index in range(count):
        px, py = crest[int((0.02 + 0.96 * paper.chance(name, "crust", index)) * (len(crest) - 1))]
        reach = size * (0.16 + 0.24 * paper.chance(name, "crust-s", index))
        down = size * (0.25 + 2.4 * paper.chance(name, "crust-y", index) ** 1.6)
        for button in range(3):
            bx = px + reach * (paper.chance(name, "button", index, button) - 0.5) * 2
            by = py + down + reach * 0.7 * (paper.chance(name, "button-y", index, button) - 0.5)
            paper.canvas.drawPath(
                oval(bx, by, reach * 0.42, reach * 0.30), fill(bloom if index % 4 == 0 else moss, 0.6)
            )
        for blade in range(4):
            foot = px + reach * 0.5 * (blade - 1.5)
            tall = size * (0.35 + 0.4 * paper.chance(name, "blade", index, blade))
            blades.moveTo(foot - reach * 0.12, py + size * 0.12)
            blades.quadTo(foot, py - tall * 0.6, foot + tall * 0.35, py - tall)
            blades.quadTo(foot + reach * 0.2, py - tall * 0.4, foot + reach * 0.14, py + size * 0.12)
            blades.close()
    paper.canvas.drawPath(blades, fill(mix(base, from_hex("#6E9A5C"), 0.4)))


def sand(paper: Paper, params: dict[str, Any]) -> None:
    """The sea floor: pale sand with combed ripples, shells, a starfish; `coral: [[x, y, size], …]` stands on it."""
    level = float(params.get("level", 0.772))
    tint = from_hex(str(params.get("tint", "#D9CFA8")))
    crest: list[Point] = []
    x = paper.left - 0.05
    while x <= paper.right + 0.06:
        crest.append((x, level + 0.030 * fbm(x * 1.6, paper.seed, "sand", octaves=3) - 0.012))
        x += 0.03
    body = polygon([*crest, (paper.right + 0.1, 1.6), (paper.left - 0.1, 1.6)])
    paper.piece(body, tint, drop=0.03)
    canvas = paper.canvas
    canvas.save()
    canvas.clipPath(body, skia.ClipOp.kIntersect, True)
    heart = mix(paper.light.horizon, paper.light.sun, 0.3)
    paper.glow(float(params.get("x", 0.12)), 0.88, 0.62, heart, 0.30 * (1 - 0.55 * paper.light.night))
    for number in range(64):
        t = paper.chance("comb-y", number) ** 1.2
        y = level + 0.020 + 0.30 * t
        at = -1.25 + 2.5 * paper.chance("comb", number)
        reach, rise = (0.020 + 0.060 * paper.chance("comb-w", number)) * (0.5 + t), 0.004 + 0.010 * t
        # A crescent with a lit and a shaded side: a long straight line would read as a plank.
        bow = ((-1.0, 1.0), (-0.3, -1.0), (0.5, -0.6), (1.0, 1.0), (0.3, 0.1), (-0.4, 0.0))
        ripple = smooth([(at + reach * dx, y + rise * dy) for dx, dy in bow])
        paper.flat(ripple, adjust(tint, lightness=0.84 if number % 3 else 1.08), 0.5)
    shader = skia.GradientShader.MakeLinear(
        points=[(0, level + 0.06), (0, 1.02)],
        colors=[colour4(paper.light.zenith, 0.0).toColor(), colour4(paper.light.zenith, 0.55).toColor()],
    )
    canvas.drawRect(skia.Rect.MakeLTRB(-3, level, 3, 1.6), skia.Paint(Shader=shader, Dither=True))
    canvas.restore()
    for index in range(12):
        sx, sy = -1.2 + 2.4 * paper.chance("shell", index), level + 0.03 + 0.2 * paper.chance("shell-y", index)
        size = 0.006 + 0.02 * (sy - level) * 2
        paper.flat(oval(sx, sy, size, size * 0.5), adjust(tint, lightness=1.1 if index % 2 else 0.72), 0.8)
    for x, y, size in params.get("coral", ()):
        coral(paper, float(x), float(y), float(size), ("sand", round(float(x) * 100)))
    star = params.get("star")
    if star:
        starfish(paper, float(star[0]), float(star[1]), float(star[2]))


def starfish(paper: Paper, x: float, y: float, size: float) -> None:
    """A starfish lying on the floor."""
    points: list[Point] = []
    for step in range(10):
        angle = math.pi * step / 5 - 0.4
        reach = size if step % 2 == 0 else size * 0.40
        points.append((x + reach * math.cos(angle), y + 0.5 * reach * math.sin(angle)))
    paper.piece(polygon(points), CORALS[0], drop=0.005)


def kelp(paper: Paper, params: dict[str, Any], moment: Moment) -> None:
    """Ribbons of weed that the swell bends, slowly and never together: `at: [[x, foot, tall], …]`, `dark: true`."""
    light = paper.light
    green = from_hex(str(params.get("tint", "#5E8A4E")))
    base = light.haze(light.shade(green), paper.distance)
    if params.get("dark"):
        base = mix(light.near, base, 0.16)
    leafy = not params.get("plain", False)
    stems, leaves = skia.Path(), skia.Path()
    for index, (x, foot, tall) in enumerate(params.get("at", ())):
        x, foot, tall = float(x), float(foot), float(tall)
        joints = 7
        spine: list[Point] = []
        for joint in range(joints):
            t = joint / (joints - 1)
            bend = 0.16 * moment.sway(6.7, index * 0.23 - 0.30 * t) + 0.05 * moment.sway(3.1, index * 0.41 - 0.5 * t)
            spine.append((x + tall * t * bend, foot - tall * t * (1 - 0.04 * abs(bend))))
        half = tall * 0.018
        left = [(px - half * (1 - 0.8 * step / joints), py) for step, (px, py) in enumerate(spine)]
        right = [(px + half * (1 - 0.8 * step / joints), py) for step, (px, py) in reversed(list(enumerate(spine)))]
        stems.addPath(smooth([*left, *right]))
        if not leafy:
            continue
        for joint in range(1, joints):
            px, py = spine[joint]
            for side in (-1, 1):
                reach = tall * 0.135 * (1.1 - 0.5 * joint / joints)
                tip = (px + side * reach, py - reach * (0.75 + 0.25 * moment.sway(4.3, index * 0.3 + joint * 0.17)))
                leaves.moveTo(px, py)
                leaves.quadTo(px + side * reach * 0.2, py - reach * 0.8, *tip)
                leaves.quadTo(px + side * reach * 0.8, py - reach * 0.1, px, py)
                leaves.close()
    paper.canvas.drawPath(leaves, fill(base))
    paper.canvas.drawPath(stems, fill(adjust(base, lightness=0.86)))
    if not params.get("dark") and paper.distance < FINE_DISTANCE:
        paper.edge(leaves, mix(base, light.haze(light.rim, paper.distance), 0.6), 0.5)


def fish(paper: Paper, params: dict[str, Any], moment: Moment) -> None:
    """A school crossing the picture: `count`, `y`, `size`, `speed` (units a second, negative = to the left), `tint`."""
    count, size = int(params.get("count", 9)), float(params.get("size", 0.018))
    speed, y0 = float(params.get("speed", 0.035)), float(params.get("y", 0.35))
    tint = FISH[int(params.get("tint", 0)) % len(FISH)]
    colour, belly = paper.colour(tint), paper.colour(adjust(tint, lightness=1.18))
    span, way = 3.4, 1 if speed > 0 else -1
    lead = (moment.seconds * abs(speed) + span * unit(paper.seed, "school", round(y0 * 100))) % span - span / 2
    bodies, bellies, eyes = skia.Path(), skia.Path(), skia.Path()
    for index in range(count):
        gap = 0.30 * unit(paper.seed, "fish", round(y0 * 100), index)
        x = way * (lead - gap) + 0.010 * moment.sway(3.3, index * 0.3)
        if not paper.left - 0.1 < x < paper.right + 0.1:
            continue
        y = y0 + 0.10 * (unit(paper.seed, "fish-y", round(y0 * 100), index) - 0.5)
        y += 0.012 * moment.sway(5.1, index * 0.07 + x * 0.4)
        s = size * (0.8 + 0.4 * unit(paper.seed, "fish-s", index))
        flick = s * 0.22 * moment.sway(0.62, index * 0.37)
        d = way * s
        bodies.moveTo(x + d, y)
        bodies.quadTo(x + d * 0.2, y - s * 0.62, x - d * 0.55, y - s * 0.08)
        bodies.lineTo(x - d * 1.15, y - s * 0.42 + flick)
        bodies.lineTo(x - d * 0.95, y + flick * 0.6)
        bodies.lineTo(x - d * 1.15, y + s * 0.42 + flick)
        bodies.lineTo(x - d * 0.55, y + s * 0.08)
        bodies.quadTo(x + d * 0.2, y + s * 0.62, x + d, y)
        bodies.close()
        bellies.moveTo(x + d * 0.9, y + s * 0.05)
        bellies.quadTo(x + d * 0.2, y + s * 0.52, x - d * 0.5, y + s * 0.06)
        bellies.close()
        if size > 0.014:
            eyes.addCircle(x + d * 0.56, y - s * 0.10, s * 0.09)
    paper.canvas.drawPath(bodies, fill(colour))
    paper.canvas.drawPath(bellies, fill(belly, 0.7))
    paper.canvas.drawPath(eyes, fill(paper.light.near))


def bubbles(paper: Paper, params: dict[str, Any], moment: Moment) -> None:
    """Strings of bubbles that rise, swell and wobble from `at: [[x, y], …]`."""
    light = paper.light
    tone = mix(light.horizon, light.sun, 0.5)
    for number, (x0, y0) in enumerate(params.get("at", ())):
        for index in range(6):
            t = (moment.seconds / 6.5 + index / 6 + unit(paper.seed, "bubble", number)) % 1
            # They come in breaths, not as from a tap.
            if unit(paper.seed, "breath", number, index) < 0.3:
                continue
            x = float(x0) + 0.014 * math.sin(9 * t + index) + 0.05 * t * (unit(paper.seed, "b-x", index) - 0.5)
            y = float(y0) - (float(y0) - 0.04) * t**0.9
            radius = (0.003 + 0.005 * unit(paper.seed, "b-r", number, index)) * (0.7 + 0.8 * t)
            fade = min(1.0, 8 * t) * (1 - max(0.0, t - 0.85) / 0.15)
            paper.canvas.drawPath(circle(x, y, radius), fill(tone, 0.16 * fade))
            paper.canvas.drawPath(circle(x, y, radius), stroke(tone, max(paper.hair, 0.0016), 0.65 * fade))
            paper.canvas.drawPath(
                circle(x - radius * 0.35, y - radius * 0.35, radius * 0.22), fill(light.sun, 0.8 * fade)
            )


def jellies(paper: Paper, params: dict[str, Any], moment: Moment) -> None:
    """Bells that pulse and drift; by night they are the lamps of the deep: `at: [[x, y, size], …]`."""
    light = paper.light
    night = light.night
    for index, (x0, y0, size) in enumerate(params.get("at", ())):
        beat = moment.sway(3.3 + 0.4 * index, index * 0.31)
        x = float(x0) + 0.05 * moment.sway(19.0, index * 0.27)
        y = float(y0) + 0.035 * moment.sway(13.0, index * 0.4) - 0.006 * beat
        s = float(size) * (1 + 0.05 * beat)
        tall = s * (0.95 - 0.14 * beat)
        tint = mix(from_hex("#F0C8D8") if index % 2 else from_hex("#CFE8EE"), GLOW, 0.45 * night)
        shown = mix(paper.colour(tint), tint, 0.25 + 0.6 * night)
        if night > 0.1:
            paper.glow(x, y - s * 0.3, s * 3.6, GLOW, 0.34 * night * (0.8 + 0.2 * beat))
        for arm in range(5):
            ax = x + s * 0.30 * (arm - 2)
            tail = smooth(
                [
                    (ax, y),
                    (ax + s * 0.10 * moment.sway(2.9, arm * 0.2), y + s * 0.6),
                    (ax - s * 0.12 * moment.sway(3.4, arm * 0.3), y + s * 1.2),
                    (ax + s * 0.14 * moment.sway(3.9, arm * 0.25), y + s * (1.5 + 0.3 * (arm % 2))),
                ],
                closed=False,
            )
            paper.canvas.drawPath(tail, stroke(shown, max(paper.hair, s * 0.05), 0.55))
        bell = skia.Path()
        bell.moveTo(x - s * 0.85, y)
        bell.cubicTo(x - s * 0.85, y - tall * 1.25, x + s * 0.85, y - tall * 1.25, x + s * 0.85, y)
        for scallop in range(4):
            right = x + s * (0.85 - 0.425 * scallop)
            bell.quadTo(right - s * 0.2125, y + s * 0.20, right - s * 0.425, y)
        bell.close()
        paper.canvas.drawPath(bell, fill(shown, 0.82))
        paper.edge(bell, mix(shown, (1.0, 1.0, 1.0), 0.6), 0.7)
        paper.canvas.drawPath(
            oval(x, y - tall * 0.42, s * 0.42, tall * 0.26), fill(mix(shown, (1.0, 1.0, 1.0), 0.45), 0.5)
        )
