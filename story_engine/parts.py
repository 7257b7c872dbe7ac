"""Cuts scenes into parts: two to five seconds of beats, holds while a choice is open, the title at the start.

It does not know which scene comes next or what a viewer does.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np

from story_engine.altered import altered
from story_engine.causes import scenes_of
from story_engine.depicted import depicted, spots_for
from story_engine.errors import ReplayError
from story_engine.lengths import (
    HOLD_SECONDS,
    LEAST_PART_SECONDS,
    MOST_BEATS,
    MOST_PART_SECONDS,
    TITLE_SECONDS,
    beat_seconds,
    part_length,
)
from story_engine.moment import Moment, OpenChoice, Record, Setting, decide, holds, older_key, relying_on, render_text
from story_engine.perform import enter_block, next_beat, visible_people
from story_engine.picture import mood_at, picture
from story_engine.plan import Act, Beat, BeatKind, Choice, Option, Part, PartKind
from story_engine.scenes import begin_scene, end_scene, logged, noted_pace
from story_engine.seed.identity import short_digest
from story_engine.seed.model import Seed
from story_engine.seed.script import Answer, Choosing, Cue
from story_engine.seed.steps import every_statement
from story_engine.shown import shown_prompt, shown_text
from story_engine.state import ShowState
from story_engine.time import from_seconds, to_seconds

SHARPNESS = 2.2
"""Steepness of P(option) over liking: 0.5 more liking makes an option three times as likely. On 281 picks of simulated
viewers 1.5 does best over all (log loss 0.946; 2.2: 0.957; 2.8: 0.985), 2.8 on those by taste (0.798; 2.2: 0.803)."""
AUTHOR_DEFAULT_LIFT = 0.25
"""What the author's default adds to an option's liking, because people follow the marked card a little."""
MOST_EMPTY_SCENES = 30
"""Scenes without a single beat in a row before a pause is shown instead."""
_IDLE = ("look", "think", "listen", "look", "shrug", "listen", "nod", "look")
"""What people do while the viewer thinks; each returns to rest."""


def next_part(state: ShowState) -> tuple[ShowState, Part]:
    """The part that follows, and the state after it."""
    for _ in range(MOST_EMPTY_SCENES):
        if state.choice is not None:
            return _hold(state)
        if state.scene is None or state.moment.ended:
            state = begin_scene(state)
        state, part = _story_part(state)
        if part is not None:
            return state, part
    beat = Beat(kind=BeatKind.PAUSE, seconds=LEAST_PART_SECONDS)
    return given_out(state, state.setting(), state.moment, (beat,), PartKind.STORY, state.moment)


def _story_part(state: ShowState) -> tuple[ShowState, Part | None]:
    """The next part of the current scene; none when it has no beats left (the state has moved on)."""
    setting, start = state.setting(), state.moment
    moment = start
    beats: list[Beat] = []
    seconds = 0.0
    kind = PartKind.STORY
    if state.steps == 0:
        kind = PartKind.TITLE
        beats.append(Beat(kind=BeatKind.TITLE, text=state.seed.title, seconds=TITLE_SECONDS))
        seconds = TITLE_SECONDS
    while True:
        after, beat = next_beat(setting, moment)
        if beat is None:
            moment = after
            break
        length = beat_seconds(beat)
        if beats and not _fits(beats, seconds, beat, length, kind):
            # The beat waits for the next part; what was decided to see it is journaled, so that replay can look too.
            moment = altered(moment, made=after.made, script=after.script)
            break
        beats.append(beat)
        seconds += length
        moment = after
    if moment.choosing is not None:
        state, moment = _open_choice(state, setting, moment)
    if not beats:
        state = altered(state, moment=moment)
        return (end_scene(state) if moment.ended else state), None
    return given_out(state, setting, start, tuple(beats), kind, moment)


def _fits(beats: list[Beat], seconds: float, beat: Beat, length: float, kind: PartKind) -> bool:
    if kind is PartKind.TITLE:  # alone, so that the first picture is soon ready and the words have the next part
        return False
    if len(beats) >= MOST_BEATS:
        return seconds < LEAST_PART_SECONDS
    if seconds >= LEAST_PART_SECONDS + 0.8 and beat.kind is not BeatKind.ACT:
        return seconds + length <= MOST_PART_SECONDS - 0.5
    return seconds + length <= MOST_PART_SECONDS + (1.0 if seconds < LEAST_PART_SECONDS else 0.0)


def given_out(
    state: ShowState, setting: Setting, start: Moment, beats: tuple[Beat, ...], kind: PartKind, moment: Moment
) -> tuple[ShowState, Part]:
    """A part of the current scene and the state after it; `start` is the moment before its beats."""
    scene = altered(setting.scene, causes=scenes_of(moment.causes))
    setting = altered(setting, scene=scene)
    estimated = part_length(beats)
    played = state.played_seconds + to_seconds(estimated)
    part = Part(
        id=state.part_id(),
        scene=picture(setting, start, beats, state.played_seconds),
        kind=kind,
        index=state.part_index,
        beats=beats,
        estimated=estimated,
        mood=mood_at(scene, played),
        ends_scene=moment.ended,
        notes=moment.notes,
    )
    clock = state.clock + estimated
    lines = tuple(
        Record(kind="line", fields={"speaker": b.line.speaker, "text": b.line.text, "part": part.id})
        for b in beats
        if b.line is not None
    )
    state = altered(
        state,
        moment=altered(moment, notes=()),
        scene=scene,
        part_index=state.part_index + 1,
        played_seconds=played,
        shown=_told(state.shown, (_words(beat) for beat in beats)),
        clock=clock,
        pace=noted_pace(state.pace, moment.notes, to_seconds(clock)),
        last_part=part,
        reaction_wait=max(0, state.reaction_wait - 1),
    )
    state = logged(state, *lines)
    return (end_scene(state) if moment.ended else state), part


def _told(before: str, words: Iterable[str]) -> str:
    """The digest of what was shown of a scene, after more of it."""
    return short_digest("\0".join((before, *words)))


def _words(beat: Beat) -> str:
    """What a beat shows, by which it is found again: what is said and done, not how it looks."""
    line, act = beat.line, beat.act
    said = f"{line.speaker}: {line.text}" if line is not None else ""
    done = f"{act.actor} {act.verb} {act.target} {act.thing} {act.ok}" if act is not None else ""
    return f"{beat.kind.value}/{beat.text}/{said}/{done}"


def _hold(state: ShowState) -> tuple[ShowState, Part]:
    """The hold part of the open choice: people wait, the music goes on."""
    assert state.choice is not None, "a hold needs an open choice"
    setting, moment = state.setting(), state.moment
    part = Part(
        id=f"{state.part_id()}.h{state.hold_repeat}",
        scene=picture(setting, moment, (), state.played_seconds),
        kind=PartKind.HOLD,
        index=state.part_index,
        beats=_idle_beats(setting, moment, state.hold_repeat),
        estimated=from_seconds(HOLD_SECONDS),
        mood=mood_at(setting.scene, state.played_seconds),
        choice=offered(state.seed, state.choice),
        repeat=state.hold_repeat,
        notes=(f"choice:{state.choice.id}",),
    )
    state = altered(state, hold_repeat=state.hold_repeat + 1, clock=state.clock + part.estimated, last_part=part)
    return state, part


def _idle_beats(setting: Setting, moment: Moment, repeat: int) -> tuple[Beat, ...]:
    people = visible_people(setting, moment)
    if not people:
        return (Beat(kind=BeatKind.PAUSE, seconds=HOLD_SECONDS),)
    actor = people[repeat % len(people)]
    others = [person for person in people if person != actor]
    verb = _IDLE[repeat % len(_IDLE)]
    target = others[repeat % len(others)] if others and verb == "look" else ""
    return (Beat(kind=BeatKind.ACT, act=Act(actor=actor, verb=verb, target=target)),)


def offered(seed: Seed, choice: OpenChoice) -> Choice:
    """The open choice as the viewer sees it."""
    options = tuple(
        Option(
            number=index + 1,
            text=choice.shown[index],
            likely=choice.likely[index],
            tags=answer.tags,
            picture=choice.pictures[index],
        )
        for index, answer in enumerate(live_answers(choice))
    )
    return Choice(
        id=choice.id,
        options=options,
        default=choice.default,
        prompt=shown_prompt(seed, choice.statement.prompt),
        window_seconds=choice.statement.window_seconds,
        form=choice.statement.form,
        spots=choice.spots,
    )


def live_answers(choice: OpenChoice) -> tuple[Answer, ...]:
    """The options that can be taken, in order."""
    return tuple(choice.statement.answers[index] for index in choice.answers)


def _open_choice(state: ShowState, setting: Setting, moment: Moment) -> tuple[ShowState, Moment]:
    """The state with the choice open; fewer than two live options are no choice and go on by themselves."""
    statement = moment.choosing
    assert statement is not None, "no choice to open"
    moment = altered(moment, choosing=None)
    live: list[int] = []
    texts: list[str] = []
    shown: list[str] = []
    for index, answer in enumerate(statement.answers):
        moment, true = holds(setting, moment, answer.condition)
        if true:
            moment = relying_on(setting, moment, answer.condition, "option")
            before = len(moment.made)
            moment, text = render_text(setting, moment, answer.text)
            live.append(index)
            texts.append(text)
            shown.append(shown_text(setting, moment, answer.where, moment.made[before:]) or text)
    if len(live) < 2:
        body = statement.answers[live[0]].body if live else ()
        moment = enter_block(moment, body)
        return state, moment
    key = older_key(moment, "weigh", statement.id)
    moment, weighed = decide(moment, "weigh", key, lambda: weigh_options(state, statement, live))
    if len(weighed["likely"]) != len(live):
        raise ReplayError(f"the journal has {len(weighed['likely'])} answers where the seed has {len(live)}")
    choice = OpenChoice(
        id=state.choices + 1,
        statement=statement,
        answers=tuple(live),
        texts=tuple(texts),
        shown=tuple(shown),
        likely=tuple(float(p) for p in weighed["likely"]),
        default=int(weighed["default"]),
        pictures=tuple(depicted(setting, moment, statement.answers[index].picture) for index in live),
        spots=spots_for(setting, statement.form),
    )
    pace = replace(state.pace, choices=choice.id, choice_at=to_seconds(state.clock))
    told = _told(state.shown, texts)
    state = altered(state, choice=choice, choices=choice.id, hold_repeat=0, pace=pace, shown=told)
    record = Record(
        kind="choice",
        fields={"id": choice.id, "options": list(choice.texts), "default": choice.default, "scene": setting.scene.id},
    )
    return logged(state, record), moment


def open_if_choosing(state: ShowState) -> ShowState:
    """The state with its choice open, when the scene has just come to one."""
    if state.moment.choosing is None:
        return state
    state, moment = _open_choice(state, state.setting(), state.moment)
    return altered(state, moment=moment)


def weigh_options(state: ShowState, statement: Choosing, live: list[int]) -> dict[str, Any]:
    """P(option) from the viewer's taste, and the default: the author's, else the likeliest that never punishes."""
    answers = [statement.answers[index] for index in live]
    liking = np.array([state.taste.score(dict(answer.tags)) for answer in answers])
    authors = [number for number, index in enumerate(live) if index + 1 == statement.default]
    for number in authors:
        liking[number] += AUTHOR_DEFAULT_LIFT
    shares = np.exp(SHARPNESS * (liking - liking.max()))
    likely = [round(float(p), 4) for p in shares / shares.sum()]
    kind = [number for number, answer in enumerate(answers) if not _punishes(answer)] or list(range(len(answers)))
    best = max(kind, key=lambda number: (likely[number], -number))
    return {"likely": likely, "default": (authors[0] if authors else best) + 1}


def _punishes(answer: Answer) -> bool:
    return any(isinstance(s, Cue) and s.kind == "failed" for s in every_statement(answer.body))
