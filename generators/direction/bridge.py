"""Bridging parts: a moment of a scene in which nothing happens, shown when what should follow is not drawn in time.

It knows the scene's first part as it was directed, no viewer and no clock. A look over everybody's heads at the place,
its sounds and its music standing still: wherever in the scene it is put in, it contradicts nothing. It ends as it
begins, like a turn of a hold, so that it may be shown several times.
"""

from __future__ import annotations

from dataclasses import replace

from generators.direction.camera import inside
from generators.direction.timing import HOLD_LENGTH
from generators.sound.composer import compose
from generators.sound.composer.own import NONE, OwnMusic, music_of
from generators.timed import Camera, Score, Shot, TimedPart
from story_engine.plan import Beat, BeatKind, PartKind
from story_engine.rng import unit
from story_engine.time import to_seconds, whole_video_frames

ZOOM, MIDDLE = 2.5, 0.2
"""The upper third of the set: sky, roofs, lamps, the heads of the tall."""
ASIDE = 0.45
"""It looks up to so far left or right of the middle, stage units."""
KEY = "bridge"


def bridge_of(timed: TimedPart, music: OwnMusic = NONE) -> TimedPart:
    """The moment that can stand in for any late part of the scene that `timed` begins; `music` is the seed's own."""
    length = whole_video_frames(HOLD_LENGTH)
    part = replace(
        timed.part,
        id=f"{timed.part.scene.id}.bridge",
        kind=PartKind.HOLD,
        beats=(Beat(kind=BeatKind.PAUSE, seconds=to_seconds(length)),),
        estimated=length,
        ends_scene=False,
        choice=None,
        repeat=0,
        notes=(),
    )
    aside = ASIDE * (2.0 * unit(timed.rng_seed, "bridge") - 1.0)
    view = inside(Camera(x=aside, y=MIDDLE, zoom=ZOOM))
    shot = Shot(start=0, duration=length, key=KEY, size="INSERT", begin=view, end=view, nominal=view.zoom)
    entry = replace(timed.entry, scene_time=timed.entry.scene_time + timed.duration)  # nothing rises from silence
    still = replace(
        timed,
        part=part,
        duration=length,
        entry=entry,
        exit=replace(entry, scene_time=entry.scene_time + length),
        shots=(shot,),
        lines=(),
        acts=(),
        captions=(),
        titles=(),
        cues=(),
        score=Score(),
        beds=tuple(replace(bed, gain_begin=bed.gain_end) for bed in timed.beds if bed.gain_end > 0.0),
        after_hold=True,
        balance_before=timed.balance,
    )
    with music_of(music):
        return replace(still, score=compose(still, timed.score.entry))
