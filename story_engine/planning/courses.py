"""Every course that a ground storylet can take from a world: its options, chances and line groups tried out.

It does not know beats, words or viewers; `perform` is what shows perform with, and the oracle of this (see the tests).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from story_engine.expr import Expr, Value, number
from story_engine.ground import Ground
from story_engine.seed.model import Seed
from story_engine.seed.script import (
    Alternatives,
    Assign,
    Block,
    Branching,
    Change,
    Choosing,
    Cue,
    Deed,
    OnceOnly,
    Statement,
    Template,
)
from story_engine.seed.steps import every_statement
from story_engine.world import Atom, World, WorldScope, compiled, effect_updates

MOST_COURSES = 24
"""Courses of one scene that are tried, because options and chances multiply."""
MOST_STATEMENTS = 600
"""Statements of one course, because jumps may run in a circle."""
TAKING, PUTTING = ("take", "pick_up"), ("drop", "put_down", "throw")
"""Deeds that move a thing by themselves, as in `perform`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """One way through a scene."""

    world: World
    options: tuple[tuple[str, str], ...] = ()
    """Id and words of each option taken, in order."""
    chances: tuple[tuple[str, bool], ...] = ()
    """Name and outcome of each chance."""
    once: frozenset[str] = frozenset()
    """Keys of the once-blocks that have been played so far, in this scene and before."""


def courses(seed: Seed, ground: Ground, world: World, once: frozenset[str] = frozenset()) -> Iterator[Course]:
    """The courses of a scene that begins in `world`, the first arms and options first."""
    taken: list[int] = []
    for _ in range(MOST_COURSES):
        run = _Run(seed, ground, world, once, tuple(taken))
        yield run.played()
        # The next course: the last fork that has another way takes it, later ones start over.
        ways = run.ways
        taken = [way for way, _ in ways]
        while taken and taken[-1] + 1 >= ways[len(taken) - 1][1]:
            taken.pop()
        if not taken:
            return
        taken[-1] += 1


class _Run:
    """One course under way: the only thing here that changes."""

    def __init__(
        self, seed: Seed, ground: Ground, world: World, once: frozenset[str], decided: tuple[int, ...]
    ) -> None:
        self.seed, self.ground, self.world, self.once = seed, ground, world, once
        self.decided = decided
        self.ways: list[tuple[int, int]] = []
        """Way taken and number of ways at each fork."""
        self.options: list[tuple[str, str]] = []
        self.chances: list[tuple[str, bool]] = []
        self.left = MOST_STATEMENTS

    def played(self) -> Course:
        """Play to the end."""
        ground, storylet = self.ground, self.ground.storylet
        visits = ("visits", storylet.id)
        updates: dict[Atom, Value] = {("at", person): ground.place for person in ground.cast}
        updates[visits] = number(self.world.get(visits)) + 1.0
        updates["last", storylet.id] = number(self.world.get(("scene",)))
        if storylet.brings_weather:
            updates["weather",] = storylet.brings_weather
        self._write(updates)
        self._block(storylet.body)
        if storylet.thread and storylet.thread_step in ("opens", "closes"):
            self._write({("thread", storylet.thread): "open" if storylet.thread_step == "opens" else "closed"})
        return Course(
            world=self.world, options=tuple(self.options), chances=tuple(self.chances), once=frozenset(self.once)
        )

    def _fork(self, count: int) -> int:
        way = self.decided[len(self.ways)] if len(self.ways) < len(self.decided) else 0
        self.ways.append((way, count))
        return way

    def _write(self, updates: Mapping[Atom, Value]) -> None:
        self.world = self.world.write(updates, "")

    def _scope(self) -> WorldScope:
        return WorldScope(self.seed, self.world, self.ground.binding, chance=self._chance)

    def _chance(self, key: str, probability: float) -> bool:
        if not 0.0 < probability < 1.0:
            return probability >= 1.0
        # The likelier outcome is tried first.
        way = self._fork(2)
        happens = (probability >= 0.5) == (way == 0)
        self.chances.append((key, happens))
        return happens

    def _holds(self, condition: Expr | None) -> bool:
        return condition is None or bool(compiled(condition)(self._scope()))

    def _block(self, block: Block) -> bool:
        """Play a block; False when the scene stopped in it."""
        for statement in block:
            self.left -= 1
            if self.left < 0 or not self._statement(statement):
                return False
        return True

    def _statement(self, statement: Statement) -> bool:
        match statement:
            case Change():
                for effect in statement.effects:
                    updates = effect_updates(self._scope(), effect)
                    if updates is not None:
                        self._write(updates)
            case Assign():
                self._write({("var", statement.name): compiled(statement.value)(self._scope())})
            case Deed():
                self._deed(statement)
            case Branching():
                for arm in statement.arms:
                    if self._holds(arm.condition):
                        return self._block(arm.body)
            case OnceOnly():
                if statement.key in self.once:
                    return self._block(statement.otherwise)
                self.once = self.once | {statement.key}
                return self._block(statement.body)
            case Alternatives():
                live = [arm for arm in statement.arms if self._holds(arm.condition)]
                if live and any(_matters(arm.body) for arm in live):
                    return self._block(live[self._fork(len(live))].body)
            case Choosing():
                answers = [answer for answer in statement.answers if self._holds(answer.condition)]
                if len(answers) == 1:
                    return self._block(answers[0].body)
                if answers:
                    answer = answers[self._fork(len(answers))]
                    self.options.append((answer.id, _words(answer.text)))
                    self._write({("chose", answer.id): True})
                    return self._block(answer.body)
            case Cue():
                return self._cue(statement)
        return True

    def _cue(self, cue: Cue) -> bool:
        text = self.ground.binding.get(cue.text[1:], cue.text) if cue.text.startswith("$") else cue.text
        match cue.kind:
            case "weather":
                self._write({("weather",): text})
            case "open" | "close":
                self._write({("thread", text): "open" if cue.kind == "open" else "closed"})
            case "stop":
                return False
            case "jump" | "detour":
                visits = ("visits", text)
                self._write({visits: number(self.world.get(visits)) + 1.0})
                done = self._block(self.seed.storylets[text].body)
                return done if cue.kind == "detour" else False
        return True

    def _deed(self, deed: Deed) -> None:
        """What a deed with a thing changes by itself."""
        actor, target, thing = (
            self.ground.binding.get(word[1:], word) if word.startswith("$") else word
            for word in (deed.actor, deed.target, deed.thing)
        )
        things = self.seed.things
        if not deed.ok or not self._present(actor):
            return
        if any(word in things and not self._in_reach(word) for word in (target, thing)):
            return
        if target in things and not thing:
            thing, target = target, ""
        if not thing:
            return
        holder = self.world.text("holder", thing)
        if deed.verb in TAKING and holder != actor:
            self._write({("holder", thing): actor, ("lies", thing): ""})
        elif deed.verb in PUTTING and holder == actor:
            self._write({("holder", thing): "", ("lies", thing): self.ground.place})
        elif deed.verb == "give" and holder == actor and target in self.seed.cast and self._present(target):
            self._write({("holder", thing): target})

    def _present(self, person: str) -> bool:
        return self.world.text("at", person) == self.ground.place and bool(self.world.get(("fact", "alive", person)))

    def _in_reach(self, thing: str) -> bool:
        holder = self.world.text("holder", thing)
        return self._present(holder) if holder else self.world.text("lies", thing) == self.ground.place


def _matters(block: Block) -> bool:
    """Whether a block does anything besides talking."""
    return any(isinstance(s, Change | Deed | Assign | Choosing | Cue) for s in every_statement(block))


def _words(text: Template) -> str:
    return "".join(part if isinstance(part, str) else "…" for part in text)
