"""One quick play: scene after scene, each chosen by a policy among those that the world allows.

It does not know what is measured; whoever watches is told of every scene.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from story_engine.expr import Call, Expr, Literal, Name, Value, number, walk
from story_engine.ground import Ground, Repertoire, build_repertoire
from story_engine.playtest.content import Content, content_of
from story_engine.playtest.fits import Board, Fits, board_of
from story_engine.playtest.program import Compiler
from story_engine.playtest.shown import Recorder
from story_engine.playtest.stage import Stage, Tongue, new_stage, start_values
from story_engine.seed.model import Seed, Storylet
from story_engine.seed.script import Alternatives, Answer, Arm, Branching, Choosing, Say
from story_engine.seed.steps import every_statement
from story_engine.world import Atom, first_world

WEATHER_DRIFT = 0.1
"""Chance a scene that the weather changes by itself, as in a show."""
_NEIGHBOURS = {
    "clear": ("cloud", "wind"), "cloud": ("clear", "rain", "wind", "fog"), "wind": ("cloud", "clear"),
    "rain": ("cloud", "cloud", "storm"), "storm": ("rain", "rain"), "snow": ("cloud", "snow"),
    "fog": ("cloud", "clear"),
}  # fmt: skip


class Policy(Tongue, Protocol):
    """Who chooses scenes, options, chances and arms."""

    def scene(self, rows: NDArray[np.intp], scene: int) -> int:
        """The ground storylet that is played among those that may be."""

    def unit(self) -> float:
        """A number in [0, 1)."""

    def wish(self, keys: tuple[str, ...]) -> str:
        """What is wished before the next scene, of the wishes that scenes ask for; "" = nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Playground:
    """What all plays of a seed share."""

    seed: Seed
    repertoire: Repertoire
    board: Board
    content: Content
    start: Mapping[Atom, Value]
    wishes: tuple[str, ...]
    """The wishes that conditions of the seed ask for, as `wished("…")` names them."""


@dataclass(frozen=True, slots=True)
class Played:
    """A scene that was played."""

    number: int
    ground: int
    storylet: int
    """Its number on the board."""
    seconds: float
    options: tuple[str, ...]
    resting: bool
    """Played before its rest was over, because nothing else was left."""


def playground(seed: Seed) -> Playground:
    """Everything that plays of a seed share."""
    repertoire = build_repertoire(seed)
    return Playground(
        seed=seed,
        repertoire=repertoire,
        board=board_of(repertoire, first_world(seed)),
        content=content_of(seed),
        start=start_values(seed),
        wishes=_wishes_asked(seed),
    )


def _wishes_asked(seed: Seed) -> tuple[str, ...]:
    trees = [tree for storylet in seed.storylets.values() for tree in conditions_of(storylet)]
    found = {
        str(node.arguments[0].value)
        for tree in trees
        for node in walk(tree)
        if isinstance(node, Call) and node.name == "wished" and isinstance(node.arguments[0], Literal)
    }
    asked = any(isinstance(n, Name | Call) and _called(n) == "wished_any" for tree in trees for n in walk(tree))
    return tuple(sorted(found)) or (("anything",) if asked else ())


def _called(node: Name | Call) -> str:
    return node.id if isinstance(node, Name) else node.name


def conditions_of(storylet: Storylet) -> Iterator[Expr]:
    """Every condition of a storylet: its own and those inside."""
    if storylet.when is not None:
        yield storylet.when
    for statement in every_statement(storylet.body):
        ways: tuple[Arm | Answer | Say, ...] = ()
        if isinstance(statement, Branching | Alternatives):
            ways = statement.arms
        elif isinstance(statement, Choosing):
            ways = statement.answers
        elif isinstance(statement, Say):
            ways = (statement,)
        yield from (way.condition for way in ways if way.condition is not None)


class Play:
    """A play under way."""

    def __init__(
        self,
        ground: Playground,
        compiler: Compiler,
        policy: Policy,
        hits: list[int],
        *,
        rating: int = 99,
        recorder: Recorder | None = None,
        linked: bool = False,
        ever: bytearray | None = None,
    ) -> None:
        self._shared = ground
        self._compiler = compiler
        self._policy = policy
        self._rated = None if rating >= int(ground.board.rating.max(initial=0)) else ground.board.rating <= rating
        self.stage: Stage = new_stage(ground.seed, ground.start, policy, hits)
        self.stage.witness = recorder
        self.recorder = recorder
        if linked:
            self.stage.makers = {}
        self.fits = Fits(ground.board, ever)
        self._drifts = frozenset(quality.name for quality in ground.seed.qualities.values() if quality.drift)
        self._drifting: set[Atom] = {atom for atom in ground.start if atom[0] == "q" and atom[1] in self._drifts}
        self.number = 0
        self.seconds = 0.0
        self.rest_until = np.full(len(ground.repertoire.grounds), -1, dtype=np.int32)
        self.dead_ends = 0

    def next(self) -> Played:
        """Play one scene."""
        index, resting = self._choose()
        return self.play(index, resting)

    def _choose(self) -> tuple[int, bool]:
        stage, shared = self.stage, self._shared
        self.number += 1
        values, write = stage.values, stage.write
        stage.storylet = ""
        hour = shared.seed.start_hour
        if self.number > 1:
            hour = round((number(values["hour",]) + shared.seed.minutes_per_scene / 60.0) % 24.0, 4)
            if self._policy.unit() < WEATHER_DRIFT:
                near = _NEIGHBOURS.get(str(values["weather",]), ("clear", "cloud"))
                write(("weather",), near[int(self._policy.unit() * len(near))])
        if shared.wishes and (wish := self._policy.wish(shared.wishes)):
            write(("wished", wish), True)
            write(("wished_any",), True)
            if self.recorder is not None:
                self.recorder.wish(wish)
        write(("hour",), hour)
        write(("clock",), round(self.seconds, 3))
        write(("scene",), float(self.number))
        self.refresh()
        rows = np.flatnonzero(self.fits.unsatisfied == 0)
        if self._rated is not None:
            rows = rows[self._rated[rows]]
        awake = rows[self.rest_until[rows] < self.number]
        if len(awake):
            return self._policy.scene(awake, self.number), False
        self.dead_ends += not len(rows)
        if not len(rows):
            rows = np.flatnonzero(shared.board.automatic)
        return self._policy.scene(rows, self.number), True

    def fork(self, policy: Policy) -> Play:
        """The same play from here on, chosen by another policy; without witness or links."""
        other = Play(self._shared, self._compiler, policy, self.stage.hits, ever=self.fits.ever)
        other._rated = self._rated
        other.stage.values.update(self.stage.values)
        other.stage.changed |= self.stage.changed
        other.stage.heard |= self.stage.heard
        other.stage.last_heard.update(self.stage.last_heard)
        other.stage.clock = self.stage.clock
        other._drifting = set(self._drifting)
        other.fits = self.fits.copy()
        other.number, other.seconds = self.number, self.seconds
        other.rest_until = self.rest_until.copy()
        return other

    def choose(self) -> tuple[int, bool]:
        """The ground storylet that comes next and whether it should rest; `play` plays it."""
        return self._choose()

    def refresh(self) -> None:
        """Bring the fits up to date with what changed."""
        changed = self.stage.changed
        if changed:
            self.fits.update(self.stage.values, changed, self.number)
            changed.clear()

    def play(self, index: int, resting: bool = False) -> Played:
        """Play a ground storylet now."""
        shared, stage = self._shared, self.stage
        ground = shared.repertoire.grounds[index]
        storylet, write = ground.storylet, stage.write
        number_of = int(shared.board.storylet[index])
        stage.storylet = storylet.id
        weather = str(stage.values["weather",])
        self._begin(ground)
        if self.recorder is not None:
            self.recorder.begin(stage, ground, self.number, weather)
        rows = shared.board.rows_of_storylet[number_of]
        self.rest_until[rows] = self.number + storylet.cooldown
        scene = self._compiler.scene(storylet, ground.binding, ground.cast)
        scene(stage)
        if self.recorder is not None:
            self.recorder.end()
        if storylet.thread and storylet.thread_step in ("opens", "closes"):
            write(("thread", storylet.thread), "open" if storylet.thread_step == "opens" else "closed")
        self._drift()
        self.seconds += ground.seconds
        return Played(self.number, index, number_of, ground.seconds, tuple(stage.taken), resting)

    def _begin(self, ground: Ground) -> None:
        """What the beginning of a scene changes, as in a show."""
        stage, storylet = self.stage, ground.storylet
        write = stage.write
        visits = ("visits", storylet.id)
        for person in ground.cast:
            write(("at", person), ground.place)
        write(visits, number(stage.values.get(visits, 0.0)) + 1.0)
        write(("last", storylet.id), float(self.number))
        if storylet.brings_weather:
            write(("weather",), storylet.brings_weather)
        stage.place, stage.company = ground.place, (*ground.cast, *ground.maybe)
        stage.away.clear()
        stage.operations = 0
        stage.taken.clear()
        stage.away.update(self._compiler.late(storylet, ground.binding))

    def _drift(self) -> None:
        if not self._drifts:
            return
        values, seed = self.stage.values, self._shared.seed
        self._drifting.update(a for a in self.stage.changed if a[0] == "q" and a[1] in self._drifts)
        for atom in list(self._drifting):
            quality, now = seed.qualities[atom[1]], number(values[atom])
            if now == quality.start:
                self._drifting.discard(atom)
                continue
            step = min(quality.drift, abs(now - quality.start))
            self.stage.write(atom, now - step if now > quality.start else now + step)


__all__ = ["Play", "Played", "Playground", "Policy", "playground"]
