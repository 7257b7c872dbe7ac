"""A forest of cut paper: tall trunks in rows, light shafts, ferns, mushrooms, lanterns and fireflies.

It knows no set: places come from the layer's parameters.
"""

from __future__ import annotations

import math
from typing import Any

import skia

from generators.stage.chance import unit
from generators.stage.colour import RGB, adjust, from_hex, mix
from generators.stage.kinds.ground import folds_of, snow_along
from generators.stage.kinds.town import LAMPLIGHT
from generators.stage.moment import Moment
from generators.stage.paper import Paper, box, circle, colour4, fill, oval, polygon, smooth

SPORE = from_hex("#8FE6D2")
CAP = from_hex("#C8553D")


def glade(paper: Paper, params: dict[str, Any]) -> None:
    """The air between the trees: a lit clearing that darkens to all sides."""
    light = paper.light
    x, y = float(params.get("x", 0.12)), float(params.get("y", 0.50))
    canvas = paper.canvas
    canvas.drawRect(skia.Rect.MakeLTRB(-3, -1, 3, 2), fill(mix(light.mid, light.zenith, 0.35)))
    heart = mix(light.horizon, light.sun, 0.25 * light.sun_shown)
    for radius, share in ((0.98, 0.20), (0.76, 0.28), (0.56, 0.36), (0.40, 0.45), (0.25, 0.55)):
        points = []
        for step in range(18):
            angle = 2 * math.pi * step / 18
            reach = radius * (0.90 + 0.20 * paper.chance("glade", round(radius * 100), step))
            points.append((x + reach * math.cos(angle), y + 0.78 * reach * math.sin(angle)))
        shape = smooth(points)
        canvas.drawPath(shape, fill(mix(light.mid, heart, min(1.0, share * 1.8)), 0.55))
        paper.edge(shape, heart, 0.16)
    paper.glow(x, y - 0.05, 0.85, heart, 0.38)


def trunks(paper: Paper, params: dict[str, Any]) -> None:
    """One row of trunks, leaving a gap round `gap` so that the figures have air behind them."""
    light = paper.light
    name = str(params.get("name", "row"))
    step, width = float(params.get("step", 0.16)), float(params.get("width", 0.030))
    foot = float(params.get("foot", 0.78))
    gap_x, gap = float(params.get("gap", 0.1)), float(params.get("gap_width", 0.0))
    base: RGB = light.paper(paper.distance)
    if "tint" in params:
        base = mix(base, light.haze(light.shade(from_hex(str(params["tint"]))), paper.distance), 0.55)
    x, number = -1.5, 0
    while x < 1.5:
        key = (name, number)
        number += 1
        at = x + step * 0.6 * (paper.chance(*key, "x") - 0.5)
        x += step * (0.7 + 0.6 * paper.chance(*key, "s"))
        if abs(at - gap_x) < gap / 2:
            continue
        half = width * (0.55 + 0.8 * paper.chance(*key, "w")) / 2
        lean = 0.05 * (paper.chance(*key, "lean") - 0.5)
        low = foot + 0.03 * (paper.chance(*key, "foot") - 0.3)
        shape = skia.Path()
        shape.moveTo(at - half * 2.1, low + 0.012)
        shape.quadTo(at - half * 1.05, low - 0.03, at - half + lean * 0.2, low - 0.16)
        shape.lineTo(at - half * 0.72 + lean, -0.6)
        shape.lineTo(at + half * 0.72 + lean, -0.6)
        shape.lineTo(at + half + lean * 0.2, low - 0.16)
        shape.quadTo(at + half * 1.05, low - 0.03, at + half * 2.3, low + 0.012)
        shape.close()
        paper.shadow(shape, 0.012, 0.18)
        paper.piece(shape, adjust(base, lightness=0.95 + 0.10 * paper.chance(*key, "tone")), lit=False, rim=1.2)
        for branch in range(int(params.get("branches", 2))):
            side = 1 if paper.chance(*key, "side", branch) < 0.5 else -1
            y = 0.05 + 0.42 * paper.chance(*key, "branch", branch)
            reach = half * (4 + 5 * paper.chance(*key, "reach", branch))
            limb = skia.Path()
            root = at + lean * (low - y)
            limb.moveTo(root, y + half * 0.5)
            limb.quadTo(root + side * reach * 0.6, y - reach * 0.1, root + side * reach, y - reach * 0.55)
            limb.quadTo(root + side * reach * 0.5, y - reach * 0.3, root, y - half * 0.4)
            limb.close()
            paper.piece(limb, base, lit=False, rim=0.8)
            tip = (root + side * reach, y - reach * 0.55)
            snow_along(paper, (root, y - half * 0.4), (root + side * reach * 0.5, y - reach * 0.3), tip, half * 0.5)
        if width > 0.05:
            for knot in range(3):
                ky = 0.15 + 0.5 * paper.chance(*key, "knot", knot)
                kx = at + lean * 0.5 + half * 0.8 * (paper.chance(*key, "knot-x", knot) - 0.5)
                bark = smooth([(kx, ky - 0.03), (kx + 0.004, ky), (kx - 0.002, ky + 0.03)], closed=False)
                paper.canvas.drawPath(bark, _line(adjust(base, lightness=0.82), 0.0024))
    for clump in range(int(params.get("crowns", 0))):
        cx = -1.35 + 2.7 * (clump + paper.chance(name, "clump", clump)) / max(1, int(params.get("crowns", 1)))
        cy = 0.00 + 0.10 * paper.chance(name, "clump-y", clump) - 0.10 * math.cos(1.4 * (cx - gap_x))
        points = []
        for corner in range(13):
            angle = 2 * math.pi * corner / 13
            reach = (0.13 + 0.06 * paper.chance(name, "clump", clump, corner)) * float(params.get("crown_size", 1.0))
            points.append((cx + 1.3 * reach * math.cos(angle), cy + 0.72 * reach * math.sin(angle)))
        crown = smooth(points)
        paper.shadow(crown, 0.014, 0.16)
        paper.piece(
            crown, adjust(base, lightness=0.98 + 0.08 * paper.chance(name, "clump-t", clump)), lit=False, rim=0.8
        )


def _line(rgb: RGB, width: float) -> skia.Paint:
    from generators.stage.paper import stroke

    return stroke(rgb, width, 0.7)


def shafts(paper: Paper, params: dict[str, Any]) -> None:
    """Slanting light between the trunks; moonlight at night, none in bad weather. Made to be rocked: `sway`.

    Two layers of different `name` that rock against each other cross and part as leaves move above.
    """
    light = paper.light
    strength = light.sun_shown * (0.38 - 0.18 * light.night)
    if strength < 0.02:
        return
    slant = -0.34 * math.copysign(1, light.direction[0]) if abs(light.direction[0]) > 0.05 else 0.1
    colour = mix(light.sun, light.horizon, 0.35)
    top, foot = -0.1, float(params.get("foot", 0.84))
    name, count = str(params.get("name", "shaft")), int(params.get("count", 2))
    for index in range(count):
        x = float(params.get("x", 0.12)) + 1.1 * ((index + paper.chance(name, "x", index)) / count - 0.5) - slant * 0.5
        wide = 0.030 + 0.040 * paper.chance(name, index)
        own = strength * (0.6 + 0.4 * paper.chance(name, "own", index))
        shape = polygon([(x, top), (x + wide, top), (x + slant + wide * 2.1, foot), (x + slant - wide * 0.6, foot)])
        shader = skia.GradientShader.MakeLinear(
            points=[(0, top), (0, foot)],
            colors=[
                colour4(colour, own).toColor(),
                colour4(colour, own * 0.55).toColor(),
                colour4(colour, 0).toColor(),
            ],
            positions=[0.0, 0.6, 1.0],
        )
        paper.canvas.drawPath(shape, skia.Paint(Shader=shader, AntiAlias=True, Dither=True))


def moss(paper: Paper, params: dict[str, Any]) -> None:
    """The forest floor: mossy humps, a pale trail, ferns and mushrooms; some mushrooms shine at night."""
    level = float(params.get("level", 0.775))
    tint = from_hex(str(params.get("tint", "#6F8652")))
    snow = paper.light.weather == "snow"
    if snow:
        tint = mix(tint, (0.93, 0.96, 1.0), 0.72)
    crest = []
    x = paper.left - 0.05
    while x <= paper.right + 0.05:
        crest.append((x, level + 0.012 * math.sin(3.1 * x + 0.4) + 0.008 * math.sin(7.7 * x + 1.1)))
        x += 0.025
    body = polygon([*crest, (paper.right + 0.1, 1.6), (paper.left - 0.1, 1.6)])
    paper.piece(body, tint, drop=0.03)
    canvas = paper.canvas
    canvas.save()
    canvas.clipPath(body, skia.ClipOp.kIntersect, True)
    trail_x = float(params.get("trail", 0.08))
    trail = smooth(
        [
            (trail_x - 0.03, level - 0.02),
            (trail_x + 0.02, level + 0.05),
            (trail_x - 0.16, level + 0.14),
            (trail_x - 0.30, 1.1),
            (trail_x - 0.30, 1.4),
            (trail_x + 0.52, 1.4),
            (trail_x + 0.40, 1.1),
            (trail_x + 0.22, level + 0.13),
            (trail_x + 0.12, level + 0.05),
            (trail_x + 0.05, level - 0.02),
        ]
    )
    paper.flat(trail, mix(tint, from_hex("#CDBB8C"), 0.48))
    for index in range(26):
        angle = paper.chance("stone", index) ** 1.6  # most lie far away, and are small
        sx = trail_x + 0.42 * (paper.chance("stone-x", index) - 0.45)
        sy = level + 0.03 + 0.20 * angle
        paper.flat(
            oval(sx, sy, 0.004 + 0.020 * angle, 0.0018 + 0.0075 * angle), mix(tint, from_hex("#B8AA8C"), 0.6), 0.7
        )
    for fold, below in enumerate(folds_of()):
        y = level + 0.010 + below
        points = []
        x = paper.left - 0.05
        while x <= paper.right + 0.05:
            points.append((x, y + (0.004 + 0.11 * below) * math.sin(2.7 * x + 2.1 * fold)))
            x += 0.05
        band = polygon([*points, (paper.right + 0.1, y + 0.7), (paper.left - 0.1, y + 0.7)])
        canvas.drawPath(band, fill(adjust(paper.colour(tint), lightness=0.76), 0.15))
    canvas.restore()
    for index in range(30):
        fx = -1.2 + 2.4 * paper.chance("fern", index)
        if abs(fx - trail_x) < 0.26:
            continue
        fern(
            paper,
            fx,
            level + 0.02 + 0.05 * paper.chance("fern-y", index),
            0.035 + 0.05 * paper.chance("fern-s", index),
            adjust(from_hex("#5F7F4C"), lightness=0.85 + 0.3 * paper.chance("fern-t", index)),
            index,
        )
    for x, y, size in params.get("mushrooms", ()):
        mushroom(paper, float(x), float(y), float(size))


def fern(paper: Paper, x: float, y: float, size: float, tint: RGB, key: int) -> None:
    """A fern of three bowed fronds, its foot at (x, y)."""
    for frond in range(3):
        bend = (frond - 1) * 0.75 + 0.3 * (paper.chance("frond", key, frond) - 0.5)
        tip = (x + size * bend, y - size * (1.0 - 0.25 * abs(bend)))
        path = skia.Path()
        path.moveTo(x - size * 0.05, y)
        path.quadTo(x + size * bend * 0.15 - size * 0.12, y - size * 0.8, *tip)
        path.quadTo(x + size * bend * 0.35 + size * 0.13, y - size * 0.55, x + size * 0.05, y)
        path.close()
        paper.piece(path, tint, rim=0.6)


def mushroom(paper: Paper, x: float, y: float, size: float) -> None:
    """A spotted mushroom that shines from below when it is dark."""
    shine = paper.light.lamp
    paper.glow(x, y - size * 0.6, size * 3.4, SPORE, 0.5 * shine)
    stem = smooth(
        [
            (x - size * 0.13, y),
            (x - size * 0.10, y - size * 0.5),
            (x + size * 0.10, y - size * 0.5),
            (x + size * 0.15, y),
        ]
    )
    paper.piece(stem, mix(from_hex("#EBDDC0"), SPORE, 0.5 * shine), emit=0.55 * shine, rim=0.7)
    cap = skia.Path()
    cap.moveTo(x - size * 0.52, y - size * 0.42)
    cap.cubicTo(x - size * 0.50, y - size * 1.02, x + size * 0.50, y - size * 1.02, x + size * 0.52, y - size * 0.42)
    cap.quadTo(x, y - size * 0.56, x - size * 0.52, y - size * 0.42)
    cap.close()
    paper.piece(cap, mix(CAP, SPORE, 0.45 * shine), emit=0.40 * shine, drop=0.006)
    for dx, dy, spot in ((-0.22, -0.66, 0.07), (0.06, -0.78, 0.08), (0.27, -0.60, 0.055)):
        paper.flat(circle(x + dx * size, y + dy * size, spot * size), from_hex("#F6ECD6"), emit=0.4 * shine)


def lanterns(paper: Paper, params: dict[str, Any], moment: Moment) -> None:
    """Paper lanterns hung between the trunks; they swing, and burn from dusk on."""
    burn = paper.light.lamp
    c = paper.canvas
    for index, (x, y, size) in enumerate(params.get("at", ())):
        x, y, size = float(x), float(y), float(size)
        swing = 5.0 * moment.gust + (1.2 + 4 * moment.wind) * moment.sway(2.6 + 0.3 * index, index * 0.23)
        flicker = burn * (0.88 + 0.12 * moment.sway(0.7 + 0.2 * index, index * 0.4))
        c.save()
        c.translate(x, y - size * 4)
        c.rotate(-swing)
        if c.quickReject(skia.Rect.MakeLTRB(-4 * size, -10 * size, 4 * size, 8 * size)):
            c.restore()
            continue
        cord = skia.Path()
        cord.moveTo(0, -size * 9)
        cord.lineTo(0, size * 3)
        paper.line(cord, from_hex("#2E2A28"), 0.0022)
        c.translate(0, size * 4)
        if flicker > 0.03:
            for ring, alpha in ((3.6, 0.05), (2.5, 0.08), (1.7, 0.13)):
                c.drawPath(circle(0, 0, size * ring), fill(LAMPLIGHT, alpha * flicker))
        shade = from_hex(("#E8A24C", "#D96A4C", "#E8C76A")[index % 3])
        body = smooth(
            [
                (-size * 0.55, -size * 0.8),
                (-size * 0.95, 0),
                (-size * 0.55, size * 0.8),
                (size * 0.55, size * 0.8),
                (size * 0.95, 0),
                (size * 0.55, -size * 0.8),
            ]
        )
        paper.piece(body, mix(shade, LAMPLIGHT, 0.5 * flicker), emit=0.85 * flicker)
        for rib in (-0.35, 0.0, 0.35):
            paper.flat(
                box(-size * 0.72, rib * size - size * 0.03, size * 1.44, size * 0.06),
                adjust(shade, lightness=0.72),
                0.5,
            )
        paper.piece(box(-size * 0.42, -size * 0.98, size * 0.84, size * 0.2), from_hex("#3A302C"), rim=0.5)
        paper.piece(box(-size * 0.36, size * 0.78, size * 0.72, size * 0.16), from_hex("#3A302C"), rim=0.5)
        c.restore()


def fireflies(paper: Paper, params: dict[str, Any], moment: Moment) -> None:
    """Fireflies by night, dust in the light by day."""
    light = paper.light
    if moment.weather in ("rain", "storm", "snow"):
        return
    night = light.night
    colour = mix(mix(light.sun, light.rim, 0.5), from_hex("#E9F58A"), night)
    for index in range(int(params.get("count", 26))):
        px, py = unit(paper.seed, "fly", index), unit(paper.seed, "fly-y", index)
        x = -1.0 + 2.0 * px + 0.05 * moment.sway(7 + 4 * py, px) + 0.02 * moment.sway(2.9, py)
        y = 0.25 + 0.55 * py + 0.035 * moment.sway(5 + 3 * px, py)
        pulse = max(0.0, moment.sway(2.4 + 1.9 * px, px * 3)) if night > 0.4 else 0.5 + 0.3 * moment.sway(4.0, px)
        alpha = pulse * (0.9 if night > 0.4 else 0.35 * light.sun_shown)
        if alpha < 0.05:
            continue
        size = 0.0022 + 0.0014 * py
        if night > 0.4:
            paper.canvas.drawPath(circle(x, y, size * 4.2), fill(colour, 0.14 * alpha))
        paper.canvas.drawPath(circle(x, y, size), fill(colour, alpha))


def thicket(paper: Paper, params: dict[str, Any]) -> None:
    """Two dark trunks at the frame's sides, cropped, with ferns at their feet."""
    light = paper.light
    near = mix(light.near, light.shade(from_hex("#3A3226")), 0.22)
    for side, at in ((-1, float(params.get("left", -0.97))), (1, float(params.get("right", 1.0)))):
        trunk = skia.Path()
        trunk.moveTo(at - side * 0.085, 1.2)
        trunk.cubicTo(at - side * 0.030, 0.86, at - side * 0.055, 0.3, at - side * 0.030, -0.3)
        trunk.lineTo(at + side * 0.5, -0.3)
        trunk.lineTo(at + side * 0.5, 1.2)
        trunk.close()
        paper.piece(trunk, near, lit=False)
        bough = skia.Path()
        bough.moveTo(at, 0.02)
        bough.cubicTo(at - side * 0.10, 0.06, at - side * 0.22, 0.03, at - side * 0.36, -0.06)
        bough.cubicTo(at - side * 0.22, -0.02, at - side * 0.10, -0.03, at, -0.12)
        bough.close()
        paper.piece(bough, near, lit=False)
        for leaf in range(7):
            lx = at - side * (0.07 + 0.045 * leaf)
            ly = 0.02 - 0.006 * leaf + 0.03 * paper.chance("hang", side, leaf)
            paper.canvas.drawPath(oval(lx, ly + 0.02, 0.009, 0.024), fill(near))
        for index in range(5):
            fx = at - side * (0.02 + 0.05 * index)
            for frond in range(3):
                bend = (frond - 1) * 0.8 - side * 0.3
                size = 0.11 + 0.04 * paper.chance("bracken", side, index)
                path = skia.Path()
                path.moveTo(fx - 0.006, 1.06)
                path.quadTo(fx + size * bend * 0.15, 1.06 - size * 0.8, fx + size * bend, 1.06 - size)
                path.quadTo(fx + size * bend * 0.4 + 0.012, 1.06 - size * 0.5, fx + 0.006, 1.06)
                path.close()
                paper.canvas.drawPath(path, fill(adjust(near, lightness=0.95 + 0.1 * (index % 2))))
