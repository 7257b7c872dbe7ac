"""A view: one camera, with its move, that may show a slot.

It knows neither idioms nor how a view is found.
"""

from __future__ import annotations

from dataclasses import dataclass

from generators.direction.moves import Move
from generators.timed import Camera, Eyes


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One way to show a slot."""

    idiom: str
    size: str
    subjects: tuple[str, ...]
    move: Move
    cost: float = 0.0
    """What the idiom costs in this situation."""
    hidden: tuple[str, ...] = ()
    shoulder: str = ""
    side: str = "a"
    """"b" looks back: what lies behind the camera of "a" is behind who stands on the right."""
    eyes: Eyes | None = None
    """Whose point of view it is."""

    @property
    def camera(self) -> Camera:
        """What it composes: the end of an eased move, else its beginning."""
        return self.move.end if self.move.is_eased else self.move.begin

    @property
    def name(self) -> str:
        """The same for the same picture."""
        b = self.move.begin
        seer = f"{self.eyes.carrier}>" if self.eyes else ""
        return f"{seer}{self.idiom}:{self.size}{self.side}:{'+'.join(self.subjects)}:{b.x:.3f}:{b.y:.3f}:{b.zoom:.3f}"
