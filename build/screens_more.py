"""More states for `build/screens.py`: several who watch one show, what is told quietly, previews, safe colours.

It knows the gallery's desk, store and window; each state is a name and what arranges it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
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


def quiet(gallery: Any, plain: Any, pose: Callable[..., Step]) -> Iterator[tuple[str, Step]]:
    """What stands in a corner or round an icon: a question that was passed by, the focus, ideas above the letters."""
    from player.ui.view import CardView, ChoiceView

    player = gallery.player
    asked = ChoiceView(
        id=700,
        prompt="Bramble holds out a paw. What does Wren do?",
        cards=(CardView(number=1, text="Hand over the parcel", is_default=True),
               CardView(number=2, text="Say that it is not for foxes and that the letter has to be read first")),
    )  # fmt: skip

    def passed(*, awake: bool) -> Step:
        def arrange() -> None:
            player.back.recap.end()
            pose(replace(plain, passed=asked.cards[1].text), awake=awake)()

        return arrange

    def focused(step: int) -> Step:
        def arrange() -> None:
            pose(plain, awake=True)()
            player._move_focus(step)

        return arrange

    def ideas(view: Any) -> Step:
        def arrange() -> None:
            player.hud.point(-1.0, -1.0)
            pose(view)()
            player.cards.update(view.choice, 1.0)
            player.wish.by_finger = True
            player.wish.open()

        return arrange

    def end() -> None:
        player.wish.close()
        player.wish.by_finger = False
        pose(plain)()

    yield "passed", passed(awake=False)
    yield "passed-controls", passed(awake=True)
    yield "focus-first", focused(1)
    yield "focus-last", focused(-2)
    yield "ideas", ideas(plain)
    yield "ideas-answers", ideas(replace(plain, choice=asked, choice_left=0.7))
    yield "ideas-over", end


def previewed(gallery: Any, plain: Any, pose: Callable[..., Step]) -> Iterator[tuple[str, Step]]:
    """A creator's preview: on its way, with its keys, after a question, and with mistakes."""
    from player.previewing import Fault, PreviewView
    from player.ui.view import CardView, ChoiceView

    player, preview = gallery.player, SimpleNamespace(view=PreviewView())
    begun = PreviewView(title="The shivering parcel", number=4, count=11)
    way = replace(begun, number=9, way="Say that it is not for foxes", viewpoint="pov wren", told="saved")
    fault = Fault(
        where="scenes/6_every_day.yarn:14:9",
        message="nobody in the cast is called Wrenn",
        remedy="Did you mean Wren? Who speaks stands in seed.yaml under cast.",
    )
    long = Fault(
        where="scenes/16_second_tries.yarn:131:22",
        message="this condition compares a place with a number, so that it can never be true and what follows is lost",
        remedy='Compare it with the name of a place, such as "harbour".',
    )

    def shown(view: PreviewView, *, awake: bool = False, **changed: Any) -> Step:
        def arrange() -> None:
            player.back.recap.end()
            player.preview.follow(preview, gallery.show)
            preview.view = view
            pose(replace(plain, **changed), awake=awake)()

        return arrange

    def end() -> None:
        player.preview.follow(None, None)
        pose(plain)()

    halted = replace(begun, faults=(fault,))
    yield "preview", shown(begun)
    yield "preview-keys", shown(begun, awake=True)
    yield "preview-way", shown(way, awake=True)
    yield "preview-fault", shown(halted, awake=True, phase=Phase.PAUSED)
    yield "preview-faults", shown(replace(begun, faults=(fault, long) * 3), awake=True, phase=Phase.PAUSED)
    asked = ChoiceView(id=701, prompt="What does Wren do?", cards=(CardView(number=1, text="Hand over the parcel"),
                       CardView(number=2, text="Hold on to it")))  # fmt: skip
    yield "preview-fault-asked", shown(halted, phase=Phase.PAUSED, choice=asked)
    yield "preview-over", end


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
