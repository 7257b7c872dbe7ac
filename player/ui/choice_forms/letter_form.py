"""A letter to sign: the question is written on a sheet of paper, the options are the lines below it.

It knows no toolkit; `player.ui.cards` moves what is painted here.
"""

from __future__ import annotations

import numpy as np
import skia

from player.ui import theme
from player.ui.choice_forms.form import (
    EDGE,
    MOST_LINES,
    Box,
    CardState,
    Laid,
    Question,
    Slot,
    dot_line,
    draw_still,
    is_cut,
    mark_width,
)
from player.ui.choice_forms.paper_sheet import FADED, INK, WAX, ink_accent, sheet_of_paper
from player.ui.icons import draw_icon
from player.ui.paint import keycap, paint_of, pixels, words, wrapped

SHEET_WIDTH = 660.0
"""Pixels at 720 lines: a page, not a poster."""
MARGIN, HEAD, FOOT = 36.0, 20.0, 16.0
ROW = 44.0
"""Least height of a line to sign."""
LEADING = 1.3
SEAL = 21.0
"""Radius of the wax that closes the letter."""
TILT = -0.9
"""Degrees by which the sheet below lies otherwise."""


class LetterForm:
    """A sheet with a line to sign for every option."""

    def __init__(self, question: Question) -> None:
        self._q = question
        space = question.space
        self._scale = space.scale
        self._wide = min(SHEET_WIDTH * space.scale, space.room)
        self._written = wrapped(
            question.choice.prompt, "serif_italic", self._prompt_size, self._wide - 2 * MARGIN * space.scale, most=4
        )
        self._texts = [
            wrapped(card.text, "serif_italic", self._size, self._text_room(number), most=MOST_LINES)
            for number, card in enumerate(question.cards)
        ]
        self._rows = [
            max(ROW * space.scale, len(text) * self._size * LEADING + 16 * space.scale) for text in self._texts
        ]
        prompt = len(self._written) * self._prompt_size * LEADING + (12 * space.scale if self._written else 0.0)
        self._head = HEAD * space.scale + prompt
        self._high = self._head + sum(self._rows) + FOOT * space.scale
        self._paper: np.ndarray | None = None

    @property
    def _size(self) -> float:
        return self._q.type_size * 1.06

    @property
    def _prompt_size(self) -> float:
        return theme.TYPE.large * 1.1 * self._scale

    def _text_room(self, number: int) -> float:
        """Between the key and what stands at the line's end: the default's mark, a stamp, the seal."""
        card = self._q.cards[number]
        marked = mark_width(self._q.room.words("cards.waits"), self._scale) if card.is_default else 0.0
        end = max(2 * SEAL * self._scale, marked) + (ROW * self._scale if card.picture is not None else 0.0)
        return self._wide - (2 * MARGIN + 40 + 20) * self._scale - end

    def lay(self) -> Laid:
        """The sheet on the foot of the safe area."""
        space = self._q.space
        sheet = Box((space.width - self._wide) / 2, space.foot, self._wide, self._high)
        margin, y = MARGIN * self._scale, sheet.top - self._head
        slots = []
        for number, row in enumerate(self._rows):
            y -= row
            box = Box(sheet.x + margin - 8 * self._scale, y, self._wide - 2 * margin + 16 * self._scale, row)
            side = ROW * self._scale - 10 * self._scale
            stamp = Box(box.right - side - 6 * self._scale, box.y + (row - side) / 2, side, side)
            slots.append(Slot(box=box, picture=stamp if self._q.cards[number].picture is not None else None))
        rail = Box(sheet.x, sheet.top + 12 * self._scale, sheet.wide, max(2.0, 3 * self._scale))
        cut = is_cut(self._texts) or (is_cut([self._written]) and not self._q.choice.prompt.endswith("…"))
        return Laid(slots=tuple(slots), rail=rail, top=rail.top + 14 * self._scale, sheet=sheet, is_cut=cut)

    def sheet(self, focus: int, taken: int) -> np.ndarray | None:
        """Paper with the question on it, whatever has the focus."""
        if self._paper is not None:
            return self._paper
        scale = self._scale

        def content(canvas: skia.Canvas) -> None:
            y = HEAD * scale + self._prompt_size * 0.86
            for line in self._written:
                words(canvas, line, MARGIN * scale, y, "serif_italic", self._prompt_size, INK)
                y += self._prompt_size * LEADING

        self._paper = sheet_of_paper((self._wide, self._high), EDGE * scale, scale, content, under=TILT)
        return self._paper

    def picture(self, index: int, still: skia.Image | None, state: CardState) -> np.ndarray:
        """A postage stamp at the line's end."""
        side = (ROW - 10) * self._scale

        def draw(canvas: skia.Canvas) -> None:
            canvas.drawRect(skia.Rect.MakeWH(side, side), paint_of((0.98, 0.97, 0.94, 1.0)))
            area = skia.Rect.MakeWH(side, side).makeInset(3 * self._scale, 3 * self._scale)
            canvas.drawRect(area, paint_of(theme.with_alpha(INK, 0.2)))
            if still is not None:
                draw_still(canvas, still, area)
            teeth, step = paint_of((0.0, 0.0, 0.0, 0.0), BlendMode=skia.BlendMode.kClear), side / 9
            for number in range(10):
                for x, y in ((number * step, 0), (number * step, side), (0, number * step), (side, number * step)):
                    canvas.drawCircle(x, y, step * 0.26, teeth)

        return pixels(side, side, draw)

    def card(self, index: int, state: CardState) -> np.ndarray:
        """A ruled line with its words; signed once it was taken."""
        card, scale, room = self._q.cards[index], self._scale, self._q.room
        wide, high, edge = self._wide - 2 * MARGIN * scale + 16 * scale, self._rows[index], EDGE * scale
        accent = ink_accent(room.accent)
        ink = accent if state.taken else INK

        def draw(canvas: skia.Canvas) -> None:
            canvas.translate(edge, edge)
            lit = state.focused or state.taken
            if lit:
                band = skia.Rect.MakeXYWH(0, 3 * scale, wide, high - 5 * scale)
                canvas.drawRoundRect(band, 6 * scale, 6 * scale, paint_of(theme.with_alpha(accent, 0.13)))
            rule = paint_of(theme.with_alpha(accent if lit else INK, 0.95 if lit else 0.34))
            rule.setStrokeWidth((2.0 if lit else 1.0) * max(1.0, scale))
            left, foot = 48 * scale, high - 9 * scale
            canvas.drawLine(left, foot, wide - 8 * scale, foot, rule)
            cap = 26 * scale
            if state.taken:
                draw_icon(canvas, "check", 8 * scale, (high - cap) / 2, cap, accent)
            else:
                _key(canvas, str(card.number), 8 * scale, (high - cap) / 2, cap, accent if state.focused else FADED)
            y = high / 2 - (len(self._texts[index]) - 1) * self._size * LEADING / 2 + self._size * 0.3
            for line in self._texts[index]:
                words(canvas, line, left, y, "serif_italic", self._size, ink)
                y += self._size * LEADING
            end = wide - 10 * scale - (ROW * scale if card.picture is not None else 0.0)
            if state.taken:
                _seal(canvas, end - SEAL * scale, high / 2 - 2 * scale, SEAL * scale)
            elif card.is_default:
                text = room.words("cards.waits")
                at = end - mark_width(text, scale)
                dot_line(canvas, at, high / 2 + 5 * scale, text, scale, accent, FADED)

        return pixels(wide + 2 * edge, high + 2 * edge, draw)


def _key(canvas: skia.Canvas, text: str, x: float, y: float, high: float, ink: theme.Colour) -> None:
    """A key drawn in ink."""
    rect = skia.Rect.MakeXYWH(x, y, high, high)
    canvas.drawRoundRect(rect, high * 0.26, high * 0.26, paint_of(theme.with_alpha(INK, 0.06)))
    keycap(canvas, text, x, y, high, ink)


def _seal(canvas: skia.Canvas, x: float, y: float, radius: float) -> None:
    """Wax, pressed once: not quite round."""
    path = skia.Path()
    for step in range(48):
        turn = step / 48 * 2 * np.pi
        reach = radius * (1.0 + 0.045 * np.sin(3 * turn + 1.1) + 0.03 * np.sin(7 * turn))
        point = (x + reach * np.cos(turn), y + reach * np.sin(turn))
        (path.lineTo if step else path.moveTo)(*map(float, point))
    path.close()
    shade = paint_of((0.0, 0.0, 0.0, 0.28))
    shade.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, radius * 0.12))
    canvas.save()
    canvas.translate(0, radius * 0.09)
    canvas.drawPath(path, shade)
    canvas.restore()
    canvas.drawPath(path, paint_of(WAX))
    rim = paint_of((1.0, 1.0, 1.0, 0.2), Style=skia.Paint.kStroke_Style, StrokeWidth=radius * 0.09)
    canvas.drawCircle(x, y, radius * 0.72, rim)
    draw_icon(canvas, "check", x - radius * 0.5, y - radius * 0.5, radius, (1.0, 0.98, 0.94, 0.95))
