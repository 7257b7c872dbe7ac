"""Sifts what happened for the shapes that make stories: what was promised, owed, lost or tried, and what became of it.

It does not know scenes to come; it keeps partial matches from scene to scene and says which wait for their end.
Patterns are data (after Felt and Winnow): a first event, and the event that would complete it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from story_engine.expr import Value
from story_engine.fluents import Atom, World

FRESH = 6
"""Scenes before a completed shape is worth remembering: what was just done needs no reminder."""
FORGOTTEN = 240
"""Scenes after which an open shape is let go, about eighty minutes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """An event as a pattern: an atom that takes a value; `?x` stands for anything, the same everywhere."""

    atom: Atom
    value: Value | None = True
    """None = any change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """A shape of story: one turn that begins it, and one that would complete it."""

    name: str
    begins: Turn
    ends: Turn
    words: str
    """Why a scene that ends it is wanted, with the pattern's variables in braces."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A shape that has begun."""

    pattern: Pattern
    binding: tuple[tuple[str, str], ...]
    since: str
    """The scene that began it."""

    @property
    def wanted(self) -> tuple[Atom, Value | None]:
        """The event that would complete it; a variable that is not bound stays as it is written."""
        bound = dict(self.binding)
        return tuple(bound.get(word, word) for word in self.pattern.ends.atom), self.pattern.ends.value

    def told(self, name_of: Mapping[str, str]) -> str:
        """Its words with names filled in."""
        words = self.pattern.words
        for variable, value in self.binding:
            words = words.replace("{" + variable[1:] + "}", name_of.get(value, value.replace("_", " ")))
        return words


def _fact(name: str, *words: str) -> Atom:
    return ("fact", name, *words)


PATTERNS: tuple[Pattern, ...] = (
    Pattern(
        name="debt paid",
        begins=Turn(atom=_fact("owes", "?a", "?b")),
        ends=Turn(atom=_fact("owes", "?a", "?b"), value=False),
        words="{a} still owes {b}",
    ),
    Pattern(
        name="promise kept",
        begins=Turn(atom=_fact("promised", "?a", "?b")),
        ends=Turn(atom=_fact("promised", "?a", "?b"), value=False),
        words="{a} promised {b}",
    ),
    Pattern(
        name="favour returned",
        begins=Turn(atom=_fact("saved", "?a", "?b")),
        ends=Turn(atom=_fact("saved", "?b", "?a")),
        words="{a} once saved {b}",
    ),
    Pattern(
        name="betrayal answered",
        begins=Turn(atom=_fact("betrayed", "?a", "?b")),
        ends=Turn(atom=_fact("betrayed", "?a", "?b"), value=False),
        words="{b} has not forgotten what {a} did",
    ),
    Pattern(
        name="quarrel mended",
        begins=Turn(atom=_fact("cross", "?a", "?b")),
        ends=Turn(atom=_fact("cross", "?a", "?b"), value=False),
        words="{a} and {b} have not made it up",
    ),
    Pattern(
        name="secret told",
        begins=Turn(atom=_fact("knows", "?a", "?s")),
        ends=Turn(atom=_fact("knows", "?b", "?s")),
        words="{a} knows something that others do not",
    ),
    Pattern(
        name="lost and found",
        begins=Turn(atom=_fact("lost", "?t")),
        ends=Turn(atom=_fact("lost", "?t"), value=False),
        words="{t} is still lost",
    ),
    Pattern(
        name="broken and mended",
        begins=Turn(atom=("state", "?t", "broken")),
        ends=Turn(atom=("state", "?t", "broken"), value=False),
        words="{t} is still broken",
    ),
    Pattern(
        name="want fulfilled",
        begins=Turn(atom=_fact("want", "?a", "?g")),
        ends=Turn(atom=_fact("want", "?a", "?g"), value=False),
        words="{a} still wants {g}",
    ),
)
"""The shapes that every seed is sifted for; names of facts that a seed lacks never match."""


def waiting(world: World, scene: int, patterns: Iterable[Pattern] = PATTERNS) -> tuple[Waiting, ...]:
    """The shapes that scenes of the show began and that wait for their end, oldest first.

    A world remembers which scene made each value, so that no history is needed: what began and was not ended is so now.
    """
    found = []
    by_head: dict[tuple[str, str], list[Pattern]] = {}
    for pattern in patterns:
        atom = pattern.begins.atom
        by_head.setdefault((atom[0], atom[1] if atom[0] == "fact" else ""), []).append(pattern)
    for atom, cause in world.causes.items():
        for pattern in by_head.get((atom[0], atom[1] if atom[0] == "fact" else ""), ()):
            age = scene - int(cause[1:]) if cause[1:].isdecimal() else -1
            if not FRESH <= age <= FORGOTTEN or world.get(atom) != pattern.begins.value:
                continue
            binding = matched(pattern.begins.atom, atom)
            if binding is not None:
                found.append((int(cause[1:]), Waiting(pattern=pattern, binding=binding, since=cause)))
    return tuple(entry for _, entry in sorted(found, key=lambda pair: (pair[0], pair[1].pattern.name, pair[1].binding)))


def matched(pattern: Atom, atom: Atom) -> tuple[tuple[str, str], ...] | None:
    """The variables of a pattern bound to an atom's words; None when they do not fit."""
    if len(pattern) != len(atom):
        return None
    bound: dict[str, str] = {}
    for word, given in zip(pattern, atom, strict=True):
        if word.startswith("?"):
            if bound.setdefault(word, given) != given:
                return None
        elif word != given:
            return None
    return tuple(sorted(bound.items()))


def completes(shape: Waiting, updates: Mapping[Atom, Value]) -> bool:
    """Whether a scene with these foreseen updates would end a shape."""
    wanted, value = shape.wanted
    if not any(word.startswith("?") for word in wanted):
        return wanted in updates and (value is None or updates[wanted] == value)
    return any(
        matched(wanted, atom) is not None and (value is None or given == value) for atom, given in updates.items()
    )
