"""The library: one wide living poster, rows of posters by mood below.

It knows the desk, no seed file and no store.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from kivy.graphics import Color, Rectangle
from kivy.uix.widget import Widget

from player.evening import Ticket
from player.foyer.desk import Desk
from player.foyer.pictures import Scenery
from player.foyer.shelf import Past, PosterCard, Shelf
from player.ui import theme
from player.ui.brand import brand
from player.ui.foyer.frames import button, chip, fade_below, link, poster_frame, round_frame
from player.ui.foyer.house import House
from player.ui.foyer.page import ASK_SECONDS, Page
from player.ui.foyer.tiles import PaintedTile, PictureTile, RoundTile
from player.ui.foyer.watchers import portrait_of
from player.ui.paint import Panel, panel, scrim, side_scrim, wrapped
from player.ui.sprites import Sprite
from player.words import Words

COVER_SHARE = 0.7
"""Share of the window's height that the wide poster takes: the first row looks in from below."""
ANCHOR = 0.12
"""People stand low in a picture: where the wide poster is flatter, sky goes first."""
CARD = (304.0, 171.0)
GAP = 18.0
LARGE = 1.4
"""Type beyond this share of its usual size goes over the people: the picture is darkened under it."""
MOST_FACES, FACES_GAP = 4, 8.0
"""Portraits at the top where several watch: at most, and pixels at 720 lines between them."""
WAIT_TONE = (0.10, 0.11, 0.145)
NAMES_SHADE, NAMES_HIGH = 0.92, 170.0
"""How dark the poster is behind the names at the top, and how far down: they are read over any picture."""


class Cover(Widget):
    """The wide poster: a loop that fills the upper part and goes over into the page."""

    def __init__(self, house: House, width: float, height: float) -> None:
        super().__init__(size_hint=(None, None), size=(width, height))
        self.picture: PictureTile | None = None
        self._house = house
        with self.canvas:
            Color(*WAIT_TONE, 1)
            self._ground = Rectangle(size=self.size)
        self._side, self._foot, self._top = Sprite(), Sprite(), Sprite()
        self.bind(pos=self._follow)

    def show(self, card: PosterCard) -> None:
        """The poster of `card`."""
        self.show_picture(card.picture)

    def show_picture(self, picture: Scenery) -> None:
        """A picture of a place."""
        self.picture = PictureTile(
            "cover-picture", "", lambda: None, house=self._house, picture=picture, size=self.size,
            overlay=lambda _: _nothing(), edge=0, plays=True, anchor=ANCHOR,
        )  # fmt: skip
        self.add_widget(self.picture)
        self._side.show(side_scrim(256, 0.9), fit=False)
        large = self._house.settings.text_scale > LARGE
        self._side.size = (self.width * (1.3 if large else 0.74), self.height)
        self._top.show(scrim(96, NAMES_SHADE, at_top=True), fit=False)
        self._top.size = (self.width, NAMES_HIGH * max(1.0, self._house.settings.text_scale))
        self._foot.show(fade_below(4, 160), fit=False)
        self._foot.size = (self.width, self.height * 0.42)
        self.add_widget(self._side)
        self.add_widget(self._foot)
        self.add_widget(self._top)
        self._follow()

    def tick(self, now: float) -> None:
        """Move."""
        if self.picture is not None:
            self.picture.tick(now)

    def _follow(self, *_: object) -> None:
        self._ground.pos = self.pos
        for part in (self.picture, self._side, self._foot):
            if part is not None:
                part.pos = self.pos
        self._top.pos = (self.x, self.top - self._top.height)


def _nothing() -> np.ndarray:
    return np.zeros((1, 1, 4), np.uint8)


class LibraryPage(Page):
    """What there is to watch."""

    title = "library"

    def __init__(self, house: House, desk: Desk) -> None:
        super().__init__(house)
        self._desk = desk
        self._shelf: Shelf | None = None
        self._cover: Cover | None = None
        self._complete = False
        self._high = 0.0
        self._asked = -1e9
        self._bones: list[Widget] = []

    def greeting(self) -> str:
        """The page, and what stands on it besides stories: why there is none, or which cannot be shown."""
        return ". ".join([super().greeting(), *self._told_besides()])

    def first_focus(self) -> str:
        """What most people press."""
        return "go"

    def refresh(self) -> None:
        """Look at the shelf anew: after a show, another viewer, another setting."""
        self._complete, self._asked = False, -1e9

    def tick(self, now: float) -> None:
        """Fill the shelf when it is known; move."""
        if not self._complete and now - self._asked > ASK_SECONDS:
            self._asked = now
            shelf = self._desk.shelf()
            self._complete = self._desk.is_complete
            if shelf != self._shelf:
                self._shelf = shelf
                self._greeted = self._greeted and not self._told_besides()
                self.rebuild()
        for number, bone in enumerate(self._bones):
            bone.opacity = 0.55 + 0.45 * math.sin(now * 1.8 - number * 0.5) if not self.house.is_still else 0.8
        if self._cover is not None:
            self._cover.tick(now)
        super().tick(now)

    def compose(self) -> None:
        """Wide poster, then rows."""
        shelf = self._shelf
        self._cover, self._bones = None, []
        if shelf is None:
            self._loading()
        elif shelf.cover is None:
            self._empty(shelf)
        else:
            self._wide(shelf)
            self._rows_of(shelf)
        self._head()

    def _head(self) -> None:
        scale, words = self.scale, self.words
        left, top = self.width * theme.SAFE + 8 * scale, self.height * theme.SAFE
        self.picture(brand(scale, self.house.accent), left, top)
        people = self._desk.watching
        if not people:
            return
        side = round(40 * scale)
        shown = people[: MOST_FACES // 2 if self.is_narrow else MOST_FACES]
        x = self.width * (1 - theme.SAFE) - side - 8 * scale - (len(shown) - 1) * (side + FACES_GAP * scale)
        tiles = []
        for name, deed in (
            *((("on", self.house.back),) if self.house.waits() else ()),
            ("beliefs", lambda: self.house.go("beliefs")),
            ("settings", lambda: self.house.go("settings")),
        ):
            text = words("library.beliefs_all" if name == "beliefs" and len(people) > 1 else f"library.{name}")
            tiles.append(PaintedTile(name, text, deed, self._linker(text)))
        at = x - 20 * scale
        for tile in reversed(tiles):
            at -= tile.width + 18 * scale
            self.put(tile, at, top + side / 2 - tile.height / 2)
        told = "library.viewers" if len(people) > 1 else "library.viewer"
        names = words.together([viewer.name for viewer in people])
        for number, viewer in enumerate(shown):
            ring = theme.readable_accent(viewer.colour)
            self.put(
                RoundTile(
                    "viewer" if number == 0 else f"viewer/{viewer.id}",
                    words(told, name=names),
                    lambda: self.house.go("watchers"),
                    house=self.house,
                    picture=portrait_of(viewer),
                    size=(side, side),
                    overlay=lambda focused, ring=ring: _small_disc(side, scale, ring, focused),
                    edge=10 * scale * 0.4,
                ),
                x + number * (side + FACES_GAP * scale),
                top,
            )

    def _linker(self, text: str):  # type: ignore[no-untyped-def]
        size = theme.TYPE.small * 1.07 * self.scale
        return lambda focused: link(text, self.scale, self.house.accent, focused=focused, size=size)

    def _loading(self) -> None:
        scale = self.scale
        left = self.width * theme.SAFE + 8 * scale
        high = self.height * COVER_SHARE
        room = self.width * (0.86 if self.is_narrow else 0.42)
        look = Panel(
            fill=theme.SURFACE, border=theme.with_alpha(theme.LINE, 0.5), radius=theme.RADIUS * scale, shadow=0.0
        )
        line, pill = replace(look, radius=8 * scale), replace(look, radius=24 * scale)
        title = theme.TYPE.poster * 0.86 * scale
        y = high - 118 * scale - 96 * scale - title
        shapes = [
            (left, y, room * 0.8, title, line),
            (left, y + title + 16 * scale, room, 20 * scale, line),
            (left, y + title + 46 * scale, room * 0.72, 20 * scale, line),
            *((left + n * (CARD[0] + GAP) * scale, high + 40 * scale, CARD[0] * scale, CARD[1] * scale, look)
              for n in range(4)),
        ]  # fmt: skip
        for x, top, wide, tall, shape in shapes:
            self._bones.append(self.picture(panel(wide, tall, shape), x, top))
        said = self.words("library.loading")
        # Who presses too early goes nowhere else.
        early = PaintedTile("go", said, lambda: None, lambda _: panel(168 * scale, 46 * scale, pill))
        self.put(early, left, high - 118 * scale)
        self._bones.append(early)
        size = theme.TYPE.large * scale
        self.write(said, left + 188 * scale, high - 110 * scale, size, font="serif_italic", ink=theme.MUTED)

    def _empty(self, shelf: Shelf) -> None:
        scale, words = self.scale, self.words
        left, wide = self.width * theme.SAFE + 8 * scale, self.width * 0.56
        head, text, *faults = self._emptiness(shelf)
        y = self.height * 0.3
        y += self.write(
            head, left, y, theme.TYPE.display * scale, font="serif_semibold", width=wide, most=2, leading=1.15
        )
        y += 18 * scale
        y += self.write(text, left, y, theme.TYPE.large * 0.9 * scale, font="regular", ink=theme.MUTED, width=wide)
        for line in faults:
            y += 14 * scale
            y += self.write(line, left, y, theme.TYPE.small * scale, font="regular", ink=theme.MUTED, width=wide)
        x, y = left, y + 30 * scale
        ways = [("go", "library.other_viewer", lambda: self.house.go("watchers"), True)]
        if not shelf.beyond:
            ways = [("go", "library.look_again", self._look_again, True), ("other", *ways[0][1:3], False)]
        for name, told, deed, strong in ways:
            tile = self._button(name, words(told), x, y, deed, strong=strong)
            x += tile.width + 16 * scale

    def _look_again(self) -> None:
        """Somebody has put a story there meanwhile."""
        self._shelf = None
        self.refresh()
        self.rebuild()

    def _wide(self, shelf: Shelf) -> None:
        card = shelf.cover
        assert card is not None
        scale, words = self.scale, self.words
        left = self.width * theme.SAFE + 8 * scale
        room = self.width * (0.86 if self.is_narrow else 0.42)
        size = theme.TYPE.poster * (0.66 if self.is_narrow else 0.86) * scale
        body = theme.TYPE.body * 1.06 * scale
        titles = len(wrapped(card.seed.title, "serif_semibold", size, room, most=3))
        told = wrapped(card.seed.logline, "regular", body, room, most=5)
        resumes = shelf.resumes
        needs = titles * size * 1.06 + len(told) * body * 1.42 + (34 * scale if resumes else 0) + 240 * scale
        self._high = high = max(self.height * COVER_SHARE, needs)
        self._cover = Cover(self.house, self.width, high)
        self.put(self._cover, 0, 0)
        self._cover.show(card)
        buttons = high - 118 * scale
        y = buttons - 18 * scale - len(told) * body * 1.42 - (34 * scale if resumes else 0) - titles * size * 1.06
        y += self.write(
            card.seed.title, left, y, size, font="serif_semibold", width=room, most=3, leading=1.06, shadow=10 * scale
        )
        y += 8 * scale
        ink = theme.with_alpha(theme.TEXT, 0.9)
        y += self.write(
            card.seed.logline,
            left,
            y,
            body,
            font="regular",
            ink=ink,
            width=room,
            most=5,
            leading=1.42,
            shadow=6 * scale,
        )
        if resumes is not None:
            text = left_off(resumes, words, company=len(self._desk.watching) > 1)
            self.write(
                text, left, y + 6 * scale, theme.TYPE.body * scale, font="serif_italic", ink=self.house.accent,
                width=room, most=1, shadow=6 * scale,
            )  # fmt: skip
        ticket = Ticket(seed=card.seed.folder, resume=resumes.show if resumes is not None else "")
        text = words("library.continue") if resumes is not None else words("library.play")
        tile = self._button(
            "go", text, left, buttons, lambda: self.house.go("play", ticket=ticket, card=card), strong=True
        )
        tile = self._button(
            "about", words("library.about"), left + tile.width + 16 * scale, buttons,
            lambda: self.house.go("seed", card=card),
        )  # fmt: skip
        if card.seed.rating:
            sprite = chip(words("seed.rating", years=card.seed.rating), scale, theme.with_alpha(theme.TEXT, 0.8))
            self.picture(sprite, self._after(tile, left) + 20 * scale, buttons + tile.height / 2 - sprite.shape[0] / 2)

    def _after(self, tile: PaintedTile, left: float) -> float:
        placed = next(entry for entry in self.placed if entry.widget is tile)
        return placed.x + tile.width

    def _button(self, name: str, text: str, x: float, top: float, deed, *, strong: bool = False) -> PaintedTile:  # type: ignore[no-untyped-def]
        scale, accent = self.scale, self.house.accent
        icon = "play" if strong and name == "go" and self._shelf is not None and self._shelf.cover is not None else ""
        tile = PaintedTile(
            name, text, deed,
            lambda focused: button(text, scale, accent, focused=focused, strong=strong, icon=icon)[0],
            edge=12 * scale,
        )  # fmt: skip
        self.put(tile, x, top)
        return tile

    def _rows_of(self, shelf: Shelf) -> None:
        scale, words = self.scale, self.words
        left = self.width * theme.SAFE + 8 * scale
        wide, high = CARD[0] * scale, CARD[1] * scale
        y = self._high + 4 * scale
        for row in shelf.rows:
            size = theme.TYPE.large * 0.92 * scale
            self.write(words(f"row.{row.name}"), left, y, size, font="semibold")
            y += size * 1.36 + 12 * scale
            for number, card in enumerate(row.posters):
                self._poster(card, left + number * (wide + GAP * scale), y, wide, high, row.name)
            y += high + 34 * scale
        for note in self._notes(shelf):
            y += self.write(
                note, left, y, theme.TYPE.small * scale, font="regular", ink=theme.MUTED, width=self.width * 0.8, most=2
            )

    def _told_besides(self) -> list[str]:
        """What stands on the page besides stories."""
        shelf = self._shelf
        if shelf is None:
            return []
        return self._emptiness(shelf) if shelf.cover is None else self._notes(shelf)

    def _emptiness(self, shelf: Shelf) -> list[str]:
        """A heading, why there is nothing to watch, and the first faults of what there would be."""
        words = self.words
        faults = [f"{title}: {fault}" for title, fault in shelf.faults[:3]]
        if shelf.beyond:
            return [words("library.beyond_heading"), words("library.beyond"), *faults]
        return [words("library.empty_heading"), words("library.empty", folder=self._desk.stories), *faults]

    def _notes(self, shelf: Shelf) -> list[str]:
        """What is told below the stories."""
        beyond = [self.words("library.some_beyond", count=shelf.beyond)] if shelf.beyond else []
        return beyond + [self.words("library.fault", title=title, fault=fault) for title, fault in shelf.faults]

    def _poster(self, card: PosterCard, x: float, top: float, wide: float, high: float, row: str) -> None:
        scale, accent = self.scale, self.house.accent
        title = card.seed.title
        line = self.words(f"mood.{card.mood}") if card.mood and self.words.has(f"mood.{card.mood}") else ""
        tile = PictureTile(
            card.name,
            f"{title}. {line}",
            lambda: self.house.go("seed", card=card),
            house=self.house,
            picture=card.picture,
            size=(wide, high),
            overlay=lambda focused: poster_frame(wide, high, scale, accent, focused=focused, title=title, line=line)[0],
            edge=8 * scale,
        )
        self.put(tile, x, top, row=row)

    def leave(self) -> None:
        """Esc: back to a show that waits behind, else to who is watching."""
        self.house.back()


def left_off(past: Past, words: Words, *, company: bool) -> str:
    """Where a show goes on, and with whom it was watched; `company`: several read it."""
    if past.company:
        return words("library.left_off_with", scene=past.scene, names=words.together(past.company))
    return words("library.left_off_all" if company else "library.left_off", scene=past.scene)


def _small_disc(side: int, scale: float, ring: theme.Colour, focused: bool):  # type: ignore[no-untyped-def]
    return round_frame(side, scale * 0.4, ring, focused=focused)[0]
