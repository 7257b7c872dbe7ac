"""Cuts and part ends upon the music's pulse."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest

from generators.direction.pulses import (
    CUT_SLACK,
    EARLY_END,
    EARLY_REACTION,
    LATE_END,
    SHORTEST_PIECE,
    PulseGrid,
    cut_on_pulses,
    ended_on_pulse,
)
from generators.direction.slot import Slot
from story_engine.time import SAMPLE_RATE, VIDEO_FRAME, from_seconds

GRID = PulseGrid(tempo=80.0, pulse=2.3)
PULSE = 0.75
"""Seconds between pulses at that tempo."""


def _away(seconds: float) -> float:
    pulse = GRID.pulse + seconds * GRID.tempo / 60
    return abs(pulse - round(pulse)) * PULSE


@pytest.mark.parametrize("seconds", [0.0, 0.4, 2.0, 3.17, 4.9])
def test_the_grid_gives_whole_frames_on_pulses(seconds: float) -> None:
    """The nearest pulse lies within half a video frame of the music's."""
    time = from_seconds(seconds)
    found = GRID.near(time)
    assert found % VIDEO_FRAME == 0
    assert _away(found / SAMPLE_RATE) <= 0.5 / 24 + 1e-6
    assert abs(found - time) <= from_seconds(PULSE / 2) + VIDEO_FRAME


def test_a_part_breathes_to_the_pulse_only_when_it_is_near() -> None:
    """A pulse within the slack is waited or hurried for, one farther away is not; on the whole the pace is kept."""
    lengths = [ended_on_pulse(frames * VIDEO_FRAME, GRID) - frames * VIDEO_FRAME for frames in range(60, 96)]
    assert all(-EARLY_END <= more <= LATE_END for more in lengths)
    assert min(lengths) < 0 < max(lengths)
    assert abs(sum(lengths)) < len(lengths) * from_seconds(0.08)
    assert any(more == 0 and _away((60 + place) / 24) > 0.1 for place, more in enumerate(lengths))


def _slots(*starts: float) -> list[Slot]:
    ends = (*starts[1:], 12.0)
    return [
        Slot(**{**_EMPTY, "start": from_seconds(start), "end": from_seconds(end)})
        for start, end in zip(starts, ends, strict=True)
    ]


_EMPTY = dict.fromkeys(Slot.__dataclass_fields__, None) | {"figures": SimpleNamespace()}


def test_cuts_move_to_the_pulse_and_stay_in_order() -> None:
    """Every cut with room is on a pulse after it moved by no more than its slack, and nothing overlaps."""
    before = _slots(0.0, 2.1, 4.6, 7.9)
    after = cut_on_pulses(before, GRID)
    assert after[0].start == 0
    for old, new, following in zip(before[1:], after[1:], [*after[2:], None], strict=True):
        assert abs(new.start - old.start) <= CUT_SLACK
        assert _away(new.start / SAMPLE_RATE) < 0.05 or _away(old.start / SAMPLE_RATE) * SAMPLE_RATE > CUT_SLACK
        assert new.end == (following.start if following else from_seconds(12.0))


def test_no_piece_gets_too_short_to_see() -> None:
    """Two cuts a second apart keep their places rather than leave a blink of a shot."""
    after = cut_on_pulses(_slots(0.0, 1.3, 2.5), GRID)
    assert all(slot.end - slot.start >= SHORTEST_PIECE - VIDEO_FRAME for slot in after)


def test_the_music_takes_little_of_a_speakers_last_words() -> None:
    """A cut to the listener's face comes no more than a few frames before its own time, whatever the pulse."""
    for tenths in range(30, 60):
        first, second = _slots(0.0, tenths / 10)
        for situation, most in (("after", EARLY_REACTION), ("speech", CUT_SLACK)):
            moved = cut_on_pulses([first, replace(second, situation=situation)], GRID)[1].start
            assert -most <= moved - second.start <= CUT_SLACK
