"""Stills of a show: single pictures, and a sheet of many with their timecodes.

It knows I420 frames and media times, nothing of the story.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import av
import cv2
import font_manrope
import numpy as np
import skia
from numpy.typing import NDArray

from story_engine.time import MediaTime, from_seconds, to_seconds

COLUMNS = 6
THUMB_WIDTH = 426
"""Half of 854 px: faces can still be read."""
GAP = 10
STRIP = 26
"""Height of the strip with the timecode, in pixels."""
PAPER = 0xFF16181D
INK = 0xFFE8E2D6

Picture = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Still:
    """One picture of the film."""

    at: MediaTime
    rgb: Picture
    """(h, w, 3)."""
    words: str = ""
    """A short label beside the timecode."""


def to_rgb(frame: Picture) -> Picture:
    """Limited-range BT.709 I420 (h·3/2, w) as RGB (h, w, 3)."""
    height, width = frame.shape[0] * 2 // 3, frame.shape[1]
    y = (frame[:height].astype(np.float32) - 16) * (255 / 219)
    chroma = frame[height:].reshape(2, height // 2, width // 2)
    u, v = (cv2.resize(c, (width, height), interpolation=cv2.INTER_LINEAR).astype(np.float32) - 128 for c in chroma)
    rgb = np.stack((y + 1.79274 * v, y - 0.21325 * u - 0.53291 * v, y + 2.11240 * u), axis=2)
    return np.clip(np.rint(rgb), 0, 255).astype(np.uint8)


def timecode(at: MediaTime) -> str:
    """`m:ss.t`."""
    tenths = round(to_seconds(at) * 10)
    return f"{tenths // 600}:{tenths // 10 % 60:02}.{tenths % 10}"


def write_still(path: Path, still: Still) -> None:
    """One picture as PNG."""
    cv2.imwrite(str(path), still.rgb[:, :, ::-1])


def write_sheet(path: Path, stills: Sequence[Still], columns: int = COLUMNS) -> None:
    """All stills in a grid, with their timecodes, as PNG."""
    if not stills:
        return
    height, width = stills[0].rgb.shape[:2]
    thumb = (THUMB_WIDTH, round(THUMB_WIDTH * height / width))
    columns = min(columns, len(stills))
    rows = -(-len(stills) // columns)
    cell = (thumb[0] + GAP, thumb[1] + STRIP + GAP)
    surface = skia.Surface(columns * cell[0] + GAP, rows * cell[1] + GAP)
    canvas = surface.getCanvas()
    canvas.clear(PAPER)
    type_file = Path(font_manrope.font_directory) / "Manrope-Medium.ttf"
    face = skia.FontMgr.New_Custom_Empty().makeFromFile(str(type_file))
    font, ink = skia.Font(face, 14), skia.Paint(Color=INK, AntiAlias=True)
    for number, still in enumerate(stills):
        x = GAP + number % columns * cell[0]
        y = GAP + number // columns * cell[1]
        small = cv2.resize(still.rgb, thumb, interpolation=cv2.INTER_AREA)
        rgba = np.dstack((small, np.full(small.shape[:2], 255, np.uint8)))
        canvas.drawImage(skia.Image.fromarray(rgba, colorType=skia.kRGBA_8888_ColorType), x, y)
        canvas.drawString(f"{timecode(still.at)}  {still.words}"[:60], x, y + thumb[1] + 17, font, ink)
    surface.makeImageSnapshot().save(str(path), skia.kPNG)


def sheet_of_film(film: Path, out: Path, every_seconds: float = 5.0) -> None:
    """A contact sheet of a film file, a picture every `every_seconds`."""
    stills: list[Still] = []
    due = 0.0
    with av.open(str(film)) as container:
        for frame in container.decode(video=0):
            if frame.time is not None and frame.time >= due:
                stills.append(Still(from_seconds(frame.time), to_rgb(frame.to_ndarray(format="yuv420p")), ""))
                due += every_seconds
    write_sheet(out, stills)
