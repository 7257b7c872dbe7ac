"""The gamepad and the finger: buttons, sticks and gestures as the keys that they stand for.

It knows no toolkit: `PlayerApp` hands on what Kivy tells of joysticks and touches.
"""

from __future__ import annotations

from dataclasses import dataclass, field

BUTTONS = {
    0: "enter", 1: "escape", 2: "/", 3: "g", 4: "pageup", 5: "pagedown", 6: "?", 7: "spacebar", 8: "c", 9: "i",
}  # fmt: skip
"""Keys of the buttons A, B, X, Y, left and right shoulder, Back, Start and both sticks, in SDL's usual order."""
HAT = {(-1, 0): "left", (1, 0): "right", (0, 1): "up", (0, -1): "down"}
"""Keys of the cross."""
STICKS = {0: ("left", "right"), 1: ("up", "down"), 2: ("shift+tab", "tab")}
"""Keys of an axis towards its low and its high end; SDL counts downwards."""
FULL = 32767
"""An axis at its end."""
LEANS, RESTS = 0.6, 0.35
"""A stick counts beyond the first share of its way, and again once it was below the second."""
SWIPE = 0.12
"""Share of the window's width by which a finger must move, so that it was no tap."""


@dataclass(slots=True)
class Sticks:
    """Turns axes into single key presses."""

    _leaning: dict[int, int] = field(default_factory=dict)

    def moved(self, axis: int, value: int) -> str:
        """The key of an axis that was moved to `value`; "" = none, or none again yet."""
        if axis not in STICKS:
            return ""
        share = value / FULL
        before = self._leaning.get(axis, 0)
        now = 0 if abs(share) < RESTS else before if abs(share) < LEANS else (1 if share > 0 else -1)
        self._leaning[axis] = now
        return STICKS[axis][now > 0] if now and now != before else ""


def split(key: str) -> tuple[str, list[str]]:
    """A key's name and its modifiers."""
    *modifiers, name = key.split("+") if len(key) > 1 else (key,)
    return name, list(modifiers)


def gesture(dx: float, dy: float, width: float) -> str:
    """The key of a finger that moved by dx, dy pixels on a window `width` wide: "" = it was a tap."""
    least = SWIPE * width
    if abs(dx) >= least and abs(dx) > 1.5 * abs(dy):
        return "l" if dx > 0 else "j"
    if abs(dy) >= least * 0.7 and abs(dy) > 1.5 * abs(dx):
        return "/" if dy > 0 else "escape"
    return ""


def tapped_twice(share: float) -> str:
    """The key of a double tap at a share 0–1 of the window's width: back, pause, on."""
    return "j" if share < 1 / 3 else "l" if share > 2 / 3 else "spacebar"
