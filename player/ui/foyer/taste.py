"""The first taste: six moving postcards, up to three taps, or none.

It knows the desk and the cards' names, no model of taste.
"""

from __future__ import annotations

from player.foyer.desk import Desk
from player.foyer.postcards import MOST_TAPS, POSTCARDS, Postcard
from player.ui import theme
from player.ui.brand import brand
from player.ui.foyer.frames import button, poster_frame
from player.ui.foyer.house import House
from player.ui.foyer.page import ASK_SECONDS, Page
from player.ui.foyer.tiles import PaintedTile, PictureTile

IN_ROW = 3


class TastePage(Page):
    """Asked once of every new viewer."""

    title = "taste"

    def __init__(self, house: House, desk: Desk) -> None:
        super().__init__(house)
        self._desk = desk
        self._taps: list[str] = []
        self._asked = -1e9
        self._looked_ahead = False
        """Whether the library's stories have been read meanwhile, and its poster was asked for."""

    def first_focus(self) -> str:
        """The first card."""
        return f"card/{POSTCARDS[0].name}"

    def tick(self, now: float) -> None:
        """Move; once the cards are painted, what the library will show is made ready."""
        super().tick(now)
        if self._looked_ahead or now - self._asked < ASK_SECONDS:
            return
        self._asked = now
        if not all(tile.is_ready for tile in self.tiles if isinstance(tile, PictureTile) and self.shows(tile)):
            return
        self._desk.facts()  # asks for every story that is not known yet
        if self._desk.is_complete:
            self._looked_ahead = True
            shelf = self._desk.shelf()
            if shelf is not None and shelf.cover is not None:
                self.house.atelier.still(shelf.cover.picture)

    def compose(self) -> None:
        """A question, two rows of cards, and the way on."""
        scale, words = self.scale, self.words
        self.picture(brand(scale, self.house.accent), self.width * theme.SAFE + 8 * scale, self.height * theme.SAFE)
        middle = self.width / 2
        y = self.height * 0.095 if not self.is_narrow else self.height * theme.SAFE + 44 * scale
        room = self.width * (1 - 2 * theme.SAFE)
        y += self.write(
            words("first.heading"), middle, y, theme.TYPE.title * scale, font="serif_semibold", centred=True, width=room
        )
        y += self.write(
            words("first.hint", most=MOST_TAPS),
            middle,
            y,
            theme.TYPE.body * scale,
            ink=theme.MUTED,
            centred=True,
            width=room,
        )
        y += 20 * scale
        bottom = self.height * (1 - theme.SAFE)
        label = words("first.go", count=len(self._taps)) if self._taps else words("first.skip")
        way = PaintedTile(
            "go", label, self._on,
            lambda focused: button(label, scale, self.house.accent, focused=focused, strong=bool(self._taps))[0],
            edge=12 * scale,
        )  # fmt: skip
        gap = 22 * scale
        columns = IN_ROW - 1 if self.is_narrow else IN_ROW
        wide = (room - (columns - 1) * gap) / columns
        if not self.is_narrow:
            wide = min((bottom - way.height - 26 * scale - y - gap) / 2 * 16 / 9, wide)
        high = wide * 9 / 16
        left = (self.width - columns * wide - (columns - 1) * gap) / 2
        for number, card in enumerate(POSTCARDS):
            row, column = divmod(number, columns)
            self._card(card, left + column * (wide + gap), y + row * (high + gap), wide, high)
        rows = -(-len(POSTCARDS) // columns)
        self.put(way, middle - way.width / 2, max(bottom - way.height, y + rows * (high + gap) + 8 * scale))

    def _card(self, card: Postcard, x: float, top: float, wide: float, high: float) -> None:
        scale, words = self.scale, self.words
        title, line = words(f"postcard.{card.name}"), words(f"postcard.{card.name}.tags")

        chosen = f". {words('voice.chosen')}" if card.name in self._taps else ""

        def overlay(focused: bool):  # type: ignore[no-untyped-def]
            mark = self._taps.index(card.name) + 1 if card.name in self._taps else 0
            return poster_frame(
                wide, high, scale, self.house.accent, focused=focused, title=title, line=line, mark=mark,
                lowered=len(self._taps) >= MOST_TAPS and not mark,
            )[0]  # fmt: skip

        tile = PictureTile(
            f"card/{card.name}", f"{title}. {line}{chosen}", lambda: self._tap(card.name), house=self.house,
            picture=card.picture, size=(wide, high), overlay=overlay, edge=8 * scale, plays=True,
        )  # fmt: skip
        self.put(tile, x, top)

    def _tap(self, name: str) -> None:
        if name in self._taps:
            self._taps.remove(name)
        elif len(self._taps) < MOST_TAPS:
            self._taps.append(name)
        else:
            return
        self.want_focus("go" if len(self._taps) == MOST_TAPS else f"card/{name}")
        self.rebuild()

    def _on(self) -> None:
        self._desk.keep_taps(self._taps)
        self.house.go("library")

    def key(self, name: str, typed: str, modifiers: object) -> bool:
        """1–6 tap a card."""
        if typed in {str(number + 1) for number in range(len(POSTCARDS))}:
            self._tap(POSTCARDS[int(typed) - 1].name)
            return True
        return super().key(name, typed, modifiers)  # type: ignore[arg-type]

    def leave(self) -> None:
        """Esc skips."""
        self._taps = []
        self._on()
