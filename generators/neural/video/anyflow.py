"""AnyFlow, causal with a cache: goes on from given frames in small blocks, any number of steps, steered by words.

It knows one pipeline class and follows no control pass: after a cut it begins from the stage's own first frame, which
is not shown.
"""

from __future__ import annotations

from generators.neural.ports import Abilities, Cancel, Film, FrameRule, Run, Take
from generators.neural.video.pipes import Made, Placement, RunByRun, able_to_go_on, film_of, pixels

BLOCK = 3
"""Latent frames of one causal block: twelve frames, half a second."""
KEPT = 9


class AnyFlow(RunByRun):
    """Makes takes with an AnyFlowFARPipeline."""

    pipeline = "AnyFlowFARPipeline"
    what = "an AnyFlow take"

    def _able(self, placement: Placement) -> Abilities:
        patch = int(self._pipe.transformer.config.compressed_patch_size[1])
        return able_to_go_on("anyflow-far", self._pipe, placement, patch, KEPT)

    def _make(self, take: Take, run: Run, kept: Film, cancel: Cancel) -> Made:
        # This class never looks at its own interrupt: the watch before every forward pass is what stops it.
        own = {"video": pixels(kept), "chunk_partition": blocks(run, self.abilities.rule)}
        return Made(frames=film_of(self._ask(take, run, cancel, own).frames))


def blocks(run: Run, rule: FrameRule) -> list[int]:
    """Latent frames of each causal block: the kept ones first, then blocks of `BLOCK` and the rest."""
    given = (run.kept - 1) // rule.step + 1
    rest = (run.made - 1) // rule.step + 1 - given
    whole = [BLOCK] * (rest // BLOCK)
    return [given, *whole, *([rest % BLOCK] if rest % BLOCK else [])]
