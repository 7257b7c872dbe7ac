"""The usual form: two to four cards side by side, each with its key, its words, and its picture where it has one.

It knows no toolkit; `player.ui.cards` moves what is painted here.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import skia

from player.ui import theme
from player.ui.choice_forms.form import (
    EDGE,
    GAP,
    LEADING,
    LEAST_WIDTH,
    MOST_LINES,
    Box,
    CardState,
    Laid,
    Question,
    Slot,
    dot_line,
    framed,
    is_cut,
    prompt_height,
)
from player.ui.icons import draw_icon
from player.ui.paint import Panel, keycap, panel, words, wrapped

CARD_HEIGHT, CARD_WIDTH = 108.0, 380.0
"""Of a card at 720 lines: the least height, the most width."""
INSET = 7.0
"""Between a card's edge and its picture."""
PAD = 30.0
"""Above and below a card's words."""
LOOSEST = 1.3
"""Room between things grows with the type only so far: words need it more."""
PICTURE_SHARE = 0.36
"""Of a card's width that a picture takes at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Grid:
    """How cards stand in rows."""

    columns: int
    wide: float
    """Width of a card."""
    least: float
    """Least height of one: its picture goes by it."""
    rows: tuple[float, ...]
    """Height of each row."""
    is_cut: bool

    @property
    def count(self) -> int:
        """Rows."""
        return len(self.rows)


class PlainCards:
    """Cards from below."""

    def __init__(self, question: Question, *, least: float = CARD_HEIGHT) -> None:
        """`least`: of a card's height at 720 lines, where all stand in one row."""
        self._q, self._least = question, least
        scale = question.space.scale
        self._gap, self._pad = GAP * min(scale, LOOSEST), PAD * min(scale, LOOSEST)
        self._grid = self._best()

    def _best(self) -> _Grid:
        """As low as can be with no word cut and no card too narrow."""
        scale, count = self._q.space.scale, len(self._q.cards)
        found = []
        for columns in range(count, 0, -1):
            grid = self._of_columns(columns)
            bad = grid.is_cut or grid.wide < LEAST_WIDTH * scale
            found.append((bad, sum(grid.rows) + grid.count * self._gap, count - columns, grid))
        return min(found, key=lambda entry: entry[:3])[3]

    def _of_columns(self, columns: int) -> _Grid:
        scale, count, room = self._q.space.scale, len(self._q.cards), self._q.space.room
        wide = min(CARD_WIDTH * scale * (2 if columns == 1 else 1), (room - self._gap * (columns - 1)) / columns)
        least = (self._least if columns == count else 76.0 if self.has_pictures else 56.0) * scale
        heights, cut = [], False
        for number, card in enumerate(self._q.cards):
            lines = self._lines(number, wide, least)
            cut = cut or is_cut([lines])
            high = len(lines) * self._q.type_size * LEADING + (20 * scale if card.is_default else 0.0) + self._pad
            heights.append(max(least, high))
        rows = tuple(max(heights[at : at + columns]) for at in range(0, count, columns))
        return _Grid(columns=columns, wide=wide, least=least, rows=rows, is_cut=cut)

    @property
    def has_pictures(self) -> bool:
        """Whether some card shows one."""
        return any(card.picture is not None for card in self._q.cards)

    def _lines(self, number: int, wide: float, least: float) -> list[str]:
        """A card's words in lines."""
        room = wide - self._text_left(number, wide, least) - 20 * self._q.space.scale
        return wrapped(self._q.cards[number].text, "semibold", self._q.type_size, room, most=MOST_LINES)

    def _picture_width(self, number: int, wide: float, least: float) -> float:
        """Pixels of a card's picture; 0 = it has none."""
        if self._q.cards[number].picture is None:
            return 0.0
        return min(least - 2 * INSET * self._q.space.scale, PICTURE_SHARE * wide)

    def _text_left(self, number: int, wide: float, least: float) -> float:
        """Pixels from a card's left edge to its words: behind its picture, or its key."""
        scale = self._q.space.scale
        picture = self._picture_width(number, wide, least)
        return INSET * scale + picture + 16 * scale if picture else (20 + 26 + 16) * scale

    def lay(self) -> Laid:
        """Rows from the foot of the safe area."""
        return self.rows(self._q.space.foot, prompt=self._q.asked())

    def rows(self, foot: float, *, prompt: tuple[str, ...]) -> Laid:
        """The cards in rows from `foot` upwards, and the line above them."""
        space, grid = self._q.space, self._grid
        scale = space.scale
        total = grid.wide * grid.columns + self._gap * (grid.columns - 1)
        left = (space.width - total) / 2
        top = foot + sum(grid.rows) + self._gap * (grid.count - 1)
        slots = []
        for number in range(len(self._q.cards)):
            row, column = divmod(number, grid.columns)
            y = top - sum(grid.rows[: row + 1]) - row * self._gap
            box = Box(left + column * (grid.wide + self._gap), y, grid.wide, grid.rows[row])
            slots.append(Slot(box=box, picture=self._picture_box(number, box)))
        rail = Box(left, top + 12 * scale, total, max(2.0, 3 * scale))
        return Laid(
            slots=tuple(slots),
            rail=rail,
            top=top + 30 * scale + prompt_height(prompt, scale),
            prompt=prompt,
            is_cut=grid.is_cut,
        )

    def _high(self, number: int) -> float:
        return self._grid.rows[number // self._grid.columns]

    def _picture_box(self, number: int, box: Box) -> Box | None:
        wide = self._picture_width(number, box.wide, self._grid.least)
        inset = INSET * self._q.space.scale
        return Box(box.x + inset, box.y + inset, wide, box.high - 2 * inset) if wide else None

    def sheet(self, focus: int, taken: int) -> np.ndarray | None:
        """Nothing."""
        return None

    def picture(self, index: int, still: skia.Image | None, state: CardState) -> np.ndarray:
        """A photograph set into the card's left."""
        box = self._picture_box(index, Box(0, 0, self._grid.wide, self._high(index)))
        assert box is not None, "only a card with a picture is asked for it"
        scale = self._q.space.scale
        radius = (theme.RADIUS - INSET / 2) * scale
        return framed(box, still, str(self._q.cards[index].number), state, (self._q.room, scale, radius))

    def card(self, index: int, state: CardState) -> np.ndarray:
        """Key, words, the default's mark."""
        card, scale, room = self._q.cards[index], self._q.space.scale, self._q.room
        wide, high, least = self._grid.wide, self._high(index), self._grid.least
        ink = theme.BACKGROUND if state.taken else theme.TEXT
        look = Panel(
            fill=room.accent
            if state.taken
            else theme.with_alpha(theme.RAISED if state.focused else theme.SURFACE, 0.95),
            border=room.accent if state.focused else theme.LINE,
            border_width=(2.0 if state.focused else 1.0) * max(1.0, scale),
            radius=theme.RADIUS * scale,
            shadow=EDGE * scale,
        )

        def content(canvas: skia.Canvas) -> None:
            cap, pad = 26 * scale, 20 * scale
            if card.picture is None and state.taken:
                draw_icon(canvas, "check", pad, (high - cap) / 2, cap, ink)
            elif card.picture is None:
                keycap(
                    canvas, str(card.number), pad, (high - cap) / 2, cap, room.accent if state.focused else theme.MUTED
                )
            x, size = self._text_left(index, wide, least), self._q.type_size
            lines = self._lines(index, wide, least)
            pitch = size * LEADING
            marked = card.is_default and not state.taken
            y = (high - pitch * len(lines) - (20 * scale if marked else 0.0)) / 2 + size * 0.98
            for line in lines:
                words(canvas, line, x, y, "semibold", size, ink)
                y += pitch
            if marked:
                dot_line(canvas, x, y - 1.3 * scale, room.words("cards.waits"), scale, room.accent, theme.MUTED)

        return panel(wide, high, look, content)
