"""An old wood of cut paper: great trunks with bark and roots, undergrowth, a dappled floor with a path, a canopy.

It knows no set: places and sizes come from the layer's parameters. Thin far trunks, lanterns and shafts are `forest`'s.
"""

from __future__ import annotations

import math
from typing import Any

import skia

from generators.stage.colour import RGB, adjust, from_hex, mix
from generators.stage.kinds.forest import fern, mushroom
from generators.stage.kinds.ground import (
    BOTTOM,
    SNOW,
    clump,
    crest,
    fringe,
    path_at,
    placed,
    puddle,
    snow_along,
    snowed,
)
from generators.stage.paper import Paper, Point, circle, colour4, fill, oval, polygon, smooth

CROWN_UP = -0.7
"""Stage y at which trunks end: above any view."""
UNDER_BOUGHS = 0.42
"""Share of the sky that a puddle in the wood does not show: there are boughs above it."""


def trunk_tone(paper: Paper, tint: str, dark: bool) -> RGB:
    """Bark as it is seen here; `dark` for the cropped ones near the lens."""
    light = paper.light
    bark = light.haze(light.shade(from_hex(tint)), paper.distance)
    # Trunks are the dark value of a wood: always nearer to ink than to the air behind them.
    return mix(bark, light.haze(light.near, paper.distance), 0.72 if dark else 0.42)


def great_trunks(paper: Paper, params: dict[str, Any]) -> None:
    """Trunks `at: [[x, foot, half width, lean], …]` with spread roots, furrowed bark, a lit and a shaded side."""
    tint = str(params.get("tint", "#5A4A3C"))
    dark = bool(params.get("dark", False))
    base = trunk_tone(paper, tint, dark)
    name = str(params.get("name", "great"))
    for index, (x, foot, half, lean) in enumerate(params.get("at", ())):
        _trunk(paper, float(x), float(foot), float(half), float(lean), base, (name, index), dark)


def _trunk(
    paper: Paper, x: float, foot: float, half: float, lean: float, base: RGB, key: tuple[str | int, ...], dark: bool
) -> None:
    light = paper.light
    top = x + lean
    bulge = half * 0.12 * (paper.chance(*key, "bulge") - 0.5)
    shape = skia.Path()
    shape.moveTo(x - half * 2.6, foot + half * 0.30)
    shape.quadTo(x - half * 1.25, foot - half * 0.10, x - half * 1.05, foot - half * 1.5)
    shape.cubicTo(x - half + bulge, foot - 0.3, top - half * 0.78, 0.2, top - half * 0.72, CROWN_UP)
    shape.lineTo(top + half * 0.72, CROWN_UP)
    shape.cubicTo(top + half * 0.78, 0.2, x + half + bulge, foot - 0.3, x + half * 1.05, foot - half * 1.5)
    shape.quadTo(x + half * 1.3, foot - half * 0.05, x + half * 2.8, foot + half * 0.34)
    # Between the roots the foot draws back.
    shape.quadTo(x + half * 1.5, foot + half * 0.22, x + half * 0.9, foot + half * 0.40)
    shape.quadTo(x + half * 0.4, foot + half * 0.18, x - half * 0.1, foot + half * 0.46)
    shape.quadTo(x - half * 0.7, foot + half * 0.16, x - half * 1.3, foot + half * 0.36)
    shape.close()
    paper.shadow(shape, half * 0.4, 0.26)
    paper.piece(shape, base, lit=False, rim=1.3)
    canvas = paper.canvas
    canvas.save()
    canvas.clipPath(shape, skia.ClipOp.kIntersect, True)
    away = -1 if light.direction[0] > 0 else 1
    dusk = skia.GradientShader.MakeLinear(
        points=[(x - away * half * 0.4, 0), (x + away * half * 1.2, 0)],
        colors=[colour4(light.shadow, 0.0).toColor(), colour4(light.shadow, 0.42).toColor()],
    )
    canvas.drawRect(skia.Rect.MakeLTRB(x - 1, CROWN_UP, x + 1, foot + 0.1), skia.Paint(Shader=dusk))
    furrows, lights = skia.Path(), skia.Path()
    for line in range(max(3, round(half * 130))):
        across = 2 * paper.chance(*key, "bark", line) - 1
        y0 = foot - 0.04 - (foot + 0.1) * paper.chance(*key, "bark-y", line)
        long = 0.05 + 0.10 * paper.chance(*key, "bark-l", line)
        drift = lean * (foot - y0) / (foot - CROWN_UP)
        bx = x + across * half * 0.86 + drift
        wide = half * 0.045
        for into, dx in ((furrows, 0.0), (lights, -away * wide * 1.5)):
            into.moveTo(bx + dx, y0)
            into.quadTo(bx + dx + wide * 1.4, y0 - long * 0.5, bx + dx + lean * 0.05, y0 - long)
            into.quadTo(bx + dx - wide * 0.6, y0 - long * 0.5, bx + dx, y0)
            into.close()
    canvas.drawPath(lights, fill(mix(base, light.haze(light.rim, paper.distance), 0.4), 0.28))
    canvas.drawPath(furrows, fill(adjust(base, lightness=0.74), 0.8))
    if not dark:
        moss = snowed(paper, from_hex("#7E9450"), 0.85)
        for number in range(26):
            t = paper.chance(*key, "moss", number) ** 2.2
            mx = x - away * half * (1.1 - (0.9 - 0.6 * t) * paper.chance(*key, "moss-x", number)) + lean * 0.2 * t
            size = half * (0.10 + 0.12 * paper.chance(*key, "moss-s", number)) * (1.2 - 0.7 * t)
            paper.flat(oval(mx, foot - 0.01 - 0.26 * t, size, size * 0.7), moss, 0.85)
    if light.weather == "snow":
        _windward(paper, x, foot, half, lean, key)
    if half > 0.04 and paper.chance(*key, "hollow") < 0.5:
        hy = foot - 0.20 - 0.14 * paper.chance(*key, "hollow-y")
        paper.canvas.drawPath(oval(x + half * 0.1, hy, half * 0.30, half * 0.46), fill(adjust(base, lightness=0.86)))
        paper.canvas.drawPath(
            oval(x + half * 0.12, hy + half * 0.03, half * 0.20, half * 0.34),
            fill(light.haze(light.shadow, paper.distance)),
        )
    canvas.restore()
    for limb in range(2):
        side = 1 if paper.chance(*key, "side", limb) < 0.5 else -1
        y = 0.02 + 0.26 * paper.chance(*key, "limb", limb)
        reach = half * (2.6 + 3.0 * paper.chance(*key, "reach", limb))
        root = x + lean * (foot - y) / (foot - CROWN_UP) + side * half * 0.6
        arm = skia.Path()
        arm.moveTo(root, y + half * 0.55)
        arm.quadTo(root + side * reach * 0.5, y + half * 0.05, root + side * reach, y - reach * 0.42)
        arm.quadTo(root + side * reach * 0.45, y - half * 0.42, root, y - half * 0.55)
        arm.close()
        paper.piece(arm, adjust(base, lightness=0.96), lit=False, rim=1.0)
        tip = (root + side * reach, y - reach * 0.42)
        snow_along(paper, (root, y - half * 0.55), (root + side * reach * 0.45, y - half * 0.42), tip, half * 0.3)


def _windward(paper: Paper, x: float, foot: float, half: float, lean: float, key: tuple[str | int, ...]) -> None:
    """Snow that the wind has driven against one side of a trunk, thicker towards the roots; the trunk clips it."""
    points: list[Point] = []
    steps = 15
    for step in range(steps + 1):
        t = step / steps
        wide = half * (0.16 + 0.42 * (1 - t) ** 1.5) * (0.55 + 0.9 * paper.chance(*key, "driven", step))
        edge = x - half * (1.0 + 1.5 * max(0.0, 1 - 9 * t)) + lean * 0.5 * t
        points.append((edge + wide, foot + half * 0.2 - 0.80 * t))
    driven = smooth([*points, (x - 3 * half, foot - 0.84), (x - 3 * half, foot + half), (x + half, foot + half)])
    paper.flat(driven, SNOW, 0.80)


def undergrowth(paper: Paper, params: dict[str, Any]) -> None:
    """Bushes and ferns between the trunks: a ragged dark band along `level`, open round `gap: [x, half]`."""
    level, tall = float(params.get("level", 0.78)), float(params.get("tall", 0.07))
    name = str(params.get("name", "bush"))
    gap_x, gap = (float(value) for value in params.get("gap", (0.1, 0.12)))
    tint = snowed(paper, from_hex(str(params.get("tint", "#5E7A4A"))), 0.45)
    light = paper.light
    base = mix(light.haze(light.shade(tint), paper.distance), light.paper(paper.distance), 0.40)
    x, index = -1.4, 0
    while x < 1.4:
        near_gap = max(0.0, 1 - abs(x - gap_x) / (gap * 2.2))
        size = tall * (0.55 + 0.75 * paper.chance(name, "size", index)) * (1 - 0.75 * near_gap)
        step = tall * (0.55 + 0.5 * paper.chance(name, "step", index))
        if abs(x - gap_x) > gap and paper.left - 0.2 < x < paper.right + 0.2:
            tone = adjust(base, lightness=0.90 + 0.20 * paper.chance(name, "tone", index))
            if paper.chance(name, "kind", index) < 0.45:
                bush = clump(paper, x, level - size * 0.25, size * 1.05, size * 0.85, 10, name, index)
                bush.addRect(skia.Rect.MakeLTRB(x - size, level - size * 0.1, x + size, level + 0.05))
                paper.piece(bush, tone, lit=False, rim=0.9)
            else:
                fronds(paper, x, level + 0.01, size * 1.25, tone, (name, index))
        x += step
        index += 1


def fronds(
    paper: Paper, x: float, y: float, size: float, tone: RGB, key: tuple[str | int, ...], count: int = 6
) -> None:
    """A fern with feathered fronds that bow to both sides, its foot at (x, y)."""
    for frond in range(count):
        bend = 1.9 * (frond + 0.5) / count - 0.95 + 0.2 * (paper.chance(*key, "bend", frond) - 0.5)
        long = size * (1.05 - 0.30 * abs(bend)) * (0.85 + 0.3 * paper.chance(*key, "long", frond))
        blade = skia.Path()
        leaves = 7
        upper: list[Point] = []
        lower: list[Point] = []
        for leaf in range(leaves + 1):
            t = leaf / leaves
            px = x + long * bend * t * (0.55 + 0.45 * t)
            py = y - long * (t * 1.25 - 0.42 * abs(bend) * t * t * t - 0.20 * t * t)
            wide = size * 0.115 * math.sin(math.pi * min(1.0, 0.12 + 0.88 * t)) * (1.15 if leaf % 2 else 0.55)
            upper.append((px - wide * 0.7, py - wide))
            lower.append((px + wide * 0.7, py + wide * 0.8))
        blade = polygon([*upper, *reversed(lower)])
        paper.piece(blade, adjust(tone, lightness=0.90 + 0.16 * (frond % 2)), lit=False, rim=0.7)


def forest_floor(paper: Paper, params: dict[str, Any]) -> None:
    """The wood's floor: dark moss, a pale path that leads in, patches of light on it, roots, ferns, leaf litter.

    `path` as in `ground`; `ferns: [[x, y, size], …]`; `mushrooms: [[x, y, size], …]`; `dapples` how many patches;
    `puddles: [[x, y, half], …]` stand on it in rain.
    """
    level = float(params.get("level", 0.770))
    light = paper.light
    tint = snowed(paper, from_hex(str(params.get("tint", "#5F7346"))), 0.88)
    body = polygon([*crest(paper, level, 0.020, "floor"), (paper.right + 0.1, 1.7), (paper.left - 0.1, 1.7)])
    paper.piece(body, tint, drop=0.03)
    canvas = paper.canvas
    canvas.save()
    canvas.clipPath(body, skia.ClipOp.kIntersect, True)
    _way(paper, params, tint, level)
    _litter(paper, params, tint, level)
    for x, y, half in params.get("puddles", ()):
        puddle(paper, float(x), float(y), float(half), always=False, dim=UNDER_BOUGHS)
    _sides(paper, level)
    _dapples(paper, params, level)
    canvas.restore()
    fringe(paper, level, snowed(paper, from_hex("#5C7646"), 0.75), "floor")
    moss = paper.colour(snowed(paper, from_hex("#67854C"), 0.6))
    for index, (x, y, size) in enumerate(params.get("ferns", ())):
        tone = adjust(mix(moss, light.near, 0.18), lightness=0.92 + 0.2 * paper.chance("fern", index))
        fronds(paper, float(x), float(y), float(size), tone, ("floor", index))
    for index in range(int(params.get("small", 12))):
        x = -1.2 + 2.4 * paper.chance("small", index)
        y = level + 0.025 + 0.05 * paper.chance("small-y", index)
        middle, half = path_at(params, level, y)
        if abs(x - middle) > half + 0.07:
            fern(paper, x, y, 0.028 + 0.022 * paper.chance("small-s", index), from_hex("#6C8A50"), index)
    for x, y, size in params.get("mushrooms", ()):
        mushroom(paper, float(x), float(y), float(size))


def _way(paper: Paper, params: dict[str, Any], tint: RGB, level: float) -> None:
    worn = mix(snowed(paper, from_hex(str(params.get("worn", "#B9A274"))), 0.72), tint, 0.18)
    for grow, lightness, alpha in ((1.18, 0.78, 0.8), (1.0, 1.0, 1.0), (0.55, 1.07, 0.55)):
        left: list[Point] = []
        right: list[Point] = []
        for step in range(15):
            y = level - 0.012 + (BOTTOM - level) * (step / 14) ** 1.35
            x, half = path_at(params, level, y)
            half = half * grow
            left.append((x - half * (1 + 0.36 * (paper.chance("way-l", step) - 0.5)), y))
            right.append((x + half * (1 + 0.36 * (paper.chance("way-r", step) - 0.5)), y))
        paper.flat(smooth([*left, *reversed(right)]), adjust(worn, lightness=lightness), alpha)
    # Trodden stones, crowded towards the far end: a bare strip says nothing in a near view.
    for index in range(34):
        t = paper.chance("trod", index) ** 1.3
        y = level + 0.014 + 0.20 * t
        middle, half = path_at(params, level, y)
        x = middle + half * 1.7 * (paper.chance("trod-x", index) - 0.5)
        size = (0.0035 + 0.011 * t) * (0.6 + 0.8 * paper.chance("trod-s", index))
        tone = adjust(worn, lightness=(0.80, 0.88, 1.12)[index % 3], chroma=0.7)
        paper.flat(oval(x, y + size * 0.16, size * 1.06, size * 0.36), adjust(worn, lightness=0.66), 0.5)
        paper.piece(oval(x, y, size, size * 0.34), tone, rim=0.5)
    # Roots reach into the path from its borders: steps that feet have made.
    for root in range(6):
        y = level + 0.030 + 0.036 * root + 0.014 * paper.chance("root-y", root)
        x, half = path_at(params, level, y)
        side = 1 if root % 2 else -1
        reach = half * (1.0 + 0.9 * paper.chance("root-l", root))
        thick = 0.004 + 0.008 * (y - level) / 0.2
        start, end = x + side * half * 1.5, x + side * half * 1.5 - side * reach
        bow = 0.012 * (paper.chance("root-b", root) - 0.3)
        snake = skia.Path()
        snake.moveTo(start, y - thick)
        snake.cubicTo(
            start - side * reach * 0.3, y - thick * 2 - bow, start - side * reach * 0.6, y + bow, end, y + bow
        )
        snake.cubicTo(
            start - side * reach * 0.6, y + thick + bow, start - side * reach * 0.3, y - bow, start, y + thick
        )
        snake.close()
        paper.shadow(snake, 0.008, 0.4)
        paper.piece(snake, mix(from_hex("#6B5642"), tint, 0.25), rim=0.7)


def _litter(paper: Paper, params: dict[str, Any], tint: RGB, level: float) -> None:
    humps = skia.Path()
    for index in range(16):
        t = paper.chance("hump", index)
        x, y = -1.3 + 2.6 * paper.chance("hump-x", index), level + 0.03 + 0.24 * t
        middle, half = path_at(params, level, y)
        reach = (0.05 + 0.09 * paper.chance("hump-w", index)) * (0.6 + t)
        if abs(x - middle) < half + reach * 0.8:
            continue
        humps.addOval(skia.Rect.MakeLTRB(x - reach, y - reach * 0.22, x + reach, y + reach * 0.25))
    paper.flat(humps, adjust(tint, lightness=1.12), 0.55)
    snow = paper.light.weather == "snow"
    for index in range(0 if snow else 60):
        t = paper.chance("leaf", index)
        x, y = -1.25 + 2.5 * paper.chance("leaf-x", index), level + 0.025 + 0.24 * t
        size = 0.004 + 0.008 * t
        hue = ("#8A6A42", "#A8803E", "#4E6038", "#7A4E38")[int(paper.chance("leaf-c", index) * 4)]
        shape = skia.Path()
        turn = 6.28 * paper.chance("leaf-a", index)
        dx, dy = size * math.cos(turn), size * 0.45 * math.sin(turn)
        shape.moveTo(x - dx, y - dy)
        shape.quadTo(x - dy, y - size * 0.5, x + dx, y + dy)
        shape.quadTo(x + dy, y + size * 0.4, x - dx, y - dy)
        shape.close()
        paper.flat(shape, from_hex(hue), 0.75)


def _sides(paper: Paper, level: float) -> None:
    """Dark to both sides and towards the lens: the light stays where the figures are."""
    shadow = paper.light.shadow
    for side in (-1, 1):
        shader = skia.GradientShader.MakeLinear(
            points=[(side * 0.30, 0), (side * 0.98, 0)],
            colors=[colour4(shadow, 0.0).toColor(), colour4(shadow, 0.52).toColor()],
        )
        left, right = (0.0, 3.0) if side > 0 else (-3.0, 0.0)
        paper.canvas.drawRect(skia.Rect.MakeLTRB(left, level - 0.1, right, 1.7), skia.Paint(Shader=shader, Dither=True))
    shader = skia.GradientShader.MakeLinear(
        points=[(0, level + 0.10), (0, 1.03)],
        colors=[colour4(shadow, 0.0).toColor(), colour4(shadow, 0.48).toColor()],
    )
    paper.canvas.drawRect(skia.Rect.MakeLTRB(-3, level, 3, 1.7), skia.Paint(Shader=shader, Dither=True))


def _dapples(paper: Paper, params: dict[str, Any], level: float) -> None:
    light = paper.light
    strength = (0.34 - 0.18 * light.night) * (0.25 + 0.75 * light.sun_shown)
    tone = mix(light.sun, light.horizon, 0.35)
    for index in range(int(params.get("dapples", 13))):
        t = paper.chance("dapple", index)
        y = level + 0.022 + 0.17 * t
        middle, half = path_at(params, level, y)
        x = middle + (0.34 + half) * 1.5 * (paper.chance("dapple-x", index) - 0.5)
        reach = (0.022 + 0.060 * paper.chance("dapple-w", index)) * (0.55 + t)
        points: list[Point] = []
        for step in range(9):
            angle = 2 * math.pi * step / 9
            out = reach * (0.7 + 0.5 * paper.chance("dapple", index, step))
            points.append((x + out * math.cos(angle), y + 0.20 * out * math.sin(angle)))
        paint = fill(tone, strength * (0.55 + 0.45 * paper.chance("dapple-a", index)))
        paint.setBlendMode(skia.BlendMode.kSoftLight if light.night < 0.5 else skia.BlendMode.kScreen)
        paper.canvas.drawPath(smooth(points), paint)


def fallen_log(paper: Paper, params: dict[str, Any]) -> None:
    """A mossy log lying across: `x`, `y` its middle, `long`, `thick`; rings at its cut end, fungi on its back."""
    x, y = float(params.get("x", 0.6)), float(params.get("y", 0.84))
    long, thick = float(params.get("long", 0.4)), float(params.get("thick", 0.05))
    bark = from_hex("#5E4C3E")
    corners = ((-0.5, 0.04), (-0.5, 0.9), (0.0, 1.06), (0.5, 0.94), (0.5, 0.0), (0.0, -0.04))
    body = polygon([(x + dx * long, y - dy * thick) for dx, dy in corners])
    paper.piece(body, bark, drop=0.014)
    canvas = paper.canvas
    canvas.save()
    canvas.clipPath(body, skia.ClipOp.kIntersect, True)
    for line in range(12):
        bx, by = x + long * (paper.chance("log", line) - 0.5), y - thick * paper.chance("log-y", line)
        grain = smooth([(bx, by), (bx + long * 0.08, by - thick * 0.04), (bx + long * 0.18, by)], closed=False)
        paper.line(grain, adjust(bark, lightness=0.74), thick * 0.05, 0.8)
    moss = snowed(paper, from_hex("#7E9450"), 0.85)
    for number in range(9):
        paper.flat(
            oval(
                x + long * (number / 9 - 0.42),
                y - thick * 0.98,
                long * 0.09,
                thick * (0.22 + 0.16 * paper.chance("log-m", number)),
            ),
            moss,
            0.95,
        )
    canvas.restore()
    end = -0.5 if params.get("cut", "left") == "left" else 0.5
    for ring, tone in ((1.0, 1.35), (0.68, 1.18), (0.36, 1.38)):
        paper.piece(
            oval(x + end * long, y - thick * 0.47, thick * 0.22 * ring, thick * 0.47 * ring),
            adjust(bark, lightness=tone),
            rim=0.4,
        )
    for fungus in range(4):
        fx = x + long * (0.05 + 0.09 * fungus)
        paper.piece(
            polygon(
                placed(
                    fx, y - thick * (0.45 + 0.1 * (fungus % 2)), thick, (-0.32, 0), (-0.2, 0.20), (0.2, 0.20), (0.32, 0)
                )
            ),
            from_hex("#D9A066"),
            rim=0.7,
        )


def canopy(paper: Paper, params: dict[str, Any]) -> None:
    """Leaves that close the picture above: clumps along the top edge, lowest at the sides, `low` at the middle.

    With `sprays`, single hanging twigs whose leaves are seen against the light.
    """
    light = paper.light
    name = str(params.get("name", "roof"))
    low, deep = float(params.get("low", 0.04)), float(params.get("deep", 0.20))
    gap = float(params.get("gap", 0.1))
    tint = snowed(paper, from_hex(str(params.get("tint", "#4E6B3C"))), 0.35)
    share = 0.78 if params.get("dark") else 0.42
    base = mix(light.haze(light.shade(tint), paper.distance), light.haze(light.near, paper.distance), share)
    count = int(params.get("count", 15))
    for row in range(2):
        for number in range(count):
            key = (name, row, number)
            x = -1.3 + 2.6 * (number + 0.7 * paper.chance(*key, "x")) / count
            drop = low + deep * min(1.0, abs(x - gap) / 1.0) ** 1.6
            y = drop - 0.075 * (1 - row) - 0.05 * paper.chance(*key, "y")
            size = 0.085 + 0.05 * paper.chance(*key, "s")
            shape = clump(paper, x, y - 0.05, 1.3 * size, 0.72 * size, 13, *key)
            paper.shadow(shape, 0.012, 0.16)
            paper.piece(
                shape, adjust(base, lightness=0.92 + 0.05 * row + 0.10 * paper.chance(*key, "t")), lit=False, rim=0.8
            )
    sprays = skia.Path()
    for spray in range(int(params.get("sprays", 0))):
        x = -1.1 + 2.2 * paper.chance(name, "spray", spray)
        drop = low + deep * min(1.0, abs(x - gap) / 1.0) ** 1.6
        side = 1 if x < gap else -1
        hang = 0.05 + 0.09 * paper.chance(name, "hang", spray)
        sprays.addPath(polygon([(x - 0.002, drop - 0.05), (x + 0.002, drop - 0.05), (x + side * 0.03, drop + hang)]))
        for leaf in range(9):
            t = leaf / 8
            lx, ly = x + side * 0.03 * t * t, drop - 0.03 + (hang + 0.03) * t
            size = 0.022 * (1.1 - 0.5 * t)
            way = 1 if leaf % 2 else -1
            sprays.moveTo(lx, ly)
            sprays.quadTo(lx + way * size * 0.9, ly - size * 0.1, lx + way * size * 1.1, ly + size * 0.9)
            sprays.quadTo(lx + way * size * 0.2, ly + size * 0.7, lx, ly)
            sprays.close()
    paper.canvas.drawPath(sprays, fill(adjust(base, lightness=0.95)))


def fern_bed(paper: Paper, params: dict[str, Any]) -> None:
    """Large dark ferns at the lower corners near the lens: `left`, `right` their middles, `size`."""
    light = paper.light
    near = mix(light.near, light.shade(from_hex("#4A5E3C")), 0.24)
    for side, at in ((-1, float(params.get("left", -0.86))), (1, float(params.get("right", 0.90)))):
        for index in range(4):
            x = at + side * 0.12 * index - side * 0.10
            size = float(params.get("size", 0.22)) * (0.75 + 0.4 * paper.chance("bed", side, index))
            fronds(
                paper, x, 1.10, size, adjust(near, lightness=0.92 + 0.14 * (index % 2)), ("bed", side, index), count=7
            )
        paper.canvas.drawPath(circle(at + side * 0.16, 1.20, 0.20), fill(near))
