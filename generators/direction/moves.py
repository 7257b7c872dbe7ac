"""Camera moves: where the camera of a shot stands at any time since the shot began.

It knows no subjects. Both sides of a join ask here, so that a shot that runs over it is one movement.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from generators.direction.camera import MAX_ZOOM, inside, moved, pushed
from generators.timed import Camera
from story_engine.time import MediaTime, from_seconds, to_seconds

DRIFT_MOST = 0.13
"""A slow push comes to rest at this share, however long the shot is held."""
LONGEST_MOVE_SECONDS = 5.5
PAN_FRAMES_PER_SECOND = 0.17
"""A pan is no faster than a frame's width in about six seconds (facts A3)."""
PAN_REACH = 0.33
"""How far a pan comes from, as a share of the frame's width."""
TILT_REACH = 0.34
"""How far a tilt comes down, as a share of the frame's height."""
TILT_ZOOM, TILT_WIDE = 1.42, 1.6
"""A tilt needs set above what it ends on; a view wider than the second may begin above everybody's head."""
PAN_ZOOM = 1.16
TRAVELS = 0.12
"""Shares of the frame by which a camera goes that travels."""
PUSH_SHARE = 1.22
"""A push-in that means something ends this much closer."""
PULL_SHARE = 1.30
TRACK_REACH = 0.16
RACK_AFTER_SECONDS = 0.75
"""The place is looked at for so long before the focus goes to the people."""
REVEAL_SECONDS = 6.4
"""The show's first movement: from the sky, or the ceiling, down to who is there."""
MOVE_SECONDS = {"push": 5.0, "pull": 5.0, "pan": 4.6, "tilt": 4.6, "track": 4.8, "reveal": REVEAL_SECONDS}
REVEAL_ZOOMS = (1.45, 2.1)
"""A reveal begins so close to the upper edge of the set that nobody is seen yet."""
GROUNDED_ZOOM = 2.4
"""A wider view than this shows feet: it grows from its lower edge, or it would cut them off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """What the camera does in one shot."""

    begin: Camera
    end: Camera
    """Where an eased move ends; the same as `begin` for a drift."""
    length: MediaTime = 0
    """Of an eased move; 0 = a drift."""
    rate: float = 0.0
    """Zoom rate a second of a drift: above 0 a slow push."""
    grounded: bool = False
    """A drift keeps its lower edge, where the feet stand."""
    focus_at: MediaTime = -1
    """When the focus goes from the place to the people; −1 = it need not."""
    lead: MediaTime = 0
    """How long the camera drifts before an eased move begins."""

    @property
    def is_travelling(self) -> bool:
        """Whether the picture itself moves: a pan, a tilt, a track, a reveal; no push."""
        away = abs(self.end.x - self.begin.x) + abs(self.end.y - self.begin.y)
        return self.is_eased and away * min(self.begin.zoom, self.end.zoom) > TRAVELS

    @property
    def is_eased(self) -> bool:
        """Whether it has a beginning and an end."""
        return self.length > 0

    def at(self, run: MediaTime) -> Camera:
        """The camera `run` after the shot began."""
        if self.is_eased and run >= self.lead:
            t = max(0.0, min(1.0, (run - self.lead) / self.length))
            t = t * t * t * (t * (6 * t - 15) + 10)
            begin = self._drifted(self.lead) if self.lead else self.begin
            return Camera(
                x=round(begin.x + (self.end.x - begin.x) * t, 5),
                y=round(begin.y + (self.end.y - begin.y) * t, 5),
                zoom=round(begin.zoom + (self.end.zoom - begin.zoom) * t, 5),
            )
        return self._drifted(run)

    def pushed_from(self, run: MediaTime) -> Move:
        """The same drift that becomes a push-in `run` after its beginning, without a cut."""
        end = pushed(self._drifted(run), PUSH_SHARE, self.grounded)
        return replace(self, end=end, length=from_seconds(MOVE_SECONDS["push"]), lead=run)

    def _drifted(self, run: MediaTime) -> Camera:
        gained = DRIFT_MOST * (1 - math.exp(-abs(self.rate) * to_seconds(run) / DRIFT_MOST))
        return pushed(self.begin, 1.0 + math.copysign(gained, self.rate) if self.rate else 1.0, self.grounded)

    def span(self, run: MediaTime, length: MediaTime) -> tuple[float, float]:
        """The shares of the eased move that a piece from `run` on shows."""
        if not self.is_eased:
            return (0.0, 1.0)
        return (round((run - self.lead) / self.length, 6), round((run - self.lead + length) / self.length, 6))


def make_move(
    kind: str, camera: Camera, rate: float, *, heading: int = 1, grounded: bool = False, above: float = 0.0
) -> Move:
    """The move `kind` that shows what `camera` composes.

    Pans, tilts, tracks, reveals and pull-outs end on the composition, pushes and drifts begin with it. `rate` is
    the temperament's slow push a second; `heading` 1 pans to the right, −1 to the left; `grounded` views show
    feet; `above` is the stage y down to which a reveal, and a tilt of a wide view, see nobody yet.
    """
    grounded = grounded and camera.zoom < GROUNDED_ZOOM
    if kind == "still":
        return Move(begin=camera, end=camera)
    if kind == "rack":
        return Move(begin=camera, end=camera, rate=rate, focus_at=from_seconds(RACK_AFTER_SECONDS))
    if kind == "push":
        end = pushed(camera, PUSH_SHARE, grounded)
        # What cannot come nearer begins farther off: a push that is not seen is none.
        far = end.zoom / PUSH_SHARE / camera.zoom if camera.zoom > MAX_ZOOM else 1.0
        return _eased(pushed(camera, min(1.0, far), grounded), end, kind)
    if kind == "pull":
        start = pushed(camera, PULL_SHARE, grounded)
        return _eased(start, camera, kind)
    if kind == "reveal":
        low, high = REVEAL_ZOOMS
        zoom = min(high, max(low, camera.zoom, 1 / above if above > 0 else high))
        return _eased(inside(Camera(x=camera.x, y=0.5 / zoom, zoom=zoom)), camera, kind)
    if kind == "pan":
        end = inside(Camera(x=camera.x, y=camera.y, zoom=max(camera.zoom, PAN_ZOOM)))
        return _eased(moved(end, -heading * PAN_REACH, 0.0), end, kind)
    if kind == "tilt":
        foot = camera.y + 0.5 / camera.zoom
        zoom = max(camera.zoom, TILT_ZOOM)
        end = inside(Camera(x=camera.x, y=foot - 0.5 / zoom, zoom=zoom))
        begin = moved(end, 0.0, -TILT_REACH)
        if camera.zoom < TILT_WIDE and 0 < above < begin.y + 0.5 / zoom:  # nobody is cut at the waist as it begins
            zoom = min(REVEAL_ZOOMS[1], max(zoom, 1 / above))
            begin = inside(Camera(x=camera.x, y=0.5 / zoom, zoom=zoom))
        return _eased(begin, end, kind)
    if kind == "track":
        return _eased(moved(camera, -heading * TRACK_REACH, 0.0), moved(camera, heading * TRACK_REACH / 2, 0.0), kind)
    return Move(begin=camera, end=camera, rate=rate, grounded=grounded)


def following(begin: Camera, end: Camera, length: MediaTime) -> Move:
    """A move that follows somebody who walks for `length`."""
    return Move(begin=begin, end=Camera(x=end.x, y=end.y, zoom=begin.zoom), length=max(length, from_seconds(1.0)))


def _eased(begin: Camera, end: Camera, kind: str) -> Move:
    frames = abs(end.x - begin.x) * max(begin.zoom, end.zoom) / (16 / 9) + abs(end.y - begin.y) * end.zoom
    seconds = MOVE_SECONDS[kind]
    if kind in ("pan", "track", "tilt"):
        seconds = max(2.5, min(LONGEST_MOVE_SECONDS, frames / PAN_FRAMES_PER_SECOND * 1.4))
    if begin == end:
        return Move(begin=begin, end=end)
    return Move(begin=begin, end=end, length=from_seconds(seconds))
