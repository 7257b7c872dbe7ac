"""A viewer's balance: what is wanted louder is, joins stay smooth over a change, and the whole stays as loud."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from generators.sound.dsp import loudness
from generators.sound.generator import Sound
from generators.sound.measure.programme import join_ratio
from generators.sound.mix import JoinMixer, Rider
from generators.sound.mix.balance import GLIDE, SHARES, Weights, decibels_of, made_up
from generators.sound.mix.part import TAIL, Buses, PlacedEffect, PlacedVoice, mix_part, mix_stems
from generators.timed import Balance, Bed, Score, TimedPart, content_key
from generators.true_peak import true_peaks
from story_engine.rng import generator
from story_engine.time import from_seconds

NOTHING = np.zeros((0, 2), np.float32)
WANTED = Balance(speech=3.0, music=-6.0)


def noise(count: int, level: float, *path: str | int) -> np.ndarray:
    return (level * generator(1, "balance", *path).standard_normal((count, 2))).astype(np.float32)


def a_mix(weights: Weights | None = None) -> Buses:
    """Two seconds in which somebody speaks over music, wind and a step."""
    total = 96_000 + TAIL
    time = np.arange(60_000) / 48_000
    spoken = (0.2 * np.sin(2 * np.pi * 300 * time) * (0.5 + 0.5 * np.sin(2 * np.pi * 4 * time))).astype(np.float32)
    step = PlacedEffect(start=70_000, sound=noise(9_000, 0.05, "step")[:, 0], gain=1.0, side=0.0, near=0.5)
    return Buses(
        duration=96_000,
        voices=(PlacedVoice(start=9_600, sound=spoken, side=0.0, near=0.5, is_speech=True),),
        effects=(step,),
        stems={"melody": noise(total, 0.08, "music")},
        ambience=noise(total, 0.02, "wind"),
        reverb="hall",
        weights=weights or Weights(),
    )


def test_nothing_wanted_changes_no_bit():
    """A mix without wishes is the one that was made before there were any."""
    body, tail = mix_part(a_mix())
    again, rings = mix_part(a_mix(Weights(now=Balance(), before=Balance())))
    assert (
        hashlib.sha256(body.tobytes() + tail.tobytes()).digest()
        == hashlib.sha256(again.tobytes() + rings.tobytes()).digest()
    )
    sound, mixer = noise(96_000, 0.05, "quiet"), JoinMixer()
    assert np.array_equal(mixer.push(sound, NOTHING), sound)


def test_everybody_is_as_much_louder_as_is_wanted():
    """Against each other the buses move by what was asked, the room with those who fill it; ducking stays."""
    plain, weighed = mix_stems(a_mix()), mix_stems(a_mix(Weights(now=WANTED, before=WANTED)))
    up = {"voices": 3.0, "music": -6.0, "ambience": 0.0, "effects": 0.0}
    for name, decibels in up.items():
        gain = 10 ** ((decibels + made_up(WANTED)) / 20)
        np.testing.assert_allclose(weighed[name], plain[name] * gain, atol=1e-6)
    speech_only = Balance(speech=3.0, effects=3.0)
    room = mix_stems(a_mix(Weights(now=speech_only, before=speech_only)))["room"]
    np.testing.assert_allclose(room, plain["room"] * 10 ** ((3.0 + made_up(speech_only)) / 20), atol=1e-5)


def test_the_whole_stays_as_loud_where_shares_are_the_usual_ones():
    """What the wish adds in power, the make-up takes away."""
    assert made_up(Balance()) == 0.0
    for balance in (WANTED, Balance(speech=-6.0), Balance(music=6.0, ambience=6.0), Balance(speech=-12.0, music=6.0)):
        power = sum(share * 10 ** (decibels_of(balance, name) / 10) for name, share in SHARES.items())
        assert 10 * np.log10(power) == pytest.approx(0.0, abs=1e-9)


def beds_only(make_part, scene, scene_time: int, balance: Balance, before: Balance) -> TimedPart:
    beds = (Bed(name="harbour", gain_begin=1.0, gain_end=1.0),)
    timed = make_part(scene, 3, 4.0, beds=beds, scene_time=scene_time)
    return replace(timed, score=Score(), balance=balance, balance_before=before)


@pytest.mark.parametrize("after", [Balance(ambience=6.0), Balance(ambience=-12.0, speech=6.0)])
def test_a_change_of_balance_neither_clicks_nor_steps(make_scene, make_part, tmp_path, after):
    """Over the join the place goes on as it was; within a second it is as it is wanted now, smoothly."""
    scene, sound = make_scene(4, place="harbour"), Sound(tmp_path)
    begin, flat = from_seconds(10.0), Balance()
    parts = [
        beds_only(make_part, scene, begin, flat, flat),
        beds_only(make_part, scene, begin + from_seconds(4.0), after, flat),
        beds_only(make_part, scene, begin + from_seconds(8.0), after, after),
    ]
    mixer = JoinMixer(Rider())
    made = [sound.render(timed) for timed in parts]
    heard = np.concatenate([mixer.push(one.body, one.tail) for one in made])
    plain = np.concatenate([sound.render(replace(p, balance=flat, balance_before=flat)).body for p in parts])
    for join in (192_000, 384_000):
        assert join_ratio(heard, join) <= 2.0
    gain = 10 ** (decibels_of(after, "ambience") / 20)
    np.testing.assert_allclose(heard[:192_000], plain[:192_000], atol=1e-7)
    np.testing.assert_allclose(heard[192_000:192_010], plain[192_000:192_010], atol=1e-4)
    np.testing.assert_allclose(heard[192_000 + GLIDE :], plain[192_000 + GLIDE :] * gain, atol=1e-5)
    curve = Weights(now=after, before=flat).curve("ambience", 192_000)
    assert np.abs(np.diff(curve)).max() < 2e-4


def test_another_balance_is_another_segment(make_scene, make_part):
    """A cache never plays somebody else's balance; that of the part before counts as well."""
    timed = make_part(make_scene(1), 0)
    keys = {
        content_key(one)
        for one in (timed, replace(timed, balance=WANTED), replace(timed, balance=WANTED, balance_before=WANTED))
    }
    assert len(keys) == 3


def test_the_rider_brings_a_weighed_programme_back():
    """Ten minutes that came out 4 LU too soft are −16 ±1 LUFS, with true peaks below the promise and no step."""
    mixer, heard = JoinMixer(), []
    for number in range(150):
        piece = noise(192_000, 0.0515, number % 5)
        heard.append(mixer.push(piece, NOTHING, weighed=True))
    whole = np.concatenate(heard)
    assert loudness(noise(192_000, 0.0515, 0)) == pytest.approx(-20.0, abs=0.5)
    assert loudness(whole) == pytest.approx(-16.0, abs=1.0)
    assert 20 * np.log10(true_peaks(whole).max()) <= -1.0
    levels = [loudness(piece) for piece in heard]
    assert max(abs(b - a) for a, b in pairwise(levels)) < 1.0


def test_the_rider_lets_go_when_nothing_is_weighed_any_more():
    """Back to where it was, and then not a bit is changed."""
    rider = Rider()
    for number in range(30):
        sound = noise(192_000, 0.03, number)
        rider.ride(sound, weighed=True)
        rider.hear(sound, weighed=True)
    assert rider.decibels > 2.0
    for number in range(60):
        rider.ride(noise(192_000, 0.03, number), weighed=False)
    assert rider.decibels == 0.0
    sound = noise(96_000, 0.03, "again")
    kept = sound.copy()
    rider.ride(sound, weighed=False)
    assert np.array_equal(sound, kept)
