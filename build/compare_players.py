"""Processor time of our player beside mpv and ffplay on the same film at 854×480 and 1280×720, in one run.

`python build/compare_players.py [--seconds 5] [--json] [--keep FOLDER]` installs nothing (Debian: apt-get install mpv
ffmpeg xvfb). Each plays the same file (H.264 and FLAC, 24 pictures a second, as our segments are) in a window of the
film's size on a virtual display of this run's own, sound to a silent device with a true clock. What counts is user and
system time of the player's process while it plays, per second: starting is left out, the display server too.
Players take turns; what is missing is said and left out.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SIZES = ((854, 480), (1280, 720))
TARGET = 1.5
"""We may take so many times what mpv takes (issue 6)."""
SETTLE_SECONDS = 2.0
"""Playing before the count begins: caches, shaders, the first decoded second."""
READY_SECONDS = 60.0
PICTURE = ROOT / "docs" / "choice.jpg"
PLAYS = "plays"
"""What our player says when its first picture is on screen."""


def main() -> None:
    """Compare, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=5.0, help="how long each is watched")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--keep", type=Path, help="folder in which the films stay for another run")
    parser.add_argument("--play", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--size", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.play:
        _play(options.play, _size(options.size))
        return
    if shutil.which("Xvfb") is None:
        raise SystemExit("no Xvfb to show the players on; apt-get install xvfb")
    with tempfile.TemporaryDirectory() as scratch:
        figures = _compare(options.keep or Path(scratch), options.seconds)
    if options.json:
        print(json.dumps(figures))
        return
    for size, shares in figures.items():
        told = ", ".join(f"{name} {share:.3f}" for name, share in shares.items())
        base = shares.get("mpv")
        ratio = f"; {shares['evershow'] / base:.2f} × mpv (at most {TARGET:g})" if base and "evershow" in shares else ""
        print(f"{size}: cores {told}{ratio}")


def _compare(folder: Path, seconds: float) -> dict[str, dict[str, float]]:
    """Cores each player takes, by size and name."""
    display, server = _display()
    environment = {
        **os.environ, "DISPLAY": display, "SDL_AUDIODRIVER": "dummy", "SDL_VIDEODRIVER": "x11",
        "PYTHONPATH": str(ROOT),
    }  # fmt: skip
    environment.pop("WAYLAND_DISPLAY", None)
    figures: dict[str, dict[str, float]] = {}
    try:
        for size in SIZES:
            film = _film(folder, size, SETTLE_SECONDS * 2 + seconds + 3.0)
            name = f"{size[0]}x{size[1]}"
            figures[name] = {}
            for player, command in _commands(film, size).items():
                if shutil.which(command[0]) is None:
                    print(f"{player} is not installed", file=sys.stderr)
                    continue
                figures[name][player] = round(_measured(command, environment, seconds, ours=player == "evershow"), 4)
    finally:
        server.terminate()
        server.wait(10)
    return figures


def _commands(film: Path, size: tuple[int, int]) -> dict[str, list[str]]:
    name = f"{size[0]}x{size[1]}"
    return {
        "evershow": [sys.executable, str(Path(__file__).resolve()), "--play", str(film), "--size", name],
        "mpv": ["mpv", "--no-config", "--really-quiet", "--ao=null", "--no-osc", f"--geometry={name}+0+0", str(film)],
        "ffplay": ["ffplay", "-hide_banner", "-loglevel", "error", "-x", str(size[0]), "-y", str(size[1]), str(film)],
    }


def _measured(command: list[str], environment: dict[str, str], seconds: float, *, ours: bool) -> float:
    """Cores that a player takes while it plays."""
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        if ours:
            began = time.monotonic()
            assert process.stdout is not None
            for line in process.stdout:
                if line.strip() == PLAYS:
                    break
                if time.monotonic() - began > READY_SECONDS:
                    break
        time.sleep(SETTLE_SECONDS)
        used, at = _used(process.pid), time.monotonic()
        time.sleep(seconds)
        share = (_used(process.pid) - used) / (time.monotonic() - at)
    except OSError as error:
        raise SystemExit(f"{command[0]} ended before it was measured ({error}); try it by hand: {command}") from error
    finally:
        process.kill()
        process.wait(10)
    return share


def _used(pid: int) -> float:
    """User and system seconds of a process with all its threads."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    if fields[0] == "Z":
        raise OSError("it has ended")
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _display() -> tuple[str, subprocess.Popen[str]]:
    """A virtual display, and its server."""
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x720x24", "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=(write,), stderr=subprocess.DEVNULL, text=True)
    os.close(write)
    with os.fdopen(read) as told:
        number = told.readline().strip()
    if not number:
        raise SystemExit("Xvfb did not start; try it by hand: Xvfb :99")
    return f":{number}", server


def _film(folder: Path, size: tuple[int, int], seconds: float) -> Path:
    """The film at a size, drawn unless it is there: a picture of the show under a camera that slides."""
    import cv2
    import numpy as np

    sys.path.insert(0, str(ROOT))
    from generators.media import Size
    from player.playback.rehearsal import drifting, tone, write_segment
    from story_engine.time import FPS, VIDEO_FRAME

    path = folder / f"{size[0]}x{size[1]}" / "part0.mkv"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        read = cv2.imread(str(PICTURE), cv2.IMREAD_COLOR)
        if read is None:
            raise SystemExit(f"{PICTURE} cannot be read; restore it from the repository")
        picture = np.ascontiguousarray(cv2.resize(read, (1600, 900), interpolation=cv2.INTER_AREA)[..., ::-1])
        frames = round(seconds * FPS)
        pictures = drifting(picture, frames, Size(width=size[0], height=size[1]))
        write_segment(path, pictures, tone(frames * VIDEO_FRAME))
    return path


def _play(film: Path, size: tuple[int, int]) -> None:
    """Our player on a film, until somebody ends it."""
    sys.path.insert(0, str(ROOT))
    sys.setswitchinterval(0.001)  # as `evershow play` does
    from player.ui.environment import prepare

    prepare(film.parent / "home", size)
    import av
    import numpy as np
    from kivy.clock import Clock
    from kivy.core.window import Window

    from generators.media import Size
    from player.live_options import LiveOptions
    from player.live_player import LivePlayer
    from player.playback.rehearsal import RehearsalFeed, ScriptedPart
    from player.ui import app as application
    from player.ui.window import Player

    application.SOFTWARE_SIZE = (10_000, 10_000)  # else a software display gets a smaller window than the others have
    with av.open(str(film)) as opened:
        seconds = float(opened.duration or 0) / av.time_base
    grey = np.zeros((2, 2, 3), np.uint8)
    feed = RehearsalFeed(
        film.parent, [ScriptedPart(picture=grey, seconds=seconds)], size=Size(width=size[0], height=size[1])
    )
    live = LivePlayer(feed, LiveOptions(silent=True))
    feed.tell = live.hear
    feed.start()
    player = Player()
    app = application.PlayerApp(player)

    def begin(_elapsed: float) -> None:
        live.start()
        player.attach(live)

    def told(_elapsed: float) -> bool:
        if live.playback.playhead() <= 0:
            return True
        assert tuple(Window.size) == size, f"the window is {Window.size}, not {size}"
        print(PLAYS, flush=True)
        return False

    Clock.schedule_once(begin, 0)
    Clock.schedule_interval(told, 0.1)
    app.run()
    live.close()


def _size(text: str) -> tuple[int, int]:
    width, _, height = text.partition("x")
    return int(width), int(height)


if __name__ == "__main__":
    main()
