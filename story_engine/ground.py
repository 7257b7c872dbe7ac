"""Ground storylets: every storylet with its roles bound, its conditions as watches, its traits as arrays.

It does not know a viewer, an arc or what was played; it answers which storylets the world allows.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from story_engine.expr import (
    Binary,
    Call,
    Expr,
    Literal,
    Unary,
    Value,
    Variable,
    conjuncts,
    shown_tree,
    substitute,
    walk,
)
from story_engine.fluents import Atom, World, changed_atoms
from story_engine.foresee import Telling, foreseen_updates, implied_conditions, telling_of
from story_engine.lengths import block_seconds
from story_engine.questions import atoms_read
from story_engine.seed.model import Seed, Storylet
from story_engine.seed.script import Deed, Say
from story_engine.seed.steps import every_statement
from story_engine.watch import Watch, watch_closure

MOST_GROUND = 20_000
"""Ground storylets of one seed, because planning stays below 25 ms up to there (facts §0.4)."""


GroundKey: TypeAlias = tuple[str, tuple[tuple[str, str], ...], str]
"""Storylet, binding and place of a ground storylet."""


def ground_key(storylet: str, binding: Mapping[str, str], place: str) -> GroundKey:
    """The key by which `Repertoire.numbers` knows a ground storylet."""
    return storylet, tuple(sorted(binding.items())), place


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """One storylet with its roles bound."""

    storylet: Storylet
    binding: Mapping[str, str]
    place: str
    cast: tuple[str, ...]
    maybe: tuple[str, ...]
    watches: tuple[int, ...]
    updates: Mapping[Atom, Value]
    """What its likely course writes, for looking ahead."""
    seconds: float
    choice_at: float
    """Seconds until its first choice opens; infinite when it has none."""

    @property
    def key(self) -> str:
        """The storylet with its cast and place, for no-repeat bookkeeping."""
        return f"{self.storylet.id}({','.join(f'{k}={v}' for k, v in sorted(self.binding.items()))})@{self.place}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Repertoire:
    """All ground storylets of a seed, indexed for quick questions. G storylets, W watches, N pairs of both."""

    seed: Seed
    grounds: tuple[Ground, ...]
    trees: tuple[Expr, ...]
    """The condition of each watch."""
    closures: tuple[Watch, ...]
    reads: tuple[frozenset[Atom] | None, ...]
    by_atom: Mapping[Atom, tuple[int, ...]]
    """Watches to look at again when an atom changes."""
    always: tuple[int, ...]
    """Watches whose atoms depend on the world itself."""
    pair_watch: NDArray[np.int32]
    """(N,) watch of each pair, sorted by watch."""
    pair_ground: NDArray[np.int32]
    """(N,) ground storylet of each pair."""
    watch_start: NDArray[np.int64]
    """(W + 1,) where each watch's pairs begin."""
    writers: Mapping[Atom, tuple[int, ...]]
    """Ground storylets whose likely course writes an atom."""
    written: Mapping[tuple[str, ...], tuple[Atom, ...]]
    """Those atoms by their first two words."""
    numbers: Mapping[GroundKey, int]
    """Every ground storylet's number by its key."""
    about: Mapping[str, tuple[int, ...]]
    """Ground storylets that have to do with an entity."""


@dataclass(frozen=True, slots=True)
class Fit:
    """Which watches are true and how many are untrue per ground storylet."""

    truth: NDArray[np.bool_]
    unsatisfied: NDArray[np.int16]

    def eligible(self) -> NDArray[np.intp]:
        """Numbers of the ground storylets whose conditions all hold."""
        return np.flatnonzero(self.unsatisfied == 0)


def build_repertoire(seed: Seed) -> Repertoire:
    """Every ground storylet of the seed."""
    watches = _Watches()
    grounds: list[Ground] = []
    for storylet in seed.storylets.values():
        if storylet.sub:
            continue
        telling = telling_of(storylet)
        lasts, choice = block_seconds(storylet.body)
        seconds, choice_at = max(4.0, storylet.seconds or lasts), float("inf") if choice is None else choice
        company = (*storylet.cast, *acting_roles(storylet))
        clauses = tuple((tree, _variables(tree)) for tree in conjuncts(storylet.when)) if storylet.when else ()
        for binding, place in _bindings(seed, storylet):
            if len(grounds) >= MOST_GROUND:
                break
            cast = _bound(company, binding)
            numbers = (
                *watches.of_clauses(storylet.id, clauses, binding),
                *watches.of_course(seed, storylet, telling, binding, place, cast),
            )
            grounds.append(
                Ground(
                    storylet=storylet,
                    binding=binding,
                    place=place,
                    cast=cast,
                    maybe=tuple(person for person in _bound(storylet.maybe, binding) if person not in cast),
                    watches=tuple(dict.fromkeys(numbers)),
                    updates=foreseen_updates(seed, storylet, telling, binding, place, cast),
                    seconds=seconds,
                    choice_at=choice_at,
                )
            )
    return assemble(seed, tuple(grounds), watches.trees)


class _Watches:
    """Conditions numbered as they turn up, equal ones once; what was numbered is known by what it was made from."""

    def __init__(self) -> None:
        self.trees: list[Expr] = []
        self._by_tree: dict[str, int] = {}
        self._by_clause: dict[tuple[str, int, tuple[str, ...]], int] = {}
        self._by_words: dict[tuple[str, ...], int] = {}

    def of_clauses(
        self, storylet: str, clauses: tuple[tuple[Expr, tuple[str, ...]], ...], binding: dict[str, str]
    ) -> Iterator[int]:
        """The author's conditions, which differ only where a clause names a role."""
        for index, (tree, variables) in enumerate(clauses):
            key = (storylet, index, tuple([binding.get(name, "") for name in variables]))
            number = self._by_clause.get(key)
            if number is None:
                number = self._by_clause[key] = self._numbered(substitute(tree, binding) if variables else tree)
            yield number

    def of_course(
        self,
        seed: Seed,
        storylet: Storylet,
        telling: Telling,
        binding: dict[str, str],
        place: str,
        cast: tuple[str, ...],
    ) -> Iterator[int]:
        """What follows from cast, place, weather, thread and deeds."""
        for person in cast:
            yield self._asked("alive", person)
            yield self._asked("free", person, place)
        if storylet.place == "any" and cast:
            yield self._asked("at", cast[0], place)
        if storylet.weather:
            yield self._asked("weather", storylet.weather)
        if storylet.once:
            yield self._asked("new", storylet.id)
        if storylet.thread:
            yield self._asked(_THREAD_ASKS.get(storylet.thread_step, "not closed"), storylet.thread)
        for tree in implied_conditions(seed, storylet, telling, binding, place, cast):
            yield self._numbered(tree)

    def _asked(self, *words: str) -> int:
        number = self._by_words.get(words)
        if number is None:
            number = self._by_words[words] = self._numbered(_ASKED[words[0]](*words[1:]))
        return number

    def _numbered(self, tree: Expr) -> int:
        shown = shown_tree(tree)
        number = self._by_tree.get(shown)
        if number is None:
            number = self._by_tree[shown] = len(self.trees)
            self.trees.append(tree)
        return number


def _variables(tree: Expr) -> tuple[str, ...]:
    """The `$names` in a condition, in a fixed order."""
    return tuple(dict.fromkeys(node.name for node in walk(tree) if isinstance(node, Variable)))


def assemble(seed: Seed, grounds: tuple[Ground, ...], trees: Iterable[Expr]) -> Repertoire:
    """The index over ground storylets whose watches are numbers into `trees`."""
    trees = tuple(trees)
    reads = tuple(atoms_read(seed, tree) for tree in trees)
    by_atom: dict[Atom, list[int]] = {}
    for number, atoms in enumerate(reads):
        for atom in sorted(atoms or ()):
            by_atom.setdefault(atom, []).append(number)
    watched = np.array([watch for ground in grounds for watch in ground.watches], dtype=np.int32)
    each = np.array([len(ground.watches) for ground in grounds], dtype=np.intp)
    watching = np.repeat(np.arange(len(grounds), dtype=np.int32), each)
    by_watch = np.argsort(watched, kind="stable")
    pair_watch = watched[by_watch]
    writers: dict[Atom, list[int]] = {}
    about: dict[str, list[int]] = {}
    for index, ground in enumerate(grounds):
        entities = {*ground.cast, ground.place, *ground.binding.values(), *ground.storylet.needs}
        for atom in ground.updates:
            writers.setdefault(atom, []).append(index)
            entities.update(atom[1:])
        for entity in sorted(entities):
            about.setdefault(entity, []).append(index)
    written: dict[tuple[str, ...], list[Atom]] = {}
    for atom in writers:
        written.setdefault(atom[:2], []).append(atom)
    return Repertoire(
        seed=seed,
        grounds=grounds,
        trees=trees,
        closures=tuple(watch_closure(seed, tree) for tree in trees),
        reads=reads,
        by_atom={atom: tuple(numbers) for atom, numbers in by_atom.items()},
        always=tuple(number for number, atoms in enumerate(reads) if atoms is None),
        pair_watch=pair_watch,
        pair_ground=watching[by_watch],
        watch_start=np.searchsorted(pair_watch, np.arange(len(trees) + 1)),
        writers={atom: tuple(numbers) for atom, numbers in writers.items()},
        written={words: tuple(atoms) for words, atoms in written.items()},
        numbers={ground_key(g.storylet.id, g.binding, g.place): index for index, g in enumerate(grounds)},
        about={entity: tuple(numbers) for entity, numbers in about.items()},
    )


def first_fit(repertoire: Repertoire, world: World) -> Fit:
    """Which storylets the world allows, from nothing."""
    truth = np.array([bool(closure(world)) for closure in repertoire.closures], dtype=np.bool_)
    untrue = ~truth[repertoire.pair_watch] if len(repertoire.pair_watch) else np.zeros(0, dtype=np.bool_)
    counts = np.bincount(repertoire.pair_ground[untrue], minlength=len(repertoire.grounds))
    return Fit(truth, counts.astype(np.int16))


def next_fit(repertoire: Repertoire, fit: Fit, world: World, changed: Iterable[Atom]) -> Fit:
    """The fit after `changed` atoms got new values in `world`: only their watches are looked at."""
    looked = set(repertoire.always)
    for atom in changed:
        looked.update(repertoire.by_atom.get(atom, ()))
    numbers, closures = list(looked), repertoire.closures
    # Their truth as Python values at once: asking an array for each costs more than most conditions.
    known = fit.truth[numbers].tolist()
    flipped = [n for n, was in zip(numbers, known, strict=True) if bool(closures[n](world)) is not was]
    if not flipped:
        return fit
    truth, unsatisfied = fit.truth.copy(), fit.unsatisfied.copy()
    for watch in flipped:
        now = not truth[watch]
        truth[watch] = now
        start, end = repertoire.watch_start[watch], repertoire.watch_start[watch + 1]
        # A ground storylet has each watch at most once, so plain fancy indexing counts right.
        unsatisfied[repertoire.pair_ground[start:end]] += np.int16(-1 if now else 1)
    return Fit(truth, unsatisfied)


def _bindings(seed: Seed, storylet: Storylet) -> Iterator[tuple[dict[str, str], str]]:
    named = {word for word in storylet.cast if not word.startswith("$")}
    pools = [
        [i for i in seed.ids_of(role.type) if not (role.type == "person" and i in named)] for role in storylet.roles
    ]
    for values in itertools.product(*pools):
        binding = {role.name: value for role, value in zip(storylet.roles, values, strict=True)}
        by_type = [(role.type, binding[role.name]) for role in storylet.roles]
        if len(set(by_type)) < len(by_type):
            continue
        if storylet.place == "any":
            for place in seed.places:
                yield binding, place
        elif storylet.place.startswith("$"):
            yield binding, binding[storylet.place[1:]]
        else:
            yield binding, storylet.place


def _bound(words: tuple[str, ...], binding: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(binding.get(w[1:], w) if w.startswith("$") else w for w in words))


def acting_roles(storylet: Storylet) -> tuple[str, ...]:
    """Roles who speak or act in the scene without being named in its cast: they must be there too."""
    people = {f"${role.name}" for role in storylet.roles if role.type == "person"} - {*storylet.cast, *storylet.maybe}
    doing = {
        s.speaker if isinstance(s, Say) else s.actor
        for s in every_statement(storylet.body)
        if isinstance(s, Say | Deed)
    }
    return tuple(f"${role.name}" for role in storylet.roles if f"${role.name}" in people & doing)


def call(name: str, *words: str) -> Call:
    """An expression that asks `name` about ids."""
    return Call(name, tuple(Literal(word) for word in words))


_THREAD_ASKS = {"closes": "open", "opens": "not open"}
"""What a scene's step of its thread asks of the thread; any other step: that it is not closed."""
_ASKED: Mapping[str, Callable[..., Expr]] = {
    "alive": lambda person: call("alive", person),
    "free": lambda person, place: Binary("||", call("at", person, place), Unary("!", call("stuck", person))),
    "at": lambda person, place: call("at", person, place),
    "weather": lambda weather: call("weather", weather),
    "new": lambda storylet: Unary("!", call("visited", storylet)),
    "open": lambda thread: call("thread", thread, "open"),
    "not open": lambda thread: Unary("!", call("thread", thread, "open")),
    "not closed": lambda thread: Unary("!", call("thread", thread, "closed")),
}
"""The conditions that follow from headers, by what they ask."""


__all__ = [
    "MOST_GROUND",
    "Fit",
    "Ground",
    "Repertoire",
    "acting_roles",
    "assemble",
    "build_repertoire",
    "call",
    "changed_atoms",
    "first_fit",
    "ground_key",
    "next_fit",
]
