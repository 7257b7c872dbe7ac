"""Reads one `<<command …>>` of a scene into statements.

It does not know the blocks around it or whether its ids exist.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from story_engine.errors import ExpressionError
from story_engine.expr import Call, Expr, Name, Unary, parse
from story_engine.seed.diagnostics import Findings, Where, did_you_mean
from story_engine.seed.script import Change, Cue, Deed, Effect, Framing, Statement, Template

COMMANDS = (
    "act", "shot", "do", "sound", "wait", "weather", "letter", "reveal", "if", "elseif", "else", "endif", "once",
    "endonce", "choice", "jump", "detour", "stop", "return", "open", "close", "advance", "hook", "callback", "failed",
    "set", "declare",
)  # fmt: skip
"""Every command of a scene."""
SHOT_SIZES = ("wide", "full", "medium", "close", "insert", "pov", "over-shoulder", "reaction")
SHOT_MOVES = ("push", "pull", "pan", "hold", "tilt", "track", "reveal", "rack")
WORLD_EFFECTS = {"give": 3, "take": 2, "drop": 2, "put": 2, "move": 2, "lose": 1, "state": 2, "unstate": 2,
                 "climb": 1, "stage": 2, "learn": 2, "tell": 3}  # fmt: skip
"""Effects by name with their least number of arguments."""
_WORDED = {"sound": "an id", "weather": "a weather", "reveal": "an id", "jump": "a node", "detour": "a node",
           "open": "a thread", "close": "a thread", "advance": "a thread"}  # fmt: skip


def read_command(
    name: str, arguments: str, where: Where, template: Callable[[str, Where], Template], findings: Findings
) -> list[Statement]:
    """The statements of one command; trouble is told and gives none."""
    try:
        match name:
            case "act":
                return [_deed(arguments, where)]
            case "shot":
                return [_framing(arguments, where)]
            case "do":
                return [Change(effects=read_effects(arguments, where), where=where)]
            case "wait":
                return [Cue(kind="wait", seconds=_seconds(arguments), where=where)]
            case "letter" | "failed":
                text = arguments.strip().strip('"')
                return [Cue(kind=name, text=text, template=template(text, where), where=where)]
            case "hook" | "callback":
                return [Cue(kind=name, text=arguments.strip().strip('"'), where=where)]
            case "else" | "elseif" | "endif" | "endonce":
                findings.error("SD150", where, f"<<{name}>> closes nothing", "remove it")
                return []
    except ExpressionError as error:
        findings.error(error.code, where.moved(len(name) + 1 + error.column), f"<<{name}>>: {error}", error.remedy)
        return []
    if name in _WORDED:
        word = arguments.strip().strip('"')
        if not re.fullmatch(r"\$?\w+", word):
            findings.error("SD160", where, f"<<{name}>> needs {_WORDED[name]}, not “{word}”", f"<<{name} …>>")
            return []
        return [Cue(kind=name, text=word, where=where)]
    findings.error("SD161", where, f"the command “{name}” is unknown", did_you_mean(name, COMMANDS))
    return []


def _seconds(text: str) -> float:
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*s?", text.strip())
    if match is None or float(match[1]) > 10:
        raise ExpressionError(f"“{text}” is no wait", 0, "up to 10 seconds: <<wait 1.2>>")
    return float(match[1])


def _deed(text: str, where: Where) -> Deed:
    words = text.split()
    ok = True
    if words and words[-1] in ("fails", "fail", "failing"):
        ok, words = False, words[:-1]
    words = [word for word in words if word not in ("to", "with", "at", "the")]
    if not 2 <= len(words) <= 4:
        raise ExpressionError(f"“act {text}” cannot be read", 0, "<<act who verb target thing>>")
    return Deed(
        actor=words[0],
        verb=words[1],
        target=words[2] if len(words) > 2 else "",
        thing=words[3] if len(words) > 3 else "",
        ok=ok,
        where=where,
    )


def _framing(text: str, where: Where) -> Framing:
    words = text.replace(",", " ").split()
    sizes = [word for word in words if word in SHOT_SIZES]
    moves = [word for word in words if word in SHOT_MOVES]
    subjects = tuple(word for word in words if word not in SHOT_SIZES and word not in SHOT_MOVES)
    if len(sizes) > 1 or len(moves) > 1:
        raise ExpressionError(f"“shot {text}” has two sizes or moves", 0, "<<shot close wren push>>")
    if sizes == ["pov"] and not subjects:
        raise ExpressionError(
            "pov needs whoever looks", 0, "<<shot pov wren>>, or with what they see: <<shot pov wren fox>>"
        )
    return Framing(size=sizes[0] if sizes else "", subjects=subjects, move=moves[0] if moves else "", where=where)


def read_effects(text: str, where: Where) -> tuple[Effect, ...]:
    """`give(a, b, c), not storm_loose, trust(a, b) += 1`; raises ExpressionError."""
    return tuple(_effect(part, where.moved(at)) for at, part in _split(text))


def _split(text: str) -> list[tuple[int, str]]:
    parts, depth, start = [], 0, 0
    for at, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        if letter in ",;" and depth == 0:
            parts.append((start, text[start:at]))
            start = at + 1
    parts.append((start, text[start:]))
    return [(at, part) for at, part in parts if part.strip()]


def _effect(text: str, where: Where) -> Effect:
    text = re.sub(r"\A\s*set\s+(fact:?\s+)?", "", text.strip())
    if (match := re.fullmatch(r"(.+?)\s*(\+=|-=|=)\s*([^=].*)", text)) is not None:
        target = parse(match[1])
        if not isinstance(target, Call | Name):
            raise ExpressionError(f"“{match[1]}” is no quality", 0, "trust(a, b) += 1")
        name, arguments = _target(target)
        return Effect(
            kind="quality", name=name, arguments=arguments, operator=match[2], value=parse(match[3]), where=where
        )
    tree = parse(text)
    positive = True
    if isinstance(tree, Unary) and tree.operator == "!":
        positive, tree = False, tree.operand
    if not isinstance(tree, Call | Name):
        raise ExpressionError(f"“{text}” is no effect", 0, "give(a, b, c), a fact, or trust(a, b) += 1")
    name, arguments = _target(tree)
    if name not in WORLD_EFFECTS:
        return Effect(kind="fact", name=name, arguments=arguments, positive=positive, where=where)
    if len(arguments) < WORLD_EFFECTS[name] or len(arguments) > 3 or not positive:
        raise ExpressionError(
            f"{name} takes {WORLD_EFFECTS[name]} things, {len(arguments)} given", 0, _EXAMPLES.get(name, "")
        )
    return Effect(kind=name, name=name, arguments=arguments, where=where)


_EXAMPLES = {
    "give": "give(giver, taker, thing)",
    "take": "take(who, thing)",
    "drop": "drop(who, thing)",
    "put": "put(who, thing)",
    "move": "move(person, place)",
    "state": 'state(thing, "open")',
    "unstate": 'unstate(thing, "open")',
    "lose": "lose(thing)",
    "climb": "climb(ladder)",
    "stage": 'stage(ladder, "named")',
    "learn": "learn(person, secret)",
    "tell": "tell(teller, hearer, secret)",
}


def _target(tree: Call | Name) -> tuple[str, tuple[Expr, ...]]:
    return (tree.name, tree.arguments) if isinstance(tree, Call) else (tree.id, ())


__all__ = ["COMMANDS", "SHOT_MOVES", "SHOT_SIZES", "WORLD_EFFECTS", "read_command", "read_effects"]
