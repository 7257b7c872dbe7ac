"""A data folder that cannot be written: said in one line each, and the show plays on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

REHEARSAL = Path(__file__).parent / "read_only_rehearsal.py"


@pytest.mark.skipif(os.name != "posix", reason="folders have no write permission to take away on this system")
def test_a_show_plays_on_where_nothing_can_be_written(tmp_path):
    """The folder is refused with a remedy at the start; map and screenshot are said not to be kept; nothing fails."""
    for folder in (tmp_path, *tmp_path.parents):
        if folder.stat().st_uid == os.geteuid() and folder not in (Path("/"), Path("/tmp")):
            folder.chmod(folder.stat().st_mode | 0o111)
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
