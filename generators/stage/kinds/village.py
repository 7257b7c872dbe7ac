"""A village street of cut paper: timbered cottages, a church, a well, hedges and a gate near the lens.

It knows no set: places and sizes come from the layer's parameters.
"""

from __future__ import annotations

import math
from typing import Any

import skia

from generators.stage.colour import RGB, adjust, from_hex, mix
from generators.stage.kinds.ground import placed, snowed
from generators.stage.kinds.town import LAMPLIGHT, lamplight
from generators.stage.paper import Paper, Point, box, circle, fill, oval, polygon, smooth

PLASTER = tuple(from_hex(text) for text in ("#F0E4CC", "#E6CFA4", "#DDB7A0", "#C9D0BE", "#E9D8BE"))
TILES = tuple(from_hex(text) for text in ("#9C5A48", "#6B5A5E", "#A87850", "#55606E"))
TIMBER = from_hex("#5A4234")
SHUTTERS = tuple(from_hex(text) for text in ("#4E7C78", "#7A4A44", "#5B6B8A", "#6E7F4A"))
DARK_PANE = from_hex("#46566A")
BLOOMS = tuple(from_hex(text) for text in ("#D9544E", "#F0C25A", "#E9A3B0"))
DOOR_TALL = 0.30
"""Stage units of a door on the stage plane: a grown-up needs to fit through."""


def cottage(paper: Paper, params: dict[str, Any]) -> None:
    """One house of the street: `x` its left wall, `y` its foot, `width`, `tall` to the eaves, `rise` of its roof.

    `name` picks plaster, tiles and what hangs on it; `gable: true` turns its gable to us; `sign` is a shop's board.
    """
    x, y = float(params.get("x", 0.3)), float(params.get("y", 0.785))
    width, tall = float(params.get("width", 0.4)), float(params.get("tall", 0.30))
    rise, name = float(params.get("rise", 0.22)), str(params.get("name", "house"))
    wall = (
        from_hex(str(params["wall"])) if "wall" in params else PLASTER[int(paper.chance(name, "wall") * len(PLASTER))]
    )
    tile = from_hex(str(params["tile"])) if "tile" in params else TILES[int(paper.chance(name, "tile") * len(TILES))]
    roof = snowed(paper, tile, 0.82)
    storeys = 2 if tall > 0.26 else 1
    scale = float(params.get("scale", 1.0))
    chimney = x + width * (0.22 + 0.5 * paper.chance(name, "chimney"))
    stack = box(chimney, y - tall - rise * 1.12, 0.045 * scale, rise * 0.9)
    paper.piece(stack, from_hex("#8C6A5C"), drop=0.008)
    paper.piece(box(chimney - 0.006 * scale, y - tall - rise * 1.16, 0.057 * scale, 0.016), from_hex("#6E5248"))
    if params.get("gable"):
        body = polygon([(x, y), (x, y - tall), (x + width / 2, y - tall - rise), (x + width, y - tall), (x + width, y)])
    else:
        body = box(x, y - tall, width, tall)
    paper.piece(body, wall, drop=0.018)
    canvas = paper.canvas
    canvas.save()
    canvas.clipPath(body, skia.ClipOp.kIntersect, True)
    _plinth(paper, x, y, width, wall)
    _timbers(paper, x, y, width, tall, rise, bool(params.get("gable")), storeys, name)
    _eave_shade(paper, x, y - tall, width, scale)
    canvas.restore()
    if params.get("gable"):
        _gable_roof(paper, x, y - tall, width, rise, roof)
    else:
        _long_roof(paper, x, y - tall, width, rise, roof, name)
    _openings(paper, params, x, y, width, tall, storeys, name, scale)


def _plinth(paper: Paper, x: float, y: float, width: float, wall: RGB) -> None:
    stone = mix(from_hex("#8E8880"), wall, 0.25)
    paper.flat(box(x, y - 0.030, width, 0.04), stone)
    at, number = x, 0
    while at < x + width:
        wide = 0.022 + 0.020 * paper.chance("plinth", round(x * 100), number)
        tone = 0.88 + 0.22 * paper.chance("plinth-t", round(x * 100), number)
        paper.flat(box(at + 0.001, y - 0.028, wide - 0.003, 0.026, 0.004), adjust(stone, lightness=tone), 0.8)
        at += wide
        number += 1


def _timbers(
    paper: Paper, x: float, y: float, width: float, tall: float, rise: float, gable: bool, storeys: int, name: str
) -> None:
    beam = 0.011
    bays = max(2, round(width / 0.13))
    top = y - tall - (rise if gable else 0)
    frame = skia.Path()
    for bay in range(bays + 1):
        at = x + (width - beam) * bay / bays
        frame.addRect(skia.Rect.MakeLTRB(at, top, at + beam, y - 0.03))
    levels = [y - 0.03 - beam, y - tall] if storeys == 1 else [y - 0.03 - beam, y - tall * 0.52, y - tall]
    for level in levels:
        frame.addRect(skia.Rect.MakeLTRB(x, level, x + width, level + beam))
    for bay in (0, bays - 1):
        if paper.chance(name, "brace", bay) < 0.75:
            left = x + width * bay / bays
            low, high = y - tall * 0.52, y - tall + beam
            a, b = (left, left + width / bays) if bay == 0 else (left + width / bays, left)
            frame.addPath(polygon([(a, low), (b, high), (b + beam * 1.2, high), (a + beam * 1.2, low)]))
    paper.flat(frame, TIMBER, 0.88)


def _eave_shade(paper: Paper, x: float, top: float, width: float, scale: float) -> None:
    shade = skia.GradientShader.MakeLinear(
        points=[(0, top), (0, top + 0.06 * scale)],
        colors=[fill(paper.light.shadow, 0.42).getColor(), fill(paper.light.shadow, 0.0).getColor()],
    )
    paper.canvas.drawRect(skia.Rect.MakeXYWH(x, top, width, 0.06 * scale), skia.Paint(Shader=shade))


def _long_roof(paper: Paper, x: float, top: float, width: float, rise: float, tile: RGB, name: str) -> None:
    over, sag = 0.025, 0.012
    ridge_left, ridge_right = x + width * 0.07, x + width * 0.93
    shape = skia.Path()
    shape.moveTo(x - over, top + 0.022)
    shape.lineTo(ridge_left, top - rise)
    shape.quadTo((ridge_left + ridge_right) / 2, top - rise + sag, ridge_right, top - rise)
    shape.lineTo(x + width + over, top + 0.022)
    shape.quadTo(x + width / 2, top + 0.034, x - over, top + 0.022)
    shape.close()
    paper.piece(shape, tile, drop=0.014)
    canvas = paper.canvas
    canvas.save()
    canvas.clipPath(shape, skia.ClipOp.kIntersect, True)
    _courses(paper, x - over, top - rise, width + 2 * over, rise + 0.03, tile, name)
    canvas.restore()


def _gable_roof(paper: Paper, x: float, top: float, width: float, rise: float, tile: RGB) -> None:
    over, thick = 0.030, 0.040
    middle = x + width / 2
    slope = rise / (width / 2)
    slab = polygon(
        [
            (x - over, top + over * slope * 0.9),
            (middle, top - rise - thick * 0.5),
            (x + width + over, top + over * slope * 0.9),
            (x + width + over * 0.4, top + over * slope + thick * 0.5),
            (middle, top - rise + thick * 0.9),
            (x - over * 0.4, top + over * slope + thick * 0.5),
        ]
    )
    paper.piece(slab, tile, drop=0.014)


def _courses(paper: Paper, x: float, top: float, width: float, tall: float, tile: RGB, name: str) -> None:
    """Rows of tiles, only some of them drawn: the eye makes up the rest."""
    rows = max(4, round(tall / 0.030))
    for row in range(rows):
        y = top + tall * row / rows
        paper.flat(box(x, y, width, 0.0035), adjust(tile, lightness=0.84), 0.5)
        at, number = x, 0
        while at < x + width:
            wide = 0.026
            if paper.chance(name, "tile", row, number) < 0.28:
                tone = 0.86 + 0.28 * paper.chance(name, "tile-t", row, number)
                paper.flat(
                    box(at + 0.002, y + 0.004, wide - 0.004, tall / rows - 0.006, 0.006),
                    adjust(tile, lightness=tone),
                    0.7,
                )
            at += wide
            number += 1


def _openings(
    paper: Paper, params: dict[str, Any], x: float, y: float, width: float, tall: float, storeys: int, name: str,
    scale: float,
) -> None:  # fmt: skip
    door_at = float(params.get("door", 0.3))
    leaf = SHUTTERS[int(paper.chance(name, "leaf") * len(SHUTTERS))]
    if "leaf" in params:
        leaf = from_hex(str(params["leaf"]))
    high = min(tall * 0.62 if storeys == 1 else tall * 0.47, DOOR_TALL * scale)
    wide = high * 0.46
    dx = x + width * door_at - wide / 2
    if door_at > 0:
        door(paper, dx, y, wide, high, leaf)
    panes = max(1, round(width / 0.17))
    size = 0.058 * scale
    for storey in range(storeys):
        sill = y - tall * (0.19 if storeys == 2 else 0.34) - storey * tall * 0.50
        for index in range(panes):
            wx = x + width * (index + 0.5) / panes
            if storey == 0 and door_at > 0 and abs(wx - dx - wide / 2) < wide / 2 + size:
                continue
            awake = paper.chance(name, "awake", storey, index) < 0.75 * paper.light.lamp + 0.02
            casement(paper, wx, sill, size, leaf, awake, (name, storey, index))
    if "sign" in params:
        board(paper, x + width * float(params["sign"]), y - tall * 0.50, 0.05 * scale, leaf)


def door(paper: Paper, x: float, y: float, wide: float, high: float, leaf: RGB) -> None:
    """A planked door under a stone arch, a step before it; a lamp above burns by night."""
    frame = skia.Path()
    for grow, tint in ((0.14, from_hex("#A59A8A")), (0.0, leaf)):
        g = wide * grow
        frame = skia.Path()
        frame.moveTo(x - g, y)
        frame.lineTo(x - g, y - high * 0.78 - g)
        frame.quadTo(x + wide / 2, y - high * 1.06 - g * 1.6, x + wide + g, y - high * 0.78 - g)
        frame.lineTo(x + wide + g, y)
        frame.close()
        paper.piece(frame, tint, rim=0.6)
    for plank in range(1, 4):
        paper.flat(box(x + wide * plank / 4, y - high * 0.86, 0.0022, high * 0.86), adjust(leaf, lightness=0.72), 0.8)
    paper.flat(circle(x + wide * 0.84, y - high * 0.42, wide * 0.06), from_hex("#E3B64C"))
    paper.piece(box(x - wide * 0.25, y - 0.006, wide * 1.5, 0.014, 0.003), from_hex("#A8A092"), drop=0.004)
    burn = paper.light.lamp
    lamp = (x + wide / 2, y - high * 1.14)
    paper.flat(box(lamp[0] - wide * 0.09, lamp[1] - wide * 0.16, wide * 0.18, wide * 0.28, 0.003), LAMPLIGHT, emit=burn)
    paper.glow(*lamp, high * 1.0, LAMPLIGHT, 0.5 * burn)


def casement(
    paper: Paper, x: float, sill: float, size: float, leaf: RGB, awake: bool, key: tuple[str | int, ...]
) -> None:
    """A window with shutters and a box of flowers; `x` its middle, `sill` its foot, `size` its width."""
    tall = size * 1.30
    for side in (-1, 1):
        shutter = box(x + side * size * 0.78 - size * 0.22, sill - tall, size * 0.44, tall, 0.002)
        paper.piece(shutter, leaf, drop=0.004)
        for slat in range(4):
            paper.flat(
                box(x + side * size * 0.78 - size * 0.15, sill - tall * (0.9 - 0.22 * slat), size * 0.30, tall * 0.05),
                adjust(leaf, lightness=0.8),
                0.8,
            )
    paper.piece(
        box(x - size * 0.56, sill - tall - size * 0.06, size * 1.12, tall + size * 0.1), from_hex("#F2E8D6"), rim=0.5
    )
    burn = paper.light.lamp
    pane = box(x - size * 0.48, sill - tall, size * 0.96, tall)
    if awake:
        paper.canvas.drawPath(pane, fill(mix(paper.colour(DARK_PANE), lamplight(paper, *key), 0.25 + 0.75 * burn)))
        paper.glow(x, sill - tall / 2, size * 3.0, LAMPLIGHT, 0.34 * burn)
        if paper.chance(*key, "plant") < 0.5:
            paper.flat(circle(x - size * 0.18, sill - tall * 0.22, size * 0.16), from_hex("#5A5A3E"), 0.8)
    else:
        sky = mix(paper.colour(DARK_PANE), paper.light.haze(paper.light.mid, 0.3), 0.36 * (1 - paper.light.night))
        paper.canvas.drawPath(pane, fill(sky))
        paper.canvas.drawPath(
            polygon(
                [(x - size * 0.48, sill - tall), (x + size * 0.1, sill - tall), (x - size * 0.48, sill - tall * 0.3)]
            ),
            fill(mix(sky, paper.light.mid, 0.4), 0.35),
        )
    bars = skia.Path()
    bars.addRect(skia.Rect.MakeXYWH(x - size * 0.035, sill - tall, size * 0.07, tall))
    bars.addRect(skia.Rect.MakeXYWH(x - size * 0.48, sill - tall * 0.56, size * 0.96, tall * 0.05))
    paper.flat(bars, from_hex("#F2E8D6"))
    paper.piece(box(x - size * 0.62, sill, size * 1.24, size * 0.22, 0.003), TIMBER, rim=0.5)
    snow = paper.light.weather == "snow"
    for bloom in range(7):
        bx = x - size * 0.52 + size * 1.04 * bloom / 6
        by = sill - size * (0.06 + 0.12 * paper.chance(*key, "bloom", bloom))
        paper.flat(circle(bx, by + size * 0.05, size * 0.13), (0.92, 0.95, 1.0) if snow else from_hex("#6F8A4E"))
        if not snow and bloom % 2 == 0:
            paper.flat(circle(bx, by - size * 0.02, size * 0.085), BLOOMS[int(paper.chance(*key, "hue") * len(BLOOMS))])


def board(paper: Paper, x: float, y: float, size: float, leaf: RGB) -> None:
    """A hanging shop sign on an iron arm: a loaf, a boot or a key, nothing to be read."""
    iron = from_hex("#2E2C2E")
    paper.flat(box(x, y - size * 0.9, size * 1.5, size * 0.08), iron)
    paper.flat(box(x + size * 0.4, y - size * 0.9, size * 0.06, size * 0.3), iron)
    paper.flat(box(x + size * 1.1, y - size * 0.9, size * 0.06, size * 0.3), iron)
    paper.piece(box(x + size * 0.15, y - size * 0.62, size * 1.25, size * 0.9, size * 0.12), leaf, drop=0.006)
    paper.flat(oval(x + size * 0.78, y - size * 0.16, size * 0.38, size * 0.20), from_hex("#E8C07A"))
    for cut in (-0.16, 0.0, 0.16):
        paper.flat(box(x + size * (0.76 + cut), y - size * 0.26, size * 0.04, size * 0.16), from_hex("#A8743E"))


def church(paper: Paper, params: dict[str, Any]) -> None:
    """A church with a pointed spire among trees, seen at the street's end: `x`, `y` its foot, `size` its height."""
    x, y, size = float(params.get("x", 0.1)), float(params.get("y", 0.74)), float(params.get("size", 0.36))
    stone, slate = from_hex("#D5CBB8"), snowed(paper, from_hex("#5E6A7A"), 0.6)
    half = size * 0.115
    for index in range(6):
        tx = x + size * (0.20 * index - 0.5)
        radius = size * (0.10 + 0.05 * paper.chance("yew", index))
        tree = snowed(paper, adjust(from_hex("#6E8A5C"), lightness=0.9 + 0.15 * (index % 2)), 0.6)
        paper.piece(circle(tx, y - radius * 0.9, radius), tree, drop=0.006)
    body = ((0, 0), (0, 0.24), (0.10, 0.36), (0.44, 0.36), (0.52, 0.24), (0.52, 0))
    nave = polygon(placed(x, y, size, *body))
    paper.piece(nave, stone, drop=0.008)
    roof = polygon(placed(x, y, size, (0, 0.23), (0.10, 0.37), (0.44, 0.37), (0.54, 0.23)))
    paper.piece(roof, slate)
    paper.piece(box(x - half, y - size * 0.56, half * 2, size * 0.56), stone, drop=0.010)
    paper.piece(
        polygon([(x - half * 1.15, y - size * 0.55), (x, y - size * 1.02), (x + half * 1.15, y - size * 0.55)]), slate
    )
    burn = paper.light.lamp
    pane = mix(from_hex("#566478"), LAMPLIGHT, burn)
    for window in range(3):
        wx = x + size * (0.13 + 0.12 * window)
        arch = smooth(placed(wx, y, size, (0, 0.06), (0, 0.16), (0.02, 0.20), (0.04, 0.16), (0.04, 0.06)))
        paper.flat(arch, pane, emit=burn)
    paper.flat(circle(x, y - size * 0.46, half * 0.5), mix(from_hex("#F2E8D6"), LAMPLIGHT, 0.5 * burn), emit=0.6 * burn)
    paper.flat(box(x - half * 0.04, y - size * 0.46 - half * 0.4, half * 0.08, half * 0.42), TIMBER)
    paper.flat(box(x, y - size * 0.46, half * 0.3, half * 0.07), TIMBER)


def well(paper: Paper, params: dict[str, Any]) -> None:
    """A round stone well with a little roof and a bucket: `x`, `y`, `size`."""
    x, y, size = float(params.get("x", -0.5)), float(params.get("y", 0.82)), float(params.get("size", 0.2))
    stone, tile = from_hex("#A39C90"), snowed(paper, from_hex("#8C5648"), 0.85)
    for side in (-1, 1):
        paper.piece(box(x + side * size * 0.36 - size * 0.03, y - size * 1.05, size * 0.06, size * 0.7), TIMBER)
    paper.flat(box(x - size * 0.02, y - size * 0.95, size * 0.012, size * 0.34), from_hex("#C9B48A"))
    bucket = placed(x, y, size, (-0.09, 0.62), (0.08, 0.62), (0.06, 0.44), (-0.07, 0.44))
    paper.piece(polygon(bucket), TIMBER)
    paper.piece(polygon(placed(x, y, size, (-0.56, 0.98), (0, 1.38), (0.56, 0.98))), tile, drop=0.008)
    paper.piece(box(x - size * 0.45, y - size * 0.40, size * 0.9, size * 0.42, size * 0.08), stone, drop=0.012)
    for row in range(3):
        for block in range(5):
            bx = x - size * 0.43 + size * 0.18 * block + (size * 0.08 if row % 2 else 0)
            tone = 0.86 + 0.22 * paper.chance("well", row, block)
            wide = min(size * 0.15, x + size * 0.43 - bx)
            if wide > 0.2 * size * 0.15:
                paper.flat(
                    box(bx, y - size * (0.32 - 0.11 * row), wide, size * 0.085, size * 0.02),
                    adjust(stone, lightness=tone),
                    0.9,
                )
    paper.piece(
        box(x - size * 0.50, y - size * 0.45, size * 1.0, size * 0.08, size * 0.03), adjust(stone, lightness=1.1)
    )


def hedge(paper: Paper, params: dict[str, Any]) -> None:
    """A clipped hedge with a rounded top: `from`, `to`, `y` its foot, `tall`; `dark: true` near the lens."""
    x, to_x = float(params.get("from", -1.3)), float(params.get("to", -0.5))
    y, tall = float(params.get("y", 0.83)), float(params.get("tall", 0.12))
    light = paper.light
    tint = snowed(paper, from_hex(str(params.get("tint", "#6A8450"))), 0.55)
    base = paper.colour(tint)
    if params.get("dark"):
        base = mix(light.near, base, 0.20)
    points: list[Point] = [(x, y)]
    at, index = x, 0
    while at < to_x:
        swell = tall * (0.86 + 0.24 * paper.chance("hedge", round(y * 100), index))
        points.append((at, y - swell))
        at += tall * 0.26
        index += 1
    points += [(to_x, y - tall * 0.7), (to_x + tall * 0.12, y - tall * 0.3), (to_x, y)]
    shape = smooth(points)
    paper.shadow(shape, 0.012)
    paper.piece(shape, base, lit=False)
    canvas = paper.canvas
    canvas.save()
    canvas.clipPath(shape, skia.ClipOp.kIntersect, True)
    for leaf in range(int(90 * (to_x - x))):
        lx = x + (to_x - x) * paper.chance("leaf", round(y * 100), leaf)
        t = paper.chance("leaf-y", round(y * 100), leaf)
        size = tall * 0.075
        tone = adjust(base, lightness=1.10 - 0.30 * t)
        angle = 6.28 * paper.chance("leaf-a", leaf)
        canvas.drawPath(oval(lx + size * 0.2 * math.cos(angle), y - tall * (1 - t), size, size * 0.55), fill(tone, 0.7))
    canvas.restore()
