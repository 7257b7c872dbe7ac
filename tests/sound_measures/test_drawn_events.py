"""`build/drawn_events.py` finds where a foot is drawn to land, and misses a sound that is not there."""

from __future__ import annotations

import importlib.util
import sys
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from scored import S, part

from generators.direction.sounds import spot_effects
from generators.direction.timing import Timing
from generators.stage.frame import Picture
from generators.timed import ActorState, SoundCue, StageState, TimedAct, TimedPart
from player.measuring.sound_events import events
from story_engine.plan import Look

BUILD = Path(__file__).resolve().parents[2] / "build"
SHORT = TimedAct(start=S, duration=S, actor="pinch", verb="walk", from_x=-0.2, to_x=0.1)
"""Steps so short that each print overlaps the one before."""


@pytest.fixture(scope="module")
def drawn_events() -> ModuleType:
    """The script as a module."""
    spec = importlib.util.spec_from_file_location("drawn_events", BUILD / "drawn_events.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["drawn_events"] = module
    spec.loader.exec_module(module)
    return module


def walking(act: TimedAct, asset: str) -> TimedPart:
    """A part in which somebody walks, heard as direction spots it."""
    bare = part(seconds=4)
    actor = replace(bare.part.scene.actors[0], id=act.actor, look=Look(asset=asset))
    told = replace(bare.part, scene=replace(bare.part.scene, actors=(actor,)))
    stage = StageState(actors=(ActorState(id=act.actor, x=act.from_x),))
    after = StageState(actors=(ActorState(id=act.actor, x=act.to_x),))
    timing = Timing(duration=4 * S, lines=(), acts=(act,), titles=(), spans=(), weather_change=None, exit=after)
    cues = spot_effects(told, timing, stage, bare.shots)
    return replace(bare, part=told, entry=stage, exit=after, acts=(act,), cues=cues)


def share_heard(drawn_events: ModuleType, timed: TimedPart) -> tuple[int, float]:
    """Steps that are seen, and the share of them within 20 ms."""
    frames = drawn_events.Frames(timed, Picture(drawn_events.WIDTH, drawn_events.HEIGHT, None, 16 << 20), None)
    judged, unseen = drawn_events.judged_in(frames, list(events(timed)), np.zeros((timed.duration, 2), np.float32))
    figures = drawn_events.figures_of(judged, unseen)
    return figures["events_drawn"], figures["within_20_ms"]


def later(timed: TimedPart, frames: int) -> tuple[SoundCue, ...]:
    return tuple(replace(cue, at=cue.at + frames * S // 24) for cue in timed.cues)


@pytest.mark.parametrize(("asset", "seconds"), [("pinch", 1.1), ("bramble", 1.8)])
def test_short_steps_are_told_apart_and_a_late_sound_is_missed(
    drawn_events: ModuleType, asset: str, seconds: float
) -> None:
    """Every step of a short walk, on two legs or four, is seen and heard in time; two frames late none is, and with
    every other sound left out at most half of them are."""
    timed = walking(replace(SHORT, duration=round(seconds * S)), asset)
    seen, heard = share_heard(drawn_events, timed)
    assert seen >= 4
    assert heard == 1.0
    assert share_heard(drawn_events, replace(timed, cues=later(timed, 2))) == (seen, 0.0)
    every_other = tuple(cue for number, cue in enumerate(timed.cues) if number % 2)
    assert share_heard(drawn_events, replace(timed, cues=every_other))[1] <= 0.5
