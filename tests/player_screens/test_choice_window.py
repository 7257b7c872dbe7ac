"""Every form of a choice in the real window: by key, arrows, mouse, finger and pad, with pictures that come late."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

REHEARSAL = Path(__file__).parent / "forms_rehearsal.py"
FORMS = {"cards": "PlainCards", "map": "MapForm", "letter": "LetterForm", "scale": "ScaleForm"}
MEANS = ("key", "arrows", "mouse", "finger", "pad")


@pytest.fixture(scope="module")
def seen(tmp_path_factory):
    """What one evening of twenty questions showed."""
    folder = tmp_path_factory.mktemp("forms")
    done = subprocess.run([sys.executable, REHEARSAL, folder], capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


def test_every_form_is_answered_by_every_means(seen):
    """The second option is taken, whatever the form and whatever is in hand; a map's picture counts as its card."""
    assert "stuck" not in seen
    assert seen["answered"] == [[form, means, 2] for form in FORMS for means in MEANS]


def test_forms_are_those_that_were_asked_for(seen):
    """A window of 960 × 540 has room for each."""
    assert seen["forms"] == [name for name in FORMS.values() for _ in MEANS]


def test_arrows_mouse_and_pad_move_the_focus(seen):
    """From the default, the first, to the second."""
    assert seen["focused"] == [2] * 12


def test_cards_do_not_wait_for_pictures(seen):
    """Four were answered before a picture had come, in the others it faded in."""
    assert len(seen["faded"]) == 16


def test_captions_are_lifted_above_every_form(seen):
    """What is told to captions reaches over everything that the form shows."""
    assert seen["lifted"] == [True] * 20
