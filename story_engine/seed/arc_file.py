"""Reads `arc:` of seed.yaml: the dramatic curve that the director is to follow, and how long an episode is.

It does not know scenes; whether they suit the curve is asked by `pacing`.

    arc: slow-burn
    arc: {shape: waves, minutes: 8}
    arc: {curve: [0.1, 0.4, 0.3, 0.7, 1, 0.5, 0.1], minutes: 7, opening: [0.3, 0.5, 0.4, 0.8]}
"""

from __future__ import annotations

import numpy as np

from story_engine.arc import OPENING_SECONDS, SHAPES, USUAL, Arc, Span
from story_engine.seed.diagnostics import Findings
from story_engine.seed.table import Table
from story_engine.seed.yaml_tree import Listed, Mapped

LEVELS = (3, 60)
"""Least and most levels of a curve: a rise and a fall need three; more than one every six seconds is no curve."""
FLAT = 0.2
"""Span of levels below which a curve tells no scene from another."""
USUAL_MINUTES = 6.0


def read_arc(top: Table, findings: Findings) -> Arc:
    """The seed's arc; the usual one where none is written."""
    minutes = top.number("episode_minutes", USUAL_MINUTES, 1, 60)
    content = top.raw("arc")
    if content is None:
        return Arc(seconds=60.0 * minutes)
    if not isinstance(content, Mapped):
        return Arc(name=top.choice("arc", USUAL, SHAPES), seconds=60.0 * minutes)
    table = top.table("arc")
    if "minutes" in table and "episode_minutes" in top:
        findings.warn(
            "SD149", top.at("episode_minutes"), "an episode's length is given twice, and that of “arc:” counts",
            "remove episode_minutes",
        )  # fmt: skip
    minutes = table.number("minutes", minutes, 1, 60)
    name = table.choice("shape", USUAL, SHAPES)
    curve = _levels(table, "curve", findings)
    if curve and "shape" in table:
        findings.error("SD147", table.at("curve"), "an arc has a shape or a curve of its own, not both", "remove one")
    opening = _levels(table, "opening", findings)
    table.close()
    return Arc(name="curve" if curve else name, seconds=60.0 * minutes, curve=curve, opening=_over_time(opening))


def _levels(table: Table, key: str, findings: Findings) -> tuple[float, ...]:
    """Levels from 0 to 1; () where there are none, or none that can be used."""
    if key not in table:
        return ()
    content = table.raw(key)
    levels = content if isinstance(content, Listed) else []
    good = [
        float(level)
        for level in levels
        if isinstance(level, int | float) and not isinstance(level, bool) and 0 <= level <= 1
    ]
    if not LEVELS[0] <= len(levels) <= LEVELS[1] or len(good) < len(levels):
        findings.error(
            "SD147", table.at(key), f"arc.{key} is no list of {LEVELS[0]} to {LEVELS[1]} levels from 0 to 1",
            f"write {key}: [0.2, 0.5, 0.9, 0.3]",
        )  # fmt: skip
        return ()
    if max(good) - min(good) < FLAT:
        findings.warn(
            "SD148", table.at(key), f"arc.{key} is flat: nothing is built up", "let it rise and fall by more than 0.2"
        )
    return tuple(good)


def _over_time(levels: tuple[float, ...]) -> tuple[Span, ...]:
    """Tensions evenly over the first minutes, each with its second."""
    return tuple(zip(np.linspace(0.0, OPENING_SECONDS, len(levels)).tolist(), levels, strict=True)) if levels else ()
