"""Retells a whole show from its steps and compares every part with what is true.

It does not know how the show was made; it imports nothing of the planner, the world or the performing.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from story_engine.checker.facts import drift, first_facts
from story_engine.checker.findings import Findings, Notebook
from story_engine.checker.opening import Opening, check_opening
from story_engine.checker.pictures import check_after, check_picture
from story_engine.checker.retelling import Telling, late
from story_engine.checker.script import Script
from story_engine.checker.tape import Given, Step, steps_of
from story_engine.checker.texts import Patterns, is_filled
from story_engine.checker.truth import Asking, Truth
from story_engine.journal import Journal
from story_engine.plan import Beat, BeatKind, Part, PartKind
from story_engine.seed.model import Seed
from story_engine.seed.steps import every_statement
from story_engine.time import to_seconds

LOOKAHEAD = 16
"""Steps read in advance, so that a long line that is cut into several parts is known as one."""


def check_show(seed: Seed, journal: Journal, parts: Iterable[Part], tip: int = -1) -> Findings:
    """Everything untrue in a show, given its journal and the parts that were shown."""
    return check_steps(seed, steps_of(journal, parts, tip), viewer_rating=journal.header.viewer_rating)


class Reading:
    """What is worked out of a seed's scenes once, however many shows of it are checked."""

    def __init__(self, seed: Seed) -> None:
        self.seed = seed
        self.truth = Truth(seed)
        self.patterns = Patterns()
        self.late: dict[tuple[str, tuple[tuple[str, str], ...]], frozenset[str]] = {}


def check_steps(
    seed: Seed, steps: Iterable[Step], *, viewer_rating: int = 99, reading: Reading | None = None
) -> Findings:
    """Everything untrue in a show, given step by step; who checks many shows of this seed hands in its `reading`."""
    checker = _Checker(reading or Reading(seed), viewer_rating)
    ahead: deque[Step] = deque()
    for step in steps:
        ahead.append(step)
        if len(ahead) > LOOKAHEAD:
            checker.step(ahead)
    while ahead:
        checker.step(ahead)
    return checker.notebook.findings()


class _Checker:
    """A show that is being retold."""

    def __init__(self, reading: Reading, viewer_rating: int) -> None:
        self._seed = seed = reading.seed
        self._rating = viewer_rating
        self._truth, self._patterns, self._late = reading.truth, reading.patterns, reading.late
        self._facts = first_facts(seed, lambda facts, tree: self._truth.ask(tree, Asking(facts, {})))
        self._telling: Telling | None = None
        self._script = Script(())
        self._wishes: list[tuple[str, ...]] = []
        self._hour_wished = False
        self.notebook = Notebook()

    def step(self, ahead: deque[Step]) -> None:
        """Retell the first of the steps ahead."""
        step = ahead.popleft()
        for given in step.given:
            self._take_in(given)
        script = Script(step.made, before=self._script.alone())
        self._script = script
        if self._telling is not None:
            self._telling.script = script
        self._go_to(step, script)
        telling = self._telling
        if telling is None:
            return
        part = step.part
        if part.kind is PartKind.HOLD:
            self._hold(part, telling)
        elif part.kind is PartKind.REACTION:
            self._reaction(part, telling)
        else:
            self._story(part, telling, ahead)
        self._facts.seconds = round(self._facts.seconds + to_seconds(part.estimated), 9)
        if part.ends_scene:
            self._end(telling, seen=True)

    # --- what the viewer did -----------------------------------------------------------------------

    def _take_in(self, given: Given) -> None:
        telling, facts = self._telling, self._facts
        match given.kind:
            case "pick" if telling is not None:
                telling.script = Script(given.made, before=self._script)
                if telling.choosing is None:
                    telling.drain(seen=True)
                telling.pick(given.option)
            case "wish" | "more":
                self._wishes.append(given.intents)
                facts.any_wish = True
                facts.wished.update(given.intents)
                self._hour_wished |= any(intent.startswith("hour:") for intent in given.intents)
            case "undo_wish" if self._wishes:
                self._wishes.pop()
                facts.wished = {intent for wish in self._wishes for intent in wish}
                facts.any_wish = bool(self._wishes)
            case "skip" if telling is not None and not telling.ended and given.scene in ("", telling.id):
                self._skip(telling, given)

    def _skip(self, telling: Telling, given: Given) -> None:
        telling.script = Script(given.made, before=self._script)
        while not telling.ended:
            if telling.choosing is not None:
                telling.pick(telling.default)
            telling.drain(seen=False)
        self._end(telling, seen=False)

    # --- scenes ------------------------------------------------------------------------------------

    def _go_to(self, step: Step, script: Script) -> None:
        """Begin the scenes that this step decided, up to the one that its part belongs to."""
        for kind, key, value in step.made:
            if kind != "scene":
                continue
            if self._telling is not None and not self._telling.ended:
                self._end(self._telling, seen=True)
            self._begin(key, value, script)
            assert self._telling is not None
            if self._telling.id == step.part.scene.id:
                break
        telling = self._telling
        if telling is None or telling.id != step.part.scene.id:
            now = telling.id if telling is not None else "nothing"
            self.notebook.note(
                "order", step.part.scene.id, step.part.scene.storylet, f"shown while {now} was played; never decided"
            )
            self._telling = None

    def _begin(self, key: str, decided: Any, script: Script) -> None:
        facts = self._facts
        storylet = self._seed.storylets.get(str(decided["storylet"]))
        scene = f"s{key}"
        self.notebook.scenes += 1
        if storylet is None:
            self.notebook.note("binding", scene, str(decided["storylet"]), "the seed has no such scene")
            return
        opening = Opening(
            number=int(key),
            storylet=storylet,
            binding={str(role): str(who) for role, who in decided["binding"].items()},
            place=str(decided["place"]),
            hour=float(decided["hour"]),
            weather=str(decided["weather"]),
            hour_wished=self._hour_wished,
        )
        self._hour_wished = False

        def note(kind: str, message: str) -> None:
            self.notebook.note(kind, scene, storylet.id, message)

        check_opening(facts, self._truth, opening, self._rating, note)
        company = self._come(opening, scene)
        cache = (storylet.id, tuple(sorted(opening.binding.items())))
        if cache not in self._late:
            self._late[cache] = frozenset(late(storylet, opening.binding, every_statement(storylet.body)))
        self._telling = Telling(
            facts=facts,
            truth=self._truth,
            patterns=self._patterns,
            note=note,
            id=scene,
            storylet=storylet,
            binding=opening.binding,
            place=opening.place,
            company=company,
            frames=[(storylet.body, 0)] if storylet.body else [],
            script=script,
            away=set(self._late[cache]),
        )

    def _come(self, opening: Opening, scene: str) -> tuple[str, ...]:
        """Make true what the beginning of a scene changes; the scene's company."""
        facts, storylet = self._facts, opening.storylet
        facts.scene, facts.hour, facts.weather = float(opening.number), opening.hour, opening.weather
        facts.visits[storylet.id] = facts.visits.get(storylet.id, 0.0) + 1.0
        facts.last[storylet.id] = float(opening.number)
        if storylet.brings_weather:
            facts.weather = storylet.brings_weather
        cast = opening.cast()
        facts.where.update(dict.fromkeys(cast, opening.place))
        maybe = (opening.bound(word) for word in storylet.maybe)
        return tuple(dict.fromkeys((*cast, *maybe)))

    def _end(self, telling: Telling, *, seen: bool) -> None:
        """End a scene: what nobody saw of it, then the thread step of its header."""
        if not telling.ended:
            telling.drain(seen=seen)
        if telling.choosing is not None:
            telling.note("choice", "the scene ended while a choice was open")
        telling.ended, telling.choosing, telling.frames = True, None, []
        storylet = telling.storylet
        if storylet.thread and storylet.thread_step in ("opens", "closes"):
            self._facts.threads[storylet.thread] = "open" if storylet.thread_step == "opens" else "closed"
        drift(self._facts)

    # --- parts -------------------------------------------------------------------------------------

    def _story(self, part: Part, telling: Telling, ahead: Sequence[Step]) -> None:
        if telling.choosing is not None:
            telling.note("choice", "the story went on while a choice was open")
            telling.pick(telling.default)
        present = check_picture(part, telling)
        beats = list(part.beats)
        coming = tuple(_later_beats(part, ahead))
        for index, beat in enumerate(beats):
            telling.follow(beat, (*beats[index + 1 :], *coming))
        check_after(part, telling, present)

    def _hold(self, part: Part, telling: Telling) -> None:
        if telling.choosing is None:
            telling.drain(seen=True)
        check_picture(part, telling)
        options = part.choice.options if part.choice is not None else ()
        if telling.choosing is None:
            telling.note("choice", "a choice is shown where the scene has none")
        elif len(options) != len(telling.live):
            telling.note("choice", f"{len(options)} options are shown, {len(telling.live)} can be taken")
        _check_doers(part.beats, telling)

    def _reaction(self, part: Part, telling: Telling) -> None:
        check_picture(part, telling)
        _check_doers(part.beats, telling)
        for beat in part.beats:
            if beat.line is not None:
                self._reply(beat.line.speaker, beat.line.text, telling)
        for beat in part.beats:  # what a reply is about is how it was before the wish came true
            if beat.kind is BeatKind.WEATHER:
                self._facts.weather = beat.text

    def _reply(self, speaker: str, text: str, telling: Telling) -> None:
        """A reply to a wish may only be said where what stands behind it is so."""
        replies = (reply for replies in self._seed.reactions.values() for reply in replies)
        told = [r for r in replies if r.who == speaker and is_filled(r.say, text)]
        if told and not any(telling.holds(reply.condition) for reply in told):
            telling.note("condition", f"“{text[:50]}” answers a wish although what stands behind it is not so")


def _check_doers(beats: Iterable[Beat], telling: Telling) -> None:
    """Who idles or answers must be there."""
    for beat in beats:
        doer = beat.line.speaker if beat.line is not None else beat.act.actor if beat.act is not None else ""
        if doer and not telling.is_here(doer):
            kind = "presence" if telling.facts.alive(doer) else "alive"
            telling.note(kind, f"{doer} is seen or heard but is not there")


def _later_beats(part: Part, ahead: Iterable[Step]) -> Iterator[Beat]:
    """The beats of the scene's next parts, up to a choice or another scene."""
    for step in ahead:
        if step.part.scene.id != part.scene.id or step.part.kind is PartKind.HOLD:
            return
        if step.part.kind is not PartKind.REACTION:
            yield from step.part.beats
