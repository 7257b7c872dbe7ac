"""The house's restyler behind the port of models: the stage's frames and all that is true of them in, gouache out.

It knows no show. Strokes hold on to what they are painted on, so nothing is carried from one frame to the next; every
second frame is painted, as animators paint on twos.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import cv2
import numpy as np

from generators.errors import Cancelled
from generators.neural.errors import ModelError
from generators.neural.house import REMEDY, TORCH
from generators.neural.ports import Abilities, Cancel, Chunk, Continuation, Control, Film, FrameRule, Take
from generators.neural.tiers import Tier
from generators.restyle.model import session
from generators.restyle.paint import paint
from generators.restyle.passes import Passes

Array = np.ndarray
HOLD = 2
"""12 painted pictures a second."""
WHOLE_STRENGTH = 0.55
"""Of a take: as strong as it is asked for at first, all of the painting is shown; a firmer try mixes the stage in."""
CPU, CUDA = "cpu", "CUDAExecutionProvider"


class Gouache:
    """Paints takes picture by picture."""

    abilities = Abilities(
        kind="gouache",
        rule=FrameRule(most=HOLD),
        multiple=2,
        kept=0,
        controls=(Control.TRUTH,),
        pictures_only=True,
        hold=HOLD,
    )

    def __init__(self, painted: Callable[[Array, Passes], Array]) -> None:
        """`painted`: BGR picture and its passes → the painting, as `generators.restyle.paint` has it."""
        self._painted = painted

    def render(self, takes: Sequence[Take], continuation: Continuation | None, cancel: Cancel) -> Iterator[Chunk]:
        """See VideoGenerator; nothing is continued."""
        for take in takes:
            for start in range(0, take.frames, HOLD):
                if cancel():
                    raise Cancelled("a painted take is no longer wanted")
                picture = self._frame(take, start)
                film = np.repeat(picture[None], min(HOLD, take.frames - start), axis=0)
                yield Chunk(frames=film, continuation=Continuation(kind=self.abilities.kind, frames=film[-1:]))

    def _frame(self, take: Take, at: int) -> Film:
        assert take.guide.truth is not None
        picture = np.ascontiguousarray(take.guide.colour[at][..., ::-1])
        board = self._painted(picture, take.guide.truth(at))
        share = min(1.0, take.strength / WHOLE_STRENGTH)
        if share < 1:
            board = cv2.addWeighted(picture, 1 - share, board, share, 0)
        return np.ascontiguousarray(board[..., ::-1])


def gouache_opener(runtime: str, device: str) -> Callable[[Tier], Gouache]:
    """Opens the restyler on `device` in `runtime`; raises AssetError, ModelError, MemoryShort."""

    def opened(tier: Tier) -> Gouache:
        if runtime == TORCH:
            try:
                from generators.neural.gouache_torch import TorchPainter
            except ImportError as error:
                raise ModelError(f"the restyler needs {error.name}: {REMEDY}") from error
            return Gouache(TorchPainter.load(device).paint)
        on_gpu = device != CPU
        made = session(threads=1, on_gpu=on_gpu)
        if on_gpu and CUDA not in made.get_providers():
            raise ModelError(f"onnxruntime would run the restyler on the processor: {REMEDY}")
        return Gouache(lambda picture, passes: paint(picture, passes, threads=1, on_gpu=on_gpu))

    return opened
