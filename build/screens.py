"""Makes a picture of every screen and state of the interface: `python build/screens.py OUT [--sheet docs/screens.jpg]`.

It plays no show: a posed one stands still in every state that a show can be in, in the real window, off-screen.
Options: `--language de`, `--scale 2`, `--easy`, `--only NAME,NAME` (how names begin), `--size 1280x720`,
`--home FOLDER` (pictures are kept there), `--go-on` (what OUT holds already is kept).
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

PATIENCE_TURNS = 3600
"""Turns of the display after which a picture that has not come is done without."""
FIRST_CARD_SECONDS = 2.0
"""At which the first card of a recap stands still, however slow the machine is."""
OPENING = ("waiting",)
"""What the screens after it need to have been there, whatever is asked for."""
COLUMNS, THUMB = 5, (480, 270)


def main() -> None:
    """Walk through everything and keep what is seen."""
    options = _options()
    os.environ.pop("DISPLAY", None)
    from player.ui.environment import prepare

    width, height = (int(part) for part in options.size.split("x"))
    home = options.home or Path(tempfile.mkdtemp(prefix="evershow-screens-"))
    options.out.mkdir(parents=True, exist_ok=True)
    prepare(home, (width, height), off_screen=True)
    gallery = _Gallery(options, home, (width, height))
    gallery.run()
    if options.sheet:
        write_sheet(gallery.taken, options.sheet)
        print(f"{options.sheet}: {len(gallery.taken)} screens")
    else:
        print(f"{options.out}: {len(gallery.taken)} screens")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("--sheet", type=Path)
    parser.add_argument("--language", default="en")
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--easy", action="store_true")
    parser.add_argument("--only", default="")
    parser.add_argument("--size", default="1280x720")
    parser.add_argument("--home", type=Path)
    parser.add_argument("--go-on", action="store_true")
    return parser.parse_args()


class _Gallery:
    """The window, a desk with people and stories, and a posed show."""

    def __init__(self, options: argparse.Namespace, home: Path, size: tuple[int, int]) -> None:
        from player.foyer.atelier import Atelier
        from player.foyer.desk import Desk
        from player.settings import Settings
        from player.ui.app import PlayerApp
        from player.ui.foyer.foyer import Foyer
        from player.ui.window import Player
        from profiles.store import EVERY_SEED, Store

        self.options, self.size = options, size
        self.taken: list[tuple[str, Path]] = []
        settings = Settings(
            language=options.language, text_scale=options.scale, easy_font=options.easy, reduced_motion=True
        )
        for old in home.glob("evershow.db*"):
            old.unlink()
        self.store = Store(home / "evershow.db")
        self.atelier = Atelier(home / "pictures")
        self.seeds = sorted(path.parent for path in (ROOT / "assets" / "seeds").glob("*/seed.yaml"))
        self.stories = list(self.seeds)
        self.desk = Desk(home, self.store, self.atelier, lambda: self.stories)
        self.desk.settings = settings
        self.ada = self.store.add_viewer("Ada", colour="#E8A65B", portrait="wren")
        self.jonas = self.store.add_viewer("Jonas", colour="#7FB3E0", portrait="hound")
        self.mia = self.store.add_viewer("Mia", colour="#B6D77A", portrait="mog", ceiling=6, daily_minutes=45)
        self.desk.enter(self.ada)
        self.every = EVERY_SEED
        self.player = Player(
            settings=settings,
            leave=lambda: self.app.stop(),
            build_foyer=lambda: Foyer(self.desk, lambda ticket: None, self.player.accent, over=self.player),
        )
        self.app = PlayerApp(self.player)
        self.show = PosedShow()

    def run(self) -> None:
        """Until every picture is taken."""
        from kivy.clock import Clock

        steps, waits = self._steps(), [0, None]

        def turn(_elapsed: float) -> None:
            until: Callable[[], bool] | None = waits[1]
            waits[0] += 1
            if until is not None and not until() and waits[0] < PATIENCE_TURNS:
                return
            try:
                waits[0], waits[1] = 0, next(steps)
            except StopIteration:
                self.app.stop()

        Clock.schedule_interval(turn, 1 / 30)
        try:
            self.app.run()
        finally:
            self.desk.close()

    def read_stories(self) -> None:
        """Every story is on the shelf, at once."""
        from player.foyer.painter import facts_of

        self.stories = list(self.seeds)
        for seed in self.seeds:
            self.atelier._facts[str(seed)] = facts_of(seed, self.desk.home)

    def _still(self, *pictures: object) -> Callable[[], bool]:
        """Whether these pictures have been painted."""
        return lambda: all(self.atelier.still(picture) is not None for picture in pictures)

    def _settled(self, turns: int = 14) -> Callable[[], bool]:
        """Whether the page's pictures are there and what fades has faded."""
        count = iter(range(10_000))

        def ready() -> bool:
            from player.ui.foyer.tiles import PictureTile

            page = self.player.foyer.page if self.player.in_foyer else None
            tiles = [tile for tile in (page.tiles if page else ()) if isinstance(tile, PictureTile)]
            cover = getattr(getattr(page, "_cover", None), "picture", None)
            seen = [t for t in (*tiles, *([cover] if cover else [])) if t.top > 0 and t.y < self.size[1]]
            return next(count) > turns and all(tile.is_ready and tile._ink.a > 0.97 for tile in seen)

        return ready

    def _painted(self) -> Iterator[Callable[[], bool]]:
        """Wait for what the cards of a posed question show."""
        choice = self.show.posed.choice
        wanted = [card.picture for card in choice.cards if card.picture] if choice else []
        if wanted:
            yield self._still(*wanted)

    def _shoot(self, path: Path) -> None:
        import cv2
        import numpy as np
        from kivy.graphics.opengl import GL_RGB, GL_UNSIGNED_BYTE, glReadPixels

        width, height = self.size
        sheet = np.frombuffer(glReadPixels(0, 0, width, height, GL_RGB, GL_UNSIGNED_BYTE), np.uint8)
        cv2.imwrite(str(path), sheet.reshape(height, width, 3)[::-1, :, ::-1])

    # -- the walk ----------------------------------------------------------------------------------

    def _steps(self) -> Iterator[Callable[[], bool]]:
        yield self._settled(4)
        for name, arrange in (*self._foyer(), *self._player()):
            if self.options.only and not name.startswith((*self.options.only.split(","), *OPENING)):
                continue
            arrange()
            yield from self._painted()
            path = self.options.out / f"{len(self.taken) + 1:02d}-{name}.png"
            if self.options.go_on and path.exists():
                self.taken.append((name, path))
                yield lambda: True
                continue
            yield self._settled()
            self._shoot(path)
            self.taken.append((name, path))

    def _foyer(self) -> Iterator[tuple[str, Callable[[], None]]]:
        from player.foyer.postcards import POSTCARDS
        from player.settings import GROUPS
        from profiles.taste import TasteValues

        foyer = self.player.open_foyer
        yield "who", lambda: foyer("watchers")

        def limits() -> None:
            foyer("watchers")
            self.player.foyer.page._toggle()

        yield "who-change", limits
        yield "profile", lambda: foyer("edit", viewer=self.mia)
        yield "pin", lambda: foyer("pin", viewer=self.ada, then="enter")
        yield "first-taste", lambda: (foyer("taste"), self.player.foyer.page._tap(POSTCARDS[0].name))

        def tasted() -> None:
            self.desk.keep_taps([card.name for card in POSTCARDS[:3]])

        def loading() -> None:
            tasted()
            self.stories = [ROOT / "not-read-yet"]
            self.atelier._asked.add(str(self.stories[0]))
            foyer("library")

        yield "library-loading", loading

        def empty() -> None:
            self.stories = []
            foyer("library")
            self.player.foyer.tick(1e9)

        yield "library-empty", empty

        def library() -> None:
            self.read_stories()
            show = self.store.begin_show(self.ada, "weather-post", "The Weather Post")
            self.store.keep_journal(show.id, b"", position=48_000 * 900, scene="The shivering parcel")
            foyer("library")
            self.player.foyer.tick(2e9)

        yield "library", library
        yield "library-row", lambda: [self.player.key("down", "", []) for _ in range(2)]

        def seed_page() -> None:
            card = self.desk.shelf().cover
            self.player.foyer.go("seed", card=card)

        yield "story", seed_page
        yield "story-cast", lambda: [self.player.key("tab", "", []) for _ in range(5)]

        def beliefs() -> None:
            taste = TasteValues.fresh(("warmth", "comedy"))
            self.store.keep_taste(self.ada, "weather-post", taste)
            foyer("beliefs")

        yield "beliefs", beliefs
        for group in GROUPS:
            yield f"settings-{group}", lambda group=group: (foyer("settings"), self.player.foyer.page._open(group))

        def up() -> None:
            self.desk.enter(self.mia)
            foyer("time_up")

        yield "time-up", up
        yield from together(self)

    def _player(self) -> Iterator[tuple[str, Callable[[], None]]]:
        from screens_figures import posed_figures

        from player.live_view import why_of
        from player.playback.reducer import Phase
        from player.telling import phrase_told
        from player.ui.view import CaptionView, CardView, ChoiceView, ToastView, View
        from story_engine.plan import Phrase

        show, player = self.show, self.player
        texts = player.room.words

        def play() -> None:
            show.picture(self._stage())
            if player.foyer is not None:
                player.foyer.close()
            player.attach(show)
            player.touched()

        plain = View(
            phase=Phase.PLAYING,
            show_title="The Weather Post",
            scene_title="The shivering parcel",
            accent="#E0A15A",
            caption=CaptionView(
                lines=("Keep the lid on,", "and never read it the address."), speaker="Wren", tint="#F4C27A"
            ),
            timeline=POSED_TIME,
            why=why_of(POSED_SCENE, texts),
        )

        def pose(view: View, *, awake: bool = False) -> Callable[[], None]:
            def arrange() -> None:
                player.info.step = 0
                if player.wish.is_open:
                    player.wish.close()
                show.posed = view
                player._touched = player._now() + (60.0 if awake else -1e9)

            return arrange

        asked = ChoiceView(
            id=1,
            prompt="Bramble holds out a paw. What does Wren do?",
            cards=(
                CardView(number=1, text="Hand over the parcel", is_default=True),
                CardView(number=2, text="Say that it is not for foxes"),
            ),
        )
        many = replace(
            asked,
            id=2,
            cards=(
                *asked.cards,
                CardView(number=3, text="Ask what the letter says"),
                CardView(number=4, text="Run for the ferry before it leaves"),
            ),
        )
        yield "waiting", lambda: (play(), pose(View(phase=Phase.PRIMING))())
        yield "playing", pose(plain)
        yield "controls", pose(plain, awake=True)

        def reasons() -> None:
            pose(plain, awake=True)()
            player.info.step = 1

        def figures(number: int, page: object) -> Callable[[], None]:
            def arrange() -> None:
                pose(replace(plain, figures=page), awake=True)()
                player.info.step = 2 + number

            return arrange

        yield "why", reasons
        for number, page in enumerate(posed_figures(texts)):
            yield f"statistics-{number + 1}", figures(number, page)
        yield "paused", pose(replace(plain, phase=Phase.PAUSED), awake=True)
        yield "choice", pose(replace(plain, choice=asked, choice_left=0.7))
        yield "choice-of-four", pose(replace(plain, choice=many, choice_left=0.7))
        player.cards.still = self.atelier.still
        for name, posed in posed_questions(self.options.language).items():
            yield f"form-{name}", pose(replace(plain, choice=posed, choice_left=0.7))
            yield f"form-{name}-taken", pose(replace(plain, choice=replace(posed, taken=2), choice_left=0.7))
        yield "choice-taken", pose(replace(plain, choice=replace(asked, taken=2)))

        def wishing(*, finger: bool) -> Callable[[], None]:
            def arrange() -> None:
                pose(plain)()
                player.wish.close()
                player.wish.by_finger = finger
                player.wish.open()
                player.wish.type("let it snow on the harbour")

            return arrange

        def answering() -> None:
            again = replace(asked, id=asked.id + 90)  # the one before has been answered
            pose(replace(plain, choice=again, choice_left=0.7))()
            player.wish.open()
            player.wish.type("the second one")

        yield "answer-typed", answering
        yield "wish", wishing(finger=False)
        yield "wish-by-finger", wishing(finger=True)
        answer = ToastView(text=phrase_told(Phrase(name="weather_snow"), texts), serial=1, undo=True)
        yield "wish-answered", lambda: (player.wish.close(), pose(replace(plain, toast=answer))())
        trouble = ToastView(text=texts("show.no_device"), serial=2, trouble=True, remedy=texts("show.plug_in"))
        yield "trouble", pose(replace(plain, toast=trouble))
        yield "stalled", pose(replace(plain, phase=Phase.STALLED, caption=CaptionView()))
        failed = "part s4.p2 cannot be drawn; free some space on the disk and start the show again"
        yield "failed", pose(replace(plain, failed=failed))

        def keys() -> None:
            pose(plain)()
            player.keys.toggle()

        yield "keys", keys

        def mapped() -> None:
            player.keys.close()
            player.back.open_map()

        yield "map", mapped

        def stub() -> None:
            screen = player.back.map
            screen.focus = next(number for number, spot in enumerate(screen.spots) if spot.option)

        yield "map-other-way", stub

        def filmed() -> None:
            player.back.map.focus = 1
            show.films.share = 0.34
            told = texts("film.begun", scene="Filed by feeling")
            pose(replace(plain, toast=ToastView(text=told, serial=3, remedy=texts("film.begun_remedy"))))()

        yield "map-film", filmed

        def said() -> None:
            show.films.share = None
            pose(plain)()
            player.back.open_said()

        yield "said", said

        def before() -> None:
            player.back.said.close()
            show.recap = POSED_RECAP
            player.attach(show)
            recap, began = player.back.recap, player._now()
            tick = recap.tick
            recap.tick = lambda now: tick(min(now, began + FIRST_CARD_SECONDS))

        yield "previously", before
        yield from quiet(self, plain, pose)
        yield from previewed(self, plain, pose)
        yield from safe(self, plain, pose)

    def _stage(self) -> object:
        """A frame of a show."""
        from player.foyer.pictures import Figure, draw
        from player.foyer.pictures import Scenery as Place

        people = (Figure(puppet="wren", x=-0.22, facing=1, emotion="worried"), Figure(puppet="bramble", x=0.2))
        sheet = draw(
            Place(place="harbour", hour=18.7, zoom=1.55, y=0.6, people=people, width=1280, height=720, frames=1)
        )
        return sheet[:720, :, ::-1]


def write_sheet(taken: list[tuple[str, Path]], path: Path) -> None:
    """All pictures on one sheet."""
    import cv2
    import numpy as np

    wide, high = THUMB
    gap = 8
    rows = -(-len(taken) // COLUMNS)
    sheet = np.full((rows * (high + gap) + gap, COLUMNS * (wide + gap) + gap, 3), 28, np.uint8)
    for number, (_, file) in enumerate(taken):
        row, column = divmod(number, COLUMNS)
        small = cv2.resize(cv2.imread(str(file)), THUMB, interpolation=cv2.INTER_AREA)
        y, x = gap + row * (high + gap), gap + column * (wide + gap)
        sheet[y : y + high, x : x + wide] = small
    cv2.imwrite(str(path), sheet, [cv2.IMWRITE_JPEG_QUALITY, 84])


if __name__ == "__main__":
    from screens_more import previewed, quiet, safe, together
    from screens_questions import posed_questions
    from screens_show import POSED_RECAP, POSED_SCENE, POSED_TIME, PosedShow

    main()
