"""What acting hands to the stage: actors, things in hand and things loose at one moment.

It knows no drawing. x and depth are as in `generators.timed`.
"""

from __future__ import annotations

from dataclasses import dataclass

from generators.stage.puppets.draw import Glow
from generators.stage.puppets.load import Puppet
from generators.stage.puppets.pose import Pose


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldThing:
    """A thing in somebody's hand: where, in metres from their feet (y down), and how far turned."""

    thing: str
    anchor: str
    x: float
    y: float
    angle: float
    """Degrees, clockwise on screen."""
    fingers: bool = False
    """Whether the near hand closes over it, rather than holding it from behind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorFrame:
    """One actor at one moment; x and depth as in `generators.timed`."""

    id: str
    x: float
    depth: float
    puppet: Puppet
    pose: Pose
    visible: bool
    held: tuple[HeldThing, ...] = ()
    behind: float | None = None
    """Depth just behind which this figure is drawn instead of at its own: in an embrace the smaller is in front."""
    shine: Glow | None = None
    """What one's own flame throws on the room; None for those who have none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LooseThing:
    """A thing in nobody's hand: standing, or on its way through the air."""

    thing: str
    x: float
    depth: float
    height_metres: float
    angle: float
