"""Reads Yarn's test plans and plays them: what is expected, line by line, and what came instead.

It does not know files or screens: plans and scripts arrive as text.

    line: `Mae: Hello!`          set: $gold = 3          node: Start         saliency: first
    option: `Buy` [disabled]     select: 1               command: `wait 2`   stop          ---

Plans of a story seed may also hold given:, with:, chance:, expect: and barred:, which `story_engine.rehearsal` plays.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from story_engine.yarn.hosts import NO_HOST, Host
from story_engine.yarn.library import CallFailed, Value, single, to_number, to_truth
from story_engine.yarn.program import Program
from story_engine.yarn.runner import (
    CommandEvent,
    Complete,
    Dialogue,
    Event,
    HostFunction,
    LineEvent,
    OptionsEvent,
    RunFailed,
)
from story_engine.yarn.saliency import STRATEGIES, strategy_named
from story_engine.yarn.types import TRUTH, Signature

LONGEST_PLAN = 4_000_000
"""Characters of one plan."""
OF_SEEDS = ("given", "with", "chance", "expect", "barred")
"""Steps that only plans of a story seed have: a world, roles, chances, what must hold, a scene that may not begin."""
FIRST_NODE = "Start"
"""Where a run begins that names no node."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One line of a plan. Kinds: line, option, command, select, set, saliency, node, stop, and those of `OF_SEEDS`."""

    kind: str
    line: int
    text: str | None = None
    """The expected text (None: any), the node, the strategy, the variable to set, or what a step of a seed says."""
    tags: tuple[str, ...] = ()
    available: bool = True
    number: int = 0
    value: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A test plan: runs of steps, played one after the other with the same variables."""

    path: str
    runs: tuple[tuple[Step, ...], ...]


class PlanUnreadable(Exception):
    """A plan cannot be read; the message names the file and the line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """An expectation that was not met."""

    path: str
    line: int
    run: int
    """Which run of the plan, from 1."""
    message: str
    expected: str
    actual: str
    at: str = ""
    """The place in the script (`file:line`) that gave what came instead."""

    def __str__(self) -> str:
        """The failure in one line."""
        where = f" (from {self.at})" if self.at else ""
        return f"{self.path}:{self.line}: {self.message}: expected {self.expected}, but got {self.actual}{where}"


_SKIP = re.compile(r"(?:\s+|\#[^\r\n]*)*")
_STEP = re.compile(
    r"(line|option|command|select|set|saliency|node|run|jump|stop|given|with|chance|expect|barred)\b[ \t]*:?[ \t]*"
    r"|(---+)"
)
_QUOTED = re.compile(r"`([^`]*)`")
_REST = re.compile(r"[^\r\n]*")
_SET = re.compile(r"(\$[^\s=]+)[ \t]*(?:=|[ \t]|\bto\b)[ \t]*([^\r\n]*)")
_TAG = re.compile(r"[ \t]*#([^\s#`]+)")
_DISABLED = re.compile(r"[ \t]*\[disabled\]")


def read_plan(text: str, path: str = "") -> Plan:
    """The plan that a text holds; raises `PlanUnreadable`."""
    if len(text) > LONGEST_PLAN:
        raise PlanUnreadable(f"{path}: more than {LONGEST_PLAN:,} characters; split the plan")
    text = text.removeprefix("\ufeff")
    runs: list[list[Step]] = [[]]
    position = 0
    counted, line = 0, 1
    while True:
        skipped = _SKIP.match(text, position)
        assert skipped is not None
        position = skipped.end()
        line += text.count("\n", counted, position)
        counted = position
        if position >= len(text):
            break
        found = _STEP.match(text, position)
        if found is None:
            rest = _REST.match(text, position)
            assert rest is not None
            raise PlanUnreadable(
                f"{path}:{line}: “{rest.group()[:40]}” is no step of a test plan; "
                "use line:, option:, command:, select:, set:, node:, saliency:, stop or ---; in a seed also "
                "given:, with:, chance:, expect:, barred:"
            )
        if found.group(2):
            runs.append([])
            position = found.end()
            continue
        step, position = _read_step(found.group(1), text, found.end(), line, path)
        runs[-1].append(step)
    return Plan(path=path, runs=tuple(tuple(run) for run in runs if run))


def _read_step(kind: str, text: str, position: int, line: int, path: str) -> tuple[Step, int]:
    if kind == "stop":
        return Step(kind=kind, line=line), position
    if kind in ("line", "option", "command"):
        return _read_content(kind, text, position, line)
    rest = _REST.match(text, position)
    assert rest is not None
    words = re.sub(r"(?:^|\s)#.*", "", rest.group()).strip()
    end = rest.end()
    if kind == "select":
        if not re.fullmatch(r"[0-9]{1,9}", words):
            raise PlanUnreadable(
                f"{path}:{line}: “select: {words}” names no option; write its number, from 1 (0 takes none)"
            )
        return Step(kind=kind, line=line, number=int(words) - 1), end
    if kind == "set":
        assigned = _SET.match(words)
        if assigned is None or not assigned.group(2).strip():
            raise PlanUnreadable(f"{path}:{line}: “set: {words}” sets nothing; write set: $name = value")
        return Step(kind=kind, line=line, text=assigned.group(1), value=assigned.group(2).strip()), end
    if kind == "saliency":
        strategy = strategy_named(words)
        if strategy is None:
            raise PlanUnreadable(f"{path}:{line}: there is no saliency “{words}”; use {', '.join(STRATEGIES)}")
        return Step(kind=kind, line=line, text=strategy), end
    if kind in OF_SEEDS:
        if not words:
            raise PlanUnreadable(f"{path}:{line}: “{kind}:” says nothing; see docs/yarn.md")
        return Step(kind=kind, line=line, text=words.strip("`")), end
    if not words:
        raise PlanUnreadable(f"{path}:{line}: “{kind}:” names no node; write its title")
    return Step(kind="node", line=line, text=words.strip("`")), end


def _read_content(kind: str, text: str, position: int, line: int) -> tuple[Step, int]:
    """A line, an option or a command: its text in backticks, `*` for any, or plain up to the end of the line."""
    quoted = _QUOTED.match(text, position)
    if quoted is None:
        rest = _REST.match(text, position)
        assert rest is not None
        words = rest.group().strip()
        plain = words.removesuffix("[disabled]").rstrip() if kind == "option" else words
        any_text = plain == "*"
        return (
            Step(kind=kind, line=line, text=None if any_text else plain, available=plain == words),
            rest.end(),
        )
    position = quoted.end()
    tags: list[str] = []
    available = True
    while True:
        tag, disabled = _TAG.match(text, position), _DISABLED.match(text, position)
        if tag is not None:
            tags.append(tag.group(1))
            position = tag.end()
        elif disabled is not None:
            available = False
            position = disabled.end()
        else:
            break
    step = Step(kind=kind, line=line, text=quoted.group(1), tags=tuple(tags), available=available)
    return step, position


# --- playing --------------------------------------------------------------------------------------------------------


class Unmet(Exception):
    """An expectation that was not met, before it has a place in a plan."""

    def __init__(self, message: str, expected: str, actual: str, at: str = "") -> None:
        super().__init__(message)
        self.message, self.expected, self.actual, self.at = message, expected, actual, at


def with_assert(host: Host) -> Host:
    """The host with Yarn's own test function `assert(truth)`, unless it declares one."""
    if "assert" in host.signatures:
        return host
    signature = Signature(parameters=(TRUTH,), result=TRUTH)
    functions: dict[str, HostFunction] = {**host.functions, "assert": _assert}
    return Host(signatures={**host.signatures, "assert": signature}, functions=functions)


def _assert(truth: Value) -> Value:
    if not truth:
        raise CallFailed("an assertion does not hold")
    return True


def run_plan(
    plan: Plan, program: Program, host: Host = NO_HOST, *, strategy: str | None = None, rng: int = 0
) -> list[Failure]:
    """Play a plan; at most one failure per run, since what follows a failure means nothing."""
    variables: dict[str, Value] = {}
    failures: list[Failure] = []
    if not program.has(FIRST_NODE) and not any(step.kind == "node" for run in plan.runs for step in run):
        return []  # as in Yarn's own tests: a script without a first node is only compiled
    chosen = strategy or "best_least_recently_viewed"
    for number, steps in enumerate(plan.runs, start=1):
        dialogue = Dialogue(program, variables=variables, functions=host.functions, strategy=chosen, rng=rng + number)
        run = _Run(dialogue)
        for step in (*steps, None):
            try:
                run.take(step)
            except Unmet as unmet:
                line = run.option_line if step is None or run.blames_options else step.line
                failures.append(
                    Failure(
                        path=plan.path,
                        line=line,
                        run=number,
                        message=unmet.message,
                        expected=unmet.expected,
                        actual=unmet.actual,
                        at=unmet.at,
                    )
                )
                break
            except (RunFailed, CallFailed) as failed:
                line = run.option_line if step is None else step.line
                failures.append(
                    Failure(
                        path=plan.path,
                        line=line,
                        run=number,
                        message="the dialogue failed",
                        expected="it to go on",
                        actual=str(failed),
                    )
                )
                break
        chosen = dialogue.strategy
    return failures


class _Run:
    """One run of a plan: the dialogue, and the options expected so far."""

    def __init__(self, dialogue: Dialogue) -> None:
        self.dialogue = dialogue
        self._started = self._stopped = False
        self._offer: OptionsEvent | None = None
        self._expected: list[Step] = []
        self.option_line = 0
        self.blames_options = False

    def take(self, step: Step | None) -> None:
        """Do what a step says, or meet what it expects; None is the end of the run, `stop` skips to the next node."""
        if self._stopped and (step is None or step.kind != "node"):
            return
        if step is not None and step.kind == "option":
            self._expected.append(step)
            self.option_line = self.option_line or step.line
            return
        if self._expected:
            self.blames_options = True
            self._meet_options()
            self.blames_options = False
        if step is None:
            return
        match step.kind:
            case "node":
                self.dialogue.start(step.text or "")
                self._started, self._stopped, self._offer = True, False, None
            case "set":
                self._set(step)
            case "saliency":
                self.dialogue.strategy = step.text or ""
            case "select":
                self._select(step)
            case kind if kind in OF_SEEDS:
                raise Unmet(f"“{kind}:” is a step of story seeds", "a plan of plain Yarn", "no seed.yaml around it")
            case "line":
                self._meet_line(step)
            case "command":
                event = self._next()
                if not isinstance(event, CommandEvent) or (step.text is not None and event.text != step.text):
                    raise Unmet("another command", _quoted("command", step.text), shown_event(event), place_of(event))
            case "stop":
                event = self._next()
                if not isinstance(event, Complete):
                    raise Unmet("the dialogue goes on", "its end", shown_event(event), place_of(event))
                self._stopped = True

    def _next(self) -> Event:
        if not self._started:
            self.dialogue.start(FIRST_NODE)
            self._started = True
        if self._offer is not None:
            return self._offer
        event = self.dialogue.advance()
        if isinstance(event, OptionsEvent):
            self._offer = event
        return event

    def _meet_line(self, step: Step) -> None:
        event = self._next()
        expected = _quoted("line", step.text)
        if not isinstance(event, LineEvent):
            raise Unmet("no line came", expected, shown_event(event), place_of(event))
        if step.text is not None and event.text != step.text:
            raise Unmet("another line", expected, shown_event(event), place_of(event))
        meet_tags(step, event)

    def _meet_options(self) -> None:
        expected, self._expected = self._expected, []
        event = self._next()
        wanted = ", ".join(option_words(step.text, step.available) for step in expected)
        if not isinstance(event, OptionsEvent):
            raise Unmet("no choice came", f"the options {wanted}", shown_event(event), place_of(event))
        shown = ", ".join(
            option_words(option.text, available)
            for option, available in zip(event.options, event.available, strict=True)
        )
        if len(expected) != len(event.options):
            raise Unmet(f"{len(event.options)} options instead of {len(expected)}", wanted, shown, place_of(event))
        for step, option, available in zip(expected, event.options, event.available, strict=True):
            if (step.text is not None and step.text != option.text) or step.available != available:
                self.option_line = step.line
                raise Unmet(
                    "another option",
                    option_words(step.text, step.available),
                    option_words(option.text, available),
                    place_of(option),
                )
            meet_tags(step, option)
        self.option_line = 0

    def _select(self, step: Step) -> None:
        event = self._next()
        if not isinstance(event, OptionsEvent):
            raise Unmet(
                "no choice came", f"a choice to take option {step.number + 1} of", shown_event(event), place_of(event)
            )
        if step.number >= len(event.options):
            raise Unmet(
                "the choice is smaller",
                f"an option {step.number + 1}",
                f"{len(event.options)} options",
                place_of(event),
            )
        self._offer = None
        self.dialogue.choose(None if step.number < 0 else step.number)

    def _set(self, step: Step) -> None:
        name = step.text or ""
        first = self.dialogue.program.first_values.get(name)
        if first is None:
            raise Unmet("nothing to set", f"a variable {name}", "a script that has none of that name")
        text = step.value.strip("`")
        quoted = re.fullmatch(r'"((?:[^"\\]|\\["\\])*)"', text)
        words = re.sub(r'\\(["\\])', r"\1", quoted.group(1)) if quoted else text
        try:
            value: Value
            if isinstance(first, bool):
                value = to_truth(words)
            elif isinstance(first, str):
                value = words
            else:
                value = single(to_number(words))
        except CallFailed as failed:
            raise Unmet(f"{name} cannot be set", f"a value like {first!r}", str(failed)) from None
        self.dialogue.variables[name] = value


def meet_tags(step: Step, event: LineEvent) -> None:
    missing = [tag for tag in step.tags if tag not in (*event.tags, event.id)]
    if missing:
        had = " ".join("#" + tag for tag in event.tags) or "no hashtags"
        raise Unmet("a hashtag is missing", f"#{missing[0]}", had, place_of(event))


def _quoted(kind: str, text: str | None) -> str:
    return f"any {kind}" if text is None else f"the {kind} “{text}”"


def option_words(text: str | None, available: bool) -> str:
    return ("any option" if text is None else f"“{text}”") + ("" if available else " [disabled]")


def shown_event(event: Event) -> str:
    match event:
        case LineEvent():
            return f"the line “{event.text}”"
        case CommandEvent():
            return f"the command “{event.text}”"
        case OptionsEvent():
            return "the options " + ", ".join(
                option_words(option.text, available)
                for option, available in zip(event.options, event.available, strict=True)
            )
        case Complete():
            return "the end of the dialogue"


def place_of(event: Event) -> str:
    if isinstance(event, OptionsEvent):
        return place_of(event.options[0]) if event.options else ""
    if isinstance(event, Complete):
        return ""
    return f"{event.path}:{event.line}"
