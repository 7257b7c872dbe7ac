"""The keys: which key does what, and how the help screen says it; people can change them in a file.

It knows no toolkit; key names are Kivy's (`Keyboard.keycode_to_string`), with `shift+` or `ctrl+` before them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

Column = tuple[str, tuple[tuple[tuple[str, ...], str], ...]]
"""Of the help: the name of its heading, then keys and the name of what they do. Names with a dot stand for themselves,
others for `help.<name>`."""


class Deed(StrEnum):
    """Everything a key can do."""

    PAUSE = "pause"
    BACK_5 = "back_5"
    FORWARD_5 = "forward_5"
    BACK_10 = "back_10"
    FORWARD_10 = "forward_10"
    BACK_1 = "back_1"
    FORWARD_1 = "forward_1"
    STEP_BACK = "step_back"
    STEP_ON = "step_on"
    SCENE_BEFORE = "scene_before"
    SCENE_AFTER = "scene_after"
    SKIP = "skip"
    SLOWER = "slower"
    FASTER = "faster"
    USUAL_SPEED = "usual_speed"
    LOUDER = "louder"
    SOFTER = "softer"
    MUTE = "mute"
    NIGHT = "night"
    FULL_SCREEN = "full_screen"
    CAPTIONS = "captions"
    CAPTIONS_LARGER = "captions_larger"
    CAPTIONS_SMALLER = "captions_smaller"
    CAPTIONS_SOONER = "captions_sooner"
    CAPTIONS_LATER = "captions_later"
    PICTURE_SOONER = "picture_sooner"
    PICTURE_LATER = "picture_later"
    PICTURE = "picture"
    SLEEP = "sleep"
    INFO = "info"
    KEYS = "keys"
    MAP = "map"
    SAID = "said"
    KEEP = "keep"
    VOICE = "voice"
    DESCRIBE = "describe"
    SETTINGS = "settings"
    LIBRARY = "library"
    PICK_1 = "pick_1"
    PICK_2 = "pick_2"
    PICK_3 = "pick_3"
    PICK_4 = "pick_4"
    FOCUS_NEXT = "focus_next"
    FOCUS_BEFORE = "focus_before"
    CONFIRM = "confirm"
    MORE_TIME = "more_time"
    WISH = "wish"
    TALK = "talk"
    UNDO = "undo"
    LIKE = "like"
    LESS = "less"
    MORE = "more"
    TAKE = "take"
    WILDER = "wilder"
    CALMER = "calmer"
    ESCAPE = "escape"
    QUIT = "quit"


DEFAULTS: Mapping[Deed, tuple[str, ...]] = MappingProxyType(
    {
        Deed.PAUSE: ("spacebar", "k"),
        Deed.BACK_5: ("left",),
        Deed.FORWARD_5: ("right",),
        Deed.BACK_10: ("j",),
        Deed.FORWARD_10: ("l",),
        Deed.BACK_1: ("shift+left",),
        Deed.FORWARD_1: ("shift+right",),
        Deed.STEP_BACK: (",",),
        Deed.STEP_ON: (".",),
        Deed.SCENE_BEFORE: ("pageup",),
        Deed.SCENE_AFTER: ("pagedown",),
        Deed.SKIP: ("n",),
        Deed.SLOWER: ("[",),
        Deed.FASTER: ("]",),
        Deed.USUAL_SPEED: ("backspace",),
        Deed.LOUDER: ("up", "+", "=", "numpadadd"),
        Deed.SOFTER: ("down", "-", "numpadsubstract"),
        Deed.MUTE: ("m",),
        Deed.NIGHT: ("q",),
        Deed.FULL_SCREEN: ("f", "f11"),
        Deed.CAPTIONS: ("c",),
        Deed.CAPTIONS_LARGER: ("shift++", "shift+=", "shift+numpadadd"),
        Deed.CAPTIONS_SMALLER: ("shift+-", "shift+numpadsubstract"),
        Deed.CAPTIONS_SOONER: ("z",),
        Deed.CAPTIONS_LATER: ("x",),
        Deed.PICTURE_SOONER: ("ctrl+-", "ctrl+numpadsubstract"),
        Deed.PICTURE_LATER: ("ctrl++", "ctrl+=", "ctrl+numpadadd"),
        Deed.PICTURE: ("s",),
        Deed.SLEEP: ("y",),
        Deed.INFO: ("i",),
        Deed.KEYS: ("?", "f1", "shift+/"),
        Deed.MAP: ("g",),
        Deed.SAID: ("h",),
        Deed.KEEP: ("ctrl+k",),
        Deed.VOICE: ("v",),
        Deed.DESCRIBE: ("a",),
        Deed.SETTINGS: ("o",),
        Deed.LIBRARY: ("b",),
        Deed.PICK_1: ("1", "numpad1"),
        Deed.PICK_2: ("2", "numpad2"),
        Deed.PICK_3: ("3", "numpad3"),
        Deed.PICK_4: ("4", "numpad4"),
        Deed.FOCUS_NEXT: ("tab",),
        Deed.FOCUS_BEFORE: ("shift+tab",),
        Deed.CONFIRM: ("enter", "numpadenter"),
        Deed.MORE_TIME: ("t",),
        Deed.WISH: ("/",),
        Deed.TALK: ("p",),
        Deed.UNDO: ("ctrl+z",),
        Deed.LIKE: ("u",),
        Deed.LESS: ("d",),
        Deed.MORE: ("e",),
        Deed.TAKE: ("r",),
        Deed.WILDER: ("w",),
        Deed.CALMER: ("shift+w",),
        Deed.ESCAPE: ("escape",),
        Deed.QUIT: ("ctrl+q",),
    }
)
"""The keys that hold unless somebody changes them (facts §2.6)."""
_IN_CHOICE = {
    "left": Deed.FOCUS_BEFORE,
    "up": Deed.FOCUS_BEFORE,
    "right": Deed.FOCUS_NEXT,
    "down": Deed.FOCUS_NEXT,
}
"""While cards are open the arrows move the focus."""
_TYPED = frozenset("?/[],.")
"""Marks that stand on different keys in different countries: what is typed counts, not which key it was."""


@dataclass(frozen=True, slots=True)
class KeyMap:
    """Keys by deed."""

    keys: Mapping[Deed, tuple[str, ...]] = field(default_factory=lambda: DEFAULTS)

    def deed(self, key: str, modifiers: Sequence[str] = (), *, typed: str = "", choosing: bool = False) -> Deed | None:
        """What `key` does; `typed` is the character it gives on this keyboard; None = nothing."""
        of = {name: deed for deed, names in self.keys.items() for name in names}
        if "ctrl" in modifiers or "meta" in modifiers:
            return of.get(f"ctrl+{key}")
        shifted = "shift" in modifiers and typed == key and f"shift+{key}" in of  # told by its key, not what it types
        if typed in _TYPED and typed in of and not shifted:
            return of[typed]
        if choosing and key in _IN_CHOICE:
            return _IN_CHOICE[key]
        if "shift" in modifiers and f"shift+{key}" in of:
            return of[f"shift+{key}"]
        return of.get(key)

    def caps(self, *deeds: Deed) -> tuple[str, ...]:
        """The keys of some deeds as the help writes them: the first of each."""
        return tuple(cap for deed in deeds for cap in _caps(self.keys.get(deed, ("",))[0]))

    def help(self, first: tuple[Column, ...] = ()) -> tuple[Column, ...]:
        """Help in columns. Those of `first` stand before the others, where a key that they have is left out."""
        taken = {cap for _, rows in first for caps, _ in rows for cap in caps}
        told = tuple(
            (heading, tuple((self.caps(*deeds), text) for deeds, text in rows if any(self.keys.get(d) for d in deeds)))
            for heading, rows in _HELP
        )
        return first + tuple(
            (heading, tuple((caps, text) for caps, text in rows if not taken.issuperset(caps)))
            for heading, rows in told
        )


def deed(key: str, modifiers: Sequence[str] = (), *, typed: str = "", choosing: bool = False) -> Deed | None:
    """What `key` does by the defaults."""
    return KeyMap().deed(key, modifiers, typed=typed, choosing=choosing)


_NAMES = {
    "spacebar": "Space",
    "left": "←",
    "right": "→",
    "up": "↑",
    "down": "↓",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "backspace": "Backspace",
    "escape": "Esc",
    "shift": "Shift",
    "ctrl": "Ctrl",
    "numpadadd": "Num +",
    "numpadsubstract": "Num −",
    "-": "−",
}


def _caps(chord: str) -> tuple[str, ...]:
    """The caps of one chord."""
    if not chord:
        return ()
    before, plus, key = chord.rpartition("+")
    if chord.endswith("++"):
        before, plus, key = chord[:-2], "+", "+"
    if not before and plus:
        return ("+",)
    parts = [*before.split("+"), key] if before else [key]
    return (" ".join(_NAMES.get(part, part.upper() if len(part) == 1 else part.capitalize()) for part in parts),)


_D = Deed
_HELP: tuple[tuple[str, tuple[tuple[tuple[Deed, ...], str], ...]], ...] = (
    (
        "watch",
        (
            ((_D.PAUSE,), "pause"),
            ((_D.BACK_5, _D.FORWARD_5), "five"),
            ((_D.BACK_10, _D.FORWARD_10), "ten"),
            ((_D.BACK_1,), "one"),
            ((_D.STEP_BACK, _D.STEP_ON), "frame"),
            ((_D.SCENE_BEFORE, _D.SCENE_AFTER), "scene"),
            ((_D.SLOWER, _D.FASTER), "speed"),
            ((_D.USUAL_SPEED,), "usual"),
            ((_D.SLEEP,), "sleep"),
        ),
    ),
    (
        "see",
        (
            ((_D.FULL_SCREEN,), "full_screen"),
            ((_D.LOUDER, _D.SOFTER), "volume"),
            ((_D.MUTE,), "mute"),
            ((_D.NIGHT,), "night"),
            ((_D.CAPTIONS,), "captions"),
            ((_D.CAPTIONS_LARGER,), "larger"),
            ((_D.CAPTIONS_SOONER, _D.CAPTIONS_LATER), "captions_time"),
            ((_D.PICTURE_LATER,), "picture_time"),
            ((_D.PICTURE,), "picture"),
            ((_D.VOICE,), "voice"),
            ((_D.DESCRIBE,), "describe"),
        ),
    ),
    (
        "steer",
        (
            ((_D.PICK_1, _D.PICK_4), "take"),
            ((_D.FOCUS_NEXT, _D.CONFIRM), "move"),
            ((_D.MORE_TIME,), "more_time"),
            ((_D.WISH,), "wish"),
            ((_D.TALK,), "talk"),
            ((_D.UNDO,), "undo"),
            ((_D.LIKE, _D.LESS), "like"),
            ((_D.MORE,), "more"),
            ((_D.TAKE,), "again"),
            ((_D.WILDER,), "wilder"),
            ((_D.SKIP,), "skip"),
        ),
    ),
    (
        "know",
        (
            ((_D.MAP,), "map"),
            ((_D.SAID,), "said"),
            ((_D.KEEP,), "keep"),
            ((_D.INFO,), "info"),
            ((_D.SETTINGS,), "settings"),
            ((_D.LIBRARY,), "library"),
            ((_D.KEYS,), "keys"),
            ((_D.ESCAPE,), "escape"),
            ((_D.QUIT,), "quit"),
        ),
    ),
)
"""Columns and lines of the help; their texts are `help.<name>` in the tables."""
HELP_NAMES = tuple(name for heading, rows in _HELP for name in (heading, *(text for _, text in rows)))
