"""The map, the lines and the recap in an off-screen window, by keys and by mouse."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parent / "map_rehearsal.py"


@pytest.fixture(scope="module")
def seen(tmp_path_factory):
    """What the rehearsal saw (one run for all tests)."""
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    environment.pop("DISPLAY", None)
    run = subprocess.run(
        [sys.executable, str(SCRIPT), str(tmp_path_factory.mktemp("map"))],
        capture_output=True, text=True, timeout=300, env=environment, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr[-3000:]
    return json.loads(run.stdout.strip().splitlines()[-1])


def test_the_map_knows_what_was_seen(seen):
    """Every scene so far with a still of its own; the show waits while the map is open."""
    assert [title for title, _ in seen["map"]] == ["The shivering parcel", "Filed by feeling", "Kite string", "Let go"]
    assert seen["stills"] == 4
    assert seen["paused"] == "paused"


def test_an_option_that_was_not_taken_can_be_taken(seen):
    """Enter on a stub asks for that option at the moment of the question."""
    assert seen["visits"][0][1:] in ([1, 1], [1, 2])
    assert seen["visits"][0][0] == "s3?"


def test_a_branch_is_filmed_from_the_map(seen):
    """S on a still asks for a film of its branch, to the branch's end; the map stays open."""
    assert seen["filmed"] == ["s4", "The Weather Post – Let go"]


def test_what_was_said_stands_on_its_panel(seen):
    """Headings and lines in order; sounds are left out."""
    assert seen["lines"][:4] == [
        "The shivering parcel",
        "Keep the lid on, and never read it the address.",
        "Filed by feeling",
        "The rain had been posted twice, and nobody had signed for it.",
    ]


def test_a_press_on_a_still_goes_there(seen):
    """The map closes and the show seeks."""
    assert seen["clicked"][0] is True
    assert seen["clicked"][1] in {"seeking", "playing"}


def test_the_recap_is_skipped_by_a_key(seen):
    """One key, and the show goes on."""
    assert seen["recap_over"] is True


def test_the_map_is_there_after_a_restart(seen):
    """Stretches and stills are read again from their folder."""
    assert seen["after_restart"][:4] == seen["map"]
    assert seen["stills_after_restart"] == len(seen["after_restart"])


def test_a_picture_is_kept_and_the_speed_changes(seen):
    """S writes one picture, ] plays faster."""
    assert seen["pictures"] == [".png"]
    assert seen["speed"] == 1.1
