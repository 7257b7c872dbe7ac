"""No segment is louder or peaks higher than it may: repaired where that is possible, refused where it is not."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from generators.media import Level, Size
from generators.render_pool.catalogue import CATALOGUES, segment_key
from generators.render_pool.messages import RenderJob
from generators.render_pool.render import Renderer
from generators.safety.loudness import measure
from generators.segments.folders import Folders
from generators.sound.mix.gate import HIGHEST_PEAK_DBTP, LOUDEST_LUFS, MOST_TURNED_DOWN, TooLoud, gated
from player.direction import Opening
from story_engine.time import SAMPLE_RATE
from tests.pipeline.fake_director import FakeDirector

TAIL = np.zeros((0, 2), np.float32)


def tone(level: float, seconds: float = 2.0, hertz: float = 440.0) -> np.ndarray:
    wave = level * np.sin(2 * np.pi * hertz * np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE)
    return np.stack((wave, wave), axis=1).astype(np.float32)


def blows(height: float) -> np.ndarray:
    """A quiet place with a blow every half second, one at the very end."""
    sound = tone(0.05)
    for at in (SAMPLE_RATE // 2, SAMPLE_RATE, len(sound) - 1):
        begin = max(0, at - 40)
        sound[begin : at + 1] += height * np.hanning(2 * (at + 1 - begin))[: at + 1 - begin, None].astype(np.float32)
    return sound


@pytest.mark.parametrize("sound", [tone(0.0), tone(0.02), tone(0.2), tone(0.25, hertz=110.0), blows(0.6)])
def test_what_is_within_the_limits_is_left_to_the_bit(sound: np.ndarray) -> None:
    """The very array comes back, with what was measured of it."""
    tail = tone(0.1, 0.2)
    heard = gated(sound, tail)
    assert heard.body is sound
    assert heard.tail is tail
    assert heard.loudness == measure(sound)
    assert heard.loudness.gain_db == 0.0


@pytest.mark.parametrize("height", [0.95, 1.2, 2.0])
def test_peaks_are_limited_and_the_rest_is_left(height: float) -> None:
    """True peaks come to −1 dBTP at most; where no blow is near, nothing changes."""
    sound = blows(height)
    heard = gated(sound, TAIL)
    assert measure(sound).true_peak_dbtp > HIGHEST_PEAK_DBTP
    assert measure(heard.body).true_peak_dbtp <= HIGHEST_PEAK_DBTP
    assert heard.loudness.true_peak_dbtp == measure(heard.body).true_peak_dbtp
    assert np.array_equal(heard.body[: SAMPLE_RATE // 4], sound[: SAMPLE_RATE // 4])


def test_a_limited_part_joins_as_before() -> None:
    """Where no blow is at its ends, a part begins and ends with the samples that its neighbours go on from."""
    sound = tone(0.05)
    sound[-2000:-1900] += 1.5
    heard = gated(sound, TAIL)
    assert np.array_equal(heard.body[[0, -1]], sound[[0, -1]])
    assert not np.array_equal(heard.body[-1950], sound[-1950])


@pytest.mark.parametrize("level", [0.4, 0.5, 0.6])
def test_what_is_somewhat_too_loud_is_turned_down_with_its_tail(level: float) -> None:
    """A few decibels are taken off both, and the manifest says how many."""
    sound, tail = tone(level), tone(level, 0.5)
    over = measure(sound).integrated_lufs - LOUDEST_LUFS
    assert 0 < over <= MOST_TURNED_DOWN
    heard = gated(sound, tail)
    assert heard.loudness.integrated_lufs <= LOUDEST_LUFS
    assert heard.loudness.gain_db == pytest.approx(-over, abs=0.02)
    assert np.abs(heard.tail).max() < np.abs(tail).max()


@pytest.mark.parametrize(
    "sound", [tone(3.0), np.clip(tone(50.0), -1, 1), tone(float("nan")), np.full_like(tone(0.1), np.inf)]
)
def test_what_is_far_too_loud_or_no_sound_is_refused(sound: np.ndarray) -> None:
    """It is no mix but a fault; where nothing else can be heard, what is merely loud is turned down all the way."""
    with pytest.raises(TooLoud):
        gated(sound, TAIL)
    if np.isfinite(sound).all():
        assert gated(sound, TAIL, at_any_cost=True).loudness.integrated_lufs <= LOUDEST_LUFS
    else:
        with pytest.raises(TooLoud):
            gated(sound, TAIL, at_any_cost=True)


@dataclass
class _Sound:
    level: float
    notes: tuple[tuple[str, str], ...] = ()

    def render(self, timed, cancel):  # type: ignore[no-untyped-def]
        @dataclass
        class Rendered:
            body: np.ndarray
            tail: np.ndarray

        whole = tone(self.level, timed.duration / SAMPLE_RATE)
        return Rendered(body=whole[: timed.duration], tail=TAIL)


@pytest.mark.parametrize(("level", "is_taken"), [(0.2, True), (0.5, True), (4.0, False), (float("nan"), False)])
def test_a_models_sound_that_is_far_too_loud_gives_way_to_the_stages_own(
    tmp_path: Path, level: float, is_taken: bool
) -> None:
    """The house's own sound plays instead, and the manifest says why; a model's that can be repaired is kept."""
    renderer = Renderer(Folders(tmp_path).make(), "sketch")
    renderer._catalogue = replace(CATALOGUES["sketch"], equipped=True)
    renderer._sounds = _Sound(level, notes=(("sounded", "score"),))
    renderer._own_sounds = _Sound(0.1)
    director = FakeDirector()
    timed = director.step(director.open(Opening(seed="", rng_seed=1)).state).timed
    body, _ = renderer._sounded(timed, lambda: False)
    own = measure(_Sound(0.1).render(timed, None).body)
    assert (measure(body) != own) is is_taken
    assert renderer._loudness.integrated_lufs <= LOUDEST_LUFS
    assert (dict(renderer._notes(_job(timed))).get("sounded") == "score") is is_taken
    assert ("sound refused" in dict(renderer._notes(_job(timed)))) is not is_taken


def _job(timed) -> RenderJob:  # type: ignore[no-untyped-def]
    return RenderJob(job=1, key="k", timed=timed, level=Level.STAGE, size=Size(), fps=24, revision=0)


def test_a_rendered_segment_tells_what_was_heard(tmp_path: Path) -> None:
    """The manifest holds the loudness of what lies in the file, after the gate."""
    renderer = Renderer(Folders(tmp_path).make(), "sketch")
    renderer._sounds = _Sound(4.0)
    director = FakeDirector()
    timed = director.step(director.open(Opening(seed="", rng_seed=1)).state).timed
    size = Size(width=160, height=90)
    key = segment_key(timed, Level.STAGE, size, 24, "v")
    job = RenderJob(job=1, key=key, timed=timed, level=Level.STAGE, size=size, fps=24, revision=0)
    manifest = renderer.render(job, lambda: False)
    assert manifest.loudness.integrated_lufs <= LOUDEST_LUFS
    assert manifest.loudness.true_peak_dbtp <= HIGHEST_PEAK_DBTP
    assert manifest.loudness.gain_db < -MOST_TURNED_DOWN
