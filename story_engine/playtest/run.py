"""Runs quick plays: curious ones for coverage, natural ones for figures, seeking ones for what was never met.

It does not know how a report looks or what time it is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from story_engine.checker import Findings, Reading, check_steps
from story_engine.playtest.measure import Tally, Watcher
from story_engine.playtest.play import Play, Playground
from story_engine.playtest.policies import Curious, Natural, Uses
from story_engine.playtest.program import Compiler
from story_engine.playtest.seek import Map, Seeking
from story_engine.playtest.shown import Recorder

LINKED_EVERY = 4
"""Of so many natural plays one counts causal links, because that costs as much as the play itself."""
TRIES_PER_GOAL = 6
"""Seeking plays for each scene that was never met."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """How a run is done."""

    plays: int = 400
    minutes: float = 30.0
    """Story time of each play."""
    rng_seed: int = 1
    rating: int = 99
    goal: str = ""
    """Id of a storylet that every seeking play works towards; "" = those never met."""
    check: bool = False
    """Whether every scene is handed to the independent checker."""
    natural_share: float = 0.35
    """Share of plays whose figures count as what viewers meet."""


@dataclass(slots=True, kw_only=True)
class Ran:
    """A finished run."""

    ground: Playground
    wanted: Wanted
    tally: Tally
    checked: Findings | None
    sought: dict[str, bool] = field(default_factory=dict)
    """Storylets that were sought, and whether they were met."""


def run_plays(
    ground: Playground, wanted: Wanted, progress: Callable[[int, int], None] = lambda done, scenes: None
) -> Ran:
    """Play `wanted.plays` plays; `progress` is told the plays and scenes done so far."""
    run = _Run(ground, wanted)
    sought: dict[str, bool] = {}
    first = wanted.plays if wanted.goal else max(1, round(wanted.plays * 0.7))
    for number in range(first):
        run.play(number, wanted.goal if number % 2 else "")
        progress(run.tally.plays, run.tally.scenes)
    goals = [wanted.goal] if wanted.goal else run.never_met()
    left = wanted.plays - first
    for number in range(left):
        goals = [goal for goal in goals if not run.met(goal)]
        if goals and number < TRIES_PER_GOAL * max(1, len(goals)):
            goal = goals[number % len(goals)]
            sought[goal] = False
            run.play(first + number, goal)
        else:
            run.play(first + number, "")
        progress(run.tally.plays, run.tally.scenes)
    sought.update({goal: run.met(goal) for goal in (*sought, *([wanted.goal] if wanted.goal else ()))})
    return Ran(ground=ground, wanted=wanted, tally=run.tally, checked=run.findings, sought=sought)


class _Run:
    def __init__(self, ground: Playground, wanted: Wanted) -> None:
        self._ground = ground
        self._wanted = wanted
        self._compiler = Compiler(ground.seed, ground.content, shown=wanted.check)
        self._map: Map | None = None
        self.findings = Findings() if wanted.check else None
        self._reading = Reading(ground.seed)
        uses = Uses(ground.board, ground.content)
        ever = bytearray(ground.board.start_truth.astype("u1").tobytes())
        self.tally = Tally(uses=uses, hits=[0] * len(ground.content.spots), ever=ever)

    def met(self, storylet: str) -> bool:
        """Whether a storylet was played."""
        return self.tally.hits[self._ground.content.of(self._ground.seed.storylets[storylet])] > 0

    def never_met(self) -> list[str]:
        """Storylets that could be scenes and were not played."""
        known = set(self._ground.board.names)
        return [s.id for s in self._ground.seed.storylets.values() if s.id in known and not self.met(s.id)]

    def play(self, number: int, goal: str) -> None:
        """One play, seeking when there is a goal."""
        wanted, ground, tally = self._wanted, self._ground, self.tally
        natural = not goal and (number * wanted.natural_share) % 1.0 < wanted.natural_share
        arguments = (ground.content, tally.uses, wanted.rng_seed, number)
        policy: Natural
        if goal:
            self._map = self._map or Map(ground)
            policy = Seeking(ground, *arguments, way=self._map, goal=goal)
        else:
            policy = (Natural if natural else Curious)(ground.board, *arguments)
        linked = natural and tally.natural % LINKED_EVERY == 0
        recorder = Recorder(ground.seed) if wanted.check else None
        play = Play(
            ground, self._compiler, policy, tally.hits,
            rating=wanted.rating, recorder=recorder, linked=linked, ever=tally.ever,
        )  # fmt: skip
        end = wanted.minutes * 60.0
        if natural:
            self._watched(play, end)
        else:
            while play.seconds < end:
                play.next()
        tally.plays += 1
        tally.scenes += play.number
        tally.seconds += play.seconds
        tally.dead_ends += play.dead_ends
        tally.failures += play.stage.failures
        if recorder is not None and self.findings is not None:
            found = check_steps(ground.seed, recorder.take(), viewer_rating=wanted.rating, reading=self._reading)
            self.findings = self.findings.plus(found)

    def _watched(self, play: Play, end: float) -> None:
        watcher = Watcher(self._ground, self.tally, play)
        while play.seconds < end:
            index, resting = play.choose()
            watcher.before(index)
            watcher.after(play.play(index, resting))
        watcher.end()
