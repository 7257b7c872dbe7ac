"""Type twice as large: nothing is cut, nothing lies outside or over something else, in either language."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from player.ui import manner
from player.ui.paint import Run, TextStyle, text_block, width_of

REHEARSAL = Path(__file__).parent / "large_rehearsal.py"


@pytest.fixture(scope="module")
def seen(tmp_path_factory):
    """What one walk through every page showed."""
    folder = tmp_path_factory.mktemp("large")
    done = subprocess.run([sys.executable, REHEARSAL, folder], capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


def test_every_page_is_opened(seen):
    """Eight pages, eight groups of settings and four states in company, in two languages."""
    assert len(seen["pages"]) == 40


def test_nothing_that_can_be_pressed_lies_outside_or_over_another(seen):
    """Pages grow downwards, where they scroll, and never sideways."""
    assert seen["outside"] == []


def test_no_words_are_cut(seen):
    """Text wraps instead of ending in dots."""
    assert seen["cut"] == []


def test_what_has_the_focus_is_scrolled_into_sight(seen):
    """On every page of the settings, however long it is, in a window of 480 lines."""
    assert seen["unseen"] == []


@pytest.fixture
def easier():
    """Letters for readers with dyslexia, for the length of a test."""
    manner.NOW.easy = True
    yield
    manner.NOW.easy = False


def test_easier_letters_stand_wider_and_lose_their_serifs(easier):
    """Italics and serifs become upright plain letters, set apart; what is measured is what is painted."""
    text, size = "Keep the lid on", 40.0
    wide = width_of(text, "serif_italic", size)
    assert wide == width_of(text, "medium", size)
    painted = text_block([[Run(text, "serif_italic")]], TextStyle(size=size))
    columns = painted[..., 3].any(axis=0).nonzero()[0]
    assert 0.9 * wide < columns[-1] - columns[0] < wide
    manner.NOW.easy = False
    assert width_of(text, "medium", size) < 0.92 * wide
