"""The controls over the film: title and reason above, time line of scenes and buttons below.

It knows no playback; it draws a `View` and calls back. It fades when nothing was touched for a while.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator

import numpy as np
import skia
from kivy.uix.widget import Widget

from player.playback.reducer import Phase
from player.ui import theme
from player.ui.icons import icon
from player.ui.paint import (
    Panel,
    Run,
    TextStyle,
    margin_of,
    paint_of,
    panel,
    pixels,
    scrim,
    text_block,
    width_of,
    words,
    wrapped,
)
from player.ui.room import Room
from player.ui.sprites import Pressable, Sprite
from player.ui.view import TimelineView, View

ICON = 26.0
"""Icon size at 720 lines."""
BRIGHT_SECONDS = 30.0
"""Buffer that makes the whole line ahead bright: the most that is kept ready."""
DOTS = 14
"""Scenes shown at most; earlier ones have scrolled away."""

GROUPS_AT_LEFT = (("pause", "skip"), ("like", "less", "more", "take"), ("wish",), ("map", "said"))
GROUPS_AT_RIGHT = (("full_screen",), ("library", "settings", "keys"), ("captions", "volume"))
"""Icons from the edges inwards: those that belong together stand together."""
AT_LEFT = tuple(name for group in GROUPS_AT_LEFT for name in group)
AT_RIGHT = tuple(name for group in GROUPS_AT_RIGHT for name in group)
GAP_OF_GROUPS = 0.42
"""Between two groups, as a share of the step from icon to icon."""


class Hud(Widget):
    """Everything that fades."""

    def __init__(self, deeds: dict[str, Callable[[], None]], room: Room, caps: Callable[[str], str]) -> None:
        """`deeds`: what pressing an icon of that name does; `caps` names the key for it."""
        super().__init__(size_hint=(1, 1))
        self._room, self._caps = room, caps
        self._view = View()
        self._scale = 1.0
        self._hint = ""
        self.focus = ""
        """Name of the icon that Enter presses; "" = none."""
        self.over_title = False
        self.full_screen = False
        self._top, self._bottom, self._title, self._line, self._tip = (Sprite() for _ in range(5))
        for sprite in (self._top, self._bottom, self._title, self._line, self._tip):
            self.add_widget(sprite)
        self._ring = Sprite(opacity=0.0)
        self.add_widget(self._ring)
        self._buttons: dict[str, Pressable] = {}
        for name, deed in deeds.items():
            button = Pressable(deed)
            button.paint = self._painter(name, button)
            self._buttons[name] = button
            self.add_widget(button)
        self.opacity = 0.0

    def _painter(self, name: str, button: Pressable) -> Callable[[bool], np.ndarray]:
        def paint(hot: bool) -> np.ndarray:
            shown, filled, ink = self._look(name)
            if hot:
                ink = self._room.accent if shown in {"like", "more", "wish"} else (1.0, 1.0, 1.0, 1.0)
            return icon(shown, ICON * self._scale, ink, filled=filled)

        return paint

    def _look(self, name: str) -> tuple[str, bool, theme.Colour]:
        view = self._view
        ink = theme.with_alpha(theme.TEXT, 0.86)
        if name == "pause" and view.phase is Phase.PAUSED:
            return "play", True, ink
        if name == "volume" and (view.muted or view.volume == 0):
            return "muted", False, ink
        if name == "full_screen" and self.full_screen:
            return "window", False, ink
        if name == "like" and view.liked > 0:
            return name, True, self._room.accent
        if name == "less" and view.liked < 0:
            return name, True, self._room.accent
        if name == "captions" and not view.captions_on:
            return "no_captions", False, theme.with_alpha(theme.TEXT, 0.6)
        return name, False, ink

    def layout(self, width: int, height: int, scale: float) -> None:
        """Place for a window."""
        self._scale = scale
        self.size = (width, height)
        high_top, high_bottom = round(150 * scale), round(190 * scale)
        self._top.show(scrim(high_top, 0.76, at_top=True), fit=False)
        self._top.size, self._top.pos = (width, high_top), (0, height - high_top)
        self._bottom.show(scrim(high_bottom, 0.78, at_top=False), fit=False)
        self._bottom.size, self._bottom.pos = (width, high_bottom), (0, 0)
        left, right = width * theme.SAFE, width * (1 - theme.SAFE)
        y = height * theme.SAFE
        gaps = (len(GROUPS_AT_LEFT) + len(GROUPS_AT_RIGHT) - 2) * GAP_OF_GROUPS
        pitch = min(54 * scale, (right - left) / (len(self._buttons) + gaps + 0.5))
        for name, steps in _steps(GROUPS_AT_LEFT, self._buttons):
            self._place(name, left + steps * pitch - 2 * scale, y)
        for name, steps in _steps(GROUPS_AT_RIGHT, self._buttons):
            self._place(name, right - ICON * scale - steps * pitch + 2 * scale, y)
        self._repaint()

    def _place(self, name: str, x: float, y: float) -> None:
        button = self._buttons[name]
        button.reach = 12 * self._scale
        button.pos = (round(x), round(y))

    # -- focus, for those who have no pointer -----------------------------------------------------

    @property
    def _order(self) -> list[str]:
        return [name for name in (*AT_LEFT, *reversed(AT_RIGHT)) if name in self._buttons]

    def move(self, step: int) -> str:
        """The focus goes to the next icon, or the one before; its name."""
        order = self._order
        at = order.index(self.focus) + step if self.focus in order else 0 if step > 0 else -1
        self._point_at(order[at % len(order)])
        return self.focus

    def press(self) -> bool:
        """Press the icon that has the focus; whether one has."""
        if not self.focus:
            return False
        self._buttons[self.focus].pressed()
        return True

    def centre(self, name: str) -> tuple[float, float]:
        """Middle of an icon in window pixels."""
        return self._buttons[name].center

    def _point_at(self, name: str) -> None:
        self.focus = name
        for known, button in self._buttons.items():
            if button.hot != (known == name):
                button.hot = known == name
                button.refresh()
        self._hint = name
        self._paint_ring()
        self._paint_tip()

    @property
    def is_ringed(self) -> bool:
        """Whether the icon that Enter presses has its ring."""
        return self._ring.opacity > 0.0

    def _paint_ring(self) -> None:
        """Round the icon that has the focus: who has no pointer sees where they are."""
        self._ring.opacity = 1.0 if self.focus else 0.0
        if self.focus:
            side, button = (ICON + 18.0) * self._scale, self._buttons[self.focus]
            look = Panel(
                fill=theme.with_alpha(theme.SURFACE, 0.72),
                border=self._room.accent,
                border_width=2.0,
                radius=side * 0.32,
                shadow=0.0,
            )
            self._ring.show(panel(side, side, look, lambda _: None))
            self._ring.pos = (
                round(button.center_x - self._ring.width / 2),
                round(button.center_y - self._ring.height / 2),
            )

    @property
    def height_below(self) -> float:
        """Pixels above the safe area that the lower controls take."""
        return 84 * self._scale

    def point(self, x: float, y: float) -> None:
        """Follow the mouse."""
        hint = ""
        for name, button in self._buttons.items():
            if button.point(x, y):
                hint = name
        self.over_title = self._title.collide_point(x, y) and self.opacity > 0.5
        if hint != self._hint:
            self._hint, self.focus = hint, ""
            self._paint_ring()
            self._paint_tip()

    def told(self, name: str) -> str:
        """What an icon is for, as things stand."""
        return self._room.words(f"hud.{self._look(name)[0]}")

    def _paint_tip(self) -> None:
        if not self._hint:
            self._tip.clear()
            return
        text = f"{self.told(self._hint)}  ·  {self._caps(self._hint)}"
        size, pad = theme.TYPE.small * self._scale, 10 * self._scale
        wide, high = width_of(text, "medium", size) + 2 * pad, size * 1.75
        look = Panel(fill=theme.with_alpha(theme.SURFACE, 0.95), radius=high * 0.32, shadow=0.0)  # over the time line
        self._tip.show(
            panel(wide, high, look, lambda canvas: words(canvas, text, pad, high * 0.67, "medium", size, theme.TEXT))
        )
        button = self._buttons[self._hint]
        x = button.center_x - self._tip.width / 2
        edge = self.width * theme.SAFE / 2
        self._tip.pos = (
            round(min(max(edge, x), self.width - edge - self._tip.width)),
            round(button.top + 12 * self._scale),
        )

    def update(self, view: View) -> None:
        """Draw what changed."""
        before, self._view = self._view, view
        if self.opacity <= 0.0:
            return
        if (before.show_title, before.scene_title) != (view.show_title, view.scene_title):
            self._paint_title()
        if before.timeline != view.timeline:
            self._paint_line()
        if _look_of(before) != _look_of(view):
            for button in self._buttons.values():
                button.refresh()

    def wake(self) -> None:
        """Paint everything before becoming visible."""
        if self.focus:
            self._point_at("")
        self._repaint()

    def _repaint(self) -> None:
        self._paint_title()
        self._paint_line()
        self._paint_ring()
        self._paint_tip()
        for button in self._buttons.values():
            button.refresh()

    def _paint_title(self) -> None:
        scale = self._scale
        small, large = theme.TYPE.small * scale, theme.TYPE.large * scale
        room = self.width * (1 - 2 * theme.SAFE)
        faint = theme.with_alpha(theme.TEXT, 0.72)
        lines = [[Run(text, "medium", faint, small)] for text in wrapped(self._view.show_title, "medium", small, room)]
        if self._view.scene_title:
            titles = wrapped(self._view.scene_title, "serif_semibold", large, room)
            lines += [[Run(text, "serif_semibold", theme.TEXT, large)] for text in titles]
            # In the text's colour: an accent that follows the show can be that of the sky behind it.
            why = Run(self._room.words("why.heading"), "medium", theme.with_alpha(theme.TEXT, 0.92), small)
            lines.append([why, Run("  ›", "semibold", self._room.accent, small)])
        style = TextStyle(size=21 * scale, leading=1.32, shadow=5 * scale)
        self._title.show(text_block(lines, style))
        margin = margin_of(style)
        x = self.width * theme.SAFE - margin
        self._title.pos = (round(x), round(self.height * (1 - theme.SAFE) - self._title.height + margin))

    def _paint_line(self) -> None:
        width = self.width * (1 - 2 * theme.SAFE)
        high = 26 * self._scale
        self._line.show(_timeline(self._view.timeline, width, high, self._scale, self._room.accent))
        self._line.pos = (round(self.width * theme.SAFE), round(self.height * theme.SAFE + 42 * self._scale))


def _steps(groups: tuple[tuple[str, ...], ...], known: Container[str]) -> Iterator[tuple[str, float]]:
    """The icons that there are, and how many steps from the edge each stands."""
    at = 0.0
    for group in groups:
        there = [name for name in group if name in known]
        for number, name in enumerate(there):
            yield name, at + number
        at += len(there) + (GAP_OF_GROUPS if there else 0.0)


def _look_of(view: View) -> tuple[object, ...]:
    return view.phase is Phase.PAUSED, view.muted, view.volume == 0, view.liked, view.captions_on


def _timeline(line: TimelineView, width: float, height: float, scale: float, accent: theme.Colour) -> np.ndarray:
    """Scenes as dots, this one as a filling bar, what is ready ahead as a brightening of the line."""

    def draw(canvas: skia.Canvas) -> None:
        middle, pitch = height / 2, 26 * scale
        first = max(0, line.current - DOTS + 1)
        rail = paint_of(theme.with_alpha(theme.TEXT, 0.22), StrokeWidth=2 * scale)
        rail.setStrokeCap(skia.Paint.kRound_Cap)
        x = 5 * scale
        for number in range(first, line.current):
            faint = 0.25 if number == first and first > 0 else 1.0
            canvas.drawCircle(x, middle, 3.4 * scale, paint_of(theme.with_alpha(theme.TEXT, 0.9 * faint)))
            joint = paint_of(theme.with_alpha(theme.TEXT, 0.45 * faint), StrokeWidth=2 * scale)
            canvas.drawLine(x + 7 * scale, middle, x + pitch - 7 * scale, middle, joint)
            x += pitch
        bar = 92 * scale
        thick = 7 * scale
        body = skia.Rect.MakeXYWH(x - 3.4 * scale, middle - thick / 2, bar, thick)
        canvas.drawRoundRect(body, thick / 2, thick / 2, paint_of(theme.with_alpha(theme.TEXT, 0.26)))
        canvas.save()
        canvas.clipRRect(skia.RRect.MakeRectXY(body, thick / 2, thick / 2), True)
        fill = skia.Rect.MakeXYWH(body.left(), body.top(), bar * min(1.0, max(0.06, line.progress)), thick)
        canvas.drawRect(fill, paint_of(accent))
        canvas.restore()
        head = min(max(fill.right(), body.left() + 4 * scale), body.right() - 4 * scale)
        canvas.drawCircle(head, middle, 6.4 * scale, paint_of(theme.with_alpha(theme.BACKGROUND, 0.6)))
        canvas.drawCircle(head, middle, 5.2 * scale, paint_of(theme.TEXT))
        start, end = body.right() + 10 * scale, width - 4 * scale
        canvas.drawLine(start, middle, end, middle, rail)
        share = min(1.0, line.ready_seconds / BRIGHT_SECONDS)
        if share > 0.01:
            reach = start + (end - start) * share
            glow = skia.Paint(AntiAlias=True, StrokeWidth=2.6 * scale, Style=skia.Paint.kStroke_Style)
            glow.setStrokeCap(skia.Paint.kRound_Cap)
            colours = [skia.Color4f(*theme.with_alpha(theme.TEXT, a)).toColor() for a in (0.95, 0.6, 0.0)]
            glow.setShader(
                skia.GradientShader.MakeLinear([skia.Point(start, 0), skia.Point(reach, 0)], colours, [0.0, 0.6, 1.0])
            )
            canvas.drawLine(start, middle, reach, middle, glow)

    return pixels(width, height, draw)
