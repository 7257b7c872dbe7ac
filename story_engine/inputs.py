"""Takes in what the viewer does: picks, wishes, likes, skips.

It does not know how parts are cut or scenes planned.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from profiles.taste import chose, disliked, liked, skipped, unwished, wished
from story_engine.altered import altered
from story_engine.answers import phrases_of
from story_engine.errors import InputError
from story_engine.ground import Ground
from story_engine.likings import fullness, scene_features, seen_features
from story_engine.moment import Record, decide
from story_engine.parts import live_answers, open_if_choosing
from story_engine.perform import enter_block, next_beat
from story_engine.plan import Input, InputKind, Outcome
from story_engine.planner import Goal
from story_engine.scenes import FORGET_AFTER, end_scene, logged, noted_pace, wished_hour
from story_engine.seed.model import Storylet
from story_engine.state import ShowState, WishMade, branch_with
from story_engine.takes import more_of, take_of
from story_engine.time import to_seconds
from story_engine.wishes import Intent, Reading, held_to_the_world, read_wish
from story_engine.world import Atom

WILDER = 0.3
"""How far "surprise me" turns the dial of wildness, because two of them should reach its end."""
HOLD_WEATHER = 5
"""Scenes for which a wished weather stays."""
ANSWER_AFTER_PICK = 1
"""Parts of a picked branch before a wish made in its hold is answered, because the pick is answered first."""
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
        case InputKind.WILDNESS:
            return _dial(state, given)
        case InputKind.MORE:
            return _more(state, given)
        case InputKind.TAKE:
            return take_of(state, given, branch_with(state.branch, _mark(given, state.steps)))


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
    world = state.moment.world.happened(("chose", answer.id), scene.id)
    moment = enter_block(altered(state.moment, world=world), answer.body)
    moment = altered(moment, notes=(*moment.notes, f"choice:{choice.id}:{answer.id}"))
    state = altered(
        state,
        taste=taste,
        moment=moment,
        choice=None,
        hold_repeat=0,
        part_index=state.part_index + 1,
        branch=branch_with(state.branch, str(given.option)),
        branch_later="" if given.by == "viewer" else "d",
        reaction_wait=ANSWER_AFTER_PICK if state.reactions else 0,
    )
    record = Record(
        kind="option",
        fields={"choice": choice.id, "option": given.option, "by": given.by, "text": choice.texts[given.option - 1]},
    )
    return logged(state, record), Outcome(kind="taken", understood=choice.texts[given.option - 1], intents=(answer.id,))


def _wish(state: ShowState, given: Input) -> tuple[ShowState, Outcome]:
    moment, read = decide(state.moment, "wish", given.text, lambda: _read(state, given.text).to_json())
    reading = Reading.from_json(given.text, read)
    return _asking(altered(state, moment=moment, reactions=(*state.reactions, reading)), given, reading)


def _more(state: ShowState, given: Input) -> tuple[ShowState, Outcome]:
    """A wish for the flavours of the scene that was on; nobody in the story has heard it."""
    meant = _meant(state, given)
    told = meant.storylet if meant is not None else None
    asked = more_of(state.seed, told.tags if told is not None else (), told.title if told is not None else "")
    moment, read = decide(state.moment, "wish", given.text, asked.to_json)
    return _asking(altered(state, moment=moment), given, Reading.from_json(given.text, read))


def _asking(state: ShowState, given: Input, reading: Reading) -> tuple[ShowState, Outcome]:
    """The state in which the story works towards what was read from a wish."""
    number = state.wishes[-1].number + 1 if state.wishes else 1
    scene = state.scene
    cause = scene.id if scene is not None else ""
    updates: dict[Atom, Any] = {("wished_any",): True}
    updates |= {("wished", intent.key): True for intent in reading.intents}
    made = WishMade(
        number=number,
        reading=reading,
        held_before=(state.weather_held, state.weather_until),
        hour_before=state.hour_wished,
    )
    for intent in reading.intents:
        state = _pursue(state, intent, number)
    for feature in _asked_for(reading):
        state = altered(state, taste=wished(state.taste, feature, True))
    state = altered(
        state,
        moment=altered(state.moment, world=state.moment.world.write(updates, cause)),
        wishes=(*state.wishes, made),
        branch=branch_with(state.branch, _mark(given, state.steps)),
    )
    outcome = Outcome(
        kind=reading.outcome,
        understood=reading.understood,
        intents=tuple(intent.key for intent in reading.intents),
        said=phrases_of(state.seed, reading),
    )
    record = Record(
        kind="wish",
        fields={
            "text": given.text, "understood": outcome.understood, "outcome": outcome.kind,
            "intents": list(outcome.intents),
        },
    )  # fmt: skip
    return logged(state, record), outcome


def _read(state: ShowState, text: str) -> Reading:
    """What a wish means here and now: what is lost for good or dead is refused with its reason."""
    return held_to_the_world(state.seed, state.moment.world, read_wish(state.seed, text))


def _asked_for(reading: Reading) -> tuple[str, ...]:
    """Persons who were asked for, as features, because who is asked for is liked; "more of" counts by itself."""
    said = {intent.id for intent in reading.intents if intent.kind in ("more", "less")}
    asked = dict.fromkeys(f"person:{intent.id}" for intent in reading.intents if intent.kind == "person")
    return tuple(feature for feature in asked if feature not in said)


def _pursue(state: ShowState, intent: Intent, number: int) -> ShowState:
    """The state in which the planner works towards an intent."""
    now = state.scene.number if state.scene is not None else 0
    match intent.kind:
        case "weather":
            return altered(state, weather_held=intent.id, weather_until=now + HOLD_WEATHER)
        case "hour":
            return altered(state, hour_wished=wished_hour(intent.id))
        case "more" | "less":
            state = altered(state, taste=wished(state.taste, intent.id, intent.kind == "more"))
            goal = Goal(kind="tag", id=intent.id, since=now, words=f"you wished for more {intent.id}", wish=number)
            return altered(state, goals=(*state.goals, goal)) if intent.kind == "more" else state
        case "wild":
            share = state.wildness + (WILDER if intent.id == "more" else -WILDER)
            return altered(state, wildness=min(1.0, max(0.0, share)))
        case "camera":
            here = state.scene is not None and state.moment.world.place_of(intent.place) == state.scene.place
            if intent.id != "eyes" or here:
                return state
            words = f"you wished to see through the eyes of {state.seed.name_of(intent.place)}"
            kind = "person" if intent.place in state.seed.cast else "thing"
            goal = Goal(kind=kind, id=intent.place, since=now, words=words, wish=number)
            return altered(state, goals=(*state.goals, goal))
        case "atom":
            words = f"you wished: {intent.id}"
            goal = Goal(kind="atom", atom=intent.atom, value=intent.value, since=now, words=words, wish=number)
            return altered(state, goals=(*state.goals, goal))
        case _:
            words = f"you wished for {state.seed.name_of(intent.id)}"
            if intent.kind == "address":
                words = f"you spoke to {state.seed.name_of(intent.id)}"
            if intent.kind == "thread":
                words = f"you asked: {state.seed.threads[intent.id].question}"
            kind = "person" if intent.kind == "address" else intent.kind
            goals = [Goal(kind=kind, id=intent.id, since=now, words=words, wish=number)]
            if intent.place:
                atom = ("at" if intent.kind == "person" else "lies", intent.id)
                goals.append(Goal(kind="atom", atom=atom, value=intent.place, since=now, words=words, wish=number))
            return altered(state, goals=(*state.goals, *goals))


def _undo(state: ShowState, given: Input) -> tuple[ShowState, Outcome]:
    if not state.wishes:
        return state, Outcome(kind="unclear", understood="There is no wish to take back.")
    made, standing = state.wishes[-1], state.wishes[:-1]
    taste = state.taste
    for feature in _asked_for(made.reading):
        taste = unwished(taste, feature, True)
    for intent in made.reading.intents:
        match intent.kind:
            case "more" | "less":
                taste = unwished(taste, intent.id, intent.kind == "more")
            case "wild":
                share = state.wildness - (WILDER if intent.id == "more" else -WILDER)
                state = altered(state, wildness=min(1.0, max(0.0, share)))
            case "weather":
                held, until = made.held_before
                now = state.scene.number if state.scene is not None else 0
                state = altered(state, weather_held=held if now < until else "", weather_until=until)
            case "hour" if state.hour_wished >= 0:  # not answered by a scene yet
                state = altered(state, hour_wished=made.hour_before)
    # A wish that still stands may have made the same fact true.
    still = {("wished", intent.key) for wish in standing for intent in wish.reading.intents}
    facts: dict[Atom, Any] = {("wished", intent.key): False for intent in made.reading.intents}
    facts = {fact: value for fact, value in facts.items() if fact not in still} | {("wished_any",): bool(standing)}
    state = altered(
        state,
        taste=taste,
        moment=altered(state.moment, world=state.moment.world.write(facts, "")),
        wishes=standing,
        goals=tuple(goal for goal in state.goals if goal.wish != made.number),
        reactions=tuple(reading for reading in state.reactions if reading is not made.reading),
        branch=branch_with(state.branch, _mark(given, state.steps)),
    )
    outcome = Outcome(kind="noted", understood=_forgotten(made.reading))
    return logged(state, Record(kind="signal", fields={"signal": "undo_wish", "text": made.reading.text})), outcome


def _forgotten(reading: Reading) -> str:
    return "Forgotten." if reading.reason == ("harsh",) else f"Forgotten: {reading.wanted or reading.text}."


def _rate(state: ShowState, given: Input) -> tuple[ShowState, Outcome]:
    rate = liked if given.kind is InputKind.LIKE else disliked
    meant = _meant(state, given)
    taste = rate(state.taste, meant.features) if meant is not None else state.taste
    state = altered(state, taste=taste, branch_later=state.branch_later + _mark(given, state.steps))
    words = "More like this, then." if given.kind is InputKind.LIKE else "Less of that, then."
    record = Record(kind="signal", fields={"signal": given.kind.value, "scene": meant.scene if meant else ""})
    return logged(state, record), Outcome(kind="noted", understood=words)


def _skip(state: ShowState, given: Input) -> tuple[ShowState, Outcome]:
    """The rest of the scene happens in the world, unseen; open choices take their defaults.

    Where the scene is over already, because the player left it itself, only the lesson counts.
    """
    onwards = Outcome(kind="noted", understood="On we go.")
    now = state.scene
    if now is None:
        return state, onwards
    meant = _meant(state, given)
    if meant is not None:
        taste = skipped(state.taste, meant.features, meant.share, meant.share * meant.seconds)
        fields = {"signal": "skip", "scene": meant.scene, "share": round(meant.share, 3)}
        left = (*state.skipped, int(meant.scene[1:]))[-FORGET_AFTER:]
        state = logged(altered(state, taste=taste, skipped=left), Record(kind="signal", fields=fields))
    if state.moment.ended or given.scene not in ("", now.id):
        return altered(state, branch_later=state.branch_later + _mark(given, state.steps)), onwards
    notes: tuple[str, ...] = ()
    for _ in range(MOST_BEATS_SKIPPED):
        if state.choice is not None:
            default = Input(kind=InputKind.PICK, option=state.choice.default, by="default")
            state, _outcome = _pick(state, default)
        if state.moment.ended:
            break
        moment, _beat = next_beat(state.setting(), state.moment)
        state = open_if_choosing(altered(state, moment=moment))
        notes = state.moment.notes
    state = altered(
        state,
        moment=altered(state.moment, notes=(), queue=(), ended=True),
        pace=noted_pace(state.pace, notes, to_seconds(state.clock)),
        branch_later=state.branch_later + _mark(given, state.steps),
    )
    return end_scene(state), onwards


def _dial(state: ShowState, given: Input) -> tuple[ShowState, Outcome]:
    """The show as surprising as asked from the next scene on; raises InputError beyond 0–1."""
    if not 0.0 <= given.share <= 1.0:
        raise InputError(f"wildness {given.share:g} is out of range; use 0 (as liked) to 1 (surprising)")
    state = altered(state, wildness=given.share, branch_later=state.branch_later + _mark(given, state.steps))
    words = "Anything may happen now." if given.share > 0.6 else "By the book." if given.share < 0.1 else "As you like."
    record = Record(kind="signal", fields={"signal": "wildness", "share": round(given.share, 3)})
    return logged(state, record), Outcome(kind="noted", understood=words)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Meant:
    """The scene that a signal is about."""

    scene: str
    storylet: Storylet
    features: Mapping[str, float]
    seconds: float
    """Its length."""
    share: float
    """How much of it had been shown, 0–1."""


def _meant(state: ShowState, given: Input) -> _Meant | None:
    """The scene that was on when the signal was given; None when it is not remembered any more."""
    grounds = state.stack.repertoire.grounds
    now = state.scene
    if now is not None and given.scene in ("", now.id):
        share = given.share if given.scene else state.played_seconds / max(1.0, now.seconds)
        seconds = state.played_seconds if given.scene and state.moment.ended else max(1.0, now.seconds)
        ground = grounds[state.ground]
        ended = state.moment.ended and bool(state.played)
        full = state.played[-1].full if ended else fullness(scene_features(ground), state.satiation)
        return _about(ground, full, now.id, seconds, share)
    number = int(given.scene[1:]) if given.scene[1:].isdecimal() else 0
    for played in reversed(state.played):
        if played.number == number:
            return _about(grounds[played.ground], played.full, given.scene, played.seconds, given.share)
    return None


def _about(ground: Ground, full: float, scene: str, seconds: float, share: float) -> _Meant:
    features = seen_features(ground, full)
    return _Meant(scene=scene, storylet=ground.storylet, features=features, seconds=seconds, share=_bounded(share))


def _bounded(share: float) -> float:
    return min(1.0, max(0.0, share))


def _mark(given: Input, steps: int) -> str:
    """What tells apart the parts after this input: a letter and a short hash of what was done when."""
    said = f"{given.share:g}" if given.kind is InputKind.WILDNESS else given.text
    text = f"{given.kind.value}/{said}/{steps}"
    return f"{given.kind.value[0]}{hashlib.sha256(text.encode()).hexdigest()[:3]}"


__all__ = ["ANSWER_AFTER_PICK", "Reading", "take_input"]
