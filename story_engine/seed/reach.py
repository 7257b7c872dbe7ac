"""Says what of a seed can never be reached: scenes, options, branches, deeds, threads, people, places, things.

It does not know why a viewer would go there; `relax` tells what is possible at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from story_engine.expr import Binary, Expr, Name, Variable, conjuncts, walk, written
from story_engine.seed.diagnostics import Findings, Where
from story_engine.seed.model import Seed, Storylet
from story_engine.seed.relax import Case, Relaxed, begins_somewhere, why_not
from story_engine.seed.script import Alternatives, Block, Branching, Change, Choosing, Cue, Deed, Say
from story_engine.seed.steps import arm_where, every_statement, inner_blocks


def check_reach(seed: Seed, relaxed: Relaxed, findings: Findings) -> None:
    """Say what is out of reach in a seed without errors."""
    cases: dict[str, list[Case]] = {}
    for case in relaxed.cases:
        cases.setdefault(case.storylet.id, []).append(case)
    for storylet in seed.storylets.values():
        if storylet.automatic:
            continue
        if relaxed.reached(storylet.id):
            _always(storylet, cases.get(storylet.id, ()), relaxed, findings)
            _inside(storylet, relaxed, findings)
        elif not storylet.sub:
            _unreached(seed, storylet, relaxed, findings)
        _after_the_end(storylet.body, findings)
    _threads(seed, findings)
    _entities(seed, findings)
    if not begins_somewhere(seed):
        where = Where(path=seed.path)
        findings.warn("SD410", where, "no scene can be played at the start", "make one scene's when: true at the start")


def _unreached(seed: Seed, storylet: Storylet, relaxed: Relaxed, findings: Findings) -> None:
    empty = next((role for role in storylet.roles if not seed.ids_of(role.type)), None)
    if empty is not None:
        findings.warn(
            "SD408", storylet.at("roles"), f"${empty.name} is never bound: the seed has no {empty.type}",
            f"add a {empty.type}, or remove the role",
        )  # fmt: skip
        return
    words, part = why_not(relaxed, storylet)
    where = storylet.at("when").moved(part.column) if part is not None else storylet.where
    reason = f"“{written(part)}” never holds" if part is not None else words
    findings.warn("SD402", where, f"“{storylet.id}” can never be played: {reason}", "make it true in a reached scene")


def _inside(storylet: Storylet, relaxed: Relaxed, findings: Findings) -> None:
    live = relaxed.live
    for statement in every_statement(storylet.body):
        match statement:
            case Say(condition=condition, where=where) if condition is not None and id(statement) not in live:
                findings.warn("SD403", where, f"the line is never said: “{written(condition)}”", "mend the condition")
            case Branching() | Alternatives():
                if any(id(arm) in live for arm in statement.arms):
                    _arms(storylet, statement, live, findings)
            case Choosing():
                dead = [answer for answer in statement.answers if id(answer) not in live]
                for answer in dead if len(dead) < len(statement.answers) else ():
                    shown = written(answer.condition) if answer.condition is not None else ""
                    findings.warn(
                        "SD403", answer.where, f"the option is never offered: “{shown}”", "mend the condition"
                    )
                if len(statement.answers) - len(dead) < 2:
                    findings.warn(
                        "SD404", statement.where, "fewer than two options are ever offered",
                        "add one; what belongs to an option is indented below it",
                    )  # fmt: skip
            case Change():
                for effect in statement.effects:
                    if id(effect) in relaxed.tried and id(effect) not in live:
                        findings.warn(
                            "SD504", effect.where, f"{effect.kind} never works here: {_lacks(effect.kind)}",
                            "give it to them first, or name who has it",
                        )  # fmt: skip
            case Deed(where=where) if id(statement) in relaxed.tried and id(statement) not in live:
                findings.warn(
                    "SD503", where, f"{statement.actor} cannot {statement.verb} what is never there",
                    "bring the thing there first, or name another",
                )  # fmt: skip


def _lacks(kind: str) -> str:
    return {
        "take": "the thing is nowhere",
        "tell": "who tells never knows it",
    }.get(kind, "who should hand the thing over never holds it")


def _arms(storylet: Storylet, group: Branching | Alternatives, live: set[int], findings: Findings) -> None:
    told: set[str] = set()
    for arm in group.arms:
        if arm.condition is None:
            if id(arm) not in live:
                findings.warn(
                    "SD403", arm_where(storylet, arm), "<<else>> is never reached: the condition above always holds",
                    "remove it",
                )  # fmt: skip
            continue
        shown = written(arm.condition)
        if id(arm) not in live:
            where = arm_where(storylet, arm)
            findings.warn("SD403", where, f"the branch is never taken: “{shown}”", "mend the condition")
        elif shown in told and isinstance(group, Branching):
            where = arm_where(storylet, arm)
            findings.warn("SD306", where, f"“{shown}” was asked before in the same place", "join the two or mend one")
        told.add(shown)


def _always(storylet: Storylet, cases: Sequence[Case], relaxed: Relaxed, findings: Findings) -> None:
    """Parts of `when:` that hold whatever happens: a misspelt or forgotten effect, most often."""
    if storylet.when is None:
        return
    # A part that binds roles holds for those bound; it must hold for everybody to be needless.
    for part in conjuncts(storylet.when):
        if isinstance(part, Binary) and {type(part.left), type(part.right)} <= {Name, Variable}:
            continue  # Telling roles apart may be needless, but it is no slip.
        if cases and not any(relaxed.possible.may(part, case.binding)[1] for case in cases):
            findings.warn(
                "SD307", storylet.at("when").moved(first_column(part)), f"“{written(part)}” always holds",
                "remove it, or let a scene change it",
            )  # fmt: skip


def first_column(tree: Expr) -> int:
    """The leftmost column of an expression."""
    return min(node.column for node in walk(tree) if not isinstance(node, Binary)) if tree else 0


def _after_the_end(block: Block, findings: Findings) -> None:
    for index, statement in enumerate(block):
        if isinstance(statement, Cue) and statement.kind in ("jump", "stop", "return") and index + 1 < len(block):
            findings.warn(
                "SD412", statement.where, f"what follows <<{statement.kind}>> is never played", "move it before, or out"
            )
        for inner in inner_blocks(statement):
            _after_the_end(inner, findings)


def _threads(seed: Seed, findings: Findings) -> None:
    opened: set[str] = set()
    closed: set[str] = set()
    for storylet in seed.storylets.values():
        {"opens": opened, "closes": closed}.get(storylet.thread_step, set()).add(storylet.thread)
        for statement in every_statement(storylet.body):
            if isinstance(statement, Cue) and statement.kind in ("open", "close"):
                (opened if statement.kind == "open" else closed).add(statement.text)
    for thread in seed.threads:
        where = seed.at("threads", thread)
        if thread not in opened and thread not in closed:
            findings.warn("SD407", where, f"the thread “{thread}” is never opened", "<<open …>> it, or remove it")
        elif thread not in opened:
            findings.warn("SD406", where, f"the thread “{thread}” is closed but never opened", "add <<open …>>")
        elif thread not in closed:
            findings.warn("SD405", where, f"the thread “{thread}” is opened but never closed", "add <<close …>>")


def _entities(seed: Seed, findings: Findings) -> None:
    used: set[str] = set()
    types: set[str] = set()
    for storylet in seed.storylets.values():
        if storylet.automatic:
            continue
        used.update(words_of(storylet))
        types.update(role.type for role in storylet.roles)
        if storylet.place == "any":
            types.add("place")
    tables = (("cast", "person", seed.cast), ("places", "place", seed.places), ("things", "thing", seed.things))
    for key, kind, table in tables:
        for name in table:
            if name not in used and kind not in types:
                findings.warn("SD415", seed.at(key, name), f"no scene has to do with “{name}”", "use it, or remove it")


def words_of(storylet: Storylet) -> Iterator[str]:
    """Every word of a scene that may be an id."""
    yield from (storylet.place, *storylet.cast, *storylet.maybe, *storylet.needs)
    if storylet.when is not None:
        yield from _ids(storylet.when)
    for statement in every_statement(storylet.body):
        match statement:
            case Say(speaker=speaker, to=to):
                yield from (speaker, to)
            case Deed(actor=actor, target=target, thing=thing):
                yield from (actor, target, thing)
            case Cue(text=text):
                yield text
            case Change(effects=effects):
                for effect in effects:
                    for argument in effect.arguments:
                        yield from _ids(argument)
            case _:
                continue


def _ids(tree: Expr) -> Iterator[str]:
    for node in walk(tree):
        if not isinstance(node, Variable):
            yield str(getattr(node, "id", "") or getattr(node, "value", ""))


__all__ = ["check_reach", "first_column", "words_of"]
