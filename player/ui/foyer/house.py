"""What every screen of the foyer shares: texts, colours, pictures, and ways to the other screens.

It knows no screen.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from generators.timed import Balance
from player.foyer.atelier import Atelier
from player.settings import Settings
from player.ui import theme
from player.words import Words


@dataclass(slots=True, kw_only=True)
class House:
    """Handed to every screen; `settings` and `words` change while the window is open."""

    words: Words
    atelier: Atelier
    settings: Settings
    accent: theme.Colour
    go: Callable[..., None] = field(default=lambda *_, **__: None)
    """To another screen by name, with what it needs."""
    back: Callable[[], None] = field(default=lambda: None)
    """To the screen before."""
    obey: Callable[[Settings], None] = field(default=lambda _: None)
    """The whole window reads, moves and speaks as the settings say."""
    weigh: Callable[[Balance], None] = field(default=lambda _: None)
    """The show that waits behind is heard in another balance."""
    waits: Callable[[], bool] = field(default=lambda: False)
    """Whether a show waits behind the screens."""
    say: Callable[[str], None] = field(default=lambda _: None)
    """Speaks a text, where self-voicing is on."""

    @property
    def is_still(self) -> bool:
        """Whether nothing may move that need not."""
        return self.settings.reduced_motion
