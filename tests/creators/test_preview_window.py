"""A preview in its window: what is saved is taken up though nothing could be begun, and the help tells its keys."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from player.ui.keymap import KeyMap
from player.ui.preview_keys import CAPS, HELP
from player.words import words_in

REHEARSAL = Path(__file__).parent / "preview_rehearsal.py"


def test_a_first_show_that_failed_is_followed_until_it_can_be_told(tmp_path: Path) -> None:
    """The story is saved again: the show begins, its bar is there, what failed is gone, and `?` tells its keys."""
    done = subprocess.run(
        [sys.executable, REHEARSAL, tmp_path / "home"], capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    seen = json.loads(done.stdout.splitlines()[-1])
    assert seen["begun"] == 2
    assert (seen["bar"], seen["failure"], seen["ended"]) == (True, "", "")
    texts = words_in("en")
    assert all(f"{texts.aloud(cap)}, {texts(f'preview.do_{deed}')}." in seen["help"] for cap, deed in CAPS)


def test_a_key_that_a_preview_has_is_told_once() -> None:
    """PgUp and PgDn go through lines there: the help tells no second use of them."""
    plain, told = KeyMap().help(), KeyMap().help((HELP,))
    assert told[0] == HELP
    assert [heading for heading, _ in told[1:]] == [heading for heading, _ in plain]
    caps = [cap for _, rows in told for keys, _ in rows for cap in keys]
    assert all(caps.count(cap) == 1 for cap, _ in CAPS)
    assert {text for _, rows in plain for _, text in rows} - {text for _, rows in told for _, text in rows} == {"scene"}
