"""The keys: which key does what, and how the help screen says it.

It knows no toolkit; key names are Kivy's (`Keyboard.keycode_to_string`).
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum


class Deed(StrEnum):
    """Everything a key can do."""

    PAUSE = "pause"
    BACK_5 = "back_5"
    FORWARD_5 = "forward_5"
    BACK_10 = "back_10"
    FORWARD_10 = "forward_10"
    BACK_1 = "back_1"
    FORWARD_1 = "forward_1"
    SCENE_BEFORE = "scene_before"
    SCENE_AFTER = "scene_after"
    SKIP = "skip"
    LOUDER = "louder"
    SOFTER = "softer"
    MUTE = "mute"
    FULL_SCREEN = "full_screen"
    CAPTIONS = "captions"
    INFO = "info"
    KEYS = "keys"
    PICK_1 = "pick_1"
    PICK_2 = "pick_2"
    PICK_3 = "pick_3"
    PICK_4 = "pick_4"
    FOCUS_NEXT = "focus_next"
    FOCUS_BEFORE = "focus_before"
    CONFIRM = "confirm"
    MORE_TIME = "more_time"
    WISH = "wish"
    UNDO = "undo"
    LIKE = "like"
    LESS = "less"
    ESCAPE = "escape"
    QUIT = "quit"


_PLAIN = {
    "spacebar": Deed.PAUSE,
    "k": Deed.PAUSE,
    "left": Deed.BACK_5,
    "right": Deed.FORWARD_5,
    "j": Deed.BACK_10,
    "l": Deed.FORWARD_10,
    "pageup": Deed.SCENE_BEFORE,
    "pagedown": Deed.SCENE_AFTER,
    "n": Deed.SKIP,
    "up": Deed.LOUDER,
    "+": Deed.LOUDER,
    "=": Deed.LOUDER,
    "numpadadd": Deed.LOUDER,
    "down": Deed.SOFTER,
    "-": Deed.SOFTER,
    "numpadsubstract": Deed.SOFTER,
    "m": Deed.MUTE,
    "f": Deed.FULL_SCREEN,
    "f11": Deed.FULL_SCREEN,
    "c": Deed.CAPTIONS,
    "i": Deed.INFO,
    "f1": Deed.KEYS,
    "1": Deed.PICK_1,
    "2": Deed.PICK_2,
    "3": Deed.PICK_3,
    "4": Deed.PICK_4,
    "numpad1": Deed.PICK_1,
    "numpad2": Deed.PICK_2,
    "numpad3": Deed.PICK_3,
    "numpad4": Deed.PICK_4,
    "tab": Deed.FOCUS_NEXT,
    "enter": Deed.CONFIRM,
    "numpadenter": Deed.CONFIRM,
    "t": Deed.MORE_TIME,
    "/": Deed.WISH,
    "u": Deed.LIKE,
    "d": Deed.LESS,
    "escape": Deed.ESCAPE,
}
_SHIFT = {"left": Deed.BACK_1, "right": Deed.FORWARD_1, "tab": Deed.FOCUS_BEFORE, "/": Deed.KEYS}
_CONTROL = {"q": Deed.QUIT, "z": Deed.UNDO}
_IN_CHOICE = {
    "left": Deed.FOCUS_BEFORE,
    "up": Deed.FOCUS_BEFORE,
    "right": Deed.FOCUS_NEXT,
    "down": Deed.FOCUS_NEXT,
}
"""While cards are open the arrows move the focus."""


def deed(key: str, modifiers: Sequence[str] = (), *, typed: str = "", choosing: bool = False) -> Deed | None:
    """What `key` does; `typed` is the character it gives on this keyboard; None = nothing."""
    if "ctrl" in modifiers or "meta" in modifiers:
        return _CONTROL.get(key)
    if typed == "?":
        return Deed.KEYS
    if typed == "/":
        return Deed.WISH
    if choosing and key in _IN_CHOICE:
        return _IN_CHOICE[key]
    if "shift" in modifiers and key in _SHIFT:
        return _SHIFT[key]
    return _PLAIN.get(key)


HELP: tuple[tuple[str, tuple[tuple[tuple[str, ...], str], ...]], ...] = (
    (
        "Watch",
        (
            (("Space",), "pause, play"),
            (("←", "→"), "5 seconds back, on"),
            (("J", "L"), "10 seconds back, on"),
            (("PgUp", "PgDn"), "scene before, after"),
            (("F",), "full screen"),
            (("↑", "↓"), "louder, softer"),
            (("M",), "mute"),
            (("C",), "captions"),
        ),
    ),
    (
        "Steer",
        (
            (("1 – 4",), "take an option"),
            (("Tab", "Enter"), "move, confirm"),
            (("T",), "more time to choose"),
            (("/",), "make a wish"),
            (("Ctrl Z",), "take the wish back"),
            (("U",), "more like this"),
            (("D",), "less of this"),
            (("N",), "skip the scene"),
        ),
    ),
    (
        "Know",
        (
            (("I",), "why this scene, figures"),
            (("?",), "these keys"),
            (("Esc",), "back"),
            (("Ctrl Q",), "leave, remember"),
        ),
    ),
)
"""Help in columns: heading, then keys and what they do."""
