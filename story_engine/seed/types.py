"""Checks the names and types inside expressions.

It does not know statements or whether a condition can come true.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from story_engine.expr import Binary, Call, Expr, Literal, Name, Unary, Variable
from story_engine.plan import WEATHERS
from story_engine.seed.diagnostics import Findings, Where, did_you_mean
from story_engine.seed.model import TYPES, Seed

SIGNATURES: Mapping[str, tuple[tuple[str, ...], int, str]] = MappingProxyType(
    {
        "at": (("person|thing", "place"), 1, "bool|place"),
        "has": (("person", "thing"), 2, "bool"),
        "holder": (("thing", "person"), 1, "bool|person"),
        "lies": (("thing", "place"), 1, "bool|place"),
        "same_place": (("person|thing", "person|thing", "person|thing", "person|thing"), 2, "bool"),
        "state": (("person|thing|place", "text"), 2, "bool"),
        "weather": (("weather", "weather", "weather"), 0, "bool|text"),
        "hour": ((), 0, "number"),
        "night": ((), 0, "bool"),
        "day": ((), 0, "bool"),
        "thread": (("thread", "thread_state"), 1, "bool|text"),
        "visited": (("node",), 1, "bool"),
        "visited_count": (("node",), 1, "number"),
        "since": (("node",), 1, "number"),
        "chose": (("option",), 1, "bool"),
        "wished": (("text",), 1, "bool"),
        "wished_any": ((), 0, "bool"),
        "scene_number": ((), 0, "number"),
        "minutes": ((), 0, "number"),
        "chance": (("text", "number"), 2, "bool"),
        "words": (("words",), 1, "text"),
        "random": ((), 0, "number"),
        "random_range": (("number", "number"), 2, "number"),
        "random_range_float": (("number", "number"), 2, "number"),
        "dice": (("number",), 1, "number"),
        "min": (("number",) * 8, 2, "number"),
        "max": (("number",) * 8, 2, "number"),
        "round": (("number",), 1, "number"),
        "round_places": (("number", "number"), 2, "number"),
        "floor": (("number",), 1, "number"),
        "ceil": (("number",), 1, "number"),
        "inc": (("number",), 1, "number"),
        "dec": (("number",), 1, "number"),
        "decimal": (("number",), 1, "number"),
        "int": (("number",), 1, "number"),
        "string": (("value",), 1, "text"),
        "number": (("value",), 1, "number"),
        "bool": (("value",), 1, "bool"),
        "format": (("text", "value"), 2, "text"),
        "format_invariant": (("number",), 1, "text"),
        "select": (("value",) * 64, 3, "text"),
        "plural": (("value",) * 64, 3, "text"),
        "ordinal": (("value",) * 64, 3, "text"),
        "stage": (("ladder", "ladder_stage"), 1, "bool|text"),
        "reached": (("ladder", "ladder_stage"), 2, "bool"),
    }
)
"""Built-ins: types of their arguments, how many are needed, type of the answer (the second when one is left out)."""

_ARITHMETIC = ("+", "-", "*", "/", "%")


@dataclass(frozen=True, slots=True)
class Names:
    """Everything that an expression of one scene may name."""

    seed: Seed
    roles: Mapping[str, str]
    nodes: frozenset[str]
    options: frozenset[str]

    def pool(self, kind: str) -> frozenset[str] | None:
        """The words that are legal for a kind of text argument; None = any."""
        pools: dict[str, frozenset[str]] = {
            "weather": frozenset(WEATHERS),
            "thread": frozenset(self.seed.threads),
            "thread_state": frozenset(("open", "closed", "unopened")),
            "node": self.nodes,
            "option": self.options,
            "words": frozenset(self.seed.words),
            "ladder": frozenset(self.seed.ladders),
            "ladder_stage": frozenset(stage for ladder in self.seed.ladders.values() for stage in ladder.stages),
        }
        return pools.get(kind)


_POOL_CODES = {"weather": "SD211", "thread": "SD212", "thread_state": "SD212", "node": "SD213", "option": "SD214",
               "words": "SD215", "ladder": "SD229", "ladder_stage": "SD229"}  # fmt: skip


def check_condition(tree: Expr, names: Names, where: Where, findings: Findings, *, live: bool = True) -> None:
    """Say what is wrong in a condition; `live` is False where chances and words have no meaning (headers)."""
    found = type_of(tree, names, where, findings)
    if found not in ("bool", "any", "number") and "bool" not in found.split("|"):
        findings.error("SD220", where, f"the condition is a {found}, not a truth", "compare it with == or >")
    if not live:
        for call in _calls(tree):
            if call.name in ("chance", "words"):
                findings.error(
                    "SD221", where.moved(call.column), f"{call.name}() has no meaning here", "use it in a scene"
                )


def _calls(tree: Expr) -> list[Call]:
    if isinstance(tree, Call):
        return [tree, *(c for a in tree.arguments for c in _calls(a))]
    if isinstance(tree, Unary):
        return _calls(tree.operand)
    if isinstance(tree, Binary):
        return _calls(tree.left) + _calls(tree.right)
    return []


def type_of(tree: Expr, names: Names, where: Where, findings: Findings) -> str:
    """The type of an expression; trouble is told and gives "any"."""
    match tree:
        case Literal(value=bool()):
            return "bool"
        case Literal(value=str()):
            return "text"
        case Literal():
            return "number"
        case Variable(name=name, column=column):
            if name in names.roles:
                return names.roles[name]
            if name not in names.seed.variables:
                known = (*names.roles, *names.seed.variables)
                findings.error("SD222", where.moved(column), f"${name} is never bound", did_you_mean(name, known))
            return "any"
        case Name(id=word, column=column):
            return _name(word, names, where.moved(column), findings)
        case Call(name=name, arguments=arguments, column=column):
            return _call(name, arguments, names, where.moved(column), where, findings)
        case Unary(operator=operator, operand=operand):
            inner = type_of(operand, names, where, findings)
            if operator == "-" and inner not in ("number", "any"):
                findings.error("SD223", where.moved(tree.column), f"- before a {inner}", "only numbers have a sign")
            return "bool" if operator == "!" else "number"
        case Binary():
            return _binary(tree, names, where, findings)


def _name(word: str, names: Names, where: Where, findings: Findings) -> str:
    seed = names.seed
    for kind in TYPES:
        if word in seed.ids_of(kind):
            return kind
    if word in seed.facts:
        if seed.facts[word].types:
            findings.error("SD224", where, f"{word} needs ({', '.join(seed.facts[word].types)})", "give its arguments")
        return "bool"
    if word in seed.derived:
        if seed.derived[word].params:
            findings.error(
                "SD224", where, f"{word} needs ({', '.join(seed.derived[word].types)})", "give its arguments"
            )
        return "bool"
    if word in seed.qualities and not seed.qualities[word].types:
        return "number"
    if word in SIGNATURES and SIGNATURES[word][1] == 0:
        return SIGNATURES[word][2].split("|")[-1]
    known = (
        *seed.facts,
        *seed.derived,
        *seed.cast,
        *seed.places,
        *seed.things,
        *seed.secrets,
        *seed.qualities,
        *SIGNATURES,
    )
    findings.error("SD208", where, f"“{word}” is not declared", did_you_mean(word, known))
    return "any"


def _call(name: str, arguments: tuple[Expr, ...], names: Names, where: Where, start: Where, findings: Findings) -> str:
    seed = names.seed
    if name in seed.facts or name in seed.qualities:
        kinds = seed.facts[name].types if name in seed.facts else seed.qualities[name].types
        least, answer = len(kinds), "bool" if name in seed.facts else "number"
    elif name in seed.derived:
        kinds, least, answer = seed.derived[name].types, len(seed.derived[name].params), "bool"
    elif name in SIGNATURES:
        kinds, least, answer = SIGNATURES[name]
    else:
        known = (*seed.facts, *seed.derived, *seed.qualities, *SIGNATURES)
        findings.error("SD209", where, f"“{name}(…)” is neither declared nor built in", did_you_mean(name, known))
        for argument in arguments:
            if not isinstance(argument, Name):
                type_of(argument, names, start, findings)
        return "any"
    if not least <= len(arguments) <= len(kinds):
        wanted = f"{least}" if least == len(kinds) else f"{least} to {len(kinds)}"
        findings.error(
            "SD224", where, f"{name} takes {wanted} arguments, {len(arguments)} given", f"{name}({', '.join(kinds)})"
        )
        return answer.split("|")[0]
    for argument, kind in zip(arguments, kinds, strict=False):
        _argument(name, argument, kind, names, start, findings)
    check_stage(arguments, kinds, names, start, findings)
    answers = answer.split("|")
    return (
        answers[-1]
        if len(answers) > 1 and len(arguments) < len(kinds) and name != "weather"
        else ("text" if name == "weather" and not arguments else answers[0])
    )


def check_stage(
    arguments: tuple[Expr, ...], kinds: tuple[str, ...], names: Names, where: Where, findings: Findings
) -> None:
    """Say when a stage is not one of its own ladder's."""
    if kinds != ("ladder", "ladder_stage") or len(arguments) != 2:
        return
    ladder = names.seed.ladders.get(plain_word(arguments[0]))
    stage = plain_word(arguments[1])
    if ladder is not None and stage and stage not in ladder.stages:
        findings.error(
            "SD229", where.moved(arguments[1].column), f"the ladder “{ladder.id}” has no stage “{stage}”",
            did_you_mean(stage, ladder.stages),
        )  # fmt: skip


def plain_word(tree: Expr) -> str:
    """The word that an argument stands for; "" when it is computed."""
    if isinstance(tree, Literal) and isinstance(tree.value, str):
        return tree.value
    return tree.id if isinstance(tree, Name) else ""


def _argument(name: str, argument: Expr, kind: str, names: Names, where: Where, findings: Findings) -> None:
    if kind == "ladder_stage":
        return  # Its own ladder decides: check_stage.
    pool = names.pool(kind)
    at = where.moved(argument.column)
    if pool is not None:
        word = argument.value if isinstance(argument, Literal) else argument.id if isinstance(argument, Name) else None
        if isinstance(word, str) and word not in pool:
            code = _POOL_CODES.get(kind, "SD210")
            findings.error(code, at, f"{name}: “{word}” is no known {kind.replace('_', ' ')}", did_you_mean(word, pool))
        return
    if kind == "text" and isinstance(argument, Name):
        return
    if kind == "value":
        type_of(argument, names, where, findings)
        return
    found = type_of(argument, names, where, findings)
    # An id in quotes is as good as a bare one.
    if found == "text" and isinstance(argument, Literal) and kind not in ("text", "number"):
        legal = [word for part in kind.split("|") for word in names.seed.ids_of(part)]
        if argument.value not in legal:
            findings.error("SD208", at, f"“{argument.value}” is no {kind}", did_you_mean(str(argument.value), legal))
        return
    if found != "any" and not set(found.split("|")) & set(kind.split("|")):
        wanted = kind.replace("|", " or ")
        findings.error("SD210", at, f"{name} wants a {wanted}, this is a {found}", f"name a {wanted}")


_ANSWERS = {"stage": "ladder_stage", "thread": "thread_state", "weather": "weather"}
"""What the built-ins that answer with a word may answer."""


def _compared(asked: Call, told: Literal | Name, names: Names, where: Where, findings: Findings) -> None:
    """Say when a built-in's answer is compared with a word that it never gives."""
    kind, word = _ANSWERS.get(asked.name), plain_word(told)
    if kind is None or not word:
        return
    pool = names.pool(kind) or frozenset()
    if kind == "ladder_stage" and asked.arguments:
        ladder = names.seed.ladders.get(plain_word(asked.arguments[0]))
        pool = frozenset(ladder.stages) if ladder is not None else pool
    if word not in pool:
        findings.error(
            _POOL_CODES[kind], where.moved(told.column), f"{asked.name}(…) is never “{word}”", did_you_mean(word, pool)
        )


def _binary(tree: Binary, names: Names, where: Where, findings: Findings) -> str:
    if tree.operator in ("==", "!=") and isinstance(tree.right, Literal | Name) and isinstance(tree.left, Call):
        left = type_of(tree.left, names, where, findings)
        if left == "text":
            _compared(tree.left, tree.right, names, where, findings)
            return "bool"
    left, right = type_of(tree.left, names, where, findings), type_of(tree.right, names, where, findings)
    at = where.moved(tree.column)
    if tree.operator in ("&&", "||"):
        for found in (left, right):
            if found not in ("bool", "any") and "bool" not in found.split("|"):
                findings.error("SD225", at, f"{tree.operator} joins truths, this is a {found}", "compare it first")
        return "bool"
    if tree.operator in ("==", "!="):
        if "any" not in (left, right) and not set(left.split("|")) & set(right.split("|")):
            findings.error("SD226", at, f"a {left} is never equal to a {right}", "compare things of one kind")
        return "bool"
    for found in (left, right):
        if found not in ("number", "any") and not (tree.operator == "+" and found == "text"):
            findings.error("SD227", at, f"{tree.operator} needs numbers, this is a {found}", "write a number")
    if tree.operator in _ARITHMETIC:
        return "text" if "text" in (left, right) else "number"
    return "bool"
