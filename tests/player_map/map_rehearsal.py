"""A rehearsal of the map, the lines and the recap in a real off-screen window, run by `test_map_window.py`.

Prints one JSON object with what was seen.
"""

import json
import os
import sys
from pathlib import Path

OUT = Path(sys.argv[1])
SIZE = (int(sys.argv[2]), int(sys.argv[3])) if len(sys.argv) > 3 else (640, 360)
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from player.ui.environment import prepare  # noqa: E402

prepare(OUT, SIZE, off_screen=True)

import cv2  # noqa: E402
import numpy as np  # noqa: E402
from kivy.clock import Clock  # noqa: E402
from kivy.graphics.opengl import GL_RGB, GL_UNSIGNED_BYTE, glReadPixels  # noqa: E402
from kivy.tests.common import UnitTestTouch  # noqa: E402

from generators.media import Size  # noqa: E402
from generators.timed import Caption  # noqa: E402
from player.live_options import LiveOptions  # noqa: E402
from player.live_player import LivePlayer  # noqa: E402
from player.playback.rehearsal import RehearsalFeed, ScriptedPart, question  # noqa: E402
from player.ui.app import PlayerApp  # noqa: E402
from player.ui.window import Player  # noqa: E402

seen: dict[str, object] = {"steps": [], "titles": []}
steps = seen["steps"]
MEMORY = OUT / "map"


def painting(number: int) -> np.ndarray:
    """A picture of its own for each part; a real one where the caller gives a folder of stills."""
    stills = sorted(Path(os.environ["STILLS"]).glob("*.png")) if "STILLS" in os.environ else []
    if stills:
        return np.ascontiguousarray(cv2.imread(str(stills[number % len(stills)]))[..., ::-1])
    sheet = np.zeros((360, 640, 3), np.uint8)
    sheet[:] = ((60 + 50 * number) % 255, (150 + 90 * number) % 255, (220 + 35 * number) % 255)
    cv2.circle(sheet, (120 + 90 * number, 180), 70, (240, 230, 210), -1, cv2.LINE_AA)
    return sheet


def said(text: str, speaker: str = "", kind: str = "line") -> tuple[Caption, ...]:
    return (Caption(start=6_000, duration=60_000, text=text, speaker=speaker, kind=kind),)


parts = [
    ScriptedPart(
        picture=painting(0),
        seconds=1.6,
        title="The shivering parcel",
        captions=said("Keep the lid on, and never read it the address.", "Wren"),
    ),
    ScriptedPart(
        picture=painting(1),
        seconds=1.6,
        title="Filed by feeling",
        captions=said("The rain had been posted twice, and nobody had signed for it.", kind="narration"),
    ),
    ScriptedPart(
        picture=painting(2), seconds=1.2, title="Kite string", choice=question(1, "Now what?", "Let go", "Hold on")
    ),
    ScriptedPart(
        picture=painting(3), seconds=6.0, title="Let go", option=1, captions=said("It knew the way.", "Odile")
    ),
    ScriptedPart(picture=painting(4), seconds=6.0, title="Held", option=2),
]
feed = RehearsalFeed(OUT, parts, size=Size(width=640, height=360))


class Filmers:
    """Stands for who makes films: one is a third made as soon as it is asked for."""

    share = None

    def begin(self, mark, name):
        seen["filmed"] = [mark.event, name]
        self.share = 0.34
        return ""

    def give_room(self, free): ...

    def news(self): ...

    def close(self): ...


options = LiveOptions(title="The Weather Post", silent=True, memory=MEMORY, pictures=OUT / "pictures", films=Filmers)
live = LivePlayer(feed, options)
feed.tell = live.hear
feed.start()
live.start()
player = Player(leave=lambda: app.stop())
app = PlayerApp(player)
waited = {"turns": 0}


def shot(name: str) -> None:
    sheet = np.frombuffer(glReadPixels(0, 0, *SIZE, GL_RGB, GL_UNSIGNED_BYTE), np.uint8)
    cv2.imwrite(str(OUT / f"{name}.png"), sheet.reshape(SIZE[1], SIZE[0], 3)[::-1, :, ::-1])


def after(turns: int) -> bool:
    """Whether so many turns have passed since the last step: for animations to be over."""
    waited["turns"] += 1
    if waited["turns"] < turns:
        return False
    waited["turns"] = 0
    return True


def watch(_elapsed: float) -> None:
    view = live.view()
    if view.scene_title and view.scene_title not in seen["titles"]:
        seen["titles"].append(view.scene_title)
    if not steps and player.cards.is_open:
        player.key("1", "1", [])
        steps.append("picked")
    elif steps == ["picked"] and view.scene_title == "Let go" and live.playback.playhead() > 5.6 * 48_000:
        player.key("h", "h", [])
        steps.append("lines")
    elif steps[-1:] == ["lines"] and after(40):
        shot("said")
        seen["lines"] = list(player.back.said.lines)
        player.key("escape", "", [])
        player.key("g", "g", [])
        steps.append("map")
    elif steps[-1:] == ["map"] and after(40):
        shot("map")
        story = live.memory.map
        seen["map"] = [[s.title, s.words] for s in story.stretches.values()]
        seen["stills"] = sum(live.memory.still(number) is not None for number in story.stretches)
        seen["paused"] = str(live.state.phase)
        player.key("s", "s", [])
        steps.append("film")
    elif steps[-1:] == ["film"] and after(40):
        shot("film")
        stub = next(n for n, spot in enumerate(player.back.map.spots) if spot.option)
        player.back.map.focus = stub
        steps.append("stub")
    elif steps[-1:] == ["stub"] and after(40):
        shot("stub")
        player.key("enter", "", [])
        seen["visits"] = [[mark.event, choice, option] for mark, choice, option in feed.visits]
        steps.append("gone")
    elif steps[-1:] == ["gone"] and after(30):
        player.key("s", "s", [])
        player.key("]", "]", [])
        seen["speed"] = live.view().speed
        player.key("?", "?", ["shift"])
        steps.append("help")
    elif steps[-1:] == ["help"] and after(40):
        shot("help")
        player.key("escape", "", [])
        touch = UnitTestTouch(SIZE[0] / 2, SIZE[1] / 2)
        player.key("g", "g", [])
        steps.append("mouse")
        seen["touch"] = [touch.x, touch.y]
    elif steps[-1:] == ["mouse"] and after(40):
        from player.ui.story_map_paint import spot_rect

        screen = player.back.map
        rect = spot_rect(screen._painting(), screen.spots[1])
        touch = UnitTestTouch(rect.centerX(), SIZE[1] - rect.centerY())
        touch.touch_down()
        touch.touch_up()
        seen["clicked"] = [not screen.is_open, str(live.state.phase)]
        steps.append("recap")
        player.back.recap.play("The Weather Post", RECAP(), live.memory.still, lambda: seen.update(recap_over=True))
    elif steps[-1:] == ["recap"] and after(75):
        shot("recap")
        player.key("spacebar", " ", [])
        seen["pictures"] = [path.suffix for path in (OUT / "pictures").iterdir()]
        app.stop()


def RECAP():  # noqa: N802
    from player.story_map import recap_of

    return recap_of(live.memory.map)


Clock.schedule_once(lambda _: player.attach(live), 0)
Clock.schedule_interval(watch, 0)
Clock.schedule_once(lambda _: app.stop(), 240)
app.run()
live.close()
again = LivePlayer(RehearsalFeed(OUT, parts), options)
seen["after_restart"] = [[s.title, s.words] for s in again.memory.map.stretches.values()]
seen["stills_after_restart"] = sum(again.memory.still(number) is not None for number in again.memory.map.stretches)
print(json.dumps(seen))
