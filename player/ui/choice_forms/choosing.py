"""Which form a question has: the one its author asked for, plain cards where that has no room.

It knows no toolkit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from player.ui.choice_forms.form import Form, Laid, Question
from player.ui.choice_forms.letter_form import LetterForm
from player.ui.choice_forms.map_form import MapForm
from player.ui.choice_forms.plain_cards import PlainCards
from player.ui.choice_forms.scale_form import ScaleForm
from story_engine.plan import ChoiceForm

FORMS: Mapping[ChoiceForm, Callable[[Question], Form]] = {
    ChoiceForm.CARDS: PlainCards,
    ChoiceForm.MAP: MapForm,
    ChoiceForm.LETTER: LetterForm,
    ChoiceForm.SCALE: ScaleForm,
}


def form_for(question: Question) -> tuple[Form, Laid]:
    """The form of a question and where everything in it is."""
    form = FORMS[question.choice.form](question)
    laid = form.lay()
    if isinstance(form, PlainCards) or laid.fits(question.space):
        return form, laid
    form = PlainCards(question)
    return form, form.lay()
