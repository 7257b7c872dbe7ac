"""A page of the foyer: tiles and pictures at their places, a focus that moves by keys, and scrolling.

It knows no page in particular. Places are pixels from the top left of a sheet that may be higher than the window.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import skia
from kivy.graphics import Color, Rectangle
from kivy.uix.widget import Widget

from player.ui import theme
from player.ui.foyer.house import House
from player.ui.foyer.tiles import Tile
from player.ui.paint import Run, TextStyle, margin_of, text_block, wrapped
from player.ui.sprites import Sprite

GLIDE = 0.24
"""Share of the way to its place that a page scrolls in one turn."""
ASIDE = 3.0
"""How much worse a pixel beside the way is than one on it, when the focus looks for the next tile."""
NARROW = 900.0
"""Units of 720 lines; a window is 1280 of them wide, half as many where type is twice as large."""
ROOM = 56.0
"""Pixels at 720 lines above and below the focus, where the page can scroll that far."""
SLOP = 10.0
"""Pixels at 720 lines that a finger may move and still press."""
ASK_SECONDS = 0.2
"""How often a page asks for what is still being read: each time the folder of stories is looked through."""
WHEEL = 90.0
"""Pixels at 720 lines that a notch of the wheel scrolls."""


@dataclass(slots=True, kw_only=True)
class Placed:
    """A widget and where it is on the sheet."""

    widget: Widget
    x: float
    top: float
    row: str = ""
    """Rows of that name scroll sideways together; "" = it does not."""
    pinned: bool = False
    """It stays when the page scrolls."""


@dataclass(slots=True, kw_only=True)
class _Finger:
    """A finger on the page: where it came down, and what it may scroll or press."""

    x: float
    y: float
    up: float
    row: str
    tile: Tile | None
    aside: float = 0.0
    scrolls: bool = False


class Page(Widget):
    """One screen; `compose` of each kind puts its tiles where they belong."""

    title = ""

    def __init__(self, house: House) -> None:
        super().__init__(size_hint=(1, 1))
        self.house = house
        self.words = house.words
        self.placed: list[Placed] = []
        self.tiles: list[Tile] = []
        self.scale = 1.0
        self.focused: Tile | None = None
        self._wanted = ""
        self._said_last = ""
        """What was said of the focus last."""
        self._greeted = False
        self._finger: _Finger | None = None
        self.by_finger = False
        """Whether it was touched last, not clicked."""
        self._moved = False
        """Whether the viewer has moved the focus: from then on it stays where it was put."""
        self._scroll, self._scroll_to = 0.0, 0.0
        self._rows: dict[str, list[float]] = {}
        self._long = 0.0
        self._far: dict[str, float] = {}
        self._armed: Tile | None = None
        with self.canvas.before:
            Color(*theme.BACKGROUND)
            self._ground = Rectangle()

    # -- what a page is made of ------------------------------------------------------------------

    def compose(self) -> None:
        """Put everything in its place; called anew whenever the window or what is shown changes."""

    def put(self, widget: Widget, x: float, top: float, *, row: str = "", pinned: bool = False) -> Widget:
        """Show `widget` with its upper left corner at x, top."""
        self.placed.append(Placed(widget=widget, x=x, top=top, row=row, pinned=pinned))
        self.add_widget(widget)
        if isinstance(widget, Tile):
            self.tiles.append(widget)
        if not pinned:
            self._long = max(self._long, top + widget.height)
        if row:
            self._far[row] = max(self._far.get(row, 0.0), x + widget.width)
        return widget

    def write(
        self,
        text: str,
        x: float,
        top: float,
        size: float,
        *,
        font: str = "medium",
        ink: theme.Colour = theme.TEXT,
        width: float = 0.0,
        most: int = 3,
        leading: float = 1.36,
        centred: bool = False,
        shadow: float = 0.0,
        row: str = "",
        pinned: bool = False,
    ) -> float:
        """Set `text` at `size` pixels; returns the height that its lines take."""
        lines = wrapped(text, font, size, width, most=most) if width else [text]
        style = TextStyle(size=size, leading=leading, centred=centred, shadow=shadow)
        sprite = Sprite()
        sprite.show(text_block([[Run(line, font, ink)] for line in lines], style))
        margin = margin_of(style)
        left = x - margin if not centred else x - sprite.width / 2
        self.put(sprite, left, top - margin, row=row, pinned=pinned)
        return size * leading * len(lines)

    def _fits(self, tile: Tile, left: float, x: float, top: float) -> tuple[float, float]:
        """Where `tile` goes next: beside what stands in its row, or at `left` below it where the row is full."""
        if x > left and x + tile.width > self.width * (1 - theme.SAFE):
            return left, top + tile.height + 12 * self.scale
        return x, top

    def picture(self, pixels: np.ndarray, x: float, top: float, *, pinned: bool = False) -> Sprite:
        """Show painted pixels."""
        sprite = Sprite()
        sprite.show(pixels)
        self.put(sprite, x, top, pinned=pinned)
        return sprite

    @property
    def is_narrow(self) -> bool:
        """Whether type is so large for the window that things stand below one another."""
        return self.width < NARROW * self.scale

    # -- life ------------------------------------------------------------------------------------

    def layout(self, width: int, height: int, scale: float) -> None:
        """Place for a window."""
        self.size = (width, height)
        self.scale = scale
        self._ground.pos, self._ground.size = self.pos, self.size
        self.rebuild()

    def rebuild(self) -> None:
        """Compose anew; the focus stays on the tile of the same name."""
        if self.width < 64:
            return
        kept = self.focused.name if self.focused is not None and self._moved else ""
        name = self._wanted or kept
        self.clear_widgets()
        self.placed, self.tiles, self._long, self._far = [], [], 0.0, {}
        self.words = self.house.words
        self.focused = None
        self.compose()
        self._wanted = ""
        able = [tile for tile in self.tiles if tile.enabled]
        chosen = next((tile for tile in able if tile.name == name), None) or next(
            (tile for tile in able if tile.name == self.first_focus()), next(iter(able), None)
        )
        self._settle()
        self.give_focus(chosen, at_once=True)

    def first_focus(self) -> str:
        """The tile that has the focus when the page opens."""
        return ""

    def want_focus(self, name: str) -> None:
        """After the next composing the focus is on the tile of that name."""
        self._wanted = name

    def tick(self, now: float) -> None:
        """One turn of the display."""
        moved = self._glide()
        if moved:
            self._settle()
        for tile in self.tiles:
            if self.shows(tile):
                tile.tick(now)

    def shows(self, tile: Tile) -> bool:
        """Whether some of `tile` is in the window, where the page is scrolled to."""
        return -tile.height <= tile.y <= self.height and -tile.width <= tile.x <= self.width

    def _glide(self) -> bool:
        moved = False
        share = 1.0 if self.house.is_still else GLIDE
        if abs(self._scroll_to - self._scroll) > 0.4:
            self._scroll += (self._scroll_to - self._scroll) * share
            moved = True
        for place in self._rows.values():
            if abs(place[1] - place[0]) > 0.4:
                place[0] += (place[1] - place[0]) * share
                moved = True
        return moved

    def _settle(self) -> None:
        """Everything to its place on screen."""
        for placed in self.placed:
            aside = self._rows[placed.row][0] if placed.row in self._rows else 0.0
            up = 0.0 if placed.pinned else self._scroll
            widget = placed.widget
            widget.pos = (round(placed.x - aside), round(self.height - placed.top - widget.height + up))

    # -- focus -----------------------------------------------------------------------------------

    def give_focus(self, tile: Tile | None, *, at_once: bool = False) -> None:
        """Move the focus, and the page so that it is seen."""
        if tile is None:
            return
        if self.focused is not None and self.focused is not tile:
            self.focused.focus(False)
        self.focused = tile
        tile.focus(True)
        self._reveal(tile)
        self.tell()
        if at_once:
            self._scroll = self._scroll_to
            for place in self._rows.values():
                place[0] = place[1]
            self._settle()

    def greeting(self) -> str:
        """What a voice says when the page opens."""
        return self.words(f"page.{self.title}")

    def tell(self, *, anew: bool = False) -> None:
        """Say what has the focus, unless that was just said."""
        tile = self.focused
        if tile is None or not tile.spoken or (tile.spoken == self._said_last and not anew):
            return
        self._said_last = tile.spoken
        greeting = self.greeting()
        stop = "" if greeting.endswith((".", "?", "!")) else "."
        text = self._said_last if self._greeted else f"{greeting}{stop} {self._said_last}"
        self._greeted = True
        self.house.say(text)

    def _reveal(self, tile: Tile) -> None:
        placed = next((entry for entry in self.placed if entry.widget is tile), None)
        if placed is None:
            return
        room = ROOM * self.scale
        if not placed.pinned:
            most = max(0.0, self._long + room - self.height)
            top, bottom = placed.top - room, placed.top + tile.height + room
            wanted = self._scroll_to
            if top < wanted:
                wanted = top
            if bottom - self.height > wanted:
                wanted = bottom - self.height
            self._scroll_to = min(most, max(0.0, wanted if placed.top > self.height * 0.5 else 0.0))
        if placed.row:
            place = self._rows.setdefault(placed.row, [0.0, 0.0])
            margin = self.width * theme.SAFE + 8 * self.scale
            if placed.x - place[1] < margin:
                place[1] = placed.x - margin
            if placed.x + tile.width - place[1] > self.width - margin:
                place[1] = placed.x + tile.width - self.width + margin
            place[1] = max(0.0, min(place[1], self._far[placed.row] + margin - self.width))

    def move(self, dx: int, dy: int) -> bool:
        """The focus goes to the nearest tile in a direction; whether there was one."""
        self._moved = True
        here = self.focused
        if here is None:
            self.give_focus(next((tile for tile in self.tiles if tile.enabled), None))
            return True
        found = nearest(
            _box(here), [(_box(tile), tile) for tile in self.tiles if tile is not here and tile.enabled], dx, dy
        )
        if found is None:
            return False
        self.give_focus(found)
        return True

    def step(self, by: int) -> None:
        """The focus goes through the tiles in their order."""
        self._moved = True
        able = [tile for tile in self.tiles if tile.enabled]
        if able:
            at = able.index(self.focused) if self.focused in able else -by
            self.give_focus(able[(at + by) % len(able)])

    # -- input -----------------------------------------------------------------------------------

    def key(self, name: str, typed: str, modifiers: Sequence[str]) -> bool:
        """A key; whether it meant something."""
        if {"ctrl", "meta", "alt"} & set(modifiers):
            return False
        tile = self.focused
        sideways = {"left": -1, "right": 1}.get(name)
        if sideways is not None and tile is not None and tile.shifted is not None:
            tile.shifted(sideways)
        elif name in _WAYS:
            self.move(*_WAYS[name])
        elif name == "tab":
            self.step(-1 if "shift" in modifiers else 1)
        elif name in {"enter", "numpadenter", "spacebar"}:
            if tile is not None and tile.enabled:
                tile.pressed()
        elif name in {"escape", "backspace"}:
            self.leave()
        else:
            return False
        self.tell()
        return True

    def leave(self) -> None:
        """Esc."""
        self.house.back()

    def point(self, x: float, y: float) -> None:
        """Follow the mouse: what is pointed at has the focus."""
        tile = self._at(x, y)
        if tile is not None and tile is not self.focused:
            self._moved = True
            if self.focused is not None:
                self.focused.focus(False)
            self.focused = tile
            tile.focus(True)
            self.tell()

    def wheel(self, notches: float) -> None:
        """Scroll."""
        self._scroll_to = min(self._most(), max(0.0, self._scroll_to + notches * WHEEL * self.scale))

    def on_touch_down(self, touch: object) -> bool:
        """Press; a finger may scroll instead, and presses where it is lifted."""
        tile = self._at(*touch.pos)
        self.by_finger = "button" not in getattr(touch, "profile", ())
        if self.by_finger:
            row = next((placed.row for placed in self.placed if placed.widget is tile), "")
            self._finger = _Finger(x=touch.x, y=touch.y, up=self._scroll_to, row=row, tile=tile)
            self._finger.aside = self._rows[row][1] if row in self._rows else 0.0
        if tile is None:
            return True
        if tile.dragged is not None:
            self.give_focus(tile)
            self._armed = tile
            tile.dragged((touch.x - tile.x) / max(1.0, tile.width))
        elif self._finger is None:
            self.give_focus(tile)
            tile.pressed()
            self.tell()
        return True

    def on_touch_move(self, touch: object) -> bool:
        """Drag a slider; scroll."""
        if self._armed is not None and self._armed.dragged is not None:
            self._armed.dragged((touch.x - self._armed.x) / max(1.0, self._armed.width))
        elif self._finger is not None:
            self._drag(self._finger, touch.x - self._finger.x, touch.y - self._finger.y)
        return True

    def _drag(self, finger: _Finger, dx: float, dy: float) -> None:
        if max(abs(dx), abs(dy)) > SLOP * self.scale:
            finger.scrolls = True
        if not finger.scrolls:
            return
        if finger.row and abs(dx) > abs(dy):
            margin = self.width * theme.SAFE + 8 * self.scale
            place = self._rows.setdefault(finger.row, [0.0, 0.0])
            place[1] = max(0.0, min(finger.aside - dx, self._far[finger.row] + margin - self.width))
        else:
            self._scroll_to = min(self._most(), max(0.0, finger.up + dy))

    def on_touch_up(self, touch: object) -> bool:
        """Let go."""
        finger, self._finger = self._finger, None
        if finger is not None and finger.tile is not None and not finger.scrolls and self._armed is None:
            self.give_focus(finger.tile)
            finger.tile.pressed()
            self.tell()
        self._armed = None
        return True

    def _most(self) -> float:
        """How far the page can be scrolled."""
        return max(0.0, self._long + ROOM * self.scale - self.height)

    def _at(self, x: float, y: float) -> Tile | None:
        return next((tile for tile in reversed(self.tiles) if tile.holds(x, y)), None)


_WAYS = {"left": (-1, 0), "right": (1, 0), "up": (0, 1), "down": (0, -1)}
Box = tuple[float, float, float, float]


def _box(tile: Tile) -> Box:
    return tile.x, tile.y, tile.right, tile.top


def nearest(here: Box, others: Sequence[tuple[Box, Tile]], dx: int, dy: int) -> Tile | None:
    """The nearest of `others` from `here` in the direction (dx, dy), y upwards; None when there is none."""

    def cost(box: Box) -> float | None:
        if dx:
            way = box[0] - here[2] if dx > 0 else here[0] - box[2]
            aside = max(0.0, box[1] - here[3], here[1] - box[3])
            if aside > 0:
                return None  # left and right stay in their row
        else:
            way = box[1] - here[3] if dy > 0 else here[1] - box[3]
            aside = max(0.0, box[0] - here[2], here[0] - box[2])
            aside += 0.05 * abs((box[0] + box[2]) - (here[0] + here[2]))
        middle = ((box[0] + box[2]) - (here[0] + here[2])) * dx + ((box[1] + box[3]) - (here[1] + here[3])) * dy
        return None if middle <= 1.0 or way < -4.0 else max(0.0, way) * (1.0 if dx else ASIDE) + aside

    reached = [(price, number) for number, (box, _) in enumerate(others) if (price := cost(box)) is not None]
    return others[min(reached)[1]][1] if reached else None


Painter = Callable[[skia.Canvas], None]
