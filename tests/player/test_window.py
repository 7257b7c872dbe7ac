"""The window, off-screen: what is on screen, and that a click is followed by that branch."""

from pathlib import Path

import pytest

SCRIPT = Path(__file__).parent / "window_rehearsal.py"


@pytest.fixture(scope="module")
def seen(tmp_path_factory, rehearse):
    """What the rehearsal saw (one run for all tests)."""
    return rehearse(SCRIPT, tmp_path_factory.mktemp("window"))


def test_the_screen_shows_the_frame_at_the_playhead(seen):
    """The screenshot equals the decoded due frame, converted independently, within two grey levels."""
    assert seen["difference"] < 2.0
    assert -5.0 <= seen["behind_ms"] < 1000.0


def test_the_screen_shows_the_files_own_frame(seen):
    """The screenshot is that picture of the segment's file, decoded afresh, which is due; paused, exactly that one."""
    assert seen["file_difference"] < 2.0
    assert seen["file_frame"] == seen["drawn_frame"]
    assert seen["standing_frame"] == seen["standing_due"]


def test_captions_appear_with_their_speaker(seen):
    """Words and name of the segment under the playhead are on screen."""
    assert "caption" in seen["steps"]
    assert " ".join(seen["captions"]) == "Keep the lid on, and never read it the address."
    assert seen["speaker"] == "Wren"


def test_a_click_on_a_card_is_followed_by_that_branch(seen):
    """The second card was clicked: option 2 reaches the feed in the same turn, and its branch's picture is shown."""
    assert seen["picked_at_once"] == [2]
    assert seen["picked"] == [2]
    assert "branch" in seen["steps"]
    assert seen["like_right"] < 16.0
    assert min(seen["like_asked"], seen["like_left"]) > 2 * seen["like_right"] + 5.0


def test_keys_wish_like_and_pause(seen):
    """A wish goes out and is answered, a like is noted, and the space bar pauses with the controls in view."""
    assert seen["wishes"] == ["let it snow"]
    assert seen["toast"]
    assert seen["signals"] == ["like"]
    assert seen["phase"] == "paused"
    assert seen["hud"] > 0.0


def test_what_is_not_seen_is_not_drawn(seen):
    """While only the film is to be seen, nothing but the film and what may come at once is in the canvas."""
    assert seen["drawn"] == ["BackInTime", "CaptionBar", "Cards", "FilmPicture"]
    assert set(seen["drawn"]) < set(seen["drawn_paused"])
    assert "Hud" in seen["drawn_paused"]
