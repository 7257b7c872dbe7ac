"""Night mode while a show plays: at once, at every pace, over cuts; off, not a bit of what is heard is changed."""

from __future__ import annotations

import numpy as np
import pytest

from generators.sound.measure.programme import join_ratio
from generators.sound.mix.night import CEILING_DECIBELS, LOOK_AHEAD, TURNING, Night
from player.playback import pcm
from player.playback.pcm import CUT_FADE, PcmQueue
from player.playback.sinks import BLOCK
from story_engine.rng import generator

SECOND = 48_000


def chord(seconds: float, level: float = 0.1) -> np.ndarray:
    time = np.arange(round(seconds * SECOND)) / SECOND
    wave = level * sum(np.sin(2 * np.pi * hertz * time) for hertz in (196.0, 247.0, 294.0))
    return np.repeat(wave[:, None], 2, axis=1).astype(np.float32)


def heard(queue: PcmQueue, frames: int) -> np.ndarray:
    blocks = []
    for _ in range(frames // BLOCK):
        block = np.empty((BLOCK, 2), np.float32)
        queue.fill(block)
        blocks.append(block)
    return np.concatenate(blocks)


def playing(sound: np.ndarray) -> PcmQueue:
    """A queue in the middle of a show: the rise of its first block is over."""
    queue = PcmQueue()
    queue.push(0, 0, np.zeros((BLOCK, 2), np.float32))
    heard(queue, BLOCK)
    queue.push(1, BLOCK, sound)
    return queue


def test_as_far_as_night_looks_the_queue_shows_it():
    """Both sides name the same five milliseconds."""
    assert pcm.LOOK_AHEAD == LOOK_AHEAD


def test_off_it_changes_no_bit():
    """Brought but not wanted, and wanted no more: the show's own samples."""
    sound = chord(4.0)
    queue = playing(sound)
    queue.bring_night(Night())
    assert np.array_equal(heard(queue, SECOND), sound[:SECOND])
    queue.set_night(True)
    assert not np.array_equal(heard(queue, SECOND), sound[SECOND : 2 * SECOND])
    queue.set_night(False)
    heard(queue, 20 * BLOCK)
    begin = 2 * SECOND + 20 * BLOCK
    assert np.array_equal(heard(queue, SECOND), sound[begin : begin + SECOND])


def test_it_takes_hold_at_once_and_no_join_is_heard():
    """Within a third of a second it is there, over a join as everywhere; segments or one long one sound alike."""
    sound = chord(6.0)
    long, short = playing(sound), PcmQueue()
    short.push(0, 0, np.zeros((BLOCK, 2), np.float32))
    heard(short, BLOCK)
    cuts = (0, 70_001, 140_003, len(sound))
    for number in range(3):
        short.push(number + 1, BLOCK + cuts[number], sound[cuts[number] : cuts[number + 1]])
    outs = []
    for queue in (long, short):
        queue.bring_night(Night())
        before = heard(queue, SECOND)
        queue.set_night(True)
        outs.append(np.concatenate([before, heard(queue, 4 * SECOND)]))
    np.testing.assert_allclose(outs[0], outs[1], atol=1e-6)
    out = outs[1]
    assert np.abs(out[SECOND + TURNING : 2 * SECOND]).max() < 0.9 * np.abs(sound).max()
    for at in (SECOND, SECOND + TURNING, *cuts[1:3]):
        assert join_ratio(out, at) <= 2.0


@pytest.mark.parametrize("speed", [0.5, 1.25, 2.0])
def test_at_every_pace_it_holds_its_ceiling(speed):
    """Faster or slower, no sample sticks out, and none is missing."""
    loud = (0.7 * generator(1, "pace").standard_normal((8 * SECOND, 2))).clip(-0.9, 0.9).astype(np.float32)
    queue = playing(loud)
    queue.bring_night(Night(on=True))
    queue.set_speed(speed)
    out = heard(queue, 2 * SECOND)
    assert np.abs(out[SECOND:]).max() <= 10 ** (CEILING_DECIBELS / 20) + 1e-6
    assert np.abs(out[SECOND:].reshape(-1, BLOCK, 2)).max(axis=(1, 2)).min() > 0.0


def test_a_seek_is_as_smooth_as_without_it():
    """The cut crosses over as ever."""
    queue = playing(chord(4.0))
    queue.bring_night(Night(on=True))
    before = heard(queue, SECOND)
    queue.cut_to(2, 10 * SECOND, chord(4.0, 0.05))
    out = np.concatenate([before, heard(queue, SECOND)])
    assert join_ratio(out, SECOND) <= 2.0
    assert join_ratio(out, SECOND + CUT_FADE) <= 2.0
