"""A scale: options are steps between two ends, in order, on a rail like a ruler's edge.

It knows no toolkit; `player.ui.cards` moves what is painted here. Where steps are too narrow beside one another, the
rail stands upright.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import skia

from player.ui import theme
from player.ui.choice_forms.form import (
    EDGE,
    LEADING,
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
    prompt_height,
)
from player.ui.icons import draw_icon
from player.ui.paint import Panel, keycap, paint_of, panel, pixels, width_of, words, wrapped

STEP_WIDTH = 300.0
"""Most pixels of one step at 720 lines."""
LEAST_STEP = 170.0
"""Narrower steps stand below one another."""
RAIL_ROOM = 54.0
"""Pixels that the rail takes, above the steps' words or beside them."""
STOP = 30.0
"""Height of a stop: the key that takes it."""
TICKS = 8
"""Parts of the rail between two stops."""
DISC = 76.0
"""A picture above its stop."""


class ScaleForm:
    """A rail with a stop for every option."""

    def __init__(self, question: Question) -> None:
        self._q = question
        space = question.space
        self._scale = scale = space.scale
        count = len(question.cards)
        self._disc = DISC * scale if any(card.picture is not None for card in question.cards) else 0.0
        step = min(STEP_WIDTH * scale, space.room / count)
        self._texts = self._wrapped(step - 28 * scale)
        self.is_upright = step < LEAST_STEP * scale or is_cut(self._texts)
        if self.is_upright:
            self._wide = min(2 * STEP_WIDTH * scale, space.room)
            self._texts = self._wrapped(self._wide - (RAIL_ROOM + 44) * scale - self._mark_width - self._disc)
            tallest = max(map(len, self._texts))
            self._step = max(50 * scale, tallest * question.type_size * LEADING + 16 * scale, self._disc + 10 * scale)
            self._high = self._step * count + 16 * scale
        else:
            self._step, self._wide = step, step * count
            marked = any(card.is_default for card in question.cards)
            tallest = max(map(len, self._texts)) * question.type_size * LEADING + (20 * scale if marked else 0.0)
            self._high = self._disc + (RAIL_ROOM + 10 + 16) * scale + tallest

    def _wrapped(self, room: float) -> list[list[str]]:
        size = self._q.type_size
        return [wrapped(card.text, "semibold", size, room, most=MOST_LINES) for card in self._q.cards]

    @property
    def _mark_width(self) -> float:
        return mark_width(self._q.room.words("cards.waits"), self._scale)

    def lay(self) -> Laid:
        """The panel on the foot of the safe area, its steps from left to right or from the top."""
        space, scale = self._q.space, self._scale
        sheet = Box((space.width - self._wide) / 2, space.foot, self._wide, self._high)
        slots = []
        for number, card in enumerate(self._q.cards):
            if self.is_upright:
                box = Box(sheet.x, sheet.top - 8 * scale - (number + 1) * self._step, self._wide, self._step)
                disc = Box(
                    box.right - self._disc - 12 * scale, box.y + (box.high - self._disc) / 2, self._disc, self._disc
                )
            else:
                box = Box(sheet.x + number * self._step, sheet.y, self._step, self._high)
                disc = Box(
                    box.x + (box.wide - self._disc) / 2, box.top - self._disc - 10 * scale, self._disc, self._disc
                )
            slots.append(Slot(box=box, picture=disc if card.picture is not None else None))
        rail = Box(sheet.x, sheet.top + 12 * scale, sheet.wide, max(2.0, 3 * scale))
        prompt = self._q.asked()
        top = sheet.top + 30 * scale + prompt_height(prompt, scale)
        return Laid(slots=tuple(slots), rail=rail, top=top, sheet=sheet, prompt=prompt, is_cut=is_cut(self._texts))

    def _stop(self, index: int) -> tuple[float, float]:
        """A stop's middle, from the panel's top left corner."""
        if self.is_upright:
            return RAIL_ROOM * self._scale / 2 + 4 * self._scale, 8 * self._scale + (index + 0.5) * self._step
        return (index + 0.5) * self._step, self._disc + (RAIL_ROOM / 2 + 6) * self._scale

    def sheet(self, focus: int, taken: int) -> np.ndarray | None:
        """The panel with the rail, a glow where the focus is."""
        scale, room = self._scale, self._q.room
        chosen = taken or focus
        look = Panel(fill=theme.with_alpha(theme.SURFACE, 0.93), radius=theme.RADIUS * scale, shadow=EDGE * scale)

        def content(canvas: skia.Canvas) -> None:
            stops = [self._stop(number) for number in range(len(self._q.cards))]
            line = paint_of(theme.with_alpha(theme.MUTED, 0.55), Style=skia.Paint.kStroke_Style)
            line.setStrokeWidth(2.0 * scale)
            line.setStrokeCap(skia.Paint.kRound_Cap)
            canvas.drawLine(*stops[0], *stops[-1], line)
            line.setStrokeWidth(1.4 * scale)
            for one, other in pairwise(stops):
                for tick in range(1, TICKS):
                    self._tick(canvas, one, other, tick / TICKS, line)
            numbers = [card.number for card in self._q.cards]
            if chosen in numbers:
                x, y = stops[numbers.index(chosen)]
                glow = paint_of(theme.with_alpha(room.accent, 0.4))
                glow.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, 9 * scale))
                canvas.drawCircle(x, y, STOP * 0.62 * scale, glow)

        return panel(self._wide, self._high, look, content)

    def _tick(
        self, canvas: skia.Canvas, one: tuple[float, float], other: tuple[float, float], share: float, line: skia.Paint
    ) -> None:
        """A stroke across the rail, longer half way between two stops."""
        x, y = one[0] + (other[0] - one[0]) * share, one[1] + (other[1] - one[1]) * share
        half = (6.0 if share == 0.5 else 3.5) * self._scale
        across = (half, 0.0) if self.is_upright else (0.0, half)
        canvas.drawLine(x - across[0], y - across[1], x + across[0], y + across[1], line)

    def picture(self, index: int, still: skia.Image | None, state: CardState) -> np.ndarray:
        """A disc at its stop."""
        side = self._disc
        ring = self._q.room.accent if state.focused or state.taken else theme.LINE

        def draw(canvas: skia.Canvas) -> None:
            circle = skia.Path.Circle(side / 2, side / 2, side / 2 - 1)
            canvas.save()
            canvas.clipPath(circle, skia.ClipOp.kIntersect, True)
            canvas.clear(skia.Color4f(*theme.RAISED))
            if still is not None:
                draw_still(canvas, still, skia.Rect.MakeWH(side, side))
            canvas.restore()
            wide = 2.4 * self._scale
            canvas.drawPath(circle, paint_of(ring, Style=skia.Paint.kStroke_Style, StrokeWidth=wide))

        return pixels(side, side, draw)

    def card(self, index: int, state: CardState) -> np.ndarray:
        """A stop with its words."""
        card, scale, room = self._q.cards[index], self._scale, self._q.room
        wide, high = (self._wide, self._step) if self.is_upright else (self._step, self._high)
        edge, size = EDGE * scale, self._q.type_size
        ink = room.accent if state.taken else theme.TEXT if state.focused else theme.with_alpha(theme.TEXT, 0.78)
        marked = card.is_default and not state.taken
        x, y = self._stop(index)
        x, y = (x, high / 2) if self.is_upright else (wide / 2, y)

        def draw(canvas: skia.Canvas) -> None:
            canvas.translate(edge, edge)
            self._draw_stop(canvas, x, y, str(card.number), state)
            lines = self._texts[index]
            if self.is_upright:
                top = high / 2 - (len(lines) - 1) * size * LEADING / 2 + size * 0.35
                for number, line in enumerate(lines):
                    words(canvas, line, (RAIL_ROOM + 18) * scale, top + number * size * LEADING, "semibold", size, ink)
                if marked:
                    at = wide - self._mark_width - 18 * scale - self._disc
                    dot_line(
                        canvas, at, high / 2 + 5 * scale, room.words("cards.waits"), scale, room.accent, theme.MUTED
                    )
                return
            top = y + (RAIL_ROOM / 2 + 4) * scale + size * 0.9
            for number, line in enumerate(lines):
                at = (wide - width_of(line, "semibold", size)) / 2
                words(canvas, line, at, top + number * size * LEADING, "semibold", size, ink)
            if marked:
                text, foot = room.words("cards.waits"), top + len(lines) * size * LEADING - 1.3 * scale
                dot_line(canvas, (wide - self._mark_width) / 2, foot, text, scale, room.accent, theme.MUTED)

        return pixels(wide + 2 * edge, high + 2 * edge, draw)

    def _draw_stop(self, canvas: skia.Canvas, x: float, y: float, number: str, state: CardState) -> None:
        accent, cap = self._q.room.accent, STOP * self._scale
        lit = state.focused or state.taken
        rect = skia.Rect.MakeXYWH(x - cap / 2, y - cap / 2, cap, cap)
        canvas.drawRoundRect(rect, cap * 0.3, cap * 0.3, paint_of(accent if lit else theme.RAISED))
        if state.taken:
            draw_icon(canvas, "check", x - cap / 2, y - cap / 2, cap, theme.BACKGROUND)
        elif state.focused:
            size = cap * 0.56
            words(
                canvas, number, x - width_of(number, "bold", size) / 2, y + size * 0.36, "bold", size, theme.BACKGROUND
            )
        else:
            keycap(canvas, number, x - cap / 2, y - cap / 2, cap, theme.MUTED)
