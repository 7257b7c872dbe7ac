"""Reads the log of a playthrough and measures the story: causes, threads, arc, repetition.

It does not know the planner: it sees what was played, as a critic would.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from story_engine.seed.model import Seed
from story_engine.simulate.play import Playthrough
from story_engine.simulate.repeats import distinct, edits, near_repeats, words_of
from story_engine.time import to_seconds

WINDOW_SECONDS = 20.0
"""Width of the windows in which tension is compared with the arc: a scene's usual length."""
ABANDONED_AFTER = 2
"""A thread still open after so many of its windows is abandoned."""
SAME_SCENE = 0.8
"""Share of words from which two plays of a scene by the same cast are the same realisation."""
HOUR = 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryFigures:
    """What was measured of one playthrough; None where there was nothing to measure."""

    scenes: int
    hours: float
    causal_links: float
    """Causing scenes per scene, mean."""
    linked: float
    """Share of scenes with at least one."""
    threads_due: int
    """Openings of threads whose window has passed or that were closed."""
    threads_closed: int
    """Of them, closed in their window."""
    threads_abandoned: int
    arc_r: float | None
    near_repeats: int
    near_repeats_in_hour: int
    """Of them, those whose earlier line was said at most an hour before."""
    lines: int
    same_scene_minutes: tuple[float, ...]
    """Intervals between two plays of a storylet by the same cast, in minutes."""
    distinct3: float
    """Mean over the hours begun."""
    new_share: float
    """Of the last hour's scenes, those that were no repetition."""
    dead_ends: int
    bridges: float
    """Share of automatic scenes."""
    journal_bytes: int
    """Length of the show's journal as it is kept."""


def measure(seed: Seed, played: Playthrough) -> StoryFigures:
    """Every figure of a playthrough."""
    scenes = [entry for entry in played.log if entry.record.kind == "scene"]
    links = [len(entry.record.fields["causes"]) for entry in scenes[1:]] or [0]
    lines = [(to_seconds(e.at), str(e.record.fields["text"])) for e in played.log if e.record.kind == "line"]
    repeats = near_repeats(text for _, text in lines)
    due, closed, abandoned = _threads(seed, played)
    intervals, new_share = _repetition(played)
    return StoryFigures(
        scenes=len(scenes),
        hours=to_seconds(played.last.clock) / HOUR,
        causal_links=float(np.mean(links)),
        linked=float(np.mean([link > 0 for link in links])),
        threads_due=due,
        threads_closed=closed,
        threads_abandoned=abandoned,
        arc_r=_arc(played),
        near_repeats=len(repeats),
        near_repeats_in_hour=sum(lines[later][0] - lines[earlier][0] <= HOUR for later, earlier in repeats),
        lines=len(lines),
        same_scene_minutes=tuple(intervals),
        distinct3=_distinct_per_hour(lines),
        new_share=new_share,
        dead_ends=sum(scene.dead_end for scene in played.scenes),
        bridges=float(np.mean([scene.automatic for scene in played.scenes])) if played.scenes else 0.0,
        journal_bytes=len(played.last.journal().to_bytes()),
    )


def _threads(seed: Seed, played: Playthrough) -> tuple[int, int, int]:
    """Openings that can be judged, those closed in their window, those abandoned."""
    opened: dict[tuple[str, ...], int] = {}
    due = closed = abandoned = 0

    def within(atom: tuple[str, ...]) -> int:
        thread = seed.threads.get(atom[1])
        return thread.within if thread is not None else 24

    last = played.scenes[-1].number if played.scenes else 0
    for scene, threads in played.threads:
        for atom, value in threads.items():
            if value == "open" and atom not in opened:
                opened[atom] = scene
            elif value == "closed" and atom in opened:
                due += 1
                closed += scene - opened.pop(atom) <= within(atom)
    for atom, since in opened.items():
        due += last - since > within(atom)
        abandoned += last - since > ABANDONED_AFTER * within(atom)
    return due, closed, abandoned


def _arc(played: Playthrough) -> float | None:
    """Pearson's r of realised and wanted tension over windows; None where either is flat."""
    count = int(played.minutes * 60.0 // WINDOW_SECONDS)
    if count < 3 or not played.parts:
        return None
    sums = np.zeros((3, count))
    for part in played.parts:
        first, last = int(part.start // WINDOW_SECONDS), int((part.start + part.seconds) // WINDOW_SECONDS)
        for window in range(first, min(last, count - 1) + 1):
            begin, end = window * WINDOW_SECONDS, (window + 1) * WINDOW_SECONDS
            share = min(end, part.start + part.seconds) - max(begin, part.start)
            sums[:, window] += share * np.array([part.tension, part.wanted, 1.0])
    filled = sums[2] > 0
    realised, wanted = sums[0, filled] / sums[2, filled], sums[1, filled] / sums[2, filled]
    if realised.std() < 1e-9 or wanted.std() < 1e-9:
        return None
    return float(np.corrcoef(realised, wanted)[0, 1])


def _repetition(played: Playthrough) -> tuple[list[float], float]:
    """Minutes between plays of a storylet by the same cast, and the share of new scenes in the last hour."""
    texts: Mapping[str, list[str]] = defaultdict(list)
    told: dict[str, tuple[str, tuple[str, ...], float]] = {}
    current = ""
    for entry in played.log:
        fields = entry.record.fields
        if entry.record.kind == "scene":
            current = str(fields["id"])
            told[current] = (str(fields["storylet"]), tuple(sorted(fields["cast"])), to_seconds(entry.at))
        elif entry.record.kind == "line":
            texts[str(fields["part"]).partition(".")[0] or current].extend(words_of(str(fields["text"])))
    end = to_seconds(played.last.clock)
    before: dict[tuple[str, tuple[str, ...]], list[str]] = defaultdict(list)
    intervals: list[float] = []
    fresh: list[bool] = []
    for scene, (storylet, cast, at) in told.items():
        earlier = before[storylet, cast]
        if earlier:
            intervals.append((at - told[earlier[-1]][2]) / 60.0)
        if at >= end - HOUR:
            fresh.append(not any(_same_words(texts[scene], texts[other]) for other in earlier))
        earlier.append(scene)
    return intervals, float(np.mean(fresh)) if fresh else 1.0


def _same_words(first: list[str], second: list[str]) -> bool:
    longer = max(len(first), len(second))
    return edits(first, second, int((1.0 - SAME_SCENE) * longer)) <= (1.0 - SAME_SCENE) * longer


def _distinct_per_hour(lines: list[tuple[float, str]]) -> float:
    hours: dict[int, list[str]] = defaultdict(list)
    for at, text in lines:
        hours[int(at // HOUR)].append(text)
    return float(np.mean([distinct(texts) for texts in hours.values()])) if hours else 1.0
