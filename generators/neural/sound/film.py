"""The sound that a model makes with its film, laid into a part where the place's own sound would be.

It knows arrays and times, no model. Effects, speech and score are the house's, with their times: what a film sounds
like lies beneath them, as loud as the place, and steps back under words as the place does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from generators.sound.dsp import add, levelled, loudness, raised_cosine
from generators.sound.generator import SCENE_FADE
from generators.timed import TimedPart
from story_engine.time import MediaTime, from_seconds

EDGE: MediaTime = from_seconds(0.02)
"""A film's sound and the place's cross over within this at every cut and at both ends of a part: so a part joins one
that the stage drew, and one run of a model joins the next."""
QUIET_LUFS = -44.0
"""Where the place itself is silent; the harbour of the first story has −37 by day."""
SILENT_LUFS = -60.0
"""A film that is softer has no sound."""

Stereo = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class FilmSound:
    """What is heard of one run of a model."""

    start: MediaTime
    """Within the part."""
    sound: Stereo
    """(samples, 2)."""


def laid_under(own: Stereo, heard: Sequence[FilmSound], timed: TimedPart) -> Stereo | None:
    """The part's ambience (duration + tail, 2) with a film's sound in the place of the place's `own`, where there is
    some; None where all of it is silence."""
    film, share = np.zeros_like(own), np.zeros(len(own), np.float32)
    for piece in heard:
        count = min(len(piece.sound), timed.duration - piece.start)
        if count < 2 * EDGE or loudness(piece.sound[:count]) <= SILENT_LUFS:
            continue
        add(film[piece.start : piece.start + count], piece.sound[:count], 1.0, 1.0)
        share[piece.start : piece.start + count] = _plateau(count, timed, piece.start)
    body = film[: timed.duration]
    if not share.any() or loudness(body) <= SILENT_LUFS:
        return None
    place = loudness(own[: timed.duration])
    body[:] = levelled(body, place if place > SILENT_LUFS else QUIET_LUFS)
    return (own + share[:, None] * (film - own)).astype(np.float32)


def _plateau(count: int, timed: TimedPart, start: MediaTime) -> NDArray[np.float32]:
    """How much of a piece is heard: it rises and falls; where a scene begins, as slowly as its place."""
    opens = timed.entry.scene_time == 0 and start == 0
    rise = min(SCENE_FADE, count - EDGE) if opens else EDGE
    out = np.ones(count, np.float32)
    out[:rise] *= raised_cosine(rise)
    out[-EDGE:] *= raised_cosine(EDGE)[::-1]
    return out
