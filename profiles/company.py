"""Who watches tonight: one person, or several who share a show. It holds values and rules, no store.

Whatever limits one of several holds for all: nobody is shown what they may not see because of who sits beside them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from profiles.store import Viewer
from profiles.taste import TasteValues
from profiles.taste_edits import merge


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """Everybody who watches, in the order in which they were chosen; never empty, nobody twice."""

    people: tuple[Viewer, ...]

    def __post_init__(self) -> None:
        if not self.people or len({viewer.id for viewer in self.people}) != len(self.people):
            raise ValueError("those who watch together are at least one, and each of them once")

    @property
    def first(self) -> Viewer:
        """Under whom a show of theirs stands; of one person, that person."""
        return self.people[0]

    @property
    def is_shared(self) -> bool:
        """Whether more than one person watches."""
        return len(self.people) > 1

    @property
    def ceiling(self) -> int:
        """The lowest of their ceilings."""
        return min(viewer.ceiling for viewer in self.people)

    @property
    def timed(self) -> tuple[Viewer, ...]:
        """Those whose day has an end."""
        return tuple(viewer for viewer in self.people if viewer.daily_minutes)

    def is_of(self, people: Iterable[int]) -> bool:
        """Whether these ids are exactly theirs."""
        return {viewer.id for viewer in self.people} == set(people)

    def changed(self, viewer: Viewer) -> Company:
        """The company with a viewer's profile as it is now."""
        return Company(people=tuple(viewer if known.id == viewer.id else known for known in self.people))


def company_of(*people: Viewer) -> Company:
    """The company of these people; who is named twice watches once."""
    return Company(people=tuple({viewer.id: viewer for viewer in people}.values()))


def common_taste(tastes: Iterable[TasteValues]) -> TasteValues:
    """What a show of several people begins with; one person's taste is left as it is."""
    found = tuple(tastes)
    return found[0] if len(found) == 1 else merge(*found)
