"""Begins and ends scenes: plans the next one, moves its cast there, notes what it left behind.

It does not know beats or parts.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from profiles.taste import TasteValues, replayed, satiate, watched
from story_engine.altered import altered
from story_engine.causes import scenes_of
from story_engine.director import Pace, after_scene, hook_seen
from story_engine.edited import in_edition
from story_engine.errors import ReplayError
from story_engine.events import event_record, first_causes, thread_updates
from story_engine.expr import Value, number
from story_engine.ground import Fit, Ground, changed_atoms, ground_key, next_fit
from story_engine.heard import remembered
from story_engine.likings import fullness, scene_features, seen_features
from story_engine.moment import Moment, Record, SceneState, decide
from story_engine.plan import WEATHERS, Why
from story_engine.planner import Outlook, Played, level_of, plan, wanted_at
from story_engine.rng import unit
from story_engine.seed.script import Deed, Say
from story_engine.seed.steps import every_statement
from story_engine.state import ShowState, branch_with, log_with
from story_engine.time import to_seconds
from story_engine.wishing.lexicon import HOURS
from story_engine.world import KEEP, Atom, World, drifted

DRIFT = 0.1
"""Chance a scene that the weather changes by itself."""
_NEIGHBOURS = {
    "clear": ("cloud", "wind"), "cloud": ("clear", "rain", "wind", "fog"), "wind": ("cloud", "clear"),
    "rain": ("cloud", "cloud", "storm"), "storm": ("rain", "rain"), "snow": ("cloud", "snow"),
    "fog": ("cloud", "clear"),
}  # fmt: skip
"""What each weather plausibly turns into."""
WATCHED_LATER = 2
"""Scenes after which it is known whether one was watched: plans are made up to half a minute ahead of the eye."""
FORGET_AFTER = 1500
"""Scenes the planner remembers, about eight hours, so that nothing comes back unnoticed."""


def begin_scene(state: ShowState) -> ShowState:
    """The state at the start of the next scene; nothing of it has been played yet."""
    if state.coming is not None:
        state = in_edition(state, state.coming)
    number_now = int(number(state.moment.world.get(("scene",)))) + 1
    branch = branch_with(state.branch, state.branch_later)
    asked_fit: list[tuple[Fit, World]] = []
    moment, decided = decide(state.moment, "scene", str(number_now), lambda: _planned(state, asked_fit))
    _compare(state, decided)
    ground_number, ground = _find(state, decided)
    scene_id = f"s{number_now}"
    asked = moment.world.write(
        {
            ("weather",): decided["weather"],
            ("hour",): float(decided["hour"]),
            ("clock",): round(to_seconds(state.clock), 3),
            ("scene",): float(number_now),
        },
        None,
    )
    causes = first_causes(state.stack.repertoire, ground, asked, scene_id)
    why = tuple(Why(term=str(t), weight=float(w), words=str(words)) for t, w, words in decided["why"])
    scene = SceneState(
        id=scene_id,
        number=number_now,
        storylet=ground.storylet,
        binding=ground.binding,
        place=ground.place,
        required=ground.cast,
        maybe=ground.maybe,
        hour=float(decided["hour"]),
        why=why,
        causes=scenes_of(causes),
        seconds=ground.seconds,
        take=state.again,
    )
    # Who travels here by themselves was moved by no event.
    began = asked.write({("at", person): ground.place for person in ground.cast}, None)
    updates: dict[Atom, Value] = {
        ("visits", ground.storylet.id): number(asked.get(("visits", ground.storylet.id))) + 1.0,
        ("last", ground.storylet.id): float(number_now),
    }
    if ground.storylet.brings_weather:
        updates["weather",] = ground.storylet.brings_weather
    world = began.write(updates, scene_id)
    # A replay plans nothing and needs no fit; the first plan after it looks at all that has changed since.
    fit, fit_world = asked_fit[0] if asked_fit else (state.fit, state.fit_world)
    last_used = state.last_used.copy()
    last_used[state.stack.features.storylet == state.stack.features.storylet[ground_number]] = number_now
    state = altered(
        state,
        branch=branch,
        branch_later="",
        again=0,
        taste=replayed(state.taste, scene_features(ground)) if state.again else state.taste,
        moment=altered(
            moment,
            world=world,
            frames=((ground.storylet.body, 0),),
            queue=(),
            emotions={},
            offstage=late_entrances(ground),
            guests=frozenset(),
            shot=None,
            sound="",
            choosing=None,
            ended=False,
            causes=causes,
            refused=(),
            recent=remembered(moment.recent, moment.said, to_seconds(state.clock)),
            said=(),
        ),
        scene=scene,
        began=began,
        ground=ground_number,
        part_index=0,
        played_seconds=0.0,
        shown="",
        fit=fit,
        fit_world=fit_world,
        last_used=last_used,
        hour_wished=-1.0,
        weather_held=state.weather_held if number_now <= state.weather_until else "",
        goals=tuple(goal for goal in state.goals if number_now - goal.since <= 12),
    )
    return logged(state, _scene_record(state, scene))


def late_entrances(ground: Ground) -> frozenset[str]:
    """Those of the cast whose first deed is to come in: they are not in the picture before."""
    found: dict[str, bool] = {}
    for statement in every_statement(ground.storylet.body):
        if not isinstance(statement, Deed | Say):
            continue
        word = statement.actor if isinstance(statement, Deed) else statement.speaker
        person = ground.binding.get(word[1:], word) if word.startswith("$") else word
        if person and person not in found:
            found[person] = isinstance(statement, Deed) and statement.verb == "enter"
    return frozenset(person for person, late in found.items() if late)


def end_scene(state: ShowState) -> ShowState:
    """The state after the current scene: its header's thread step, satiation and memory."""
    scene = state.scene
    assert scene is not None, "no scene to end"
    world = state.moment.world.write(thread_updates(scene), scene.id)
    event = event_record(scene, state.moment, state.began or world, world)
    world = world.write(drifted(state.seed, world), KEEP)
    ground = state.stack.repertoire.grounds[state.ground]
    features = scene_features(ground)
    full = fullness(features, state.satiation)
    played = Played(ground=state.ground, number=scene.number, seconds=state.played_seconds, full=full)
    goals = tuple(g for g in state.goals if not _met(state, g.kind, g.id, g.atom, g.value, ground))
    pace = after_scene(
        state.pace,
        level_of(state.stack.features, state.ground),
        state.played_seconds,
        to_seconds(state.clock),
        state.seed.arc,
    )
    after = altered(
        state,
        pace=pace,
        moment=altered(state.moment, world=world, ended=True),
        played=(*state.played, played)[-FORGET_AFTER:],
        satiation=satiate(state.satiation, features, state.played_seconds),
        goals=goals,
        taste=_watched(state),
    )
    return logged(after, event)


def _watched(state: ShowState) -> TasteValues:
    """The taste after a scene of which it is known by now that it was not skipped."""
    if len(state.played) < WATCHED_LATER or state.played[-WATCHED_LATER].number in state.skipped:
        return state.taste
    seen = state.played[-WATCHED_LATER]
    return watched(state.taste, seen_features(state.stack.repertoire.grounds[seen.ground], seen.full))


def _met(state: ShowState, kind: str, wanted: str, atom: Atom, value: Value, ground: Ground) -> bool:
    """Whether the scene just played fulfilled a goal."""
    world = state.moment.world
    if kind == "atom":
        return world.get(atom) == value
    if kind == "person":
        return wanted in ground.cast
    if kind == "place":
        return wanted == ground.place
    return kind == "thing" and any(wanted in written for written in ground.updates)


def logged(state: ShowState, *records: Record) -> ShowState:
    """The state with more entries in its log, at the planner's clock."""
    log = state.log
    for record in records:
        log = log_with(log, record, state.clock, brief=state.is_brief)
    return altered(state, log=log)


def next_hour(state: ShowState) -> float:
    """The hour of the next scene."""
    if state.hour_wished >= 0:
        return state.hour_wished
    now = number(state.moment.world.get(("hour",)))
    if state.scene is None:
        return now
    return round((now + state.seed.minutes_per_scene / 60.0) % 24.0, 4)


def outlook_of(state: ShowState) -> Outlook:
    """What the plan of the next scene depends on, at the moment in which that scene would begin."""
    number_now = int(number(state.moment.world.get(("scene",)))) + 1
    now: dict[Atom, Value] = {
        ("weather",): _drifted(state, number_now),
        ("hour",): next_hour(state),
        ("clock",): round(to_seconds(state.clock), 3),
        ("scene",): float(number_now),
    }
    world = state.moment.world.write(now, "")
    return Outlook(
        world=world,
        fit=next_fit(state.stack.repertoire, state.fit, world, changed_atoms(state.fit_world, world)),
        taste=state.taste,
        satiation=state.satiation,
        pace=state.pace,
        goals=state.goals,
        played=state.played,
        last_used=state.last_used,
        seconds=to_seconds(state.clock),
        scene_number=number_now,
        place=state.scene.place if state.scene is not None else "",
        viewer_rating=state.header.viewer_rating,
        weather_held=state.weather_held,
        wildness=state.wildness,
        rng_seed=state.header.rng_seed,
        heard=remembered(state.moment.recent, state.moment.said, to_seconds(state.clock)),
        liking=state.liking,
    )


def _planned(state: ShowState, asked_fit: list[tuple[Fit, World]]) -> dict[str, Any]:
    """The plan as the journal holds it; the fit that it was made from goes into `asked_fit`."""
    outlook = outlook_of(state)
    asked_fit.append((outlook.fit, outlook.world))
    chosen = plan(state.stack.repertoire, state.stack.features, outlook)
    ground = state.stack.repertoire.grounds[chosen.ground]
    return {
        "storylet": ground.storylet.id,
        "binding": dict(ground.binding),
        "place": ground.place,
        "hour": number(outlook.world.get(("hour",))),
        "weather": outlook.world.text("weather"),
        "why": [[why.term, round(why.weight, 2), why.words] for why in chosen.why],
        "shown": state.shown,
    }


def _compare(state: ShowState, decided: dict[str, Any]) -> None:
    """Raise ReplayError where the scene before was not shown as the journal has it; older ones do not tell."""
    if decided.get("shown", state.shown) != state.shown:
        told = state.scene.storylet.title if state.scene is not None else ""
        raise ReplayError(f"“{told}” is told otherwise than it was", retold=True)


def _drifted(state: ShowState, number_now: int) -> str:
    weather = state.moment.world.text("weather") or "clear"
    if state.scene is None or (state.weather_held and number_now <= state.weather_until):
        return weather
    if unit(state.header.rng_seed, "drift", number_now) >= DRIFT:
        return weather
    options = _NEIGHBOURS.get(weather, WEATHERS[:2])
    return options[int(unit(state.header.rng_seed, "drift to", number_now) * len(options))]


def _find(state: ShowState, decided: dict[str, Any]) -> tuple[int, Ground]:
    """The ground storylet that a decision names."""
    wanted = (str(decided["storylet"]), dict(decided["binding"]), str(decided["place"]))
    index = state.stack.repertoire.numbers.get(ground_key(*wanted))
    if index is None:
        raise ReplayError(f"the seed has no scene “{wanted[0]}” for {wanted[1]} at {wanted[2]} any more")
    return index, state.stack.repertoire.grounds[index]


def _scene_record(state: ShowState, scene: SceneState) -> Record:
    middle = to_seconds(state.clock) + scene.seconds / 2.0
    return Record(
        kind="scene",
        fields={
            "id": scene.id,
            "storylet": scene.storylet.id,
            "title": scene.storylet.title,
            "place": scene.place,
            "cast": list(scene.required),
            "tension": list(scene.storylet.tension),
            "tags": dict(scene.storylet.tags),
            "hour": scene.hour,
            "weather": state.moment.world.text("weather"),
            "why": [{"term": w.term, "weight": w.weight, "words": w.words} for w in scene.why],
            "causes": [cause.to_json() for cause in state.moment.causes],
            "wanted": round(wanted_at(state.stack.features, state.pace, middle, state.seed.arc), 3),
            "phase": state.pace.phase,
        },
    )


def noted_pace(pace: Pace, notes: tuple[str, ...], seconds: float) -> Pace:
    """The pacing after a part with `notes` that ended at `seconds`."""
    for note in notes:
        if note.startswith("failure:"):
            pace = replace(pace, failure_at=seconds)
        elif note.startswith("callback:"):
            pace = replace(pace, callback_at=seconds)
        elif note == "hook":
            pace = hook_seen(pace, seconds)
    return pace


def wished_hour(name: str) -> float:
    """The hour that a word means."""
    return HOURS.get(name, 12.0)


__all__ = ["Moment", "begin_scene", "end_scene", "logged", "next_hour", "noted_pace", "wished_hour"]
