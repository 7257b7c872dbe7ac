"""An open question while its hold plays: the heads of its options, its cards and its window.

It knows no pool and no viewer's device; the conductor asks it what is wanted and when the time is up.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from generators.timed import TimedPart
from player.conducting.course import HEAD_PARTS, Course, Placed
from player.feed import ChoiceNear, ShowEvent
from story_engine.plan import Choice
from story_engine.time import MediaTime, from_seconds, to_seconds

HEAD_SECONDS = 3.5
"""An option's head is long enough when it covers the time to render what follows."""
BEYOND_PARTS = 2
"""Parts planned beyond the head, so that a branch does not start on an empty buffer."""


@dataclass(slots=True)
class Hold:
    """The state of one choice on the course."""

    choice: Choice
    first: Placed
    branches: dict[int, tuple[Placed, ...]] = field(default_factory=dict)
    """By option number; filled one option at a time."""
    opened: MediaTime | None = None
    closes: MediaTime | None = None
    """None while unopened or when waiting for the viewer."""
    taken: int | None = None

    @classmethod
    def near(cls, choice: Choice, first: Placed, tell: Callable[[ShowEvent], None]) -> Hold:
        """A choice comes up: whoever shows it may make ready."""
        tell(ChoiceNear(choice=choice))
        return cls(choice=choice, first=first)

    def missing(self) -> int | None:
        """An option whose branch is not planned yet, likeliest first."""
        for option in sorted(self.choice.options, key=lambda known: (-known.likely, known.number)):
            if option.number not in self.branches:
                return option.number
        return None

    def plan(self, course: Course, option: int) -> None:
        """Plan the head of `option` and what follows it."""
        self.branches[option] = course.branch(option, HEAD_PARTS + BEYOND_PARTS)

    def head(self, option: int) -> tuple[Placed, ...]:
        """The parts that must be on disk before the cards open."""
        head: list[Placed] = []
        for part in self.branches.get(option, ())[:HEAD_PARTS]:
            head.append(part)
            if to_seconds(sum(known.timed.duration for known in head)) >= HEAD_SECONDS:
                break
        return tuple(head)

    def heads(self) -> list[Placed]:
        """Every option's head; complete only when `missing` is None."""
        return [part for option in self.choice.options for part in self.head(option.number)]

    def is_ready(self, on_disk: Callable[[TimedPart], bool]) -> bool:
        """Whether the cards may open."""
        return self.missing() is None and all(on_disk(part.timed) for part in self.heads())

    def open(self, at: MediaTime, window_scale: float) -> None:
        """The cards open; the window counts from here."""
        self.opened = at
        window = self.choice.window_seconds * window_scale
        self.closes = None if window == float("inf") else at + from_seconds(window)

    def lengthen(self, seconds: float) -> None:
        """Give more time; infinity waits for the viewer."""
        if seconds == float("inf"):
            self.closes = None
        elif self.closes is not None:
            self.closes += from_seconds(seconds)

    def is_over(self, at: MediaTime) -> bool:
        """Whether time has run out."""
        return self.closes is not None and self.taken is None and at >= self.closes

    def likely(self, option: int) -> float:
        """P(option)."""
        return next((known.likely for known in self.choice.options if known.number == option), 0.0)
