"""A creator's own music and sounds: slips are told, good ones are played, a pack carries them."""

from __future__ import annotations

import json
import wave
from pathlib import Path

import numpy as np
import pytest

from generators.sound.generator import Sound
from player.direction import Opening
from player.director import InProcessDirector
from story_engine.bookmark import Bookmark
from story_engine.seed import load_seed
from story_engine.seed.pack import unpack, write_pack

MUSIC = """music:
  main: lamp_song
  themes:
    lamp_song: {steps: [0, 2, 4, 3+, 1, 0], common: [1, 0.5, 0.5, 1, 1, 3], waltz: [1, 0.5, 0.5, 1, 1, 2], voice: reed}
  places: {quay: lamp_song}
  ideas:
    darkness: {threads: [dark], theme: lamp_song}
"""


def sounding(path: Path, seconds: float) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    samples = 0.2 * np.sin(np.arange(int(seconds * 48_000)) * 0.05)
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(48_000)
        out.writeframes((samples * 32767).astype("<i2").tobytes())


@pytest.fixture
def loud(ferry):
    """The test seed with music and sounds of its own."""
    world = ferry / "seed.yaml"
    world.write_text(world.read_text() + MUSIC)
    sounding(ferry / "sound" / "lamp.wav", 0.5)
    sounding(ferry / "sound" / "beds" / "quay.wav", 3.0)
    (ferry / "scenes" / "lamp.yarn").write_text(
        "title: lamp_heard\nplace: quay\ncast: ada\n---\n<<sound lamp>>\nAda: Hm.\n===\n"
    )
    return ferry


def findings(run, folder) -> dict[str, dict]:
    return {d["code"]: d for d in json.loads(run("check", folder, "--json").output) if d["code"].startswith("SO")}


def test_good_music_and_sounds_are_no_findings(run, loud):
    """Themes, places, ideas, an effect and a bed that are all there and all called for: nothing to tell."""
    assert not findings(run, loud)
    seed = load_seed(loud)
    assert seed.places["quay"].place.motif == "lamp_song"
    assert [idea.theme for idea in seed.music.ideas] == ["lamp_song"]


@pytest.mark.parametrize(
    ("old", "new", "code", "word"),
    [
        ("voice: reed", "voice: red", "SO105", "red"),
        ("main: lamp_song", "main: lamp_sog", "SO102", "lamp_sog"),
        ("threads: [dark], theme: lamp_song", "threads: [dark]", "SO102", "darkness"),
    ],
)
def test_slips_in_music_are_told(run, loud, old, new, code, word):
    """An instrument or a theme that nobody knows is told with its place, and the seed plays all the same."""
    world = loud / "seed.yaml"
    world.write_text(world.read_text().replace(old, new, 1))
    assert word in findings(run, loud)[code]["message"]


def test_sounds_that_cannot_be_heard_are_told(run, loud):
    """A file that is no sound and one that nothing calls for are warnings, each at its own path."""
    (loud / "sound" / "thunder.wav").write_bytes(b"RIFF????WAVE")
    sounding(loud / "sound" / "foghron.wav", 0.2)
    found = findings(run, loud)
    assert found["SO103"]["where"]["path"].endswith("thunder.wav")
    assert found["SO104"]["where"]["path"].endswith("foghron.wav")


def test_a_show_is_heard_with_them_from_folder_and_pack(loud, tmp_path):
    """The place's bed and the named effect are the seed's own, in a pack as in its folder, and are played."""
    write_pack(loud, tmp_path / "ferry-lamp.evershow")
    for folder in (loud, unpack(tmp_path / "ferry-lamp.evershow", tmp_path / "packs")):
        director = InProcessDirector(tmp_path / "speech")
        try:
            opened = director.open(
                Opening(seed=str(folder), rng_seed=1, manner="silent", bookmark=Bookmark(scene="lamp_heard"))
            )
            state, parts = opened.state, []
            for _ in range(4):
                planned = director.step(state)
                state = planned.state
                parts.append(planned.timed)
        finally:
            director.close()
        at_quay = [timed for timed in parts if timed.part.scene.place.id == "quay"]
        assert all(timed.beds[0].own for timed in at_quay if timed.beds)
        cues = [(timed, cue) for timed in parts for cue in timed.cues if cue.name == "lamp"]
        assert cues
        assert all(cue.own for _, cue in cues)
        body = Sound(tmp_path / "speech").render(cues[0][0]).body
        assert np.isfinite(body).all()
        assert not np.array_equal(body, Sound(tmp_path / "elsewhere").render(cues[0][0]).body)
