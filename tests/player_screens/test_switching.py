"""From one show to another in the library and back, in one real window, by keys alone."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

REHEARSAL = Path(__file__).parent / "switching_rehearsal.py"


@pytest.fixture(scope="module")
def seen(tmp_path_factory):
    """What the walk showed."""
    folder = tmp_path_factory.mktemp("switching")
    done = subprocess.run(
        [sys.executable, REHEARSAL, folder / "home"], capture_output=True, text=True, timeout=400, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


def test_another_show_is_begun_and_the_first_goes_on(seen):
    """The second story begins where the first was; picked again, the first goes on, and Esc leads back to it."""
    titles = [step[0] for step in seen["steps"]]
    assert titles == ["ferry-lamp begins", "night-exchange begins", "ferry-lamp goes on", "ferry-lamp goes on"]
    assert not any(step[1] for step in seen["steps"])
    assert seen["ended"] == ""


def test_the_library_asks_for_what_was_pressed(seen):
    """A story never seen is asked for anew, one that was left by the show that was left."""
    first, second, third = seen["tickets"]
    assert first == {"seed": "", "resume": "", "mood": "", "preview": False}
    assert second["seed"].endswith("night-exchange")
    assert second["resume"] == ""
    assert third["seed"].endswith("ferry-lamp")
    assert third["resume"]


def test_a_show_that_was_left_is_ended_before_the_next_begins(seen):
    """Never two at once: each was stopped exactly once, in order."""
    stopped = [step[3] for step in seen["steps"]]
    assert stopped == [[], ["ferry-lamp"], ["ferry-lamp", "night-exchange"], ["ferry-lamp", "night-exchange"]]
    assert seen["stopped"] == ["ferry-lamp", "night-exchange", "ferry-lamp"]
