"""What a creator sees of a preview: where in the scene it is, keys to go through it, and what a saved file lacks.

It knows no seed and no playback; it shows a `PreviewView` and says which key was meant.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import skia
from kivy.uix.widget import Widget

from player.ui import manner, theme
from player.ui.paint import Panel, keycap, panel, width_of, words, wrapped
from player.ui.preview_keys import CAPS, KEYS
from player.ui.room import Room
from player.ui.sprites import Pressable, Sprite, appear, vanish

if TYPE_CHECKING:  # who plays a show does not wait for what composes a preview
    from player.previewing import Fault, Previewing, PreviewView

MOST_FAULTS = 4
"""Faults that are shown at once; the others come when these are mended."""


class PreviewBar(Widget):
    """A bar at the top, and a calm panel while the saved story cannot be told."""

    def __init__(self, room: Room) -> None:
        super().__init__(size_hint=(1, 1), opacity=0.0)
        self._room = room
        self._window = (1, 1, 1.0)
        self._shown: PreviewView | None = None
        self._spoken: PreviewView | None = None
        """What was shown before, however often the window was laid out since."""
        self._preview: Previewing | None = None
        self._live: Any = None
        self._told, self._panel = Sprite(), Sprite(opacity=0.0)
        self._buttons: list[Pressable] = []
        self.add_widget(self._told)
        for cap, deed in CAPS:
            button = Pressable(lambda deed=deed: self.do(deed))
            button.paint = lambda hot, cap=cap, deed=deed: self._paint_button(cap, deed, hot)
            self._buttons.append(button)
            self.add_widget(button)
        self.add_widget(self._panel)

    @property
    def is_on(self) -> bool:
        """Whether a preview plays."""
        return self._preview is not None

    @property
    def faults_shown(self) -> int:
        """How many faults stand on the panel."""
        return len(self._shown.faults[:MOST_FAULTS]) if self._shown is not None else 0

    def follow(self, preview: Previewing | None, live: Any) -> None:
        """From now on show that preview of what `live` plays; None = none."""
        self._preview, self._live, self._shown = preview, live, None
        if preview is None:
            self._spoken = None
        for button in self._buttons:
            button.enabled = preview is not None
        (vanish if preview is None else appear)(self)

    def layout(self, width: int, height: int, scale: float) -> None:
        """Place for a window."""
        self._window = (width, height, scale)
        self._shown = None

    def turn(self, *, hidden: bool, awake: bool) -> None:
        """Draw what changed; `hidden`: something else has that corner, and what is wrong is told all the same.

        The keys are shown while somebody is `awake`, unless nothing can be begun.
        """
        if self._preview is None:
            return
        view = self._preview.view
        self.opacity = 0.0 if hidden and not view.faults else 1.0
        self._told.opacity = 0.0 if hidden else 1.0
        for button in self._buttons:
            button.opacity = 1.0 if awake and not (hidden or view.faults) else 0.0
        if view != self._shown:
            before, self._shown = self._spoken, view
            self._spoken = view
            self._paint(view)
            if view.faults and (before is None or view.faults != before.faults):
                self._room.say(" ".join([self._room.words("preview.faults"), *map(_aloud, view.faults[:MOST_FAULTS])]))
            elif before is not None and not view.faults and _aside(view) != _aside(before):
                self._room.say(". ".join(self._said(view)))

    def point(self, x: float, y: float) -> None:
        """Follow the mouse."""
        for button in self._buttons:
            button.point(x, y)

    def key(self, name: str, modifiers: Sequence[str]) -> bool:
        """A key of the preview's own; whether it was one."""
        if name not in KEYS or {"ctrl", "shift", "alt"} & set(modifiers):
            return False
        self.do(KEYS[name])
        return True

    def do(self, deed: str) -> None:
        """Go through the scene, or see it another way."""
        preview, live = self._preview, self._live
        if preview is None or (live is None and deed != "again"):
            return  # where nothing could be begun it can be tried again
        deeds: dict[str, Callable[[], None]] = {
            "before": lambda: preview.line(-1, live),
            "after": lambda: preview.line(1, live),
            "again": preview.restart,
            "way": preview.other_way,
            "viewpoint": lambda: preview.next_viewpoint(live),
        }
        deeds[deed]()

    # -- painting ------------------------------------------------------------------------------

    def _paint(self, view: PreviewView) -> None:
        width, height, scale = self._window
        texts, right, said = self._room.words, width * (1 - theme.SAFE), self._said(view)
        size, small = theme.TYPE.body * 0.94 * scale, theme.TYPE.small * scale
        most = min(460 * scale, width * 0.6)
        title = wrapped(view.title or texts("preview.title"), "serif_semibold", size, most, most=1)[0]
        line = wrapped("  ·  ".join(said), "medium", small, most, most=2)
        pad = 14 * scale
        wide = (
            max(width_of(title, "serif_semibold", size), *(width_of(text, "medium", small) for text in line)) + 2 * pad
        )
        high = size * 1.4 + small * 1.45 * len(line) + 16 * scale

        def content(canvas: skia.Canvas) -> None:
            words(canvas, title, pad, 6 * scale + size * 1.05, "serif_semibold", size, theme.TEXT)
            for number, text in enumerate(line):
                y = 10 * scale + size * 1.4 + small * (0.95 + 1.45 * number)
                words(canvas, text, pad, y, "medium", small, self._room.accent)

        self._told.show(panel(wide, high, Panel(fill=theme.with_alpha(theme.SURFACE, 0.86), shadow=0.0,
                                                radius=theme.RADIUS * scale), content))  # fmt: skip
        top = height * (1 - theme.SAFE)
        self._told.pos = (round(right - self._told.width), round(top - self._told.height))
        x, y = right, top - self._told.height - 8 * scale
        for button in reversed(self._buttons):
            button.refresh()
            x -= button.width
            button.pos = (round(x), round(y - button.height))
            x -= 6 * scale
        self._paint_faults(view.faults)

    def _said(self, view: PreviewView) -> list[str]:
        """What stands below the title."""
        texts = self._room.words
        said = [texts("preview.line", number=view.number, count=view.count) if view.number else texts("preview.begins")]
        if view.way:
            said.append(f"→ {view.way}")
        if view.viewpoint:
            said.append(_seen(view.viewpoint, self._room))
        if view.told:
            said.append(texts(f"preview.{view.told}"))
        return said

    def _paint_button(self, cap: str, deed: str, hot: bool) -> np.ndarray:
        scale = self._window[2]
        text, size = self._room.words(f"preview.do_{deed}"), theme.TYPE.small * 0.93 * scale
        cap_wide = width_of(cap, "semibold", 12.5 * scale) + 16 * scale
        wide, high = cap_wide + width_of(text, "medium", size) + 24 * scale, 32 * scale
        fill = theme.RAISED if hot else theme.with_alpha(theme.SURFACE, 0.86)

        def content(canvas: skia.Canvas) -> None:
            keycap(canvas, cap, 6 * scale, 5 * scale, 22 * scale, self._room.accent if hot else theme.TEXT)
            words(canvas, text, cap_wide + 14 * scale, high / 2 + size * 0.36, "medium", size, theme.TEXT)

        return panel(wide, high, Panel(fill=fill, radius=9 * scale, shadow=0.0), content)

    def _paint_faults(self, faults: tuple[Fault, ...]) -> None:
        if not faults:
            if self._panel.opacity:
                vanish(self._panel)
            return
        width, height, scale = self._window
        texts, shown = self._room.words, faults[:MOST_FAULTS]
        room, pad, edge = min(720 * scale, width * 0.84), 28 * scale, 24 * scale
        size, small, head = theme.TYPE.body * scale, theme.TYPE.small * scale, theme.TYPE.large * scale
        rows: list[tuple[str, str, float, theme.Colour]] = []
        for fault in shown:
            rows.append((fault.where, "semibold", small, manner.fault()))
            rows += [
                (text, "medium", size, theme.TEXT) for text in wrapped(fault.message, "medium", size, room, most=3)
            ]
            if fault.remedy:
                remedy = wrapped(fault.remedy, "regular", small, room, most=3)
                rows += [(text, "regular", small, theme.MUTED) for text in remedy]
            rows.append(("", "regular", small * 0.5, theme.MUTED))
        rest = len(faults) - len(shown)
        told = texts("preview.more", count=rest) if rest else ""
        rows += [(text, "regular", small, theme.MUTED) for text in (told, texts("preview.save_again")) if text]
        while rows and head * 1.6 + sum(row[2] * 1.42 for row in rows) + 2 * pad > height * 0.92:
            del rows[-3 if len(rows) > 3 else 0]
        high = head * 1.6 + sum(row[2] * 1.42 for row in rows) + 2 * pad

        def content(canvas: skia.Canvas) -> None:
            words(canvas, texts("preview.faults"), pad, pad + head, "serif_semibold", head, theme.TEXT)
            y = pad + head * 1.6
            for text, font, high_of, ink in rows:
                words(canvas, text, pad, y + high_of, font, high_of, ink)
                y += high_of * 1.42

        look = Panel(fill=theme.with_alpha(theme.SURFACE, 0.97), radius=theme.RADIUS * scale, shadow=edge)
        self._panel.show(panel(room + 2 * pad, high, look, content))
        self._panel.pos = (round((width - self._panel.width) / 2), round((height - self._panel.height) / 2))
        appear(self._panel)


def _seen(viewpoint: str, room: Room) -> str:
    size, _, actor = viewpoint.partition(" ")
    return room.words(f"preview.seen_{size}", who=actor.replace("_", " ").title())


def _aside(view: PreviewView) -> tuple[object, ...]:
    """What changes when something was done: the line alone changes while the story plays."""
    return view.way, view.viewpoint, view.told, bool(view.faults)


def _aloud(fault: Fault) -> str:
    return f"{fault.where}. {fault.message}. {fault.remedy}"
