"""Answers a question of every form by every means in an off-screen window: `forms_rehearsal.py FOLDER`.

Pictures come late: the cards are answered before, or the pictures fade in. Prints one JSON object.
"""

import json
import sys
import time
from dataclasses import replace
from pathlib import Path

OUT = Path(sys.argv[1])
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from player.ui.environment import prepare  # noqa: E402

SIZE = (960, 540)
prepare(OUT, SIZE, off_screen=True)

import numpy as np  # noqa: E402
from kivy.clock import Clock  # noqa: E402
from kivy.tests.common import UnitTestTouch  # noqa: E402

from generators.media import Size  # noqa: E402
from player.live_options import LiveOptions  # noqa: E402
from player.live_player import LivePlayer  # noqa: E402
from player.playback.rehearsal import RehearsalFeed, ScriptedPart, question  # noqa: E402
from player.settings import Settings  # noqa: E402
from player.ui.app import PlayerApp  # noqa: E402
from player.ui.window import Player  # noqa: E402
from story_engine.plan import Choice, ChoiceForm, Depicted, Look, Spot  # noqa: E402

PATIENCE_SECONDS = 60.0
MEANS = ("key", "arrows", "mouse", "finger", "pad")
PLACES = ("harbour", "wood", "hill")
SPOTS = tuple(
    Spot(id=name, name=name, x=x, y=0.5, links=PLACES, here=name == "hill")
    for name, x in zip(PLACES, (0.0, 0.5, 1.0), strict=True)
)
seen: dict[str, list] = {"answered": [], "forms": [], "focused": [], "faded": [], "lifted": []}
ROUNDS = [(form, means) for form in ChoiceForm for means in MEANS]


def asked(number: int, form: ChoiceForm) -> Choice:
    plain = question(number, f"Question {number}?", "go there", "come here", "stay", window_seconds=60.0)
    options = tuple(
        replace(option, picture=Depicted(kind="place", id=place, name=place, look=Look(asset=place)))
        for option, place in zip(plain.options, PLACES, strict=True)
    )
    return replace(plain, options=options, form=form, spots=SPOTS if form is ChoiceForm.MAP else ())


def sheet(number: int) -> np.ndarray:
    return np.full((90, 160, 3), (60 + 5 * number, 90, 120), np.uint8)


parts = [ScriptedPart(picture=sheet(0), seconds=0.8, title="Opening")]
for number, (form, _) in enumerate(ROUNDS, start=1):
    parts.append(ScriptedPart(picture=sheet(number), seconds=0.5, title=f"Asked {number}", choice=asked(number, form)))
    parts.append(ScriptedPart(picture=sheet(number), seconds=0.5, title=f"After {number}"))
parts.append(ScriptedPart(picture=sheet(5), seconds=60.0, title="Afterwards"))
feed = RehearsalFeed(OUT, parts, size=Size(width=160, height=90))
live = LivePlayer(feed, LiveOptions(title="Rehearsal", silent=True, memory=OUT / "map"))
feed.tell = live.hear
feed.start()

given: set[object] = set()
"""What has been drawn."""


def still(picture: object) -> np.ndarray | None:
    return np.full((90, 160, 3), (200, 120, 40), np.uint8) if picture in given else None


player = Player(settings=Settings(), leave=lambda: app.stop())
player.cards.still = still
app = PlayerApp(player)


def touch(x: float, y: float, *, button: str = "") -> None:
    made = UnitTestTouch(x, y)
    if button:
        made.button, made.profile = button, ["pos", "button"]
    made.touch_down()
    made.touch_up()


def answer(means: str) -> None:
    cards = player.cards
    if means == "key":
        player.key("2", "2", [])
    elif means == "arrows":
        player.key("right", "", [])
        seen["focused"].append(cards.focus)
        player.key("enter", "", [])
    elif means == "mouse":
        player.moved(*cards.card_centre(2))
        seen["focused"].append(cards.focus)
        touch(*cards.card_centre(2), button="left")
    elif means == "finger":  # on the picture, wherever it lies
        card = cards._cards[1]
        box = card.photo.box
        touch(card.x + box.x + box.wide / 2, card.y + box.y + box.high / 2)
    else:
        player.pad("down")
        seen["focused"].append(cards.focus)
        player.pad("enter")


def cards_are_there(number: int) -> bool:
    cards = player.cards
    there = cards.is_open and bool(cards._cards) and cards._cards[-1].opacity > 0.95
    return there and cards._choice.id == number


def walk():
    player.attach(live)
    live.start()
    for number, (form, means) in enumerate(ROUNDS, start=1):
        given.clear()
        yield lambda number=number: cards_are_there(number)
        cards = player.cards
        photos = [card.photo for card in cards._cards]
        seen["forms"].append(type(cards._form).__name__)
        assert all(photo.blank.opacity == 1.0 and photo.still is None for photo in photos)
        top = cards.height_above + SIZE[1] * 0.05
        sheets = [cards._sheet.top - 18] if cards._painted is not None else []
        seen["lifted"].append(max([card.top - 18 for card in cards._cards] + sheets) <= top)
        if means != "key":  # by key it is answered before any picture has come
            given.update(photo.picture for photo in photos)
            yield lambda photos=photos: all(photo.shown.opacity > 0.95 for photo in photos)
            seen["faded"].append(True)
        answer(means)
        yield lambda number=number: len(feed.picked) == number
        seen["answered"].append([str(form), means, feed.picked[-1]])
        yield lambda number=number: not player.cards.is_open
    yield lambda: live.view().scene_title == "Afterwards"


def run() -> None:
    script, state = walk(), {"until": lambda: True, "since": time.monotonic()}

    def turn(_elapsed: float) -> None:
        if not state["until"]():
            if time.monotonic() - state["since"] > PATIENCE_SECONDS:
                seen["stuck"] = [len(feed.picked), str(live.view().phase)]
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
seen["underruns"] = len(feed.underruns)
print(json.dumps(seen))
