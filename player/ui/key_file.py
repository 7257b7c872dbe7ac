"""The file in which people change keys: `keys.yaml` in the data folder, read with a line for everything that is wrong.

It knows no window. What is wrong is left at its default; the rest of the file holds.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from pathlib import Path

from player.ui.keymap import DEFAULTS, Deed, KeyMap
from story_engine.seed.diagnostics import Diagnostic, Findings, Where
from story_engine.seed.table import Table, read_yaml
from story_engine.seed.yaml_tree import Listed

FILE = "keys.yaml"
MOST_BYTES = 64_000
SYNONYMS = {
    "space": "spacebar",
    "esc": "escape",
    "return": "enter",
    "pgup": "pageup",
    "pgdn": "pagedown",
    "del": "delete",
    "control": "ctrl",
    "cmd": "ctrl",
    "plus": "+",
    "minus": "-",
    "comma": ",",
    "period": ".",
    "slash": "/",
}
_WORDS = (
    "spacebar escape enter tab backspace delete insert home end pageup pagedown left right up down "
    "numpadadd numpadsubstract numpadenter numpadmul numpaddivide numpaddecimal"
)
_DIGITS = (f"numpad{digit}" for digit in range(10))
NAMED = frozenset((*_WORDS.split(), *(f"f{number}" for number in range(1, 13)), *_DIGITS))
"""Keys with names of more than one letter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadKeys:
    """The keys that hold, and what was wrong with the file."""

    keys: KeyMap
    faults: tuple[str, ...] = ()
    """Each `file:line: what; remedy`."""


def read_keys(home: Path) -> ReadKeys:
    """The home's keys; the defaults where there is no file."""
    path = home / FILE
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return ReadKeys(keys=KeyMap())
    except OSError as error:
        return ReadKeys(keys=KeyMap(), faults=(f"{path}: {error.strerror}; the usual keys hold",))
    if len(content) > MOST_BYTES:
        return ReadKeys(keys=KeyMap(), faults=(f"{path}: larger than {MOST_BYTES} bytes; the usual keys hold",))
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        return ReadKeys(keys=KeyMap(), faults=(f"{path}: {error}; write it in UTF-8",))
    return parse_keys(text, str(path))


def parse_keys(text: str, path: str) -> ReadKeys:
    """The keys of a file's text."""
    findings = Findings()
    content = read_yaml(text, path, findings)
    faults = [
        f"{found.where.path}:{found.where.line}: {found.message}; the usual keys hold" for found in findings.sorted()
    ]
    if content is None:
        return ReadKeys(keys=KeyMap(), faults=tuple(faults))

    table = Table(content, Where(path=path), findings, FILE)
    chosen: dict[Deed, tuple[tuple[str, ...], int]] = {}
    for name in table:
        line = table.at_key(name).line
        if name not in set(Deed):
            near = difflib.get_close_matches(name, list(Deed), n=1)
            remedy = f"did you mean '{near[0]}'?" if near else f"known: {', '.join(Deed)}"
            faults.append(f"{path}:{line}: there is no deed {name!r}; {remedy}")
            continue
        value = table.raw(name)
        given = [value] if isinstance(value, str | int) else [*value] if isinstance(value, Listed) else []
        chords = []
        for entry in given:
            chord = chord_of(str(entry))
            if chord:
                chords.append(chord)
            else:
                faults.append(f"{path}:{line}: {entry!r} is no key; write one such as g, f5, shift+left or ctrl+k")
        if chords or (isinstance(value, Listed) and not given):
            chosen[Deed(name)] = (tuple(chords), line)
    keys = _settled(chosen, faults, path)
    if not keys[Deed.ESCAPE]:
        faults.append(f"{path}: escape needs a key; it keeps Esc")
        keys[Deed.ESCAPE] = DEFAULTS[Deed.ESCAPE]
    return ReadKeys(keys=KeyMap(keys), faults=tuple(faults))


def _told(found: Diagnostic) -> str:
    return f"{found.where.path}:{found.where.line}: {found.message}; the usual keys hold"


def _settled(
    chosen: dict[Deed, tuple[tuple[str, ...], int]], faults: list[str], path: str
) -> dict[Deed, tuple[str, ...]]:
    """A key has one deed: the one that the file names, the last where it names two."""
    owner: dict[str, Deed] = {}
    for deed, (chords, line) in chosen.items():
        for chord in chords:
            if (other := owner.get(chord)) is not None:
                faults.append(f"{path}:{line}: {chord} is the key of {other}, too; it stays with {deed}")
            owner[chord] = deed
    asked = {deed: chosen[deed][0] if deed in chosen else usual for deed, usual in DEFAULTS.items()}
    return {deed: tuple(c for c in chords if owner.get(c, deed) is deed) for deed, chords in asked.items()}


def chord_of(text: str) -> str:
    """A key as the map has it; "" where it is none."""
    text = text.strip().lower()
    before, _, key = text.rpartition("+")
    if text.endswith("++"):
        before, key = text[:-2], "+"
    elif text == "+":
        before, key = "", "+"
    key = SYNONYMS.get(key, key)
    parts = [SYNONYMS.get(part, part) for part in before.split("+")] if before else []
    if parts not in ([], ["shift"], ["ctrl"]) or not (key in NAMED or (len(key) == 1 and key.isprintable())):
        return ""
    return "+".join([*parts, key])
