"""Flicker: how much of the picture changes where nothing moves.

It knows a part and its picture; the camera is held and the air is dry, so that whatever still changes is a fault.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import cv2
import numpy as np

from generators.stage.frame import shot_index
from generators.stage.framing import camera_at
from generators.stage.passes import Truth
from generators.stage.styles import style_of
from generators.timed import TimedPart
from story_engine.time import VIDEO_FRAME, MediaTime

Array = np.ndarray
FALLING = frozenset({"rain", "storm", "snow", "wind", "fog"})
"""Weathers that pass before everything: no area is static in them."""
DRY = "cloud"
TURNED = 0.003
"""Change of a flame from one drawing to the next, share of a full one, from which it rises or sinks."""
LEAST_AREA = 0.05
"""Share of the frame that must be static for the measure to mean something."""
AROUND = 9
"""Pixels at 240 lines around what moves that belong to it: soft edges, shadows."""


@dataclass(frozen=True, slots=True)
class Flicker:
    """What changed between two neighbouring frames of a held shot."""

    mean: float
    """Mean absolute change of luma in steps of 255, over the static area."""
    area: float
    """Share of the frame that is static."""
    turned: bool = False
    """Whether the flame of somebody who lights the picture rises or sinks as the story says; its breath is none."""


def held(timed: TimedPart, time: MediaTime) -> TimedPart:
    """`timed` with the camera of `time` standing and the weather dry."""
    index = shot_index(timed, time)
    shot = timed.shots[index]
    camera = camera_at(shot, (time - shot.start) / max(1, shot.duration))
    eyes = replace(shot.eyes, sway=0.0, walk=(0, 0)) if shot.eyes else None
    still = replace(shot, begin=camera, end=camera, transition="cut", begun=0, eyes=eyes)
    shots = (*timed.shots[:index], still, *timed.shots[index + 1 :])

    def dry(weather: str) -> str:
        return DRY if weather in FALLING else weather

    entry = replace(timed.entry, weather=dry(timed.exit.weather), weather_before=dry(timed.exit.weather))
    leave = replace(timed.exit, weather=entry.weather, weather_before=entry.weather)
    return replace(timed, shots=shots, entry=entry, exit=leave, titles=())


def static_area(truth: Truth, one: MediaTime, other: MediaTime) -> Array:
    """Bool mask of the pixels that belong to the same standing layer at both times, away from all that moves."""
    before, after = truth.stack(one).ids, truth.stack(other).ids
    standing = [entity.number for entity in truth.table if entity.kind == "layer" and not entity.moves]
    mask = (before == after) & np.isin(before, standing)
    moving = (~mask).astype(np.uint8)
    for cutout in truth.cutouts(one):
        if cutout.entity.kind != "layer" or cutout.entity.moves:
            # Faint things too: smoke, a beam of light, the shadow at somebody's feet.
            moving |= (cutout.pixels[:, :, 3] > 2).astype(np.uint8)
    reach = max(3, round(AROUND * mask.shape[0] / 240)) | 1
    return cv2.dilate(moving, np.ones((reach, reach), np.uint8)) == 0


def flicker(timed: TimedPart, time: MediaTime, truth: Truth, draw: Callable[[MediaTime], Array]) -> Flicker | None:
    """Flicker between `time` and the next frame; None when hardly anything stands still.

    `truth` is of the held part; `draw` gives its BGR picture without grain.
    """
    later = time + VIDEO_FRAME
    if later >= timed.duration:
        return None
    mask = static_area(truth, time, later)
    area = float(mask.mean())
    if area < LEAST_AREA:
        return None
    one, other = draw(time).astype(np.float32), draw(later).astype(np.float32)
    luma = np.abs(one - other) @ np.array([0.0722, 0.7152, 0.2126], np.float32)
    # The light of a room goes over from one drawing's flame to the next one's: the next drawing decides too.
    drawing = style_of(timed.part.scene.style, truth.seed_art).bodies * VIDEO_FRAME
    turned = any(abs(before - after) > TURNED for before, after in truth.flames(time, later + drawing).values())
    return Flicker(float(luma[mask].mean()), area, turned)
