"""How a scene's music begins, and where a cut meets its pulse.

It knows no timed part: a scene's first state follows from the scene and the state before it.
"""

from __future__ import annotations

import math

from generators.sound.composer.calls import REMEMBERED_SCENES, idea_due, is_weighty
from generators.sound.composer.form import tempo_for
from generators.sound.composer.library import Palette, palette
from generators.sound.composer.theory import MODES
from generators.sound.composer.worlds import world_of
from generators.timed import ScoreState
from story_engine.plan import Scene
from story_engine.rng import derive_seed, unit
from story_engine.time import SAMPLE_RATE, MediaTime

FIRST_KEY = 2
"""D: the main theme's sixth (A–F sharp) then lies where flute, harp and strings are warmest."""
PIVOTS = (0, 5, 7, 9, 3, 2, 10)
"""Semitones a scene's key may lie above the one before, nearest kinship first: each shares its tonic chord
or a diatonic neighbour with the old key, so the first chord of the new scene is heard as a pivot."""
SILENT_OPENINGS = 0.48
"""Share of scenes that begin without music."""
CALMED = 0.95
"""A scene whose pulse would be this much slower than the one before, or slower still, comes after a climax: the music
has made its great cadence, and the scene begins in the quiet that it leaves."""
LONGEST_OPENING = 5
"""After this many phrases without a rest the next scene that is not in flight begins without music."""
BEND_STEPS = 13
"""Half per cents by which a part's tempo may bend to meet its cuts."""
BEND_COST = 0.012
"""What a half per cent costs against a cut that is missed."""
ON_PULSE_SECONDS = 0.07
"""So far from a pulse a cut still falls with it; 80 ms is where an eye begins to doubt."""
TENDER_AROUSAL = 0.2
MENACE_TENSION = 0.7


def opening_state(scene: Scene, previous: ScoreState | None) -> ScoreState:
    """The music's state at the first part of `scene`; `previous` is the last scene's exit, None at the start."""
    seed = derive_seed(scene.number, "music", scene.storylet, scene.place.id)
    tags = dict(scene.tags)
    world = world_of(scene)
    mode = world.title_mode(tags) if scene.number == 1 else world.mode(scene.mood, tags)
    tempo = world.overture_tempo if scene.number == 1 else tempo_for(scene.mood) * world.pace
    if previous is None:
        idea = idea_due(scene, ())
        return ScoreState(key=FIRST_KEY, mode=mode, tempo=tempo, place=scene.place.id, arrived=True, idea=idea)
    calmed = tempo <= CALMED * previous.tempo
    tempo = previous.tempo + 0.8 * (tempo - previous.tempo)
    due = calmed or previous.played >= LONGEST_OPENING or unit(seed, "silent") < SILENT_OPENINGS
    # Where a question opens or closes something is to be heard, and there may be little time for it.
    silent = scene.mood.arousal < 0.75 and due and not previous.silent and not is_weighty(scene)
    told = previous.idea if previous.idea in previous.motifs_heard else ""
    ideas = (*previous.ideas, told)[-REMEMBERED_SCENES:]
    return ScoreState(
        key=_pivot_key(previous, mode, seed),
        mode=mode,
        tempo=round(tempo, 3),
        last_pitches=previous.last_pitches,
        silent=silent,
        tellings=previous.tellings,
        played=previous.played,
        place=scene.place.id,
        arrived=previous.place != scene.place.id,
        idea=idea_due(scene, ideas),
        ideas=ideas,
    )


def scene_palette(scene: Scene) -> Palette:
    """Who plays in `scene`; the same for its every part."""
    world = world_of(scene)
    marks = [scene.place.look.asset, scene.place.id, *scene.place.tags]
    if scene.number == 1:
        marks.insert(0, world.mark("title"))
    if scene.mood.tension >= MENACE_TENSION and scene.mood.valence < 0.1:
        marks.insert(0, world.mark("menace"))
    elif scene.mood.arousal <= TENDER_AROUSAL and scene.mood.tension < 0.4:
        marks.insert(0, world.mark("tender"))
    if scene.place.indoors:
        marks.append("indoors")
    return palette(*marks)


def snap_cut(time: MediaTime, state: ScoreState, slack: MediaTime) -> MediaTime:
    """`time` (from the part's start) moved to the nearest pulse, if that lies within `slack`."""
    pulse_frames = 60.0 / state.tempo * SAMPLE_RATE
    pulse = round(state.pulse + time / pulse_frames)
    on_pulse = round((pulse - state.pulse) * pulse_frames)
    return on_pulse if on_pulse >= 0 and abs(on_pulse - time) <= slack else time


def _pivot_key(previous: ScoreState, mode: str, seed: int) -> int:
    """A key one pivot chord away; small steps are likelier, staying is likeliest."""
    place = int(len(PIVOTS) * unit(seed, "pivot") ** 1.6)
    key = (previous.key + PIVOTS[place]) % 12
    # Minor-coloured scenes after major ones take the relative key: same notes, other home.
    dark, was_dark = (2 not in _bright(name) for name in (mode, previous.mode))
    if dark != was_dark and place < 3:
        key = (previous.key + (9 if dark else 3)) % 12
    return key


def _bright(mode: str) -> set[int]:
    return {2} if MODES[mode][2] == 4 else set()


def fitted_tempo(tempo: float, pulse: float, cuts: tuple[MediaTime, ...]) -> float:
    """`tempo` bent within `BEND_STEPS` so that as many `cuts` (from the part's start) as can be fall on pulses."""
    best, best_cost = tempo, math.inf
    for step in range(-BEND_STEPS, BEND_STEPS + 1):
        bent = tempo * (1 + step / 200)
        missed = 0.0
        for cut in cuts:
            at = pulse + cut / SAMPLE_RATE * bent / 60
            # A cut that is off the pulse is off it, however far: none is given up for a little of another.
            missed += min(1.0, abs(at - round(at)) * 60 / bent / ON_PULSE_SECONDS) ** 2
        cost = missed + BEND_COST * abs(step)
        if cost < best_cost:
            best, best_cost = bent, cost
    return best
