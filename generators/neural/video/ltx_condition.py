"""LTX-Video with conditions: begins from the stage's film and holds kept frames and a keyframe at its end.

It knows one pipeline class. It follows no control pass: the stage's picture is its sketch (as SDEdit does), left as far
as the take's strength says, and the last frame of a run is the stage's again, so that the world is met there.
"""

from __future__ import annotations

import torch

from generators.neural.ports import Abilities, Cancel, Film, Run, Take
from generators.neural.video.pipes import Made, Placement, RunByRun, able_to_hold, film_of, pictures, piece, watched

KEYFRAME_SHARE = 0.8
"""Of `follow`: how firmly the last frame is the stage's; at 1 the stage's own paint shows through."""


class LtxCondition(RunByRun):
    """Makes takes with an LTXConditionPipeline."""

    pipeline = "LTXConditionPipeline"
    what = "an LTX take"
    most_text = 256

    def _able(self, placement: Placement) -> Abilities:
        return able_to_hold("ltx-condition", self._pipe, placement)

    def _make(self, take: Take, run: Run, kept: Film, cancel: Cancel) -> Made:
        from diffusers.pipelines.ltx.pipeline_ltx_condition import LTXVideoCondition

        sketch = piece(take.guide.colour, run)
        conditions = [LTXVideoCondition(video=pictures(kept), frame_index=0)] if run.kept else []
        last, firm = run.made - 1, take.follow * KEYFRAME_SHARE
        conditions.append(LTXVideoCondition(image=pictures(sketch[-1:])[0], frame_index=last, strength=firm))
        with watched(self._networks(), cancel, self.what):
            latents = self._encoded(torch.cat([self._pixels(kept), self._pixels(sketch)], dim=2))
        own = {
            "conditions": conditions,
            "frame_rate": take.fps,
            "num_inference_steps": _steps(take),
            "denoise_strength": take.strength,
            "latents": latents,
            "image_cond_noise_scale": 0.0,
            "decode_timestep": 0.05,
            "decode_noise_scale": 0.025,
        }
        return Made(frames=film_of(self._ask(take, run, cancel, own).frames))

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
