"""SkyReels-V2 diffusion forcing: goes on from given frames for as long as it is asked, steered by words.

It knows one pipeline class and follows no control pass: after a cut it begins from the stage's own first frame, which
is not shown, so that place and people are those of the world.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Self

from generators.neural.models import Model
from generators.neural.ports import Abilities, Cancel, Chunk, Continuation, Film, FrameRule, Run, Take
from generators.neural.video.pipes import (
    Made,
    Placement,
    film_of,
    generator_of,
    load_pipeline,
    pictures,
    render_runs,
    step_end,
    watched,
)

SOFTENED = 20
"""Noise steps put on kept frames, as the model's makers advise for long films."""
KEPT = 17
MOST_TEXT = 512


class SkyReels:
    """Makes takes with a SkyReelsV2DiffusionForcingVideoToVideoPipeline."""

    def __init__(self, pipe: Any, placement: Placement) -> None:
        self._pipe = pipe
        step = int(pipe.vae_scale_factor_temporal)
        most = placement.tier.most_frames
        self.abilities = Abilities(
            kind="skyreels-df",
            rule=FrameRule(step=step, plus=1, least=2 * step + 1, most=most),
            multiple=int(pipe.vae_scale_factor_spatial) * int(pipe.transformer.config.patch_size[1]),
            kept=min(KEPT, (most // 2) // step * step + 1),
            anchored=True,
        )

    @classmethod
    def load(cls, model: Model, placement: Placement) -> Self:
        """From the model's folder; raises ModelError, MemoryShort."""
        return cls(load_pipeline(model, "SkyReelsV2DiffusionForcingVideoToVideoPipeline", placement), placement)

    def render(self, takes: Sequence[Take], continuation: Continuation | None, cancel: Cancel) -> Iterator[Chunk]:
        """See VideoGenerator."""
        return render_runs(takes, continuation, cancel, self.abilities, self._make)

    def _make(self, take: Take, run: Run, kept: Film, cancel: Cancel) -> Made:
        pipe, what = self._pipe, "a SkyReels take"
        with watched((pipe.transformer, pipe.text_encoder, pipe.vae.encoder, pipe.vae.decoder), cancel, what):
            out = pipe(
                video=pictures(kept),
                prompt=take.prompt.positive,
                negative_prompt=take.prompt.negative or None,
                height=take.height,
                width=take.width,
                num_frames=run.made,
                base_num_frames=run.made,
                overlap_history=run.kept,
                addnoise_condition=SOFTENED,
                num_inference_steps=take.steps,
                guidance_scale=take.guidance,
                generator=generator_of(take.seed, run.start),
                fps=take.fps,
                output_type="np",
                callback_on_step_end=step_end(cancel, what),
                max_sequence_length=MOST_TEXT,
            )
        # The pipeline puts the given frames before its own, which begin with them once more.
        return Made(frames=film_of(out.frames)[run.kept :])
