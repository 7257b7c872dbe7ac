"""What a run of quick plays tells an author, as plain values: figures, what was never met and why, what repeats.

It does not know how it is shown.
"""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from story_engine.expr import Expr, written
from story_engine.planning.reach import reach
from story_engine.playtest.consequence import Consequence
from story_engine.playtest.content import Spot
from story_engine.playtest.measure import BIN_SECONDS
from story_engine.playtest.run import Ran
from story_engine.seed.relax import Relaxed, relax, why_not

MOST_DEAD = 200
"""Never-met pieces that are listed, because a broken seed has thousands."""
MOST_LINKS = 160
"""Causal links that are drawn, the strongest first."""
LINKS_OF_ONE = 6
"""Links drawn from one scene: one that lets half the seed happen would hide all the others."""
SEARCH = 600
"""Courses that are foreseen in search of a scene that was never met: a fraction of a second."""
_KINDS = {"body": "storylets", "option": "options", "arm": "branches", "once": "once-blocks", "line": "lines"}
_ONE = {"body": "storylet", "option": "option", "arm": "branch", "once": "once-block", "line": "line"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """How much of one kind of content was met."""

    kind: str
    met: int
    all: int

    @property
    def share(self) -> float:
        """Of one."""
        return self.met / self.all if self.all else 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Dead:
    """Something that was never met, and why."""

    kind: str
    storylet: str
    place: str
    """`file:line`."""
    words: str
    reason: str
    proven: bool
    """Whether it can never be met, whatever happens; False = it was not met in this run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Everything that is told about a run."""

    seed: str
    title: str
    plays: int
    scenes: int
    hours: float
    """Story time of all plays together."""
    grounds: int
    shares: tuple[Share, ...]
    dead: tuple[Dead, ...]
    dead_more: int
    storylets: tuple[tuple[str, int, bool], ...]
    """Id, times played, automatic; most played first."""
    pace: tuple[tuple[float, float], ...]
    """Minute and mean tension."""
    fresh: tuple[tuple[float, float], ...]
    """Minute and share of scenes that were new in their play."""
    threads: tuple[Mapping[str, Any], ...]
    repeats: Mapping[str, float]
    """Percentiles of minutes until the same storylet comes back with the same cast."""
    options: tuple[tuple[str, str, int], ...]
    """Storylet, words and times taken, in the order in which they are written."""
    consequence: Consequence
    links: tuple[tuple[str, str, int], ...]
    links_per_scene: float
    linked_share: float
    bridge_share: float
    dead_ends: int
    validity: float | None
    continuity_errors: int | None
    findings: tuple[str, ...]
    sought: Mapping[str, bool]
    episode_minutes: float

    def to_json(self) -> dict[str, Any]:
        """Plain values for machines."""
        found = {name: getattr(self, name) for name in self.__slots__}
        found["shares"] = {s.kind: {"met": s.met, "all": s.all, "share": round(s.share, 4)} for s in self.shares}
        found["dead"] = [{name: getattr(d, name) for name in Dead.__slots__} for d in self.dead]
        found["consequence"] = {n: getattr(self.consequence, n) for n in Consequence.__slots__}
        return found


def report_of(ran: Ran, consequence: Consequence) -> Report:
    """The report of a run."""
    ground, tally = ran.ground, ran.tally
    seed, content, hits = ground.seed, ground.content, tally.hits
    automatic = {s.id for s in seed.storylets.values() if s.automatic}

    def met(spot: Spot) -> bool:
        return hits[spot.number] > 0 or (spot.kind == "line" and hits[spot.block] > 0)

    own = [spot for spot in content.spots if spot.storylet not in automatic]
    shares = tuple(
        Share(kind=words, met=sum(met(s) for s in own if s.kind == kind), all=sum(s.kind == kind for s in own))
        for kind, words in _KINDS.items()
        if any(s.kind == kind for s in own)
    )
    missing = [spot for spot in own if not met(spot)]
    dead = _dead(ran, missing)
    return Report(
        seed=seed.id,
        title=seed.title,
        plays=tally.plays,
        scenes=tally.scenes,
        hours=tally.seconds / 3600.0,
        grounds=len(ground.repertoire.grounds),
        shares=shares,
        dead=tuple(dead[:MOST_DEAD]),
        dead_more=max(0, len(dead) - MOST_DEAD),
        storylets=tuple(
            sorted(((s.storylet, hits[s.number], s.storylet in automatic) for s in content.spots if s.kind == "body"),
                   key=lambda entry: (-entry[1], entry[0]))
        ),
        pace=_curve(tally.tension),
        fresh=_curve(tally.fresh),
        threads=_threads(ran),
        repeats=_percentiles([seconds / 60.0 for seconds in tally.intervals]),
        options=tuple((s.storylet, s.words, hits[s.number]) for s in own if s.kind == "option"),
        consequence=consequence,
        links=_strongest(tally.links),
        links_per_scene=tally.link_count / max(1, tally.linked_scenes),
        linked_share=tally.scenes_with_links / max(1, tally.linked_scenes),
        bridge_share=tally.bridges / max(1, tally.natural_scenes),
        dead_ends=tally.dead_ends,
        validity=ran.checked.validity if ran.checked is not None else None,
        continuity_errors=ran.checked.continuity_errors if ran.checked is not None else None,
        findings=tuple(str(error) for error in ran.checked.errors[:40]) if ran.checked is not None else (),
        sought=dict(ran.sought),
        episode_minutes=seed.arc.seconds / 60.0,
    )  # fmt: skip


def _curve(bins: Any) -> tuple[tuple[float, float], ...]:
    return tuple(
        (round((index + 0.5) * BIN_SECONDS / 60.0, 2), round(float(total / count), 4))
        for index, (total, count) in enumerate(bins)
        if count >= 8
    )


def _strongest(links: Mapping[tuple[str, str], int]) -> tuple[tuple[str, str, int], ...]:
    """The links made most often, LINKS_OF_ONE from each scene at most, the strongest first."""
    drawn: Counter[str] = Counter()
    found: list[tuple[str, str, int]] = []
    for (first, second), count in sorted(links.items(), key=lambda entry: (-entry[1], entry[0])):
        if drawn[first] < LINKS_OF_ONE and len(found) < MOST_LINKS:
            drawn[first] += 1
            found.append((first, second, count))
    return tuple(found)


def _percentiles(values: list[float]) -> dict[str, float]:
    if len(values) < 20:
        return {}
    cuts = statistics.quantiles(values, n=20)
    return {"p5": round(cuts[0], 2), "p25": round(cuts[4], 2), "p50": round(cuts[9], 2), "p95": round(cuts[18], 2)}


def _threads(ran: Ran) -> tuple[Mapping[str, Any], ...]:
    found = []
    for thread in ran.ground.seed.threads.values():
        count = ran.tally.threads.get(thread.id)
        found.append(
            {
                "id": thread.id,
                "question": thread.question,
                "within": thread.within,
                "opened": count.opened if count else 0,
                "closed": count.closed if count else 0,
                "in_time": count.in_time if count else 0,
                "abandoned": count.abandoned if count else 0,
                "median_scenes": statistics.median(count.scenes) if count and count.scenes else None,
                "plays": ran.tally.natural,
            }
        )
    return tuple(found)


def _dead(ran: Ran, missing: list[Spot]) -> list[Dead]:
    """Why each missing piece was never met; what only stands inside another missing piece is left out."""
    relaxed = relax(ran.ground.seed)
    bodies = {spot.storylet for spot in missing if spot.kind == "body"}
    blocks = {spot.number for spot in missing if spot.kind != "line"}
    found = []
    for spot in missing:
        if spot.kind != "body" and spot.storylet in bodies:
            continue
        if spot.kind == "line" and spot.block in blocks:
            continue
        reason, proven = _reason(ran, relaxed, spot)
        path = spot.where.path.rsplit("/", 1)[-1]
        found.append(
            Dead(
                kind=_ONE[spot.kind],
                storylet=spot.storylet,
                place=f"{path}:{spot.where.line}",
                words=spot.words[:90],
                reason=reason,
                proven=proven,
            )
        )
    return sorted(found, key=lambda dead: (not dead.proven, dead.kind != "storylet", dead.place))


def _reason(ran: Ran, relaxed: Relaxed, spot: Spot) -> tuple[str, bool]:
    seed, tally = ran.ground.seed, ran.tally
    storylet = seed.storylets[spot.storylet]
    if spot.kind == "body":
        if storylet.sub:
            return "no scene that was played jumps to it", spot.storylet not in relaxed.possible.visited
        if not relaxed.reached(spot.storylet):
            return why_not(relaxed, storylet)[0], True
        return _searched(ran, spot.storylet), False
    owner = ran.ground.content.owners[spot.number]
    condition: Expr | None = getattr(owner, "condition", None)
    proven = id(owner) not in relaxed.live and storylet.id in relaxed.possible.visited
    if condition is not None:
        words = readable(condition)
        return (f"its condition can never hold: {words}" if proven else f"its condition never held: {words}"), proven
    if spot.kind == "line":
        return "its speaker was never there", False
    played = tally.hits[ran.ground.content.of(storylet)]
    return f"never taken in {played} times that its scene was played", False


def _searched(ran: Ran, storylet: str) -> str:
    """Why plays did not meet a scene: a history that leads there, where one is found, else what was never true."""
    found = reach(ran.ground.repertoire, storylet, budget=SEARCH)
    if not found.found:
        return _never_true(ran, storylet)
    way = " → ".join(step.storylet for step in found.steps)
    return f"rare: a history of {found.scenes} scenes leads there: {way}"


def _never_true(ran: Ran, storylet: str) -> str:
    """The conditions of a scene that were never true in any play, of the binding that came nearest."""
    repertoire, ever = ran.ground.repertoire, ran.tally.ever
    nearest: list[int] | None = None
    for one in repertoire.grounds:
        if one.storylet.id == storylet:
            untrue = [watch for watch in one.watches if not ever[watch]]
            if nearest is None or len(untrue) < len(nearest):
                nearest = untrue
    if nearest is None:
        return "its roles can never be bound"
    if not nearest:
        return "each of its conditions was true at some time, but never all at once"
    return "never true: " + "; ".join(readable(repertoire.trees[watch]) for watch in nearest[:3])


def readable(tree: Expr) -> str:
    """An expression for people."""
    return written(tree)
