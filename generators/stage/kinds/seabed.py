"""What grows on the sea floor and hangs in its water: a forest of kelp, coral heads, nets of light, specks, a ray.

It knows no set: places and sizes come from the layer's parameters.
"""

from __future__ import annotations

import math
from typing import Any

import skia

from generators.stage.chance import unit
from generators.stage.colour import RGB, adjust, from_hex, mix
from generators.stage.kinds.corals import coral
from generators.stage.moment import Moment
from generators.stage.paper import Paper, Point, circle, fill, oval, polygon, smooth, stroke

JOINTS = 11
"""Leaves along one stem of the kelp forest, on either side."""
SPECKS = 36
"""Specks in the water: enough to be seen between two people, few enough to cost nothing."""
WEAVE = 13
"""Meshes of the net of light across the sand."""


def kelp_forest(paper: Paper, params: dict[str, Any]) -> None:
    """Tall stems between `left` and `right` that one current bends, from `foot` to about `top`; `count` of them.

    Baked: made to be rocked as a whole (`sway`), far off, where single leaves are not followed by an eye.
    """
    left, right = float(params.get("left", -0.9)), float(params.get("right", -0.5))
    foot, top = float(params.get("foot", 0.79)), float(params.get("top", 0.05))
    count, name = int(params.get("count", 7)), str(params.get("name", "forest"))
    tint = from_hex(str(params.get("tint", "#4E8A72")))
    lean = float(params.get("lean", 0.05))
    for index in range(count):
        key = (name, index)
        x = left + (right - left) * (index + 0.15 + 0.7 * paper.chance(*key, "x")) / count
        # The forest is tallest in its middle: a row of equal stems is a fence.
        arch = math.sin(math.pi * (index + 0.5) / count) ** 0.5
        tall = (foot - top) * (0.45 + 0.4 * arch + 0.2 * paper.chance(*key, "tall"))
        _stem(paper, (x, foot), tall, lean, tint, key)


def _stem(paper: Paper, root: Point, tall: float, lean: float, tint: RGB, key: tuple[str | int, ...]) -> None:
    """One stem with leaves on both sides: those towards the light are a value lighter."""
    turn = paper.chance(*key, "turn")
    spine: list[Point] = []
    for joint in range(JOINTS + 1):
        t = joint / JOINTS
        wave = 0.014 * math.sin(2 * math.pi * (1.15 * t + turn)) * (0.3 + t)
        spine.append((root[0] + lean * t**1.6 + wave, root[1] - tall * t))
    half = 0.0028 + 0.0022 * tall
    edge = [(px - half * (1 - 0.75 * i / JOINTS), py) for i, (px, py) in enumerate(spine)]
    other = [(px + half * (1 - 0.75 * i / JOINTS), py) for i, (px, py) in reversed(list(enumerate(spine)))]
    bright, dark, floats = skia.Path(), skia.Path(), skia.Path()
    for joint in range(1, JOINTS + 1):
        px, py = spine[joint]
        for side in (-1, 1):
            if paper.chance(*key, "bare", joint, side) < 0.16:
                continue
            reach = tall * (0.085 + 0.05 * paper.chance(*key, "leaf", joint, side)) * (1.1 - 0.45 * joint / JOINTS)
            rise = reach * (0.35 + 0.5 * paper.chance(*key, "rise", joint, side))
            tip = (px + side * reach + 0.25 * lean, py - rise)
            leaf = bright if side * paper.light.direction[0] >= 0 else dark
            leaf.moveTo(px, py)
            leaf.cubicTo(px + side * reach * 0.25, py - reach * 0.42, tip[0] - side * reach * 0.35, tip[1], *tip)
            leaf.cubicTo(
                tip[0] - side * reach * 0.30, tip[1] + reach * 0.30, px + side * reach * 0.35, py + reach * 0.05, px, py
            )
            leaf.close()
            floats.addCircle(px + side * reach * 0.10, py - reach * 0.10, reach * 0.075)
    paper.piece(dark, adjust(tint, lightness=0.84), rim=0.0)
    paper.piece(smooth([*edge, *other]), adjust(tint, lightness=0.74), rim=0.0)
    paper.piece(bright, tint, rim=0.5)
    paper.flat(floats, adjust(tint, lightness=1.14))


def coral_heads(paper: Paper, params: dict[str, Any]) -> None:
    """Lumps of rock with all that grows on them, their feet `at: [[x, y, size], …]`, the far ones first.

    `dark: true` makes them near ones against the light; `grass: [[x, y, size], …]` are tufts on the floor between.
    """
    tint = from_hex(str(params.get("tint", "#4C7482")))
    pieces: list[tuple[float, bool, tuple[float, ...]]] = [
        (float(spot[1]), is_head, tuple(float(value) for value in spot))
        for is_head, name in ((True, "at"), (False, "grass"))
        for spot in params.get(name, ())
    ]
    dark = bool(params.get("dark", False))
    for _, is_head, (x, y, size) in sorted(pieces):
        key = ("head" if is_head else "grass", round(x * 100), round(y * 100))
        if dark and is_head:
            _dark_head(paper, x, y, size, key)
        elif is_head:
            _head(paper, x, y, size, tint, key)
        else:
            _grass(paper, x, y, size, key)


def _lump(paper: Paper, x: float, y: float, size: float, key: tuple[str | int, ...]) -> list[Point]:
    """The outline of a rock with a flat foot, from its left foot over its back to its right one."""
    points: list[Point] = []
    for step in range(11):
        angle = math.pi * (1 - step / 10)
        out = 0.82 + 0.34 * paper.chance(*key, "lump", step)
        points.append((x + size * out * math.cos(angle), y - 0.62 * size * out * math.sin(angle) ** 0.8))
    return points


def _head(paper: Paper, x: float, y: float, size: float, tint: RGB, key: tuple[str | int, ...]) -> None:
    crest = _lump(paper, x, y, size, key)
    body = smooth([(x - size * 0.9, y + size * 0.06), *crest, (x + size * 0.9, y + size * 0.06)])
    paper.shadow(oval(x, y + size * 0.05, size * 1.06, size * 0.14), size * 0.12)
    for index, step in enumerate((2, 4, 5, 7, 8)):  # on its back, behind its edge
        if paper.chance(*key, "back", index) < 0.85:
            px, py = crest[step]
            tall = size * (0.42 + 0.34 * paper.chance(*key, "tall", index))
            coral(paper, px, py + size * 0.10, tall, (*key, "back", index))
    paper.piece(body, tint, rim=0.8, drop=size * 0.05)
    canvas = paper.canvas
    canvas.save()
    canvas.clipPath(body, skia.ClipOp.kIntersect, True)
    for fold in range(2):
        low = [(px + size * 0.07 * (fold + 1), py + size * (0.20 + 0.19 * fold)) for px, py in crest]
        paper.flat(
            polygon([*low, (x + 2 * size, y + size), (x - 2 * size, y + size)]),
            adjust(tint, lightness=0.84 - 0.1 * fold),
            0.8,
        )
    _crust(paper, crest, size, tint, key)
    canvas.restore()
    for index in range(3):  # and at its foot, before it
        px = x + size * (-0.75 + 0.72 * index + 0.3 * (paper.chance(*key, "foot", index) - 0.5))
        if paper.chance(*key, "some", index) < 0.7:
            coral(
                paper, px, y + size * 0.10, size * (0.22 + 0.2 * paper.chance(*key, "low", index)), (*key, "low", index)
            )
        else:
            _grass(paper, px, y + size * 0.10, size * 0.5, (*key, "tuft", index))


def _crust(paper: Paper, crest: list[Point], size: float, tint: RGB, key: tuple[str | int, ...]) -> None:
    """Patches of growth on the back of a rock: buttons in clusters, paler where the light falls."""
    for patch in range(7):
        px, py = crest[1 + int(paper.chance(*key, "patch", patch) * (len(crest) - 2))]
        py += size * (0.06 + 0.4 * paper.chance(*key, "down", patch))
        shown = mix(adjust(tint, lightness=1.22), from_hex("#E8B48A" if patch % 3 == 0 else "#9FC7A8"), 0.45)
        for button in range(4):
            angle = 2 * math.pi * paper.chance(*key, "turn", patch, button)
            out = size * 0.06 * (button > 0)
            radius = size * (0.020 + 0.022 * paper.chance(*key, "button", patch, button))
            paper.flat(
                oval(px + out * math.cos(angle), py + 0.7 * out * math.sin(angle), radius, radius * 0.8), shown, 0.75
            )


def _dark_head(paper: Paper, x: float, y: float, size: float, key: tuple[str | int, ...]) -> None:
    """A near rock with fans and tubes on it, one dark shape."""
    light = paper.light
    base = mix(light.near, light.shade(from_hex("#2C4C5C")), 0.22)
    crest = _lump(paper, x, y, size, key)
    shape = smooth([(x - size, y + size), (x - size * 0.9, y + size * 0.06), *crest, (x + size, y + size)])
    for index, step in enumerate((2, 4, 6, 8)):
        px, py = crest[step]
        tall = size * (0.34 + 0.26 * paper.chance(*key, "tall", index))
        for arm in range(5):
            bend = (arm - 2) * 0.34 + 0.2 * (paper.chance(*key, index, arm) - 0.5)
            top = (px + tall * bend, py - tall * (1.1 - 0.12 * abs(arm - 2)))
            line = skia.Path()
            line.moveTo(px, py + size * 0.1)
            line.quadTo(px + tall * bend * 0.1, py - tall * 0.5, *top)
            for share, way in ((0.45, 1), (0.62, -1)):
                fork = (px + tall * bend * share * 0.7, py - tall * share)
                line.moveTo(*fork)
                line.quadTo(
                    fork[0] + way * tall * 0.10,
                    fork[1] - tall * 0.1,
                    fork[0] + way * tall * 0.12,
                    fork[1] - tall * 0.26,
                )
            paper.canvas.drawPath(line, stroke(base, size * 0.030))
    paper.canvas.drawPath(shape, fill(base))
    paper.edge(shape, mix(base, light.rim, 0.35), 0.5)


def _grass(paper: Paper, x: float, y: float, size: float, key: tuple[str | int, ...]) -> None:
    """A tuft of sea grass: blades that one current bends."""
    tint = from_hex("#6E9A5C")
    back, front = skia.Path(), skia.Path()
    for blade in range(11):
        t = (blade + 0.5) / 11 - 0.5
        px = x + size * 0.55 * t
        tall = size * (0.7 + 0.6 * paper.chance(*key, "blade", blade)) * (1.1 - 1.2 * abs(t))
        bend = size * (0.22 + 0.5 * t + 0.2 * (paper.chance(*key, "bend", blade) - 0.5))
        half = size * 0.028
        path = back if blade % 2 else front
        path.moveTo(px - half, y)
        path.quadTo(px - half + bend * 0.15, y - tall * 0.6, px + bend, y - tall)
        path.quadTo(px + half * 1.6 + bend * 0.2, y - tall * 0.55, px + half, y)
        path.close()
    paper.flat(back, adjust(tint, lightness=0.78))
    paper.flat(front, tint)


def caustics(paper: Paper, params: dict[str, Any]) -> None:
    """The net that waves draw on the floor with light, between `top` and `foot`, about `x`; made to be rocked."""
    light = paper.light
    strength = (0.36 - 0.25 * light.night) * (1 - 0.6 * light.cover)
    top, foot = float(params.get("top", 0.80)), float(params.get("foot", 1.0))
    heart, reach = float(params.get("x", 0.1)), float(params.get("half", 0.85))
    name = str(params.get("name", "net"))
    colour = mix(light.sun, light.horizon, 0.25)
    rows = 5
    for row in range(rows):
        # Nearer meshes are larger: that is what lays the net down.
        y = top + (foot - top) * ((row + 0.4) / rows) ** 1.35
        tall = (foot - top) * 0.16 * (0.45 + 0.8 * row / rows)
        for column in range(WEAVE):
            key = (name, row, column)
            x = heart + reach * (2 * (column + 0.5 + 0.5 * (row % 2)) / WEAVE - 1.08)
            fade = 1 - min(1.0, abs(x - heart) / reach) ** 2
            if fade <= 0.05 or paper.chance(*key, "gap") < 0.22:
                continue
            wide = reach / WEAVE * 1.3
            first = 2 * math.pi * paper.chance(*key, "first")
            outer: list[Point] = []
            inner: list[Point] = []
            for step in range(5):
                # A mesh is never closed, and its threads swell and taper: closed loops would be paving stones.
                angle = first + (1.7 + 1.6 * paper.chance(*key, "far")) * step / 4
                out = 0.75 + 0.5 * paper.chance(*key, step)
                thin = out - 0.20 * math.sin(math.pi * step / 4)
                outer.append((x + wide * out * math.cos(angle), y + tall * out * math.sin(angle)))
                inner.append((x + wide * thin * math.cos(angle), y + tall * thin * math.sin(angle)))
            web = smooth([*outer, *reversed(inner)])
            paper.canvas.drawPath(web, fill(colour, strength * fade * (0.4 + 0.6 * paper.chance(*key, "own"))))


def marine_snow(paper: Paper, params: dict[str, Any], moment: Moment) -> None:
    """Specks that sink slowly and wander with the swell, `count` of them; larger ones are nearer."""
    light = paper.light
    count, size = int(params.get("count", SPECKS)), float(params.get("size", 0.0016))
    tone = mix(light.horizon, light.sun, 0.5)
    span = paper.right - paper.left
    drift, share = 0.012 * moment.sway(9.0, 0.2), 0.55 - 0.2 * light.night
    fine: list[skia.Point] = []
    coarse: list[skia.Point] = []
    for index in range(count):
        near = unit(paper.seed, "speck-n", index)
        t = (unit(paper.seed, "speck-y", index) + moment.seconds * (0.006 + 0.010 * near)) % 1
        x = paper.left + span * unit(paper.seed, "speck-x", index)
        x += drift * (0.4 + near) + 0.010 * moment.sway(5.3, unit(paper.seed, "speck-p", index))
        (coarse if near > 0.75 else fine).append(skia.Point(x, -0.02 + 1.04 * t))
    # Points, no path: one path of them all would be as large as the picture, and cost as much.
    mode = skia.Canvas.PointMode.kPoints_PointMode
    paper.canvas.drawPoints(mode, fine, stroke(tone, 2.0 * size, 0.6 * share))
    paper.canvas.drawPoints(mode, coarse, stroke(tone, 2.9 * size, share))


def ray(paper: Paper, params: dict[str, Any], moment: Moment) -> None:
    """A great ray that crosses far off on slow wings: `y`, `size`, `speed` (units a second), `phase` of its way 0–1."""
    size, speed = float(params.get("size", 0.08)), float(params.get("speed", 0.02))
    span, way = 3.6, 1 if speed > 0 else -1
    x = way * ((moment.seconds * abs(speed) + span * float(params.get("phase", 0.4))) % span - span / 2)
    if not paper.left - 2 * size < x < paper.right + 2 * size:
        return
    beat = moment.sway(5.2, 0.1)
    y = float(params.get("y", 0.3)) + 0.02 * moment.sway(17.0, 0.3)
    lift, s = 0.34 * beat, size
    points = [
        (x + way * s * 0.62, y + s * 0.02),
        (x + way * s * 0.30, y - s * 0.10 - s * lift * 0.2),
        (x - way * s * 0.22, y - s * (0.26 + lift)),
        (x - way * s * 0.34, y - s * (0.20 + 0.8 * lift)),
        (x - way * s * 0.30, y - s * 0.04),
        (x - way * s * 0.62, y + s * 0.03),
        (x - way * s * 0.24, y + s * 0.10),
        (x - way * s * 0.16, y + s * (0.24 - 0.7 * lift)),
        (x + way * s * 0.06, y + s * (0.22 - 0.6 * lift)),
        (x + way * s * 0.40, y + s * 0.12),
    ]
    tone = paper.colour(from_hex(str(params.get("tint", "#2F5A74"))))
    tail = smooth(
        [
            (x - way * s * 0.5, y + s * 0.03),
            (x - way * s * 0.9, y + s * (0.04 - 0.08 * beat)),
            (x - way * s * 1.5, y + s * (0.06 + 0.14 * beat)),
        ],
        closed=False,
    )
    paper.canvas.drawPath(tail, stroke(tone, max(paper.hair, s * 0.018)))
    paper.canvas.drawPath(smooth(points), fill(tone))
    paper.canvas.drawPath(circle(x + way * s * 0.36, y + s * 0.02, s * 0.018), fill(paper.light.near, 0.6))
