"""The world of one quick play: plain values that change in place, and which of them changed.

It does not know scenes; compiled scenes write to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from story_engine.expr import Value
from story_engine.seed.model import Seed
from story_engine.seed.script import Answer, Choosing
from story_engine.world import Atom, World, first_world


class Tongue(Protocol):
    """Who decides what is open in a scene."""

    def option(self, choosing: Choosing, live: tuple[Answer, ...]) -> int:
        """Index of the live option that is taken."""

    def chance(self, key: str, probability: float) -> bool:
        """The outcome of a chance."""

    def arm(self, numbers: list[int]) -> int:
        """Index of the open arm (given by their content numbers) that is heard."""


class Witness(Protocol):
    """Who is shown a scene while it is played, beat by beat."""

    def line(self, speaker: str) -> None: ...
    def letter(self) -> None: ...
    def deed(self, actor: str, verb: str, target: str, thing: str, ok: bool) -> None: ...
    def weather(self, name: str) -> None: ...
    def reveal(self, entity: str) -> None: ...
    def decided(self, kind: str, key: str, value: Any) -> None: ...
    def choice(self, choosing: Choosing, live: tuple[Answer, ...], index: int) -> None: ...


@dataclass(slots=True)
class Stage:
    """What is true in one play, and what the current scene needs to know."""

    seed: Seed
    values: dict[Atom, Value]
    world: World
    """The same values for conditions to ask."""
    tongue: Tongue
    hits: list[int]
    """How often each piece of content was reached, by its number; shared by all plays of a run."""
    changed: set[Atom] = field(default_factory=set)
    heard: set[str] = field(default_factory=set)
    """Keys of the once-blocks that were played."""
    last_heard: dict[int, int] = field(default_factory=dict)
    """Content number of an arm → when it was last heard in this play."""
    clock: int = 0
    place: str = ""
    company: tuple[str, ...] = ()
    away: set[str] = field(default_factory=set)
    operations: int = 0
    witness: Witness | None = None
    makers: dict[Atom, str] | None = None
    """Which storylet made each value so, where links are counted; else None."""
    storylet: str = ""
    taken: list[str] = field(default_factory=list)
    """Ids of the options taken in the current scene."""
    failures: int = 0

    def write(self, atom: Atom, value: Value) -> None:
        """Make a value so."""
        if self.values.get(atom, False) != value or atom not in self.values:
            self.values[atom] = value
            self.changed.add(atom)
            if self.makers is not None:
                self.makers[atom] = self.storylet

    def is_here(self, person: str) -> bool:
        """Whether a person is at the scene's place, alive."""
        return self.values.get(("at", person)) == self.place and bool(self.values.get(("fact", "alive", person)))

    def in_reach(self, thing: str) -> bool:
        """Whether a thing lies here or somebody visible holds it."""
        holder = self.values.get(("holder", thing))
        if holder:
            who = str(holder)
            return who in self.company and who not in self.away and self.is_here(who)
        return self.values.get(("lies", thing)) == self.place

    def come(self, person: str) -> None:
        """Note that a person is in the picture from now on."""
        self.away.discard(person)
        if person not in self.company:
            self.company = (*self.company, person)


def new_stage(seed: Seed, start: Mapping[Atom, Value], tongue: Tongue, hits: list[int]) -> Stage:
    """A stage at the start of a play; `start` are the values of the seed's first world."""
    values = dict(start)
    return Stage(seed=seed, values=values, world=World(values, {}), tongue=tongue, hits=hits)


def start_values(seed: Seed) -> Mapping[Atom, Value]:
    """The values with which every play of a seed starts."""
    return first_world(seed).values
