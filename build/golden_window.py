"""Plays the golden viewer's three minutes in the real window on a display of its own, and films what the display shows.

`python build/golden_window.py [--out golden-out] [--seconds 186]` leaves `window.mp4` (what is on the display,
with the sound that is played), a contact sheet, the show's log and `window.json`. Needs Xvfb. Exit status 1 when a
point is missed. The wish is typed letter by letter and the option taken by its key, as somebody at a keyboard does.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import struct
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import av
import numpy as np
from av.video.reformatter import VideoReformatter

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from golden import FIRST, RNG, SCRIPT, SECONDS, taste_of  # noqa: E402 - the folder above must be on the path

from generators.media import Size  # noqa: E402
from player.cli.seeds import find_seed  # noqa: E402
from profiles.home import HOME_VARIABLE  # noqa: E402
from story_engine.time import FPS, SAMPLE_RATE, MediaTime, from_seconds, to_seconds  # noqa: E402

if TYPE_CHECKING:
    from player.live_player import LivePlayer
    from player.playback.pcm import PcmQueue
    from player.ui.window import Player

SCREEN = (960, 540)
"""What the window is where OpenGL runs on the processor."""
LETTER_SECONDS = 0.11
"""Between two letters of the wish: somebody who types well."""
BATCH = 60
"""Pictures that are handed to the encoder at a time."""
XWD_WORDS = 25
"""32-bit words of the header of the file in which Xvfb keeps its picture."""
WISH = next(entry for entry in SCRIPT if "wish" in entry)
PICK = next(entry for entry in SCRIPT if "option" in entry)


class Display:
    """The picture of an Xvfb as it is at this moment."""

    def __init__(self, file: Path) -> None:
        with file.open("rb") as opened:
            header = struct.unpack(f">{XWD_WORDS}I", opened.read(4 * XWD_WORDS))
        width, height, stride, colours = header[4], header[5], header[12], header[19]
        whole = np.memmap(file, np.uint8, "r", header[0] + 12 * colours, (height, stride))
        self._pixels = whole[:, : 4 * width].reshape(height, width, 4)
        self._reformatter = VideoReformatter()

    def frame(self) -> av.VideoFrame:
        """It as yuv420p, limited BT.709."""
        seen = av.VideoFrame.from_ndarray(np.ascontiguousarray(self._pixels), format="bgra")
        return self._reformatter.reformat(seen, format="yuv420p", dst_colorspace="ITU709", dst_color_range="MPEG")


class Reel:
    """What was shown and heard, unencoded: the encoder works when the show is over and takes nothing from it."""

    def __init__(self, folder: Path, sound: PcmQueue) -> None:
        self.pictures: list[int] = []
        """When each came on screen, frames of the output."""
        self._sound = sound
        self._tap = sound.tap = deque()
        self._path = folder / ".window.yuv"
        self._file = self._path.open("wb")

    def picture(self, at: float, image: av.VideoFrame) -> None:
        """`image`, yuv420p of SCREEN's size, came on screen when the output had come to frame `at`."""
        self.pictures.append(int(at))
        self._file.write(image.to_ndarray().tobytes())

    def develop(self, film: Path, title: str) -> str:
        """Write it to `film` as a player records; why there is none, "" = it is there."""
        from player.playback.recorder import Recorder

        heard, self._sound.tap = deque(self._tap), None
        slot = SimpleNamespace(tap=None)
        recorder = Recorder(film, slot, title)
        width, height = SCREEN
        self._file.close()
        with self._path.open("rb") as film_of_pixels:
            for first in range(0, len(self.pictures), BATCH):
                batch = self.pictures[first : first + BATCH]
                for at in batch:
                    pixels = np.frombuffer(film_of_pixels.read(width * height * 3 // 2), np.uint8)
                    recorder.picture(at, av.VideoFrame.from_ndarray(pixels.reshape(-1, width), format="yuv420p"))
                # It writes what it has sound for: never more of it than there are pictures.
                while heard and heard[0][0] < batch[-1]:
                    slot.tap.append(heard.popleft())
                while recorder.waiting > BATCH // 2 and not recorder.failed:
                    time.sleep(0.02)
        recorder.close()
        self._path.unlink()
        return recorder.failed


class Viewer:
    """Stands beside the window: types, picks, films, and leaves when the time is over."""

    def __init__(self, display: Display, film: Path, seconds: float) -> None:
        self._display, self._film, self._until = display, film, from_seconds(seconds)
        self._reel: Reel | None = None
        self._due = 0.0
        self._typed = 0
        self._taken = False
        self.failed = ""
        self.figures: dict[str, object] = {}

    def __call__(self, player: Player, live: LivePlayer) -> None:
        """One turn of the display."""
        from player.ui.keymap import Deed

        if self._reel is None:
            self._reel = Reel(self._film.parent, live.playback.sound)
        stream, at = live.playback.output.heard(), live.playback.playhead()
        if live.playback.shown is not None and stream >= self._due:
            self._due = max(self._due + SAMPLE_RATE / FPS, stream - SAMPLE_RATE / FPS)
            self._reel.picture(stream, self._display.frame())
        self._wish(player, at)
        opened = live.opened
        if opened is not None and not self._taken and at >= opened.at + from_seconds(float(PICK["after"])):
            self._taken = player.key(str(PICK["option"]), str(PICK["option"]), [])
        if at >= self._until or live.failed:
            self.failed = live.failed
            self._measure(live, at)
            player.do(Deed.QUIT)

    def close(self) -> None:
        """Write the film."""
        if self._reel is not None:
            self.failed = self._reel.develop(self._film, "The golden three minutes, in the window") or self.failed

    def _wish(self, player: Player, at: MediaTime) -> None:
        """Open the line in time, type, and send it at the second that the script names."""
        words = str(WISH["wish"])
        begins = from_seconds(float(WISH["at"]) - LETTER_SECONDS * (len(words) + 2))
        if at < begins or self._typed > len(words):
            return
        if not player.wish.is_open:
            player.key("/", "/", [])
            return
        due = min(int((at - begins) / from_seconds(LETTER_SECONDS)), len(words))
        if due > self._typed:
            player.wish.type(words[self._typed : due])
            self._typed = due
        elif self._typed == len(words) and at >= from_seconds(float(WISH["at"])):
            player.wish.send()
            self._typed += 1

    def _measure(self, live: LivePlayer, at: MediaTime) -> None:
        measures = live.playback.measures
        self.figures = {
            "seconds": round(to_seconds(at), 1),
            "first_frame_s": round(measures.first_frame_seconds or -1.0, 2),
            "dropped_ratio": round(measures.dropped_ratio, 5),
            "underruns": measures.underruns,
            "av_error_ms_p99": measures.error_ms(99),
        }


@contextlib.contextmanager
def display_of_its_own(folder: Path) -> Iterator[Display]:
    """An Xvfb of which nobody else knows, as DISPLAY of this process."""
    ours, theirs = os.pipe()
    command = ["Xvfb", "-displayfd", str(theirs), "-screen", "0", f"{SCREEN[0]}x{SCREEN[1]}x24", "-fbdir", str(folder)]
    server = subprocess.Popen([*command, "-nolisten", "tcp"], pass_fds=(theirs,), stderr=subprocess.DEVNULL)
    os.close(theirs)
    try:
        with os.fdopen(ours) as told:
            number = told.readline().strip()
        if not number:
            raise SystemExit("Xvfb did not start; install it (apt-get install xvfb)")
        os.environ["DISPLAY"] = f":{number}"
        os.environ.update({"KCFG_GRAPHICS_POSITION": "custom", "KCFG_GRAPHICS_LEFT": "0", "KCFG_GRAPHICS_TOP": "0"})
        yield Display(folder / "Xvfb_screen0")
    finally:
        server.terminate()
        server.wait()


def play(out: Path, display: Display, size: Size, seconds: float) -> dict[str, object]:
    """Watch in the window, and say what was measured; leaves film and log in `out`."""
    from generators.segments.folders import Folders
    from player.cli.play import fast_switching
    from player.crew import begin_crew
    from profiles.home import ready_home

    seed = find_seed(None)
    viewer = Viewer(display, out / "window.mp4", seconds)
    crew = begin_crew(Folders(ready_home()), seed, size=size)
    try:
        from player.compose import LiveChoices, open_place
        from player.session import watch_in_window

        place = open_place()
        place.store.keep_taste(place.store.viewer_or_new("Golden"), seed.name, taste_of(seed, FIRST))
        choices = LiveChoices(size=size, rng_seed=RNG, log=out / "window.jsonl")
        with fast_switching():
            ended = watch_in_window(
                place, "Golden", [seed], choices, crew, at_once=True, full=False, silent=True, beside=viewer
            )
    finally:
        crew.close()
        viewer.close()
    return {**viewer.figures, "failed": viewer.failed or ended}


def points_of(log: Path) -> list[dict[str, object]]:
    """The points of the golden three minutes that a log tells of: what, when, and whether in time."""
    records = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]

    def first(kind: str, note: str = "", after: float = 0.0) -> dict:
        fits = (r for r in records if r["kind"] == kind and r["at"] >= after)
        return next((r for r in fits if not note or any(n.startswith(note) for n in r.get("notes", ()))), {})

    wish, choice, option = first("wish"), first("choice"), first("option")
    branch = round(option["counts_from"] - option["at"], 2) if option else None
    found = (
        ("wish understood", wish.get("at"), 19.8, 20.6, bool(wish.get("understood"))),
        ("choice opens, heads ready", choice.get("at"), 40.0, 60.0, bool(choice.get("heads_ready"))),
        ("branch follows the pick, seconds", branch, 0.0, 2.0, True),
        ("an action fails and matters", first("note", "failure").get("at"), 0.0, 120.0, True),
        ("callback", first("note", "callback", option.get("at", 0.0)).get("at"), 0.0, 165.0, True),
        ("hook", first("note", "hook", 150.0).get("at"), 150.0, 186.0, True),
    )
    return [
        {"what": what, "at": at, "holds": at is not None and early <= at <= late and also}
        for what, at, early, late, also in found
    ]


def main() -> int:
    """Play, film, and tell."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--out", type=Path, default=Path("golden-out"))
    options.add_argument("--seconds", type=float, default=SECONDS)
    options.add_argument("--size", default="854x480")
    given = options.parse_args()
    width, _, height = given.size.partition("x")
    given.out.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault(HOME_VARIABLE, str((given.out / "home").resolve()))
    with tempfile.TemporaryDirectory(prefix="evershow-display-") as folder, display_of_its_own(Path(folder)) as display:
        figures = play(given.out, display, Size(width=int(width), height=int(height)), given.seconds)
    from player.contact_sheet import sheet_of_film

    points = points_of(given.out / "window.jsonl")
    if not figures["failed"]:
        sheet_of_film(given.out / "window.mp4", given.out / "window.png")
    told = {**figures, "points": points}
    (given.out / "window.json").write_text(json.dumps(told, indent=2) + "\n")
    print(json.dumps(told, indent=2))
    whole = given.seconds >= SECONDS
    return 1 if figures["failed"] or (whole and not all(point["holds"] for point in points)) else 0


if __name__ == "__main__":
    sys.exit(main())
