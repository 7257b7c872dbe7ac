"""What kind of window this machine gives: whether there is one, whether it is drawn by the processor, its keys' names.

It knows no widget. Call `environment.prepare` before importing it.
"""

from __future__ import annotations

from collections.abc import Callable

from kivy.core.window import Keyboard, Window
from kivy.graphics.opengl import GL_RENDERER, glGetString

SOFTWARE = ("llvmpipe", "softpipe", "swrast", "SwiftShader")
"""OpenGL on the processor: there every pixel of the window costs time that painting the show needs."""
SOFTWARE_SIZE = (960, 540)


class NoWindow(RuntimeError):
    """No window can be opened: says what to install or which option to use."""


def ensure_window() -> None:
    """Raise NoWindow unless Kivy has opened one."""
    if Window is None:
        raise NoWindow("no window can be opened; install libgl1 and libegl1, or play with --off-screen")


def is_software_gl() -> bool:
    """Whether OpenGL runs on the processor."""
    name = glGetString(GL_RENDERER)
    text = name.decode(errors="replace") if isinstance(name, bytes) else str(name)
    return any(known in text for known in SOFTWARE)


def watch_flips(told: Callable[..., None]) -> None:
    """Have `told` called whenever a drawn picture goes to the screen; it is held weakly."""
    Window.bind(on_flip=told)


def key_name(code: int) -> str:
    """Kivy's name of a key code."""
    return next((name for name, number in Keyboard.keycodes.items() if number == code), "")
