"""Simulated viewers: what they enjoy, when they skip, rate, choose and wish; and the port for others.

They do not know the planner: they see scenes, as people do. Every draw is by path, so that the same
viewer meets the same luck under every policy (common random numbers).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from story_engine.ground import Ground, Repertoire
from story_engine.plan import Choice, InputKind
from story_engine.rng import unit
from story_engine.seed.model import Seed
from story_engine.seed.script import Deed, Say
from story_engine.seed.steps import every_statement
from story_engine.simulate.archetypes import ARCHETYPES, BY_NAME, Archetype, ChoiceStyle, TrueTaste, true_taste

Vector = NDArray[np.float64]

ENJOYMENT_SLOPE = 1.5
"""Steepness of enjoyment over worth: a scene one spread better than usual is enjoyed to 82 % instead of 50 %."""
SATIATION_HALF_LIFE_SECONDS = 240.0
"""After this long the wish for something else has halved (facts §5.3: 3–5 minutes)."""
SATIATION_PER_SECOND = 0.0025
"""Worth that a second of a tag of weight 1 takes from the next scene of that tag."""
MOST_SATIATION = 0.9
SEEN_HALF_LIFE_SECONDS = 600.0
"""After ten minutes a scene seen again has lost half as much."""
MOOD = 0.25
"""Spread of the desire to see a scene through around its enjoyment: the day, the company, the phone."""
LEAST_DESIRE = 0.6
"""An impatient viewer (1) skips what they desire less than this, a patient one less readily in proportion."""
EARLIEST_SKIP, LATEST_SKIP = 0.2, 0.9
"""Shares of a scene watched before a skip: the less desired, the sooner, but nobody judges within three seconds."""
RATE_ABOVE, RATE_BELOW = 0.62, 0.38
"""Enjoyments above and below which a rating is a like or a dislike; between them nobody says anything."""
GLANCE = 0.3
"""Spread of what a card seems to promise around what its tags would be worth: it is a picture, seen for a second."""
TAP_ABOVE = 0.25
"""A card is tapped that promises more than this; few tap what leaves them cold only because they may."""
USUAL_TENSION = 0.35
"""Tension of a card that does not say."""
DRIFT_DEPTH = 0.85
"""Share of the old likings that a changed mind replaces."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """What a viewer did about a scene."""

    enjoyment: float
    """0–1, the expected share that is watched: what policies are judged by."""
    share: float = 1.0
    """Of the scene that was watched before a skip; 1 = all."""
    skipped: bool = False
    rating: InputKind | None = None
    """LIKE or DISLIKE."""


class Viewer(Protocol):
    """Whoever watches a simulated show. Values: every reaction gives the viewer after it."""

    @property
    def name(self) -> str:
        """For tables."""

    def tap(self, cards: Sequence[Mapping[str, float]], count: int) -> tuple[int, ...]:
        """The numbers of the cards, told by their features, that are tapped before the first show; `count` at most."""

    def worth(self, seconds: float) -> Vector:
        """(G,) how much every ground storylet would be worth now, for the oracle; spread over the seed's about 1."""

    def lasting(self) -> Vector:
        """(G,) how much every ground storylet would be worth to them fresh and with nothing seen lately."""

    def enjoyed(self, ground: int, seconds: float) -> float:
        """The enjoyment, 0–1, of a ground storylet now."""

    def watch(self, ground: int, scene: int, seconds: float, length: float) -> tuple[Viewer, Response]:
        """The viewer after a scene of `length` seconds that began at `seconds`, and what they did about it."""

    def pick(self, choice: Choice, seconds: float) -> int:
        """The number of the option taken; 0 = none, time runs out."""

    def wish(self, scene: int, seconds: float) -> str:
        """A wish made during a scene; "" = none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What viewers see of all ground storylets of a seed: (G, …) arrays, shared by all viewers."""

    tags: tuple[str, ...]
    people: tuple[str, ...]
    places: tuple[str, ...]
    tag: Vector
    """(G, tags)"""
    person: Vector
    """(G, people) shares that sum to 1."""
    place: Vector
    """(G, places)"""
    tension: Vector
    pace: Vector
    choice: Vector
    storylet: NDArray[np.int32]


def sight_of(repertoire: Repertoire) -> Sight:
    """The arrays of a repertoire."""
    seed, grounds = repertoire.seed, repertoire.grounds
    tags, people, places = tuple(seed.tastes), tuple(seed.cast), tuple(seed.places)
    storylets = {storylet: number for number, storylet in enumerate(dict.fromkeys(g.storylet.id for g in grounds))}
    return Sight(
        tags=tags,
        people=people,
        places=places,
        tag=np.array([[dict(g.storylet.tags).get(tag, 0.0) for tag in tags] for g in grounds]),
        person=np.array([[(p in g.cast) / max(1, len(g.cast)) for p in people] for g in grounds]),
        place=np.array([[float(g.place == p) for p in places] for g in grounds]),
        tension=np.array([sum(g.storylet.tension) / 2 for g in grounds]),
        pace=np.array([_pace(g) for g in grounds]),
        choice=np.array([float(np.isfinite(g.choice_at)) for g in grounds]),
        storylet=np.array([storylets[g.storylet.id] for g in grounds], dtype=np.int32),
    )


def _pace(ground: Ground) -> float:
    """Turns per second, about 0.1–0.5."""
    turns = sum(isinstance(s, Say | Deed) for s in every_statement(ground.storylet.body))
    return turns / max(4.0, ground.seconds)


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatedViewer:
    """A viewer of one archetype; implements `Viewer`."""

    kind: Archetype
    taste: TrueTaste
    seed: Seed
    sight: Sight
    rng_seed: int
    steady: Vector
    """(G,) worth without satiation, in spreads of the seed's storylets around their mean."""
    unit: float
    """What one point of liking is in such spreads."""
    full: Mapping[str, float]
    """Satiation by tag."""
    full_at: float = 0.0
    seen: Mapping[int, float]
    """When each storylet was last seen, in seconds."""
    becomes: Archetype | None = None
    """The kind that their change of mind makes of them."""
    drifted: bool = False

    @property
    def name(self) -> str:
        """The kind's name."""
        return self.kind.name

    def tap(self, cards: Sequence[Mapping[str, float]], count: int) -> tuple[int, ...]:
        """The cards that appeal most at a glance, where they look at them at all."""
        if self._luck("taps") >= self.kind.attention:
            return ()
        appeals = [self._appeal(card) + GLANCE * self._normal("tap", number) for number, card in enumerate(cards)]
        best = sorted(range(len(cards)), key=lambda number: -appeals[number])[:count]
        return tuple(sorted(number for number in best if appeals[number] > TAP_ABOVE))

    def spreads(self, seconds: float) -> Vector:
        """(G,) worth now in spreads around the mean, satiation and repetition included."""
        fade = 0.5 ** (max(0.0, seconds - self.full_at) / SATIATION_HALF_LIFE_SECONDS)
        full = np.array([self.full.get(tag, 0.0) for tag in self.sight.tags]) * fade
        worth: Vector = self.steady - self.unit * (self.sight.tag @ full)
        if self.seen and self.taste.novelty:
            count = int(self.sight.storylet.max()) + 1
            lately = np.zeros(count)
            for storylet, at in self.seen.items():
                lately[storylet] = 0.5 ** (max(0.0, seconds - at) / SEEN_HALF_LIFE_SECONDS)
            worth = worth - self.taste.novelty * lately[self.sight.storylet]
        return worth

    def worth(self, seconds: float) -> Vector:
        """(G,) worth now; how much taste matters to them changes enjoyment, not what they would choose."""
        vector: Vector = self.spreads(seconds) / self.taste.strength
        return vector

    def lasting(self) -> Vector:
        """(G,) worth without satiation and repetition, by the mind that they have now."""
        return self.steady

    def enjoyed(self, ground: int, seconds: float) -> float:
        """Enjoyment, 0–1."""
        return float(1.0 / (1.0 + np.exp(-ENJOYMENT_SLOPE * self.spreads(seconds)[ground])))

    def watch(self, ground: int, scene: int, seconds: float, length: float) -> tuple[SimulatedViewer, Response]:
        """Watch, skip, rate; be filled; change one's mind when it is time."""
        enjoyment = self.enjoyed(ground, seconds)
        attentive = self._luck("attention", scene) < self.kind.attention
        desire = enjoyment + MOOD * self._normal("mood", scene)
        patience = LEAST_DESIRE * self.kind.impatience
        skips = attentive and desire < patience
        share = max(EARLIEST_SKIP, LATEST_SKIP * desire / patience) if skips else 1.0
        rating = None
        if attentive and self._luck("rate", scene) < self.kind.rating_rate * 2.0:
            rating = InputKind.LIKE if enjoyment > RATE_ABOVE else InputKind.DISLIKE if enjoyment < RATE_BELOW else None
        after = self._filled(ground, seconds, length * share if attentive else 0.0)
        if self.becomes is not None and not self.drifted and seconds >= 60.0 * self.kind.drift_minute:
            after = after._changed(self.becomes)
        return after, Response(enjoyment=enjoyment, share=share, skipped=skips, rating=rating)

    def pick(self, choice: Choice, seconds: float) -> int:
        """The option taken, by the kind's style."""
        luck = self._luck("pick", choice.id)
        match self.kind.style:
            case ChoiceStyle.ABSENT:
                return 0
            case ChoiceStyle.FIRST:
                return 1
            case ChoiceStyle.CURIOUS:
                return 1 + int(luck * len(choice.options))
        sign = -1.0 if self.kind.style is ChoiceStyle.CONTRARIAN else 1.0
        liking = [sign * sum(self.taste.tags.get(tag, 0.0) * w for tag, w in option.tags) for option in choice.options]
        shares = np.exp(3.0 * (np.array(liking) - max(liking)))
        return 1 + int(np.searchsorted(np.cumsum(shares / shares.sum()), luck))

    def wish(self, scene: int, seconds: float) -> str:
        """A wish in words, about one a `wishes_per_minute`; scenes are taken as 20 s."""
        if self._luck("wishes", scene) >= self.kind.wishes_per_minute / 3.0:
            return ""
        which = self._luck("wish", scene)
        best = max(self.taste.tags, key=lambda tag: self.taste.tags[tag], default="")
        worst = min(self.taste.tags, key=lambda tag: self.taste.tags[tag], default="")
        dearest = max(self.taste.people, key=lambda person: self.taste.people[person], default="")
        if best and which < 0.35:
            return f"more {best}"
        if worst and which < 0.5:
            return f"less {worst}"
        if dearest and which < 0.8:
            return f"bring {self.seed.name_of(dearest)}"
        return ("let it snow", "make it night", "I want a storm", "a dragon, please")[int(which * 40) % 4]

    def _appeal(self, card: Mapping[str, float]) -> float:
        """How much a card promises them; of tags that this seed does not have what their kind likes."""
        likings = {**self.kind.tags, **self.taste.tags}
        tags = sum(likings.get(name, 0.0) * weight for name, weight in card.items())
        tense = card.get("tension", USUAL_TENSION) - USUAL_TENSION
        return tags + self.taste.pace * card.get("pace", 0.0) + self.taste.tension * tense

    def _filled(self, ground: int, seconds: float, watched: float) -> SimulatedViewer:
        fade = 0.5 ** ((seconds + watched - self.full_at) / SATIATION_HALF_LIFE_SECONDS)
        gain = SATIATION_PER_SECOND * self.kind.satiation * watched
        full = {
            tag: min(MOST_SATIATION, self.full.get(tag, 0.0) * fade + gain * float(amount))
            for tag, amount in zip(self.sight.tags, self.sight.tag[ground], strict=True)
        }
        seen = {**self.seen, int(self.sight.storylet[ground]): seconds + watched} if watched else self.seen
        return replace(self, full=full, full_at=seconds + watched, seen=seen)

    def _changed(self, becomes: Archetype) -> SimulatedViewer:
        """The viewer after a change of mind."""
        other = true_taste(becomes, self.seed, self.rng_seed)
        mixed = {
            tag: (1.0 - DRIFT_DEPTH) * liking + DRIFT_DEPTH * other.tags[tag] for tag, liking in self.taste.tags.items()
        }
        taste = replace(self.taste, tags=mixed, tension=other.tension, pace=other.pace)
        steady, point = _worth(taste, self.sight)
        return replace(self, taste=taste, steady=steady, unit=point, drifted=True)

    def _normal(self, *path: str | int) -> float:
        """A number around 0 with spread 1 (three uniform ones make it normal enough)."""
        return 2.0 * (sum(self._luck(*path, step) for step in range(3)) - 1.5)

    def _luck(self, *path: str | int) -> float:
        return unit(self.rng_seed, "luck", *path)


def _worth(taste: TrueTaste, sight: Sight) -> tuple[Vector, float]:
    """Worth of every ground storylet in spreads around the mean, and what a point of liking is in spreads."""
    worth = sight.tag @ np.array([taste.tags[tag] for tag in sight.tags])
    worth = worth + sight.person @ np.array([taste.people[p] for p in sight.people])
    worth = worth + sight.place @ np.array([taste.places[p] for p in sight.places])
    worth = worth + taste.tension * (sight.tension - sight.tension.mean())
    worth = worth + taste.pace * (sight.pace - sight.pace.mean()) / max(1e-6, 2.0 * sight.pace.std())
    worth = worth + 0.3 * taste.choices * sight.choice
    for tag, person, liking in taste.mixes:
        together = sight.tag[:, sight.tags.index(tag)] * (sight.person[:, sight.people.index(person)] > 0)
        worth = worth + liking * together
    point = taste.strength / max(1e-6, float(worth.std()))
    return (worth - worth.mean()) * point, point


def viewers_for(
    seed: Seed, repertoire: Repertoire, count: int, rng_seed: int, kinds: Sequence[Archetype] = ()
) -> tuple[SimulatedViewer, ...]:
    """`count` viewers, the kinds (none = the archetypes) in turn, each a person of their own."""
    sight = sight_of(repertoire)
    kinds = kinds or ARCHETYPES
    by_name = {**BY_NAME, **{kind.name: kind for kind in kinds}}
    found = []
    for number in range(count):
        kind = kinds[number % len(kinds)]
        own = rng_seed * 100_003 + number
        taste = true_taste(kind, seed, own)
        steady, point = _worth(taste, sight)
        found.append(
            SimulatedViewer(
                kind=kind,
                taste=taste,
                seed=seed,
                sight=sight,
                rng_seed=own,
                steady=steady,
                unit=point,
                full={},
                seen={},
                becomes=by_name[kind.drift_to] if kind.drift_minute else None,
            )
        )
    return tuple(found)
