"""The story map on screen: moves a focus over the stills, scrolls, and says where the viewer wants to go.

It knows no show; `story_map_paint` draws it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kivy.uix.widget import Widget

from player.story_map import Spot, StoryMap, laid_out
from player.ui import theme
from player.ui.room import Room
from player.ui.sprites import Sprite, appear, vanish
from player.ui.story_map_paint import (
    CARD,
    COLUMN,
    DEEDS,
    ROW,
    TOP,
    MapSheet,
    Still,
    foot_of,
    paint_map,
    spot_rect,
    told_of,
)

GLIDE = 0.34
"""Share of the way to the focus that the map moves each turn."""
NEAR = 0.6
"""Pixels below which it has arrived."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MapSource:
    """Where the map comes from, and what it can ask for."""

    story: Callable[[], StoryMap]
    still: Still
    visit: Callable[[int, int], None]
    title: Callable[[], str]
    film: Callable[[int, int], None]
    """Asks for a film of the branch on which a stretch lies."""
    filmed: Callable[[], float | None]
    """How much of a film is made; None where none is being made."""


class StoryMapScreen(Widget):
    """Covers the window while open."""

    def __init__(self, source: MapSource, closed: Callable[[], None], room: Room) -> None:
        """`closed` is told when it goes, whether somebody goes elsewhere or not."""
        super().__init__(size_hint=(1, 1), opacity=0.0)
        self._source = source
        self._closed = closed
        self._room = room
        self._sheet = Sprite()
        self.add_widget(self._sheet)
        self._window = (1, 1, 1.0)
        self._story = StoryMap()
        self.spots: tuple[Spot, ...] = ()
        self.focus = 0
        self._left = self._top = 0.0
        self._filmed: int | None = None
        self._painted: object = None
        self.is_open = False

    def layout(self, width: int, height: int, scale: float) -> None:
        """Place for a window."""
        self._window = (width, height, scale)
        self.size = (width, height)
        self._painted = None
        self._left, self._top = self._wanted()

    def open(self) -> None:
        """Show the map as it is now, with the focus on where the viewer is."""
        self._story = self._source.story()
        self.spots = laid_out(self._story)
        self.focus = next((n for n, spot in enumerate(self.spots) if self._is_here(spot)), 0)
        self._left, self._top = self._wanted()
        self._painted = None
        self.is_open = True
        self.tick()
        appear(self)
        self._tell(self._room.words("voice.map"))

    def close(self) -> None:
        """Away with it."""
        if self.is_open:
            self.is_open = False
            vanish(self, self._sheet.clear)
            self._closed()

    def _is_here(self, spot: Spot) -> bool:
        return not spot.option and spot.stretch == self._story.here

    @property
    def height_below(self) -> float:
        """Pixels that its foot takes: what is told meanwhile stands above it."""
        _, height, scale = self._window
        return foot_of(height, scale) * scale

    # -- turns ---------------------------------------------------------------------------------

    def tick(self) -> None:
        """Glide to the focus; paint when something changed."""
        if not self.is_open:
            return
        wanted = self._wanted()
        if self._room.settings.reduced_motion:
            self._left, self._top = wanted
        for name, target in zip(("_left", "_top"), wanted, strict=True):
            at = getattr(self, name)
            setattr(self, name, target if abs(target - at) < NEAR else at + (target - at) * GLIDE)
        filmed = self._source.filmed()
        self._filmed = None if filmed is None else round(filmed * 100)
        key = (self.focus, round(self._left), round(self._top), self._window, self._filmed)
        if key != self._painted:
            self._painted = key
            self._sheet.show(paint_map(self._painting(), self._source.still))
            self._sheet.pos = (0, 0)

    def _painting(self) -> MapSheet:
        width, height, scale = self._window
        return MapSheet(
            story=self._story,
            spots=self.spots,
            focus=self.focus,
            left=self._left,
            top=self._top,
            title=self._source.title(),
            texts=self._room.words,
            accent=self._room.accent,
            filmed=self._filmed,
            width=width,
            height=height,
            scale=scale,
        )

    def _wanted(self) -> tuple[float, float]:
        """How far the map is scrolled when the focus is well in view."""
        width, height, scale = self._window
        margin = width * theme.SAFE
        if not self.spots:
            return -margin, 0.0
        spot = self.spots[min(self.focus, len(self.spots) - 1)]
        columns = max(known.column for known in self.spots)
        left = (spot.column * COLUMN + CARD[0] / 2) * scale - width * 0.5
        most = (columns * COLUMN + CARD[0]) * scale + margin - width
        left = max(-margin, min(left, most)) if most > -margin else -margin
        room = height - (TOP + foot_of(height, scale)) * scale
        tall = ((max(known.row for known in self.spots) + 1) * ROW + 20) * scale
        top = (spot.row * ROW + ROW / 2) * scale - room / 2
        return left, max(0.0, min(top, tall - room)) if tall > room else 0.0

    # -- input ---------------------------------------------------------------------------------

    def key(self, name: str) -> bool:
        """A key was pressed; whether it meant something here."""
        if name in {"escape", "g"}:
            self.close()
        elif name in {"enter", "numpadenter", "spacebar"}:
            self.go()
        elif name == "s":
            self.film()
        elif name in {"left", "right", "up", "down"}:
            self.move(name)
        elif name in {"home", "end"}:
            along = [n for n, spot in enumerate(self.spots) if spot.taken]
            self.focus = (along[0] if name == "home" else along[-1]) if along else 0
            self._tell()
        else:
            return False
        return True

    def move(self, way: str) -> None:
        """The focus goes to the nearest spot that way."""
        if not self.spots:
            return
        here = self.spots[self.focus]
        best: tuple[float, int] | None = None
        for number, spot in enumerate(self.spots):
            across, down = spot.column - here.column, spot.row - here.row
            ahead = {"left": -across, "right": across, "up": -down, "down": down}[way]
            aside = abs(down) if way in {"left", "right"} else abs(across)
            if ahead <= 0 or (way in {"up", "down"} and aside > 3):
                continue
            linked = spot.after == (here.column, here.row) or here.after == (spot.column, spot.row)
            cost = ahead + 1.5 * aside - (0.5 if linked else 0.0)
            if best is None or cost < best[0]:
                best = (cost, number)
        if best is not None:
            self.focus = best[1]
            self._tell()

    def _tell(self, before: str = "") -> None:
        """Say what is known of the still that has the focus."""
        if self.spots:
            told = told_of(self._story, self.spots[self.focus], self._room.words)
            before = f"{before} {'. '.join(text for text in told if text)}"
        self._room.say(before)

    def go(self) -> None:
        """To the spot that has the focus."""
        if self.spots:
            spot = self.spots[self.focus]
            self.close()
            self._source.visit(spot.stretch, spot.option)

    def film(self) -> None:
        """Ask for a film of the branch that has the focus; the map stays."""
        if self.spots:
            spot = self.spots[self.focus]
            self._source.film(spot.stretch, spot.option)

    def wheel(self, step: float) -> None:
        """Scroll along the line."""
        self.move("right" if step > 0 else "left")

    def point(self, x: float, y: float) -> None:
        """What the mouse is on gets the focus."""
        if self.is_open and (found := self._at(x, y)) is not None:
            self.focus = found

    def _at(self, x: float, y: float) -> int | None:
        sheet, height = self._painting(), self._window[1]
        if not foot_of(height, self._window[2]) * self._window[2] < y < height - 60 * self._window[2]:
            return None
        for number, spot in enumerate(self.spots):
            if spot_rect(sheet, spot).makeOutset(4, 4).contains(x, height - y):
                return number
        return None

    def on_touch_down(self, touch: object) -> bool:
        """Press a still: go there; press what can be done: do it; press beside the line: away."""
        if not self.is_open:
            return False
        if getattr(touch, "button", "left") in {"left", None}:
            x, y = touch.pos
            found = self._at(x, y)
            width, height, scale = self._window
            foot = foot_of(height, scale) * scale
            if found is not None:
                self.focus = found
                self.go()
            elif x > width * 0.6 and foot - DEEDS[0] * scale < y < foot:
                self.go()  # on the words that say what Enter does
            elif x > width * 0.6 and foot - DEEDS[1] * scale < y < foot:
                self.film()
            elif y < foot or y > height - TOP * scale * 0.6:
                self.close()
        return True
