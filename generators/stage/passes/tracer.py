"""A canvas that notes every piece drawn on it, and draws their numbers or their outlines instead of colours.

It knows no puppet and no set: whatever draws on a Skia canvas can be traced.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np
import skia

Array = np.ndarray
SOLID = 0.5
"""A piece at least this opaque hides what lies behind it; a fainter one is shade, glow or shadow."""
MOST_NUMBERS = 1 << 24
"""Numbers are written as colours: three bytes."""


class Ink(Enum):
    """What a traced piece leaves on the canvas."""

    NUMBER = "number"
    """Its number, one more than its place in `pieces`, without soft edges."""
    OUTLINE = "outline"
    """White, with a black outline."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One drawn piece: its points in canvas pixels and what kind of path it is."""

    points: Array
    """n×2 float64."""
    key: tuple[int, ...]
    """Verbs of the path and whether it is stroked: equal keys have corresponding points."""


class Tracer(skia.Canvas):
    """Draws into `pixels` (BGRA) and keeps what was drawn; only solid pieces leave a mark."""

    def __init__(self, pixels: Array, ink: Ink, line_pixels: float = 1.0) -> None:
        super().__init__(pixels, colorType=skia.kBGRA_8888_ColorType, alphaType=skia.kPremul_AlphaType)
        self.pieces: list[Piece] = []
        """Noted with `Ink.NUMBER` only."""
        self.drawn = False
        """Whether anything has left a mark."""
        self._ink = ink
        self._line = line_pixels

    # Skia's names: whoever draws must find them.
    def drawPath(self, path: skia.Path, paint: skia.Paint) -> None:  # noqa: N802
        """Note the piece and leave its mark."""
        if paint.getAlphaf() < SOLID or paint.getMaskFilter() is not None or path.isEmpty():
            return
        if path.isInverseFillType():
            return  # light on a piece, as `drawPaint`
        if paint.getBlendMode() not in (skia.BlendMode.kSrcOver, skia.BlendMode.kSrcATop, skia.BlendMode.kSrc):
            return
        stroked = paint.getStyle() != skia.Paint.kFill_Style
        if self._ink is Ink.OUTLINE:  # nobody asks where its points are, and telling takes longer than drawing
            self.drawn = True
            self._outline(path, paint, stroked)
            return
        moved = skia.Path()
        path.transform(self.getTotalMatrix(), moved)
        points = np.array([(p.fX, p.fY) for p in moved.getPoints(moved.countPoints())], np.float64).reshape(-1, 2)
        if not len(points):
            return
        key = (int(stroked), *(int(verb) for verb in moved.getVerbs(moved.countVerbs())))
        self.pieces.append(Piece(points, key))
        self.drawn = True
        self._number(path, paint)

    def _number(self, path: skia.Path, paint: skia.Paint) -> None:
        number = len(self.pieces)
        if number >= MOST_NUMBERS:
            return
        mark = _plain(paint)
        mark.setColor(skia.ColorSetARGB(255, number >> 16, number >> 8 & 255, number & 255))
        mark.setAntiAlias(False)
        super().drawPath(path, mark)

    def _outline(self, path: skia.Path, paint: skia.Paint, stroked: bool) -> None:
        mark = _plain(paint)
        scale = max(1e-9, abs(self.getTotalMatrix().mapRadius(1.0)))
        if stroked:
            # A drawn line is a line already: never thicker than it is, never thicker than an outline.
            mark.setColor(skia.ColorBLACK)
            mark.setStrokeWidth(min(paint.getStrokeWidth(), self._line / scale))
            super().drawPath(path, mark)
            return
        mark.setColor(skia.ColorWHITE)
        super().drawPath(path, mark)
        mark.setColor(skia.ColorBLACK)
        mark.setStyle(skia.Paint.kStroke_Style)
        mark.setStrokeWidth(self._line / scale)
        super().drawPath(path, mark)

    def drawOval(self, oval: skia.Rect, paint: skia.Paint) -> None:  # noqa: N802
        """As a path."""
        self.drawPath(skia.Path().addOval(oval), paint)

    def drawRect(self, rect: skia.Rect, paint: skia.Paint) -> None:  # noqa: N802
        """As a path; a rectangle of gradient is shade that fades out, not a piece."""
        if paint.getShader() is None:
            self.drawPath(skia.Path().addRect(rect), paint)

    def drawRoundRect(self, rect: skia.Rect, rx: float, ry: float, paint: skia.Paint) -> None:  # noqa: N802
        """As a path."""
        self.drawPath(skia.Path().addRoundRect(rect, rx, ry), paint)

    def drawCircle(self, *place: object) -> None:  # noqa: N802
        """As a path; (x, y, radius, paint) or (centre, radius, paint)."""
        *middle, radius, paint = place
        x, y = middle if len(middle) == 2 else (middle[0].fX, middle[0].fY)  # type: ignore[attr-defined]
        self.drawPath(skia.Path().addCircle(x, y, radius), paint)  # type: ignore[arg-type]

    def drawLine(self, *place: object) -> None:  # noqa: N802
        """As a path; (x0, y0, x1, y1, paint) or (from, to, paint)."""
        *ends, paint = place
        if len(ends) == 2:
            ends = [ends[0].fX, ends[0].fY, ends[1].fX, ends[1].fY]  # type: ignore[attr-defined]
        line = skia.Paint(paint)  # type: ignore[arg-type]
        line.setStyle(skia.Paint.kStroke_Style)
        self.drawPath(skia.Path().moveTo(ends[0], ends[1]).lineTo(ends[2], ends[3]), line)  # type: ignore[arg-type]

    def clipPath(  # noqa: N802
        self,
        path: skia.Path,
        op: skia.ClipOp = skia.ClipOp.kIntersect,
        doAntiAlias: bool = False,  # noqa: N803
    ) -> None:
        """A hard-edged clip: a soft one would mix numbers."""
        super().clipPath(path, op, False)

    def saveLayer(self, *rest: object) -> int:  # noqa: N802
        """A plain save: numbers are never blended."""
        return super().save()

    def drawPaint(self, paint: skia.Paint) -> None:  # noqa: N802
        """Light on a piece, not a piece."""

    def drawPoints(self, *rest: object) -> None:  # noqa: N802
        """Dots are texture, not pieces."""

    def drawString(self, *rest: object) -> None:  # noqa: N802
        """Type is no piece."""

    def drawImage(self, *rest: object) -> None:  # noqa: N802
        """Pixels have no outline."""


def _plain(paint: skia.Paint) -> skia.Paint:
    """The same brush without colour, shader and filters."""
    return skia.Paint(
        AntiAlias=True,
        Style=paint.getStyle(),
        StrokeWidth=paint.getStrokeWidth(),
        StrokeCap=paint.getStrokeCap(),
        StrokeJoin=paint.getStrokeJoin(),
        BlendMode=paint.getBlendMode(),
    )


def numbers(pixels: Array) -> Array:
    """What was drawn with `Ink.NUMBER` as piece numbers, int32; 0 where nothing was drawn."""
    wide = pixels.astype(np.int32)
    return np.where(pixels[:, :, 3] > 0, wide[:, :, 0] | wide[:, :, 1] << 8 | wide[:, :, 2] << 16, 0)
