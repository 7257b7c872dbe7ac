"""Gives back what a model that was let go still holds, before another takes its place.

It knows no model. Networks, pipelines and the hooks between them refer to one another in circles, so that letting go
of one frees nothing until the circles are found; and torch keeps what is freed on a GPU for itself.
"""

from __future__ import annotations

import gc
import sys
from dataclasses import dataclass


@dataclass(slots=True)
class Leavings:
    """Whether there is something to be freed: it can be only once nobody works with it any more."""

    some: bool = False

    def clear(self) -> None:
        """Free what nothing reaches any more, on the processor and, where torch has used one, on the GPU."""
        if not self.some:
            return
        self.some = False
        gc.collect()
        torch = sys.modules.get("torch")
        if torch is not None and torch.cuda.is_initialized():
            torch.cuda.empty_cache()
