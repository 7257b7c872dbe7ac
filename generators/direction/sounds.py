"""Spotting: which effects and beds a timed part is heard with.

It knows which deed sounds like what through the effects' own table, and no synthesis. Every visible
deed has its sound within ±20 ms of the frame that first shows it, every place its bed without a gap.
"""

from __future__ import annotations

from dataclasses import replace

from generators.direction.heights import build_of
from generators.direction.own_art import own_art
from generators.direction.timing import TRAVEL, Timing
from generators.sound.ambience import beds_for
from generators.sound.effects import effect_for, moment_of
from generators.sound.own import NO_SOUNDS, OwnSounds
from generators.stage.floor import metre
from generators.stage.shown import ALL_BUT, first_shown
from generators.stage.strides import steps_of
from generators.stage.styles import style_of
from generators.timed import ActorState, Bed, Shot, SoundCue, StageState, TimedAct
from story_engine.plan import Beat, BeatKind, Look, Part, Scene
from story_engine.time import MediaTime, from_seconds, to_seconds

SURFACES = {"post_office": "wood", "harbour": "wood", "hill": "grass", "wood": "grass"}
"""What feet meet, by set; snow covers every floor outdoors."""
REVERBS = {"post_office": "room", "wood": "wood"}
NEAR = {
    "EWS": 0.25,
    "WS": 0.35,
    "MLS": 0.45,
    "GROUP": 0.5,
    "OTS": 0.6,
    "MS": 0.6,
    "MCU": 0.75,
    "CU": 0.9,
    "INSERT": 0.9,
}
BODILY = frozenset(("jump", "fall", "hug"))
"""Deeds whose event is a body's, drawn when bodies are; a thing is drawn in every frame."""
STANDS = 0.01
"""Stage units; who goes less far is drawn standing."""
MIDDLE_DEPTH = 0.5
"""Where somebody walks of whom no depth is known."""
WEATHER_SOUNDS = {"storm": "thunder", "wind": "gust", "rain": "first_drops", "snow": "shimmer", "fog": "buoy_bell"}


def spot_effects(
    part: Part, timing: Timing, stage: StageState, shots: tuple[Shot, ...], own: OwnSounds = NO_SOUNDS
) -> tuple[SoundCue, ...]:
    """Effects of deeds, weather changes, reveals and authors' `<<sound>>`s, in order of time.

    One for which the seed has a sound of its own is heard with that.
    """
    surface = surface_of(part.scene, stage.weather)
    things = {thing.id: thing.look.asset or thing.id for thing in part.scene.things}
    where = {actor.id: actor for actor in timing.exit.actors}
    depths = {actor.id: actor.depth for actor in stage.actors}
    cues: list[SoundCue] = []
    for act in timing.acts:
        thing = act.thing or (act.target if act.target in things else "")
        if act.verb in TRAVEL:
            after = where[act.actor].depth if act.actor in where else MIDDLE_DEPTH
            before = depths.get(act.actor, after)
            # The stage changes depth on the last way only.
            is_last = act is [a for a in timing.acts if a.actor == act.actor and a.verb in TRAVEL][-1]
            depth = (before + after) / 2 if is_last else before
            cues.extend(_footsteps(act, surface, shots, part.scene, metre(depth), stage.scene_time))
            continue
        x = act.from_x
        late = _drawn_late(act, part.scene, stage.scene_time)
        for name, offset, gain in effect_for(
            act.verb, act.ok, things.get(thing, thing), surface, to_seconds(act.duration)
        ):
            cues.append(_cue(name, act.start + from_seconds(offset) + late, gain, x, shots))
    for start, _, beat in timing.spans:
        if beat.sound:
            cues.append(_cue(beat.sound, start, 1.0, _beat_x(beat, where), shots))
        if beat.kind is BeatKind.WEATHER and beat.text in WEATHER_SOUNDS:
            cues.append(_cue(WEATHER_SOUNDS[beat.text], start, 0.8, 0.0, shots))
        if beat.kind is BeatKind.LETTER:
            cues.append(_cue("paper", start, 0.7, 0.0, shots))
    last = timing.duration - from_seconds(0.02)
    heard = sorted((cue for cue in cues if cue.at < last), key=lambda cue: (cue.at, cue.name))
    return tuple(replace(cue, own=own.effects.get(cue.name, "")) for cue in heard)


def surface_of(scene: Scene, weather: str) -> str:
    """What the floor is made of."""
    if weather == "snow" and not scene.place.indoors:
        return "snow"
    tagged = next((tag for tag in scene.place.tags if tag in ("wood", "stone", "grass", "sand")), "")
    return tagged or SURFACES.get(scene.place.look.asset, "wood" if scene.place.indoors else "grass")


def reverb_of(scene: Scene) -> str:
    """The room the scene sounds in."""
    return REVERBS.get(scene.place.look.asset, "room" if scene.place.indoors else "open")


def spot_beds(
    part: Part, stage: StageState, after: StageState, before: tuple[Bed, ...], own: OwnSounds = NO_SOUNDS
) -> tuple[Bed, ...]:
    """Beds of the place with their gains at both ends; a change of weather fades over the part.

    The seed's own bed of the place is heard instead of the built-in one; weather is heard over both.
    """
    scene = part.scene
    target = dict(beds_for(scene.place.look.asset, scene.place.indoors, after.weather, scene.hour, scene.wind))
    if stage.scene_time == 0:
        start = dict(beds_for(scene.place.look.asset, scene.place.indoors, stage.weather, scene.hour, scene.wind))
    else:
        start = {bed.name: bed.gain_end for bed in before}
    key = own.beds.get(scene.place.id, "")
    of_place = next(iter(target), "") if key else ""
    names = sorted({*target, *(name for name, gain in start.items() if gain > 0.001)})
    return tuple(
        Bed(
            name=name,
            gain_begin=round(start.get(name, 0.0), 5),
            gain_end=round(target.get(name, 0.0), 5),
            own=key if name == of_place else "",
        )
        for name in names
    )


def _drawn_late(act: TimedAct, scene: Scene, scene_time: MediaTime) -> MediaTime:
    """From a deed's event to the first drawing that shows it; 0 for deeds without one instant."""
    moment = moment_of(act.verb) if act.ok else None
    if moment is None:
        return 0
    share, falls = moment
    at = act.start + int(share * act.duration) + from_seconds(falls)
    return first_shown(at, scene_time, _drawing_frames(scene) if act.verb in BODILY else 1) - at


def _drawing_frames(scene: Scene) -> int:
    """Video frames that a figure's drawing stands in the scene's style, as the stage takes it."""
    return style_of(scene.style, own_art()).bodies


def _footsteps(
    act: TimedAct, surface: str, shots: tuple[Shot, ...], scene: Scene, metre_here: float, scene_time: MediaTime
) -> list[SoundCue]:
    """A step at every footfall of the picture; `metre_here` is a metre in stage units where they walk."""
    if abs(act.to_x - act.from_x) < STANDS and act.verb != "climb":
        return []
    look = next((actor.look for actor in scene.actors if actor.id == act.actor), Look())
    steps = steps_of(
        abs(act.to_x - act.from_x) / metre_here,
        running=act.verb == "run",
        leg=build_of(look).leg,
        seconds=to_seconds(act.duration),
    )
    period = act.duration / steps
    animal = any(a.id == act.actor and "fox" in a.look.words.lower() for a in scene.actors)
    gain = (0.45 if animal else 0.8) * (1.15 if act.verb == "run" else 1.0)
    frames = _drawing_frames(scene)
    cues = []
    for step in range(steps):
        lands = act.start + round((step + 0.5) * period)
        at = first_shown(lands, scene_time, frames, all_but=ALL_BUT)
        x = act.from_x + (act.to_x - act.from_x) * (step + 0.5) / steps
        cues.append(_cue(f"step_{surface}", at, gain, x, shots))
    return cues


def _cue(name: str, at: MediaTime, gain: float, x: float, shots: tuple[Shot, ...]) -> SoundCue:
    shot = next((s for s in shots if s.start <= at < s.start + s.duration), shots[-1])
    screen = (x - shot.begin.x) * shot.begin.zoom / 0.889
    return SoundCue(at=at, name=name, gain=gain, x=round(max(-1.0, min(1.0, screen)), 3), near=NEAR.get(shot.size, 0.5))


def _beat_x(beat: Beat, where: dict[str, ActorState]) -> float:
    actor_id = beat.line.speaker if beat.line else beat.act.actor if beat.act else ""
    actor = where.get(actor_id)
    return actor.x if actor else 0.0
