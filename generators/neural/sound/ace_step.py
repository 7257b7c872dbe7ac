"""ACE-Step: score from words, by diffusers.

It knows one pipeline class. Sound is a pure function of (words, seconds, seed); nobody sings in it.
"""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from generators.errors import Cancelled
from generators.neural.models import Model
from generators.neural.ports import Cancel
from generators.neural.sound.waves import gone_round
from generators.neural.video.pipes import Placement, generator_of, load_pipeline, step_end, watched

TURBO_STEPS = 8
STEPS = 32
"""Of a network that was not distilled; on a processor the tier's steps, as models there are on trial."""
GUIDANCE = 7.0
"""Heeded by what was not distilled alone."""
NOBODY_SINGS = "[Instrumental]"
MOST_SECONDS = 240.0
"""What the model was trained on; a longer score goes round."""


class AceStep:
    """Makes music with an AceStepPipeline."""

    times_in_full = False
    """This pipeline gives times in the network's own precision, where others leave them as the scheduler has them."""

    def __init__(self, pipe: Any, placement: Placement) -> None:
        self._pipe = pipe
        usual = TURBO_STEPS if pipe.is_turbo else STEPS
        self._steps = placement.tier.steps if placement.device == "cpu" else usual

    @classmethod
    def load(cls, model: Model, placement: Placement) -> Self:
        """From the model's folder; raises ModelError, MemoryShort."""
        return cls(load_pipeline(model, "AceStepPipeline", placement), placement)

    def render(self, prompt: str, seconds: float, seed: int, cancel: Cancel) -> NDArray[np.float32]:
        """See MusicGenerator."""
        pipe, what = self._pipe, "a score"
        if cancel():
            raise Cancelled(f"{what} is no longer wanted")
        networks = (pipe.text_encoder, pipe.condition_encoder, pipe.transformer, pipe.vae.decoder)
        with watched(networks, cancel, what):
            made = pipe(
                prompt=prompt,
                lyrics=NOBODY_SINGS,
                audio_duration=min(seconds, MOST_SECONDS),
                num_inference_steps=self._steps,
                guidance_scale=GUIDANCE,
                generator=generator_of(seed),
                callback_on_step_end=step_end(cancel, what),
                output_type="pt",
            ).audios[0]
        return gone_round(made.float().cpu().numpy(), int(pipe.sample_rate), seconds, what)
