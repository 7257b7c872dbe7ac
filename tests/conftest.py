"""What holds for all tests."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("patient", deadline=None)  # no test asserts how long something takes
settings.load_profile("patient")


def rehearsed(script: Path, out: Path, *, timeout: float = 300.0) -> dict[str, object]:
    """What a rehearsal in a window that nobody sees has noted: `script` in a process of its own, its last line."""
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    environment.pop("DISPLAY", None)
    run = subprocess.run(
        [sys.executable, str(script), str(out)],
        capture_output=True,
        text=True,
        timeout=timeout,
        env=environment,
        check=False,
    )
    assert run.returncode == 0, run.stderr[-3000:]
    noted: dict[str, object] = json.loads(run.stdout.strip().splitlines()[-1])
    return noted


@pytest.fixture(scope="session")
def rehearse() -> Callable[..., dict[str, object]]:
    """Runs a rehearsal: `rehearse(script, folder)`."""
    return rehearsed
