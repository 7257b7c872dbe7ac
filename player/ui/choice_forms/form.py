"""What every form of a choice has in common: places for its cards, and how one card and its picture are painted.

It knows no toolkit and no story: forms are asked for rectangles and pixels by `player.ui.cards`, which moves them.
Rectangles are window pixels from the bottom left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import skia

from player.ui import theme
from player.ui.icons import draw_icon
from player.ui.paint import keycap, paint_of, pixels, width_of, words, wrapped
from player.ui.room import Room
from player.ui.theme import Colour
from player.ui.view import CardView, ChoiceView

GAP = 16.0
LEAST_WIDTH = 190.0
"""Narrower cards stand in two rows, or below one another: large type needs that."""
MOST_HEIGHT = 0.7
"""Share of the window's height that a question may take; a form that would need more gives way to plain cards."""
EDGE = 18.0
"""Pixels at 720 lines around a card that hold its shadow."""
LEADING = 1.28
BADGE = 23.0
"""A key upon a picture, at 720 lines: small, because it hides something."""
MOST_LINES = 9


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle: x and y of its lower left corner, width and height."""

    x: float
    y: float
    wide: float
    high: float

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.x + self.wide

    @property
    def top(self) -> float:
        """Its upper edge."""
        return self.y + self.high

    def holds(self, x: float, y: float) -> bool:
        """Whether a point is in it."""
        return self.x <= x <= self.right and self.y <= y <= self.top


@dataclass(frozen=True, slots=True)
class Space:
    """What there is room for: a window's size and the scale of its type."""

    width: float
    height: float
    scale: float

    @property
    def room(self) -> float:
        """Pixels between the safe area's sides."""
        return self.width * (1 - 2 * theme.SAFE)

    @property
    def left(self) -> float:
        """The safe area's left side."""
        return self.width * theme.SAFE

    @property
    def foot(self) -> float:
        """The safe area's lower edge."""
        return self.height * theme.SAFE


@dataclass(frozen=True, slots=True, kw_only=True)
class CardState:
    """How a card is now."""

    focused: bool = False
    taken: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """Where a card is."""

    box: Box
    picture: Box | None = None
    """Where its picture is, which may lie outside of it; None = it has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Laid:
    """Everything's place."""

    slots: tuple[Slot, ...]
    rail: Box
    """The line that runs out."""
    top: float
    """The upper edge of all of it."""
    sheet: Box | None = None
    """What the cards lie on; None = nothing."""
    prompt: tuple[str, ...] = ()
    """The question's lines where they stand above everything; () = the sheet has them."""
    is_cut: bool = False
    """Words do not fit."""

    def fits(self, space: Space) -> bool:
        """Whether nothing is cut and the film keeps its part of the window."""
        return not self.is_cut and self.top - space.foot <= MOST_HEIGHT * space.height


class Form(Protocol):
    """One way to lay a choice out. Made anew for every question and every size of the window."""

    def lay(self) -> Laid:
        """Where everything is."""
        ...

    def card(self, index: int, state: CardState) -> np.ndarray:
        """The card, RGBA, `EDGE` wider than its slot on every side."""
        ...

    def picture(self, index: int, still: skia.Image | None, state: CardState) -> np.ndarray:
        """Its picture, RGBA, as large as its place; without a still what stands there until it comes."""
        ...

    def sheet(self, focus: int, taken: int) -> np.ndarray | None:
        """What lies below the cards, RGBA, `EDGE` wider on every side; numbers of cards, 0 = none."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a form is made from."""

    choice: ChoiceView
    space: Space
    room: Room

    @property
    def type_size(self) -> float:
        """Of an option's words, in pixels."""
        return theme.TYPE.large * 0.93 * self.space.scale

    @property
    def cards(self) -> tuple[CardView, ...]:
        """The options."""
        return self.choice.cards

    def asked(self, *, most: int = 3) -> tuple[str, ...]:
        """The question's lines above a form."""
        size = theme.TYPE.heading * self.space.scale
        return tuple(wrapped(self.choice.prompt, "serif_italic", size, self.space.room, most=most))


def is_cut(texts: Sequence[Sequence[str]]) -> bool:
    """Whether a line of some text ends in dots because it did not fit."""
    return any(line.endswith("…") for text in texts for line in text[-1:])


def prompt_height(lines: Sequence[str], scale: float) -> float:
    """Pixels that the question takes above a form, with its gap."""
    return len(lines) * theme.TYPE.heading * scale * 1.3 + 13 * scale if lines else 0.0


def dot_line(canvas: skia.Canvas, x: float, y: float, text: str, scale: float, dot: Colour, ink: Colour) -> None:
    """The default's mark: a dot and what it means, with its baseline at `y`."""
    small = 13 * scale
    canvas.drawCircle(x + 3.5 * scale, y - small * 0.34, 3 * scale, paint_of(dot))
    words(canvas, text, x + 12 * scale, y, "medium", small, ink)


def mark_width(text: str, scale: float) -> float:
    """Pixels that the default's mark takes."""
    return 12 * scale + width_of(text, "medium", 13 * scale)


def draw_still(canvas: skia.Canvas, still: skia.Image, box: skia.Rect) -> None:
    """A still that covers `box`, cropped about its middle; whoever calls has clipped the canvas."""
    ratio = box.width() / max(1.0, box.height())
    wide, high = still.width(), still.height()
    if wide > high * ratio:
        cut = skia.Rect.MakeXYWH((wide - high * ratio) / 2, 0, high * ratio, high)
    else:
        cut = skia.Rect.MakeXYWH(0, (high - wide / ratio) / 2, wide, wide / ratio)
    smooth = skia.SamplingOptions(skia.FilterMode.kLinear, skia.MipmapMode.kLinear)
    canvas.drawImageRect(still, cut, box, smooth)


def framed(
    box: Box, still: skia.Image | None, number: str, state: CardState, look: tuple[Room, float, float]
) -> np.ndarray:
    """A picture with rounded corners and the card's key in its lower corner; `look`: room, scale, radius."""
    room, scale, radius = look

    def draw(canvas: skia.Canvas) -> None:
        area = skia.Rect.MakeWH(box.wide, box.high)
        canvas.save()
        canvas.clipRRect(skia.RRect.MakeRectXY(area, radius, radius), skia.ClipOp.kIntersect, True)
        canvas.clear(skia.Color4f(*theme.RAISED))
        if still is not None:
            draw_still(canvas, still, area)
        canvas.restore()
        small = min(scale, 1.3)  # a key may be smaller than the words: it hides part of the picture
        draw_badge(canvas, (5 * small, box.high - (BADGE + 5) * small), number, state, room, small)

    return pixels(box.wide, box.high, draw)


def draw_badge(
    canvas: skia.Canvas, place: tuple[float, float], number: str, state: CardState, room: Room, scale: float
) -> None:
    """A card's key on a dark ground, so that it reads on any picture; a tick where it was taken."""
    cap = BADGE * scale
    x, y = place
    dark = paint_of(theme.with_alpha(theme.BACKGROUND, 0.82))
    canvas.drawRoundRect(skia.Rect.MakeXYWH(x, y, cap, cap), cap * 0.26, cap * 0.26, dark)
    if state.taken:
        draw_icon(canvas, "check", x, y, cap, room.accent)
    else:
        keycap(canvas, number, x, y, cap, room.accent if state.focused else theme.TEXT)


def image_of(still: np.ndarray) -> skia.Image:
    """RGB pixels (h, w, 3) as something that Skia draws."""
    full = np.full((*still.shape[:2], 4), 255, np.uint8)
    full[..., :3] = still
    return skia.Image.fromarray(full, colorType=skia.kRGBA_8888_ColorType)
