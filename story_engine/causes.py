"""Why a scene could happen: the atoms that its conditions relied on and the earlier scenes that made them so.

It does not choose scenes; it reads what was true and who made it true.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from story_engine.expr import Binary, Call, Expr, Name, Unary, Value, Variable
from story_engine.fluents import Atom, World, changed_atoms
from story_engine.questions import WorldScope, atoms_asked, compiled, derived_tree

UNTOLD = frozenset(("scene", "clock", "hour", "last"))
"""Kinds of atoms that only keep time: they are no story."""
BOOKKEEPING = UNTOLD | {"visits", "thread_step"}
"""Kinds of atoms that an event does not list among its changes."""


@dataclass(frozen=True, slots=True)
class Cause:
    """A causal link: an atom that a scene relied on, the earlier scene that made it so, and what relied on it."""

    atom: Atom
    scene: str
    by: str
    """"when" (conditions, cast, things in reach), "thread", "if", "line", "text", "option", "callback", "deed"."""

    def to_json(self) -> dict[str, str]:
        """The link as logs show it."""
        return {"atom": shown_atom(self.atom), "scene": self.scene, "by": self.by}


def shown_atom(atom: Atom) -> str:
    """An atom in one line: "fact owes bo ida"."""
    return " ".join(atom)


def relied(scope: WorldScope, tree: Expr) -> tuple[Value, tuple[Atom, ...]]:
    """The value of an expression and the atoms that settled it: the true side of an "or", the untrue one of an "and".

    Chances settle nothing: they count as true and rely on no atom.
    """
    match tree:
        case Binary(operator="&&" | "||" as sign, left=left, right=right):
            first, atoms = relied(scope, left)
            if bool(first) is (sign == "||"):
                return first, atoms
            second, more = relied(scope, right)
            if bool(second) is (sign == "||"):
                return second, more
            return second, atoms + more
        case Binary(left=left, right=right):
            return compiled(tree)(scope), relied(scope, left)[1] + relied(scope, right)[1]
        case Unary(operand=operand):
            value, atoms = relied(scope, operand)
            return (not value if tree.operator == "!" else compiled(tree)(scope)), atoms
        case Variable(name=name):
            return scope.variable(name), () if name in scope.binding else (("var", name),)
        case Call(name="chance"):
            return True, ()
        case Call(name=name, arguments=arguments):
            return _asked(scope, tree, name, tuple(str(compiled(argument)(scope)) for argument in arguments))
        case Name(id=name):
            return _asked(scope, tree, name, ())
        case _:
            return compiled(tree)(scope), ()


def _asked(scope: WorldScope, tree: Expr, name: str, words: tuple[str, ...]) -> tuple[Value, tuple[Atom, ...]]:
    rule = scope.seed.derived.get(name)
    if rule is not None:
        return relied(WorldScope(scope.seed, scope.world, {}), derived_tree(rule, words))
    return compiled(tree)(scope), atoms_asked(scope.seed, scope.world, name, words)


def causes_of(world: World, atoms: Iterable[Atom], by: str, now: str) -> Iterator[Cause]:
    """Links to the scenes that made `atoms` what they are; what was so from the start or came by itself has none."""
    for atom in atoms:
        scene = world.causes.get(atom, "")
        if scene and scene != now and atom[0] not in UNTOLD:
            yield Cause(atom, scene, by)


def joined(known: tuple[Cause, ...], new: Iterable[Cause]) -> tuple[Cause, ...]:
    """The links with new ones; an atom and scene count once, whatever relied on them."""
    seen = {(cause.atom, cause.scene) for cause in known}
    added: list[Cause] = []
    for cause in new:
        if (cause.atom, cause.scene) not in seen:
            seen.add((cause.atom, cause.scene))
            added.append(cause)
    return (*known, *added) if added else known


def scenes_of(causes: Iterable[Cause]) -> tuple[str, ...]:
    """The scenes that links lead to, oldest first."""
    return tuple(sorted({cause.scene for cause in causes}, key=lambda scene: int(scene[1:])))


def event_changes(before: World, after: World) -> tuple[list[list[Any]], list[list[Any]]]:
    """What a scene made true (with its value) and untrue, time-keeping left out."""
    adds: list[list[Any]] = []
    dels: list[list[Any]] = []
    for atom in changed_atoms(before, after):
        if atom[0] in BOOKKEEPING:
            continue
        value = after.values[atom]
        (dels if value is False or value == "" else adds).append([shown_atom(atom), value])
    return adds, dels
