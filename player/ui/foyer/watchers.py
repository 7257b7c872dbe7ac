"""Who is watching: large round portraits, a way to add one, a small lock on limited profiles; or several together.

It knows the desk, no store.
"""

from __future__ import annotations

from player.foyer.desk import Desk
from player.foyer.pictures import Portrait
from player.ui import theme
from player.ui.brand import brand
from player.ui.foyer.frames import button, round_frame
from player.ui.foyer.house import House
from player.ui.foyer.page import ROOM, Page
from player.ui.foyer.tiles import PaintedTile, RoundTile
from player.ui.paint import wrapped
from profiles.company import company_of
from profiles.store import NO_CEILING, Viewer

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
        self._gathered: list[int] | None = None
        """Ids of those who are to watch together, in the order in which they were pressed; None = one watches."""

    def compose(self) -> None:
        """Portraits in the middle."""
        scale, words = self.scale, self.words
        self.picture(brand(scale, self.house.accent), self.width * theme.SAFE + 8 * scale, self.height * theme.SAFE)
        gathers = self._gathered is not None
        head = words("who.edit" if self._editing else "who.together" if gathers else "who.heading")
        people = self._desk.people()
        count = len(people) + (0 if gathers else 1)
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
        self._foot(top + rows * pitch_y)

    def first_focus(self) -> str:
        """The one who watched last sits."""
        viewer = self._desk.viewer
        return f"person/{viewer.id}" if viewer is not None else ""

    def greeting(self) -> str:
        """What is asked."""
        return self.words("page.together" if self._gathered is not None else "page.watchers")

    def _foot(self, below: float) -> None:
        """The buttons, and above them who is gathered."""
        scale, words = self.scale, self.words
        company = self._company()
        entries = []
        if self._gathered is not None:
            if company:
                entries.append(("watch", words("who.watch"), lambda: self._enter(*company), True))
            entries.append(("alone", words("who.alone"), self._alone, False))
        else:
            if len(self._desk.people()) > 1 and not self._editing:
                entries.append(("together", words("who.gather"), self._gather, False))
            entries.append(("manage", words("who.done" if self._editing else "who.manage"), self._toggle, False))
        tiles = [
            PaintedTile(
                name, label, deed,
                lambda focused, label=label, strong=strong: button(
                    label, scale, self.house.accent, focused=focused, strong=strong, icon="play" if strong else ""
                )[0],
                edge=12 * scale,
            )
            for name, label, deed, strong in entries
        ]  # fmt: skip
        told = self._told(company) if self._gathered is not None else ""
        size = theme.TYPE.body * scale
        room = self.width * (1 - 2 * theme.SAFE)
        lines = len(wrapped(told, "medium", size, room, most=3)) if told else 0
        wide = sum(tile.width for tile in tiles) + 16 * scale * (len(tiles) - 1)
        stacked = wide > room
        high = (tiles[0].height + 12 * scale) * (len(tiles) if stacked else 1) + (lines * size * 1.36 + 18 * scale)
        # Above the room that the focus wants below it: the page does not move when it comes here.
        y = max(self.height - ROOM * scale + 12 * scale - high - 18 * scale, below + 4 * scale)
        if told:
            y += self.write(told, self.width / 2, y, size, ink=theme.MUTED, centred=True, width=room)
        y += 18 * scale
        x = (self.width - wide) / 2
        for tile in tiles:
            self.put(tile, (self.width - tile.width) / 2 if stacked else x, y)
            x += tile.width + 16 * scale
            y += tile.height + 12 * scale if stacked else 0.0

    def _company(self) -> tuple[Viewer, ...]:
        known = {viewer.id: viewer for viewer in self._desk.people()}
        return tuple(known[number] for number in self._gathered or () if number in known)

    def _told(self, company: tuple[Viewer, ...]) -> str:
        """Who is gathered, and what limits one of them sets for all."""
        if not company:
            return self.words("who.nobody")
        names = self.words.together([viewer.name for viewer in company])
        limits = joint_limits(company, self.words)
        return f"{names}  ·  {limits}" if limits else names

    def _gather(self) -> None:
        """Several are to be chosen; those who watched together last are chosen already."""
        self._gathered = [viewer.id for viewer in self._desk.last_company()]
        self.want_focus("watch" if self._gathered else self.first_focus())
        self._greeted = False
        self.rebuild()

    def _alone(self) -> None:
        self._gathered = None
        self.want_focus("together")
        self._greeted = False
        self.rebuild()

    def _enter(self, *people: Viewer) -> None:
        if self._desk.asks_pin(*people):
            self.house.go("pin", people=people, then="enter")
        else:
            self.house.go("enter", people=people)

    def _person(self, viewer: Viewer, x: float, top: float, side: int) -> None:
        scale = self.scale
        ring = theme.readable_accent(viewer.colour)
        locked = viewer.is_limited or self._desk.asks_pin(viewer)
        gathers = self._gathered is not None
        chosen = viewer.id in (self._gathered or ())

        def overlay(focused: bool):  # type: ignore[no-untyped-def]
            return round_frame(
                side, scale, ring, focused=focused, lock=locked, chosen=chosen, left_out=gathers and not chosen,
                changes=self._editing,
            )[0]  # fmt: skip

        told = [viewer.name]
        told += [self.words("who.limited")] if viewer.is_limited else []
        told += [self.words("who.joins" if chosen else "who.stays_out")] if gathers else []
        told += [self.words("who.changes")] if self._editing else []
        tile = RoundTile(
            f"person/{viewer.id}",
            ", ".join(told),
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
        if self._gathered is not None:
            if viewer.id in self._gathered:
                self._gathered.remove(viewer.id)
            else:
                self._gathered.append(viewer.id)
            self.want_focus(f"person/{viewer.id}")
            self.rebuild()
        elif self._editing:
            guarded = self._desk.has_pin() and (viewer.is_limited or self._desk.asks_pin(viewer))
            self.house.go("pin" if guarded else "edit", viewer=viewer, then="edit")
        else:
            self._enter(viewer)

    def key(self, name: str, typed: str, modifiers: object) -> bool:
        """E edits the one who has the focus; T gathers several, or lets them watch."""
        if name == "t" and not self._editing and len(self._desk.people()) > 1:
            company = self._company()
            if self._gathered is None:
                self._gather()
            elif company:
                self._enter(*company)
            return True
        if (
            name == "e"
            and self._gathered is None
            and self.focused is not None
            and self.focused.name.startswith("person/")
        ):
            self._editing = True
            self.focused.pressed()
            self._editing = False
            return True
        return super().key(name, typed, modifiers)  # type: ignore[arg-type]

    def leave(self) -> None:
        """Esc ends editing and gathering first."""
        if self._editing:
            self._toggle()
        elif self._gathered is not None:
            self._alone()
        else:
            super().leave()


def limits_in_words(viewer: Viewer, words) -> str:  # type: ignore[no-untyped-def]
    """ "up to 6 · 45 min a day"."""
    return joint_limits((viewer,), words)


def joint_limits(people: tuple[Viewer, ...], words) -> str:  # type: ignore[no-untyped-def]
    """What holds when these watch together: "up to 6 · 45 min a day"; "" = nothing does."""
    company = company_of(*people)
    told = []
    if company.ceiling < NO_CEILING:
        told.append(words("who.up_to", years=company.ceiling))
    if company.timed:
        told.append(words("who.minutes", minutes=min(viewer.daily_minutes for viewer in company.timed)))
    return "  ·  ".join(told)
