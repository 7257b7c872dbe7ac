"""Sound adapters on tiny random models of the real classes, loaded from folders."""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import transformers

from generators.errors import Cancelled
from generators.neural.errors import NeuralError
from generators.neural.known import KNOWN
from generators.neural.loading import open_generator
from generators.neural.models import inspect_model
from generators.neural.ports import never
from generators.neural.sound.waves import LOUDEST, fitted_to, stereo
from generators.neural.video.pipes import Placement

from . import tiny


@pytest.fixture(scope="module")
def musicgen(shelf: Path) -> Any:
    """A MusicGen of a few thousand numbers."""
    folder = shelf / "musicgen"
    torch.manual_seed(3)
    text = transformers.T5Config(
        vocab_size=len(tiny.WORDS), d_model=16, d_kv=8, d_ff=16, num_layers=1, num_heads=2, dropout_rate=0.0
    )
    codec = transformers.EncodecConfig(
        sampling_rate=16_000, audio_channels=1, hidden_size=16, num_filters=4, num_residual_layers=1,
        upsampling_ratios=[8, 5, 4, 2], num_lstm_layers=1, codebook_size=32, codebook_dim=16, target_bandwidths=[2.0],
    )  # fmt: skip
    decoder = transformers.MusicgenDecoderConfig(
        vocab_size=32, hidden_size=16, ffn_dim=16, num_hidden_layers=1, num_attention_heads=2, num_codebooks=4,
        max_position_embeddings=4096, pad_token_id=32, bos_token_id=32,
    )  # fmt: skip
    network = transformers.MusicgenForConditionalGeneration(
        transformers.MusicgenConfig(text_encoder=text, audio_encoder=codec, decoder=decoder)
    )
    for layer in network.audio_encoder.quantizer.layers:
        # A codebook of a new codec is empty: every score would be the same.
        layer.codebook.embed.normal_()
    network.generation_config.decoder_start_token_id = 32
    network.generation_config.pad_token_id = 32
    network.save_pretrained(str(folder), safe_serialization=True)
    tiny.tokenizer().save_pretrained(str(folder))
    return open_generator(inspect_model(folder), Placement())


@pytest.fixture(scope="module")
def vits(shelf: Path) -> Any:
    """A VITS of a few thousand numbers."""
    folder = shelf / "vits"
    torch.manual_seed(3)
    config = transformers.VitsConfig(
        vocab_size=30, hidden_size=16, num_hidden_layers=1, num_attention_heads=2, ffn_dim=16, flow_size=16,
        spectrogram_bins=9, upsample_initial_channel=16, upsample_rates=[8, 4], upsample_kernel_sizes=[16, 8],
        resblock_kernel_sizes=[3], resblock_dilation_sizes=[[1, 3]], posterior_encoder_num_wavenet_layers=1,
        prior_encoder_num_flows=1, prior_encoder_num_wavenet_layers=1, duration_predictor_filter_channels=16,
        duration_predictor_num_flows=1, depth_separable_num_layers=1, sampling_rate=16_000,
    )  # fmt: skip
    transformers.VitsModel(config).save_pretrained(str(folder), safe_serialization=True)
    letters = {letter: number for number, letter in enumerate(" abcdefghijklmnopqrstuvwxyz'-")}
    vocabulary = folder / "vocab.json"
    vocabulary.write_text(json.dumps(letters))
    kind = transformers.VitsTokenizer(
        str(vocabulary), phonemize=False, add_blank=True, is_uroman=False, pad_token=" ", unk_token="-"
    )
    kind.save_pretrained(str(folder))
    return open_generator(inspect_model(folder), Placement())


def test_a_score_is_exactly_as_long_as_asked(musicgen: Any):
    """48 kHz stereo of the asked length, below its peak, the same for the same seed and another for another."""
    sound = musicgen.render("music night", 0.5, 4, never)
    assert sound.shape == (24_000, 2)
    assert sound.dtype == np.float32
    assert np.abs(sound).max() <= LOUDEST + 1e-6
    assert np.array_equal(sound, musicgen.render("music night", 0.5, 4, never))
    assert not np.array_equal(sound, musicgen.render("music night", 0.5, 5, never))


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


def test_a_line_is_spoken_with_its_words(vits: Any):
    """Speech repeats by seed; its words cover it in order."""
    spoken = vits.speak("two people talk", 7, never)
    assert spoken.samples.ndim == 1
    assert np.array_equal(spoken.samples, vits.speak("two people talk", 7, never).samples)
    assert [word for _, _, word in spoken.words] == ["two", "people", "talk"]
    assert spoken.words[0][0] == 0
    assert spoken.words[-1][0] + spoken.words[-1][1] == len(spoken.samples)


def test_a_line_can_be_stopped(vits: Any):
    """A cancel before the decoder leaves without sound."""
    asked = [0]

    def later() -> bool:
        asked[0] += 1
        return asked[0] > 2

    with pytest.raises(Cancelled):
        vits.speak("two people talk", 7, later)


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
