"""What must not be loaded by processes whose start somebody waits for."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ("av", "cv2", "kivy", "numba", "onnxruntime", "scipy", "skia")


@pytest.mark.parametrize(
    ("module", "allowed"),
    [
        ("player.director", ()),
        ("player.crew", ("av",)),
        ("player.cli", ()),
        ("generators.render_pool.worker", ()),
    ],
)
def test_a_start_loads_nothing_heavy(module: str, allowed: tuple[str, ...]) -> None:
    """The first picture waits for these imports: libraries that draw, film or compile come when they are used."""
    script = f"import sys, {module}; print(*sorted({{name.split('.')[0] for name in sys.modules}} & set({HEAVY!r})))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) <= set(allowed)


@pytest.mark.parametrize(
    ("module", "left_out"),
    [
        # The player begins beside its director and a worker: planning is the one's, drawing the other's.
        ("player.session", "story_engine.begun story_engine.planner story_engine.wishes generators.render_pool.render"),
        ("player.director_process", "numpy player.director player.remote_director story_engine.plan"),
        ("generators.render_pool.worker", "numpy generators.render_pool.render"),
    ],
)
def test_a_start_leaves_out_what_others_do(module: str, left_out: str) -> None:
    """Who waits for a process does not wait for modules that another one needs, or that it needs only later."""
    script = f"import sys, {module}; print(*(name for name in {left_out.split()!r} if name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
