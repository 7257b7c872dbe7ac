"""Compares what a seed asks for with what it changes: facts, states, qualities, secrets, ladders, word lists, wants.

It does not know whether the scenes that ask or change are ever reached; `reach` does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from story_engine.expr import Call, Expr, Literal, Name, Variable, walk
from story_engine.seed.diagnostics import Findings, Where
from story_engine.seed.model import BUILT_IN_FACTS, Seed, Storylet
from story_engine.seed.possible import Atom
from story_engine.seed.script import (
    Alternatives,
    Assign,
    Branching,
    Change,
    Choosing,
    Cue,
    Effect,
    OnceOnly,
    Say,
    Template,
)
from story_engine.seed.steps import arm_where, every_statement

ANY = "*"
"""Stands for a role or a computed argument in a pattern."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A pattern that is asked for or changed, and where."""

    pattern: Atom
    where: Where


def check_usage(seed: Seed, findings: Findings) -> None:
    """Say what is asked for but never made, and made but never asked for."""
    asked = list(_asked(seed))
    made = list(_made(seed))
    _never_made(seed, asked, made, findings)
    _never_asked(asked, made, findings)
    names = {mention.pattern[0] for mention in (*asked, *made)}
    for name in seed.facts:
        if name not in BUILT_IN_FACTS and name not in names:
            findings.warn("SD304", seed.at("facts", name), f"the fact “{name}” is declared but never used", "remove it")
    for section, table in (("qualities", seed.qualities), ("derived", seed.derived), ("ladders", seed.ladders)):
        for name in table:
            if name not in names:
                where = seed.at(section, name)
                findings.warn("SD304", where, f"“{name}” is declared but never used", "use it, or remove it")
    for secret in seed.secrets:
        if not any(m.pattern[0] == "knows" and _fits(m.pattern, ("knows", ANY, secret)) for m in (*asked, *made)):
            findings.warn(
                "SD304", seed.at("secrets", secret), f"nobody ever learns “{secret}”", "learn(…) or remove it"
            )
    _variables(seed, findings)


def _fits(first: Atom, second: Atom) -> bool:
    """Whether two patterns may mean the same."""
    return len(first) == len(second) and all(a == b or ANY in (a, b) for a, b in zip(first, second, strict=True))


def _never_made(seed: Seed, asked: list[Mention], made: list[Mention], findings: Findings) -> None:
    by_name = {name: [m.pattern for m in made if m.pattern[0] == name] for name in {m.pattern[0] for m in made}}
    for mention in asked:
        name = mention.pattern[0]
        known = by_name.get(name, [])
        if name in ("alive", "stuck", "want") or name in seed.derived or any(_fits(mention.pattern, p) for p in known):
            continue
        shown = f"{name}({', '.join(mention.pattern[1:])})" if len(mention.pattern) > 1 else name
        if name in seed.qualities:
            findings.warn("SD310", mention.where, f"{shown} never changes", "add an effect, or remove the question")
        elif name in seed.ladders:
            findings.warn("SD310", mention.where, f"the ladder “{name}” is never climbed", "add <<do climb(…)>>")
        elif name in seed.facts or name == "state":
            findings.warn(
                "SD309", mention.where, f"nothing ever makes {shown} true", "add an effect, or mend the names"
            )


def _never_asked(asked: list[Mention], made: list[Mention], findings: Findings) -> None:
    by_name = {name: [m.pattern for m in asked if m.pattern[0] == name] for name in {m.pattern[0] for m in asked}}
    told: set[Atom] = set()
    for mention in made:
        name, *words = mention.pattern
        known = by_name.get(name, [])
        if name in ("alive", "stuck", "want") or any(_fits(mention.pattern, pattern) for pattern in known):
            continue
        swapped = (name, *reversed(words))
        if name == "state":
            subject = f"state({', '.join(words)})"
            if mention.pattern not in told and not any(p[-1] in (words[-1], ANY) for p in known):
                findings.hint("SD308", mention.where, f"nothing ever asks for {subject}", "let a scene depend on it")
        elif not known:
            if (name,) not in told:
                findings.hint("SD308", mention.where, f"nothing ever asks for {name}", "let a scene depend on it")
            told.add((name,))
        elif len(words) == 2 and words[0] != words[1] and swapped in known and mention.pattern not in told:
            findings.hint(
                "SD311", mention.where, f"scenes ask for {name}({words[1]}, {words[0]}), never the other way round",
                "are the two swapped?",
            )  # fmt: skip
        told.add(mention.pattern)


def _asked(seed: Seed) -> Iterator[Mention]:
    for storylet in seed.storylets.values():
        if storylet.automatic:
            continue
        for tree, where in _questions(storylet):
            yield from _mentions(seed, tree, where)
    for rule in seed.derived.values():
        yield from _mentions(seed, rule.expr, rule.where)
    for reply in (reply for replies in seed.reactions.values() for reply in replies):
        if reply.condition is not None:
            yield from _mentions(seed, reply.condition, reply.where or Where(path=seed.path))
    for phrase in seed.phrases:
        for mention in _mentions(seed, phrase.goal, Where(path=seed.path)):
            if mention.pattern[0] not in seed.facts or mention.pattern[0] == "want":
                continue
            yield mention


def _questions(storylet: Storylet) -> Iterator[tuple[Expr, Where]]:
    if storylet.when is not None:
        yield storylet.when, storylet.at("when")
    for statement in every_statement(storylet.body):
        match statement:
            case Say(condition=condition, text=text, where=where):
                yield from _of(condition, text, where)
            case Branching(arms=arms) | Alternatives(arms=arms):
                for arm in arms:
                    if arm.condition is not None:
                        yield arm.condition, arm_where(storylet, arm)
            case Choosing(answers=answers):
                for answer in answers:
                    yield from _of(answer.condition, answer.text, answer.where)
            case Cue(template=template, where=where):
                yield from _of(None, template, where)
            case Assign(value=value, where=where):
                yield value, where
            case Change(effects=effects):
                for effect in effects:
                    if effect.value is not None:
                        yield effect.value, effect.where
            case OnceOnly():
                continue


def _of(condition: Expr | None, template: Template, where: Where) -> Iterator[tuple[Expr, Where]]:
    if condition is not None:
        yield condition, where
    for part in template:
        if not isinstance(part, str):
            yield part, where


def _mentions(seed: Seed, tree: Expr, where: Where) -> Iterator[Mention]:
    for node in walk(tree):
        if isinstance(node, Name) and (node.id in seed.facts or node.id in seed.derived or node.id in seed.qualities):
            yield Mention((node.id,), where.moved(node.column))
        elif isinstance(node, Call):
            words = tuple(_word(argument) for argument in node.arguments)
            if node.name in ("stage", "reached") and words:
                yield Mention((words[0],), where.moved(node.column))
            elif node.name in seed.facts or node.name in seed.qualities or node.name in seed.derived:
                yield Mention((node.name, *words), where.moved(node.column))
            elif node.name == "state":
                yield Mention(("state", *words), where.moved(node.column))


def _word(tree: Expr) -> str:
    match tree:
        case Name(id=word) | Literal(value=str() as word):
            return word
        case _:
            return ANY


def _made(seed: Seed) -> Iterator[Mention]:
    for person in seed.cast.values():
        yield from (Mention(("state", person.id, s), seed.at("cast", person.id)) for s in person.states)
    for item in seed.things.values():
        yield from (Mention(("state", item.id, s), seed.at("things", item.id)) for s in item.states)
    for change in seed.start:
        for effect in change.effects:
            yield from _written(seed, effect)
    for storylet in seed.storylets.values():
        for statement in every_statement(storylet.body):
            if isinstance(statement, Change):
                for effect in statement.effects:
                    yield from _written(seed, effect)


def _written(seed: Seed, effect: Effect) -> Iterator[Mention]:
    words = tuple(ANY if isinstance(a, Variable) else _word(a) for a in effect.arguments)
    match effect.kind:
        case "fact" if effect.positive:
            yield Mention((effect.name, *words), effect.where)
        case "quality":
            yield Mention((effect.name, *words), effect.where)
        case "state":
            yield Mention(("state", *words), effect.where)
        case "learn":
            yield Mention(("knows", *words), effect.where)
        case "tell":
            yield Mention(("knows", *words[1:]), effect.where)
        case "climb" | "stage":
            yield Mention((words[0],), effect.where)
        case _:
            return


def _variables(seed: Seed, findings: Findings) -> None:
    """`<<set $name>>` that nothing asks for."""
    asked: set[str] = set()
    written: dict[str, Where] = {}
    for storylet in seed.storylets.values():
        for tree, _ in _questions(storylet):
            asked.update(node.name for node in walk(tree) if isinstance(node, Variable))
        for statement in every_statement(storylet.body):
            if isinstance(statement, Assign):
                written.setdefault(statement.name, statement.where)
    for name, where in written.items():
        if name not in asked:
            findings.warn("SD308", where, f"${name} is set, but nothing asks for it", "use it, or remove it")
