"""A rehearsal of a window that is hidden and shown again, run by `test_sight.py` in a process of its own.

Prints one JSON object with what was seen; the window must not be opened inside the test process.
"""

import json
import sys
from pathlib import Path

OUT = Path(sys.argv[1])
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from player.ui.environment import prepare  # noqa: E402

SIZE = (320, 180)
prepare(OUT, SIZE, off_screen=True)

import numpy as np  # noqa: E402
from kivy.clock import Clock  # noqa: E402
from kivy.core.window import Window  # noqa: E402
from kivy.graphics.opengl import GL_RGB, GL_UNSIGNED_BYTE, glReadPixels  # noqa: E402

from generators.media import Size  # noqa: E402
from player.effort import Mode  # noqa: E402
from player.live_player import LiveOptions, LivePlayer  # noqa: E402
from player.playback.rehearsal import RehearsalFeed, ScriptedPart  # noqa: E402
from player.playback.segment_reader import SegmentReader  # noqa: E402
from player.power import Power, PowerMeter  # noqa: E402
from player.settings import Settings  # noqa: E402
from player.ui.app import PlayerApp  # noqa: E402
from player.ui.window import Player  # noqa: E402

seen: dict[str, object] = {"steps": []}
decoded = [0]
read = SegmentReader.next_frame


def counted(reader):
    """Every picture that is decoded."""
    decoded[0] += 1
    return read(reader)


SegmentReader.next_frame = counted
# One grey a part: which part is on screen can be read from it.
GREYS = (50, 110, 170, 230)
parts = [ScriptedPart(picture=np.full((180, 320, 3), grey, np.uint8), seconds=3.0) for grey in GREYS]
parts += [ScriptedPart(picture=np.full((180, 320, 3), 80, np.uint8), seconds=8.0)]
feed = RehearsalFeed(OUT, parts, size=Size(width=SIZE[0], height=SIZE[1]))
live = LivePlayer(feed, LiveOptions(title="Rehearsal", silent=True))
feed.tell = live.hear
feed.start()
supply = [Power()]
player = Player(leave=lambda: app.stop())
app = PlayerApp(player, power=PowerMeter(lambda: supply[0], begin=lambda work: work()))
flips, turns = [0], [0]


def at() -> float:
    return live.playback.playhead() / 48_000


def grey() -> float:
    """Of the middle of the screen."""
    pixels = np.frombuffer(glReadPixels(0, 0, *SIZE, GL_RGB, GL_UNSIGNED_BYTE), np.uint8)
    return round(float(pixels.reshape(SIZE[1], SIZE[0], 3)[80:100, 100:220].mean()), 1)


def flipped(*_):
    flips[0] += 1
    if "returned" in seen["steps"] and "grey_on_return" not in seen:
        seen["grey_on_return"] = grey()


Window.bind(on_flip=flipped)


def hide():
    Window.hide()
    seen["steps"].append("hidden")


def begin_count():
    seen["unseen"] = not app.sight.is_seen
    seen["effort_unseen"] = str(live.thrift.effort.mode)
    seen["screensaver"] = bool(Window.allow_screensaver)
    seen["before"] = (flips[0], decoded[0], at())


def show():
    flips_before, decoded_before, at_before = seen.pop("before")
    seen["flips_unseen"], seen["decoded_unseen"] = flips[0] - flips_before, decoded[0] - decoded_before
    seen["heard_unseen"] = at() - at_before
    Window.show()
    Window.dispatch("on_restore")
    seen["steps"].append("returned")
    seen["due_on_return"] = GREYS[int(at() // 3.0)]


def on_battery():
    supply[0] = Power(on_battery=True, percent=64)
    app.sight.power._asked = float("-inf")


def look_at_battery():
    seen["effort_battery"] = str(live.thrift.effort.mode)
    live.look_at_figures(1)
    seen["told"] = [value for name, value in live.view().figures.rows if "64" in value]
    player.obey(Settings(on_battery="always", in_background=False))


def look_at_always():
    seen["effort_always"] = str(live.thrift.effort.mode)
    Window.dispatch("on_minimize")


def look_at_waiting():
    seen["waits"] = str(player.watched[1].phase)
    seen["stood_at"] = at()
    Window.dispatch("on_restore")


def look_at_going_on():
    seen["goes_on"] = str(player.watched[1].phase)
    seen["went_on"] = at() > seen["stood_at"]
    live.toggle_pause()


def look_at_pause():
    seen["effort_paused"] = str(live.thrift.effort.mode)
    app.stop()


plan = [
    (1.0, hide),
    (1.4, begin_count),
    (4.2, show),
    (5.5, on_battery),
    (6.2, look_at_battery),
    (6.8, look_at_always),
    (7.4, look_at_waiting),
    (8.0, look_at_going_on),
    (8.6, look_at_pause),
]
began = [0.0]


def step(_elapsed):
    if not began[0]:
        if at() > 0.05:
            began[0] = Clock.get_boottime() - 0.05
        return
    if plan and Clock.get_boottime() - began[0] >= plan[0][0]:
        plan.pop(0)[1]()


def play(_elapsed):
    live.start()
    player.attach(live)


Clock.schedule_once(play)
Clock.schedule_interval(step, 0)
app.run()
live.close()
seen["efforts"] = [str(effort.mode) for effort in feed.efforts]
seen["modes"] = [str(mode) for mode in Mode]
print(json.dumps(seen))
