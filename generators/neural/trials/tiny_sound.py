"""Tiny sound models of the real classes with random weights, saved to folders as a download would be."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import diffusers
import sentencepiece
import torch
import transformers
from diffusers.pipelines.stable_audio.modeling_stable_audio import StableAudioProjectionModel

from generators.neural.trials import tiny


def musicgen(folder: Path) -> None:
    """A MusicGen of a few thousand numbers."""
    text = transformers.T5Config(
        vocab_size=len(tiny.WORDS), d_model=16, d_kv=8, d_ff=16, num_layers=1, num_heads=2, dropout_rate=0.0
    )
    codec = transformers.EncodecConfig(
        sampling_rate=16_000, audio_channels=1, hidden_size=16, num_filters=4, num_residual_layers=1,
        upsampling_ratios=[8, 8, 5, 4], num_lstm_layers=1, codebook_size=32, codebook_dim=16, target_bandwidths=[2.0],
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


def ace_step(folder: Path) -> None:
    """An AceStepPipeline of a few thousand numbers, distilled or not alike."""
    from diffusers.pipelines.ace_step import AceStepConditionEncoder

    wide, heads = 16, {"num_attention_heads": 2, "num_key_value_heads": 1, "head_dim": 8}
    conditions = AceStepConditionEncoder(
        hidden_size=wide, intermediate_size=16, text_hidden_dim=wide, timbre_hidden_dim=8,
        num_lyric_encoder_hidden_layers=1, num_timbre_encoder_hidden_layers=1, **heads,
    )  # fmt: skip
    torch.nn.init.normal_(conditions.silence_latent)
    pipe = diffusers.AceStepPipeline(
        vae=diffusers.AutoencoderOobleck(
            encoder_hidden_size=4, downsampling_ratios=[8, 8], channel_multiples=[1, 2], decoder_channels=4,
            decoder_input_channels=8, audio_channels=2, sampling_rate=3_200,
        ),
        text_encoder=transformers.Qwen3Model(
            transformers.Qwen3Config(
                vocab_size=len(tiny.WORDS), hidden_size=wide, intermediate_size=16, num_hidden_layers=1,
                num_attention_heads=2, num_key_value_heads=1, head_dim=8,
            )
        ),
        tokenizer=tiny.tokenizer(),
        transformer=diffusers.AceStepTransformer1DModel(
            hidden_size=wide, intermediate_size=16, num_hidden_layers=2, in_channels=24, audio_acoustic_hidden_dim=8,
            **heads,
        ),
        condition_encoder=conditions,
        scheduler=diffusers.FlowMatchEulerDiscreteScheduler(num_train_timesteps=1, shift=1.0),
    )  # fmt: skip
    pipe.save_pretrained(str(folder), safe_serialization=True)


def speecht5(folder: Path) -> None:
    """A SpeechT5 of a few thousand numbers, with its vocoder and a SentencePiece tokenizer of letters."""
    folder.mkdir(parents=True)
    written = io.BytesIO()
    sentencepiece.SentencePieceTrainer.Train(
        sentence_iterator=iter([" ".join(tiny.WORDS[3:])]), model_writer=written, model_type="char", vocab_size=24,
        hard_vocab_limit=False, bos_id=0, pad_id=1, eos_id=2, unk_id=3, minloglevel=2,
    )  # fmt: skip
    letters = folder / "spm_char.model"
    letters.write_bytes(written.getvalue())
    speaker = transformers.SpeechT5Config(
        vocab_size=64, hidden_size=16, encoder_layers=1, encoder_attention_heads=2, encoder_ffn_dim=16,
        decoder_layers=1, decoder_attention_heads=2, decoder_ffn_dim=16, num_mel_bins=8,
        speech_decoder_prenet_units=8, speech_decoder_postnet_layers=1, speech_decoder_postnet_units=8,
        speaker_embedding_dim=8, max_text_positions=200, max_speech_positions=2000, encoder_max_relative_position=8,
    )  # fmt: skip
    network = transformers.SpeechT5ForTextToSpeech(speaker)
    # Random weights would say at once that the line is over.
    network.speech_decoder_postnet.prob_out.bias.data.fill_(-9.0)
    network.save_pretrained(str(folder), safe_serialization=True)
    vocoder = transformers.SpeechT5HifiGan(
        transformers.SpeechT5HifiGanConfig(
            model_in_dim=8, sampling_rate=16_000, upsample_initial_channel=8, upsample_rates=[8, 4],
            upsample_kernel_sizes=[16, 8], resblock_kernel_sizes=[3], resblock_dilation_sizes=[[1, 3]],
            normalize_before=False,
        )
    )  # fmt: skip
    for network in (vocoder.conv_pre, *vocoder.upsampler, vocoder.conv_post):
        torch.nn.init.normal_(network.weight, std=0.5)  # as they are drawn, nothing would be heard
    vocoder.save_pretrained(str(folder / "vocoder"), safe_serialization=True)
    transformers.SpeechT5Tokenizer(str(letters)).save_pretrained(str(folder))


def pocket_tts(folder: Path) -> None:
    """A PocketTTS of a few thousand numbers, with its codec."""
    words = len(tiny.WORDS)
    network = transformers.PocketTTSForConditionalGeneration(
        transformers.PocketTTSConfig(
            flow_head_config={
                "hidden_size": 16, "num_hidden_layers": 1, "latent_dim": 4, "condition_dim": 16,
                "frequency_embedding_size": 8,
            },
            vocab_size=words + 4, hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16,
            latent_dim=4, max_position_embeddings=512, pad_token_id=0, audio_prompt_token_id=words,
            audio_latent_token_id=words + 1, audio_prompt_bos_token_id=words + 2, audio_bos_token_id=words + 3,
        )
    )  # fmt: skip
    # Random weights this small would round the words away, and say at once that the line is over.
    torch.nn.init.normal_(network.model.embed_tokens.weight)
    torch.nn.init.normal_(network.flow_head.final_layer.proj.weight, std=0.5)
    network.eos_head.bias.data.fill_(-9.0)
    network.save_pretrained(str(folder), safe_serialization=True)
    codec = transformers.PocketTTSAudioTokenizerModel(
        transformers.PocketTTSAudioTokenizerConfig(
            hidden_size=16, num_filters=2, upsample_groups=16, num_hidden_layers=1, intermediate_size=16,
            num_attention_heads=2, num_key_value_heads=2, latent_dim=4,
        )
    )  # fmt: skip
    codec.save_pretrained(str(folder / "audio_tokenizer"), safe_serialization=True)
    tiny.tokenizer().save_pretrained(str(folder))


SOUND: dict[str, Any] = {
    "musicgen": musicgen,
    "vits": vits,
    "stable-audio": stable_audio,
    "ace-step": ace_step,
    "speecht5": speecht5,
    "pocket-tts": pocket_tts,
}


def saved(kind: str, folder: Path) -> Path:
    """The tiny model `kind` saved below `folder`, once."""
    place = folder / kind
    if not place.exists():
        torch.manual_seed(3)
        SOUND[kind](place)
    return place
