"""Checks word lists: what they refer to, whether they end, whether anything uses them.

It does not know how an entry is picked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import chain

from story_engine.expr import Call, Expr, walk
from story_engine.seed.diagnostics import Findings, did_you_mean
from story_engine.seed.model import Seed
from story_engine.seed.script import Alternatives, Assign, Branching, Choosing, Cue, Say
from story_engine.seed.steps import every_statement
from story_engine.seed.types import plain_word

MOST_EXPANDED = 400
"""Characters of the longest text that a list may grow to, because captions hold no more."""
MOST_ENTRIES = 2_000
"""Entries of one list, because seeds are hostile until validated."""
HOLES = ("who", "other", "place", "wish", "thing", "weekday")
"""Names in braces that the show fills in by itself."""
_REFERENCE = re.compile(r"#(?:\[[^\]]*\])*([A-Za-z_]\w*)((?:\.\w+(?:\([^)]*\))?)*)#|\{words\(\"?(\w+)\"?\)\}")
_HOLE = re.compile(r"\{(\w+)\}")
_BRACKETS = re.compile(r"\{[^{}]*\}")


def check_grammars(seed: Seed, findings: Findings) -> None:
    """Say which word lists refer to nothing, never end, explode, or are never used."""
    refers = {
        name: frozenset(chain.from_iterable(references(s.say) for s in says)) for name, says in seed.words.items()
    }
    for name, says in seed.words.items():
        where = seed.at("words", name)
        for saying in says:
            for other in references(saying.say):
                if other not in seed.words:
                    findings.error("SD707", where, f"{name}: no word list “{other}”", did_you_mean(other, seed.words))
            for hole in _HOLE.findall(saying.say):
                if hole not in HOLES and hole not in seed.words:
                    findings.error("SD707", where, f"{name}: {{{hole}}} is never filled in", did_you_mean(hole, HOLES))
            if "{" in _BRACKETS.sub("", saying.say) or "}" in _BRACKETS.sub("", saying.say):
                findings.error("SD158", where, f"{name}: a {{ or }} stands alone", "close the bracket")
        if len(says) > MOST_ENTRIES:
            findings.error("SD706", where, f"{name} has {len(says)} entries", f"{MOST_ENTRIES} at most")
        own = [saying.say for saying in says]
        if len(set(own)) < len(own) and ("words", name) in seed.declared:
            findings.warn("SD712", where, f"{name} holds an entry twice", "give the first a weight instead")
    endless = _endless(refers)
    for name in sorted(endless):
        findings.error(
            "SD706", seed.at("words", name), f"{name} leads back to itself and never ends", "break the circle"
        )
    if not endless:
        _explosions(seed, refers, findings)
    _unused(seed, refers, findings)


def references(text: str) -> Iterator[str]:
    """The word lists that an entry refers to, as `#name#`, `#name.capitalize#` or `{words("name")}`."""
    for match in _REFERENCE.finditer(text):
        yield match[1] or match[3]


def modifiers_of(text: str) -> Iterator[str]:
    """The modifiers with which an entry refers to word lists: "a" of `#animal.a#`."""
    for match in _REFERENCE.finditer(text):
        yield from re.findall(r"\.(\w+)", match[2] or "")


def _endless(refers: Mapping[str, frozenset[str]]) -> set[str]:
    settled: set[str] = set()
    while ready := [n for n, others in refers.items() if n not in settled and others & refers.keys() <= settled]:
        settled.update(ready)
    return set(refers) - settled


def _explosions(seed: Seed, refers: Mapping[str, frozenset[str]], findings: Findings) -> None:
    longest: dict[str, int] = {}
    while len(longest) < len(refers):
        for name, says in seed.words.items():
            if name not in longest and refers[name] & refers.keys() <= longest.keys():
                longest[name] = max((_length(s.say, longest) for s in says), default=0)
    for name, length in longest.items():
        if length > MOST_EXPANDED:
            findings.error(
                "SD706", seed.at("words", name), f"{name} can grow to {length:.6g} characters",
                f"{MOST_EXPANDED} at most: refer to fewer lists",
            )  # fmt: skip


def _length(text: str, longest: Mapping[str, int]) -> int:
    return len(_REFERENCE.sub("", text)) + sum(longest.get(other, 0) for other in references(text))


def _unused(seed: Seed, refers: Mapping[str, frozenset[str]], findings: Findings) -> None:
    used = set(chain.from_iterable(refers.values()))
    for storylet in seed.storylets.values():
        for statement in every_statement(storylet.body):
            for tree in _expressions(statement):
                used.update(
                    plain_word(node.arguments[0])
                    for node in walk(tree)
                    if isinstance(node, Call) and node.name == "words" and node.arguments
                )
    for name in seed.words:
        if ("words", name) in seed.declared and name not in used:
            findings.warn("SD705", seed.at("words", name), f"nothing uses the word list “{name}”", 'use {words("…")}')


def _expressions(statement: object) -> Iterator[Expr]:
    match statement:
        case Say(text=text, condition=condition):
            yield from (part for part in text if not isinstance(part, str))
            if condition is not None:
                yield condition
        case Cue(template=template):
            yield from (part for part in template if not isinstance(part, str))
        case Choosing(answers=answers):
            for answer in answers:
                yield from (part for part in answer.text if not isinstance(part, str))
        case Assign(value=value):
            yield value
        case Branching(arms=arms) | Alternatives(arms=arms):
            yield from (arm.condition for arm in arms if arm.condition is not None)
        case _:
            return
