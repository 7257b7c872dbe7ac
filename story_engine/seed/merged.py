"""Tells of what reads otherwise than it looks: line groups that run together, an option's lines that are not indented.

It does not know the text of the files; it looks at who speaks in the ways of a group, and at the numbers of lines.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby, zip_longest

from story_engine.seed.diagnostics import Findings, Where
from story_engine.seed.model import Seed
from story_engine.seed.script import Alternatives, Answer, Block, Choosing, Say
from story_engine.seed.steps import every_statement, inner_blocks

LEAST_ALIKE = 2
"""Ways of one speaker in a row from which they look like a group of their own; single ones take turns on purpose."""
NARRATOR = "narrator"


def check_merged(seed: Seed, findings: Findings) -> None:
    """Say where a line group reads like two, and where an option's lines are everybody's."""
    for storylet in seed.storylets.values():
        if storylet.automatic:
            continue
        for answer in _bare(storylet.body):
            findings.warn(
                "SD714", answer.where,
                "nothing is indented below this option: the lines that follow are played whichever is taken",
                "indent what belongs to it by four spaces, or leave a free line",
            )  # fmt: skip
        for statement in every_statement(storylet.body):
            seam = _seam(statement) if isinstance(statement, Alternatives) else None
            if seam is not None:
                where, one, other = seam
                findings.warn(
                    "SD713", where,
                    f"the lines of {other} from here on are in one group with those of {one} above: one of all is said",
                    "leave a free line between two groups, or give each => both lines",
                )  # fmt: skip


def _bare(block: Block) -> Iterator[Answer]:
    """Last options without lines of their own, whose siblings have some, with a line directly below."""
    for statement, after in zip_longest(block, block[1:]):
        if isinstance(statement, Choosing) and any(answer.body for answer in statement.answers[:-1]):
            last = statement.answers[-1]
            if not last.body and getattr(getattr(after, "where", None), "line", 0) == last.where.line + 1:
                yield last
        for inner in inner_blocks(statement):
            yield from _bare(inner)


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
