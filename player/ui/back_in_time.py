"""Back in time: the story map, what was said and "previously on", as one layer over the film.

It knows neither window nor show; the show is asked through `Controls`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import numpy as np

from player.playback.reducer import Phase
from player.story_map import RecapCard, StoryMap
from player.ui.recap import Recap
from player.ui.room import Room
from player.ui.said import Row, SaidPanel
from player.ui.story_map import MapSource, StoryMapScreen
from player.ui.veil import Veiled
from player.ui.view import Controls, View


class Rememberer(Protocol):
    """What remembers the show."""

    map: StoryMap

    def still(self, stretch: int) -> np.ndarray | None:
        """The still of a stretch."""
        ...


class BackInTime(Veiled):
    """At most one of the three is open."""

    def __init__(self, controls: Callable[[], Controls | None], view: Callable[[], View], room: Room) -> None:
        super().__init__(size_hint=(1, 1))
        self._controls = controls
        self._view = view
        self._paused_by_us = False
        source = MapSource(
            story=self._story,
            still=self._still,
            visit=self._visit,
            title=lambda: view().show_title,
            film=self._film,
            filmed=self._filmed,
        )
        self.map = StoryMapScreen(source, self._map_closed, room)
        self.said = SaidPanel(self._story, self._see_again, room)
        self.recap = Recap(room)
        for part in (self.said, self.map, self.recap):
            self.add_widget(part)

    @property
    def is_open(self) -> bool:
        """Whether it has the keys."""
        return self.map.is_open or self.said.is_open or self.recap.is_open

    def layout(self, width: int, height: int, scale: float) -> None:
        """Place for a window."""
        self.size = (width, height)
        for part in (self.map, self.said, self.recap):
            part.layout(width, height, scale)

    def tick(self, now: float) -> None:
        """One turn of the display."""
        self.map.tick()
        self.recap.tick(now)

    def attached(self) -> None:
        """A show is about to go on: what happened before is told first, where there is something to tell."""
        controls = self._controls()
        cards: tuple[RecapCard, ...] = getattr(controls, "recap", ())
        if controls is not None and cards:
            self.recap.play(self._view().show_title or controls.view().show_title, cards, self._still, controls.begin)

    def open_map(self) -> None:
        """The story map; the show waits."""
        controls = self._controls()
        if controls is None:
            return
        if self.map.is_open:
            self.map.close()
            return
        self.said.close()
        if self._view().phase not in {Phase.PAUSED, Phase.PRIMING, Phase.SEEKING}:
            controls.toggle_pause()
            self._paused_by_us = True
        self.map.open()

    def open_said(self) -> None:
        """What was said; the show plays on."""
        if self._controls() is None:
            return
        if self.said.is_open:
            self.said.close()
        else:
            self.map.close()
            self.said.open()

    def key(self, name: str, modifiers: list[str]) -> bool:
        """A key was pressed; whether it was for an open part."""
        if "ctrl" in modifiers or "meta" in modifiers:
            return False
        if self.recap.is_open:
            return self.recap.key(name)
        if self.map.is_open:
            if name == "h":
                self.open_said()
                return True
            return self.map.key(name) or name not in {"f", "f11", "f1"}
        return self.said.key(name)

    def wheel(self, step: float) -> None:
        """Scroll what is open."""
        if self.map.is_open:
            self.map.wheel(step)
        elif self.said.is_open:
            self.said.wheel(step)

    def point(self, x: float, y: float) -> None:
        """Follow the mouse."""
        self.map.point(x, y)
        self.said.point(x, y)

    def _map_closed(self) -> None:
        controls = self._controls()
        if controls is not None and self._paused_by_us and self._view().phase is Phase.PAUSED:
            controls.toggle_pause()
        self._paused_by_us = False

    def _memory(self) -> Rememberer | None:
        return getattr(self._controls(), "memory", None)

    def _story(self) -> StoryMap:
        memory = self._memory()
        return memory.map if memory is not None else StoryMap()

    def _still(self, stretch: int) -> np.ndarray | None:
        memory = self._memory()
        return memory.still(stretch) if memory is not None else None

    def _visit(self, stretch: int, option: int) -> None:
        controls = self._controls()
        if controls is not None:
            controls.visit(stretch, option)

    def _film(self, stretch: int, option: int) -> None:
        controls = self._controls()
        if controls is not None:
            controls.film(stretch, option)

    def _filmed(self) -> float | None:
        controls = self._controls()
        return controls.films.share if controls is not None else None

    def _see_again(self, row: Row) -> None:
        controls = self._controls()
        if controls is not None:
            controls.visit(row.stretch, 0, row.said.at if row.said is not None else None)
