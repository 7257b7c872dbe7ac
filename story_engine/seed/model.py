"""A story seed as frozen values: its world and its scenes, read and checked.

It does not know files or how the seed is played.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from story_engine.arc import Arc
from story_engine.expr import Expr
from story_engine.plan import Look, Place
from story_engine.seed.diagnostics import Where
from story_engine.seed.identity import short_digest
from story_engine.seed.music import Music
from story_engine.seed.script import Block, Change
from story_engine.seed.tongue import Tongue

ENGLISH = "en"
"""The language of a seed that does not say; the engine's own lines are in it."""

TYPES = ("person", "place", "thing", "secret")
"""What facts, qualities and roles may be about."""

BUILT_IN_FACTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"stuck": ("person",), "alive": ("person",), "knows": ("person", "secret"), "want": ("person", "text")}
)
"""Facts that every world has, with the types of their arguments."""

EMOTIONS = (
    "calm", "happy", "delighted", "tender", "amused", "proud", "curious", "surprised", "worried", "afraid", "sad",
    "angry", "annoyed", "ashamed", "sly", "determined", "tired", "awed",
)  # fmt: skip
"""Every emotion of a line."""

MARKS = ("left", "right", "centre", "far", "near", "door")
"""Where an `<<act>>` may go, besides actors and things."""
SKY = "sky"
"""One may look up as well: after pov only, for nobody walks there."""

PLAIN_TAGS = ("opening", "hook", "callback", "failure", "quiet", "bridge")
"""Tags with a meaning to the director, besides the seed's tastes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A member of the cast."""

    id: str
    name: str
    look: Look
    voice: str
    motif: str
    at: str
    age: int
    wants: tuple[str, ...]
    states: tuple[str, ...] = ()
    groups: tuple[tuple[str, ...], ...] = ()
    """States of one group exclude each other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A place and the places next to it."""

    place: Place
    links: tuple[str, ...]
    spot: tuple[float, float] | None = None
    """Where it lies on a small map, x and y of 0–1 from the top left; None = wherever there is room."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A thing of the seed: it starts with a holder or lying at a place."""

    id: str
    name: str
    look: Look
    at: str = ""
    holder: str = ""
    states: tuple[str, ...] = ()
    groups: tuple[tuple[str, ...], ...] = ()
    """States of one group exclude each other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A declared fact and the types of its arguments."""

    name: str
    types: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """A declared number about entities, with its range."""

    name: str
    types: tuple[str, ...]
    low: float
    high: float
    start: float
    drift: float = 0.0
    """How far it moves towards its start in each scene."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """A fact that follows from others: true exactly when its expression is, never set."""

    name: str
    params: tuple[tuple[str, str], ...]
    """Name (without $) and type of each parameter."""
    expr: Expr
    where: Where

    @property
    def types(self) -> tuple[str, ...]:
        """The types of its arguments."""
        return tuple(kind for _, kind in self.params)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """Stages that are climbed one by one, from `start`."""

    id: str
    stages: tuple[str, ...]
    start: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """An open question; `within` scenes after opening it should close."""

    id: str
    question: str
    within: int
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """One entry of a word list."""

    say: str
    weight: float = 1.0
    id: str = field(init=False, compare=False)
    """What it is known by in its list, wherever it stands there."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "id", short_digest(self.say))


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """Extra words for a wish and the effects that would fulfil it."""

    says: tuple[str, ...]
    goal: Expr
    text: str
    positive: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A line that answers a wish; `who` "" = the narrator."""

    say: str
    who: str = ""
    emotion: str = "surprised"
    condition: Expr | None = None
    """What must be so for it to be said."""
    where: Where | None = field(default=None, compare=False)
    """Where the condition, or else the reply, is written."""

    @property
    def id(self) -> str:
        """What it is known by among other replies."""
        return short_digest(f"{self.who}\0{self.say}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A variable of a scene, bound by the planner."""

    name: str
    type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Storylet:
    """One scene as written: when it may happen, what is said and done, what it changes."""

    id: str
    title: str
    place: str
    """A place id, `$role`, or "any"."""
    cast: tuple[str, ...]
    """Person ids and `$roles` who must be there."""
    maybe: tuple[str, ...]
    needs: tuple[str, ...]
    roles: tuple[Role, ...]
    when: Expr | None
    because: str
    tags: tuple[tuple[str, float], ...]
    marks: frozenset[str]
    tension: tuple[float, float]
    feel: float
    thread: str
    thread_step: str
    cooldown: int
    once: bool
    seconds: float
    """Length hint; 0 = from the text."""
    weight: float
    weather: str
    brings_weather: str
    chapter: str
    ending: str
    """Words of a card at the scene's end, one paragraph a line; "" = none."""
    rating: int
    sub: bool
    automatic: bool
    """Made by the engine (a bridge), not by the author."""
    body: Block
    where: Where
    spare: bool = False
    """A piece that a detour leaves out while all that it could say was heard within the hour."""
    header_where: Mapping[str, Where] = field(default_factory=dict, compare=False)
    """Where the value of each header stands."""

    def at(self, header: str) -> Where:
        """Where a header's value stands; the node itself when it has none."""
        return self.header_where.get(header, self.where)


MOST_ENDING = 3
"""Paragraphs of the card at a scene's end: its name, what has come of it, what is next."""
UNRATED = 99
"""Rating of the scenes of a seed that has none: above every ceiling there is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seed:
    """A whole story seed, checked."""

    id: str
    title: str
    logline: str
    rating: int | None
    """Age from which it is fit; None = nobody said, so viewers with limits never see it."""
    style: str
    manner: str
    tastes: tuple[str, ...]
    arc: Arc
    """The dramatic curve that the director follows."""
    start_hour: float
    minutes_per_scene: float
    start_weather: str
    wind: float
    narrator: str
    places: Mapping[str, Site]
    cast: Mapping[str, Person]
    things: Mapping[str, Item]
    secrets: Mapping[str, str]
    facts: Mapping[str, Fact]
    qualities: Mapping[str, Quality]
    threads: Mapping[str, Thread]
    start: tuple[Change, ...]
    words: Mapping[str, tuple[Saying, ...]]
    phrases: tuple[Phrase, ...]
    refusals: tuple[str, ...]
    reactions: Mapping[str, tuple[Reply, ...]]
    credits: tuple[str, ...]
    storylets: Mapping[str, Storylet]
    digest: str
    """SHA-256 over every file of the seed."""
    path: str = ""
    feelings: tuple[str, ...] = ()
    """Emotions of lines besides EMOTIONS, which the seed's own `art/faces/emotions.yaml` draws."""
    variables: frozenset[str] = field(default_factory=frozenset)
    derived: Mapping[str, Derived] = field(default_factory=dict)
    ladders: Mapping[str, Ladder] = field(default_factory=dict)
    initial: Mapping[str, bool | float | str] = field(default_factory=dict)
    """Variables of the scripts that are declared, with their values at the start of a show."""
    declared: Mapping[tuple[str, str], Where] = field(default_factory=dict, compare=False)
    """Where each entry of each section of seed.yaml stands."""
    standing: Mapping[tuple[str, ...], bool | float | str] = field(default_factory=dict)
    """Values that `start:` sets, for a seed that begins in the middle of a story."""
    music: Music = Music()
    tongue: Tongue | None = field(default=None, compare=False)
    """The language in which it is shown; None = the author's. It changes no plan, so no identity."""

    language: str = ENGLISH
    """In which its texts are written."""
    editions: str = field(default="", compare=False)
    """The folder in which earlier editions of its files are kept; "" = nowhere."""

    @property
    def shown_title(self) -> str:
        """The title in the language in which the seed is shown."""
        return self.tongue.title if self.tongue is not None and self.tongue.title else self.title

    @property
    def shown_logline(self) -> str:
        """The logline in the language in which the seed is shown."""
        return self.tongue.logline if self.tongue is not None and self.tongue.logline else self.logline

    def at(self, section: str, name: str) -> Where:
        """Where an entry is declared; the file itself when that is unknown."""
        return self.declared.get((section, name)) or Where(path=self.path)

    def ids_of(self, type_name: str) -> tuple[str, ...]:
        """Every id of a type, in the author's order."""
        tables: dict[str, Mapping[str, object]] = {
            "person": self.cast,
            "place": self.places,
            "thing": self.things,
            "secret": self.secrets,
        }
        return tuple(tables[type_name])

    def is_open_to(self, ceiling: int) -> bool:
        """Whether a viewer with that ceiling may see it; what nobody rated is for viewers without limits."""
        return ceiling >= UNRATED or (self.rating is not None and self.rating <= ceiling)

    @property
    def years(self) -> int:
        """The age by which its words are chosen: that of its rating, the least where it has none."""
        return self.rating or 0

    def name_of(self, entity: str) -> str:
        """The name for people of an id; the id itself when it is none."""
        if entity in self.cast:
            return self.cast[entity].name
        if entity in self.places:
            return self.places[entity].place.name
        if entity in self.things:
            return self.things[entity].name
        return self.secrets.get(entity, entity)


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """How long a seed lasts, reckoned from its text alone."""

    scenes: int
    """Authored scenes that can be reached."""
    realisations: float
    """Scenes with their casts and ways to be told that count as different."""
    scene_seconds: float
    """Mean length of a scene."""
    hours_before_repetition: float
    """Until everything was told once, when nothing is told twice before."""
    minutes_before_same_scene: float
    """Until the same scene with the same cast has to return in a show that has told what happens only once."""
    bands: tuple[tuple[str, int], ...]
    """Scenes per band of tension."""


def ending_of(text: str) -> str:
    """The header `ending:` as the card has it: one paragraph a line; what is too many is one with the last."""
    parts = [part.strip() for part in re.split(r"\s+/\s+", text.strip(), maxsplit=MOST_ENDING - 1)]
    return "\n".join(part for part in parts if part)
