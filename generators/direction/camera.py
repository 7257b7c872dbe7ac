"""Framings: where a camera stands to see a subject at a size, with look-room and head-room.

It knows no story and no cutting; only geometry in stage units.
"""

from __future__ import annotations

from dataclasses import dataclass

from generators.stage.floor import floor_y, metre
from generators.timed import ActorState, Camera

ASPECT = 16 / 9
SET_HALF_WIDTH = 1.2
"""Sets are drawn for |x| below this; a framing never shows more."""
MAX_ZOOM = 4.8
"""A framing begins no closer: puppets hold up to here."""
MAX_PUSHED_ZOOM = 5.6
"""A push may come a little closer than any framing begins."""
EYE_LINE = 0.37
"""Eyes at this share of the frame's height (0.33–0.40 is the custom)."""
EYE_OF_HEIGHT = 0.87
"""Eyes above the floor, as a share of the body's height."""
LOOK_ROOM = 0.11
"""How far a single subject is moved off the middle, as a share of the frame's width."""

BODY_HEIGHTS = {"MLS": 1.5, "MS": 1.02, "MCU": 0.72, "CU": 0.5}
"""Frame height by size, in heights of the subject's body."""
SMALLEST_BODY_METRES = 0.95
"""A fox is framed as if it were this tall, or its close-ups would show nothing but fur."""
FACE_REACH = 0.3
"""Half the width of head and shoulders, in body heights."""
LOW_BODY_METRES = 0.95
LONG_BODY_METRES = 0.72
"""Who is lower than the first goes on four legs: the second from the middle to nose or tail."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """Somebody to be framed."""

    state: ActorState
    height_metres: float

    @property
    def body(self) -> float:
        """Height in stage units."""
        return self.height_metres * metre(self.state.depth)

    @property
    def reach(self) -> float:
        """Half the width in stage units; four-legged bodies are longer than they are tall."""
        if self.height_metres < LOW_BODY_METRES:
            return LONG_BODY_METRES * metre(self.state.depth)
        return FACE_REACH * self.body

    @property
    def eye_y(self) -> float:
        """Stage y of the eyes; lower for who sits or lies."""
        share = {"sit": 0.68, "lie": 0.3, "hide": 0.55}.get(self.state.stance, 1.0)
        return floor_y(self.state.depth) - EYE_OF_HEIGHT * self.body * share


def wide(figures: tuple[Figure, ...], *, zoom: float = 1.0) -> Camera:
    """Everybody and the place; a little toward where the figures stand."""
    x = sum(f.state.x for f in figures) / len(figures) if figures else 0.0
    return _inside(Camera(x=0.45 * x, y=0.5, zoom=zoom))


def group(figures: tuple[Figure, ...]) -> Camera:
    """All `figures` from the knees up or wider, as close as they allow."""
    left = min(f.state.x - f.reach for f in figures)
    right = max(f.state.x + f.reach for f in figures)
    tallest = max(max(f.body, SMALLEST_BODY_METRES * metre(f.state.depth)) for f in figures)
    width = (right - left) / 0.74
    height = max(1.28 * tallest, width / ASPECT)
    zoom = min(2.6, max(1.0, 1 / height))
    eye = min(f.eye_y for f in figures)
    top_room = 0.27 / zoom
    return _inside(Camera(x=(left + right) / 2, y=eye + 0.5 / zoom - top_room, zoom=zoom))


def single(figure: Figure, size: str) -> Camera:
    """One subject at `size`, looking into the longer side of the frame."""
    metres = max(figure.height_metres, SMALLEST_BODY_METRES)
    height = BODY_HEIGHTS[size] * metres * metre(figure.state.depth)
    zoom = min(MAX_ZOOM, max(1.0, 1 / height))
    x = figure.state.x + figure.state.facing * LOOK_ROOM * ASPECT / zoom
    return _inside(Camera(x=x, y=figure.eye_y + (0.5 - EYE_LINE) / zoom, zoom=zoom))


def cuts_through(camera: Camera, figure: Figure) -> float:
    """How much of `figure`'s width the frame's edge cuts off: 0 inside or outside, 1 through the middle of the face."""
    half = 0.5 * ASPECT / camera.zoom
    distance = abs(abs(figure.state.x - camera.x) - half)
    return max(0.0, 1.0 - distance / figure.reach)


def clear_of(camera: Camera, subject: Figure, others: tuple[Figure, ...]) -> Camera:
    """`camera` moved a little sideways so that no neighbour is cut in half, the subject staying well inside."""
    half = 0.5 * ASPECT / camera.zoom
    best, least = camera, sum(cuts_through(camera, other) for other in others)
    for step in (-0.3, -0.2, -0.1, 0.1, 0.2, 0.3):
        moved = _inside(Camera(x=camera.x + step * half, y=camera.y, zoom=camera.zoom))
        if abs(subject.state.x - moved.x) > 0.5 * half:
            continue
        cut = sum(cuts_through(moved, other) for other in others) + 0.25 * abs(step)
        if cut < least:
            best, least = moved, cut
    return best


def insert(x: float, y: float, *, zoom: float = 3.6) -> Camera:
    """A thing, large, a little above the middle so that captions do not cover it."""
    return _inside(Camera(x=x, y=y + 0.05 / zoom, zoom=zoom))


def pushed(camera: Camera, factor: float, toward: Camera | None = None) -> Camera:
    """`camera` after a push-in (factor above 1) or pull-out, toward the middle of another framing."""
    zoom = max(1.0, min(MAX_PUSHED_ZOOM, camera.zoom * factor))
    if toward is None:
        return _inside(Camera(x=camera.x, y=camera.y, zoom=zoom))
    share = min(1.0, abs(factor - 1.0) * 2)
    x = camera.x + (toward.x - camera.x) * share
    y = camera.y + (toward.y - camera.y) * share
    return _inside(Camera(x=x, y=y, zoom=zoom))


def _inside(camera: Camera) -> Camera:
    """The same view, moved so that it shows nothing beyond the set."""
    half_width = 0.5 * ASPECT / camera.zoom
    half_height = 0.5 / camera.zoom
    x = max(-SET_HALF_WIDTH + half_width, min(SET_HALF_WIDTH - half_width, camera.x))
    y = max(half_height, min(1.0 - half_height, camera.y))
    return Camera(x=round(x, 4), y=round(y, 4), zoom=round(camera.zoom, 4))
