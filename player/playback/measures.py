"""What playback measures about itself: lateness, drops, dry spells.

It knows no clock: times come with the calls.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

import numpy as np

from story_engine.time import MediaTime, to_seconds

PACES = 240
"""Of the last so many pictures (ten seconds) it is known when they were shown."""
REST_SECONDS = 1.0
"""Pictures further apart than this have a pause or a leap between them."""
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
    paces: deque[float] = field(default_factory=lambda: deque(maxlen=PACES))
    """Milliseconds from picture to picture, the latest last."""
    _shown_at: float = 0.0

    def show(self, error: MediaTime, now: float | None = None) -> None:
        """A frame was shown `error` audio frames after (negative: before) it was due, at `now` (monotonic seconds)."""
        self.shown += 1
        if now is not None:
            if 0.0 < now - self._shown_at < REST_SECONDS:
                self.paces.append((now - self._shown_at) * 1000.0)
            self._shown_at = now
        self.errors[min(int(abs(to_seconds(error)) * 2000), BINS - 1)] += 1

    def drop(self) -> None:
        """A frame was passed over because its successor was due as well."""
        self.dropped += 1

    def dry(self, missing: MediaTime) -> None:
        """The output ran dry for `missing` audio frames."""
        self.underruns += 1
        self.starved += missing

    def pace_ms(self, percentile: float) -> float:
        """Milliseconds from picture to picture that `percentile` per cent of the last ones stay under; 0 of none."""
        return float(np.percentile(tuple(self.paces), percentile)) if self.paces else 0.0

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
