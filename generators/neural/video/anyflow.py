"""AnyFlow, causal with a cache: goes on from given frames in small blocks, any number of steps, steered by words.

It knows one pipeline class and follows no control pass: after a cut it begins from the stage's own first frame, which
is not shown.
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
    pixels,
    render_runs,
    step_end,
    watched,
)

BLOCK = 3
"""Latent frames of one causal block: twelve frames, half a second."""
KEPT = 9
MOST_TEXT = 512


class AnyFlow:
    """Makes takes with an AnyFlowFARPipeline."""

    def __init__(self, pipe: Any, placement: Placement) -> None:
        self._pipe = pipe
        step = int(pipe.vae_scale_factor_temporal)
        most = placement.tier.most_frames
        self.abilities = Abilities(
            kind="anyflow-far",
            rule=FrameRule(step=step, plus=1, least=2 * step + 1, most=most),
            multiple=int(pipe.vae_scale_factor_spatial) * int(pipe.transformer.config.compressed_patch_size[1]),
            kept=min(KEPT, (most // 2) // step * step + 1),
            anchored=True,
        )

    @classmethod
    def load(cls, model: Model, placement: Placement) -> Self:
        """From the model's folder; raises ModelError, MemoryShort."""
        return cls(load_pipeline(model, "AnyFlowFARPipeline", placement), placement)

    def render(self, takes: Sequence[Take], continuation: Continuation | None, cancel: Cancel) -> Iterator[Chunk]:
        """See VideoGenerator."""
        return render_runs(takes, continuation, cancel, self.abilities, self._make)

    def _make(self, take: Take, run: Run, kept: Film, cancel: Cancel) -> Made:
        pipe, what = self._pipe, "an AnyFlow take"
        # This class never looks at its own interrupt: the watch before every forward pass is what stops it.
        with watched((pipe.transformer, pipe.text_encoder, pipe.vae.encoder, pipe.vae.decoder), cancel, what):
            out = pipe(
                prompt=take.prompt.positive,
                negative_prompt=take.prompt.negative or None,
                video=pixels(kept),
                height=take.height,
                width=take.width,
                num_frames=run.made,
                num_inference_steps=take.steps,
                guidance_scale=take.guidance,
                generator=generator_of(take.seed, run.start),
                chunk_partition=blocks(run, self.abilities.rule),
                output_type="np",
                callback_on_step_end=step_end(cancel, what),
                max_sequence_length=MOST_TEXT,
            )
        return Made(frames=film_of(out.frames))


def blocks(run: Run, rule: FrameRule) -> list[int]:
    """Latent frames of each causal block: the kept ones first, then blocks of `BLOCK` and the rest."""
    given = (run.kept - 1) // rule.step + 1
    rest = (run.made - 1) // rule.step + 1 - given
    whole = [BLOCK] * (rest // BLOCK)
    return [given, *whole, *([rest % BLOCK] if rest % BLOCK else [])]
