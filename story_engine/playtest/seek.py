"""Plays that seek: what would have to become true for a scene to be played, and a policy that works towards it.

It does not prove anything: a scene that is not found may still be reachable.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from story_engine.expr import Literal, Name, Variable
from story_engine.playtest.content import Content
from story_engine.playtest.play import Playground
from story_engine.playtest.policies import Curious, Uses
from story_engine.seed.script import Answer, Block, Change, Choosing, Cue
from story_engine.seed.steps import every_statement
from story_engine.world import Atom

DEPTH = 6
"""Scenes of preparation that are looked back over."""
FADE = 0.6
"""Relevance of a scene one step further from the goal."""


class Map:
    """Which atoms each ground storylet may write anywhere in its body."""

    def __init__(self, ground: Playground) -> None:
        self.ground = ground
        grounds = ground.repertoire.grounds
        self.writes: list[frozenset[Atom]] = []
        self.writers: dict[Atom, list[int]] = {}
        by_body: dict[int, tuple[tuple[str, ...], ...]] = {}
        for index, one in enumerate(grounds):
            body = by_body.get(id(one.storylet))
            if body is None:
                body = by_body[id(one.storylet)] = _written(one.storylet.body)
            atoms = {tuple(one.binding.get(word[1:], word) if word[:1] == "$" else word for word in a) for a in body}
            atoms |= {("visits", one.storylet.id), ("last", one.storylet.id), *(("at", p) for p in one.cast)}
            if one.storylet.thread:
                atoms.add(("thread", one.storylet.thread))
            atoms |= set(one.updates)
            self.writes.append(frozenset(atoms))
            for atom in atoms:
                self.writers.setdefault(atom, []).append(index)

    def relevance(self, storylet: str, start_truth: NDArray[np.bool_]) -> tuple[NDArray[np.float64], frozenset[Atom]]:
        """(G,) how much each ground storylet helps to reach one, and the atoms that matter."""
        repertoire = self.ground.repertoire
        worth = np.zeros(len(repertoire.grounds))
        edge = [i for i, one in enumerate(repertoire.grounds) if one.storylet.id == storylet]
        worth[edge] = 1.0
        atoms: set[Atom] = set()
        share = 1.0
        for _ in range(DEPTH):
            share *= FADE
            wanted: set[Atom] = set()
            for index in edge:
                for watch in repertoire.grounds[index].watches:
                    if not start_truth[watch]:
                        wanted |= repertoire.reads[watch] or set()
            wanted -= atoms
            atoms |= wanted
            found = {index for atom in wanted for index in self.writers.get(atom, ()) if worth[index] < share}
            worth[list(found)] = share
            edge = sorted(found)
            if not edge:
                break
        return worth, frozenset(atoms)


def _written(block: Block) -> tuple[tuple[str, ...], ...]:
    """Every atom that a body may write, roles as `$name`."""
    found: set[tuple[str, ...]] = set()
    for statement in every_statement(block):
        if isinstance(statement, Cue) and statement.kind in ("open", "close"):
            found.add(("thread", statement.text))
        elif isinstance(statement, Choosing):
            found |= {("chose", answer.id) for answer in statement.answers}
        elif isinstance(statement, Change):
            for effect in statement.effects:
                words = tuple(
                    f"${a.name}"
                    if isinstance(a, Variable)
                    else a.id
                    if isinstance(a, Name)
                    else str(a.value)
                    if isinstance(a, Literal)
                    else "?"
                    for a in effect.arguments
                )
                found |= set(_atoms(effect.kind, effect.name, words))
    return tuple(sorted(found))


def _atoms(kind: str, name: str, words: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    match kind:
        case "give" | "take" | "drop" | "put" | "lose" | "move":
            return tuple((field, word) for word in words for field in ("holder", "lies", "at"))
        case "state" | "unstate":
            return (("state", *words[:2]),)
        case "climb" | "stage":
            return (("stage", words[0]),)
        case "learn" | "tell":
            return tuple(("fact", "knows", word, words[-1]) for word in words[:-1])
        case "quality":
            return (("q", name, *words),)
        case _:
            return (("fact", name, *words),)


class Seeking(Curious):
    """Prefers the scenes and options that bring the goal nearer; everything else is tried least first."""

    def __init__(
        self, ground: Playground, content: Content, uses: Uses, rng_seed: int, play: int, way: Map, goal: str
    ) -> None:
        super().__init__(ground.board, content, uses, rng_seed, play)
        self._worth, self._atoms = way.relevance(goal, ground.board.start_truth)
        self._played: dict[int, int] = {}
        self._liked: dict[int, float] = {}

    def scene(self, rows: NDArray[np.intp], scene: int) -> int:
        """The most relevant scene that was not played too often in this play."""
        played = np.array([self._played.get(int(self.board.storylet[row]), 0) for row in rows], dtype=np.float64)
        score = self._worth[rows] * 2.0 - 0.5 * played + self.noise(len(rows)) * 0.6
        chosen = int(rows[int(score.argmax())])
        number = int(self.board.storylet[chosen])
        self._played[number] = self._played.get(number, 0) + 1
        self.used(chosen)
        return chosen

    def option(self, choosing: Choosing, live: tuple[Answer, ...]) -> int:
        """The option whose body writes what matters, mostly."""
        if self.unit() < 0.25:
            return super().option(choosing, live)
        scores = [self._like(answer) + 0.3 * self.unit() for answer in live]
        return scores.index(max(scores))

    def _like(self, answer: Answer) -> float:
        key = id(answer)
        if key not in self._liked:
            written = {("chose", answer.id), *_written(answer.body)}
            names = {atom[:2] for atom in self._atoms}
            self._liked[key] = float(sum(atom in self._atoms or atom[:2] in names for atom in written))
        return self._liked[key]

    def chance(self, key: str, probability: float) -> bool:
        """Even odds, so that rare outcomes are met."""
        return self.unit() < 0.5


__all__ = ["Map", "Seeking"]
