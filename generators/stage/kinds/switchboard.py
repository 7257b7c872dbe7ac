"""A telephone exchange of cut paper: hall with tall windows, the switchboard and its lamps, clock, lamps, chairs.

It knows no set: everything's place comes from the layer's parameters.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import skia

from generators.stage.chance import unit
from generators.stage.colour import adjust, from_hex, mix
from generators.stage.kinds.city import AMBER, PALE
from generators.stage.moment import Moment
from generators.stage.paper import Paper, box, circle, colour4, fill, oval, polygon, stroke

WALNUT, DARK_WALNUT = from_hex("#573C32"), from_hex("#2E2220")
BRASS, EBONY = from_hex("#C9A052"), from_hex("#1E1A20")
CORDS = tuple(from_hex(text) for text in ("#B8433A", "#3E6E5C", "#C9A24C", "#4A5C86"))
PANEL, ROW_STEP, JACK_STEP = 0.205, 0.0205, 0.0158
"""Width of one operator's panel, distance of jack rows and of jacks, in stage units."""


def hall(paper: Paper, params: dict[str, Any]) -> None:
    """The back wall with tall arched window holes, a dado, ceiling shade and side walls.

    `windows` lists [x, top, width, height]; `lamps` lists pools of light [x, y, radius, strength]; `night_shade` is how
    much of the wall the night takes.
    """
    tint = from_hex(str(params.get("tint", "#4F6672")))
    floor = float(params.get("floor", 0.768))
    half = float(params.get("half", 1.02))
    canvas = paper.canvas
    holes = [_arch(*(float(value) for value in hole)) for hole in params.get("windows", ())]
    canvas.save()
    for hole in holes:
        canvas.clipPath(hole, skia.ClipOp.kDifference, True)
    canvas.drawRect(skia.Rect.MakeLTRB(-3, -1, 3, floor + 0.02), fill(paper.colour(tint)))
    for column in range(-16, 17):
        paper.flat(box(column * 0.15 - 0.05, -1, 0.10, 2), adjust(tint, lightness=1.03), 0.5)
    shade = skia.GradientShader.MakeLinear(
        points=[(0, -0.1), (0, 0.36)],
        colors=[fill(paper.light.shadow, 0.62).getColor(), fill(paper.light.shadow, 0.0).getColor()],
    )
    canvas.drawRect(skia.Rect.MakeLTRB(-3, -1, 3, 0.36), skia.Paint(Shader=shade, Dither=True))
    rail = float(params.get("rail", 0.600))
    board = from_hex(str(params.get("boards", "#3F4A50")))
    paper.flat(box(-3, rail, 6, floor - rail + 0.02), board)
    for index in range(-26, 27):
        paper.piece(
            box(index * 0.115 + 0.010, rail + 0.022, 0.095, floor - rail - 0.062, 0.003),
            adjust(board, lightness=1.08),
            rim=0.5,
        )
    darken(paper, skia.Rect.MakeLTRB(-3, -1, 3, floor + 0.02), float(params.get("night_shade", 0.0)))
    for x, y, radius, strength in params.get("lamps", ()):
        paper.glow(float(x), float(y), float(radius), AMBER, paper.light.lamp * float(strength))
    canvas.restore()
    paper.piece(box(-3, rail - 0.012, 6, 0.018), adjust(board, lightness=1.25), drop=0.008)
    paper.piece(box(-3, floor - 0.028, 6, 0.038), adjust(board, lightness=0.72), drop=0.008)
    for hole in params.get("windows", ()):
        _tall_frame(paper, *(float(value) for value in hole))
    for side in (-1, 1):
        wing = polygon([(side * half, -0.2), (side * 3, -1.2), (side * 3, 1.9), (side * half, floor + 0.01)])
        paper.piece(wing, adjust(tint, lightness=0.66))
        paper.piece(box(side * half - 0.02, -0.4, 0.04, floor + 0.42), adjust(board, lightness=0.8), drop=0.01)


def darken(paper: Paper, area: skia.Rect, share: float) -> None:
    """By night a room lies in shadow and its people in lamplight: `share` of shadow over `area` at midnight.

    Before a lit screen it is the people who are dark.
    """
    share *= 1 - paper.light.tones.glow
    if share * paper.light.night > 0.02:
        paper.canvas.drawRect(area, fill(paper.light.shadow, share * paper.light.night))


def _arch(x: float, top: float, width: float, height: float) -> skia.Path:
    path = skia.Path()
    path.moveTo(x - width / 2, top + height)
    path.lineTo(x - width / 2, top + width * 0.5)
    path.cubicTo(x - width / 2, top - width * 0.05, x + width / 2, top - width * 0.05, x + width / 2, top + width * 0.5)
    path.lineTo(x + width / 2, top + height)
    path.close()
    return path


def _tall_frame(paper: Paper, x: float, top: float, width: float, height: float) -> None:
    ring = _arch(x, top - 0.022, width + 0.044, height + 0.030)
    ring.addPath(_arch(x, top + 0.004, width - 0.008, height - 0.008))
    ring.setFillType(skia.PathFillType.kEvenOdd)
    paper.piece(ring, from_hex("#8C8478"), drop=0.012)
    bars = skia.Path()
    for share in (1 / 3, 2 / 3):
        bars.moveTo(x - width / 2 + width * share, top + 0.01)
        bars.lineTo(x - width / 2 + width * share, top + height)
    for share in (0.24, 0.43, 0.62, 0.81):
        bars.moveTo(x - width / 2, top + height * share)
        bars.lineTo(x + width / 2, top + height * share)
    paper.line(bars, from_hex("#2E2C30"), 0.0055)
    paper.piece(
        box(x - width / 2 - 0.034, top + height + 0.004, width + 0.068, 0.020, 0.003), from_hex("#9A9286"), drop=0.012
    )


def tall_pane(paper: Paper, params: dict[str, Any], moment: Moment) -> None:
    """Rain running down tall windows, or snow falling behind them; `windows` as for `hall`."""
    weather = moment.weather
    if weather not in ("rain", "storm", "snow"):
        return
    canvas = paper.canvas
    tone = mix(paper.light.horizon, (1.0, 1.0, 1.0), 0.5)
    for number, hole in enumerate(params.get("windows", ())):
        x, top, width, height = (float(value) for value in hole)
        if not paper.left - width < x < paper.right + width:
            continue
        lines, dots = [], []
        for index in range(22):
            speed = 0.09 if weather == "snow" else 0.24 + 0.5 * unit(paper.seed, "run", number, index)
            fall = unit(paper.seed, "tall", number, index) + moment.seconds * speed / height * 0.5
            py = top + 0.04 + (fall % 1.0) * (height - 0.05)
            column = (unit(paper.seed, "tall-x", number, index) + 0.37 * math.floor(fall)) % 1.0
            px = x - width * 0.48 + width * 0.96 * column
            if weather == "snow":
                dots.append(skia.Point(px + 0.008 * moment.sway(3.1, index * 0.13), py))
            else:
                lines += [
                    skia.Point(px, py - 0.016 - 0.03 * speed),
                    skia.Point(px + 0.002 * moment.sway(1.3, index * 0.2), py),
                ]
                dots.append(skia.Point(px, py))
        canvas.drawPoints(skia.Canvas.PointMode.kPoints_PointMode, dots, stroke(tone, 0.0042, 0.8))
        if lines:
            canvas.drawPoints(skia.Canvas.PointMode.kLines_PointMode, lines, stroke(tone, 0.0020, 0.38))


def hall_floor(paper: Paper, params: dict[str, Any]) -> None:
    """A polished floor of square tiles or boards (`tiles: false`) with lamp pools and window light lying on it."""
    far = float(params.get("far", 0.765))
    vanish_x, vanish_y = float(params.get("vanish", 0.04)), 0.30
    tint = from_hex(str(params.get("tint", "#6A5A50")))
    other = from_hex(str(params.get("other", "#574A46")))

    def at(x: float, y: float) -> tuple[float, float]:
        return vanish_x + (x - vanish_x) * (y - vanish_y) / (1 - vanish_y), y

    canvas = paper.canvas
    canvas.drawRect(skia.Rect.MakeLTRB(-3, far, 3, 2), fill(paper.colour(tint)))
    rows = [far + (1.4 - far) * (row / 9) ** 1.6 for row in range(10)]
    tiles = bool(params.get("tiles", True))
    for row in range(9):
        for index in range(-22, 23):
            x = index * 0.15 + (0.0 if tiles else 0.075 * (row % 2))
            colour = (
                (tint, other)[(row + index) % 2]
                if tiles
                else adjust(tint, lightness=0.92 + 0.14 * paper.chance("plank", row, index))
            )
            cell = polygon(
                [at(x, rows[row]), at(x + 0.149, rows[row]), at(x + 0.149, rows[row + 1]), at(x, rows[row + 1])]
            )
            paper.flat(cell, colour)
    shade = skia.GradientShader.MakeLinear(
        points=[(0, far), (0, far + 0.07)],
        colors=[fill(paper.light.shadow, 0.5).getColor(), fill(paper.light.shadow, 0.0).getColor()],
    )
    canvas.drawRect(skia.Rect.MakeLTRB(-3, far, 3, far + 0.07), skia.Paint(Shader=shade))
    darken(paper, skia.Rect.MakeLTRB(-3, far, 3, 2), float(params.get("night_shade", 0.0)))
    for x, y, radius, strength, *tone in params.get("pools", ()):
        colour = from_hex(str(tone[0])) if tone else AMBER
        paint = fill(colour, float(strength) * paper.light.lamp)
        paint.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, float(radius) * 0.20))
        paint.setBlendMode(skia.BlendMode.kScreen)
        canvas.drawPath(oval(float(x), float(y), float(radius), float(radius) * 0.24), paint)
    day = 1 - paper.light.night
    for x, width in params.get("window_light", ()):
        share = max(0.16 * paper.light.night, 0.34 * day * max(0.25, paper.light.sun_shown))
        paint = fill(mix(paper.light.sun, paper.light.horizon, 0.4), share)
        paint.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, 0.010))
        paint.setBlendMode(skia.BlendMode.kScreen)
        x0, w = float(x), float(width)
        canvas.drawPath(
            polygon([at(x0 - w / 2, 0.80), at(x0 + w / 2, 0.80), at(x0 + w * 0.1, 0.98), at(x0 - w * 0.9, 0.98)]), paint
        )


def _panels(params: dict[str, Any]) -> Iterator[tuple[int, float]]:
    x = float(params.get("x", -1.04))
    for index in range(int(params.get("panels", 6))):
        yield index, x + index * (PANEL + 0.016)


def _jacks(params: dict[str, Any]) -> Iterator[tuple[int, int, int, float, float]]:
    """Every jack: panel, row, column and its middle."""
    top = float(params.get("y", 0.16)) + 0.034
    rows = int(params.get("rows", 15))
    for panel, left in _panels(params):
        for row in range(rows):
            if row % 5 == 4:
                continue
            for column in range(12):
                yield panel, row, column, left + 0.0155 + column * JACK_STEP, top + row * ROW_STEP


def switchboard(paper: Paper, params: dict[str, Any]) -> None:
    """The board: walnut panels of jacks from `x` on, key shelf with plugs, cords that hang or reach up.

    `part` is "board" or "desk" where its shelf and cords are a layer of their own, nearer by a value.
    """
    part = str(params.get("part", ""))
    y, rows = float(params.get("y", 0.16)), int(params.get("rows", 15))
    foot = float(params.get("foot", 0.785))
    tall = rows * ROW_STEP + 0.05
    shelf = y + tall + 0.012
    lefts = [left for _, left in _panels(params)]
    x0, x1 = lefts[0] - 0.022, lefts[-1] + PANEL + 0.022
    if part != "desk":
        _board(paper, params, (x0, y, x1, foot), tall, rows)
    if part != "board":
        _key_shelf(paper, lefts, shelf, foot, x0, x1)
        _cords(paper, params, lefts, shelf)


def _board(
    paper: Paper, params: dict[str, Any], outline: tuple[float, float, float, float], tall: float, rows: int
) -> None:
    x0, y, x1, foot = outline
    paper.piece(box(x0, y - 0.030, x1 - x0, foot - y + 0.030, 0.004), WALNUT, drop=0.022)
    paper.piece(box(x0 - 0.012, y - 0.046, x1 - x0 + 0.024, 0.026, 0.004), adjust(WALNUT, lightness=1.14), drop=0.012)
    for left in (left for _, left in _panels(params)):
        paper.piece(box(left, y, PANEL, tall, 0.003), DARK_WALNUT, rim=0.6)
        for row in range(rows):
            line = y + 0.034 + row * ROW_STEP
            if row % 5 == 4:
                paper.flat(box(left + 0.006, line - 0.004, PANEL - 0.012, 0.008), from_hex("#D9CDB2"), 0.75)
    for _, _, _, jx, jy in _jacks(params):
        if paper.left - 0.02 < jx < paper.right + 0.02:
            paper.flat(circle(jx, jy, 0.0052), adjust(BRASS, lightness=0.62))
            paper.flat(circle(jx, jy, 0.0030), EBONY)


def _key_shelf(paper: Paper, lefts: list[float], shelf: float, foot: float, x0: float, x1: float) -> None:
    slope = polygon(
        [(x0 - 0.004, shelf), (x1 + 0.004, shelf), (x1 + 0.016, shelf + 0.062), (x0 - 0.016, shelf + 0.062)]
    )
    paper.piece(slope, adjust(WALNUT, lightness=1.2), drop=0.016)
    paper.piece(
        box(x0 - 0.016, shelf + 0.060, x1 - x0 + 0.032, 0.016, 0.003), adjust(WALNUT, lightness=0.86), drop=0.012
    )
    for left in lefts:
        for plug in range(9):
            px = left + 0.018 + plug * 0.0212
            colour = CORDS[int(paper.chance("cord", round(left * 100), plug) * len(CORDS))]
            paper.flat(box(px - 0.0035, shelf + 0.006, 0.007, 0.020, 0.002), colour)
            paper.flat(box(px - 0.0018, shelf - 0.004, 0.0036, 0.011), BRASS)
            paper.flat(circle(px, shelf + 0.038, 0.0042), EBONY)
            paper.flat(circle(px, shelf + 0.052, 0.0034), adjust(BRASS, lightness=0.9))
        _cabinet(paper, left, shelf, foot)


def _cabinet(paper: Paper, left: float, shelf: float, foot: float) -> None:
    """What is under one operator's keys: a drawer, two doors, and a small lamp below the ledge that lights them."""
    top, tall = shelf + 0.088, max(0.02, foot - shelf - 0.116)
    paper.piece(box(left + 0.004, top, PANEL - 0.008, tall, 0.003), adjust(WALNUT, lightness=0.84), rim=0.5)
    drawer, wide = tall * 0.24, PANEL - 0.032
    paper.piece(
        box(left + 0.016, top + 0.010, wide, drawer, 0.003), adjust(WALNUT, lightness=1.02), rim=0.6, drop=0.005
    )
    middle = left + PANEL / 2
    card = box(middle - 0.018, top + 0.010 + drawer * 0.28, 0.036, drawer * 0.44, 0.002)
    paper.piece(card, from_hex("#D9CDB2"), rim=0.4, drop=0.003)
    paper.flat(box(middle - 0.012, top + 0.010 + drawer * 0.46, 0.024, 0.0022), EBONY, 0.55)
    for side in (-1, 1):
        knob = middle + side * wide * 0.34
        paper.piece(circle(knob, top + 0.010 + drawer / 2, 0.0052), adjust(BRASS, lightness=0.92), rim=0.8, drop=0.003)
        x = middle + (0.003 if side > 0 else -0.003 - wide / 2 + 0.003)
        y, high = top + 0.020 + drawer, tall - drawer - 0.030
        paper.piece(box(x, y, wide / 2 - 0.003, high, 0.003), adjust(WALNUT, lightness=0.92), rim=0.6, drop=0.005)
        inset = box(x + 0.011, y + 0.012, wide / 2 - 0.025, high - 0.024, 0.002)
        paper.piece(inset, adjust(WALNUT, lightness=0.76), rim=0.35)
        paper.flat(circle(middle + side * 0.010, y + high * 0.42, 0.0040), BRASS)
    burn = paper.light.lamp * (1 - paper.light.tones.glow)
    canvas = paper.canvas
    canvas.save()
    canvas.clipRect(skia.Rect.MakeLTRB(left - 0.006, shelf + 0.076, left + PANEL + 0.006, foot), doAntiAlias=True)
    paper.glow(middle, top - 0.004, 0.150, AMBER, 0.62 * burn)
    canvas.restore()
    paper.flat(box(middle - 0.020, shelf + 0.075, 0.040, 0.008, 0.003), adjust(BRASS, lightness=0.8))
    paper.flat(box(middle - 0.016, shelf + 0.081, 0.032, 0.005, 0.002), PALE, emit=burn)


def _cords(paper: Paper, params: dict[str, Any], lefts: list[float], shelf: float) -> None:
    """A few lines are through: cords from the shelf up to jacks, sagging."""
    top = float(params.get("y", 0.16)) + 0.034
    for number, left in enumerate(lefts):
        for line in range(3):
            if paper.chance("through", number, line) > 0.72:
                continue
            x0 = left + 0.018 + int(9 * paper.chance("from", number, line)) * 0.0212
            column, row = int(12 * paper.chance("to", number, line)), 5 + int(8 * paper.chance("row", number, line))
            x1, y1 = left + 0.0155 + column * JACK_STEP, top + row * ROW_STEP
            colour = CORDS[int(paper.chance("which", number, line) * len(CORDS))]
            path = skia.Path()
            path.moveTo(x0, shelf + 0.004)
            path.cubicTo(x0 + 0.02, shelf - 0.06, x1 + 0.045 * (1 if line % 2 else -1), y1 + 0.14, x1, y1 + 0.004)
            paper.line(path, adjust(colour, lightness=0.5), 0.0072, 0.8)
            paper.line(path, colour, 0.0048)
            paper.flat(box(x1 - 0.0032, y1 - 0.004, 0.0064, 0.016, 0.002), EBONY)


def board_lamps(paper: Paper, params: dict[str, Any], moment: Moment) -> None:
    """The board's call lamps: each burns and dies by its own clock; `share` of them are lit, one line burns red."""
    share = float(params.get("share", 0.16))
    shown = 0.55 + 0.45 * paper.light.lamp
    bright, faint = [], []
    for panel, row, column, x, y in _jacks(params):
        if not paper.left < x < paper.right:
            continue
        period = 5.0 + 14.0 * unit(paper.seed, "lamp", panel, row, column)
        turn = moment.seconds / period + unit(paper.seed, "lamp-at", panel, row, column)
        lit = unit(paper.seed, "lamp-on", panel, row, column, math.floor(turn))
        if lit < share:
            place = turn % 1
            (bright if 0.06 < place < 0.9 else faint).append(skia.Point(x, y - 0.0092))
    canvas = paper.canvas
    mode = skia.Canvas.PointMode.kPoints_PointMode
    if bright:
        canvas.drawPoints(mode, bright, stroke(AMBER, 0.0180, 0.15 * shown))
        canvas.drawPoints(mode, bright, stroke(AMBER, 0.0068, shown))
        canvas.drawPoints(mode, bright, stroke((1.0, 0.95, 0.8), 0.0032, shown))
    if faint:
        canvas.drawPoints(mode, faint, stroke(mix(AMBER, (0.5, 0.2, 0.1), 0.4), 0.0060, 0.8 * shown))
    nine = params.get("nine")
    if nine:
        x, y = float(nine[0]), float(nine[1])
        beat = 0.35 + 0.65 * max(0.0, moment.sway(2.2, 0.0))
        for radius, alpha in ((0.020, 0.16), (0.011, 0.3), (0.0052, 1.0)):
            canvas.drawPath(circle(x, y, radius), fill(from_hex("#FF4A4F"), alpha * beat))


def wall_clock(paper: Paper, params: dict[str, Any], moment: Moment) -> None:
    """A round clock that shows the scene's hour, `slow` minutes late, with a second hand that ticks."""
    x, y, size = float(params.get("x", 0.2)), float(params.get("y", 0.2)), float(params.get("size", 0.055))
    paper.piece(circle(x, y, size * 1.16), EBONY)
    paper.flat(circle(x, y, size), from_hex("#F0E6CC"), emit=0.30 * paper.light.lamp)
    ink = paper.colour(EBONY)
    canvas = paper.canvas
    for mark in range(12):
        angle = mark * math.pi / 6
        inner = 0.74 if mark % 3 == 0 else 0.84
        canvas.drawLine(
            x + math.sin(angle) * size * inner, y - math.cos(angle) * size * inner,
            x + math.sin(angle) * size * 0.93, y - math.cos(angle) * size * 0.93, stroke(ink, size * 0.05),
        )  # fmt: skip
    minutes = (paper.light.hour * 60 - float(params.get("slow", 4.0)) + moment.seconds / 60) % 720
    ticks = math.floor(moment.seconds)
    hands = (
        (minutes / 720, 0.50, 0.085, ink),
        (minutes / 60, 0.76, 0.060, ink),
        (ticks / 60, 0.82, 0.026, from_hex("#C23A3A")),
    )
    for turn, reach, width, colour in hands:
        angle = 2 * math.pi * turn
        canvas.drawLine(
            x, y, x + math.sin(angle) * size * reach, y - math.cos(angle) * size * reach, stroke(colour, size * width)
        )
    canvas.drawPath(circle(x, y, size * 0.06), fill(ink))


def pendants(paper: Paper, params: dict[str, Any]) -> None:
    """Enamel lamps on long cords, each with its cone of light: `at` lists [x, y, size]."""
    shade = from_hex(str(params.get("tint", "#2F5A4C")))
    burn = paper.light.lamp
    for x, y, size in params.get("at", ()):
        x, y, size = float(x), float(y), float(size)
        paper.line(polygon([(x, -0.4), (x, y - size * 0.6), (x, -0.4)]), EBONY, 0.0035)
        cone = polygon(
            [(x - size * 0.8, y), (x + size * 0.8, y), (x + size * 3.4, y + 0.62), (x - size * 3.4, y + 0.62)]
        )
        shader = skia.GradientShader.MakeLinear(
            points=[(0, y), (0, y + 0.62)],
            colors=[colour4(AMBER, 0.22 * burn).toColor(), colour4(AMBER, 0.0).toColor()],
        )
        paint = skia.Paint(Shader=shader, AntiAlias=True, BlendMode=skia.BlendMode.kScreen, Dither=True)
        paint.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, 0.016))
        paper.canvas.drawPath(cone, paint)
        paper.flat(oval(x, y + size * 0.04, size * 0.42, size * 0.20), PALE, emit=burn)
        dome = skia.Path()
        dome.moveTo(x - size, y)
        dome.cubicTo(
            x - size * 0.86, y - size * 0.50, x - size * 0.30, y - size * 0.52, x - size * 0.16, y - size * 0.72
        )
        dome.lineTo(x + size * 0.16, y - size * 0.72)
        dome.cubicTo(x + size * 0.30, y - size * 0.52, x + size * 0.86, y - size * 0.50, x + size, y)
        dome.close()
        paper.piece(dome, shade, drop=0.010)
        paper.glow(x, y + size * 0.2, size * 4.2, AMBER, 0.40 * burn)


def swivel_chairs(paper: Paper, params: dict[str, Any]) -> None:
    """Round swivel chairs on cast-iron stars: `at` lists [x, y, size]."""
    for x, y, size in params.get("at", ()):
        c = paper.canvas
        c.save()
        c.translate(float(x), float(y))
        c.scale(float(size), float(size))
        for dx in (-0.30, 0.30):
            paper.piece(polygon([(-0.05, -0.16), (0.05, -0.16), (dx + 0.06, 0.0), (dx - 0.06, 0.0)]), EBONY, rim=0.7)
        paper.piece(box(-0.035, -0.50, 0.07, 0.40), from_hex("#3A3A44"))
        paper.piece(box(-0.36, -0.58, 0.72, 0.11, 0.05), from_hex("#7A3E38"), drop=0.03)
        paper.piece(box(-0.025, -0.80, 0.05, 0.26), from_hex("#3A3A44"))
        paper.piece(box(-0.27, -1.08, 0.54, 0.34, 0.10), WALNUT, drop=0.03)
        paper.flat(box(-0.21, -1.03, 0.42, 0.24, 0.07), from_hex("#7A3E38"))
        c.restore()


def desk_edge(paper: Paper, params: dict[str, Any]) -> None:
    """Dark cropped foreground: a desk with a shaded lamp and a telephone on the left, a chair's back on the right."""
    light = paper.light
    near = mix(light.near, light.shade(from_hex("#4A3430")), 0.35)
    left, right = float(params.get("left", -0.95)), float(params.get("right", 0.98))
    paper.piece(
        polygon([(left - 1, 0.925), (left + 0.25, 0.925), (left + 0.28, 0.955), (left + 0.24, 1.4), (left - 1, 1.4)]),
        near,
        lit=False,
    )
    c = paper.canvas
    c.save()
    c.translate(left + 0.16, 0.925)
    body = polygon([(-0.055, 0.0), (-0.035, -0.045), (0.035, -0.045), (0.055, 0.0)])
    paper.piece(body, adjust(near, lightness=1.2), lit=False)
    paper.piece(box(-0.060, -0.066, 0.12, 0.018, 0.009), adjust(near, lightness=1.3), lit=False)
    paper.piece(circle(0.0, -0.020, 0.016), adjust(near, lightness=1.6), lit=False)
    c.restore()
    c.save()
    c.translate(right, 1.0)
    paper.piece(box(-0.085, -0.145, 0.19, 0.125, 0.03), near, lit=False)
    paper.piece(box(-0.008, -0.03, 0.016, 0.2), near, lit=False)
    c.restore()
