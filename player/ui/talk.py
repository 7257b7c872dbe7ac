"""Speaking to the show: a line that says that somebody listens, and where the words go that were heard.

It knows an ear, no microphone and no story. While a question is open its answers are heard; anything else becomes a
wish, in the wish's line to be sent with Enter, or at once where the viewer has set it so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import skia
from kivy.graphics import Color, Rectangle
from kivy.uix.widget import Widget

from player.ear.ear import Ear, Outcome, State
from player.ear.port import Heeded
from player.ui import theme
from player.ui.icons import draw_icon
from player.ui.paint import Panel, keycap, panel, words
from player.ui.room import Room
from player.ui.sprites import Sprite, appear, vanish
from player.ui.view import ChoiceView
from player.ui.wish import WISH_AT, WishBox

HOLD_SECONDS = 0.5
"""A key that is held for longer ends listening when it is let go; one that is tapped, when it is tapped again."""
REPEAT_SECONDS = 0.8
"""A key that is held comes again and again, at first after so long at the most."""
SURE = 0.6
"""Words that were heard less surely wait for Enter, whatever is set."""
MORE_SECONDS = 10.0
"""An open question waits so much longer for somebody who speaks."""
SAYS = {State.OPENING: "ear.opening", State.LISTENING: "ear.listening", State.THINKING: "ear.thinking"}


@dataclass(frozen=True, slots=True)
class Deeds:
    """What the window does for it."""

    choice: Callable[[], ChoiceView | None]
    pick: Callable[[int], None]
    wish: Callable[[str], None]
    more_time: Callable[[float], None]
    notice: Callable[[str, str], None]
    """A short text and its remedy."""


class Talk(Widget):
    """Begins with its key, ends with it, with Enter, by itself after a pause, or with Esc without a wish."""

    def __init__(self, ear: Ear | None, wishes: Callable[[], str], box: WishBox, room: Room, deeds: Deeds) -> None:
        """`wishes` gives the grammar of what can be wished now; it is asked in the ear's thread."""
        super().__init__(size_hint=(1, 1), opacity=0.0)
        self._ear, self._wishes, self._box, self._room, self._deeds = ear, wishes, box, room, deeds
        self._window = (1, 1, 1.0)
        self._shown = State.IDLE
        self._options: tuple[str, ...] = ()
        self._asked = 0
        self._down_at = self._pressed_at = -1e9
        self._back = Sprite()
        self.add_widget(self._back)
        with self.canvas:
            self._ink = Color(*room.accent)
            self._level = Rectangle(size=(0, 0))
        self._above = 0.0
        """Pixels above the safe area that the cards of a question take."""
        self.is_open = False

    def rise(self, above: float) -> None:
        """Stand over the cards of a question that take so many pixels above the safe area; 0 = there is none."""
        if above != self._above:
            self._above = above
            if self.is_open:
                self._paint()

    def _over_cards(self) -> float:
        _, height, scale = self._window
        return height * theme.SAFE + self._above + 12 * scale if self._above else 0.0

    def layout(self, width: int, height: int, scale: float) -> None:
        """Place for a window."""
        self._window = (width, height, scale)
        if self.is_open:
            self._paint()

    @property
    def top_edge(self) -> float:
        """Upper edge of the line in window pixels."""
        return self._back.top

    # -- keys --------------------------------------------------------------------------------------

    def pressed(self, now: float) -> None:
        """Its key, icon or button was pressed at `now` (seconds), or comes again because it is held."""
        repeats, self._pressed_at = now - self._pressed_at < REPEAT_SECONDS, now
        if repeats:
            return
        self._down_at = now
        if self.is_open and self._ear is not None:
            self._ear.end()
        else:
            self._begin()

    def released(self, now: float) -> None:
        """Its key was let go."""
        self._pressed_at = -1e9
        if self.is_open and self._ear is not None and now - self._down_at > HOLD_SECONDS:
            self._ear.end()

    def key(self, name: str) -> bool:
        """A key while it is open; whether it meant something."""
        if name == "escape":
            self.close()
        elif name in {"enter", "numpadenter"} and self._ear is not None:
            self._ear.end()
        return name in {"escape", "enter", "numpadenter"}

    def close(self) -> None:
        """Listen no more and forget what was said."""
        if self._ear is not None and self.is_open:
            self._ear.cancel()
        self._go()

    # -- turns -------------------------------------------------------------------------------------

    def _begin(self) -> None:
        if self._ear is None:
            self._tell("recogniser")
            return
        choice = self._deeds.choice()
        asks = choice is not None and not choice.taken
        self._options = tuple(card.text for card in choice.cards) if choice is not None and asks else ()
        self._asked = choice.id if choice is not None and asks else 0
        if choice is not None and asks and not choice.waits:
            self._deeds.more_time(MORE_SECONDS)
        options = self._options
        self._ear.begin(lambda: Heeded(wishes=self._wishes(), options=options))
        self.is_open = True
        self._show(self._ear.state)

    def tick(self) -> None:
        """One turn of the display."""
        if self._ear is None or not self.is_open:
            return
        outcome = self._ear.take()
        if outcome is not None:
            self._go()
            self._do(outcome)
            return
        if self._ear.state is not self._shown and self._ear.state is not State.IDLE:
            self._show(self._ear.state)
        scale = self._window[2]
        self._level.size = (self._wide(scale) * self._ear.level * 0.86, max(2.0, 3.0 * scale))

    def _do(self, outcome: Outcome) -> None:
        """Words that answer the open question answer it; all others are a wish."""
        if outcome.trouble:
            self._tell(outcome.trouble)
            return
        text, choice = outcome.heard.text, self._deeds.choice()
        if choice is not None and not choice.taken and choice.id == self._asked:
            from player.ear.grammar import option_meant  # here: a show begins sooner without it

            number = option_meant(text, self._options)
            if number:
                self._deeds.pick(choice.cards[number - 1].number)
                return
        if self._room.settings.spoken_wish == "at_once" and outcome.heard.confidence >= SURE:
            self._deeds.wish(text)
            return
        self._box.open()
        self._box.type(text)
        self._room.say(self._room.words("ear.heard", text=text))

    def _tell(self, trouble: str) -> None:
        texts = self._room.words
        self._deeds.notice(texts(f"ear.{trouble}"), texts(f"ear.{trouble}_remedy"))

    # -- looks -------------------------------------------------------------------------------------

    def _show(self, state: State) -> None:
        before, self._shown = self._shown, state
        self._paint()
        if before is State.IDLE:
            appear(self)

    def _go(self) -> None:
        self.is_open = False
        self._shown = State.IDLE
        self._level.size = (0, 0)
        vanish(self)

    def _wide(self, scale: float) -> float:
        return min(560 * scale, self._window[0] * 0.86)

    def _paint(self) -> None:
        width, height, scale = self._window
        wide, high, edge = self._wide(scale), 64 * scale, 18 * scale
        text = self._room.words(SAYS.get(self._shown, "ear.opening"))
        waits = self._shown is State.LISTENING
        ink = theme.TEXT if waits else theme.MUTED

        def content(canvas: skia.Canvas) -> None:
            tone = self._room.accent if waits else theme.MUTED
            draw_icon(canvas, "talk", 18 * scale, (high - 26 * scale) / 2, 26 * scale, tone)
            words(canvas, text, 58 * scale, high / 2 + 6 * scale, "medium", theme.TYPE.large * 0.93 * scale, ink)
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
        x, y = (width - wide) / 2, max(height * WISH_AT, self._over_cards())
        self._back.pos = (round(x - edge), round(y - edge))
        self._ink.rgba = self._room.accent
        self._level.pos = (round(x + wide * 0.07), round(y + 6 * scale))
