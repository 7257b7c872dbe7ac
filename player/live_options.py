"""How a live show is played: what a caller of the live player may ask for.

It knows no playback.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from generators.media import Size
from player.feed import ReadySegment
from player.picture_size import Sizing
from player.words import Words
from story_engine.time import MediaTime

if TYPE_CHECKING:
    from player.filming import Filming


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveOptions:
    """How to play."""

    title: str = ""
    silent: bool = False
    """No sound device even where there is one."""
    device: str = ""
    """Name of the sound device; "" = the machine's own choice."""
    volume: float = 0.9
    night: bool = False
    """What is loud is made softer and what is soft louder."""
    av_offset: MediaTime = 0
    begin_at: MediaTime | Callable[[ReadySegment], MediaTime] = 0
    """How far inside of the first part to begin: where the viewer was, or who knows once it is there."""
    captions: bool = True
    caption_scale: float = 1.0
    memory: Path | None = None
    """Folder of the show's story map; None = remember in this sitting only."""
    pictures: Path = Path("Pictures")
    """Folder of screenshots."""
    films: Callable[[], Filming] | None = None
    """Makes who makes films of branches; None = nobody does."""
    accent: str = ""
    """Colour of the show, "#RRGGBB"."""
    accents: Mapping[str, str] = field(default_factory=dict)
    """Colours of its places, by their ids; `accent` where one has none."""
    art: str = ""
    """Folder of the seed's own drawings; "" = none."""
    words: Words = Words()
    """Texts of the interface."""
    sizing: Sizing | None = None
    """Steps the picture's size down and up as the show fares; None = its size was asked for."""
    on_size: Callable[[Size], None] = lambda size: None
    """Told when the picture goes on at another size."""
