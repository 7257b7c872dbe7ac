"""What a frame is drawn from, gathered once: shot, framing, camera, set, light and moment at one time.

It makes the same choices as `generators.stage.frame` and knows no pixel.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from generators.stage.floor import floor_y, metre
from generators.stage.frame import Sight, shot_index
from generators.stage.framing import Framing, camera_at, frame_shot
from generators.stage.lens import keystone, seen_from
from generators.stage.light import Light
from generators.stage.moment import Moment
from generators.stage.near import as_seen
from generators.stage.place import PlaceSet
from generators.stage.styles import Style
from generators.stage.wind import gust
from generators.timed import Camera, Shot, TimedPart
from story_engine.time import MediaTime, to_seconds

Array = np.ndarray
Affine = tuple[float, float, float]
"""x ↦ scale · x + dx, y ↦ scale · y + dy, as (scale, dx, dy)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One instant of one shot."""

    time: MediaTime
    index: int
    """Of the shot in its part."""
    shot: Shot
    framing: Framing
    camera: Camera
    place: PlaceSet
    light: Light
    style: Style
    moment: Moment

    @property
    def to_frame(self) -> Affine:
        """Canvas pixel → frame pixel, before a point of view tilts the frame."""
        camera = seen_from(self.shot, self.camera, self.time)
        lens = self.framing.warp(camera)
        if lens is None:
            x, y = self.framing.corner(camera)
            return 1.0, -float(x), -float(y)
        step, x, y = lens
        return 1 / step, -x / step, -y / step

    @property
    def tilted(self) -> Array | None:
        """Pixel of the frame → pixel of the level frame, 3×3; None where they are the same."""
        return keystone(self.shot, self.framing.width, self.framing.height)

    def bent(self, level: Array, *, smooth: bool = False) -> Array:
        """A level frame's pixels as the tilted frame has them; ids and distances are never mixed."""
        tilt = self.tilted
        if tilt is None:
            return level
        kind = level.dtype
        pixels = level.astype(np.uint8) if kind.kind == "b" else level
        flags = (cv2.INTER_LINEAR if smooth else cv2.INTER_NEAREST) | cv2.WARP_INVERSE_MAP
        size = (self.framing.width, self.framing.height)
        return np.asarray(cv2.warpPerspective(pixels, tilt, size, flags=flags, borderMode=cv2.BORDER_REPLICATE), kind)

    def from_level(self, x: Array, y: Array) -> tuple[Array, Array]:
        """Level frame points (pixel middles at ½) → points of the tilted frame."""
        tilt = self.tilted
        if tilt is None:
            return x, y
        back = np.linalg.inv(tilt)
        x, y = x - 0.5, y - 0.5
        w = back[2, 0] * x + back[2, 1] * y + back[2, 2]
        return (
            (back[0, 0] * x + back[0, 1] * y + back[0, 2]) / w + 0.5,
            (back[1, 0] * x + back[1, 1] * y + back[1, 2]) / w + 0.5,
        )

    def stand(self, x: float, depth: float) -> Affine:
        """Metres from a point of the floor → frame pixels."""
        scale, dx, dy = self.to_frame
        left, top = self.framing.stage_point(x, floor_y(depth))
        return self.framing.scale * metre(depth) * scale, left * scale + dx, top * scale + dy

    def layer(self, parallax: float) -> Affine:
        """Units of a layer → frame pixels."""
        scale, dx, dy = self.to_frame
        left, top = self.framing.layer_origin(parallax, self.camera)
        return self.framing.layer_scale(parallax) * scale, left * scale + dx, top * scale + dy


def view_at(timed: TimedPart, sight: Sight, time: MediaTime, width: int, height: int) -> View:
    """The view at `time` from the part's start; in a dissolve that of the shot that comes in."""
    index = shot_index(timed, time)
    shot = timed.shots[index]
    framing = frame_shot(shot, width, height)
    now = timed.entry.scene_time + time
    wind = timed.part.scene.wind
    return View(
        time=time,
        index=index,
        shot=shot,
        framing=framing,
        camera=camera_at(shot, (time - shot.start) / max(1, shot.duration)),
        place=as_seen(sight.place, shot, framing),
        light=sight.light,
        style=sight.style,
        moment=Moment(
            seconds=to_seconds(now),
            gust=gust(now, wind, timed.rng_seed),
            wind=wind,
            seed=timed.rng_seed,
            weather=sight.light.weather,
        ),
    )
