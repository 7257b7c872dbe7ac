"""Turns a course, a hold and a playhead into what the lookahead should have rendered, with deadlines.

It knows no pool: whether a part is on disk is asked of a function.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from generators.media import LEVELS, Level
from generators.timed import TimedPart
from player.conducting.course import HEAD_PARTS, Course
from player.conducting.dearness import dearness
from player.conducting.hold import Hold
from player.feed import BranchReady
from player.lookahead import Role, Wanted
from story_engine.time import MediaTime, from_seconds, to_seconds

PLAN_AHEAD: MediaTime = from_seconds(30.0)
"""The course is planned this far beyond the playhead: the lookahead's full buffer."""
BRIDGE_DUE_SECONDS = 7.5
"""A scene's bridging part is drawn before whatever is due later than this: it is for when the buffer has run low, and
too near to be drawn again at a higher level. It takes a second of a worker and covers seven of waiting; drawn behind
twelve seconds, or as a card while time is short, no join was met more often on strained machines, and waits in the
first half minute were no longer covered."""
LAST_MOMENT_SECONDS = 0.4
"""What is not on disk this long before its join is reported as bridging; it is asked for a little earlier."""

Levels = Callable[[TimedPart], frozenset[Level]]


@dataclass(frozen=True, slots=True)
class Wants:
    """Wanted parts, and the timed part of each id."""

    wanted: tuple[Wanted, ...]
    parts: dict[str, TimedPart]


def wants(course: Course, handed: int, hold: Hold | None, playhead: MediaTime, ready: Levels, blocked: Levels) -> Wants:
    """Everything that should be on disk and is not handed out yet."""
    wanted: list[Wanted] = []
    parts: dict[str, TimedPart] = {}

    def want(name: str, timed: TimedPart, join: MediaTime, role: Role, likely: float = 1.0, option: int = 0) -> None:
        if name in parts:
            return
        parts[name] = timed
        wanted.append(
            Wanted(
                id=name,
                deadline=to_seconds(join - playhead) - LAST_MOMENT_SECONDS,
                seconds=to_seconds(timed.duration),
                role=role,
                likely=likely,
                option=option,
                ready=ready(timed),
                blocked=blocked(timed),
                dearness=dearness(timed),
            )
        )

    for part in course.placed[handed:]:
        if part.is_bridge and ready(part.timed):
            continue
        role = Role.REPEAT if part.is_hold and part.timed.part.repeat > 0 else Role.COURSE
        want(part.id, part.timed, part.start, role)
    if hold is not None and hold.taken is None:
        # Before the cards open heads are due with the hold; once they are open, before its next join.
        opening = max(hold.first.start, playhead)
        for option, branch in hold.branches.items():
            for number, part in enumerate(branch):
                role = Role.HEAD if number < HEAD_PARTS else Role.BEYOND
                join = opening + (part.start - hold.first.end)
                want(f"{hold.choice.id}~{option}~{number}", part.timed, join, role, hold.likely(option), option)
    for timed in course.bridges(handed) if handed else ():
        name = f"bridge~{timed.part.id}"
        if not ready(timed):
            want(name, timed, playhead + from_seconds(BRIDGE_DUE_SECONDS + LAST_MOMENT_SECONDS), Role.BRIDGE)
    return Wants(tuple(wanted), parts)


def ready_until(course: Course, handed: int, ready: Levels) -> MediaTime:
    """Media time up to which everything on the course is on disk without a gap."""
    until = course.placed[handed - 1].end if handed and handed <= len(course.placed) else 0
    for part in course.placed[handed:]:
        if not ready(part.timed):
            break
        until = part.end
    return until


def branches_ready(hold: Hold | None, ready: Levels) -> tuple[BranchReady, ...]:
    """For every option of an open `hold` what is on disk of its branch."""
    if hold is None or hold.taken is not None:
        return ()
    found = []
    for option in hold.choice.options:
        branch = hold.branches.get(option.number, ())
        levels = ready(branch[0].timed) if branch else frozenset()
        found.append(
            BranchReady(
                option=option.number,
                words=option.text,
                likely=option.likely,
                seconds=to_seconds(sum(part.timed.duration for part in branch if ready(part.timed))),
                level=max(levels, key=LEVELS.index) if levels else None,
            )
        )
    return tuple(found)
