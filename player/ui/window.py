"""The window: composes the film, the controls and the foyer, and turns input into deeds.

It knows no conductor and no segment; it asks `Controls` for a picture and a view on every turn. Call
`environment.prepare` before importing this module.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from kivy.clock import Clock
from kivy.core.window import Window

from generators.timed import Balance
from player.describing import Describer
from player.playback.reducer import RUNNING, Phase
from player.settings import Settings, stepped
from player.ui import manner, theme
from player.ui.back_in_time import BackInTime
from player.ui.caption_bar import CaptionBar, CaptionLook
from player.ui.cards import Cards
from player.ui.doors import Doors
from player.ui.greeting import Greeting
from player.ui.hud import Hud
from player.ui.info import Info
from player.ui.keymap import Deed, KeyMap
from player.ui.overlays import Failure, KeyHelp, Waiting
from player.ui.picture import FilmPicture
from player.ui.preview_bar import PreviewBar
from player.ui.preview_keys import HELP
from player.ui.quiet_mark import QuietMark
from player.ui.room import Room
from player.ui.self_voicing import SelfVoicing
from player.ui.sprites import appear, vanish
from player.ui.steering import PICKS, steer
from player.ui.talk import Deeds, Talk
from player.ui.tinting import Tinting
from player.ui.view import CaptionView, Controls, ToastView, View
from player.ui.wish import IDEAS, Toast, WishBox
from player.words import Words, words_in

if TYPE_CHECKING:  # who plays a show at once does not wait for the library to be read
    from player.ear.ear import Ear
    from player.previewing import Previewing
    from player.speaking import Voice
    from player.ui.foyer.foyer import Foyer

LEAST_SCALE = 0.75
"""Below 540 lines type is not shrunk further: it must stay readable."""
DIM = 0.72
"""Light of the film behind an open question."""
LOOK_SECONDS = 0.04
"""While nothing moves but the film, what lies over it is looked at with every picture, and at least so often."""
SLOWER = 4.0
"""Controls that are gone through by keys stay so many times longer."""
LAID_OUT = ("text_scale", "easy_font", "safe_colours", "language")
"""Settings that move what is on the screen."""
ICON_DEEDS = {
    "pause": "pause",
    "skip": "skip",
    "like": "like",
    "less": "less",
    "more": "more",
    "take": "take",
    "wish": "wish",
    "map": "map",
    "said": "said",
    "volume": "mute",
    "captions": "captions",
    "settings": "settings",
    "library": "library",
    "keys": "keys",
    "full_screen": "full_screen",
}
"""What pressing an icon does."""
SWITCHES = {Deed.VOICE: "self_voicing", Deed.DESCRIBE: "audio_description", Deed.NIGHT: "night"}
"""Settings that a key turns on and off."""
SAID_ANYHOW = ("self_voicing", "audio_description")
"""Who turns these on wants to hear it."""

TYPING_SECONDS = 20.0
"""An open question waits so much longer for who begins to type an answer."""


class Player(Doors):
    """Everything on screen."""

    def __init__(
        self,
        *,
        accent: str = theme.DEFAULT_ACCENT,
        settings: Settings | None = None,
        voice: Voice | None = None,
        leave: Callable[[], None] = lambda: None,
        build_foyer: Callable[[], Foyer] | None = None,
        keys: KeyMap | None = None,
        keep: Callable[[Settings], None] | None = None,
        ear: Ear | None = None,
        wishes: Callable[[], str] = lambda: "",
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """`voice` speaks what has the focus, where the settings ask for it, and describes the picture.

        `keep` remembers settings that were changed by a key. `ear` hears the viewer, `wishes` is what it listens for.
        """
        super().__init__()
        self._now = now
        self._voice = voice
        self._keep = keep
        self.room = Room(accent=theme.readable_accent(accent), say=self._say)
        self._voicing = SelfVoicing(self.room)
        self._describer = Describer(self._describe)
        self._leave = leave
        self._build_foyer = build_foyer
        self._keymap = keys or KeyMap()
        self._controls: Controls | None = None
        self._view = View()
        self._tinting = Tinting(accent)
        self._notice: ToastView | None = None
        self._notice_until = 0.0
        self._finger: tuple[float, float] | None = None
        self._touched = -1e9
        self.greeting = Greeting()
        self._look_at = 0.0
        self._hud_shown = False
        self._scale = 1.0
        self.film = FilmPicture(size_hint=(1, 1))
        self.captions = CaptionBar()
        self._deeds = {name: Deed(deed) for name, deed in ICON_DEEDS.items()}
        self.hud = Hud(
            {name: (lambda deed=deed: self.do(deed)) for name, deed in self._deeds.items()},
            self.room,
            lambda name: "  ".join(self._keymap.caps(self._deeds[name])),
        )
        self.info = Info(self.room)
        self.cards = Cards(self._pick, self.room)
        self.wish = WishBox(self._wish, self.room)
        plain = self.wish.ideas
        self.wish.ideas = lambda: self.cards.answers or plain()
        self.wish.talk = None if ear is None else lambda: self.do(Deed.TALK)
        deeds = Deeds(lambda: self._view.choice, self._pick, self._wish, self._more_time, self.notice)
        self.talk = Talk(ear, wishes, self.wish, self.room, deeds)
        self.mark = QuietMark(self.room)
        self.toast = Toast(self._undo, self.room)
        self.waiting = Waiting(self.room)
        self.back = BackInTime(lambda: self._controls, lambda: self._view, self.room)
        self.keys = KeyHelp(self.room, self._keymap)
        ways = (("failure.library", lambda: self.open_foyer("library")),) if build_foyer is not None else ()
        self.failure = Failure((*ways, ("failure.leave", leave)), self.room)
        self.preview = PreviewBar(self.room)
        self.foyer: Foyer | None = None
        for widget in (
            self.film,
            self.hud,
            self.captions,
            self.mark,
            self.info.why,
            self.info.figures,
            self.cards,
            self.preview,
            self.back,
            self.wish,
            self.talk,
            self.waiting,
            self.toast,
            self.failure,
            self.keys,
        ):
            self.add_widget(widget)
        self.bind(size=self._layout)
        self.obey(settings or Settings())

    @property
    def accent(self) -> theme.Colour:
        """The colour of what can be pressed."""
        return self.room.accent

    def obey(self, settings: Settings) -> None:
        """From now on read, move and speak as `settings` say."""
        before, room = self.room.settings, self.room
        room.settings = settings
        room.words = words_in(settings.language)
        manner.NOW.easy, manner.NOW.still = settings.easy_font, settings.reduced_motion
        manner.NOW.safe = settings.safe_colours
        room.accent = self._tinting.at_once()
        if self._voice is not None:
            self._voice.language = room.words.language
            if settings.self_voicing and not before.self_voicing:
                self._voice.warm()
            elif not settings.self_voicing and before.self_voicing:
                self._voice.hush()
        self._describer.wanted = settings.audio_description
        if settings.device != before.device and self._controls is not None:
            self._controls.play_on(settings.device)
        if settings.timer != before.timer and self._controls is not None:
            self._controls.set_timer(settings.window_scale)
        if settings.night != before.night and self._controls is not None:
            self._controls.set_night(settings.night)
        if any(getattr(before, name) != getattr(settings, name) for name in LAID_OUT):
            self._layout()

    def _say(self, text: str, *, whole: bool = False) -> None:
        """Speak, where somebody wants to hear what has the focus; `whole`: however long it is."""
        if text and self._voice is not None and self.room.settings.self_voicing and not self.talk.is_open:
            self._voice.say(text, whole=whole)

    def _describe(self, text: str, within: float) -> None:
        """Tell what the picture shows, unless the voice has more urgent things to say."""
        if self._voice is not None and not self._voice.is_speaking and not self.talk.is_open:
            self._voice.say(text, within=within)

    def weigh(self, balance: Balance) -> None:
        """The viewer wants voices, music, ambience and effects otherwise."""
        if self._controls is not None:
            self._controls.set_balance(balance)

    @property
    def watched(self) -> tuple[Controls | None, View]:
        """The show that is on, and what it showed last."""
        return self._controls, self._view

    @property
    def spoke_at(self) -> float:
        """When the interface's voice began to be heard with its latest text, monotonic seconds; 0 = not yet."""
        return self._voice.began if self._voice is not None else 0.0

    def attach(self, controls: Controls | None) -> None:
        """From now on play `controls`; None = nothing."""
        self.info.close(self._controls)
        self._controls = controls
        self._view = View()
        self.back.attached()
        if self.back.recap.is_open and self.foyer is not None and self.foyer.waits_for_show:
            self.foyer.close()

    def expect(self, words: str) -> None:
        """Say `words` until a show is attached."""
        self.failure.say("")
        self.waiting.say(words, at_left=self._has_curtain)
        self._say(words)

    def notice(self, text: str, remedy: str = "", aloud: str = "") -> None:
        """Show a short text over whatever is open, and say it, or `aloud`, to who listens."""
        serial = self._notice.serial + 1 if self._notice is not None else 1_000_000
        self._notice = ToastView(text=text, serial=serial, remedy=remedy)
        self._notice_until = self._now() + theme.TOAST_SECONDS
        self._say(aloud or ". ".join(part.rstrip(".") for part in (text, remedy) if part))

    def notice_soon(self, text: str) -> None:
        """`notice` on the window's thread; may be called from any."""
        Clock.schedule_once(lambda _: self.notice(text))

    def attach_soon(self, controls: Controls, preview: Previewing | None = None) -> None:
        """`attach` on the window's thread, as a preview where it is one; may be called from any."""

        def attach(_elapsed: float) -> None:
            self._follow_preview(preview, controls if preview is not None else None)
            self.attach(controls)

        Clock.schedule_once(attach)

    def _follow_preview(self, preview: Previewing | None, live: Controls | None) -> None:
        self.preview.follow(preview, live)
        self.keys.tell_first((HELP,) if preview is not None else ())

    def fail_soon(self, text: str, preview: Previewing | None = None) -> None:
        """Say what went wrong, on the window's thread; may be called from any.

        A `preview` is followed all the same: what is saved next may be told.
        """

        def say(_elapsed: float) -> None:
            self._follow_preview(preview, None)
            self.waiting.say("")
            self.failure.say(text)

        Clock.schedule_once(say)

    def _layout(self, *_: object) -> None:
        width, height = (round(value) for value in self.size)
        if width < 64 or height < 64:
            return
        scale = max(LEAST_SCALE, min(height / theme.LINES, width / 1280)) * self.room.settings.text_scale
        self.film.size = (width, height)
        for part in (
            self.captions,
            self.mark,
            self.preview,
            self.hud,
            self.cards,
            self.wish,
            self.talk,
            self.toast,
            self.waiting,
            self.back,
            self.keys,
            self.failure,
            *([self.foyer] if self.foyer else []),
        ):
            part.layout(width, height, scale)
        self._scale = scale

    # -- turns ---------------------------------------------------------------------------------

    def turn(self, _elapsed: float) -> None:
        """One turn of the display."""
        now = self._now()
        self.waiting.wander(now)
        if self.foyer is not None:
            self.foyer.tick(now)
        self.back.tick(now)
        if self._notice is not None and now > self._notice_until:
            self._notice = None
        if self._controls is None:
            self.toast.update(self._notice, 0.0)
            self.preview.turn(hidden=self.in_foyer, awake=True)
            return
        shown = self._controls.tick()
        if shown is not None:
            self.film.show(shown.image)
            if self.foyer is not None and self.foyer.waits_for_show:
                self.foyer.close()
        elif now < self._look_at and (self._only_film or self._view.phase is Phase.PAUSED):
            return
        self._look_at = now + LOOK_SECONDS
        view = self._view = self._controls.view()
        self._tint(view, now)
        self._heed(self._controls, view, now)
        self._arrange(view, now)

    def _tint(self, view: View, now: float) -> None:
        """Follow the colour of the scene; a question, or a line that is typed, keeps the colour that it came with."""
        if self.cards.is_open or self.wish.is_open or self.back.is_open or self.in_foyer:
            return
        accent = self._tinting.turn(view.accent, now)
        if accent is not None:
            self.room.accent = accent
            self._layout()

    def turn_unseen(self) -> None:
        """One turn while nobody sees the window: sound, story and voices go on, nothing is drawn."""
        if self._controls is not None:
            self._controls.tick()
            self._view = self._controls.view()
            self._heed(self._controls, self._view, self._now())

    def _heed(self, controls: Controls, view: View, now: float) -> None:
        """Everything that is heard, and the viewer's time."""
        if not self.in_foyer:
            longer = self._voicing.saw(view, covered=self.back.is_open)
            if longer:
                controls.more_time(longer)
        self.talk.tick()
        controls.dip(self.talk.is_open or (self._voice is not None and self._voice.is_heard))
        self._describer.saw(controls, self.room.words.language, plays=view.phase in RUNNING)
        if self.foyer is not None:
            self.foyer.saw(view.phase is Phase.PLAYING, now)

    @property
    def _only_film(self) -> bool:
        """Whether nothing but the film moves: no controls, question, panel or text that comes or goes."""
        view, foyer = self._view, self.foyer
        opened = self.back.is_open or self.wish.is_open or self.keys.is_open or (foyer is not None and foyer.is_open)
        opened = opened or self.talk.is_open or self.preview.is_on
        told = view.choice is not None or bool(view.passed) or view.toast is not None or self._notice is not None
        dimmed = self.film.light < 0.98
        return view.phase is Phase.PLAYING and not (self._hud_shown or self.info.is_shown or opened or told or dimmed)

    def _arrange(self, view: View, now: float) -> None:
        stays = theme.FADE_AFTER_SECONDS * (SLOWER if self.hud.focus else 1.0)
        awake = now - self._touched < stays or view.phase is Phase.PAUSED or self.hud.over_title
        busy = (
            view.choice is not None
            or self.wish.is_open
            or self.talk.is_open
            or view.phase in {Phase.PRIMING, Phase.CLOSING}
        )
        Window.show_cursor = awake or self.cards.is_open or bool(view.failed)
        self.hud.update(view)
        self._show_hud(awake and not busy and not self.back.is_open)
        self.cards.foresee(view.ahead)
        self.cards.update(view.choice, view.choice_left)
        hidden = view.choice is not None or self.back.is_open or self.info.is_shown
        self.preview.turn(hidden=hidden, awake=self._hud_shown)
        self.mark.update("" if busy or self.back.is_open or self.info.is_shown else view.passed)
        lift = self.cards.height_above if view.choice is not None else 0.0
        for line in (self.wish, self.talk):
            line.rise(self.cards.height_above if self.cards.is_open else 0.0)
        if self.hud.opacity > 0.5 and not busy:
            lift = max(lift, self.hud.height_below)
        for line in (self.wish, self.talk):
            if line.is_open:
                lift = max(lift, line.top_edge - self.height * theme.SAFE)
        if self.back.map.is_open:
            lift = max(lift, self.back.map.height_below)
        settings = self.room.settings
        self.captions.dress(
            CaptionLook(share=view.caption_scale, ground=settings.caption_ground, high=settings.caption_place == "high")
        )
        hidden = bool(view.failed) or self.back.map.is_open or self.back.said.is_open  # there the words stand already
        hidden = hidden or bool(self.preview.faults_shown) or self.keys.is_open  # half of them would show
        caption = CaptionView() if hidden else view.caption
        self.captions.update(caption, lift)
        self.back.said.tints.learn(view.caption.speaker, view.caption.tint)
        self.toast.update(
            None if view.failed else self._notice or view.toast,
            lift + (self.captions.height if caption.lines else 0.0) * 0.8 + 8,
        )
        target = DIM if self.cards.is_open else 0.5 if self.keys.is_open or view.phase is Phase.STALLED else 1.0
        self.film.light += (target - self.film.light) * 0.2 if abs(target - self.film.light) > 0.01 else 0.0
        free = view.choice is None and not self.keys.is_open and not view.failed
        self.info.show(view, self.hud, self._scale, free=free, hud_shown=self._hud_shown)
        if self.info.step == 1:
            self._touched = self._now()  # the reasons hang below the title
        self.waiting.say("" if self.back.is_open else _waiting(view, self.room.words), at_left=self._has_curtain)
        self.failure.say(view.failed)
        busy = busy or self._hud_shown or self.back.is_open or self.in_foyer
        if self.greeting.is_due(view, now, busy=busy or (self._voice is not None and self._voice.is_speaking)):
            self._greet()

    def _greet(self) -> None:
        """A first show's viewer learns how to wish."""
        texts, idea = self.room.words, self.room.words(IDEAS[0])
        if self.wish.by_finger:
            self.notice(texts("show.greeting_finger", idea=idea))
            return
        caps = [" ".join(self._keymap.caps(deed)) for deed in (Deed.WISH, Deed.KEYS, Deed.MAP)]
        (told, remedy), aloud = (
            (texts("show.greeting", wish=wish, idea=idea), texts("show.greeting_keys", keys=keys, map=story))
            for wish, keys, story in (caps, map(texts.aloud, caps))
        )
        self.notice(told, remedy, ". ".join(aloud))

    def _show_hud(self, wanted: bool) -> None:
        if wanted == self._hud_shown:
            return
        self._hud_shown = wanted
        if wanted:
            self.hud.wake()
            appear(self.hud)
        else:
            vanish(self.hud)

    # -- input ---------------------------------------------------------------------------------

    def touched(self) -> None:
        """Somebody is there."""
        self._touched = self._now()
        self._look_at = 0.0

    def moved(self, x: float, y: float) -> None:
        """The mouse moved."""
        self.touched()
        over = (self.foyer,) if self.in_foyer else (self.hud, self.cards, self.toast)
        if self.back.is_open and not self.in_foyer:
            over = (self.back,)
        for part in (*over, self.preview, self.failure):
            if part is not None:
                part.point(x, y)

    def key(self, name: str, typed: str, modifiers: list[str]) -> bool:
        """A key was pressed; whether it meant something."""
        self.touched()
        if self.failure.key(name):
            return True
        if self.wish.is_open:
            return self.wish.key(name)
        if self.talk.is_open and self.talk.key(name):
            return True
        if self.in_foyer and not self.keys.is_open and self.foyer.key(name, typed, modifiers):
            return True
        if self.preview.is_on and not (self.in_foyer or self.back.is_open) and self.preview.key(name, modifiers):
            return True
        if self.back.is_open and not self.in_foyer and not self.keys.is_open and self.back.key(name, modifiers):
            return True
        wanted = self._keymap.deed(name, modifiers, typed=typed, choosing=self.cards.is_open)
        if wanted is None:
            return False
        self.do(wanted)
        return True

    def do(self, wanted: Deed) -> None:
        """What a key, an icon or a finger asks for."""
        if wanted is Deed.QUIT:
            self._leave()
        elif wanted is Deed.KEYS:
            self.keys.toggle()
            self._say(self.keys.told if self.keys.is_open else self.room.words("voice.closed"), whole=True)
        elif wanted in SWITCHES:
            self._switch(SWITCHES[wanted])
        elif wanted in {Deed.SETTINGS, Deed.LIBRARY}:
            self.open_foyer(str(wanted))
        elif wanted is Deed.FULL_SCREEN:
            self._full_screen(not self.hud.full_screen)
        elif wanted is Deed.ESCAPE and not (self.in_foyer and not self.keys.is_open):
            self._escape()
        elif self._controls is not None and not self.in_foyer:
            self._steer(wanted, self._controls)

    def _steer(self, wanted: Deed, controls: Controls) -> None:
        if wanted in PICKS:
            self.cards.take(PICKS[wanted])
        elif wanted in {Deed.FOCUS_NEXT, Deed.FOCUS_BEFORE}:
            self._move_focus(1 if wanted is Deed.FOCUS_NEXT else -1)
        elif wanted is Deed.CONFIRM:
            self._confirm(controls)
        elif wanted is Deed.WISH:
            self.talk.close()
            if self.cards.is_open:
                controls.more_time(TYPING_SECONDS)
            self.wish.open()
        elif wanted is Deed.TALK:
            if self._voice is not None:
                self._voice.hush()
            self.talk.pressed(self._now())
        elif wanted is Deed.MAP:
            self.back.open_map()
        elif wanted is Deed.SAID:
            self.back.open_said()
        elif wanted is Deed.INFO:
            step = self.info.next(controls)
            self.room.say(self._voicing.why(self._view) if step == 1 else self._voicing.figures(controls.view()))
        else:
            steer(wanted, controls)

    def _move_focus(self, step: int) -> None:
        """Among the cards of a question, else among the icons."""
        if self.cards.is_open:
            self.cards.move(step)
        else:
            if not self._hud_shown:
                self._show_hud(True)
            self.room.say(self.hud.told(self.hud.move(step)))

    def _confirm(self, controls: Controls) -> None:
        if self.cards.is_open:
            self.cards.take(self.cards.focus)
        elif not (self._hud_shown and self.hud.press()):
            controls.toggle_pause()

    def _switch(self, name: str) -> None:
        """A setting that a key turns on and off; it is kept where there is a desk, and told either way."""
        settings = stepped(self.room.settings, name, 1)
        is_on = bool(getattr(settings, name))
        if self.foyer is not None:
            self.foyer.keep(settings)
        elif self._keep is not None:
            self._keep(settings)
        self.obey(settings)
        text = self.room.words(f"voice.{name}_{'on' if is_on else 'off'}")
        self.notice(text)
        if self._voice is not None and name in SAID_ANYHOW and not settings.self_voicing:
            self._voice.say(text)

    def _escape(self) -> None:
        if self.keys.is_open:
            self.keys.close()
        elif self.info.step:
            self.info.close(self._controls)
        elif self.hud.full_screen:
            self._full_screen(False)
        else:
            self.open_foyer("library")

    def _full_screen(self, wanted: bool) -> None:
        self.hud.full_screen = wanted
        Window.fullscreen = "auto" if wanted else False
        self.hud.wake()

    def _pick(self, number: int) -> None:
        if self._controls is not None:
            self._controls.pick(number)

    def _wish(self, text: str) -> None:
        if self._controls is not None:
            self._controls.wish(text)

    def _more_time(self, seconds: float) -> None:
        if self._controls is not None:
            self._controls.more_time(seconds)

    def _undo(self) -> None:
        if self._controls is not None:
            self._controls.undo_wish()


def _waiting(view: View, texts: Words) -> str:
    if view.failed:
        return ""
    if view.phase is Phase.PRIMING:
        return texts("wait.priming")
    if view.phase is Phase.STALLED:
        return texts("wait.stalled")
    return ""
