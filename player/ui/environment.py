"""What Kivy must find in the environment before it is imported.

It imports nothing of Kivy; call `prepare` once, before the window module is imported.
"""

from __future__ import annotations

import logging
import os
import sys
from pathlib import Path


def prepare(home: Path, size: tuple[int, int] = (1280, 720), *, off_screen: bool = False) -> bool:
    """Set Kivy's environment with its files below `home`; whether the window of `size` will be off-screen."""
    hidden = off_screen or not has_display()
    settings = {
        "KIVY_NO_ARGS": "1",  # else Kivy eats our own options
        "KIVY_NO_CONSOLELOG": "1",
        "KIVY_LOG_MODE": "PYTHON",  # else Kivy takes stderr and swallows our errors
        "KIVY_NO_FILELOG": "1",
        "KIVY_HOME": str(home / "kivy"),
        "KIVY_WINDOW": "sdl2",
        "KIVY_CLIPBOARD": "dummy" if hidden else "sdl2",
        "KCFG_GRAPHICS_MULTISAMPLES": "0",  # anti-aliasing of the whole window doubles the cost (measured)
        "KCFG_GRAPHICS_MAXFPS": "60",
        "KCFG_GRAPHICS_WIDTH": str(size[0]),  # the off-screen driver cannot be resized later
        "KCFG_GRAPHICS_HEIGHT": str(size[1]),
        "KCFG_INPUT_MOUSE": "mouse,disable_multitouch",
        "KCFG_KIVY_EXIT_ON_ESCAPE": "0",
        "KCFG_KIVY_LOG_LEVEL": "error",
    }
    (home / "kivy").mkdir(parents=True, exist_ok=True)
    os.environ.update(settings)
    quiet = logging.getLogger("kivy")  # its tries and failures to find a clipboard are nobody's business
    quiet.addHandler(logging.NullHandler())
    quiet.propagate = False
    if hidden:
        os.environ["SDL_VIDEODRIVER"] = "offscreen"
    return hidden


def has_display() -> bool:
    """Whether a window could be seen by somebody."""
    if sys.platform in {"darwin", "win32"}:
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
