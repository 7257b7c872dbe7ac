"""A show as the checker reads it: step by step, what was decided, what the viewer did, and what was shown.

It does not know whether any of it is true.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from story_engine.journal import Journal
from story_engine.plan import Part


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """Something the viewer did before a step, and what was decided while it was taken in."""

    kind: str
    """"pick", "wish", "undo_wish", "like", "dislike", "skip", "more", "take"."""
    option: int = 0
    scene: str = ""
    intents: tuple[str, ...] = ()
    made: tuple[tuple[str, str, Any], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One part of a show with what led to it."""

    given: tuple[Given, ...] = ()
    made: tuple[tuple[str, str, Any], ...] = ()
    """Decisions of the step: kind, key, value."""
    part: Part


def steps_of(journal: Journal, parts: Iterable[Part], tip: int = -1) -> Iterator[Step]:
    """The steps of a journal's path with the parts that were shown in them, in order."""
    given: dict[int, list[Given]] = {}
    made: dict[int, tuple[tuple[str, str, Any], ...]] = {}
    for event in journal.path(tip):
        if event.kind == "decided":
            made[event.step] = made.get(event.step, ()) + _made(event.fields["made"])
        elif event.kind == "input":
            given.setdefault(event.step, []).append(_given(event.fields))
    for number, part in enumerate(parts):
        yield Step(given=tuple(given.get(number, ())), made=made.get(number, ()), part=part)


def _given(fields: Any) -> Given:
    return Given(
        kind=str(fields["kind"]),
        option=int(fields["option"]),
        scene=str(fields.get("scene", "")),
        intents=tuple(str(intent) for intent in fields.get("intents", ())),
        made=_made(fields["made"]),
    )


def _made(entries: Any) -> tuple[tuple[str, str, Any], ...]:
    return tuple((str(kind), str(key), value) for kind, key, value in entries)
