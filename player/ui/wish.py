"""The wish: one line of text in the lower third, and the show's answer with "undo".

It knows no story; it hands text on and shows what it is told.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import skia
from kivy.uix.textinput import TextInput
from kivy.uix.widget import Widget

from player.ui import manner, theme
from player.ui.icons import draw_icon, icon
from player.ui.paint import Panel, keycap, panel, width_of, words, wrapped
from player.ui.room import Room
from player.ui.screen_keys import ScreenKeys
from player.ui.sprites import Pressable, Sprite, appear, vanish
from player.ui.view import ToastView

LONGEST = 280
"""Characters of a wish: what the engine reads."""
IDEAS = ("wish.idea_snow", "wish.idea_surprise", "wish.idea_closer", "wish.idea_calmer")
"""Wishes that every story understands."""
MOST_IDEAS = 4
WISH_AT = 0.2
"""Lower edge of the line, as a share of the window's height: the lower third."""


class WishBox(Widget):
    """One line of text; opens with `/`, sends with Enter, closes with Esc."""

    def __init__(self, send: Callable[[str], None], room: Room) -> None:
        super().__init__(size_hint=(1, 1), opacity=0.0)
        self._send = send
        self._room = room
        self.is_open = False
        self.by_finger = False
        """Who opens it has no keyboard in hand: keys are shown on the screen."""
        self.keys = ScreenKeys(self._pressed, room)
        self.ideas: Callable[[], tuple[str, ...]] = lambda: tuple(room.words(name) for name in IDEAS)
        """What could be said now, for who has no keyboard in hand."""
        self.talk: Callable[[], None] | None = None
        """Begins to listen, where somebody can: the line's icon becomes a button for who has no key for it."""
        self._mic = Pressable(self._speak)
        self._mic.paint = lambda hot: icon(
            "talk", 26 * self._window[2], (1.0, 1.0, 1.0, 1.0) if hot else self._room.accent
        )
        self._window = (1, 1, 1.0)
        self._times = 0
        """How often it was opened."""
        self._above = 0.0
        """Pixels above the safe area that the cards of an open question take; what is typed then may be an answer."""
        self._back = Sprite()
        self.add_widget(self._back)
        self.add_widget(self._mic)
        self.add_widget(self.keys)
        font = theme.font_path("medium")
        self._input = TextInput(
            multiline=False,
            background_color=(0, 0, 0, 0),
            background_normal="",
            background_active="",
            foreground_color=theme.TEXT,
            cursor_color=room.accent,
            selection_color=theme.with_alpha(room.accent, 0.3),
            hint_text_color=theme.with_alpha(theme.MUTED, 0.8),
            size_hint=(None, None),
            padding=(0, 0, 0, 0),
            text_validate_unfocus=False,
            write_tab=False,
            disabled=True,
            **({"font_name": str(font)} if font else {}),
        )
        self._input.bind(on_text_validate=self._done, text=self._shorten)
        self.add_widget(self._input)

    @property
    def top_edge(self) -> float:
        """Upper edge of the line in window pixels."""
        return self._back.top

    def layout(self, width: int, height: int, scale: float) -> None:
        """Place for a window."""
        self._window = (width, height, scale)
        self.keys.layout(width, height, scale)
        wide, high, edge = min(760 * scale, width * 0.86), 64 * scale, 18 * scale

        def content(canvas: skia.Canvas) -> None:
            if self.talk is None:
                draw_icon(canvas, "wish", 18 * scale, (high - 26 * scale) / 2, 26 * scale, self._room.accent)
            cap = 24 * scale
            words(canvas, "Esc", wide - 40 * scale, high / 2 + 5 * scale, "semibold", 12.5 * scale, theme.MUTED)
            keycap(canvas, "Enter", wide - 106 * scale, (high - cap) / 2, cap)

        look = Panel(
            fill=theme.with_alpha(theme.SURFACE, 0.97),
            border=theme.with_alpha(self._room.accent, 0.7),
            border_width=1.5,
            radius=theme.RADIUS * scale,
            shadow=edge,
        )
        self._back.show(panel(wide, high, look, content))
        self._input.hint_text = self._room.words("wish.hint_answer") if self._above else self._hint()
        over_cards = height * theme.SAFE + self._above + 16 * scale if self._above else 0.0
        x, y = (width - wide) / 2, max(height * WISH_AT, self.keys.height_above + 12 * scale, over_cards)
        self._back.pos = (round(x - edge), round(y - edge))
        self._mic.enabled = self.talk is not None
        self._mic.reach = 14 * scale
        self._mic.pos = (round(x + 18 * scale), round(y + (high - 26 * scale) / 2))
        if self.talk is not None:
            self._mic.refresh()
        size = theme.TYPE.large * 0.93 * scale
        self._input.font_size = size
        self._input.size = (wide - 190 * scale, size * 1.5)
        self._input.pos = (round(x + 60 * scale), round(y + (high - size * 1.5) / 2))

    def rise(self, above: float) -> None:
        """Stand over the cards of a question that take so many pixels above the safe area; 0 = there is none."""
        if above != self._above:
            self._above = above
            if self.is_open:
                self.layout(*self._window)

    def _hint(self) -> str:
        """What could be wished; another idea whenever the line is opened."""
        return self._room.words("wish.hint", idea=self._room.words(IDEAS[max(0, self._times - 1) % len(IDEAS)]))

    def open(self) -> None:
        """Show the line and take the keyboard."""
        if self.is_open:
            return
        self.is_open = True
        self._times += 1
        if self.by_finger:
            self.keys.ideas = self.ideas()[:MOST_IDEAS]
            self.keys.open()
        self.layout(*self._window)
        self._room.say(self._room.words("voice.wish"))
        self._input.text = ""
        self._input.disabled = False
        self._input.focus = True
        appear(self)

    def close(self) -> None:
        """Give the keyboard back."""
        if not self.is_open:
            return
        self.is_open = False
        self._input.focus = False
        self._input.disabled = True
        self.keys.close()
        vanish(self)

    def type(self, text: str) -> None:
        """Put text in, as the keyboard would."""
        self._input.insert_text(text)

    def send(self) -> None:
        """Send what is written, as Enter does."""
        self._done()

    def key(self, name: str) -> bool:
        """A key that the line does not take for itself; whether it meant something."""
        if name == "escape":
            self.close()
            self._room.say(self._room.words("voice.closed"))
            return True
        return self.keys.is_open and self.keys.key(name)

    def _speak(self) -> None:
        """Speak instead of typing."""
        self.close()
        if self.talk is not None:
            self.talk()

    def _pressed(self, name: str) -> None:
        """A key on the screen."""
        if name == "enter":
            self.send()
        elif name == "close":
            self.close()
        elif name == "delete":
            self._input.do_backspace()
        elif name in self.keys.ideas:
            self._input.text = name
        else:
            self._input.insert_text(" " if name == "space" else name)

    def _shorten(self, _box: TextInput, text: str) -> None:
        word = text.split()[-1] if text.split() else ""
        self._room.say(word if text.endswith(" ") else text[-1:])
        if len(text) > LONGEST:
            self._input.text = text[:LONGEST]

    def _done(self, *_: object) -> None:
        text = self._input.text.strip()
        self.close()
        if text:
            self._room.say(self._room.words("voice.wished", text=text))
            self._send(text)


class Toast(Widget):
    """The show's answer in its own voice, or a trouble with its remedy; goes by itself."""

    def __init__(self, undo: Callable[[], None], room: Room) -> None:
        super().__init__(size_hint=(1, 1), opacity=0.0)
        self._room = room
        self._toast: ToastView | None = None
        self._window = (1, 1, 1.0)
        self._back = Sprite()
        self._undo = Pressable(undo)
        self._undo.paint = self._paint_undo
        self.add_widget(self._back)
        self.add_widget(self._undo)

    def layout(self, width: int, height: int, scale: float) -> None:
        """Place for a window."""
        self._window = (width, height, scale)
        if self._toast is not None:
            self._build(self._toast)

    def update(self, toast: ToastView | None, lift: float) -> None:
        """Show `toast`, above what takes `lift` pixels below."""
        if toast != self._toast:
            fresh = toast is not None and (self._toast is None or toast.serial != self._toast.serial)
            self._toast = toast
            if toast is None:
                self._undo.enabled = False
                vanish(self)
            else:
                self._build(toast)
                if fresh:
                    self.opacity = 0.0
                    appear(self)
        if self._toast is not None:
            self._place(lift)

    def point(self, x: float, y: float) -> None:
        """Follow the mouse."""
        if self._undo.enabled:
            self._undo.point(x, y)

    def _build(self, toast: ToastView) -> None:
        width, _, scale = self._window
        size = theme.TYPE.body * 1.12 * scale
        name = "medium" if toast.trouble else "serif_italic"
        room = min(620 * scale, width * 0.88 - (190 if toast.undo else 84) * scale)
        lines = wrapped(toast.text, name, size, room, most=5)
        pad, pitch, edge = 24 * scale, size * 1.34, 18 * scale
        text_wide = max(width_of(line, name, size) for line in lines) if lines else 1.0
        small = theme.TYPE.small * scale
        remedy = wrapped(toast.remedy, "regular", small, room, most=4)
        text_wide = max([text_wide, *(width_of(line, "regular", small) for line in remedy)])
        self._undo.enabled = toast.undo
        if toast.undo:
            self._undo.refresh()
        else:
            self._undo.clear()
        tail = self._undo.width + 12 * scale if toast.undo else 0.0
        wide = text_wide + 2 * pad + tail + 34 * scale
        high = pitch * len(lines) + small * 1.5 * len(remedy) + 30 * scale
        mark = manner.trouble() if toast.trouble else self._room.accent
        sign = "trouble" if toast.trouble else "wish"

        def content(canvas: skia.Canvas) -> None:
            draw_icon(canvas, sign, pad - 6 * scale, (high - 24 * scale) / 2, 24 * scale, mark)
            y = 15 * scale + size * 1.0
            for line in lines:
                words(canvas, line, pad + 34 * scale, y, name, size, theme.TEXT)
                y += pitch
            for line in remedy:
                words(canvas, line, pad + 34 * scale, y, "regular", small, theme.MUTED)
                y += small * 1.5

        self._back.show(panel(wide, high, Panel(radius=theme.RADIUS * scale, shadow=edge), content))
        self._edge, self._size = edge, (wide, high)
        self._place(0.0)

    def _place(self, lift: float) -> None:
        width, height, scale = self._window
        wide, high = self._size
        x, y = (width - wide) / 2, height * theme.SAFE + lift
        self._back.pos = (round(x - self._edge), round(y - self._edge))
        self._undo.pos = (round(x + wide - self._undo.width - 20 * scale), round(y + (high - self._undo.height) / 2))

    def _paint_undo(self, hot: bool) -> np.ndarray:
        scale = self._window[2]
        ink = self._room.accent if hot else theme.TEXT
        text, size = self._room.words("toast.undo"), 15 * scale
        wide, high = max(84 * scale, width_of(text, "semibold", size) + 28 * scale), 36 * scale

        def content(canvas: skia.Canvas) -> None:
            x = (wide - width_of(text, "semibold", size)) / 2
            words(canvas, text, x, high / 2 + size * 0.36, "semibold", size, ink)

        fill = theme.with_alpha(theme.TEXT, 0.12 if hot else 0.07)
        return panel(wide, high, Panel(fill=fill, border=theme.LINE, radius=high / 2, shadow=0.0), content)
