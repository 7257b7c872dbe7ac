"""The end of a child's evening: kind, final, and a grown-up's way to give more.

It knows the desk, no clock.
"""

from __future__ import annotations

from player.foyer.desk import MORE_MINUTES, Desk
from player.foyer.pictures import Figure, Scenery
from player.ui import theme
from player.ui.foyer.frames import button
from player.ui.foyer.house import House
from player.ui.foyer.library import Cover
from player.ui.foyer.page import Page
from player.ui.foyer.tiles import PaintedTile

NIGHT = Scenery(
    place="bedroom",
    hour=21.8,
    zoom=1.25,
    y=0.56,
    people=(Figure(puppet="bramble", x=0.26, emotion="tired"),),
    width=960,
    height=540,
)


class TimeUpPage(Page):
    """That was all for today."""

    title = "time_up"

    def __init__(self, house: House, desk: Desk) -> None:
        super().__init__(house)
        self._desk = desk
        self._cover: Cover | None = None
        self._told = ""

    def greeting(self) -> str:
        """That it is over, and why."""
        return f"{super().greeting()}. {self._told}"

    def tick(self, now: float) -> None:
        """Move."""
        if self._cover is not None:
            self._cover.tick(now)
        super().tick(now)

    def compose(self) -> None:
        """A night picture and two ways."""
        scale, words = self.scale, self.words
        self._cover = Cover(self.house, self.width, self.height)
        self.put(self._cover, 0, 0)
        self._cover.show_picture(NIGHT)
        left = self.width * theme.SAFE + 8 * scale
        y = self.height * 0.36
        y += self.write(
            words("time_up.heading"), left, y, theme.TYPE.display * scale, font="serif_semibold",
            width=self.width * (0.8 if self.is_narrow else 0.46),
            leading=1.14, shadow=10 * scale,
        )  # fmt: skip
        over = self._desk.out_of_time()
        minutes = min((viewer.daily_minutes for viewer in over or self._desk.watching), default=0)
        told = words("time_up.told", minutes=minutes)
        if len(self._desk.watching) > 1 and over:
            told = words("time_up.told_all", names=words.together([viewer.name for viewer in over]))
        self._told = told
        y += 12 * scale
        y += self.write(
            told, left, y, theme.TYPE.large * 0.92 * scale, font="regular",
            ink=theme.with_alpha(theme.TEXT, 0.88), width=self.width * (0.7 if self.is_narrow else 0.4), most=5,
            shadow=6 * scale,
        )  # fmt: skip
        x, y = left, y + 30 * scale
        for name, label, deed in (
            ("watchers", words("time_up.bye"), lambda: self.house.go("watchers")),
            ("more", words("time_up.more", minutes=MORE_MINUTES), self._more),
        ):
            tile = PaintedTile(
                name, label, deed,
                lambda focused, label=label: button(label, scale, self.house.accent, focused=focused)[0],
                edge=12 * scale,
            )  # fmt: skip
            x, y = self._fits(tile, left, x, y)
            self.put(tile, x, y)
            x += tile.width + 16 * scale

    def _more(self) -> None:
        if self._desk.has_pin():
            self.house.go("pin", viewer=self._desk.viewer, then="more")
        else:
            self.house.go("more_time")

    def leave(self) -> None:
        """Esc: to bed."""
        self.house.go("watchers")
