"""A scripted viewer: what `--choices` asks to be done, and when.

It knows no show: whoever conducts asks it at each choice and at each moment.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from story_engine.plan import Input, InputKind
from story_engine.time import MediaTime, from_seconds

DEFAULT_AFTER_SECONDS = 3.0
"""How long a scripted viewer looks at the cards, unless the script says so (design §3)."""
SIGNALS = {"like": InputKind.LIKE, "dislike": InputKind.DISLIKE, "skip": InputKind.SKIP}


class ScriptError(ValueError):
    """A choices file is wrong: names the entry and the remedy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """Take option `option` of the show's `choice`-th choice."""

    choice: int
    option: int
    after: MediaTime = from_seconds(DEFAULT_AFTER_SECONDS)
    """Since its cards opened."""
    at: MediaTime | None = None
    """In the show, instead of `after`: how a replay says it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """Everything a scripted viewer does."""

    picks: tuple[Pick, ...] = ()
    inputs: tuple[Input, ...] = ()
    """Wishes and signals in order of time."""

    def pick_for(self, choice: int, opened: MediaTime) -> tuple[MediaTime, int] | None:
        """When and which option is taken of a choice whose cards opened at `opened`."""
        for pick in self.picks:
            if pick.choice == choice:
                return (opened + pick.after if pick.at is None else pick.at), pick.option
        return None


def read_script(path: Path) -> Script:
    """The script in a JSON file; raises ScriptError."""
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ScriptError(f"cannot read {path.name}: {error.strerror}; give a JSON list of choices") from error
    except ValueError as error:
        raise ScriptError(f"{path.name} is not JSON: {error}") from error
    return parse_script(entries, path.name)


def parse_script(entries: Any, name: str = "the script") -> Script:
    """The script in a decoded JSON list (design §3); raises ScriptError."""
    if not isinstance(entries, list):
        raise ScriptError(f"{name} must be a list of entries, not {type(entries).__name__}")
    picks: list[Pick] = []
    inputs: list[Input] = []
    for place, entry in enumerate(entries, 1):
        where = f"{name}, entry {place}"
        if not isinstance(entry, dict):
            raise ScriptError(f'{where}: write an object such as {{"choice": 1, "option": 2}}')
        unknown = set(entry) - {"choice", "option", "after", "at", "wish", "signal"}
        if unknown:
            raise ScriptError(
                f"{where}: unknown {sorted(unknown)[0]!r}; known: choice, option, after, at, wish, signal"
            )
        if "choice" in entry:
            after = _number(entry.get("after", DEFAULT_AFTER_SECONDS), "after", where)
            choice, option = _count(entry["choice"], "choice", where), _count(entry.get("option"), "option", where)
            picks.append(Pick(choice=choice, option=option, after=from_seconds(after)))
        elif "wish" in entry:
            if not isinstance(entry["wish"], str) or not entry["wish"].strip():
                raise ScriptError(f"{where}: a wish is a text")
            at = from_seconds(_number(entry.get("at"), "at", where))
            inputs.append(Input(kind=InputKind.WISH, at=at, text=entry["wish"].strip()))
        elif "signal" in entry:
            if entry["signal"] not in SIGNALS:
                raise ScriptError(f"{where}: signal {entry['signal']!r} is none of like, dislike, skip")
            at = from_seconds(_number(entry.get("at"), "at", where))
            inputs.append(Input(kind=SIGNALS[entry["signal"]], at=at))
        else:
            raise ScriptError(f"{where}: neither choice, wish nor signal")
    return Script(picks=tuple(picks), inputs=tuple(sorted(inputs, key=lambda known: known.at)))


def script_of(inputs: tuple[Input, ...]) -> Script:
    """The script that does what a journal's inputs did, at the same media times."""
    picks = tuple(
        Pick(choice=given.choice, option=given.option, at=given.at) for given in inputs if given.kind is InputKind.PICK
    )
    rest = tuple(given for given in inputs if given.kind is not InputKind.PICK)
    return Script(picks=picks, inputs=tuple(sorted(rest, key=lambda known: known.at)))


def _number(value: object, name: str, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 10**7:
        raise ScriptError(f"{where}: {name} must be seconds from 0, not {value!r}")
    return float(value)


def _count(value: object, name: str, where: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise ScriptError(f"{where}: {name} must be a number from 1, not {value!r}")
    return value
