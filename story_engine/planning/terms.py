"""The terms of a scene's score that are the same for a whole plan: taste, causes, wishes, novelty, echoes and rest.

It does not know how futures are searched; what each of them changes stands in `futures`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from story_engine.expr import number
from story_engine.ground import Repertoire
from story_engine.likings import believed_liking
from story_engine.planning.features import Features
from story_engine.planning.ledger import chapter_minutes, lines_again, motif_again, rest_minutes, words_again
from story_engine.planning.outlook import WILDNESS, Outlook, Vector
from story_engine.planning.rotation import overuse
from story_engine.planning.sifting import FRESH, matched, waiting
from story_engine.rng import generator
from story_engine.world import Atom, World

SPREAD = 0.05
"""Width of Thompson sampling: small, because what is possible changes with every scene anyway (facts §5.2)."""
GOAL_HALF_LIFE = 3.0
"""Scenes after which a wish pulls half as hard."""
RECENT = 8
"""Scenes whose deeds still count as fresh causes."""
ECHO_SCENES = 4
"""Scenes for which a picked option colours what comes, because it should be felt at once and not for ever."""
DOOR = 3.0
"""What a scene gains that belongs to the picked option: more than twice what a fresh scene gains over a stale one,
because at 1.2 one pair of options in six led to the same scene; enjoyment and arc measure alike."""
DOOR_DRAW = 0.3
"""Spread of the draw that shares out scenes without a colour of any option."""
REST_MINUTES = 60.0
"""The same scene with the same cast does not come again before: so long its lines are remembered."""
REST_COST = (7.0, 16.0)
"""What a repetition costs after nearly the whole rest, and how much more at once: more than all that can speak for a
scene together, so that it comes only where the world allows nothing else."""
CHAPTER_MINUTES = 6.0
"""From one chapter card to the next at least, an episode's length: two cards within two minutes part nothing."""
LINE_COST = 0.45
"""What each line costs that was heard within two hours, because a known sentence breaks the spell."""
HOUR_LINE_COST = 3.0
"""What each line costs besides that is still in memory from the last hour: as much as a picked option's door opens,
because at 1.5 six hours of The Weather Post had nine such lines and now three; 0.7 to 1.5 were enjoyed alike."""
BRIDGE_NOVELTY = 2.0
"""What an automatic scene is worth less than an author's of the same freshness: at 0.7 one scene in eight was a bridge
although a dozen of the author's were possible, because bridges fit any tension; at 3.5 enjoyment suffers."""
EARLY_BRIDGE = 2.0
"""How much dearer a bridge is while a show is new, because the first two minutes decide whether anyone stays."""
EARLY_SECONDS = 150.0
"""Until when a show is new."""
COMPLETES = 0.8
"""Pull of a scene that completes a shape: a debt that is paid, a quarrel that is mended."""
REMEMBERS = 0.6
"""Pull of a scene that is possible because of what was begun or picked."""
MOST_SHAPES = 16
"""Shapes looked at per plan, the oldest first."""
MOST_REMEMBERED = 120
"""Scenes for which a picked option may still be remembered, about forty minutes."""
HELP_DEPTH = 3
"""Scenes that a pressing question's end may be away for help to be looked for."""
ENDS = 6
"""Ends of a pressing question that are helped, the nearest first: some may be barred for good by what was picked."""
HELPERS = 6
"""Scenes per step that are helped to become possible."""
HELP = 1.3
"""Credit of a scene that makes true what the end of a pressing question still lacks."""

WEIGHTS: Mapping[str, float] = {
    "taste": 3.0,
    "arc": 1.9,
    "thread": 0.8,
    "cause": 0.6,
    "novelty": 1.1,
    "motive": 0.25,
    "wish": 1.8,
    "echo": 1.0,
    "sift": 1.0,
    "pace": 1.0,
    "author": 0.5,
    "overuse": 1.0,
    "stay": 1.0,
    "rest": 1.0,
}
"""Weights of the score's terms, tuned on the test seed and the built-in ones so that each can decide a scene."""


@dataclass(frozen=True, slots=True)
class Steady:
    """What is the same for every future of a plan."""

    terms: Mapping[str, Vector]
    """By term, each (G,)."""
    total: Vector
    """(G,) their weighted sum."""
    awake: NDArray[np.bool_]
    """(G,) within the viewer's rating, past its cooldown, and no chapter so soon after another."""
    weights: Mapping[str, float]


def steady_terms(repertoire: Repertoire, features: Features, outlook: Outlook) -> Steady:
    """Taste, causes, wishes, novelty, echoes and rest, at the moment of the plan."""
    ago = outlook.scene_number - outlook.last_used.astype(np.float64)
    fresh = rest_minutes(features, outlook)
    odd = (outlook.wildness - WILDNESS) * features.odd
    awake = (features.rating <= outlook.viewer_rating) & (ago > features.cooldown)
    if features.chapter.any() and chapter_minutes(features, outlook) < CHAPTER_MINUTES:
        awake &= ~features.chapter
    terms = {
        "taste": outlook.liking if outlook.liking is not None else _believed_liking(features, outlook),
        "cause": _cause(repertoire, features, outlook),
        "wish": _wish(repertoire, features, outlook),
        "echo": _echo(features, outlook),
        "sift": _sift(repertoire, features, outlook),
        "motive": features.motive,
        "author": np.minimum(2.0, features.weight - 1.0),
        "novelty": _novelty(ago, fresh) + odd - _bridge_cost(outlook) * features.automatic,
        "rest": -_tired(fresh) - motif_again(features, outlook) - _same_words(repertoire, features, outlook, awake),
        "overuse": -overuse(repertoire, features, outlook),
    }
    lean = outlook.wildness - WILDNESS
    weights = dict(WEIGHTS)
    weights["taste"] *= 1.0 - 0.6 * max(0.0, lean)
    weights["novelty"] *= 1.0 + 0.8 * lean
    total = sum((weights[name] * values for name, values in terms.items()), np.zeros(len(features.weight)))
    return Steady(terms, total, awake, weights)


def _bridge_cost(outlook: Outlook) -> float:
    return BRIDGE_NOVELTY * (EARLY_BRIDGE if outlook.seconds < EARLY_SECONDS else 1.0)


def level_of(features: Features, ground: int) -> float:
    """The tension of a ground storylet as a level: its rank among this seed's scenes, 0–1."""
    return float(features.level[ground])


def _believed_liking(features: Features, outlook: Outlook) -> Vector:
    """What taste and satiation make of every ground storylet, (G,)."""
    spread = SPREAD * (1.0 + 2.0 * max(0.0, outlook.wildness - WILDNESS))
    noise = generator(outlook.rng_seed, "taste", outlook.scene_number).standard_normal(len(features.names))
    return believed_liking(features.names, features.matrix, outlook.taste, outlook.satiation, spread * noise)


def _tired(fresh: Vector) -> Vector:
    """What the scene and its cast cost for having been seen within the rest, (G,)."""
    least, more = REST_COST
    early = np.clip(1.0 - fresh / REST_MINUTES, 0.0, 1.0)
    cost: Vector = np.where(fresh < REST_MINUTES, least + more * early, 0.0)
    return cost


def _same_words(repertoire: Repertoire, features: Features, outlook: Outlook, awake: NDArray[np.bool_]) -> Vector:
    """What the lines cost that would be heard again, (G,)."""
    again = HOUR_LINE_COST * lines_again(repertoire.seed, features, outlook, awake)
    cost: Vector = LINE_COST * words_again(features, outlook) + again
    return cost


def _novelty(ago: Vector, fresh: Vector) -> Vector:
    """1 for a scene and cast never seen, less for a scene seen with others, least for what was seen just now."""
    never: Vector = np.where(np.isinf(fresh), 1.0, 0.45 * np.minimum(1.0, fresh / 240.0))
    return np.where(ago >= 60.0, never, never * (0.4 + 0.6 * ago / 60.0))


def closing_pull(share: float) -> float:
    """How much an answer is wanted after a share of its window: first not yet, at its end more than a rest."""
    return -0.6 if share < 0.2 else min(10.0, 9.0 * (share - 0.2))


def thread_age(world: World, thread: str, scene: int) -> int | None:
    """Scenes since a thread was opened; None when it is not open."""
    if world.text("thread", thread) != "open":
        return None
    since = number(world.get(("thread_since", thread), 0.0))
    if not since:
        cause = world.causes.get(("thread", thread), "s0")
        since = float(cause[1:]) if cause[1:].isdecimal() else 0.0
    return max(0, scene - int(since))


def _cause(repertoire: Repertoire, features: Features, outlook: Outlook) -> Vector:
    """How many of a storylet's conditions recent scenes made true, and what pressing questions still lack, (G,)."""
    recent = {f"s{p.number}" for p in outlook.played[-RECENT:]}
    fresh = np.zeros(len(repertoire.closures), dtype=np.float64)
    for atom, cause in outlook.world.causes.items():
        if cause in recent and atom[0] not in ("at", "scene", "clock", "hour", "last", "visits"):
            for watch in repertoire.by_atom.get(atom, ()):
                fresh[watch] = 1.0
    fresh *= outlook.fit.truth
    counts = np.bincount(
        repertoire.pair_ground, weights=fresh[repertoire.pair_watch], minlength=len(repertoire.grounds)
    )
    credit: Vector = np.minimum(counts, 3.0) / 1.5
    return credit + HELP * _helps(repertoire, features, outlook)


def _helps(repertoire: Repertoire, features: Features, outlook: Outlook) -> Vector:
    """The pull of storylets whose likely course leads towards the nearest end of a pressing open question, (G,)."""
    helps = np.zeros(len(repertoire.grounds))
    unsatisfied = outlook.fit.unsatisfied
    for index, thread in enumerate(repertoire.seed.threads.values()):
        age = thread_age(outlook.world, thread.id, outlook.scene_number)
        if age is None or age < 0.2 * thread.within:
            continue
        ends = np.flatnonzero(features.closes == index)
        if not len(ends) or not unsatisfied[ends].all():
            continue
        edge = [int(ground) for ground in ends[np.argsort(unsatisfied[ends], kind="stable")[:ENDS]]]
        credit = closing_pull(age / max(1, thread.within))
        for _ in range(HELP_DEPTH):
            further: list[int] = []
            for atom in dict.fromkeys(a for ground in edge for a in _missing(repertoire, features, outlook, ground)):
                for writer in repertoire.writers.get(atom, ()):
                    if repertoire.grounds[writer].updates[atom] == outlook.world.get(atom):
                        continue
                    if not unsatisfied[writer]:
                        helps[writer] = max(helps[writer], credit)
                    elif unsatisfied[writer] <= 3 and not features.automatic[writer]:
                        further.append(writer)
            edge = sorted(dict.fromkeys(further), key=lambda g: (int(unsatisfied[g]), g))[:HELPERS]
            credit *= 0.7
    return helps


def _missing(repertoire: Repertoire, features: Features, outlook: Outlook, ground: int) -> tuple[Atom, ...]:
    """The atoms on which the untrue conditions of a ground storylet rest.

    What waits for a scene that was never played, or for an option that was never picked, lacks that scene itself.
    """
    found: dict[Atom, None] = {}
    for watch in repertoire.grounds[ground].watches:
        if outlook.fit.truth[watch]:
            continue
        for atom in sorted(repertoire.reads[watch] or ()):
            if atom[0] == "chose" and atom[1] in features.asked:
                found["visits", features.asked[atom[1]].storylet] = None
            elif atom[0] == "last":
                found["visits", atom[1]] = None
            elif atom[0] not in ("at", "scene", "clock", "hour"):
                found[atom] = None
    return tuple(found)


def _wish(repertoire: Repertoire, features: Features, outlook: Outlook) -> Vector:
    """Progress of every ground storylet towards what was wished, (G,)."""
    total = np.zeros(len(features.weight))
    seed = repertoire.seed
    for goal in outlook.goals:
        pull = 0.5 ** ((outlook.scene_number - goal.since - 1) / GOAL_HALF_LIFE)
        if pull < 0.05:
            continue
        if goal.kind == "person":
            hit = features.people[:, list(seed.cast).index(goal.id)]
        elif goal.kind == "place":
            hit = (features.place == list(seed.places).index(goal.id)).astype(np.float64)
        elif goal.kind == "thread":
            hit = (features.thread == list(seed.threads).index(goal.id)).astype(np.float64)
        elif goal.kind == "tag":
            known = goal.id in features.names
            hit = features.matrix[:, features.names.index(goal.id)] * 1.2 if known else np.zeros(len(total))
        else:
            hit = np.zeros(len(total))
            for word in (goal.id, *goal.atom[1:]):
                hit[list(repertoire.about.get(word, ()))] = 0.4 if goal.kind == "atom" else 1.0
            for index in repertoire.writers.get(goal.atom, ()):
                if repertoire.grounds[index].updates[goal.atom] == goal.value:
                    hit[index] = 1.5
        total += pull * hit
    if outlook.weather_held:
        total -= 1.5 * np.array([bool(b) and b != outlook.weather_held for b in features.brings])
    return total


def recent_picks(outlook: Outlook, scenes: int = ECHO_SCENES) -> tuple[tuple[str, int], ...]:
    """The options picked in the last `scenes` with the number of the scene, oldest first."""
    found = []
    for atom, cause in outlook.world.causes.items():
        if atom[0] == "chose" and cause[1:].isdecimal() and outlook.scene_number - int(cause[1:]) <= scenes:
            found.append((atom[1], int(cause[1:])))
    return tuple(sorted(found, key=lambda pick: (pick[1], pick[0])))


def _echo(features: Features, outlook: Outlook) -> Vector:
    """How much every ground storylet is in the colour of what was just picked, (G,)."""
    total = np.zeros(len(features.weight))
    for option, scene in recent_picks(outlook):
        asked = features.asked.get(option)
        if asked is None:
            continue
        fade = 0.6 ** (outlook.scene_number - scene - 1)
        for tag, lean in asked.tags.items():
            if tag in features.names:
                total += fade * lean * features.matrix[:, features.names.index(tag)]
    return total + DOOR * _doors(features, outlook)


def _doors(features: Features, outlook: Outlook) -> Vector:
    """1 where a storylet belongs to the option picked in the scene before rather than to a sibling, (G,).

    Every storylet belongs to the option whose colour it has most of, so that options open different doors.
    """
    picked = [option for option, scene in recent_picks(outlook) if scene == outlook.scene_number - 1]
    asked = features.asked.get(picked[-1]) if picked else None
    if asked is None or len(asked.siblings) < 2:
        return np.zeros(len(features.weight))
    count = int(features.storylet.max()) + 1
    draw = generator(outlook.rng_seed, "doors", *asked.siblings).random((len(asked.siblings), count))
    fits = []
    for row, option in enumerate(asked.siblings):
        fit = DOOR_DRAW * draw[row][features.storylet]
        for tag, lean in features.asked[option].tags.items():
            if tag in features.names:
                fit += lean * features.matrix[:, features.names.index(tag)]
        fits.append(fit)
    mine: Vector = (np.argmax(np.array(fits), axis=0) == asked.siblings.index(picked[-1])).astype(np.float64)
    return mine


def _sift(repertoire: Repertoire, features: Features, outlook: Outlook) -> Vector:
    """The pull of scenes that complete a shape which has begun, or that remember it, (G,)."""
    pull = np.zeros(len(features.weight))
    for shape in waiting(outlook.world, outlook.scene_number)[:MOST_SHAPES]:
        wanted, value = shape.wanted
        atoms = [wanted] if wanted in repertoire.writers else []
        if any(word.startswith("?") for word in wanted):
            alike = repertoire.writers if wanted[1].startswith("?") else repertoire.written.get(wanted[:2], ())
            atoms = [atom for atom in alike if matched(wanted, atom) is not None]
        for atom in atoms:
            for writer in repertoire.writers[atom]:
                if value is None or repertoire.grounds[writer].updates[atom] == value:
                    pull[writer] = COMPLETES
        bound = dict(shape.binding)
        begun = tuple(bound.get(word, word) for word in shape.pattern.begins.atom)
        _remembering(repertoire, features, begun, pull)
    for option, scene in recent_picks(outlook, MOST_REMEMBERED):
        if outlook.scene_number - scene >= FRESH:
            _remembering(repertoire, features, ("chose", option), pull)
    return pull


def _remembering(repertoire: Repertoire, features: Features, atom: Atom, pull: Vector) -> None:
    """Raise the pull of storylets that may be played because an atom is so; of callbacks more."""
    for watch in repertoire.by_atom.get(atom, ()):
        start, end = repertoire.watch_start[watch], repertoire.watch_start[watch + 1]
        rows = repertoire.pair_ground[start:end]
        pull[rows] = np.maximum(pull[rows], REMEMBERS * (0.5 + 0.5 * features.traits.callback[rows]))
