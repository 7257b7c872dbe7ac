"""A seed's own sounds: read once, heard where they are called for, and never trusted."""

from __future__ import annotations

import os
import time
import wave
from pathlib import Path

import numpy as np
import pytest

from generators.sound.own import NOTHING, SeedSound
from generators.sound.own_sounds import LOOP_FADE, keep_own, own_bed, own_effect, own_faults
from generators.sound.voices.store import trim
from player.direction import Opening
from player.director import InProcessDirector
from player.seed_sound import still_heard
from story_engine.time import SAMPLE_RATE

RATE = 44_100
TIDE = Path(__file__).parents[1] / "world" / "seeds" / "tide"


def written(path: Path, samples: np.ndarray, rate: int = RATE, channels: int = 1) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as out:
        out.setnchannels(channels)
        out.setsampwidth(2)
        out.setframerate(rate)
        out.writeframes((samples * 32767).astype("<i2").tobytes())
    return path


def noise(seconds: float, level: float = 0.3) -> np.ndarray:
    return level * np.random.default_rng(3).uniform(-1, 1, int(seconds * RATE))


@pytest.fixture
def seed(tmp_path: Path) -> Path:
    folder = tmp_path / "quay"
    written(folder / "sound" / "knock.wav", noise(0.4))
    written(folder / "sound" / "beds" / "harbour.wav", np.repeat(noise(4.0), 2), channels=2)
    return folder


def test_good_files_are_kept_at_48_khz(seed: Path, tmp_path: Path):
    """An effect and a bed are in the store under keys of their own, resampled; a second reading keeps the keys."""
    sounds = keep_own(seed, tmp_path / "speech")
    assert (set(sounds.effects), set(sounds.beds)) == ({"knock"}, {"harbour"})
    knock = own_effect(tmp_path / "speech", sounds.effects["knock"])
    assert knock is not None
    assert abs(len(knock) - 0.4 * SAMPLE_RATE) < 10
    assert dict(keep_own(seed, tmp_path / "speech").effects) == dict(sounds.effects)
    assert not list(own_faults(seed))


def test_a_bed_goes_round_without_a_seam(seed: Path, tmp_path: Path):
    """In pieces it is bit for bit the whole, and where it begins again it bends no more than anywhere else."""
    store = tmp_path / "speech"
    key = keep_own(seed, store).beds["harbour"]
    whole = own_bed(store, key, 0, 8 * SAMPLE_RATE, 7)
    pieces = [own_bed(store, key, at, SAMPLE_RATE, 7) for at in range(0, 8 * SAMPLE_RATE, SAMPLE_RATE)]
    assert np.array_equal(whole, np.concatenate(pieces))
    steps = np.abs(np.diff(whole[:, 0]))
    loop = 4 * SAMPLE_RATE - LOOP_FADE
    assert np.array_equal(whole[:1000], whole[loop : loop + 1000])
    assert steps.max() < 4 * np.percentile(steps, 99)


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("text.wav", b"RIFF, said the dog", "cannot be read"),
        ("empty.wav", b"", "cannot be read"),
        ("film.mp3", b"ID3", "no sound that is read"),
        ("Loud Bang.wav", b"RIFF", "plain word"),
        ("flac.flac", b"fLaC" + bytes(200), "cannot be read"),
    ],
)
def test_what_is_no_sound_is_told_and_left_out(seed: Path, tmp_path: Path, name: str, content: bytes, why: str):
    """`check` says what is wrong with a file; a show plays the built-in sound, and the good files."""
    (seed / "sound" / name).write_bytes(content)
    faults = list(own_faults(seed))
    assert [fault.path.name for fault in faults] == [name]
    assert why in faults[0].message
    assert faults[0].remedy
    assert set(keep_own(seed, tmp_path / "speech").effects) == {"knock"}


def test_limits_hold_whatever_a_header_says(seed: Path, tmp_path: Path):
    """Too long, too short, silent, of a wild rate, or a link out of the seed: each is told, none is played."""
    sound = seed / "sound"
    written(sound / "long.wav", noise(3.5))
    written(sound / "silent.wav", np.zeros(1000))
    written(sound / "slow.wav", noise(0.2), rate=4_000)
    written(sound / "beds" / "hill.wav", noise(1.0))
    (sound / "away.wav").symlink_to(written(tmp_path / "elsewhere.wav", noise(0.2)))
    head = bytearray((sound / "knock.wav").read_bytes())
    head[40:44] = (2**31 - 1).to_bytes(4, "little")
    (sound / "liar.wav").write_bytes(bytes(head))
    told = {fault.path.name: fault.message for fault in own_faults(seed)}
    assert "longer than 3" in told["long.wav"]
    assert "nothing is heard" in told["silent.wav"]
    assert "4000 Hz" in told["slow.wav"]
    assert "too often" in told["hill.wav"]
    assert "outside" in told["away.wav"]
    assert set(keep_own(seed, tmp_path / "speech").effects) <= {"knock", "liar"}


def test_what_is_not_in_the_store_is_not_there(tmp_path: Path):
    """Without the kept sound there is nothing to play: whoever asks plays the built-in one."""
    assert own_effect(tmp_path, "0" * 32) is None
    assert own_bed(tmp_path, "0" * 32, 0, 100, 1) is None


def test_a_pipe_is_not_waited_for(seed: Path, tmp_path: Path):
    """What is no plain file is told of and left out, and reading it does not wait for ever."""
    os.mkfifo(seed / "sound" / "bell.wav")
    assert set(keep_own(seed, tmp_path / "speech").effects) == {"knock"}
    assert [(fault.path.name, fault.message) for fault in own_faults(seed)] == [("bell.wav", "this is no plain file")]


def test_old_versions_of_a_sound_go_when_another_is_read(seed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Each version of a bed that was ever read takes megabytes: old ones go, those of the seed at hand stay."""
    monkeypatch.setattr("generators.sound.own_sounds.trim", lambda store: trim(store, limit_bytes=0))
    store = tmp_path / "speech"
    first = keep_own(seed, store)
    for path in (store / "own").iterdir():
        os.utime(path, (time.time() - 9 * 86_400,) * 2)
    written(seed / "sound" / "knock.wav", noise(0.5))
    second = keep_own(seed, store)
    assert second.effects["knock"] != first.effects["knock"]
    assert {path.stem for path in (store / "own").iterdir()} == {second.effects["knock"], second.beds["harbour"]}


def test_the_sounds_of_a_show_that_runs_for_days_stay(seed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Now and then the director notes that they are still wanted; a store that makes room leaves them then."""
    store = tmp_path / "speech"
    own = SeedSound(sounds=keep_own(seed, store))
    for path in (store / "own").iterdir():
        os.utime(path, (time.time() - 2 * 86_400,) * 2)
    still_heard(own, store)
    assert trim(store, limit_bytes=0) == 0
    assert len(list((store / "own").iterdir())) == 2
    still_heard(NOTHING, store)


def test_the_director_notes_it_again_and_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Every so many parts, whichever path they lie on."""
    noted: list[SeedSound] = []
    monkeypatch.setattr("player.director.NOTE_EVERY", 3)
    monkeypatch.setattr("player.director.still_heard", lambda sound, store: noted.append(sound))
    director = InProcessDirector(tmp_path / "speech")
    state = director.open(Opening(seed=str(TIDE), rng_seed=1, manner="silent")).state
    for _ in range(7):
        state = director.step(state).state
    director.close()
    assert len(noted) == 2
