"""Colours under the scene's light and the cut-paper way of putting a shape down.

It knows no puppet: a part is a path and a colour. The lit edge lies towards the light, the shadow
away from it and only on what the puppet has already drawn.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import skia

from generators.stage.puppets.shapes import Point, loop_path, middle, tube

Rgb = tuple[float, float, float]

LIT_EDGE_PIXELS = 1.3
"""Width of the lit paper edge: art direction says 1.5 px; antialiasing adds the rest."""
SHADOW_PIXELS = 3.0
"""How far a part throws its shadow on the part beneath, in a medium shot."""
SHADOW_ALPHA = 0.17
"""Two copies are laid down, so that the shadow's edge is soft without a blur."""
FORM_SHARE, FORM_METRES = 0.17, 0.046
"""The second value of a piece: how wide the side away from the light is, as a share of the piece, and at most."""
FORM_PIXELS = (0.0, 24.0, 15.0)
"""Pieces narrower than this (by level of detail) stay flat: two values there would only blur the silhouette."""
SMALL_PIXELS = 7.0
"""Pieces smaller than this (buttons from afar) are a dot of colour: no shadow, no edge."""
FORM_TINT: Rgb = (0.80, 0.735, 0.79)
"""What the side away from the light keeps of a colour; a little less green, so that shade is not grey."""
SHADES_KEPT = 600
"""Shaded colours kept for one light: some hundreds are in use, a flame's own would never end."""
TAPER = (0.16, 0.5, 0.5, 0.4, 0.12)
"""Half widths along a drawn line, as shares of its width: a pressed and lifted pen."""


class LightLike(Protocol):
    """What puppets ask of the scene's light (`generators.stage.light.Light`)."""

    @property
    def rim(self) -> Rgb: ...
    @property
    def rim_strength(self) -> float: ...
    @property
    def direction(self) -> tuple[float, float]: ...
    @property
    def shadow(self) -> Rgb: ...
    def shade(self, rgb: Rgb, *, emit: float = 0) -> Rgb: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainLight:
    """White light from the upper left: for previews, portraits and tests."""

    rim: Rgb = (1.0, 0.94, 0.8)
    rim_strength: float = 0.6
    direction: tuple[float, float] = (-0.6, -0.8)
    shadow: Rgb = (0.12, 0.1, 0.2)
    tint: Rgb = (1.0, 1.0, 1.0)

    def shade(self, rgb: Rgb, *, emit: float = 0) -> Rgb:
        """`rgb` under the tint; `emit` 1 keeps its own light."""
        r, g, b = (c * (t + (1 - t) * emit) for c, t in zip(rgb, self.tint, strict=True))
        return (r, g, b)


def mix(a: Rgb, b: Rgb, t: float) -> Rgb:
    """Between two colours."""
    return (a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, a[2] + (b[2] - a[2]) * t)


def parse_colour(text: str) -> Rgb:
    """`#rrggbb` as 0–1."""
    value = int(text.lstrip("#"), 16)
    return ((value >> 16 & 255) / 255, (value >> 8 & 255) / 255, (value & 255) / 255)


@functools.lru_cache(maxsize=24)
def _shades(light: LightLike) -> dict[tuple[Rgb, float], skia.Color4f]:
    """The colours already seen under `light`, by body colour and own light: a cache, filled by brushes."""
    return {}


class Brush:
    """One drawing's colours and strokes: made for each draw, so it may cache shaded roles."""

    def __init__(
        self, canvas: skia.Canvas, colours: dict[str, Rgb], light: LightLike, pixels_per_metre: float, mirror: float
    ) -> None:
        self.canvas = canvas
        self.light = light
        self.pixel = 1.0 / pixels_per_metre
        """One pixel in metres."""
        self._colours = dict(colours)
        self.detail = 2
        """Level of detail 0–2: small figures do with one shadow copy and no faint edges."""
        self.emitting = 1.0
        """Share of every piece's own light that is on (a lantern that is out gives none)."""
        self.laid: dict[str, skia.Path] = {}
        """Outlines of the named pieces drawn so far, each in its own frame (body or head)."""
        self._shaded: dict[tuple[str, float], skia.Color4f] = {}
        self._shades = _shades(light)
        towards = max(-1.0, min(1.0, light.direction[0] * 1.3)) * mirror
        self.light_side = 1.0 if towards >= 0 else -1.0
        edge = LIT_EDGE_PIXELS * self.pixel * (1.0 + min(pixels_per_metre / 1400, 0.9))
        self._edge = (edge * towards, -edge * 0.75)
        drop = self.pixel * min(max(pixels_per_metre * SHADOW_PIXELS / 260, 1.2), 10.0)
        self._drop = (-drop * towards * 0.8, drop)
        self._room = drop + edge + 2 * self.pixel
        """Nothing of a piece is farther outside its outline than this."""
        self._fill = skia.Paint(AntiAlias=True)
        self._stroke = skia.Paint(
            AntiAlias=True,
            Style=skia.Paint.kStroke_Style,
            StrokeCap=skia.Paint.kRound_Cap,
            StrokeJoin=skia.Paint.kRound_Join,
        )
        self._shadow = skia.Paint(AntiAlias=True, BlendMode=skia.BlendMode.kSrcATop)
        self._shadow.setColor4f(skia.Color4f(*light.shadow, SHADOW_ALPHA))
        self._deep_shadow = skia.Paint(AntiAlias=True, BlendMode=skia.BlendMode.kSrcATop)
        self._deep_shadow.setColor4f(skia.Color4f(*light.shadow, SHADOW_ALPHA * 1.5))

    def rgb(self, role: str) -> Rgb:
        """Body colour of `role`, which may carry a factor: `coat*0.8`."""
        name, _, factor = role.partition("*")
        base = self._colours.get(name)
        if base is None:
            base = parse_colour(name) if name.startswith("#") else self._colours["coat"]
        if not factor:
            return base
        f = float(factor)
        return tuple(min(c * f, 1.0) for c in base) if f <= 1 else mix(base, (1.0, 1.0, 1.0), f - 1)  # type: ignore[return-value]

    def recolour(self, role: str, rgb: Rgb) -> None:
        """Change a role's body colour for the rest of this drawing."""
        self._colours[role] = rgb

    def colour(self, role: str, emit: float = 0.0, alpha: float = 1.0) -> skia.Color4f:
        """`role` under the light."""
        key = (role, emit)
        found = self._shaded.get(key)
        if found is None:
            found = self._shaded[key] = self._under_light(self.rgb(role), emit * self.emitting)
        return found if alpha >= 1 else skia.Color4f(found.fR, found.fG, found.fB, alpha)

    def _under_light(self, rgb: Rgb, emit: float) -> skia.Color4f:
        found = self._shades.get((rgb, emit))
        if found is None:
            if len(self._shades) >= SHADES_KEPT:
                self._shades.clear()
            r, g, b = self.light.shade(rgb, emit=emit)
            found = self._shades[rgb, emit] = skia.Color4f(r, g, b, 1.0)
        return found

    def paper(
        self,
        path: skia.Path,
        role: str,
        *,
        shadow: bool = True,
        edge: float = 1.0,
        emit: float = 0.0,
        form: float = 1.0,
    ) -> None:
        """A cut piece: shadow on what lies beneath, lit edge, body colour, and from near its shaded side (`form`)."""
        canvas, fill = self.canvas, self._fill
        box = path.getBounds()
        small = max(box.width(), box.height()) < SMALL_PIXELS * self.pixel
        if small:
            self.flat(path, role, emit=emit)
            return
        if canvas.quickReject(box.makeOutset(self._room, self._room)):
            return
        if shadow:
            dx, dy = self._drop
            canvas.translate(dx, dy)
            if self.detail > 1:
                canvas.drawPath(path, self._shadow)
                canvas.translate(-dx * 0.5, -dy * 0.5)
                canvas.drawPath(path, self._shadow)
                canvas.translate(-dx * 0.5, -dy * 0.5)
            else:
                canvas.drawPath(path, self._deep_shadow)
                canvas.translate(-dx, -dy)
        body = self.colour(role, emit)
        strength = self.light.rim_strength * edge
        if strength > (0.02 if self.detail else 0.25):
            r, g, b = self.light.rim
            k = min(strength, 1.0)
            rim = skia.Color4f(body.fR + (r - body.fR) * k, body.fG + (g - body.fG) * k, body.fB + (b - body.fB) * k, 1)
            fill.setColor4f(rim)
            dx, dy = self._edge
            canvas.translate(dx, dy)
            canvas.drawPath(path, fill)
            canvas.translate(-dx, -dy)
        wide = self._shaded_width(box, form) if form > 0 and emit < 0.5 else 0.0
        if wide <= 0:
            fill.setColor4f(body)
            canvas.drawPath(path, fill)
            return
        # The second value: what lies away from the light inside the piece, with a crisp edge as cut paper has.
        share = min(1.0, 0.35 + 0.5 * form)
        r, g, b = (1 - share * (1 - tint) for tint in FORM_TINT)
        fill.setColor4f(skia.Color4f(body.fR * r, body.fG * g, body.fB * b, 1))
        canvas.drawPath(path, fill)
        towards = self._edge[0] / (abs(self._edge[0]) + abs(self._edge[1]) + 1e-9)
        canvas.save()
        canvas.clipPath(path, doAntiAlias=True)
        canvas.translate(wide * (0.35 * self.light_side + 0.65 * towards), -wide * 0.55)
        fill.setColor4f(body)
        canvas.drawPath(path, fill)
        canvas.restore()

    def _shaded_width(self, box: skia.Rect, form: float) -> float:
        """How wide the shaded side of a piece in `box` is; 0 where it has one value."""
        size = min(box.width(), box.height())
        if not self.detail or size < FORM_PIXELS[self.detail] * self.pixel or self.canvas.quickReject(box):
            return 0.0
        return min(size * FORM_SHARE, FORM_METRES) * form

    def pen(self, points: Sequence[Point], role: str, width: float, *, alpha: float = 1.0, emit: float = 0.0) -> None:
        """A line through `points` that swells and tapers like a brush; far away an even stroke."""
        if not self.detail or len(points) < 2:
            self.line(loop_path(tuple(points), (False,) * len(points), closed=False), role, width, alpha=alpha)
            return
        line = list(points) if len(points) > 2 else [points[0], middle(points[0], points[1]), points[1]]
        width = max(width, 1.1 * self.pixel)
        self.flat(tube(line, tuple(width * t for t in TAPER)), role, alpha=alpha, emit=emit)

    def dashes(self, points: Sequence[Point], role: str, width: float) -> None:
        """A seam of even stitches through `points`."""
        paint = skia.Paint(
            AntiAlias=True,
            Style=skia.Paint.kStroke_Style,
            StrokeWidth=max(width, 0.9 * self.pixel),
            Color4f=self.colour(role, 0.0, 0.6),
            PathEffect=skia.DashPathEffect.Make([width * 3.4, width * 2.6], 0.0),
        )
        self.canvas.drawPath(loop_path(tuple(points), (False,) * len(points), closed=False), paint)

    def flat(self, path: skia.Path, role: str, *, alpha: float = 1.0, emit: float = 0.0) -> None:
        """A shape without edge or shadow."""
        self._fill.setColor4f(self.colour(role, emit, alpha))
        self.canvas.drawPath(path, self._fill)

    def on_top(self, path: skia.Path, role: str, *, alpha: float = 1.0) -> None:
        """A flat shape that stays inside what is already drawn (patterns, shade)."""
        self._shadow.setColor4f(self.colour(role, 0.0, alpha))
        self.canvas.drawPath(path, self._shadow)
        self._shadow.setColor4f(skia.Color4f(*self.light.shadow, SHADOW_ALPHA))

    def inside(self, path: skia.Path, piece: str, role: str, *, alpha: float = 1.0) -> None:
        """A flat shape cut to a piece that lies already (`laid` by its name); nothing without that piece."""
        outline = self.laid.get(piece)
        if outline is None:
            return
        self.canvas.save()
        self.canvas.clipPath(outline, doAntiAlias=True)
        self.flat(path, role, alpha=alpha)
        self.canvas.restore()

    def oval(self, x: float, y: float, w: float, h: float, role: str, *, alpha: float = 1.0, emit: float = 0) -> None:
        """A filled ellipse with half axes `w`, `h`."""
        self._fill.setColor4f(self.colour(role, emit, alpha))
        self.canvas.drawOval(skia.Rect.MakeLTRB(x - w, y - h, x + w, y + h), self._fill)

    def line(self, path: skia.Path, role: str, width: float, *, alpha: float = 1.0, emit: float = 0.0) -> None:
        """A round-ended stroke, never thinner than 0.8 px."""
        self._stroke.setColor4f(self.colour(role, emit, alpha))
        self._stroke.setStrokeWidth(max(width, 0.8 * self.pixel))
        self.canvas.drawPath(path, self._stroke)


LAMP_REACH = 0.95
"""Share of a lamp's colour that reaches a figure right beside it."""
LAMP_STEPS = 48
"""The lamp's strength comes in steps, so that a flicker does not redraw everybody: a step is too small to be seen."""
BEFORE_METRES = 0.3
"""A lamp that is nearer across than this stands before somebody, and lights neither side alone."""


@dataclass(frozen=True, slots=True)
class LampLit:
    """The scene's light with a lamp beside the figure: what `lit_by` gives."""

    light: LightLike
    rim: Rgb
    rim_strength: float
    direction: tuple[float, float]
    shadow: Rgb
    lamp: Rgb
    """Light added to every body colour."""

    def shade(self, rgb: Rgb, *, emit: float = 0) -> Rgb:
        """`rgb` under the scene's light and the lamp."""
        seen = self.light.shade(rgb, emit=emit)
        r, g, b = (min(1.0, s + base * lamp * (1 - s)) for s, base, lamp in zip(seen, rgb, self.lamp, strict=True))
        return (r, g, b)


def lit_by(light: LightLike, rgb: Rgb, strength: float, metres: float, reach_metres: float) -> LightLike:
    """`light` for a figure with a lamp of colour `rgb` `metres` away (positive: to its right on screen).

    Returns `light` itself where the lamp does not reach. A flame makes faces warm at night.
    """
    near = max(0.0, 1.0 - abs(metres) / max(reach_metres * 1.6, 0.01))
    share = round(LAMP_STEPS * strength * near * near) / LAMP_STEPS
    if share <= 0:
        return light
    dark = 1.0 - sum(light.shade((1.0, 1.0, 1.0))) / 3  # by day a flame lights nobody
    amount = LAMP_REACH * share * min(1.0, 0.15 + 1.6 * dark)
    side = max(-1.0, min(1.0, metres / BEFORE_METRES))
    turn = min(1.0, 2 * amount)
    return LampLit(
        light=light,
        rim=mix(light.rim, rgb, turn),
        rim_strength=min(1.0, light.rim_strength + amount),
        direction=(light.direction[0] * (1 - turn) + 0.8 * side * turn, -0.6),
        shadow=light.shadow,
        lamp=(rgb[0] * amount * 1.3, rgb[1] * amount * 1.15, rgb[2] * amount),
    )
