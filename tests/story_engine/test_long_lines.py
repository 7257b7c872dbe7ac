"""Lines of any length: every part stays short enough to be drawn while it is waited for, and no word is lost."""

from __future__ import annotations

import pytest

from story_engine.lengths import LONGEST_PIECE, SHORTEST_PIECE, pieces

MOST = LONGEST_PIECE + SHORTEST_PIECE
HOSTILE = {
    "a sentence without an end": "hum " * 2500,
    "a word without an end": "m" * 10_000,
    "stubs": "Ha. " * 2500,
    "commas": "and the sea, " * 800,
    "letters that are no words": "日本語" * 3400,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_line_of_ten_thousand_characters_is_said_in_breaths(text: str) -> None:
    """It is cut where its words allow, and nothing of it is left out."""
    said = pieces(text)
    assert max(map(len, said)) <= MOST
    assert min(map(len, said[:-1])) >= LONGEST_PIECE // 4
    assert "".join("".join(said).split()) == "".join(text.split())
