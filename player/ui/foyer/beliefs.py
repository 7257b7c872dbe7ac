"""What this show believes about you: sentences with sliders, each to be corrected or removed, all to be reset.

It knows the desk and sentences, no model of taste.
"""

from __future__ import annotations

from dataclasses import replace

from player.foyer.beliefs import Belief, beliefs_of, sentence
from player.foyer.desk import Desk
from player.ui import manner, theme
from player.ui.foyer.frames import button
from player.ui.foyer.house import House
from player.ui.foyer.page import Page
from player.ui.foyer.rows import RowLook, RowTile
from player.ui.foyer.tiles import PaintedTile
from player.ui.paint import width_of
from profiles.store import EVERY_SEED, Viewer

NOTCH = 0.1


class BeliefsPage(Page):
    """Everything that is believed, story by story."""

    title = "beliefs"

    def __init__(self, house: House, desk: Desk) -> None:
        super().__init__(house)
        self._desk = desk
        self._shown: dict[str, Belief] = {}
        self._resetting = False
        self._of = desk.viewer
        """Whose page is open: of several who watch, each has one."""

    def compose(self) -> None:
        """Headings and lines."""
        scale, words = self.scale, self.words
        left = self.width * theme.SAFE + 8 * scale
        small = theme.TYPE.small * scale
        remove = width_of(words("beliefs.remove"), "semibold", small) + 2.6 * small
        wide = self.width * (1 - 2 * theme.SAFE) - 28 * scale - remove  # both end where every page ends
        y = self.height * theme.SAFE
        together = self._of is not None and len(self._desk.watching) > 1
        head = words("beliefs.heading_of", name=self._of.name) if together and self._of else words("beliefs.heading")
        y += self.write(head, left, y, theme.TYPE.title * scale, font="serif_semibold")
        y += self.write(
            words("beliefs.hint"), left, y + 2 * scale, theme.TYPE.body * 0.94 * scale, font="regular", ink=theme.MUTED,
            width=wide, most=4,
        )  # fmt: skip
        y += 24 * scale
        if together:
            y = self._people(left, y) + 20 * scale
        titles = {fact.id: fact.title for fact in self._desk.facts()}
        count = 0
        for seed, taste in self._desk.tastes(self._of):
            found = beliefs_of(taste, words)
            if not found:
                continue
            head = words("beliefs.every") if seed == EVERY_SEED else words("beliefs.seed", title=titles.get(seed, seed))
            size = theme.TYPE.large * 0.92 * scale
            self.write(head, left, y, size, font="semibold")
            y += size * 1.36 + 10 * scale
            for belief in found:
                y += self._line(seed, belief, left, y, wide) + 8 * scale
                count += 1
            y += 20 * scale
        if not count:
            y += self.write(
                words("beliefs.empty"),
                left,
                y + 20 * scale,
                theme.TYPE.heading * scale,
                font="serif_italic",
                width=wide,
            )
            y += 44 * scale
        self._buttons(left, y + 6 * scale, anything=bool(count))

    def _people(self, left: float, y: float) -> float:
        """A button for each who watches: to their own page."""
        scale, x, high = self.scale, left, 0.0
        for viewer in self._desk.watching:
            chosen = viewer == self._of
            icon = "check" if chosen else ""
            said = f"{viewer.name}, {self.words('voice.chosen')}" if chosen else viewer.name
            tile = PaintedTile(
                f"of/{viewer.id}", said, lambda viewer=viewer: self._turn_to(viewer),
                lambda focused, viewer=viewer, icon=icon: button(
                    viewer.name, scale, self.house.accent, focused=focused, icon=icon
                )[0],
                edge=12 * scale,
            )  # fmt: skip
            x, y = self._fits(tile, left, x, y)
            self.put(tile, x, y)
            x += tile.width + 12 * scale
            high = tile.height
        return y + high

    def _turn_to(self, viewer: Viewer) -> None:
        self._of, self._shown, self._resetting = viewer, {}, False
        self.want_focus(f"of/{viewer.id}")
        self.rebuild()

    def _line(self, seed: str, belief: Belief, x: float, top: float, wide: float) -> float:
        scale, words = self.scale, self.words
        name = f"{seed}|{belief.feature}"
        self._shown[name] = belief

        def look() -> RowLook:
            shown = self._shown[name]
            return RowLook(
                label=shown.sentence,
                hint=shown.because,
                value="" if abs(shown.liking) < 0.005 else f"{shown.liking * 100:+.0f}".replace("-", "−"),
                kind="slide",
                share=0.5 + shown.liking / 2,
                middle=True,
            )

        def keep(value: float) -> None:
            value = min(1.0, max(-1.0, round(value, 2)))
            shown = self._shown[name]
            self._desk.correct(seed, belief.feature, value, self._of)
            self._shown[name] = replace(
                shown,
                liking=value,
                sentence=sentence(belief.feature, value, words),
                because=words("because.said"),
            )

        row = RowTile(
            name, look, lambda by: keep(self._shown[name].liking + by * NOTCH), width=wide, scale=scale,
            accent=self.house.accent, set_share=lambda share: keep(share * 2 - 1), pressed=lambda: None,
        )  # fmt: skip
        self.put(row, x, top)

        def remove() -> None:
            self._desk.forget(seed, belief.feature, self._of)
            self.rebuild()

        label = words("beliefs.remove")
        small = theme.TYPE.small * scale
        tile = PaintedTile(
            f"remove|{name}", f"{label}: {belief.sentence}", remove,
            lambda focused: button(label, scale, self.house.accent, focused=focused, size=small)[0], edge=12 * scale,
        )  # fmt: skip
        self.put(tile, x + wide + 12 * scale, top + (row.height - tile.height) / 2)
        return row.height

    def _buttons(self, x: float, top: float, *, anything: bool) -> None:
        scale, words = self.scale, self.words
        entries = [("back", words("beliefs.back"), self.leave)]
        if anything:
            label = words("beliefs.reset_sure") if self._resetting else words("beliefs.reset")
            entries.append(("reset", label, self._reset))
        elif len(self._desk.watching) < 2:  # the cards are for one person
            entries.append(("again", words("beliefs.taste_again"), lambda: self.house.go("taste")))
        for name, label, deed in entries:
            tile = PaintedTile(
                name, label, deed,
                lambda focused, label=label, warns=name == "reset": button(
                    label, scale, self.house.accent, focused=focused, ink=manner.fault() if warns else None
                )[0],
                edge=12 * scale,
            )  # fmt: skip
            self.put(tile, x, top)
            x += tile.width + 16 * scale

    def _reset(self) -> None:
        if self._resetting:
            self._desk.reset_taste(self._of)
        self._resetting = not self._resetting
        self.want_focus("reset")
        self.rebuild()

    def key(self, name: str, typed: str, modifiers: object) -> bool:
        """Delete removes the belief that has the focus."""
        if name == "delete" and self.focused is not None and "|" in self.focused.name:
            twin = f"remove|{self.focused.name}"
            for tile in self.tiles:
                if tile.name == twin:
                    tile.pressed()
                    return True
        return super().key(name, typed, modifiers)  # type: ignore[arg-type]
