"""Listens to joins alone: plays shows as restless viewers would until so many parts have met, and counts clicks.

It keeps a moment of sound on both sides of a join and no programme, so that a thousand cost little memory.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from generators.errors import GeneratorError
from generators.sound.ambience import render_bed
from generators.sound.generator import Sound
from generators.sound.measure.programme import AROUND_FRAMES, CLICK, JOIN_FRAMES, bend, join_ratio
from generators.sound.mix import JoinMixer
from generators.sound.mix.night import nightly
from generators.timed import TimedPart
from player.conducting.course import Course, Placed
from player.conducting.script import Pick, Script
from player.conducting.virtual_course import conduct
from player.direction import Director, Opening
from player.showlog import ShowLog
from story_engine.plan import Input, InputKind
from story_engine.rng import unit
from story_engine.time import MediaTime, from_seconds

SHOW_SECONDS = 600.0
"""A show is left after this long and the next begun: beginnings join, too."""
SKIP_EVERY_SECONDS = 75.0
"""A restless viewer skips this often in the mean: the part that was to come next does not."""
LONGEST_LOOK_SECONDS = 14.0
"""How long such a viewer looks at the cards at most: the hold repeats up to seven times."""
OWN_SHARE = 0.7
"""A bed that bends at least this share as sharply where nothing is cut: its drop or relay fell on the join."""
SAME_FRAMES = 4
"""Two bends this near one another are one."""
CHOICES = 200
"""More than a show of that length has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinRun:
    """What was heard at many joins."""

    joins: int
    holds: int
    """Joins into a hold, its repeats included."""
    branches: int
    """Joins out of a hold, into what was picked."""
    scenes: int
    """Joins over a change of scene."""
    clicks: int
    own: int
    """Joins on which a sound of the place itself falls, as sharp in its bed where that runs on without any join."""
    worst: float
    where: str
    """The worst join: its show's rng seed and its part."""

    def figures(self) -> dict[str, object]:
        """By name, for people and machines."""
        return {
            "run_joins": self.joins,
            "run_into_holds": self.holds,
            "run_out_of_holds": self.branches,
            "run_over_scenes": self.scenes,
            "run_clicks": self.clicks,
            "run_sounds_on_a_join": self.own,
            "run_worst": round(self.worst, 2),
            "run_worst_at": self.where,
        }


def run_joins(
    director: Director,
    opening: Opening,
    count: int,
    *,
    speech_store: Path,
    night: bool = False,
    on_progress: Callable[[str, float], None] = lambda what, share: None,
) -> JoinRun:
    """Measure `count` joins in shows from `opening.rng_seed` upwards, by `night` as night mode plays them.

    Raises SeedError, GeneratorError.
    """
    run = JoinRun(joins=0, holds=0, branches=0, scenes=0, clicks=0, own=0, worst=0.0, where="")
    sound = Sound(speech_store)
    rng = opening.rng_seed
    while run.joins < count:
        before = run.joins
        for ratio, is_own, kind, part in _show(director, replace(opening, rng_seed=rng), sound, night):
            heard = 0.0 if is_own else ratio
            run = replace(
                run,
                joins=run.joins + 1,
                holds=run.holds + (kind == "hold"),
                branches=run.branches + (kind == "branch"),
                scenes=run.scenes + (kind == "scene"),
                clicks=run.clicks + (heard > CLICK),
                own=run.own + is_own,
                worst=max(run.worst, heard),
                where=f"rng {rng}, {part}" if heard > run.worst else run.where,
            )
            on_progress("joins", min(run.joins / count, 1.0))
            if run.joins >= count:
                break
        if run.joins == before:
            raise GeneratorError("these shows have no joins; choose a seed with more than one part")
        rng += 1
    return run


def restless(rng_seed: int) -> Script:
    """A viewer who takes any option after any time and skips now and then."""
    picks = tuple(
        Pick(
            choice=number,
            option=1 + int(2 * unit(rng_seed, "restless", number)),
            after=from_seconds(LONGEST_LOOK_SECONDS * unit(rng_seed, "look", number)),
        )
        for number in range(1, CHOICES)
    )
    skips: list[Input] = []
    clock = 0.0
    while clock < SHOW_SECONDS:
        clock += SKIP_EVERY_SECONDS * (0.5 + unit(rng_seed, "skip", len(skips)))
        skips.append(Input(kind=InputKind.SKIP, at=from_seconds(clock)))
    return Script(picks=picks, inputs=tuple(skips))


def _show(director: Director, opening: Opening, sound: Sound, night: bool) -> Iterator[tuple[float, bool, str, str]]:
    """Ratio, whether it is a sound of the place itself, kind and part of every join of one show."""
    course = Course(director, director.open(opening).state)
    shown: deque[Placed] = deque()
    before: NDArray[np.float32] = np.zeros((0, 2), np.float32)
    kind, scene = "", ""
    left: TimedPart | None = None
    with ShowLog() as log:
        bodies = _bodies(conduct(course, restless(opening.rng_seed), from_seconds(SHOW_SECONDS), log), sound, shown)
        for body in nightly(bodies) if night else bodies:
            placed = shown.popleft()
            timed = placed.timed
            last_kind, last_scene = kind, scene
            kind, scene = "hold" if placed.is_hold else "part", timed.part.scene.id
            if len(before):
                met: MediaTime = len(before)
                around = np.concatenate([before, body[:AROUND_FRAMES]])
                ratio = join_ratio(around, met)
                is_own = ratio > CLICK and left is not None and is_own_sound(around, met, left, timed)
                over = "hold" if placed.is_hold else "branch" if last_kind == "hold" else "part"
                yield ratio, is_own, "scene" if scene != last_scene and over == "part" else over, timed.part.id
            before, left = body[-AROUND_FRAMES:], timed


def _bodies(placed: Iterator[Placed], sound: Sound, shown: deque[Placed]) -> Iterator[NDArray[np.float32]]:
    """What is heard of every part, which is also put to the end of `shown`: night mode gives it later."""
    mixer = JoinMixer()
    for one in placed:
        rendered = sound.render(one.timed)
        shown.append(one)
        yield mixer.push(rendered.body, rendered.tail, weighed=one.timed.is_weighed)


def is_own_sound(heard: NDArray[np.float32], met: MediaTime, left: TimedPart, comes: TimedPart) -> bool:
    """Whether what bends most within 2 ms of the join stands in a bed of either part, rendered on through the join."""
    near = slice(met - JOIN_FRAMES, met + JOIN_FRAMES)
    sharpest = bend(heard)[near]
    at = near.start + int(np.argmax(sharpest))
    for timed, begin in ((left, left.duration - met), (comes, -met)):
        bed = unbroken(timed, begin, len(heard))
        if float(bend(bed)[max(0, at - SAME_FRAMES) : at + SAME_FRAMES].max()) > OWN_SHARE * float(sharpest.max()):
            return True
    return False


def unbroken(timed: TimedPart, begin: MediaTime, duration: MediaTime) -> NDArray[np.float32]:
    """The place of `timed` from `begin` of the part for `duration`, past its ends as within: (duration, 2)."""
    scene, start = timed.part.scene, timed.entry.scene_time + begin
    place = np.zeros((duration, 2), np.float32)
    for bed in timed.beds:
        sound = render_bed(bed.name, start, duration, scene.wind, timed.rng_seed, scene.hour)
        place += sound * np.float32(bed.gain_end if begin > 0 else bed.gain_begin)
    return place
