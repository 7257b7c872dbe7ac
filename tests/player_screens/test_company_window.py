"""Several people choose to watch together, by whatever means, in a real (off-screen) window."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

REHEARSAL = Path(__file__).parent / "company_rehearsal.py"


@pytest.fixture(scope="module", params=["keys", "fingers", "ears", "pad"])
def seen(request, tmp_path_factory):
    """What one evening by one means showed."""
    folder = tmp_path_factory.mktemp(request.param)
    done = subprocess.run(
        [sys.executable, REHEARSAL, folder, request.param], capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


def test_portraits_are_gathered_and_let_go_again(seen):
    """Who was pressed watches, who was pressed twice does not; a limited profile beside others needs the PIN."""
    assert "watch" not in seen["before"]
    assert "add" not in seen["before"]
    assert seen["after_press"] == "Ben, watches tonight"
    assert seen["pin"] == "pin"
    assert seen["page"] == "library"
    assert seen["company"] == ["Ada", "Mia"]
    assert len(seen["heads"]) == 2


def test_the_childs_time_ends_the_evening_of_both(seen):
    """It counts for both, is told, and a grown-up gives more to whom it ended for."""
    assert seen["minutes"] == 45
    assert seen["time"] == "time_up"
    assert seen["given"] == [30, True]


def test_the_company_goes_on_with_its_show(seen):
    """The wide poster offers what they watched together, each finds it alone marked with the others' names."""
    assert seen["resumed"]
    assert seen["alone"] == [["Ben"], True]
    assert seen["shelf"] == [["Ada"]]


def test_each_has_a_page_of_beliefs_of_their_own(seen):
    """What one corrects is nobody else's."""
    assert len(seen["beliefs"]) == 2
    assert seen["corrected"] == pytest.approx(0.4, abs=0.01)
    assert seen["untouched"]


def test_who_watched_together_last_is_chosen_already(seen):
    """And Esc leads back to one alone."""
    assert seen["again"] == ["Ada, watches tonight", "Ben, does not watch tonight", "Mia, with limits, watches tonight"]
    assert seen["left"]


def test_everything_can_be_heard(seen):
    """The voice says what is asked and who is in."""
    if any(seen["said"]):
        heard = " ".join(seen["said"])
        assert "Who is watching together?" in heard
        assert "Ada, watches tonight" in heard
