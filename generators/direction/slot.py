"""The slot: a piece of a part in which one shot is on screen, with what goes on in it and who stands where.

It knows no cameras, and not how a part is cut into slots.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from generators.direction.camera import Figure
from generators.timed import PropState
from story_engine.plan import Beat, ShotHint
from story_engine.time import MediaTime


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A piece of a part in which one shot is on screen."""

    start: MediaTime
    end: MediaTime
    situation: str
    """One of `generators.direction.idioms.SITUATIONS`."""
    beat: Beat | None = None
    focus: tuple[str, ...] = ()
    """Who or what must be in the picture."""
    speaker: str = ""
    """Who speaks in it, the last where there are several."""
    speakers: tuple[str, ...] = ()
    listener: str = ""
    heat: float = 0.5
    mover: str = ""
    walk_from: float = 0.0
    """Stage x from which the mover sets out."""
    thing: str = ""
    """What is shown, handled or named."""
    figures: Mapping[str, Figure] = field(default_factory=dict)
    """Everybody on stage, where they are when the piece ends."""
    origins: Mapping[str, Figure] = field(default_factory=dict)
    """Who moves in this piece, where they are when it begins."""
    fetching: Mapping[str, Figure] = field(default_factory=dict)
    """Who goes a step to take up, open or put down a thing, as they stand beside it."""
    nearing: frozenset[str] = frozenset()
    """Who goes up to somebody for a moment in this piece: to embrace them, or to hand over something from afar."""
    props: tuple[PropState, ...] = ()
    resting: frozenset[str] = frozenset()
    """Things that nobody holds or touches in the whole part."""
    sizes: Mapping[str, float] = field(default_factory=dict)
    """Heights of the things in metres."""
    held: Mapping[str, float] = field(default_factory=dict)
    """How high the things are held, as shares of the height of a holder's eyes."""
    worn: frozenset[str] = frozenset()
    """Things that hang at somebody's side: no picture of hands is one of them."""
    assets: Mapping[str, str] = field(default_factory=dict)
    """The things' drawings."""
    marks: Mapping[str, float] = field(default_factory=dict)
    """Stage x of the set's marks."""
    noticed: tuple[str, str] = ("", "")
    """Who has looked at somebody or something just before this piece, and at whom or what."""

    @property
    def hint(self) -> ShotHint | None:
        """The author's own shot, where it says anything."""
        shot = self.beat.shot if self.beat else None
        return shot if shot is not None and (shot.size or shot.subjects or shot.move) else None

    @property
    def length(self) -> MediaTime:
        """How long it lasts."""
        return self.end - self.start
