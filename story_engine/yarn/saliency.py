"""Chooses among candidates: which item of a line group, which node of a node group is run.

It does not know what the candidates say; views are counted in the variables of the dialogue.
"""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from dataclasses import dataclass

from story_engine.yarn.library import Value

STRATEGIES = ("first", "best", "best_least_recently_viewed", "random_best_least_recently_viewed")
"""How to choose: the first possible; the one with the most conditions; of those seen least; and of those at random."""

_OTHER_NAMES = {
    "best_least_recently_seen": "best_least_recently_viewed",
    "random_best_least_recently_seen": "random_best_least_recently_viewed",
    "random": "random_best_least_recently_viewed",
}


def strategy_named(name: str) -> str | None:
    """The strategy of that name, in any of the spellings in use; None where there is none."""
    wanted = name.strip().lower().replace("-", "_")
    wanted = _OTHER_NAMES.get(wanted, wanted)
    return wanted if wanted in STRATEGIES else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One thing that may be chosen."""

    content: str
    """The id that its views are counted by."""
    complexity: int
    possible: bool
    index: int


def choose(
    candidates: list[Candidate],
    strategy: str,
    variables: MutableMapping[str, Value],
    roll: Callable[[int], int],
) -> Candidate | None:
    """The candidate to run, None where none is possible; `roll(n)` gives a number below n."""
    possible = [candidate for candidate in candidates if candidate.possible]
    if not possible:
        return None
    if strategy == "first":
        return possible[0]
    if strategy == "best":
        return max(possible, key=lambda candidate: candidate.complexity)

    def views(candidate: Candidate) -> float:
        return float(variables.get(_view_key(candidate.content), 0.0))

    fewest = min(map(views, possible))
    seldom = [candidate for candidate in possible if views(candidate) == fewest]
    most = max(candidate.complexity for candidate in seldom)
    best = [candidate for candidate in seldom if candidate.complexity == most]
    chosen = best[roll(len(best)) if strategy.startswith("random") and len(best) > 1 else 0]
    variables[_view_key(chosen.content)] = views(chosen) + 1
    return chosen


def _view_key(content: str) -> str:
    return f"$Yarn.Internal.Content.ViewCount.{content}"
