"""What the desktop's player panel shows of a show, and what its keys ask of it.

It knows no bus and no toolkit: `player/mpris.py` has the words, `player/media_keys.py` the bus.
"""

from __future__ import annotations

import zlib

from player.mpris import Asked, Playing, Wanted
from player.playback.reducer import RUNNING, Phase
from player.ui.view import Controls, View
from story_engine.time import to_seconds

WORKS = RUNNING | {Phase.SEEKING}
"""Phases in which a show goes on by itself."""


def playing_of(controls: Controls | None, view: View) -> Playing:
    """What is told of a show."""
    if controls is None or view.failed or view.phase not in (WORKS | {Phase.PAUSED}):
        return Playing()
    segment, at = controls.here()
    scene = segment.timed.part.scene.id if segment is not None else ""
    return Playing(
        status="Paused" if view.phase is Phase.PAUSED else "Playing",
        show=view.show_title,
        scene=view.scene_title,
        track=1 + zlib.crc32(f"{view.show_title}/{scene}".encode()),
        at=to_seconds(at),
        volume=0.0 if view.muted else view.volume,
        speed=view.speed,
    )


def obey(asked: Asked, controls: Controls | None, view: View) -> None:
    """Do what is asked of the show that is on; without one there is nothing to do."""
    if controls is None:
        return
    works = view.phase in WORKS
    match asked.wanted:
        case Wanted.TOGGLE:
            controls.toggle_pause()
        case Wanted.PLAY if view.phase is Phase.PAUSED:
            controls.toggle_pause()
        case Wanted.PAUSE | Wanted.STOP if works:
            controls.toggle_pause()
        case Wanted.NEXT:
            controls.skip()
        case Wanted.BEFORE:
            controls.seek_scene(-1)
        case Wanted.SEEK:
            controls.seek_by(asked.value)
        case Wanted.VOLUME:
            controls.change_volume(asked.value - view.volume)
