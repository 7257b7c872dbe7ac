"""Breaks a seed mechanically, one fault at a time, and counts how many of the faults `check` finds.

It does not know what the checks look for: each fault is what a slip of hand, memory or clipboard does to a text.

    python tests/seed_language/faults.py 500
"""

from __future__ import annotations

import random
import re
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))

from story_engine.seed import Report, Severity, check_seed  # noqa: E402

SEEDS = (ROOT / "assets" / "seeds" / "weather-post", ROOT / "assets" / "seeds" / "night-exchange")
Texts = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One slip: its kind, the file it is in, and the file's text after it."""

    kind: str
    file: str
    text: str
    told: str


def texts_of(folder: Path) -> Texts:
    """The files of a seed by name."""
    files = [folder / "seed.yaml", *sorted((folder / "scenes").glob("*.yarn"))]
    return {file.relative_to(folder).as_posix(): file.read_text(encoding="utf-8") for file in files}


def faults(folder: Path, count: int, number: int) -> Iterator[Fault]:
    """`count` faults of all kinds in turn, the same for the same number."""
    dice = random.Random(f"{folder.name}/{number}")
    texts = texts_of(folder)
    made: set[str] = set()
    kinds = list(KINDS.items())
    tries = 0
    while len(made) < count and tries < 50 * count:
        name, make = kinds[tries % len(kinds)]
        tries += 1
        fault = make(name, texts, dice)
        if fault is not None and texts[fault.file] != fault.text and fault.text not in made:
            made.add(fault.text)
            yield fault


Maker = Callable[[str, Texts, random.Random], Fault | None]


def _yarn(texts: Texts, dice: random.Random) -> str:
    names = [name for name in texts if name.endswith(".yarn")]
    return dice.choices(names, [len(texts[name]) for name in names])[0]


def _misspelt(word: str, dice: random.Random) -> str:
    """A word with two letters swapped, one dropped or one doubled."""
    at = dice.randrange(max(1, len(word) - 1))
    how = dice.randrange(3)
    if how == 0 and len(word) > 2 and word[at] != word[at + 1]:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if how == 1 and len(word) > 2:
        return word[:at] + word[at + 1 :]
    return word[:at] + word[at] + word[at:]


def _at(pattern: str, change: Callable[[re.Match[str], random.Random], str | None], yaml: bool = False) -> Maker:
    """A fault at one of the places where a pattern matches."""

    def make(kind: str, texts: Texts, dice: random.Random) -> Fault | None:
        file = "seed.yaml" if yaml else _yarn(texts, dice)
        matches = list(re.finditer(pattern, texts[file], re.MULTILINE))
        if not matches:
            return None
        match = dice.choice(matches)
        new = change(match, dice)
        if new is None or new == match[0]:
            return None
        text = texts[file][: match.start()] + new + texts[file][match.end() :]
        line = texts[file][: match.start()].count("\n") + 1
        return Fault(kind=kind, file=file, text=text, told=f"{file}:{line}: {match[0]!r} -> {new!r}"[:160])

    return make


def _spell(match: re.Match[str], dice: random.Random) -> str:
    start, end = match.start(1) - match.start(), match.end(1) - match.start()
    return match[0][:start] + _misspelt(match[1], dice) + match[0][end:]


def _gone(match: re.Match[str], dice: random.Random) -> str:
    return ""


def _swap(match: re.Match[str], dice: random.Random) -> str:
    return f"{match[1]}({match[3]}, {match[2]}{match[4] or ''})"


def _contradicted(match: re.Match[str], dice: random.Random) -> str | None:
    parts = [part.strip() for part in match[1].split("&&")]
    simple = [
        part for part in parts if re.fullmatch(r"(not )?[\w(), \"$]+", part) and part.count("(") == part.count(")")
    ]
    if not simple:
        return None
    part = dice.choice(simple)
    return f"when: {match[1]} && {part.removeprefix('not ') if part.startswith('not ') else 'not ' + part}"


def _effect_deleted(match: re.Match[str], dice: random.Random) -> str:
    return ""


def _actor_removed(kind: str, texts: Texts, dice: random.Random) -> Fault | None:
    """Somebody who speaks is taken out of the cast."""
    file = _yarn(texts, dice)
    nodes = list(re.finditer(r"^cast: (.+)$(?:\n(?!===).*)*", texts[file], re.MULTILINE))
    dice.shuffle(nodes)
    for node in nodes:
        cast = [name.strip() for name in node[1].split(",")]
        speaking = [n for n in cast if not n.startswith("$") and re.search(rf"(?mi)^\s*{n}: ", node[0])]
        if len(cast) > 1 and speaking:
            out = dice.choice(speaking)
            new = node[0].replace(f"cast: {node[1]}", "cast: " + ", ".join(n for n in cast if n != out), 1)
            text = texts[file][: node.start()] + new + texts[file][node.end() :]
            return Fault(kind=kind, file=file, text=text, told=f"{file}: {out} out of cast: {node[1]}")
    return None


def _inserted(command: str) -> Maker:
    """A command about somebody who speaks later, put at the beginning of a scene."""

    def make(kind: str, texts: Texts, dice: random.Random) -> Fault | None:
        file = _yarn(texts, dice)
        places = re.findall(r"(?m)^  (\w+):$", texts["seed.yaml"].split("cast:")[0].split("places:")[-1])
        nodes = list(
            re.finditer(r"place: (\w+)\ncast: (\w+)(?:.*\n)(?:(?!---).*\n)*---\n((?:(?!===).*\n)*)", texts[file])
        )
        nodes = [n for n in nodes if n[1] != "any" and re.search(rf"(?mi)^{n[2]}: ", n[3])]
        if not nodes:
            return None
        node = dice.choice(nodes)
        away = [place for place in places if place != node[1]]
        line = command.format(who=node[2], place=dice.choice(away) if away else "nowhere") + "\n"
        text = texts[file][: node.start(3)] + line + texts[file][node.start(3) :]
        return Fault(kind=kind, file=file, text=text, told=f"{file}: {line.strip()} before {node[2]} speaks")

    return make


def _thread_unclosed(kind: str, texts: Texts, dice: random.Random) -> Fault | None:
    """Every closing of one thread in one file goes; a fault where the others have none."""
    closing = re.compile(r"<<close (\w+)>>|^thread: (\w+) closes$", re.MULTILINE)
    files: dict[str, set[str]] = {}
    for file, text in texts.items():
        for match in closing.finditer(text) if file.endswith(".yarn") else ():
            files.setdefault(match[1] or match[2], set()).add(file)
    only = sorted((thread, next(iter(where))) for thread, where in files.items() if len(where) == 1)
    if not only:
        return None
    thread, file = dice.choice(only)
    text = re.sub(rf"<<close {thread}>>", "", texts[file])
    text = re.sub(rf"(?m)^thread: {thread} closes$", f"thread: {thread} advances", text)
    return Fault(kind=kind, file=file, text=text, told=f"{file}: {thread} is never closed")


def _node_doubled(match: re.Match[str], dice: random.Random) -> str:
    return match[0] + re.sub(r"(?m)^when: .*\n", "", match[0])


def _other_kind(match: re.Match[str], dice: random.Random) -> str:
    """A call whose first argument is a number."""
    return f"{match[1]}({dice.randrange(9)}, {match[3]}"


KINDS: dict[str, Maker] = {
    "misspelt fact or function in when": _at(r"(?m)^when:.*?\b([a-z_]{4,})\(", _spell),
    "misspelt argument in when": _at(r"(?m)^when:.*?\b\w+\((?:\w+, )?\"?([a-z_]{4,})\"?\)", _spell),
    "misspelt fact in when": _at(r"(?m)^when:.*?(?:not |&& )([a-z_]{5,})(?= |$)", _spell),
    "misspelt cast": _at(r"(?m)^cast:.*?\b([a-z]{4,})", _spell),
    "misspelt place": _at(r"(?m)^place: ([a-z_]{4,})$", _spell),
    "misspelt header": _at(r"(?m)^(cooldown|tension|because|thread|weight|cast|place|when|tags):", _spell),
    "misspelt taste": _at(r"(?m)^tags: ([a-z]{5,})", _spell),
    "misspelt thread": _at(r"(?m)^thread: (\w{3,})", _spell),
    "misspelt speaker": _at(r"(?m)^(?:\s*)([A-Z][a-z]{3,}): ", _spell),
    "misspelt emotion": _at(
        r"#(worried|surprised|delighted|tender|amused|curious|determined|afraid|calm|sly)\b", _spell
    ),
    "misspelt command": _at(
        r"<<(act|shot|sound|letter|choice|open|close|hook|failed|weather|wait|do|if|jump)\b", _spell
    ),
    "misspelt verb": _at(r"<<act \$?\w+ ([a-z_]{4,})", _spell),
    "misspelt actor": _at(r"<<act ([a-z]{4,})", _spell),
    "misspelt target": _at(r"<<act \w+ \w+ ([a-z_]{4,})", _spell),
    "misspelt effect": _at(r"<<do (?:not )?([a-z_]{4,})", _spell),
    "misspelt argument of an effect": _at(r"<<do [a-z_]+\(([a-z]{4,})", _spell),
    "misspelt option in chose": _at(r"chose\(\"(\w{4,})\"", _spell),
    "misspelt node in visited": _at(r"(?:visited|since)\(\"(\w{4,})\"", _spell),
    "misspelt word list": _at(r"words\(\"(\w{3,})\"", _spell),
    "misspelt role": _at(r"(?m)^when:.*?\$(\w+)", lambda m, d: m[0] + "x"),
    "node end dropped": _at(r"(?m)^===\n(?=title)", _gone),
    "node begin dropped": _at(r"(?m)^---\n", _gone),
    "endif dropped": _at(r"(?m)^\s*<<endif>>\n", _gone),
    "bracket dropped": _at(r"(?m)^when:.*?\(([^()\n]*)\)", lambda m, d: m[0][:-1]),
    "quote dropped": _at(r"(?m)^when:.*?\(\"\w+\"", lambda m, d: m[0][:-1]),
    "command end dropped": _at(r"(?m)^<<[^<>\n]*>>$", lambda m, d: m[0][:-1]),
    "brace dropped": _at(r"\{[^{}\n]*\}", lambda m, d: m[0][:-1]),
    "title dropped": _at(r"(?m)^title: .*\n", _gone),
    "compared with one =": _at(r"(?m)^when:.*==", lambda m, d: m[0][:-1]),
    "arguments swapped in has": _at(r"\b(has)\((\w+), (\w+)()\)", _swap),
    "giver and taker swapped": _at(r"\b(give)\((\w+), (\w+)(, \w+)\)", _swap),
    "taker and thing swapped": _at(r"\b(take|drop|put)\((\w+), (\w+)()\)", _swap),
    "arguments swapped in state": _at(r"\b(state)\((\w+), (\"\w+\")()\)", _swap),
    "argument of another kind": _at(r"\b(has|trust|owes|knows|at|lies)\((\$?\w+), (\$?\w+\))", _other_kind),
    "argument missing": _at(r"\b(has|give|trust|owes|knows|state|at|lies)\((\$?\w+), ", lambda m, d: f"{m[1]}("),
    "effect deleted": _at(r"(?m)^\s*<<do [^>]*>>\n", _effect_deleted),
    "contradiction added": _at(r"(?m)^when: (.*)$", _contradicted),
    "number out of range": _at(
        r"(?m)^when:.*?\b(?:trust|courage|insight|nerve|suspicion)\([^)]*\) > ?-?\d", lambda m, d: m[0] + "9"
    ),
    "actor out of the cast": _actor_removed,
    "actor sent away first": _inserted("<<do move({who}, {place})>>"),
    "actor dies first": _inserted("<<do not alive({who})>>"),
    "thread never closed": _thread_unclosed,
    "thread opening deleted": _at(r"<<open \w+>>", _gone),
    "node deleted": _at(r"(?m)^title: \w+\n(?:(?!===).*\n)*===\n", _gone),
    "node doubled": _at(r"(?m)^title: \w+\n(?:(?!===).*\n)*===\n", _node_doubled),
    "option id doubled": _at(r"#id:\w+", lambda m, d: "#id:twice_told #id:twice_told"),
    "option deleted": _at(r"(?m)^-> .*\n(?:    .*\n)*", _gone),
    "tension out of range": _at(r"(?m)^tension: .*$", lambda m, d: "tension: 3 -> 5"),
    "once misspelt": _at(r"(?m)^once: yes$", lambda m, d: "once: yess"),
    "jump to itself": _at(r"(?m)^title: (\w+)\n(?:(?!---).*\n)*---\n", lambda m, d: f"{m[0]}<<jump {m[1]}>>\n"),
    "line doubled": _at(r"(?m)^[A-Z]\w+: (?:\S+ ){5,}.*\n", lambda m, d: m[0] * 2),
    "markup unclosed": _at(r"(?m)^[A-Z]\w+: ", lambda m, d: m[0] + "[b]"),
    "speaker without words": _at(r"(?m)^([A-Z]\w+): \S.*$", lambda m, d: f"{m[1]}:"),
    "yaml key misspelt": _at(
        r"(?m)^(places|cast|things|facts|qualities|threads|words|secrets|tastes|clock):", _spell, True
    ),
    "yaml link misspelt": _at(r"links: \[([a-z_]{4,})", _spell, True),
    "yaml person's place misspelt": _at(r"(?m)^\s+at: ([a-z_]{4,})$", _spell, True),
    "yaml fact misspelt": _at(r"(?m)^  - \"?([a-z_]{5,})", _spell, True),
    "yaml entry deleted": _at(r"(?m)^  \w+: \{(?:question|of|name).*\n", _gone, True),
    "yaml word list deleted": _at(r"(?m)^  \w+:\n(?:    - .*\n)+", _gone, True),
    "yaml bracket dropped": _at(r"[\]}]$", _gone, True),
    "yaml number as text": _at(r"(?m)(age|within|rating): \d+", lambda m, d: f"{m[1]}: many", True),
    "yaml indent broken": _at(r"(?m)^  \w+:$", lambda m, d: "   " + m[0].strip(), True),
    "yaml range turned": _at(r"range: \[(-?\d+), (\d+)\]", lambda m, d: f"range: [{m[2]}, {m[1]}]", True),
    "yaml entry doubled": _at(r"(?m)^  \w+: \{.*\}\n", lambda m, d: m[0] * 2, True),
}
"""Every kind of fault and how it is made."""


def found(report: Report) -> Counter[tuple[str, str]]:
    """What a report says, without places."""
    return Counter((d.code, re.sub(r"\d+", "0", d.message)) for d in report)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A fault, and the most serious finding that it brought about."""

    seed: str
    fault: Fault
    caught: Severity | None
    codes: tuple[str, ...]


def trials(folder: Path, count: int, number: int = 1) -> Iterator[Trial]:
    """Break a copy of a seed `count` times and check it each time."""
    with tempfile.TemporaryDirectory() as top:
        copy = Path(top) / folder.name
        shutil.copytree(folder, copy)
        texts = texts_of(copy)
        before = found(check_seed(copy))
        for fault in faults(copy, count, number):
            (copy / fault.file).write_text(fault.text, encoding="utf-8")
            report = check_seed(copy)
            (copy / fault.file).write_text(texts[fault.file], encoding="utf-8")
            new = found(report) - before
            ranks = [
                severity
                for severity in Severity
                for d in report.of(severity)
                if (d.code, re.sub(r"\d+", "0", d.message)) in new
            ]
            codes = tuple(sorted({code for code, _ in new}))
            yield Trial(seed=folder.name, fault=fault, caught=ranks[0] if ranks else None, codes=codes)


def main(count: int) -> None:
    """Print the share of `count` faults that were caught, and what was not."""
    done = [trial for folder in SEEDS for trial in trials(folder, count // len(SEEDS))]
    for trial in done:
        if trial.caught is None or trial.caught is Severity.HINT:
            print(f"{trial.caught or 'missed'}: {trial.seed}: {trial.fault.kind}: {trial.fault.told} {trial.codes}")
    tally = Counter(trial.caught for trial in done)
    caught = len(done) - tally[None]
    print(f"{len(done)} faults, {caught} caught ({100 * caught / max(1, len(done)):.1f} %): "
          + ", ".join(f"{tally[s]} by {s}s" for s in Severity))  # fmt: skip


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 500)
