"""What a device can carry: tiers by memory, the ladder down when memory runs out, and the breaker.

It knows no torch and no clock: memory is bytes told by others, times are seconds handed in.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from generators.neural.models import Model

GIB = 1 << 30
RESERVE_BYTES = 3 * GIB // 2
RESERVE_SHARE = 0.10
"""Kept free on a device: the window, the desktop, fragmentation."""
TRIPS = 2
"""So many failures within TRIP_SECONDS open the breaker."""
TRIP_SECONDS = 600.0
OPEN_SECONDS = 300.0
"""An open breaker lets one try through after this long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier:
    """How much is asked of a model."""

    name: str
    least_bytes: int
    """Of device memory, below which it is not tried."""
    most_pixels: int
    """Of one frame as the model makes it; the result is enlarged to the show's size."""
    most_frames: int
    """Of one run."""
    steps: int
    evict: bool
    """Text encoders leave the device before the denoiser runs."""
    tiled: bool
    """The decoder works in tiles."""


TIERS: tuple[Tier, ...] = (
    Tier(name="6 GB", least_bytes=5 * GIB, most_pixels=320 * 192, most_frames=17, steps=2, evict=True, tiled=True),
    Tier(name="12 GB", least_bytes=10 * GIB, most_pixels=512 * 288, most_frames=33, steps=4, evict=True, tiled=True),
    Tier(name="24 GB", least_bytes=22 * GIB, most_pixels=832 * 480, most_frames=33, steps=4, evict=True, tiled=False),
    Tier(name="80 GB", least_bytes=70 * GIB, most_pixels=1280 * 720, most_frames=49, steps=8, evict=False, tiled=False),
)
"""Least first. Short runs are quadratically cheaper for a transformer: 33 frames are 1.4 s."""

TRIAL = Tier(name="trial", least_bytes=0, most_pixels=64 * 64, most_frames=17, steps=2, evict=False, tiled=False)
"""For tiny models on a processor, in tests; never chosen for a show."""

HOUSE_TIERS: tuple[Tier, ...] = (
    Tier(name="house 360", least_bytes=GIB, most_pixels=640 * 360, most_frames=1, steps=1, evict=False, tiled=False),
    Tier(
        name="house 480", least_bytes=5 * GIB, most_pixels=854 * 480, most_frames=1, steps=1, evict=False, tiled=False
    ),
)
"""For the house's own restyler, least first: its network needs little memory, and above this size it is the processor
that draws the passes too slowly."""
HOUSE_TRIAL = Tier(
    name="house trial", least_bytes=0, most_pixels=320 * 180, most_frames=1, steps=1, evict=False, tiled=False
)
"""For trying it on a processor."""


def usable(device_bytes: int) -> int:
    """Of a device's memory, what may be planned with."""
    return max(0, round(device_bytes * (1 - RESERVE_SHARE)) - RESERVE_BYTES)


def tier_for(model: Model, device_bytes: int) -> Tier | None:
    """The highest tier that the device has and the model fits in; None where the stage draws."""
    room = usable(device_bytes)
    for tier in reversed(TIERS):
        needed = model.least_bytes if tier.evict else model.whole_bytes
        if tier.least_bytes <= device_bytes and needed <= room:
            return tier
    return None


def needed(model: Model) -> int:
    """Bytes that a device must have for the lowest tier of `model`, what stays free included."""
    least = TIERS[0].least_bytes
    return max(least, math.ceil((model.least_bytes + RESERVE_BYTES + 1) / (1 - RESERVE_SHARE)))


def tier_down(tier: Tier) -> Tier | None:
    """The next lower tier; None below the lowest: then the stage draws."""
    ladder = HOUSE_TIERS if tier in HOUSE_TIERS else TIERS
    place = ladder.index(tier) if tier in ladder else 0
    return ladder[place - 1] if place else None


def house_tier(room: int) -> Tier | None:
    """The highest tier for the house's restyler in what is left of a device; None where the stage draws."""
    return next((tier for tier in reversed(HOUSE_TIERS) if tier.least_bytes <= room), None)


@dataclass(frozen=True, slots=True)
class Breaker:
    """Whether a generator is asked at all: closed = yes, open = not for a while after it failed twice."""

    failures: tuple[float, ...] = ()
    """When it failed, of late."""
    opened: float | None = None
    trying: bool = False
    """After the pause one try is at work."""

    def allows(self, now: float) -> bool:
        """Whether a take may be given to it now."""
        return self.opened is None or (now - self.opened >= OPEN_SECONDS and not self.trying)

    def tried(self, now: float) -> Breaker:
        """A take has been given to it."""
        return replace(self, trying=True) if self.opened is not None and self.allows(now) else self

    def failed(self, now: float) -> Breaker:
        """It failed: a second failure opens, and so does a failed try after the pause."""
        recent = (*(at for at in self.failures if now - at < TRIP_SECONDS), now)
        if self.opened is not None or len(recent) >= TRIPS:
            return Breaker(failures=(), opened=now)
        return Breaker(failures=recent)

    def undecided(self) -> Breaker:
        """The try was given up, for reasons that say nothing of the generator: the next one may be its try."""
        return replace(self, trying=False)

    def worked(self) -> Breaker:
        """It made a picture that was accepted."""
        return Breaker() if self.opened is not None else self
