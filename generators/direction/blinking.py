"""Blinks and cuts: moves a cut by a few frames where the one we cut to would just be closing their eyes.

It knows when eyes close by themselves (`generators.stage.acting.alive`), not what is shown.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from generators.stage.acting.alive import blinks
from generators.timed import StageState
from story_engine.time import VIDEO_FRAME, MediaTime

if TYPE_CHECKING:
    from generators.direction.slot import Slot

BLINK_CLEAR = 6 * VIDEO_FRAME
"""No cut nearer than this to the beginning of a blink of whom we cut to."""


def clear_of_blinks(slots: list[Slot], stage: StageState, root: int) -> list[Slot]:
    """Cuts moved by a few frames where the one we cut to would just be closing their eyes."""
    moved = [slots[0]]
    for slot in slots[1:]:
        subject = slot.speaker or next((one for one in slot.focus if one in slot.figures), "")
        start = slot.start
        if subject and root:
            start = _off_blinks(start, blinks(root, subject), stage.scene_time)
        if not moved[-1].start < start < slot.end:
            start = slot.start
        moved[-1] = replace(moved[-1], end=start)
        moved.append(replace(slot, start=start))
    return moved


def _off_blinks(cut: MediaTime, times: tuple[MediaTime, ...], scene_time: MediaTime) -> MediaTime:
    for step in (0, 2, -2, 4, -4, 6, -6):
        at = cut + step * VIDEO_FRAME
        if all(abs(at + scene_time - blink) >= BLINK_CLEAR for blink in times):
            return at
    return cut
