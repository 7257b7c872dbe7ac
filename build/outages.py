"""Takes things away from a playing show fifty times each, and says how soon it goes on: `python build/outages.py`.

Sound device, disk (full, read-only), wall clock (±1 h), and the whole process (stopped, as a machine that sleeps stops
it). Options: `--times 50`, `--only devices,disks,clocks,sleeps`. The last line is JSON; exit status 1 when anything
took longer than two seconds.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

RECOVERED_SECONDS = 2.0
SLEEP_SECONDS = 1.0


def sleeping(times: int) -> dict[str, object]:
    """A process that plays is stopped and woken; how soon it goes on, and what it left out."""
    command = [sys.executable, __file__, "--child"]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True)
    assert child.stdout is not None
    assert child.stdin is not None
    back, moved = [], []
    try:
        for _ in range(times):
            assert child.stdout.readline().strip() == "ready"
            os.kill(child.pid, signal.SIGSTOP)
            stopped = time.monotonic()  # the same clock in both processes
            time.sleep(SLEEP_SECONDS)
            woken = time.monotonic()
            os.kill(child.pid, signal.SIGCONT)
            child.stdin.write(f"{stopped} {woken}\n")
            child.stdin.flush()
            answer = json.loads(child.stdout.readline())
            back.append(answer["back_s"])
            moved.append(answer["left_out_s"])
    finally:
        child.kill()
        child.wait()
    left_out = sorted(round(value, 3) for value in moved)
    return {"times": times, "back_s_max": round(max(back), 3), "left_out_s_max": left_out[-1], "left_out_s": left_out}


def slept() -> None:
    """The process that is put to sleep."""
    from player.measuring.outages import HEARD_SECONDS, playing, wait
    from story_engine.time import SAMPLE_RATE

    with tempfile.TemporaryDirectory(prefix="evershow-outages-") as folder, playing(Path(folder)) as live:
        while True:
            rest = time.monotonic() + 0.3
            wait(live, lambda rest=rest: time.monotonic() >= rest)
            begun = time.monotonic()
            before = live.playback.playhead()
            print("ready", flush=True)
            times = sys.stdin.readline().split()
            if not times:
                return
            stopped, woken = (float(one) for one in times)
            live.tick()
            here, now = live.playback.playhead(), time.monotonic()
            wait(live, lambda here=here: live.playback.playhead() - here >= HEARD_SECONDS * SAMPLE_RATE)
            awake = (stopped - begun) + (now - woken)
            left_out = max((here - before) / SAMPLE_RATE - awake, 0.0)
            print(json.dumps({"back_s": time.monotonic() - woken, "left_out_s": left_out}), flush=True)


def main() -> None:
    """Take everything away, one after another."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, default=50)
    parser.add_argument("--only", default="devices,disks,clocks,sleeps")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        slept()
        return
    from player.measuring.outages import jumping_clocks, lost_devices, refusing_disks

    ways = {
        "devices": lambda: lost_devices(options.times),
        "disks": lambda: {
            "full": refusing_disks(options.times),
            "read_only": refusing_disks(options.times, "Read-only file system"),
        },
        "clocks": lambda: jumping_clocks(options.times),
        "sleeps": lambda: sleeping(options.times),
    }
    found = {}
    for name in options.only.split(","):
        found[name] = ways[name]()
        print(f"{name}: {found[name]}", file=sys.stderr, flush=True)
    print(json.dumps(found))
    parts = [part for figures in found.values() for part in (figures, *figures.values()) if isinstance(part, dict)]
    took = [value for part in parts for key, value in part.items() if key.endswith("_s_max")]
    late = [value for value in took if value > RECOVERED_SECONDS]
    sys.exit(1 if late else 0)


if __name__ == "__main__":
    main()
