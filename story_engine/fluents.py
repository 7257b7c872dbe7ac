"""The values of a story's world by atom, and which scene made each of them.

They do not know a seed: what an atom means and what may change it stand in `questions` and `effects`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from story_engine.expr import Value

Atom: TypeAlias = tuple[str, ...]
"""One thing that can be true or have a value: ("at", "wren"), ("fact", "owes", "a", "b"), ("q", "trust", "a", "b")."""

KEEP = ""
"""`write`: the changed values keep the cause they had (drift, foresight)."""
_IN_HANDS = ("holder", "state")
_ABSENT = object()


@dataclass(frozen=True, slots=True)
class World:
    """Values by atom, and which scene made each of them (no entry = it was so from the start, or came by itself)."""

    values: Mapping[Atom, Value]
    causes: Mapping[Atom, str]
    hands: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict, compare=False, repr=False)
    """What is held and which states show, by entity: found out at the first question, shared by worlds where it is the
    same. It follows from `values`."""

    def get(self, atom: Atom, default: Value = False) -> Value:
        """The value of an atom."""
        return self.values.get(atom, default)

    def text(self, *atom: str) -> str:
        """The value of an atom as an id, "" when it has none."""
        value = self.values.get(atom, "")
        return value if isinstance(value, str) else ""

    def write(self, updates: Mapping[Atom, Value], cause: str | None) -> World:
        """The world after `updates`; what changed remembers the scene `cause`, keeps its cause ("") or has none (None).

        Both dicts are copied whole: at the few hundred atoms of a seed that takes a microsecond, and questions, asked a
        hundred times as often, stay plain look-ups.
        """
        values = self.values
        changed = {atom: value for atom, value in updates.items() if _differs(values.get(atom, _ABSENT), value)}
        if not changed:
            return self
        causes: Mapping[Atom, str]
        if cause:
            causes = {**self.causes, **dict.fromkeys(changed, cause)}
        elif cause is None and not self.causes.keys().isdisjoint(changed):
            causes = {atom: scene for atom, scene in self.causes.items() if atom not in changed}
        else:
            causes = self.causes
        if any(atom[0] in _IN_HANDS for atom in changed):
            return World({**values, **changed}, causes)
        return World({**values, **changed}, causes, self.hands)

    def happened(self, atom: Atom, cause: str) -> World:
        """The world after `atom` was made true in the scene `cause`, which it remembers even if it was true before."""
        world = self.write({atom: True}, cause)
        if world.causes.get(atom) == cause:
            return world
        return World(world.values, {**world.causes, atom: cause}, world.hands)

    def place_of(self, entity: str) -> str:
        """Where a person or thing is (a held thing is where its holder is); "" = nowhere."""
        if where := self.text("at", entity):
            return where
        if holder := self.text("holder", entity):
            return self.text("at", holder)
        return self.text("lies", entity)

    def held_by(self, person: str) -> tuple[str, ...]:
        """What a person holds, by id."""
        return (self.hands or self._looked())["held"].get(person, ())

    def states_of(self, entity: str) -> tuple[str, ...]:
        """The visible states of a person or thing."""
        return (self.hands or self._looked())["states"].get(entity, ())

    def _looked(self) -> dict[str, dict[str, tuple[str, ...]]]:
        held: dict[str, list[str]] = {}
        states: dict[str, list[str]] = {}
        for atom, value in self.values.items():
            if atom[0] == "holder" and value:
                held.setdefault(str(value), []).append(atom[1])
            elif atom[0] == "state" and value:
                states.setdefault(atom[1], []).append(atom[2])
        self.hands["held"] = {person: tuple(sorted(things)) for person, things in held.items()}
        self.hands["states"] = {entity: tuple(sorted(names)) for entity, names in states.items()}
        return self.hands

    def of_kind(self, kind: str) -> Iterator[tuple[Atom, Value]]:
        """Every atom of one kind ("at", "fact", "q", …) with its value."""
        return ((atom, value) for atom, value in self.values.items() if atom[0] == kind)


def _differs(old: object, new: Value) -> bool:
    """Whether a write changes anything: what has no value is untrue, but never equal to a number or word."""
    return new is not False if old is _ABSENT else old != new


def changed_atoms(before: World, after: World) -> tuple[Atom, ...]:
    """The atoms whose values differ; atoms are never taken out of a world."""
    if before is after or before.values is after.values:
        return ()
    old = before.values
    return tuple(atom for atom, value in after.values.items() if _differs(old.get(atom, _ABSENT), value))
