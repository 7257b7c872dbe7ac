"""Random parts, renders at work and levels, for what the scheduler must do whatever it sees."""

from __future__ import annotations

from hypothesis import strategies as st

from generators.media import LEVELS
from player.lookahead import Role, Running, Wanted

LEVELS_AT_ALL = st.frozensets(st.sampled_from(LEVELS))
WANTED = st.builds(
    Wanted,
    id=st.sampled_from([f"p{n}" for n in range(12)]),
    deadline=st.floats(-5, 60),
    seconds=st.floats(1, 5),
    role=st.sampled_from(list(Role)),
    likely=st.floats(0, 1),
    ready=LEVELS_AT_ALL,
    blocked=LEVELS_AT_ALL,
)
RUNNING = st.builds(
    Running,
    id=st.sampled_from([f"p{n}" for n in range(14)]),
    level=st.sampled_from(LEVELS),
    left_seconds=st.floats(0, 20),
)
