"""Walks through every screen of the foyer by keyboard alone, in an off-screen window of a process of its own.

Prints one JSON object with what was seen. Nothing is painted: the screens must work while pictures are missing.
"""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

OUT = Path(sys.argv[1])
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from player.ui.environment import prepare  # noqa: E402

prepare(OUT, (640, 360), off_screen=True)

import numpy as np  # noqa: E402
from kivy.clock import Clock  # noqa: E402
from stand_ins import Ears, no_painter  # noqa: E402

from player.foyer.atelier import Atelier, _ticket  # noqa: E402
from player.foyer.desk import Desk  # noqa: E402
from player.foyer.painter import facts_of  # noqa: E402
from player.ui.app import PlayerApp  # noqa: E402
from player.ui.foyer.foyer import Foyer  # noqa: E402
from player.ui.foyer.tiles import PictureTile  # noqa: E402
from player.ui.window import Player  # noqa: E402
from profiles.store import EVERY_SEED, Store  # noqa: E402

SEED = Path(__file__).resolve().parents[2] / "assets" / "seeds" / "night-exchange"


atelier = Atelier(OUT / "pictures", start=no_painter)  # type: ignore[arg-type]
store = Store(OUT / "evershow.db")
there = [SEED]
desk = Desk(OUT, store, atelier, lambda: there)
desk.enter(store.viewer_or_new("Ada"))
played = []
seen: dict[str, object] = {"pages": [], "spoken": [], "heard": {}}
heard: list[str] = []
player = Player(
    voice=Ears(heard), leave=lambda: app.stop(),
    build_foyer=lambda: Foyer(desk, played.append, player.accent, over=player),
)  # fmt: skip
app = PlayerApp(player)


def press(*keys: str) -> None:
    for key in keys:
        player.key(key, key if len(key) == 1 else "", [])
        page = player.foyer.page
        if page is not None and page.focused is not None:
            seen["spoken"].append(page.focused.spoken)


def note(name: str) -> None:
    page = player.foyer.page
    seen["pages"].append([name, page.title, page.focused.name if page.focused else ""])


def focus(name: str) -> None:
    """Reach a tile by Tab alone."""
    for _ in range(80):
        if player.foyer.page.focused.name == name:
            return
        press("tab")
    raise AssertionError(f"{name} cannot be reached: {[tile.name for tile in player.foyer.page.tiles]}")


def standing() -> dict[str, int]:
    """What a page that stands still for two seconds, its pictures being there, asks of desk and atelier."""
    page = player.foyer.page
    for tile in page.tiles:
        if isinstance(tile, PictureTile):
            for frames in (1, tile._picture.frames):
                ticket = _ticket(replace(tile._picture, frames=frames))
                atelier._came.put((ticket, [np.full((36, 64, 3), 90, np.uint8)] * frames))
    for turn in range(600):
        page.tick(turn / 60)
    asked = {"facts": 0, "loop": 0, "still": 0}

    def counted(whose: object, name: str) -> None:
        plain = getattr(whose, name)

        def ask(*given: object) -> object:
            asked[name] += 1
            return plain(*given)

        setattr(whose, name, ask)

    for whose, name in ((desk, "facts"), (atelier, "loop"), (atelier, "still")):
        counted(whose, name)
    for turn in range(600, 720):
        page.tick(turn / 60)
    for whose, name in ((desk, "facts"), (atelier, "loop"), (atelier, "still")):
        delattr(whose, name)
    return asked | {"pictures": sum(isinstance(tile, PictureTile) and tile.is_ready for tile in page.tiles)}


@contextmanager
def listening(name: str) -> Iterator[None]:
    """What is read aloud meanwhile to who cannot see."""
    heard.clear()
    player.room.settings = replace(player.room.settings, self_voicing=True)
    yield
    player.room.settings = replace(player.room.settings, self_voicing=False)
    seen["heard"][name] = list(heard)


def told_walk() -> None:
    """Texts that come by themselves."""
    with listening("greeting"):
        player._greet()
    with listening("notice"):
        player.notice("The sound device has gone", "plug it in")
    with listening("waiting"):
        player.expect("The story begins")
    player.expect("")
    with listening("switch"):
        player._switch("night")
    player._switch("night")


def walk() -> None:
    player.open_foyer()
    note("first start")
    seen["standing"] = standing()
    press("enter", "right", "enter")
    focus("go")
    press("enter")
    seen["tapped"] = store.taste(desk.viewer, EVERY_SEED).liking("comedy")
    press("enter")  # too early: nothing is known of any story yet
    note("after the cards")
    atelier._facts[str(SEED)] = facts_of(SEED, OUT)
    player.foyer.tick(10.0)
    note("library")
    press("down")
    note("first row")
    press("enter")
    note("a story")
    press("escape")
    focus("settings")
    press("enter")
    press("down")
    note("settings")
    focus("set/captions")
    press("enter")
    seen["captions"] = desk.settings.captions
    focus("group/sound")
    focus("balance/music")
    press("right", "right", "right")
    seen["balance"] = [desk.balance()["music"], player.foyer.page.focused.spoken]
    focus("balance/speech")
    press(*["left"] * 4)
    seen["speech"] = [desk.balance()["speech"], player.foyer.page.focused.spoken]
    press("q")
    seen["night"] = [desk.settings.night]
    press("q")
    seen["night"].append(desk.settings.night)
    press("escape")
    focus("beliefs")
    press("enter")
    note("beliefs")
    before = next(tile.name for tile in player.foyer.page.tiles if "|" in tile.name)
    press("right", "right")
    seen["corrected"] = [before, store.taste(desk.viewer, EVERY_SEED).liking(before.split("|")[1])]
    press("delete")
    seen["left"] = sum(tile.name.startswith("remove|") for tile in player.foyer.page.tiles)
    press("escape", "escape")
    note("who")
    press("escape")
    note("back again")
    press("escape")
    focus("add")
    press("enter")
    focus("save")
    with listening("no name"):
        press("enter")
    player.foyer.page._named("Mia")
    focus("ceiling")
    press("right")
    focus("save")
    press("enter")
    note("a PIN is chosen")
    press(*"2468", "enter")
    press(*"2468", "enter")
    note("kept")
    seen["people"] = [[p.name, p.is_limited] for p in store.viewers()]
    focus("person/1")
    press("enter")
    note("without limits")
    press(*"1111", "enter")
    note("wrong")
    press(*"2468", "enter")
    note("right")
    guarded_walk()
    player.foyer.tick(20.0)
    focus("go")
    press("enter")
    seen["played"] = [played[0].seed, played[0].resume]
    seen["waits"] = player.foyer.waits_for_show
    failed_walk()
    empty_walk()
    told_walk()


def failed_walk() -> None:
    """The show cannot be opened: by keys alone back to the library, from where another one is played."""
    player.failure.say("The show cannot be opened: no such pack; choose another story")
    player.key("right", "", [])
    player.key("left", "", [])
    player.key("enter", "", [])
    seen["left_failed"] = [player.failure.is_open, player.foyer.waits_for_show]
    player.foyer.tick(30.0)
    note("after a failure")
    played.clear()
    focus("go")
    press("enter")
    seen["played_again"] = len(played)


def empty_walk() -> None:
    """No story is there, then one is."""
    there.clear()
    player.open_foyer("library")
    with listening("nothing there"):
        player.foyer.tick(40.0)
    note("nothing there")
    there.append(SEED)
    press("enter")
    player.foyer.tick(50.0)
    seen["found"] = sorted(tile.name for tile in player.foyer.page.tiles if tile.name in {"go", "other", "about"})


def guarded_walk() -> None:
    """A child tries the doors of a grown-up; a grown-up opens them; the child finds them shut again."""
    press("escape")
    focus("person/2")
    press("enter")
    if player.foyer.page.title == "taste":
        focus("go")
        press("enter")
    focus("settings")
    press("enter")
    while player.foyer.page.focused.name != "group/safety":
        press("down")
    focus("set/ask_pin")
    press("enter")
    note("a child at the PIN switch")
    seen["ask_pin"] = [desk.settings.ask_pin]
    for wrong in ("1111", "2222", "3333", "4444"):
        press(*wrong, "enter")
    press("escape")
    note("a child gave up")
    press("escape", "escape")
    focus("add")
    press("enter")
    note("a child adds a profile")
    press("escape")
    for person in (1, 2):
        focus("manage")
        press("enter")
        focus(f"person/{person}")
        press("enter")
        note(f"a child changes {person}")
        press("escape")
    seen["still"] = [[p.name, p.is_limited] for p in store.viewers()]
    desk.forget_grown_up()
    focus("person/2")
    press("enter")
    focus("settings")
    press("enter")
    while player.foyer.page.focused.name != "group/safety":
        press("down")
    focus("set/ask_pin")
    press("enter")
    press(*"2468", "enter")
    note("a grown-up at the switch")
    focus("set/ask_pin")
    press("enter")
    seen["ask_pin"].append(desk.settings.ask_pin)
    press("escape")
    note("the child again")
    focus("settings")
    press("enter")
    while player.foyer.page.focused.name != "group/safety":
        press("down")
    focus("set/ask_pin")
    press("enter")
    note("the child at the switch again")
    for _ in range(5):
        press(*"1111", "enter")
    seen["wait"] = round(desk.pin_waits())
    press(*"2468", "enter")
    note("the right PIN while it waits")
    store.set_pin("2468")
    press(*"2468", "enter")
    focus("set/ask_pin")
    press("enter")
    press("escape", "escape")
    focus("person/1")
    press("enter")
    press(*"2468", "enter")
    note("Ada again")


def run(_elapsed: float) -> None:
    try:
        walk()
    finally:
        app.stop()


Clock.schedule_once(run, 0.2)
app.run()
desk.close()
print(json.dumps(seen))
