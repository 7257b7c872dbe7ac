"""What the player asks of a director: planned, timed parts from immutable show states.

It knows neither planner nor process: `player/director.py` answers in-process (virtual time, tests),
`player/director_process.py` from a process of its own (live).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable

from generators.timed import Balance, TimedPart
from player.marks import Mark
from profiles.taste import TasteValues
from story_engine.bookmark import Bookmark, Landing
from story_engine.changes import SeedChange
from story_engine.plan import Input, Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """How a show begins, or goes on where a journal ends."""

    seed: str
    """Folder of the story seed."""
    rng_seed: int
    taste: TasteValues | None = None
    """Starting taste; None = a fresh viewer's."""
    ceiling: int = 99
    """Highest age rating this viewer may see."""
    people: int = 1
    """How many watch together; the taste is theirs in common, the ceiling the lowest of theirs."""
    manner: str = ""
    """"murmur", "spoken" or "silent"; "" = the seed's own."""
    language: str = ""
    """In which the show is shown and spoken, by a table of the seed; "" = the author's."""
    style: str = ""
    """In which the pictures are made (`assets/styles`); "" = the seed's own."""
    journal: bytes | None = None
    """Resume: the journal of the show so far."""
    still: bool = False
    """The camera never moves."""
    gentle: bool = False
    """Light is held to a third of what the flash rule allows."""
    reading: float = 0.0
    """Characters of captions that the viewer reads a second; 0 = as grown-ups do, or as the journal says."""
    balance: Balance = Balance()
    """How the viewer wants voices, music, ambience and effects."""
    bookmark: Bookmark | None = None
    """Begin in this scene, in a world to which a short history leads; None = where shows of the seed begin."""
    viewpoint: str = ""
    """See everything so: "wide", "medium", "close", or "pov" and somebody's id; "" = as the storyboard sees it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogRecord:
    """One line for `--log`: its kind ("scene", "line", "choice", "wish", …) and fields, JSON values only."""

    kind: str
    fields: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A show is ready to be stepped."""

    state: int
    title: str
    versions: tuple[tuple[str, str], ...] = ()
    """Voice, direction and engine versions, part of the journal and of cache keys."""
    missing_voices: tuple[str, ...] = ()
    """A line with its remedy for each speech engine that is not here, where anybody is to speak."""
    changed: SeedChange | None = None
    """What became of a resumed show whose seed was edited; None = the seed is as it was."""
    landing: Landing = Landing()
    """Where a bookmark was found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """The next part from a state, and the state after it."""

    state: int
    timed: TimedPart
    log: tuple[LogRecord, ...] = ()
    bridge: TimedPart | None = None
    """With a scene's first part: a moment of the scene in which nothing happens, for when a part of it is late."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """A state after an input, and what was understood."""

    state: int
    outcome: Outcome
    log: tuple[LogRecord, ...] = ()


class Director(Protocol):
    """Planned parts on request. States are immutable: one state may be stepped in several ways."""

    def open(self, opening: Opening) -> Opened:
        """Begin a show (or resume its journal); raises SeedError, JournalError."""
        ...

    def step(self, state: int) -> Planned:
        """The part after `state`. A hold steps to the same hold again, until a pick is applied."""
        ...

    def apply(self, state: int, given: Input) -> Applied:
        """`state` with a viewer's input taken in; the next step shows its effect."""
        ...

    def weigh(self, state: int, balance: Balance) -> int:
        """A state like `state` whose next parts are heard in another balance."""
        ...

    def forget(self, keep: tuple[int, ...]) -> None:
        """Drop every state not in `keep`."""
        ...

    def journal(self, state: int) -> bytes:
        """The journal of the show up to `state`."""
        ...

    def mark(self, state: int) -> Mark:
        """Where in the show's tree `state` stands."""
        ...

    def revisit(self, left: int, mark: Mark) -> int:
        """A state that stands at `mark` again; the path to `left` stays a branch. Raises JournalError."""
        ...

    def fork(self, state: int, folder: str, title: str) -> str:
        """A seed that begins where `state` is, written into `folder`; its folder. Raises SeedError, OSError."""
        ...

    def close(self) -> None:
        """Free voices and processes."""
        ...


@runtime_checkable
class Patient(Protocol):
    """A director that has to be waited for, and lets who waits do something else."""

    meanwhile: Callable[[], None] | None
    """Called now and then by the thread that asks, which must not ask anything else there; None = nothing to do."""
