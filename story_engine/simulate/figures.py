"""Brings many playthroughs together: shares of the oracle's gain with their spread, and the story's figures.

It does not play: it adds up what was played.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from story_engine.checker.findings import Findings
from story_engine.rng import generator
from story_engine.simulate.metrics import StoryFigures
from story_engine.simulate.play import Policy
from story_engine.simulate.trial import Trial

RESAMPLES = 2000
"""Of the viewers, for the confidence intervals (bootstrap over viewers, paired by viewer)."""
KEYS = (
    "gain_share_5min", "gain_share_15min", "gain_share_steady", "gain_share_popularity", "gain_share_random",
    "gain_share_whole", "gain_share_known", "belief_r",
    "validity", "continuity_errors", "causal_links_per_scene", "linked_share", "threads_closed", "threads_abandoned",
    "arc_r", "near_repeats_per_hour", "near_repeats_within_hour", "same_scene_minutes_p5", "distinct3_hour",
    "options_differ_1", "options_differ_10", "new_share_last_hour", "dead_ends", "journal_kb_10h",
    "jump_ms_max",
)  # fmt: skip
"""The figures that `evershow simulate --json` promises, in order."""

Figures = dict[str, float | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A share of the oracle's gain over random, with its 95 % interval."""

    value: float | None
    low: float | None
    high: float | None


def gain_share(by_policy: Mapping[Policy, Sequence[float]], policy: Policy) -> Share:
    """(policy − random) ÷ (oracle − random) of the viewers' means, with a paired bootstrap interval."""
    rows = np.array([by_policy[p] for p in (policy, Policy.RANDOM, Policy.ORACLE)], dtype=np.float64)
    rows = rows[:, ~np.isnan(rows).any(axis=0)]
    count = rows.shape[1]
    if not count:
        return Share(value=None, low=None, high=None)
    picks = generator(0, "bootstrap", policy.value).integers(0, count, size=(RESAMPLES, count))
    low, high = np.percentile(_shares(rows[:, picks].mean(axis=2)), (2.5, 97.5))
    value = _shares(rows.mean(axis=1, keepdims=True))[0]
    return Share(value=float(value), low=float(low), high=float(high))


def _shares(means: NDArray[np.float64]) -> NDArray[np.float64]:
    gain = means[2] - means[1]
    safe = np.where(np.abs(gain) < 1e-6, 1e-6, gain)
    shares: NDArray[np.float64] = (means[0] - means[1]) / safe
    return shares


def story_figures(measured: Sequence[StoryFigures]) -> Figures:
    """The story's figures over playthroughs: sums where things are counted, means where they are shares."""
    hours = sum(m.hours for m in measured)
    scenes = sum(m.scenes for m in measured)
    due = sum(m.threads_due for m in measured)
    intervals = [minutes for m in measured for minutes in m.same_scene_minutes]
    arcs = [m.arc_r for m in measured if m.arc_r is not None]

    def per_scene(values: Sequence[float]) -> float:
        return float(np.average(values, weights=[m.scenes for m in measured])) if scenes else 0.0

    return {
        "causal_links_per_scene": per_scene([m.causal_links for m in measured]),
        "linked_share": per_scene([m.linked for m in measured]),
        "threads_closed": sum(m.threads_closed for m in measured) / due if due else None,
        "threads_abandoned": sum(m.threads_abandoned for m in measured) / due if due else None,
        "arc_r": float(np.mean(arcs)) if arcs else None,
        "near_repeats_per_hour": sum(m.near_repeats for m in measured) / hours if hours else 0.0,
        "near_repeats_within_hour": sum(m.near_repeats_in_hour for m in measured) / hours if hours else 0.0,
        "same_scene_minutes_p5": float(np.percentile(intervals, 5)) if intervals else None,
        "distinct3_hour": float(np.mean([m.distinct3 for m in measured])),
        "new_share_last_hour": float(np.mean([m.new_share for m in measured])),
        "dead_ends": float(sum(m.dead_ends for m in measured)),
        "journal_kb_10h": sum(m.journal_bytes for m in measured) / hours * 10.0 / 1000.0 if hours else 0.0,
    }


def brought_together(trials: Sequence[Trial]) -> tuple[Figures, dict[str, Share]]:
    """The promised figures of all trials, and the shares of gain with their intervals."""

    def values(window: str) -> dict[Policy, list[float]]:
        played = [policy for policy in Policy if all(policy.value in trial.enjoyed for trial in trials)]
        return {policy: [_number(trial.enjoyed[policy.value][window]) for trial in trials] for policy in played}

    shares = {f"gain_share_{window}": gain_share(values(window), Policy.OURS) for window in ("5min", "15min", "steady")}
    for policy in (Policy.POPULARITY, Policy.RANDOM_AGAIN):
        name = policy.value.split()[0]
        for window in ("5min", "15min", "steady"):
            shares[f"{name}_{window}"] = gain_share(values(window), policy)
        shares[f"gain_share_{name}"] = gain_share(values("whole"), policy)
    shares["gain_share_whole"] = gain_share(values("whole"), Policy.OURS)
    whole = values("whole")
    nobody = Share(value=None, low=None, high=None)
    shares["gain_share_known"] = gain_share(whole, Policy.KNOWN) if Policy.KNOWN in whole else nobody
    found = Findings()
    for trial in trials:
        found = found.plus(trial.found)
    figures: Figures = story_figures([trial.story for trial in trials])
    figures |= {key: shares[key].value for key in KEYS if key in shares}
    figures |= {"validity": found.validity, "continuity_errors": float(found.continuity_errors)}
    agreed = [trial.agreement for trial in trials if trial.agreement is not None]
    figures["belief_r"] = float(np.mean(agreed)) if agreed else None
    jumps = [taken for trial in trials for taken in trial.jump_ms]
    figures["jump_ms_max"] = max(jumps, default=None)
    for at, name in enumerate(("options_differ_1", "options_differ_10")):
        differ = [share for trial in trials for share in trial.differ[at]]
        figures[name] = float(np.mean(differ)) if differ else None
    return {key: figures[key] for key in KEYS}, shares


def _number(value: float | None) -> float:
    return float("nan") if value is None else value
