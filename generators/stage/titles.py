"""Type in the picture: the show's title, chapter cards and letters, set in Source Serif.

It knows words and a light, no story.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import font_source_serif_pro as serif
import skia

from generators.stage.colour import RGB, adjust, from_hex, mix
from generators.stage.light import Light
from generators.stage.paper import colour4, fill, stroke
from generators.timed import TitleCard
from story_engine.time import MediaTime, to_seconds

INK = from_hex("#2A1F1C")
SHEET = from_hex("#E6D8BC")
IN_SECONDS, OUT_SECONDS = 0.9, 0.6
"""How long a card takes to come and to go."""
SCALE = {"show": 0.118, "chapter": 0.062, "letter": 0.034, "end": 0.085}
"""Type size by style, in frame heights (the 1.25 scale of the art direction, larger for a title)."""

LETTER_LARGEST = 0.058
"""Type size of a very short letter, in frame heights."""


@lru_cache(maxsize=8)
def typeface(weight: str) -> skia.Typeface:
    """A Source Serif face ("Semibold", "It", "Regular")."""
    path = {
        "Semibold": serif.SourceSerifProSemibold,
        "It": serif.SourceSerifProIt,
        "Regular": serif.SourceSerifPro,
    }[weight]
    return skia.Typeface.MakeFromFile(path)


def _font(weight: str, size: float) -> skia.Font:
    font = skia.Font(typeface(weight), size)
    font.setSubpixel(True)
    font.setEdging(skia.Font.Edging.kAntiAlias)
    font.setHinting(skia.FontHinting.kNone)
    return font


@dataclass(frozen=True, slots=True)
class _Setting:
    lines: tuple[str, ...]
    font: skia.Font
    leading: float

    @property
    def height(self) -> float:
        return self.leading * len(self.lines)


def _set(text: str, weight: str, size: float, widest: float, leading: float) -> _Setting:
    font = _font(weight, size)
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split():
            longer = f"{line} {word}".strip()
            if line and font.measureText(longer) > widest:
                lines.append(line)
                line = word
            else:
                line = longer
        lines.append(line)
    return _Setting(tuple(lines), font, size * leading)


def _ease(t: float) -> float:
    t = max(0.0, min(1.0, t))
    return t * t * (3 - 2 * t)


def draw_title(canvas: skia.Canvas, width: int, height: int, card: TitleCard, time: MediaTime, light: Light) -> None:
    """Draw `card` at `time` (from the part's start) over a picture of `width`×`height` pixels."""
    age = to_seconds(time - card.start + card.before)
    left = to_seconds(card.start + card.duration - time)
    if time < card.start or left <= 0:
        return
    shown = _ease(age / IN_SECONDS) * _ease(left / OUT_SECONDS)
    if shown <= 0:
        return
    if card.style == "letter":
        _letter(canvas, width, height, card, shown, age)
    else:
        _over_picture(canvas, width, height, card, shown, age, light)


def _over_picture(
    canvas: skia.Canvas, width: int, height: int, card: TitleCard, shown: float, age: float, light: Light
) -> None:
    show = card.style == "show"
    size = SCALE.get(card.style, 0.062) * height
    setting = _set(card.text, "Semibold" if show else "It", size, width * 0.74, 1.12)
    colour: RGB = mix(adjust(light.rim, lightness=1.04), (1.0, 0.98, 0.94), 0.65)
    centre = height * (0.34 if show else 0.36)
    # A veil behind the words, so that they read over any sky.
    veil = skia.GradientShader.MakeRadial(
        center=(width / 2, centre),
        radius=width * 0.48,
        colors=[
            colour4(light.shadow, (0.42 if show else 0.60) * shown).toColor(),
            colour4(light.shadow, 0.0).toColor(),
        ],
    )
    canvas.save()
    canvas.translate(0, centre)
    canvas.scale(1, 0.55)
    canvas.translate(0, -centre)
    canvas.drawRect(skia.Rect.MakeLTRB(0, centre - width, width, centre + width), skia.Paint(Shader=veil, Dither=True))
    canvas.restore()
    y = centre - setting.height / 2 + setting.leading * 0.78
    for number, line in enumerate(setting.lines):
        # Letters breathe apart as they come: quiet, but not still.
        spread = 1 + 0.035 * (1 - _ease((age - 0.12 * number) / 1.6))
        alpha = shown * _ease((age - 0.18 * number) / IN_SECONDS)
        wide = setting.font.measureText(line) * spread
        x = (width - wide) / 2
        for letter in line:
            canvas.drawString(letter, x + size * 0.012, y + size * 0.03, setting.font, fill(light.shadow, 0.55 * alpha))
            canvas.drawString(letter, x, y, setting.font, fill(colour, alpha))
            x += setting.font.measureText(letter) * spread
        y += setting.leading
    if show or card.style == "end":
        half = width * 0.07 * _ease((age - 0.5) / 1.2)
        rule = y - setting.leading * 0.42
        canvas.drawLine(width / 2 - half, rule, width / 2 + half, rule, stroke(colour, height * 0.0022, 0.8 * shown))
        canvas.drawCircle(width / 2, rule, height * 0.005, fill(from_hex("#D8503F"), shown))


def _letter(canvas: skia.Canvas, width: int, height: int, card: TitleCard, shown: float, age: float) -> None:
    canvas.drawRect(skia.Rect.MakeWH(width, height), fill((0.05, 0.045, 0.06), 0.45 * shown))
    sheet_width = min(width * 0.52, height * 0.92)
    # The largest hand that fills the sheet without crowding it.
    size = LETTER_LARGEST * height
    setting = _set(card.text, "It", size, sheet_width * 0.78, 1.42)
    while setting.height > height * (0.30 if size > SCALE["letter"] * height else 0.60) and size > height * 0.018:
        size *= 0.94
        setting = _set(card.text, "It", size, sheet_width * 0.78, 1.42)
    sheet_height = max(height * 0.36, setting.height + height * 0.20)
    canvas.save()
    canvas.translate(width / 2, height * 0.46 + (1 - shown) * height * 0.06)
    canvas.rotate(-1.2 + 0.5 * (1 - shown))
    sheet = skia.Path()
    left, top = -sheet_width / 2, -sheet_height / 2
    sheet.addRect(skia.Rect.MakeXYWH(left, top, sheet_width, sheet_height))
    dark = fill((0.04, 0.03, 0.05), 0.45 * shown)
    dark.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, height * 0.016))
    canvas.save()
    canvas.translate(height * 0.006, height * 0.014)
    canvas.drawPath(sheet, dark)
    canvas.restore()
    canvas.drawPath(sheet, fill(SHEET, shown))
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
    y = -setting.height / 2 + setting.leading * 0.72 + height * 0.02
    for number, line in enumerate(setting.lines):
        alpha = shown * _ease((age - 0.15 - 0.14 * number) / 0.8)
        canvas.drawString(line, left + sheet_width * 0.11, y, setting.font, fill(INK, alpha))
        y += setting.leading
    canvas.restore()
