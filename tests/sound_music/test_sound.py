"""The sound of parts: exact lengths, the same samples anywhere, loudness, joins without clicks."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import numpy as np
import pytest

from generators.errors import Cancelled
from generators.sound.bench import bench_audio
from generators.sound.composer import compose, opening_state
from generators.sound.dsp import loudness
from generators.sound.generator import Sound
from generators.sound.mix import JoinMixer
from generators.sound.voices import murmur_times
from generators.timed import Bed, Score, TimedLine, TimedPart
from generators.true_peak import true_peaks
from story_engine.plan import Line, PartKind
from story_engine.time import from_seconds

TEXTS = {
    "wren": "I have sorted the fog, the frost, and one parcel that will not sit still.",
    "odile": "Tide does not wait for paper, girl.",
    "tock": "I shall stand precisely here, and glow.",
    "bramble": "I would never steal it. I would merely hold it where you are not.",
}


def murmured(speaker: str, start: float) -> TimedLine:
    spoken = murmur_times(Line(text=TEXTS[speaker], speaker=speaker), speaker)
    begin = from_seconds(start)
    phones = tuple(replace(phone, start=phone.start + begin) for phone in spoken.phones)
    return TimedLine(
        start=begin, duration=spoken.duration, speaker=speaker, text=TEXTS[speaker], voice=speaker, phones=phones
    )


@pytest.fixture(scope="module")
def programme(make_scene, make_part) -> list[TimedPart]:
    """About a minute: four scenes, murmured lines, beds; none begins in silence, for levels are of what sounds."""
    parts, state = [], None
    for number, bed in ((1, "post_office"), (2, "hill"), (5, "harbour"), (6, "hill")):
        scene = make_scene(number, place=bed)
        state = replace(opening_state(scene, state), silent=False)
        time = 0
        for index in range(4):
            speaker = scene.actors[index % len(scene.actors)].id
            lines = (murmured(speaker, 0.4),) if index % 4 else ()
            seconds = 3.5 if not lines else lines[0].duration / 48_000 + (1.6 if index % 2 else 0.8)
            beds = (Bed(name=bed, gain_begin=1.0, gain_end=1.0),)
            timed = make_part(scene, index, seconds, lines=lines, beds=beds, scene_time=time, ends=index == 3)
            time += timed.duration
            score = compose(timed, state)
            state = score.exit
            parts.append(replace(timed, score=score))
    return parts


@pytest.fixture(scope="module")
def rendered(programme, tmp_path_factory):
    sound = Sound(tmp_path_factory.mktemp("speech"))
    return [sound.render(timed) for timed in programme]


def test_a_body_is_exactly_as_long_as_its_part(programme, rendered):
    """Bodies have their part's length to the sample, tails at most a second that ends in silence."""
    for timed, made in zip(programme, rendered, strict=True):
        assert made.body.shape == (timed.duration, 2)
        assert made.body.dtype == np.float32
        assert len(made.tail) <= 48_000
        assert np.abs(made.tail[-1]).max() < 1e-3


def test_order_does_not_matter(programme, rendered, tmp_path):
    """A part rendered alone and first is bit for bit the part rendered in its place."""
    alone = Sound(tmp_path).render(programme[5])
    digests = [hashlib.sha256(made.body.tobytes() + made.tail.tobytes()).hexdigest() for made in (alone, rendered[5])]
    assert digests[0] == digests[1]


def test_the_programme_is_as_loud_as_promised(rendered):
    """A minute in which everybody murmurs is at most 3 LU below the show's −16 LUFS, true peaks below −1 dBTP.

    Murmurs are softer than a narrator, so that a show with both has room to move.
    """
    mixer = JoinMixer()
    whole = np.concatenate([mixer.push(made.body, made.tail) for made in rendered])
    assert -19.0 <= loudness(whole) <= -15.0
    assert 20 * np.log10(true_peaks(whole).max()) <= -1.0


def test_joins_do_not_click(rendered):
    """At a join the signal's curvature is not above what the music around it has."""
    mixer = JoinMixer()
    bodies = [mixer.push(made.body, made.tail) for made in rendered]
    whole = np.concatenate(bodies).mean(axis=1)
    bend = np.abs(np.diff(whole, 2))
    for join in np.cumsum([len(body) for body in bodies])[:-1]:
        around = np.concatenate([bend[join - 9_600 : join - 8], bend[join + 8 : join + 9_600]])
        assert bend[join - 3 : join + 3].max() <= max(2e-3, 1.2 * around.max())


def test_unwanted_work_stops(programme, tmp_path):
    """A cancelled render raises Cancelled."""
    with pytest.raises(Cancelled):
        Sound(tmp_path).render(programme[0], lambda: True)


def test_bench_counts_core_seconds():
    """The bench divides CPU seconds by seconds heard."""
    ticks = iter((0.0, 4.8))
    assert bench_audio(lambda: next(ticks))["core_share"] == pytest.approx(0.1)


def _beds_only(make_part, scene, seconds: float, scene_time: int, **more) -> TimedPart:
    beds = (Bed(name="harbour", gain_begin=1.0, gain_end=1.0),)
    return replace(make_part(scene, 3, seconds, beds=beds, scene_time=scene_time, **more), score=Score())


def test_a_place_crosses_over_after_a_hold_without_a_step(make_scene, make_part, tmp_path):
    """After one turn of a hold the ambience goes on as if it were one part; after five it steps nowhere."""
    scene, sound = make_scene(4, place="harbour"), Sound(tmp_path)
    begin = from_seconds(10.0)
    whole = sound.render(_beds_only(make_part, scene, 6.0, begin)).body
    turns = [_beds_only(make_part, scene, 2.0, begin + from_seconds(2.0 * n), kind=PartKind.HOLD) for n in range(5)]
    turns = [turns[0], *(replace(turn, after_hold=True) for turn in turns[1:])]
    after = replace(_beds_only(make_part, scene, 4.0, begin + from_seconds(2.0)), after_hold=True)

    def heard(*parts: TimedPart) -> np.ndarray:
        mixer = JoinMixer()
        return np.concatenate([mixer.push(r.body, r.tail) for r in map(sound.render, parts)])

    assert np.allclose(heard(turns[0], after), whole, atol=1e-4)
    long = heard(*turns, after)
    join = from_seconds(10.0)
    steps = np.abs(np.diff(long, axis=0)).max(axis=1)
    assert steps[join - 2 : join + 2].max() <= np.percentile(steps, 99.9)
