"""A calm camera: every shot of a timed part as one unmoving view that shows what its move would have shown.

It knows no viewer and no picture. For those whom moving pictures make ill: no pans, no pushes, no page
turns, and nobody's eyes sway.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from generators.direction.camera import ASPECT, inside
from generators.timed import Camera, Shot, TimedPart

CALM_TRANSITIONS = frozenset(("cut", "dissolve"))
"""Ways in which nothing travels over the screen; any other becomes a cut."""
SAME_VIEW = 0.12
"""Views whose edges differ by less than this share of a frame are one view: a shot that runs on keeps it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """The view in which the part before ended."""

    key: str = ""
    camera: Camera = Camera(x=0.0, y=0.5, zoom=1.0)


def stilled(timed: TimedPart, held: Held) -> tuple[TimedPart, Held]:
    """`timed` without moves of its camera, and the view in which it ends.

    A shot that runs on from the part before keeps its view as long as that shows nearly the same.
    """
    shots: list[Shot] = []
    for shot in timed.shots:
        wanted = whole_view(shot)
        goes_on = shot.begun > 0 and shot.key == held.key and _distance(wanted, held.camera) < SAME_VIEW
        camera = held.camera if goes_on else wanted
        held = Held(key=shot.key, camera=camera)
        shots.append(
            replace(
                shot,
                begin=camera,
                end=camera,
                ease="linear",
                span=(0.0, 1.0),
                nominal=camera.zoom,
                transition=shot.transition if shot.transition in CALM_TRANSITIONS else "cut",
                eyes=replace(shot.eyes, sway=0.0, walk=(0, 0)) if shot.eyes else None,
            )
        )
    return replace(timed, shots=tuple(shots)), held


def whole_view(shot: Shot) -> Camera:
    """The closest view that shows everything which `shot` shows at its beginning and at its end."""
    edges = [_edges(shot.begin), _edges(shot.end)]
    left, top = min(e[0] for e in edges), min(e[1] for e in edges)
    right, bottom = max(e[2] for e in edges), max(e[3] for e in edges)
    zoom = max(1.0, min(ASPECT / (right - left), 1.0 / (bottom - top)))
    return inside(Camera(x=(left + right) / 2, y=(top + bottom) / 2, zoom=zoom))


def _edges(camera: Camera) -> tuple[float, float, float, float]:
    half_width, half_height = 0.5 * ASPECT / camera.zoom, 0.5 / camera.zoom
    return camera.x - half_width, camera.y - half_height, camera.x + half_width, camera.y + half_height


def _distance(one: Camera, other: Camera) -> float:
    """How far the farthest edges of two views are apart, as a share of the frame."""
    pairs = zip(_edges(one), _edges(other), strict=True)
    return max(abs(a - b) for a, b in pairs) * min(one.zoom, other.zoom)
