"""The window: composes the film, the controls and the foyer, and turns input into deeds.

It knows no conductor and no segment; it asks `Controls` for a picture and a view on every turn. Call
`environment.prepare` before importing this module.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from kivy.app import App
from kivy.clock import Clock
from kivy.core.window import Keyboard, Window, WindowBase
from kivy.graphics.opengl import GL_RENDERER, glGetString
from kivy.uix.widget import Widget

from player.playback.reducer import Phase
from player.ui import environment, theme
from player.ui.back_in_time import BackInTime
from player.ui.caption_bar import CaptionBar
from player.ui.cards import Cards
from player.ui.hud import Hud, StatsPanel, WhyPanel
from player.ui.keymap import Deed, KeyMap
from player.ui.overlays import Failure, KeyHelp, Waiting
from player.ui.picture import FilmPicture
from player.ui.sprites import appear, vanish
from player.ui.view import CaptionView, Controls, View
from player.ui.wish import WISH_AT, Toast, WishBox

if TYPE_CHECKING:  # who plays a show at once does not wait for the library to be read
    from player.ui.foyer.foyer import Foyer

LEAST_SCALE = 0.75
"""Below 540 lines type is not shrunk further: it must stay readable."""
DIM = 0.72
"""Light of the film behind an open question."""


class Player(Widget):
    """Everything on screen."""

    def __init__(
        self,
        *,
        accent: str = theme.DEFAULT_ACCENT,
        leave: Callable[[], None] = lambda: None,
        build_foyer: Callable[[], Foyer] | None = None,
        keys: KeyMap | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__()
        self._now = now
        self._leave = leave
        self._build_foyer = build_foyer
        self._keymap = keys or KeyMap()
        self._controls: Controls | None = None
        self._view = View()
        self._touched = -1e9
        self._info = 0
        self._hud_shown = False
        self._panels: set[Widget] = set()
        self._scale = 1.0
        self.accent = theme.readable_accent(accent)
        self.film = FilmPicture(size_hint=(1, 1))
        self.captions = CaptionBar()
        self.hud = Hud(
            {
                "pause": lambda: self._do(Deed.PAUSE),
                "skip": lambda: self._do(Deed.SKIP),
                "like": lambda: self._do(Deed.LIKE),
                "less": lambda: self._do(Deed.LESS),
                "wish": lambda: self._do(Deed.WISH),
                "volume": lambda: self._do(Deed.MUTE),
                "captions": lambda: self._do(Deed.CAPTIONS),
                "keys": lambda: self._do(Deed.KEYS),
                "map": lambda: self._do(Deed.MAP),
                "full_screen": lambda: self._do(Deed.FULL_SCREEN),
            },
            self.accent,
        )
        self.why = WhyPanel(self.accent)
        self.stats = StatsPanel()
        self.cards = Cards(self._pick, self.accent)
        self.wish = WishBox(self._wish, self.accent)
        self.toast = Toast(self._undo, self.accent)
        self.waiting = Waiting(self.accent)
        self.back = BackInTime(lambda: self._controls, lambda: self._view, self.accent)
        self.keys = KeyHelp(self.accent, self._keymap)
        self.failure = Failure(leave, self.accent)
        self.foyer: Foyer | None = None
        for widget in (
            self.film,
            self.hud,
            self.captions,
            self.why,
            self.stats,
            self.cards,
            self.back,
            self.toast,
            self.wish,
            self.waiting,
            self.failure,
            self.keys,
        ):
            self.add_widget(widget)
        self.bind(size=self._layout)

    def open_foyer(self, page: str = "", **given: object) -> None:
        """Everything before and beside the show, on one of its pages; a running show waits behind it."""
        if self.foyer is None:
            if self._build_foyer is None:
                return
            self.foyer = self._build_foyer()
            self.add_widget(self.foyer, index=self.children.index(self.waiting) + 1)
            self._layout()
        if self._controls is not None and self._view.phase is not Phase.PAUSED:
            self._controls.toggle_pause()
        self.foyer.open(page, **given)

    def back_to_show(self) -> bool:
        """Go on with the show that waits behind the foyer; whether there is one."""
        if self._controls is None:
            return False
        if self._view.phase is Phase.PAUSED:
            self._controls.toggle_pause()
        self.touched()
        return True

    def attach(self, controls: Controls | None) -> None:
        """From now on play `controls`; None = nothing."""
        self._controls = controls
        self._view = View()
        self.back.attached()
        if self.back.recap.is_open and self.foyer is not None and self.foyer.waits_for_show:
            self.foyer.close()

    def expect(self, words: str) -> None:
        """Say `words` until a show is attached."""
        self.waiting.say(words, at_left=self._has_curtain)

    def attach_soon(self, controls: Controls) -> None:
        """`attach` on the window's thread; may be called from any."""
        Clock.schedule_once(lambda _: self.attach(controls))

    def fail_soon(self, text: str) -> None:
        """Say what went wrong, on the window's thread; may be called from any."""

        def say(_elapsed: float) -> None:
            self.waiting.say("")
            self.failure.say(text)

        Clock.schedule_once(say)

    def _layout(self, *_: object) -> None:
        width, height = (round(value) for value in self.size)
        if width < 64 or height < 64:
            return
        scale = max(LEAST_SCALE, min(height / theme.LINES, width / 1280))
        self.film.size = (width, height)
        for part in (
            self.captions,
            self.hud,
            self.cards,
            self.wish,
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
        if self._controls is None:
            return
        shown = self._controls.tick()
        if shown is not None:
            self.film.show(shown.image)
            if self.foyer is not None and self.foyer.waits_for_show:
                self.foyer.close()
        view = self._view = self._controls.view()
        if self.foyer is not None:
            self.foyer.saw(view.phase is Phase.PLAYING, now)
        self._arrange(view, now)

    def _arrange(self, view: View, now: float) -> None:
        awake = now - self._touched < theme.FADE_AFTER_SECONDS or view.phase is Phase.PAUSED or self.hud.over_title
        busy = view.choice is not None or self.wish.is_open or view.phase in {Phase.PRIMING, Phase.CLOSING}
        Window.show_cursor = awake or self.cards.is_open or bool(view.failed)
        self.hud.update(view)
        self._show_hud(awake and not busy and not self.back.is_open)
        self.cards.update(view.choice, view.choice_left)
        lift = self.cards.height_above if view.choice is not None else 0.0
        if self.hud.opacity > 0.5 and not busy:
            lift = max(lift, self.hud.height_below)
        if self.wish.is_open:
            lift = max(lift, self.height * (WISH_AT - theme.SAFE) + 84 * self._scale)
        self.captions.resize(view.caption_scale)
        self.captions.update(CaptionView() if view.failed else view.caption, lift)
        self.toast.update(
            None if view.failed else view.toast, lift + (self.captions.height if view.caption.lines else 0.0) * 0.8 + 8
        )
        target = DIM if self.cards.is_open else 0.5 if self.keys.is_open or view.phase is Phase.STALLED else 1.0
        self.film.light += (target - self.film.light) * 0.2 if abs(target - self.film.light) > 0.01 else 0.0
        self._show_info(view)
        self.waiting.say("" if self.back.is_open else _waiting(view), at_left=self._has_curtain)
        self.failure.say(view.failed)

    def _show_hud(self, wanted: bool) -> None:
        if wanted == self._hud_shown:
            return
        self._hud_shown = wanted
        if wanted:
            self.hud.wake()
            appear(self.hud)
        else:
            vanish(self.hud)

    def _show_info(self, view: View) -> None:
        free = view.choice is None and not self.keys.is_open and not view.failed
        for panel, wanted in (
            (self.why, free and self._hud_shown and (self._info == 1 or self.hud.over_title)),
            (self.stats, free and self._info == 2),
        ):
            if wanted:
                panel.update(view, round(self.width), round(self.height), self._scale)
            if wanted != (panel in self._panels):
                self._panels ^= {panel}
                (appear if wanted else vanish)(panel)
        if self._info == 1:
            self._touched = self._now()  # the reasons hang below the title

    # -- input ---------------------------------------------------------------------------------

    def touched(self) -> None:
        """Somebody is there."""
        self._touched = self._now()

    @property
    def _has_curtain(self) -> bool:
        """Whether a poster fills the window until the show begins."""
        return self.foyer is not None and self.foyer.waits_for_show

    @property
    def in_foyer(self) -> bool:
        """Whether the foyer has the screen and the keys."""
        return self.foyer is not None and self.foyer.is_open

    def moved(self, x: float, y: float) -> None:
        """The mouse moved."""
        self.touched()
        over = (self.foyer,) if self.in_foyer else (self.hud, self.cards, self.toast)
        if self.back.is_open and not self.in_foyer:
            over = (self.back,)
        for part in (*over, self.failure):
            if part is not None:
                part.point(x, y)

    def on_touch_down(self, touch: object) -> bool:
        """Press, double press, wheel."""
        self.touched()
        button = getattr(touch, "button", "left")
        if button in {"scrolldown", "scrollup"} and self.in_foyer:
            self.foyer.wheel(-1.0 if button == "scrolldown" else 1.0)
            return True
        if button in {"scrolldown", "scrollup"} and self.back.is_open:
            self.back.wheel(-1.0 if button == "scrolldown" else 1.0)
            return True
        if button in {"scrolldown", "scrollup"}:
            self._do(Deed.LOUDER if button == "scrolldown" else Deed.SOFTER)
            return True
        if self.keys.is_open:
            self.keys.toggle()
            return True
        if super().on_touch_down(touch):
            return True
        if self.wish.is_open:
            self.wish.close()
        elif getattr(touch, "is_double_tap", False):
            self._do(Deed.FULL_SCREEN)
        return True

    def key(self, name: str, typed: str, modifiers: list[str]) -> bool:
        """A key was pressed; whether it meant something."""
        self.touched()
        if self.wish.is_open:
            if name == "escape":
                self.wish.close()
                return True
            return False
        if self.in_foyer and not self.keys.is_open and self.foyer.key(name, typed, modifiers):
            return True
        if self.back.is_open and not self.in_foyer and not self.keys.is_open and self.back.key(name, modifiers):
            return True
        wanted = self._keymap.deed(name, modifiers, typed=typed, choosing=self.cards.is_open)
        if wanted is None:
            return False
        self._do(wanted)
        return True

    def _do(self, wanted: Deed) -> None:
        if wanted is Deed.QUIT:
            self._leave()
        elif wanted is Deed.KEYS:
            self.keys.toggle()
        elif wanted is Deed.FULL_SCREEN:
            self._full_screen(not self.hud.full_screen)
        elif wanted is Deed.ESCAPE and not (self.in_foyer and not self.keys.is_open):
            self._escape()
        elif self._controls is not None and not self.in_foyer:
            self._steer(wanted, self._controls)

    def _steer(self, wanted: Deed, controls: Controls) -> None:
        if wanted in _PICKS:
            self.cards.take(_PICKS[wanted])
        elif wanted in {Deed.FOCUS_NEXT, Deed.FOCUS_BEFORE}:
            self.cards.move(1 if wanted is Deed.FOCUS_NEXT else -1)
        elif wanted is Deed.CONFIRM:
            self.cards.take(self.cards.focus)
        elif wanted is Deed.WISH:
            self.wish.open()
        elif wanted is Deed.MAP:
            self.back.open_map()
        elif wanted is Deed.SAID:
            self.back.open_said()
        elif wanted is Deed.INFO:
            self._info = (self._info + 1) % 3
        elif wanted in _SEEKS:
            controls.seek_by(_SEEKS[wanted])
        else:
            plain: dict[Deed, Callable[[], None]] = {
                Deed.PAUSE: controls.toggle_pause,
                Deed.SKIP: controls.skip,
                Deed.LIKE: controls.like,
                Deed.LESS: controls.dislike,
                Deed.UNDO: controls.undo_wish,
                Deed.MUTE: controls.toggle_mute,
                Deed.CAPTIONS: controls.toggle_captions,
                Deed.LOUDER: lambda: controls.change_volume(0.05),
                Deed.SOFTER: lambda: controls.change_volume(-0.05),
                Deed.MORE_TIME: lambda: controls.more_time(20.0),
                Deed.SCENE_BEFORE: lambda: controls.seek_scene(-1),
                Deed.SCENE_AFTER: lambda: controls.seek_scene(1),
                Deed.KEEP: controls.keep_as_seed,
                Deed.FASTER: lambda: controls.comforts.change_speed(1),
                Deed.SLOWER: lambda: controls.comforts.change_speed(-1),
                Deed.USUAL_SPEED: lambda: controls.comforts.change_speed(0),
                Deed.STEP_ON: lambda: controls.comforts.step_frame(1),
                Deed.STEP_BACK: lambda: controls.comforts.step_frame(-1),
                Deed.PICTURE: controls.comforts.take_picture,
                Deed.CAPTIONS_LARGER: lambda: controls.comforts.change_captions(1),
                Deed.CAPTIONS_SMALLER: lambda: controls.comforts.change_captions(-1),
                Deed.CAPTIONS_LATER: lambda: controls.comforts.delay_captions(0.1),
                Deed.CAPTIONS_SOONER: lambda: controls.comforts.delay_captions(-0.1),
                Deed.PICTURE_LATER: lambda: controls.comforts.delay_picture(0.02),
                Deed.PICTURE_SOONER: lambda: controls.comforts.delay_picture(-0.02),
                Deed.SLEEP: controls.comforts.change_sleep,
                Deed.WILDER: lambda: controls.comforts.change_wildness(1),
                Deed.CALMER: lambda: controls.comforts.change_wildness(-1),
            }
            if wanted in plain:
                plain[wanted]()

    def _escape(self) -> None:
        if self.keys.is_open:
            self.keys.toggle()
        elif self._info:
            self._info = 0
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

    def _undo(self) -> None:
        if self._controls is not None:
            self._controls.undo_wish()


_PICKS = {Deed.PICK_1: 1, Deed.PICK_2: 2, Deed.PICK_3: 3, Deed.PICK_4: 4}
_SEEKS = {
    Deed.BACK_1: -1.0,
    Deed.FORWARD_1: 1.0,
    Deed.BACK_5: -5.0,
    Deed.FORWARD_5: 5.0,
    Deed.BACK_10: -10.0,
    Deed.FORWARD_10: 10.0,
}


def _waiting(view: View) -> str:
    if view.failed:
        return ""
    if view.phase is Phase.PRIMING:
        return "Painting the first scene"
    if view.phase is Phase.STALLED:
        return "Still painting what happens next"
    return ""


SOFTWARE = ("llvmpipe", "softpipe", "swrast", "SwiftShader")
"""OpenGL on the processor: there every pixel of the window costs time that painting the show needs."""
SOFTWARE_SIZE = (960, 540)


class NoWindow(RuntimeError):
    """No window can be opened: says what to install or which option to use."""


def ensure_window() -> None:
    """Raise NoWindow unless Kivy has opened one."""
    if Window is None:
        raise NoWindow("no window can be opened; install libgl1 and libegl1, or play with --off-screen")


def is_software_gl() -> bool:
    """Whether OpenGL runs on the processor."""
    name = glGetString(GL_RENDERER)
    text = name.decode(errors="replace") if isinstance(name, bytes) else str(name)
    return any(known in text for known in SOFTWARE)


class PlayerApp(App):
    """Runs a `Player` in Kivy's window until somebody leaves."""

    title = "Evershow"

    def __init__(self, player: Player, *, full_screen: bool = False) -> None:
        super().__init__()
        self._player = player
        self._begin_full = full_screen

    def build(self) -> Player:
        """Bind the window."""
        Window.clearcolor = theme.BACKGROUND
        Window.bind(on_key_down=self._key, mouse_pos=self._mouse, on_request_close=self._closing)
        Clock.schedule_interval(self._player.turn, 0)
        if is_software_gl() and Window.size[0] > SOFTWARE_SIZE[0] and environment.has_display():
            Window.size = SOFTWARE_SIZE
        if self._begin_full:
            Clock.schedule_once(lambda _: self._player.key("f", "f", []), 0)
        return self._player

    def _key(self, _window: WindowBase, code: int, _scan: int, typed: str | None, modifiers: list[str]) -> bool:
        return self._player.key(key_name(code), typed or "", list(modifiers))

    def _mouse(self, _window: WindowBase, place: tuple[float, float]) -> None:
        self._player.moved(*place)

    def _closing(self, *_: object, **__: object) -> bool:
        return False

    def load_kv(self, *_: object, **__: object) -> bool:
        """No kv files."""
        return False


def key_name(code: int) -> str:
    """Kivy's name of a key code."""
    return next((name for name, number in Keyboard.keycodes.items() if number == code), "")
