"""The card that ends an episode: its name, what has come of it, and what is next, over a picture that goes down.

It knows words and a light, no story. The words come as up to three paragraphs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import skia

from generators.stage.colour import RGB, adjust, from_hex, mix
from generators.stage.light import Light
from generators.stage.paper import fill, stroke
from generators.stage.typesetting import Setting, balanced, draw_head, ease

MARK = from_hex("#D8503F")
NAME, TOLD = 0.078, 0.037
"""Type sizes of the episode's name and of what is told below it, in frame heights."""
SMALLEST = 0.55
"""Share of those sizes below which type is not set, however many words there are."""
TALLEST = 0.66
"""Share of the frame's height that all of it may take."""
WIDEST_NAME, WIDEST_TOLD = 0.74, 0.56
"""Shares of the frame's width."""
RULE_GAP, NEXT_GAP, HEAD_GAP = 0.050, 0.100, 0.052
"""Air around the rule, above “next” and below its small head, in frame heights."""
RULE_REACH = 0.085
MIDDLE = 0.47
"""Height of the middle of it all: a little above the frame's."""
TOLD_AFTER, NEXT_AFTER = 0.9, 1.7
"""Seconds after the name at which the others come."""
COMES = 1.0
"""Seconds that each takes to come."""
NEXT_HEAD = re.compile(r"^(\w[\w ]{1,18}):\s+(\S.*)$", re.S)
"""“Next: the letter” is set in two sizes."""


@dataclass(frozen=True, slots=True)
class _Layout:
    name: Setting
    told: Setting | None
    lead: str
    """The small head above what is next; "" = none."""
    after: Setting | None
    tall: float
    """Height of all of it, pixels."""


def draw_end(canvas: skia.Canvas, width: int, height: int, text: str, shown: float, age: float, light: Light) -> None:
    """The card's words on a picture of `width`×`height`; `shown` 0–1 is how much of it is there, `age` its seconds."""
    card = _layout(text, width, height)
    colour: RGB = mix(adjust(light.rim, lightness=1.04), (1.0, 0.98, 0.94), 0.65)
    middle, top = width / 2, max(0.06 * height, MIDDLE * height - card.tall / 2)
    _lines(canvas, card.name, middle, top, colour, shown, age, spread=0.035)
    y = top + card.name.height + 0.55 * RULE_GAP * height
    half = RULE_REACH * width * ease((age - 0.5) / 1.2)
    canvas.drawLine(middle - half, y, middle + half, y, stroke(colour, height * 0.0022, 0.8 * shown))
    canvas.drawCircle(middle, y, height * 0.005, fill(MARK, shown))
    y += 1.25 * RULE_GAP * height
    if card.told is not None:
        _lines(canvas, card.told, middle, y, colour, 0.92 * shown, age - TOLD_AFTER)
        y += card.told.height + NEXT_GAP * height
    if card.after is None:
        return
    if card.lead:
        there = shown * ease((age - NEXT_AFTER) / COMES)
        draw_head(canvas, middle, y, height, card.lead, mix(colour, MARK, 0.35), light.shadow, there)
        y += 0.5 * HEAD_GAP * height
    _lines(canvas, card.after, middle, y, colour, 0.92 * shown, age - NEXT_AFTER)


@lru_cache(maxsize=4)
def _layout(text: str, width: int, height: int) -> _Layout:
    """The words as large as they have room."""
    name, told, after = _paragraphs(text)
    headed = NEXT_HEAD.match(after)
    lead, after = (headed[1], headed[2]) if headed else ("", after)
    share = 1.0
    while True:
        first = balanced(name, "It", NAME * share * height, WIDEST_NAME * width, 1.12)
        second = _quiet(told, "Regular", share, width, height)
        third = _quiet(after, "It", share, width, height)
        air = 2 * RULE_GAP * bool(told or after) + NEXT_GAP * bool(told and after) + 0.5 * HEAD_GAP * bool(lead)
        tall = first.height + _tall(second) + _tall(third) + air * height
        if tall <= TALLEST * height or share <= SMALLEST:
            return _Layout(first, second, lead, third, tall)
        share *= 0.94


def _paragraphs(text: str) -> tuple[str, str, str]:
    found = [paragraph.strip() for paragraph in text.split("\n") if paragraph.strip()]
    return (found[0] if found else "", found[1] if len(found) > 1 else "", " ".join(found[2:]))


def _quiet(text: str, weight: str, share: float, width: int, height: int) -> Setting | None:
    return balanced(text, weight, TOLD * share * height, WIDEST_TOLD * width, 1.36) if text else None


def _tall(setting: Setting | None) -> float:
    return setting.height if setting is not None else 0.0


def _lines(
    canvas: skia.Canvas,
    setting: Setting,
    middle: float,
    top: float,
    colour: RGB,
    shown: float,
    age: float,
    *,
    spread: float = 0.0,
) -> None:
    """Lines round `middle`, the first with its top at `top`, each coming a little after the one above."""
    y = top + 0.76 * setting.leading
    for number, line in enumerate(setting.lines):
        wide = 1 + spread * (1 - ease((age - 0.12 * number) / 1.6))
        alpha = shown * ease((age - 0.18 * number) / COMES)
        x = middle - setting.font.measureText(line) * wide / 2
        for letter in line:
            canvas.drawString(letter, x, y, setting.font, fill(colour, alpha))
            x += setting.font.measureText(letter) * wide
        y += setting.leading
