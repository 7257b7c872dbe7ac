"""A rehearsal in a real (off-screen) window, run by `test_window.py` in a process of its own.

Prints one JSON object with what was seen; the window must not be opened inside the test process.
"""

import json
import sys
from pathlib import Path

OUT = Path(sys.argv[1])
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from player.ui.environment import prepare  # noqa: E402

SIZE = (640, 360)
prepare(OUT, SIZE, off_screen=True)

import av  # noqa: E402
import cv2  # noqa: E402
import numpy as np  # noqa: E402
from kivy.clock import Clock  # noqa: E402
from kivy.core.window import Window  # noqa: E402
from kivy.graphics.opengl import GL_RGB, GL_UNSIGNED_BYTE, glReadPixels  # noqa: E402
from kivy.tests.common import UnitTestTouch  # noqa: E402

from generators.media import Size  # noqa: E402
from generators.timed import Caption  # noqa: E402
from player.live_options import LiveOptions  # noqa: E402
from player.live_player import LivePlayer  # noqa: E402
from player.playback.core import EARLY  # noqa: E402
from player.playback.rehearsal import RehearsalFeed, ScriptedPart, question  # noqa: E402
from player.ui.app import PlayerApp  # noqa: E402
from player.ui.window import Player  # noqa: E402
from story_engine.time import VIDEO_FRAME  # noqa: E402

seen: dict[str, object] = {"captions": [], "steps": []}


def painting() -> np.ndarray:
    """Smooth colours with edges: everything a shader can get wrong shows."""
    y, x = np.mgrid[0:720, 0:1280].astype(np.float32)
    sheet = np.stack([x / 1280 * 200 + 30, y / 720 * 180 + 40, 220 - x / 1280 * 160], axis=2)
    cv2.circle(sheet, (900, 250), 120, (240, 200, 60), -1, cv2.LINE_AA)
    cv2.rectangle(sheet, (100, 300), (500, 600), (180, 40, 50), -1)
    return sheet.astype(np.uint8)


def screenshot() -> np.ndarray:
    pixels = np.frombuffer(glReadPixels(0, 0, *SIZE, GL_RGB, GL_UNSIGNED_BYTE), np.uint8)
    return pixels.reshape(SIZE[1], SIZE[0], 3)[::-1]


picture = painting()
panorama = np.hstack([picture, picture[:, ::-1]])  # a camera goes 25 pixels a frame along it: no two frames are alike
spoken = Caption(start=12_000, duration=72_000, text="Keep the lid on, and never read it the address.", speaker="Wren")
parts = [
    ScriptedPart(picture=panorama, seconds=1.5, title="First"),
    ScriptedPart(picture=picture, seconds=1.5, title="Spoken", captions=(spoken,)),
    ScriptedPart(picture=picture, seconds=1.0, title="Asked", choice=question(1, "Now what?", "left", "right")),
    ScriptedPart(picture=picture[::-1], seconds=6.0, title="Left", option=1),
    ScriptedPart(picture=picture[:, ::-1], seconds=8.0, title="Branch", option=2),
]
feed = RehearsalFeed(OUT, parts, size=Size(width=SIZE[0], height=SIZE[1]))
live = LivePlayer(feed, LiveOptions(title="Rehearsal", silent=True))
feed.tell = live.hear
feed.start()


def play(_elapsed: float) -> None:
    live.start()
    player.attach(live)


player = Player(leave=lambda: app.stop())
app = PlayerApp(player)


def compare() -> None:
    """The screen against the decoded frame that is due, by an independent conversion."""
    shot = screenshot()
    wanted = live.playback.shown.image.reformat(
        format="rgb24", src_colorspace="ITU709", src_color_range="MPEG", dst_color_range="JPEG"
    ).to_ndarray()
    seen["difference"] = float(np.abs(shot.astype(int) - wanted.astype(int)).mean())
    seen["behind_ms"] = (live.playback.playhead() - live.playback.shown.at) / 48
    frames = on_file(live.playback.shown.segment.path)
    apart = [float(np.abs(shot.astype(int) - frame).mean()) for frame in frames]
    seen["file_difference"], seen["file_frame"] = min(apart), int(np.argmin(apart))
    seen["drawn_frame"] = (live.playback.shown.at - live.playback.shown.segment.start) // VIDEO_FRAME
    cv2.imwrite(str(OUT / "film.png"), shot[..., ::-1])


def on_file(path: Path) -> list[np.ndarray]:
    """Every picture of a segment's file, decoded afresh, RGB."""
    with av.open(str(path)) as film:
        return [
            frame.reformat(
                format="rgb24", src_colorspace="ITU709", src_color_range="MPEG", dst_color_range="JPEG"
            ).to_ndarray()
            for frame in film.decode(video=0)
        ]


def compare_standing() -> None:
    """While it is paused the playhead stands: which picture of the file is seen, and which one is due there."""
    shown, shot = live.playback.shown, middle(screenshot())
    apart = [float(np.abs(shot - middle(frame)).mean()) for frame in on_file(shown.segment.path)]
    seen["standing_frame"] = int(np.argmin(apart))
    # A picture is shown a quarter of a screen refresh early: one may stand that is due within it.
    seen["standing_due"] = (live.playback.playhead() + EARLY - shown.segment.start) // VIDEO_FRAME
    player.key("spacebar", " ", [])
    seen["steps"].append("went on")


def middle(sheet: np.ndarray) -> np.ndarray:
    """The middle of a picture, which controls leave alone, in a size in which a drift counts little."""
    small = cv2.resize(np.ascontiguousarray(sheet), SIZE, interpolation=cv2.INTER_AREA).astype(int)
    return small[90:270, 60:580]


def compare_branch() -> None:
    """The screen against each picture that could be on it now."""
    shot = middle(screenshot())
    for name, sheet in (("asked", picture), ("left", picture[::-1]), ("right", picture[:, ::-1])):
        seen[f"like_{name}"] = float(np.abs(shot - middle(sheet)).mean())
    cv2.imwrite(str(OUT / "branch.png"), screenshot()[..., ::-1])


def on_branch_flip(_window: object) -> None:
    """Once the branch has played for a second, the cards have gone and the film has its full light."""
    shown = live.playback.shown
    clear = player.film.light > 0.985 and not player.cards.is_open
    if not clear or shown is None or shown.segment.timed.part.scene.title != "Branch":
        return
    if shown.at < shown.segment.start + 48_000:
        return
    compare_branch()
    seen["steps"].append("branch seen")
    Window.unbind(on_flip=on_branch_flip)


def watch(_elapsed: float) -> None:
    """The script: one step after another, each when its moment has come."""
    steps = seen["steps"]
    view = live.view()
    for line in view.caption.lines:
        if line not in seen["captions"]:
            seen["captions"].append(line)
    if not steps:
        if live.playback.shown and live.playback.playhead() > 24_000:
            steps.append("film")
            compare_on_flip()
    elif steps[-1] == "compared":
        player.key("spacebar", " ", [])
        steps.append("standing")
        Clock.schedule_once(lambda _: compare_standing(), 0.5)
    elif steps[-1] == "went on" and "caption" not in steps and player.captions.width > 50:
        steps.append("caption")
        seen["speaker"] = view.caption.speaker
    elif player.cards.is_open and "clicked" not in steps:
        card = player.cards._cards[1] if player.cards._cards else None
        if card is not None and card.opacity > 0.95:
            steps.append("clicked")
            touch = UnitTestTouch(*player.cards.card_centre(2))
            touch.touch_down()
            touch.touch_up()
            seen["picked_at_once"] = list(feed.picked)
            Window.bind(on_flip=on_branch_flip)
    elif steps[-1] == "branch seen":
        steps.append("branch")
        player.key("/", "/", [])
        player.wish.type("let it snow")
        player.wish.send()
        player.key("u", "u", [])
        player.key("spacebar", " ", [])
    elif "branch" in steps and view.toast is not None and "paused" not in steps:
        steps.append("paused")
        seen["toast"] = view.toast.text
        seen["phase"] = str(view.phase)
        player.moved(5.0, 5.0)
        Clock.schedule_once(lambda _: finish(), 1.2)


def compare_on_flip() -> None:
    def on_flip(_window: object) -> None:
        if player.hud.opacity == 0.0 and not player.waiting.is_shown and player.waiting.opacity == 0.0:
            compare()
            seen["drawn"] = drawn()
            seen["steps"].append("compared")
            Window.unbind(on_flip=on_flip)

    player._touched = -1e9  # the controls are not part of this comparison
    Window.bind(on_flip=on_flip)


def drawn() -> list[str]:
    """Names of the parts that the window draws."""
    return sorted(type(part).__name__ for part in player.children if part.canvas in player.canvas.children)


def finish() -> None:
    seen["drawn_paused"] = drawn()
    seen["picked"] = feed.picked
    seen["wishes"] = feed.wishes
    seen["signals"] = [str(kind) for kind in feed.signals]
    seen["underruns"] = live.playback.measures.underruns
    seen["hud"] = player.hud.opacity
    app.stop()


Clock.schedule_once(play, 0)
Clock.schedule_interval(watch, 0)
Clock.schedule_once(lambda _: app.stop(), 240)
app.run()
live.close()
print(json.dumps(seen))
