"""The wet street of cut paper: cobbles that give back every lamp, rails, kerb, lamp, booth, shelter and lockers.

It knows no set: everything's place comes from the layer's parameters.
"""

from __future__ import annotations

from typing import Any

import skia

from generators.stage.chance import unit
from generators.stage.colour import adjust, from_hex, mix
from generators.stage.kinds.city import AMBER, IRON, PALE, letters
from generators.stage.moment import Moment
from generators.stage.paper import Paper, box, circle, colour4, fill, oval, polygon, stroke

WET = {"rain": 1.0, "storm": 1.0, "fog": 0.7, "snow": 0.25, "cloud": 0.55, "clear": 0.5, "wind": 0.45}
"""How much a street gives back: in Vesper it is never quite dry."""
COBBLE_ROWS = 15


def cobbles(paper: Paper, params: dict[str, Any]) -> None:
    """Cobbles from `far` to the bottom of the frame in rows that crowd together, with `lights` mirrored in them.

    `lights` lists [x, half width, colour, strength]; `rails: [vanish_x, vanish_y, left, right]` lays two rails.
    """
    far, near = float(params.get("far", 0.768)), 1.32
    light = paper.light
    stone = from_hex(str(params.get("tint", "#5C6272")))
    canvas = paper.canvas
    canvas.drawRect(skia.Rect.MakeLTRB(-3, far, 3, 2), fill(paper.colour(adjust(stone, lightness=0.74))))
    canvas.save()
    canvas.clipRect(skia.Rect.MakeLTRB(-3, far, 3, 2))
    edges = [far + (near - far) * (row / COBBLE_ROWS) ** 1.55 for row in range(COBBLE_ROWS + 1)]
    for row in range(COBBLE_ROWS):
        y0, y1 = edges[row], edges[row + 1]
        w = (y1 - y0) * 1.75 + 0.012
        x = paper.left - 0.3 - w * paper.chance("row", row)
        while x < paper.right + 0.3:
            step = w * (0.82 + 0.36 * paper.chance("cob", row, round(x * 400)))
            tone = 0.84 + 0.26 * paper.chance("tone", row, round(x * 400))
            gap = (y1 - y0) * 0.10
            paper.flat(
                box(x + gap * 0.6, y0 + gap, step - gap * 1.2, y1 - y0 - gap * 1.4, (y1 - y0) * 0.36),
                adjust(stone, lightness=tone),
            )
            x += step
    if params.get("rails"):
        _rails(paper, params["rails"], far)
    mirror(paper, params.get("lights", ()), far)
    if light.weather == "snow":
        canvas.drawRect(skia.Rect.MakeLTRB(-3, far, 3, 2), fill(light.shade((0.92, 0.95, 1.0)), 0.62))
        if params.get("rails"):
            _rails(paper, params["rails"], far)
    shade = skia.GradientShader.MakeLinear(
        points=[(0, far), (0, far + 0.05)],
        colors=[fill(light.shadow, 0.45).getColor(), fill(light.shadow, 0.0).getColor()],
    )
    canvas.drawRect(skia.Rect.MakeLTRB(-3, far, 3, far + 0.05), skia.Paint(Shader=shade))
    canvas.restore()


def _rails(paper: Paper, rails: Any, far: float) -> None:
    vanish_x, vanish_y, left, right = (float(value) for value in rails)
    steel = mix(from_hex("#A9B2C2"), AMBER, 0.25 * paper.light.lamp)
    for foot in (left, right):
        for offset, colour, wide in ((0.0, from_hex("#20242E"), 0.020), (0.0, steel, 0.0085)):

            def at(y: float, foot: float = foot, offset: float = offset) -> float:
                return vanish_x + (foot + offset - vanish_x) * (y - vanish_y) / (1.0 - vanish_y)

            near = 1.3
            w0, w1 = wide * (far - vanish_y) / (1 - vanish_y), wide * (near - vanish_y) / (1 - vanish_y)
            strip = polygon([(at(far) - w0, far), (at(far) + w0, far), (at(near) + w1, near), (at(near) - w1, near)])
            paper.flat(strip, colour)


def mirror(paper: Paper, lights: Any, far: float) -> None:
    """What stands behind, upside down in the wet: broken upright streaks of each light."""
    light = paper.light
    wet = WET.get(light.weather, 0.5)
    canvas = paper.canvas
    for number, (x, half, colour_text, strength) in enumerate(lights):
        burn = float(strength) * wet * light.lamp
        if burn < 0.04:
            continue
        colour = from_hex(str(colour_text))
        shader = skia.GradientShader.MakeLinear(
            points=[(0, far), (0, far + 0.30)],
            colors=[
                colour4(colour, 0.42 * burn).toColor(),
                colour4(colour, 0.20 * burn).toColor(),
                colour4(colour, 0.0).toColor(),
            ],
            positions=[0.0, 0.4, 1.0],
        )
        paint = skia.Paint(Shader=shader, AntiAlias=True, BlendMode=skia.BlendMode.kScreen, Dither=True)
        paint.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, 0.012))
        wide = float(half)
        canvas.drawPath(
            polygon(
                [
                    (x - wide * 0.8, far),
                    (x + wide * 0.8, far),
                    (x + wide * 1.3, far + 0.30),
                    (x - wide * 1.3, far + 0.30),
                ]
            ),
            paint,
        )
        for index in range(11):
            t = unit(paper.seed, "glint", number, index)
            y = far + 0.008 + 0.26 * t**1.3
            dx = (unit(paper.seed, "glint-x", number, index) - 0.5) * wide * 1.7
            w = wide * (0.25 + 0.75 * unit(paper.seed, "glint-w", number, index)) * (0.6 + t)
            glint = fill(mix(colour, (1.0, 1.0, 1.0), 0.18), 0.42 * burn * (1 - 0.7 * t))
            glint.setBlendMode(skia.BlendMode.kScreen)
            canvas.drawPath(oval(x + dx, y, w, 0.0016 + 0.0038 * t), glint)


def kerb(paper: Paper, params: dict[str, Any]) -> None:
    """The far pavement: a strip of flags and its kerb stone."""
    y, tall = float(params.get("y", 0.760)), float(params.get("tall", 0.018))
    stone = from_hex(str(params.get("tint", "#7A7E8A")))
    from_x, to_x = float(params.get("from", -3.0)), float(params.get("to", 3.0))
    paper.piece(box(from_x, y, to_x - from_x, tall), stone, drop=0.008)
    x, index = from_x, 0
    while x < to_x:
        paper.flat(box(x, y, 0.0016, tall), adjust(stone, lightness=0.6), 0.7)
        x += 0.07 + 0.03 * paper.chance("kerb", index)
        index += 1
    paper.flat(box(from_x, y + tall, to_x - from_x, 0.008), adjust(stone, lightness=0.62))


def street_lamp(paper: Paper, params: dict[str, Any]) -> None:
    """An iron street lamp, a little crooked: `x`, `y` its foot, `height`, `lean` in units at the top."""
    x, y, tall = float(params.get("x", -0.5)), float(params.get("y", 0.80)), float(params.get("height", 0.46))
    lean = float(params.get("lean", 0.016))
    burn = paper.light.lamp
    iron = IRON
    top_x, top_y = x + lean, y - tall
    paper.piece(
        polygon([(x - 0.020, y), (x - 0.012, y - 0.035), (x + 0.012, y - 0.035), (x + 0.020, y)]), iron, drop=0.008
    )
    pole = polygon([(x - 0.0075, y - 0.03), (top_x - 0.0045, top_y), (top_x + 0.0045, top_y), (x + 0.0075, y - 0.03)])
    paper.piece(pole, iron)
    paper.piece(box(x + lean * 0.25 - 0.011, y - tall * 0.30, 0.022, 0.010, 0.003), iron, rim=0.8)
    paper.piece(box(top_x - 0.020, top_y + 0.004, 0.040, 0.006, 0.002), iron, rim=0.8)
    glass = polygon(
        [(top_x - 0.015, top_y), (top_x + 0.015, top_y), (top_x + 0.024, top_y - 0.054), (top_x - 0.024, top_y - 0.054)]
    )
    paper.piece(glass, mix(from_hex("#A9B2B4"), PALE, burn), emit=burn, rim=0.4)
    paper.line(polygon([(top_x, top_y), (top_x, top_y - 0.054), (top_x, top_y)]), iron, 0.003)
    paper.piece(polygon([(top_x - 0.030, top_y - 0.052), (top_x, top_y - 0.082), (top_x + 0.030, top_y - 0.052)]), iron)
    paper.piece(circle(top_x, top_y - 0.086, 0.006), iron, rim=0.8)
    if burn > 0.02:
        paper.glow(top_x, top_y - 0.028, 0.46, AMBER, 0.72 * burn)
        cone = polygon(
            [(top_x - 0.02, top_y), (top_x + 0.02, top_y), (top_x + 0.24, y + 0.06), (top_x - 0.24, y + 0.06)]
        )
        shader = skia.GradientShader.MakeLinear(
            points=[(0, top_y), (0, y + 0.06)],
            colors=[colour4(AMBER, 0.20 * burn).toColor(), colour4(AMBER, 0.02 * burn).toColor()],
        )
        paint = skia.Paint(Shader=shader, AntiAlias=True, BlendMode=skia.BlendMode.kScreen, Dither=True)
        paint.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, 0.014))
        paper.canvas.drawPath(cone, paint)
        pool = fill(AMBER, 0.26 * burn)
        pool.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, 0.020))
        pool.setBlendMode(skia.BlendMode.kScreen)
        paper.canvas.drawPath(oval(x + lean, y + 0.055, 0.28, 0.050), pool)


def booth(paper: Paper, params: dict[str, Any]) -> None:
    """A telephone booth, lit inside: `x`, `y` its foot's middle, `size` its height."""
    x, y, size = float(params.get("x", 0.6)), float(params.get("y", 0.80)), float(params.get("size", 0.44))
    burn = paper.light.lamp
    body = from_hex(str(params.get("tint", "#B23A3F")))
    c = paper.canvas
    c.save()
    c.translate(x, y)
    c.scale(size, size)
    paper.piece(box(-0.235, -0.055, 0.47, 0.055, 0.01), from_hex("#4A4E58"), drop=0.03)
    paper.piece(box(-0.215, -0.96, 0.43, 0.91, 0.012), body, drop=0.04)
    paper.piece(
        polygon([(-0.235, -0.93), (-0.20, -1.0), (-0.06, -1.045), (0.06, -1.045), (0.20, -1.0), (0.235, -0.93)]), body
    )
    sign = mix(from_hex("#D6CFC0"), PALE, burn)
    paper.flat(box(-0.175, -0.915, 0.35, 0.072, 0.008), sign, emit=0.8 * burn)
    c.drawPath(letters("TELEPHONE", -0.150, -0.898, 0.0245, 0.038), stroke(from_hex("#34262A"), 0.0085))
    inner = mix(from_hex("#6D747C"), PALE, 0.2 + 0.75 * burn)
    glass = box(-0.165, -0.805, 0.33, 0.66)
    paper.flat(glass, inner, emit=0.85 * burn)
    c.save()
    c.clipPath(glass, skia.ClipOp.kIntersect, True)
    dark = mix(paper.light.near, paper.colour(from_hex("#3A3036")), 0.5)
    c.drawPath(box(0.02, -0.62, 0.11, 0.16, 0.015), fill(dark, 0.9))
    c.drawPath(circle(0.075, -0.535, 0.030), fill(inner, 0.8))
    c.drawPath(polygon([(-0.02, -0.60), (0.0, -0.60), (0.0, -0.47), (-0.02, -0.47)]), fill(dark, 0.9))
    c.drawPath(box(-0.01, -0.36, 0.16, 0.022), fill(dark, 0.9))
    c.restore()
    for bar in range(1, 3):
        paper.flat(box(-0.165 + 0.11 * bar - 0.007, -0.805, 0.014, 0.66), body)
    for bar in range(1, 5):
        paper.flat(box(-0.165, -0.805 + 0.132 * bar - 0.006, 0.33, 0.012), body)
    paper.flat(circle(0.150, -0.46, 0.014), from_hex("#D8AE54"))
    if paper.light.weather == "snow":
        paper.piece(
            polygon([(-0.23, -0.98), (-0.19, -1.03), (0.0, -1.085), (0.19, -1.03), (0.23, -0.98)]), (0.95, 0.97, 1.0)
        )
    paper.glow(0.0, -0.5, 0.85, AMBER, 0.42 * burn)
    c.restore()


def shelter(paper: Paper, params: dict[str, Any]) -> None:
    """The tram stop: an iron shelter with a round sign, a bench and a row of numbered lockers."""
    x, y, size = float(params.get("x", -0.80)), float(params.get("y", 0.80)), float(params.get("size", 0.40))
    burn = paper.light.lamp
    iron = from_hex("#39505A")
    c = paper.canvas
    c.save()
    c.translate(x, y)
    c.scale(size, size)
    for post in (-0.62, 0.62):
        paper.piece(box(post - 0.018, -0.98, 0.036, 0.98), iron, drop=0.03)
    back = box(-0.60, -0.86, 1.20, 0.80)
    c.drawPath(back, fill(paper.colour(from_hex("#4C6470")), 0.62))
    for pane in range(1, 4):
        paper.flat(box(-0.60 + 0.3 * pane - 0.008, -0.86, 0.016, 0.80), iron)
    for index in range(5):
        left = -0.555 + 0.222 * index
        paper.piece(box(left, -0.60, 0.205, 0.55, 0.008), from_hex("#5D6C72"), drop=0.02)
        paper.flat(box(left + 0.05, -0.54, 0.105, 0.012), from_hex("#323C42"))
        paper.flat(box(left + 0.05, -0.515, 0.105, 0.012), from_hex("#323C42"))
        paper.flat(circle(left + 0.165, -0.32, 0.012), from_hex("#D8AE54"))
        paper.flat(box(left + 0.07, -0.45, 0.065, 0.07, 0.008), from_hex("#D9CFB4"), 0.9)
    roof = polygon([(-0.78, -0.96), (-0.70, -1.045), (0.70, -1.045), (0.78, -0.96), (0.74, -0.93), (-0.74, -0.93)])
    paper.piece(roof, adjust(iron, lightness=1.1), drop=0.05)
    paper.flat(box(-0.30, -0.935, 0.60, 0.02), mix(from_hex("#8A9094"), PALE, burn), emit=burn)
    paper.glow(0.0, -0.86, 0.75, AMBER, 0.50 * burn)
    if paper.light.weather == "snow":
        paper.piece(polygon([(-0.76, -0.985), (-0.68, -1.09), (0.68, -1.09), (0.76, -0.985)]), (0.95, 0.97, 1.0))
    paper.piece(box(0.80, -1.30, 0.024, 1.30), iron, drop=0.02)
    disc = circle(0.812, -1.28, 0.13)
    paper.piece(disc, from_hex("#E9DFC6"), drop=0.02)
    paper.flat(circle(0.812, -1.28, 0.105), from_hex("#2F5560"))
    c.drawPath(letters("TRAM", 0.735, -1.305, 0.028, 0.05), stroke(paper.colour(from_hex("#F1E8D0")), 0.012))
    c.restore()


def gutter_rain(paper: Paper, params: dict[str, Any], moment: Moment) -> None:
    """Water that drips from an edge: `edges` lists [x0, x1, y, floor]; only in rain and storm."""
    if moment.weather not in ("rain", "storm"):
        return
    light = paper.light
    tone = mix(light.horizon, AMBER, 0.35 * light.lamp)
    points = []
    for edge, (x0, x1, y, foot) in enumerate(params.get("edges", ())):
        for index in range(int(params.get("count", 7))):
            period = 0.55 + 0.9 * unit(paper.seed, "drip", edge, index)
            t = (moment.seconds / period + unit(paper.seed, "drip-at", edge, index)) % 1
            px = float(x0) + (float(x1) - float(x0)) * unit(paper.seed, "drip-x", edge, index)
            py = float(y) + (float(foot) - float(y)) * t * t
            points += [skia.Point(px, py), skia.Point(px, py + 0.006 + 0.014 * t)]
    if points:
        paper.canvas.drawPoints(
            skia.Canvas.PointMode.kLines_PointMode, points, stroke(mix(tone, (1.0, 1.0, 1.0), 0.4), 0.0024, 0.7)
        )


def corner(paper: Paper, params: dict[str, Any]) -> None:
    """The dark near edge of a street: a wall's corner with a drainpipe on the left, a hydrant on the right."""
    light = paper.light
    near = mix(light.near, light.shade(from_hex("#3C4350")), 0.30)
    left, right = float(params.get("left", -0.93)), float(params.get("right", 0.93))
    paper.piece(
        polygon([(left - 1, -0.3), (left + 0.012, -0.3), (left + 0.020, 1.3), (left - 1, 1.3)]), near, lit=False
    )
    paper.piece(box(left + 0.016, -0.3, 0.022, 1.7, 0.008), adjust(near, lightness=1.15), lit=False)
    for y in (0.22, 0.62, 0.95):
        paper.piece(box(left + 0.008, y, 0.038, 0.018, 0.004), adjust(near, lightness=1.3), lit=False)
    c = paper.canvas
    c.save()
    c.translate(right, 1.03)
    for shape in (
        box(-0.045, -0.17, 0.09, 0.2, 0.012),
        box(-0.060, -0.125, 0.12, 0.032, 0.012),
        circle(0.0, -0.175, 0.045),
    ):
        paper.piece(shape, near, lit=False)
    c.restore()
