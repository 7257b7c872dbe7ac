"""A data folder that cannot be written: said in one line each, and the show plays on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

REHEARSAL = Path(__file__).parent / "read_only_rehearsal.py"


@pytest.mark.skipif(
    sys.platform != "linux" and getattr(os, "geteuid", lambda: 0)() == 0,
    reason="who runs this may write everywhere, and only on Linux can that be given up",
)
def test_a_show_plays_on_where_nothing_can_be_written(tmp_path):
    """The folder is refused with a remedy at the start; map and screenshot are said not to be kept; nothing fails."""
    done = subprocess.run(
        [sys.executable, REHEARSAL, tmp_path / "show"], capture_output=True, text=True, timeout=200, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    seen = json.loads(done.stdout.splitlines()[-1])
    assert seen["heard"] >= 4 * 48_000
    assert seen["failed"] == ""
    assert seen["written"] == []
    assert str(tmp_path) in seen["refused"]
    assert any("story map cannot be kept" in text for text in seen["said"])
    assert any("pictures" in text for text in seen["said"])
