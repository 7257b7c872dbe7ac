"""A small drawn map: options are places on it, each with its cards below and its picture where it lies.

It knows no toolkit; `player.ui.cards` moves what is painted here, `map_drawing` draws in ink.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import skia

from player.ui import theme
from player.ui.choice_forms.form import (
    BADGE,
    EDGE,
    Box,
    CardState,
    Laid,
    Question,
    Slot,
    draw_badge,
    draw_still,
    is_cut,
)
from player.ui.choice_forms.map_drawing import Chart, Point, draw_chart, draw_focus
from player.ui.choice_forms.paper_sheet import INK, ink_accent, sheet_of_paper
from player.ui.choice_forms.plain_cards import PlainCards
from player.ui.paint import paint_of, pixels, width_of, words, wrapped
from story_engine.plan import Spot

CARD_HEIGHT = 62.0
"""Of a card below the map at 720 lines: the map has the pictures."""
OVERLAP = 20.0
"""Pixels by which the cards lie upon the map's lower edge."""
MAP_HEIGHT, LEAST_MAP = 152.0, 0.19
"""Pixels of the map at 720 lines, and the least share of the window's height."""
MAP_WIDTH = 980.0
DISC = 41.0
"""Most pixels of a place's radius."""
BORDER = 22.0
NAME = 13.5


class MapForm:
    """A strip of map with a disc for every option, and the options' cards below it."""

    def __init__(self, question: Question) -> None:
        self._q = question
        space, scale = question.space, question.space.scale
        bare = replace(question.choice, cards=tuple(replace(card, picture=None) for card in question.cards))
        self._plain = PlainCards(replace(question, choice=bare), least=CARD_HEIGHT)
        below = self._plain.rows(space.foot, prompt=())
        left = min(slot.box.x for slot in below.slots)
        self._wide = max(space.width - 2 * left + 24 * scale, min(MAP_WIDTH * scale, space.room))
        self._wide = min(self._wide, space.room)
        self._title = wrapped(question.choice.prompt, "serif_italic", self._title_size, self._wide - 90 * scale, most=2)
        cards_top = max(slot.box.top for slot in below.slots)
        self._foot = cards_top - OVERLAP * scale
        title = max(0, len(self._title) - 1) * self._title_size * 1.25 + 46 * scale
        most = MAP_HEIGHT * scale + title
        least = LEAST_MAP * space.height + title
        self._high = max(least, min(most, 0.6 * space.height - (self._foot - space.foot)))
        self._below = below
        self._points = self._placed(title)
        self._still: skia.Image | None = None

    @property
    def _title_size(self) -> float:
        return theme.TYPE.large * 1.05 * self._q.space.scale

    @property
    def is_whole(self) -> bool:
        """Whether every option lies at a place of its own."""
        places = [card.place for card in self._q.cards]
        known = {spot.id for spot in self._q.choice.spots}
        return len(set(places)) == len(places) and set(places) <= known

    # -- where places lie ------------------------------------------------------------------------

    def _placed(self, title: float) -> tuple[Point, ...]:
        """Every place from the map's top left corner: options as discs, the others as dots where there is room."""
        scale = self._q.space.scale
        options = {card.place: card.number for card in self._q.cards}
        name = NAME * scale * 1.5
        area = (BORDER * scale, title, self._wide - BORDER * scale, self._high - OVERLAP * scale - 10 * scale)
        radius = min(DISC * scale, (area[3] - area[1] - name - 6 * scale) / 2)
        discs = sorted((spot for spot in self._q.choice.spots if spot.id in options), key=lambda spot: spot.x)
        gaps = max([2.3 * radius, *(width_of(spot.name, "serif_italic", NAME * scale) + 22 * scale for spot in discs)])
        least, most = area[0] + max(radius, gaps / 2) + 8 * scale, area[2] - max(radius, gaps / 2) - 8 * scale
        xs = _apart([least + spot.x * (most - least) for spot in discs], gaps, least, most)
        upper, lower = area[1] + radius, area[3] - name - radius
        found = [
            Point(spot=spot, x=x, y=upper + spot.y * max(0.0, lower - upper), radius=radius, number=options[spot.id])
            for spot, x in zip(discs, xs, strict=True)
        ]
        for spot in (spot for spot in self._q.choice.spots if spot.id not in options):
            dot = self._dot(spot, area, found)
            if dot is not None:
                found.append(dot)
        return tuple(found)

    def _dot(self, spot: Spot, area: tuple[float, float, float, float], found: list[Point]) -> Point | None:
        """A place that is no option, near where it lies; None where there is no room for it."""
        scale = self._q.space.scale
        half = max(width_of(spot.name, "serif_italic", NAME * scale) / 2, 30 * scale)
        low, high = area[0] + half, area[2] - half
        top, foot = area[1] + 28 * scale, area[3] - 26 * scale
        x, y = low + spot.x * (high - low), top + spot.y * max(0.0, foot - top)
        steps = sorted(
            ((dx, dy) for dx in range(-6, 7) for dy in range(-2, 3)), key=lambda d: (abs(d[0]) + abs(d[1]), d)
        )
        for dx, dy in steps:
            at = (x + dx * 34 * scale, y + dy * 24 * scale)
            free = all(
                abs(at[0] - p.x) > p.radius + half + 6 * scale or abs(at[1] - p.y) > p.radius + 42 * scale
                for p in found
            )
            if low <= at[0] <= high and top <= at[1] <= foot and free:
                return Point(spot=spot, x=at[0], y=at[1], radius=5 * scale, number=0)
        return None

    def lay(self) -> Laid:
        """The map upon its cards."""
        scale, space = self._q.space.scale, self._q.space
        sheet = Box((space.width - self._wide) / 2, self._foot, self._wide, self._high)
        discs = {point.number: point for point in self._points if point.number}
        slots = []
        for card, slot in zip(self._q.cards, self._below.slots, strict=True):
            disc = discs.get(card.number)
            picture = None
            if disc is not None:
                side = 2 * disc.radius
                picture = Box(sheet.x + disc.x - disc.radius, sheet.top - disc.y - disc.radius, side, side)
            slots.append(Slot(box=slot.box, picture=picture))
        rail = Box(sheet.x, sheet.top + 12 * scale, sheet.wide, max(2.0, 3 * scale))
        cut = self._below.is_cut or is_cut([self._title]) or not self.is_whole
        cut = cut or any(0 < point.radius < 22 * scale for point in discs.values())
        return Laid(slots=tuple(slots), rail=rail, top=rail.top + 14 * scale, sheet=sheet, is_cut=cut)

    # -- painting --------------------------------------------------------------------------------

    def sheet(self, focus: int, taken: int) -> np.ndarray | None:
        """The map, and the way to the place that has the focus."""
        scale, edge = self._q.space.scale, EDGE * self._q.space.scale
        accent = ink_accent(self._q.room.accent)
        chart = Chart(self._points, self._wide, self._high, scale, accent, self._q.room.words("cards.here"))
        if self._still is None:

            def content(canvas: skia.Canvas) -> None:
                draw_chart(canvas, chart)
                y = self._title_size * 0.9 + 18 * scale
                for line in self._title:
                    wide = width_of(line, "serif_italic", self._title_size)
                    x = (self._wide - wide) / 2
                    words(canvas, line, x, y, "serif_italic", self._title_size, INK)
                    y += self._title_size * 1.25

            paper = sheet_of_paper((self._wide, self._high), edge, scale, content)
            self._still = skia.Image.fromarray(paper, colorType=skia.kRGBA_8888_ColorType)
        still, way = self._still, self._way(taken or focus)

        def draw(canvas: skia.Canvas) -> None:
            canvas.drawImage(still, 0, 0)
            canvas.translate(edge, edge)
            draw_focus(canvas, chart, way)

        return pixels(self._wide + 2 * edge, self._high + 2 * edge, draw)

    def _way(self, number: int) -> tuple[Point, ...]:
        """The places from where one is to an option's, along the links."""
        known = {point.spot.id: point for point in self._points}
        goal = next((point for point in self._points if point.number == number and number), None)
        here = next((point for point in self._points if point.spot.here), None)
        if goal is None or here is None:
            return (goal,) if goal is not None else ()
        return tuple(known[name] for name in _shortest(known, here.spot.id, goal.spot.id))

    def picture(self, index: int, still: skia.Image | None, state: CardState) -> np.ndarray:
        """A place's disc with its key."""
        point = next(point for point in self._points if point.number == self._q.cards[index].number)
        side, scale = 2 * point.radius, self._q.space.scale
        accent = ink_accent(self._q.room.accent)
        lit = state.focused or state.taken

        def draw(canvas: skia.Canvas) -> None:
            rim = 3.4 * scale
            circle = skia.Path.Circle(side / 2, side / 2, side / 2 - rim)
            canvas.save()
            canvas.clipPath(circle, skia.ClipOp.kIntersect, True)
            canvas.clear(skia.Color4f(0.55, 0.52, 0.47, 1.0))
            if still is not None:
                draw_still(canvas, still, skia.Rect.MakeWH(side, side))
            canvas.restore()
            pen = paint_of(accent if lit else INK, Style=skia.Paint.kStroke_Style)
            pen.setStrokeWidth((4.2 if lit else 2.2) * scale)
            canvas.drawPath(circle, pen)
            draw_badge(
                canvas, (0.0, side - (BADGE + 1) * scale), str(self._q.cards[index].number), state, self._q.room, scale
            )

        return pixels(side, side, draw)

    def card(self, index: int, state: CardState) -> np.ndarray:
        """As a plain card."""
        return self._plain.card(index, state)


def _apart(xs: list[float], gap: float, least: float, most: float) -> list[float]:
    """Sorted places moved so that neighbours are `gap` apart, within bounds as far as that can be."""
    found = list(xs)
    for number in range(1, len(found)):
        found[number] = max(found[number], found[number - 1] + gap)
    if found and found[-1] > most:
        found[-1] = most
        for number in range(len(found) - 2, -1, -1):
            found[number] = min(found[number], found[number + 1] - gap)
    return [max(least, x) for x in found]


def _shortest(known: Mapping[str, Point], start: str, goal: str) -> tuple[str, ...]:
    """Ids along the fewest links; the straight way where no links lead there."""
    before: dict[str, str] = {start: ""}
    waiting = deque([start])
    while waiting and goal not in before:
        name = waiting.popleft()
        for link in known[name].spot.links:
            if link in known and link not in before:
                before[link] = name
                waiting.append(link)
    if goal not in before:
        return start, goal
    way = [goal]
    while before[way[-1]]:
        way.append(before[way[-1]])
    return tuple(reversed(way))
