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
