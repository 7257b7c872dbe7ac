"""Chooses the next scene: a beam over ground storylets, scored by taste, arc, threads, causes, novelty and wishes.

It does not perform scenes; it foresees their likely course only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from profiles.taste import TasteValues
from story_engine.director import Pace, Traits, pacing, wanted_tension
from story_engine.expr import number
from story_engine.ground import Fit, Ground, Repertoire, next_fit
from story_engine.plan import Why
from story_engine.rng import generator
from story_engine.world import Atom, World

Vector = NDArray[np.float64]

DEPTH = 3
"""Scenes looked ahead."""
WIDTH = 6
"""Nodes kept per depth: with depth 3 a plan foresees 13 futures."""
FIRST_WIDTH = 8
"""Candidates of the next scene that are followed."""
LATER = 0.55
"""Worth of a foreseen scene against the one before it, because foresight is guesswork."""
SPREAD = 0.1
"""Width of Thompson sampling (v = 0.1, v² = 0.01), measured best (facts §5.2)."""
GOAL_HALF_LIFE = 3.0
"""Scenes after which a wish pulls half as hard."""
RECENT = 8
"""Scenes whose deeds still count as fresh causes."""

WEIGHTS: Mapping[str, float] = {
    "taste": 1.5,
    "arc": 1.4,
    "thread": 0.8,
    "cause": 0.5,
    "novelty": 1.1,
    "motive": 0.25,
    "wish": 1.8,
    "pace": 1.0,
    "author": 0.5,
    "overuse": 1.0,
}
"""Weights of the score's terms, tuned on the test seed and the built-in one so that each can decide a scene."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """What a wish asks of the story: an atom to make true, a person or thing to show, or a tag to play."""

    kind: str
    """"person", "place", "thing", "thread", "atom", "tag"."""
    id: str = ""
    atom: Atom = ()
    value: bool | float | str = True
    since: int = 0
    """Scene number at which it was wished."""
    words: str = ""
    wish: int = 0
    """Number of the wish, so that it can be undone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """One scene that was played, as the planner remembers it."""

    ground: int
    number: int
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Features:
    """What is scored of G ground storylets and d taste features."""

    names: tuple[str, ...]
    matrix: Vector
    """(G, d)"""
    traits: Traits
    tension: Vector
    """(G,) mean tension."""
    weight: Vector
    motive: Vector
    automatic: Vector
    storylet: NDArray[np.int32]
    """(G,) number of the storylet."""
    place: NDArray[np.int32]
    cooldown: Vector
    rating: NDArray[np.int32]
    thread: NDArray[np.int32]
    """(G,) index into the seed's threads, −1 = none."""
    people: Vector
    """(G, persons) 1 where a person is in the cast."""
    brings: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """Everything that one plan depends on besides the seed."""

    world: World
    fit: Fit
    taste: TasteValues
    satiation: Mapping[str, float]
    pace: Pace
    goals: tuple[Goal, ...]
    played: tuple[Played, ...]
    """The last scenes, newest last, and every ground storylet's last use."""
    last_used: NDArray[np.int32]
    """(G,) scene number of the last use, −10⁶ = never."""
    seconds: float
    scene_number: int
    """Of the scene to be planned."""
    place: str
    viewer_rating: int
    weather_held: str = ""
    """A wished weather that should stay."""
    rng_seed: int
    liking: Vector | None = None
    """(G,) what every ground storylet is worth to the viewer, known from elsewhere; None = as taste believes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The planned scene and why."""

    ground: int
    why: tuple[Why, ...]
    score: float
    runners_up: tuple[int, ...] = ()


def build_features(repertoire: Repertoire) -> Features:
    """The arrays over all ground storylets of a seed."""
    seed, grounds = repertoire.seed, repertoire.grounds
    names = (*seed.tastes, *(f"person:{p}" for p in seed.cast), *(f"place:{p}" for p in seed.places), "tension")
    column = {name: index for index, name in enumerate(names)}
    matrix = np.zeros((len(grounds), len(names)))
    people = np.zeros((len(grounds), len(seed.cast)))
    persons = {person: index for index, person in enumerate(seed.cast)}
    storylets = {storylet: index for index, storylet in enumerate(seed.storylets)}
    places = {place: index for index, place in enumerate(seed.places)}
    threads = {thread: index for index, thread in enumerate(seed.threads)}
    for row, ground in enumerate(grounds):
        for name, weight in scene_features(ground).items():
            if name in column:
                matrix[row, column[name]] = weight
        for person in ground.cast:
            people[row, persons[person]] = 1.0

    def of(mark: str) -> Vector:
        return np.array([float(mark in g.storylet.marks) for g in grounds])

    return Features(
        names=names,
        matrix=matrix,
        traits=Traits(
            seconds=np.array([g.seconds for g in grounds]),
            choice_at=np.array([g.choice_at for g in grounds]),
            failure=of("failure"),
            callback=of("callback"),
            hook=of("hook"),
            opening=of("opening"),
            quiet=of("quiet"),
        ),
        tension=np.array([sum(g.storylet.tension) / 2 for g in grounds]),
        weight=np.array([g.storylet.weight for g in grounds]),
        motive=np.array([_motive(repertoire, g) for g in grounds]),
        automatic=np.array([float(g.storylet.automatic) for g in grounds]),
        storylet=np.array([storylets[g.storylet.id] for g in grounds], dtype=np.int32),
        place=np.array([places[g.place] for g in grounds], dtype=np.int32),
        cooldown=np.array([g.storylet.cooldown for g in grounds], dtype=np.float64),
        rating=np.array([g.storylet.rating for g in grounds], dtype=np.int32),
        thread=np.array([threads.get(g.storylet.thread, -1) for g in grounds], dtype=np.int32),
        people=people,
        brings=tuple(g.storylet.brings_weather for g in grounds),
    )


def scene_features(ground: Ground) -> dict[str, float]:
    """The taste features of a scene: its tags, cast, place and tension."""
    found = dict(ground.storylet.tags)
    share = 0.4 / max(1, len(ground.cast))
    found |= {f"person:{person}": share for person in ground.cast}
    found[f"place:{ground.place}"] = 0.25
    found["tension"] = sum(ground.storylet.tension) / 2
    return found


def _motive(repertoire: Repertoire, ground: Ground) -> float:
    words = ground.storylet.because.replace(",", " ").split()
    if "wants" not in words:
        return 0.0
    who = words[words.index("wants") - 1]
    person = ground.binding.get(who[1:], who) if who.startswith("$") else who
    wants = repertoire.seed.cast[person].wants if person in repertoire.seed.cast else ()
    return 1.0 if words[-1] in wants else 0.4


@dataclass(frozen=True, slots=True)
class _Node:
    score: float
    first: int
    path: tuple[int, ...]
    world: World
    fit: Fit
    seconds: float
    pace: Pace


@dataclass(frozen=True, slots=True)
class _Grown:
    """A node with one more scene, not yet worked out."""

    node: _Node
    ground: int
    worth: float
    score: float


def plan(repertoire: Repertoire, features: Features, outlook: Outlook) -> Choice:
    """The next scene; there always is one, because automatic scenes ask for nothing."""
    steady = _steady(repertoire, features, outlook)
    root = _Node(0.0, -1, (), outlook.world, outlook.fit, outlook.seconds, outlook.pace)
    terms, candidates = _scored(repertoire, features, outlook, root, steady)
    jitter = generator(outlook.rng_seed, "plan", outlook.scene_number).random(len(features.weight))
    totals = _total(terms, candidates) + 0.05 * jitter[candidates]
    order = np.argsort(-totals, kind="stable")[:FIRST_WIDTH]
    nodes = [_step(repertoire, features, root, int(candidates[i]), float(totals[i])) for i in order]
    for depth in range(1, DEPTH):
        nodes = _deeper(repertoire, features, outlook, nodes, steady, depth)
    best = max(nodes, key=lambda node: (node.score, -node.first))
    row = int(np.flatnonzero(candidates == best.first)[0])
    why = _why(repertoire, outlook, repertoire.grounds[best.first], {n: float(v[row]) for n, v in terms.items()})
    runners = tuple(dict.fromkeys(n.first for n in sorted(nodes, key=lambda n: -n.score) if n.first != best.first))
    return Choice(ground=best.first, why=why, score=best.score, runners_up=runners[:3])


def _total(terms: Mapping[str, Vector], candidates: NDArray[np.intp]) -> Vector:
    return sum((WEIGHTS[name] * values for name, values in terms.items()), np.zeros(len(candidates)))


def _deeper(
    repertoire: Repertoire, features: Features, outlook: Outlook, nodes: list[_Node], steady: _Steady, depth: int
) -> list[_Node]:
    grown: list[_Grown] = []
    for node in nodes:
        terms, candidates = _scored(repertoire, features, outlook, node, steady)
        totals = _total(terms, candidates)
        for i in np.argpartition(-totals, min(1, len(totals) - 1))[:2]:
            worth = float(totals[i]) * LATER**depth
            grown.append(_Grown(node, int(candidates[i]), worth, node.score + worth))
    kept: list[_Grown] = []
    for entry in sorted(grown, key=lambda g: (-g.score, g.ground)):
        if sum(1 for other in kept if other.node.first == entry.node.first) < 2:
            kept.append(entry)
    kept = kept[:WIDTH]
    if depth == DEPTH - 1:
        return [replace(entry.node, score=entry.score) for entry in kept]
    return [_step(repertoire, features, entry.node, entry.ground, entry.worth) for entry in kept]


def _step(repertoire: Repertoire, features: Features, node: _Node, ground_number: int, worth: float) -> _Node:
    """The node after the likely course of a ground storylet."""
    ground = repertoire.grounds[ground_number]
    scene = number(node.world.get(("scene",))) + 1.0
    ends = node.seconds + ground.seconds
    updates = dict(ground.updates)
    updates["clock",] = ends
    updates["last", ground.storylet.id] = scene - 1.0
    # The scene's number stays: `since(…)` one scene off is good enough to foresee with and costs most of the look.
    world = node.world.write(updates, "")
    changed = [atom for atom, value in updates.items() if node.world.values.get(atom, False) != value]
    fit = next_fit(repertoire, node.fit, world, changed)
    traits, pace = features.traits, node.pace
    if np.isfinite(ground.choice_at):
        pace = replace(pace, choices=pace.choices + 1, choice_at=node.seconds + ground.choice_at)
    if traits.failure[ground_number]:
        pace = replace(pace, failure_at=ends)
    if traits.callback[ground_number]:
        pace = replace(pace, callback_at=ends)
    if traits.hook[ground_number]:
        pace = replace(pace, hook_at=ends)
    first = node.first if node.path else ground_number
    return _Node(node.score + worth, first, (*node.path, ground_number), world, fit, ends, pace)


@dataclass(frozen=True, slots=True)
class _Steady:
    """Terms that are the same for every node of a plan, each (G,)."""

    liking: Vector
    cause: Vector
    wish: Vector


def _steady(repertoire: Repertoire, features: Features, outlook: Outlook) -> _Steady:
    """Liking (sampled narrowly around what is believed), causal credit and progress towards wishes."""
    liking = outlook.liking if outlook.liking is not None else _believed_liking(features, outlook)
    return _Steady(liking=liking, cause=_cause(repertoire, outlook), wish=_wish(repertoire, features, outlook))


def _believed_liking(features: Features, outlook: Outlook) -> Vector:
    """What taste and satiation make of every ground storylet, (G,)."""
    taste = outlook.taste.with_features(features.names)
    at = [taste.features.index(name) for name in features.names]
    noise = generator(outlook.rng_seed, "taste", outlook.scene_number).standard_normal(len(at))
    theta = np.array([taste.mean[i] for i in at]) + SPREAD * np.sqrt([taste.variance[i] for i in at]) * noise
    full = np.array([outlook.satiation.get(name, 0.0) for name in features.names])
    liking: Vector = features.matrix @ (theta - 0.5 * full)
    return liking


def _scored(
    repertoire: Repertoire, features: Features, outlook: Outlook, node: _Node, steady: _Steady
) -> tuple[dict[str, Vector], NDArray[np.intp]]:
    """The score's terms for the candidates of one node, and the candidates."""
    path, world, seconds = node.path, node.world, node.seconds
    scene = outlook.scene_number + len(path)
    eligible = node.fit.eligible()
    eligible = eligible[features.rating[eligible] <= outlook.viewer_rating]
    ago = scene - outlook.last_used[eligible].astype(np.float64)
    resting = ago <= features.cooldown[eligible]
    if path:
        resting |= np.isin(features.storylet[eligible], features.storylet[list(path)])
    awake = eligible[~resting]
    candidates = awake if len(awake) else eligible
    if not len(candidates):
        candidates = np.flatnonzero(features.automatic > 0)
    ago = np.minimum(scene - outlook.last_used[candidates].astype(np.float64), 60.0)
    wanted = wanted_tension(seconds + 10.0, repertoire.seed.episode_seconds)
    terms: dict[str, Vector] = {
        "taste": steady.liking[candidates],
        "arc": 0.5 - 2.0 * np.abs(features.tension[candidates] - wanted),
        "thread": _thread_urgency(repertoire, features, world, scene, candidates),
        "cause": steady.cause[candidates],
        "novelty": np.where(ago >= 60.0, 1.0, ago / 60.0) - 0.7 * features.automatic[candidates],
        "motive": features.motive[candidates],
        "wish": steady.wish[candidates],
        "pace": pacing(node.pace, _rows(features.traits, candidates), seconds, scene, repertoire.seed.episode_seconds),
        "author": np.minimum(2.0, features.weight[candidates] - 1.0),
        "overuse": -_overuse(repertoire, features, outlook, path, candidates),
    }
    return terms, candidates


def _rows(traits: Traits, rows: NDArray[np.intp]) -> Traits:
    return Traits(
        seconds=traits.seconds[rows], choice_at=traits.choice_at[rows], failure=traits.failure[rows],
        callback=traits.callback[rows], hook=traits.hook[rows], opening=traits.opening[rows], quiet=traits.quiet[rows],
    )  # fmt: skip


def _thread_urgency(
    repertoire: Repertoire, features: Features, world: World, scene: int, rows: NDArray[np.intp]
) -> Vector:
    urgency = [0.0]
    for thread in repertoire.seed.threads.values():
        if world.text("thread", thread.id) == "open":
            since = scene - number(world.get(("thread_since", thread.id)))
            urgency.append(thread.weight * min(2.0, 0.3 + since / max(1, thread.within)))
        else:
            urgency.append(0.3)
    return np.array(urgency)[features.thread[rows] + 1]


def _cause(repertoire: Repertoire, outlook: Outlook) -> Vector:
    """How many of a storylet's conditions recent scenes made true, up to 3, (G,)."""
    recent = {f"s{p.number}" for p in outlook.played[-RECENT:]}
    fresh = np.zeros(len(repertoire.closures), dtype=np.float64)
    for atom, cause in outlook.world.causes.items():
        if cause in recent and atom[0] not in ("at", "scene", "clock", "hour"):
            for watch in repertoire.by_atom.get(atom, ()):
                fresh[watch] = 1.0
    fresh *= outlook.fit.truth
    counts = np.bincount(
        repertoire.pair_ground, weights=fresh[repertoire.pair_watch], minlength=len(repertoire.grounds)
    )
    credit: Vector = np.minimum(counts, 3.0) / 1.5
    return credit


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


def _overuse(
    repertoire: Repertoire, features: Features, outlook: Outlook, path: tuple[int, ...], rows: NDArray[np.intp]
) -> Vector:
    """How much places and people have been seen lately, and a storylet with other roles."""
    recent = [p.ground for p in outlook.played[-4:]] + list(path)
    if not recent:
        return np.zeros(len(rows))
    fade = 0.6 ** np.arange(len(recent))[::-1]
    places = np.bincount(features.place[recent], weights=fade, minlength=len(repertoire.seed.places))
    people = fade @ features.people[recent] if features.people.shape[1] else np.zeros(0)
    cast = features.people[rows] @ people / np.maximum(1.0, features.people[rows].sum(axis=1))
    used = [p.ground for p in outlook.played[-12:]] + list(path)
    same = np.isin(features.storylet[rows], features.storylet[used]).astype(np.float64)
    bridges = features.automatic[recent] @ fade
    vector: Vector = (
        0.25 * places[features.place[rows]] + 0.12 * cast + 0.9 * same + 0.8 * bridges * features.automatic[rows]
    )
    return vector


def _why(repertoire: Repertoire, outlook: Outlook, ground: Ground, terms: Mapping[str, float]) -> tuple[Why, ...]:
    """The strongest reasons, in plain words."""
    seed = repertoire.seed
    words = {
        "taste": f"it has what you seem to like ({', '.join(n for n, _ in ground.storylet.tags) or 'this company'})",
        "arc": "the tension of the story is where it belongs",
        "thread": f"an open question: {seed.threads[ground.storylet.thread].question}"
        if ground.storylet.thread
        else "",
        "cause": "what happened just before made it possible",
        "novelty": "it has not been seen yet" if terms.get("novelty", 0) >= 1 else "it has not been seen for long",
        "motive": ground.storylet.because,
        "wish": "; ".join(g.words for g in outlook.goals if g.words) or "you wished for something like it",
        "pace": _pace_words(ground),
        "author": "the author gives it weight",
    }
    shares = sorted(((WEIGHTS[name] * value, name) for name, value in terms.items()), reverse=True)
    found = [
        Why(term=name, weight=round(share, 3), words=words[name])
        for share, name in shares
        if share > 0.02 and words.get(name)
    ]
    return tuple(found[:4])


def _pace_words(ground: Ground) -> str:
    marks = ground.storylet.marks
    for mark, words in (
        ("opening", "a show begins here"),
        ("hook", "a good place for a question that stays"),
        ("callback", "time to remember what you did"),
        ("failure", "something had to go wrong"),
    ):
        if mark in marks:
            return words
    return "time for a choice" if np.isfinite(ground.choice_at) else "the rhythm asked for it"
