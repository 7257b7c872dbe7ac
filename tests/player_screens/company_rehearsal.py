"""Several choose to watch together by one means alone: `company_rehearsal.py FOLDER keys|fingers|ears|pad`.

An off-screen window of a process of its own; prints one JSON object. "ears" knows nothing but what was said aloud.
"""

import json
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

OUT, MEANS = Path(sys.argv[1]), sys.argv[2]
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from player.ui.environment import prepare  # noqa: E402

prepare(OUT, (960, 540), off_screen=True)

from kivy.clock import Clock  # noqa: E402
from kivy.tests.common import UnitTestTouch  # noqa: E402
from stand_ins import Ears, no_painter  # noqa: E402

from player.foyer.atelier import Atelier  # noqa: E402
from player.foyer.desk import Desk  # noqa: E402
from player.foyer.painter import facts_of  # noqa: E402
from player.settings import Settings  # noqa: E402
from player.ui.app import PlayerApp  # noqa: E402
from player.ui.foyer.foyer import Foyer  # noqa: E402
from player.ui.pad import BUTTONS, HAT  # noqa: E402
from player.ui.window import Player  # noqa: E402
from profiles.store import EVERY_SEED, Store  # noqa: E402
from profiles.taste import TasteValues  # noqa: E402
from profiles.taste_edits import edited  # noqa: E402

SEED = Path(__file__).resolve().parents[2] / "assets" / "seeds" / "night-exchange"
seen: dict[str, object] = {"said": []}
said: list[str] = seen["said"]


settings = Settings(self_voicing=MEANS == "ears", reduced_motion=True, language="en")
atelier = Atelier(OUT / "pictures", start=no_painter)  # type: ignore[arg-type]
atelier._facts[str(SEED)] = facts_of(SEED, OUT)
store = Store(OUT / "evershow.db")
desk = Desk(OUT, store, atelier, lambda: [SEED])
desk.settings = settings
ada, ben = store.viewer_or_new("Ada"), store.viewer_or_new("Ben")
mia = store.add_viewer("Mia", colour="#B6D77A", ceiling=12, daily_minutes=45)
store.set_pin("2468")
for person, liking in ((ada, 0.8), (ben, -0.6), (mia, 0.3)):
    store.keep_taste(person, EVERY_SEED, edited(TasteValues.fresh(("comedy",)), "comedy", liking))
played: list[object] = []
player = Player(
    settings=settings, voice=Ears(said), leave=lambda: app.stop(),
    build_foyer=lambda: Foyer(desk, played.append, player.accent, over=player),
)  # fmt: skip
app = PlayerApp(player)


def press(*keys: str) -> None:
    for key in keys:
        player.key(key, key if len(key) == 1 else "", [])


def tap(x: float, y: float) -> None:
    touch = UnitTestTouch(x, y)
    touch.touch_down()
    touch.touch_up()


def reach(name: str, words: str) -> None:
    """Press the tile `name`, of which a voice says `words`."""
    page = player.foyer.page
    if MEANS == "fingers":
        tap(*next(tile for tile in page.tiles if tile.name == name).center)
        return
    ways = ["tab"] * 40
    if MEANS == "pad":  # the cross alone: down to the buttons, up to the portraits, then along
        tile = next(tile for tile in page.tiles if tile.name == name)
        ways = [HAT[0, -1]] * 4 if tile.y < page.focused.y else [HAT[0, 1]] * 4 if tile.y > page.focused.top else []
        ways = [*ways, *[HAT[-1, 0]] * 6, *[HAT[1, 0]] * 6]
    for way in (*ways, ""):
        if words in said[-1] if MEANS == "ears" else page.focused.name == name:
            press(BUTTONS[0])
            return
        press(way)
    raise AssertionError(f"{name} cannot be reached: {[tile.name for tile in page.tiles]}, said {said[-30:]}")


def pin() -> None:
    seen["pin"] = player.foyer.page.title
    press(*"2468", "enter")


def walk() -> None:
    player.open_foyer("watchers")
    reach("together", "Watch together")
    seen["before"] = sorted(tile.name for tile in player.foyer.page.tiles)
    reach(f"person/{ada.id}", "Ada, does not")
    reach(f"person/{mia.id}", "Mia, with limits, does not")
    reach(f"person/{ben.id}", "Ben, does not")
    seen["after_press"] = player.foyer.page.focused.spoken
    reach(f"person/{ben.id}", "Ben, watches")
    reach("watch", "Watch")
    pin()
    seen["page"] = player.foyer.page.title
    seen["company"] = [viewer.name for viewer in desk.watching]
    player.foyer.tick(1e6)
    seen["minutes"] = desk.minutes_left()
    seen["heads"] = [tile.name for tile in player.foyer.page.tiles if tile.name.startswith("viewer")]
    show = store.begin_show(ada, "night-exchange", "The Night Exchange", mia)
    store.keep_journal(show.id, b"", position=48_000 * 60, scene="The second line")
    player.foyer.go("library")
    player.foyer.tick(2e6)
    reach("go", "Continue watching")
    seen["resumed"] = played[0].resume == show.id
    player.foyer._lift_curtain()
    player.foyer.go("beliefs")
    seen["beliefs"] = [tile.name for tile in player.foyer.page.tiles if tile.name.startswith("of/")]
    reach(f"of/{mia.id}", "Mia")
    mine = store.taste(ada, EVERY_SEED)
    page = player.foyer.page
    row = next(tile for tile in page.tiles if "|comedy" in tile.name and not tile.name.startswith("remove"))
    row.shifted(1)
    seen["corrected"] = store.taste(mia, EVERY_SEED).liking("comedy")
    seen["untouched"] = store.taste(ada, EVERY_SEED) == mine
    desk.watched(46 * 60)
    player.foyer.go("play", ticket=replace(played[0]))
    seen["time"] = player.foyer.page.title
    reach("more", "more minutes")
    pin()
    seen["given"] = [desk.minutes_left(), store.watched_seconds(ada, date.today().isoformat()) == 46 * 60]
    player.open_foyer("watchers")
    reach(f"person/{ben.id}", "Ben")
    pin()
    player.foyer.tick(3e6)
    seen["alone"] = [viewer.name for viewer in desk.watching], desk.past() == ()
    player.open_foyer("watchers")
    reach("together", "Watch together")
    seen["again"] = [tile.spoken for tile in player.foyer.page.tiles if tile.name.startswith("person/")]
    press("escape")
    seen["left"] = any(tile.name == "together" for tile in player.foyer.page.tiles)
    desk.enter(mia)
    seen["shelf"] = [list(past.company) for past in desk.past()]


def run(_elapsed: float) -> None:
    try:
        walk()
    finally:
        app.stop()


Clock.schedule_once(run, 0.2)
app.run()
desk.close()
print(json.dumps(seen))
