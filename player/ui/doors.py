"""The player's doors: the foyer over a show that waits, and the way back to it.

It is the part of `Player` that knows when the foyer is open; what stands on its pages is the foyer's.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from player.playback.reducer import Phase
from player.ui.hands import Hands
from player.ui.view import Controls, View

if TYPE_CHECKING:
    from player.ui.foyer.foyer import Foyer
    from player.ui.overlays import Failure, Waiting


class Doors(Hands):
    """Mixed into the player, which has all of these."""

    waiting: Waiting
    _build_foyer: Callable[[], Foyer] | None
    failure: Failure
    attach: Any
    _controls: Controls | None
    _view: View
    _layout: Any

    def open_foyer(self, page: str = "", **given: object) -> None:
        """Everything before and beside the show, on one of its pages; a running show waits behind it."""
        self._ready_foyer()
        if self.foyer is None:
            return
        self.talk.close()
        if self.failure.is_open:  # that show is over
            self.attach(None)
            self.failure.say("")
        if self._controls is not None and self._view.phase is not Phase.PAUSED:
            self._controls.toggle_pause()
        self.foyer.open(page, **given)

    def _ready_foyer(self) -> None:
        if self.foyer is None and self._build_foyer is not None:
            self.foyer = self._build_foyer()
            self.foyer.opacity = 0.0
            self.add_widget(self.foyer, index=self.children.index(self.waiting) + 1)
            self._layout()

    @property
    def has_show(self) -> bool:
        """Whether a show is on, or waits behind the foyer."""
        return self._controls is not None

    def back_to_show(self) -> bool:
        """Go on with the show that waits behind the foyer; whether there is one."""
        if self._controls is None:
            return False
        if self._view.phase is Phase.PAUSED:
            self._controls.toggle_pause()
        self.touched()
        return True

    def guard(self) -> bool:
        """Count the viewer's time of the day from the first show on; whether there is any left."""
        self._ready_foyer()
        return self.foyer is None or not self.foyer.time_is_up

    @property
    def _has_curtain(self) -> bool:
        """Whether a poster fills the window until the show begins."""
        return self.foyer is not None and self.foyer.waits_for_show

    @property
    def in_foyer(self) -> bool:  # type: ignore[override]
        """Whether the foyer has the screen and the keys."""
        return self.foyer is not None and self.foyer.is_open
