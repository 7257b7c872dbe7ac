"""The front desk: who is watching, what they may see, and what they set; one object that every screen asks.

It knows the store and the atelier, no widget. One thread uses it; it has a connection to the store of its own.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from player.foyer.atelier import Atelier
from player.foyer.model_shelf import ModelShelf
from player.foyer.postcards import tasted
from player.foyer.seed_facts import SeedFacts
from player.foyer.shelf import Past, Shelf, shelf_of
from player.settings import Settings, keep_settings, read_settings
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
        self.viewer: Viewer | None = None
        self.is_complete = False
        """Whether every story is known."""
        self._now: Callable[[], float] = time.time
        self._maps: list[tuple[Path, Path | None]] | None = None
        """Folders of the viewer's shows' maps with their seeds' art, once they were looked for."""

    # -- who -------------------------------------------------------------------------------------

    def people(self) -> tuple[Viewer, ...]:
        """Everybody, in the order they came."""
        return self._store.viewers()

    def enter(self, viewer: Viewer) -> None:
        """From now on `viewer` is watching."""
        self.viewer = viewer
        self._maps = None

    def asks_pin(self, viewer: Viewer) -> bool:
        """Whether a grown-up must say that this profile may be entered: one without limits, where a PIN is set."""
        return self._store.has_pin() and self.settings.ask_pin and not viewer.is_limited

    def has_pin(self) -> bool:
        """Whether there is a grown-ups' PIN."""
        return self._store.has_pin()

    def set_pin(self, text: str) -> None:
        """Keep a new PIN; raises ValueError unless it has four to eight digits."""
        self._store.set_pin(text)

    def try_pin(self, text: str) -> PinAnswer:
        """Try the PIN now."""
        return self._store.try_pin(text, self._now())

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
        if self.viewer is not None and self.viewer.id == kept.id:
            self.viewer = kept
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
        if self.viewer is not None and self.viewer.id == viewer.id:
            self.viewer = None

    # -- time ------------------------------------------------------------------------------------

    def minutes_left(self) -> float:
        """Minutes that the viewer may still watch today; infinite without a limit."""
        viewer = self.viewer
        if viewer is None or not viewer.daily_minutes:
            return float("inf")
        return max(0.0, viewer.daily_minutes - self._store.watched_seconds(viewer, _today()) / 60)

    def watched(self, seconds: float) -> None:
        """The viewer watched so long."""
        if self.viewer is not None and seconds > 0:
            self._store.keep_watched(self.viewer, _today(), seconds)

    def give_minutes(self, minutes: float = MORE_MINUTES) -> None:
        """A grown-up lets them watch on."""
        if self.viewer is not None:
            over = max(0.0, self._store.watched_seconds(self.viewer, _today()) - 60 * self.viewer.daily_minutes)
            self._store.keep_watched(self.viewer, _today(), -60 * minutes - over)

    # -- library ---------------------------------------------------------------------------------

    def facts(self) -> tuple[SeedFacts, ...]:
        """What there is to say of every story that is known by now."""
        found = [self.atelier.facts(seed) for seed in self._seeds()]
        self.is_complete = None not in found
        return tuple(fact for fact in found if fact is not None)

    def shelf(self) -> Shelf | None:
        """The viewer's library as far as it is known; None as long as nothing is."""
        facts = self.facts()
        if self.viewer is None or not (facts or self.is_complete):
            return None
        return shelf_of(facts, self.past(), self.viewer.ceiling)

    def past(self) -> tuple[Past, ...]:
        """The viewer's shows that can be continued, the latest first."""
        if self.viewer is None:
            return ()
        return tuple(
            Past(
                show=show.id,
                seed=show.seed,
                scene=show.scene or f"{to_seconds(show.position) / 60:.0f} min",
                watched=show.watched,
            )
            for show in self._store.shows(self.viewer)
            if show.position > 0
        )

    def touch_up(self) -> None:
        """Let a still of the viewer's past shows be painted, when the painter has nothing else to do."""
        if self.viewer is None or not self.is_complete:
            return
        if self._maps is None:
            folders = {fact.id: Path(fact.folder) for fact in self.facts()}
            shows = [show for show in self._store.shows(self.viewer) if show.seed in folders]
            self._maps = [(self.home / MAPS / show.id, _art(folders[show.seed])) for show in shows]
        self.atelier.touch_up(self._maps)

    # -- taste -----------------------------------------------------------------------------------

    def has_tasted(self) -> bool:
        """Whether the viewer has seen the postcards."""
        return self.viewer is not None and self._store.taste(self.viewer, EVERY_SEED) is not None

    def keep_taps(self, taps: Sequence[str]) -> None:
        """The viewer tapped these postcards (none = skipped them): that is where every new story begins."""
        if self.viewer is not None:
            before = self._store.taste(self.viewer, EVERY_SEED)
            self._store.keep_taste(self.viewer, EVERY_SEED, tasted(before, taps))

    def tastes(self) -> tuple[tuple[str, TasteValues], ...]:
        """What is believed, by seed; what holds for every new seed first."""
        if self.viewer is None:
            return ()
        seeds = dict.fromkeys((EVERY_SEED, *(show.seed for show in self._store.shows(self.viewer))))
        found = ((seed, self._store.taste(self.viewer, seed)) for seed in seeds)
        return tuple((seed, taste) for seed, taste in found if taste is not None)

    def correct(self, seed: str, feature: str, value: float) -> None:
        """The viewer says how much they like something, −1…1."""
        self._change_taste(seed, lambda taste: edited(taste, feature, value))

    def forget(self, seed: str, feature: str) -> None:
        """The viewer removes one belief."""
        self._change_taste(seed, lambda taste: erased(taste, feature))

    def reset_taste(self) -> None:
        """The viewer removes every belief."""
        for seed, _ in self.tastes():
            self._change_taste(seed, reset)

    def _change_taste(self, seed: str, change: Callable[[TasteValues], TasteValues]) -> None:
        assert self.viewer is not None
        before = self._store.taste(self.viewer, seed) or TasteValues.fresh(())
        self._store.keep_taste(self.viewer, seed, change(before))

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
