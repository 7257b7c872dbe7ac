"""The front desk: who is watching, what they may see, and what they set; one object that every screen asks.

It knows the store and the atelier, no widget. One thread uses it; it has a connection to the store of its own.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from generators.media import Size
from player.foyer.atelier import Atelier
from player.foyer.model_shelf import ModelShelf
from player.foyer.postcards import tasted
from player.foyer.seed_facts import SeedFacts
from player.foyer.shelf import Past, Shelf, shelf_of
from player.own_stories import STORIES
from player.picture_size import USUAL
from player.settings import Settings, keep_settings, read_settings
from profiles.company import Company, company_of
from profiles.pin import PinAnswer
from profiles.store import COLOURS, EVERY_SEED, NO_CEILING, Store, Viewer
from profiles.taste import TasteValues
from profiles.taste_edits import edited, erased, reset
from story_engine.time import to_seconds

PORTRAITS = (
    "wren", "bramble", "odile", "tock", "pica", "cog", "mog", "hound",
    "finn_fish", "teapot", "letterbox", "hush", "ines", "pinch", "lola", "brandt",
)  # fmt: skip
"""Faces to choose from: children and beasts first, because they are chosen most."""
CHILD_CEILINGS = (0, 6, 12, 16, NO_CEILING)
CHILD_MINUTES = (0, 30, 45, 60, 90, 120)
MAPS = "maps"
"""Folder of the home for the story maps of shows."""
MORE_MINUTES = 30
"""What a grown-up gives when the day's time is over."""


class Desk:
    """Answers and remembers for the screens."""

    def __init__(self, home: Path, store: Store, atelier: Atelier, seeds: Callable[[], Sequence[Path]]) -> None:
        """`seeds` names the folders of all stories that are there now."""
        self.home, self._store, self.atelier, self._seeds = home, store, atelier, seeds
        read = read_settings(home)
        self.settings: Settings = read.settings
        self.troubles: tuple[str, ...] = read.faults
        self.models = ModelShelf(home)
        self.size_drawn: Callable[[], Size] = lambda: USUAL
        """The picture's size where nobody has set one."""
        self.company: Company | None = None
        """Who is watching."""
        self.is_complete = False
        """Whether every story is known."""
        self._now: Callable[[], float] = time.time
        self._grown_up = False
        """Whether the PIN was typed, and nobody else can have sat down since."""
        self._maps: list[tuple[Path, Path | None]] | None = None
        """Folders of the viewer's shows' maps with their seeds' art, once they were looked for."""

    @property
    def stories(self) -> Path:
        """The folder for stories of one's own."""
        return self.home / STORIES

    # -- who -------------------------------------------------------------------------------------

    def people(self) -> tuple[Viewer, ...]:
        """Everybody, in the order they came."""
        return self._store.viewers()

    @property
    def viewer(self) -> Viewer | None:
        """Who is watching, the first of several."""
        return self.company.first if self.company is not None else None

    @property
    def watching(self) -> tuple[Viewer, ...]:
        """Everybody who is watching."""
        return self.company.people if self.company is not None else ()

    def enter(self, *people: Viewer) -> None:
        """From now on these are watching."""
        self.company = company_of(*people)
        self._maps = None
        if any(viewer.is_limited for viewer in people):
            self.forget_grown_up()

    def is_guarded(self) -> bool:
        """Whether the PIN comes first where limits are changed or lifted: wherever no grown-up has typed it just now.

        That a profile has no limits says not who sits there: `ask_pin` may be off.
        """
        return self._store.has_pin() and not self._grown_up

    def forget_grown_up(self) -> None:
        """Whoever sits here now may be somebody else."""
        self._grown_up = False

    def last_company(self) -> tuple[Viewer, ...]:
        """Who watched together last, where all of them are still here; () = nobody did."""
        known = {viewer.id: viewer for viewer in self.people()}
        for show in self._store.shows():
            if show.others:
                return tuple(known[person] for person in show.people)
        return ()

    def asks_pin(self, *people: Viewer) -> bool:
        """Whether a grown-up must say that these may enter: where a PIN is set and one of them has no limits."""
        return self._store.has_pin() and self.settings.ask_pin and any(not viewer.is_limited for viewer in people)

    def has_pin(self) -> bool:
        """Whether there is a grown-ups' PIN."""
        return self._store.has_pin()

    def set_pin(self, text: str) -> None:
        """Keep a new PIN; raises ValueError unless it has four to eight digits."""
        self._store.set_pin(text)

    def try_pin(self, text: str) -> PinAnswer:
        """Try the PIN now."""
        answer = self._store.try_pin(text, self._now())
        self._grown_up = self._grown_up or answer.right
        return answer

    def pin_waits(self) -> float:
        """Seconds until the PIN may be tried again."""
        return self._store.pin_waits(self._now())

    def keep_viewer(self, draft: Viewer) -> Viewer:
        """Add the viewer (id 0) or keep the changes; raises ValueError on an empty or taken name."""
        if draft.id:
            if not draft.name.strip():
                raise ValueError("a viewer needs a name")
            kept = self._store.change_viewer(replace(draft, name=draft.name.strip()))
        else:
            kept = self._store.add_viewer(
                draft.name,
                colour=draft.colour,
                portrait=draft.portrait,
                ceiling=draft.ceiling,
                daily_minutes=draft.daily_minutes,
            )
        if self.company is not None:
            self.company = self.company.changed(kept)
        return kept

    def new_draft(self) -> Viewer:
        """A viewer to be filled in: the first face and colour that nobody has."""
        people = self.people()
        faces, colours = {p.portrait for p in people}, {p.colour for p in people}
        return Viewer(
            id=0,
            name="",
            colour=next((colour for colour in COLOURS if colour not in colours), COLOURS[0]),
            ceiling=NO_CEILING,
            created="",
            portrait=next((face for face in PORTRAITS if face not in faces), PORTRAITS[0]),
        )

    def erase(self, viewer: Viewer) -> None:
        """Forget the viewer and everything of theirs."""
        self._store.erase_viewer(viewer.name)
        if any(known.id == viewer.id for known in self.watching):
            self.company = None

    # -- time ------------------------------------------------------------------------------------

    def may_preview(self, folder: str) -> bool:
        """Whether a story can be looked at as who writes it: one's own, and nobody watches who is limited."""
        own = self.home / STORIES in Path(folder).parents
        return own and not any(viewer.is_limited for viewer in self.watching)

    def minutes_left(self) -> float:
        """Minutes that may still be watched today, until the first of them must stop; infinite without a limit."""
        return min((self._left(viewer) for viewer in self.watching), default=float("inf"))

    def _left(self, viewer: Viewer) -> float:
        if not viewer.daily_minutes:
            return float("inf")
        return max(0.0, viewer.daily_minutes - self._store.watched_seconds(viewer, _today()) / 60)

    def out_of_time(self) -> tuple[Viewer, ...]:
        """Those of them whose day is over."""
        return tuple(viewer for viewer in self.watching if self._left(viewer) <= 0)

    def watched(self, seconds: float) -> None:
        """They watched so long, each of them."""
        for viewer in self.watching if seconds > 0 else ():
            self._store.keep_watched(viewer, _today(), seconds)

    def give_minutes(self, minutes: float = MORE_MINUTES) -> None:
        """A grown-up lets them watch on: everybody whose day was over."""
        for viewer in self.out_of_time():
            over = self._store.watched_seconds(viewer, _today()) - 60 * viewer.daily_minutes
            self._store.keep_watched(viewer, _today(), -60 * minutes - over)

    # -- library ---------------------------------------------------------------------------------

    def facts(self) -> tuple[SeedFacts, ...]:
        """What there is to say of every story that is known by now."""
        found = [self.atelier.facts(seed) for seed in self._seeds()]
        self.is_complete = None not in found
        return tuple(fact for fact in found if fact is not None)

    def shelf(self) -> Shelf | None:
        """The library of those who are watching as far as it is known; None as long as nothing is."""
        facts = self.facts()
        if self.company is None or not (facts or self.is_complete):
            return None
        return shelf_of(facts, self.past(), self.company.ceiling)

    def past(self) -> tuple[Past, ...]:
        """The shows that can be continued, the latest first: one person's all, a company's common ones."""
        if self.company is None:
            return ()
        here = {viewer.id for viewer in self.watching}
        names = {viewer.id: viewer.name for viewer in self.people()}
        return tuple(
            Past(
                show=show.id,
                seed=show.seed,
                scene=show.scene or f"{to_seconds(show.position) / 60:.0f} min",
                watched=show.watched,
                company=tuple(names[person] for person in show.people if person not in here),
            )
            for show in self._store.shows(*self.watching)
            if show.position > 0
        )

    def touch_up(self) -> None:
        """Let a still of the viewer's past shows be painted, when the painter has nothing else to do."""
        if self.viewer is None or not self.is_complete:
            return
        if self._maps is None:
            folders = {fact.id: Path(fact.folder) for fact in self.facts()}
            shows = [show for show in self._store.shows(*self.watching) if show.seed in folders]
            self._maps = [(self.home / MAPS / show.id, _art(folders[show.seed])) for show in shows]
        self.atelier.touch_up(self._maps)

    # -- taste -----------------------------------------------------------------------------------

    def has_tasted(self) -> bool:
        """Whether nobody is to be shown the postcards now: who watches alone and has seen them; a company never is."""
        if self.company is not None and self.company.is_shared:
            return True
        return self.viewer is not None and self._store.taste(self.viewer, EVERY_SEED) is not None

    def keep_taps(self, taps: Sequence[str]) -> None:
        """The viewer tapped these postcards (none = skipped them): that is where every new story begins."""
        if self.viewer is not None:
            before = self._store.taste(self.viewer, EVERY_SEED)
            self._store.keep_taste(self.viewer, EVERY_SEED, tasted(before, taps))

    def tastes(self, of: Viewer | None = None) -> tuple[tuple[str, TasteValues], ...]:
        """What is believed about a viewer (of several the first), by seed; what holds for every new seed first."""
        viewer = of or self.viewer
        if viewer is None:
            return ()
        seeds = dict.fromkeys((EVERY_SEED, *(show.seed for show in self._store.shows(viewer))))
        found = ((seed, self._store.taste(viewer, seed)) for seed in seeds)
        return tuple((seed, taste) for seed, taste in found if taste is not None)

    def correct(self, seed: str, feature: str, value: float, of: Viewer | None = None) -> None:
        """A viewer says how much they like something, −1…1."""
        self._change_taste(seed, lambda taste: edited(taste, feature, value), of)

    def forget(self, seed: str, feature: str, of: Viewer | None = None) -> None:
        """A viewer removes one belief."""
        self._change_taste(seed, lambda taste: erased(taste, feature), of)

    def reset_taste(self, of: Viewer | None = None) -> None:
        """A viewer removes every belief."""
        for seed, _ in self.tastes(of):
            self._change_taste(seed, reset, of)

    def _change_taste(self, seed: str, change: Callable[[TasteValues], TasteValues], of: Viewer | None) -> None:
        viewer = of or self.viewer
        assert viewer is not None
        before = self._store.taste(viewer, seed) or TasteValues.fresh(())
        self._store.keep_taste(viewer, seed, change(before))

    # -- balance ---------------------------------------------------------------------------------

    def balance(self) -> dict[str, float] | None:
        """How who watches wants voices, music, ambience and effects, in decibels; None = nobody watches yet."""
        return None if self.viewer is None else self._store.balance(self.viewer)

    def keep_balance(self, balance: Mapping[str, float]) -> None:
        """Who watches wants it so; raises ValueError beyond the limits."""
        if self.viewer is not None:
            self._store.keep_balance(self.viewer, balance)

    # -- settings --------------------------------------------------------------------------------

    def set(self, settings: Settings) -> str:
        """Keep the settings; why they could not be written, or ""."""
        self.settings = settings
        try:
            keep_settings(self.home, settings)
        except OSError as error:
            return f"{error.strerror or error}"
        return ""

    def close(self) -> None:
        """Let go of the store and the painter."""
        self.atelier.close()
        self._store.close()


def _art(seed: Path) -> Path | None:
    art = seed / "art"
    return art if art.is_dir() else None


def _today() -> str:
    return date.today().isoformat()
