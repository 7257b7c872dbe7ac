"""What playback measures about itself: lateness, drops, dry spells.

It knows no clock: times come with the calls.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from story_engine.time import MediaTime, to_seconds

BINS = 1000
"""Half-millisecond bins of |A/V error| up to half a second; worse counts as worst."""


@dataclass(slots=True)
class Measures:
    """Counts of one session."""

    shown: int = 0
    dropped: int = 0
    underruns: int = 0
    starved: MediaTime = 0
    """Audio frames that were silent because nothing was ready."""
    first_frame_seconds: float | None = None
    """Process start to the first story frame with its sound."""
    errors: np.ndarray = field(default_factory=lambda: np.zeros(BINS, dtype=np.int64))

    def show(self, error: MediaTime) -> None:
        """A frame was shown `error` audio frames after (negative: before) it was due."""
        self.shown += 1
        self.errors[min(int(abs(to_seconds(error)) * 2000), BINS - 1)] += 1

    def drop(self) -> None:
        """A frame was passed over because its successor was due as well."""
        self.dropped += 1

    def dry(self, missing: MediaTime) -> None:
        """The output ran dry for `missing` audio frames."""
        self.underruns += 1
        self.starved += missing

    @property
    def dropped_ratio(self) -> float:
        """Dropped among all frames that were due."""
        return self.dropped / max(1, self.shown + self.dropped)

    def error_ms(self, percentile: float) -> float:
        """The |A/V error| in milliseconds that `percentile` per cent of the frames stay under."""
        total = int(self.errors.sum())
        if total == 0:
            return 0.0
        return float(np.searchsorted(np.cumsum(self.errors), total * percentile / 100.0) + 1) / 2.0
