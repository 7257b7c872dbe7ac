"""Runs the trials of a simulation, here or in child processes that each take the next one when they are free.

It does not know what a trial does. A child is this module run as a program.
"""

from __future__ import annotations

import select
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from generators.errors import ChannelClosed
from generators.processes import Child, parent_channel, spawn
from story_engine.errors import StoryError
from story_engine.seed import load_seed
from story_engine.seed.model import Seed
from story_engine.simulate.contrast import ContrastRun, run_contrast
from story_engine.simulate.trial import Plan, Trial, run_trial

MOST_JOBS = 2
"""Processes at once: the reference machine has two cores."""


class SimulationFailed(Exception):
    """A trial could not be run to its end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialWanted:
    """Asks a child for one trial."""

    seed: str
    """Folder of the seed."""
    plan: Plan
    number: int
    contrast: bool = False
    """A run of the contrast of tastes instead of a trial of policies."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialFailed:
    """A child could not do it; in words."""

    message: str


TYPES: dict[str, type] = {
    "TrialWanted": TrialWanted,
    "Trial": Trial,
    "ContrastRun": ContrastRun,
    "TrialFailed": TrialFailed,
}
Done = Trial | ContrastRun


def trials(folder: Path, plan: Plan, count: int, *, jobs: int, contrast: bool = False) -> Iterator[Done]:
    """The trials 0 to `count` − 1 as they are done, in any order; raises SimulationFailed when a child fails."""
    wanted = [TrialWanted(seed=str(folder), plan=plan, number=n, contrast=contrast) for n in range(count)]
    if min(jobs, count) <= 1:
        seed = load_seed(folder)
        for ask in wanted:
            yield _done(seed, ask)
        return
    children = [spawn("player.simulating", TYPES, idle=False) for _ in range(min(jobs, MOST_JOBS, count))]
    try:
        busy = 0
        for child in children:
            child.channel.send(wanted.pop(0))
            busy += 1
        while busy:
            for child in _ready(children):
                answer = child.channel.receive()
                busy -= 1
                if isinstance(answer, TrialFailed):
                    raise SimulationFailed(answer.message)
                if wanted:
                    child.channel.send(wanted.pop(0))
                    busy += 1
                yield answer
    finally:
        for child in children:
            child.stop()


def _ready(children: list[Child]) -> list[Child]:
    readable, _, _ = select.select([child.channel for child in children], [], [])
    return [child for child in children if child.channel in readable]


def _done(seed: Seed, ask: TrialWanted) -> Done:
    return (run_contrast if ask.contrast else run_trial)(seed, ask.plan, ask.number)


def _serve() -> None:
    channel = parent_channel(TYPES)
    seeds: dict[str, Seed] = {}
    while True:
        try:
            ask = channel.receive()
        except ChannelClosed:  # the parent has all it wanted
            return
        try:
            if ask.seed not in seeds:
                seeds[ask.seed] = load_seed(Path(ask.seed))
            answer: object = _done(seeds[ask.seed], ask)
        except (StoryError, AssertionError, LookupError, ValueError, TypeError) as error:  # told by the parent
            answer = TrialFailed(message=f"trial {ask.number}: {type(error).__name__}: {error}")
        channel.send(answer)


if __name__ == "__main__":
    _serve()
