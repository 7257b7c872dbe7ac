"""Who is watching: large round portraits, a way to add one, a small lock on limited profiles.

It knows the desk, no store.
"""

from __future__ import annotations

from player.foyer.desk import Desk
from player.foyer.pictures import Portrait
from player.ui import theme
from player.ui.brand import brand
from player.ui.foyer.frames import button, round_frame
from player.ui.foyer.house import House
from player.ui.foyer.page import Page
from player.ui.foyer.tiles import PaintedTile, RoundTile
from profiles.store import Viewer

SIDE = 168.0
"""Of a portrait at 720 lines."""
MOST_IN_ROW = 5


def portrait_of(viewer: Viewer, side: int = 224) -> Portrait:
    """The face of a viewer on their colour."""
    return Portrait(puppet=viewer.portrait or "hush", colour=dusky(viewer.colour), side=side)


def dusky(colour: str) -> str:
    """The viewer's colour as a ground that lets a face stand out."""
    red, green, blue = (round(value * 255 * 0.62 + 14) for value in theme.colour(colour)[:3])
    return f"#{red:02X}{green:02X}{blue:02X}"


class WatchersPage(Page):
    """The first question, when more than one person watches here."""

    title = "watchers"

    def __init__(self, house: House, desk: Desk) -> None:
        super().__init__(house)
        self._desk = desk
        self._editing = False

    def compose(self) -> None:
        """Portraits in the middle."""
        scale, words = self.scale, self.words
        self.picture(brand(scale, self.house.accent), self.width * theme.SAFE + 8 * scale, self.height * theme.SAFE)
        head = words("who.edit" if self._editing else "who.heading")
        people = self._desk.people()
        count = len(people) + 1
        side = round(SIDE * scale * (1.0 if count <= MOST_IN_ROW and not self.is_narrow else 0.8))
        pitch_x, pitch_y = side + 44 * scale, side + 78 * scale
        in_a_row = max(1, min(MOST_IN_ROW, int(self.width * (1 - theme.SAFE) / pitch_x)))
        rows = -(-count // in_a_row)
        top = max(self.height * 0.54 - rows * pitch_y / 2 + 14 * scale, self.height * theme.SAFE + 160 * scale)
        self.write(
            head, self.width / 2, top - 112 * scale, theme.TYPE.display * scale, font="serif_semibold", centred=True
        )
        for number in range(count):
            row, column = divmod(number, in_a_row)
            in_row = min(in_a_row, count - row * in_a_row)
            x = self.width / 2 + (column - (in_row - 1) / 2) * pitch_x - side / 2
            if number < len(people):
                self._person(people[number], x, top + row * pitch_y, side)
            else:
                self._adder(x, top + row * pitch_y, side)
        label = words("who.done" if self._editing else "who.manage")

        def painted(focused: bool):  # type: ignore[no-untyped-def]
            return button(label, scale, self.house.accent, focused=focused)[0]

        manage = PaintedTile("manage", label, self._toggle, painted, edge=12 * scale)
        foot = max(self.height * (1 - theme.SAFE) - manage.height, top + rows * pitch_y + 12 * scale)
        self.put(manage, (self.width - manage.width) / 2, foot)

    def first_focus(self) -> str:
        """The one who watched last sits."""
        viewer = self._desk.viewer
        return f"person/{viewer.id}" if viewer is not None else ""

    def _person(self, viewer: Viewer, x: float, top: float, side: int) -> None:
        scale = self.scale
        ring = theme.readable_accent(viewer.colour)
        locked = viewer.is_limited or self._desk.asks_pin(viewer)

        def overlay(focused: bool):  # type: ignore[no-untyped-def]
            return round_frame(side, scale, ring, focused=focused, lock=locked)[0]

        tile = RoundTile(
            f"person/{viewer.id}",
            viewer.name + (f", {self.words('who.limited')}" if viewer.is_limited else ""),
            lambda: self._chosen(viewer),
            house=self.house,
            picture=portrait_of(viewer),
            size=(side, side),
            overlay=overlay,
            edge=10 * scale,
        )
        self.put(tile, x, top)
        size = theme.TYPE.large * 0.95 * scale
        self.write(viewer.name, x + side / 2, top + side + 16 * scale, size, centred=True)
        if viewer.is_limited:
            small = theme.TYPE.small * scale
            said = limits_in_words(viewer, self.words)
            self.write(said, x + side / 2, top + side + 44 * scale, small, ink=theme.MUTED, centred=True)

    def _adder(self, x: float, top: float, side: int) -> None:
        scale = self.scale

        def painted(focused: bool):  # type: ignore[no-untyped-def]
            return round_frame(side, scale, self.house.accent, focused=focused, plus=True)[0]

        self.put(
            PaintedTile("add", self.words("who.add"), lambda: self.house.go("edit"), painted, edge=10 * scale), x, top
        )
        size = theme.TYPE.large * 0.95 * scale
        self.write(self.words("who.add"), x + side / 2, top + side + 16 * scale, size, ink=theme.MUTED, centred=True)

    def _toggle(self) -> None:
        self._editing = not self._editing
        self.want_focus("manage")
        self.rebuild()

    def _chosen(self, viewer: Viewer) -> None:
        if self._editing:
            guarded = self._desk.has_pin() and (viewer.is_limited or self._desk.asks_pin(viewer))
            self.house.go("pin" if guarded else "edit", viewer=viewer, then="edit")
        elif self._desk.asks_pin(viewer):
            self.house.go("pin", viewer=viewer, then="enter")
        else:
            self.house.go("enter", viewer=viewer)

    def key(self, name: str, typed: str, modifiers: object) -> bool:
        """E edits the one who has the focus."""
        if name == "e" and self.focused is not None and self.focused.name.startswith("person/"):
            self._editing = True
            self.focused.pressed()
            self._editing = False
            return True
        return super().key(name, typed, modifiers)  # type: ignore[arg-type]

    def leave(self) -> None:
        """Esc ends editing first."""
        if self._editing:
            self._toggle()
        else:
            super().leave()


def limits_in_words(viewer: Viewer, words) -> str:  # type: ignore[no-untyped-def]
    """ "up to 6 · 45 min a day"."""
    told = []
    if viewer.ceiling < 99:
        told.append(words("who.up_to", years=viewer.ceiling))
    if viewer.daily_minutes:
        told.append(words("who.minutes", minutes=viewer.daily_minutes))
    return "  ·  ".join(told)
