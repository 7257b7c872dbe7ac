"""The plain table of model classes that have an adapter: what each is for and which class of ours drives it.

Adapters are dotted names, resolved when chosen: reading the table imports nothing. A class that is not in it is never
loaded, whatever a folder says.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Use(StrEnum):
    """What a model is used for."""

    RESTYLE = "restyle"
    NEURAL = "neural"
    SCORE = "score"
    BED = "bed"
    """The continuous sound of a place."""
    SPEECH = "speech"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lighter:
    """A network that is published apart and does a part's work in less time."""

    part: str
    folder: str
    """Within the model's."""
    build: str
    """Its class."""


TINY_VAE = Lighter(part="vae", folder="tiny_vae", build="AutoencoderTiny")
"""Turns pictures into latents and back in less time than a restyler's own VAE, which takes more than a step."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """One model class."""

    name: str
    """`_class_name` of `model_index.json`, or the first of `architectures` in `config.json`."""
    use: Use
    adapter: str
    """`module:Class`."""
    denoiser: str
    """Folder of the network that runs at every step: LoRAs belong to it, cancels are heard before it."""
    working_share: float
    """Memory of activations at the adapter's own size, as a share of the weights: measured order, not exact."""
    encoders: tuple[str, ...] = ("text_encoder", "text_encoder_2")
    """Needed once for each prompt: may leave the device again before the denoiser runs."""
    lighter: tuple[Lighter, ...] = ()
    """Smaller networks that take the place of a part where a viewer has put them into the model's folder."""
    beside: tuple[str, ...] = ()
    """Folders with further networks that must lie in the model's own, as its publisher keeps them elsewhere."""


KNOWN: tuple[Known, ...] = (
    Known(
        name="WanVACEPipeline",
        use=Use.NEURAL,
        adapter="generators.neural.video.wan_vace:WanVace",
        denoiser="transformer",
        working_share=0.9,
    ),
    Known(
        name="LTXConditionPipeline",
        use=Use.NEURAL,
        adapter="generators.neural.video.ltx_condition:LtxCondition",
        denoiser="transformer",
        working_share=0.6,
    ),
    Known(
        name="LTXPipeline",
        use=Use.NEURAL,
        adapter="generators.neural.video.ltx_condition:LtxCondition",
        denoiser="transformer",
        working_share=0.6,
    ),
    Known(
        name="LTX2Pipeline",
        use=Use.NEURAL,
        adapter="generators.neural.video.ltx2:Ltx2",
        denoiser="transformer",
        working_share=0.4,
    ),
    Known(
        name="LTX2ConditionPipeline",
        use=Use.NEURAL,
        adapter="generators.neural.video.ltx2:Ltx2",
        denoiser="transformer",
        working_share=0.4,
    ),
    Known(
        name="SkyReelsV2DiffusionForcingPipeline",
        use=Use.NEURAL,
        adapter="generators.neural.video.skyreels:SkyReels",
        denoiser="transformer",
        working_share=0.9,
    ),
    Known(
        name="AnyFlowFARPipeline",
        use=Use.NEURAL,
        adapter="generators.neural.video.anyflow:AnyFlow",
        denoiser="transformer",
        working_share=0.9,
    ),
    Known(
        name="StableDiffusionControlNetPipeline",
        use=Use.RESTYLE,
        adapter="generators.neural.video.sd_turbo:SdTurbo",
        denoiser="unet",
        working_share=0.5,
        lighter=(TINY_VAE,),
    ),
    Known(
        name="StableDiffusionControlNetImg2ImgPipeline",
        use=Use.RESTYLE,
        adapter="generators.neural.video.sd_turbo:SdTurbo",
        denoiser="unet",
        working_share=0.5,
        lighter=(TINY_VAE,),
    ),
    Known(
        name="StableDiffusionPipeline",
        use=Use.RESTYLE,
        adapter="generators.neural.video.sd_turbo:SdTurbo",
        denoiser="unet",
        working_share=0.5,
        lighter=(TINY_VAE,),
    ),
    Known(
        name="MusicgenForConditionalGeneration",
        use=Use.SCORE,
        adapter="generators.neural.sound.musicgen:MusicGen",
        denoiser="",
        working_share=0.5,
        encoders=(),
    ),
    Known(
        name="StableAudioPipeline",
        use=Use.BED,
        adapter="generators.neural.sound.stable_audio:StableAudio",
        denoiser="transformer",
        working_share=0.6,
    ),
    Known(
        name="AceStepPipeline",
        use=Use.SCORE,
        adapter="generators.neural.sound.ace_step:AceStep",
        denoiser="transformer",
        working_share=0.6,
    ),
    Known(
        name="VitsModel",
        use=Use.SPEECH,
        adapter="generators.neural.sound.vits:Vits",
        denoiser="",
        working_share=0.5,
        encoders=(),
    ),
    Known(
        name="SpeechT5ForTextToSpeech",
        use=Use.SPEECH,
        adapter="generators.neural.sound.speecht5:SpeechT5",
        denoiser="",
        working_share=0.5,
        encoders=(),
        beside=("vocoder",),
    ),
    Known(
        name="PocketTTSForConditionalGeneration",
        use=Use.SPEECH,
        adapter="generators.neural.sound.pocket_tts:PocketTts",
        denoiser="",
        working_share=0.5,
        encoders=(),
        beside=("audio_tokenizer",),
    ),
)
"""Every model class that has an adapter."""


def known(name: str) -> Known | None:
    """The row of class `name`; None for a class without an adapter."""
    return next((row for row in KNOWN if row.name == name), None)
