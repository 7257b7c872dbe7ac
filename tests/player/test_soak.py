"""The soak's own measures: vitals of processes, limits, and a viewer who is never still."""

from __future__ import annotations

import os
import subprocess
import sys
from types import SimpleNamespace

from generators.memory import resident
from player.census import descendants
from player.cli.soak import LIMITS, over
from player.measuring.soak import MEGABYTE, BusyViewer, Vitals, figures, vitals

REPORT = {
    "seconds": 120.0,
    "starved_s": 0.0,
    "first_frame_s": 3.0,
    "dropped_ratio": 0.0,
    "underruns": 0,
    "av_error_ms_p99": 4.0,
    "av_error_ms_max": 9.0,
    "player_core_share": 0.1,
    "realtime_factor": 1.5,
    "troubles": [],
}


def test_vitals_count_this_process_and_its_children() -> None:
    """A child process is counted while it lives; memory that it shares with its parent is counted once."""
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        assert child.pid in descendants(os.getpid())
        now = vitals(3.0)
        assert now.processes >= 2
        assert now.memory_mb > 5
        assert 5 < now.all_memory_mb <= sum(resident(pid) for pid in (os.getpid(), child.pid)) / MEGABYTE + 1
        assert set(now.kinds_mb) >= {"player", "other"}, "the child runs no module of ours"
        assert now.threads >= 1
        assert now.files >= 3
    finally:
        child.communicate(b"\n")
    assert child.pid not in descendants(os.getpid())


def test_growth_is_counted_once_settled() -> None:
    """Memory of the first minutes is no growth, nor is a segment that is open at the last moment."""
    viewer = BusyViewer(1)
    for at, memory in ((5.0, 100.0), (185.0, 180.0), (335.0, 183.0), (340.0, 183.5), (345.0, 191.0)):
        viewer.taken.append(Vitals(at=at, memory_mb=memory, all_memory_mb=memory * 3, threads=9, files=20, processes=5))
    viewer.taken[1].kinds_mb.update(worker=350.0)
    viewer.taken[2].kinds_mb.update(worker=340.0, director=90.0)
    found = figures(REPORT, viewer)
    assert found["memory_growth_mb"] == 3.5
    assert found["all_memory_mb_max"] == 573.0
    assert found["memory_mb_by_minute"] == [[0, 100.0, 300.0], [3, 180.0, 540.0], [5, 183.0, 549.0]]
    assert found["memory_mb_max_of"] == {"director": 90.0, "worker": 350.0}
    assert over(found) == []


def test_a_halt_passes_the_limit() -> None:
    """One second of silence in two minutes is told as too much."""
    viewer = BusyViewer(1)
    viewer.taken.append(Vitals(at=70.0, memory_mb=100, all_memory_mb=300, threads=9, files=20, processes=5))
    assert over(figures({**REPORT, "starved_s": 1.0}, viewer)) == ["rebuffer_ratio"]
    assert set(LIMITS) <= set(figures(REPORT, viewer))


def test_a_busy_viewer_does_everything_in_turn() -> None:
    """Within two minutes every kind of deed was done, and what was paused goes on."""
    done: list[str] = []
    at = SimpleNamespace(seconds=0.0)
    live = SimpleNamespace(
        playback=SimpleNamespace(playhead=lambda: int(at.seconds * 48_000)),
        opened=None,
        wish=lambda text: done.append("wish"),
        like=lambda: done.append("like"),
        dislike=lambda: done.append("dislike"),
        skip=lambda: done.append("skip"),
        seek_by=lambda seconds: done.append("rewind"),
        toggle_pause=lambda: done.append("pause"),
    )
    viewer = BusyViewer(1, now=lambda: at.seconds)
    while at.seconds < 120:
        at.seconds += 0.5
        viewer(live)
    assert set(done) == {"wish", "like", "dislike", "skip", "rewind", "pause"}
    assert done.count("pause") % 2 == 0
    assert len(viewer.taken) >= 20
