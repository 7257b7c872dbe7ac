"""SkyReels-V2 diffusion forcing: goes on from given frames for as long as it is asked, steered by words.

It knows one pipeline class and follows no control pass: after a cut it begins from the stage's own first frame, which
is not shown, so that place and people are those of the world.
"""

from __future__ import annotations

from generators.neural.ports import Abilities, Cancel, Film, Run, Take
from generators.neural.video.pipes import Made, Placement, RunByRun, able_to_go_on, film_of, pictures

SOFTENED = 20
"""Noise steps put on kept frames, as the model's makers advise for long films."""
KEPT = 17


class SkyReels(RunByRun):
    """Makes takes with a SkyReelsV2DiffusionForcingVideoToVideoPipeline."""

    pipeline = "SkyReelsV2DiffusionForcingVideoToVideoPipeline"
    what = "a SkyReels take"

    def _able(self, placement: Placement) -> Abilities:
        patch = int(self._pipe.transformer.config.patch_size[1])
        return able_to_go_on("skyreels-df", self._pipe, placement, patch, KEPT)

    def _make(self, take: Take, run: Run, kept: Film, cancel: Cancel) -> Made:
        own = {
            "video": pictures(kept),
            "base_num_frames": run.made,
            "overlap_history": run.kept,
            "addnoise_condition": SOFTENED,
            "fps": take.fps,
        }
        # The pipeline puts the given frames before its own, which begin with them once more.
        return Made(frames=film_of(self._ask(take, run, cancel, own).frames)[run.kept :])
