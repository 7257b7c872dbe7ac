"""The composition: the one module that knows everybody and puts a show together.

It holds no rules of its own: folders, store, director, pool, cache and conductor are made here and handed on.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from generators.media import MODEL_LEVELS, Level, Size
from generators.neural.house import gpu_runtime
from generators.segments.cache import LIMIT_BYTES, SegmentCache
from generators.segments.folders import Folders
from generators.timed import Balance
from player.conducting.renders import Models
from player.conductor import Conductor, ConductorOptions
from player.crew import Crew
from player.direction import Opened, Opening
from player.feed import (
    ChoiceTaken,
    Revisited,
    SceneBegan,
    ShowEvent,
    SignalNoted,
    Trouble,
    WishAcknowledged,
    WishUndone,
    database_trouble,
)
from player.marks import Mark
from player.own_stories import STORIES
from player.shipped import is_built_in
from player.show_memory import sweep
from player.whereabouts import Whereabouts, keep_whereabouts, read_whereabouts
from profiles.company import Company, common_taste, company_of
from profiles.errors import UnknownShow
from profiles.home import database_path, ready_home
from profiles.store import EVERY_SEED, NO_CEILING, ShowEntry, Store, Viewer
from profiles.taste import TasteValues, wished
from profiles.taste_carry import carried
from profiles.taste_company import in_company
from story_engine.bookmark import Bookmark
from story_engine.seed import Seed, load_seed, load_world
from story_engine.time import MediaTime

if TYPE_CHECKING:
    from player.filming_process import Wanted

MAPS = "maps"
"""Folder of the home for the story maps of shows."""
MODELS = "models"
"""Folder of the home for models."""
ENGINES = "engines"
"""Folder of the home for what `evershow engines build` makes of them."""
CHILDREN_TO = 12
"""Who may see what is rated up to this at most reads as children do …"""
CHILDREN_READ = 13.0
"""… so many characters of captions a second (playback facts 2.5)."""
DEFAULT_VIEWER = "Viewer"
"""Who watches when nobody says."""
Tell = Callable[[ShowEvent], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The data folder with everything in it opened."""

    home: Path
    folders: Folders
    store: Store


def open_place() -> Place:
    """Make or open the data folder; raises HomeUnwritable."""
    home = ready_home()
    store = Store(database_path(home))
    with contextlib.suppress(OSError):  # what cannot be removed now is removed the next time
        sweep(home / MAPS, (show.id for show in store.shows()))
    return Place(home=home, folders=Folders(home).make(), store=store)


def opening_for(
    seed: Seed,
    viewer: Viewer | Company | None,
    place: Place,
    *,
    rng_seed: int | None,
    manner: str = "",
    style: str = "",
    bookmark: Bookmark | None = None,
    viewpoint: str = "",
    mood: str = "",
    balance: Mapping[str, float] | None = None,
) -> Opening:
    """How a show of `seed` begins for `viewer`: their taste and ceiling, and a fresh rng seed unless given.

    Several who watch together have a common taste, the lowest of their ceilings and, of what is heard, the balance of
    the first. `balance` goes before the viewer's own. Reads profiles, never teaches them.
    """
    company = company_of(viewer) if isinstance(viewer, Viewer) else viewer
    taste: TasteValues | None = None
    if company is not None:
        taste = _own_taste(place.store, company.first, seed)
    if company is not None and company.is_shared:
        fresh = TasteValues.fresh(tuple(seed.tastes))
        taste = common_taste(_own_taste(place.store, person, seed) or fresh for person in company.people)
    if mood:
        taste = wished(taste or TasteValues.fresh(tuple(seed.tastes)), mood, more=True)
    return Opening(
        seed=str(Path(seed.path).parent),
        rng_seed=rng_seed if rng_seed is not None else secrets.randbelow(2**31),
        taste=taste,
        ceiling=company.ceiling if company is not None else NO_CEILING,
        people=len(company.people) if company is not None else 1,
        manner=manner,
        language=seed.tongue.language if seed.tongue is not None else "",
        style=style,
        reading=CHILDREN_READ if company is not None and company.ceiling <= CHILDREN_TO else 0.0,
        bookmark=bookmark,
        viewpoint=viewpoint,
        balance=Balance(**balance)
        if balance is not None
        else balance_of(place.store, company.first if company is not None else None),
    )


def balance_of(store: Store, viewer: Viewer | None) -> Balance:
    """How `viewer` wants voices, music, ambience and effects."""
    return Balance() if viewer is None else Balance(**store.balance(viewer))


def _own_taste(store: Store, viewer: Viewer, seed: Seed) -> TasteValues | None:
    """What is believed about one person in a seed, or before their first show of it; None where nothing is."""
    return store.taste(viewer, seed.id) or store.taste(viewer, EVERY_SEED)


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveChoices:
    """How a live show is to be played."""

    size: Size
    fps: int = 24
    """Pictures a second."""
    level: Level = Level.STAGE
    """The highest that is drawn."""
    model_folders: tuple[Path, ...] = ()
    """Looked into for models besides `EVERSHOW_MODELS` and the data folder's own."""
    device: str = "auto"
    """What models run on."""
    trusts_models: bool = False
    """For trials with random weights: nobody is looked for in a model's pictures."""
    asks_for_models: bool = False
    """The level was asked for by name: it is told why there is none."""
    rng_seed: int | None = None
    manner: str = ""
    language: str = ""
    """A language for which the seed has a table; "" = the author's."""
    style: str = ""
    """A style for the pictures; "" = the seed's own."""
    bookmark: Bookmark | None = None
    """Where it begins; None = where shows of the seed begin."""
    viewpoint: str = ""
    """How everything is seen; "" = as the storyboard sees it."""
    on_opened: Callable[[Opened], None] = lambda opened: None
    """Told as soon as the director has opened the seed."""
    mood: str = ""
    """A taste with which it leads; "" = as the viewer's taste is."""
    window_scale: float | None = None
    """Times the usual length of a question; None = nobody said, and it is the usual one."""
    still: bool = False
    """The camera never moves."""
    gentle: bool = False
    """Light is held to a third of what the flash rule allows."""
    cache_bytes: int = LIMIT_BYTES
    """How much of what was rendered is kept."""
    log: Path | None = None


class LiveShow:
    """One live show of a viewer or a company: its crew, and what is remembered of it. Close it when done."""

    def __init__(self, place: Place, viewer: Viewer | Company, seed: Path, choices: LiveChoices, crew: Crew) -> None:
        self._place = place
        self._company = company_of(viewer) if isinstance(viewer, Viewer) else viewer
        self._viewer = self._company.first
        self._choices = choices
        self._crew = crew
        self.director, self.pool = crew.director, crew.pool
        # The director reads the scenes. What may be faulty, a story of one's own, is read here too: every fault of
        # it is told before a window opens.
        self.seed = (load_world if is_built_in(seed) else load_seed)(seed, language=choices.language)
        self.show: ShowEntry | None = None
        self._base: MediaTime = 0
        """Where in the show this sitting began: its own clock starts at 0."""
        self.begins_at: MediaTime = 0
        """How far inside of its first part this sitting begins: where the viewer was."""
        self._ends: Callable[[], MediaTime] = lambda: 0
        self._kept_ends: MediaTime | None = None
        """Where what follows the kept journal begins; None until one is kept."""
        self._placing = threading.Lock()
        self._position: Callable[[], MediaTime] = lambda: 0
        self._scene = ""
        self._is_new = True
        self._unkept = False
        self._learnt: TasteValues | None = None
        """The taste that this sitting's lessons are counted from; None = whatever the next journal says."""

    def feed(self, tell: Tell, *, resume: bool | str = False) -> Conductor:
        """The conductor of a new show, or of a past one going on: the latest of this seed, or that of an id."""
        opening = opening_for(
            self.seed,
            self._company,
            self._place,
            rng_seed=self._choices.rng_seed,
            manner=self._choices.manner,
            style=self._choices.style,
            bookmark=self._choices.bookmark,
            viewpoint=self._choices.viewpoint,
            mood=self._choices.mood,
        )
        store, people = self._place.store, self._company.people
        past = next(
            (show for show in store.shows(*people) if show.seed == self.seed.id and resume in (True, show.id)),
            None,
        )
        if past is not None:
            try:
                opening = Opening(
                    seed=opening.seed,
                    rng_seed=opening.rng_seed,
                    ceiling=opening.ceiling,
                    people=opening.people,
                    manner=opening.manner,
                    language=opening.language,
                    style=opening.style,
                    reading=opening.reading,
                    journal=store.journal(past.id),
                )
            except UnknownShow:
                past = None
        self._base, self._scene = (past.position, past.scene) if past is not None else (0, "")
        self.begins_at = 0
        here = read_whereabouts(self._place.home / MAPS / past.id) if past is not None else None
        if here is not None:
            self._base, self.begins_at = here.journal_ends, here.into
        self.show = past or store.begin_show(self._viewer, self.seed.id, self.seed.title, *people[1:])
        if store.set_aside is not None:
            tell(database_trouble(store.set_aside.name, store.copied))
        cache = SegmentCache(
            self._place.folders,
            limit_bytes=self._choices.cache_bytes,
            ceiling=opening.ceiling,
            on_trouble=lambda line: tell(Trouble(what=line)),
        )
        balance = balance_of(store, self._viewer)
        opening = replace(opening, still=self._choices.still, gentle=self._choices.gentle, balance=balance)
        options = ConductorOptions(
            opening=opening,
            top=self._choices.level,
            window_scale=1.0 if self._choices.window_scale is None else self._choices.window_scale,
            log=self._choices.log,
            on_journal=self._keep,
            on_opened=self._choices.on_opened,
            on_place=self._keep_whereabouts,
            seeds=self._place.home / STORIES,
            models=self._models(),
        )
        self._learnt = None if past is not None else opening.taste
        self._is_new = past is None

        def heard(event: ShowEvent) -> None:
            if isinstance(event, SceneBegan):
                self._scene = event.scene.title
            elif isinstance(event, Revisited):
                self._learnt, self._is_new = None, False  # the show believes again what it believed at that moment
            tell(event)
            self._keep_signal(event, tell)

        conductor = Conductor(self.director, self.pool, cache, options, heard)
        base, self._kept_ends = self._base, None
        self._position = lambda: base + conductor.position
        self._ends = lambda: base + conductor.journal_ends
        return conductor

    def _models(self) -> Callable[[Callable[[str], None]], Models | None] | None:
        """What finds and starts the models that draw, once the show plays; None where there can be none."""
        choices, own = self._choices, self._place.home / MODELS
        folders = tuple(folder for folder in (*choices.model_folders, own) if folder.is_dir())
        configured = bool(folders) or bool(os.environ.get("EVERSHOW_MODELS")) or choices.asks_for_models
        if choices.level not in MODEL_LEVELS or not (configured or gpu_runtime()):
            return None
        plain, home = self.pool.options, self._place.home

        def found(tell: Callable[[str], None]) -> Models | None:
            from player.equipping import ModelChoices, models_for

            wanted = ModelChoices(
                folders=folders,
                device=choices.device,
                top=choices.level,
                asked=choices.asks_for_models,
                seed=self.seed.id,
                trusting=choices.trusts_models,
                engines=home / ENGINES,
            )
            return models_for(wanted, plain, tell)

        return found

    def film_order(self, mark: Mark, out: str) -> Wanted:
        """What is to be filmed into `out`: the branch over `mark` as it was watched; raises ProfileError."""
        from player.filming_process import Wanted

        assert self.show is not None
        store = Store(self._place.store.path)  # a connection of its own: the show writes from its thread
        try:
            journal, balance = store.journal(self.show.id), balance_of(store, self._viewer)
        finally:
            store.close()
        return Wanted(
            home=str(self._place.home),
            seed=str(Path(self.seed.path).parent),
            journal=journal,
            mark=mark,
            out=out,
            size=self._choices.size,
            language=self._choices.language,
            style=self._choices.style,
            still=self._choices.still,
            gentle=self._choices.gentle,
            balance=balance,
        )

    def close(self) -> None:
        """End the processes; what was learnt is kept already, with the journal."""
        self._crew.close()

    def _keep(self, journal: bytes) -> None:
        """Called from the conductor's thread: the journal so far and what it taught go to the store.

        The position moves on even where the journal is the same. The conductor tells of errors and goes on.
        """
        if self.show is None:
            return
        store = self._place.store
        now = self.director.taste
        if now is not None:
            self._teach(now)
        store.keep_journal(self.show.id, journal, position=self._position(), scene=self._scene)
        self._kept_ends = self._ends()
        self._keep_whereabouts()

    def _keep_whereabouts(self) -> None:
        """Where the viewer is, to half a second; where it cannot be kept, a killed show goes on some seconds off."""
        ends = self._kept_ends
        if self.memory is None or ends is None:
            return
        with self._placing, contextlib.suppress(OSError):
            keep_whereabouts(self.memory, Whereabouts(journal_ends=ends, heard=self._position()))

    def _teach(self, now: TasteValues) -> None:
        """What was learnt since the last journal goes to the stored taste, which may know more than this show."""
        if self._company.is_shared:
            self._teach_all(now)
            return
        store = self._place.store
        stored = store.taste(self._viewer, self.seed.id)
        if stored is None or (self._is_new and self._learnt is None):
            store.keep_taste(self._viewer, self.seed.id, now)
        elif self._learnt is not None and self._learnt != now:
            store.keep_taste(self._viewer, self.seed.id, carried(stored, self._learnt, now))
        self._learnt = now

    def _teach_all(self, now: TasteValues) -> None:
        """What was learnt in company goes to the taste of each as their share; the common taste is kept with nobody."""
        store, people = self._place.store, self._company.people
        if self._learnt is not None and self._learnt != now:
            for person in people:
                own = _own_taste(store, person, self.seed) or TasteValues.fresh(tuple(self.seed.tastes))
                store.keep_taste(person, self.seed.id, in_company(own, self._learnt, now, len(people)))
        self._learnt = now

    @property
    def memory(self) -> Path | None:
        """The folder in which the story map of the show is kept."""
        return None if self.show is None else self._place.home / MAPS / self.show.id

    def _keep_signal(self, event: ShowEvent, tell: Tell) -> None:
        """What the viewer did goes on record; where it cannot, that is told once and the show goes on."""
        done = _done(event)
        if self.show is None or done is None:
            return
        at, kind, text = done
        try:
            for person in self._company.people:
                self._place.store.keep_signal(person, self.show.id, at=self._base + at, kind=kind, text=text)
            self._unkept = False
        except Exception as error:  # noqa: BLE001 - whatever a store or a disk does, the show goes on
            if not self._unkept:
                self._unkept = True
                tell(
                    Trouble(
                        what=f"what you do cannot be put on record ({type(error).__name__}: {error})",
                        remedy="free some space; the show goes on",
                        name="record",
                        values=(("error", f"{type(error).__name__}: {error}"),),
                    )
                )


def _done(event: ShowEvent) -> tuple[MediaTime, str, str] | None:
    """When, what kind and which words, where an event is something that the viewer did."""
    match event:
        case SignalNoted(kind=kind, at=at):
            return at, str(kind), ""
        case WishAcknowledged(text=text, at=at, kind=kind):
            return at, str(kind), text
        case WishUndone(text=text, at=at):
            return at, "undo_wish", text
        case ChoiceTaken(choice=choice, option=option, by="viewer", at=at):
            return at, "pick", next((known.text for known in choice.options if known.number == option), "")
        case _:
            return None
