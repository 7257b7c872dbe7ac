"""Acting: from a timed part to the pose of every actor at every moment.

It knows no camera and no drawing: a pure function of part and time.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from generators.stage.acting.acting import Acting
    from generators.stage.acting.frames import ActorFrame, HeldThing, LooseThing

__all__ = ["Acting", "ActorFrame", "HeldThing", "LooseThing"]


def __getattr__(name: str) -> Any:
    """Resolved when asked for: the director needs only when eyes blink, and must not load the drawing for it."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    where = "acting" if name == "Acting" else "frames"
    return getattr(import_module(f"{__name__}.{where}"), name)
