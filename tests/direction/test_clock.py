"""The planner's clock against what is really spoken."""

from __future__ import annotations

from pathlib import Path

import pytest

from player.direction import Opening
from player.director import InProcessDirector
from story_engine.plan import Input, InputKind, PartKind
from story_engine.time import to_seconds

SEEDS = Path(__file__).parents[2] / "assets" / "seeds"
PARTS = 60


@pytest.mark.parametrize("seed", ["weather-post", "night-exchange"])
def test_the_planners_clock_is_as_long_as_what_is_spoken(tmp_path: Path, seed: str) -> None:
    """Over the first minutes the estimate is within six in a hundred of the parts with their real voices.

    The pacing is given in seconds of this clock: were it slow, the first hook would come after the third minute.
    """
    director = InProcessDirector(tmp_path)
    try:
        opened = director.open(Opening(seed=str(SEEDS / seed), rng_seed=2))
        state, estimated, spoken = opened.state, 0.0, 0.0
        for _ in range(PARTS):
            planned = director.step(state)
            state, part = planned.state, planned.timed.part
            if part.kind is PartKind.HOLD:
                choice = part.choice
                assert choice is not None
                pick = Input(kind=InputKind.PICK, choice=choice.id, option=choice.default)
                state = director.apply(state, pick).state
            else:
                estimated += to_seconds(part.estimated)
                spoken += to_seconds(planned.timed.duration)
    finally:
        director.close()
    assert spoken > 150.0
    assert estimated == pytest.approx(spoken, rel=0.06)
