"""A show in a data folder that cannot be written: `read_only_rehearsal.py FOLDER`; prints what was said as JSON.

Whoever may write everywhere (Linux's root) gives that up first: then the folder is really read-only.
"""

from __future__ import annotations

import ctypes
import json
import os
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np

from generators.media import Size
from player.live_options import LiveOptions
from player.live_player import LivePlayer
from player.playback.rehearsal import RehearsalFeed, ScriptedPart
from profiles.errors import ProfileError
from profiles.home import ready_home

CAPABILITY_VERSION_3 = 0x20080522
CAP_DAC_OVERRIDE = 1


def obey_permissions() -> None:
    """Give up root's right to write whatever the mode of a folder says; threads begun later have not got it either."""
    libc = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
    sets = (ctypes.c_uint32 * 6)()  # effective, permitted, inheritable of capabilities 0–31, then of 32–63
    if libc.capget(header, sets):
        raise OSError(ctypes.get_errno(), "capget")
    sets[0] &= ~(1 << CAP_DAC_OVERRIDE)
    sets[1] &= ~(1 << CAP_DAC_OVERRIDE)
    if libc.capset(header, sets):
        raise OSError(ctypes.get_errno(), "capset")


if os.geteuid() == 0:
    obey_permissions()
OUT = Path(sys.argv[1])
HOME = OUT / "home"
(OUT / "film").mkdir(parents=True)
HOME.mkdir()
grey = np.full((64, 96, 3), 90, np.uint8)
feed = RehearsalFeed(
    OUT / "film", [ScriptedPart(picture=grey, seconds=3.0, title="On")], size=Size(width=96, height=64)
)
feed.start()
live = LivePlayer(feed, LiveOptions(title="T", silent=True, memory=HOME / "map", pictures=HOME / "pictures"))
feed.tell = live.hear
live.start()
HOME.chmod(0o555)
seen: dict[str, object] = {"said": []}
os.environ["EVERSHOW_HOME"] = str(HOME / "data")
try:
    ready_home()
except ProfileError as error:
    seen["refused"] = str(error)
until = time.monotonic() + 60.0
pressed = False
while live.playback.playhead() < 4 * 48_000 and time.monotonic() < until:
    live.tick()
    toast = live.view().toast
    if toast is not None and toast.text not in seen["said"]:
        seen["said"].append(toast.text)
    if not pressed and live.playback.playhead() > 2 * 48_000:
        pressed = True
        live.comforts.take_picture()
    time.sleep(0.005)
seen["heard"] = live.playback.playhead()
seen["failed"] = live.failed
live.close()
seen["written"] = [path.name for path in HOME.rglob("*")]
print(json.dumps(seen))
