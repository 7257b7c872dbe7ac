"""Plays a story seed's test plans: a scene as the engine performs it, in a world the plan says or a history leads to.

It does not know viewers, plans of shows or files; plans are read by `story_engine.yarn.testplan`.

    given: at(wren) = harbour     given: storm_loose     given: trust(wren, tock) = 2     given: hour = 22
    with: $who = bramble          chance: lid yes        node: the_lid                   barred: the_lid
    line: `Tock: It is *`         command: `act tock close fog_jar fails`                expect: has(wren, letter)
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from story_engine.altered import altered
from story_engine.errors import ExpressionError
from story_engine.events import thread_updates
from story_engine.expr import Expr, Value, parse, shown_tree
from story_engine.fluents import Atom, World
from story_engine.ground import Fit, Ground, Repertoire, build_repertoire, first_fit
from story_engine.moment import Moment, SceneState, Setting, holds, render_text
from story_engine.perform import enter_block, next_beat
from story_engine.plan import Act, Beat, BeatKind
from story_engine.planning.reach import reach
from story_engine.questions import WorldScope, compiled
from story_engine.scenes import late_entrances
from story_engine.seed.check import check_question
from story_engine.seed.diagnostics import Findings, Where
from story_engine.seed.model import Seed
from story_engine.seed.script import Choosing, Statement
from story_engine.seed.standing import standing_value
from story_engine.world import first_world
from story_engine.yarn.runner import CommandEvent, Complete, Event, LineEvent, OptionsEvent
from story_engine.yarn.testplan import Failure, Plan, Step, Unmet, meet_tags, option_words, place_of, shown_event

_DEPTH = re.compile(r",(?![^(]*\))")
_CHANCE = re.compile(r"(\w+)\s+(yes|no|true|false)")
_ROLE = re.compile(r"\$?(\w+)\s*=?\s*(\w+)")
_TIMED = re.compile(r"(minutes|scene_number)\s*=\s*(\d+(?:\.\d+)?)")
_EITHER = {"holder": "lies", "lies": "holder"}
_AS_ASKED = (
    (re.compile(r"(at|lies|thread|stage)\((\w+),\s*(\w+)\)"), r"\1(\2) = \3"),
    (re.compile(r"has\((\w+),\s*(\w+)\)"), r"holder(\2) = \1"),
    (re.compile(r"visited\((\w+)\)"), r"visits(\1) = 1"),
    (re.compile(r"(weather|hour|minutes|scene_number)\(([\w.]+)\)"), r"\1 = \2"),
)
"""How conditions ask, and what makes them so."""
MOST_LACKS = 3
"""Conditions that a failure names."""


class Stage:
    """A seed made ready for many plans."""

    def __init__(self, seed: Seed) -> None:
        self.seed = seed
        self.repertoire: Repertoire = build_repertoire(seed)
        self._reached: dict[str, World | None] = {}

    def world_before(self, scene: str) -> World | None:
        """What is true when a shortest history has led to a scene; None where none is found."""
        if scene not in self._reached:
            found = reach(self.repertoire, scene)
            self._reached[scene] = found.world if found.found else None
        return self._reached[scene]

    def play(self, plan: Plan, rng: int = 0) -> list[Failure]:
        """Play a plan; at most one failure per run, since what follows a failure means nothing."""
        failures: list[Failure] = []
        for number, steps in enumerate(plan.runs, start=1):
            run = _Run(self, rng + number)
            line = 0
            try:
                for step in steps:
                    line = step.line
                    run.take(step)
                run.finish()
            except Unmet as unmet:
                failures.append(
                    Failure(
                        path=plan.path, line=run.options_at or line, run=number, message=unmet.message,
                        expected=unmet.expected, actual=unmet.actual, at=unmet.at,
                    )
                )  # fmt: skip
        return failures


@dataclass(slots=True)
class _Given:
    """What a run says before its next scene."""

    values: dict[Atom, Value] = field(default_factory=dict)
    roles: dict[str, str] = field(default_factory=dict)
    chances: dict[str, bool] = field(default_factory=dict)
    says_world: bool = False


class _Run:
    """One run of a plan: its world, and the scene that is on."""

    def __init__(self, stage: Stage, rng: int) -> None:
        self._stage, self._rng = stage, rng
        self._given = _Given()
        self._performed: _Performed | None = None
        self._options: list[Step] = []
        self._stopped = False
        self.options_at = 0

    def take(self, step: Step) -> None:
        """Do what a step says, or meet what it expects."""
        if self._stopped and step.kind in ("line", "command", "option", "select", "stop"):
            return
        if step.kind == "option":
            self._options.append(step)
            return
        self.finish()
        text = step.text or ""
        match step.kind:
            case "given":
                self._give(text)
            case "set":
                self._give(f"{text} = {step.value}")
            case "with":
                self._bind(text)
            case "chance":
                if (match := _CHANCE.fullmatch(text)) is None:
                    raise Unmet("a chance cannot be read", "chance: KEY yes (or no)", text)
                self._given.chances[match[1]] = match[2] in ("yes", "true")
            case "node":
                self._begin(text)
            case "barred":
                world, fit, grounds = self._asked(text)
                if any(fit.unsatisfied[index] == 0 for index in grounds):
                    raise Unmet("the scene may begin", f"“{text}” to be barred", _where_all(world))
            case "expect":
                self._expect(text)
            case "saliency":
                raise Unmet("a seed has one saliency", "a plan without saliency:", text)
            case "line":
                self._meet_line(step)
            case "command":
                self._meet_command(step)
            case "select":
                self._select(step)
            case "stop":
                event = self._on().next_told()
                if not isinstance(event, Complete):
                    raise Unmet("the scene goes on", "its end", shown_event(event), place_of(event))
                self._stopped = True

    # --- before a scene ---------------------------------------------------------------------------------------------

    def _give(self, text: str) -> None:
        self._given.says_world = True
        for item in _DEPTH.split(text):
            atom, value = _value_of(item.strip(), self._stage.seed)
            self._given.values[atom] = value
            if atom[0] in _EITHER and value:  # what is held lies nowhere, and the other way round
                self._given.values[_EITHER[atom[0]], atom[1]] = ""

    def _bind(self, text: str) -> None:
        match = _ROLE.fullmatch(text)
        if match is None:
            raise Unmet("a role cannot be read", "with: $who = somebody", text)
        self._given.roles[match[1]] = match[2]

    def _base(self, scene: str) -> World:
        """The world before a scene: as the run goes on, as it says, or as a history leads to."""
        if self._performed is not None:
            world = self._performed.world_after()
        elif self._given.says_world:
            world = first_world(self._stage.seed)
        else:
            found = self._stage.world_before(scene)
            if found is None:
                raise Unmet("no history leads to the scene", f"“{scene}”", "none; say what is true with given:")
            world = found
        return world.write(self._given.values, None)

    def _asked(self, scene: str, *, barred: bool = True) -> tuple[World, Fit, list[int]]:
        """The world, what it allows, and the scene's ground storylets with the roles of the run."""
        storylet = self._stage.seed.storylets.get(scene)
        if storylet is None or storylet.sub:
            what = "a part that is only jumped to" if storylet is not None else "no such title"
            raise Unmet("there is no such scene", f"a scene “{scene}”", what)
        repertoire = self._stage.repertoire
        grounds = [
            index
            for index, one in enumerate(repertoire.grounds)
            if one.storylet.id == scene and self._given.roles.items() <= one.binding.items()
        ]
        if not grounds:
            raise Unmet("nobody can take the roles", f"“{scene}” with {_roles(self._given.roles)}", "no such cast")
        base = first_world(self._stage.seed).write(self._given.values, None) if barred and self._fresh() else None
        world = base if base is not None else self._base(scene)
        return world, first_fit(repertoire, world), grounds

    def _fresh(self) -> bool:
        return self._performed is None

    def _begin(self, scene: str) -> None:
        world, fit, grounds = self._asked(scene, barred=False)
        best = min(grounds, key=lambda index: int(fit.unsatisfied[index]))
        one = self._stage.repertoire.grounds[best]
        if fit.unsatisfied[best]:
            lacks = [shown_tree(self._stage.repertoire.trees[w]) for w in one.watches if not fit.truth[w]]
            raise Unmet("the scene may not begin", f"“{scene}” to begin", "not so: " + ", ".join(lacks[:MOST_LACKS]))
        self._performed = _Performed(self._stage.seed, one, world, self._rng, dict(self._given.chances))
        self._given = _Given()
        self._stopped = False

    # --- in a scene -------------------------------------------------------------------------------------------------

    def _on(self) -> _Performed:
        if self._performed is None:
            raise Unmet("no scene is on", "node: TITLE before this step", "none")
        return self._performed

    def _expect(self, text: str) -> None:
        seed = self._stage.seed
        try:
            tree = parse(text)
        except ExpressionError as error:
            raise Unmet("a condition cannot be read", "a condition as in when:", f"“{text}”: {error}") from None
        scene = self._performed.scene if self._performed is not None else ""
        wrong = check_question(tree, seed, scene)
        if wrong:
            raise Unmet("a condition names what is not there", text, f"{wrong[0].message} – {wrong[0].remedy}")
        if self._performed is not None:
            so = self._performed.holds(tree)
        else:
            world = first_world(seed).write(self._given.values, None)
            so = bool(compiled(tree)(WorldScope(seed, world, self._given.roles)))
        if not so:
            raise Unmet("something is not so", text, "not so")

    def _meet_line(self, step: Step) -> None:
        event = self._on().next_told()
        expected = "any line" if step.text is None else f"the line “{step.text}”"
        if not isinstance(event, LineEvent):
            raise Unmet("no line came", expected, shown_event(event), place_of(event))
        if step.text is not None and not _fits(step.text, event.text):
            raise Unmet("another line", expected, shown_event(event), place_of(event))
        meet_tags(step, event)
        self._on().go_on()

    def _meet_command(self, step: Step) -> None:
        expected = "any command" if step.text is None else f"the command “{step.text}”"
        seen: list[str] = []
        while isinstance(event := self._on().next_event(), CommandEvent):
            self._on().go_on()
            if step.text is None or _fits(step.text, event.text):
                return
            seen.append(event.text)
        actual = f"{', '.join(seen)}, then {shown_event(event)}" if seen else shown_event(event)
        raise Unmet("no such command came", expected, actual, place_of(event))

    def finish(self) -> None:
        """Meet the options that were written last."""
        if not self._options:
            return
        expected, self._options = self._options, []
        self.options_at = expected[0].line
        event = self._on().next_told()
        wanted = ", ".join(option_words(step.text, step.available) for step in expected)
        if not isinstance(event, OptionsEvent):
            raise Unmet("no choice came", f"the options {wanted}", shown_event(event), place_of(event))
        if len(expected) != len(event.options):
            message = f"{len(event.options)} options instead of {len(expected)}"
            raise Unmet(message, wanted, shown_event(event), place_of(event))
        for step, option, available in zip(expected, event.options, event.available, strict=True):
            if (step.text is not None and not _fits(step.text, option.text)) or step.available != available:
                self.options_at = step.line
                raise Unmet(
                    "another option", option_words(step.text, step.available), option_words(option.text, available),
                    place_of(option),
                )  # fmt: skip
            meet_tags(step, option)
        self.options_at = 0

    def _select(self, step: Step) -> None:
        event = self._on().next_told()
        if not isinstance(event, OptionsEvent):
            raise Unmet("no choice came", f"a choice to take option {step.number + 1} of", shown_event(event))
        if not 0 <= step.number < len(event.options) or not event.available[step.number]:
            raise Unmet("there is no such option", f"an option {step.number + 1} that can be taken", shown_event(event))
        self._on().choose(step.number)


class _Performed:
    """A scene under way, as events; silent statements between two events are performed when the later one is asked."""

    def __init__(self, seed: Seed, one: Ground, world: World, rng: int, chances: Mapping[str, bool]) -> None:
        number = int(float(world.get(("scene",)) or 0.0)) + 1
        begun = world.write({("at", person): one.place for person in one.cast} | {("scene",): float(number)}, None)
        visits = float(begun.get(("visits", one.storylet.id)) or 0.0)
        updates: dict[Atom, Value] = {
            ("visits", one.storylet.id): visits + 1.0, ("last", one.storylet.id): float(number),
        }  # fmt: skip
        if one.storylet.brings_weather:
            updates["weather",] = one.storylet.brings_weather
        state = SceneState(
            id=f"s{number}", number=number, storylet=one.storylet, binding=one.binding, place=one.place,
            required=one.cast, maybe=one.maybe, hour=float(world.get(("hour",)) or 0.0), why=(), causes=(),
            seconds=one.seconds,
        )  # fmt: skip
        self.scene = one.storylet.id
        self._seed = seed
        self._setting = Setting(
            seed=replace(seed, tongue=None), rng_seed=rng, scene=state, traced=False, chances=chances
        )
        self._moment = Moment(
            world=begun.write(updates, state.id), frames=((one.storylet.body, 0),), ledger={}, emotions={},
            offstage=late_entrances(one),
        )  # fmt: skip
        self._next: Event | None = None

    def next_event(self) -> Event:
        """The event that comes next: a line, a command, a choice, or the end."""
        if self._next is None:
            self._next = self._performed_to()
        return self._next

    def next_told(self) -> Event:
        """The next event that is no command: deeds, pauses and weathers nobody asks for are passed over."""
        while isinstance(event := self.next_event(), CommandEvent):
            self.go_on()
        return event

    def go_on(self) -> None:
        """The event was taken."""
        self._next = None

    def choose(self, index: int) -> None:
        """Take an option of the open choice, counted from 0."""
        choosing = self._moment.choosing
        assert choosing is not None, "no choice is open"
        answer = choosing.answers[index]
        world = self._moment.world.happened(("chose", answer.id), self._setting.scene.id)
        self._moment = enter_block(altered(self._moment, world=world, choosing=None), answer.body)
        self._next = None

    def holds(self, tree: Expr) -> bool:
        """Whether a condition is so just before the next line, choice or end."""
        self.next_told()
        return holds(self._setting, self._moment, tree)[1]

    def world_after(self) -> World:
        """The world when the scene has run to its end, its first options taken."""
        while not isinstance(event := self.next_told(), Complete):
            if isinstance(event, OptionsEvent):
                self.choose(event.available.index(True) if any(event.available) else 0)
            else:
                self.go_on()
        return self._moment.world

    def _performed_to(self) -> Event:
        self._moment, beat = next_beat(self._setting, self._moment)
        if beat is not None:
            return self._told(beat)
        if self._moment.choosing is not None:
            return self._offered(self._moment.choosing)
        world = self._moment.world.write(thread_updates(self._setting.scene), self._setting.scene.id)
        self._moment = altered(self._moment, world=world)
        return Complete()

    def _told(self, beat: Beat) -> Event:
        statement = _last(self._moment)
        where = getattr(statement, "where", Where(path=""))
        if beat.line is None:
            return CommandEvent(text=_command(beat), path=where.path, line=where.line)
        said, tone = [beat.line.text], beat.line.tone
        while self._moment.queue and self._moment.queue[0].line is not None:  # a long line is said in pieces
            self._moment, more = next_beat(self._setting, self._moment)
            said.append(more.line.text if more is not None and more.line is not None else "")
        who = f"{self._seed.name_of(beat.line.speaker)}: " if beat.line.speaker else ""
        tags = (beat.line.emotion, tone, *((f"to:{beat.line.to}",) if beat.line.to else ()))
        line_id = str(getattr(statement, "line_id", ""))
        return LineEvent(
            id=line_id, speaker=None, text=who + " ".join(said), tags=tags, path=where.path, line=where.line
        )

    def _offered(self, choosing: Choosing) -> OptionsEvent:
        options, available = [], []
        for answer in choosing.answers:
            moment, live = holds(self._setting, self._moment, answer.condition)
            _, text = render_text(self._setting, moment, answer.text)
            tags = (f"id:{answer.id}", *(name for name, _ in answer.tags))
            at = answer.where
            options.append(LineEvent(id=answer.line_id, speaker=None, text=text, tags=tags, path=at.path, line=at.line))
            available.append(live)
        return OptionsEvent(options=tuple(options), available=tuple(available))


def _last(moment: Moment) -> Statement | None:
    """The statement that was performed last."""
    for block, index in reversed(moment.frames):
        if 0 < index <= len(block):
            return block[index - 1]
    return None


def _command(beat: Beat) -> str:
    """A beat without words of anybody's as the command that makes it."""
    match beat.kind:
        case BeatKind.ACT if beat.act is not None:
            return _deed(beat.act)
        case BeatKind.PAUSE:
            return f"wait {beat.seconds:g}"
        case _:
            return f"{beat.kind} {beat.text}"


def _deed(act: Act) -> str:
    target = act.target if act.target != act.thing else ""
    return " ".join(word for word in ("act", act.actor, act.verb, target, act.thing, "" if act.ok else "fails") if word)


def _fits(expected: str, actual: str) -> bool:
    """Whether a text is the expected one; `*` in it stands for any words.

    Each piece between two stars is looked for once, at its first place behind the one before: where any places fit,
    the first ones do, so that many stars cost no more than few.
    """
    first, *between = expected.split("*")
    if not between:
        return expected == actual
    last = between.pop()
    end = len(actual) - len(last)
    if not actual.startswith(first) or not actual.endswith(last) or end < len(first):
        return False
    at = len(first)
    for piece in between:
        found = actual.find(piece, at, end)
        if found < 0:
            return False
        at = found + len(piece)
    return True


def _value_of(item: str, seed: Seed) -> tuple[Atom, Value]:
    """The atom and the value that a `given:` says, as entries of `start:` do; `not fact` makes one untrue."""
    findings = Findings()
    untrue = item.startswith(("not ", "!"))
    plain = item.removeprefix("not ").removeprefix("!").replace("==", "=").replace('"', "").strip()
    for asked, made in _AS_ASKED:
        plain = asked.sub(made, plain)
    text = f"{plain} = no" if untrue else plain if "=" in plain else f"{plain} = yes"
    if (timed := _TIMED.fullmatch(text)) is not None:
        return (("clock",), 60.0 * float(timed[2])) if timed[1] == "minutes" else (("scene",), float(timed[2]))
    told = standing_value(text, seed, Where(path="given:"), findings)
    if told is None or findings.errors:
        why = "; ".join(f"{d.message} – {d.remedy}" for d in findings.sorted()) or "it is no fact and no value"
        raise Unmet("what is given cannot be read", "a fact, or a value such as at(wren) = harbour", f"“{item}”: {why}")
    return told


def _roles(roles: Mapping[str, str]) -> str:
    return ", ".join(f"${name} = {who}" for name, who in roles.items()) or "any cast"


def _where_all(world: World) -> str:
    people: Iterator[str] = (f"{atom[1]} at {value}" for atom, value in world.of_kind("at"))
    return "it may, with " + ", ".join(sorted(people))
