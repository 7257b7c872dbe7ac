"""The sketch under the painting: a picture, its strokes coat by coat and its truth, as the network's input channels.

It knows no network. Colours of the strokes are only laid out side by side here; which of them show, how their edges
meet and how the light rakes over them is what the network has learnt.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np

from generators.restyle.brush import BRUSHES, LINES_OF_STUDY, Brush, Strokes, coat, direction, scale_of
from generators.restyle.passes import Passes

Array = np.ndarray
CHANNELS = 19
"""Picture 3, colours of three coats 9, their bodies 3, lines, rims, care, nearness."""
WIDE = 12.0
"""A brush at least so many pixels wide is laid out at half the size: nobody sees it, and it is 4 × faster."""
SOFT = 0.14
"""What a brush takes up is softened by this share of its width."""
SHARES = {"broad": 1.0, "round": 0.85, "fine": 0.5}
"""How far the colour of a stroke is broken."""
BRIGHT, LEAST_ROOM = 110.0, 0.12
"""Mean colour (of 255) from which it is broken all the way, and the least share of that: on a dark wall what is nothing
in the light stands out as blots."""


def mirrored(passes: Passes) -> Passes:
    """The passes of the picture seen in a mirror, so that light from the right falls from the left."""
    turned = {name: np.ascontiguousarray(getattr(passes, name)[:, ::-1]) for name in ("ids", "near", "lines", "care")}
    anchors = np.ascontiguousarray(passes.anchors[:, ::-1] * np.array([-1, 1], np.float32))
    return replace(passes, **turned, anchors=anchors, light_from_left=not passes.light_from_left)


def rims(ids: Array) -> Array:
    """1 on both sides of every border between two entities, float32 (height, width)."""
    edge = np.zeros(ids.shape, np.float32)
    across, down = ids[:, 1:] != ids[:, :-1], ids[1:] != ids[:-1]
    edge[:, 1:][across] = 1
    edge[:, :-1][across] = 1
    edge[1:][down] = 1
    edge[:-1][down] = 1
    return edge


def guide(picture: Array, passes: Passes, lines: int = 0) -> Array:
    """Input of the network, uint8 (height, width, CHANNELS), for a BGR picture lit from the left.

    `lines`: height of the whole picture of which this is a piece; 0 = this is the whole.
    """
    height, width = picture.shape[:2]
    lines = lines or height
    scale = scale_of(lines)
    luma = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY).astype(np.float32) / 255
    along = direction(luma, passes.anchors, passes.lines, lines / LINES_OF_STUDY)
    out = np.empty((height, width, CHANNELS), np.uint8)
    out[:, :, :3] = picture
    for place, brush in enumerate(BRUSHES):
        colour, body = _coat(brush, picture, along, passes, scale)
        out[:, :, 3 + 3 * place : 6 + 3 * place] = colour
        out[:, :, 12 + place] = body
    for place, value in enumerate((passes.lines, rims(passes.ids), passes.care, passes.near), start=15):
        out[:, :, place] = np.clip(value * 255, 0, 255)
    return out


@dataclass(frozen=True, slots=True)
class Easel:
    """What one coat is laid out on: the picture and what is true of it, at the size that suits the brush."""

    picture: Array
    along: Array
    anchors: Array
    ids: Array
    scale: float


def easel(brush: Brush, picture: Array, along: Array, passes: Passes, scale: float) -> Easel:
    """The whole size, or half of it for a brush that is wide enough."""
    if brush.width * scale < WIDE:
        return Easel(picture, along, passes.anchors, passes.ids, scale)
    size = (picture.shape[1] // 2, picture.shape[0] // 2)
    ids, anchors, half_along = (
        cv2.resize(value, size, interpolation=cv2.INTER_NEAREST) for value in (passes.ids, passes.anchors, along)
    )
    return Easel(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), half_along, anchors / 2, ids, scale / 2)


def mixed(brush: Brush, at: Easel, strokes: Strokes) -> Array:
    """The colour of every stroke: what the brush took up where it began, a little broken; BGR uint8."""
    soft = cv2.GaussianBlur(at.picture, (0, 0), brush.width * SOFT * at.scale)
    colour = cv2.remap(soft, strokes.source[:, :, 0], strokes.source[:, :, 1], cv2.INTER_LINEAR)
    return _broken(colour.astype(np.float32), strokes.tone, SHARES[brush.name])


def _coat(brush: Brush, picture: Array, along: Array, passes: Passes, scale: float) -> tuple[Array, Array]:
    """Colours (height, width, 3) and bodies (height, width) of one coat, uint8."""
    at = easel(brush, picture, along, passes, scale)
    strokes = coat(brush, at.along, at.anchors, at.ids, at.scale)
    colour = mixed(brush, at, strokes)
    body = np.rint(strokes.body * 255).astype(np.uint8)
    size = (picture.shape[1], picture.shape[0])
    if body.shape != picture.shape[:2]:
        colour, body = cv2.resize(colour, size), cv2.resize(body, size)
    return colour, body


def _broken(colour: Array, tone: Array, share: float) -> Array:
    """Each stroke a little lighter or darker, warmer or cooler than what it paints: BGR uint8."""
    room = np.clip(colour.mean(axis=2) / BRIGHT, LEAST_ROOM, 1) * share
    light, red, warm = 10 * tone * room, 2.0 * np.sin(5 * tone) * room, (4.4 * np.sin(3 * tone + 0.3) - 0.6) * room
    shift = np.stack((light - 1.3 * warm, light - red, light + 1.6 * red + 0.6 * warm), axis=2)
    broken: Array = np.clip(np.rint(colour + shift), 0, 255).astype(np.uint8)
    return broken
