"""The foyer in a real (off-screen) window."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

REHEARSAL = Path(__file__).parent / "foyer_rehearsal.py"


@pytest.fixture(scope="module")
def seen(tmp_path_factory):
    """What one walk by keyboard showed."""
    folder = tmp_path_factory.mktemp("foyer")
    done = subprocess.run([sys.executable, REHEARSAL, folder], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


def page(seen, name):
    """Title and focus of the page that was noted under `name`."""
    return next((title, focus) for noted, title, focus in seen["pages"] if noted == name)


def test_a_new_viewer_is_asked_for_a_first_taste_and_then_sees_the_library(seen):
    """Postcards come first, once, and what was tapped is liked."""
    assert page(seen, "first start") == ("taste", "card/kitchen")
    assert page(seen, "after the cards") == ("library", "go")
    assert seen["tapped"] > 0.2


def test_the_library_opens_on_its_button_and_goes_down_to_the_rows(seen):
    """The focus waits on "play" and the arrow goes to the first poster."""
    assert page(seen, "library") == ("library", "go")
    assert page(seen, "first row")[1].startswith(("all/", "light/"))
    assert page(seen, "a story") == ("seed", "play")


def test_escape_leads_back_as_far_as_who_is_watching_and_home_again(seen):
    """No page is a dead end."""
    assert page(seen, "who")[0] == "watchers"
    assert page(seen, "back again")[0] == "library"


def test_settings_and_beliefs_are_set_by_keys_and_kept(seen):
    """A switch is switched, a slider moved, a belief removed."""
    assert seen["captions"] is False
    assert -1 <= seen["corrected"][1] <= 1
    assert seen["left"] > 0


def test_a_balance_is_set_by_keys_and_kept_with_the_viewer(seen):
    """Every notch is a decibel, and a voice says where it stands."""
    assert seen["balance"] == [3.0, "Music: +3 dB"]
    assert seen["speech"] == [-4.0, "Speech: −4 dB"]


def test_night_mode_has_a_key_everywhere(seen):
    """On the settings page too; it is kept."""
    assert seen["night"] == [True, False]


def test_a_limited_profile_needs_a_pin_and_profiles_without_limits_ask_for_it(seen):
    """The PIN is chosen with the first limits; a wrong one leads nowhere, the right one in."""
    assert page(seen, "a PIN is chosen")[0] == "pin"
    assert page(seen, "kept")[0] == "watchers"
    assert seen["people"] == [["Ada", False], ["Mia", True]]
    assert page(seen, "without limits")[0] == "pin"
    assert page(seen, "wrong")[0] == "pin"
    assert page(seen, "right")[0] == "library"


def test_a_child_opens_no_door_of_a_grown_up(seen):
    """The PIN comes before what keeps children safe, and before a profile is added, changed or erased."""
    assert page(seen, "a child at the PIN switch")[0] == "pin"
    assert seen["ask_pin"][0] is True
    assert page(seen, "a child gave up")[0] == "settings"
    assert page(seen, "a child adds a profile")[0] == "pin"
    assert page(seen, "a child changes 1")[0] == "pin"
    assert page(seen, "a child changes 2")[0] == "pin"
    assert seen["still"] == [["Ada", False], ["Mia", True]]


def test_a_grown_up_opens_them_until_the_child_goes_on(seen):
    """The right PIN leads back to what was to be set; once the settings are left, it is asked for again."""
    assert page(seen, "a grown-up at the switch")[0] == "settings"
    assert seen["ask_pin"][1] is False
    assert page(seen, "the child again")[0] == "library"
    assert page(seen, "the child at the switch again")[0] == "pin"
    assert seen["wait"] >= 25
    assert page(seen, "the right PIN while it waits")[0] == "pin"
    assert page(seen, "Ada again")[0] == "library"


def test_playing_hands_a_ticket_over_and_keeps_the_poster_up(seen):
    """The screen does not go dark between the library and the show."""
    assert seen["played"][0].endswith("night-exchange")
    assert seen["played"][1] == ""
    assert seen["waits"]


def test_a_show_that_cannot_be_opened_is_left_by_keys(seen):
    """The panel has a way back to the library, and another story plays from there."""
    assert seen["left_failed"] == [False, False]
    assert page(seen, "after a failure") == ("library", "go")
    assert seen["played_again"] == 1


def test_an_empty_library_finds_what_was_put_there(seen):
    """Its button looks again, and the story stands there."""
    assert page(seen, "nothing there") == ("library", "go")
    assert seen["found"] == ["about", "go"]


def test_texts_that_come_by_themselves_are_read_aloud(seen):
    """The greeting, a notice with its remedy, what is waited for, a switch (once), a fault, why nothing is there."""
    heard = seen["heard"]
    assert "wish for something" in heard["greeting"][-1]
    assert "shows every key" in heard["greeting"][-1]
    assert heard["notice"] == ["The sound device has gone. plug it in"]
    assert heard["waiting"] == ["The story begins"]
    assert heard["switch"] == ["Night mode. Q turns it off"]
    assert "name" in heard["no name"][-1]
    assert "Nothing to play yet" in heard["nothing there"][-1]


def test_a_page_that_stands_still_asks_nothing(seen):
    """In two seconds the pictures of the cards in the window are asked for not once, unknown stories ten times."""
    assert seen["standing"]["pictures"] >= 4
    assert (seen["standing"]["loop"], seen["standing"]["still"]) == (0, 0)
    assert 8 <= seen["standing"]["facts"] <= 11


def test_everything_that_takes_the_focus_has_words(seen):
    """A voice can say what is chosen, everywhere."""
    assert seen["spoken"]
    assert all(seen["spoken"])
