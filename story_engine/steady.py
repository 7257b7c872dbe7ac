"""Where a show that is played again could go on, should the rest of its journal not fit the seed.

It does not know journals or seeds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from story_engine.errors import ReplayError

if TYPE_CHECKING:
    from story_engine.show import Show


class Steady:
    """The last moments of a show that is played again from which it could go on otherwise."""

    def __init__(self) -> None:
        self.last: Show | None = None
        self._began: Show | None = None
        """Before the scene that is on."""
        self._scene = 0

    def see(self, show: Show) -> None:
        """Another value of the show."""
        scene = show.state.scene.number if show.state.scene is not None else 0
        if self._began is None or scene != self._scene:
            self._began, self._scene = self.last or show, scene
        self.last = show

    def stand(self, error: ReplayError) -> Show:
        """The last value of which all that was shown is told as it was."""
        assert self.last is not None, "a journal has a beginning"
        assert self._began is not None, "what was seen has a beginning"
        return self.last if self.last.state.moment.ended and not error.retold else self._began

    def title(self, error: ReplayError) -> str:
        """The title of the scene that is told otherwise, "" when it is gone."""
        state = self.last.state if self.last is not None else None
        told = state is not None and state.scene is not None and (error.retold or not state.moment.ended)
        return state.scene.storylet.title if told and state is not None and state.scene is not None else ""
