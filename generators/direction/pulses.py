"""Pulses and cuts: the music's pulse as a grid on a part's time, and cuts and part ends laid upon it.

It knows tempo and place of the pulse, not the notes; who composes afterwards bends the tempo by what is left.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from story_engine.time import SAMPLE_RATE, VIDEO_FRAME, MediaTime, from_seconds

if TYPE_CHECKING:
    from generators.direction.slot import Slot

CUT_SLACK: MediaTime = 9 * VIDEO_FRAME
"""A cut may lead or follow its line by a third of a second (J and L cuts) and still belong to it."""
EARLY_REACTION: MediaTime = 5 * VIDEO_FRAME
"""A listener's face comes before the words are over as it is: the music may not take more than this of them."""
EARLY_END: MediaTime = from_seconds(0.2)
LATE_END: MediaTime = from_seconds(0.3)
"""A part may breathe this much less or more, so that the next one begins on a pulse; a show keeps its pace."""
SHORTEST_PIECE: MediaTime = from_seconds(1.2)
"""No shot is made shorter than this for the music's sake."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PulseGrid:
    """Where pulses fall in a part: its first moment is `pulse` of a music at `tempo` pulses a minute."""

    tempo: float
    pulse: float

    def near(self, time: MediaTime) -> MediaTime:
        """The pulse nearest to `time`, as a whole number of video frames."""
        return self._frame(round(self._pulse(time)))

    def _pulse(self, time: MediaTime) -> float:
        return self.pulse + time / SAMPLE_RATE * self.tempo / 60

    def _frame(self, pulse: int) -> MediaTime:
        return round((pulse - self.pulse) * 60 / self.tempo * SAMPLE_RATE / VIDEO_FRAME) * VIDEO_FRAME


def ended_on_pulse(duration: MediaTime, grid: PulseGrid) -> MediaTime:
    """`duration`, a breath shorter or longer where a pulse is that near; the same where none is."""
    end = grid.near(duration)
    return end if -EARLY_END <= end - duration <= LATE_END else duration


def cut_on_pulses(slots: list[Slot], grid: PulseGrid) -> list[Slot]:
    """Cuts moved to the nearest pulse within their slack; pieces keep their order and a length one can see."""
    moved = [slots[0]]
    for slot in slots[1:]:
        at = grid.near(slot.start)
        early = EARLY_REACTION if slot.situation == "after" else CUT_SLACK
        near = -early <= at - slot.start <= CUT_SLACK
        if not (near and at - moved[-1].start >= SHORTEST_PIECE and slot.end - at >= SHORTEST_PIECE):
            at = slot.start
        moved[-1] = replace(moved[-1], end=at)
        moved.append(replace(slot, start=at))
    return moved
