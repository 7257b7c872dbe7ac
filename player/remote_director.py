"""The director's messages and both ends of their way: who asks, and how the director's process answers.

It adds nothing to `player/director.py` but the messages. `player/crew.py` starts the process.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from generators.errors import ChannelClosed, ProcessError
from generators.processes import Child, Starting
from generators.timed import Balance
from player.direction import Applied, Opened, Opening, Planned
from player.marks import Mark
from profiles.taste import TasteValues
from story_engine.plan import Input

LOOK_SECONDS = 0.04
"""Who waits for an answer looks round this often: a part that became ready is less than a picture late at its join."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """Begin or resume a show."""

    opening: Opening


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """The next part of a state."""

    state: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Apply:
    """Take an input in."""

    state: int
    given: Input


@dataclass(frozen=True, slots=True, kw_only=True)
class Weigh:
    """Let what follows a state be heard in another balance."""

    state: int
    balance: Balance


@dataclass(frozen=True, slots=True, kw_only=True)
class Forget:
    """Drop every other state."""

    keep: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteJournal:
    """The journal up to a state."""

    state: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FindMark:
    """Where in the tree a state stands."""

    state: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Revisit:
    """Stand at a mark again; the path to `left` stays a branch."""

    left: int
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Fork:
    """Write a seed that begins where a state is."""

    state: int
    folder: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Answer: a state's number, its mark, or a path."""

    state: int = -1
    mark: Mark = Mark()
    path: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """Answer without a value, or with journal bytes and the taste that belongs to them."""

    content: bytes = b""
    taste: TasteValues | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """The request failed; `message` is for people."""

    message: str


TYPES: dict[str, type] = {
    kind.__name__: kind
    for kind in (
        Open,
        Step,
        Apply,
        Weigh,
        Forget,
        WriteJournal,
        FindMark,
        Revisit,
        Fork,
        Done,
        Told,
        Refused,
        Opened,
        Planned,
        Applied,
    )
}


class DirectorFailed(ProcessError):
    """The director refused a request, or its process has gone."""


class RemoteDirector:
    """`player.direction.Director` answered by a child process; any worker thread may call it."""

    def __init__(self, starting: Starting) -> None:
        """Talk to a process that `player.crew.begin_director` has started."""
        self._asking = threading.Lock()
        self.taste: TasteValues | None = None
        """What was believed about the viewer when the last journal was written."""
        self.meanwhile: Callable[[], None] | None = None
        """Called every `LOOK_SECONDS` while an answer is waited for, by the thread that asked."""
        self._child: Child = starting.child(TYPES)

    @property
    def pid(self) -> int:
        """Process id, for diagnostics."""
        return self._child.pid

    def is_alive(self) -> bool:
        """Whether the process still runs."""
        return self._child.is_alive()

    def open(self, opening: Opening) -> Opened:
        """Begin or resume a show."""
        return self._ask(Open(opening=opening), Opened)

    def step(self, state: int) -> Planned:
        """The next part of `state`, timed."""
        return self._ask(Step(state=state), Planned)

    def apply(self, state: int, given: Input) -> Applied:
        """`state` with an input taken in."""
        return self._ask(Apply(state=state, given=given), Applied)

    def weigh(self, state: int, balance: Balance) -> int:
        """A state whose next parts are heard in another balance."""
        told: Told = self._ask(Weigh(state=state, balance=balance), Told)
        return told.state

    def forget(self, keep: tuple[int, ...]) -> None:
        """Drop every state not in `keep`."""
        self._ask(Forget(keep=keep), Done)

    def journal(self, state: int) -> bytes:
        """The journal up to `state`."""
        done: Done = self._ask(WriteJournal(state=state), Done)
        self.taste = done.taste
        return bytes(done.content)

    def mark(self, state: int) -> Mark:
        """Where in the show's tree `state` stands."""
        told: Told = self._ask(FindMark(state=state), Told)
        return told.mark

    def revisit(self, left: int, mark: Mark) -> int:
        """A state that stands at `mark` again; the path to `left` stays a branch."""
        told: Told = self._ask(Revisit(left=left, mark=mark), Told)
        return told.state

    def fork(self, state: int, folder: str, title: str) -> str:
        """A seed that begins where `state` is, as a folder that a creator can edit."""
        told: Told = self._ask(Fork(state=state, folder=folder, title=title), Told)
        return told.path

    def close(self) -> None:
        """End the process."""
        self._child.stop()

    def _ask(self, request: object, expected: type) -> Any:
        with self._asking:
            try:
                self._child.channel.send(request)
                answer = self._awaited()
            except ChannelClosed as error:
                raise DirectorFailed("the director's process has gone; the show can be resumed") from error
        if isinstance(answer, Refused):
            raise DirectorFailed(answer.message)
        if not isinstance(answer, expected):
            raise DirectorFailed(f"the director answered {type(answer).__name__}, not {expected.__name__}")
        return answer

    def _awaited(self) -> Any:
        look = self.meanwhile
        if look is None:
            return self._child.channel.receive()
        while (answer := self._child.channel.receive(LOOK_SECONDS)) is None:
            look()
        return answer


def answered(director: Any, request: object) -> object:
    """The answer of `director` to one request; raises what the director raises, and ValueError for no request."""
    match request:
        case Open(opening=opening):
            return director.open(opening)
        case Step(state=state):
            return director.step(state)
        case Apply(state=state, given=given):
            return director.apply(state, given)
        case Weigh(state=state, balance=balance):
            return Told(state=director.weigh(state, balance))
        case Forget(keep=keep):
            director.forget(keep)
            return Done()
        case WriteJournal(state=state):
            return Done(content=director.journal(state), taste=director.taste(state))
        case FindMark(state=state):
            return Told(mark=director.mark(state))
        case Revisit(left=left, mark=mark):
            return Told(state=director.revisit(left, mark))
        case Fork(state=state, folder=folder, title=title):
            return Told(path=director.fork(state, folder, title))
        case _:
            raise ValueError(f"the director cannot answer {type(request).__name__}")
