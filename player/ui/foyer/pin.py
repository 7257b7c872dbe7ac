"""The grown-ups' PIN: tried before limits are changed or left, chosen with the first limited profile.

It knows the desk, no store; what was typed lives only until it is tried.
"""

from __future__ import annotations

from collections.abc import Callable

from player.foyer.desk import Desk
from player.ui import manner, theme
from player.ui.foyer.entry import digit_key, pin_dots
from player.ui.foyer.frames import button
from player.ui.foyer.house import House
from player.ui.foyer.page import Page
from player.ui.foyer.tiles import PaintedTile
from profiles.pin import DIGITS, is_pin
from profiles.store import Viewer

KEYS = ("1", "2", "3", "4", "5", "6", "7", "8", "9", "←", "0", "OK")
KEY_SIDE = 66.0


class PinPage(Page):
    """Dots, a pad of digits, and one line that says what became of a try."""

    title = "pin"

    def __init__(
        self,
        house: House,
        desk: Desk,
        then: Callable[[], None],
        *,
        viewer: Viewer | None = None,
        choosing: bool = False,
        hint: str = "pin.choose_hint",
    ) -> None:
        """`then` happens after the right PIN; with `choosing` a new one is typed twice and kept. `hint`: what for."""
        super().__init__(house)
        self._desk, self._then, self._viewer, self._choosing = desk, then, viewer, choosing
        self._hint = hint
        self._typed, self._first, self._said = "", "", ""
        self._waited = -1

    def first_focus(self) -> str:
        """In the middle of the pad."""
        return "digit/5"

    def compose(self) -> None:
        """Everything in one column."""
        scale, words = self.scale, self.words
        narrow = self.is_narrow  # large type: words at the left, the pad at the right
        middle = self.width * (0.3 if narrow else 0.5)
        room = self.width * (0.48 if narrow else 0.92)
        heading = words("pin.again" if self._first else "pin.choose") if self._choosing else words("pin.heading")
        y = self.height * (0.16 if narrow else 0.09)
        y += self.write(heading, middle, y, theme.TYPE.title * scale, font="serif_semibold", centred=True, width=room)
        hint = words(self._hint)
        y += 4 * scale
        y += self.write(hint, middle, y, theme.TYPE.body * 0.94 * scale, ink=theme.MUTED, centred=True, width=room)
        dots = pin_dots(len(self._typed), DIGITS[1] if len(self._typed) > 4 else 4, scale, self.house.accent)
        y += 20 * scale
        self.picture(dots, middle - dots.shape[1] / 2, y)
        y += 44 * scale
        said = self._said_now()
        if said:
            self.write(said, middle, y, theme.TYPE.body * 0.94 * scale, ink=manner.fault(), centred=True, width=room)
        y += 34 * scale
        gap = (8 if narrow else 14) * scale
        if narrow:
            below, y = y, self.height * theme.SAFE
        side = min(KEY_SIDE * scale, (self.height * (1 - theme.SAFE) - y) / (4 if narrow else 5) - gap)
        left = (self.width * 0.77 if narrow else middle) - 1.5 * side - gap
        for number, text in enumerate(KEYS):
            row, column = divmod(number, 3)
            tile = PaintedTile(
                f"digit/{text}", text, lambda text=text: self._press(text),
                lambda focused, text=text: digit_key(text, side, side / KEY_SIDE, self.house.accent, focused=focused),
            )  # fmt: skip
            self.put(tile, left + column * (side + gap), y + row * (side + gap))
        label = words("pin.cancel")
        cancel = PaintedTile(
            "cancel", label, self.leave,
            lambda focused: button(label, scale, self.house.accent, focused=focused)[0], edge=12 * scale,
        )  # fmt: skip
        if narrow:
            self.put(cancel, middle - cancel.width / 2, below + 10 * scale)
        else:
            self.put(cancel, middle - cancel.width / 2, y + 4 * (side + gap) + 12 * scale)

    def _said_now(self) -> str:
        wait = 0.0 if self._choosing else self._desk.pin_waits()
        self._waited = round(wait)
        if wait > 0:
            minutes, seconds = divmod(round(wait), 60)
            return self.words("pin.wait", time=f"{minutes}:{seconds:02}")
        return self._said

    def tick(self, now: float) -> None:
        """Count the wait down."""
        super().tick(now)
        if self._waited > 0 and round(self._desk.pin_waits()) != self._waited:
            self._said = ""
            self.rebuild()

    def key(self, name: str, typed: str, modifiers: object) -> bool:
        """Digits are typed, Enter tries."""
        digit = typed if typed.isdigit() and typed.isascii() else name[-1:] if name.startswith("numpad") else ""
        if len(digit) == 1 and digit.isdigit():
            self._press(digit)
        elif name == "backspace":
            self._press("←")
        elif name in {"enter", "numpadenter"} and len(self._typed) >= DIGITS[0]:
            self._press("OK")
        else:
            return super().key(name, typed, modifiers)  # type: ignore[arg-type]
        return True

    def _press(self, text: str) -> None:
        if text == "←":
            self._typed = self._typed[:-1]
        elif text == "OK":
            self._try()
            return
        elif len(self._typed) < DIGITS[1]:
            self._typed += text
            self._said = ""
        self.rebuild()
        self.house.say(self.words("voice.digits", count=len(self._typed)))

    def _try(self) -> None:
        typed, self._typed = self._typed, ""
        if not is_pin(typed):
            self._said = self.words("pin.short", least=DIGITS[0])
        elif self._choosing:
            if not self._first:
                self._first = typed
            elif typed != self._first:
                self._first, self._said = "", self.words("pin.different")
            else:
                self._desk.set_pin(typed)
                self._then()
                return
        else:
            answer = self._desk.try_pin(typed)
            if answer.right:
                self._then()
                return
            self._said = self.words("pin.wrong", left=answer.tries_left) if answer.tries_left else ""
        self.rebuild()
        self.house.say(self._said_now() or self.words("pin.again"))
