"""A real show, with its processes, store and map, that is suspended, finds no room on its disk and loses its seed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from player.story_map import StoryMap
from profiles.home import database_path
from profiles.store import Store
from story_engine.journal import Journal

REHEARSAL = Path(__file__).parent / "bad_days_rehearsal.py"
SLEEP_SECONDS = 2.5
"""Longer than the silent output takes for a hiccup."""

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="only Linux lets one process limit the files of another (prlimit)"
)


@pytest.fixture(scope="module")
def day(tmp_path_factory):
    """What happened (one run for all tests), by what it was, and the data folder that is left."""
    out = tmp_path_factory.mktemp("bad-day")
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    errors = (out / "errors.txt").open("w+")
    run = subprocess.Popen(
        [sys.executable, str(REHEARSAL), str(out)], stdout=subprocess.PIPE, stderr=errors, text=True, env=environment
    )
    happened = {}
    try:
        for line in run.stdout:
            told = json.loads(line)
            happened[told["what"]] = told
            if told["what"] == "suspend me":
                for step in (signal.SIGSTOP, signal.SIGCONT):
                    for pid in told["pids"]:
                        os.kill(pid, step)
                    time.sleep(SLEEP_SECONDS if step is signal.SIGSTOP else 0.0)
        status = run.wait(60)
    finally:
        run.kill()
        run.wait()
    errors.seek(0)
    assert status == 0, f"{happened.get('stuck')} {errors.read()[-3000:]}"
    return happened, out / "home"


def test_a_suspended_show_goes_on_where_it_was(day):
    """After the machine slept nothing is left out: the playhead moved on by less than a second."""
    woken = day[0]["woken"]
    assert woken["slept"] >= SLEEP_SECONDS
    assert 0.0 <= woken["moved"] < 1.0


def test_a_disk_without_room_is_told_once_and_played_over(day):
    """What cannot be put on record or remembered is said once each, in words with a remedy, and the show plays."""
    names = day[0]["full disk"]["troubles"]
    assert names.count("record") == 1
    assert names.count("journal") == 1
    assert day[0]["full disk"]["heard"] > day[0]["woken"]["heard"] + 2.0


def test_a_seed_that_vanishes_ends_no_show(day):
    """Changed into nonsense and then deleted, what was read is played on: more parts come, nothing is fatal."""
    assert day[0]["over"]["fatal"] == []
    assert day[0]["over"]["failed"] == ""
    assert day[0]["over"]["heard"] > day[0]["full disk"]["heard"] + 2.0


def test_nothing_is_lost_when_there_is_room_again(day):
    """The journal, both likes and the dislike in it, the signals that could be kept, and the map are whole."""
    happened, home = day
    store = Store(database_path(home))
    try:
        journal = Journal.from_bytes(store.journal(happened["closed"]["show"]))
        signals = [signal["kind"] for signal in store.signals(store.viewer("Ada"))]
    finally:
        store.close()
    assert store.set_aside is None
    inputs = [event.fields["kind"] for event in journal.path(-1) if event.kind == "input"]
    assert [kind for kind in inputs if kind in ("like", "dislike")] == ["like", "like", "dislike"]
    assert "wish" in inputs
    assert [kind for kind in signals if kind in ("like", "dislike")] == ["like", "dislike"]
    from player.show_memory import ShowMemory

    remembered: StoryMap = ShowMemory(home / "maps" / happened["closed"]["show"]).map
    assert remembered.stretches
