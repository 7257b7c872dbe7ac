"""Wan-VACE: follows a control film, keeps given frames, and looks at reference pictures.

It knows one pipeline class. Kept frames are black in the mask, what it may make is white.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Self

import numpy as np

from generators.neural.models import Model
from generators.neural.ports import Abilities, Cancel, Chunk, Continuation, Control, Film, FrameRule, Run, Take
from generators.neural.video.pipes import (
    Made,
    Placement,
    film_of,
    generator_of,
    load_pipeline,
    pictures,
    piece,
    render_runs,
    step_end,
    watched,
)

KEPT = 5
"""Frames of the take before: one alone drifts in colour, five hold the motion."""
MOST_TEXT = 512


class WanVace:
    """Makes takes with a WanVACEPipeline."""

    def __init__(self, pipe: Any, placement: Placement) -> None:
        self._pipe = pipe
        step = int(pipe.vae_scale_factor_temporal)
        self.abilities = Abilities(
            kind="wan-vace",
            rule=FrameRule(step=step, plus=1, least=step + 1, most=placement.tier.most_frames),
            multiple=int(pipe.vae_scale_factor_spatial) * int(pipe.transformer.config.patch_size[1]),
            kept=min(KEPT, placement.tier.most_frames - step),
            controls=(Control.DEPTH, Control.LINES, Control.COLOUR, Control.IDS),
            references=True,
        )

    @classmethod
    def load(cls, model: Model, placement: Placement) -> Self:
        """From the model's folder; raises ModelError, MemoryShort."""
        return cls(load_pipeline(model, "WanVACEPipeline", placement), placement)

    def render(self, takes: Sequence[Take], continuation: Continuation | None, cancel: Cancel) -> Iterator[Chunk]:
        """See VideoGenerator."""
        return render_runs(takes, continuation, cancel, self.abilities, self._make)

    def _make(self, take: Take, run: Run, kept: Film, cancel: Cancel) -> Made:
        pipe, what = self._pipe, "a WanVACE take"
        control = np.concatenate([kept, piece(take.guide.film(take.control), run)])
        mask = np.full_like(control, 255)
        mask[: run.kept] = 0
        references = [picture for film in take.references for picture in pictures(film)]
        with watched((pipe.transformer, pipe.text_encoder, pipe.vae.encoder, pipe.vae.decoder), cancel, what):
            out = pipe(
                prompt=take.prompt.positive,
                negative_prompt=take.prompt.negative or None,
                video=pictures(control),
                mask=[picture.convert("L") for picture in pictures(mask)],
                reference_images=references or None,
                conditioning_scale=take.follow,
                height=take.height,
                width=take.width,
                num_frames=run.made,
                num_inference_steps=take.steps,
                guidance_scale=take.guidance,
                generator=generator_of(take.seed, run.start),
                output_type="np",
                callback_on_step_end=step_end(cancel, what),
                max_sequence_length=MOST_TEXT,
            )
        return Made(frames=film_of(out.frames))
