"""One trial: a simulated viewer watches the same seed under every policy, and all of it is measured.

It does not know how many trials there are: figures come from many, made in any process.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from profiles.taste import TasteValues, first_taste
from story_engine.bench import jump_ms
from story_engine.checker.check import check_show
from story_engine.checker.findings import Findings
from story_engine.seed.model import Seed
from story_engine.show import Show
from story_engine.simulate.archetypes import Archetype
from story_engine.simulate.forks import branches, differing, evenly
from story_engine.simulate.metrics import StoryFigures, measure
from story_engine.simulate.play import Playthrough, Policy, Sitting, play_through
from story_engine.simulate.viewers import Viewer, viewers_for

WINDOWS: Mapping[str, tuple[float, float]] = {
    "5min": (0.0, 5.0),
    "15min": (5.0, 15.0),
    "steady": (15.0, float("inf")),
    "whole": (0.0, float("inf")),
}
"""Minutes of the show in which enjoyment is compared."""
FORK_AFTER = (1, 10)
"""Scenes after a choice at which its branches are compared."""
CHOICES_FORKED = (24, 5)
"""Choices of a playthrough whose options are followed so far, evenly over it. Ten scenes cost twenty and more plans a
choice, one costs few: five of each of two viewers are ten in all, and chance alone moves their mean by 0.05."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What every trial of a simulation shares."""

    minutes: float
    rng_seed: int
    viewers: int
    known: bool = False
    """Whether they are also played to by who knows their lasting likings."""
    taps: int = 0
    """Cards that a viewer may tap before the first show, 0 = they are not asked."""
    cards: tuple[Mapping[str, float], ...] = ()
    """The features that each of those cards stands for."""
    kinds: tuple[Archetype, ...] = ()
    """Whose turn it is, one after another; none = the twelve archetypes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What one viewer's viewings gave."""

    number: int
    viewer: str
    enjoyed: dict[str, dict[str, float | None]]
    """By policy and window: mean enjoyment weighted by the scenes' lengths."""
    agreement: float | None
    """Of our policy's belief at the end with the viewer's lasting likings, as a correlation."""
    arc: dict[str, float | None]
    """By policy."""
    story: StoryFigures
    """Of our policy."""
    found: Findings
    """Of our policy, by the independent checker."""
    differ: tuple[tuple[float, ...], ...]
    """For every number of `FORK_AFTER`: share of different pairs of options, by choice."""
    jump_ms: tuple[float, ...]
    """How long jumps to scenes of our policy's show took."""


def run_trial(seed: Seed, plan: Plan, number: int, viewer: Viewer | None = None) -> Trial:
    """The `number`-th trial; `viewer` takes the place of the kind whose turn it is."""
    rng_seed = plan.rng_seed * 1_000_003 + number
    taste = TasteValues.fresh(seed.tastes)
    opened = Show.open(seed, rng_seed=rng_seed, taste=taste)
    if viewer is None:
        viewer = viewers_for(seed, opened.state.stack.repertoire, number + 1, plan.rng_seed, plan.kinds)[number]
    if plan.taps:
        taste = _tapped(taste, viewer, plan)
    runs = {
        policy: play_through(
            Show.open(seed, rng_seed=rng_seed, taste=taste),
            viewer,
            Sitting(policy=policy, minutes=plan.minutes, rng_seed=rng_seed, kinds=plan.kinds),
        )
        for policy in Policy
        if policy is not Policy.KNOWN or plan.known
    }
    ours = runs[Policy.OURS]
    journal = ours.last.journal()
    return Trial(
        number=number,
        viewer=viewer.name,
        enjoyed={policy.value: _enjoyed(run) for policy, run in runs.items()},
        agreement=ours.agreement,
        arc={policy.value: measure(seed, run).arc_r for policy, run in runs.items()},
        story=measure(seed, ours),
        found=check_show(seed, journal, ours.shown),
        differ=_differ(ours),
        jump_ms=jump_ms(seed, journal),
    )


def _tapped(taste: TasteValues, viewer: Viewer, plan: Plan) -> TasteValues:
    """The taste after the cards before the first show; no tap says nothing, as in the player."""
    picks = viewer.tap(plan.cards, plan.taps)
    if not picks:
        return taste
    passed = [card for number, card in enumerate(plan.cards) if number not in picks]
    return first_taste(taste, [plan.cards[number] for number in picks], passed)


def _enjoyed(run: Playthrough) -> dict[str, float | None]:
    return {name: _mean(run, low, high) for name, (low, high) in WINDOWS.items()}


def _mean(run: Playthrough, low: float, high: float) -> float | None:
    inside = [scene for scene in run.scenes if low * 60.0 <= scene.start < high * 60.0]
    seconds = sum(scene.seconds for scene in inside)
    return sum(scene.response.enjoyment * scene.seconds for scene in inside) / seconds if seconds else None


def _differ(run: Playthrough) -> tuple[tuple[float, ...], ...]:
    """By number of scenes after a choice, the share of different pairs of options of each choice followed so far."""
    return tuple(
        tuple(differing([branch for (branch,) in branches(show, (after,))]) for show in evenly(run.choices, most))
        for after, most in zip(FORK_AFTER, CHOICES_FORKED, strict=True)
    )
