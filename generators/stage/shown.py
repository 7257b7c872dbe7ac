"""When a picture first shows what happens between two pictures: one rule for what is drawn and for what is heard.

It knows times; no figure and no sound.
"""

from __future__ import annotations

from story_engine.time import VIDEO_FRAME, MediaTime, from_seconds

ALL_BUT: MediaTime = from_seconds(0.012)
"""A foot that is down this long after a drawing is a centimetre above the floor in it: it is seen to stand."""


def first_shown(at: MediaTime, scene_time: MediaTime, frames: int = 1, *, all_but: MediaTime = 0) -> MediaTime:
    """The time, from a part's start, of the first drawing that shows what happens at `at`.

    `scene_time` is the part's own start in its scene, from which drawings are counted; each stands for `frames`
    video frames. What happens `all_but` after a drawing or sooner is seen in it already.
    """
    step = frames * VIDEO_FRAME
    return max(0, -(-(scene_time + at - all_but) // step) * step - scene_time)
