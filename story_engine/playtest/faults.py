"""Breaks a seed on purpose, one fault at a time, to see whether its checks would tell: the checks' own test.

It does not know the checks; it works on the text of a seed's files.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from story_engine.rng import generator

Files = Mapping[str, str]
"""Path inside the seed → text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One fault: its kind, the file and line, and the files with it."""

    kind: str
    file: str
    line: int
    before: str
    after: str
    files: Files


Breaker = Callable[[str], str | None]
"""A line with the fault, or None when it cannot have it."""


def _misspelt(word: str) -> str:
    """A word with two letters changed places, or one twice."""
    for at in range(1, len(word) - 1):
        if word[at] != word[at + 1]:
            return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return word + word[-1]


def _header(name: str, change: Callable[[str], str | None]) -> Breaker:
    def breaker(line: str) -> str | None:
        match = re.match(rf"^({name}:\s*)(\S.*)$", line)
        if match is None:
            return None
        changed = change(match[2])
        return None if changed is None or changed == match[2] else match[1] + changed

    return breaker


def _first_word(value: str) -> str | None:
    match = re.match(r"[a-z]\w{3,}", value)
    return None if match is None or match[0] == "any" else _misspelt(match[0]) + value[match.end() :]


def _call_in(value: str) -> str | None:
    match = re.search(r"\b([a-z_]{4,})\(", value)
    return None if match is None else value[: match.start(1)] + _misspelt(match[1]) + value[match.end(1) :]


def _command(pattern: str, change: Callable[[re.Match[str]], str]) -> Breaker:
    def breaker(line: str) -> str | None:
        match = re.search(pattern, line)
        return None if match is None else line[: match.start()] + change(match) + line[match.end() :]

    return breaker


def _world(pattern: str, change: Callable[[re.Match[str]], str]) -> Breaker:
    return _command(pattern, change)


BREAKERS: Mapping[str, tuple[str, Breaker]] = {
    "place misspelt": ("yarn", _header("place", _first_word)),
    "cast misspelt": ("yarn", _header("cast", _first_word)),
    "cast member missing": ("yarn", _header("cast", lambda v: v.split(", ", 1)[1] if ", " in v else None)),
    "thread misspelt": ("yarn", _header("thread", _first_word)),
    "tag misspelt": ("yarn", _header("tags", _first_word)),
    "tension out of range": ("yarn", _header("tension", lambda v: "3.5")),
    "cooldown is no number": ("yarn", _header("cooldown", lambda v: "soon")),
    "header misspelt": ("yarn", _command(r"^(tension|cooldown|thread|because):", lambda m: _misspelt(m[1]) + ":")),
    "role of no type": ("yarn", _command(r"^(roles: \$\w+: )(person|thing|place)", lambda m: m[1] + "persoon")),
    "role dropped": ("yarn", _command(r"^roles: \$\w+: \w+.*$", lambda m: "")),
    "condition: call misspelt": ("yarn", _header("when", _call_in)),
    "condition: contradiction": ("yarn", _header("when", lambda v: f"({v}) && not ({v})" if len(v) < 60 else None)),
    "condition: bracket lost": ("yarn", _header("when", lambda v: v.replace(")", "", 1) if ")" in v else None)),
    "condition: single equals": ("yarn", _header("when", lambda v: v.replace("==", "=", 1) if "==" in v else None)),
    "condition: number out of reach": ("yarn", _header("when", lambda v: re.sub(r"([<>]=?) ?-?\d+\b", "> 9999", v, count=1) if re.search(r"\w\([a-z_]+, ?[a-z_]+\) [<>]=? ?-?\d", v) else None)),  # noqa: E501
    "condition: scene that is none": ("yarn", _command(r'(visited\(")(\w+)', lambda m: m[1] + _misspelt(m[2]))),
    "condition: option that is none": ("yarn", _command(r'(chose\(")(\w+)', lambda m: m[1] + _misspelt(m[2]) + "_x")),
    "effect: name misspelt": ("yarn", _command(r"(<<do )([a-z_]{4,})\b(?=[(,>])", lambda m: m[1] + _misspelt(m[2]))),
    "effect: argument lost": ("yarn", _command(r"(<<do (?:give|take|move)\([^,()]+), [^,()]+", lambda m: m[1])),
    "effect: argument misspelt": ("yarn", _command(r"(<<do \w+\()([a-z]\w{3,})", lambda m: m[1] + _misspelt(m[2]))),
    "effect: given by the taker": ("yarn", _command(r"<<do give\((\w+), (\w+), (\w+)\)", lambda m: f"<<do give({m[2]}, {m[1]}, {m[3]})")),  # noqa: E501
    "command misspelt": ("yarn", _command(r"<<(shot|act|sound|reveal|hook|wait)\b", lambda m: f"<<{_misspelt(m[1])}")),
    "command not closed": ("yarn", _command(r"^(\s*<<(?:do|act|shot|wait)[^<>]*)>>\s*$", lambda m: m[1])),
    "deed that nobody can": ("yarn", _command(r"(<<act \S+ )(\w+)", lambda m: m[1] + m[2] + "ifies")),
    "deed with a thing that is none": ("yarn", _command(r"(<<act \S+ (?:take|point|open|catch) )([a-z]\w{3,})", lambda m: m[1] + _misspelt(m[2]))),  # noqa: E501
    "doer misspelt": ("yarn", _command(r"(<<act )([a-z]\w{2,})", lambda m: m[1] + _misspelt(m[2]))),
    "endif lost": ("yarn", _command(r"^\s*<<endif>>\s*$", lambda m: "")),
    "if lost": ("yarn", _command(r"^\s*<<if [^<>]*>>\s*$", lambda m: "")),
    "jump to nowhere": ("yarn", _command(r"(<<(?:jump|detour) )(\w+)", lambda m: m[1] + _misspelt(m[2]))),
    "default that is none": ("yarn", _command(r"(<<choice [^<>]*default )\d", lambda m: m[1] + "9")),
    "curly bracket lost": ("yarn", _command(r"\{([^{}]*)\}", lambda m: "{" + m[1])),
    "word list misspelt": ("yarn", _command(r'(words\(")(\w+)', lambda m: m[1] + _misspelt(m[2]))),
    "line tag misspelt": ("yarn", _command(r" #(worried|curious|determined|surprised|tender|amused|afraid)\b", lambda m: " #" + _misspelt(m[1]))),  # noqa: E501
    "speaker misspelt": ("yarn", _command(r"^([A-Z][a-z]{3,}): ", lambda m: _misspelt(m[1]) + ": ")),
    "speaker that is no role": ("yarn", _command(r"^(\s*)\$(\w+): ", lambda m: f"{m[1]}${m[2]}x: ")),
    "title twice": ("yarn", _command(r"^title: \w+$", lambda m: "title: @@")),
    "end of scene lost": ("yarn", _command(r"^===$", lambda m: "")),
    "start of body lost": ("yarn", _command(r"^---$", lambda m: "")),
    "thread that is none": ("yarn", _command(r"(<<(?:open|close|advance) )(\w+)", lambda m: m[1] + _misspelt(m[2]))),
    "weather that is none": ("yarn", _header("weather", lambda v: v + "y")),
    "needs what is none": ("yarn", _header("needs", _first_word)),
    "place linked to nowhere": ("yaml", _world(r"(links: \[)([a-z]\w{2,})", lambda m: m[1] + _misspelt(m[2]))),
    "thing at no place": ("yaml", _world(r"(, at: )([a-z]\w{2,})", lambda m: m[1] + _misspelt(m[2]))),
    "fact of no type": ("yaml", _world(r"\((person|thing|place)\b", lambda m: "(" + m[1] + "s")),
    "key misspelt": ("yaml", _world(r"^(title|rating|tastes|places|cast|things|qualities|threads|words):", lambda m: _misspelt(m[1]) + ":")),  # noqa: E501
    "range upside down": ("yaml", _world(r"range: \[(-?\d+), (-?\d+)\]", lambda m: f"range: [{m[2]}, {m[1]}]")),
    "tab for blanks": ("yaml", _world(r"^  (?=[a-z_]+: )", lambda m: "\t")),
    "reply: condition misspelt": ("yaml", _world(r"(<<if (?:not )?)([a-z_]{4,})", lambda m: m[1] + _misspelt(m[2]))),
    "reply: condition not closed": ("yaml", _world(r"(<<if [^<>]*)>>", lambda m: m[1])),
    "quote lost": ("yaml", _world(r'^([^"#]*"[^"]*)"', lambda m: m[1])),
}  # fmt: skip
"""Kinds of faults: in which files, and how a line gets them."""


def faults(files: Files, count: int, rng_seed: int = 1) -> tuple[Fault, ...]:
    """`count` different faults spread evenly over the kinds that the seed has room for."""
    spots: dict[str, list[tuple[str, int, str]]] = {}
    for kind, (suffix, breaker) in BREAKERS.items():
        for name, text in sorted(files.items()):
            if not name.endswith(suffix):
                continue
            for number, line in enumerate(text.split("\n")):
                if not line.lstrip().startswith(("//", "#")):
                    broken = breaker(line)
                    if broken is not None and broken != line:
                        spots.setdefault(kind, []).append((name, number, broken))
    found: list[Fault] = []
    orders = {kind: generator(rng_seed, "fault", kind).permutation(len(places)) for kind, places in spots.items()}
    turn = 0
    while len(found) < count and any(turn < len(order) for order in orders.values()):
        for kind, order in orders.items():
            if turn < len(order) and len(found) < count:
                found.append(_made(files, kind, spots[kind][int(order[turn])]))
        turn += 1
    return tuple(found)


def _made(files: Files, kind: str, spot: tuple[str, int, str]) -> Fault:
    name, number, broken = spot
    lines = files[name].split("\n")
    before = lines[number]
    if kind == "title twice":
        titles = re.findall(r"^title: (\w+)$", files[name], re.MULTILINE)
        own = before.removeprefix("title: ")
        broken = f"title: {next((title for title in titles if title != own), own)}"
    lines[number] = broken
    return Fault(
        kind=kind, file=name, line=number + 1, before=before, after=broken,
        files={**files, name: "\n".join(lines)},
    )  # fmt: skip
