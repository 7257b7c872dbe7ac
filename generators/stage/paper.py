"""Cut paper: draws lit pieces with a bright edge and a soft shadow on a Skia canvas, in stage units.

It knows light and shapes, not what they depict.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import skia

from generators.stage.chance import unit
from generators.stage.colour import RGB, mix
from generators.stage.light import Light

RIM_PIXELS = 1.5
"""Width of a lit paper edge at 720 lines."""
SHADOW_ALPHA = 0.30
"""Darkness of a cut shadow (art direction §8: about 30 %)."""

Point = tuple[float, float]


def colour4(rgb: RGB, alpha: float = 1.0) -> skia.Color4f:
    """A Skia colour of a triple 0–1."""
    return skia.Color4f(rgb[0], rgb[1], rgb[2], alpha)


def fill(rgb: RGB, alpha: float = 1.0) -> skia.Paint:
    """A smooth-edged fill paint."""
    return skia.Paint(Color4f=colour4(rgb, alpha), AntiAlias=True)


def stroke(rgb: RGB, width: float, alpha: float = 1.0) -> skia.Paint:
    """A smooth, round-ended line paint; width in stage units."""
    return skia.Paint(
        Color4f=colour4(rgb, alpha),
        AntiAlias=True,
        Style=skia.Paint.kStroke_Style,
        StrokeWidth=width,
        StrokeCap=skia.Paint.kRound_Cap,
        StrokeJoin=skia.Paint.kRound_Join,
    )


def polygon(points: Sequence[Point]) -> skia.Path:
    """A closed straight-edged shape."""
    path = skia.Path()
    path.moveTo(*points[0])
    for point in points[1:]:
        path.lineTo(*point)
    path.close()
    return path


def smooth(points: Sequence[Point], *, closed: bool = True) -> skia.Path:
    """A soft curve through the middles of `points` (quadratic B-spline)."""
    path = skia.Path()
    count = len(points)
    if closed:
        start = _middle(points[-1], points[0])
        path.moveTo(*start)
        for index in range(count):
            path.quadTo(*points[index], *_middle(points[index], points[(index + 1) % count]))
        path.close()
        return path
    path.moveTo(*points[0])
    for index in range(1, count - 1):
        path.quadTo(*points[index], *_middle(points[index], points[index + 1]))
    path.lineTo(*points[-1])
    return path


def box(x: float, y: float, width: float, height: float, radius: float = 0.0) -> skia.Path:
    """A rectangle from its top left corner."""
    path = skia.Path()
    path.addRoundRect(skia.Rect.MakeXYWH(x, y, width, height), radius, radius)
    return path


def circle(x: float, y: float, radius: float) -> skia.Path:
    """A disc."""
    path = skia.Path()
    path.addCircle(x, y, radius)
    return path


def oval(x: float, y: float, rx: float, ry: float) -> skia.Path:
    """An ellipse around its centre."""
    path = skia.Path()
    path.addOval(skia.Rect.MakeLTRB(x - rx, y - ry, x + rx, y + ry))
    return path


def _middle(a: Point, b: Point) -> Point:
    return (a[0] + b[0]) / 2, (a[1] + b[1]) / 2


def fbm(x: float, seed: int, *path: str | int, octaves: int = 4) -> float:
    """Fractal value noise along a line, about −1…1; equal for equal arguments."""
    total, share, frequency = 0.0, 0.55, 1.0
    for octave in range(octaves):
        at = x * frequency + 31.7 * octave
        cell = math.floor(at)
        t = at - cell
        t = t * t * (3 - 2 * t)
        a, b = unit(seed, *path, octave, cell), unit(seed, *path, octave, cell + 1)
        total += share * (2 * (a + (b - a) * t) - 1)
        share *= 0.5
        frequency *= 2.03
    return total


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A layer in the making: where pieces are drawn, in which light and how far away."""

    canvas: skia.Canvas
    """Scaled to stage units of the layer."""
    light: Light
    seed: int
    distance: float = 0.0
    """Haze 0 (here) … 1 (horizon) of everything drawn."""
    pixels: float = 720.0
    """Pixels per stage unit of the layer."""
    fine: float = 720.0
    """Pixels of the frame's height: edges keep their width in the frame."""
    left: float = -1.2
    right: float = 1.2
    """Part of the layer that will be seen; generators may skip what lies outside."""
    shade: float = 1.0
    """Factor on the darkness of cut shadows: the style's."""

    @property
    def hair(self) -> float:
        """One lit-edge width in stage units."""
        return RIM_PIXELS * self.fine / 720 / self.pixels

    def colour(self, rgb: RGB, emit: float = 0.0) -> RGB:
        """A local colour as seen here: lit, then hazed."""
        lit = self.light.shade(rgb, emit=emit)
        return self.light.haze(lit, self.distance * (1 - 0.75 * emit))

    def piece(
        self, path: skia.Path, rgb: RGB, *, emit: float = 0.0, rim: float = 1.0, drop: float = 0.0, lit: bool = True
    ) -> None:
        """One cut piece. `drop` is the blur of its own shadow in stage units (0 none); `rim` scales its lit edge."""
        if drop > 0:
            self.shadow(path, drop)
        elif self.canvas.quickReject(path.getBounds()):
            return  # beyond the canvas, as most of a set is in close views
        shown = self.colour(rgb, emit) if lit else rgb
        self.canvas.drawPath(path, fill(shown))
        strength = rim * self.light.rim_strength * (1 - emit) * (1 - 0.6 * self.distance)
        if strength > 0.04:
            self.edge(path, mix(shown, self.light.haze(self.light.rim, self.distance * 0.6), 0.75), strength)

    def flat(self, path: skia.Path, rgb: RGB, alpha: float = 1.0, *, emit: float = 0.0) -> None:
        """A piece without an edge: pattern on another piece."""
        self.canvas.drawPath(path, fill(self.colour(rgb, emit), alpha))

    def line(self, path: skia.Path, rgb: RGB, width: float, alpha: float = 1.0, *, emit: float = 0.0) -> None:
        """A drawn line, `width` in stage units."""
        self.canvas.drawPath(path, stroke(self.colour(rgb, emit), width, alpha))

    def edge(self, path: skia.Path, rgb: RGB, strength: float) -> None:
        """The lit edge: what is inside the path, but not inside the path moved away from the light."""
        dx, dy = self.light.direction
        width = self.hair * (1.0 if strength < 0.7 else 1.25)
        moved = skia.Path(path)
        moved.offset(-dx * width, -dy * width)
        moved.toggleInverseFillType()
        canvas = self.canvas
        canvas.save()
        # One clip and a path turned inside out: two thirds of the time of two clips.
        canvas.clipPath(path, skia.ClipOp.kIntersect, True)
        canvas.drawPath(moved, fill(rgb, min(1.0, strength)))
        canvas.restore()

    def shadow(
        self, path: skia.Path, blur: float, alpha: float = SHADOW_ALPHA, full: tuple[float, float] | None = None
    ) -> None:
        """A soft shadow under a piece, away from the light.

        `full` are the rows between which a large piece covers the whole width: nothing need be blurred there.
        """
        if self.shade <= 0:
            return
        dx, dy = self.light.direction
        paint = fill(self.light.haze(self.light.shadow, self.distance), min(1.0, alpha * self.shade))
        flat = skia.Paint(paint)
        flat.setAntiAlias(False)
        paint.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, blur * 0.5))
        canvas = self.canvas
        canvas.save()
        canvas.translate(-dx * blur, -dy * blur * 0.8)
        first, last = (full[0] + 2 * blur, full[1] - 2 * blur) if full else (0.0, 0.0)
        if last <= first:
            canvas.drawPath(path, paint)
            canvas.restore()
            return
        box = path.getBounds().makeOutset(3 * blur, 3 * blur)
        for top, bottom in ((box.top(), first), (last, box.bottom())):
            canvas.save()
            canvas.clipRect(skia.Rect.MakeLTRB(box.left(), top, box.right(), bottom), doAntiAlias=False)
            canvas.drawPath(path, paint)
            canvas.restore()
        canvas.drawRect(skia.Rect.MakeLTRB(box.left(), first, box.right(), last), flat)
        canvas.restore()

    def glow(self, x: float, y: float, radius: float, rgb: RGB, strength: float) -> None:
        """Added light around a lamp: bright in the middle, nothing at `radius`."""
        if strength <= 0.01:
            return
        shader = skia.GradientShader.MakeRadial(
            center=(x, y),
            radius=radius,
            colors=[
                colour4(rgb, strength).toColor(),
                colour4(rgb, strength * 0.34).toColor(),
                colour4(rgb, strength * 0.09).toColor(),
                colour4(rgb, 0.0).toColor(),
            ],
            positions=[0.0, 0.25, 0.6, 1.0],
        )
        paint = skia.Paint(Shader=shader, AntiAlias=False, Dither=True, BlendMode=skia.BlendMode.kScreen)
        self.canvas.drawRect(skia.Rect.MakeLTRB(x - radius, y - radius, x + radius, y + radius), paint)

    def chance(self, *path: str | int) -> float:
        """A number in [0, 1) for `path` of this set."""
        return unit(self.seed, *path)
