"""Skies of cut paper: gradient, torn bands, sun or moon with halos, clouds, stars and gulls.

It knows no set: where the horizon is comes from the layer's parameters.
"""

from __future__ import annotations

import math
from typing import Any

import skia

from generators.stage.chance import unit
from generators.stage.colour import RGB, adjust, mix
from generators.stage.light import MOON, SUN
from generators.stage.moment import Moment
from generators.stage.paper import Paper, circle, colour4, fbm, fill, polygon, stroke

CLOUD_TILE = 3.6
"""Stage units after which drifting clouds repeat; wider than any view of their layer."""
CLOUD_POINTS = 72
"""Corners of a cloud's back; denser at its ends, where it is round."""
STAR_COUNT = 110
FOG_VEILS = 0.85
"""Share of a heavy cloud's darkness that the thickest fog takes."""


def sky_colour(paper: Paper, share: float) -> RGB:
    """The sky's colour at `share` 0 (zenith) … 1 (horizon)."""
    light = paper.light
    if share < 0.55:
        return mix(light.zenith, light.mid, max(0.0, share) / 0.55)
    return mix(light.mid, light.horizon, min(1.0, (share - 0.55) / 0.45))


def sky(paper: Paper, params: dict[str, Any]) -> None:
    """The whole sky down to `horizon`, in `bands` torn strips; `disc: false` is the sky behind us."""
    horizon = float(params.get("horizon", 0.62))
    top, bottom = -0.35, horizon + 1.5
    stops = [0.0, 0.15, 0.3, 0.45, 0.6, 0.75, 0.88, 1.0]
    shader = skia.GradientShader.MakeLinear(
        points=[(0, top + 0.3), (0, horizon)],
        colors=[colour4(sky_colour(paper, stop)).toColor() for stop in stops],
        positions=stops,
    )
    canvas = paper.canvas
    canvas.drawRect(skia.Rect.MakeLTRB(paper.left, top, paper.right, bottom), skia.Paint(Shader=shader, Dither=True))
    disc = bool(params.get("disc", True))
    if disc:
        _halo(paper, horizon)
    _bands(paper, horizon, int(params.get("bands", 5)))
    if disc:
        _disc(paper)


def _halo(paper: Paper, horizon: float) -> None:
    light = paper.light
    x, y = light.sun_at
    shown = light.sun_shown
    day = 1 - light.night
    low = math.exp(-(((y - horizon) / 0.28) ** 2)) * day
    paper.glow(x, y, 0.95, mix(light.sun, light.horizon, 0.45), (0.30 + 0.42 * low) * (0.25 + 0.75 * shown))
    paper.glow(x, y, 0.30, light.sun, (0.34 + 0.3 * low) * shown)


def _bands(paper: Paper, horizon: float, count: int) -> None:
    """Long torn strips, each a breath lighter than the sky behind it."""
    light = paper.light
    step = 0.02
    for band in range(count):
        share = (band + 1) / (count + 1)
        level = horizon * (0.10 + 0.88 * share)
        points = []
        x = paper.left - step
        while x <= paper.right + step:
            wave = 0.035 * fbm(x * 0.9, paper.seed, "band", band, octaves=3)
            wave += 0.022 * math.sin(2.4 * x + 1.9 * band + 0.6)
            points.append((x, level + wave * (1.3 - share)))
            x += step
        path = polygon([*points, (paper.right + step, horizon + 0.5), (paper.left - step, horizon + 0.5)])
        colour = mix(sky_colour(paper, min(1.0, share * 0.98 + 0.05)), light.horizon, 0.10 + 0.10 * share)
        colour = adjust(colour, lightness=1.015)
        paper.shadow(path, 0.016, 0.10, (max(y for _, y in points), horizon + 0.5))
        paper.canvas.drawPath(path, fill(colour, 0.42))
        paper.edge(path, mix(colour, light.rim, 0.5), 0.25 + 0.2 * light.rim_strength)


def _disc(paper: Paper) -> None:
    light = paper.light
    if light.sun_shown <= 0.02:
        return
    x, y = light.sun_at
    canvas = paper.canvas
    shown = light.sun_shown
    if light.night > 0.5:
        radius = MOON
        for ring, alpha in ((3.1, 0.05), (2.2, 0.07), (1.5, 0.10)):
            canvas.drawPath(circle(x, y, radius * ring), fill(light.sun, alpha * shown))
        disc = circle(x, y, radius)
        paper.shadow(disc, 0.01, 0.25 * shown)
        canvas.drawPath(disc, fill(light.sun, shown))
        canvas.save()
        canvas.clipPath(disc, skia.ClipOp.kIntersect, True)
        canvas.clipPath(circle(x - radius * 0.34, y - radius * 0.12, radius * 0.98), skia.ClipOp.kDifference, True)
        canvas.drawPaint(fill(adjust(mix(light.sun, light.mid, 0.28), chroma=0.9), shown))
        canvas.restore()
        for dx, dy, size in ((-0.30, -0.2, 0.16), (0.12, 0.3, 0.11), (-0.12, 0.42, 0.07), (0.2, -0.32, 0.09)):
            spot = circle(x + dx * radius, y + dy * radius, size * radius)
            canvas.drawPath(spot, fill(mix(light.sun, light.mid, 0.22), 0.7 * shown))
        return
    radius = SUN
    for ring, alpha in ((2.7, 0.10), (2.0, 0.13), (1.45, 0.20)):
        canvas.drawPath(circle(x, y, radius * ring), fill(mix(light.sun, light.horizon, 0.25), alpha * shown))
    canvas.drawPath(circle(x, y, radius), fill(light.sun, shown))


def cloud_path(x: float, y: float, width: float, seed: int, *path: str | int, heap: float = 0.0) -> skia.Path:
    """One paper cloud: a nearly flat foot and a scalloped back; `x` is its left end, `y` its foot.

    `heap` 0 is a long bank of even humps, 1 a heaped cloud of unequal ones, the highest off its middle.
    """
    count = 4 + int(unit(seed, *path, "count") * 4) - round(heap)
    height = width * (0.10 + 0.07 * unit(seed, *path, "height") + 0.15 * heap)
    peak = 0.30 + 0.40 * unit(seed, *path, "peak")
    humps: list[tuple[float, float, float]] = [(x + width / 2, width * 0.5, height * (0.34 - 0.12 * heap))]
    for index in range(count):
        t = (index + 0.5) / count
        even = (0.35 + 0.65 * math.sin(math.pi * t) ** 0.8) * 1.15
        heaped = max(0.30, 1.15 - 1.9 * abs(t - peak))
        hump = height * (even + (heaped - even) * heap) * (0.7 + 0.5 * unit(seed, *path, index))
        reach = width / count * (0.62 + 0.3 * unit(seed, *path, index, "w"))
        reach = min(max(reach, 0.72 * hump * heap), width / 2)
        humps.append((min(max(x + width * t, x + reach), x + width - reach), reach, hump))
    # The outline is the highest hump at each place: no path operation that could fail.
    points = []
    for step in range(CLOUD_POINTS + 1):
        at = x + width * (0.5 - 0.5 * math.cos(math.pi * step / CLOUD_POINTS))
        top = max(tall * math.sqrt(max(0.0, 1 - ((at - middle) / reach) ** 2)) for middle, reach, tall in humps)
        points.append((at, y - top))
    return polygon([*points, (x + width, y), (x, y)])


def clouds(paper: Paper, params: dict[str, Any]) -> None:
    """Drifting paper clouds over one tile of `CLOUD_TILE` units; their number follows the weather.

    Under a fair sky they are heaps, large above us and small towards the horizon; heavy weather has long banks.
    """
    light = paper.light
    cover = light.cover
    top, foot = float(params.get("top", 0.08)), float(params.get("foot", 0.42))
    count = round(float(params.get("count", 6)) * (0.5 + 2.4 * cover))
    body = mix(light.horizon, light.sun, 0.35)
    fair = max(0.0, 1 - cover / 0.6)
    for index in range(count):
        depth = (index + 0.5) / count
        y = foot - (foot - top) * (unit(paper.seed, "cloud", index) * 0.55 + (1 - depth) * 0.45)
        share = max(0.0, min(1.0, y / 0.62))
        width = (0.20 + 0.34 * unit(paper.seed, "width", index)) * (0.75 + 0.75 * cover)
        # One grows large, the next stays small: a sky of equals is a pattern. Those near the horizon are far away.
        width *= 1 + fair * ((0.62, -0.40, 0.05)[index % 3] - 0.45 * (depth - 0.5))
        x = unit(paper.seed, "x", index) * (CLOUD_TILE - width)
        heap = fair * (0.0, 0.55, 0.9, 1.0)[int(4 * unit(paper.seed, "heap", index))] * min(1.0, 0.16 / width)
        shape = cloud_path(x, y, width, paper.seed, "shape", index, heap=heap)
        behind = sky_colour(paper, share)
        colour = mix(behind, body, 0.34 + 0.22 * (1 - cover) * (1 - light.night))
        if cover > 0.5:
            # Heavy weather has a ceiling that one sees: dark bellies, and edges that still take light.
            heavy = (cover - 0.5) / 0.5
            # Fog is not heavy: what one sees of clouds through it is hardly there.
            heavy_share = (0.65 + 0.15 * heavy) * (1 - FOG_VEILS * max(0.0, light.fog - 0.4) / 0.4)
            tone = 0.80 - 0.20 * heavy + (0.16 + 0.16 * heavy) * unit(paper.seed, "tone", index)
            colour = mix(colour, adjust(behind, lightness=tone), max(0.0, heavy_share))
        paper.shadow(shape, 0.018, 0.16)
        paper.canvas.drawPath(shape, fill(colour, 0.94))
        paper.canvas.save()
        paper.canvas.clipPath(shape, skia.ClipOp.kIntersect, True)
        if fair > 0.2:
            # The crown stands in the light, a belly lies in its own shade: two more papers of nearly the same tone.
            dx, _ = light.direction
            crown = cloud_path(x + width * (0.16 + 0.14 * dx), y, width * 0.62, paper.seed, "crown", index, heap=heap)
            crown.offset(0, -0.30 * (y - shape.getBounds().top()))
            paper.canvas.drawPath(crown, fill(mix(colour, light.sun, 0.45), 0.5 * fair * (1 - 0.6 * light.night)))
        inner = cloud_path(x + width * 0.1, y, width * 0.72, paper.seed, "inner", index, heap=0.5 * heap)
        if fair > 0.2:
            inner.offset(-0.10 * width * light.direction[0], 0.16 * (y - inner.getBounds().top()))
        paper.canvas.drawPath(inner, fill(mix(colour, behind, 0.45), 0.55))
        paper.canvas.restore()
        paper.edge(shape, mix(colour, light.rim, 0.7), 0.35 + 0.5 * light.rim_strength * (1 - 0.6 * cover))


def stars(paper: Paper, params: dict[str, Any], moment: Moment) -> None:
    """Twinkling stars: single points, and a few four-pointed paper ones."""
    shown = paper.light.stars
    if shown <= 0.03:
        return
    horizon = float(params.get("horizon", 0.62))
    canvas = paper.canvas
    small: dict[int, list[skia.Point]] = {}
    for index in range(STAR_COUNT):
        x = -1.1 + 2.2 * unit(paper.seed, "star", index)
        y = -0.02 + (horizon - 0.10) * unit(paper.seed, "star-y", index) ** 1.25
        if not paper.left <= x <= paper.right:
            continue
        beat = 0.62 + 0.38 * moment.sway(2.1 + 3.0 * unit(paper.seed, "p", index), unit(paper.seed, "q", index))
        fade = 1 - max(0.0, y / horizon - 0.45)
        alpha = shown * fade * beat
        if index % 11 == 0:
            size = 0.0055 * (0.8 + 0.5 * beat)
            path = skia.Path()
            path.moveTo(x, y - size)
            for dx, dy in ((1, 0), (0, 1), (-1, 0), (0, -1)):
                path.quadTo(x, y, x + dx * size, y + dy * size)
            path.close()
            canvas.drawPath(path, fill((1.0, 0.98, 0.92), alpha))
        else:
            small.setdefault(round(alpha * 8), []).append(skia.Point(x, y))
    for level, points in small.items():
        canvas.drawPoints(
            skia.Canvas.PointMode.kPoints_PointMode, points, stroke((0.93, 0.96, 1.0), 0.0028, min(1.0, level / 8))
        )


def gulls(paper: Paper, params: dict[str, Any], moment: Moment) -> None:
    """A few birds that cross the sky now and then."""
    light = paper.light
    if light.night > 0.75 or moment.weather in ("storm", "snow", "fog"):
        return
    colour = mix(light.haze(light.near, 0.35), light.horizon, 0.15)
    for index in range(int(params.get("count", 4))):
        period = 26 + 17 * unit(paper.seed, "gull", index)
        t = (moment.seconds / period + unit(paper.seed, "gull-at", index)) % 1
        way = 1 if unit(paper.seed, "way", index) < 0.65 else -1
        x = way * (-1.5 + 3.0 * t)
        y = 0.16 + 0.22 * unit(paper.seed, "gull-y", index) + 0.03 * math.sin(9 * t + index)
        size = 0.012 + 0.010 * unit(paper.seed, "gull-s", index)
        glide = moment.sway(5.0, index * 0.37) > 0.25
        flap = 0.25 if glide else moment.sway(0.72, index * 0.3)
        lift = size * (0.15 + 0.62 * flap)
        path = skia.Path()
        path.moveTo(x - size, y - lift)
        path.quadTo(x - size * 0.45, y - lift * 1.1 - size * 0.12, x, y)
        path.quadTo(x + size * 0.45, y - lift * 1.1 - size * 0.12, x + size, y - lift)
        path.quadTo(x + size * 0.4, y - lift * 0.5, x, y + size * 0.18)
        path.quadTo(x - size * 0.4, y - lift * 0.5, x - size, y - lift)
        paper.canvas.drawPath(path, fill(colour, 0.9))
