"""How near what is heard lies to what is seen: deeds and footfalls against the effects that sound for them.

It asks the stage when its picture shows an event and the effects when they strike; it knows no show and no mix.
`build/drawn_events.py` asks the drawn pictures instead.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from generators.sound.generator import effect_sound
from generators.stage.acting.deeds import deeds
from generators.stage.acting.gait import plan_walk
from generators.stage.acting.states import CHANGE_AT
from generators.stage.acting.things import FLIGHT_SECONDS, SHORTEST_FLIGHT_SECONDS
from generators.stage.acting.tracks import TRAVEL, holdings
from generators.stage.floor import metre
from generators.stage.puppets import load_puppet
from generators.stage.shown import ALL_BUT, first_shown
from generators.stage.styles import style_of
from generators.timed import TimedPart
from story_engine.plan import Look, PartKind
from story_engine.time import SAMPLE_RATE, MediaTime, from_seconds, to_seconds

NEAR_SECONDS = 0.02
"""An event and its sound this near are one event."""
SOUGHT_SECONDS = 0.4
"""A sound farther than this from an event is not that event's."""
SEEN_CHANGING = frozenset(("open", "close", "light"))
"""Deeds during which a thing is seen changing."""
LANDING = frozenset(("jump", "fall"))
"""Deeds that are heard where the body comes down."""
BODILY = frozenset(("step", "jump", "fall"))
"""Events of bodies: seen when the next drawing of them is."""
LANDS_LATER = frozenset(("put_down", "drop"))
"""Deeds after which a thing is heard where it comes to rest, not where it is let go."""
STEP = "step_"
"""How the names of footsteps begin."""
STRIKE_SHARE = 0.5
"""A sound strikes when it is first this loud against the loudest it gets, which is when a listener hears it begin."""
WINDOW = SAMPLE_RATE // 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that the picture shows at one instant."""

    at: MediaTime
    """When the timeline has it, from the part's start."""
    what: str
    """Its verb; "step" is a footfall."""
    who: str
    thing: str = ""
    """What is handled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """An event that the picture shows, with its sound."""

    at: MediaTime
    """When the first frame shows it, from the part's start."""
    what: str
    """Its verb; "step" is a footfall."""
    apart: float | None
    """Seconds by which its sound is late (early below 0); None where it has none."""


def events_matched(timed: TimedPart, seed_art: Path | None = None) -> tuple[Matched, ...]:
    """Every footfall and every deed of a part that has one instant in the picture, with the nearest sound.

    `seed_art`: where the show's own styles and puppets are.
    """
    last = timed.duration - from_seconds(NEAR_SECONDS)
    steps, others = strikes(timed, of_steps=True), strikes(timed, of_steps=False)
    found = [(drawn(timed, event, seed_art), event.what) for event in events(timed, seed_art)]
    return tuple(
        Matched(at=at, what=what, apart=nearest(at, steps if what == "step" else others))
        for at, what in sorted(found)
        if at < last
    )


def drawn(timed: TimedPart, event: Event, seed_art: Path | None = None) -> MediaTime:
    """The time of the first frame that shows the event: bodies are drawn on twos, or as the style says."""
    frames = style_of(timed.part.scene.style, seed_art).bodies if event.what in BODILY else 1
    return first_shown(event.at, timed.entry.scene_time, frames, all_but=ALL_BUT if event.what == "step" else 0)


def events(timed: TimedPart, seed_art: Path | None = None) -> tuple[Event, ...]:
    """Every footfall and every deed of a part that has one instant in the picture, in order of time."""
    return tuple(sorted((*_footfalls(timed, seed_art), *_deeds(timed)), key=lambda event: (event.at, event.what)))


def event_figures(matched: Iterable[Matched]) -> dict[str, float | int | None]:
    """How many events are seen, the share heard within 20 ms of it, and how far 95 of 100 are at most, in ms."""
    every = list(matched)
    apart = [abs(one.apart) for one in every if one.apart is not None]
    return {
        "events_seen": len(every),
        "events_within_20_ms": round(sum(a <= NEAR_SECONDS for a in apart) / len(every), 4) if every else None,
        "events_without_sound": len(every) - len(apart),
        "events_apart_ms_p95": round(1000 * float(np.percentile(apart, 95)), 1) if apart else None,
    }


def _footfalls(timed: TimedPart, seed_art: Path | None) -> list[Event]:
    """Every landing of a foot that walks, by the stage's own gait."""
    before = {actor.id: actor.depth for actor in timed.entry.actors}
    after = {actor.id: actor.depth for actor in timed.exit.actors}
    looks = {actor.id: actor.look for actor in timed.part.scene.actors}
    found: list[Event] = []
    ways = [act for act in timed.acts if act.verb in TRAVEL and abs(act.to_x - act.from_x) >= 0.01]
    for act in ways:
        leg = load_puppet(looks.get(act.actor, Look()), seed_art).bones["leg"]
        is_last = act is [way for way in ways if way.actor == act.actor][-1]
        ends = after.get(act.actor, 0.5)
        depth = before.get(act.actor, ends)
        scale = metre((depth + ends) / 2 if is_last else depth)
        going = plan_walk(
            abs(act.to_x - act.from_x) / scale,
            running=act.verb == "run",
            leg=float(leg["upper"]) + float(leg["lower"]),
            seconds=to_seconds(act.duration),
        )
        found += [
            Event(at=act.start + round((k + 0.5) / going.steps * act.duration), what="step", who=act.actor)
            for k in range(going.steps)
        ]
    return found


def _deeds(timed: TimedPart) -> list[Event]:
    """Every deed that goes well and has one instant in the picture."""
    if timed.part.kind is PartKind.HOLD:
        return []
    found = []
    for thing, held in holdings(timed).items():
        for one in held:
            flight = FLIGHT_SECONDS.get(one.verb, SHORTEST_FLIGHT_SECONDS) if one.verb in LANDS_LATER else 0.0
            if one.verb:
                found.append(Event(at=one.at + from_seconds(flight), what=one.verb, who=one.by, thing=thing))
    for act in timed.acts:
        if act.ok and act.verb in SEEN_CHANGING and (act.thing or act.target):
            at = act.start + int(act.duration * CHANGE_AT)
            found.append(Event(at=at, what=act.verb, who=act.actor, thing=act.thing or act.target))
        elif act.ok and act.verb in LANDING:
            at = act.start + round(_landing(act.verb) * act.duration)
            found.append(Event(at=at, what=act.verb, who=act.actor))
    return found


@lru_cache(maxsize=8)
def _landing(verb: str) -> float:
    """The share of a jump or fall at which the picture has the body down again."""
    flown = False
    for key in deeds()[verb, True].keys:
        offsets = dict(key.offsets)
        if flown and offsets.get("lift", 0.0) <= 0.0:
            return key.at
        flown = flown or offsets.get("lift", 0.0) > 0.0
    return 1.0


def strikes(timed: TimedPart, *, of_steps: bool) -> list[float]:
    """Seconds from the part's start at which its steps, or its other effects, strike."""
    cues = [cue for cue in timed.cues if cue.name.startswith(STEP) is of_steps]
    return [to_seconds(cue.at) + strike_seconds(effect_sound(timed, cue)) for cue in cues]


def strike_seconds(sound: NDArray[np.float32]) -> float:
    """Seconds into `sound` (n,) at which it is first half as loud, over a millisecond, as it ever gets."""
    windows = sound[: len(sound) // WINDOW * WINDOW].reshape(-1, WINDOW).astype(np.float64)
    level = np.sqrt(np.square(windows).mean(axis=1))
    return float(np.flatnonzero(level >= STRIKE_SHARE * level.max())[0] * WINDOW / SAMPLE_RATE)


def nearest(at: MediaTime, heard: list[float]) -> float | None:
    """Seconds by which the nearest of `heard` is late for what is seen at `at`; None where none is near."""
    apart = min((strike - to_seconds(at) for strike in heard), key=abs, default=None)
    return apart if apart is not None and abs(apart) <= SOUGHT_SECONDS else None
