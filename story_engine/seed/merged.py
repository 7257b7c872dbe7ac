"""Tells of line groups that run together: `=>` lines of two groups with nothing between them are one group.

It does not know the text of the files; it looks at who speaks in the ways of a group.
"""

from __future__ import annotations

from itertools import groupby

from story_engine.seed.diagnostics import Findings, Where
from story_engine.seed.model import Seed
from story_engine.seed.script import Alternatives, Say
from story_engine.seed.steps import every_statement

LEAST_ALIKE = 2
"""Ways of one speaker in a row from which they look like a group of their own; single ones take turns on purpose."""
NARRATOR = "narrator"


def check_merged(seed: Seed, findings: Findings) -> None:
    """Say where a line group reads like two: first all ways are of one speaker, then all of another."""
    for storylet in seed.storylets.values():
        if storylet.automatic:
            continue
        for statement in every_statement(storylet.body):
            seam = _seam(statement) if isinstance(statement, Alternatives) else None
            if seam is not None:
                where, one, other = seam
                findings.warn(
                    "SD713", where,
                    f"the lines of {other} from here on are in one group with those of {one} above: one of all is said",
                    "leave a free line between two groups, or give each => both lines",
                )  # fmt: skip


def _seam(group: Alternatives) -> tuple[Where, str, str] | None:
    """Where a second group seems to begin, with both speakers; conditions on ways tell that all was meant."""
    ways = [arm.body[0] for arm in group.arms if arm.condition is None and arm.body]
    says = [way for way in ways if isinstance(way, Say)]
    if len(says) < len(group.arms):
        return None
    runs = [list(run) for _, run in groupby(says, key=lambda say: say.speaker)]
    if len(runs) != 2 or any(len(run) < LEAST_ALIKE for run in runs):
        return None
    first, second = (run[0] for run in runs)
    return second.where, first.speaker or NARRATOR, second.speaker or NARRATOR
