"""A show in an off-screen window with media keys: `desktop_rehearsal.py FOLDER`; it ends when the desktop says so."""

from __future__ import annotations

import ctypes
import json
import os
import sys
from pathlib import Path

import numpy as np

OUT = Path(sys.argv[1])
OUT.mkdir(exist_ok=True)
os.environ.pop("DISPLAY", None)
sys.path.insert(0, str(Path(__file__).parents[2]))
from player.ui.environment import prepare  # noqa: E402

prepare(OUT, (320, 180), off_screen=True)

from kivy.clock import Clock  # noqa: E402
from kivy.core.window import Window  # noqa: E402

from generators.media import Size  # noqa: E402
from player.live_options import LiveOptions  # noqa: E402
from player.live_player import LivePlayer  # noqa: E402
from player.media_keys import MediaKeys  # noqa: E402
from player.playback.rehearsal import RehearsalFeed, ScriptedPart  # noqa: E402
from player.ui.app import PlayerApp  # noqa: E402
from player.ui.window import Player  # noqa: E402

GREY = np.full((90, 160, 3), 90, np.uint8)
feed = RehearsalFeed(
    OUT, [ScriptedPart(picture=GREY, seconds=4.0, title="Kite string")], size=Size(width=160, height=90)
)
live = LivePlayer(feed, LiveOptions(title="The Weather Post", silent=True))
feed.tell = live.hear
feed.start()
player = Player(leave=lambda: app.stop())
app = PlayerApp(player, media=MediaKeys())
seen: list[tuple[str, bool, bool | None]] = []


def sdl_allows() -> bool | None:
    """What SDL itself says of the screensaver; None where its library is not found beside Kivy's."""
    loaded = [line.split()[-1] for line in Path("/proc/self/maps").read_text().splitlines() if "libSDL2-2" in line]
    return bool(ctypes.CDLL(loaded[0]).SDL_IsScreenSaverEnabled()) if loaded else None


def look(_elapsed: float) -> None:
    now = str(live.view().phase)
    if not seen or seen[-1] != (now, Window.allow_screensaver, sdl_allows()):
        seen.append((now, Window.allow_screensaver, sdl_allows()))


def begin(_elapsed: float) -> None:
    live.start()
    player.attach(live)


Clock.schedule_once(begin, 0)
Clock.schedule_interval(look, 0.1)
Clock.schedule_once(lambda _: app.stop(), 150)
app.run()
live.close()
feed.stop()
print(json.dumps(seen))
