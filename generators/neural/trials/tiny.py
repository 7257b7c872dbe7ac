"""Tiny models of the real classes with random weights, saved to folders as a download would be.

Weights are drawn from a fixed seed, so that a failure repeats; sizes are the least each class allows.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import diffusers
import torch
import transformers
from tokenizers import Tokenizer, models, pre_tokenizers

WORDS = ["<pad>", "</s>", "<unk>", "a", "lamp", "harbour", "night", "rain", "two", "people", "talk", "music", "paper"]


def tokenizer(**special: str) -> Any:
    """A word tokenizer in memory."""
    table = Tokenizer(models.WordLevel({word: n for n, word in enumerate(WORDS)}, unk_token="<unk>"))
    table.pre_tokenizer = pre_tokenizers.Whitespace()
    tokens = {"pad_token": "<pad>", "eos_token": "</s>", "unk_token": "<unk>", "model_max_length": 64, **special}
    return transformers.PreTrainedTokenizerFast(tokenizer_object=table, **tokens)


def t5(kind: str = "T5") -> Any:
    """A T5 or UMT5 encoder, 32 wide."""
    config = getattr(transformers, f"{kind}Config")(
        vocab_size=len(WORDS), d_model=32, d_kv=8, d_ff=32, num_layers=1, num_heads=2, dropout_rate=0.0
    )
    return getattr(transformers, f"{kind}EncoderModel")(config)


def wan_vae() -> Any:
    """The VAE of Wan: 8 times smaller, 4 times fewer frames. Fewer than eight channels are spoilt by half precision."""
    return diffusers.AutoencoderKLWan(
        base_dim=8, z_dim=16, dim_mult=[1, 1, 1, 1], num_res_blocks=0, temperal_downsample=[False, True, True]
    )


def wan_vace() -> Any:
    """A WanVACEPipeline."""
    transformer = diffusers.WanVACETransformer3DModel(
        patch_size=(1, 2, 2), num_attention_heads=2, attention_head_dim=12, in_channels=16, out_channels=16,
        text_dim=32, freq_dim=32, ffn_dim=32, num_layers=1, cross_attn_norm=True,
        qk_norm="rms_norm_across_heads", rope_max_seq_len=32, vace_layers=[0], vace_in_channels=96,
    )  # fmt: skip
    return diffusers.WanVACEPipeline(
        tokenizer=tokenizer(),
        text_encoder=t5("UMT5"),
        vae=wan_vae(),
        scheduler=diffusers.FlowMatchEulerDiscreteScheduler(shift=5.0),
        transformer=transformer,
    )


def ltx_vae() -> Any:
    """The VAE of LTX, 16 times smaller and 4 times fewer frames."""
    return diffusers.AutoencoderKLLTXVideo(
        latent_channels=8, block_out_channels=(8, 8), decoder_block_out_channels=(8, 8),
        layers_per_block=(1, 1, 1), decoder_layers_per_block=(1, 1, 1),
        spatio_temporal_scaling=(True, True), decoder_spatio_temporal_scaling=(True, True),
        decoder_inject_noise=(False, False, False), upsample_residual=(False, False), upsample_factor=(1, 1),
        down_block_types=("LTXVideoDownBlock3D", "LTXVideoDownBlock3D"),
        timestep_conditioning=False, patch_size=4, patch_size_t=1,
    )  # fmt: skip


def ltx_condition() -> Any:
    """An LTXConditionPipeline."""
    transformer = diffusers.LTXVideoTransformer3DModel(
        in_channels=8, out_channels=8, patch_size=1, patch_size_t=1, num_attention_heads=2, attention_head_dim=16,
        cross_attention_dim=32, num_layers=1, caption_channels=32,
    )  # fmt: skip
    return diffusers.LTXConditionPipeline(
        scheduler=diffusers.FlowMatchEulerDiscreteScheduler(),
        vae=ltx_vae(),
        text_encoder=t5(),
        tokenizer=tokenizer(),
        transformer=transformer,
    )


def sd_turbo() -> Any:
    """A StableDiffusionControlNetPipeline with a tiny autoencoder, as fast restylers are shipped."""
    wide = (16, 32)
    unet = diffusers.UNet2DConditionModel(
        block_out_channels=wide, layers_per_block=1, sample_size=8, in_channels=4, out_channels=4,
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"), up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
        cross_attention_dim=32, norm_num_groups=8, attention_head_dim=8,
    )  # fmt: skip
    controlnet = diffusers.ControlNetModel.from_unet(unet, conditioning_embedding_out_channels=(8, 8, 8, 16))
    for layer in controlnet.controlnet_down_blocks:
        torch.nn.init.normal_(layer.weight, std=0.2)
    torch.nn.init.normal_(controlnet.controlnet_cond_embedding.conv_out.weight, std=0.2)
    torch.nn.init.normal_(controlnet.controlnet_mid_block.weight, std=0.2)
    text = transformers.CLIPTextModel(
        transformers.CLIPTextConfig(
            vocab_size=len(WORDS), hidden_size=32, intermediate_size=32, num_attention_heads=2, num_hidden_layers=1,
            max_position_embeddings=16, eos_token_id=1, pad_token_id=0, bos_token_id=2,
        )
    )  # fmt: skip
    return diffusers.StableDiffusionControlNetPipeline(
        vae=diffusers.AutoencoderTiny(encoder_block_out_channels=(8, 8, 8, 8), decoder_block_out_channels=(8, 8, 8, 8)),
        text_encoder=text,
        tokenizer=tokenizer(model_max_length=16),
        unet=unet,
        controlnet=controlnet,
        scheduler=diffusers.EulerDiscreteScheduler(timestep_spacing="trailing"),
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    )


def skyreels() -> Any:
    """A SkyReelsV2DiffusionForcingPipeline."""
    transformer = diffusers.SkyReelsV2Transformer3DModel(
        patch_size=(1, 2, 2), num_attention_heads=2, attention_head_dim=12, in_channels=16, out_channels=16,
        text_dim=32, freq_dim=32, ffn_dim=32, num_layers=1, cross_attn_norm=True,
        qk_norm="rms_norm_across_heads", rope_max_seq_len=32,
    )  # fmt: skip
    return diffusers.SkyReelsV2DiffusionForcingPipeline(
        tokenizer=tokenizer(),
        text_encoder=t5("UMT5"),
        vae=wan_vae(),
        scheduler=diffusers.UniPCMultistepScheduler(flow_shift=8.0, use_flow_sigmas=True),
        transformer=transformer,
    )


def anyflow() -> Any:
    """An AnyFlowFARPipeline."""
    transformer = diffusers.AnyFlowFARTransformer3DModel(
        patch_size=(1, 2, 2), compressed_patch_size=(1, 4, 4), full_chunk_limit=3, num_attention_heads=2,
        attention_head_dim=12, in_channels=16, out_channels=16, text_dim=32, freq_dim=32, ffn_dim=32, num_layers=1,
        cross_attn_norm=True, rope_max_seq_len=32, gate_value=0.25, deltatime_type="r",
    )  # fmt: skip
    return diffusers.AnyFlowFARPipeline(
        tokenizer=tokenizer(),
        text_encoder=t5("UMT5"),
        vae=wan_vae(),
        scheduler=diffusers.FlowMapEulerDiscreteScheduler(num_train_timesteps=1000, shift=5.0),
        transformer=transformer,
    )


def ltx2() -> Any:
    """An LTX2ConditionPipeline with its sound."""
    from diffusers.pipelines.ltx2 import LTX2TextConnectors
    from diffusers.pipelines.ltx2.vocoder import LTX2Vocoder

    wide, layers = 16, 1
    text = transformers.Gemma3ForConditionalGeneration(
        transformers.Gemma3Config(
            text_config={
                "vocab_size": len(WORDS), "hidden_size": wide, "intermediate_size": 16, "num_hidden_layers": layers,
                "num_attention_heads": 2, "num_key_value_heads": 1, "head_dim": 8,
            },
            vision_config={
                "hidden_size": 8, "intermediate_size": 8, "num_hidden_layers": 1, "num_attention_heads": 2,
                "image_size": 16, "patch_size": 8,
            },
            mm_tokens_per_image=4, image_token_index=2, boi_token_index=1, eoi_token_index=1,
        )
    )  # fmt: skip
    transformer = diffusers.LTX2VideoTransformer3DModel(
        in_channels=4, out_channels=4, patch_size=1, patch_size_t=1, num_attention_heads=2, attention_head_dim=8,
        cross_attention_dim=16, audio_in_channels=4, audio_out_channels=4, audio_num_attention_heads=2,
        audio_attention_head_dim=4, audio_cross_attention_dim=8, num_layers=1, qk_norm="rms_norm_across_heads",
        caption_channels=wide, rope_double_precision=False, rope_type="split",
    )  # fmt: skip
    for block in transformer.transformer_blocks:
        # Random weights this small would round the words away.
        block.attn2.to_out[0].weight.data *= 30
    connectors = LTX2TextConnectors(
        caption_channels=wide, text_proj_in_factor=layers + 1, video_connector_num_attention_heads=2,
        video_connector_attention_head_dim=8, video_connector_num_layers=1,
        video_connector_num_learnable_registers=None, audio_connector_num_attention_heads=2,
        audio_connector_attention_head_dim=8, audio_connector_num_layers=1,
        audio_connector_num_learnable_registers=None, connector_rope_base_seq_len=32, rope_theta=10000.0,
        rope_double_precision=False, causal_temporal_positioning=False, rope_type="split",
    )  # fmt: skip
    vae = diffusers.AutoencoderKLLTX2Video(
        latent_channels=4, block_out_channels=(8, 8), decoder_block_out_channels=(8, 8), layers_per_block=(1, 1),
        decoder_layers_per_block=(1, 1, 1), spatio_temporal_scaling=(True, True),
        decoder_spatio_temporal_scaling=(True, True), decoder_inject_noise=(False, False, False),
        down_block_types=("LTX2VideoDownBlock3D", "LTX2VideoDownBlock3D"),
        downsample_type=("spatiotemporal", "spatiotemporal"), upsample_residual=(False, False), upsample_factor=(1, 1),
        timestep_conditioning=False, patch_size=4, patch_size_t=1, decoder_causal=False,
    )  # fmt: skip
    audio_vae = diffusers.AutoencoderKLLTX2Audio(
        base_channels=4, output_channels=2, ch_mult=(1,), num_res_blocks=1, attn_resolutions=None, in_channels=2,
        resolution=32, latent_channels=2, norm_type="pixel", causality_axis="height", dropout=0.0,
        mid_block_add_attention=False, sample_rate=16000, mel_hop_length=160, is_causal=True, mel_bins=8,
    )  # fmt: skip
    vocoder = LTX2Vocoder(
        in_channels=16, hidden_channels=32, out_channels=2, upsample_kernel_sizes=[10, 4, 4, 4, 4],
        upsample_factors=[5, 2, 2, 2, 4], resnet_kernel_sizes=[3], resnet_dilations=[[1, 3, 5]],
        leaky_relu_negative_slope=0.1, output_sampling_rate=16000,
    )  # fmt: skip
    return diffusers.LTX2ConditionPipeline(
        scheduler=diffusers.FlowMatchEulerDiscreteScheduler(),
        vae=vae,
        audio_vae=audio_vae,
        text_encoder=text,
        tokenizer=tokenizer(),
        connectors=connectors,
        transformer=transformer,
        vocoder=vocoder,
    )


BUILDERS: dict[str, Any] = {
    "wan-vace": wan_vace,
    "ltx-condition": ltx_condition,
    "sd-turbo": sd_turbo,
    "skyreels": skyreels,
    "anyflow": anyflow,
    "ltx2": ltx2,
}


def saved(kind: str, folder: Path) -> Path:
    """The tiny model `kind` saved below `folder`, once."""
    place = folder / kind
    if not place.exists():
        torch.manual_seed(7)
        pipe = BUILDERS[kind]()
        pipe.save_pretrained(str(place), safe_serialization=True)
    return place
