"""The choice: two to four cards that rise from below in the form that fits the scene, with a thin line that runs out.

It knows no story; it moves what a form of `player.ui.choice_forms` lays out and paints, and says which was pressed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import skia
from kivy.clock import Clock
from kivy.graphics import Color, Rectangle
from kivy.uix.widget import Widget

from player.foyer.vignettes import Vignette
from player.ui import manner, theme
from player.ui.choice_forms.choosing import form_for
from player.ui.choice_forms.form import EDGE, Box, CardState, Form, Laid, Question, Slot, Space, image_of
from player.ui.paint import Run, TextStyle, margin_of, text_block
from player.ui.room import Room
from player.ui.sprites import Pressable, Sprite, appear, vanish
from player.ui.veil import Veiled
from player.ui.view import ChoiceView
from story_engine.plan import ChoiceForm

RISE = 36.0
"""Pixels that the cards rise while they appear."""
TAKEN_SECONDS = 1.1
"""How long the taken card stays to confirm the pick."""
Still = Callable[[Vignette], np.ndarray | None]
"""Gives the picture, uint8 RGB (h, w, 3), if it is drawn; never waits."""


@dataclass(slots=True)
class _Photo:
    """A card's picture: what stands in for it, and the picture that fades in over that."""

    picture: Vignette
    box: Box
    """Its place from the button's lower left corner."""
    blank: Sprite = field(default_factory=Sprite)
    shown: Sprite = field(default_factory=Sprite)
    still: skia.Image | None = None


class _Card(Pressable):
    """A card; its picture may lie elsewhere and counts as the card."""

    def __init__(self, pressed: Callable[[], None]) -> None:
        super().__init__(pressed)
        self.photo: _Photo | None = None
        self.bind(pos=self._follow_photo)

    def hold(self, photo: _Photo) -> None:
        """Show a picture with the card."""
        self.photo = photo
        for sprite in (photo.blank, photo.shown):
            self.add_widget(sprite)
        self._follow_photo()

    def _follow_photo(self, *_: object) -> None:
        if self.photo is not None:
            place = (self.x + self.photo.box.x, self.y + self.photo.box.y)
            self.photo.blank.pos = self.photo.shown.pos = place

    def holds(self, x: float, y: float) -> bool:
        """Whether the point is on the card or on its picture."""
        photo = self.photo
        lies = photo is not None and photo.box.holds(x - self.x, y - self.y)
        return super().holds(x, y) or (lies and self.enabled and self.opacity > 0.05)


class Cards(Veiled):
    """The open question; hidden when there is none."""

    def __init__(self, pick: Callable[[int], None], room: Room) -> None:
        super().__init__(size_hint=(1, 1))
        self._pick = pick
        self._room = room
        self.still: Still | None = None
        """Where pictures come from; None = nobody draws any, so that cards keep no room for them."""
        self._choice: ChoiceView | None = None
        self._form: Form | None = None
        self._cards: list[_Card] = []
        self._sheet = Sprite()
        self._painted: np.ndarray | None = None
        self._prompt = Sprite()
        self._window = (1, 1, 1.0)
        self._high = 0.0
        self.focus = 0
        """Number of the card that Enter takes; 0 = none."""
        self._line = Widget(size_hint=(None, None))
        with self._line.canvas:
            Color(1, 1, 1, 0.16)
            self._rail = Rectangle()
            self._ink = Color(*room.accent)
            self._left = Rectangle()
        self._line.opacity = self._sheet.opacity = 0.0
        self.add_widget(self._sheet)
        self.add_widget(self._line)
        self.add_widget(self._prompt)

    @property
    def is_open(self) -> bool:
        """Whether a question waits for an answer."""
        return self._choice is not None and not self._choice.taken

    @property
    def answers(self) -> tuple[str, ...]:
        """Texts of the options of the open question; () = none is open."""
        return tuple(card.text for card in self._choice.cards) if self.is_open and self._choice is not None else ()

    @property
    def height_above(self) -> float:
        """Pixels above the safe area that the cards take."""
        return self._high

    def foresee(self, pictures: Sequence[Vignette]) -> None:
        """Have the pictures of a question to come drawn, so that they are there by then."""
        for picture in pictures if self.still is not None else ():
            self.still(picture)

    def layout(self, width: int, height: int, scale: float) -> None:
        """Place for a window."""
        self._window = (width, height, scale)
        choice, self._choice = self._choice, None
        self._remove()
        if choice is not None:
            self._build(choice)

    def update(self, choice: ChoiceView | None, left: float) -> None:
        """Show `choice`; `left` is the share of its window that is left."""
        if choice != self._choice:
            same = choice is not None and self._choice is not None and choice.id == self._choice.id
            if choice is None:
                self._choice = None
                self._leave()
            elif same:
                self._choice = choice
                self._confirm(choice.taken)
            else:
                self._remove()
                self._build(choice)
        if self._choice is not None:
            self._draw_line(0.0 if self._choice.taken else 1.0 if self._choice.waits else left)
            self._look_for_pictures()

    def _build(self, choice: ChoiceView) -> None:
        self._choice = choice
        self.focus = next((card.number for card in choice.cards if card.is_default), 1)
        self._ink.rgba = self._room.accent
        width, height, scale = self._window
        if self.still is None and choice.form is not ChoiceForm.MAP:
            choice = replace(choice, cards=tuple(replace(card, picture=None) for card in choice.cards))
        self._form, laid = form_for(Question(choice=choice, space=Space(width, height, scale), room=self._room))
        edge = EDGE * scale
        if laid.sheet is not None:
            self._paint_sheet()
            self._rise(self._sheet, laid.sheet.x - edge, laid.sheet.y - edge)
        for number, (card, slot) in enumerate(zip(choice.cards, laid.slots, strict=True)):
            button = _Card(self._presser(card.number))
            button.paint = self._painter(number)
            button.reach = -edge
            if card.picture is not None and slot.picture is not None:
                button.hold(_photo(card.picture, slot, edge))
            self.add_widget(button)
            self._cards.append(button)
        self._look_for_pictures(at_once=True)
        for button, slot in zip(self._cards, laid.slots, strict=True):
            button.refresh()
            self._rise(button, slot.box.x - edge, slot.box.y - edge)
        self._write_prompt(laid)
        self._high = laid.top - height * theme.SAFE
        self._rail.pos = self._left.pos = (round(laid.rail.x), round(laid.rail.y))
        self._rail.size = (round(laid.rail.wide), round(laid.rail.high))
        appear(self._line)
        if choice.taken:
            self._confirm(choice.taken)

    def _rise(self, sprite: Sprite, x: float, y: float) -> None:
        """Let a sprite appear at its place from a little below."""
        place = (round(x), round(y))
        sprite.opacity = 0.0
        sprite.pos = place if manner.NOW.still else (place[0], place[1] - RISE * self._window[2])
        appear(sprite, y=place[1])

    def _write_prompt(self, laid: Laid) -> None:
        width, _, scale = self._window
        style = TextStyle(size=theme.TYPE.heading * scale, shadow=7 * scale, scrim=0.42, centred=True)
        if laid.prompt:
            self._prompt.show(text_block([[Run(line, "serif_italic", theme.TEXT)] for line in laid.prompt], style))
            foot = laid.rail.y + 14 * scale
            self._prompt.pos = (round((width - self._prompt.width) / 2), round(foot - margin_of(style)))
            self._prompt.opacity = 0.0
            appear(self._prompt)
        else:
            self._prompt.clear()

    def _presser(self, number: int) -> Callable[[], None]:
        return lambda: self.take(number)

    def take(self, number: int) -> None:
        """Take card `number`, if the question is open and has it."""
        if self.is_open and self._choice is not None and any(card.number == number for card in self._choice.cards):
            self._pick(number)

    def move(self, step: int) -> None:
        """Move the focus by one card."""
        if self._choice is None or not self._cards:
            return
        self._set_focus((self.focus - 1 + step) % len(self._cards) + 1)
        card = self._choice.cards[self.focus - 1]
        self._room.say(
            f"{card.number}: {card.text}" + (f". {self._room.words('cards.waits')}" if card.is_default else "")
        )

    def point(self, x: float, y: float) -> None:
        """Follow the mouse: what is pointed at has the focus."""
        if not self.is_open:
            return
        for number, button in enumerate(self._cards, start=1):
            if button.holds(x, y) and self.focus != number:
                self._set_focus(number)

    def _set_focus(self, number: int) -> None:
        before, self.focus = self.focus, number
        for each in (before, number):
            if 0 < each <= len(self._cards):
                self._cards[each - 1].refresh()
                self._paint_photo(each - 1)
        self._paint_sheet()

    def card_centre(self, number: int) -> tuple[float, float]:
        """Middle of card `number` in window pixels."""
        return self._cards[number - 1].center

    # -- painting ----------------------------------------------------------------------------------

    def _state(self, number: int) -> CardState:
        taken = self._choice is not None and self._choice.taken == number
        return CardState(focused=self.focus == number and not taken, taken=taken)

    def _painter(self, index: int) -> Callable[[bool], np.ndarray]:
        def paint(_hot: bool) -> np.ndarray:
            assert self._form is not None, "cards are painted by a form"
            return self._form.card(index, self._state(index + 1))

        return paint

    def _paint_sheet(self) -> None:
        if self._form is None or self._choice is None:
            return
        pixels = self._form.sheet(self.focus, self._choice.taken)
        if pixels is None:
            self._sheet.clear()
        elif pixels is not self._painted:
            self._sheet.show(pixels)
        self._painted = pixels

    def _paint_photo(self, index: int) -> None:
        photo = self._cards[index].photo
        if photo is None or self._form is None:
            return
        state = self._state(index + 1)
        photo.blank.show(self._form.picture(index, None, state))
        if photo.still is not None:
            photo.shown.show(self._form.picture(index, photo.still, state))

    def _look_for_pictures(self, *, at_once: bool = False) -> None:
        """Show what has been drawn since: with its card where it was there before, else it fades in."""
        for index, button in enumerate(self._cards):
            photo = button.photo
            if photo is None or photo.still is not None:
                continue
            found = self.still(photo.picture) if self.still is not None else None
            if found is not None:
                photo.still = image_of(found)
                photo.shown.opacity = 1.0 if at_once else 0.0
            if found is not None or at_once:
                self._paint_photo(index)
            if found is not None and not at_once:
                appear(photo.shown)

    def _draw_line(self, left: float) -> None:
        width = round(self._rail.size[0] * min(1.0, max(0.0, left)))
        x = round(self._rail.pos[0] + (self._rail.size[0] - width) / 2)  # runs out towards the middle
        if (width, x) != (self._left.size[0], self._left.pos[0]):
            self._left.size, self._left.pos = (width, self._rail.size[1]), (x, self._rail.pos[1])

    # -- leaving -----------------------------------------------------------------------------------

    def _confirm(self, taken: int) -> None:
        self._paint_sheet()
        for number, button in enumerate(self._cards, start=1):
            button.enabled = False
            if number == taken:
                button.refresh()
                self._paint_photo(number - 1)
                Clock.schedule_once(lambda _, button=button: vanish(button), TAKEN_SECONDS)
            else:
                vanish(button, y=button.y - RISE * self._window[2] / 2)
        sheet, choice = self._sheet, self._choice
        Clock.schedule_once(lambda _: vanish(sheet) if self._choice is choice else None, TAKEN_SECONDS)
        vanish(self._prompt)
        vanish(self._line)

    def _leave(self) -> None:
        leaving, self._cards = self._cards, []
        for button in leaving:
            vanish(button, then=lambda button=button: self.remove_widget(button), y=button.y - RISE * self._window[2])
        vanish(self._sheet, y=self._sheet.y - RISE * self._window[2])
        vanish(self._prompt)
        vanish(self._line)

    def _remove(self) -> None:
        for button in self._cards:
            self.remove_widget(button)
        self._cards = []
        self._sheet.clear()
        self._painted = None


def _photo(picture: Vignette, slot: Slot, edge: float) -> _Photo:
    """A picture at its place beside or upon its card."""
    box = slot.picture
    assert box is not None, "a picture needs a place"
    card = slot.box
    return _Photo(picture, Box(round(box.x - card.x + edge), round(box.y - card.y + edge), box.wide, box.high))
