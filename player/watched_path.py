"""The scenes of the path that is watched, and where each began: what the time line and the scene keys go by.

It knows no playback and no screen.
"""

from __future__ import annotations

import math

from player.feed import SceneBegan
from story_engine.time import MediaTime, from_seconds

SHORTLY: MediaTime = from_seconds(2.0)
"""So soon after a scene's beginning "the scene before" means the one before it."""


class WatchedPath:
    """One thread calls it."""

    def __init__(self) -> None:
        self.scenes: list[str] = []
        """Ids of those that began, in order."""
        self.began: dict[str, MediaTime] = {}
        self.title = ""
        """Of the last of them."""
        self._revisited_at: float = math.inf

    def revisited(self, at: MediaTime) -> None:
        """The viewer went to an earlier moment: what begins at `at` or later is watched instead of what was."""
        self._revisited_at = at

    def enter(self, event: SceneBegan) -> None:
        """A scene begins: the path grows, or after a visit to an earlier moment goes on from there."""
        scene = event.scene.id
        if event.at >= self._revisited_at:
            gone = {known for known in self.scenes if self.began[known] >= self._revisited_at} | {scene}
            at = next((n for n, known in enumerate(self.scenes) if known in gone), len(self.scenes))
            for known in self.scenes[at:]:
                del self.began[known]
            del self.scenes[at:]
            self._revisited_at = math.inf
        if scene not in self.began:
            self.scenes.append(scene)
            self.title = event.scene.title
            self.began[scene] = event.at

    def before(self, at: MediaTime) -> MediaTime:
        """Where the scene before began, or the one that is on where it has been on for a while; 0 before the first."""
        return max((begins for begins in self.began.values() if begins < at - SHORTLY), default=0)

    def after(self, at: MediaTime) -> MediaTime | None:
        """Where the next scene that was watched began; None where none was."""
        return min((begins for begins in self.began.values() if begins > at), default=None)
