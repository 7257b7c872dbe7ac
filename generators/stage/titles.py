"""Type in the picture: the show's title, chapter cards and letters, set in Source Serif.

It knows words and a light, no story.
"""

from __future__ import annotations

import math
import re
from functools import lru_cache

import numpy as np
import skia

from generators.stage.bake import as_image, canvas_on
from generators.stage.chance import unit
from generators.stage.colour import RGB, adjust, from_hex, mix
from generators.stage.endings import draw_end
from generators.stage.light import Light
from generators.stage.paper import colour4, fill, stroke
from generators.stage.typesetting import balanced, draw_head, ease, set_lines
from generators.timed import TitleCard
from story_engine.time import MediaTime, to_seconds

Array = np.ndarray
INK = from_hex("#2A1F1C")
SHEET = from_hex("#E6D8BC")
BOARD = from_hex("#8A5E3C")
IN_SECONDS, OUT_SECONDS = 0.9, 0.6
"""How long a card takes to come and to go."""
SCALE = {"show": 0.118, "chapter": 0.062, "letter": 0.034, "sign": 0.056}
"""Type size by style, in frame heights (the 1.25 scale of the art direction, larger for a title)."""

CHAPTER_HEAD = re.compile(
    r"^((?:chapter|part|book|act|episode|night|day|kapitel|teil)\b[^\n:–—]{0,24})[\n:–—]+\s*(.+)$", re.I | re.S
)
"""“Chapter two: The lanterns lean” is set in two sizes: a small spaced head, and the title."""
FAREWELL = re.compile(
    r"^(?:[-–—]\s*\S|yours\b|love\b|with love\b|your friend\b|ever yours\b|signed\b|dein|deine|euer)", re.I
)
"""How the last line of a letter begins when it is a signature: it stands on the right."""
VEIL_REACH, VEIL_FLAT = 0.48, 0.55
"""The veil behind words: its half width as a share of the frame's, and its height as a share of its width."""
DISC_AIR, MOST_ASIDE = 1.9, 0.12
"""Radii from the middle of sun or moon to the nearest letter, and how far aside words go for it, share of the width."""
LETTER_LARGEST = 0.058
"""Type size of a very short letter, in frame heights."""


def draw_title(
    canvas: skia.Canvas,
    width: int,
    height: int,
    card: TitleCard,
    time: MediaTime,
    light: Light,
    disc: tuple[float, float] | None = None,
) -> None:
    """Draw `card` at `time` (from the part's start) over a picture of `width`×`height` pixels.

    `disc`: middle and radius, in pixels across, of a sun or moon beside which a title stands.
    """
    age = to_seconds(time - card.start + card.before)
    left = to_seconds(card.start + card.duration - time)
    if time < card.start or left <= 0:
        return
    shown = ease(age / IN_SECONDS) * ease(left / OUT_SECONDS)
    if shown <= 0:
        return
    if card.style == "letter":
        _letter(canvas, width, height, card, shown, age)
    elif card.style == "sign":
        _sign(canvas, width, height, card, shown, age, light)
    elif card.style == "end":
        draw_end(canvas, width, height, card.text, shown, age, light)
    else:
        _over_picture(canvas, width, height, card, shown, age, light, disc)


def _beside(disc: tuple[float, float] | None, wide: float, width: int) -> float:
    """The middle of words that are `wide`: that of the picture, or a little aside, so that no letter is on the disc."""
    middle = width / 2
    if disc is None or abs(disc[0] - middle) >= wide / 2 + DISC_AIR * disc[1]:
        return middle
    away = disc[0] - math.copysign(wide / 2 + DISC_AIR * disc[1], disc[0] - middle)
    return away if abs(away - middle) <= MOST_ASIDE * width else middle


def _over_picture(
    canvas: skia.Canvas,
    width: int,
    height: int,
    card: TitleCard,
    shown: float,
    age: float,
    light: Light,
    disc: tuple[float, float] | None,
) -> None:
    show = card.style == "show"
    size = SCALE.get(card.style, 0.062) * height
    told = None if show else CHAPTER_HEAD.match(card.text.strip())
    head, text = (told[1].strip(), told[2].strip()) if told else ("", card.text)
    setting = balanced(text, "Semibold" if show else "It", size * (1.12 if told else 1.0), width * 0.74, 1.12)
    colour: RGB = mix(adjust(light.rim, lightness=1.04), (1.0, 0.98, 0.94), 0.65)
    centre = height * (0.34 if show else 0.36)
    middle = _beside(disc, max(setting.font.measureText(line) for line in setting.lines), width)
    aside = middle - width / 2
    # A veil behind the words, so that they read over any sky.
    veil, left, top = _veil(width, height, centre, light.shadow)
    canvas.drawImage(
        veil[1], left + aside, top, skia.SamplingOptions(), skia.Paint(Alphaf=(0.42 if show else 0.60) * shown)
    )
    y = centre - setting.height / 2 + setting.leading * 0.78
    if head:
        head_y = y - setting.leading * 1.06
        draw_head(canvas, middle, head_y, height, head, colour, light.shadow, shown * ease(age / IN_SECONDS))
    for number, line in enumerate(setting.lines):
        # Letters breathe apart as they come: quiet, but not still.
        spread = 1 + 0.035 * (1 - ease((age - 0.12 * number) / 1.6))
        alpha = shown * ease((age - 0.18 * number) / IN_SECONDS)
        wide = setting.font.measureText(line) * spread
        x = middle - wide / 2
        for letter in line:
            canvas.drawString(letter, x + size * 0.012, y + size * 0.03, setting.font, fill(light.shadow, 0.55 * alpha))
            canvas.drawString(letter, x, y, setting.font, fill(colour, alpha))
            x += setting.font.measureText(letter) * spread
        y += setting.leading
    if card.style == "chapter":
        _diamond(canvas, middle, y - setting.leading * 0.40, height, colour, shown, ease((age - 0.6) / 1.2))
    if show:
        half = width * 0.07 * ease((age - 0.5) / 1.2)
        rule = y - setting.leading * 0.42
        canvas.drawLine(middle - half, rule, middle + half, rule, stroke(colour, height * 0.0022, 0.8 * shown))
        canvas.drawCircle(middle, rule, height * 0.005, fill(from_hex("#D8503F"), shown))


@lru_cache(maxsize=2)
def _veil(width: int, height: int, centre: float, shadow: RGB) -> tuple[tuple[Array, skia.Image], int, int]:
    """Pixels and image of a soft dark ellipse, and the pixel of its corner: a gradient is dear, an image is not."""
    reach = width * VEIL_REACH
    left, top = math.floor(width / 2 - reach), max(0, math.floor(centre - reach * VEIL_FLAT))
    bottom = min(height, math.ceil(centre + reach * VEIL_FLAT))
    pixels = np.zeros((bottom - top, math.ceil(width / 2 + reach) - left, 4), np.uint8)
    surface, canvas = canvas_on(pixels)
    canvas.translate(width / 2 - left, centre - top)
    canvas.scale(1, VEIL_FLAT)
    shade = skia.GradientShader.MakeRadial(
        center=(0, 0), radius=reach, colors=[colour4(shadow, 1.0).toColor(), colour4(shadow, 0.0).toColor()]
    )
    canvas.drawRect(skia.Rect.MakeLTRB(-reach, -reach, reach, reach), skia.Paint(Shader=shade, Dither=True))
    surface.flushAndSubmit()
    del canvas, surface
    return (pixels, as_image(pixels)), left, top


def _diamond(canvas: skia.Canvas, x: float, y: float, height: int, colour: RGB, shown: float, share: float) -> None:
    """A small mark between two hairlines that draw themselves outwards."""
    reach, gap = height * 0.075 * share, height * 0.018
    for side in (-1, 1):
        canvas.drawLine(x + side * gap, y, x + side * (gap + reach), y, stroke(colour, height * 0.0016, 0.75 * shown))
    size = height * 0.0075 * share
    mark = skia.Path()
    mark.moveTo(x, y - size)
    for dx, dy in ((1, 0), (0, 1), (-1, 0)):
        mark.lineTo(x + dx * size, y + dy * size)
    mark.close()
    canvas.drawPath(mark, fill(from_hex("#D8503F"), shown))


def _letter(canvas: skia.Canvas, width: int, height: int, card: TitleCard, shown: float, age: float) -> None:
    sheet_width = min(width * 0.52, height * 0.92)
    # The largest hand that fills the sheet without crowding it.
    size = LETTER_LARGEST * height
    setting = set_lines(card.text, "It", size, sheet_width * 0.78, 1.42)
    while setting.height > height * (0.30 if size > SCALE["letter"] * height else 0.60) and size > height * 0.018:
        size *= 0.94
        setting = set_lines(card.text, "It", size, sheet_width * 0.78, 1.42)
    sheet_height = max(height * 0.36, setting.height + height * 0.20)
    if shown < 1:
        _sheet(canvas, width, height, (sheet_width, sheet_height), shown)
    else:  # it lies still now
        canvas.drawImage(_lying(width, height, sheet_width, sheet_height)[1], 0, 0)
    canvas.save()
    _at_sheet(canvas, width, height, shown)
    left = -sheet_width / 2
    y = -setting.height / 2 + setting.leading * 0.72 + height * 0.02
    for number, line in enumerate(setting.lines):
        alpha = shown * ease((age - 0.15 - 0.14 * number) / 0.8)
        x = left + sheet_width * 0.11
        if number == len(setting.lines) - 1 and number and FAREWELL.match(line):
            x = left + sheet_width * 0.89 - setting.font.measureText(line)
        canvas.drawString(line, x, y, setting.font, fill(INK, alpha))
        y += setting.leading
    canvas.restore()


def _at_sheet(canvas: skia.Canvas, width: int, height: int, shown: float) -> None:
    """Move the canvas to the middle of a letter's sheet."""
    canvas.translate(width / 2, height * 0.46 + (1 - shown) * height * 0.06)
    canvas.rotate(-1.2 + 0.5 * (1 - shown))


def _sheet(canvas: skia.Canvas, width: int, height: int, size: tuple[float, float], shown: float) -> None:
    """A letter's sheet of `size` pixels on the darkened picture, without its words."""
    sheet_width, sheet_height = size
    canvas.drawRect(skia.Rect.MakeWH(width, height), fill((0.05, 0.045, 0.06), 0.45 * shown))
    canvas.save()
    _at_sheet(canvas, width, height, shown)
    left, top = -sheet_width / 2, -sheet_height / 2
    sheet = _deckled(left, top, sheet_width, sheet_height)
    dark = fill((0.04, 0.03, 0.05), 0.45 * shown)
    dark.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, height * 0.016))
    canvas.save()
    canvas.translate(height * 0.006, height * 0.014)
    canvas.drawPath(sheet, dark)
    canvas.restore()
    # A second sheet shows below the first: letters come in pages.
    canvas.save()
    canvas.rotate(1.7)
    canvas.drawPath(sheet, fill(adjust(SHEET, lightness=0.86), shown))
    canvas.restore()
    canvas.drawPath(sheet, fill(SHEET, shown))
    lamp = skia.GradientShader.MakeLinear(
        points=[(left, top), (left + sheet_width, top + sheet_height)],
        colors=[
            colour4((1.0, 0.98, 0.92), 0.34 * shown).toColor(),
            colour4((0.45, 0.33, 0.20), 0.16 * shown).toColor(),
        ],
    )
    canvas.drawPath(sheet, skia.Paint(Shader=lamp, AntiAlias=True, Dither=True))
    for fold in (1 / 3, 2 / 3):
        y = top + sheet_height * fold
        canvas.drawLine(
            left, y, left + sheet_width, y, stroke(adjust(SHEET, lightness=0.92), height * 0.0016, 0.8 * shown)
        )
        canvas.drawLine(
            left,
            y + height * 0.002,
            left + sheet_width,
            y + height * 0.002,
            stroke((1, 1, 1), height * 0.001, 0.5 * shown),
        )
    stamp = skia.Rect.MakeXYWH(left + sheet_width - height * 0.095, top + height * 0.03, height * 0.062, height * 0.072)
    canvas.drawRect(stamp, fill(from_hex("#C8453D"), 0.9 * shown))
    canvas.drawCircle(stamp.centerX(), stamp.centerY(), height * 0.018, fill(SHEET, 0.85 * shown))
    canvas.drawOval(
        skia.Rect.MakeXYWH(stamp.left() - height * 0.035, stamp.top() + height * 0.012, height * 0.06, height * 0.06),
        stroke(INK, height * 0.0018, 0.4 * shown),
    )
    canvas.restore()


@lru_cache(maxsize=2)
def _lying(width: int, height: int, sheet_width: float, sheet_height: float) -> tuple[Array, skia.Image]:
    """Pixels and image of a sheet that has come to rest: its soft shadow is dear."""
    pixels = np.zeros((height, width, 4), np.uint8)
    surface, canvas = canvas_on(pixels)
    _sheet(canvas, width, height, (sheet_width, sheet_height), 1.0)
    surface.flushAndSubmit()
    del canvas, surface
    return pixels, as_image(pixels)


def _sign(
    canvas: skia.Canvas, width: int, height: int, card: TitleCard, shown: float, age: float, light: Light
) -> None:
    """A painted board that is let down on two ropes, swings and comes to rest."""
    setting = balanced(card.text, "Semibold", SCALE["sign"] * height, width * 0.50, 1.18)
    wide = max(setting.font.measureText(line) for line in setting.lines) + height * 0.13
    tall = setting.height + height * 0.085
    swing = 5.0 * math.exp(-1.5 * age) * math.sin(5.2 * age)
    canvas.save()
    canvas.translate(
        width / 2, -height * 0.05 - (1 - ease(age / IN_SECONDS)) * height * 0.45 - (1 - shown) * height * 0.1
    )
    canvas.rotate(swing)
    top = height * 0.27
    rope = stroke(light.shade(from_hex("#B8935C")), height * 0.005, shown)
    for side in (-1, 1):
        canvas.drawLine(side * wide * 0.36, -height * 0.1, side * wide * 0.36, top + height * 0.012, rope)
    board = skia.Path()
    board.addRoundRect(skia.Rect.MakeXYWH(-wide / 2, top, wide, tall), height * 0.008, height * 0.008)
    dark = fill((0.03, 0.02, 0.04), 0.5 * shown)
    dark.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, height * 0.014))
    canvas.save()
    canvas.translate(height * 0.004, height * 0.014)
    canvas.drawPath(board, dark)
    canvas.restore()
    wood = light.shade(BOARD)
    canvas.drawPath(board, fill(wood, shown))
    canvas.save()
    canvas.clipPath(board, skia.ClipOp.kIntersect, True)
    for plank in range(1, 3):
        y = top + tall * plank / 3
        canvas.drawLine(-wide / 2, y, wide / 2, y, stroke(adjust(wood, lightness=0.78), height * 0.003, 0.8 * shown))
        canvas.drawLine(
            -wide / 2,
            y + height * 0.003,
            wide / 2,
            y + height * 0.003,
            stroke(adjust(wood, lightness=1.14), height * 0.0014, 0.6 * shown),
        )
    canvas.restore()
    inner = skia.Rect.MakeXYWH(
        -wide / 2 + height * 0.014, top + height * 0.014, wide - height * 0.028, tall - height * 0.028
    )
    paint = mix(light.shade(from_hex("#F2E4C4")), (1.0, 0.96, 0.86), 0.25)
    canvas.drawRoundRect(inner, height * 0.006, height * 0.006, stroke(paint, height * 0.0026, 0.75 * shown))
    for side in (-1, 1):
        canvas.drawCircle(
            side * wide * 0.36, top + height * 0.012, height * 0.006, fill(adjust(wood, lightness=0.5), shown)
        )
    y = top + tall / 2 - setting.height / 2 + setting.leading * 0.76
    for line in setting.lines:
        x = -setting.font.measureText(line) / 2
        canvas.drawString(
            line, x + height * 0.001, y + height * 0.003, setting.font, fill(adjust(wood, lightness=0.5), 0.7 * shown)
        )
        canvas.drawString(line, x, y, setting.font, fill(paint, shown))
        y += setting.leading
    canvas.restore()


def _deckled(left: float, top: float, width: float, height: float) -> skia.Path:
    """A sheet with the slightly uneven edge of handmade paper."""
    path = skia.Path()
    step, reach = width / 46, width * 0.0022
    points = []
    across, down = int(width / step), int(height / step)
    for index in range(across):
        points.append((left + step * index, top + reach * (unit(9, "deckle", index) - 0.5)))
    for index in range(down):
        points.append((left + width + reach * (unit(9, "deckle-r", index) - 0.5), top + step * index))
    for index in range(across):
        points.append((left + width - step * index, top + height + reach * 1.6 * (unit(9, "deckle-b", index) - 0.5)))
    for index in range(down):
        points.append((left + reach * (unit(9, "deckle-l", index) - 0.5), top + height - step * index))
    path.moveTo(*points[0])
    for point in points[1:]:
        path.lineTo(*point)
    path.close()
    return path
