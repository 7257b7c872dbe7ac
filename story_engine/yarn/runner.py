"""Plays a program: one step gives a line, a choice, a command or the end.

It does not know a clock, a screen or a random number of its own: what is by chance follows from the rng seed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from story_engine.rng import derive_seed, unit
from story_engine.yarn.evaluate import LONGEST_TEXT, OPERATIONS
from story_engine.yarn.library import PURE, CallFailed, Value, single, to_number, to_truth, written
from story_engine.yarn.markup import Attribute, Marked, read_markup
from story_engine.yarn.program import Playable, Program, weight_of
from story_engine.yarn.saliency import Candidate, choose
from story_engine.yarn.tree import (
    Command,
    Condition,
    Declare,
    Enum,
    If,
    Invoke,
    Jump,
    Line,
    LineGroup,
    Once,
    Options,
    Piece,
    Return,
    Set,
    Statement,
    Stop,
)

DEEPEST_DETOUR = 2_000
"""Detours inside detours; a node that detours to itself after each choice lasts for an evening."""
LONGEST_SILENCE = 100_000
"""Statements run without a line, a choice or a command; a story that needs more goes in a circle."""

_LAST = ("lastline",)
"""What Yarn adds to the hashtags of a line with options right behind it."""

HostFunction = Callable[..., Value]


class RunFailed(Exception):
    """The dialogue cannot go on; the message names the node and the line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineEvent:
    """A line is spoken."""

    id: str
    text: str
    """Without markup; with the speaker's name, as written."""
    speaker: str | None
    tags: tuple[str, ...]
    attributes: tuple[Attribute, ...] = ()
    path: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionsEvent:
    """A choice is offered; options whose condition fails are there, but not available."""

    options: tuple[LineEvent, ...]
    available: tuple[bool, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandEvent:
    """A command for the game."""

    text: str
    tags: tuple[str, ...] = ()
    path: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Complete:
    """The dialogue has ended."""


Event = LineEvent | OptionsEvent | CommandEvent | Complete


@dataclass(slots=True)
class _Block:
    """Statements, and which of them comes next."""

    body: tuple[Statement, ...]
    next: int = 0


@dataclass(slots=True)
class _Frame:
    """A node being run: its name for counting visits, and its open blocks, the innermost last."""

    name: str
    path: str
    blocks: list[_Block]


class Dialogue:
    """One playing of a program; the variables may be kept and handed to the next."""

    def __init__(
        self,
        program: Program,
        *,
        variables: dict[str, Value] | None = None,
        functions: Mapping[str, HostFunction] | None = None,
        strategy: str = "random_best_least_recently_viewed",
        rng: int = 0,
        language: str = "en",
    ) -> None:
        self.program = program
        self.variables: dict[str, Value] = {} if variables is None else variables
        self.strategy = strategy
        self.language = language
        self._functions = dict(functions or {})
        self._rng = rng
        self._rolls = 0
        self._frames: list[_Frame] = []
        self._waiting: tuple[Options, OptionsEvent] | None = None
        self._line = 0

    # --- what a host calls ------------------------------------------------------------------------------------------

    @property
    def running(self) -> bool:
        """True from `start` to the end."""
        return bool(self._frames)

    @property
    def node(self) -> str | None:
        """The name of the node being run."""
        return self._frames[-1].name if self._frames else None

    def start(self, name: str) -> None:
        """Begin at a node or a group, dropping whatever was running."""
        if not self.program.has(name):
            raise RunFailed(f"no node is titled “{name}”")
        self._frames, self._waiting = [], None
        self._enter(name)

    def choose(self, index: int | None) -> None:
        """Take an option of the open choice, counted from 0; None takes none and goes on behind the choice."""
        if self._waiting is None:
            raise RunFailed("no choice is open")
        statement, event = self._waiting
        if index is None:
            self._waiting = None
            return
        if not 0 <= index < len(event.options):
            raise RunFailed(f"there is no option {index + 1}; the choice has {len(event.options)}")
        self._waiting = None
        item = statement.items[index]
        self._mark_seen(item.line.condition, item.line)
        self._frames[-1].blocks.append(_Block(item.body))

    def advance(self) -> Event:
        """Go on to the next line, choice or command, or to the end."""
        if self._waiting is not None:
            raise RunFailed("a choice is open; take an option first")
        try:
            for _ in range(LONGEST_SILENCE):
                if not self._frames:
                    return Complete()
                event = self._step()
                if event is not None:
                    return event
        except CallFailed as failed:
            raise self._failed(str(failed)) from failed
        except RecursionError:
            raise self._failed(
                "smart variables lean on each other too deeply; declare some with plain values"
            ) from None
        raise self._failed(f"{LONGEST_SILENCE:,} statements ran without a line; the story goes in a circle")

    def read(self, name: str) -> Value:
        """The value of a variable, smart ones included."""
        smart = self.program.smart.get(name)
        if smart is not None:
            return smart(self)
        found = self.variables.get(name)
        if found is None:
            found = self.program.first_values.get(name)
        if found is None:
            raise CallFailed(f"{name} has no value")
        return found

    def call(self, name: str, arguments: tuple[Value, ...]) -> Value:
        """What a function gives."""
        host = self._functions.get(name)
        if host is not None:
            return _valid(name, host(*arguments))
        pure = PURE.get(name)
        if pure is not None:
            return _valid(name, pure(*arguments))
        match name, arguments:
            case "visited", (str(node),):
                return self.visits(node) > 0
            case "visited_count", (str(node),):
                return float(self.visits(node))
            case "has_any_content", (str(node),):
                return self.has_content(node)
            case "random", ():
                return single(self._chance())
            case "random_range", (float(low), float(high)):
                return self._whole_between(low, high)
            case "random_range_float", (float(low), float(high)):
                return single(low + (high - low) * self._chance())
            case "dice", (float(sides),):
                return self._whole_between(1, sides)
        raise CallFailed(f"there is no function {name}(); declare it to the host")

    def visits(self, name: str) -> int:
        """How often a node was left, counted for nodes that some `visited` names or that ask for it."""
        return int(to_number(self.variables.get(f"$Yarn.Internal.Visiting.{name}", 0.0)))

    def has_content(self, name: str) -> bool:
        """True where a node exists or a group has a node that may run now."""
        members = self.program.groups.get(name)
        if members is None:
            return name in self.program.nodes
        return any(self._possible(member) for member in members)

    # --- running ----------------------------------------------------------------------------------------------------

    def _step(self) -> Event | None:
        frame = self._frames[-1]
        while frame.blocks and frame.blocks[-1].next >= len(frame.blocks[-1].body):
            frame.blocks.pop()
        if not frame.blocks:
            return self._return()
        block = frame.blocks[-1]
        statement = block.body[block.next]
        block.next += 1
        self._line = statement.at.line
        match statement:
            case Line():
                if not self._holds(statement.condition, statement):
                    return None
                self._mark_seen(statement.condition, statement)
                return self._line_event(statement)
            case Command():
                text = self._text(statement.pieces)
                tags = tuple(tag.text for tag in statement.tags)
                return CommandEvent(text=text, tags=tags, path=frame.path, line=statement.at.line)
            case Options():
                return self._offer(statement)
            case LineGroup():
                return self._run_group(statement)
            case If():
                for clause in statement.clauses:
                    if clause.condition is None or to_truth(self.program.compute(clause.condition)(self)):
                        frame.blocks.append(_Block(clause.body))
                        break
            case Once():
                self._run_once(statement, frame)
            case Set():
                self._set(statement)
            case Invoke():
                self.program.compute(statement.call)(self)
            case Jump():
                self._jump(statement)
            case Return():
                return self._return()
            case Stop():
                self._unwind()
                return Complete()
            case Declare() | Enum():
                pass
        return None

    def _failed(self, why: str) -> RunFailed:
        frame = self._frames[-1] if self._frames else None
        where = f"{frame.path}:{self._line}: in the node “{frame.name}”: " if frame else ""
        return RunFailed(where + why)

    def _enter(self, name: str) -> None:
        if len(self._frames) >= DEEPEST_DETOUR:
            raise self._failed(f"more than {DEEPEST_DETOUR} detours inside each other; the story goes in a circle")
        members = self.program.groups.get(name)
        if members is None:
            playable = self.program.nodes.get(name)
            if playable is None:
                raise self._failed(f"no node is titled “{name}”")
            self._frames.append(_Frame(name, playable.path, [_Block(playable.node.body)]))
            return
        self._frames.append(_Frame(name, members[0].path, []))
        candidates = [
            Candidate(content=member.name, complexity=member.complexity, possible=self._possible(member), index=index)
            for index, member in enumerate(members)
        ]
        chosen = choose(candidates, self.strategy, self.variables, self._roll)
        if chosen is None:
            return
        member = members[chosen.index]
        if member.is_once:
            self.variables[_seen_key(member.name)] = True
        self._frames.append(_Frame(member.name, member.path, [_Block(member.node.body)]))

    def _possible(self, member: Playable) -> bool:
        for _, once, condition in member.whens:
            if once and self.variables.get(_seen_key(member.name)) is True:
                return False
            if condition is not None and not to_truth(condition(self)):
                return False
        return True

    def _jump(self, statement: Jump) -> None:
        target = statement.target
        name = target if isinstance(target, str) else written(self.program.compute(target)(self))
        if not self.program.has(name):
            raise self._failed(f"no node is titled “{name}”")
        if not statement.detour:
            self._unwind()
        self._enter(name)

    def _return(self) -> Event | None:
        self._count_visit(self._frames.pop().name)
        return None if self._frames else Complete()

    def _unwind(self) -> None:
        while self._frames:
            self._count_visit(self._frames.pop().name)

    def _count_visit(self, name: str) -> None:
        if name in self.program.tracked:
            self.variables[f"$Yarn.Internal.Visiting.{name}"] = float(self.visits(name) + 1)

    def _run_once(self, statement: Once, frame: _Frame) -> None:
        key = _seen_key(self.program.once_ids[id(statement)])
        condition = statement.condition
        passes = condition is None or to_truth(self.program.compute(condition)(self))
        if passes and self.variables.get(key) is not True:
            self.variables[key] = True
            frame.blocks.append(_Block(statement.body))
        elif statement.otherwise is not None:
            frame.blocks.append(_Block(statement.otherwise))

    def _run_group(self, statement: LineGroup) -> Event | None:
        candidates = [
            Candidate(
                content=self.program.line_ids[id(item.line)],
                complexity=weight_of(item.line.condition),
                possible=self._holds(item.line.condition, item.line),
                index=index,
            )
            for index, item in enumerate(statement.items)
        ]
        chosen = choose(candidates, self.strategy, self.variables, self._roll)
        if chosen is None:
            return None
        item = statement.items[chosen.index]
        self._mark_seen(item.line.condition, item.line)
        self._frames[-1].blocks.append(_Block(item.body))
        return self._line_event(item.line)

    def _offer(self, statement: Options) -> Event:
        available = tuple(self._holds(item.line.condition, item.line) for item in statement.items)
        options = tuple(self._line_event(item.line) for item in statement.items)
        event = OptionsEvent(options=options, available=available)
        self._waiting = (statement, event)
        return event

    def _set(self, statement: Set) -> None:
        name = statement.variable.name
        value = self.program.compute(statement.value)(self)
        if statement.operator != "=":
            value = OPERATIONS[statement.operator[0]](self.read(name), value)
        self.variables[name] = value

    # --- lines ------------------------------------------------------------------------------------------------------

    def _holds(self, condition: Condition | None, line: Line) -> bool:
        if condition is None:
            return True
        if condition.once and self.variables.get(_seen_key(self.program.line_ids[id(line)])) is True:
            return False
        return condition.expression is None or to_truth(self.program.compute(condition.expression)(self))

    def _mark_seen(self, condition: Condition | None, line: Line) -> None:
        if condition is not None and condition.once:
            self.variables[_seen_key(self.program.line_ids[id(line)])] = True

    def _text(self, pieces: tuple[Piece, ...]) -> str:
        shown: list[str] = []
        length = 0
        for piece in pieces:
            shown.append(piece if isinstance(piece, str) else written(self.program.compute(piece.expression)(self)))
            length += len(shown[-1])
            if length > LONGEST_TEXT:
                raise CallFailed(f"a line grew beyond {LONGEST_TEXT:,} characters")
        return "".join(shown)

    def _line_event(self, line: Line) -> LineEvent:
        marked: Marked = read_markup(self._text(line.pieces), self.language)
        return LineEvent(
            id=self.program.line_ids[id(line)],
            text=marked.text,
            speaker=marked.speaker,
            tags=tuple(tag.text for tag in line.tags) + _LAST * (id(line) in self.program.last_lines),
            attributes=marked.attributes,
            path=self._frames[-1].path,
            line=line.at.line,
        )

    # --- chance -----------------------------------------------------------------------------------------------------

    def _chance(self) -> float:
        self._rolls += 1
        return unit(self._rng, "yarn", self._rolls)

    def _roll(self, below: int) -> int:
        self._rolls += 1
        return derive_seed(self._rng, "yarn", self._rolls) % below

    def _whole_between(self, low: float, high: float) -> Value:
        first, last = int(low), int(high)
        if last < first:
            raise CallFailed(f"there is no number from {first} to {last}")
        return float(first + self._roll(last - first + 1))


def _seen_key(content: str) -> str:
    return f"$Yarn.Internal.Once.{content}"


def _valid(name: str, value: object) -> Value:
    """What a function gave, as Yarn keeps it."""
    if isinstance(value, (bool, str)):
        return value
    if isinstance(value, (int, float)):
        return single(float(value))
    raise CallFailed(f"{name}() gave {type(value).__name__}; a function gives a number, a text, or true or false")
