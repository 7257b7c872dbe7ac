"""Self-voicing: tells in words what the screen of a show shows and what a key has done.

It knows views and texts, no sound: whoever is given says it. The foyer's pages say themselves what has the focus.
"""

from __future__ import annotations

from dataclasses import replace

from player.playback.reducer import Phase
from player.ui.room import Room
from player.ui.view import ChoiceView, View
from story_engine.plan import ChoiceForm

LETTERS_A_SECOND = 13.0
"""How fast our voice reads: a choice waits as long as its options take to be told."""


class SelfVoicing:
    """Asked on every turn; says what changed since the one before."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._before = View()
        self._said_why: object = None

    def saw(self, view: View, *, covered: bool = False) -> float:
        """Say what is new in `view`; seconds by which an open question should wait longer for it.

        `covered`: something stands over the show and speaks for itself; that the show waits for it needs no words.
        """
        before, self._before = self._before, view
        if before == View():
            before = replace(View(), volume=view.volume, muted=view.muted, captions_on=view.captions_on)
        if not self._room.settings.self_voicing:
            return 0.0
        if covered:
            before = replace(before, phase=view.phase)
        longer, told = 0.0, self._change(before, view)
        if view.choice is not None and (before.choice is None or before.choice.id != view.choice.id):
            told = self.question(view.choice)
            longer = len(told) / LETTERS_A_SECOND
        elif view.choice is not None and before.choice is not None and view.choice.taken != before.choice.taken:
            taken = next((card.text for card in view.choice.cards if card.number == view.choice.taken), "")
            told = self._room.words("voice.taken", option=taken)
        if told:
            self._room.say(told)
        return longer

    def question(self, choice: ChoiceView) -> str:
        """A question with its options, its default and how to answer."""
        texts = self._room.words
        lies = choice.form is ChoiceForm.MAP
        options = " ".join(
            f"{card.number}: {texts('voice.lies', text=card.text, place=card.shows) if lies else card.text}."
            for card in choice.cards
        )
        form = "" if choice.form is ChoiceForm.CARDS else texts(f"voice.form_{choice.form}")
        waits = next((card.number for card in choice.cards if card.is_default), 0)
        tail = texts("voice.waits", number=waits) if waits and not choice.waits else ""
        asked = choice.prompt or texts("voice.question")
        return " ".join(part for part in (form, asked, options, tail) if part)

    def _change(self, before: View, view: View) -> str:
        """What a key or the show itself has changed, the most important only."""
        texts = self._room.words
        if view.failed:
            return ""  # the panel tells it, with the ways on
        toast = view.toast
        if toast is not None and (before.toast is None or toast.serial != before.toast.serial):
            undo = texts("voice.undo") if toast.undo else ""
            return " ".join(part for part in (toast.text, toast.remedy, undo) if part)
        if view.passed and view.passed != before.passed:
            return texts("voice.passed", option=view.passed)
        if view.phase is not before.phase:
            if view.phase is Phase.PAUSED:
                return texts("voice.paused")
            if before.phase is Phase.PAUSED and view.phase is not Phase.SEEKING:
                return texts("voice.plays")
            if view.phase is Phase.STALLED:
                return texts("wait.stalled")
        if view.liked != before.liked and view.liked:
            return texts("voice.liked" if view.liked > 0 else "voice.less")
        if view.muted != before.muted:
            return texts("voice.muted" if view.muted else "voice.sound")
        if view.captions_on != before.captions_on:
            return texts("voice.captions_on" if view.captions_on else "voice.captions_off")
        if abs(view.volume - before.volume) > 1e-3:
            return texts("voice.volume", percent=round(view.volume * 100))
        return ""

    def why(self, view: View) -> str:
        """The scene and why it came."""
        reasons = [text for text, _ in view.why.reasons[:3]] or [self._room.words("why.simply")]
        return f"{view.scene_title}. {self._room.words('why.heading')}: {' '.join(_ended(text) for text in reasons)}"

    def figures(self, view: View) -> str:
        """The page of figures that is shown."""
        page = view.figures
        return "" if page is None else ". ".join((page.heading, *(f"{name}: {value}" for name, value in page.rows)))


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."
