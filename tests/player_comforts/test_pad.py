"""Gamepad and fingers: what stands for which key."""

from __future__ import annotations

import pytest

from player.ui.keymap import Deed, KeyMap
from player.ui.pad import BUTTONS, FULL, HAT, Sticks, gesture, split, tapped_twice


def deed_of(key: str, *, choosing: bool = False) -> Deed | None:
    name, modifiers = split(key)
    return KeyMap().deed(name, modifiers, typed=name if len(name) == 1 else "", choosing=choosing)


def test_every_button_does_something():
    """No button of a pad is dead, and the cross moves the focus of a question."""
    assert None not in [deed_of(key) for key in BUTTONS.values()]
    assert {deed_of(key, choosing=True) for key in HAT.values()} == {Deed.FOCUS_NEXT, Deed.FOCUS_BEFORE}
    assert deed_of(BUTTONS[0]) is Deed.CONFIRM
    assert deed_of(BUTTONS[2]) is Deed.WISH


def test_a_stick_counts_once_until_it_comes_back():
    """Leaning it for long is one step, not sixty a second."""
    sticks = Sticks()
    moved = [sticks.moved(0, round(share * FULL)) for share in (0.2, 0.7, 0.9, 0.5, 0.7, 0.1, -0.8, 0.0, 0.9)]
    assert moved == ["", "right", "", "", "", "", "left", "", "right"]
    assert sticks.moved(9, FULL) == ""
    assert split(sticks.moved(2, -FULL)) == ("tab", ["shift"])


@pytest.mark.parametrize(
    ("dx", "dy", "key"),
    [(300, 20, "l"), (-300, 20, "j"), (10, 200, "/"), (10, -200, "escape"), (20, 20, ""), (200, 190, "")],
)
def test_a_finger_sweeps(dx, dy, key):
    """Sideways through time, up for a wish, down for back; a small or slanting move is no gesture."""
    assert gesture(dx, dy, 1280) == key


def test_a_double_tap_goes_back_pauses_or_goes_on():
    """By the third of the window in which it falls."""
    assert [deed_of(tapped_twice(share)) for share in (0.1, 0.5, 0.9)] == [Deed.BACK_10, Deed.PAUSE, Deed.FORWARD_10]


def test_chords_are_taken_apart():
    """A plus sign is a key of its own."""
    assert [split(key) for key in ("a", "+", "shift+tab")] == [("a", []), ("+", []), ("tab", ["shift"])]
