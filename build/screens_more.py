"""More states for `build/screens.py`: several who watch one show, and colours that are safe for any eyes.

It knows the gallery's desk, store and window; each state is a name and what arranges it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, TypeAlias

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from player.playback.reducer import Phase
from profiles.store import EVERY_SEED
from profiles.taste import TasteValues
from profiles.taste_edits import edited

Step: TypeAlias = Callable[[], None]


def together(gallery: Any) -> Iterator[tuple[str, Step]]:
    """Several who watch one show."""
    foyer, store, people = gallery.player.open_foyer, gallery.store, (gallery.ada, gallery.jonas, gallery.mia)

    def gathering(*chosen: int) -> Step:
        def arrange() -> None:
            foyer("watchers")
            page = gallery.player.foyer.page
            page._gather()
            page._gathered = list(chosen)
            page.want_focus("watch" if chosen else "person/1")
            page.rebuild()

        return arrange

    yield "together-nobody", gathering()
    yield "together", gathering(gallery.ada.id, gallery.mia.id)

    def library() -> None:
        gallery.read_stories()
        show = store.begin_show(gallery.ada, "weather-post", "The Weather Post", gallery.jonas)
        store.keep_journal(show.id, b"", position=48_000 * 1900, scene="Lantern oil")
        gallery.desk.enter(gallery.ada, gallery.jonas)
        foyer("library")
        gallery.player.foyer.tick(3e9)

    def alone() -> None:
        gallery.desk.enter(gallery.jonas)
        gallery.desk.keep_taps([])
        foyer("library")
        gallery.player.foyer.tick(4e9)

    def beliefs() -> None:
        taste = store.taste(gallery.ada, EVERY_SEED) or TasteValues.fresh(("comedy", "mystery", "warmth"))
        store.keep_taste(gallery.jonas, EVERY_SEED, edited(edited(taste, "comedy", -0.4), "mystery", 0.7))
        gallery.desk.enter(gallery.ada, gallery.jonas)
        foyer("beliefs")
        page = gallery.player.foyer.page
        page._turn_to(gallery.jonas)

    def up() -> None:
        store.keep_watched(gallery.mia, date.today().isoformat(), 46 * 60)
        gallery.desk.enter(*people)
        foyer("time_up")

    yield "together-library", library
    yield "together-beliefs", beliefs
    yield "together-time-up", up
    yield "together-then-alone", alone
    yield "together-then-story", lambda: gallery.player.foyer.go("seed", card=gallery.desk.shelf().cover)


def safe(gallery: Any, plain: Any, pose: Callable[..., Step]) -> Iterator[tuple[str, Step]]:
    """The same with colours that are safe for any eyes."""
    from player.ui.view import ToastView

    player = gallery.player
    settings = replace(gallery.desk.settings, safe_colours=True)

    def begin() -> None:
        player.back.recap.end()
        player.obey(settings)
        pose(replace(plain, phase=Phase.PAUSED, liked=-1), awake=True)()

    def map_() -> None:
        pose(plain)()
        player.back.open_map()

    def said() -> None:
        player.back.map.close()
        player.back.open_said()

    def trouble() -> None:
        player.back.said.close()
        told = ToastView(text=player.room.words("show.no_device"), serial=9, trouble=True)
        pose(replace(plain, toast=told, captions_on=False), awake=True)()

    def access() -> None:
        pose(plain)()
        gallery.desk.set(settings)
        player.open_foyer("settings")
        player.foyer._obey(settings)
        player.foyer.page._open("access")

    yield "safe-controls", begin
    yield "safe-map", map_
    yield "safe-said", said
    yield "safe-trouble", trouble
    yield "safe-settings", access
