"""Lines nearly said before are found by edit distance, and threads and repetitions are read from what was played."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from profiles.taste import TasteValues
from story_engine.seed import load_seed
from story_engine.show import Show
from story_engine.simulate.metrics import measure
from story_engine.simulate.play import Policy, Sitting, play_through
from story_engine.simulate.repeats import distinct, edits, near_repeats
from story_engine.simulate.viewers import viewers_for

SEED = load_seed(Path(__file__).parents[1] / "story_engine" / "seeds" / "ferry-lamp")
SHOW = Show.open(SEED, rng_seed=1, taste=TasteValues.fresh(SEED.tastes))
PLAYED = play_through(
    SHOW,
    viewers_for(SEED, SHOW.state.stack.repertoire, 1, 1)[0],
    Sitting(policy=Policy.OURS, minutes=4.0, rng_seed=1),
)
THREAD = ("thread", next(iter(SEED.threads)))


def slow_edits(first: str, second: str) -> int:
    """Levenshtein's distance by its definition."""
    row = list(range(len(second) + 1))
    for i, one in enumerate(first, 1):
        row, above = [i], row
        for j, other in enumerate(second, 1):
            row.append(min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (one != other)))
    return row[-1]


@given(st.text("abc", max_size=12), st.text("abc", max_size=12), st.integers(0, 12))
def test_edits_in_a_band(first: str, second: str, most: int) -> None:
    """Within its band the distance is exact, beyond it just too great."""
    assert edits(first, second, most) == min(slow_edits(first, second), most + 1)


def test_near_repeats() -> None:
    """Lines said again, nearly or exactly, are found with the last earlier one; short and different ones are not."""
    lines = [
        "The storm has lost its hat again.", "Oh.", "Nobody asked the fox about it.", "Oh.",
        "The storm has lost its cat again.", "the storm has lost its hat again!", "The storm is quite calm today.",
        "The storm has lost its hat again.",
    ]  # fmt: skip
    assert near_repeats(lines) == [(4, 0), (5, 0), (7, 5)]


def test_distinct_runs_of_words() -> None:
    """A line said twice halves the share of distinct runs."""
    assert distinct(["one two three four"]) == 1.0
    assert distinct(["one two three", "One, two, three!"]) == 0.5


def test_scenes_are_counted() -> None:
    """Scenes, lines and hours are those of the log."""
    figures = measure(SEED, PLAYED)
    kinds = [entry.record.kind for entry in PLAYED.log]
    assert (figures.scenes, figures.lines) == (kinds.count("scene"), kinds.count("line"))
    assert 0.06 < figures.hours < 0.09


def test_threads_closed_in_their_window() -> None:
    """A thread closed in its window counts, one closed late does not, one left open long is abandoned."""
    within = SEED.threads[THREAD[1]].within
    opened, closed = {THREAD: "open"}, {THREAD: "closed"}
    last = replace(PLAYED.scenes[-1], number=10 * within)
    cases = {
        (1, 1, 0): ((1, opened), (within, closed)),
        (1, 0, 0): ((1, opened), (within + 5, closed)),
        (1, 0, 1): ((1, opened),),
    }
    for expected, threads in cases.items():
        figures = measure(SEED, replace(PLAYED, threads=threads, scenes=(*PLAYED.scenes, last)))
        assert expected == (figures.threads_due, figures.threads_closed, figures.threads_abandoned)


def test_a_perfect_arc() -> None:
    """Where the tension is always as wanted r is 1; where it is flat there is none."""
    rising = tuple(replace(p, tension=p.start, wanted=p.start) for p in PLAYED.parts)
    figures = measure(SEED, replace(PLAYED, parts=rising))
    assert figures.arc_r is not None
    assert round(figures.arc_r, 6) == 1.0
    assert measure(SEED, replace(PLAYED, parts=tuple(replace(p, tension=0.5) for p in rising))).arc_r is None
