"""Opens every page of the foyer with type twice as large, in both languages; prints what is cut or lies outside.

`large_rehearsal.py FOLDER` in an off-screen window of a process of its own.
"""

import json
import sys
from pathlib import Path

OUT = Path(sys.argv[1])
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from player.ui.environment import prepare  # noqa: E402

SIZE = (854, 480)
prepare(OUT, SIZE, off_screen=True)

from kivy.clock import Clock  # noqa: E402
from stand_ins import no_painter  # noqa: E402

from player.foyer.atelier import Atelier  # noqa: E402
from player.foyer.desk import Desk  # noqa: E402
from player.foyer.painter import facts_of  # noqa: E402
from player.settings import GROUPS, Settings  # noqa: E402
from player.ui import paint  # noqa: E402
from player.ui.app import PlayerApp  # noqa: E402
from player.ui.foyer.foyer import Foyer  # noqa: E402
from player.ui.foyer.tiles import PictureTile  # noqa: E402
from player.ui.window import Player  # noqa: E402
from profiles.store import Store  # noqa: E402

SEEDS = [Path(__file__).resolve().parents[2] / "assets" / "seeds" / name for name in ("weather-post", "night-exchange")]
seen: dict[str, list[object]] = {"pages": [], "outside": [], "cut": [], "unseen": []}


atelier = Atelier(OUT / "pictures", start=no_painter)  # type: ignore[arg-type]
for folder in SEEDS:
    atelier._facts[str(folder)] = facts_of(folder, OUT)
store = Store(OUT / "evershow.db")
desk = Desk(OUT, store, atelier, lambda: SEEDS)
ada = store.add_viewer("Ada", colour="#E8A65B", portrait="wren")
mia = store.add_viewer("Mia", colour="#B6D77A", portrait="mog", ceiling=6, daily_minutes=45)
desk.enter(ada)
desk.keep_taps(["kitchen", "coast"])
show = store.begin_show(ada, "weather-post", "The Weather Post")
store.keep_journal(show.id, b"", position=48_000 * 900, scene="The shivering parcel")
player = Player(
    leave=lambda: app.stop(), build_foyer=lambda: Foyer(desk, lambda ticket: None, player.accent, over=player)
)
app = PlayerApp(player)
plain = paint._fitted


def noting(text: str, name: str, size: float, width: float) -> str:
    """What the painters use to cut a line that is too long, with a note of what was cut."""
    fitted = plain(text, name, size, width)
    if fitted != text and not text.startswith("/"):
        seen["cut"].append([current[0], text])
    return fitted


paint._fitted = noting
current = [""]


def look(name: str) -> None:
    page = player.foyer.page
    seen["pages"].append(name)
    current[0] = name
    seen["cut"] = [entry for entry in seen["cut"] if entry[0] != name]
    page.rebuild()
    sideways = {placed.widget for placed in page.placed if placed.row}
    for tile in page.tiles:
        if tile not in sideways and not (tile.x >= 0 and tile.right <= SIZE[0]):
            seen["outside"].append([name, tile.name, round(tile.x), round(tile.right)])
    able = [tile for tile in page.tiles if tile.enabled and not isinstance(tile, PictureTile) and tile not in sideways]
    for number, one in enumerate(able):
        for other in able[number + 1 :]:
            inside = (min(one.right, other.right) - max(one.x, other.x), min(one.top, other.top) - max(one.y, other.y))
            if min(inside) > 4 and {one.name, other.name} != {"name", "save"}:
                seen["outside"].append([name, one.name, other.name])


def go_through(name: str) -> None:
    """Tab from the first to the last: what has the focus is scrolled into sight."""
    page = player.foyer.page
    for turn in range(len(page.tiles)):
        page.key("tab", "", [])
        page.tick(1e6 + turn)
        if not (page.focused.y >= 0 and page.focused.top <= SIZE[1]):
            seen["unseen"].append([name, page.focused.name, round(page.focused.y), round(page.focused.top)])


def walk() -> None:
    for language in ("en", "de"):
        settings = Settings(language=language, text_scale=2.0, reduced_motion=True)
        desk.set(settings)
        player.obey(settings)
        if player.foyer is not None:
            player.foyer._obey(settings)
        pages = (
            ("watchers", {}), ("taste", {}), ("edit", {"viewer": mia}), ("pin", {"viewer": ada, "then": "enter"}),
            ("library", {}), ("seed", {"card": desk.shelf().cover}), ("beliefs", {}), ("time_up", {}),
        )  # fmt: skip
        for name, given in pages:
            player.open_foyer(name, **given)
            player.foyer.tick(1e6)
            look(f"{language}/{name}")
        player.open_foyer("settings")
        for group in GROUPS:
            player.foyer.page._open(group)
            look(f"{language}/settings/{group}")
            go_through(f"{language}/settings/{group}")
        player.open_foyer("watchers")
        player.foyer.page._gathered = [ada.id, mia.id]
        look(f"{language}/together")
        desk.enter(ada, mia)
        for name in ("library", "beliefs", "time_up"):
            player.open_foyer(name)
            player.foyer.tick(1e6)
            look(f"{language}/together/{name}")
        desk.enter(ada)


def run(_elapsed: float) -> None:
    try:
        walk()
    finally:
        app.stop()


Clock.schedule_once(run, 0.1)
app.run()
desk.close()
print(json.dumps(seen))
