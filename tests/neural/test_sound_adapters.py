"""Sound adapters on tiny random models of the real classes, loaded from folders."""

from __future__ import annotations

import importlib
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from generators.errors import Cancelled
from generators.neural.errors import ModelError, NeuralError
from generators.neural.known import KNOWN
from generators.neural.loading import open_generator
from generators.neural.models import inspect_model
from generators.neural.ports import never
from generators.neural.sound.pocket_tts import written
from generators.neural.sound.waves import LOUDEST, fitted_to, stereo
from generators.neural.trials import tiny_sound
from generators.neural.video.pipes import Placement

from .test_video_adapters import Counting


def _opened(kind: str, shelf: Path) -> Any:
    return open_generator(inspect_model(tiny_sound.saved(kind, shelf)), Placement())


@pytest.fixture(scope="module")
def musicgen(shelf: Path) -> Any:
    """A MusicGen of a few thousand numbers."""
    return _opened("musicgen", shelf)


@pytest.fixture(scope="module")
def bed(shelf: Path) -> Any:
    """A Stable Audio of a few thousand numbers."""
    return _opened("stable-audio", shelf)


def test_a_bed_is_exactly_as_long_as_asked(bed: Any):
    """48 kHz stereo of the asked length, beyond the model's own longest too; words and seed change it."""
    sound = bed.render("rain night", 3.0, 4, never)
    assert sound.shape == (144_000, 2)
    assert 0 < np.abs(sound).max() <= LOUDEST + 1e-6
    assert np.array_equal(sound, bed.render("rain night", 3.0, 4, never))
    assert not np.array_equal(sound, bed.render("rain night", 3.0, 5, never))
    assert not np.array_equal(sound, bed.render("music harbour", 3.0, 4, never))


@pytest.fixture(scope="module", params=["musicgen", "ace-step"])
def score(request: pytest.FixtureRequest, shelf: Path) -> Any:
    """Each model that makes a score."""
    return _opened(request.param, shelf)


@pytest.fixture(scope="module", params=["vits", "speecht5", "pocket-tts"])
def voice(request: pytest.FixtureRequest, shelf: Path) -> Any:
    """Each model that speaks."""
    return _opened(request.param, shelf)


def test_a_score_is_exactly_as_long_as_asked(score: Any):
    """48 kHz stereo of the asked length, below its peak, the same for the same seed and another for another."""
    sound = score.render("music night", 0.5, 4, never)
    assert sound.shape == (24_000, 2)
    assert sound.dtype == np.float32
    assert np.abs(sound).max() <= LOUDEST + 1e-6
    assert np.array_equal(sound, score.render("music night", 0.5, 4, never))
    assert not np.array_equal(sound, score.render("music night", 0.5, 5, never))


def test_a_score_stops_at_the_next_token(musicgen: Any):
    """A cancel is heard after every token; the model works as before."""
    before = musicgen.render("rain", 0.3, 1, never)
    asked = [0]

    def soon() -> bool:
        asked[0] += 1
        return asked[0] > 5

    with pytest.raises(Cancelled):
        musicgen.render("rain", 0.3, 1, soon)
    assert asked[0] == 6
    assert np.array_equal(before, musicgen.render("rain", 0.3, 1, never))


@pytest.mark.parametrize("kind", ["stable-audio", "ace-step"])
def test_a_sound_of_steps_stops_before_the_next_network_call(kind: str, shelf: Path):
    """A cancel is heard before every forward pass; no decode follows it, and the model works as before."""
    model = _opened(kind, shelf)
    before = model.render("rain", 0.5, 1, never)
    counted = Counting()
    model.render("rain", 0.5, 1, counted)
    for at in range(counted.asked):
        cancel = Counting(at)
        with pytest.raises(Cancelled):
            model.render("rain", 0.5, 1, cancel)
        assert cancel.asked == at + 1
    assert np.array_equal(before, model.render("rain", 0.5, 1, never))


def test_a_line_is_spoken_with_its_words(voice: Any):
    """Speech repeats by seed; its words cover it in order."""
    spoken = voice.speak("two people talk", 7, never)
    assert spoken.samples.ndim == 1
    assert np.array_equal(spoken.samples, voice.speak("two people talk", 7, never).samples)
    assert [word for _, _, word in spoken.words] == ["two", "people", "talk"]
    assert spoken.words[0][0] == 0
    assert spoken.words[-1][0] + spoken.words[-1][1] == len(spoken.samples)


def test_a_line_can_be_stopped(voice: Any):
    """A cancel before the decoder leaves without sound."""
    asked = [0]

    def later() -> bool:
        asked[0] += 1
        return asked[0] > 2

    with pytest.raises(Cancelled):
        voice.speak("two people talk", 7, later)


def test_each_seed_has_a_voice_of_its_own_or_one_of_those_given(shelf: Path, tmp_path: Path):
    """Voices that lie beside the model are used, in order of their names; what is no voice is refused and named."""
    own = _opened("speecht5", shelf)
    assert not np.array_equal(own.speak("two", 1, never).samples, own.speak("two", 2, never).samples)
    folder = tmp_path / "speecht5"
    shutil.copytree(tiny_sound.saved("speecht5", shelf), folder)
    (folder / "voices").mkdir()
    save_file({"x": torch.ones(8)}, str(folder / "voices" / "one.safetensors"))
    save_file({"x": -torch.ones(1, 8)}, str(folder / "voices" / "two.safetensors"))
    given = open_generator(inspect_model(folder), Placement())
    assert torch.equal(given._voice(4), torch.nn.functional.normalize(torch.ones(1, 8)))
    assert torch.equal(given._voice(5), -given._voice(4))
    save_file({"x": torch.ones(9)}, str(folder / "voices" / "wide.safetensors"))
    with pytest.raises(ModelError, match=r"wide\.safetensors holds 9 numbers"):
        open_generator(inspect_model(folder), Placement())


def test_a_speaker_without_its_vocoder_is_refused(shelf: Path, tmp_path: Path):
    """The line names the folder that is missing."""
    folder = tmp_path / "speecht5"
    shutil.copytree(tiny_sound.saved("speecht5", shelf), folder)
    shutil.rmtree(folder / "vocoder")
    with pytest.raises(ModelError, match="has no vocoder/"):
        inspect_model(folder)


def test_a_voice_of_latents_is_heard_and_one_of_another_model_refused(shelf: Path, tmp_path: Path):
    """The voice in the folder changes the line, the seed chooses among several; what is no voice is named."""
    folder = tmp_path / "pocket-tts"
    shutil.copytree(tiny_sound.saved("pocket-tts", shelf), folder)
    bare = open_generator(inspect_model(folder), Placement()).speak("two people", 4, never)
    (folder / "voices").mkdir()
    save_file({"voice": torch.full((3, 4), 2.0)}, str(folder / "voices" / "one.safetensors"))
    one = open_generator(inspect_model(folder), Placement())
    assert not np.array_equal(bare.samples, one.speak("two people", 4, never).samples)
    save_file({"voice": torch.full((1, 5, 4), -2.0)}, str(folder / "voices" / "two.safetensors"))
    two = open_generator(inspect_model(folder), Placement())
    assert np.array_equal(one.speak("two", 4, never).samples, two.speak("two", 4, never).samples)
    assert not np.array_equal(one.speak("two", 5, never).samples, two.speak("two", 5, never).samples)
    save_file({"voice": torch.ones(3, 7)}, str(folder / "voices" / "wide.safetensors"))
    with pytest.raises(ModelError, match=r"wide\.safetensors has shape \(3, 7\)"):
        open_generator(inspect_model(folder), Placement())


@pytest.mark.parametrize(
    ("line", "as_read"), [("  two people\ntalk", "Two people talk."), ("rain?", "Rain?"), ("wait,", "Wait."), ("", "")]
)
def test_a_line_is_written_as_pocket_tts_reads_it(line: str, as_read: str):
    """One line, a capital first, a mark at its end."""
    assert written(line) == as_read


def test_odd_sounds_are_refused_or_made_fit():
    """NaN is an error; mono becomes stereo; what is too short ends in silence without a click."""
    with pytest.raises(NeuralError, match="NaN"):
        stereo(np.array([0.0, np.nan], np.float32))
    assert stereo(np.ones((1, 9), np.float32)).shape == (9, 2)
    fitted = fitted_to(np.full((1000, 2), 3.0, np.float32), 1500)
    assert fitted.shape == (1500, 2)
    assert np.abs(fitted).max() <= LOUDEST + 1e-6
    assert fitted[0, 0] == fitted[999, 0] == 0


def test_every_row_of_the_table_has_its_adapter():
    """Each known class names a module and a class that exist."""
    for row in KNOWN:
        module, _, name = row.adapter.partition(":")
        assert hasattr(importlib.import_module(module), name), row.adapter
