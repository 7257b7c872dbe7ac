"""The arrays that are scored: traits of all G ground storylets of a seed, computed once.

It does not know a show's state or a viewer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from story_engine.director import Traits
from story_engine.expr import Call, walk
from story_engine.foresee import certain, possible_writes
from story_engine.ground import Ground, Repertoire
from story_engine.likings import feature_names, scene_features, turns_of
from story_engine.planning.outlook import Vector
from story_engine.seed.model import Seed, Storylet
from story_engine.seed.script import Alternatives, Answer, Block, Branching, Choosing, Cue, Say
from story_engine.seed.steps import every_statement
from story_engine.seed.wording import ages_of_words
from story_engine.world import World

KNOWN_MOTIVE = 1.0
NAMED_MOTIVE = 0.4
"""A want that the cast list does not know is still a reason, but a weaker one."""
WISH = "wish"
"""What `<<callback>>` calls any wish."""
HEARD_WORDS = 4
"""A line of fewer words is nobody's in particular and may come again."""
LEAST_SPAN = 0.2
"""Least distance between a seed's calm and tense scenes that the arc is fitted to, in tension."""
_WANT = re.compile(r"(\$?\w+)\s+wants\s+(\w+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """An option of the seed as the planner remembers it."""

    tags: Mapping[str, float]
    """Its tags less the mean of its siblings': what taking it said."""
    words: str
    siblings: tuple[str, ...]
    """Every option of its choice, itself among them, in order."""
    storylet: str
    """Where it is asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Features:
    """What is scored of G ground storylets and d taste features."""

    names: tuple[str, ...]
    matrix: Vector
    """(G, d)"""
    traits: Traits
    tension: Vector
    """(G,) mean tension."""
    level: Vector
    """(G,) its rank among the author's scenes, 0–1: what is tense differs from seed to seed."""
    ranks: Vector
    """(21,) the tension at every twentieth of that ranking."""
    span: float
    """From the tension that one in ten scenes stays below to the one that one in ten exceeds."""
    weight: Vector
    motive: Vector
    automatic: Vector
    odd: Vector
    """(G,) 0–1, how unlike the seed's usual scenes the tags are."""
    storylet: NDArray[np.int32]
    """(G,) number of the storylet."""
    company: NDArray[np.int32]
    """(G,) number of the storylet with its cast: what should not come again soon."""
    place: NDArray[np.int32]
    cooldown: Vector
    chapter: NDArray[np.bool_]
    """(G,) whether a chapter card stands before it."""
    rating: NDArray[np.int32]
    thread: NDArray[np.int32]
    """(G,) index into the seed's threads, −1 = none."""
    fixed: Vector
    """(G,) lines that its likely course says in the same words every time."""
    opens: NDArray[np.int32]
    """(G,) the thread that it may open, −1 = none."""
    closes: NDArray[np.int32]
    """(G,) the thread that it may close, −1 = none."""
    people: Vector
    """(G, persons) 1 where a person is in the cast."""
    brings: tuple[str, ...]
    asked: Mapping[str, Asked]
    """Options by id."""
    recalls: Mapping[str, NDArray[np.intp]]
    """By what is called back (an option's id, "wish") the ground storylets that call it back and nothing else."""


def build_features(repertoire: Repertoire) -> Features:
    """The arrays over all ground storylets of a seed."""
    seed, grounds = repertoire.seed, repertoire.grounds
    names = feature_names(seed)
    column = {name: index for index, name in enumerate(names)}
    people = np.zeros((len(grounds), len(seed.cast)))
    persons = {person: index for index, person in enumerate(seed.cast)}
    storylets = {storylet: index for index, storylet in enumerate(seed.storylets)}
    places = {place: index for index, place in enumerate(seed.places)}
    threads = {thread: index for index, thread in enumerate(seed.threads)}
    companies: dict[tuple[str, ...], int] = {}
    opens, closes = _thread_turns(seed)
    reminds = {storylet.id: _calls_back(storylet) for storylet in seed.storylets.values()}
    fixed = {storylet.id: _fixed_lines(storylet.body) for storylet in seed.storylets.values()}
    turns = {storylet.id: turns_of(storylet) for storylet in seed.storylets.values()}
    rows: list[int] = []
    columns: list[int] = []
    weights: list[float] = []
    for row, ground in enumerate(grounds):
        for name, weight in scene_features(ground, turns[ground.storylet.id]).items():
            if name in column:
                rows.append(row)
                columns.append(column[name])
                weights.append(weight)
        for person in ground.cast:
            people[row, persons[person]] = 1.0
    matrix = np.zeros((len(grounds), len(names)))
    harsher = ages_of_words(seed)
    matrix[rows, columns] = weights

    def of(mark: str) -> Vector:
        return np.array([float(mark in g.storylet.marks) for g in grounds])

    def company(ground: Ground) -> int:
        return companies.setdefault((ground.storylet.id, *sorted(ground.cast)), len(companies))

    tension = np.array([sum(g.storylet.tension) / 2 for g in grounds])
    companions = np.array([company(g) for g in grounds], dtype=np.int32)
    supply = _supply(repertoire, tension, companions)
    below, above = np.searchsorted(supply, tension, "left"), np.searchsorted(supply, tension, "right")
    ranks = np.quantile(supply, np.linspace(0.0, 1.0, 21))
    return Features(
        names=names,
        matrix=matrix,
        traits=Traits(
            seconds=np.array([g.seconds for g in grounds]),
            choice_at=np.array([g.choice_at for g in grounds]),
            failure=of("failure"),
            callback=np.array([float(reminds[g.storylet.id]) for g in grounds]),
            hook=of("hook"),
            opening=of("opening"),
            quiet=of("quiet"),
        ),
        tension=tension,
        level=(below + above) / (2.0 * len(supply)),
        ranks=ranks,
        span=max(LEAST_SPAN, float(ranks[18] - ranks[2])),
        weight=np.array([g.storylet.weight for g in grounds]),
        motive=np.array([motive_of(seed, g) for g in grounds]),
        automatic=np.array([float(g.storylet.automatic) for g in grounds]),
        odd=_odd(matrix[:, : len(seed.tastes)]),
        storylet=np.array([storylets[g.storylet.id] for g in grounds], dtype=np.int32),
        company=companions,
        place=np.array([places[g.place] for g in grounds], dtype=np.int32),
        cooldown=np.array([g.storylet.cooldown for g in grounds], dtype=np.float64),
        chapter=np.array([bool(g.storylet.chapter) for g in grounds]),
        # A scene whose words are fit for older viewers than its rating says is planned for those only.
        rating=np.array([harsher.get(g.storylet.id, g.storylet.rating) for g in grounds], dtype=np.int32),
        thread=np.array([threads.get(g.storylet.thread, -1) for g in grounds], dtype=np.int32),
        fixed=np.array([fixed[g.storylet.id] for g in grounds]),
        opens=np.array([opens[g.storylet.id] for g in grounds], dtype=np.int32),
        closes=np.array([closes[g.storylet.id] for g in grounds], dtype=np.int32),
        people=people,
        brings=tuple(g.storylet.brings_weather for g in grounds),
        asked=_asked(seed),
        recalls=_recalls(seed, grounds),
    )


def remembering(features: Features, world: World) -> Features:
    """The features in a world in which only what happened can be called back: who never sang is not reminded of it."""
    if not features.recalls:
        return features
    callback = features.traits.callback.copy()
    callback[np.concatenate(list(features.recalls.values()))] = 0.0
    for remembered, rows in features.recalls.items():
        if world.get(("wished_any",) if remembered == WISH else ("chose", remembered)):
            callback[rows] = 1.0
    return replace(features, traits=replace(features.traits, callback=callback))


def view_of(features: Features, rows: NDArray[np.intp]) -> Features:
    """The features of some ground storylets only, in that order; the matrix stays whole."""
    traits = features.traits
    return replace(
        features,
        traits=Traits(
            seconds=traits.seconds[rows],
            choice_at=traits.choice_at[rows],
            failure=traits.failure[rows],
            callback=traits.callback[rows],
            hook=traits.hook[rows],
            opening=traits.opening[rows],
            quiet=traits.quiet[rows],
        ),
        tension=features.tension[rows],
        automatic=features.automatic[rows],
        storylet=features.storylet[rows],
        place=features.place[rows],
        thread=features.thread[rows],
        opens=features.opens[rows],
        closes=features.closes[rows],
        people=features.people[rows],
    )


def motive_of(seed: Seed, ground: Ground) -> float:
    """How well the scene's `because` is founded: the mean over its pairs “person wants goal”, 0–1."""
    worth = []
    for who, goal in _WANT.findall(ground.storylet.because):
        person = ground.binding.get(who[1:], who) if who.startswith("$") else who
        wants = seed.cast[person].wants if person in seed.cast else ()
        worth.append(KNOWN_MOTIVE if goal in wants else NAMED_MOTIVE)
    return sum(worth) / len(worth) if worth else 0.0


def motive_words(seed: Seed, ground: Ground) -> str:
    """The scene's `because` with people's names for its roles."""
    told = []
    for who, goal in _WANT.findall(ground.storylet.because):
        person = ground.binding.get(who[1:], who) if who.startswith("$") else who
        told.append(f"{seed.name_of(person)} wants {goal.replace('_', ' ')}")
    return ", ".join(told) or ground.storylet.because


def _supply(repertoire: Repertoire, tension: Vector, companions: NDArray[np.int32]) -> Vector:
    """The tensions of the author's scenes, each cast counted, in order; the automatic ones' where there are none."""
    _, rows = np.unique(companions, return_index=True)
    own = [row for row in rows if not repertoire.grounds[row].storylet.automatic]
    supply: Vector = np.sort(tension[own if own else rows])
    return supply if len(supply) else np.array([0.0, 1.0])


def _thread_turns(seed: Seed) -> tuple[dict[str, int], dict[str, int]]:
    """By storylet the first thread that it may open, and that it may close, on whatever course; −1 = none."""
    threads = {thread: index for index, thread in enumerate(seed.threads)}
    opens: dict[str, int] = {}
    closes: dict[str, int] = {}
    for storylet in seed.storylets.values():
        turned = [(atom[1], to) for atom, to in possible_writes(seed, storylet, {}, "", ()) if atom[0] == "thread"]
        for status, found in (("open", opens), ("closed", closes)):
            found[storylet.id] = min((threads[thread] for thread, to in turned if to == status), default=-1)
    return opens, closes


def _fixed_lines(block: Block) -> float:
    """Lines of a block that are the same at every playing; of a line group each arm counts its share."""
    total = 0.0
    for statement in block:
        match statement:
            case Say(text=text):
                spoken = "".join(part if isinstance(part, str) else " " for part in text)
                drawn = any(
                    isinstance(n, Call) and n.name == "words" for p in text if not isinstance(p, str) for n in walk(p)
                )
                total += float(len(spoken.split()) >= HEARD_WORDS and not drawn)
            case Alternatives(arms=arms) if arms:
                # The least recently heard arm is taken, so that two or three playings pass before any comes again.
                total += sum(_fixed_lines(arm.body) for arm in arms) / len(arms) / (2 * len(arms) - 1)
            case Branching(arms=arms) if arms:
                total += sum(_fixed_lines(arm.body) for arm in arms) / len(arms)
            case Choosing(answers=answers) if answers:
                total += sum(_fixed_lines(answer.body) for answer in answers) / len(answers) / 2
    return total


def _calls_back(storylet: Storylet) -> bool:
    """Whether a storylet reminds of something: it is marked so, or says so whatever course it takes."""
    return "callback" in storylet.marks or any(
        isinstance(s, Cue) and s.kind == "callback" for s in certain(storylet.body)
    )


def _recalls(seed: Seed, grounds: Sequence[Ground]) -> dict[str, NDArray[np.intp]]:
    """The rows of storylets that call back nothing but options and wishes, by what they call back."""
    options = {answer.id for s in seed.storylets.values() for answer in _answers(s)} | {WISH}
    known: dict[str, frozenset[str]] = {}
    rows: dict[str, list[int]] = {}
    for row, ground in enumerate(grounds):
        storylet = ground.storylet
        if storylet.id not in known:
            cues = (s for s in every_statement(storylet.body) if isinstance(s, Cue) and s.kind == "callback")
            said = frozenset(cue.text for cue in cues) if _calls_back(storylet) else frozenset()
            known[storylet.id] = said if said <= options else frozenset()
        for remembered in sorted(known[storylet.id]):
            rows.setdefault(remembered, []).append(row)
    return {remembered: np.array(found, dtype=np.intp) for remembered, found in rows.items()}


def _answers(storylet: Storylet) -> Iterator[Answer]:
    """Every option of a storylet."""
    for statement in every_statement(storylet.body):
        if isinstance(statement, Choosing):
            yield from statement.answers


def _odd(tags: Vector) -> Vector:
    """One minus the cosine between each row and the mean row, (G,)."""
    mean = tags.mean(axis=0) if len(tags) else np.zeros(tags.shape[1])
    length = np.linalg.norm(tags, axis=1) * np.linalg.norm(mean)
    alike: Vector = np.divide(tags @ mean, length, out=np.full(len(tags), 1.0), where=length > 0)
    return 1.0 - alike


def _asked(seed: Seed) -> dict[str, Asked]:
    found: dict[str, Asked] = {}
    for storylet in seed.storylets.values():
        for statement in every_statement(storylet.body):
            if not isinstance(statement, Choosing):
                continue
            answers = statement.answers
            mean: dict[str, float] = {}
            for answer in answers:
                for tag, weight in answer.tags:
                    mean[tag] = mean.get(tag, 0.0) + weight / len(answers)
            for answer in answers:
                own = dict(answer.tags)
                lean = {tag: own.get(tag, 0.0) - mean.get(tag, 0.0) for tag in sorted({*own, *mean})}
                words = "".join(part if isinstance(part, str) else "…" for part in answer.text)
                found[answer.id] = Asked(
                    tags=lean, words=words, siblings=tuple(a.id for a in answers), storylet=storylet.id
                )
    return found
