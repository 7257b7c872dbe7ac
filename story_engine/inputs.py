"""Takes in what the viewer does: picks, wishes, likes, skips.

It does not know how parts are cut or scenes planned.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from profiles.taste import chose, disliked, liked, skipped, wished
from story_engine.errors import InputError
from story_engine.moment import Record, decide
from story_engine.parts import live_answers, open_if_choosing
from story_engine.perform import enter_block, next_beat
from story_engine.plan import Input, InputKind, Outcome
from story_engine.planner import Goal, scene_features
from story_engine.scenes import end_scene, logged, noted_pace, wished_hour
from story_engine.state import ShowState, WishMade, branch_with
from story_engine.time import to_seconds
from story_engine.wishes import Intent, Reading, read_wish
from story_engine.world import Atom

HOLD_WEATHER = 5
"""Scenes for which a wished weather stays."""
HEAD_PARTS = 1
"""Parts of a picked branch that are committed when its cards open; a wish made meanwhile waits for them."""
MOST_BEATS_SKIPPED = 2000


def take_input(state: ShowState, given: Input) -> tuple[ShowState, Outcome]:
    """The state after an input and what was made of it; raises InputError when it does not fit."""
    match given.kind:
        case InputKind.PICK:
            return _pick(state, given)
        case InputKind.WISH:
            return _wish(state, given)
        case InputKind.UNDO_WISH:
            return _undo(state, given)
        case InputKind.LIKE | InputKind.DISLIKE:
            return _rate(state, given)
        case InputKind.SKIP:
            return _skip(state, given)


def _pick(state: ShowState, given: Input) -> tuple[ShowState, Outcome]:
    choice = state.choice
    if choice is None:
        raise InputError("no choice is open; pick an option while a hold part plays")
    if given.choice not in (0, choice.id):
        raise InputError(f"choice {given.choice} is not open; choice {choice.id} is")
    answers = live_answers(choice)
    if not 1 <= given.option <= len(answers):
        raise InputError(f"choice {choice.id} has no option {given.option}; use 1 to {len(answers)}")
    answer = answers[given.option - 1]
    scene = state.scene
    assert scene is not None, "a choice stands in a scene"
    taste = state.taste
    if given.by == "viewer":
        taste = chose(taste, dict(answer.tags), [dict(other.tags) for other in answers if other is not answer])
    world = state.moment.world.write({("chose", answer.id): True}, scene.id)
    moment = enter_block(replace(state.moment, world=world), answer.body)
    moment = replace(moment, notes=(*moment.notes, f"choice:{choice.id}:{answer.id}"))
    state = replace(
        state,
        taste=taste,
        moment=moment,
        choice=None,
        hold_repeat=0,
        part_index=state.part_index + 1,
        branch=branch_with(state.branch, str(given.option)),
        branch_later="" if given.by == "viewer" else "d",
        reaction_wait=HEAD_PARTS if state.reactions else 0,
    )
    record = Record(
        kind="option",
        fields={"choice": choice.id, "option": given.option, "by": given.by, "text": choice.texts[given.option - 1]},
    )
    return logged(state, record), Outcome(kind="taken", understood=choice.texts[given.option - 1], intents=(answer.id,))


def _wish(state: ShowState, given: Input) -> tuple[ShowState, Outcome]:
    moment, read = decide(state.moment, "wish", given.text, lambda: read_wish(state.seed, given.text).to_json())
    state = replace(state, moment=moment)
    reading = Reading.from_json(given.text, read)
    number = len(state.wishes) + 1
    scene = state.scene
    cause = scene.id if scene is not None else ""
    updates: dict[Atom, Any] = {("wished_any",): True}
    updates |= {("wished", intent.key): True for intent in reading.intents}
    made = WishMade(
        number=number, reading=reading, taste_before=state.taste, weather_before=state.moment.world.text("weather")
    )
    for intent in reading.intents:
        state = _pursue(state, intent, number)
    state = replace(
        state,
        moment=replace(state.moment, world=state.moment.world.write(updates, cause)),
        wishes=(*state.wishes, made),
        reactions=(*state.reactions, reading),
        branch=branch_with(state.branch, _mark(given, state.steps)),
    )
    outcome = Outcome(
        kind=reading.outcome, understood=reading.understood, intents=tuple(intent.key for intent in reading.intents)
    )
    record = Record(
        kind="wish",
        fields={
            "text": given.text, "understood": outcome.understood, "outcome": outcome.kind,
            "intents": list(outcome.intents),
        },
    )  # fmt: skip
    return logged(state, record), outcome


def _pursue(state: ShowState, intent: Intent, number: int) -> ShowState:
    """The state in which the planner works towards an intent."""
    now = state.scene.number if state.scene is not None else 0
    match intent.kind:
        case "weather":
            return replace(state, weather_held=intent.id, weather_until=now + HOLD_WEATHER)
        case "hour":
            return replace(state, hour_wished=wished_hour(intent.id))
        case "more" | "less":
            state = replace(state, taste=wished(state.taste, intent.id, intent.kind == "more"))
            goal = Goal(kind="tag", id=intent.id, since=now, words=f"you wished for more {intent.id}", wish=number)
            return replace(state, goals=(*state.goals, goal)) if intent.kind == "more" else state
        case "atom":
            words = f"you wished: {intent.id}"
            goal = Goal(kind="atom", atom=intent.atom, value=intent.value, since=now, words=words, wish=number)
            return replace(state, goals=(*state.goals, goal))
        case _:
            words = f"you wished for {state.seed.name_of(intent.id)}"
            if intent.kind == "thread":
                words = f"you asked: {state.seed.threads[intent.id].question}"
            goals = [Goal(kind=intent.kind, id=intent.id, since=now, words=words, wish=number)]
            if intent.place:
                atom = ("at" if intent.kind == "person" else "lies", intent.id)
                goals.append(Goal(kind="atom", atom=atom, value=intent.place, since=now, words=words, wish=number))
            return replace(state, goals=(*state.goals, *goals))


def _undo(state: ShowState, given: Input) -> tuple[ShowState, Outcome]:
    if not state.wishes:
        return state, Outcome(kind="unclear", understood="There is no wish to take back.")
    made = state.wishes[-1]
    taste = state.taste
    for intent in made.reading.intents:
        if intent.kind in ("more", "less"):
            taste = wished(taste, intent.id, intent.kind == "less")
    state = replace(
        state,
        taste=taste,
        wishes=state.wishes[:-1],
        goals=tuple(goal for goal in state.goals if goal.wish != made.number),
        reactions=tuple(reading for reading in state.reactions if reading is not made.reading),
        weather_held="",
        hour_wished=-1.0,
        branch=branch_with(state.branch, _mark(given, state.steps)),
    )
    outcome = Outcome(kind="noted", understood=f"Forgotten: {made.reading.wanted or made.reading.text}.")
    return logged(state, Record(kind="signal", fields={"signal": "undo_wish", "text": made.reading.text})), outcome


def _rate(state: ShowState, given: Input) -> tuple[ShowState, Outcome]:
    rate = liked if given.kind is InputKind.LIKE else disliked
    features: Mapping[str, float] = {}
    if state.ground >= 0:
        features = scene_features(state.stack.repertoire.grounds[state.ground])
    state = replace(
        state, taste=rate(state.taste, features), branch_later=state.branch_later + _mark(given, state.steps)
    )
    words = "More like this, then." if given.kind is InputKind.LIKE else "Less of that, then."
    record = Record(kind="signal", fields={"signal": given.kind.value, "scene": state.scene.id if state.scene else ""})
    return logged(state, record), Outcome(kind="noted", understood=words)


def _skip(state: ShowState, given: Input) -> tuple[ShowState, Outcome]:
    """The rest of the scene happens in the world, unseen; open choices take their defaults."""
    if state.scene is None:
        return state, Outcome(kind="noted", understood="On we go.")
    share = state.played_seconds / max(1.0, state.scene.seconds)
    features = scene_features(state.stack.repertoire.grounds[state.ground])
    taste = skipped(state.taste, features, min(1.0, share), state.played_seconds)
    record = Record(kind="signal", fields={"signal": "skip", "scene": state.scene.id, "share": round(share, 3)})
    state = logged(replace(state, taste=taste), record)
    notes: tuple[str, ...] = ()
    for _ in range(MOST_BEATS_SKIPPED):
        if state.choice is not None:
            default = Input(kind=InputKind.PICK, option=state.choice.default, by="default")
            state, _outcome = _pick(state, default)
        if state.moment.ended:
            break
        moment, _beat = next_beat(state.setting(), state.moment)
        state = open_if_choosing(replace(state, moment=moment))
        notes = state.moment.notes
    state = replace(
        state,
        moment=replace(state.moment, notes=(), records=(), queue=(), ended=True),
        pace=noted_pace(state.pace, notes, to_seconds(state.clock)),
        branch_later=state.branch_later + _mark(given, state.steps),
    )
    return end_scene(state), Outcome(kind="noted", understood="On we go.")


def _mark(given: Input, steps: int) -> str:
    """What tells apart the parts after this input: a letter and a short hash of what was done when."""
    text = f"{given.kind.value}/{given.text}/{steps}"
    return f"{given.kind.value[0]}{hashlib.sha256(text.encode()).hexdigest()[:3]}"


__all__ = ["HEAD_PARTS", "Reading", "take_input"]
