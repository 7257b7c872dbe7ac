"""A story's own page: poster, logline, cast, rating, how long it lasts, play, start over, past shows, credits.

It knows the desk and the facts of a seed, no seed file.
"""

from __future__ import annotations

from player.evening import Ticket
from player.foyer.desk import Desk
from player.foyer.pictures import Portrait
from player.foyer.shelf import PosterCard, cover_picture
from player.ui import theme
from player.ui.foyer.frames import button, chip, round_frame
from player.ui.foyer.house import House
from player.ui.foyer.library import Cover, left_off
from player.ui.foyer.page import Page
from player.ui.foyer.rows import RowLook, RowTile
from player.ui.foyer.tiles import PaintedTile, RoundTile

FACE = 96.0
CAST_COLOUR = "#2E3446"
MOST_BRANCHES = 4
COVER_SHARE = 0.66


class SeedPage(Page):
    """What there is to know before it is played."""

    title = "seed"

    def __init__(self, house: House, desk: Desk, card: PosterCard) -> None:
        super().__init__(house)
        self._desk, self._card = desk, card
        self._cover: Cover | None = None

    def greeting(self) -> str:
        """The story's title and what it is about."""
        return f"{self._card.seed.title}. {self._card.seed.logline}"

    def first_focus(self) -> str:
        """What most people press."""
        return "play"

    def tick(self, now: float) -> None:
        """Move."""
        if self._cover is not None:
            self._cover.tick(now)
        super().tick(now)

    def compose(self) -> None:
        """The poster above, facts and people below."""
        scale, words, seed = self.scale, self.words, self._card.seed
        left, room = self.width * theme.SAFE + 8 * scale, self.width * (0.86 if self.is_narrow else 0.46)
        high = self.height * COVER_SHARE
        self._cover = Cover(self.house, self.width, high)
        self.put(self._cover, 0, 0)
        self._cover.show(
            self._card if self._card.mood else PosterCard(name="cover", seed=seed, picture=cover_picture(seed))
        )
        past = [show for show in self._desk.past() if show.seed == seed.id]
        y = self.height * 0.13
        size = theme.TYPE.poster * (0.66 if self.is_narrow else 0.86) * scale
        y += self.write(
            seed.title, left, y, size, font="serif_semibold", width=room, most=3, leading=1.06, shadow=10 * scale
        )
        y += 10 * scale
        if self._card.mood:
            line = words.or_else(f"mood.{self._card.mood}", self._card.mood)
            y += self.write(
                line,
                left,
                y,
                theme.TYPE.large * 0.95 * scale,
                font="serif_italic",
                ink=self.house.accent,
                shadow=6 * scale,
            )
            y += 4 * scale
        ink = theme.with_alpha(theme.TEXT, 0.92)
        y += self.write(
            seed.logline, left, y, theme.TYPE.body * 1.06 * scale, font="regular", ink=ink, width=room * 0.94,
            most=6, leading=1.44, shadow=6 * scale,
        )  # fmt: skip
        y += 12 * scale
        y += self._told(left, y)
        if past:
            text = left_off(past[0], words, company=len(self._desk.watching) > 1)
            y += 12 * scale
            y += self.write(
                text, left, y, theme.TYPE.body * scale, font="serif_italic", ink=self.house.accent,
                shadow=6 * scale, width=room, most=2,
            )  # fmt: skip
        y += 18 * scale
        y = self._buttons(left, y, past)
        self._cast(left, max(y + 24 * scale, high - 6 * scale), past)

    def _told(self, x: float, top: float) -> float:
        """Rating, and how long until anything repeats."""
        scale, words, seed = self.scale, self.words, self._card.seed
        rated = words("seed.unrated") if seed.rating is None else words("seed.rating", years=seed.rating)
        mark = chip(rated, scale, theme.with_alpha(theme.TEXT, 0.85))
        self.picture(mark, x, top)
        hours = round(seed.hours)
        text = words("seed.hours", hours=hours) if hours >= 2 else words("seed.minutes", minutes=round(seed.hours * 60))
        at = x + mark.shape[1] + 14 * scale
        size = theme.TYPE.small * 1.04 * scale
        self.write(text, at, top + 1 * scale, size, ink=theme.with_alpha(theme.TEXT, 0.8), shadow=4 * scale)
        return mark.shape[0]

    def _buttons(self, left: float, y: float, past: list) -> float:  # type: ignore[type-arg]
        scale, words, seed = self.scale, self.words, self._card.seed
        entries = []
        latest = past[0] if past else None
        if latest is not None:
            entries.append(("play", words("seed.continue"), Ticket(seed=seed.folder, resume=latest.show), True))
            entries.append(("anew", words("seed.anew"), Ticket(seed=seed.folder, mood=self._card.mood), False))
        else:
            entries.append(("play", words("seed.play"), Ticket(seed=seed.folder, mood=self._card.mood), True))
        if self._desk.may_preview(seed.folder):
            entries.append(("preview", words("seed.preview"), Ticket(seed=seed.folder, preview=True), False))
        x = left
        for name, label, ticket, strong in entries:
            tile = PaintedTile(
                name, label, lambda ticket=ticket: self.house.go("play", ticket=ticket, card=self._card),
                lambda focused, label=label, strong=strong: button(
                    label, scale, self.house.accent, focused=focused, strong=strong, icon="play" if strong else ""
                )[0],
                edge=12 * scale,
            )  # fmt: skip
            x, y = self._fits(tile, left, x, y)
            self.put(tile, x, y)
            x += tile.width + 16 * scale
        label = words("seed.back")
        tile = PaintedTile(
            "back", label, self.leave,
            lambda focused: button(label, scale, self.house.accent, focused=focused)[0], edge=12 * scale,
        )  # fmt: skip
        x, y = self._fits(tile, left, x, y)
        self.put(tile, x, y)
        return y + tile.height

    def _cast(self, left: float, y: float, past: list) -> None:  # type: ignore[type-arg]
        scale, words, seed = self.scale, self.words, self._card.seed
        head = theme.TYPE.large * 0.92 * scale
        self.write(words("seed.cast"), left, y, head, font="semibold")
        y += head * 1.36 + 14 * scale
        side = round(FACE * scale)
        for number, member in enumerate(seed.cast[:8]):
            in_row = max(1, int(self.width * (1 - 2 * theme.SAFE) / (side + 40 * scale)))
            if number and number % in_row == 0:
                y += side + 44 * scale
            x = left + number % in_row * (side + 40 * scale)
            tile = RoundTile(
                f"cast/{member.puppet}", f"{member.name}: {member.words}",
                lambda: None,
                house=self.house,
                picture=Portrait(puppet=member.puppet, words=member.words, colour=CAST_COLOUR, side=160, art=seed.art),
                size=(side, side),
                overlay=lambda focused: round_frame(side, scale * 0.7, self.house.accent, focused=focused)[0],
                edge=7 * scale,
            )  # fmt: skip
            self.put(tile, x, y)
            size = theme.TYPE.small * 1.04 * scale
            self.write(member.name, x + side / 2, y + side + 8 * scale, size, centred=True, width=side * 1.3, most=1)
        y += side + 54 * scale
        if len(past) > 1:
            self.write(words("seed.branches"), left, y, head, font="semibold")
            y += head * 1.36 + 12 * scale
            for show in past[1 : 1 + MOST_BRANCHES]:
                ticket = Ticket(seed=seed.folder, resume=show.show)
                row = RowTile(
                    f"show/{show.show}",
                    lambda show=show: RowLook(
                        label=show.scene,
                        hint=words("seed.with", names=words.together(show.company)) if show.company else "",
                        value=show.watched[:10],
                        kind="tell",
                    ),
                    lambda _: None,
                    width=self.width * (0.88 if self.is_narrow else 0.56),
                    scale=scale,
                    accent=self.house.accent,
                    pressed=lambda ticket=ticket: self.house.go("play", ticket=ticket, card=self._card),
                )
                self.put(row, left, y)
                y += row.height + 8 * scale
            y += 22 * scale
        if seed.credits:
            self.write(words("seed.credits"), left, y, head, font="semibold")
            y += head * 1.36 + 8 * scale
            for line in seed.credits:
                y += self.write(
                    line, left, y, theme.TYPE.small * 1.04 * scale, font="regular", ink=theme.MUTED,
                    width=self.width * 0.7, most=2,
                )  # fmt: skip
