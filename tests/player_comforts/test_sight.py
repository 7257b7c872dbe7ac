"""A window that nobody sees draws nothing while its sound goes on, and is right again on return."""

from pathlib import Path

import pytest

SCRIPT = Path(__file__).parent / "sight_rehearsal.py"


@pytest.fixture(scope="module")
def seen(tmp_path_factory, rehearse):
    """What the rehearsal saw (one run for all tests)."""
    return rehearse(SCRIPT, tmp_path_factory.mktemp("sight"))


def test_hidden_the_show_is_heard_and_neither_decoded_nor_drawn(seen):
    """Nearly three seconds pass for the sound: no picture is decoded and the window is not drawn."""
    assert seen["unseen"]
    assert seen["effort_unseen"] == "unseen"
    assert seen["heard_unseen"] > 2.0
    assert seen["decoded_unseen"] == 0
    assert seen["flips_unseen"] == 0
    assert seen["screensaver"]


def test_on_return_the_first_picture_drawn_is_the_one_that_is_due(seen):
    """The part that is heard is on screen in the first turn, not the one that was left."""
    assert abs(seen["grey_on_return"] - seen["due_on_return"]) < 12


def test_on_battery_power_is_saved_unless_the_viewer_says_otherwise(seen):
    """The figures tell it with the charge; "as always" brings all back."""
    assert seen["effort_battery"] == "saving"
    assert seen["told"]
    assert seen["effort_always"] == "full"


def test_who_wants_it_finds_the_show_where_it_was_left(seen):
    """Without "go on in the background" a minimised show waits, and goes on by itself."""
    assert (seen["waits"], seen["goes_on"]) == ("paused", "playing")
    assert seen["went_on"]
    assert seen["effort_paused"] == "resting"
