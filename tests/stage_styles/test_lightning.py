"""Lightning that is seen and never hurts."""

from __future__ import annotations

from dataclasses import replace

from generators.safety.flash import FlashTracker
from generators.stage.bench import bench_part
from generators.stage.generator import Stage
from generators.stage.moment import Moment
from generators.stage.weather import FLASH_LENGTH, FLASH_PERIOD, flash_at
from generators.timed import TimedPart
from story_engine.time import SAMPLE_RATE, VIDEO_FRAME

FRAMES = 30


def storm_at(seconds: float) -> TimedPart:
    """A second of the storm scene that begins at `seconds` of scene time."""
    timed = bench_part(1, FRAMES)
    return replace(
        timed, entry=replace(timed.entry, scene_time=int(seconds * SAMPLE_RATE) // VIDEO_FRAME * VIDEO_FRAME)
    )


def first_flash(seed: int) -> float:
    """Scene second at which the first lightning begins."""
    step = FLASH_LENGTH / 20
    for number in range(int(12 * FLASH_PERIOD / step)):
        moment = Moment(seconds=number * step, gust=0, wind=0.5, seed=seed, weather="storm")
        if flash_at(moment) > 0:
            return number * step
    raise AssertionError("no lightning in twelve periods")


def test_lightning_is_seen_and_flash_safe() -> None:
    """A storm's lightning brightens the sky, and the film of it passes the flash test."""
    timed = storm_at(first_flash(bench_part(1, 2).rng_seed) - 0.2)
    stage, tracker = Stage(320, 180), FlashTracker(24)
    skies = []
    for index in range(FRAMES):
        frame = stage.frame(timed, index)
        tracker.add(frame)
        skies.append(float(frame[:70].mean()))
    assert max(skies) > 1.1 * min(skies)
    assert tracker.is_safe
    assert tracker.worst <= 3
