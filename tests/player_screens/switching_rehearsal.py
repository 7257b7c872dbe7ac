"""Two shows in one off-screen window: `switching_rehearsal.py FOLDER`, steered by keys alone.

The first story plays, the library opens over it, the second is begun there; back in the library the first goes on
where it was left; at last the library is opened and left again. Window, foyer, store and player are real, what plays
is a rehearsal. Prints what was seen as JSON.
"""

from __future__ import annotations

import json
import os
import sys
import time
from dataclasses import asdict
from pathlib import Path

import numpy as np

OUT = Path(sys.argv[1])
os.environ.pop("DISPLAY", None)
ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from generators.errors import ProcessError  # noqa: E402
from generators.media import Size  # noqa: E402
from player.foyer.atelier import Atelier  # noqa: E402
from player.foyer.desk import Desk  # noqa: E402
from player.foyer.painter import facts_of  # noqa: E402
from player.live import run_windowed  # noqa: E402
from player.live_options import LiveOptions  # noqa: E402
from player.playback.decoder import TailSum  # noqa: E402
from player.playback.rehearsal import RehearsalFeed, ScriptedPart  # noqa: E402
from profiles.store import EVERY_SEED, Store  # noqa: E402
from profiles.taste import TasteValues  # noqa: E402

SEEDS = {
    "ferry-lamp": ROOT / "tests" / "story_engine" / "seeds" / "ferry-lamp",
    "night-exchange": ROOT / "assets" / "seeds" / "night-exchange",
}
WATCHED = 48_000
"""A second of each show."""
PATIENCE_SECONDS = 90.0
OUT.mkdir(exist_ok=True)
titles = {}
tickets: list[dict[str, str]] = []
steps: list[list[object]] = []
stopped: list[str] = []
state: dict[str, object] = {"since": time.monotonic()}
store = Store(OUT / "evershow.db")
viewer = store.viewer_or_new("Ada")
store.keep_taste(viewer, EVERY_SEED, TasteValues.fresh(("cosy",)))


class Feed(RehearsalFeed):
    """Says when it was stopped, and that a show of its seed was watched."""

    name = ""

    def stop(self) -> None:
        stopped.append(self.name)
        super().stop()


def no_painter(_folder: Path) -> object:
    raise ProcessError("no painter here")


def desk() -> Desk:
    atelier = Atelier(OUT / "pictures", start=no_painter)  # type: ignore[arg-type]
    for seed in SEEDS.values():
        atelier._facts[str(seed)] = facts_of(seed, OUT)
        titles[seed.name] = atelier._facts[str(seed)].title
    opened = Desk(OUT, Store(OUT / "evershow.db"), atelier, lambda: list(SEEDS.values()))
    opened.enter(viewer)
    return opened


def make_feed(ticket, tell):
    tickets.append(asdict(ticket))
    name = Path(ticket.seed).name if ticket.seed else "ferry-lamp"
    if not ticket.resume:
        show = store.begin_show(viewer, name, name)
        store.keep_journal(show.id, b"journal", position=WATCHED, scene=f"a scene of {name}")
    grey = np.full((90, 160, 3), 60 if name == "ferry-lamp" else 160, np.uint8)
    part = ScriptedPart(picture=grey, seconds=3.0, title=f"{name} {'goes on' if ticket.resume else 'begins'}")
    (OUT / f"{len(tickets)}").mkdir()
    feed = Feed(OUT / f"{len(tickets)}", [part], size=Size(width=160, height=90))
    feed.tell, feed.name = tell, name
    return feed


def reached(player, title: str, is_meant) -> bool:
    """Press the first tile that `is_meant` on the page `title`, by Tab and Enter; whether it was there yet."""
    page = player.foyer.page if player.foyer is not None else None
    if not player.in_foyer or page is None or page.title != title or not any(is_meant(tile) for tile in page.tiles):
        return False
    for _ in range(120):
        if page.focused is not None and is_meant(page.focused):
            player.key("enter", "", [])
            return True
        player.key("tab", "", [])
    raise AssertionError(f"not to be reached: {[tile.spoken for tile in page.tiles]}")


def to_story(player, name: str):
    """Over the library to the page of a story, and there to the button that plays it."""
    player.key("b", "b", [])
    yield lambda live: player.in_foyer and bool(titles)
    yield lambda live: reached(player, "library", lambda tile: tile.spoken.startswith(titles[name]))
    yield lambda live: reached(player, "seed", lambda tile: tile.name == "play")
    yield lambda live: seen_on(live).startswith(name) and live.playback.playhead() > WATCHED and not player.in_foyer


def seen_on(live) -> str:
    return live.view().scene_title


def walk(player):
    yield lambda live: live.playback.playhead() > WATCHED
    note()
    yield from to_story(player, "night-exchange")
    note()
    yield from to_story(player, "ferry-lamp")
    note()
    player.key("b", "b", [])
    yield lambda live: player.in_foyer and str(live.view().phase) == "paused"
    state["paused_at"] = state["live"].playback.playhead()
    player.key("escape", "", [])
    yield lambda live: not player.in_foyer and live.playback.playhead() > state["paused_at"] + WATCHED // 2
    note()


def note() -> None:
    live = state["live"]
    steps.append([seen_on(live), live.failed, live.playback.measures.underruns, list(stopped)])


def beside(player, live) -> None:
    state["live"] = live
    if "walk" not in state:
        state["walk"] = walk(player)
        state["until"] = next(state["walk"])
    if state["until"](live):
        try:
            state["until"], state["since"] = next(state["walk"]), time.monotonic()
        except StopIteration:
            player._leave()
    elif time.monotonic() - state["since"] > PATIENCE_SECONDS:
        page = player.foyer.page if player.foyer is not None else None
        spoken = [tile.spoken for tile in page.tiles] if page is not None else []
        steps.append(["stuck", str(live.view().phase), page.title if page else "", spoken])
        player._leave()


ended = run_windowed(
    make_feed, mixer=TailSum, home=OUT, desk=desk, options=lambda: LiveOptions(silent=True), off_screen=True,
    beside=beside,
)  # fmt: skip
print(json.dumps({"steps": steps, "ended": ended, "tickets": tickets, "stopped": stopped}))
