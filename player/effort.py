"""How much work a show may make: a pure function of how it is watched and where the power comes from.

It knows no process, file or clock. Who watches the window and the power supply says what the situation is; the
lookahead, the render workers and the decoder obey what is answered.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum


class Mode(StrEnum):
    """Why there is less work than there could be."""

    FULL = "full"
    SAVING = "saving"
    """On battery."""
    UNSEEN = "unseen"
    """Nobody sees the window; the sound goes on."""
    RESTING = "resting"
    """Paused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """How the show is watched just now."""

    paused: bool = False
    unseen: bool = False
    """The window is minimised or hidden."""
    on_battery: bool = False
    saves: bool = True
    """The viewer wants power to be saved on battery."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """How much may be done ahead, and at whose cost. No deadline is given up for any of it."""

    mode: Mode = Mode.FULL
    ahead_seconds: float = 30.0
    """Nothing further ahead of the playhead is rendered, heads of options excepted: cards wait for those."""
    spare_workers: int = 0
    """So many workers stay idle as long as everything is in time without them; one always works."""
    likely_only: bool = False
    """Beyond the heads of a question's options only the likeliest branch is rendered."""
    hurry_below_seconds: float = 9.0
    calm_above_seconds: float = 15.0
    """Workers have their share of the machine below the one, idle time only above the other; between the two nothing
    changes, so that priorities do not flap."""
    pictures: bool = True
    """Pictures are decoded and drawn."""


FULL = Effort()
SAVING = Effort(
    mode=Mode.SAVING,
    ahead_seconds=15.0,
    spare_workers=1,
    likely_only=True,
    hurry_below_seconds=5.0,
    calm_above_seconds=9.0,
)
"""Half the buffer: a wish or a skip throws half as much away. One worker runs twice as long instead of two, so that the
other core can sleep; both are back as soon as one would be late."""
UNSEEN = Effort(
    mode=Mode.UNSEEN,
    ahead_seconds=15.0,
    spare_workers=1,
    likely_only=True,
    hurry_below_seconds=4.0,
    calm_above_seconds=7.0,
    pictures=False,
)
"""As on battery, and behind all that the viewer does with the machine meanwhile."""
RESTING = Effort(
    mode=Mode.RESTING,
    ahead_seconds=15.0,
    spare_workers=1,
    likely_only=True,
    hurry_below_seconds=2.0,
    calm_above_seconds=3.0,
)
"""No join comes nearer: what lacks is drawn in idle time, then nothing is."""


def effort_for(situation: Situation) -> Effort:
    """How much work `situation` is worth; a pause weighs more than a hidden window, that more than a battery."""
    if situation.paused:
        return replace(RESTING, pictures=not situation.unseen)
    if situation.unseen:
        return UNSEEN
    return SAVING if situation.on_battery and situation.saves else FULL
