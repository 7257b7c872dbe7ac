"""Paints the story map: stills on a branching line, the one that was taken bright, and what is known of one of them.

It knows no window and no show; it is given a map, stills and a focus, and returns pixels.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import skia

from player.story_map import Spot, StoryMap
from player.ui import theme
from player.ui.paint import keycap, paint_of, pixels, width_of, words, wrapped
from player.words import Words

CARD = (208.0, 117.0)
"""Width and height of a still at 720 lines."""
COLUMN, ROW = 258.0, 174.0
"""From one still to the next."""
TOP, FOOT = 100.0, 156.0
"""Height of the heading, and of what is told of the focus."""
GROWN = 1.08
"""Size of the still that has the focus."""
KEYS = (
    (("←", "→", "↑", "↓"), "move"),
    (("Enter",), "go"),
    (("S",), "film"),
    (("H",), "said"),
    (("Esc",), "back"),
)

DEEDS = (52.0, 88.0)
"""Units from the upper edge of the foot to where the words that go end, and those that film."""
SHORT_FOOT, SHORT = 112.0, 500.0
"""Height of the foot without its keys, where the window is lower than so many units of its type."""


def foot_of(height: float, scale: float) -> float:
    """Units that the foot takes in a window `height` pixels high."""
    return SHORT_FOOT if height < SHORT * scale else FOOT


Still = Callable[[int], np.ndarray | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class MapSheet:
    """What is painted."""

    story: StoryMap
    spots: tuple[Spot, ...]
    focus: int
    """Index of the spot that has it."""
    left: float
    top: float
    """Pixels of the map that have scrolled away."""
    title: str
    filmed: int | None
    """Per cent of a film that are made; None where none is being made."""
    texts: Words
    accent: theme.Colour
    width: int
    height: int
    scale: float


def spot_rect(sheet: MapSheet, spot: Spot) -> skia.Rect:
    """Where a spot's still lies on the screen, from the top left."""
    scale = sheet.scale
    x = spot.column * COLUMN * scale - sheet.left
    y = TOP * scale + 26 * scale + spot.row * ROW * scale - sheet.top
    return skia.Rect.MakeXYWH(x, y, CARD[0] * scale, CARD[1] * scale)


def paint_map(sheet: MapSheet, still: Still) -> np.ndarray:
    """The whole screen, uint8 RGBA."""
    scale = sheet.scale

    def draw(canvas: skia.Canvas) -> None:
        canvas.clear(skia.Color4f(*theme.BACKGROUND))
        canvas.save()
        canvas.clipRect(
            skia.Rect.MakeLTRB(0, (TOP - 20) * scale, sheet.width, sheet.height - foot_of(sheet.height, scale) * scale),
            skia.ClipOp.kIntersect,
        )
        _lines(canvas, sheet)
        for number, spot in enumerate(sheet.spots):
            if number != sheet.focus and _is_seen(sheet, spot):
                _spot(canvas, sheet, spot, still, focused=False)
        if 0 <= sheet.focus < len(sheet.spots):
            _spot(canvas, sheet, sheet.spots[sheet.focus], still, focused=True)
        _edges(canvas, sheet)
        canvas.restore()
        _heading(canvas, sheet)
        _foot(canvas, sheet)

    return pixels(sheet.width, sheet.height, draw)


def _is_seen(sheet: MapSheet, spot: Spot) -> bool:
    rect = spot_rect(sheet, spot)
    return (
        rect.right() > -60
        and rect.left() < sheet.width + 60
        and rect.bottom() > 0
        and rect.top() < sheet.height - foot_of(sheet.height, sheet.scale) * sheet.scale
    )


def _lines(canvas: skia.Canvas, sheet: MapSheet) -> None:
    """The line from still to still: dim ones first, the taken path over them."""
    scale = sheet.scale
    for taken in (False, True):
        for spot in sheet.spots:
            if spot.after is None or spot.taken != taken:
                continue
            to = spot_rect(sheet, spot)
            column, row = spot.after
            start = to.makeOffset((column - spot.column) * COLUMN * scale, (row - spot.row) * ROW * scale)
            if start.right() > sheet.width + 40 or to.left() < -40:
                continue
            ink = sheet.accent if taken else theme.with_alpha(theme.TEXT, 0.38)
            line = paint_of(ink, Style=skia.Paint.kStroke_Style, StrokeWidth=(3.0 if taken else 1.6) * scale)
            if spot.option:
                line.setPathEffect(skia.DashPathEffect.Make([5 * scale, 5 * scale], 0))
            x0, y0, x1, y1 = start.right(), start.centerY(), to.left(), to.centerY()
            path = skia.Path()
            path.moveTo(x0, y0)
            bend = (x1 - x0) * 0.55
            path.cubicTo(x0 + bend, y0, x1 - bend, y1, x1, y1)
            canvas.drawPath(path, line)
            if sheet.story.stretches[spot.stretch].option or spot.option:
                canvas.drawCircle(x0 + 9 * scale, y0, 4.4 * scale, paint_of(theme.BACKGROUND))
                if taken:  # a full dot where one went, a ring where one did not
                    canvas.drawCircle(x0 + 9 * scale, y0, 4.2 * scale, paint_of(ink))
                else:
                    ring = paint_of(theme.with_alpha(theme.TEXT, 0.5), Style=skia.Paint.kStroke_Style)
                    ring.setStrokeWidth(1.4 * scale)
                    canvas.drawCircle(x0 + 9 * scale, y0, 3.6 * scale, ring)


def _spot(canvas: skia.Canvas, sheet: MapSheet, spot: Spot, still: Still, *, focused: bool) -> None:
    scale = sheet.scale
    rect = spot_rect(sheet, spot)
    if focused:
        rect = rect.makeOutset(rect.width() * (GROWN - 1) / 2, rect.height() * (GROWN - 1) / 2)
    round_rect = skia.RRect.MakeRectXY(rect, 10 * scale, 10 * scale)
    stretch = sheet.story.stretches[spot.stretch]
    if spot.option:
        words_of = dict(stretch.asked.options).get(spot.option, "") if stretch.asked else ""
        canvas.drawRRect(round_rect, paint_of(theme.with_alpha(theme.SURFACE, 0.9)))
        line = paint_of(
            sheet.accent if focused else theme.with_alpha(theme.TEXT, 0.28),
            Style=skia.Paint.kStroke_Style,
            StrokeWidth=(2.4 if focused else 1.4) * scale,
        )
        line.setPathEffect(skia.DashPathEffect.Make([6 * scale, 5 * scale], 0))
        canvas.drawRRect(round_rect, line)
        ink = theme.TEXT if focused else theme.with_alpha(theme.TEXT, 0.62)
        _centred(canvas, words_of, rect, "serif_italic", 17 * scale, ink)
        _under(canvas, rect, sheet.texts("map.stub"), "medium", theme.MUTED, scale)
        return
    picture = still(spot.stretch)
    canvas.save()
    canvas.clipRRect(round_rect, True)
    canvas.drawRect(rect, paint_of(theme.RAISED))
    if picture is not None:
        image = skia.Image.fromarray(
            np.ascontiguousarray(np.dstack([picture, np.full(picture.shape[:2], 255, np.uint8)]))
        )
        paint = skia.Paint(AntiAlias=True)
        if not spot.taken and not focused:
            paint.setColorFilter(skia.ColorFilters.Matrix(_DIM))
        canvas.drawImageRect(image, rect, skia.SamplingOptions(skia.FilterMode.kLinear, skia.MipmapMode.kLinear), paint)
    canvas.restore()
    here = spot.stretch == sheet.story.here
    if focused or here:
        ring = rect.makeOutset(3 * scale, 3 * scale)
        line = paint_of(sheet.accent if focused else theme.TEXT, Style=skia.Paint.kStroke_Style, StrokeWidth=3 * scale)
        canvas.drawRoundRect(ring, 12 * scale, 12 * scale, line)
    if here:
        _pill(canvas, sheet.texts("map.here"), rect.left() + 8 * scale, rect.top() + 8 * scale, sheet.accent, scale)
    if stretch.take:
        told = sheet.texts("map.take_number", number=stretch.take)
        at_right = rect.right() - width_of(told, "bold", 12 * scale) - 24 * scale
        _pill(canvas, told, at_right, rect.top() + 8 * scale, theme.with_alpha(theme.TEXT, 0.85), scale)
    ink = theme.TEXT if spot.taken or focused else theme.with_alpha(theme.TEXT, 0.5)
    name = "serif_italic" if stretch.option else "semibold"
    _under(canvas, rect, stretch.words or stretch.title, name, ink, scale)


_DIM = [
    *(0.30, 0.22, 0.06, 0, 0),
    *(0.12, 0.40, 0.06, 0, 0),
    *(0.12, 0.22, 0.28, 0, 0.01),
    *(0, 0, 0, 1, 0),
]  # fmt: skip
"""A branch that is not on the path: half its light, half its colour."""


def _under(canvas: skia.Canvas, rect: skia.Rect, text: str, name: str, ink: theme.Colour, scale: float) -> None:
    size = 14.5 * scale
    y = rect.bottom() + 20 * scale
    for line in wrapped(text, name, size, rect.width() + 14 * scale, most=2):
        words(canvas, line, rect.left() + 1, y, name, size, ink)
        y += 18 * scale


def _centred(canvas: skia.Canvas, text: str, rect: skia.Rect, name: str, size: float, ink: theme.Colour) -> None:
    lines = wrapped(text, name, size, rect.width() - size * 1.6, most=3)
    y = rect.centerY() - (len(lines) - 1) * size * 0.64 + size * 0.34
    for line in lines:
        words(canvas, line, rect.centerX() - width_of(line, name, size) / 2, y, name, size, ink)
        y += size * 1.28


def _pill(canvas: skia.Canvas, text: str, x: float, y: float, accent: theme.Colour, scale: float) -> None:
    size = 12 * scale
    rect = skia.Rect.MakeXYWH(x, y, width_of(text, "bold", size) + 16 * scale, 21 * scale)
    canvas.drawRoundRect(rect, rect.height() / 2, rect.height() / 2, paint_of(accent))
    words(canvas, text, x + 8 * scale, y + 15 * scale, "bold", size, theme.BACKGROUND)


def _edges(canvas: skia.Canvas, sheet: MapSheet) -> None:
    """The map fades out at both sides where it goes on."""
    wide = 70 * sheet.scale
    clear, full = (
        skia.Color4f(*theme.with_alpha(theme.BACKGROUND, 0.0)).toColor(),
        skia.Color4f(*theme.BACKGROUND).toColor(),
    )
    for x, colours in ((0.0, [full, clear]), (sheet.width - wide, [clear, full])):
        fade = skia.Paint()
        ends = [skia.Point(x, 0), skia.Point(x + wide, 0)]
        fade.setShader(skia.GradientShader.MakeLinear(ends, colours))
        canvas.drawRect(skia.Rect.MakeXYWH(x, 0, wide, sheet.height), fade)
    # Below there is more only where the lowest row lies under the foot.
    end = sheet.height - foot_of(sheet.height, sheet.scale) * sheet.scale
    lowest = max((spot_rect(sheet, spot).bottom() for spot in sheet.spots), default=0.0) + 40 * sheet.scale
    if lowest > end:
        fade = skia.Paint()
        ends = [skia.Point(0, end - wide * 0.8), skia.Point(0, end)]
        fade.setShader(skia.GradientShader.MakeLinear(ends, [clear, full]))
        canvas.drawRect(skia.Rect.MakeXYWH(0, end - wide * 0.8, sheet.width, wide * 0.8), fade)


def _heading(canvas: skia.Canvas, sheet: MapSheet) -> None:
    scale, x = sheet.scale, sheet.width * theme.SAFE
    heading = sheet.texts("map.heading")
    words(canvas, heading, x, 62 * scale, "serif_semibold", theme.TYPE.title * scale, theme.TEXT)
    after = x + width_of(heading, "serif_semibold", theme.TYPE.title * scale) + 18 * scale
    seen = sum(1 for spot in sheet.spots if not spot.option)
    ways = sum(1 for spot in sheet.spots if spot.option)
    told = f"{sheet.title}  ·  " + sheet.texts("map.seen", count=seen)
    told += f"  ·  {sheet.texts('map.ways' if ways > 1 else 'map.way', count=ways)}" if ways else ""
    size = theme.TYPE.body * 0.9 * scale
    told = (wrapped(told, "medium", size, sheet.width - x - after, most=1) or [""])[0]
    words(canvas, told, after, 61 * scale, "medium", theme.TYPE.body * 0.9 * scale, theme.MUTED)


def _foot(canvas: skia.Canvas, sheet: MapSheet) -> None:
    """What is known of the still that has the focus, and the keys."""
    scale, x = sheet.scale, sheet.width * theme.SAFE
    top = sheet.height - foot_of(sheet.height, scale) * scale
    canvas.drawRect(skia.Rect.MakeLTRB(0, top, sheet.width, sheet.height), paint_of(theme.SURFACE))
    canvas.drawRect(skia.Rect.MakeLTRB(0, top, sheet.width, top + 1), paint_of(theme.LINE))
    wide = sheet.width * (1 - 2 * theme.SAFE)
    if 0 <= sheet.focus < len(sheet.spots):
        title, note, line, deed = told_of(sheet.story, sheet.spots[sheet.focus], sheet.texts)
        large = theme.TYPE.large * scale
        shown = wrapped(title, "serif_semibold", large, wide * 0.55, most=1)[0] if title else ""
        words(canvas, shown, x, top + 40 * scale, "serif_semibold", large, theme.TEXT)
        after = x + width_of(shown, "serif_semibold", large) + 14 * scale
        words(canvas, note, after, top + 39 * scale, "medium", 14 * scale, theme.MUTED)
        size = 15.5 * scale
        film = film_words(sheet)
        room = wide - width_of(film, "medium", size) - 40 * scale
        for number, part in enumerate(wrapped(line, "serif_italic", 17 * scale, room, most=2)):
            y = top + (68 + number * 23) * scale
            words(canvas, part, x, y, "serif_italic", 17 * scale, theme.with_alpha(theme.TEXT, 0.82))
        at = sheet.width - x - width_of(film, "medium", size)
        words(canvas, film, at, top + 68 * scale, "medium", size, theme.MUTED)
        if sheet.filmed is not None:
            _made(canvas, at, top + 76 * scale, width_of(film, "medium", size), sheet)
        at = sheet.width - x - width_of(deed, "semibold", size)
        words(canvas, deed, at, top + 39 * scale, "semibold", size, sheet.accent)
    if foot_of(sheet.height, scale) == FOOT:
        _keys(canvas, sheet, x, sheet.height - 44 * scale)


def film_words(sheet: MapSheet) -> str:
    """What the foot says of films: that one can be made, or how far it is; "" for an option that was not taken."""
    if sheet.filmed is not None:
        return sheet.texts("map.filming", percent=sheet.filmed)
    focused = sheet.spots[sheet.focus] if 0 <= sheet.focus < len(sheet.spots) else None
    return sheet.texts("map.film") if focused is not None and not focused.option else ""


def _made(canvas: skia.Canvas, x: float, y: float, wide: float, sheet: MapSheet) -> None:
    """A thin line under the words that grows with the film."""
    tall = 3 * sheet.scale
    for share, ink in ((1.0, theme.with_alpha(theme.TEXT, 0.16)), ((sheet.filmed or 0) / 100, sheet.accent)):
        rect = skia.Rect.MakeXYWH(x, y, wide * share, tall)
        canvas.drawRoundRect(rect, tall / 2, tall / 2, paint_of(ink))


def _keys(canvas: skia.Canvas, sheet: MapSheet, x: float, y: float) -> None:
    """As many keys as the foot has room for, the most needed first; the last is told at the right."""
    scale, at = sheet.scale, x
    keep = sheet.texts("map.keep")
    last = sheet.width - x - 96 * scale - width_of(keep, "regular", 14 * scale)
    for keys, name in KEYS:
        text = sheet.texts(f"map.key_{name}")
        if at + len(keys) * 32 * scale + width_of(text, "regular", 14 * scale) > sheet.width - x:
            return
        for key in keys:
            at += keycap(canvas, key, at, y, 24 * scale, theme.TEXT) + 5 * scale
        at += words(canvas, text, at + 4 * scale, y + 17 * scale, "regular", 14 * scale, theme.MUTED) + 28 * scale
    if at > last:
        return
    at = last
    for key in ("Ctrl", "K"):
        at += keycap(canvas, key, at, y, 24 * scale, theme.TEXT) + 5 * scale
    words(canvas, keep, at + 4 * scale, y + 17 * scale, "regular", 14 * scale, theme.MUTED)


def told_of(story: StoryMap, spot: Spot, texts: Words) -> tuple[str, str, str, str]:
    """Title, a quiet note, a line and what Enter does, of a spot."""
    stretch = story.stretches[spot.stretch]
    if spot.option:
        asked = stretch.asked
        words_of = dict(asked.options).get(spot.option, "") if asked else ""
        prompt = asked.prompt if asked and asked.prompt else texts("map.not_taken")
        return words_of, texts("map.after", scene=stretch.title), prompt, texts("map.take")
    spoken = [said for said in stretch.said if said.kind != "sound"]
    line = ""
    if spoken:
        first = spoken[0]
        line = f"{first.speaker}: “{first.text}”" if first.speaker and first.kind == "line" else first.text
    note = stretch.place if not stretch.words else f"{stretch.title}, {stretch.place}"
    if stretch.take:
        note = f"{note}, {texts('map.take_number', number=stretch.take)}"
    deed = "map.again" if spot.stretch == story.here else "map.back_here" if spot.taken else "map.branch"
    return stretch.words or stretch.title, note, line, texts(deed)
