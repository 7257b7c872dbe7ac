"""Random choices through the real hand-out, decoder and queue of sound: every picture and sample is accounted for."""

from __future__ import annotations

from player.measuring.branches import play_choices


def test_no_picture_or_sample_is_missing_or_repeated() -> None:
    """Over ten random choices, some in the last moment, with wishes and skips, all follow one another exactly."""
    account = play_choices(10, rng_seed=3)
    assert account["choices"] == 10
    assert account["picked_in_the_last_moment"] >= 1
    assert account["frames"] > 1_000
    faults = ("missing_frames", "repeated_frames", "wrong_pictures", "silent_samples", "wrong_samples")
    assert {name: account[name] for name in faults} == dict.fromkeys(faults, 0)
    assert account["wrong_branches"] == 0
