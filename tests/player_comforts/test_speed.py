"""Playback speed: the show's time runs faster or slower, the pitch stays, nothing clicks, and 1× is untouched."""

import numpy as np
import pytest

from player.playback.pcm import PcmQueue, Position
from player.playback.stretch import HOP, NEED, Stretch

RATE = 48_000


def tone(seconds, pitch=220.0):
    """A sine, float32 (n, 2)."""
    wave = 0.3 * np.sin(2 * np.pi * pitch * np.arange(round(seconds * RATE)) / RATE)
    return np.stack([wave, wave], axis=1).astype(np.float32)


def played(queue, seconds, block=1000):
    """What is heard in `seconds` of output."""
    out = []
    for _ in range(round(seconds * RATE / block)):
        buffer = np.zeros((block, 2), np.float32)
        queue.fill(buffer)
        out.append(buffer)
    return np.concatenate(out)


def pitch_of(sound):
    """The strongest frequency."""
    power = np.abs(np.fft.rfft(sound[:, 0] * np.hanning(len(sound))))
    return float(np.argmax(power)) * RATE / len(sound)


@pytest.mark.parametrize("speed", [0.5, 0.75, 1.25, 1.5, 2.0])
def test_time_runs_at_the_speed_and_the_pitch_stays(speed):
    """After two seconds of output the show has moved on by two seconds times the speed; the tone is the same."""
    queue = PcmQueue()
    queue.push(0, 0, tone(6.0))
    queue.set_speed(speed)
    heard = played(queue, 2.0)
    at = queue.position(2.0 * RATE)
    assert at.serial == 0
    assert abs(at.at - 2.0 * RATE * speed) <= HOP * speed
    assert abs(pitch_of(heard[4800:]) - 220.0) < 3.0


@pytest.mark.parametrize("speed", [0.8, 1.5])
def test_a_stretched_tone_has_no_clicks(speed):
    """The curve of a sine never bends more than the sine itself does."""
    queue = PcmQueue()
    queue.push(0, 0, tone(5.0))
    queue.set_speed(speed)
    heard = played(queue, 2.0)[2400:, 0]
    bend = np.abs(np.diff(heard, 2)).max()
    whole = np.abs(np.diff(tone(1.0)[:, 0], 2)).max()
    assert bend < 2.5 * whole


def test_positions_never_go_back_while_the_speed_changes():
    """Slower, faster, plain: the show's time only grows, over a join of two segments too."""
    queue = PcmQueue()
    queue.push(0, 0, tone(3.0))
    queue.push(1, 3 * RATE, tone(20.0, 330.0))
    places = []
    for number, speed in enumerate([1.0, 1.5, 0.75, 2.0, 1.0, 1.25, 1.0] * 2):
        queue.set_speed(speed)
        played(queue, 0.3)
        places.append(queue.position((number + 1) * 0.3 * RATE))
    assert places == sorted(places)
    assert places[-1].serial == 1
    steps = np.diff([place.at for place in places])
    assert steps.min() > 0


def test_plain_speed_leaves_every_sample_alone():
    """At 1× what is heard is what was given, to the sample."""
    queue = PcmQueue()
    queue.begin_soft()
    sound = tone(2.0)
    queue.push(0, 0, sound)
    heard = played(queue, 1.5)
    assert np.array_equal(heard[1000:], sound[1000 : len(heard)])


def test_back_to_plain_speed_is_sample_exact_again():
    """After 1.5× and back the sound is the source at its position, to the sample."""
    queue = PcmQueue()
    rng = np.random.default_rng(3)
    sound = (rng.standard_normal((RATE * 4, 2)) * 0.1).astype(np.float32)
    queue.push(0, 0, sound)
    queue.set_speed(1.5)
    played(queue, 0.5)
    queue.set_speed(1.0)
    played(queue, 0.125)
    before = queue.position(0.625 * RATE).at
    heard = played(queue, 0.2)
    assert np.array_equal(heard, sound[before : before + len(heard)])


def test_speeds_are_bounded_and_stepped():
    """Nobody gets 0× or 9×; 1.23 becomes 1.25."""
    queue = PcmQueue()
    for asked, got in ((0.0, 0.5), (9.0, 2.0), (1.23, 1.25), (1.0, 1.0)):
        queue.set_speed(asked)
        assert queue.speed == got


def test_the_last_sound_before_a_dry_spell_is_heard():
    """Too little for another hop is played as it is; then it is dry at the very end."""
    queue = PcmQueue()
    queue.push(0, 0, tone(0.5))
    queue.set_speed(2.0)
    played(queue, 1.0)
    assert queue.dry is not None
    assert queue.dry.at == RATE // 2


def test_a_frame_step_moves_the_time_that_stands():
    """Frozen, a step of one picture moves the position by exactly that; running, it does nothing."""
    queue = PcmQueue()
    queue.push(0, 0, tone(2.0))
    played(queue, 0.5)
    queue.step(2000)
    assert queue.position(0.5 * RATE).at == RATE // 2
    queue.freeze(True)
    played(queue, 0.1)
    stood = queue.position(0.6 * RATE)
    queue.step(2000)
    played(queue, 0.1)
    assert queue.position(0.7 * RATE) == Position(0, stood.at + 2000)


def test_a_hop_from_silence_is_silence():
    """No window invents sound, and nothing divides by a loudness of zero."""
    stretch = Stretch()
    for _ in range(3):
        assert not stretch.hop(np.zeros((NEED, 2), np.float32)).any()
