"""Every form of a choice: nothing outside the safe area, nothing over anything else, no word cut, in every window."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from player.foyer.vignettes import Vignette
from player.ui import theme
from player.ui.choice_forms.choosing import FORMS, form_for
from player.ui.choice_forms.form import EDGE, Box, CardState, Laid, Question, Space, image_of
from player.ui.choice_forms.letter_form import LetterForm
from player.ui.choice_forms.map_form import MapForm
from player.ui.choice_forms.paper_sheet import INK, PAPER_LOW, ink_accent
from player.ui.choice_forms.plain_cards import PlainCards
from player.ui.choice_forms.scale_form import ScaleForm
from player.ui.room import Room
from player.ui.self_voicing import SelfVoicing
from player.ui.view import CardView, ChoiceView
from player.words import words_in
from story_engine.plan import ChoiceForm, Spot

TEXTS = ("Take the sea road", "Go by the singing gate", "Roll straight down", "Stay where we are until it is light")
LONG = "Ask the inspector what became of the letters"
WINDOWS = ((960, 540, 1.0), (1280, 720, 1.0), (1920, 1080, 1.0), (960, 540, 2.0), (1280, 720, 2.0), (1280, 720, 1.5))
"""Width, height, and the size of text that is set."""
PLACES = ("harbour", "wood", "post_office", "hill")
SPOTS = tuple(
    Spot(id=name, name=told, x=x, y=y, links=PLACES, tags=tags, here=name == "hill")
    for name, told, x, y, tags in (
        ("post_office", "the Weather Post", 0.05, 0.8, ("work",)),
        ("harbour", "the harbour", 0.36, 1.0, ("sea", "town")),
        ("hill", "Letterbox Hill", 0.63, 0.0, ("high",)),
        ("wood", "Lantern Wood", 0.96, 0.55, ("trees",)),
    )
)
PICTURE = Vignette(kind="person", id="wren", asset="wren")


def space(width: int, height: int, text_scale: float) -> Space:
    """As the window reckons it."""
    return Space(width, height, max(0.75, min(height / theme.LINES, width / 1280)) * text_scale)


def question(
    form: ChoiceForm,
    window: Space,
    *,
    texts: tuple[str, ...] = TEXTS[:3],
    pictures: bool = False,
    language: str = "en",
) -> Question:
    cards = tuple(
        CardView(
            number=number,
            text=text,
            is_default=number == 2,
            picture=PICTURE if pictures or form is ChoiceForm.MAP else None,
            place=PLACES[number - 1],
            shows=PLACES[number - 1],
        )
        for number, text in enumerate(texts, start=1)
    )
    choice = ChoiceView(id=1, prompt="There are three ways down, it says.", cards=cards, form=form, spots=SPOTS)
    return Question(choice=choice, space=window, room=Room(words=words_in(language)))


def overlap(one: Box, other: Box) -> bool:
    wide = min(one.right, other.right) - max(one.x, other.x)
    high = min(one.top, other.top) - max(one.y, other.y)
    return wide > 0.5 and high > 0.5


def outside(box: Box, window: Space) -> bool:
    side, foot = window.left - 1, window.foot - 1
    return box.x < side or box.right > window.width - side or box.y < foot or box.top > window.height - foot


def boxes(laid: Laid) -> list[Box]:
    return [*(slot.box for slot in laid.slots), laid.rail, *([laid.sheet] if laid.sheet else [])]


ALL = [
    (form, window, texts, pictures, language)
    for form in ChoiceForm
    for window in WINDOWS
    for texts in (TEXTS[:2], TEXTS[:3], TEXTS, (LONG, *TEXTS[1:3]))
    for pictures in (False, True)
    for language in ("en", "de")
]


@pytest.mark.parametrize(("form", "window", "texts", "pictures", "language"), ALL)
def test_everything_has_its_place(form, window, texts, pictures, language):
    """In the safe area, apart from one another, whole."""
    room = space(*window)
    _, laid = form_for(question(form, room, texts=texts, pictures=pictures, language=language))
    assert not laid.is_cut
    assert [box for box in boxes(laid) if outside(box, room)] == []
    slots = [slot.box for slot in laid.slots]
    assert [1 for n, one in enumerate(slots) for other in slots[n + 1 :] if overlap(one, other)] == []
    assert all(slot.box.high >= 24 and slot.box.wide >= 24 for slot in laid.slots), "a finger finds it"
    seen = [slot.picture for slot in laid.slots if slot.picture is not None]
    assert [box for box in seen if outside(box, room)] == []
    assert [1 for n, one in enumerate(seen) for other in seen[n + 1 :] if overlap(one, other)] == []
    assert laid.top <= room.height * (1 - theme.SAFE), "captions lie above it"


@pytest.mark.parametrize("form", list(ChoiceForm))
@pytest.mark.parametrize("window", [(960, 540, 1.0), (1280, 720, 1.0), (1920, 1080, 1.0)])
def test_a_form_is_kept_at_the_usual_size(form, window):
    """Three short options have the form that was asked for, and the film most of the window."""
    found, laid = form_for(question(form, space(*window)))
    assert type(found) is FORMS[form]
    assert laid.top <= 0.45 * window[1]


@pytest.mark.parametrize("form", list(ChoiceForm))
def test_large_text_keeps_the_form_or_gives_way_to_cards(form):
    """Type twice as large at 720 lines: where even the map has no room, cards stand in with the places' pictures."""
    found, laid = form_for(question(form, space(1280, 720, 2.0), texts=TEXTS[:2]))
    assert type(found) in (FORMS[form], PlainCards)
    assert type(found) is FORMS[form] or all(slot.picture for slot in laid.slots)


def test_a_map_without_places_is_cards():
    """An option that lies nowhere: the cards stand in, with their pictures."""
    asked = question(ChoiceForm.MAP, space(1280, 720, 1.0))
    cards = (replace(asked.choice.cards[0], place="nowhere"), *asked.choice.cards[1:])
    found, laid = form_for(replace(asked, choice=replace(asked.choice, cards=cards)))
    assert type(found) is PlainCards
    assert laid.slots[0].picture is not None


def test_discs_keep_apart_though_places_are_near():
    """Two places at one spot of the map lie beside one another."""
    asked = question(ChoiceForm.MAP, space(1280, 720, 1.0))
    near = tuple(replace(spot, x=0.5, y=0.5) for spot in SPOTS)
    found, laid = form_for(replace(asked, choice=replace(asked.choice, spots=near)))
    assert type(found) is MapForm
    seen = [slot.picture for slot in laid.slots if slot.picture]
    assert [1 for n, one in enumerate(seen) for other in seen[n + 1 :] if overlap(one, other)] == []


def test_a_narrow_scale_stands_upright():
    """Steps too narrow for their words stand below one another."""
    wide = ScaleForm(question(ChoiceForm.SCALE, space(1280, 720, 1.0)))
    narrow = ScaleForm(question(ChoiceForm.SCALE, space(960, 540, 2.0), texts=TEXTS))
    assert (wide.is_upright, narrow.is_upright) == (False, True)
    xs = {slot.box.x for slot in narrow.lay().slots}
    assert len(xs) == 1


@pytest.mark.parametrize("form", list(ChoiceForm))
def test_what_is_painted_is_as_large_as_its_place(form):
    """Cards and sheets have their edge around them; focus and pick change what is seen, not how large it is."""
    asked = question(form, space(1280, 720, 1.0), pictures=True)
    found, laid = form_for(asked)
    edge = EDGE * asked.space.scale
    for index, slot in enumerate(laid.slots):
        plain = found.card(index, CardState())
        assert abs(plain.shape[1] - slot.box.wide - 2 * edge) <= 1
        assert abs(plain.shape[0] - slot.box.high - 2 * edge) <= 1
        others = [found.card(index, CardState(focused=True)), found.card(index, CardState(taken=True))]
        assert all(other.shape == plain.shape and not np.array_equal(other, plain) for other in others)
        if slot.picture is not None:
            still = image_of(np.full((90, 160, 3), (200, 40, 40), np.uint8))
            blank, shown = found.picture(index, None, CardState()), found.picture(index, still, CardState())
            assert blank.shape == shown.shape == (round(slot.picture.high), round(slot.picture.wide), 4)
            assert not np.array_equal(blank, shown)
    sheet = found.sheet(1, 0)
    assert (sheet is None) == (laid.sheet is None)
    if sheet is not None and laid.sheet is not None:
        assert abs(sheet.shape[1] - laid.sheet.wide - 2 * edge) <= 1


def test_words_on_paper_can_be_read():
    """Ink and every show's accent have 4.5 : 1 on the paper's darker edge and more."""
    assert theme.contrast(INK, PAPER_LOW) >= 7.0
    for accent in ("#E0A15A", "#57C4B8", "#F2C14E", "#FFFFFF", "#D64545", "#C9B6F2"):
        assert theme.contrast(ink_accent(theme.colour(accent)), PAPER_LOW) >= 4.5


def test_the_voice_tells_the_form_and_the_places():
    """Whoever only listens hears that it is a map, and where each way leads."""
    room = Room()
    voice = SelfVoicing(room)
    told = voice.question(question(ChoiceForm.MAP, space(1280, 720, 1.0)).choice)
    assert told.startswith("A map. There are three ways down")
    assert "1: Take the sea road, harbour." in told
    letter = voice.question(question(ChoiceForm.LETTER, space(1280, 720, 1.0)).choice)
    assert letter.startswith("A letter to sign.")
    assert voice.question(question(ChoiceForm.CARDS, space(1280, 720, 1.0)).choice).startswith("There are")


def test_easier_letters_fit(monkeypatch):
    """Wider letters for readers with dyslexia change no rule."""
    from player.ui import manner

    monkeypatch.setattr(manner.NOW, "easy", True)
    for form in ChoiceForm:
        for window in WINDOWS:
            room = space(*window)
            _, laid = form_for(question(form, room, pictures=True))
            assert not laid.is_cut
            assert [box for box in boxes(laid) if outside(box, room)] == []


def test_a_letter_is_a_page():
    """It does not run from side to side."""
    form = LetterForm(question(ChoiceForm.LETTER, space(1920, 1080, 1.0)))
    laid = form.lay()
    assert laid.sheet is not None
    assert laid.sheet.wide < 0.56 * 1920
