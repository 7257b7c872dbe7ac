"""LTX-2: picture and sound in one run, held by kept frames at its beginning and the stage's frame at its end.

It knows one pipeline class. Its sound is that of the take (steps, rain, a room), never of voices or score: those are
ours, with their times.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from generators.neural.ports import Abilities, Cancel, Film, Run, Take
from generators.neural.sound.waves import at_48k, fitted_to, stereo
from generators.neural.video.pipes import Made, Placement, RunByRun, able_to_hold, film_of, pictures, piece

KEYFRAME_SHARE = 0.8
"""Of `follow`: how firmly the last frame is the stage's."""


class Ltx2(RunByRun):
    """Makes takes with an LTX2ConditionPipeline."""

    pipeline = "LTX2ConditionPipeline"
    what = "an LTX-2 take"

    def _able(self, placement: Placement) -> Abilities:
        return replace(able_to_hold("ltx2", self._pipe, placement), anchored=True, sound=True)

    def _make(self, take: Take, run: Run, kept: Film, cancel: Cancel) -> Made:
        from diffusers.pipelines.ltx2.pipeline_ltx2_condition import LTX2VideoCondition

        sketch = piece(take.guide.colour, run)
        conditions = [LTX2VideoCondition(frames=pictures(kept), index=0)] if run.kept else []
        conditions.append(
            LTX2VideoCondition(frames=pictures(sketch[-1:]), index=-1, strength=take.follow * KEYFRAME_SHARE)
        )
        own = {
            "conditions": conditions,
            "frame_rate": float(take.fps),
            # Distilled models want none of the further guidances, each of which is another forward pass.
            "stg_scale": 0.0,
            "modality_scale": 1.0,
            "guidance_rescale": 0.0,
            "audio_guidance_scale": take.guidance,
            "audio_stg_scale": 0.0,
            "audio_modality_scale": 1.0,
            "audio_guidance_rescale": 0.0,
            "spatio_temporal_guidance_blocks": None,
        }
        out = self._ask(take, run, cancel, own)
        return Made(frames=film_of(out.frames), sound=self._sound(out.audio, run.made * 48_000 // take.fps))

    def _networks(self) -> tuple[Any, ...]:
        return *super()._networks(), self._pipe.audio_vae.decoder, self._pipe.vocoder

    def _sound(self, audio: Any, length: int) -> NDArray[np.float32]:
        found = audio.float().cpu().numpy() if isinstance(audio, torch.Tensor) else np.asarray(audio, np.float32)
        rate = int(self._pipe.vocoder.config.output_sampling_rate)
        return fitted_to(at_48k(stereo(found[0]), rate), length)
