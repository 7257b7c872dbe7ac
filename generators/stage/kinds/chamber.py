"""Walls and floors of any room, cut from paper: square or arched windows, wall papers, boards, tiles, flags, curtains.

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
from generators.stage.paper import Paper, box, circle, colour4, fill, oval, polygon, smooth, stroke

EMBER = from_hex("#FF9A4C")
VANISH_Y = 0.30
"""Height of the vanishing point of floor boards and tiles: the eye of somebody who stands."""
Hole = tuple[float, float, float, float]
"""A window: x of its middle, y of its top, width, height."""


def holes_of(params: dict[str, Any]) -> list[Hole]:
    """The windows of a layer."""
    return [tuple(float(value) for value in hole) for hole in params.get("windows", ())]  # type: ignore[misc]


def hole_path(hole: Hole, arched: bool, grow: float = 0.0) -> skia.Path:
    """The opening of a window, `grow` units larger on every side."""
    x, top, width, height = hole[0], hole[1] - grow, hole[2] + 2 * grow, hole[3] + 2 * grow
    if not arched:
        return box(x - width / 2, top, width, height, 0.003)
    path = skia.Path()
    path.moveTo(x - width / 2, top + height)
    path.lineTo(x - width / 2, top + width * 0.5)
    path.arcTo(skia.Rect.MakeLTRB(x - width / 2, top, x + width / 2, top + width), 180, 180, False)
    path.lineTo(x + width / 2, top + height)
    path.close()
    return path


def chamber(paper: Paper, params: dict[str, Any]) -> None:
    """The back wall with window holes, a pattern, a dado, pools of lamplight, side walls and the ceiling's shade.

    `pattern`: stripes, sprigs, tiles, boards, bricks or plaster; `windows` lists [x, top, width, height]; `lamps` lists
    [x, y, radius, strength]; `rail` is the dado's height (0 = none); `night_shade` the share the night takes.
    """
    tint = from_hex(str(params.get("tint", "#C9B79C")))
    floor = float(params.get("floor", 0.768))
    rail = float(params.get("rail", 0.60))
    board = from_hex(str(params.get("boards", "#7A5A46")))
    arched = bool(params.get("arched", False))
    canvas = paper.canvas
    canvas.save()
    for hole in holes_of(params):
        canvas.clipPath(hole_path(hole, arched), skia.ClipOp.kDifference, True)
    canvas.drawRect(skia.Rect.MakeLTRB(-3, -1, 3, floor + 0.02), fill(paper.colour(tint)))
    _pattern(paper, str(params.get("pattern", "stripes")), tint, rail or floor)
    if rail:
        _dado(paper, board, rail, floor)
    for y0, y1, alpha in ((-0.1, 0.36, 0.55), (floor + 0.02, floor - 0.16, 0.34)):
        shade = skia.GradientShader.MakeLinear(
            points=[(0, y0), (0, y1)],
            colors=[fill(paper.light.shadow, alpha).getColor(), fill(paper.light.shadow, 0.0).getColor()],
        )
        canvas.drawRect(
            skia.Rect.MakeLTRB(-3, min(y0, y1) - 0.9 * (y0 < y1), 3, max(y0, y1)),
            skia.Paint(Shader=shade, Dither=True),
        )
    darken(paper, skia.Rect.MakeLTRB(-3, -1, 3, floor + 0.02), float(params.get("night_shade", 0.0)))
    for x, y, radius, strength in params.get("lamps", ()):
        burn = paper.light.lamp * float(strength)
        paper.glow(float(x), float(y), float(radius), mix(LAMPLIGHT, EMBER, 0.25), burn)
    _daylight(paper, params)
    canvas.restore()
    if rail:
        paper.piece(box(-3, rail - 0.014, 6, 0.019), adjust(board, lightness=1.18), drop=0.009)
    paper.piece(box(-3, floor - 0.028, 6, 0.038), adjust(board, lightness=0.80), drop=0.008)
    if params.get("half") != "none":
        _wings(paper, tint, board, float(params.get("half", 1.02)), floor)
    for hole in holes_of(params):
        window_frame(paper, hole, params)


def _pattern(paper: Paper, name: str, tint: RGB, foot: float) -> None:
    """What the wall is made of, a breath away from its tint: it whispers."""
    light, dark = adjust(tint, lightness=1.035), adjust(tint, lightness=0.95)
    if name == "stripes":
        for column in range(-22, 23):
            paper.flat(box(column * 0.10 - 0.022, -1, 0.044, 2), light, 0.55)
            paper.flat(box(column * 0.10 + 0.034, -1, 0.004, 2), dark, 0.45)
    elif name == "sprigs":
        for row in range(10):
            for column in range(-16, 17):
                x, y = column * 0.105 + 0.0525 * (row % 2), 0.02 + row * 0.075
                if y < foot and paper.left - 0.1 < x < paper.right + 0.1:
                    stem = smooth([(x - 0.004, y + 0.012), (x + 0.001, y), (x - 0.001, y - 0.014)], closed=False)
                    paper.line(stem, dark, 0.0018, 0.7)
                    paper.flat(oval(x - 0.006, y - 0.002, 0.0055, 0.0025), dark, 0.6)
                    paper.flat(oval(x + 0.006, y - 0.006, 0.0055, 0.0025), dark, 0.6)
                    paper.flat(circle(x - 0.001, y - 0.017, 0.0045), light, 0.9)
    elif name in ("tiles", "bricks"):
        tall, wide = (0.036, 0.050) if name == "tiles" else (0.030, 0.084)
        for row in range(int(foot / tall) + 2):
            for column in range(int((paper.left - 0.1) / wide), int((paper.right + 0.1) / wide) + 1):
                x = column * wide + (0.5 * wide * (row % 2) if name == "bricks" else 0)
                tone = 0.955 + 0.08 * paper.chance(name, row, column)
                paper.flat(
                    box(x, row * tall - 0.02, wide - 0.003, tall - 0.003, 0.002), adjust(tint, lightness=tone), 0.9
                )
    elif name == "boards":
        for index in range(-34, 35):
            x = index * 0.068
            tone = 0.94 + 0.10 * paper.chance("wall-board", index)
            paper.flat(box(x, -1, 0.0665, 2), adjust(tint, lightness=tone))
            paper.flat(box(x - 0.0012, -1, 0.0026, 2), adjust(tint, lightness=0.70), 0.7)
            for knot in range(2):
                y = foot * paper.chance("knot", index, knot)
                paper.flat(oval(x + 0.033, y, 0.0042, 0.009), adjust(tint, lightness=0.86), 0.6)
    else:
        for index in range(26):
            x = -1.2 + 2.4 * paper.chance("plaster-x", index)
            y = foot * paper.chance("plaster-y", index)
            paper.flat(oval(x, y, 0.05 + 0.08 * paper.chance("plaster-w", index), 0.02), light, 0.30)


def _dado(paper: Paper, board: RGB, rail: float, floor: float) -> None:
    paper.flat(box(-3, rail, 6, floor - rail + 0.02), board)
    for index in range(-30, 31):
        paper.piece(
            box(index * 0.105 + 0.009, rail + 0.020, 0.087, floor - rail - 0.060, 0.003),
            adjust(board, lightness=1.05 + 0.05 * paper.chance("panel", index)),
            rim=0.45,
        )


def _daylight(paper: Paper, params: dict[str, Any]) -> None:
    """By day the windows throw light on the wall beside them, away from the sun."""
    light = paper.light
    day = (1 - light.night) * (0.35 + 0.65 * light.sun_shown)
    for x, top, width, height in holes_of(params):
        paper.glow(x, top + height * 0.5, max(width, height) * 1.5, mix(light.sun, light.horizon, 0.4), 0.24 * day)


def _wings(paper: Paper, tint: RGB, board: RGB, half: float, floor: float) -> None:
    for side in (-1, 1):
        wing = polygon([(side * half, -0.2), (side * 3, -1.2), (side * 3, 1.9), (side * half, floor + 0.01)])
        away = side * paper.light.direction[0] > 0
        paper.piece(wing, adjust(tint, lightness=0.70 if away else 0.80))
        paper.piece(box(side * half - 0.018, -0.4, 0.036, floor + 0.42), adjust(board, lightness=0.8), drop=0.01)


def window_frame(paper: Paper, hole: Hole, params: dict[str, Any]) -> None:
    """Frame, bars, sill and curtains of one window: `frame`, `bars: [columns, rows]`, `curtains`, `sill`."""
    x, top, width, height = hole
    arched = bool(params.get("arched", False))
    wood = from_hex(str(params.get("frame", "#D8C6A6")))
    columns, rows = (int(value) for value in params.get("bars", (2, 3)))
    ring = hole_path(hole, arched, 0.020)
    ring.addPath(hole_path(hole, arched, -0.002))
    ring.setFillType(skia.PathFillType.kEvenOdd)
    paper.piece(ring, wood, drop=0.014)
    inner = hole_path(hole, arched, 0.0)
    inner.addPath(hole_path(hole, arched, -0.008))
    inner.setFillType(skia.PathFillType.kEvenOdd)
    paper.piece(inner, adjust(wood, lightness=0.80), rim=0.5)
    bars = skia.Path()
    for column in range(1, columns):
        at = x - width / 2 + width * column / columns
        bars.moveTo(at, top + 0.006)
        bars.lineTo(at, top + height)
    for row in range(1, rows):
        at = top + height * row / rows
        bars.moveTo(x - width / 2, at)
        bars.lineTo(x + width / 2, at)
    c = paper.canvas
    c.save()
    c.clipPath(hole_path(hole, arched), skia.ClipOp.kIntersect, True)
    paper.line(bars, adjust(wood, lightness=0.82), 0.0075)
    paper.line(bars, wood, 0.0040)
    for share, alpha in ((0.18, 0.10), (0.30, 0.06)):
        left = x - width / 2 + width * share
        c.drawPath(
            polygon(
                [
                    (left, top),
                    (left + width * 0.09, top),
                    (left - width * 0.16, top + height),
                    (left - width * 0.25, top + height),
                ]
            ),
            fill((1.0, 1.0, 1.0), alpha),
        )
    c.restore()
    deep = float(params.get("sill", 0.05))
    foot = top + height + 0.018
    paper.piece(
        polygon(
            [
                (x - width / 2 - 0.024, foot),
                (x + width / 2 + 0.024, foot),
                (x + width / 2 + 0.024 + deep * 0.3, foot + deep * 0.42),
                (x - width / 2 - 0.024 - deep * 0.3, foot + deep * 0.42),
            ]
        ),
        adjust(wood, lightness=1.04),
        drop=0.014,
    )
    if "curtains" in params:
        _curtains(paper, hole, from_hex(str(params["curtains"])))


def _curtains(paper: Paper, hole: Hole, cloth: RGB) -> None:
    x, top, width, height = hole
    rod = box(x - width * 0.72, top - 0.036, width * 1.44, 0.008, 0.004)
    for side in (-1, 1):
        outer, inner = x + side * width * 0.70, x + side * width * 0.33
        tie = top + height * 0.66
        drape = smooth(
            [
                (outer, top - 0.034),
                (inner, top - 0.034),
                (inner, top - 0.02),
                (inner + side * 0.012, top + height * 0.32),
                (outer - side * width * 0.14, tie),
                (outer - side * width * 0.16, tie + 0.01),
                (outer - side * width * 0.06, top + height + 0.075),
                (outer + side * 0.014, top + height + 0.085),
                (outer + side * 0.006, tie),
                (outer + side * 0.004, top),
            ]
        )
        paper.piece(drape, cloth, drop=0.016)
        c = paper.canvas
        c.save()
        c.clipPath(drape, skia.ClipOp.kIntersect, True)
        for fold in range(5):
            t = fold / 4
            line = smooth(
                [
                    (inner + (outer - inner) * t, top - 0.04),
                    (inner + (outer - inner) * (0.15 + 0.85 * t), top + height * 0.34),
                    (outer - side * width * (0.12 * (1 - t)), tie),
                    (outer - side * width * (0.10 * (1 - t)), top + height + 0.09),
                ],
                closed=False,
            )
            paper.line(line, adjust(cloth, lightness=0.86 if fold % 2 else 1.09), 0.006, 0.8)
        c.restore()
        band = outer - side * width * 0.075
        paper.piece(box(band - width * 0.085, tie - 0.006, width * 0.17, 0.014, 0.006), adjust(cloth, lightness=0.72))
    paper.piece(rod, from_hex("#B98A48"), drop=0.006)
    for side in (-1, 1):
        paper.piece(circle(x + side * width * 0.73, top - 0.032, 0.008), from_hex("#B98A48"))


def room_floor(paper: Paper, params: dict[str, Any]) -> None:
    """The floor to one vanishing point: `pattern` boards, flags or chequers, light lying on it, a rug where wanted.

    `pools` lists [x, y, radius, strength] of lamplight; `patches` [x, width] of window light; `rug` [x, y, half width].
    """
    far = float(params.get("far", 0.765))
    vanish_x = float(params.get("vanish", 0.03))
    tint = from_hex(str(params.get("tint", "#A47A54")))
    gap = adjust(tint, lightness=0.62)
    pattern = str(params.get("pattern", "boards"))

    def at(x: float, y: float) -> tuple[float, float]:
        return vanish_x + (x - vanish_x) * (y - VANISH_Y) / (1 - VANISH_Y), y

    canvas = paper.canvas
    canvas.drawRect(skia.Rect.MakeLTRB(-3, far, 3, 2), fill(paper.colour(tint)))
    wide = 0.092 if pattern == "boards" else 0.17
    rows = [far + (1.5 - far) * (row / 11) ** 1.55 for row in range(12)]
    for index in range(-28, 29):
        x = index * wide
        if pattern == "boards":
            tone = 0.91 + 0.15 * paper.chance("floor", index)
            paper.flat(
                polygon([at(x, far), at(x + wide, far), at(x + wide, 1.5), at(x, 1.5)]), adjust(tint, lightness=tone)
            )
            y = far + 0.02 + 0.2 * paper.chance("joint", index)
            while y < 1.1:
                paper.line(polygon([at(x, y), at(x + wide, y), at(x, y)]), gap, 0.0018, 0.5)
                y += (y - VANISH_Y) * (0.16 + 0.36 * paper.chance("joint", index, round(y * 99)))
        else:
            other = from_hex(str(params.get("other", "#8A6A50")))
            for row in range(11):
                shift = wide * 0.5 * (row % 2) if pattern == "flags" else 0.0
                tone = 0.94 + 0.11 * paper.chance("flag", index, row)
                base = other if pattern == "chequers" and (index + row) % 2 else tint
                y0, y1 = rows[row], rows[row + 1]
                tile = polygon(
                    [at(x + shift, y0), at(x + shift + wide, y0), at(x + shift + wide, y1), at(x + shift, y1)]
                )
                paper.flat(tile, adjust(base, lightness=tone))
                if pattern == "flags":
                    paper.line(tile, gap, 0.0022, 0.45)
        if pattern == "boards":
            paper.line(polygon([at(x, far), at(x, 1.5), at(x, far)]), gap, 0.0020, 0.55)
    shade = skia.GradientShader.MakeLinear(
        points=[(0, far), (0, far + 0.07)],
        colors=[fill(paper.light.shadow, 0.45).getColor(), fill(paper.light.shadow, 0.0).getColor()],
    )
    canvas.drawRect(skia.Rect.MakeLTRB(-3, far, 3, far + 0.07), skia.Paint(Shader=shade))
    if "rug" in params:
        _rug(paper, params)
    darken(paper, skia.Rect.MakeLTRB(-3, far, 3, 2), float(params.get("night_shade", 0.0)))
    _floor_light(paper, params, at)


def _rug(paper: Paper, params: dict[str, Any]) -> None:
    x, y, half = (float(value) for value in params["rug"])
    tones = [from_hex(str(tone)) for tone in params.get("rug_tones", ("#7C3539", "#C2A57A", "#8E3B3C"))]
    shape = str(params.get("rug_shape", "round"))
    if shape == "round":
        for share, tone in ((1.0, 0), (0.94, 1), (0.90, 2), (0.70, 1), (0.67, 0), (0.34, 1), (0.31, 2)):
            paper.flat(oval(x, y, half * share, half * share * 0.16), tones[tone])
        return
    deep = half * 0.19
    for share, tone in ((1.0, 0), (0.92, 1), (0.88, 2), (0.66, 1), (0.62, 0)):
        w, d = half * share, deep * (0.25 + 0.75 * share)
        paper.flat(
            polygon([(x - w * 0.93, y - d), (x + w * 0.93, y - d), (x + w * 1.05, y + d), (x - w * 1.05, y + d)]),
            tones[tone],
        )
    for index in range(34):
        t = index / 33
        for side, lean in ((-1, 0.93), (1, 1.05)):
            fx, fy = x + half * lean * (2 * t - 1), y + side * deep
            paper.line(polygon([(fx, fy), (fx + 0.003, fy + 0.006 * side), (fx, fy)]), tones[1], 0.0022, 0.9)


def _floor_light(paper: Paper, params: dict[str, Any], at: Any) -> None:
    light = paper.light
    day = (1 - light.night) * light.sun_shown
    moon = 0.5 * light.night * light.sun_shown
    far = float(params.get("far", 0.765))
    lean = -0.30 * light.direction[0]
    for x, width in params.get("patches", ()):
        strength = 0.30 * day + 0.22 * moon
        if strength < 0.03:
            continue
        for pane in (0, 1):
            x0 = float(x) + float(width) * (pane - 1) * 0.52
            x1 = x0 + float(width) * 0.48
            y0, y1 = far + 0.04, far + 0.17
            patch = polygon([at(x0, y0), at(x1, y0), at(x1 + lean, y1), at(x0 + lean, y1)])
            paint = fill(mix(light.sun, light.horizon, 0.3), strength)
            paint.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, 0.006))
            paint.setBlendMode(skia.BlendMode.kScreen)
            paper.canvas.drawPath(patch, paint)
    for x, y, radius, strength in params.get("pools", ()):
        pool = oval(float(x), float(y), float(radius), float(radius) * 0.24)
        paint = fill(mix(LAMPLIGHT, EMBER, 0.3), min(1.0, float(strength) * light.lamp))
        paint.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, float(radius) * 0.22))
        paint.setBlendMode(skia.BlendMode.kScreen)
        paper.canvas.drawPath(pool, paint)


def ceiling(paper: Paper, params: dict[str, Any]) -> None:
    """Beams across the top of the picture: `y`, `tint`, distance of the cross beams `step`."""
    y, tint = float(params.get("y", 0.030)), from_hex(str(params.get("tint", "#4A3226")))
    step = float(params.get("step", 0.42))
    paper.piece(box(-3, -1.0, 6, 1.0 + y), adjust(tint, lightness=0.82), drop=0.03)
    paper.piece(box(-3, y - 0.004, 6, 0.026), tint, drop=0.02)
    for index in range(-5, 6):
        x = index * step + 0.11
        end = polygon([(x - 0.022, -0.4), (x + 0.022, -0.4), (x + 0.019, y + 0.044), (x - 0.019, y + 0.044)])
        paper.piece(end, adjust(tint, lightness=1.12), drop=0.012)


def shaft(paper: Paper, params: dict[str, Any], moment: Moment) -> None:
    """Light falling in through windows with dust turning in it: by day the sun's, by night a little of the moon's."""
    light = paper.light
    strength = (0.085 * (1 - light.night) + 0.035 * light.night) * light.sun_shown
    if strength < 0.006:
        return
    lean = -0.34 * light.direction[0] - 0.02
    canvas = paper.canvas
    for number, (x, top, width, height) in enumerate(holes_of(params)):
        foot = float(params.get("foot", 0.86))
        breath = 0.92 + 0.08 * moment.sway(5.3, 0.2 * number)
        for grow, share in ((0.0, 1.0), (-0.22, 0.7)):
            half = width * (0.5 + grow)
            wedge = polygon(
                [(x - half, top), (x + half, top), (x + half * 1.5 + lean, foot), (x - half * 1.5 + lean, foot)]
            )
            shader = skia.GradientShader.MakeLinear(
                points=[(x, top), (x + lean, foot)],
                colors=[colour4(light.sun, strength * breath * share).toColor(), colour4(light.sun, 0.0).toColor()],
            )
            canvas.drawPath(wedge, skia.Paint(Shader=shader, AntiAlias=True, BlendMode=skia.BlendMode.kScreen))
        dots = []
        for mote in range(int(params.get("motes", 16))):
            t = (
                paper.chance("mote", number, mote) + moment.seconds * (0.012 + 0.012 * paper.chance("mote-s", mote))
            ) % 1
            across = 2 * paper.chance("mote-x", number, mote) - 1 + 0.12 * moment.sway(4.1 + mote % 5, mote * 0.17)
            dots.append(
                skia.Point(
                    x + lean * t + across * width * (0.5 + 0.25 * t),
                    top + height * 0.3 + (foot - top - height * 0.3) * t,
                )
            )
        canvas.drawPoints(
            skia.Canvas.PointMode.kPoints_PointMode, dots, stroke(light.sun, 0.0028, 0.35 * min(1.0, strength * 12))
        )


def pane_weather(paper: Paper, params: dict[str, Any], moment: Moment) -> None:
    """The weather behind square windows: rain and its drops on the glass, snow, driven leaves, fog that drifts by."""
    weather = moment.weather
    canvas = paper.canvas
    tone = mix(paper.light.horizon, (1.0, 1.0, 1.0), 0.5)
    for number, hole in enumerate(holes_of(params)):
        x, top, width, height = hole
        if weather == "clear" or not paper.left - width < x < paper.right + width:
            continue
        canvas.save()
        canvas.clipRect(skia.Rect.MakeXYWH(x - width / 2, top, width, height))
        if weather == "fog":
            for bank in range(3):
                at = x + width * 0.5 * moment.sway(17 + 4 * bank, 0.3 * bank)
                canvas.drawPath(
                    oval(at, top + height * (0.35 + 0.25 * bank), width * 0.9, height * 0.16),
                    fill(paper.light.mist, 0.22),
                )
        elif weather == "wind":
            for leaf in range(3):
                t = (moment.seconds * (0.16 + 0.05 * leaf) + 0.37 * leaf) % 1.6
                at_x, at_y = x - width * 0.7 + width * t, top + height * (0.3 + 0.2 * leaf + 0.06 * math.sin(9 * t))
                canvas.drawPath(oval(at_x, at_y, 0.006, 0.0028), fill(paper.colour(from_hex("#B07A3A"))))
        elif weather in ("rain", "storm", "snow"):
            _fall(canvas, paper, number, hole, weather, tone, moment)
        canvas.restore()


def _fall(canvas: skia.Canvas, paper: Paper, number: int, hole: Hole, weather: str, tone: RGB, moment: Moment) -> None:
    x, top, width, height = hole
    snow = weather == "snow"
    lines, dots = [], []
    for index in range(30 if snow else 26):
        speed = 0.08 if snow else 0.55 + 0.5 * paper.chance("fall-s", number, index)
        fall = paper.chance("fall", number, index) + moment.seconds * speed / (1 if snow else height * 2)
        py = top - 0.03 + (fall % 1.0) * (height + 0.06)
        column = (paper.chance("fall-x", number, index) + 0.37 * math.floor(fall)) % 1.0
        px = x - width * 0.5 + width * column + (py - top) * 0.3 * moment.wind
        if snow:
            dots.append(skia.Point(px + 0.008 * moment.sway(3.1, index * 0.13), py))
        else:
            lines += [skia.Point(px, py - 0.026), skia.Point(px + 0.007 * moment.wind, py)]
    if snow:
        canvas.drawPoints(skia.Canvas.PointMode.kPoints_PointMode, dots, stroke(tone, 0.0050, 0.85))
        return
    canvas.drawPoints(skia.Canvas.PointMode.kLines_PointMode, lines, stroke(tone, 0.0020, 0.45))
    for index in range(9):
        # Drops that run down the glass, rest, and run again.
        t = (moment.seconds * 0.11 + paper.chance("drop", number, index)) % 1
        rest = t - 0.08 * math.sin(2 * math.pi * 3 * t) / 3
        px = x - width * 0.46 + width * 0.92 * paper.chance("drop-x", number, index)
        dots.append(skia.Point(px + 0.004 * math.sin(9 * t), top + height * (rest % 1)))
    canvas.drawPoints(skia.Canvas.PointMode.kPoints_PointMode, dots, stroke((1.0, 1.0, 1.0), 0.0042, 0.5))


def glows(paper: Paper, params: dict[str, Any]) -> None:
    """Lamplight lying on whatever is behind: `at` lists [x, y, radius, strength]; `shade` darkens the rest by night."""
    darken(paper, skia.Rect.MakeLTRB(-3, -1, 3, 2), float(params.get("shade", 0.0)))
    tone = from_hex(str(params["tint"])) if "tint" in params else mix(LAMPLIGHT, EMBER, 0.5)
    for x, y, radius, strength in params.get("at", ()):
        paper.glow(float(x), float(y), float(radius), tone, paper.light.lamp * float(strength))
