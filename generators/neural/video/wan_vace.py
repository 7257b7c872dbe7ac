"""Wan-VACE: follows a control film, keeps given frames, and looks at reference pictures.

It knows one pipeline class. Kept frames are black in the mask, what it may make is white.
"""

from __future__ import annotations

import numpy as np

from generators.neural.ports import Abilities, Cancel, Control, Film, FrameRule, Run, Take
from generators.neural.video.pipes import Made, Placement, RunByRun, film_of, pictures, piece

KEPT = 5
"""Frames of the take before: one alone drifts in colour, five hold the motion."""


class WanVace(RunByRun):
    """Makes takes with a WanVACEPipeline."""

    pipeline = "WanVACEPipeline"
    what = "a WanVACE take"

    def _able(self, placement: Placement) -> Abilities:
        pipe = self._pipe
        step = int(pipe.vae_scale_factor_temporal)
        return Abilities(
            kind="wan-vace",
            rule=FrameRule(step=step, plus=1, least=step + 1, most=placement.tier.most_frames),
            multiple=int(pipe.vae_scale_factor_spatial) * int(pipe.transformer.config.patch_size[1]),
            kept=min(KEPT, placement.tier.most_frames - step),
            controls=(Control.DEPTH, Control.LINES, Control.COLOUR, Control.IDS),
            references=True,
        )

    def _make(self, take: Take, run: Run, kept: Film, cancel: Cancel) -> Made:
        control = np.concatenate([kept, piece(take.guide.film(take.control), run)])
        mask = np.full_like(control, 255)
        mask[: run.kept] = 0
        references = [picture for film in take.references for picture in pictures(film)]
        own = {
            "video": pictures(control),
            "mask": [picture.convert("L") for picture in pictures(mask)],
            "reference_images": references or None,
            "conditioning_scale": take.follow,
        }
        return Made(frames=film_of(self._ask(take, run, cancel, own).frames))
