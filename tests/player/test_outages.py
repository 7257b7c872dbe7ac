"""A sound device that goes and comes back, a disk that refuses, a clock that jumps: the show goes on, every time."""

from __future__ import annotations

import math

from player.measuring.outages import jumping_clocks, lost_devices, refusing_disks


def test_a_device_that_goes_and_comes_back_is_played_on_again() -> None:
    """Three times away and back: silence in between, and the show never goes back."""
    found = lost_devices(3, retry_seconds=0.1)
    assert math.isfinite(found["silent_s_max"])
    assert math.isfinite(found["back_s_max"])
    assert found["backwards"] == 0
    assert found["phase"] == "choice_open"


def test_a_disk_that_refuses_is_outlived_from_the_buffer() -> None:
    """Eight seconds without room, twice: nobody waits, and within two seconds of its return parts are drawn again."""
    found = refusing_disks(2)
    assert found["waited_s"] == 0.0
    assert found["back_s_max"] <= 2.0
    assert found["troubles"] >= 2


def test_a_clock_that_jumps_by_an_hour_is_not_noticed() -> None:
    """Forth and back: nobody waits, and questions are asked as always."""
    found = jumping_clocks(2)
    assert found["waited_s"] == 0.0
    assert found["choices"] >= 3
    assert found["troubles"] == 0
