"""What to render next, at which level, and what to give up: a pure function of plan, cache and speeds.

It knows no process, clock or file: seconds are counted from now. Earliest deadline first; a part that
would miss its join at one level is planned at the next lower one (as AbandonRequestsRule does for
streams), and a running render that will miss its join is abandoned when a lower level can still make it.
Levels drawn by models are a lane of their own beside this: what they make replaces the stage's segment, which is
rendered all the same, so that a model that is slow, refuses or dies costs nothing.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from generators.media import LEVELS, MODEL_LEVELS, ON_STAGE, PLAIN_LEVELS, Level
from player.effort import FULL, Effort

SAFETY = 1.2
"""A render is expected to take this much longer than measured: faces and bakes vary."""
STRAINED = 1.15
"""Where the stage would be late already, the next level must have this much more time: what slowed it may go on."""
RESERVE_SECONDS = 0.2
"""A part is to be ready this long before it is asked for; a render that falls behind is abandoned in time."""
HEAD_PATIENCE_SECONDS = 6.0
"""The cards may open this much later than their hold before heads fall to a lower level."""
LIKELY_SECONDS = 2.0
"""A sure option's head is wanted this much earlier than an unlikely one's."""
FAR_SECONDS = 12.0
"""Speculation beyond the heads waits behind the course up to this much further ahead."""
FULL_SECONDS = FULL.ahead_seconds
"""Nothing further ahead than this is rendered."""
ALMOST_DONE_SECONDS = 0.4
"""A render this close to its end is let finish: stopping it would cost more than it saves."""
UPGRADE_SECONDS = 8.0
"""A part that is ready at a lower level is drawn again only when at least this far away."""


LAST_CHANCE = 1.3
"""When a card would take all but this share of the time that is left …"""
DOUBT = 1.5
"""… a render goes on only if it is in time even when the rest takes this much longer."""
ALONE = 0.7
"""A part takes this share of its time while no other is drawn, where speeds were measured beside other renders."""
BEGUN_WITH = 2
"""Parts after the first that are to be in time when a show begins: a moment later rather than with a halt after two
seconds, or with a picture that does not move."""
UNSURE, UNSURE_SECONDS = 1.1, 0.8
"""They are given this much more time than expected, as a machine's pace is known by one part; waited for so long …"""
HEAD_START_SECONDS = 1.5
"""… and for so long at the most."""
COLD_SECONDS = 0.9
"""A worker's first render takes this much longer: it loads compiled code and bakes its first layers."""


class Role(StrEnum):
    """Why a part is wanted."""

    COURSE = "course"
    """It will play, unless the viewer changes the story: its join is a hard deadline."""
    HEAD = "head"
    """Opening of an option: cards wait for it."""
    REPEAT = "repeat"
    """Another turn of a hold: where it is late, the turn before plays again."""
    BEYOND = "beyond"
    """What would follow a head."""
    BRIDGE = "bridge"
    """A moment of the scene that stands in for a part that is late: drawn when there is time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A part that should be on disk."""

    id: str
    deadline: float
    """Seconds from now until its join (COURSE, REPEAT) or until its cards could open (HEAD, BEYOND)."""
    seconds: float
    """Its length."""
    role: Role = Role.COURSE
    likely: float = 1.0
    """P(it plays)."""
    option: int = 0
    """Number of the option that it follows (HEAD, BEYOND)."""
    ready: frozenset[Level] = frozenset()
    blocked: frozenset[Level] = frozenset()
    """Levels that failed for this part."""
    dearness: float = 1.0
    """Times as long as a usual part of its length takes where the stage draws it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A render at work or queued."""

    id: str
    level: Level
    left_seconds: float
    """Expected time to its end, from its beginning where it is queued."""
    queued: bool = False
    """It waits for a worker."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What the scheduler sees."""

    wanted: tuple[Wanted, ...]
    running: tuple[Running, ...] = ()
    speeds: Mapping[Level, float]
    """Render seconds per media second; a level without a speed is offered by no worker."""
    workers: int = 1
    """Of the plain levels."""
    model_workers: int = 0
    """Of the levels drawn by models: one for each device."""
    top: Level = Level.STAGE
    priming: bool = False
    """Nothing plays yet: the first part is drawn at the top level whatever it takes."""
    crowded: bool = False
    """Speeds were measured while other workers drew as well."""
    resting: bool = False
    """The viewer paused, and what comes next is ready: no join comes nearer until they go on."""
    effort: Effort = FULL
    """How much work the show may make; while nothing plays yet it may make all."""


@dataclass(frozen=True, slots=True)
class Task:
    """Render part `id` at `level`."""

    id: str
    level: Level
    due_seconds: float = field(default=0.0, compare=False)
    """How soon it matters: what is queued is begun in this order."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """Tasks in order (the first is the most urgent; those at work included), and renders to stop."""

    tasks: tuple[Task, ...]
    abandon: tuple[Running, ...]
    hands: int | None = None
    """So many workers of the plain levels are to work, the others rest; None = all."""


def schedule(view: View) -> Schedule:
    """The best next work for `view`: the plain levels' first, then that of the models."""
    at_plain = replace(view, running=tuple(run for run in view.running if run.level in PLAIN_LEVELS))
    enough = hands(at_plain)
    plain = _plain_lane(replace(at_plain, workers=enough))
    models = _model_lane(replace(view, running=tuple(run for run in view.running if run.level in MODEL_LEVELS)))
    resting = enough if enough < view.workers else None
    return Schedule(plain.tasks + models.tasks, plain.abandon + models.abandon, resting)


def hands(view: View) -> int:
    """How many workers of the plain levels are enough: fewer than all only where the viewer spares them."""
    least = max(view.workers - view.effort.spare_workers, 1)
    if view.priming:
        return view.workers
    return next((count for count in range(least, view.workers) if _in_time(view, count)), view.workers)


def _in_time(view: View, workers: int) -> bool:
    """Whether `workers` have everything ready at its best level when it is due, the heads before their cards."""
    at_work = {run.id for run in view.running}
    free = ([0.0] * workers + sorted(run.left_seconds for run in view.running))[-workers:]
    for wanted in _ordered(view):
        if wanted.id in at_work or wanted.ready or wanted.role in (Role.BEYOND, Role.BRIDGE):
            continue
        free.sort()
        free[0] += _cost(wanted, _allowed(wanted, view)[0], view)
        if free[0] * STRAINED + RESERVE_SECONDS > wanted.deadline:
            return False
    return True


def _plain_lane(view: View) -> Schedule:
    abandon = _abandoned(view)
    staying = tuple(run for run in view.running if run not in abandon)
    busy = sorted(run.left_seconds for run in staying)
    free = (busy + [0.0] * view.workers)[: max(view.workers, 1)]
    tasks = [Task(run.id, run.level) for run in staying]
    at_work = {run.id for run in staying}
    pressing = _pressing(view, staying)
    ordered = [wanted for wanted in _ordered(view) if _urgency(wanted) < pressing]
    if view.priming:
        ordered = _counted_from_start(ordered, view, staying)
    for place, wanted in enumerate(ordered):
        if wanted.id in at_work:
            continue
        free.sort()
        forced = view.priming and place == 0 and not wanted.ready
        alone = (
            place == 0
            and view.workers > 1
            and view.crowded
            and not staying
            and not view.priming
            and wanted.role is Role.COURSE
            and not wanted.ready
        )
        level = _level(wanted, free[0], view, forced=forced, share=ALONE if alone else 1.0)
        if level is None or _has(wanted, level):
            continue
        tasks.append(Task(wanted.id, level, _urgency(wanted)))
        if alone and free[0] + _cost(wanted, level, view) > _latest(wanted):
            break  # it is in time only if no other is drawn beside it
        free[0] += _cost(wanted, level, view)
    return Schedule(tuple(tasks), abandon)


def _pressing(view: View, staying: tuple[Running, ...]) -> float:
    """Deadline of the nearest render that is to be in time only if nothing less urgent is begun beside it."""
    if view.priming or view.workers < 2:
        return math.inf
    course = {w.id: w for w in view.wanted if w.role is Role.COURSE and not w.ready}
    pressed = (
        course[run.id] for run in staying if run.id in course and run.left_seconds * DOUBT > _latest(course[run.id])
    )
    return min((wanted.deadline for wanted in pressed), default=math.inf)


def _model_lane(view: View) -> Schedule:
    """What models draw: the highest level that is ready before its join, else nothing, as the stage is beneath."""
    by_id = {wanted.id: wanted for wanted in view.wanted}
    abandon = tuple(run for run in view.running if _is_in_vain(run, by_id.get(run.id), view))
    staying = tuple(run for run in view.running if run not in abandon)
    tasks = [Task(run.id, run.level) for run in staying]
    at_work = {run.id for run in staying}
    free = (sorted(run.left_seconds for run in staying) + [0.0] * view.model_workers)[: view.model_workers]
    if not free or view.priming:
        return Schedule(tuple(tasks), abandon)
    lacking = [w for w in _near(view) if w.id not in at_work and w.role is not Role.BRIDGE]
    for wanted in sorted(lacking, key=lambda w: (bool(w.ready.intersection(MODEL_LEVELS)), _urgency(w))):
        free.sort()
        level = next(
            (
                level
                for level in _allowed(wanted, view, MODEL_LEVELS)
                if free[0] + _cost(wanted, level, view) <= _models_latest(wanted, view)
            ),
            None,
        )
        if level is None or _has(wanted, level):
            continue
        free[0] += _cost(wanted, level, view)
        tasks.append(Task(wanted.id, level, _urgency(wanted)))
    return Schedule(tuple(tasks), abandon)


def _is_in_vain(run: Running, wanted: Wanted | None, view: View) -> bool:
    """Whether a model's render is for nobody, too late for its join, or of a level that is not offered any more."""
    if wanted is None or run.level not in _allowed(wanted, view, MODEL_LEVELS) or _has(wanted, run.level):
        return True
    return run.left_seconds > max(_models_latest(wanted, view), ALMOST_DONE_SECONDS)


def may_begin(view: View, waited: float = 0.0) -> bool:
    """Whether the two parts after the first will be ready before they are due: who begins now need not stop.

    `waited`: seconds since the first part became ready; who has waited long begins anyway.
    """
    if waited > HEAD_START_SECONDS:
        return True
    unsure = UNSURE if waited < UNSURE_SECONDS else 1.0
    course = sorted((w for w in view.wanted if w.role is Role.COURSE), key=lambda w: w.deadline)
    busy = min((run.left_seconds for run in view.running), default=0.0) if len(view.running) >= view.workers else 0.0
    for wanted in course[1 : 1 + BEGUN_WITH]:
        if wanted.ready:
            continue
        left = next((run.left_seconds for run in view.running if run.id == wanted.id), None)
        if left is None:
            left = busy + _cost(wanted, _top(view), view)
        if left * unsure > wanted.deadline:  # which lies before the join, by what a part is to be early
            return False
        busy = left  # one worker draws the first parts of a show
    return True


def _ordered(view: View) -> list[Wanted]:
    """Parts that lack something, most urgent first; upgrades last."""
    lacking = [w for w in _near(view) if _lacks(w, view)]
    return sorted(lacking, key=lambda w: (bool(w.ready), _urgency(w)))


def _near(view: View) -> list[Wanted]:
    """What is near enough to be begun; heads as early as ever, because their cards wait for all of them."""
    effort = FULL if view.priming else view.effort
    beyond = [w for w in view.wanted if w.role is Role.BEYOND]
    likeliest = max(((w.likely, -w.option) for w in beyond), default=(0.0, 0))
    return [
        w
        for w in view.wanted
        if w.deadline <= (FULL_SECONDS if w.role is Role.HEAD else effort.ahead_seconds)
        and (w.role is not Role.BEYOND or not effort.likely_only or (w.likely, -w.option) == likeliest)
    ]


def _counted_from_start(ordered: list[Wanted], view: View, staying: tuple[Running, ...]) -> list[Wanted]:
    """The clock starts when the first part is ready: every later deadline moves by its render."""
    if not ordered:
        return ordered
    first, rest = ordered[0], ordered[1:]
    left = next((run.left_seconds for run in staying if run.id == first.id), _cost(first, _top(view), view))
    return [first, *(replace(w, deadline=w.deadline + left + COLD_SECONDS) for w in rest)]


def _top(view: View) -> Level:
    """The highest plain level that may be drawn."""
    return min(view.top, PLAIN_LEVELS[-1], key=LEVELS.index)


def _has(wanted: Wanted, level: Level) -> bool:
    """Whether `level` or better is on disk."""
    return any(LEVELS.index(ready) >= LEVELS.index(level) for ready in wanted.ready)


def _lacks(wanted: Wanted, view: View) -> bool:
    best = next(iter(_allowed(wanted, view)), None)
    if best is None or _has(wanted, best):
        return False
    return not wanted.ready or wanted.deadline >= UPGRADE_SECONDS


def _urgency(wanted: Wanted) -> float:
    if wanted.role is Role.HEAD:
        return wanted.deadline + LIKELY_SECONDS * (1.0 - wanted.likely)
    if wanted.role is Role.BEYOND:
        return wanted.deadline + FAR_SECONDS * (2.0 - wanted.likely)
    return wanted.deadline


def _allowed(wanted: Wanted, view: View, lane: tuple[Level, ...] = PLAIN_LEVELS) -> tuple[Level, ...]:
    """Levels of `lane` from the top down that are offered and have not failed for this part."""
    highest = LEVELS.index(view.top)
    return tuple(
        level
        for level in reversed(lane)
        if LEVELS.index(level) <= highest and level in view.speeds and level not in wanted.blocked
    )


def _cost(wanted: Wanted, level: Level, view: View) -> float:
    dearness = wanted.dearness if level in ON_STAGE else 1.0
    return wanted.seconds * dearness * view.speeds[level] * SAFETY


def _latest(wanted: Wanted) -> float:
    """When the render must have ended, in seconds from now."""
    patience = HEAD_PATIENCE_SECONDS if wanted.role in (Role.HEAD, Role.BEYOND) else -RESERVE_SECONDS
    return wanted.deadline + patience


def _models_latest(wanted: Wanted, view: View) -> float:
    """As `_latest`; while the viewer pauses, a model has all the time there is."""
    return math.inf if view.resting else _latest(wanted)


def _level(wanted: Wanted, begins: float, view: View, *, forced: bool, share: float = 1.0) -> Level | None:
    """The best level that makes it; the cheapest where none does; None where it is not worth a render.

    `share`: of its usual time that it takes.
    """
    allowed = _allowed(wanted, view)
    if not allowed:
        return None
    if forced:
        return allowed[0]
    if wanted.role is Role.BRIDGE:  # who cannot keep up must not fall further behind by it
        allowed = tuple(level for level in allowed if view.speeds[level] * SAFETY < 1.0) or allowed[-1:]
    for level in allowed:
        spare = STRAINED if level is Level.TWOS and not wanted.ready else 1.0
        cost = _cost(wanted, level, view) * share
        if begins + cost * spare <= _latest(wanted):
            return level
    return None if wanted.role is Role.REPEAT or wanted.ready else allowed[-1]


def _abandoned(view: View) -> tuple[Running, ...]:
    """Renders that nobody wants, that miss their join, or that make a nearer part miss its own."""
    by_id = {wanted.id: wanted for wanted in view.wanted}
    lost: list[Running] = []
    for run in view.running:
        wanted = by_id.get(run.id)
        if (
            wanted is None
            or _has(wanted, run.level)
            or (not view.priming and _misses(run, wanted, view))
            or _blocks(run, wanted, view)
        ):
            lost.append(run)
    return tuple(lost)


def _misses(run: Running, wanted: Wanted, view: View) -> bool:
    """Whether a hard deadline passes before the end, or may, and a lower level would make it or end far sooner."""
    if wanted.role is not Role.COURSE or wanted.ready or run.left_seconds * DOUBT <= wanted.deadline:
        return False
    lower = [level for level in _allowed(wanted, view) if LEVELS.index(level) < LEVELS.index(run.level)]
    costs = [_cost(wanted, level, view) for level in lower]
    if run.left_seconds > wanted.deadline:
        return any(cost <= wanted.deadline or cost < run.left_seconds / 2 for cost in costs)
    return run.left_seconds > ALMOST_DONE_SECONDS and any(
        cost <= wanted.deadline < cost * LAST_CHANCE and cost < run.left_seconds for cost in costs
    )


def _blocks(run: Running, wanted: Wanted, view: View) -> bool:
    """Whether a nearer course part, ready at no level, would be late behind this."""
    at_work = [known for known in view.running if not known.queued]
    if run.queued or len(at_work) < view.workers or run.left_seconds < ALMOST_DONE_SECONDS:
        return False
    for other in view.wanted:
        if other.role is not Role.COURSE or other.ready or other.id == run.id or other.deadline >= _urgency(wanted):
            continue
        if any(known.id == other.id for known in at_work):
            continue
        cheapest = min((_cost(other, level, view) for level in _allowed(other, view)), default=None)
        if cheapest is not None and run.left_seconds + cheapest > other.deadline:
            return True
    return False
