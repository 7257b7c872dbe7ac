"""A scene counts as a callback only where what it calls back has happened."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from story_engine.ground import build_repertoire
from story_engine.planning.features import Features, build_features, remembering
from story_engine.seed import Seed
from story_engine.world import World

WORLD = """
seed: two-roads
title: Two Roads
rating: 6
tastes: [warmth]
places:
  hall: {name: the hall}
cast:
  ana: {name: Ana, at: hall}
"""
SCENES = """
title: fork
place: hall
---
Two roads go on.
-> Take the high road #id:high
    Up it goes.
-> Take the low road #id:low
    Down it goes.
===
title: sure
place: hall
---
<<callback "high">>
The dust of that road is still on the boots.
===
title: marked
place: hall
tags: callback
---
<<if chose("low")>>
    <<callback "low">>
    The mud of that road is still on the boots.
<<else>>
    <<callback "wish">>
    So it came as it was wished.
<<endif>>
===
title: free
place: hall
tags: callback
---
<<callback "the old song">>
That song again.
===
title: plain
place: hall
---
Nothing comes back.
===
"""


@pytest.fixture(scope="module")
def features(small_seed: Callable[[str, str, str], Seed]) -> Features:
    seed = small_seed("two-roads", WORLD, SCENES)
    assert {"high", "low"} <= set(build_features(build_repertoire(seed)).asked)
    return build_features(build_repertoire(seed))


@pytest.mark.parametrize(
    ("happened", "called"),
    [
        pytest.param({}, {"free"}, id="nothing"),
        pytest.param({("chose", "high"): True}, {"free", "sure"}, id="high road"),
        pytest.param({("chose", "low"): True}, {"free", "marked"}, id="low road"),
        pytest.param({("wished_any",): True}, {"free", "marked"}, id="a wish"),
    ],
)
def test_only_what_happened_comes_back(
    features: Features, happened: dict[tuple[str, ...], bool], called: set[str]
) -> None:
    """Options and wishes must have been made; what is told in words of its own always counts."""
    world = World({}, {})
    for atom, value in happened.items():
        world = world.write({atom: value}, "")
    names = ("fork", "sure", "marked", "free", "plain")
    callback = remembering(features, world).traits.callback
    assert {name for row, name in enumerate(names) if callback[row] > 0.0} == called
