"""LTX-Video with conditions: begins from the stage's film and holds kept frames and a keyframe at its end.

It knows one pipeline class. It follows no control pass: the stage's picture is its sketch (as SDEdit does), left as far
as the take's strength says, and the last frame of a run is the stage's again, so that the world is met there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Self

import torch

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

KEYFRAME_SHARE = 0.8
"""Of `follow`: how firmly the last frame is the stage's; at 1 the stage's own paint shows through."""
MOST_TEXT = 256


class LtxCondition:
    """Makes takes with an LTXConditionPipeline."""

    def __init__(self, pipe: Any, placement: Placement) -> None:
        self._pipe = pipe
        step = int(pipe.vae_temporal_compression_ratio)
        self.abilities = Abilities(
            kind="ltx-condition",
            rule=FrameRule(step=step, plus=1, least=step + 1, most=placement.tier.most_frames),
            multiple=max(32, int(pipe.vae_spatial_compression_ratio)),
            kept=step + 1 if placement.tier.most_frames > 2 * step else 1,
            controls=(Control.COLOUR,),
        )

    @classmethod
    def load(cls, model: Model, placement: Placement) -> Self:
        """From the model's folder; raises ModelError, MemoryShort."""
        return cls(load_pipeline(model, "LTXConditionPipeline", placement), placement)

    def render(self, takes: Sequence[Take], continuation: Continuation | None, cancel: Cancel) -> Iterator[Chunk]:
        """See VideoGenerator."""
        return render_runs(takes, continuation, cancel, self.abilities, self._make)

    def _make(self, take: Take, run: Run, kept: Film, cancel: Cancel) -> Made:
        from diffusers.pipelines.ltx.pipeline_ltx_condition import LTXVideoCondition

        pipe, what = self._pipe, "an LTX take"
        sketch = piece(take.guide.colour, run)
        conditions = []
        if run.kept:
            conditions.append(LTXVideoCondition(video=pictures(kept), frame_index=0))
        last = run.made - 1
        firm = take.follow * KEYFRAME_SHARE
        conditions.append(LTXVideoCondition(image=pictures(sketch[-1:])[0], frame_index=last, strength=firm))
        with watched((pipe.transformer, pipe.text_encoder, pipe.vae.encoder, pipe.vae.decoder), cancel, what):
            whole_sketch = torch.cat([self._pixels(kept), self._pixels(sketch)], dim=2)
            out = pipe(
                conditions=conditions,
                prompt=take.prompt.positive,
                negative_prompt=take.prompt.negative or None,
                height=take.height,
                width=take.width,
                num_frames=run.made,
                frame_rate=take.fps,
                num_inference_steps=_steps(take),
                denoise_strength=take.strength,
                latents=self._encoded(whole_sketch),
                guidance_scale=take.guidance,
                image_cond_noise_scale=0.0,
                generator=generator_of(take.seed, run.start),
                decode_timestep=0.05,
                decode_noise_scale=0.025,
                output_type="np",
                callback_on_step_end=step_end(cancel, what),
                max_sequence_length=MOST_TEXT,
            )
        return Made(frames=film_of(out.frames))

    def _pixels(self, film: Film) -> torch.Tensor:
        """(1, 3, frames, height, width), −1 … 1."""
        return torch.from_numpy(film.copy()).permute(3, 0, 1, 2).unsqueeze(0).float() / 127.5 - 1

    def _encoded(self, pixels: torch.Tensor) -> torch.Tensor:
        """Latents of a film in the model's own scale; its most likely code, so that no chance is in it."""
        vae = self._pipe.vae
        device = self._pipe._execution_device
        with torch.no_grad():
            found = vae.encode(pixels.to(device, vae.dtype)).latent_dist.mode()
        return self._pipe._normalize_latents(found, vae.latents_mean, vae.latents_std).float()


def _steps(take: Take) -> int:
    """Steps asked for, so that `take.steps` remain after the part of them that a sketch saves."""
    return max(take.steps, round(take.steps / max(take.strength, 0.05)))
