"""Water of cut paper: the far sea with its light, wave strips that rock, boats and glints.

It knows no set: levels and places come from the layer's parameters.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

import skia

from generators.stage.chance import unit
from generators.stage.colour import RGB, adjust, from_hex, mix
from generators.stage.light import Light
from generators.stage.moment import Moment
from generators.stage.paper import Paper, box, circle, colour4, fill, polygon, smooth, stroke

LOW, SETTING = (0.26, 0.50), (0.60, 0.67)
"""Heights of the sun's middle, stage y: between the first two its road comes, between the others it goes with it."""
SUN_ROAD = 0.75
"""A low sun's road beside the moon's, which has nothing brighter about it."""


def road(light: Light) -> float:
    """How strongly the road of moon or low sun lies on the water, 0–1; a high sun has none."""
    y = light.sun_at[1]
    low = min(1.0, max(0.0, (y - LOW[0]) / (LOW[1] - LOW[0])))
    setting = min(1.0, max(0.0, (y - SETTING[0]) / (SETTING[1] - SETTING[0])))
    return light.sun_shown * (light.night + SUN_ROAD * low * (1 - setting) * (1 - light.night))


def sea_colour(paper: Paper, depth: float) -> RGB:
    """Water at `depth` 0 (horizon, taking the sky's colour) … 1 (at the pier, its own)."""
    light = paper.light
    far = mix(light.horizon, light.sea, 0.42)
    near = adjust(light.sea, lightness=0.80)
    return mix(far, near, depth**0.7)


def sea(paper: Paper, params: dict[str, Any]) -> None:
    """The sea from `horizon` to `foot` with the path of the sun or moon on it."""
    light = paper.light
    top, foot = float(params.get("horizon", 0.62)), float(params.get("foot", 0.90))
    stops = [0.0, 0.25, 0.5, 0.75, 1.0]
    shader = skia.GradientShader.MakeLinear(
        points=[(0, top), (0, foot)],
        colors=[colour4(sea_colour(paper, stop)).toColor() for stop in stops],
        positions=stops,
    )
    rect = skia.Rect.MakeLTRB(paper.left, top, paper.right, foot + 0.4)
    paper.canvas.drawRect(rect, skia.Paint(Shader=shader, Dither=True))
    # Sky light lies on the far water as a bright band.
    band = skia.Rect.MakeLTRB(paper.left, top, paper.right, top + 0.006)
    paper.canvas.drawRect(band, fill(mix(light.horizon, light.sun, 0.3), 0.5))
    shown = light.sun_shown
    if shown > 0.05:
        x = light.sun_at[0]
        path = polygon([(x - 0.03, top), (x + 0.03, top), (x + 0.20, foot), (x - 0.20, foot)])
        paint = fill(mix(light.sun, light.horizon, 0.4), (0.20 + 0.10 * light.night) * shown)
        paint.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, 0.02))
        paper.canvas.drawPath(path, paint)
        _road_bars(paper, x, top, foot)
    paper.canvas.save()
    for index in range(64):
        t = unit(paper.seed, "dash", index)
        y = top + 0.012 + (foot - top) * t**1.4
        x = paper.left + (paper.right - paper.left) * unit(paper.seed, "dash-x", index)
        length = (0.015 + 0.06 * unit(paper.seed, "dash-w", index)) * (0.4 + 1.2 * t)
        tone = mix(sea_colour(paper, t), light.horizon if index % 3 else light.near, 0.28)
        line = skia.Path()
        line.moveTo(x, y)
        line.quadTo(x + length / 2, y - 0.002, x + length, y)
        paper.canvas.drawPath(line, stroke(tone, 0.0016 + 0.0022 * t, 0.55))
    paper.canvas.restore()


def _road_bars(paper: Paper, x: float, top: float, foot: float) -> None:
    """Bars of light that grow broader and rarer towards us: the road of moon or low sun; at noon only far off."""
    light, strong = paper.light, road(paper.light)
    tone = mix(light.sun, light.horizon, 0.22)
    for bar in range(34):
        t = (bar + 0.7 * paper.chance("bar-y", bar)) / 34
        fade = 0.30 * light.sun_shown * (1 - t) ** 2 + 0.62 * strong * (1 - 0.6 * t)
        if fade < 0.03:
            continue
        y = top + 0.003 + (foot - top) * t**1.35
        spread = 0.012 + 0.11 * t
        at = x + spread * 1.6 * (paper.chance("bar", bar) - 0.5)
        half = (0.012 + 0.060 * t) * (0.35 + 0.75 * paper.chance("bar-w", bar))
        thick = 0.0008 + 0.0022 * t
        shape = smooth([(at - half, y), (at, y - thick), (at + half, y), (at, y + thick)])
        paper.canvas.drawPath(shape, fill(tone, min(0.9, fade)))


def waves(paper: Paper, params: dict[str, Any]) -> None:
    """One strip of scalloped paper waves, its crests at `level`; made to be rocked sideways."""
    light = paper.light
    level = float(params.get("level", 0.72))
    length = float(params.get("length", 0.11))
    height = float(params.get("height", 0.012)) * (1.0 + 0.9 * (light.weather == "storm"))
    depth = float(params.get("tone", 0.5))
    path = skia.Path()
    x = paper.left - 3 * length
    path.moveTo(x, level)
    index = 0
    while x < paper.right + 3 * length:
        lift = height * (0.8 + 0.4 * unit(paper.seed, "wave", round(level * 1000), index))
        # A crest that leans with the wind: steep before, long behind.
        path.cubicTo(
            x + length * 0.45, level + lift * 0.2, x + length * 0.62, level - lift, x + length * 0.74, level - lift
        )
        path.quadTo(x + length * 0.86, level - lift * 0.9, x + length, level)
        x += length
        index += 1
    path.lineTo(x, level + 0.6)
    path.lineTo(paper.left - 3 * length, level + 0.6)
    path.close()
    colour = sea_colour(paper, depth)
    paper.shadow(path, 0.014, 0.22, (level + 0.3 * height, level + 0.6))
    paper.canvas.drawPath(path, fill(colour))
    paper.edge(path, mix(colour, light.horizon, 0.65), 0.5 + 0.3 * light.rim_strength)
    strong = road(light)
    if strong > 0.05:
        # The road runs on over every strip: seven bars on each, broader on the nearer ones.
        near = max(0.0, min(1.0, (level - 0.60) / 0.16))
        tone = mix(light.sun, light.horizon, 0.22)
        for bar in range(7):
            y = level + 0.003 + 0.040 * (bar + paper.chance("strip-y", round(level * 1000), bar)) / 7
            spread = 0.05 + 0.10 * near
            at = light.sun_at[0] + spread * (paper.chance("strip", round(level * 1000), bar) - 0.5)
            half = (0.016 + 0.034 * near) * (0.35 + 0.8 * paper.chance("strip-w", round(level * 1000), bar))
            shape = smooth([(at - half, y), (at, y - 0.0022), (at + half, y), (at, y + 0.0022)])
            paper.canvas.drawPath(shape, fill(tone, (0.60 - 0.24 * near) * strong))


def glints(paper: Paper, params: dict[str, Any], moment: Moment) -> None:
    """Sparks on the water under the sun or moon, and under the lamps of the town."""
    light = paper.light
    top, foot = float(params.get("horizon", 0.62)), float(params.get("foot", 0.86))
    canvas = paper.canvas
    strength = max(0.16, light.sun_shown)
    centre = light.sun_at[0]
    tone = mix(light.sun, light.horizon, 0.15)
    for index, (t, place, period, phase) in enumerate(_sparks(paper.seed, int(params.get("count", 54)))):
        pulse = moment.sway(period, phase)
        alpha = strength * max(0.0, pulse) * (0.9 - 0.4 * t)
        if alpha < 0.05:
            continue
        y = top + 0.006 + (foot - top) * t**1.3
        x = centre + (0.025 + 0.20 * t) * place + 0.006 * moment.sway(3.7, index * 0.21)
        half = (0.005 + 0.016 * t) * (0.6 + 0.5 * pulse)
        canvas.drawPath(_spark(x, y, half, 0.0012 + 0.0015 * t), fill(tone, min(1.0, alpha)))
    if light.lamp > 0.1:
        for index, lamp in enumerate(params.get("lamps", ())):
            for step in range(7):
                pulse = 0.5 + 0.5 * moment.sway(1.3 + 0.31 * step, index * 0.17 + step * 0.29)
                y = float(lamp[1]) + 0.012 * step
                half = (0.008 + 0.002 * step) * (0.5 + 0.5 * pulse)
                x = float(lamp[0]) + 0.004 * moment.sway(2.9, step * 0.3)
                canvas.drawPath(
                    _spark(x, y, half, 0.0016),
                    fill((1.0, 0.78, 0.42), 0.55 * light.lamp * pulse * (1 - step / 9)),
                )


@lru_cache(maxsize=16)
def _sparks(seed: int, count: int) -> tuple[tuple[float, float, float, float], ...]:
    """How near each spark is (0 far … 1), how far from the middle, its period and its phase."""
    return tuple(
        (
            unit(seed, "glint", index),
            (unit(seed, "gx", index) + unit(seed, "gy", index) - 1) * 1.5,
            1.6 + 2.2 * unit(seed, "gp", index),
            unit(seed, "gq", index),
        )
        for index in range(count)
    )


def _spark(x: float, y: float, half: float, thick: float) -> skia.Path:
    """`smooth` through the four ends of a lozenge: an oval, written out, for there are many."""
    path = skia.Path()
    path.moveTo(x - half / 2, y + thick / 2)
    path.quadTo(x - half, y, x - half / 2, y - thick / 2)
    path.quadTo(x, y - thick, x + half / 2, y - thick / 2)
    path.quadTo(x + half, y, x + half / 2, y + thick / 2)
    path.quadTo(x, y + thick, x - half / 2, y + thick / 2)
    path.close()
    return path


BOATS: tuple[RGB, ...] = tuple(from_hex(text) for text in ("#A8463C", "#2F6672", "#D9B36B", "#40507A"))


def boat(paper: Paper, params: dict[str, Any], moment: Moment) -> None:
    """A moored sailing boat that rolls a little, live because water never keeps still."""
    size = float(params.get("size", 0.10))
    phase = float(params.get("phase", 0.0))
    wild = 1.0 + 1.6 * moment.wind
    x = float(params.get("x", 0.0))
    y = float(params.get("y", 0.70)) + 0.0028 * wild * moment.sway(3.1, phase)
    tilt = 1.1 * wild * moment.sway(4.3, phase + 0.2) + 1.4 * moment.gust
    hull = BOATS[int(params.get("hull", 0)) % len(BOATS)]
    sail, lamp = params.get("sail", True), params.get("lamp")
    canvas = paper.canvas
    canvas.save()
    canvas.translate(x, y)
    canvas.rotate(tilt)
    canvas.scale(size, size)
    if canvas.quickReject(skia.Rect.MakeLTRB(-0.8, -1.7, 0.9, 0.3)):
        canvas.restore()
        return
    shape = skia.Path()
    shape.moveTo(-0.62, -0.22)
    shape.quadTo(0.0, -0.10, 0.72, -0.30)
    shape.quadTo(0.60, 0.06, 0.34, 0.12)
    shape.lineTo(-0.40, 0.12)
    shape.quadTo(-0.58, 0.02, -0.62, -0.22)
    shape.close()
    wood = from_hex("#6B4A38")
    paper.piece(box(-0.03, -1.55, 0.045, 1.4), wood, rim=0)
    if sail:
        furl = 0.06 + 0.03 * moment.gust
        paper.piece(polygon([(0.03, -1.48), (0.30 + furl, -0.84), (0.56, -0.36), (0.03, -0.40)]), from_hex("#EADBBE"))
        paper.piece(polygon([(-0.05, -1.30), (-0.36, -0.36), (-0.05, -0.40)]), from_hex("#DCC7A2"))
    rope = skia.Path()
    rope.moveTo(0.0, -1.52)
    rope.quadTo(0.42, -0.86, 0.70, -0.30)
    paper.line(rope, wood, 0.012, 0.8)
    paper.piece(shape, hull)
    stripe = skia.Path()
    stripe.moveTo(-0.60, -0.12)
    stripe.quadTo(0.0, 0.0, 0.66, -0.18)
    paper.line(stripe, from_hex("#F0E2C4"), 0.035, 0.9)
    if lamp and paper.light.lamp > 0.05:
        burn = paper.light.lamp * (0.9 + 0.1 * math.sin(moment.seconds * 5.1 + phase * 9))
        paper.flat(circle(-0.34, -0.42, 0.055), (1.0, 0.85, 0.5), emit=burn)
    canvas.restore()
