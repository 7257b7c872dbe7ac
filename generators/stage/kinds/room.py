"""A room of cut paper seen from the front: wall with a round window, shelves, stove, door, lamps, hanging jars.

It knows no set: everything's place comes from the layer's parameters.
"""

from __future__ import annotations

import math
from typing import Any

import skia

from generators.stage.colour import RGB, adjust, from_hex, mix
from generators.stage.kinds.switchboard import darken
from generators.stage.kinds.town import LAMPLIGHT
from generators.stage.moment import Moment
from generators.stage.paper import Paper, box, circle, fill, oval, polygon, smooth, stroke

OAK = from_hex("#8A5F43")
DARK_OAK = from_hex("#5B3C2E")
BRASS = from_hex("#D9A648")
PAPERS = tuple(from_hex(text) for text in ("#F4E9D2", "#E7D5AE", "#DCE4DE", "#EBC9A6", "#F0DFC4", "#C9D7DA"))
EMBER = from_hex("#FF8A3C")


def wall(paper: Paper, params: dict[str, Any]) -> None:
    """The back wall with boards below and a round hole for the window, side walls and ceiling in perspective."""
    tint = from_hex(str(params.get("tint", "#7F9B8F")))
    floor = float(params.get("floor", 0.76))
    hole_x, hole_y, hole = (float(value) for value in params.get("window", (0.24, 0.34, 0.145)))
    half = float(params.get("half", 1.02))
    canvas = paper.canvas
    body = skia.Path()
    body.addRect(skia.Rect.MakeLTRB(-3, -1, 3, floor + 0.02))
    body.addCircle(hole_x, hole_y, hole)
    body.setFillType(skia.PathFillType.kEvenOdd)
    canvas.drawPath(body, fill(paper.colour(tint)))
    canvas.save()
    canvas.clipPath(body, skia.ClipOp.kIntersect, True)
    # Wallpaper: faint columns, so that a plain wall is still made of something.
    for column in range(-20, 21):
        paper.flat(box(column * 0.11 - 0.024, -1, 0.048, 2), adjust(tint, lightness=1.035), 0.5)
    rail = float(params.get("rail", 0.565))
    board = from_hex(str(params.get("boards", "#7A5A46")))
    paper.flat(box(-3, rail, 6, 1), board)
    for index in range(-40, 41):
        x = index * 0.062
        paper.flat(box(x, rail, 0.060, 1), adjust(board, lightness=0.95 + 0.09 * paper.chance("board", index)))
        paper.flat(box(x - 0.0012, rail, 0.0024, 1), adjust(board, lightness=0.62), 0.7)
    darken(paper, skia.Rect.MakeLTRB(-3, -1, 3, floor + 0.02), float(params.get("night_shade", 0.0)))
    _wall_light(paper, params)
    canvas.restore()
    paper.piece(box(-3, rail - 0.016, 6, 0.022), adjust(OAK, lightness=1.05), drop=0.01)
    paper.piece(box(-3, floor - 0.026, 6, 0.036), adjust(OAK, lightness=0.85), drop=0.008)
    for side in (-1, 1):
        wing = polygon([(side * half, -0.2), (side * 3, -1.2), (side * 3, 1.9), (side * half, floor + 0.01)])
        paper.piece(wing, adjust(tint, lightness=0.80 if side * paper.light.direction[0] > 0 else 0.90))
        post = polygon(
            [
                (side * (half - 0.016), -0.3),
                (side * (half + 0.02), -0.3),
                (side * (half + 0.02), floor + 0.02),
                (side * (half - 0.016), floor + 0.01),
            ]
        )
        paper.piece(post, DARK_OAK, drop=0.01)
    if hole > 0:
        _window_frame(paper, hole_x, hole_y, hole)


def _wall_light(paper: Paper, params: dict[str, Any]) -> None:
    """Pools of light on the wall round each lamp of `lamps` (x, y, radius, strength)."""
    for x, y, radius, strength in params.get("lamps", ()):
        burn = paper.light.lamp * float(strength)
        paper.glow(float(x), float(y), float(radius), LAMPLIGHT, burn)
    shade = skia.GradientShader.MakeLinear(
        points=[(0, -0.1), (0, 0.34)],
        colors=[fill(paper.light.shadow, 0.50).getColor(), fill(paper.light.shadow, 0.0).getColor()],
    )
    paper.canvas.drawRect(skia.Rect.MakeLTRB(-3, -1, 3, 0.36), skia.Paint(Shader=shade, Dither=True))


def _window_frame(paper: Paper, x: float, y: float, radius: float) -> None:
    ring = skia.Path()
    ring.addCircle(x, y, radius + 0.026)
    ring.addCircle(x, y, radius - 0.004)
    ring.setFillType(skia.PathFillType.kEvenOdd)
    paper.piece(ring, OAK, drop=0.012)
    inner = skia.Path()
    inner.addCircle(x, y, radius + 0.002)
    inner.addCircle(x, y, radius - 0.009)
    inner.setFillType(skia.PathFillType.kEvenOdd)
    paper.piece(inner, BRASS, rim=0.6)
    for bolt in range(8):
        angle = math.pi / 8 + bolt * math.pi / 4
        paper.flat(
            circle(x + (radius + 0.013) * math.cos(angle), y + (radius + 0.013) * math.sin(angle), 0.0036), BRASS
        )
    bar = skia.Path()
    bar.moveTo(x - radius, y)
    bar.lineTo(x + radius, y)
    bar.moveTo(x, y - radius)
    bar.lineTo(x, y + radius)
    paper.line(bar, DARK_OAK, 0.007)
    sill = polygon(
        [
            (x - radius * 1.05, y + radius + 0.020),
            (x + radius * 1.05, y + radius + 0.020),
            (x + radius * 1.12, y + radius + 0.040),
            (x - radius * 1.12, y + radius + 0.040),
        ]
    )
    paper.piece(sill, adjust(OAK, lightness=1.1), drop=0.012)
    glass = smooth(
        [
            (x - radius * 0.62, y - radius * 0.55),
            (x - radius * 0.30, y - radius * 0.78),
            (x - radius * 0.02, y - radius * 0.86),
        ],
        closed=False,
    )
    paper.canvas.drawPath(glass, stroke((1.0, 1.0, 1.0), 0.004, 0.35))


def floor(paper: Paper, params: dict[str, Any]) -> None:
    """Floor boards running towards the eye, a round rug, and light lying on them."""
    far = float(params.get("far", 0.765))
    vanish_x, vanish_y = 0.04, 0.30
    tint = from_hex(str(params.get("tint", "#A47A54")))

    def at(x: float, y: float) -> tuple[float, float]:
        return vanish_x + (x - vanish_x) * (y - vanish_y) / (1 - vanish_y), y

    canvas = paper.canvas
    canvas.drawRect(skia.Rect.MakeLTRB(-3, far, 3, 2), fill(paper.colour(tint)))
    for index in range(-26, 27):
        x = index * 0.092
        tone = 0.90 + 0.16 * paper.chance("floor", index)
        paper.flat(
            polygon([at(x, far), at(x + 0.09, far), at(x + 0.09, 1.4), at(x, 1.4)]), adjust(tint, lightness=tone)
        )
        gap = skia.Path()
        gap.moveTo(*at(x, far))
        gap.lineTo(*at(x, 1.4))
        paper.line(gap, DARK_OAK, 0.0022, 0.6)
        y = far + 0.02 + 0.2 * paper.chance("joint", index)
        while y < 1.05:
            seam = skia.Path()
            seam.moveTo(*at(x, y))
            seam.lineTo(*at(x + 0.09, y))
            paper.line(seam, DARK_OAK, 0.0020, 0.55)
            y += (y - vanish_y) * (0.16 + 0.36 * paper.chance("joint", index, round(y * 99)))
    shade = skia.GradientShader.MakeLinear(
        points=[(0, far), (0, far + 0.06)],
        colors=[fill(paper.light.shadow, 0.42).getColor(), fill(paper.light.shadow, 0.0).getColor()],
    )
    canvas.drawRect(skia.Rect.MakeLTRB(-3, far, 3, far + 0.06), skia.Paint(Shader=shade))
    rug_x, rug_y = (float(value) for value in params.get("rug", (0.02, 0.885)))
    for size, colour in (
        (0.46, "#6E2F35"),
        (0.435, "#C2A57A"),
        (0.415, "#8E3B3C"),
        (0.33, "#C2A57A"),
        (0.315, "#7C3539"),
    ):
        paper.flat(oval(rug_x, rug_y, size, size * 0.165), from_hex(colour))
    for step in range(24):
        angle = 2 * math.pi * step / 24
        paper.flat(
            oval(rug_x + 0.373 * math.cos(angle), rug_y + 0.0615 * math.sin(angle), 0.012, 0.005), from_hex("#D9B77E")
        )
    darken(paper, skia.Rect.MakeLTRB(-3, far, 3, 2), float(params.get("night_shade", 0.0)))
    day = 1 - paper.light.night
    if day > 0.1 and paper.light.sun_shown > 0.1:
        patch = oval(float(params.get("patch", 0.10)), 0.90, 0.26, 0.055)
        paint = fill(mix(paper.light.sun, paper.light.horizon, 0.3), 0.34 * day * paper.light.sun_shown)
        paint.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, 0.012))
        paint.setBlendMode(skia.BlendMode.kScreen)
        canvas.drawPath(patch, paint)
    for x, y, radius, strength in params.get("pools", ()):
        pool = oval(float(x), float(y), float(radius), float(radius) * 0.24)
        paint = fill(mix(LAMPLIGHT, EMBER, 0.3), float(strength) * paper.light.lamp)
        paint.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, float(radius) * 0.20))
        paint.setBlendMode(skia.BlendMode.kScreen)
        canvas.drawPath(pool, paint)


def beams(paper: Paper, params: dict[str, Any]) -> None:
    """Dark ceiling beams across the top of the picture."""
    y = float(params.get("y", 0.030))
    paper.piece(box(-3, -1.0, 6, 1.0 + y), adjust(DARK_OAK, lightness=0.82), drop=0.03)
    paper.piece(box(-3, y - 0.004, 6, 0.026), DARK_OAK, drop=0.02)
    for index in range(-4, 5):
        x = index * 0.42 + 0.13
        end = polygon([(x - 0.022, -0.4), (x + 0.022, -0.4), (x + 0.019, y + 0.042), (x - 0.019, y + 0.042)])
        paper.piece(end, adjust(DARK_OAK, lightness=1.1), drop=0.012)


JARS: tuple[tuple[float, float, float, str], ...] = (
    (-0.74, 0.20, 0.030, "#E9F3F6"),
    (-0.08, 0.165, 0.026, "#A9DCF0"),
    (0.035, 0.245, 0.032, "#FFD36B"),
    (0.46, 0.155, 0.027, "#C7B3F0"),
    (0.555, 0.25, 0.031, "#E9F3F6"),
    (0.86, 0.19, 0.030, "#FFD36B"),
)
"""x, y, size and colour of the weather that hangs from the beams."""


def jars(paper: Paper, params: dict[str, Any], moment: Moment) -> None:
    """Hanging jars of weather: fog turns, sunshine glows, a small storm flickers; they swing a little."""
    canvas = paper.canvas
    for index, (x, y, size, colour_text) in enumerate(JARS):
        colour = from_hex(colour_text)
        swing = 1.6 * moment.sway(3.3 + 0.4 * index, index * 0.19) * (0.5 + 0.8 * moment.wind)
        canvas.save()
        canvas.translate(x, 0.05)
        canvas.rotate(swing)
        canvas.translate(0, y - 0.05)
        canvas.scale(size, size)
        if canvas.quickReject(skia.Rect.MakeLTRB(-2.1, min(-2.1, -(y - 0.05) / size), 2.1, 2.1)):
            canvas.restore()
            continue
        canvas.drawLine(0, -(y - 0.05) / size, 0, -1.15, stroke(paper.colour(from_hex("#3A2C26")), 0.07))
        pulse = 0.78 + 0.22 * moment.sway(2.2 + 0.5 * index, index * 0.31)
        canvas.drawPath(circle(0, 0, 2.1), fill(colour, 0.06 * pulse))
        canvas.drawPath(circle(0, 0, 1.5), fill(colour, 0.10 * pulse))
        glass = box(-0.72, -0.80, 1.44, 1.70, 0.42)
        canvas.drawPath(glass, fill(mix(paper.colour(from_hex("#8FB2BA")), colour, 0.35), 0.62))
        canvas.save()
        canvas.clipPath(glass, skia.ClipOp.kIntersect, True)
        _inside(canvas, index, colour, pulse, moment)
        canvas.restore()
        canvas.drawLine(-0.46, -0.45, -0.46, 0.45, stroke((1.0, 1.0, 1.0), 0.12, 0.5))
        paper.piece(box(-0.56, -1.10, 1.12, 0.34, 0.08), BRASS, rim=0.7)
        canvas.restore()
    del params


def _inside(canvas: skia.Canvas, index: int, colour: RGB, pulse: float, moment: Moment) -> None:
    if colour[0] > 0.97 and colour[2] < 0.6:
        canvas.drawPath(circle(0, 0.1, 0.42 + 0.05 * pulse), fill(colour, 0.95))
        canvas.drawPath(circle(0, 0.1, 0.24), fill((1.0, 0.97, 0.85), 0.95))
        return
    for puff in range(3):
        dx = 0.30 * moment.sway(4.0 + puff, index * 0.2 + puff * 0.33)
        canvas.drawPath(oval(dx + 0.3 * (puff - 1), 0.55 - 0.28 * puff, 0.55, 0.34), fill(colour, 0.42 + 0.18 * pulse))
    if index == 3 and moment.sway(1.9, 0.4) > 0.86:
        bolt = polygon([(0.1, -0.5), (-0.2, 0.15), (0.02, 0.12), (-0.12, 0.6), (0.26, -0.02), (0.05, 0.0)])
        canvas.drawPath(bolt, fill((1.0, 0.95, 0.75), 0.9))


def pane(paper: Paper, params: dict[str, Any], moment: Moment) -> None:
    """The weather behind the round window: rain or snow falls there too."""
    weather = moment.weather
    if weather not in ("rain", "storm", "snow"):
        return
    x, y, radius = (float(value) for value in params.get("window", (0.24, 0.34, 0.145)))
    canvas = paper.canvas
    canvas.save()
    canvas.clipPath(circle(x, y, radius), skia.ClipOp.kIntersect, True)
    tone = mix(paper.light.horizon, (1.0, 1.0, 1.0), 0.5)
    points = []
    count = 34 if weather == "snow" else 30
    for index in range(count):
        speed = 0.10 if weather == "snow" else 0.75
        fall = paper.chance("pane", index) + moment.seconds * speed * (0.8 + 0.4 * paper.chance("pane-s", index))
        py = y - radius * 1.2 + (fall % 1.0) * radius * 2.6
        px = (
            x
            - radius
            + 2 * radius * ((paper.chance("pane-x", index) + 0.37 * math.floor(fall)) % 1.0)
            + (py - y) * 0.25 * moment.wind
        )
        points.append(skia.Point(px, py))
        if weather != "snow":
            points.append(skia.Point(px + 0.006 * moment.wind, py + 0.026))
    if weather == "snow":
        canvas.drawPoints(skia.Canvas.PointMode.kPoints_PointMode, points, stroke(tone, 0.0045, 0.85))
    else:
        canvas.drawPoints(skia.Canvas.PointMode.kLines_PointMode, points, stroke(tone, 0.0022, 0.55))
    canvas.restore()


def clutter(paper: Paper, params: dict[str, Any]) -> None:
    """Dark cropped foreground: a corner of a table with bundled post on the left, an oilskin on a hook on the right."""
    light = paper.light
    near = mix(light.near, light.shade(from_hex("#5A3A2E")), 0.35)
    left, right = float(params.get("left", -0.95)), float(params.get("right", 0.98))
    paper.piece(
        polygon([(left - 1, 0.915), (left + 0.26, 0.915), (left + 0.29, 0.945), (left + 0.25, 1.4), (left - 1, 1.4)]),
        near,
        lit=False,
    )
    for bundle, (dx, dy, w, h) in enumerate(
        ((0.02, 0.0, 0.15, 0.052), (0.035, -0.052, 0.12, 0.040), (0.16, 0.0, 0.085, 0.036))
    ):
        tone = mix(near, light.shade(PAPERS[bundle]), 0.24)
        paper.piece(box(left + dx, 0.915 + dy - h, w, h, 0.003), tone, lit=False)
        paper.canvas.drawPath(
            box(left + dx + w * 0.44, 0.915 + dy - h, w * 0.07, h),
            fill(mix(near, light.shade(from_hex("#C8453D")), 0.55)),
        )
    coat = smooth(
        [
            (right - 0.03, 0.10),
            (right - 0.085, 0.24),
            (right - 0.10, 0.52),
            (right - 0.13, 0.80),
            (right - 0.06, 0.84),
            (right + 0.1, 0.80),
            (right + 0.3, 0.86),
            (right + 0.3, 0.05),
        ]
    )
    paper.piece(coat, mix(near, light.shade(from_hex("#1F4A50")), 0.30), lit=False)
