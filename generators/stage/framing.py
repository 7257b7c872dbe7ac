"""Geometry of one camera view: which canvas a shot needs and where each layer lies on it.

It knows no picture. The canvas lies in the stage plane (parallax 1), so that puppets never move against
it; the camera is a warp of the canvas, and other layers slide by their parallax.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from generators.stage.lens import sway_reach
from generators.timed import Camera, Shot

MOST_SHRINK = 1.35
"""The canvas is baked for the closest view, but at most this much finer than for the widest one."""
MARGIN_PIXELS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Framing:
    """The canvas of one shot, in pixels, and its place on the stage."""

    width: int
    height: int
    """The finished frame."""
    scale: float
    """Canvas pixels per stage unit."""
    left: float
    top: float
    """Stage point of the canvas' corner."""
    columns: int
    rows: int
    nominal: float
    views: tuple[Camera, Camera]
    begun: Camera = Camera(x=0.0, y=0.5, zoom=1.0)
    """The view with which the whole shot began: what must not jump at a join looks from there."""
    rise: float = 0.0
    """Stage units by which somebody's eyes are above those for which sets are painted."""
    sway: float = 0.0
    """Canvas pixels by which the view may sway beyond `views`."""

    def layer_scale(self, parallax: float) -> float:
        """Canvas pixels per unit of a layer: far layers grow less in close views."""
        return self.scale * self.nominal ** (parallax - 1)

    def layer_origin(self, parallax: float, camera: Camera) -> tuple[float, float]:
        """Canvas pixel of the layer's point (0, 0) while the camera stands at `camera`."""
        size = self.layer_scale(parallax)
        x = (camera.x - self.left) * self.scale - camera.x * parallax * size
        y = (camera.y - self.top) * self.scale - (0.5 + (camera.y - 0.5) * parallax + self._lower(parallax)) * size
        return x, y

    def layer_window(self, parallax: float) -> tuple[float, float, float, float]:
        """Left, top, right, bottom of what any view of the shot sees of a layer, in layer units."""
        size = self.layer_scale(parallax)
        lefts, tops, rights, bottoms = [], [], [], []
        lower = self._lower(parallax)
        for view in self.views:
            half_width, half_height = self._halves(view, size)
            middle_y = 0.5 + (view.y - 0.5) * parallax + lower
            lefts.append(view.x * parallax - half_width)
            rights.append(view.x * parallax + half_width)
            tops.append(middle_y - half_height)
            bottoms.append(middle_y + half_height)
        return min(lefts), min(tops), max(rights), max(bottoms)

    def first_window(self, parallax: float) -> tuple[float, float, float, float]:
        """Left, top, right, bottom of what the whole shot's first view sees of a layer, in layer units."""
        view = self.begun
        half_width, half_height = self._halves(view, self.layer_scale(parallax))
        middle_y = 0.5 + (view.y - 0.5) * parallax + self._lower(parallax)
        middle_x = view.x * parallax
        return middle_x - half_width, middle_y - half_height, middle_x + half_width, middle_y + half_height

    def _halves(self, view: Camera, size: float) -> tuple[float, float]:
        """Half the width and height of what `view` sees of a layer of `size` pixels a unit, in layer units."""
        shrink = self.scale / (self.height * view.zoom)
        margin = (MARGIN_PIXELS + self.sway) / size
        return self.width / 2 * shrink / size + margin, self.height / 2 * shrink / size + margin

    def _lower(self, parallax: float) -> float:
        """Layer units by which higher eyes see lower parts of a layer in one place of the frame; below 0 higher ones.

        The horizon goes with the eyes; but nothing above or below a painted layer is ever asked for.
        """
        if not self.rise:
            return 0.0
        size = self.layer_scale(parallax)
        wanted = self.rise * (1 - parallax) * self.scale / size
        middles = [0.5 + (view.y - 0.5) * parallax for view in self.views]
        halves = [self._halves(view, size)[1] for view in self.views]
        above = min(m - h for m, h in zip(middles, halves, strict=True))
        below = min(1 - m - h for m, h in zip(middles, halves, strict=True))
        return max(-max(0.0, above), min(max(0.0, below), wanted))

    def stage_point(self, x: float, y: float) -> tuple[float, float]:
        """Canvas pixel of a stage point."""
        return (x - self.left) * self.scale, (y - self.top) * self.scale

    def corner(self, camera: Camera) -> tuple[int, int]:
        """The canvas pixel of the frame's corner where the canvas is copied as it is."""
        x = (camera.x - self.left) * self.scale - self.width / 2
        y = (camera.y - self.top) * self.scale - self.height / 2
        return round(x), round(y)

    def warp(self, camera: Camera) -> tuple[float, float, float] | None:
        """Canvas pixels per frame pixel and the canvas pixel of the frame's corner; None = a plain copy."""
        step = self.scale / (self.height * camera.zoom)
        x = (camera.x - self.left) * self.scale - self.width / 2 * step
        y = (camera.y - self.top) * self.scale - self.height / 2 * step
        still = abs(step - 1) < 1e-6 and abs(x - round(x)) < 1e-3 and abs(y - round(y)) < 1e-3
        return None if still else (step, x, y)


def frame_shot(shot: Shot, width: int, height: int) -> Framing:
    """The canvas that holds every view of `shot`."""
    begin, end = shot.begin, shot.end
    closest, widest = max(begin.zoom, end.zoom), min(begin.zoom, end.zoom)
    scale = height * min(closest, widest * MOST_SHRINK)
    lefts = [view.x - width / height / view.zoom / 2 for view in (begin, end)]
    rights = [view.x + width / height / view.zoom / 2 for view in (begin, end)]
    tops = [view.y - 0.5 / view.zoom for view in (begin, end)]
    bottoms = [view.y + 0.5 / view.zoom for view in (begin, end)]
    sway = sway_reach(shot)
    moving = begin != end or sway > 0
    margin = MARGIN_PIXELS / scale + sway / widest if moving else 0.0
    left, top = min(lefts) - margin, min(tops) - margin
    columns = math.ceil((max(rights) + margin - left) * scale - 1e-6)
    rows = math.ceil((max(bottoms) + margin - top) * scale - 1e-6)
    return Framing(
        width=width,
        height=height,
        scale=scale,
        left=left,
        top=top,
        columns=max(columns, width if not moving else 1),
        rows=max(rows, height if not moving else 1),
        nominal=_first_zoom(shot),
        views=(begin, end),
        begun=_first_view(shot),
        rise=shot.eyes.rise if shot.eyes is not None else 0.0,
        sway=sway / widest * scale,
    )


def _first_zoom(shot: Shot) -> float:
    """Zoom with which the whole shot began, joins before this piece included: far layers grow by it.

    It must be the same for every piece of a shot, or far layers would pop at a join.
    """
    zoom = shot.nominal or shot.begin.zoom
    if not shot.nominal and shot.begun > 0 and shot.duration > 0 and shot.ease == "linear":
        zoom -= (shot.end.zoom - shot.begin.zoom) * shot.begun / shot.duration
    return round(max(1.0, min(8.0, zoom)), 3)


def _first_view(shot: Shot) -> Camera:
    """The camera as the whole shot began, joins before this piece included."""
    share = 0.0
    if shot.ease == "smooth":
        first, last = _eased(shot.span[0]), _eased(shot.span[1])
        share = first / (last - first) if last - first >= 1e-9 else 0.0
    elif shot.begun > 0 and shot.duration > 0:
        share = shot.begun / shot.duration

    def first_of(begin: float, end: float) -> float:
        return round(begin - (end - begin) * share, 3)

    one, other = shot.begin, shot.end
    return Camera(x=first_of(one.x, other.x), y=first_of(one.y, other.y), zoom=first_of(one.zoom, other.zoom))


def camera_at(shot: Shot, share: float) -> Camera:
    """The camera at `share` 0–1 of the shot piece, eased."""
    t = max(0.0, min(1.0, share))
    if shot.ease == "smooth":
        start, stop = shot.span
        first, last = _eased(start), _eased(stop)
        if last - first < 1e-9:
            return shot.end
        t = (_eased(start + (stop - start) * t) - first) / (last - first)
    begin, end = shot.begin, shot.end
    return Camera(
        x=begin.x + (end.x - begin.x) * t,
        y=begin.y + (end.y - begin.y) * t,
        zoom=begin.zoom + (end.zoom - begin.zoom) * t,
    )


def _eased(t: float) -> float:
    """Quintic: a move that begins and ends without a jerk."""
    t = max(0.0, min(1.0, t))
    return t * t * t * (t * (6 * t - 15) + 10)
