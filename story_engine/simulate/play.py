"""Plays the real show with a simulated viewer under a policy, and writes down what a reader needs.

It does not judge: figures are made from its records elsewhere. Signals reach the story as late as in
the player: nothing that is rendered ahead is thrown away for them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from story_engine.likings import CONVICTION, with_conviction
from story_engine.plan import Input, InputKind, Part, PartKind
from story_engine.planner import wanted_at
from story_engine.rng import generator
from story_engine.show import Entry, Show
from story_engine.simulate.archetypes import Archetype
from story_engine.simulate.viewers import Response, SimulatedViewer, Viewer, viewers_for
from story_engine.time import to_seconds

Vector = NDArray[np.float64]

LATENCY_SECONDS = 30.0
"""A like, dislike or skip counts from the first scene that begins this long after it (design §4)."""
WISH_LATENCY_PARTS = 2
"""Parts that are committed when a wish is typed: playhead + 3 s."""
POPULATION = 48
"""Viewers whose mean taste is what is popular."""
POPULATION_RNG = 7
"""Rng seed of the population: never that of the viewers who are measured."""


class Policy(StrEnum):
    """How the next scene is chosen; the machinery around the liking is the same for all."""

    OURS = "ours"
    """By what is believed of the viewer."""
    POPULARITY = "popularity"
    """By what viewers like on the average."""
    RANDOM = "random"
    """By a number drawn anew for every scene."""
    RANDOM_AGAIN = "random again"
    """The same with other numbers: how far chance alone goes."""
    ORACLE = "oracle"
    """By what this viewer truly likes now, satiation included."""
    KNOWN = "known"
    """By their true lasting likings, blind to satiation and repetition: as ours would if its belief had no error."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SceneSeen:
    """A scene as it was watched."""

    id: str
    number: int
    ground: int
    storylet: str
    automatic: bool
    start: float
    """Seconds of the show's own clock."""
    seconds: float
    response: Response
    dead_end: bool
    """Only automatic scenes were possible."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartSeen:
    """What the reader needs of a part."""

    start: float
    seconds: float
    tension: float
    """At its end."""
    wanted: float
    """The director's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Playthrough:
    """One viewing, start to end."""

    viewer: str
    policy: Policy
    minutes: float
    scenes: tuple[SceneSeen, ...]
    parts: tuple[PartSeen, ...]
    log: tuple[Entry, ...]
    threads: tuple[tuple[int, Mapping[tuple[str, ...], object]], ...]
    """Scene number and the threads' values whenever they changed."""
    choices: tuple[Show, ...]
    """The show at every open choice, for those who want to fork it."""
    shown: tuple[Part, ...]
    """Every part, for the checker."""
    agreement: float | None
    """Correlation, over the author's scenes, of what is believed at the end with the viewer's lasting likings; None =
    one of both tells no scene from another."""
    last: Show


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """What a playthrough is made of."""

    policy: Policy
    minutes: float
    rng_seed: int
    kinds: tuple[Archetype, ...] = ()
    """Of the population among which something is popular; none = the archetypes."""


def population_worth(show: Show, kinds: tuple[Archetype, ...] = ()) -> Vector:
    """(G,) the mean worth of every ground storylet to a population of all kinds."""
    repertoire = show.state.stack.repertoire
    people = viewers_for(repertoire.seed, repertoire, POPULATION, POPULATION_RNG, kinds)
    mean = np.mean([person.steady for person in people], axis=0)
    return with_conviction(mean, mean)


def play_through(show: Show, viewer: Viewer, sitting: Sitting) -> Playthrough:
    """Watch `show` with `viewer` for the sitting's minutes of the show's clock."""
    first = viewer.name
    watching = _Watching(show, viewer, sitting)
    while to_seconds(watching.show.clock) < sitting.minutes * 60.0:
        watching.step()
    return Playthrough(
        viewer=first,
        policy=sitting.policy,
        minutes=sitting.minutes,
        scenes=tuple(watching.scenes),
        parts=tuple(watching.parts),
        log=watching.show.log,
        threads=tuple(watching.threads),
        choices=tuple(watching.choices),
        shown=tuple(watching.shown),
        agreement=agreement(watching.show, watching.viewer),
        last=watching.show,
    )


class _Watching:
    """One viewing under way: the only thing here that changes."""

    def __init__(self, show: Show, viewer: Viewer, sitting: Sitting) -> None:
        self.show, self.viewer, self.sitting = show, viewer, sitting
        self.scenes: list[SceneSeen] = []
        self.parts: list[PartSeen] = []
        self.choices: list[Show] = []
        self.shown: list[Part] = []
        self.threads: list[tuple[int, Mapping[tuple[str, ...], object]]] = []
        self._waiting: list[tuple[float, Input]] = []
        self._begun = 0.0
        self._dead_end = False
        self._picked = 0
        self._wish = ""
        self._wish_in = 0
        self._popular = population_worth(show, sitting.kinds) if sitting.policy is Policy.POPULARITY else None

    def step(self) -> None:
        """One part, and everything the viewer does about it."""
        before = self.show
        if before.choice is not None and before.choice.id != self._picked:
            self.choices.append(before)
            self._pick()
        if self._wish and self._wish_in <= 0 and self.show.choice is None:
            self.show, _ = self.show.apply(Input(kind=InputKind.WISH, text=self._wish))
            self._wish = ""
        self._wish_in -= 1
        start = to_seconds(self.show.clock)
        if self.show.state.scene is None or self.show.state.moment.ended:
            self._hand_in(start)
            self.show = Show(replace(self.show.state, liking=self._liking(start)))
        old = self.show
        self.show, part = self.show.step()
        if _scene_id(self.show) != _scene_id(old):
            self._begun = start
            self._dead_end = _is_dead_end(old, self.show)
            self._want()
        self.shown.append(part)
        self._note_threads()
        now = to_seconds(self.show.clock)
        self.parts.append(
            PartSeen(start=start, seconds=now - start, tension=part.mood.tension, wanted=_wanted(old, start))
        )
        if part.ends_scene and part.kind is not PartKind.HOLD:
            self._watched(now)

    def _pick(self) -> None:
        choice = self.show.choice
        assert choice is not None, "a choice must be open"
        self._picked = choice.id
        option = self.viewer.pick(choice, to_seconds(self.show.clock))
        by = "viewer" if option else "default"
        given = Input(kind=InputKind.PICK, option=option or choice.default, choice=choice.id, by=by)
        self.show, _ = self.show.apply(given)

    def _want(self) -> None:
        scene = self.show.state.scene
        assert scene is not None, "a scene has begun"
        wish = self.viewer.wish(scene.number, self._begun)
        if wish and not self._wish:
            self._wish, self._wish_in = wish, WISH_LATENCY_PARTS

    def _watched(self, now: float) -> None:
        state = self.show.state
        scene, ground = state.scene, state.ground
        assert scene is not None, "a scene has ended"
        length = now - self._begun
        self.viewer, response = self.viewer.watch(ground, scene.number, self._begun, length)
        automatic = state.stack.repertoire.grounds[ground].storylet.automatic
        self.scenes.append(
            SceneSeen(
                id=scene.id, number=scene.number, ground=ground, storylet=scene.storylet.id, automatic=automatic,
                start=self._begun, seconds=length, response=response, dead_end=self._dead_end,
            )
        )  # fmt: skip
        left = self._begun + response.share * length
        if response.rating is not None:
            self._waiting.append((left, Input(kind=response.rating, scene=scene.id, share=response.share)))
        if response.skipped:
            self._waiting.append((left, Input(kind=InputKind.SKIP, scene=scene.id, share=response.share)))

    def _hand_in(self, now: float) -> None:
        """Give the story the signals that are old enough to count for the scene that begins `now`."""
        due = [given for at, given in self._waiting if at + LATENCY_SECONDS <= now]
        self._waiting = [entry for entry in self._waiting if entry[0] + LATENCY_SECONDS > now]
        for given in due:
            self.show, _ = self.show.apply(given)

    def _liking(self, now: float) -> Vector | None:
        match self.sitting.policy:
            case Policy.OURS:
                return None
            case Policy.POPULARITY:
                return self._popular
            case Policy.RANDOM | Policy.RANDOM_AGAIN:
                draw = generator(self.sitting.rng_seed, self.sitting.policy.value, self.show.steps)
                return CONVICTION * draw.standard_normal(len(self.show.state.stack.repertoire.grounds))
            case Policy.ORACLE:
                return self.viewer.worth(now) * CONVICTION
            case Policy.KNOWN:
                lasting = self.viewer.lasting()
                return with_conviction(lasting, lasting)

    def _note_threads(self) -> None:
        values = self.show.state.moment.world.values
        threads = {atom: value for atom, value in values.items() if atom[0] == "thread"}
        scene = self.show.state.scene
        if not self.threads or self.threads[-1][1] != threads:
            self.threads.append((scene.number if scene is not None else 0, threads))


def agreement(show: Show, viewer: Viewer) -> float | None:
    """Correlation of what the show believes its viewer likes with what they lastingly do, over the author's scenes."""
    features = show.state.stack.features
    taste = show.state.taste.with_features(features.names)
    believed = features.matrix @ np.array([taste.liking(name) for name in features.names])
    written = features.automatic == 0.0
    both = np.array([believed[written], viewer.lasting()[written]])
    return float(np.corrcoef(both)[0, 1]) if both.std(axis=1).min() > 1e-9 else None


def _scene_id(show: Show) -> str:
    """Of the scene that is on; its value changes with every part, its id does not."""
    return show.state.scene.id if show.state.scene is not None else ""


def _wanted(show: Show, seconds: float) -> float:
    """The tension that the director wants at a time of the show."""
    state = show.state
    return wanted_at(state.stack.features, state.pace, seconds, state.seed.arc)


def _is_dead_end(before: Show, after: Show) -> bool:
    """Whether an automatic scene was played and nothing else was possible when it was chosen."""
    state = before.state
    features = state.stack.features
    if not features.automatic[after.state.ground]:
        return False
    eligible = after.state.fit.eligible()
    number = after.state.scene.number if after.state.scene is not None else 0
    awake = eligible[number - state.last_used[eligible] > features.cooldown[eligible]]
    return not bool(np.any(features.automatic[awake] == 0.0))


__all__ = ["PartSeen", "Playthrough", "Policy", "SceneSeen", "SimulatedViewer", "Sitting", "play_through"]
