"""Hands of every kind: palm, fingers and thumb as overlapping pieces of paper, a mitten from afar.

It knows no arm and no gesture: a kind and a shape, both names of `assets/puppets/wardrobe/hands.yaml`.
"""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass
from typing import Any

import skia

from generators.errors import AssetError
from generators.stage import library
from generators.stage.puppets.paint import Brush
from generators.stage.puppets.rig import Limb
from generators.stage.puppets.shapes import loop_path, middle, parse_loop, tube

UNDER = (-0.012, 0.034)
"""Each finger shows its dark underside by so much (hand lengths): overlapping paper, no outline."""
UNDER_PIXELS, MOST_UNDER = 1.1, 0.06
"""That much of it is seen even in a small hand, in pixels, but never more hand lengths: a finger is hardly wider."""
FINGER_PIXELS = 17.0
"""Length of a hand from which its fingers are told apart; a smaller one is its outline alone."""
REST_SHAPE = "relaxed"
"""What a kind of hand shows for a shape that it lacks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandShape:
    """One shape, ready to draw; a unit is the hand's length."""

    whole: skia.Path
    """Everything in one: what is seen from afar."""
    palm: skia.Path
    fingers: tuple[skia.Path, ...]
    thumb: skia.Path | None
    lines: tuple[tuple[tuple[float, float], ...], ...]


@functools.cache
def hand_shapes() -> dict[str, dict[str, HandShape]]:
    """All hands, by kind and shape; AssetError where the file is damaged."""
    kinds = library.load("puppets/wardrobe", "hands")["hands"]
    return {
        kind: {k: _shape(v, shapes) for k, v in shapes.items() if isinstance(v, dict)} for kind, shapes in kinds.items()
    }


def _shape(entry: dict[str, Any], kind: dict[str, Any]) -> HandShape:
    try:
        widths = tuple(float(w) for w in kind["widths"])
        thumb_widths = tuple(float(w) for w in kind["thumb_widths"])
        palm_loop = parse_loop(str(entry["palm"]))
        fingers = tuple(_digit(str(text), widths) for text in entry["fingers"])
    except (KeyError, TypeError, ValueError) as error:
        raise AssetError(f"wardrobe/hands.yaml: no hand: {error!r}; compare with person") from error
    palm = loop_path(palm_loop.points, palm_loop.corners)
    thumb = _digit(str(entry["thumb"]), thumb_widths) if entry.get("thumb") else None
    whole = skia.Path(palm)
    for piece in (*fingers, *([thumb] if thumb else [])):
        whole = skia.Op(whole, piece, skia.kUnion_PathOp) or whole
    lines = tuple(parse_loop(str(text), closed=False).points for text in entry.get("lines", ()))
    return HandShape(whole=whole, palm=palm, fingers=fingers, thumb=thumb, lines=lines)


def _digit(text: str, widths: tuple[float, ...]) -> skia.Path:
    points = list(parse_loop(text, closed=False).points)
    if len(points) == 2:
        points.insert(1, middle(points[0], points[1]))
    return tube(points, widths)


def draw_hand(brush: Brush, bones: dict[str, Any], limb: Limb, shape: str, dim: str, detail: int) -> None:
    """A hand of the named shape at the end of `limb`; `dim` is the factor of the far one ("*0.86" or "")."""
    kinds = hand_shapes()
    kind = kinds.get(str(bones.get("hand_kind", "person"))) or kinds["person"]
    hand = kind.get(shape) or kind[REST_SHAPE]
    canvas = brush.canvas
    size = float(bones["hand"])
    if size <= 0:
        return
    factor = float(dim[1:]) if dim else 1.0
    role, under = f"hand*{factor}", f"hand*{factor * 0.74:.3f}"
    has_fingers = size / brush.pixel >= FINGER_PIXELS
    canvas.save()
    canvas.translate(*limb.end)
    canvas.rotate(math.degrees(limb.angle))
    canvas.scale(size, size)
    pixel = brush.pixel
    brush.pixel = pixel / size
    if not has_fingers:
        brush.flat(hand.whole, role)
    else:
        canvas.save()
        canvas.translate(*_underside(brush))
        brush.flat(hand.whole, under)
        canvas.restore()
        for finger in hand.fingers:
            overlapping(brush, finger, role, under)
        brush.flat(hand.palm, role)
        if detail >= 2:
            for line in hand.lines:
                brush.pen(line, under, 0.05, alpha=0.7)
        if hand.thumb is not None:
            overlapping(brush, hand.thumb, role, under)
    brush.pixel = pixel
    canvas.restore()


def overlapping(brush: Brush, path: skia.Path, role: str, under: str) -> None:
    """A finger or thumb with its dark underside; `brush.pixel` is in hand lengths."""
    dx, dy = _underside(brush)
    brush.canvas.translate(dx, dy)
    brush.flat(path, under)
    brush.canvas.translate(-dx, -dy)
    brush.flat(path, role)


def _underside(brush: Brush) -> tuple[float, float]:
    """How far a finger's dark underside lies from it, hand lengths; `brush.pixel` is in hand lengths, too."""
    return UNDER[0], min(MOST_UNDER, max(UNDER[1], UNDER_PIXELS * brush.pixel))
