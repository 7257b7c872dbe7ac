"""Stable Audio: beds (and scores) from words, by diffusers.

It knows one pipeline class. Sound is a pure function of (words, seconds, seed).
"""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from generators.errors import Cancelled
from generators.neural.models import Model
from generators.neural.ports import Cancel
from generators.neural.sound.waves import gone_round
from generators.neural.video.pipes import Placement, generator_of, load_pipeline, watched

STEPS_MORE = 12
"""Steps on top of the tier's: a video denoiser is distilled, this one is not."""
GUIDANCE = 6.0
NEGATIVE = "low quality, distortion, hum, clicks, speech"


class StableAudio:
    """Makes sound with a StableAudioPipeline."""

    def __init__(self, pipe: Any, placement: Placement) -> None:
        self._pipe = pipe
        self._steps = placement.tier.steps + (STEPS_MORE if placement.device != "cpu" else 0)

    @classmethod
    def load(cls, model: Model, placement: Placement) -> Self:
        """From the model's folder; raises ModelError, MemoryShort."""
        return cls(load_pipeline(model, "StableAudioPipeline", placement), placement)

    def render(self, prompt: str, seconds: float, seed: int, cancel: Cancel) -> NDArray[np.float32]:
        """See MusicGenerator; what is asked beyond the model's longest goes round."""
        pipe, what = self._pipe, "a bed"
        longest = pipe.transformer.config.sample_size * pipe.vae.hop_length / pipe.vae.config.sampling_rate
        if cancel():
            raise Cancelled(f"{what} is no longer wanted")
        with watched((pipe.transformer, pipe.text_encoder, pipe.vae.decoder), cancel, what):
            made = pipe(
                prompt=prompt,
                negative_prompt=NEGATIVE,
                audio_end_in_s=min(seconds, longest),
                num_inference_steps=self._steps,
                guidance_scale=GUIDANCE,
                generator=generator_of(seed),
                output_type="pt",
            ).audios[0]
        return gone_round(made.float().cpu().numpy(), int(pipe.vae.config.sampling_rate), seconds, what)
