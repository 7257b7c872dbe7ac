"""What a storylet needs and changes, told from its text before it is played.

It does not know the world's present state; it simulates the certain statements on names alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from story_engine.effects import told_by_words
from story_engine.expr import Binary, Call, Expr, Literal, Name, Unary, Value, Variable, walk
from story_engine.seed.model import Seed, Storylet
from story_engine.seed.script import (
    Alternatives,
    Assign,
    Block,
    Branching,
    Change,
    Choosing,
    Cue,
    Deed,
    Effect,
    OnceOnly,
    Statement,
)
from story_engine.seed.steps import every_statement

Atom = tuple[str, ...]


def _ids(effect: Effect, binding: Mapping[str, str]) -> tuple[str, ...] | None:
    """The ids of an effect's arguments; None when one is computed."""
    words = []
    for argument in effect.arguments:
        if isinstance(argument, Name):
            words.append(argument.id)
        elif isinstance(argument, Literal):
            words.append(str(argument.value))
        elif isinstance(argument, Variable) and argument.name in binding:
            words.append(binding[argument.name])
        else:
            return None
    return tuple(words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """The statements of a storylet that tell what it changes and needs, found once for all of its bindings."""

    likely: Block
    """Of its likely course, those that write."""
    sure: Block
    """Of what is always performed, those that may need a thing."""


def telling_of(storylet: Storylet) -> Telling:
    """What tells a storylet's changes and needs."""
    return Telling(
        likely=tuple(s for s in likely_course(storylet.body) if isinstance(s, Change | Deed | Cue)),
        sure=tuple(s for s in certain(storylet.body) if isinstance(s, Change | Deed | Cue)),
    )


def foreseen_updates(
    seed: Seed, storylet: Storylet, telling: Telling, binding: Mapping[str, str], place: str, cast: tuple[str, ...]
) -> dict[Atom, Value]:
    """What the likely course of the storylet writes: likely outcomes of chances, the author's default of a choice."""
    updates: dict[Atom, Value] = {("at", person): place for person in cast}
    updates["visits", storylet.id] = 1.0
    if storylet.brings_weather:
        updates["weather",] = storylet.brings_weather
    for statement in telling.likely:
        if isinstance(statement, Change):
            for effect in statement.effects:
                updates.update(_foreseen(seed, effect, binding, place))
        elif isinstance(statement, Deed) and statement.ok:
            updates.update(_handled(seed, statement, binding, place))
        elif isinstance(statement, Cue) and statement.kind in ("open", "close"):
            updates["thread", statement.text] = "open" if statement.kind == "open" else "closed"
        elif isinstance(statement, Cue) and statement.kind == "weather":
            updates["weather",] = statement.text
    if storylet.thread and storylet.thread_step != "advances":
        updates["thread", storylet.thread] = "open" if storylet.thread_step == "opens" else "closed"
    return updates


def likely_course(block: Block) -> Iterator[Statement]:
    """One typical way through a block: of chances the likelier outcome, of choices the author's default."""
    for statement in block:
        yield statement
        match statement:
            case Branching():
                arm = next((arm for arm in statement.arms if _likely(arm.condition)), None)
                if arm is not None:
                    yield from likely_course(arm.body)
            case Alternatives():
                yield from likely_course(statement.arms[0].body if statement.arms else ())
            case OnceOnly():
                yield from likely_course(statement.body)
            case Choosing() if statement.answers:
                yield from likely_course(statement.answers[max(0, statement.default - 1)].body)


def _likely(condition: Expr | None) -> bool:
    """Whether a condition holds more often than not, as far as its chances tell."""
    match condition:
        case Call(name="chance", arguments=arguments) if arguments and isinstance(arguments[-1], Literal):
            probability = arguments[-1].value
            return isinstance(probability, str) or float(probability) >= 0.5
        case Unary(operator="!", operand=operand) if _has_chance(operand):
            return not _likely(operand)
        case Binary(operator="&&", left=left, right=right):
            return _likely(left) and _likely(right)
        case _:
            return True


def _has_chance(tree: Expr) -> bool:
    return any(isinstance(node, Call) and node.name == "chance" for node in walk(tree))


def possible_writes(
    seed: Seed, storylet: Storylet, binding: Mapping[str, str], place: str, cast: tuple[str, ...]
) -> frozenset[tuple[Atom, Value | None]]:
    """Every atom that some course of the storylet may write, with the value; None = a value that is computed."""
    found: set[tuple[Atom, Value | None]] = {(("visits", storylet.id), None)}
    found.update((("at", person), place) for person in cast)
    blocks: list[Block] = [storylet.body]
    entered = {storylet.id}
    if storylet.thread and storylet.thread_step != "advances":
        found.add((("thread", storylet.thread), "open" if storylet.thread_step == "opens" else "closed"))
    while blocks:
        for statement in every_statement(blocks.pop()):
            match statement:
                case Change():
                    for effect in statement.effects:
                        for atom, value in _foreseen(seed, effect, binding, place).items():
                            found.add((atom, None if atom[0] in ("q", "stage") else value))
                case Deed(ok=True):
                    found.update(_handled(seed, statement, binding, place).items())
                case Assign():
                    found.add((("var", statement.name), None))
                case Choosing():
                    found.update((("chose", answer.id), True) for answer in statement.answers)
                case Cue(kind="open" | "close" as kind):
                    found.add((("thread", statement.text), "open" if kind == "open" else "closed"))
                case Cue(kind="jump" | "detour", text=node):
                    found.add((("visits", node), None))
                    if node in seed.storylets and node not in entered:
                        entered.add(node)
                        blocks.append(seed.storylets[node].body)
    return frozenset(found)


def _handled(seed: Seed, deed: Deed, binding: Mapping[str, str], place: str) -> dict[Atom, Value]:
    """What a deed with a thing changes by itself."""
    actor, target, thing = (_bound(word, binding) for word in (deed.actor, deed.target, deed.thing))
    if target in seed.things and not thing:
        thing, target = target, ""
    if thing not in seed.things:
        return {}
    match deed.verb:
        case "take" | "pick_up":
            return {("holder", thing): actor, ("lies", thing): ""}
        case "drop" | "put_down" | "throw":
            return {("holder", thing): "", ("lies", thing): place}
        case "give" if target in seed.cast:
            return {("holder", thing): target, ("lies", thing): ""}
        case _:
            return {}


def _foreseen(seed: Seed, effect: Effect, binding: Mapping[str, str], place: str) -> dict[Atom, Value]:
    words = _ids(effect, binding)
    if words is None:
        return {}
    if (told := told_by_words(effect.kind, words)) is not None:
        return told
    match effect.kind:
        case "drop" | "put":
            thing = next((word for word in words if word in seed.things), "")
            where = next((word for word in words if word in seed.places), place)
            return {("holder", thing): "", ("lies", thing): where} if thing else {}
        case "move":
            return {("at", words[0]): words[1]}
        case "state":
            return {("state", words[0], words[1]): True}
        case "fact":
            return {("fact", effect.name, *words): effect.positive}
        case "climb":
            stages = seed.ladders[words[0]].stages if words[0] in seed.ladders else ()
            return {("stage", words[0]): stages[1]} if len(stages) > 1 else {}
        case _:
            quality = seed.qualities.get(effect.name)
            if quality is None or not isinstance(effect.value, Literal) or isinstance(effect.value.value, str):
                return {}
            amount = float(effect.value.value)
            step = {"=": amount, "+=": quality.start + amount, "-=": quality.start - amount}[effect.operator]
            return {("q", effect.name, *words): min(quality.high, max(quality.low, step))}


def implied_conditions(
    seed: Seed, storylet: Storylet, telling: Telling, binding: Mapping[str, str], place: str, cast: tuple[str, ...]
) -> Iterator[Expr]:
    """What the certain deeds of the scene take for granted: who holds a thing, that it is there."""
    holders: dict[str, str] = {}
    """Things whose holder is settled by an earlier statement of the scene."""
    asked: set[str] = set()
    for thing in storylet.needs:
        thing = _bound(thing, binding)
        asked.add(thing)
        yield _in_reach(thing, place, cast)
    for statement in telling.sure:
        yield from _needs_of(seed, statement, binding, place, cast, holders, asked)


def certain(block: Block) -> Iterator[Statement]:
    """The statements that are always performed: those before the first jump or stop, outside other blocks."""
    for statement in block:
        if isinstance(statement, Cue) and statement.kind in ("jump", "stop"):
            return
        yield statement


def _bound(word: str, binding: Mapping[str, str]) -> str:
    return binding.get(word[1:], word) if word.startswith("$") else word


def _needs_of(
    seed: Seed,
    statement: Statement,
    binding: Mapping[str, str],
    place: str,
    cast: tuple[str, ...],
    holders: dict[str, str],
    asked: set[str],
) -> Iterator[Expr]:
    def reach(thing: str) -> Iterator[Expr]:
        if thing in seed.things and thing not in holders and thing not in asked:
            asked.add(thing)
            yield _in_reach(thing, place, cast)

    if isinstance(statement, Deed):
        if _bound(statement.actor, binding) not in cast:
            return
        for word in (statement.target, statement.thing):
            yield from reach(_bound(word, binding))
        if statement.ok and statement.verb in ("take", "pick_up"):
            thing = _bound(statement.thing or statement.target, binding)
            if thing in seed.things:
                holders[thing] = _bound(statement.actor, binding)
    elif isinstance(statement, Cue) and statement.kind == "reveal":
        yield from reach(_bound(statement.text, binding))
    elif isinstance(statement, Change):
        for effect in statement.effects:
            words = _ids(effect, binding)
            if words is None:
                continue
            if effect.kind == "give" and words[0] in cast and words[2] in seed.things:
                if words[2] not in holders:
                    asked.add(words[2])
                    yield Call("has", (Literal(words[0]), Literal(words[2])))
                holders[words[2]] = words[1]
            elif effect.kind == "take" and words[0] in cast and words[-1] in seed.things:
                yield from reach(words[-1])
                holders[words[-1]] = words[0]
            elif effect.kind in ("drop", "put") and words[0] in cast:
                thing = next((word for word in words if word in seed.things), "")
                if thing and thing not in holders:
                    asked.add(thing)
                    yield Call("has", (Literal(words[0]), Literal(thing)))
                holders[thing] = ""
            elif effect.kind == "move" and words[0] in seed.things:
                holders[words[0]] = ""


def _in_reach(thing: str, place: str, cast: tuple[str, ...]) -> Expr:
    tree: Expr = Call("lies", (Literal(thing), Literal(place)))
    for person in cast:
        tree = Binary("||", tree, Call("has", (Literal(person), Literal(thing))))
    return tree
