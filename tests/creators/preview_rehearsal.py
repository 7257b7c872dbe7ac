"""A preview whose first show cannot be begun, in one off-screen window: `preview_rehearsal.py FOLDER`.

The story is saved again, the next show begins, and the help is opened in it. Window and player are real, what plays is
a rehearsal and what is previewed a stand-in. Prints what was seen as JSON.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

import numpy as np

OUT = Path(sys.argv[1])
os.environ.pop("DISPLAY", None)
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from generators.media import Size  # noqa: E402
from player.live import run_windowed  # noqa: E402
from player.live_options import LiveOptions  # noqa: E402
from player.playback.decoder import TailSum  # noqa: E402
from player.playback.rehearsal import RehearsalFeed, ScriptedPart  # noqa: E402
from player.previewing import PreviewView  # noqa: E402

OUT.mkdir(exist_ok=True)
SAVED_AFTER_TURNS = 3
PATIENCE_SECONDS = 60.0
seen: dict[str, object] = {"begun": 0, "turns_without_a_show": 0}
began = time.monotonic()


class Saved:
    """A preview that is saved soundly after a few turns without a show."""

    view = PreviewView(title="A scene")
    replay = staticmethod(lambda: None)

    def turn(self, live: object) -> None:
        if live is None:
            seen["turns_without_a_show"] += 1
            if seen["turns_without_a_show"] == SAVED_AFTER_TURNS:
                self.replay()


def make_feed(_ticket, tell):
    seen["begun"] += 1
    if seen["begun"] == 1:
        raise ValueError("this cannot be told; mend it")
    grey = np.full((90, 160, 3), 90, np.uint8)
    feed = RehearsalFeed(OUT, [ScriptedPart(picture=grey, seconds=3.0)], size=Size(width=160, height=90))
    feed.tell = tell
    return feed


def beside(player, live) -> None:
    if time.monotonic() - began > PATIENCE_SECONDS:
        player._leave()
    if live.playback.playhead() < 4_800:
        return
    seen["bar"], seen["failure"] = player.preview.is_on, player.failure._said
    player.key("?", "?", [])
    seen["help"] = player.keys.told
    player._leave()


preview = Saved()
seen["ended"] = run_windowed(
    make_feed, mixer=TailSum, home=OUT, options=lambda: LiveOptions(silent=True), off_screen=True, beside=beside,
    previewing=lambda: preview,
)  # fmt: skip
print(json.dumps(seen))
