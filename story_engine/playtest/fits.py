"""Which ground storylets the stage allows, kept up to date in place as values change.

It does not know which one is played. Its oracle is `ground.first_fit`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from story_engine.expr import Binary, Call, Expr, Literal, Unary
from story_engine.ground import Repertoire, first_fit
from story_engine.watch import Watch
from story_engine.world import Atom, World

_SCENE: Atom = ("scene",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """What all plays of a seed share: the repertoire indexed for changes in place."""

    repertoire: Repertoire
    rows: tuple[NDArray[np.int32], ...]
    """Ground storylets of each watch."""
    closures: tuple[Watch, ...]
    by_atom: Mapping[Atom, tuple[int, ...]]
    """Watches to look at when an atom changes; those that only time changes are left out."""
    delays: Mapping[int, tuple[int, ...]]
    """Watch that counts scenes since a node was played → the scenes after which its truth changes."""
    start_truth: NDArray[np.bool_]
    start_unsatisfied: NDArray[np.int16]
    storylet: NDArray[np.int32]
    """(G,) number of the storylet of each ground storylet."""
    rows_of_storylet: tuple[NDArray[np.intp], ...]
    cooldown: NDArray[np.int32]
    rating: NDArray[np.int32]
    automatic: NDArray[np.bool_]
    weight: NDArray[np.float64]
    names: tuple[str, ...]
    """Ids of the storylets by number."""


def board_of(repertoire: Repertoire, start: World) -> Board:
    """The shared index; `start` is the seed's first world."""
    fit = first_fit(repertoire, start)
    delays = {number: found for number, tree in enumerate(repertoire.trees) if (found := _delays(tree)) is not None}
    by_atom = {
        atom: tuple(watch for watch in watches if atom != _SCENE or watch not in delays)
        for atom, watches in repertoire.by_atom.items()
    }
    names: dict[str, int] = {}
    storylet = np.array([names.setdefault(g.storylet.id, len(names)) for g in repertoire.grounds], dtype=np.int32)
    starts = repertoire.watch_start
    grounds = repertoire.grounds
    return Board(
        repertoire=repertoire,
        rows=tuple(repertoire.pair_ground[starts[w] : starts[w + 1]] for w in range(len(repertoire.closures))),
        closures=repertoire.closures,
        by_atom=by_atom,
        delays=delays,
        start_truth=fit.truth,
        start_unsatisfied=fit.unsatisfied,
        storylet=storylet,
        rows_of_storylet=tuple(np.flatnonzero(storylet == number) for number in range(len(names))),
        cooldown=np.array([g.storylet.cooldown for g in grounds], dtype=np.int32),
        rating=np.array([g.storylet.rating for g in grounds], dtype=np.int32),
        automatic=np.array([g.storylet.automatic for g in grounds], dtype=np.bool_),
        weight=np.array([g.storylet.weight for g in grounds], dtype=np.float64),
        names=tuple(names),
    )


def _delays(tree: Expr) -> tuple[int, ...] | None:
    """For `since("node") > 5` and its like: after how many scenes the truth may change; None for anything else."""
    if isinstance(tree, Unary) and tree.operator == "!":
        return _delays(tree.operand)
    if not isinstance(tree, Binary) or tree.operator not in ("<", ">", "<=", ">="):
        return None
    left, right = tree.left, tree.right
    if not isinstance(left, Call) or left.name != "since" or not isinstance(left.arguments[0], Literal):
        return None
    if not isinstance(right, Literal) or isinstance(right.value, str):
        return None
    return (math.floor(right.value), math.floor(right.value) + 1)


class Fits:
    """The truth of every watch in one play."""

    def __init__(self, board: Board, ever: bytearray | None = None) -> None:
        self._board = board
        self.ever = ever if ever is not None else bytearray(len(board.closures))
        """Whether each watch was ever true, over all plays that share this."""
        self.truth: list[bool] = board.start_truth.tolist()
        self.unsatisfied = board.start_unsatisfied.copy()
        self._timers: dict[int, set[int]] = {}
        self._always = board.repertoire.always

    def update(self, world: World, changed: Iterable[Atom], scene: int) -> None:
        """Look again at what `changed` atoms and the scene's number may have made true or untrue."""
        board, truth = self._board, self.truth
        by_atom, closures, rows, delays = board.by_atom, board.closures, board.rows, board.delays
        looked: set[int] = set(self._always)
        for atom in changed:
            watches = by_atom.get(atom)
            if watches:
                looked.update(watches)
                if atom[0] == "last":
                    self._set_timers(watches, scene, delays)
        if scene in self._timers:
            looked |= self._timers.pop(scene)
        unsatisfied = self.unsatisfied
        for watch in looked:
            now = bool(closures[watch](world))
            if now is not truth[watch]:
                truth[watch] = now
                if now:
                    self.ever[watch] = 1
                    unsatisfied[rows[watch]] -= 1
                else:
                    unsatisfied[rows[watch]] += 1

    def copy(self) -> Fits:
        """The same fits, going on by themselves."""
        other = Fits(self._board, self.ever)
        other.truth = self.truth.copy()
        other.unsatisfied = self.unsatisfied.copy()
        other._timers = {scene: set(watches) for scene, watches in self._timers.items()}
        return other

    def _set_timers(self, watches: tuple[int, ...], scene: int, delays: Mapping[int, tuple[int, ...]]) -> None:
        """Look again at the watches that wait for a number of scenes since now."""
        for watch in watches:
            # The value may have been set in the scene before this look, so the one before counts too.
            for delay in delays.get(watch, ()):
                for due in (scene + delay - 1, scene + delay):
                    if due > scene:
                        self._timers.setdefault(due, set()).add(watch)
