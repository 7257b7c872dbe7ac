"""Explains why a scene is not played now: what fails, who could mend it, what rests, and what is wanted more.

It does not change anything; it asks what the planner asks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from story_engine.expr import Binary, Expr, Unary, number, written
from story_engine.foresee import possible_writes
from story_engine.ground import Ground, Repertoire
from story_engine.planning.beam import Scored, first_scores, plan, shares_of
from story_engine.planning.features import Features
from story_engine.planning.ledger import chapter_minutes, rest_minutes
from story_engine.planning.outlook import Outlook
from story_engine.planning.terms import CHAPTER_MINUTES, REST_MINUTES
from story_engine.world import Atom

MOST_HELPERS = 4
"""Scenes named that could make a condition true."""
MOST_CASTS = 3
"""Bindings of a scene that are explained, the nearest first."""
MOST_TERMS = 3
TERM_WORDS: Mapping[str, str] = {
    "taste": "is more to the viewer's taste",
    "arc": "fits the tension of the moment better",
    "thread": "presses an open question more",
    "cause": "follows more from what just happened",
    "novelty": "is newer",
    "motive": "is better motivated",
    "wish": "is nearer to what was wished",
    "echo": "is nearer to what was picked",
    "pace": "suits the rhythm better",
    "author": "has more weight from the author",
    "overuse": "brings other people and places",
    "stay": "changes the place",
    "rest": "was not seen so lately",
    "sift": "completes what was begun",
}
"""What it means that one scene has more of a term than another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lack:
    """A condition that does not hold."""

    condition: str
    helpers: tuple[str, ...]
    """Scenes of which some course can make it true."""
    detail: str = ""
    """What is so instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotNow:
    """Why one binding of a scene is not played now."""

    binding: Mapping[str, str]
    place: str
    cast: tuple[str, ...]
    lacks: tuple[Lack, ...] = ()
    resting: int = 0
    """Scenes until its cooldown is over."""
    chapter_minutes_ago: float = -1.0
    """Minutes since the last chapter card, where that is too few for this scene's own; −1 = it is not."""
    seen_minutes_ago: float = -1.0
    """With this cast, when that is not long enough ago; −1 = it is."""
    rating: int = 0
    """Its rating where that is above the viewer's ceiling, else 0."""
    chosen: str = ""
    """The scene that is played instead, where nothing forbids this one."""
    behind: float = 0.0
    """How far its score lies behind that scene's."""
    because: tuple[str, ...] = ()
    """What the other has more of, the weightiest first."""

    @property
    def possible(self) -> bool:
        """Whether nothing but a better scene stands against it."""
        return not self.lacks and not self.resting and not self.rating and self.chapter_minutes_ago < 0


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyNot:
    """The answer for a scene."""

    storylet: str
    chosen: str
    """What is played now; this scene itself when it is."""
    ways: tuple[NotNow, ...]
    """The bindings nearest to being played."""
    note: str = ""

    def told(self) -> tuple[str, ...]:
        """The answer as sentences."""
        if self.note:
            return (self.note,)
        if self.chosen == self.storylet:
            return (f"“{self.storylet}” is what is played now.",)
        return tuple(line for way in self.ways for line in _told(way))


def why_not(repertoire: Repertoire, features: Features, outlook: Outlook, storylet: str) -> WhyNot:
    """Why a scene is not played at an outlook; raises KeyError for an unknown storylet."""
    wanted = repertoire.seed.storylets[storylet]
    if wanted.sub:
        return WhyNot(
            storylet=storylet, chosen="", ways=(), note="It is a sub-node: only jumps and detours lead there."
        )
    rows = [index for index, ground in enumerate(repertoire.grounds) if ground.storylet.id == storylet]
    if not rows:
        note = "Its roles can never be bound: the seed has nothing of such a type."
        return WhyNot(storylet=storylet, chosen="", ways=(), note=note)
    scored = first_scores(repertoire, features, outlook)
    best = plan(repertoire, features, outlook).ground
    score = dict(zip(scored.rows.tolist(), scored.totals.tolist(), strict=True))
    rows.sort(key=lambda row: (int(outlook.fit.unsatisfied[row]), -score.get(row, -1e9), row))
    casts: dict[tuple[str, ...], int] = {}
    for row in rows:  # of a scene that may be anywhere, each cast at its nearest place
        casts.setdefault(tuple(sorted(repertoire.grounds[row].cast)), row)
    order = list(casts.values())[:MOST_CASTS]
    fresh = rest_minutes(features, outlook)
    latest = min(rows, key=lambda row: float(fresh[row]))
    if fresh[latest] < REST_MINUTES and not any(fresh[row] == fresh[latest] for row in order):
        order[-1] = latest  # what was just seen is what most wonder about
    ways = tuple(_not_now(repertoire, features, outlook, scored, row, best) for row in order)
    return WhyNot(storylet=storylet, chosen=repertoire.grounds[best].storylet.id, ways=ways)


def _not_now(
    repertoire: Repertoire, features: Features, outlook: Outlook, scored: Scored, row: int, best: int
) -> NotNow:
    ground = repertoire.grounds[row]
    lacks = tuple(_lack(repertoire, outlook, ground, watch) for watch in ground.watches if not outlook.fit.truth[watch])
    ago = outlook.scene_number - int(outlook.last_used[row])
    fresh = float(rest_minutes(features, outlook)[row])
    card = chapter_minutes(features, outlook)
    behind = 0.0
    because: tuple[str, ...] = ()
    places = np.flatnonzero(scored.rows == row)
    others = np.flatnonzero(scored.rows == best)
    if len(places) and len(others) and row != best:
        behind = float(scored.totals[others[0]] - scored.totals[places[0]])
        because = _outdone(shares_of(scored, int(places[0])), shares_of(scored, int(others[0])))
    return NotNow(
        binding=dict(ground.binding),
        place=ground.place,
        cast=ground.cast,
        lacks=lacks,
        resting=max(0, ground.storylet.cooldown - ago + 1) if outlook.last_used[row] >= 0 else 0,
        chapter_minutes_ago=round(card, 1) if features.chapter[row] and card < CHAPTER_MINUTES else -1.0,
        seen_minutes_ago=round(fresh, 1) if fresh < REST_MINUTES else -1.0,
        rating=ground.storylet.rating if ground.storylet.rating > outlook.viewer_rating else 0,
        chosen=repertoire.grounds[best].storylet.id,
        behind=round(behind, 2),
        because=because,
    )


def _outdone(own: Mapping[str, float], other: Mapping[str, float]) -> tuple[str, ...]:
    gaps = sorted(((other[name] - own.get(name, 0.0), name) for name in other), reverse=True)
    return tuple(TERM_WORDS.get(name, name) for gap, name in gaps[:MOST_TERMS] if gap > 0.1)


def _lack(repertoire: Repertoire, outlook: Outlook, ground: Ground, watch: int) -> Lack:
    tree = repertoire.trees[watch]
    if ground.storylet.once and shown_as_once(tree, ground.storylet.id):
        return Lack(condition=written(tree), helpers=(), detail="it is played once in a show, and has been")
    reads = tuple(sorted(repertoire.reads[watch] or ()))
    return Lack(
        condition=written(tree),
        helpers=_helpers(repertoire, outlook, watch, reads),
        detail="; ".join(_state_of(outlook, atom) for atom in reads[:3]),
    )


def shown_as_once(tree: Expr, storylet: str) -> bool:
    """Whether a condition is the one that `once: yes` makes."""
    return isinstance(tree, Unary) and written(tree.operand) == f'visited("{storylet}")'


def _helpers(repertoire: Repertoire, outlook: Outlook, watch: int, reads: tuple[Atom, ...]) -> tuple[str, ...]:
    """Scenes of which some course makes the condition true, those that may be played now first."""
    asked = [atom for atom in reads if atom[0] not in ("scene", "clock", "hour", "last", "at")]
    found: dict[str, bool] = {}
    for index, ground in enumerate(repertoire.grounds):
        if ground.storylet.automatic:
            continue
        writes = possible_writes(repertoire.seed, ground.storylet, ground.binding, ground.place, ground.cast)
        for atom, value in writes:
            if atom not in asked or (value is not None and outlook.world.get(atom) == value):
                continue
            if value is not None and not isinstance(repertoire.trees[watch], Binary):
                world = outlook.world.write({atom: value}, "")
                if not repertoire.closures[watch](world):
                    continue
            ready = not outlook.fit.unsatisfied[index]
            found[ground.storylet.id] = found.get(ground.storylet.id, False) or ready
    ordered = sorted(found.items(), key=lambda entry: (not entry[1], entry[0]))
    return tuple(f"{name}{' (possible now)' if ready else ''}" for name, ready in ordered[:MOST_HELPERS])


def _state_of(outlook: Outlook, atom: Atom) -> str:
    value = outlook.world.get(atom)
    if atom[0] == "visits":
        return f"{atom[1]} has been played" if value else f"{atom[1]} has not been played"
    if atom == ("clock",):
        return f"it is minute {number(value) / 60.0:.1f}"
    name = f"{atom[1]}({', '.join(atom[2:])})" if atom[0] in ("fact", "q") else f"{atom[0]}({', '.join(atom[1:])})"
    name = name.removesuffix("()")
    if value is False:
        return f"{name} is not so"
    if value == "":
        return f"{name} is {'nobody' if atom[0] == 'holder' else 'nowhere'}"
    return (
        f"{name} is so"
        if value is True
        else f"{name} is {value:g}"
        if isinstance(value, float)
        else f"{name} is {value}"
    )


def _told(way: NotNow) -> list[str]:
    """One binding's reasons as sentences."""
    who = ", ".join(f"${name} = {value}" for name, value in way.binding.items())
    head = f"At {way.place} with {', '.join(way.cast) or 'nobody'}{f' ({who})' if who else ''}: "
    lines = []
    for lack in way.lacks:
        help_words = f"; made true by {', '.join(lack.helpers)}" if lack.helpers else ""
        lines.append(f"{head}it needs {lack.condition}, but {lack.detail or 'that does not hold'}{help_words}.")
    if way.rating:
        lines.append(f"{head}it is rated {way.rating}, above the viewer's ceiling.")
    if way.resting:
        lines.append(f"{head}its cooldown lasts {way.resting} more scenes.")
    if way.chapter_minutes_ago >= 0:
        lines.append(
            f"{head}it begins a chapter, and the last one began {way.chapter_minutes_ago:g} minutes ago; "
            f"there are {CHAPTER_MINUTES:g} between two."
        )
    if way.seen_minutes_ago >= 0:
        lines.append(
            f"{head}it repeats too soon: seen with the same people {way.seen_minutes_ago:g} minutes ago, "
            f"and comes again before {REST_MINUTES:g} only where nothing else may be played."
        )
    if way.possible:
        why = f" ({'; '.join(way.because)})" if way.because else ""
        behind = f"{way.behind:g} points behind" if way.behind > 0 else "ahead now, but behind in what follows"
        lines.append(f"{head}it may be played, but “{way.chosen}” is preferred{why}; {behind}.")
    return lines
