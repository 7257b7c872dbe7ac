"""What a storylet needs and changes, told from its text before it is played.

It does not know the world's present state; it simulates the certain statements on names alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from story_engine.expr import Binary, Call, Expr, Literal, Name, Value, Variable
from story_engine.seed.model import Seed, Storylet
from story_engine.seed.script import Assign, Block, Change, Cue, Deed, Effect, Statement
from story_engine.seed.steps import likely_path

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


def foreseen_updates(
    seed: Seed, storylet: Storylet, binding: Mapping[str, str], place: str, cast: tuple[str, ...]
) -> dict[Atom, Value]:
    """What one typical course of the storylet writes."""
    updates: dict[Atom, Value] = {("at", person): place for person in cast}
    updates["visits", storylet.id] = 1.0
    if storylet.brings_weather:
        updates["weather",] = storylet.brings_weather
    for statement in likely_path(storylet.body):
        if isinstance(statement, Change):
            for effect in statement.effects:
                updates.update(_foreseen(seed, effect, binding, place))
        elif isinstance(statement, Cue) and statement.kind in ("open", "close"):
            updates["thread", statement.text] = "open" if statement.kind == "open" else "closed"
        elif isinstance(statement, Cue) and statement.kind == "weather":
            updates["weather",] = statement.text
    if storylet.thread and storylet.thread_step != "advances":
        updates["thread", storylet.thread] = "open" if storylet.thread_step == "opens" else "closed"
    return updates


def _foreseen(seed: Seed, effect: Effect, binding: Mapping[str, str], place: str) -> dict[Atom, Value]:
    words = _ids(effect, binding)
    if words is None:
        return {}
    match effect.kind:
        case "give":
            return {("holder", words[2]): words[1], ("lies", words[2]): ""}
        case "take":
            return {("holder", words[-1]): words[0], ("lies", words[-1]): ""}
        case "drop" | "put":
            thing = next((word for word in words if word in seed.things), "")
            where = next((word for word in words if word in seed.places), place)
            return {("holder", thing): "", ("lies", thing): where} if thing else {}
        case "move":
            return {("at", words[0]): words[1]}
        case "lose":
            return {("holder", words[0]): "", ("lies", words[0]): ""}
        case "state" | "unstate":
            return {("state", words[0], words[1]): effect.kind == "state"}
        case "fact":
            return {("fact", effect.name, *words): effect.positive}
        case _:
            quality = seed.qualities.get(effect.name)
            if quality is None or not isinstance(effect.value, Literal) or isinstance(effect.value.value, str):
                return {}
            amount = float(effect.value.value)
            step = {"=": amount, "+=": quality.start + amount, "-=": quality.start - amount}[effect.operator]
            return {("q", effect.name, *words): min(quality.high, max(quality.low, step))}


def implied_conditions(
    seed: Seed, storylet: Storylet, binding: Mapping[str, str], place: str, cast: tuple[str, ...]
) -> Iterator[Expr]:
    """What the certain deeds of the scene take for granted: who holds a thing, that it is there."""
    holders: dict[str, str] = {}
    """Things whose holder is settled by an earlier statement of the scene."""
    asked: set[str] = set()
    for thing in storylet.needs:
        thing = _bound(thing, binding)
        asked.add(thing)
        yield _in_reach(thing, place, cast)
    for statement in certain(storylet.body):
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

    if isinstance(statement, Assign):
        return
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
