"""LTX-2: picture and sound in one run, held by kept frames at its beginning and the stage's frame at its end.

It knows one pipeline class. Its sound is that of the take (steps, rain, a room), never of voices or score: those are
ours, with their times.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Self

import numpy as np
import torch
from numpy.typing import NDArray

from generators.neural.models import Model
from generators.neural.ports import Abilities, Cancel, Chunk, Continuation, Control, Film, FrameRule, Run, Take
from generators.neural.sound.waves import at_48k, fitted_to, stereo
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
"""Of `follow`: how firmly the last frame is the stage's."""
MOST_TEXT = 512


class Ltx2:
    """Makes takes with an LTX2ConditionPipeline."""

    def __init__(self, pipe: Any, placement: Placement) -> None:
        self._pipe = pipe
        step = int(pipe.vae_temporal_compression_ratio)
        self.abilities = Abilities(
            kind="ltx2",
            rule=FrameRule(step=step, plus=1, least=step + 1, most=placement.tier.most_frames),
            multiple=max(32, int(pipe.vae_spatial_compression_ratio)),
            kept=step + 1 if placement.tier.most_frames > 2 * step else 1,
            controls=(Control.COLOUR,),
            anchored=True,
            sound=True,
        )

    @classmethod
    def load(cls, model: Model, placement: Placement) -> Self:
        """From the model's folder; raises ModelError, MemoryShort."""
        return cls(load_pipeline(model, "LTX2ConditionPipeline", placement), placement)

    def render(self, takes: Sequence[Take], continuation: Continuation | None, cancel: Cancel) -> Iterator[Chunk]:
        """See VideoGenerator; chunks carry sound."""
        return render_runs(takes, continuation, cancel, self.abilities, self._make)

    def _make(self, take: Take, run: Run, kept: Film, cancel: Cancel) -> Made:
        from diffusers.pipelines.ltx2.pipeline_ltx2_condition import LTX2VideoCondition

        pipe, what = self._pipe, "an LTX-2 take"
        sketch = piece(take.guide.colour, run)
        conditions = [LTX2VideoCondition(frames=pictures(kept), index=0)] if run.kept else []
        conditions.append(
            LTX2VideoCondition(frames=pictures(sketch[-1:]), index=-1, strength=take.follow * KEYFRAME_SHARE)
        )
        parts = (
            pipe.transformer, pipe.text_encoder, pipe.vae.encoder, pipe.vae.decoder,
            pipe.audio_vae.decoder, pipe.vocoder,
        )  # fmt: skip
        with watched(parts, cancel, what):
            out = pipe(
                conditions=conditions,
                prompt=take.prompt.positive,
                negative_prompt=take.prompt.negative or None,
                height=take.height,
                width=take.width,
                num_frames=run.made,
                frame_rate=float(take.fps),
                num_inference_steps=take.steps,
                guidance_scale=take.guidance,
                # Distilled models want none of the further guidances, each of which is another forward pass.
                stg_scale=0.0,
                modality_scale=1.0,
                guidance_rescale=0.0,
                audio_guidance_scale=take.guidance,
                audio_stg_scale=0.0,
                audio_modality_scale=1.0,
                audio_guidance_rescale=0.0,
                spatio_temporal_guidance_blocks=None,
                generator=generator_of(take.seed, run.start),
                output_type="np",
                callback_on_step_end=step_end(cancel, what),
                max_sequence_length=MOST_TEXT,
            )
        return Made(frames=film_of(out.frames), sound=self._sound(out.audio, run.made * 48_000 // take.fps))

    def _sound(self, audio: Any, length: int) -> NDArray[np.float32]:
        found = audio.float().cpu().numpy() if isinstance(audio, torch.Tensor) else np.asarray(audio, np.float32)
        rate = int(self._pipe.vocoder.config.output_sampling_rate)
        return fitted_to(at_48k(stereo(found[0]), rate), length)
