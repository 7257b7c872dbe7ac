"""Everything that a show is between two parts, as one frozen value.

It does not know how it changes; `scenes`, `parts`, `inputs` and `reactions` do.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from profiles.taste import TasteValues
from story_engine.changes import SeedChange
from story_engine.director import Pace
from story_engine.ground import Fit, Repertoire
from story_engine.journal import Header, Link
from story_engine.moment import Decision, Moment, OpenChoice, Record, SceneState, Setting
from story_engine.plan import Part
from story_engine.planner import WILDNESS, Features, Goal, Played
from story_engine.seed.model import Seed
from story_engine.time import MediaTime
from story_engine.wishes import Reading
from story_engine.world import World

NEVER = -1_000_000
"""Scene number of the last use of what was never used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """What a journal says about the steps to come."""

    decided: Mapping[int, tuple[Decision, ...]]
    until: int
    """Steps below this are obeyed, later ones are planned anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stack:
    """What all shows of one seed share: the seed and what was computed from it once."""

    seed: Seed
    repertoire: Repertoire
    features: Features


@dataclass(frozen=True, slots=True, kw_only=True)
class WishMade:
    """A wish that was understood, so that it can be undone."""

    number: int
    reading: Reading
    held_before: tuple[str, int]
    """The weather that was held, and until which scene."""
    hour_before: float


LONGEST_BRANCH = 8
"""Characters of a branch's tag; a longer one becomes a hash of itself, so that part ids stay short."""


def branch_with(branch: str, mark: str) -> str:
    """The tag of the branch that `mark` (an option's number, an input's hash) leads to."""
    joined = branch + mark
    if len(joined) <= LONGEST_BRANCH or not mark:
        return joined
    return "x" + hashlib.sha256(joined.encode()).hexdigest()[:5]


@dataclass(frozen=True, slots=True)
class LogLink:
    """A record of the log, as text, and everything before it; a day's show has sixty thousand."""

    kind: str
    written: str
    at: MediaTime
    before: LogLink | None

    @property
    def record(self) -> Record:
        """The record itself."""
        return Record(kind=self.kind, fields=json.loads(self.written))


IN_BRIEF: Mapping[str, tuple[str, ...]] = {
    "scene": ("id", "storylet", "title"),
    "choice": ("id", "prompt"),
    "option": ("choice", "option", "text"),
    "wish": ("text",),
}
"""Kinds of records, and what of them, that a brief log keeps: every spoken line of a day takes nine megabytes."""


def log_with(log: LogLink | None, record: Record, at: MediaTime, *, brief: bool) -> LogLink | None:
    """The log with one more record, or as it was where a brief one leaves it out."""
    fields = record.fields
    if brief:
        if record.kind not in IN_BRIEF:
            return log
        fields = {name: fields[name] for name in IN_BRIEF[record.kind] if name in fields}
    return LogLink(record.kind, json.dumps(fields), at, log)


@dataclass(frozen=True, kw_only=True)
class ShowState:
    """A show at rest between two parts."""

    stack: Stack
    header: Header
    taste: TasteValues
    clock: MediaTime = 0
    """The planner's own clock: estimated lengths of the parts given out."""
    steps: int = 0
    """Parts given out."""
    moment: Moment
    scene: SceneState | None = None
    began: World | None = None
    """The world before the current scene changed anything."""
    ground: int = -1
    part_index: int = 0
    played_seconds: float = 0.0
    """Of the current scene."""
    last_part: Part | None = None
    choice: OpenChoice | None = None
    hold_repeat: int = 0
    choices: int = 0
    branch: str = ""
    """What tells this branch's parts from those of its siblings."""
    branch_later: str = ""
    """Added to `branch` when the next scene begins."""
    fit: Fit
    """What the world allowed when the last scene was planned."""
    fit_world: World
    """The world at that moment."""
    pace: Pace = Pace()
    goals: tuple[Goal, ...] = ()
    played: tuple[Played, ...] = ()
    last_used: NDArray[np.int32]
    satiation: Mapping[str, float]
    wildness: float = WILDNESS
    """How surprising the show may be, 0–1."""
    skipped: tuple[int, ...] = ()
    """Numbers of the last scenes that the viewer skipped."""
    reactions: tuple[Reading, ...] = ()
    reaction_wait: int = 0
    """Parts to give out before a reaction, because a branch's head is committed when its cards open."""
    wishes: tuple[WishMade, ...] = ()
    weather_held: str = ""
    weather_until: int = 0
    """Scene number up to which a wished weather stays."""
    hour_wished: float = -1.0
    tip: Link | None = None
    log: LogLink | None = None
    is_brief: bool = False
    """Only that is logged which a seed tells that is made of the show."""
    script: Script | None = None
    shown: str = ""
    """What was shown of the current scene, as a digest."""
    coming: Stack | None = None
    """The edition of the seed from which the next scene on is told; None = the same."""
    editions: Mapping[str, Stack] = field(default_factory=dict)
    """The editions that the journal names, by their digests, for replay."""
    changed: SeedChange | None = None
    """What is to be told of an edited seed."""
    again: int = 0
    """Which take the next scene is; 0 = its first."""
    liking: NDArray[np.float64] | None = None
    """(G,) what every ground storylet is worth to this viewer, for measurements that know it; None = taste decides."""

    @property
    def seed(self) -> Seed:
        """The seed that is played."""
        return self.stack.seed

    def setting(self) -> Setting:
        """What performing the current scene needs."""
        assert self.scene is not None, "a scene must have begun"
        return Setting(seed=self.seed, rng_seed=self.header.rng_seed, scene=self.scene)

    def part_id(self) -> str:
        """The id of the part that is given out next."""
        assert self.scene is not None, "a scene must have begun"
        return f"{self.scene.id}.p{self.part_index}" + (f"~{self.branch}" if self.branch else "")
