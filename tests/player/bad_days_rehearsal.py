"""A real show on a bad day: `bad_days_rehearsal.py FOLDER`; says what happened as JSON, one object a line.

Everything is real but the pictures, which are sketches: director and worker in their processes, the store, the map,
the clock. Whoever runs this suspends it when it says "suspend me"; then no file can grow for a while, as on a full or
read-only disk; then the seed is changed, and deleted.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from generators.media import Size
from generators.render_pool.pool import Pool, PoolOptions
from player.compose import LiveChoices, LiveShow, open_place
from player.crew import Crew, begin_director
from player.feed import SignalNoted, Trouble
from player.live_options import LiveOptions
from player.live_player import LivePlayer
from player.remote_director import RemoteDirector

ROOT = Path(__file__).resolve().parents[2]
OUT = Path(sys.argv[1])
SIZE = Size(width=160, height=90)
PATIENCE_SECONDS = 240.0
"""For one step: idle workers wait for everybody else on the machine."""

os.environ["EVERSHOW_HOME"] = str(OUT / "home")
seed = OUT / "seed"
shutil.copytree(ROOT / "tests" / "story_engine" / "seeds" / "ferry-lamp", seed)
place = open_place()
pool = Pool(PoolOptions(folders=place.folders, size=SIZE, workers=1, catalogue="sketch"))
pool.start()
crew = Crew(director=RemoteDirector(begin_director(place.folders.speech, ahead=seed)), pool=pool)
show = LiveShow(place, place.store.viewer_or_new("Ada"), seed, LiveChoices(size=SIZE, rng_seed=3), crew)
troubles: list[Trouble] = []
noted: list[SignalNoted] = []
said: list[str] = []


def heard(event: object) -> None:
    """What the show tells."""
    if isinstance(event, Trouble):
        troubles.append(event)
    elif isinstance(event, SignalNoted):
        noted.append(event)


live: LivePlayer
waiting: list[object] = []
feed = show.feed(lambda event: live.hear(event) if waiting else waiting.append(event))
live = LivePlayer(feed, LiveOptions(title="T", silent=True, memory=show.memory), on_event=heard)
for event in waiting:
    live.hear(event)
waiting.append(True)


def tell(what: str, **more: object) -> None:
    """One line for whoever runs this."""
    print(json.dumps({"what": what, "heard": live.playback.playhead() / 48_000, **more}), flush=True)


def turn() -> None:
    """One turn, as a window makes them; questions are answered."""
    live.tick()
    if live.opened is not None:
        live.pick(1)
    toast = live.view().toast
    if toast is not None and toast.text not in said:
        said.append(toast.text)
    time.sleep(0.005)


def until(true: Callable[[], bool], what: str) -> None:
    """Play until it is so."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not true():
        turn()
        if time.monotonic() > end or live.failed:
            tell("stuck", on=what, failed=live.failed, troubles=[trouble.what for trouble in troubles])
            sys.exit(3)


def play(seconds: float) -> None:
    """Play so long."""
    target = live.playback.playhead() + seconds * 48_000
    until(lambda: live.playback.playhead() >= target, f"{seconds} s more")


def grow(allowed: bool) -> None:
    """Whether files may grow, of this process and of those that plan and draw."""
    soft = resource.RLIM_INFINITY if allowed else 0
    for pid in (os.getpid(), crew.director.pid, *pool.pids()):
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (soft, resource.RLIM_INFINITY))


feed.start()
live.start()
play(1.0)
live.like()
until(lambda: len(noted) == 1, "a like")
before, at = live.playback.playhead(), time.monotonic()
patience = at + 30.0
tell("suspend me", pids=[os.getpid(), crew.director.pid, *pool.pids()])
while (slept := time.monotonic() - at) < 1.0:  # moment joins moment, because the stop may fall anywhere from there on
    assert at < patience, "nobody stopped the show"
    before, at = live.playback.playhead(), time.monotonic()
    time.sleep(0.01)
turn()
tell("woken", slept=slept, moved=(live.playback.playhead() - before) / 48_000)
for _ in range(4):
    live.comforts.change_speed(1)  # what is left need not take its time
play(1.0)
grow(False)
live.like()
until(lambda: any(trouble.name == "record" for trouble in troubles), "a like that cannot be kept")
live.wish("snow")
until(lambda: any(trouble.name == "journal" for trouble in troubles), "a journal that cannot be kept")
play(1.5)
grow(True)
tell("full disk", troubles=[trouble.name or trouble.what for trouble in troubles])
live.dislike()
until(lambda: len(noted) == 3, "a dislike")
(seed / "seed.yaml").write_text("{nonsense")
play(1.0)
shutil.rmtree(seed)
before_parts = {segment.id for segment in feed.history()}
until(lambda: len({segment.id for segment in feed.history()} - before_parts) >= 2, "two more parts")
play(1.0)
tell("over", said=said, fatal=[trouble.what for trouble in troubles if trouble.fatal], failed=live.failed)
live.close()
feed.stop()
show.close()
place.store.close()
tell("closed", show=show.show.id)
