"""Night mode: quieter peaks, a smaller range, little bass; no click, no pump, and nothing at all when it is off."""

from __future__ import annotations

import numpy as np
import pytest

from generators.safety.loudness import true_peak
from generators.sound.dsp import filtered, loudness
from generators.sound.measure.programme import join_ratio, loudness_range
from generators.sound.mix.night import CEILING_DECIBELS, COLOUR, LOOK_AHEAD, TURNING, Night, nightly
from story_engine.rng import generator

NOTHING = np.zeros((0, 2), np.float32)


def noise(seconds: float, decibels: float, *path: str | int) -> np.ndarray:
    """Noise of so many decibels (root mean square) below full scale."""
    count = round(seconds * 48_000)
    return (10 ** (decibels / 20) * generator(1, "night", *path).standard_normal((count, 2))).astype(np.float32)


def tone(seconds: float, hertz: float, level: float) -> np.ndarray:
    wave = level * np.sin(2 * np.pi * hertz * np.arange(round(seconds * 48_000)) / 48_000)
    return np.repeat(wave[:, None], 2, axis=1).astype(np.float32)


def by_night(sound: np.ndarray, block: int = 960) -> np.ndarray:
    """`sound` as a player hands it over: block after block, each with what comes next."""
    night, out = Night(on=True), sound.copy()
    for begin in range(0, len(out), block):
        end = begin + block
        night.quieten(out[begin:end], sound[end : end + LOOK_AHEAD])
    return out


def level(sound: np.ndarray) -> float:
    return 20 * float(np.log10(np.sqrt(np.mean(np.square(sound, dtype=np.float64))) + 1e-12))


def test_off_it_touches_nothing():
    """Not a bit is changed, before it was ever on and after it has gone again."""
    night, sound = Night(), noise(1.0, -12.0)
    out = sound.copy()
    night.quieten(out, NOTHING)
    assert np.array_equal(out, sound)
    night.on = True
    night.quieten(sound.copy(), NOTHING)
    night.on = False
    night.quieten(sound[: TURNING + 1].copy(), NOTHING)
    assert night.is_idle
    night.quieten(out, NOTHING)
    assert np.array_equal(out, sound)


def test_a_programme_of_calm_and_storm_comes_closer_together():
    """Twelve LU between calm and storm become five or fewer, and the whole is not louder."""
    calm_and_storm = np.concatenate([noise(8.0, -30.0 + 12.0 * (number % 2), number) for number in range(8)])
    heard = by_night(calm_and_storm)
    assert loudness_range(calm_and_storm) > 10.0
    assert loudness_range(heard) <= 5.5
    assert loudness(heard) < loudness(calm_and_storm) - 2.0


def test_no_peak_sticks_out():
    """However loud, no sample passes the ceiling, and no true peak comes near full scale."""
    heard = by_night(np.concatenate([noise(1.0, -26.0), noise(1.0, -3.0), noise(1.0, -26.0)]))
    assert np.abs(heard).max() <= 10 ** (CEILING_DECIBELS / 20) + 1e-6
    assert true_peak(heard) <= -6.0


def test_what_is_heard_does_not_depend_on_blocks():
    """Segment by segment or twenty milliseconds at a time: the same sound."""
    sound = np.concatenate([noise(1.0, -28.0), noise(1.0, -8.0, "loud"), noise(0.7, -20.0, "end")])
    whole = next(iter(nightly([sound])))
    pieces = np.concatenate(list(nightly([sound[:50_000], sound[50_000:51_000], sound[51_000:]])))
    np.testing.assert_allclose(by_night(sound), whole, atol=1e-6)
    np.testing.assert_allclose(by_night(sound, 337), whole, atol=1e-6)
    np.testing.assert_allclose(pieces, whole, atol=1e-6)


def test_silence_stays_silent():
    """What is hardly heard is not raised to a hiss."""
    hiss = noise(6.0, -66.0)
    assert level(by_night(hiss)[96_000:]) <= level(hiss) + 0.5


def test_bass_is_held_back():
    """A deep note loses at least 6 dB more than a high one."""

    def lost(hertz: float) -> float:
        sound = tone(4.0, hertz, 0.15)
        return level(sound[96_000:]) - level(by_night(sound)[96_000:])

    assert lost(50.0) - lost(1_000.0) >= 6.0


def test_nothing_pumps():
    """Between two words the place does not swell by a decibel in a tenth of a second, and a long tone stands still."""
    word, pause = noise(0.5, -18.0, "word"), noise(0.4, -42.0, "pause")
    said = np.concatenate([word, pause] * 6)
    heard = by_night(said)
    for number in range(2, 6):
        begin = number * 43_200 + 24_000
        early = level(heard[begin + 2_400 : begin + 7_200]) - level(said[begin + 2_400 : begin + 7_200])
        late = level(heard[begin + 14_400 : begin + 19_200]) - level(said[begin + 14_400 : begin + 19_200])
        assert abs(late - early) <= 2.5
    steady = by_night(tone(4.0, 440.0, 0.2))
    levels = [level(steady[begin : begin + 4_800]) for begin in range(96_000, 187_000, 4_800)]
    assert max(levels) - min(levels) < 0.1


def test_it_comes_and_goes_without_a_click():
    """Over music that plays on, neither the first nor the last moment bends more sharply than the music."""
    sound = sum(tone(3.0, hertz, 0.12) for hertz in (196.0, 247.0, 294.0))
    night, out = Night(), sound.copy()
    for begin in range(0, len(out), 960):
        night.on = 48_000 <= begin < 96_000
        night.quieten(out[begin : begin + 960], sound[begin + 960 : begin + 960 + LOOK_AHEAD])
    for at in (48_000, 48_000 + TURNING, 96_000, 96_000 + TURNING):
        assert join_ratio(out, at) <= 2.0
    bends = np.abs(np.diff(out[:, 0], n=2))
    assert bends.max() <= 1.2 * np.abs(np.diff(sound[:, 0], n=2)).max()
    assert np.array_equal(out[:48_000], sound[:48_000])
    assert np.array_equal(out[-24_000:], sound[-24_000:])


def test_a_sudden_blow_is_met_before_it_comes():
    """The gain falls over milliseconds, not within a sample."""
    sound = tone(1.0, 220.0, 0.1)
    sound[24_000:] *= 6.0
    coloured = filtered(sound, COLOUR[:1], COLOUR[1:])[:, 0]
    gain = by_night(sound)[:, 0] / np.where(np.abs(coloured) > 0.03, coloured, np.nan)
    falls = gain[23_000:25_000]
    assert np.nanmin(falls[1_000:]) < 0.75 * np.nanmax(falls[:700])
    assert np.nanmax(np.abs(np.diff(falls))) < 0.01


@pytest.mark.parametrize("count", [0, 1, LOOK_AHEAD])
def test_short_pieces_are_no_matter(count):
    """As many frames come out as go in, none at all included."""
    assert [len(piece) for piece in nightly([noise(0.01, -20.0)[:count]] * 3)] == [min(count, 480)] * 3
