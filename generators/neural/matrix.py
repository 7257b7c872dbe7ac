"""What is timed on a GPU: networks in their published sizes, the very inputs of a segment, and what makes a segment.

It knows classes, sizes and arithmetic; it imports no library and times nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Numbers = tuple[tuple[str, Any], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """One network of the matrix, called with one set of shapes."""

    name: str
    build: str
    """Class of diffusers, or of transformers with a configuration of its own."""
    config: Numbers
    inputs: tuple[tuple[str, tuple[int, ...]], ...]
    """Shapes by name; names that begin with `timestep` or `input_ids` are integers."""
    plain: Numbers = ()
    """Arguments that are no tensors."""
    method: str = "forward"
    teraflops: float = 0.0
    """Of one call, by arithmetic: 2·parameters·tokens plus attention; 0 = not reckoned."""
    steps: int = 1
    seconds: float = 0.0
    """Of film or sound that `steps` calls make."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A piece of film: words once, the denoiser so often as it has steps, the decoder once."""

    name: str
    encoder: str
    denoiser: str
    decoder: str
    """Names of networks."""


def _wan(name: str, frames: int, teraflops: float, build: str = "WanTransformer3DModel", more: Numbers = ()) -> Network:
    latent = ((frames - 1) // 4 + 1, 60, 104)
    control = (("control_hidden_states", (1, 96, *latent)),) if more else ()
    return Network(
        name=f"{name}, 480×832, {frames} frames",
        build=build,
        config=(*WAN, *more),
        inputs=(
            ("hidden_states", (1, 16, *latent)),
            ("timestep", (1,)),
            ("encoder_hidden_states", (1, 512, 4096)),
            *control,
        ),
        teraflops=teraflops,
        steps=4,
        seconds=frames / 16,
    )


def _ltx(frames: int, height: int, width: int, teraflops: float) -> Network:
    deep, high, wide = (frames - 1) // 8 + 1, height // 32, width // 32
    return Network(
        name=f"LTX 2B, {height}×{width}, {frames} frames",
        build="LTXVideoTransformer3DModel",
        config=(),
        inputs=(
            ("hidden_states", (1, deep * high * wide, 128)),
            ("encoder_hidden_states", (1, 128, 4096)),
            ("timestep", (1,)),
            ("encoder_attention_mask", (1, 128)),
        ),
        plain=(("num_frames", deep), ("height", high), ("width", wide)),
        teraflops=teraflops,
        steps=8,
        seconds=frames / 30,
    )


WAN_DECODER = "Wan VAE decoder, 480×832, 33 frames"
UMT5 = "UMT5 encoder, 512 tokens"
WAN: Numbers = (("num_layers", 30), ("num_attention_heads", 12), ("ffn_dim", 8960), ("text_dim", 4096))
VACE: Numbers = (("vace_layers", tuple(range(0, 30, 2))), ("vace_in_channels", 96))
NETWORKS: tuple[Network, ...] = (
    _wan("Wan 1.3B", 33, 76.0),
    _wan("Wan 1.3B", 17, 33.0),
    _wan("Wan 1.3B", 81, 291.0),
    # Every second block once more, for the control.
    _wan("Wan VACE 1.3B", 33, 114.0, "WanVACETransformer3DModel", VACE),
    _ltx(121, 704, 1216, 92.0),
    _ltx(49, 512, 768, 12.0),
    Network(
        name=WAN_DECODER,
        build="AutoencoderKLWan",
        config=(),
        inputs=(("z", (1, 16, 9, 60, 104)),),
        plain=(("return_dict", False),),
        method="decode",
        seconds=33 / 16,
    ),
    Network(
        name="LTX VAE decoder, 704×1216, 121 frames",
        build="AutoencoderKLLTXVideo",
        config=(),
        inputs=(("z", (1, 128, 16, 22, 38)),),
        plain=(("return_dict", False),),
        method="decode",
        seconds=121 / 30,
    ),
    Network(
        name=UMT5,
        build="UMT5EncoderModel",
        config=(("d_model", 4096), ("num_layers", 24), ("d_ff", 10240), ("num_heads", 64), ("vocab_size", 256_384)),
        inputs=(("input_ids", (1, 512)),),
    ),
    Network(
        name="T5 encoder, 128 tokens",
        build="T5EncoderModel",
        config=(
            ("d_model", 4096),
            ("num_layers", 24),
            ("d_ff", 10240),
            ("num_heads", 64),
            ("feed_forward_proj", "gated-gelu"),
        ),
        inputs=(("input_ids", (1, 128)),),
    ),
    # A score of 16 s at 25 latents a second; the words' and the lyrics' embeddings in one.
    Network(
        name="ACE-Step 1.5, 16 s",
        build="AceStepTransformer1DModel",
        config=(("is_turbo", True),),
        inputs=(
            ("hidden_states", (1, 400, 64)),
            ("timestep", (1,)),
            ("timestep_r", (1,)),
            ("encoder_hidden_states", (1, 512, 2048)),
            ("context_latents", (1, 400, 128)),
        ),
        steps=8,
        seconds=16.0,
    ),
    Network(
        name="ACE-Step 1.5 decoder, 16 s",
        build="AutoencoderOobleck",
        config=(("downsampling_ratios", [2, 4, 4, 6, 10]), ("sampling_rate", 48_000)),
        inputs=(("z", (1, 64, 400)),),
        plain=(("return_dict", False),),
        method="decode",
        seconds=16.0,
    ),
    # Its length is always the same, whatever is cut from it.
    Network(
        name="Stable Audio Open, 47 s",
        build="StableAudioDiTModel",
        config=(),
        inputs=(
            ("hidden_states", (1, 64, 1024)),
            ("timestep", (1,)),
            ("encoder_hidden_states", (1, 130, 768)),
            ("global_hidden_states", (1, 1, 1536)),
        ),
        steps=50,
        seconds=47.0,
    ),
    Network(
        name="Stable Audio Open decoder, 47 s",
        build="AutoencoderOobleck",
        config=(),
        inputs=(("z", (1, 64, 1024)),),
        plain=(("return_dict", False),),
        method="decode",
        seconds=47.0,
    ),
)
"""What is timed."""
SEGMENTS: tuple[Segment, ...] = (
    Segment(
        name="Wan 1.3B, 480×832, 33 frames, 4 steps",
        encoder=UMT5,
        denoiser="Wan 1.3B, 480×832, 33 frames",
        decoder=WAN_DECODER,
    ),
    Segment(
        name="Wan VACE 1.3B, 480×832, 33 frames, 4 steps",
        encoder=UMT5,
        denoiser="Wan VACE 1.3B, 480×832, 33 frames",
        decoder=WAN_DECODER,
    ),
    Segment(
        name="LTX 2B, 704×1216, 121 frames, 8 steps",
        encoder="T5 encoder, 128 tokens",
        denoiser="LTX 2B, 704×1216, 121 frames",
        decoder="LTX VAE decoder, 704×1216, 121 frames",
    ),
)
"""Whose real-time factor and first frame are told, from the quickest runtime of each network."""
