"""The foyer: shows one page at a time, finds the way between them, and hands over to the show.

It knows the pages and the desk; it opens no show itself but asks for one with a ticket.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from kivy.uix.widget import Widget

from generators.timed import Balance
from player.evening import Ticket
from player.foyer.desk import Desk
from player.foyer.shelf import PosterCard
from player.settings import Settings
from player.ui import theme
from player.ui.foyer.beliefs import BeliefsPage
from player.ui.foyer.house import House
from player.ui.foyer.library import Cover, LibraryPage
from player.ui.foyer.page import Page
from player.ui.foyer.person import PersonPage
from player.ui.foyer.pin import PinPage
from player.ui.foyer.seed import SeedPage
from player.ui.foyer.settings import SettingsPage
from player.ui.foyer.taste import TastePage
from player.ui.foyer.time_up import TimeUpPage
from player.ui.foyer.watchers import WatchersPage
from player.ui.greeting import Greeting
from player.ui.room import Room
from player.ui.sprites import appear, vanish
from player.words import words_in
from profiles.store import Viewer

ROOTS = ("library", "watchers", "time_up")
"""Pages from which no way leads further back."""
GROWN_UPS = ("pin", "new_pin", "edit", "settings")
"""Pages over which a grown-up who typed the PIN in a child's profile is still believed to sit there."""
COUNT_EVERY_SECONDS = 10.0
"""What was watched is put on record this often: a killed player forgets no more."""


class Window(Protocol):
    """What the foyer asks of the window."""

    room: Room
    has_show: bool
    """Whether a show waits behind the screens."""
    greeting: Greeting

    def back_to_show(self) -> bool:
        """Go on with the show that waits behind; whether there is one."""
        ...

    def obey(self, settings: Settings) -> None:
        """Read, move and speak as the settings say."""
        ...

    def weigh(self, balance: Balance) -> None:
        """Let the show that waits be heard in another balance."""
        ...

    def attach(self, controls: None) -> None:
        """No show waits any more."""
        ...

    def open_foyer(self, page: str = "", **given: object) -> None:
        """Pause the show and open the foyer on a page."""
        ...


class Foyer(Widget):
    """Everything before and beside the show."""

    def __init__(
        self,
        desk: Desk,
        play: Callable[[Ticket], None],
        accent: theme.Colour,
        *,
        over: Window,
    ) -> None:
        """`play` opens a show; `over` is the window in which one may wait behind."""
        super().__init__(size_hint=(1, 1))
        self._desk, self._play, self._over = desk, play, over
        self.house = House(
            words=words_in(desk.settings.language), atelier=desk.atelier, settings=desk.settings, accent=accent
        )
        self.house.go, self.house.back = self.go, self.back
        self.house.obey, self.house.say = self._obey, over.room.say
        self.house.weigh = over.weigh
        self.house.waits = lambda: over.has_show
        self.is_open = False
        self.page: Page | None = None
        self._way: list[str] = []
        self._given: dict[str, dict[str, Any]] = {}
        self._window = (0, 0, 1.0)
        self._curtain: Cover | None = None
        self._seen, self._unkept = 0.0, 0.0
        self.ticket: Ticket | None = None
        """What is playing, or about to."""

    def keep(self, settings: Settings) -> None:
        """Settings that a key has changed."""
        self._desk.set(settings)
        self.house.settings = settings
        if self.is_open and self.page is not None:
            self.page.rebuild()

    def _obey(self, settings: Settings) -> None:
        before, self.house.settings = self.house.settings, settings
        self.house.words = words_in(settings.language)
        self._over.obey(settings)
        if before.safe_colours != settings.safe_colours:
            self.house.accent = self._over.room.accent

    @property
    def time_is_up(self) -> bool:
        """Whether the viewer's time of the day is over."""
        return self._desk.minutes_left() <= 0

    # -- ways ------------------------------------------------------------------------------------

    def open(self, name: str = "", **given: Any) -> None:
        """Show the foyer: on the page `name`, or where a start begins."""
        self._lift_curtain()
        self.is_open = True
        self._way = []
        self.go(name or self._first(), **given)
        appear(self)  # it may be leaving this very moment, still at full opacity

    def close(self) -> None:
        """Give the screen to the show."""
        if self.is_open:
            self.is_open = False
            vanish(self, then=self._gone)

    def go(self, name: str, **given: Any) -> None:
        """To the page `name`; some names are deeds."""
        deeds: dict[str, Callable[[], None]] = {
            "play": lambda: self._begin(given["ticket"], given.get("card")),
            "enter": lambda: self._enter(*(given.get("people") or (given["viewer"],))),
            "more_time": self._more_time,
        }
        if name in deeds:
            deeds[name]()
            return
        if name == "watchers" or (name not in GROWN_UPS and any(one.is_limited for one in self._desk.watching)):
            self._desk.forget_grown_up()
        if name == "edit" and self._desk.is_guarded():
            # Who changes a profile, erases it or adds one without limits: a grown-up.
            self.go("pin", then="edit", **given)
            return
        if name == "library" and not self._desk.has_tasted():
            name = "taste"
        if name in ROOTS:
            self._way = []
        if name in self._way:
            del self._way[self._way.index(name) :]
        self._way.append(name)
        self._given[name] = given
        self._show(self._made(name, given))

    def back(self) -> None:
        """To the page before; from the first one to the show that waits behind."""
        if len(self._way) > 1:
            self._way.pop()
            name = self._way.pop()
            self.go(name, **self._given.get(name, {}))
        elif self._desk.minutes_left() > 0 and self._over.back_to_show():
            self.close()
        elif self._way == ["library"]:
            self.go("watchers")
        elif self._desk.company is not None and not self._desk.asks_pin(*self._desk.watching):
            self.go("library")

    def _first(self) -> str:
        return "library" if self._desk.viewer is not None else "watchers"

    def _made(self, name: str, given: dict[str, Any]) -> Page:
        house, desk = self.house, self._desk
        viewer = given.get("viewer")
        pages: dict[str, Callable[[], Page]] = {
            "watchers": lambda: WatchersPage(house, desk),
            "library": lambda: LibraryPage(house, desk),
            "taste": lambda: TastePage(house, desk),
            "seed": lambda: SeedPage(house, desk, given["card"]),
            "beliefs": lambda: BeliefsPage(house, desk),
            "settings": lambda: SettingsPage(house, desk, **given),
            "edit": lambda: PersonPage(house, desk, viewer),
            "pin": lambda: PinPage(house, desk, lambda: self._after_pin(**given), hint=f"pin.hint_{given['then']}"),
            "new_pin": lambda: PinPage(house, desk, lambda: self._limited(given["draft"]), choosing=True),
            "time_up": lambda: TimeUpPage(house, desk),
        }
        return pages[name]()

    def _after_pin(self, then: str, **given: Any) -> None:
        if "pin" in self._way:
            self._way.remove("pin")  # Esc never leads back to a PIN that was right
        if then == "more":
            self._more_time()
        else:
            self.go(then, **given)

    def _limited(self, draft: Viewer) -> None:
        """The PIN is set: now the limits hold."""
        self._desk.keep_viewer(draft)
        self._way = []
        self.go("watchers")

    def _more_time(self) -> None:
        self._desk.forget_grown_up()
        self._desk.give_minutes()
        self._way = []
        if self._over.back_to_show():
            self.close()
        else:
            self.go("library")

    def _show(self, page: Page) -> None:
        before, self.page = self.page, page
        self.add_widget(page)
        width, height, scale = self._window
        if width:
            page.layout(width, height, scale)
        if before is not None:
            page.opacity = 0.0
            appear(page)
            vanish(before, then=lambda: self.remove_widget(before))

    def _enter(self, *people: Viewer) -> None:
        company = self._desk.company
        if company is not None and not company.is_of(viewer.id for viewer in people):
            self._over.attach(None)  # the show that waits behind was somebody else's
        self._desk.enter(*people)
        self.go("library")

    def _begin(self, ticket: Ticket, card: PosterCard | None) -> None:
        """The picture of what was chosen fills the window until the show begins."""
        if self._desk.minutes_left() <= 0:
            self.go("time_up")
            return
        self.ticket = ticket
        if not self._desk.past():
            self._over.greeting.want()
        if card is not None:
            width, height, _ = self._window
            self._curtain = Cover(self.house, width, height)
            self._curtain.show(card)
            self._curtain.opacity = 0.0
            self.add_widget(self._curtain)
            appear(self._curtain)
        self._play(ticket)

    def _lift_curtain(self) -> None:
        if self._curtain is not None:
            self.remove_widget(self._curtain)
            self._curtain = None

    def _gone(self) -> None:
        self._lift_curtain()
        if self.page is not None:
            self.remove_widget(self.page)
            self.page = None

    # -- life ------------------------------------------------------------------------------------

    @property
    def waits_for_show(self) -> bool:
        """Whether a show was chosen and has not begun."""
        return self.is_open and self._curtain is not None

    def layout(self, width: int, height: int, scale: float) -> None:
        """Place for a window."""
        self._window = (width, height, scale)
        self.size = (width, height)
        if self.page is not None:
            self.page.layout(width, height, scale)

    def tick(self, now: float) -> None:
        """One turn of the display."""
        if not self.is_open:
            return
        if self._curtain is not None:
            self._curtain.tick(now)
        elif self.page is not None:
            self.page.tick(now)
            self._desk.touch_up()

    def saw(self, plays: bool, now: float) -> None:
        """The show plays, or not: the viewer's time of day is counted, and ends the evening when it is over."""
        elapsed, self._seen = now - self._seen, now
        if not plays or not 0 < elapsed < 1:
            return
        self._unkept += elapsed
        if self._unkept >= COUNT_EVERY_SECONDS:
            self._desk.watched(self._unkept)
            self._unkept = 0.0
            if self._desk.minutes_left() <= 0:
                self._over.open_foyer("time_up")

    def key(self, name: str, typed: str, modifiers: list[str]) -> bool:
        """A key; whether it meant something here."""
        if self._curtain is not None:
            return True
        return self.page.key(name, typed, modifiers) if self.page is not None else False

    def point(self, x: float, y: float) -> None:
        """Follow the mouse."""
        if self.is_open and self._curtain is None and self.page is not None:
            self.page.point(x, y)

    def wheel(self, notches: float) -> None:
        """Scroll."""
        if self.page is not None:
            self.page.wheel(notches)

    def on_touch_down(self, touch: object) -> bool:
        """What is open takes every touch."""
        if not self.is_open:
            return False
        if self._curtain is None and self.page is not None:
            self.page.on_touch_down(touch)
        return True
