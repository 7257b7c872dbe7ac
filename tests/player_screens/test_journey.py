"""First taste, three choices, a wish, the map and the settings: by keyboard, by touch, by ear, and by gamepad alone."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

REHEARSAL = Path(__file__).parent / "journey_rehearsal.py"
WAY = ["taste", "library", "playing", "three choices", "wish", "map", "settings", "back"]


@pytest.fixture(scope="module", params=["keys", "fingers", "ears", "pad"])
def seen(request, tmp_path_factory):
    """What one walk by one means showed."""
    folder = tmp_path_factory.mktemp(request.param)
    done = subprocess.run(
        [sys.executable, REHEARSAL, folder, request.param], capture_output=True, text=True, timeout=240, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return request.param, json.loads(done.stdout.splitlines()[-1])


def test_the_whole_way_is_gone(seen):
    """Nothing on the way needs another means."""
    means, noted = seen
    assert noted["steps"] == WAY, (means, noted.get("stuck"))
    assert noted["picked"] == [2, 2, 2]
    assert noted["wishes"] == ["snow"]
    assert noted["captions"] is False
    assert noted["tapped"] == ["coast"]


def test_a_name_can_be_written_by_fingers(seen):
    """Somebody new can be added where there is no keyboard; the field is not hidden by the keys."""
    means, noted = seen
    assert noted.get("named") == ("mia" if means == "fingers" else None)
    assert noted.get("field_seen", True)


def test_who_has_no_pointer_sees_what_has_the_focus(seen):
    """By gamepad every icon that was gone to had its ring, and a whole wish is one press away."""
    means, noted = seen
    if means == "pad":
        assert noted["idea"] == noted["ideas"][0] == "let it snow"
    assert noted.get("ringed", []) == ([True] * 3 if means == "pad" else [])


def test_a_voice_speaks_only_where_it_is_wanted(seen):
    """With self-voicing everything on the way is told; without it nothing is."""
    means, noted = seen
    if means != "ears":
        assert noted["said"] == []
        return
    told = " | ".join(noted["said"])
    for words in ("by the evening sea", "Question 2? 1: left 2. 2: right 2.", "Taken: right 3", "Make a wish", "snow",
                  "Story map", "Captions: off"):  # fmt: skip
        assert words in told
