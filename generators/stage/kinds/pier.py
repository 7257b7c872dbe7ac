"""The pier of cut paper: planks, posts, ropes, lamps, crates, the post office's hut, and the dark foreground.

It knows no set: everything's place comes from the layer's parameters.
"""

from __future__ import annotations

import itertools
import math
from typing import Any

import skia

from generators.stage.chance import unit
from generators.stage.colour import adjust, from_hex, mix
from generators.stage.kinds.ground import foot_shade
from generators.stage.kinds.town import LAMPLIGHT
from generators.stage.moment import Moment
from generators.stage.paper import Paper, box, circle, fill, oval, polygon, smooth

WOOD = from_hex("#8A6D58")
DARK_WOOD = from_hex("#5A4640")
VANISH_Y = 0.52
"""Height of the vanishing point of planks: a little above the horizon looks like a child's eye level."""


def planks(paper: Paper, params: dict[str, Any]) -> None:
    """The walkable boards from `far` to the bottom of the frame, drawn to one vanishing point."""
    far, near = float(params.get("far", 0.775)), 1.35
    from_x, to_x = float(params.get("from", -2.4)), float(params.get("to", 2.4))
    vanish = float(params.get("vanish", 0.1))
    light = paper.light

    def at(x: float, y: float) -> tuple[float, float]:
        return vanish + (x - vanish) * (y - VANISH_Y) / (1.0 - VANISH_Y), y

    deck = polygon([at(from_x, far), at(to_x, far), at(to_x, near), at(from_x, near)])
    wood = from_hex(str(params.get("tint", "#A08468")))
    paper.piece(deck, wood, drop=0.02)
    paper.canvas.save()
    paper.canvas.clipPath(deck, skia.ClipOp.kIntersect, True)
    # Boards across: their joints crowd towards the far edge.
    count = int(params.get("boards", 15))
    edges = [far + (near - far) * (index / count) ** 1.7 for index in range(count + 1)]
    for index in range(count):
        y0, y1 = edges[index], edges[index + 1]
        tone = 0.93 + 0.12 * paper.chance("plank", index)
        warm = mix(wood, from_hex("#B79A72"), 0.35 * paper.chance("plank-w", index))
        paper.flat(polygon([at(from_x, y0), at(to_x, y0), at(to_x, y1), at(from_x, y1)]), adjust(warm, lightness=tone))
        paper.canvas.drawPath(
            box(-4, y0 - 0.0006, 8, 0.0018 + 0.0012 * index / count), fill(light.shade(from_hex("#4C3A34")), 0.75)
        )
        paper.canvas.drawPath(
            box(-4, y0 + 0.0016 + 0.001 * index / count, 8, 0.0012), fill(mix(paper.colour(warm), light.rim, 0.5), 0.35)
        )
        x = from_x + paper.chance("joint", index) * 0.5
        while x < to_x:
            top, foot = at(x, y0), at(x, y1)
            seam = skia.Path()
            seam.moveTo(*top)
            seam.lineTo(*foot)
            paper.line(seam, from_hex("#4C3A34"), 0.0014, 0.6)
            for side in (-0.012, 0.012):
                nail = at(x + side, y0 + (y1 - y0) * 0.5)
                paper.flat(circle(nail[0], nail[1], 0.0014), from_hex("#3E302C"), 0.7)
            grain = at(x + 0.2, y0 + (y1 - y0) * (0.3 + 0.4 * paper.chance("grain", index, round(x * 9))))
            streak = smooth([grain, (grain[0] + 0.07, grain[1] + 0.001), (grain[0] + 0.15, grain[1])], closed=False)
            paper.line(streak, from_hex("#5E4A3E"), 0.0012, 0.28)
            x += 0.55 + 0.5 * paper.chance("board", index, round(x * 7))
    foot_shade(paper, far, 0.36)
    if light.weather in ("rain", "storm"):
        # Wet boards give back the sky.
        for index in range(16):
            y = far + (1.02 - far) * unit(paper.seed, "wet-y", index)
            x = paper.left + (paper.right - paper.left) * unit(paper.seed, "wet", index)
            paper.canvas.drawPath(
                oval(x, y, 0.07 + 0.09 * unit(paper.seed, "wet-w", index), 0.004), fill(light.horizon, 0.16)
            )
    if light.weather == "snow":
        paper.canvas.drawPath(deck, fill(light.shade((0.94, 0.96, 1.0)), 0.55))
    paper.canvas.restore()


def edge(paper: Paper, params: dict[str, Any]) -> None:
    """The pier's far edge: beam, posts going down into the water, rope slung between bollards."""
    y = float(params.get("y", 0.775))
    from_x, to_x = float(params.get("from", -1.4)), float(params.get("to", 1.4))
    step = float(params.get("step", 0.34))
    x = from_x + 0.07
    tops = []
    while x < to_x:
        tall = 0.060 + 0.014 * paper.chance("post", round(x * 100))
        post = box(x - 0.011, y - tall, 0.022, tall + 0.05, 0.004)
        paper.piece(post, DARK_WOOD, drop=0.008)
        paper.piece(oval(x, y - tall, 0.0125, 0.0045), adjust(WOOD, lightness=1.05), rim=0.8)
        if paper.light.weather == "snow":
            paper.flat(oval(x, y - tall - 0.003, 0.0135, 0.007), (0.95, 0.97, 1.0))
        tops.append((x, y - tall * 0.72))
        x += step
    for one, other in itertools.pairwise(tops):
        rope = skia.Path()
        rope.moveTo(*one)
        rope.quadTo((one[0] + other[0]) / 2, one[1] + 0.045, *other)
        paper.line(rope, from_hex("#3E322E"), 0.0052)
        paper.line(rope, from_hex("#C6A87C"), 0.0034)
    paper.piece(box(from_x - 0.4, y - 0.004, to_x - from_x + 0.8, 0.013), adjust(WOOD, lightness=0.86), rim=1.0)


def lamp_post(paper: Paper, params: dict[str, Any]) -> None:
    """An iron lamp on the pier: lit at dusk, its light on the boards below."""
    x, y, tall = float(params.get("x", 0.5)), float(params.get("y", 0.80)), float(params.get("height", 0.40))
    iron = from_hex("#38424E")
    burn = paper.light.lamp
    paper.piece(box(x - 0.012, y - 0.03, 0.024, 0.034, 0.003), iron, drop=0.008)
    paper.piece(box(x - 0.0045, y - tall, 0.009, tall), iron)
    arm = skia.Path()
    arm.moveTo(x, y - tall + 0.012)
    arm.cubicTo(x, y - tall - 0.045, x - 0.06, y - tall - 0.045, x - 0.062, y - tall + 0.004)
    paper.line(arm, iron, 0.007)
    hood_x, hood_y = x - 0.062, y - tall + 0.006
    glass = polygon(
        [
            (hood_x - 0.016, hood_y + 0.012),
            (hood_x + 0.016, hood_y + 0.012),
            (hood_x + 0.011, hood_y + 0.050),
            (hood_x - 0.011, hood_y + 0.050),
        ]
    )
    paper.piece(glass, mix(from_hex("#C9CDB8"), LAMPLIGHT, burn), emit=burn, rim=0.4)
    paper.piece(
        polygon([(hood_x - 0.024, hood_y + 0.014), (hood_x, hood_y - 0.012), (hood_x + 0.024, hood_y + 0.014)]), iron
    )
    paper.piece(box(hood_x - 0.013, hood_y + 0.049, 0.026, 0.005), iron, rim=0)
    if burn > 0.02:
        paper.glow(hood_x, hood_y + 0.032, 0.36, LAMPLIGHT, 0.62 * burn)
        pool = oval(hood_x + 0.01, y + 0.055, 0.26, 0.045)
        paint = fill(LAMPLIGHT, 0.24 * burn)
        paint.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, 0.018))
        paint.setBlendMode(skia.BlendMode.kScreen)
        paper.canvas.drawPath(pool, paint)


def crates(paper: Paper, params: dict[str, Any]) -> None:
    """A small pile of crates, a barrel and a coil of rope, set aside from the acting space."""
    x, y, size = float(params.get("x", -0.75)), float(params.get("y", 0.81)), float(params.get("size", 0.085))
    wood = from_hex("#A07A54")
    for dx, dy, scale, turn in ((0.0, 0.0, 1.0, 0), (1.06, 0.0, 0.86, 1), (0.34, -0.96, 0.80, 2)):
        w = size * scale
        left, top = x + dx * size, y + dy * size - w
        paper.piece(box(left, top, w, w, 0.003), adjust(wood, lightness=0.94 + 0.05 * turn), drop=0.010)
        for slat in range(1, 3):
            paper.flat(box(left, top + w * slat / 3 - 0.001, w, 0.003), from_hex("#5E4330"), 0.7)
        paper.flat(box(left + w * 0.07, top, w * 0.10, w), from_hex("#8A6544"))
        paper.flat(box(left + w * 0.83, top, w * 0.10, w), from_hex("#8A6544"))
        if turn == 2:
            paper.flat(box(left + w * 0.3, top + w * 0.30, w * 0.42, w * 0.34, 0.002), from_hex("#EADCBE"))
            paper.flat(circle(left + w * 0.62, top + w * 0.41, w * 0.05), from_hex("#B4524A"))
    coil = x + size * 2.35
    for ring in range(3):
        paper.piece(
            oval(coil, y - 0.008 - 0.011 * ring, 0.042 - 0.004 * ring, 0.013),
            adjust(from_hex("#C2A071"), lightness=1 - 0.05 * ring),
            drop=0.004 if ring == 0 else 0,
            rim=0.7,
        )
    paper.flat(oval(coil, y - 0.031, 0.017, 0.005), from_hex("#5E4A36"))


def hut(paper: Paper, params: dict[str, Any]) -> None:
    """The Weather Post seen from outside: a narrow crooked hut on stilts at the pier's end."""
    x, y, size = float(params.get("x", 0.7)), float(params.get("y", 0.76)), float(params.get("size", 0.20))
    wall, roof = from_hex("#C9B48E"), from_hex("#6A4248")
    burn = paper.light.lamp
    c = paper.canvas
    c.save()
    c.translate(x, y)
    c.scale(size, size)
    for post in (-0.50, -0.18, 0.16, 0.48):
        paper.piece(
            polygon([(post - 0.03, -0.04), (post + 0.03, -0.04), (post + 0.045, 0.75), (post - 0.045, 0.75)]),
            DARK_WOOD,
            rim=0.6,
        )
    brace = skia.Path()
    brace.moveTo(-0.5, 0.06)
    brace.lineTo(0.16, 0.44)
    brace.moveTo(0.48, 0.06)
    brace.lineTo(-0.18, 0.44)
    paper.line(brace, DARK_WOOD, 0.035)
    paper.piece(box(-0.72, -0.08, 1.44, 0.075), WOOD, drop=0.05)
    paper.piece(box(0.20, -1.42, 0.11, 0.5), from_hex("#7E6A62"))
    body = polygon([(-0.52, -0.08), (-0.50, -0.74), (0.02, -1.06), (0.50, -0.72), (0.52, -0.08)])
    paper.piece(body, wall, drop=0.05)
    c.save()
    c.clipPath(body, skia.ClipOp.kIntersect, True)
    for board in range(-5, 6):
        paper.flat(box(board * 0.1 - 0.006, -1.1, 0.012, 1.1), from_hex("#8E7A5C"), 0.5)
    c.restore()
    slab = polygon([(-0.66, -0.62), (0.0, -1.20), (0.66, -0.60), (0.60, -0.50), (0.01, -1.02), (-0.60, -0.52)])
    paper.piece(slab, roof, drop=0.03)
    paper.piece(circle(0.0, -0.70, 0.155), from_hex("#6E5648"), rim=0.7)
    paper.flat(circle(0.0, -0.70, 0.125), mix(from_hex("#5F7486"), LAMPLIGHT, burn), emit=burn)
    cross = skia.Path()
    cross.moveTo(-0.125, -0.70)
    cross.lineTo(0.125, -0.70)
    cross.moveTo(0.0, -0.825)
    cross.lineTo(0.0, -0.575)
    paper.line(cross, from_hex("#6E5648"), 0.022)
    paper.piece(
        polygon([(-0.40, -0.08), (-0.40, -0.44), (-0.27, -0.50), (-0.14, -0.44), (-0.14, -0.08)]),
        from_hex("#4F7280"),
        rim=0.6,
    )
    paper.flat(circle(-0.19, -0.26, 0.018), from_hex("#E6C26A"))
    paper.piece(box(0.14, -0.40, 0.26, 0.20, 0.02), from_hex("#C8453D"), rim=0.8)
    paper.flat(box(0.18, -0.35, 0.18, 0.028), from_hex("#5A1E1E"))
    flag = skia.Path()
    flag.moveTo(-0.42, -1.0)
    flag.lineTo(-0.42, -1.56)
    paper.line(flag, DARK_WOOD, 0.026)
    if paper.light.weather == "snow":
        paper.piece(
            polygon([(-0.64, -0.64), (0.0, -1.23), (0.64, -0.62), (0.62, -0.66), (0.0, -1.30), (-0.62, -0.68)]),
            (0.95, 0.97, 1.0),
        )
    paper.glow(0.0, -0.70, 0.95, LAMPLIGHT, 0.55 * burn)
    c.restore()


def pennant(paper: Paper, params: dict[str, Any], moment: Moment) -> None:
    """The post's little red flag in the wind."""
    x, y, size = float(params.get("x", 0.6)), float(params.get("y", 0.5)), float(params.get("size", 0.05))
    push = moment.gust + 0.25 * moment.wind
    lift = 0.75 - 0.65 * min(1.0, abs(push) * 1.5 + 0.2)
    way = 1 if push >= -0.05 else -1
    ripple = moment.sway(0.9, 0.0) * 0.10
    tip = (x + way * size, y + size * lift + size * ripple)
    path = skia.Path()
    path.moveTo(x, y)
    path.quadTo(x + way * size * 0.5, y + size * (lift * 0.2 - ripple), *tip)
    path.quadTo(x + way * size * 0.5, y + size * (lift * 0.8 + 0.28 + ripple), x, y + size * 0.42)
    path.close()
    paper.piece(path, from_hex("#C8453D"), rim=0.7)


def foreground(paper: Paper, params: dict[str, Any]) -> None:
    """Dark cropped pieces at the frame's corners: a bollard with rope on one side, a hanging net on the other."""
    light = paper.light
    near = mix(light.near, light.shade(from_hex("#4A3C3A")), 0.22)
    left = float(params.get("left", -0.92))
    post = [
        (left - 0.085, 1.3),
        (left - 0.080, 0.90),
        (left - 0.098, 0.885),
        (left - 0.092, 0.845),
        (left + 0.092, 0.845),
        (left + 0.098, 0.885),
        (left + 0.080, 0.90),
        (left + 0.085, 1.3),
    ]
    paper.piece(polygon(post), near, lit=False)
    for turn in range(3):
        y = 0.915 + 0.024 * turn
        rope = smooth([(left - 0.10, y), (left, y + 0.022), (left + 0.10, y - 0.004)], closed=False)
        paper.canvas.drawPath(rope, _rope_paint(mix(near, light.rim, 0.16), 0.020))
        paper.canvas.drawPath(rope, _rope_paint(adjust(near, lightness=0.8), 0.003))
    trail = smooth([(left + 0.09, 0.95), (left + 0.22, 1.0), (left + 0.36, 0.985), (left + 0.55, 1.06)], closed=False)
    paper.canvas.drawPath(trail, _rope_paint(mix(near, light.rim, 0.14), 0.018))
    right = float(params.get("right", 0.98))
    beam = polygon([(right - 0.02, -0.3), (right + 0.5, -0.3), (right + 0.5, 1.3), (right + 0.03, 1.3)])
    paper.piece(beam, near, lit=False)
    for index in range(2):
        y = 0.07 + 0.085 * index
        float_x = right - 0.03 - 0.03 * math.sin(index * 1.7)
        cord = smooth([(right + 0.02, -0.05), (float_x + 0.03, y * 0.5), (float_x, y - 0.03)], closed=False)
        paper.canvas.drawPath(cord, _rope_paint(near, 0.005))
        paper.piece(oval(float_x, y, 0.026, 0.032), mix(near, light.shade(from_hex("#7A4A44")), 0.25), lit=False)


def _rope_paint(rgb: tuple[float, float, float], width: float) -> Any:
    from generators.stage.paper import stroke

    return stroke(rgb, width)
