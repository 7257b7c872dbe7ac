"""A big city of cut paper: towers with lit windows, shop fronts, neon in stroke letters, wires and far beacons.

It knows no set: everything's place comes from the layer's parameters.
"""

from __future__ import annotations

import math
from typing import Any

import skia

from generators.stage.colour import RGB, adjust, from_hex, mix
from generators.stage.moment import Moment
from generators.stage.paper import Paper, box, circle, fill, polygon, stroke

AMBER, PALE, BLUISH = from_hex("#FFC56B"), from_hex("#FFE7B0"), from_hex("#BBD3E8")
STONE = tuple(from_hex(text) for text in ("#6C7488", "#7D7480", "#5E6A80", "#857B7A", "#667287"))
GLASS = from_hex("#39465C")
IRON = from_hex("#2C3340")
LETTERS: dict[str, tuple[tuple[tuple[float, float], ...], ...]] = {
    "A": (((0, 1), (0.5, 0), (1, 1)), ((0.22, 0.62), (0.78, 0.62))),
    "B": (
        ((0, 1), (0, 0), (0.7, 0.04), (0.9, 0.24), (0.66, 0.48), (0, 0.5)),
        ((0.66, 0.48), (1, 0.72), (0.7, 1), (0, 1)),
    ),
    "C": (((1, 0.14), (0.6, 0), (0.1, 0.2), (0, 0.5), (0.1, 0.8), (0.6, 1), (1, 0.86)),),
    "D": (((0, 0), (0, 1), (0.6, 0.95), (1, 0.5), (0.6, 0.05), (0, 0)),),
    "E": (((1, 0), (0, 0), (0, 1), (1, 1)), ((0, 0.5), (0.75, 0.5))),
    "F": (((1, 0), (0, 0), (0, 1)), ((0, 0.5), (0.75, 0.5))),
    "G": (((1, 0.14), (0.6, 0), (0.1, 0.2), (0, 0.5), (0.1, 0.8), (0.6, 1), (1, 0.86), (1, 0.55), (0.6, 0.55)),),
    "H": (((0, 0), (0, 1)), ((1, 0), (1, 1)), ((0, 0.5), (1, 0.5))),
    "I": (((0.5, 0), (0.5, 1)),),
    "L": (((0, 0), (0, 1), (1, 1)),),
    "M": (((0, 1), (0, 0), (0.5, 0.6), (1, 0), (1, 1)),),
    "N": (((0, 1), (0, 0), (1, 1), (1, 0)),),
    "O": (((0.5, 0), (0.1, 0.2), (0, 0.5), (0.1, 0.8), (0.5, 1), (0.9, 0.8), (1, 0.5), (0.9, 0.2), (0.5, 0)),),
    "P": (((0, 1), (0, 0), (0.7, 0.03), (0.95, 0.26), (0.7, 0.5), (0, 0.52)),),
    "R": (((0, 1), (0, 0), (0.7, 0.03), (0.95, 0.26), (0.7, 0.5), (0, 0.52)), ((0.5, 0.52), (1, 1))),
    "S": (((1, 0.14), (0.6, 0), (0.1, 0.1), (0.05, 0.35), (0.9, 0.62), (0.95, 0.88), (0.5, 1), (0, 0.86)),),
    "T": (((0, 0), (1, 0)), ((0.5, 0), (0.5, 1))),
    "U": (((0, 0), (0, 0.75), (0.3, 1), (0.7, 1), (1, 0.75), (1, 0)),),
    "V": (((0, 0), (0.5, 1), (1, 0)),),
}
"""Strokes of neon letters in a unit square; only what signs need."""


def lit_tone(paper: Paper, *path: str | int) -> RGB:
    """A window's light: amber for most, paler or bluish for a few."""
    toss = paper.chance(*path, "tone")
    return AMBER if toss < 0.62 else PALE if toss < 0.9 else BLUISH


def skyline(paper: Paper, params: dict[str, Any]) -> None:
    """Towers from `from` to `to`, feet below `base`, between `low` and `tall` units high, windows lit by night.

    `gap: [x, width]` leaves the sky open; `name` makes one row differ from the next.
    """
    name = str(params.get("name", "row"))
    x, to_x = float(params.get("from", -1.6)), float(params.get("to", 1.6))
    base, low, tall = float(params.get("base", 0.7)), float(params.get("low", 0.1)), float(params.get("tall", 0.3))
    wide = float(params.get("wide", 0.09))
    gap = params.get("gap")
    tint = str(params.get("tint", ""))
    index = 0
    while x < to_x:
        key = (name, index)
        width = wide * (0.7 + 0.8 * paper.chance(*key, "w"))
        height = low + (tall - low) * paper.chance(*key, "h") ** 1.4
        if gap and abs(x + width / 2 - float(gap[0])) < float(gap[1]):
            height = low * (0.35 + 0.3 * paper.chance(*key, "gap"))
        wall = from_hex(tint) if tint else STONE[int(paper.chance(*key, "wall") * len(STONE))]
        wall = adjust(wall, lightness=0.9 + 0.2 * paper.chance(*key, "tone"))
        if paper.left - width < x < paper.right:
            tower(paper, x, base, width, height, wall, *key)
        x += width * (0.92 + 0.2 * paper.chance(*key, "space"))
        index += 1


def tower(paper: Paper, x: float, base: float, width: float, height: float, wall: RGB, *key: str | int) -> None:
    """One tower: a plain block, steps towards a crown, or a flat roof with a tank; windows in rows."""
    kind = paper.chance(*key, "kind")
    top = base - height
    if kind < 0.36:
        steps = [(x, base), (x, top + height * 0.22), (x + width * 0.14, top + height * 0.22)]
        steps += [
            (x + width * 0.14, top + height * 0.09),
            (x + width * 0.3, top + height * 0.09),
            (x + width * 0.3, top),
        ]
        right = [(2 * x + width - px, py) for px, py in reversed(steps)]
        shape = polygon([*steps, *right])
        if paper.chance(*key, "spire") < 0.5:
            paper.line(_segment(x + width / 2, top, x + width / 2, top - height * 0.22), wall, max(paper.hair, 0.0025))
    elif kind < 0.6:
        shape = polygon(
            [(x, base), (x, top), (x + width * 0.5, top - width * 0.16), (x + width, top), (x + width, base)]
        )
    else:
        shape = box(x, top, width, height)
        if paper.chance(*key, "tank") < 0.45:
            tank = x + width * (0.2 + 0.4 * paper.chance(*key, "tank-x"))
            paper.piece(
                box(tank, top - width * 0.30, width * 0.26, width * 0.22), adjust(wall, lightness=0.82), rim=0.6
            )
            paper.line(_segment(tank + width * 0.04, top - width * 0.1, tank + width * 0.04, top), wall, 0.002)
            paper.line(_segment(tank + width * 0.22, top - width * 0.1, tank + width * 0.22, top), wall, 0.002)
    paper.piece(shape, wall, drop=0.012)
    _window_grid(paper, x, top + height * (0.26 if kind < 0.36 else 0.07), width, height, key)


def _window_grid(paper: Paper, x: float, top: float, width: float, height: float, key: tuple[str | int, ...]) -> None:
    burn = paper.light.lamp
    columns = max(2, round(width / 0.017))
    step_x = width / (columns + 0.6)
    step_y = 0.021
    rows = min(26, int((height * 0.95) / step_y))
    dark = paper.colour(mix(GLASS, (0.1, 0.13, 0.2), 0.3 * paper.light.night))
    for row in range(rows):
        awake_row = 0.08 + 0.40 * paper.chance(*key, "row", row)
        for column in range(columns):
            left, up = x + step_x * (0.5 + column), top + row * step_y
            pane = box(left, up, step_x * 0.52, step_y * 0.56)
            if paper.chance(*key, row, column) < awake_row * burn:
                tone = lit_tone(paper, *key, row, column)
                shine = paper.light.haze(mix(paper.colour(GLASS), tone, 0.35 + 0.6 * burn), paper.distance * 0.45)
                paper.canvas.drawPath(pane, fill(shine, 0.95))
            else:
                paper.canvas.drawPath(pane, fill(dark, 0.5))


def _segment(x0: float, y0: float, x1: float, y1: float) -> skia.Path:
    path = skia.Path()
    path.moveTo(x0, y0)
    path.lineTo(x1, y1)
    return path


def wires(paper: Paper, params: dict[str, Any]) -> None:
    """Sagging wires: `at` lists [x0, y0, x1, y1, sag]."""
    for x0, y0, x1, y1, sag in params.get("at", ()):
        path = skia.Path()
        path.moveTo(float(x0), float(y0))
        path.quadTo((float(x0) + float(x1)) / 2, max(float(y0), float(y1)) + float(sag), float(x1), float(y1))
        paper.line(path, from_hex("#141922"), float(params.get("width", 0.0022)), 0.9)


def facade(paper: Paper, params: dict[str, Any]) -> None:
    """A street front from `from` to `to`: storeys of tall windows over a lit shop with awning and door.

    `shop` is the colour of its shop front, `wall` of the stone; `name` makes it its own.
    """
    name = str(params.get("name", "front"))
    left, right = float(params.get("from", -0.5)), float(params.get("to", 0.0))
    foot, top = float(params.get("foot", 0.768)), float(params.get("top", 0.0))
    shop_top = foot - float(params.get("shop_height", 0.215))
    wall = from_hex(str(params.get("wall", "#6E6A74")))
    trim = adjust(wall, lightness=1.16)
    paper.piece(box(left, top, right - left, foot - top), wall, drop=0.02)
    paper.piece(box(left - 0.012, top - 0.022, right - left + 0.024, 0.03), trim, drop=0.01)
    paper.flat(box(left, top + 0.02, right - left, 0.006), adjust(wall, lightness=0.8))
    _storeys(paper, name, left, right, top + 0.05, shop_top - 0.03, wall, trim)
    _shop(paper, params, name, (left, right, shop_top, foot))


def _storeys(paper: Paper, name: str, left: float, right: float, top: float, foot: float, wall: RGB, trim: RGB) -> None:
    burn = paper.light.lamp
    count = max(1, round((foot - top) / 0.155))
    tall = (foot - top) / count
    columns = max(1, round((right - left) / 0.115))
    step = (right - left) / columns
    for row in range(count):
        for column in range(columns):
            x, y = left + step * (column + 0.5), top + tall * row
            w, h = min(step * 0.44, 0.052), tall * 0.66
            paper.flat(box(x - w / 2 - 0.007, y - 0.006, w + 0.014, h + 0.012), trim, 0.9)
            awake = paper.chance(name, row, column) < 0.42 * burn
            tone = lit_tone(paper, name, row, column)
            pane = box(x - w / 2, y, w, h)
            if awake:
                paper.canvas.drawPath(pane, fill(mix(paper.colour(GLASS), tone, 0.25 + 0.68 * burn)))
                _blind(paper, x, y, w, h, name, row, column)
            else:
                sky = mix(paper.colour(GLASS), paper.light.haze(paper.light.horizon, 0.2), 0.28)
                paper.canvas.drawPath(pane, fill(sky))
            cross = _segment(x, y, x, y + h)
            cross.addPath(_segment(x - w / 2, y + h * 0.42, x + w / 2, y + h * 0.42))
            paper.line(cross, adjust(wall, lightness=0.62), 0.0035)
            paper.piece(box(x - w / 2 - 0.010, y + h + 0.004, w + 0.020, 0.009), trim, rim=0.8, drop=0.006)


def _blind(paper: Paper, x: float, y: float, w: float, h: float, *key: str | int) -> None:
    """Somebody is at home: a half-drawn blind or the shape of a person."""
    toss = paper.chance(*key, "who")
    if toss < 0.45:
        down = h * (0.18 + 0.4 * paper.chance(*key, "down"))
        paper.canvas.drawPath(box(x - w / 2, y, w, down), fill(paper.colour(from_hex("#8A6A48")), 0.55))
    elif toss > 0.88:
        paper.canvas.drawPath(circle(x + w * 0.1, y + h * 0.52, w * 0.16), fill(paper.light.near, 0.75))
        paper.canvas.drawPath(
            box(x - w * 0.14, y + h * 0.62, w * 0.48, h * 0.38, w * 0.14), fill(paper.light.near, 0.75)
        )


def _shop(paper: Paper, params: dict[str, Any], name: str, area: tuple[float, float, float, float]) -> None:
    left, right, top, foot = area
    burn = paper.light.lamp
    frame = from_hex(str(params.get("shop", "#2F4A4A")))
    paper.piece(box(left + 0.006, top, right - left - 0.012, foot - top), frame, drop=0.008)
    paper.piece(box(left - 0.004, top - 0.006, right - left + 0.008, 0.040), adjust(frame, lightness=1.2), drop=0.008)
    door = float(params.get("door", 0.78))
    door_x = left + (right - left) * door
    panes = [(left + 0.024, door_x - 0.040), (door_x + 0.040, right - 0.024)]
    glow = mix(from_hex("#54606C"), AMBER if paper.chance(name, "shop") < 0.6 else PALE, 0.25 + 0.7 * burn)
    for x0, x1 in panes:
        if x1 - x0 < 0.04:
            continue
        paper.flat(box(x0, top + 0.050, x1 - x0, foot - top - 0.095), glow, emit=0.75 * burn)
        _goods(paper, name, x0, x1, foot - 0.048)
        paper.canvas.drawPath(
            polygon([(x0, top + 0.05), (x0 + 0.03, top + 0.05), (x0 + 0.012, foot - 0.046), (x0, foot - 0.046)]),
            fill((1.0, 1.0, 1.0), 0.10),
        )
        paper.glow((x0 + x1) / 2, (top + foot) / 2, (x1 - x0) * 0.9 + 0.06, AMBER, 0.20 * burn)
    paper.flat(box(door_x - 0.032, top + 0.045, 0.064, foot - top - 0.045), adjust(frame, lightness=0.72))
    paper.flat(box(door_x - 0.024, top + 0.056, 0.048, (foot - top) * 0.46), glow, emit=0.6 * burn)
    paper.flat(circle(door_x + 0.018, foot - 0.075, 0.004), from_hex("#D8AE54"))
    awning = params.get("awning")
    if awning:
        stripes = (from_hex(str(awning)), from_hex("#D8CDB8"))
        count = max(3, round((right - left) / 0.045))
        step = (right - left) / count
        for index in range(count):
            x = left + step * index
            slat = polygon(
                [(x, top + 0.012), (x + step, top + 0.012), (x + step - 0.004, top + 0.064), (x - 0.004, top + 0.064)]
            )
            paper.piece(slat, stripes[index % 2], rim=0.4, drop=0.008)
            paper.flat(circle(x + step / 2 - 0.004, top + 0.064, step * 0.42), stripes[index % 2])


def _goods(paper: Paper, name: str, x0: float, x1: float, foot: float) -> None:
    """Dark shapes in a shop window: hats, bottles, boxes."""
    x, index = x0 + 0.014, 0
    dark = mix(paper.light.near, paper.colour(from_hex("#5A4030")), 0.55)
    while x < x1 - 0.02:
        tall = 0.022 + 0.045 * paper.chance(name, "good", index)
        w = 0.012 + 0.012 * paper.chance(name, "good-w", index)
        if paper.chance(name, "good-k", index) < 0.5:
            paper.canvas.drawPath(box(x, foot - tall, w, tall, 0.003), fill(dark, 0.8))
        else:
            paper.canvas.drawPath(circle(x + w / 2, foot - tall, w * 0.62), fill(dark, 0.8))
            paper.canvas.drawPath(box(x + w * 0.4, foot - tall, w * 0.2, tall), fill(dark, 0.8))
        x += w + 0.012 + 0.02 * paper.chance(name, "good-g", index)
        index += 1


def letters(text: str, x: float, y: float, width: float, height: float, *, upright: bool = False) -> skia.Path:
    """The strokes of `text`: in a row from x, y, or one letter under the other."""
    path = skia.Path()
    pen_x, pen_y = x, y
    for letter in text.upper():
        for line in LETTERS.get(letter, ()):
            path.moveTo(pen_x + line[0][0] * width, pen_y + line[0][1] * height)
            for px, py in line[1:]:
                path.lineTo(pen_x + px * width, pen_y + py * height)
        if upright:
            pen_y += height * 1.32
        else:
            pen_x += width * (0.62 if letter == " " else 1.42)
    return path


def neon(paper: Paper, params: dict[str, Any], moment: Moment) -> None:
    """A neon sign: `text` in stroke letters or a `heron`; it hums, and now and then one stutters (`nervous`)."""
    light = paper.light
    burn = light.lamp
    x, y, size = float(params.get("x", 0.0)), float(params.get("y", 0.2)), float(params.get("size", 0.03))
    colour = from_hex(str(params.get("colour", "#FF5A5F")))
    on = burn * (0.93 + 0.07 * moment.sway(0.31, x))
    beat = moment.seconds % float(params.get("period", 7.3))
    if params.get("nervous") and (beat < 0.10 or 0.22 < beat < 0.30):
        on *= 0.25
    path = (
        heron_line(x, y, size)
        if params.get("heron")
        else letters(
            str(params.get("text", "BAR")), x, y, size * 0.72, size, upright=bool(params.get("upright", False))
        )
    )
    width = size * float(params.get("thick", 0.13))
    canvas = paper.canvas
    off = light.haze(mix(light.shade(colour), light.shade((0.5, 0.5, 0.52)), 0.45), paper.distance)
    if on < 0.06:
        canvas.drawPath(path, stroke(off, width * 0.8))
        return
    canvas.drawPath(path, stroke(mix(off, colour, 0.5), width * 3.4, 0.13 * on))
    canvas.drawPath(path, stroke(mix(off, colour, 0.8), width * 2.0, 0.26 * on))
    canvas.drawPath(path, stroke(mix(off, colour, on), width))
    canvas.drawPath(path, stroke(mix(colour, (1.0, 0.97, 0.92), 0.75), width * 0.42, min(1.0, on)))


def heron_line(x: float, y: float, size: float) -> skia.Path:
    """A heron standing on one leg in one line: beak, long neck, back, tail, legs; foot at x, y."""
    path = skia.Path()

    def at(px: float, py: float) -> tuple[float, float]:
        return x + px * size, y + py * size

    path.moveTo(*at(-0.62, -1.60))
    path.lineTo(*at(-0.22, -1.74))
    path.cubicTo(*at(-0.05, -1.86), *at(0.10, -1.70), *at(-0.02, -1.52))
    path.cubicTo(*at(-0.16, -1.34), *at(-0.26, -1.20), *at(-0.12, -1.06))
    path.cubicTo(*at(0.05, -0.98), *at(0.30, -0.96), *at(0.72, -0.58))
    path.cubicTo(*at(0.40, -0.60), *at(0.10, -0.52), *at(-0.06, -0.66))
    path.cubicTo(*at(-0.26, -0.82), *at(-0.34, -1.02), *at(-0.24, -1.22))
    path.cubicTo(*at(-0.14, -1.38), *at(-0.10, -1.46), *at(-0.22, -1.62))
    path.moveTo(*at(0.02, -0.56))
    path.lineTo(*at(0.02, 0.0))
    path.lineTo(*at(-0.14, 0.0))
    path.moveTo(*at(0.10, -0.56))
    path.lineTo(*at(0.24, -0.34))
    path.lineTo(*at(0.05, -0.26))
    path.moveTo(*at(-0.06, -1.78))
    path.lineTo(*at(0.26, -1.72))
    return path


def beacons(paper: Paper, params: dict[str, Any], moment: Moment) -> None:
    """Red lights on far roofs that swell and fade: `at` lists [x, y]."""
    burn = paper.light.lamp
    if burn < 0.1:
        return
    red = from_hex(str(params.get("colour", "#E5484D")))
    for index, place in enumerate(params.get("at", ())):
        beat = max(0.0, moment.sway(2.6 + 0.5 * index, 0.3 * index)) ** 2
        x, y = float(place[0]), float(place[1])
        for radius, alpha in ((0.016, 0.16), (0.008, 0.32), (0.0032, 1.0)):
            paper.canvas.drawPath(circle(x, y, radius), fill(red, alpha * burn * (0.15 + 0.85 * beat)))


def far_tram(paper: Paper, params: dict[str, Any], moment: Moment) -> None:
    """Once in a while a lit tram crosses far away: a row of warm windows and a spark at the wire."""
    period = float(params.get("period", 23.0))
    t = ((moment.seconds + float(params.get("shift", 0.0))) % period) / 7.0
    if t >= 1.0:
        return
    left, right, y = float(params.get("from", -0.3)), float(params.get("to", 0.2)), float(params.get("y", 0.66))
    size = float(params.get("size", 0.03))
    x = left + (right - left) * t
    canvas, light = paper.canvas, paper.light
    canvas.save()
    canvas.clipRect(skia.Rect.MakeLTRB(left, -1.0, right, 2.0), True)
    body = light.haze(light.shade(from_hex("#7A3B3B")), paper.distance)
    canvas.drawPath(box(x - size * 1.6, y - size, size * 3.2, size, size * 0.14), fill(body))
    glow = mix(light.haze(light.shade(PALE), paper.distance), PALE, light.lamp)
    for pane in range(5):
        canvas.drawPath(box(x + size * (-1.4 + pane * 0.58), y - size * 0.78, size * 0.42, size * 0.4), fill(glow))
    canvas.drawPath(_segment(x, y - size, x + size * 0.5, y - size * 1.7), stroke(light.near, size * 0.07))
    if math.sin(moment.seconds * 17.0) > 0.86:
        canvas.drawPath(circle(x + size * 0.5, y - size * 1.7, size * 0.3), fill((0.8, 0.92, 1.0), 0.8))
    canvas.restore()
