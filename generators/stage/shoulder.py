"""The shoulder we look past: a figure large, dim and soft at the frame's edge, in the colours of its own coat.

It knows no story: who lends the shoulder stands in the shot. A pure function of part, shot and time.
"""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from generators.stage.acting import ActorFrame
from generators.stage.bake import canvas_on
from generators.stage.cast import Cast
from generators.stage.light import Light
from generators.stage.puppets import anchors, draw_puppet
from generators.timed import Camera, Shot
from story_engine.time import VIDEO_FRAME, MediaTime

Array = np.ndarray
COARSE = 4
"""Drawn at a quarter of the frame's size: what is so near is out of focus anyway."""
HEAD_SHARE = 0.54
"""Height of the head, hat included, as a share of the frame's height."""
TALLEST_HAT = 2.0
"""From the middle of the head to the crown, at most, in half widths of the face: a lantern's roof is no head."""
HEAD_X, HEAD_Y = 0.095, 0.55
"""Middle of the head: a little inside the frame's edge, below the middle."""
REGION = 0.46
"""Share of the frame's width that a shoulder may cover."""
GROWTH = 1.35
"""Nearer than the subject, it grows faster than the picture when the camera pushes."""
DARK = 0.14
"""Share of the colour of the darkest foreground paper …"""
OWN = 0.64
"""… and of the figure's own lit colours in it: with less, dusk turns a green coat into a black hole."""
FEATURES = 26
"""What is smaller than this part of the frame's height is blurred away: eyes, buttons, mouths."""
RIM_PIXELS = 2
RIM = 0.5
HELD = 4 * VIDEO_FRAME
"""A shoulder's outline changes six times a second: nobody looks at it."""


class Shoulders:
    """Draws shoulders for one frame size; it keeps the last one, on which no picture depends."""

    def __init__(self, width: int, height: int) -> None:
        self._width, self._height = width, height
        self._last: tuple[Cast, object, tuple[Array, bool, int] | None] | None = None

    def draw(self, frame: Array, cast: Cast, shot: Shot, camera: Camera, light: Light, time: MediaTime) -> None:
        """Lay the shoulder of `shot` over `frame` (BGRA) in place; nothing where its owner is not there."""
        cut = self._cut_at(cast, shot, light, max(0, time // HELD * HELD))
        if cut is None:
            return
        paper, right, reach = cut
        height, width = self._height, self._width
        grown = (camera.zoom / (shot.nominal or camera.zoom)) ** GROWTH
        # The frame's middle stays, the edges move outwards: a frame point is middle + (coarse point − middle) · grown.
        columns = min(width // 2, max(8, round(width / 2 - (width / 2 - reach) * grown) + COARSE))
        whole = round(width * REGION)
        edge = width - whole if right else 0
        left = width - columns if right else 0
        step = 1 / (COARSE * grown)
        x = ((left + 0.5 - width / 2) / grown + width / 2 - edge) / COARSE - 0.5
        y = ((0.5 - height / 2) / grown + height / 2) / COARSE - 0.5
        move = np.array([[step, 0, x], [0, step, y]], np.float64)
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        near = cv2.warpAffine(paper, move, (columns, height), flags=flags, borderMode=cv2.BORDER_REPLICATE)
        region = frame[:, left : left + columns]
        clear = cv2.cvtColor(255 - near[:, :, 3], cv2.COLOR_GRAY2BGRA)
        clear[:, :, 3] = 255
        region[:] = cv2.add(cv2.multiply(region, clear, scale=1 / 255), near)

    def _cut_at(self, cast: Cast, shot: Shot, light: Light, time: MediaTime) -> tuple[Array, bool, int] | None:
        """The paper of a shot's shoulder, whether it is on the right, and how far it reaches in (frame pixels)."""
        key = (shot.shoulder, shot.subjects, time, light)
        if self._last is not None and self._last[0] is cast and self._last[1] == key:
            return self._last[2]
        figures = {figure.id: figure for figure in cast.at(time)}
        owner = figures.get(shot.shoulder)
        cut = None
        if owner is not None:
            subject = next((figures[name] for name in shot.subjects if name in figures), None)
            right = owner.x > (subject.x if subject else shot.begin.x)
            paper = self._cut(owner, light, right)
            box = cv2.boundingRect(paper[:, :, 3])
            reach = (paper.shape[1] - box[0] if right else box[0] + box[2]) * COARSE
            cut = (paper, right, reach)
        self._last = (cast, key, cut)
        return cut

    def _cut(self, owner: ActorFrame, light: Light, right: bool) -> Array:
        rows, columns = -(-self._height // COARSE), -(-round(self._width * REGION) // COARSE)
        raster = np.zeros((rows, columns, 4), np.uint8)
        posed = replace(owner.pose, back=1.0)
        points = anchors(owner.puppet, posed)
        tall = min(points["head"][1] - points["top"][1], TALLEST_HAT * float(owner.puppet.face["radius"]))
        head = 2 * max(0.05, tall)
        scale = HEAD_SHARE * rows / head
        x = HEAD_X * self._width / COARSE
        surface, canvas = canvas_on(raster)
        canvas.translate(columns - x if right else x, HEAD_Y * rows)
        canvas.scale(scale, scale)
        canvas.translate(-points["head"][0], -points["head"][1])
        draw_puppet(canvas, owner.puppet, posed, light, scale)
        surface.flushAndSubmit()
        del canvas, surface
        solid = cv2.blur(raster[:, :, 3], (3, 3))
        towards = -1 if right else 1
        move = np.array([[1, 0, -towards * RIM_PIXELS], [0, 1, 1]], np.float32)
        inner = cv2.warpAffine(solid, move, (columns, rows), borderMode=cv2.BORDER_REPLICATE)
        edge = np.clip(solid.astype(np.float32) - inner, 0, 255)[:, :, None] / 255
        alpha = solid.astype(np.float32)[:, :, None] / 255
        # Blurred over its own opaque part only, so that hat and coat keep a hint of colour and the face is gone.
        reach = max(3, rows // FEATURES | 1)
        spread = cv2.blur(cv2.blur(raster, (reach, reach)), (reach, reach)).astype(np.float32)
        own = spread[:, :, :3] / np.maximum(spread[:, :, 3:], 1.0)
        near = np.array(light.near[::-1], np.float32) * DARK + own * OWN
        rim = np.array(light.rim[::-1], np.float32)
        colour = near + (rim - near) * edge * RIM * light.rim_strength
        premultiplied = np.concatenate([colour * alpha, alpha], axis=2) * 255 + 0.5
        return np.ascontiguousarray(np.clip(premultiplied, 0, 255).astype(np.uint8))
