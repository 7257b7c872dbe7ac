"""A show that was killed goes on where it was: the journal leads to what played, the whereabouts into it."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from generators.media import Size
from player.playback.decoder import Decoder
from player.playback.pcm import PcmQueue, Position
from player.playback.rehearsal import RehearsalFeed, ScriptedPart
from player.whereabouts import FILE, MOST_INTO, Whereabouts, keep_whereabouts, read_whereabouts
from story_engine.time import VIDEO_FRAME, from_seconds

sys.path.insert(0, str(Path(__file__).parents[1] / "pipeline"))

from test_conductor import _Show


@pytest.fixture
def show(tmp_path: Path):
    show = _Show(tmp_path)
    show.conductor.start()
    yield show
    show.conductor.stop()


def test_the_journal_leads_to_what_plays(show: _Show) -> None:
    """While a part plays, the last journal ends where that part begins, so that it is shown again."""
    parts = [show.go_on() for _ in range(4)]
    playing = parts[-1]
    show.until(lambda: show.conductor.journal_ends == playing.start)
    assert show.journals[-1].decode().split("\n")[-1] == parts[-2].timed.part.id


def test_a_pick_is_never_lost(show: _Show) -> None:
    """From the moment of a pick every journal holds it, also while the hold plays on."""
    show.to_hold()
    show.until(lambda: show.last(_opened()))
    count = len(show.journals)
    show.conductor.pick(2)
    show.until(lambda: len(show.journals) > count)
    for _ in range(3):
        show.go_on()
    assert all(b"pick:2" in journal for journal in show.journals[count:])


def _opened() -> type:
    from player.feed import ChoiceOpened

    return ChoiceOpened


def test_playback_begins_inside_of_the_first_part(tmp_path: Path) -> None:
    """With a place to begin at, the first picture and the first sound are those of that place."""
    grey = np.full((90, 160, 3), 90, np.uint8)
    feed = RehearsalFeed(tmp_path, [ScriptedPart(picture=grey, seconds=2.0)], size=Size(width=160, height=90))
    sound = PcmQueue()
    decoder = Decoder(feed, sound, lambda: Position(-1, 0))
    decoder.begin_at = from_seconds(1.0) + 77
    for _ in range(10):
        decoder._turn()
    (first, *_) = decoder.take_due(Position(0, from_seconds(9)))
    assert first.position == Position(0, from_seconds(1.0))
    assert sound.waiting == from_seconds(1.0)
    assert from_seconds(1.0) % VIDEO_FRAME == 0
    decoder.close()


def test_whereabouts_come_back(tmp_path: Path) -> None:
    """What was kept is read again, and says how far inside of the part the viewer was."""
    keep_whereabouts(tmp_path / "show", Whereabouts(journal_ends=96_000, heard=150_000))
    here = read_whereabouts(tmp_path / "show")
    assert here == Whereabouts(journal_ends=96_000, heard=150_000)
    assert here.into == 54_000


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"journal_ends": "x"}', b"\xff\x00", b"[" * 10_000])
def test_damaged_whereabouts_are_as_none(tmp_path: Path, content: bytes) -> None:
    """A torn or hostile file is no reason not to go on."""
    (tmp_path / FILE).write_bytes(content)
    assert read_whereabouts(tmp_path) is None


def test_nonsense_is_bounded() -> None:
    """Nobody is before the part, or an hour inside of it."""
    assert Whereabouts(journal_ends=50, heard=0).into == 0
    assert Whereabouts(journal_ends=0, heard=from_seconds(3600)).into == MOST_INTO
