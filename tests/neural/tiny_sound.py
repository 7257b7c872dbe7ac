"""Tiny sound models of the real classes with random weights, saved to folders as a download would be."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import diffusers
import torch
import transformers
from diffusers.pipelines.stable_audio.modeling_stable_audio import StableAudioProjectionModel

from . import tiny


def musicgen(folder: Path) -> None:
    """A MusicGen of a few thousand numbers."""
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


def vits(folder: Path) -> None:
    """A VITS of a few thousand numbers."""
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


def stable_audio(folder: Path) -> None:
    """A StableAudioPipeline that makes up to two seconds."""
    wide = 32
    pipe = diffusers.StableAudioPipeline(
        vae=diffusers.AutoencoderOobleck(
            encoder_hidden_size=4, downsampling_ratios=[4, 8], channel_multiples=[1, 2], decoder_channels=4,
            decoder_input_channels=8, audio_channels=2, sampling_rate=16_000,
        ),
        text_encoder=tiny.t5(),
        projection_model=StableAudioProjectionModel(
            text_encoder_dim=wide, conditioning_dim=wide, min_value=0, max_value=64
        ),
        tokenizer=tiny.tokenizer(),
        transformer=diffusers.StableAudioDiTModel(
            sample_size=1000, in_channels=8, num_layers=1, attention_head_dim=8, num_attention_heads=2,
            num_key_value_attention_heads=2, out_channels=8, cross_attention_dim=wide, time_proj_dim=16,
            global_states_input_dim=2 * wide, cross_attention_input_dim=wide,
        ),
        scheduler=diffusers.EDMDPMSolverMultistepScheduler(solver_order=2, sigma_min=0.3, sigma_max=500),
    )  # fmt: skip
    pipe.save_pretrained(str(folder), safe_serialization=True)


SOUND: dict[str, Any] = {"musicgen": musicgen, "vits": vits, "stable-audio": stable_audio}


def saved(kind: str, folder: Path) -> Path:
    """The tiny model `kind` saved below `folder`, once."""
    place = folder / kind
    if not place.exists():
        torch.manual_seed(3)
        SOUND[kind](place)
    return place
