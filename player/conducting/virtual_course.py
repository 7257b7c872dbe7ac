"""Conducts a course in virtual time: a scripted viewer, no deadlines, so a pure function of its inputs.

It knows neither rendering nor files. Cards open with their hold, a pick counts at the first join at or
after it, and where the script says nothing the default is taken when the window ends.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from player.conducting.course import Course, Given, Placed
from player.conducting.script import Script, ScriptError
from player.direction import LogRecord
from player.showlog import ShowLog
from story_engine.plan import Choice, Input, InputKind, Outcome
from story_engine.time import MediaTime, from_seconds


def conduct(course: Course, script: Script, until: MediaTime, log: ShowLog) -> Iterator[Placed]:
    """Place parts until media time `until`, logging what is decided; each part is final when yielded."""
    waiting_skips = [given for given in script.inputs if given.kind is InputKind.SKIP]
    course.pending.extend(script.inputs)
    opened: MediaTime = 0
    decided: Input | None = None
    while course.end < until:
        choice = course.open_choice()
        pick = None
        if choice is not None:
            if decided is None or decided.choice != choice.id:
                opened = course.first_hold().start
                decided = _decision(choice, opened, script)
            while waiting_skips and waiting_skips[0].at < course.end:  # skipping a question is taking its default
                at = max(waiting_skips.pop(0).at, opened)
                if at < decided.at:
                    decided = replace(decided, at=at, option=choice.default, by="default")
            if decided.at <= course.end:
                pick = decided
        while choice is None and waiting_skips and waiting_skips[0].at < course.end:
            waiting_skips.pop(0)
            course.skip(kept=len(course.placed))
        placed = course.extend(pick)
        _log_given(placed, log)
        log.part(placed)
        if placed.is_hold and placed.timed.part.repeat == 0 and placed.timed.part.choice is not None:
            log.choice(placed, placed.timed.part.choice, placed.start, True)
        yield placed
    for given in course.pending:
        if given.at < course.end:
            _log_input(Given(input=given, outcome=_WAITING), log, None)


_WAITING = Outcome(kind="waiting")


def _decision(choice: Choice, opened: MediaTime, script: Script) -> Input:
    found = script.pick_for(choice.id, opened)
    if found is None:
        closes = opened + from_seconds(choice.window_seconds)
        return Input(kind=InputKind.PICK, at=closes, option=choice.default, choice=choice.id, by="default")
    at, option = found
    if option not in {known.number for known in choice.options}:
        raise ScriptError(f"choice {choice.id} has {len(choice.options)} options, not one numbered {option}")
    return Input(kind=InputKind.PICK, at=at, option=option, choice=choice.id, by="viewer")


def _log_given(placed: Placed, log: ShowLog) -> None:
    for given in placed.given:
        _log_input(given, log, placed.start)


def _log_input(given: Given, log: ShowLog, counts_from: MediaTime | None) -> None:
    """`wish`, `signal` or `option`, at the moment the viewer did it."""
    asked = given.input
    counts = {} if counts_from is None else {"counts_from": round(counts_from / 48_000, 4)}
    if asked.kind is InputKind.PICK:
        log.write(asked.at, "option", choice=asked.choice, option=asked.option, by=asked.by, **counts)
    elif asked.kind in (InputKind.WISH, InputKind.UNDO_WISH):
        outcome = given.outcome
        log.write(
            asked.at,
            str(asked.kind),
            text=asked.text,
            understood=outcome.understood,
            intents=list(outcome.intents),
            outcome=outcome.kind,
            **_extra(given.log),
            **counts,
        )
    else:
        log.write(asked.at, "signal", signal=str(asked.kind), **counts)


def _extra(records: tuple[LogRecord, ...]) -> dict[str, object]:
    """What the director adds to a wish's record."""
    own = {"text", "understood", "intents", "outcome", "counts_from"}
    found: dict[str, object] = {}
    for record in records:
        if record.kind == "wish":
            found.update({name: value for name, value in record.fields.items() if name not in own})
    return found
