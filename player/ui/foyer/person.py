"""One person: name, face, colour, and what a child may watch and how long; and a way to erase them.

It knows the desk, no store.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import skia

from player.foyer.desk import CHILD_CEILINGS, CHILD_MINUTES, PORTRAITS, Desk
from player.foyer.pictures import Portrait
from player.ui import manner, theme
from player.ui.foyer.entry import NameTile
from player.ui.foyer.frames import button, round_frame
from player.ui.foyer.house import House
from player.ui.foyer.page import ROOM, Page
from player.ui.foyer.rows import RowLook, RowTile
from player.ui.foyer.tiles import PaintedTile, RoundTile
from player.ui.foyer.watchers import dusky, portrait_of
from player.ui.icons import draw_icon
from player.ui.paint import paint_of, pixels
from player.ui.screen_keys import ScreenKeys
from profiles.store import COLOURS, NO_CEILING, Viewer

FACE, FACES_IN_ROW = 76.0, 8
SWATCH = 40.0


class PersonPage(Page):
    """Add or change a viewer."""

    title = "edit"

    def __init__(self, house: House, desk: Desk, viewer: Viewer | None) -> None:
        super().__init__(house)
        self._desk = desk
        self._draft = viewer or desk.new_draft()
        self._fault = ""
        self._erasing = False
        self._field: NameTile | None = None
        self._keys = ScreenKeys(self._typed, house)

    def first_focus(self) -> str:
        """A new person has no name yet."""
        return "name" if not self._draft.id else "save"

    def compose(self) -> None:
        """The face on the left, what can be chosen on the right."""
        scale, words, draft = self.scale, self.words, self._draft
        left = self.width * theme.SAFE + 8 * scale
        heading = words("person.heading_change") if draft.id else words("person.heading_add")
        self.write(heading, left, self.height * theme.SAFE, theme.TYPE.title * scale, font="serif_semibold")
        narrow = self.is_narrow
        side = round((132 if narrow else 228) * scale)
        top = self.height * theme.SAFE + (66 if narrow else 108) * scale
        ring = theme.readable_accent(draft.colour)
        face = RoundTile(
            "face", "", lambda: None, house=self.house, picture=portrait_of(draft), size=(side, side),
            overlay=lambda _: round_frame(side, scale, ring, focused=True)[0], edge=10 * scale,
        )  # fmt: skip
        face.focused = True
        face.enabled = False
        self.put(face, left + (0 if narrow else 20) * scale, top)
        if narrow:
            self._name(left + side + 28 * scale, top + 36 * scale, 250 * scale)
            x, y = left, self._faces(left, top + side + 26 * scale)
        else:
            self._name(left, top + side + 32 * scale, side + 40 * scale)
            x = left + side + 104 * scale
            y = self._faces(x, top - 34 * scale)
        y = self._colours(x, y + 14 * scale)
        y = self._limits(x, y + 18 * scale)
        self._buttons(left, y)

    def _name(self, x: float, top: float, width: float) -> None:
        field = NameTile(
            "name", self.words("person.name"), self._draft.name, self._named,
            width=width, scale=self.scale, accent=self.house.accent,
        )  # fmt: skip
        field.pressed = self._begin_name
        self._field = field
        self.put(field, x, top)
        if self._fault:
            self.write(
                self._fault, x, top + 70 * self.scale, theme.TYPE.small * self.scale,
                ink=manner.trouble(), width=width, most=3,
            )  # fmt: skip

    def _begin_name(self) -> None:
        """Enter goes on to the next thing; a finger has no keyboard and gets one, the field moves out of its way."""
        if not self.by_finger:
            self.step(1)
            return
        self._keys.layout(round(self.width), round(self.height), self.scale)
        self._keys.open()
        self.remove_widget(self._keys)
        self.add_widget(self._keys)
        assert self._field is not None
        self._scroll = self._scroll_to = max(0.0, self._keys.height_above + 20 * self.scale - self._field.y)
        self._settle()

    def _typed(self, name: str) -> None:
        """A key on the screen."""
        assert self._field is not None
        if name in {"enter", "close"}:
            self._keys.close()
            self._scroll_to = 0.0
        elif name == "delete":
            self._field.input.do_backspace()
        else:
            self._field.input.insert_text(" " if name == "space" else name)

    def on_touch_down(self, touch: object) -> bool:
        """The keys on the screen come first."""
        if self._keys.is_open and self._keys.on_touch_down(touch):
            self.by_finger = True
            return True
        return super().on_touch_down(touch)

    def _named(self, text: str) -> None:
        self._draft = replace(self._draft, name=text)

    def _faces(self, x: float, top: float) -> float:
        scale = self.scale
        side = round(FACE * scale)
        accent = self.house.accent
        for number, puppet in enumerate(PORTRAITS):
            row, column = divmod(number, self._in_row(side + 14 * scale, x))

            def overlay(focused: bool, puppet: str = puppet) -> np.ndarray:
                chosen = puppet == self._draft.portrait
                ring = accent if focused else theme.with_alpha(theme.TEXT, 0.75)
                return round_frame(side, scale * 0.6, ring, focused=focused or chosen)[0]

            tile = RoundTile(
                f"face/{puppet}",
                self.words("person.face", name=puppet.replace("_", " ")),
                lambda puppet=puppet: self._take(replace(self._draft, portrait=puppet), f"face/{puppet}"),
                house=self.house,
                picture=Portrait(puppet=puppet, colour=dusky(self._draft.colour), side=112),
                size=(side, side),
                overlay=overlay,
                edge=6 * scale,
            )
            self.put(tile, x + column * (side + 14 * scale), top + row * (side + 14 * scale))
        rows = -(-len(PORTRAITS) // self._in_row(side + 14 * scale, x))
        return top + rows * (side + 14 * scale)

    def _in_row(self, pitch: float, x: float, most: int = FACES_IN_ROW) -> int:
        """How many of that pitch stand beside one another from `x` on, at most `most`."""
        return max(1, min(most, int((self.width * (1 - theme.SAFE) - x) / pitch)))

    def _colours(self, x: float, top: float) -> float:
        scale = self.scale
        side = SWATCH * scale
        own = self._draft.colour
        colours = COLOURS if own in COLOURS or not own else (own, *COLOURS)
        for number, colour in enumerate(colours):
            tile = PaintedTile(
                f"colour/{colour}",
                self.words("person.colour", number=number + 1),
                lambda colour=colour: self._take(replace(self._draft, colour=colour), f"colour/{colour}"),
                lambda focused, colour=colour: _swatch(
                    colour, side, scale, focused=focused, chosen=colour == self._draft.colour
                ),
                edge=6 * scale,
            )
            row, column = divmod(number, self._in_row(side + 20 * scale, x, len(colours)))
            self.put(tile, x + column * (side + 20 * scale), top + row * (side + 20 * scale))
        rows = -(-len(colours) // self._in_row(side + 20 * scale, x, len(colours)))
        return top + rows * (side + 20 * scale) - 20 * scale

    def _limits(self, x: float, top: float) -> float:
        scale, words = self.scale, self.words
        width = FACES_IN_ROW * FACE * scale + (FACES_IN_ROW - 1) * 14 * scale
        width = min(width, self.width * (1 - theme.SAFE) - x)

        def ceiling() -> RowLook:
            years = self._draft.ceiling
            value = words("person.everything") if years >= NO_CEILING else words("person.up_to", years=years)
            return RowLook(label=words("person.ceiling"), value=value, hint=words("person.ceiling_hint"))

        def minutes() -> RowLook:
            count = self._draft.daily_minutes
            value = words("person.minutes", minutes=count) if count else words("person.no_end")
            return RowLook(label=words("person.daily"), value=value, hint=words("person.daily_hint"))

        def shift_ceiling(by: int) -> None:
            self._draft = replace(self._draft, ceiling=_next(CHILD_CEILINGS, self._draft.ceiling, by))

        def shift_minutes(by: int) -> None:
            self._draft = replace(self._draft, daily_minutes=_next(CHILD_MINUTES, self._draft.daily_minutes, by))

        for name, look, shift in (("ceiling", ceiling, shift_ceiling), ("daily", minutes, shift_minutes)):
            row = RowTile(name, look, shift, width=width, scale=scale, accent=self.house.accent)
            self.put(row, x, top)
            top += row.height + 8 * scale
        return top

    def _buttons(self, left: float, above: float) -> None:
        scale, words = self.scale, self.words
        high = theme.TYPE.body * 2.6 * scale
        # Above the room that the focus wants below it: the page does not move when it comes here.
        x, y = left, max(self.height - (ROOM + 2) * scale - high, above + 14 * scale)
        entries = [
            ("save", words("person.save"), self._save, True),
            ("cancel", words("person.cancel"), self.leave, False),
        ]
        if self._draft.id:
            label = words("person.erase_sure", name=self._draft.name) if self._erasing else words("person.erase")
            entries.append(("erase", label, self._erase, False))
        for name, label, deed, strong in entries:
            warns = name == "erase"
            tile = PaintedTile(
                name, label, deed,
                lambda focused, label=label, strong=strong, warns=warns: button(
                    label, scale, self.house.accent, focused=focused, strong=strong,
                    ink=manner.fault() if warns else None,
                )[0],
                edge=12 * scale,
            )  # fmt: skip
            x, y = self._fits(tile, left, x, y)
            # What cannot be taken back stands apart, at the other edge.
            apart = self.width * (1 - theme.SAFE) - 8 * scale - tile.width
            self.put(tile, apart if warns and apart > x else x, y)
            x += tile.width + 16 * scale

    def _take(self, draft: Viewer, name: str) -> None:
        self._draft = draft
        self.want_focus(name)
        self.rebuild()

    def _save(self) -> None:
        try:
            if not self._draft.name.strip():
                raise ValueError(self.words("person.no_name"))
            if self._draft.is_limited and not self._desk.has_pin():
                self.house.go("new_pin", draft=self._draft)
                return
            self._desk.keep_viewer(self._draft)
        except ValueError as error:
            self._fault = str(error)
            self.want_focus("name")
            self.rebuild()
            self.house.say(self._fault)
            return
        self.house.go("watchers")

    def _erase(self) -> None:
        if not self._erasing:
            self._erasing = True
            self.want_focus("erase")
            self.rebuild()
            return
        self._desk.erase(self._draft)
        self.house.go("watchers")

    def key(self, name: str, typed: str, modifiers: object) -> bool:
        """While a name is typed, letters are letters."""
        if self.focused is not None and self.focused.name == "name" and name not in _LEAVING:
            return False
        return super().key(name, typed, modifiers)  # type: ignore[arg-type]

    def leave(self) -> None:
        """Esc: nothing is kept."""
        if self._erasing:
            self._erasing = False
            self.rebuild()
        else:
            self.house.go("watchers")


_LEAVING = ("tab", "up", "down", "enter", "numpadenter", "escape")


def _next(options: tuple[int, ...], value: int, by: int) -> int:
    at = options.index(value) if value in options else 0
    return options[(at + by) % len(options)]


def _swatch(colour: str, side: float, scale: float, *, focused: bool, chosen: bool) -> np.ndarray:
    edge = 6 * scale

    def draw(canvas: skia.Canvas) -> None:
        x = edge + side / 2
        canvas.drawCircle(x, x, side / 2, paint_of(theme.colour(colour)))
        if focused or chosen:
            ring = paint_of(
                theme.TEXT if focused else theme.with_alpha(theme.TEXT, 0.6),
                Style=skia.Paint.kStroke_Style,
                StrokeWidth=(2.6 if focused else 1.8) * scale,
            )
            canvas.drawCircle(x, x, side / 2 + 3.5 * scale, ring)
        if chosen:
            sign = side * 0.62
            draw_icon(canvas, "check", x - sign / 2, x - sign / 2, sign, theme.BACKGROUND)

    return pixels(side + 2 * edge, side + 2 * edge, draw)
