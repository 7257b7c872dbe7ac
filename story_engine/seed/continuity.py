"""Follows each scene from its first line to its last: who is there, who is gone, who holds what.

It does not know other scenes; what a scene's `when:` says of its beginning is all it takes from outside.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from story_engine.expr import Call, Expr, Literal, Name, Unary, Variable, conjuncts
from story_engine.seed.diagnostics import Findings, Where
from story_engine.seed.model import Seed, Storylet
from story_engine.seed.script import (
    Alternatives,
    Block,
    Branching,
    Change,
    Choosing,
    Cue,
    Deed,
    Effect,
    OnceOnly,
    Say,
    Statement,
)

MOST_DEPTH = 20
"""Blocks within blocks that are followed; the reader refuses deeper ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What is certain at one point of a scene; roles stand for themselves as `$name`."""

    gone: dict[str, str] = field(default_factory=dict)
    """Persons who went to another place, and where."""
    off: frozenset[str] = frozenset()
    """Persons who left the picture."""
    dead: frozenset[str] = frozenset()
    holders: dict[str, str] = field(default_factory=dict)
    """Things and who holds them; "" = nobody does."""


def check_continuity(seed: Seed, findings: Findings) -> None:
    """Say where a scene contradicts itself."""
    for storylet in seed.storylets.values():
        if not storylet.automatic:
            _Follower(seed, storylet, findings).follow()


class _Follower:
    """Follows one scene."""

    def __init__(self, seed: Seed, storylet: Storylet, findings: Findings) -> None:
        self._seed = seed
        self._storylet = storylet
        self._findings = findings
        self._here = {*storylet.cast, *storylet.maybe}

    def follow(self) -> None:
        """From `when:` to the end."""
        storylet = self._storylet
        known = self._knowing(storylet.when, _Known())
        for person in storylet.cast:
            if person in known.dead:
                self._findings.error(
                    "SD502", storylet.at("cast"), f"{person} is dead when the scene begins", "take them out of cast:"
                )
        self._block(storylet.body, known, 0)

    def _knowing(self, condition: Expr | None, known: _Known) -> _Known:
        """What is certain where a condition holds."""
        for part in conjuncts(condition) if condition is not None else ():
            known = self._given(part, known)
        return known

    def _given(self, part: Expr, known: _Known) -> _Known:
        match part:
            case Call(name="has", arguments=(person, thing)) | Call(name="holder", arguments=(thing, person)):
                return replace(known, holders={**known.holders, _word(thing): _word(person)})
            case Call(name="lies", arguments=(thing, _)):
                return replace(known, holders={**known.holders, _word(thing): ""})
            case Unary(operator="!", operand=Call(name="alive", arguments=(person,))):
                return replace(known, dead=known.dead | {_word(person)})
            case _:
                return known

    def _block(self, block: Block, known: _Known, depth: int) -> _Known:
        for statement in block if depth <= MOST_DEPTH else ():
            known = self._statement(statement, known, depth)
        return known

    def _statement(self, statement: Statement, known: _Known, depth: int) -> _Known:
        match statement:
            case Say(speaker=speaker, where=where) if speaker:
                self._present(speaker, "speaks", where, known)
                return replace(known, off=known.off - {speaker})
            case Deed():
                return self._deed(statement, known)
            case Change():
                for effect in statement.effects:
                    known = self._effect(effect, known)
                return known
            case Branching() | Alternatives():
                ends = [self._block(arm.body, self._knowing(arm.condition, known), depth + 1) for arm in statement.arms]
                whole = any(arm.condition is None for arm in statement.arms)
                return _common(ends if whole else [*ends, known])
            case OnceOnly():
                return _common(
                    [self._block(statement.body, known, depth + 1), self._block(statement.otherwise, known, depth + 1)]
                )
            case Choosing():
                return _common(
                    [self._block(a.body, self._knowing(a.condition, known), depth + 1) for a in statement.answers]
                )
            case Cue(kind="jump" | "detour"):
                return _Known()
            case _:
                return known

    def _present(self, person: str, does: str, where: Where, known: _Known) -> None:
        if person in known.dead:
            self._findings.error(
                "SD502", where, f"{person} {does}, but is dead", "let somebody else, or bring them back"
            )
        elif person in known.gone:
            self._findings.warn(
                "SD505",
                where,
                f"{person} {does}, but has gone to {known.gone[person]}",
                "move them after this, or back",
            )
        elif person in known.off and does == "speaks":
            self._findings.hint(
                "SD506", where, f"{person} {does} after leaving the picture", "let them enter again first"
            )

    def _deed(self, deed: Deed, known: _Known) -> _Known:
        self._present(deed.actor, f"does “{deed.verb}”", deed.where, known)
        thing = next((word for word in (deed.thing, deed.target) if word in self._seed.things), "")
        if thing and deed.verb in ("put_down", "drop", "throw", "give", "show"):
            self._has(deed.actor, thing, deed.verb, deed.where, known)
        if deed.verb == "leave" and deed.ok:
            return replace(known, off=known.off | {deed.actor})
        known = replace(known, off=known.off - {deed.actor})
        if not thing or not deed.ok:
            return known
        if deed.verb in ("take", "pick_up"):
            return replace(known, holders={**known.holders, thing: deed.actor})
        if deed.verb in ("put_down", "drop", "throw"):
            return replace(known, holders={**known.holders, thing: ""})
        if deed.verb == "give" and deed.target in self._seed.cast:
            return replace(known, holders={**known.holders, thing: deed.target})
        return known

    def _has(self, person: str, thing: str, does: str, where: Where, known: _Known) -> None:
        holder = known.holders.get(thing)
        if holder is not None and holder != person:
            shown = f"{holder} has it" if holder else "nobody holds it"
            self._findings.warn(
                "SD507", where, f"{person} cannot {does} {thing}: {shown}", "name who has it, or let them take it first"
            )

    def _effect(self, effect: Effect, known: _Known) -> _Known:
        words = tuple(_word(argument) for argument in effect.arguments)
        where = effect.where
        people = [w for w in words if w in self._seed.cast]
        if effect.kind in ("give", "take", "drop", "put", "tell"):
            for person in people:
                self._present(person, f"should {effect.kind}", where, known)
                if person not in self._here and not self._storylet.sub and person not in known.gone:
                    self._findings.warn(
                        "SD501", where, f"{person} should {effect.kind} but is not in the scene's cast",
                        f"add {person} to cast: or maybe:",
                    )  # fmt: skip
        match effect.kind:
            case "give" | "tell" if words[0] == words[1]:
                self._findings.error("SD508", where, f"{words[0]} and {words[1]} are one person", "name two")
            case "give":
                self._has(words[0], words[2], "give", where, known)
                return replace(known, holders={**known.holders, words[2]: words[1]})
            case "take":
                if known.holders.get(words[-1]) == words[0]:
                    self._findings.hint(
                        "SD509", where, f"{words[0]} takes {words[-1]}, but has it already", "remove it"
                    )
                return replace(known, holders={**known.holders, words[-1]: words[0]})
            case "drop" | "put":
                thing = next((word for word in words if word in self._seed.things), "")
                if people:
                    self._has(people[0], thing, effect.kind, where, known)
                return replace(known, holders={**known.holders, thing: ""})
            case "lose":
                return replace(known, holders={**known.holders, words[0]: ""})
            case "move" if len(words) > 1 and words[0] not in self._seed.things:
                return self._moved(words[0], words[1], known)
            case "fact" if effect.name == "alive" and words:
                dead = known.dead - {words[0]} if effect.positive else known.dead | {words[0]}
                return replace(known, dead=dead)
        return known

    def _moved(self, person: str, place: str, known: _Known) -> _Known:
        here = self._storylet.place
        if place == here:
            self._here.add(person)
            return replace(known, gone={p: w for p, w in known.gone.items() if p != person})
        if here == "any" or place.startswith("$") or here.startswith("$"):
            return known
        return replace(known, gone={**known.gone, person: place})


def _word(tree: Expr) -> str:
    match tree:
        case Name(id=word):
            return word
        case Variable(name=name):
            return f"${name}"
        case Literal(value=value):
            return str(value)
        case _:
            return "?"


def _common(ends: list[_Known]) -> _Known:
    """What is certain after any of several ways."""
    if not ends:
        return _Known()
    first, *others = ends
    for other in others:
        first = _Known(
            gone={p: w for p, w in first.gone.items() if other.gone.get(p) == w},
            off=first.off & other.off,
            dead=first.dead & other.dead,
            holders={t: h for t, h in first.holders.items() if other.holders.get(t) == h},
        )
    return first
