"""Directing: one part of the plan becomes one timed part, from the state that the part before it left.

It is a pure function of part, state and voices: branches are directed side by side from one state.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from generators.direction.blocking import carry_on, open_stage
from generators.direction.captions import READING_CHARS_PER_SECOND, caption_lines
from generators.direction.heights import Build, build_of
from generators.direction.idioms import temperament_of
from generators.direction.own_art import drawings_of
from generators.direction.pulses import PulseGrid
from generators.direction.sounds import reverb_of, spot_beds, spot_effects
from generators.direction.storyboard import Held, Memory, remembered, storyboard
from generators.direction.timing import Voices, still_standing, time_part
from generators.sound.composer import compose, opening_state
from generators.sound.composer.own import music_of
from generators.sound.own import NOTHING, SeedSound
from generators.timed import Bed, ScoreState, StageState, TimedPart, TitleCard
from story_engine.plan import Look, Part, PartKind
from story_engine.rng import derive_seed

DIRECTION_VERSION = "29"
"""Raised whenever timing, blocking or storyboard give other results: part of every cache key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Continuity:
    """What a part hands to the next: all symbolic, so that branches render in any order."""

    scene: str = ""
    stage: StageState = StageState()
    score: ScoreState | None = None
    held: Held | None = None
    memory: Memory = Memory()
    beds: tuple[Bed, ...] = ()
    holding: bool = False
    """The part was a hold."""
    title: TitleCard | None = None
    """The card that still stands."""


def direct(
    part: Part,
    before: Continuity,
    voices: Voices,
    *,
    rng_seed: int,
    body_height: Callable[[Look], float] | None = None,
    versions: tuple[tuple[str, str], ...] = (),
    seed_art: Path | None = None,
    seed_sound: SeedSound = NOTHING,
    reading: float = READING_CHARS_PER_SECOND,
) -> tuple[TimedPart, Continuity]:
    """`part` with all its times, shots, notes and effects, and what the next part begins with.

    `rng_seed` is the show's; `body_height` tells metres for framing where the puppets' own files should not;
    `seed_art` is the seed's own `art/` folder: marks, slots and sizes are looked for there first;
    `seed_sound` holds its own themes, effects and beds. `reading`: characters that the viewer reads a second.
    """
    with drawings_of(seed_art), music_of(seed_sound.music):
        return _directed(part, before, voices, rng_seed, body_height, versions, seed_sound, reading)


def _directed(
    part: Part,
    before: Continuity,
    voices: Voices,
    rng_seed: int,
    body_height: Callable[[Look], float] | None,
    versions: tuple[tuple[str, str], ...],
    seed_sound: SeedSound,
    reading: float,
) -> tuple[TimedPart, Continuity]:
    new_scene = part.scene.id != before.scene
    stage = open_stage(part) if new_scene else carry_on(before.stage, part)
    entry = opening_state(part.scene, before.score) if new_scene or before.score is None else before.score
    grid = PulseGrid(tempo=entry.tempo, pulse=entry.pulse)
    timing = time_part(part, stage, voices, standing=None if new_scene else before.title, grid=grid, reading=reading)
    builds = {
        actor.id: Build.of_height(body_height(actor.look)) if body_height else build_of(actor.look)
        for actor in part.scene.actors
    }
    held = None if new_scene else before.held
    if held is not None and before.holding and part.kind is not PartKind.HOLD:
        held = replace(held, must_cut=True)
    again = ("take", part.scene.take) if part.scene.take else ()
    scene_seed = derive_seed(rng_seed, "scene", part.scene.number, *again) >> 16
    shots, held_after = storyboard(
        part,
        timing,
        stage,
        builds,
        held,
        memory=before.memory,
        temperament=temperament_of(part.scene.style),
        rng_seed=scene_seed,
        grid=grid,
    )
    weather_now = timing.exit if timing.weather_change else stage
    timed = TimedPart(
        part=part,
        duration=timing.duration,
        rng_seed=scene_seed,
        entry=stage,
        exit=timing.exit,
        shots=shots,
        lines=timing.lines,
        acts=timing.acts,
        titles=timing.titles,
        captions=caption_lines(timing.lines, part.scene, timing.duration, reading),
        beds=spot_beds(part, stage, weather_now, before.beds, seed_sound.sounds),
        cues=spot_effects(part, timing, stage, shots, seed_sound.sounds),
        reverb=reverb_of(part.scene),
        after_hold=before.holding and not new_scene,
        versions=(*versions, ("direction", DIRECTION_VERSION)),
    )
    # The next part's cut is one of them: what the grid could not give, the tempo bends to.
    cuts = (*(shot.start for shot in shots if shot.start > 0), timing.duration)
    score = compose(timed, entry, cuts=cuts)
    timed = replace(timed, score=score)
    after = Continuity(
        title=still_standing(timing),
        holding=part.kind is PartKind.HOLD,
        scene=part.scene.id,
        stage=timing.exit,
        score=score.exit,
        held=held_after,
        memory=remembered(before.memory, part, shots, held_after),
        beds=timed.beds,
    )
    return timed, after
