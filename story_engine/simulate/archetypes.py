"""Twelve kinds of simulated viewers as a table, and how one viewer is drawn from a kind.

It does not know scenes or shows; it names features only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from story_engine.rng import generator
from story_engine.seed.model import Seed


class ChoiceStyle(StrEnum):
    """How a viewer answers choices."""

    CONSISTENT = "consistent"
    """By taste."""
    CURIOUS = "curious"
    """Anything, now this, now that."""
    CONTRARIAN = "contrarian"
    """What suits their taste least."""
    FIRST = "first"
    """The first card."""
    ABSENT = "absent"
    """Never: time runs out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Archetype:
    """A kind of viewer. Likings live in −1…1; a tag that is not named is drawn around 0."""

    name: str
    words: str
    tags: Mapping[str, float]
    tension: float = 0.0
    """Liking of tense scenes over calm ones."""
    pace: float = 0.0
    """Liking of quick scenes over slow ones."""
    choices: float = 0.0
    """Liking of scenes that ask the viewer something."""
    novelty: float = 0.3
    """How much a scene seen lately loses."""
    people: float = 0.25
    """Spread of likings of single persons."""
    favourite: float = 0.0
    """Liking of one person above all others."""
    places: float = 0.1
    """Spread of likings of places."""
    strength: float = 1.0
    """How much taste decides about enjoyment at all."""
    satiation: float = 1.0
    """How fast one colour fills them, 1 = as most people."""
    impatience: float = 0.7
    """How readily they skip: 1 = whatever is not enjoyed above the middle, 0 = nothing."""
    attention: float = 0.95
    """P(they watch a scene at all); nothing is done about others."""
    style: ChoiceStyle = ChoiceStyle.CONSISTENT
    rating_rate: float = 0.06
    """P(a rating) per scene."""
    wishes_per_minute: float = 0.1
    drift_minute: float = 0.0
    """When their mind changes; 0 = never."""
    drift_to: str = ""
    """Name of the kind that they become."""


def _kind(name: str, words: str, tags: Mapping[str, float], **rest: object) -> Archetype:
    return Archetype(name=name, words=words, tags=MappingProxyType(dict(tags)), **rest)  # type: ignore[arg-type]


ARCHETYPES: tuple[Archetype, ...] = (
    _kind(
        "laugher", "here for the jokes",
        {"comedy": 0.9, "wit": 0.9, "warmth": 0.2, "melancholy": -0.5, "menace": -0.2},
        pace=0.3, impatience=0.9, style=ChoiceStyle.CURIOUS,
    ),
    _kind(
        "dreamer", "wants to marvel, has time",
        {"wonder": 0.9, "melancholy": 0.5, "warmth": 0.4, "action": -0.5, "menace": -0.3},
        tension=-0.4, pace=-0.4, impatience=0.4, places=0.25,
    ),
    _kind(
        "thrill_seeker", "wants to be frightened",
        {"menace": 0.9, "action": 0.8, "adventure": 0.7, "warmth": -0.5, "comedy": -0.2},
        tension=0.7, pace=0.4, impatience=0.9, satiation=0.8,
    ),
    _kind(
        "detective", "wants to know who did it",
        {"mystery": 0.9, "menace": 0.3, "wit": 0.3, "romance": -0.3, "comedy": -0.2},
        choices=0.4, impatience=0.5, wishes_per_minute=0.2,
    ),
    _kind(
        "romantic", "wants them to be kind to each other",
        {"warmth": 0.9, "romance": 0.9, "melancholy": 0.4, "menace": -0.6, "action": -0.4},
        tension=-0.2, people=0.4, impatience=0.5,
    ),
    _kind(
        "child", "laughs, marvels, tires soon",
        {"comedy": 0.8, "wonder": 0.7, "adventure": 0.6, "melancholy": -0.7, "menace": -0.4, "romance": -0.5},
        pace=0.5, satiation=1.8, impatience=1.0, choices=0.3, wishes_per_minute=0.4, style=ChoiceStyle.FIRST,
    ),
    _kind(
        "fan", "would watch one person read a timetable",
        {"warmth": 0.3, "comedy": 0.3},
        favourite=1.0, people=0.2, impatience=0.7, wishes_per_minute=0.25,
    ),
    _kind(
        "wanderer", "anything, as long as it is new and elsewhere",
        {"adventure": 0.6, "wonder": 0.4, "mystery": 0.2},
        places=0.5, novelty=0.8, strength=0.8, satiation=1.6, style=ChoiceStyle.CURIOUS,
    ),
    _kind(
        "contrarian", "picks what they like least, to see what happens",
        {"menace": 0.6, "comedy": 0.6, "warmth": -0.5, "wonder": -0.4},
        style=ChoiceStyle.CONTRARIAN, rating_rate=0.04,
    ),
    _kind(
        "absent", "the show runs while they cook",
        {"warmth": 0.5, "comedy": 0.4, "menace": -0.4},
        strength=0.7, attention=0.4, impatience=0.3, style=ChoiceStyle.ABSENT, rating_rate=0.01, wishes_per_minute=0.0,
    ),
    _kind(
        "critic", "knows what is wrong with it, and says so",
        {"melancholy": 0.7, "mystery": 0.5, "wit": 0.4, "comedy": -0.7, "wonder": -0.3, "adventure": -0.4},
        pace=-0.2, impatience=0.8, rating_rate=0.2,
    ),
    _kind(
        "changeable", "a thrill-seeker from the twentieth minute on",
        {"comedy": 0.7, "warmth": 0.6, "menace": -0.5, "tension": -0.3},
        drift_minute=20.0, drift_to="thrill_seeker",
    ),
)  # fmt: skip
"""The kinds: what is watched for, how patiently, how it is answered (facts §5.3)."""

BY_NAME: Mapping[str, Archetype] = MappingProxyType({kind.name: kind for kind in ARCHETYPES})

OTHER_TAGS = 0.3
"""Spread of the liking of a tag that the kind does not name, because nobody is only their kind."""
OWN_WAY = 0.15
"""Spread of a person's liking around their kind's."""
MIXES = 3
"""Likings that hold only for a tag in one person's company ("funny only with the fox")."""
MIX_STRENGTH = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class TrueTaste:
    """What a simulated viewer really likes, which no policy but the oracle knows."""

    tags: Mapping[str, float]
    people: Mapping[str, float]
    places: Mapping[str, float]
    mixes: tuple[tuple[str, str, float], ...]
    """Tag, person, liking on top of both."""
    tension: float
    pace: float
    choices: float
    novelty: float
    strength: float


def true_taste(kind: Archetype, seed: Seed, rng_seed: int) -> TrueTaste:
    """One viewer's taste of that kind in that seed; the same for the same rng seed."""
    draw = generator(rng_seed, "viewer", kind.name)
    noise = draw.standard_normal(len(seed.tastes))
    tags = {
        tag: float(max(-1.0, min(1.0, kind.tags[tag] + OWN_WAY * n if tag in kind.tags else OTHER_TAGS * n)))
        for tag, n in zip(seed.tastes, noise, strict=True)
    }
    cast, places = list(seed.cast), list(seed.places)
    people = dict(zip(cast, (kind.people * draw.standard_normal(len(cast))).tolist(), strict=True))
    if cast and kind.favourite:
        people[cast[int(draw.integers(len(cast)))]] = kind.favourite
    mixes = tuple(
        (
            seed.tastes[int(draw.integers(len(seed.tastes)))],
            cast[int(draw.integers(len(cast)))],
            float(MIX_STRENGTH * draw.standard_normal()),
        )
        for _ in range(MIXES if cast and seed.tastes else 0)
    )
    return TrueTaste(
        tags=tags,
        people=people,
        places=dict(zip(places, (kind.places * draw.standard_normal(len(places))).tolist(), strict=True)),
        mixes=mixes,
        tension=kind.tension,
        pace=kind.pace,
        choices=kind.choices,
        novelty=kind.novelty,
        strength=kind.strength,
    )
