"""What one plan depends on and what it gives: goals, memory of scenes, the outlook, the planned choice.

It does not know how a plan is made.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from profiles.taste import TasteValues
from story_engine.director import Pace
from story_engine.ground import Fit
from story_engine.plan import Why
from story_engine.world import Atom, World

Vector: TypeAlias = NDArray[np.float64]

WILDNESS = 0.25
"""How surprising a show is when nobody says: it leans on taste, and two shows of equal viewers still differ."""


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
    full: float = 0.0
    """How full of its colours the viewer was when it began."""


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
    """The last scenes, newest last."""
    last_used: NDArray[np.int32]
    """(G,) scene number of the last use of the storylet, −10⁶ = never."""
    seconds: float
    """The planner's clock at which the scene would begin."""
    scene_number: int
    """Of the scene to be planned."""
    place: str
    viewer_rating: int
    weather_held: str = ""
    """A wished weather that should stay."""
    wildness: float = WILDNESS
    """0 = what is surely liked, 1 = surprises; never more than the world allows."""
    rng_seed: int
    heard: Mapping[str, float] = field(default_factory=dict)
    """The lines of the last hour by their words, as `heard.remembered` keeps them."""
    liking: Vector | None = None
    """(G,) what every ground storylet is worth to the viewer, known from elsewhere; None = as taste believes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The planned scene and why."""

    ground: int
    why: tuple[Why, ...]
    score: float
    runners_up: tuple[int, ...] = ()
