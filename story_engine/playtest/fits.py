"""Which ground storylets the stage allows, kept up to date in place as values change.

It does not know which one is played. Its oracle is `ground.first_fit`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from story_engine.expr import Binary, Call, Expr, Literal, Name, Unary, Value, number
from story_engine.ground import Repertoire, first_fit
from story_engine.playtest.quick import Quick, quick_watch
from story_engine.seed.model import Seed
from story_engine.world import Atom, World

_SCENE: Atom = ("scene",)
_CLOCK: Atom = ("clock",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """What all plays of a seed share: the repertoire indexed for changes in place."""

    repertoire: Repertoire
    rows: tuple[NDArray[np.int32], ...]
    """Ground storylets of each watch."""
    closures: tuple[Quick, ...]
    """Each watch as a function over plain values."""
    rises: tuple[tuple[Atom, float, int], ...]
    """Watches that only a rising count changes: the scene's number or the clock, the bound, the watch; by bound."""
    bounds: Mapping[Atom, tuple[tuple[float, int], ...]]
    """Quality → the bounds that watches compare it with: they are looked at only when it crosses or touches one."""
    levels: Mapping[Atom, float]
    """Those qualities' values at the start."""
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
    delays = {watch: found for watch, tree in enumerate(repertoire.trees) if (found := _delays(tree)) is not None}
    rises = [(*rise, watch) for watch, tree in enumerate(repertoire.trees) if (rise := _rise(tree)) is not None]
    rising = {watch for _, _, watch in rises}
    by_atom = {
        atom: tuple(watch for watch in watches if atom != _SCENE or watch not in delays)
        for atom, watches in repertoire.by_atom.items()
    }
    for atom in (_SCENE, _CLOCK):
        by_atom[atom] = tuple(watch for watch in by_atom.get(atom, ()) if watch not in rising)
    bounds: dict[Atom, tuple[tuple[float, int], ...]] = {}
    for watch, tree in enumerate(repertoire.trees):
        if (level := _level(repertoire.seed, tree)) is not None:
            bounds[level[0]] = (*bounds.get(level[0], ()), (level[1], watch))
    for atom, pairs in bounds.items():
        alone = {watch for _, watch in pairs}
        by_atom[atom] = tuple(watch for watch in by_atom.get(atom, ()) if watch not in alone)
    names: dict[str, int] = {}
    storylet = np.array([names.setdefault(g.storylet.id, len(names)) for g in repertoire.grounds], dtype=np.int32)
    starts = repertoire.watch_start
    grounds = repertoire.grounds
    return Board(
        repertoire=repertoire,
        rows=tuple(repertoire.pair_ground[starts[w] : starts[w + 1]] for w in range(len(repertoire.closures))),
        closures=tuple(_asked(repertoire, watch) for watch in range(len(repertoire.trees))),
        rises=tuple(sorted(rises, key=lambda rise: rise[1])),
        bounds=bounds,
        levels={a: number(start.get(a, repertoire.seed.qualities[a[1]].start)) for a in bounds},
        by_atom=by_atom,
        delays=delays,
        start_truth=fit.truth,
        start_unsatisfied=fit.unsatisfied,
        storylet=storylet,
        rows_of_storylet=tuple(np.flatnonzero(storylet == index) for index in range(len(names))),
        cooldown=np.array([g.storylet.cooldown for g in grounds], dtype=np.int32),
        rating=np.array([g.storylet.rating for g in grounds], dtype=np.int32),
        automatic=np.array([g.storylet.automatic for g in grounds], dtype=np.bool_),
        weight=np.array([g.storylet.weight for g in grounds], dtype=np.float64),
        names=tuple(names),
    )


def _asked(repertoire: Repertoire, number: int) -> Quick:
    """A watch over plain values: the quick form, or the engine's own over a world of these values."""
    quick = quick_watch(repertoire.seed, repertoire.trees[number])
    if quick is not None:
        return quick
    closure = repertoire.closures[number]
    return lambda values: closure(World(values, {}))


def _level(seed: Seed, tree: Expr) -> tuple[Atom, float] | None:
    """For `trust(a, b) > 1` and its like: the quality and the bound."""
    if isinstance(tree, Unary) and tree.operator == "!":
        return _level(seed, tree.operand)
    if not isinstance(tree, Binary) or tree.operator not in ("<", ">", "<=", ">=", "==", "!="):
        return None
    left, right = tree.left, tree.right
    if not isinstance(right, Literal) or isinstance(right.value, str | bool):
        return None
    words: tuple[str, ...] = ()
    name = left.id if isinstance(left, Name) else ""
    if isinstance(left, Call):
        name = left.name
        for argument in left.arguments:
            if isinstance(argument, Literal):
                words = (*words, str(argument.value))
            elif isinstance(argument, Name):
                words = (*words, argument.id)
            else:
                return None
    if name not in seed.qualities or name in seed.facts or name in seed.derived:
        return None
    return ("q", name, *words), float(right.value)


def _rise(tree: Expr) -> tuple[Atom, float] | None:
    """For `minutes() > 3` and `scene_number() >= 8`: the count and the bound (the clock's in seconds)."""
    if not isinstance(tree, Binary) or tree.operator not in (">", ">=") or not isinstance(tree.right, Literal):
        return None
    name = tree.left.name if isinstance(tree.left, Call) else tree.left.id if isinstance(tree.left, Name) else ""
    if isinstance(tree.right.value, str) or name not in ("minutes", "scene_number"):
        return None
    bound = float(tree.right.value)
    return (_CLOCK, bound * 60.0) if name == "minutes" else (_SCENE, bound)


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
        self._levels: dict[Atom, float] = dict(board.levels)
        self._rises = [rise for rise in board.rises if not self.truth[rise[2]]]

    def update(self, values: Mapping[Atom, Value], changed: Iterable[Atom], scene: int) -> None:
        """Look again at what `changed` atoms and the scene's number may have made true or untrue."""
        board, truth = self._board, self.truth
        by_atom, closures, rows, delays = board.by_atom, board.closures, board.rows, board.delays
        looked: set[int] = set(self._always)
        bounds, levels = board.bounds, self._levels
        for atom in changed:
            if atom in bounds:
                old, new = levels[atom], number(values[atom])
                levels[atom] = new
                low, high = (old, new) if old < new else (new, old)
                looked.update(watch for bound, watch in bounds[atom] if low <= bound <= high)
            watches = by_atom.get(atom)
            if watches:
                looked.update(watches)
                if atom[0] == "last":
                    self._set_timers(watches, scene, delays)
        if scene in self._timers:
            looked |= self._timers.pop(scene)
        if self._rises:
            self._rises = [rise for rise in self._rises if not self._has_risen(rise, values, looked)]
        unsatisfied = self.unsatisfied
        for watch in looked:
            now = bool(closures[watch](values))
            if now is not truth[watch]:
                truth[watch] = now
                if now:
                    self.ever[watch] = 1
                    unsatisfied[rows[watch]] -= 1
                else:
                    unsatisfied[rows[watch]] += 1

    def _has_risen(self, rise: tuple[Atom, float, int], values: Mapping[Atom, Value], looked: set[int]) -> bool:
        """Whether a count has reached its bound; then its watch is looked at once more, and never after it is true."""
        atom, bound, watch = rise
        count = values[atom]
        if isinstance(count, str) or count < bound:
            return False
        looked.add(watch)
        return count > bound

    def copy(self) -> Fits:
        """The same fits, going on by themselves."""
        other = Fits(self._board, self.ever)
        other.truth = self.truth.copy()
        other.unsatisfied = self.unsatisfied.copy()
        other._levels = self._levels.copy()
        other._rises = self._rises.copy()
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
