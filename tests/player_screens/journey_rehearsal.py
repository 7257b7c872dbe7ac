"""The whole way by one means alone: `journey_rehearsal.py FOLDER keys|fingers|ears|pad` in an off-screen window.

First taste → library → a show with three choices → a wish → the story map → settings → back to the show. "ears" knows
nothing but what was said aloud, and uses the keyboard; "pad" is events of a gamepad alone. Prints one JSON object.
"""

import json
import sys
import time
from pathlib import Path

OUT, MEANS = Path(sys.argv[1]), sys.argv[2]
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from player.ui.environment import prepare  # noqa: E402

SIZE = (640, 360)
prepare(OUT, SIZE, off_screen=True)

import numpy as np  # noqa: E402
from kivy.clock import Clock  # noqa: E402
from kivy.core.window import Window  # noqa: E402
from kivy.tests.common import UnitTestTouch  # noqa: E402
from stand_ins import Ears, no_painter  # noqa: E402

from generators.media import Size  # noqa: E402
from player.foyer.atelier import Atelier  # noqa: E402
from player.foyer.desk import Desk  # noqa: E402
from player.foyer.painter import facts_of  # noqa: E402
from player.live_options import LiveOptions  # noqa: E402
from player.live_player import LivePlayer  # noqa: E402
from player.playback.rehearsal import RehearsalFeed, ScriptedPart, question  # noqa: E402
from player.settings import Settings  # noqa: E402
from player.ui.app import PlayerApp  # noqa: E402
from player.ui.foyer.foyer import Foyer  # noqa: E402
from player.ui.pad import FULL  # noqa: E402
from player.ui.window import Player  # noqa: E402
from profiles.store import EVERY_SEED, Store  # noqa: E402

SEED = Path(__file__).resolve().parents[2] / "assets" / "seeds" / "night-exchange"
PATIENCE_SECONDS = 60.0
seen: dict[str, object] = {"steps": [], "said": []}
said: list[str] = seen["said"]
steps: list[str] = seen["steps"]


def sheet(number: int) -> np.ndarray:
    return np.full((90, 160, 3), (60 + 20 * number, 90, 120), np.uint8)


parts = [ScriptedPart(picture=sheet(0), seconds=0.8, title="Opening")]
for number in (1, 2, 3):
    asked = question(number, f"Question {number}?", f"left {number}", f"right {number}")
    parts.append(ScriptedPart(picture=sheet(number), seconds=0.6, title=f"Asked {number}", choice=asked))
    parts.append(ScriptedPart(picture=sheet(number), seconds=0.6, title=f"Left {number}", option=1))
    parts.append(ScriptedPart(picture=sheet(number), seconds=0.6, title=f"Right {number}", option=2))
parts.append(ScriptedPart(picture=sheet(5), seconds=90.0, title="Afterwards"))
feed = RehearsalFeed(OUT, parts, size=Size(width=160, height=90))
live = LivePlayer(feed, LiveOptions(title="Rehearsal", silent=True, memory=OUT / "map"))
feed.tell = live.hear
feed.start()

settings = Settings(self_voicing=MEANS == "ears", reduced_motion=True)
atelier = Atelier(OUT / "pictures", start=no_painter)  # type: ignore[arg-type]
atelier._facts[str(SEED)] = facts_of(SEED, OUT)
store = Store(OUT / "evershow.db")
desk = Desk(OUT, store, atelier, lambda: [SEED])
desk.settings = settings
desk.enter(store.viewer_or_new("Ada"))


def play(_ticket: object) -> None:
    live.start()
    player.attach(live)


player = Player(
    settings=settings, voice=Ears(said), leave=lambda: app.stop(),
    build_foyer=lambda: Foyer(desk, play, player.accent, over=player),
)  # fmt: skip
app = PlayerApp(player)


# -- the means ---------------------------------------------------------------------------------


A, B, X, Y = 0, 1, 2, 3


def press(*keys: str) -> None:
    for key in keys:
        player.key(key, key if len(key) == 1 else "", [])


def button(number: int) -> None:
    Window.dispatch("on_joy_button_down", 0, number)


def cross(*ways: str) -> None:
    for way in ways:
        Window.dispatch("on_joy_hat", 0, 0, {"left": (-1, 0), "right": (1, 0), "up": (0, 1), "down": (0, -1)}[way])
        Window.dispatch("on_joy_hat", 0, 0, (0, 0))


def lean() -> None:
    """The right stick to its end and back: on to what comes next."""
    for value in (FULL, 0):
        Window.dispatch("on_joy_axis", 0, 2, value)


def write_by_pad(text: str) -> None:
    """Every letter, and what sends it, by way of the keys on the screen."""
    keys = player.wish.keys
    for name in (*text, "enter"):
        row = next(number for number, signs in enumerate(keys.rows) if name in signs)
        while keys.focus[0] != row:
            cross("down" if keys.focus[0] < row else "up")
        while keys.rows[row][keys.focus[1]] != name:
            cross("right" if keys.focus[1] < keys.rows[row].index(name) else "left")
        button(A)


def tap(x: float, y: float) -> None:
    touch = UnitTestTouch(x, y)
    touch.touch_down()
    touch.touch_up()


def drag(x: float, y: float, dx: float, dy: float) -> None:
    touch = UnitTestTouch(x, y)
    touch.touch_down()
    touch.touch_move(x + dx / 2, y + dy / 2)
    touch.touch_move(x + dx, y + dy)
    touch.touch_up()


def reach(name: str, words: str) -> None:
    """Press the tile `name`, of which a voice says `words`."""
    page = player.foyer.page
    if MEANS == "fingers":
        for _ in range(12):
            tile = next(tile for tile in page.tiles if tile.name == name)
            if 0 < tile.center_y < SIZE[1]:
                tap(*tile.center)
                return
            drag(SIZE[0] / 2, SIZE[1] / 2, 0.0, 90.0 if tile.center_y < 0 else -90.0)
            page.tick(0.0)
        raise AssertionError(f"{name} cannot be scrolled to")
    for _ in range(80):
        if words in said[-1] if MEANS == "ears" else page.focused.name == name:
            button(A) if MEANS == "pad" else press("enter")
            return
        lean() if MEANS == "pad" else press("tab")
    raise AssertionError(f"{words} is never said: {said[-80:]}")


def icon(name: str, key: str) -> None:
    """Do what an icon over the film stands for."""
    if MEANS == "fingers":
        if not player._hud_shown:
            tap(SIZE[0] / 2, SIZE[1] * 0.6)
            player._show_hud(True)
        tap(*player.hud.centre(name))
    elif MEANS == "pad":
        for _ in range(40):
            if player._hud_shown and player.hud.focus == name:
                break
            cross("up")
        seen.setdefault("ringed", []).append(player.hud.is_ringed)  # type: ignore[attr-defined]
        button(A)
    else:
        press(key)


def cards_are_there() -> bool:
    return player.cards.is_open and bool(player.cards._cards) and player.cards._cards[-1].opacity > 0.9


def walk():
    player.open_foyer()
    yield lambda: player.foyer.page is not None and player.foyer.page.width > 100
    steps.append(player.foyer.page.title)
    if MEANS == "ears":
        assert "Choose up to three" in said[0], said
    reach("card/coast", "by the evening sea")
    seen["tapped"] = list(player.foyer.page._taps)
    reach("go", "Go on with 1")
    steps.append(player.foyer.page.title)
    yield lambda: any(tile.name == "go" for tile in player.foyer.page.tiles)
    reach("go", "Play")
    yield lambda: live.playback.shown is not None and not player.in_foyer
    steps.append("playing")
    for number in (1, 2, 3):
        yield lambda number=number: cards_are_there() and player.cards._choice.id == number
        if MEANS == "fingers":
            tap(*player.cards.card_centre(2))
        elif MEANS == "keys":
            press("right", "enter") if number == 1 else press("2")
        elif MEANS == "pad":
            cross("right")
            button(A)
        else:
            heard = next(text for text in reversed(said) if f"Question {number}" in text)
            assert f"2: right {number}" in heard, heard
            press("tab")
            assert f"right {number}" in said[-1], said[-1]
            press("enter")
    yield lambda: live.view().scene_title == "Afterwards"
    seen["picked"] = list(feed.picked)
    steps.append("three choices")
    icon("wish", "/")
    assert player.wish.is_open
    if MEANS == "fingers":
        yield lambda: player.wish.keys.opacity > 0.9
        for sign in ("s", "n", "o", "w", "enter"):
            tap(*player.wish.keys.centre(sign))
    elif MEANS == "pad":
        seen["ideas"] = list(player.wish.keys.ideas)
        button(A)
        seen["idea"] = player.wish._input.text
        player.wish._input.text = ""
        cross("up", "up")
        write_by_pad("snow")
    else:
        player.wish.type("snow")
        player.wish.send()
    yield lambda: bool(feed.wishes) and live.view().toast is not None
    seen["wishes"] = list(feed.wishes)
    steps.append("wish")
    icon("map", "g")
    yield lambda: player.back.map.is_open
    if MEANS == "ears":
        assert "Story map" in said[-1], said[-1]
        press("left")
        assert said[-1], said
    steps.append("map")
    if MEANS == "fingers":
        tap(SIZE[0] * 0.2, 20.0)
    elif MEANS == "pad":
        button(B)
    else:
        press("escape")
    assert not player.back.map.is_open
    icon("settings", "o")
    yield lambda: player.in_foyer and player.foyer.page is not None and player.foyer.page.title == "settings"
    reach("group/captions", "Captions")
    reach("set/captions", "Captions: on")
    seen["captions"] = desk.settings.captions
    steps.append("settings")
    reach("back", "Back")
    yield lambda: not player.in_foyer
    steps.append("back")
    if MEANS == "fingers":
        player.open_foyer("edit", viewer=None)
        yield lambda: player.foyer.page.title == "edit" and player.foyer.page.width > 100
        reach("name", "")
        page = player.foyer.page
        yield lambda: page._keys.opacity > 0.9
        seen["field_seen"] = page._field.y >= page._keys.height_above
        for sign in ("m", "i", "a", "enter"):
            tap(*page._keys.centre(sign))
        yield lambda: page._draft.name == "mia"
        seen["named"] = page._draft.name


def run() -> None:
    script, state = walk(), {"until": lambda: True, "since": time.monotonic()}

    def turn(_elapsed: float) -> None:
        if not state["until"]():
            if time.monotonic() - state["since"] > PATIENCE_SECONDS:
                seen["stuck"] = [steps[-1:], str(live.view().phase), said[-3:]]
                app.stop()
            return
        try:
            state["until"], state["since"] = next(script), time.monotonic()
        except StopIteration:
            app.stop()
        except Exception:
            app.stop()
            raise

    Clock.schedule_interval(turn, 0)


run()
app.run()
live.close()
seen["tasted"] = store.taste(desk.viewer, EVERY_SEED) is not None
desk.close()
seen["said"] = [text for text in said if text]
print(json.dumps(seen))
