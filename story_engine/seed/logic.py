"""Finds conditions that can never be true: contradictions, numbers out of range, facts that nothing makes.

It does not know the order of scenes; what it calls possible may still be out of reach, what it calls impossible is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from story_engine.expr import Binary, Call, Expr, Literal, Name, Unary, conjuncts, shown_tree
from story_engine.seed.diagnostics import Findings, Where
from story_engine.seed.model import Seed, Storylet
from story_engine.seed.script import Alternatives, Branching, Change, Choosing, Cue, Say
from story_engine.seed.steps import arm_where, every_statement

TOP = 1e9
"""Stands for "no upper bound" in counts."""


@dataclass(frozen=True, slots=True)
class _Possible:
    """What the whole seed can ever make true, by name; over-generous on purpose."""

    facts_true: frozenset[str]
    states: frozenset[str]
    threads: frozenset[tuple[str, str]]
    qualities: frozenset[str]
    weathers: frozenset[str]


@dataclass(frozen=True, slots=True)
class _May:
    """Whether an expression may be true and may be false."""

    true: bool
    false: bool


_EITHER = _May(True, True)


def check_logic(seed: Seed, findings: Findings) -> None:
    """Say which conditions can never hold, and what is read but never made."""
    possible = _possible(seed)
    for storylet in seed.storylets.values():
        if storylet.automatic:  # bridges ask for weather and secrets that a seed may lack
            continue
        for tree, where, what in _conditions(storylet):
            for part in conjuncts(tree):
                if not _may(part, seed, possible).true:
                    findings.error(
                        "SD301", where.moved(part.column), f"{what} can never be true: {_cause(part, seed, possible)}",
                        "make it true somewhere, or remove it",
                    )  # fmt: skip
            for word in _contradictions(tree):
                findings.error("SD302", where, f"{what} wants {word} both true and untrue", "remove one of them")
            for word in _empty_ranges(tree):
                findings.error("SD303", where, f"{what} leaves no value for {word}", "widen the bounds")


def _conditions(storylet: Storylet) -> Iterator[tuple[Expr, Where, str]]:
    if storylet.when is not None:
        yield storylet.when, storylet.at("when"), "when:"
    for statement in every_statement(storylet.body):
        if isinstance(statement, Say) and statement.condition is not None:
            yield statement.condition, statement.where, "the line's condition"
        elif isinstance(statement, Branching | Alternatives):
            for arm in statement.arms:
                if arm.condition is not None:
                    yield arm.condition, arm_where(storylet, arm), "the condition"
        elif isinstance(statement, Choosing):
            for answer in statement.answers:
                if answer.condition is not None:
                    yield answer.condition, answer.where, "the option's condition"


def _possible(seed: Seed) -> _Possible:
    facts = {"alive", "want"}
    states: set[str] = set()
    threads: set[tuple[str, str]] = set()
    qualities: set[str] = set()
    weathers = {seed.start_weather, "clear", "cloud", "wind", "rain", "storm", "snow", "fog"}
    for person in seed.cast.values():
        states.update(person.states)
    for item in seed.things.values():
        states.update(item.states)
    changes = list(seed.start)
    for storylet in seed.storylets.values():
        if storylet.thread_step in ("opens", "closes"):
            threads.add((storylet.thread, "open" if storylet.thread_step == "opens" else "closed"))
        for statement in every_statement(storylet.body):
            if isinstance(statement, Change):
                changes.append(statement)
            elif isinstance(statement, Cue) and statement.kind in ("open", "close"):
                threads.add((statement.text, "open" if statement.kind == "open" else "closed"))
    for change in changes:
        for effect in change.effects:
            if effect.kind == "fact" and effect.positive:
                facts.add(effect.name)
            elif effect.kind == "state" and len(effect.arguments) > 1:
                states.add(_word(effect.arguments[1]))
            elif effect.kind in ("learn", "tell"):
                facts.add("knows")
            elif effect.kind == "quality":
                qualities.add(effect.name)
    return _Possible(frozenset(facts), frozenset(states), frozenset(threads), frozenset(qualities), frozenset(weathers))


def _word(tree: Expr) -> str:
    return str(tree.value) if isinstance(tree, Literal) else tree.id if isinstance(tree, Name) else ""


def _may(tree: Expr, seed: Seed, possible: _Possible) -> _May:
    match tree:
        case Literal(value=bool() as value):
            return _May(value, not value)
        case Name(id=name) if name in seed.facts:
            return _May(name in possible.facts_true, True)
        case Call(name=name) if name in seed.facts:
            return _May(name in possible.facts_true, True)
        case Call(name="state", arguments=(_, Literal() | Name() as state)):
            return _May(_word(state) in possible.states, True)
        case Call(name="thread", arguments=(Name() | Literal() as thread, Name() | Literal() as state)):
            wanted = (_word(thread), _word(state))
            return _May(wanted[1] == "unopened" or wanted in possible.threads, True)
        case Unary(operator="!", operand=operand):
            inner = _may(operand, seed, possible)
            return _May(inner.false, inner.true)
        case Binary(operator="&&", left=left, right=right):
            first, second = _may(left, seed, possible), _may(right, seed, possible)
            return _May(first.true and second.true, first.false or second.false)
        case Binary(operator="||", left=left, right=right):
            first, second = _may(left, seed, possible), _may(right, seed, possible)
            return _May(first.true or second.true, first.false and second.false)
        case Binary(operator=("<" | ">" | "<=" | ">=" | "==" | "!=") as operator):
            return _comparison(operator, tree, seed, possible)
        case _:
            return _EITHER


def _comparison(operator: str, tree: Binary, seed: Seed, possible: _Possible) -> _May:
    left, right = _range(tree.left, seed, possible), _range(tree.right, seed, possible)
    if left is None or right is None:
        return _EITHER
    (low, high), (least, most) = left, right
    match operator:
        case "<":
            return _May(low < most, high >= least)
        case "<=":
            return _May(low <= most, high > least)
        case ">":
            return _May(high > least, low <= most)
        case ">=":
            return _May(high >= least, low < most)
        case "==":
            return _May(low <= most and high >= least, True)
        case _:
            return _May(not low == high == least == most, True)


def _range(tree: Expr, seed: Seed, possible: _Possible) -> tuple[float, float] | None:
    """The numbers an expression can be; None when that is unknown."""
    if isinstance(tree, Literal) and not isinstance(tree.value, str | bool):
        return (tree.value, tree.value)
    if isinstance(tree, Unary) and tree.operator == "-":
        inner = _range(tree.operand, seed, possible)
        return (-inner[1], -inner[0]) if inner is not None else None
    name = tree.name if isinstance(tree, Call) else tree.id if isinstance(tree, Name) else ""
    if name in seed.qualities:
        quality = seed.qualities[name]
        if name not in possible.qualities:
            return (quality.start, quality.start)
        return (quality.low, quality.high)
    return {"hour": (0.0, 23.9999), "minutes": (0.0, TOP), "scene_number": (1.0, TOP), "since": (0.0, TOP),
            "visited_count": (0.0, TOP)}.get(name)  # fmt: skip


def _cause(tree: Expr, seed: Seed, possible: _Possible) -> str:
    """Why a condition is impossible, in words."""
    match tree:
        case Name(id=name) | Call(name=name) if name in seed.facts and name not in possible.facts_true:
            return f"nothing ever makes “{name}” true"
        case Call(name="state", arguments=(_, state)):
            return f"nothing ever gets the state “{_word(state)}”"
        case Call(name="thread", arguments=(thread, state)):
            return f"the thread “{_word(thread)}” never becomes {_word(state)}"
        case Binary(operator=operator, left=left) if operator not in ("&&", "||"):
            found = _range(left, seed, possible)
            if found is not None:
                return f"{shown_tree(left).replace(chr(39), '')} is always between {found[0]:g} and {found[1]:g}"
    return "its parts exclude it"


def _contradictions(tree: Expr) -> list[str]:
    parts = conjuncts(tree)
    positive = {shown_tree(part): part for part in parts}
    found = []
    for part in parts:
        if isinstance(part, Unary) and part.operator == "!" and shown_tree(part.operand) in positive:
            found.append(shown_tree(part.operand).replace("'", ""))
    places: dict[str, str] = {}
    for part in parts:
        if isinstance(part, Call) and part.name in ("at", "lies", "holder") and len(part.arguments) == 2:
            subject, value = shown_tree(part.arguments[0]), shown_tree(part.arguments[1])
            if (
                part.arguments[1].__class__ in (Name, Literal)
                and places.setdefault(part.name + subject, value) != value
            ):
                found.append(f"{part.name}({subject}) in two places".replace("'", ""))
    return found


def _empty_ranges(tree: Expr) -> list[str]:
    """Bounds of one number in a conjunction that exclude each other."""
    low: dict[str, float] = {}
    high: dict[str, float] = {}
    for part in conjuncts(tree):
        if isinstance(part, Binary) and isinstance(part.right, Literal) and isinstance(part.right.value, float):
            key, value = shown_tree(part.left).replace("'", ""), part.right.value
            if part.operator in (">", ">=", "=="):
                low[key] = max(low.get(key, -TOP), value + (1e-9 if part.operator == ">" else 0.0))
            if part.operator in ("<", "<=", "=="):
                high[key] = min(high.get(key, TOP), value - (1e-9 if part.operator == "<" else 0.0))
    return [key for key, least in low.items() if least > high.get(key, TOP)]
