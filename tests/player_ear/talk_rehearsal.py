"""A rehearsal of speaking to a show in a real (off-screen) window, run by `test_talk_window.py` in its own process.

Prints one JSON object with what was seen; the window must not be opened inside the test process. The microphone is
played what our own voices say, the recogniser is the real one.
"""

import json
import sys
from pathlib import Path

OUT = Path(sys.argv[1])
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from player.ui.environment import prepare  # noqa: E402

SIZE = (640, 360)
prepare(OUT, SIZE, off_screen=True)

import cv2  # noqa: E402
import numpy as np  # noqa: E402
from kivy.clock import Clock  # noqa: E402
from kivy.core.window import Window  # noqa: E402
from kivy.graphics.opengl import GL_RGB, GL_UNSIGNED_BYTE, glReadPixels  # noqa: E402
from kivy.tests.common import UnitTestTouch  # noqa: E402
from sounds import FakeMicrophone, Speaker, silence  # noqa: E402

from generators.media import Size  # noqa: E402
from player.ear.ear import Ear, State  # noqa: E402
from player.ear.grammar import wish_grammar  # noqa: E402
from player.ear.sphinx import SphinxEar  # noqa: E402
from player.live_player import LiveOptions, LivePlayer  # noqa: E402
from player.playback.rehearsal import RehearsalFeed, ScriptedPart, question  # noqa: E402
from player.settings import Settings  # noqa: E402
from player.shipped import BUILT_IN  # noqa: E402
from player.ui.app import PlayerApp  # noqa: E402
from player.ui.window import Player  # noqa: E402
from story_engine.seed.load import load_world  # noqa: E402

seen: dict[str, object] = {"states": [], "steps": []}
speaker = Speaker(OUT / "speech")
sounds = {text: speaker.said(text) for text in ("let it snow", "number two", "make it rain")}
speaker.close()
rules = wish_grammar(load_world(BUILT_IN / "weather-post"))
grey = np.full((180, 320, 3), 90, np.uint8)
asked = question(1, "Now?", "left", "right", window_seconds=60)
parts = [
    ScriptedPart(picture=grey, seconds=2.0, title="First"),
    ScriptedPart(picture=grey, seconds=2.0, title="Asked", choice=asked),
    ScriptedPart(picture=grey, seconds=90.0, title="Left", option=1),
    ScriptedPart(picture=grey, seconds=90.0, title="Right", option=2),
]
feed = RehearsalFeed(OUT, parts, size=Size(width=320, height=180))
live = LivePlayer(feed, LiveOptions(title="Rehearsal", silent=True))
feed.tell = live.hear
feed.start()
microphones: list[FakeMicrophone] = []
thought: list[int] = []


def microphone():
    """The next one."""
    return microphones.pop(0)


ear = Ear(SphinxEar, microphone)
player = Player(leave=lambda: app.stop(), ear=ear, wishes=lambda: rules)
app = PlayerApp(player)
player.obey(Settings(language="en"))


def speak(text):
    """Press the key and say something."""
    seen["steps"].append(text)
    press(text)


def press(text):
    """With a microphone that hears it."""
    microphones.append(FakeMicrophone(sounds[text]))
    Window.dispatch("on_key_down", ord("p"), 19, "p", [])
    Window.dispatch("on_key_up", ord("p"), 19)


def taken():
    """A machine that does much else may need longer for the model than the ear waits: then it is said again."""
    outcome = take()
    if outcome is not None and outcome.trouble == "recogniser_failed":
        Clock.schedule_once(lambda _: press(seen["steps"][-1]), 1.0)
    return outcome


take, ear.take = ear.take, taken


def screenshot(name):
    """For who looks at it."""
    pixels = np.frombuffer(glReadPixels(0, 0, *SIZE, GL_RGB, GL_UNSIGNED_BYTE), np.uint8)
    cv2.imwrite(str(OUT / f"{name}.png"), pixels.reshape(SIZE[1], SIZE[0], 3)[::-1, :, ::-1])


def step(_elapsed):
    steps, state = seen["steps"], str(ear.state)
    if ear.state is State.THINKING:
        thought.append(live.playback.playhead())
    if not seen["states"] or seen["states"][-1] != state:
        seen["states"].append(state)
    if not steps:
        if live.playback.playhead() > 12_000:
            speak("let it snow")
    elif steps[-1] == "let it snow":
        if ear.state is State.LISTENING and "line" not in seen:
            seen["line"] = player.talk.is_open and not player.wish.is_open
            Clock.schedule_once(lambda _: screenshot("listening"), 0.3)
        if player.wish.is_open and player.wish.opacity > 0.9:
            screenshot("written")
            seen["written"] = player.wish._input.text
            seen["wished_before_enter"] = list(feed.wishes)
            player.wish.send()
            steps.append("sent")
    elif steps[-1] == "sent" and player.cards.is_open:
        speak("number two")
    elif steps[-1] == "number two" and feed.picked:
        player.obey(Settings(language="en", spoken_wish="at_once"))
        steps.append("picked")
    elif steps[-1] == "picked" and not player.cards.is_open:
        speak("make it rain")
    elif steps[-1] == "make it rain" and len(feed.wishes) == 2:
        seen["box_open_at_once"] = player.wish.is_open
        microphones.append(FakeMicrophone(silence(1.0), refuses="microphone"))
        player.key("p", "p", [])
        steps.append("no microphone")
        Clock.schedule_once(lambda _: esc(), 1.5)


def esc():
    """What is told where there is none; then a word that is taken back."""
    seen["told"] = player.toast._toast.text if player.toast._toast else ""
    seen["remedy"] = player.toast._toast.remedy if player.toast._toast else ""
    microphones.append(FakeMicrophone(sounds["let it snow"]))
    player.key("p", "p", [])
    seen["opened"] = player.talk.is_open
    player.key("escape", "", [])
    seen["closed"] = not player.talk.is_open
    player.key_up("p")
    Clock.schedule_once(lambda _: held(), 2.5)


def held():
    """A key that is held comes again and again, and ends listening when it is let go."""
    microphones.append(FakeMicrophone(np.tile(sounds["let it snow"][:72_000], 8)))
    began = player._now()
    player.talk.pressed(began)
    for number in range(20):
        player.talk.pressed(began + 0.5 + 0.03 * number)
    seen["held_open"] = player.talk.is_open
    player.talk.released(began + 1.2)
    seen["ended_by_release"] = ear._enough.is_set()
    player.talk.close()
    microphones.append(FakeMicrophone(silence(9.0)))
    player.wish.by_finger = True
    player.key("/", "/", [])
    Clock.schedule_once(lambda _: by_finger(), 1.5)


def by_finger():
    """Whoever has no keyboard taps the microphone in the wish's line."""
    screenshot("by_finger")
    touch = UnitTestTouch(*player.wish._mic.center)
    touch.touch_down()
    touch.touch_up()
    seen["tapped"] = player.talk.is_open and not player.wish.is_open
    player.talk.close()
    seen["wishes"], seen["picked"] = list(feed.wishes), list(feed.picked)
    seen["heard_meanwhile"] = len(set(thought))
    app.stop()


def play(_elapsed):
    live.start()
    player.attach(live)


Clock.schedule_once(play)
Clock.schedule_interval(step, 0)
Clock.schedule_once(lambda _: app.stop(), 300)
app.run()
live.close()
ear.close()
print(json.dumps(seen))
