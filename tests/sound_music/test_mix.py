"""The mix and the joins: levels, ducking, true peaks, no clicks, no frame too many."""

from __future__ import annotations

import numpy as np
import pytest

from generators.sound.dsp import filtered, loudness, low_pass
from generators.sound.measure.programme import join_ratio
from generators.sound.mix import JoinMixer
from generators.sound.mix.duck import Dip, ambience_curve, music_curve
from generators.sound.mix.part import JOIN_RING, SCENE_RING, TAIL, Buses, PlacedEffect, PlacedVoice, mix_part, mix_stems
from generators.sound.mix.space import panned
from generators.true_peak import true_peaks
from story_engine.rng import generator


def noise(count: int, level: float, *path: str | int) -> np.ndarray:
    return (level * generator(1, "test", *path).standard_normal((count, 2))).astype(np.float32)


def a_mix(duration: int, **changes: object) -> Buses:
    silence = np.zeros((duration + TAIL, 2), np.float32)
    values: dict[str, object] = {
        "duration": duration,
        "voices": (),
        "effects": (),
        "stems": {},
        "ambience": silence,
        "reverb": "room",
    }
    return Buses(**{**values, **changes})


def test_as_many_frames_come_out_as_go_in():
    """The mixer has no delay and changes no count."""
    mixer = JoinMixer()
    for count in (96_000, 84_000, 2_000, 120_000):
        body = noise(count, 0.5, count)
        assert mixer.push(body, noise(TAIL, 0.1, "tail")).shape == body.shape


def test_quiet_sound_passes_untouched():
    """Below the ceiling the mixer only adds the tails."""
    mixer = JoinMixer()
    first, tail, second = noise(48_000, 0.05, 1), noise(TAIL, 0.02, 2), noise(96_000, 0.05, 3)
    assert np.array_equal(mixer.push(first, tail), first)
    summed = second.copy()
    summed[:TAIL] += tail
    assert np.array_equal(mixer.push(second, tail[:0]), summed)


def test_a_tail_longer_than_the_next_part_rings_on():
    """What is left of a tail after a short part sounds in the part after it."""
    mixer = JoinMixer()
    tail = np.full((48_000, 2), 0.1, np.float32)
    mixer.push(np.zeros((48_000, 2), np.float32), tail)
    mixer.push(np.zeros((20_000, 2), np.float32), tail[:0])
    rest = mixer.push(np.zeros((48_000, 2), np.float32), tail[:0])
    assert np.allclose(rest[:28_000], 0.1)
    assert np.allclose(rest[28_000:], 0.0)


def test_true_peaks_stay_below_the_promise():
    """However loud the parts, true peaks stay at or below −1 dBTP, joins included."""
    mixer = JoinMixer()
    out = [mixer.push(noise(48_000, level, "loud", k), noise(TAIL, 0.3, k)) for k, level in enumerate((0.6, 0.2, 1.2))]
    assert 20 * np.log10(true_peaks(np.concatenate(out)).max()) <= -1.0


def test_the_limiter_moves_smoothly():
    """A sudden peak is met by a gain that falls over milliseconds."""
    time = np.arange(96_000) / 48_000
    tone = np.where(time > 1.0, 1.6, 0.5) * np.sin(2 * np.pi * 220 * time)
    body = np.repeat(tone[:, None], 2, axis=1).astype(np.float32)
    gain = JoinMixer().push(body, body[:0])[:, 0] / np.where(np.abs(body[:, 0]) > 0.05, body[:, 0], np.nan)
    steps = np.abs(np.diff(gain))
    assert np.nanmax(steps) < 0.01


def test_ambience_is_level_at_both_ends():
    """Ducking never changes the ambience at a join, however close a line is."""
    curve = ambience_curve((Dip(begin=1_000, end=95_500, decibels=12.0),), 96_000, 96_000 + TAIL)
    assert curve[0] == 1.0
    assert abs(curve[96_000] - 1.0) < 1e-3
    assert curve[48_000] < 0.3
    assert np.abs(np.diff(curve)).max() < 0.001


def test_music_stays_low_between_lines():
    """Music does not swell in a gap below a second, and comes back after a longer one."""
    near = music_curve(
        (Dip(begin=9_600, end=48_000, decibels=12.0), Dip(begin=72_000, end=120_000, decibels=12.0)), 288_000, 336_000
    )
    assert near[60_000] < 0.3
    assert near[200_000] > 0.99
    assert near[0] < 0.3  # the line is near: no swell before it


def test_speech_stands_above_its_bed():
    """Speech is at least 15 dB louder than music and ambience under it."""
    duration = 192_000
    time = np.arange(96_000) / 48_000
    envelope = 0.5 + 0.5 * np.sin(2 * np.pi * 4 * time)
    spoken = (0.2 * envelope * np.sin(2 * np.pi * 300 * time)).astype(np.float32)
    stems = {"melody": noise(duration + TAIL, 0.08, "music")}
    ambience = noise(duration + TAIL, 0.02, "bed")
    voice = PlacedVoice(start=48_000, sound=spoken, side=0.0, near=0.5, is_speech=True)
    with_voice, _ = mix_part(a_mix(duration, voices=(voice,), stems=stems, ambience=ambience))
    dry, _ = mix_part(a_mix(duration, voices=(voice,)))
    bed = (with_voice - dry)[52_000:140_000]
    assert loudness(dry[52_000:140_000]) - loudness(bed) >= 15.0


def test_effects_step_back_under_speech_only():
    """A loud effect under a spoken line is quieter than the same effect alone, and untouched under a murmur."""
    duration = 192_000
    time = np.arange(96_000) / 48_000
    spoken = (0.2 * np.sin(2 * np.pi * 300 * time)).astype(np.float32)
    effect = PlacedEffect(start=60_000, sound=noise(60_000, 0.05, "step")[:, 0], gain=1.0, side=0.0, near=0.5)

    def effects(*, is_speech: bool) -> float:
        voice = PlacedVoice(start=48_000, sound=spoken, side=0.0, near=0.5, is_speech=is_speech)
        stems = mix_stems(a_mix(duration, voices=(voice,), effects=(effect,)))
        return loudness(stems["effects"][64_000:116_000])

    alone = loudness(mix_stems(a_mix(duration, effects=(effect,)))["effects"][64_000:116_000])
    assert alone - effects(is_speech=True) >= 3.0
    assert abs(alone - effects(is_speech=False)) < 0.01


def test_the_mix_survives_mono():
    """Summed to mono, the mix loses less than 3 dB."""
    duration = 96_000
    voice = PlacedVoice(start=4_800, sound=noise(60_000, 0.1, "v")[:, 0], side=0.8, near=0.2, is_speech=False)
    body, _ = mix_part(a_mix(duration, voices=(voice,)))
    mono = np.repeat(body.mean(axis=1, keepdims=True), 2, axis=1)
    assert loudness(body) - loudness(mono) < 3.0


def test_a_leap_out_of_a_loud_place_does_not_click():
    """Wind that stops at a join dies away under the next part; wind that goes on passes untouched."""
    random = np.random.default_rng(8)
    wind = filtered(0.4 * random.standard_normal((96_000, 2)).astype(np.float32), low_pass(300.0), low_pass(300.0))
    quiet = np.float32(0.001) * random.standard_normal((48_000, 2)).astype(np.float32)
    nothing = np.zeros((0, 2), np.float32)
    # The loudest moment is the worst to leap in.
    end = 40_000 + int(np.abs(wind[40_000:60_000, 0]).argmax())
    leapt, went_on = JoinMixer(), JoinMixer()
    heard = np.concatenate([leapt.push(wind[:end], nothing), leapt.push(quiet, nothing)])
    assert join_ratio(np.concatenate([wind[:end], quiet]), end) > 10
    assert join_ratio(heard, end) <= 2
    np.testing.assert_array_equal(heard[end + 33_600 :], quiet[33_600:])
    whole = np.concatenate([went_on.push(wind[:end], nothing), went_on.push(wind[end:], nothing)])
    np.testing.assert_array_equal(whole, wind)


def test_a_place_is_heard_on_over_a_leap_until_it_has_risen_again():
    """A skip to a scene that fades in at the same place leaves no hole: its level stays within 5 dB of itself."""
    wind = noise(96_000, 0.02, "wind")
    again = noise(96_000, 0.02, "wind", "elsewhere")
    again[:33_600] *= np.linspace(0, 1, 33_600, dtype=np.float32)[:, None]
    mixer, nothing = JoinMixer(), np.zeros((0, 2), np.float32)
    heard = np.concatenate([mixer.push(wind, nothing), mixer.push(again, nothing)])
    levels = 20 * np.log10(np.sqrt((heard[:144_000].reshape(-1, 4_800, 2) ** 2).mean(axis=(1, 2))) / 0.02)
    assert np.abs(levels).max() < 5
    assert join_ratio(heard, 96_000) <= 2


def test_a_place_that_goes_on_softly_is_no_leap():
    """A line that ends just before a join, and rings over it, is not taken for a place that ended."""
    bed = noise(192_000, 0.004, "bed")
    loud = bed[:96_000] + 0.1 * noise(96_000, 1.0, "line") * (np.arange(96_000) < 93_000)[:, None].astype(np.float32)
    mixer, nothing = JoinMixer(), np.zeros((0, 2), np.float32)
    mixer.push(loud, nothing)
    np.testing.assert_array_equal(mixer.push(bed[96_000:], nothing), bed[96_000:])


def test_everybody_is_softer_where_nothing_stirs_the_narrator_less_than_the_cast():
    """Calm talk lies at least 5 dB below excited talk, calm telling 3 to 5 dB.

    In the middle a narrator is 2.9 dB louder than the line came, and never more than 4 dB from that.
    """
    spoken = (0.1 * np.sin(2 * np.pi * 300 * np.arange(96_000) / 48_000)).astype(np.float32)

    def level(*, arousal: float, is_narrator: bool) -> float:
        voice = PlacedVoice(
            start=0, sound=spoken, side=0.0, near=0.5, is_speech=True, arousal=arousal, is_narrator=is_narrator
        )
        return loudness(mix_stems(a_mix(120_000, voices=(voice,)))["voices"][:96_000])

    assert level(arousal=0.8, is_narrator=False) - level(arousal=0.2, is_narrator=False) >= 5.0
    assert 3.0 <= level(arousal=0.8, is_narrator=True) - level(arousal=0.2, is_narrator=True) <= 5.0
    middle = loudness(panned(spoken, 0.0)) + 2.9
    assert level(arousal=0.48, is_narrator=True) == pytest.approx(middle, abs=0.2)
    assert all(abs(level(arousal=most, is_narrator=True) - middle) <= 4.0 for most in (0.0, 1.0))


def test_a_leap_out_of_a_low_note_does_not_click():
    """A deep tone that is cut where it is steepest, without any wind to hide the seam, bends no more than it does."""
    time = np.arange(48_000) / 48_000
    tone = np.repeat((0.2 * np.sin(2 * np.pi * 80 * time)).astype(np.float32)[:, None], 2, axis=1)
    mixer, nothing = JoinMixer(), np.zeros((0, 2), np.float32)
    heard = np.concatenate([mixer.push(tone, nothing), mixer.push(np.zeros_like(tone), nothing)])
    bends = np.abs(np.diff(heard[:, 0], n=2))
    assert bends[47_990:48_010].max() <= 1.5 * bends[40_000:47_000].max()


@pytest.mark.parametrize(("ends", "ring"), [(False, JOIN_RING), (True, SCENE_RING)])
def test_what_rings_over_a_join_is_soon_over(ends, ring):
    """Nothing rings when a line is under way, sooner after a scene's end than inside it, and nothing is cut off."""
    duration = 96_000
    pad = noise(duration + TAIL, 0.1, "pad")
    music = mix_stems(a_mix(duration, stems={"pad": pad}, ends_scene=ends))["music"]
    levels = [loudness(music[duration + at : duration + at + 4_800]) for at in range(0, ring, 4_800)]
    assert levels == sorted(levels, reverse=True)
    assert loudness(music[duration - 4_800 : duration]) - levels[0] < 2.0
    assert levels[0] - levels[-1] > 12.0
    assert not np.any(music[duration + ring :])
