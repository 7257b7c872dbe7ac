"""Troubles of those who draw, in the interface's language: the lines as they are really said."""

from __future__ import annotations

import pytest

from generators.errors import SegmentError
from player.feed import Trouble
from player.playback.errors import DamagedSegment
from player.telling import SHAPES, named, trouble_told
from player.words import words_in

SAID = {
    "a render worker died; replacing it": "Ein Zeichenprozess ist gestorben; ein anderer springt ein.",
    "a render worker is stuck; replacing it": "Ein Zeichenprozess hängt; ein anderer springt ein.",
    "render workers keep dying: going on at level card": "level card",
    "segment 3f2a.mkv is damaged on disk; it is rendered again": "3f2a.mkv ist beschädigt",
    "tail 3f2a.tail.wav is cut short; its segment is rendered again": "3f2a.tail.wav ist beschädigt",
    "3f2a.mkv breaks off (End of file); it is rendered again": "3f2a.mkv ist beschädigt",
    "3f2a.mkv has pictures of 9×9; delete it from the cache": "9×9",
    "the cache cannot be written (No space left); 3 parts are kept": "No space left",
    "cannot start generators.x: no memory; trying again": "no memory",
}


@pytest.mark.parametrize("line", SAID)
def test_a_line_of_the_makers_is_told_in_german(line: str) -> None:
    """Each line of pool, cache and reader has German words, with its file and its cause in them."""
    told, _ = trouble_told(Trouble(what=line), words_in("de"))
    assert told != line
    assert SAID[line].replace("level card", "Stufe card") in told


def test_every_shape_is_in_both_tables() -> None:
    """No shape leads to a name that an interface's table lacks."""
    for language in ("en", "de"):
        texts = words_in(language)
        assert [name for name, _ in SHAPES if not texts.has(f"trouble.{name}")] == []


def test_what_reads_otherwise_is_told_as_it_stands() -> None:
    """A line that no shape fits is not bent into one."""
    odd = Trouble(what="the moon is in the way")
    assert named(odd) is odd
    assert trouble_told(odd, words_in("de"))[0] == odd.what


def test_a_truly_damaged_segment_has_a_shape(tmp_path) -> None:
    """What the reader of segments says today of a torn file is among the known lines."""
    from player.playback.segment_reader import SegmentReader

    torn = tmp_path / "torn.mkv"
    torn.write_bytes(b"no film")
    with pytest.raises((DamagedSegment, SegmentError)) as caught:
        SegmentReader(torn)
    assert named(Trouble(what=str(caught.value))).name == "damaged"
