"""A story as its creator looks at it: played from where they work, and taken up from the same line when it is saved.

It knows the composition and what plays, no widget. Nothing of it is remembered, and no viewer learns or is learnt from.
"""

from __future__ import annotations

import contextlib
import tempfile
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from generators.media import Size
from generators.segments.folders import Folders
from player.compose import LiveChoices, LiveShow, Place
from player.conductor import Conductor
from player.crew import Crew, begin_crew, begin_pool
from player.direction import Opened
from player.feed import ChoiceTaken, ReadySegment, ShowEvent
from player.live_player import LivePlayer
from player.playback.reducer import Phase
from player.viewpoint import viewpoints
from profiles.home import database_path
from profiles.store import Store
from story_engine.bookmark import Bookmark, Landing
from story_engine.errors import SeedError
from story_engine.landing import opening_scene, other_way
from story_engine.plan import Choice
from story_engine.seed import Seed, load_seed
from story_engine.time import SAMPLE_RATE, MediaTime

WATCH_SECONDS = 0.4
"""How often the seed's files are looked at."""
SETTLE_SECONDS = 0.25
"""An editor that writes a file in pieces is done after this long without a change."""
ROOM = "preview"
"""Folder below the data folder: a preview keeps its pictures and voices, and never meets a viewer's shows."""
BREATH: MediaTime = SAMPLE_RATE // 4
"""A line is begun so much before its first word."""
JUST_BEGUN: MediaTime = SAMPLE_RATE
"""In the first second of a line "the one before" means the one before it."""
NO_CEILING_NAME = "Preview"
"""Who watches: somebody of whom nothing is known and whom nothing is kept from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What stops a saved seed from being told: where, what, and what to do."""

    where: str
    """`file:line:column`."""
    message: str
    remedy: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewView:
    """What is to be shown of the preview itself."""

    title: str = ""
    number: int = 0
    """Of the line that is on, from 1."""
    count: int = 0
    """Lines of the scene, as far as its ways were decided."""
    viewpoint: str = ""
    way: str = ""
    """The option that was taken last in this scene."""
    told: str = ""
    """Name of a line `preview.<name>` of the tables: what became of the last save, or of a key."""
    faults: tuple[Fault, ...] = ()


class Previewing:
    """One preview. `turn` and the keys are for the window's thread; files are watched from a thread of its own."""

    def __init__(self, home: Path, folder: Path, scene: str, *, size: Size, rng_seed: int = 1, log: Path | None = None):
        """Raises SeedError where the seed cannot be read now."""
        self._folder, self._wanted, self._size, self._rng_seed, self._log = folder, scene, size, rng_seed, log
        self._bookmark = Bookmark(scene=scene or opening_scene(load_seed(folder)))
        self._open = contextlib.ExitStack()
        private = Path(self._open.enter_context(tempfile.TemporaryDirectory()))
        room = home / ROOM
        room.mkdir(exist_ok=True)
        self._place = Place(home=private, folders=Folders(room).make(), store=Store(database_path(private)))
        self._open.callback(self._place.store.close)
        self._crew: Crew | None = None
        self.show: LiveShow | None = None
        """What plays."""
        self.view = PreviewView()
        self.replay: Callable[[], None] = lambda: None
        """Plays it again from its bookmark; given by whoever has the window."""
        self._conductor: Conductor | None = None
        self._landing = Landing()
        self._scene = ""
        self._parts: dict[str, tuple[str, ...]] = {}
        self._taken: list[tuple[str, Choice | None]] = []
        self._viewpoint = ""
        self._seen = stamp(folder)
        self._news: Seed | tuple[Fault, ...] | None = None
        self._leaves = threading.Event()
        threading.Thread(target=self._watch, name="preview", daemon=True).start()

    # -- what plays ----------------------------------------------------------------------------

    def feed(self, tell: Callable[[ShowEvent], None]) -> Conductor:
        """The show from the bookmark on; the director goes on working, the painters begin anew."""
        folders = self._place.folders
        if self._crew is None:
            self._crew = begin_crew(folders, self._folder, size=self._size)
        elif self._conductor is not None:  # its workers have ended with the show before
            pool = begin_pool(folders, self._folder, self._size)
            self._crew = Crew(director=self._crew.director, pool=pool)
            self._conductor = None  # until a show has these workers: where none begins, the next one takes them
        choices = LiveChoices(
            size=self._size,
            rng_seed=self._rng_seed,
            bookmark=self._bookmark,
            viewpoint=self._viewpoint,
            on_opened=self._opened,
            log=self._log,
        )
        viewer = self._place.store.viewer_or_new(NO_CEILING_NAME)
        self._scene, self._parts, self._taken, self._landing = "", {}, [], Landing()
        self.show = LiveShow(self._place, viewer, self._folder, choices, self._crew)

        def heard(event: ShowEvent) -> None:
            if isinstance(event, ChoiceTaken):
                text = next(known.text for known in event.choice.options if known.number == event.option)
                self._taken.append((text, event.choice))
            tell(event)

        self._conductor = self.show.feed(heard)
        return self._conductor

    def begin_in(self, segment: ReadySegment) -> MediaTime:
        """How far inside of the first part the line lies on which it goes on."""
        starts = [line.start for line in segment.timed.lines if line.text == self._landing.line]
        return max(0, starts[0] - BREATH) if starts else 0

    def close(self) -> None:
        """End the processes and forget everything."""
        self._leaves.set()
        if self._crew is not None:
            self._crew.close()
        self._open.close()

    def _opened(self, opened: Opened) -> None:
        """Called from the conductor's thread before the first part is planned."""
        self._landing = opened.landing
        before = self._bookmark.taken[: opened.landing.picks]
        self._taken = [*((text, None) for text in before), *self._taken]
        told = self.view.told
        if told == "saved" and not opened.landing.is_same:
            told = "nearest"
        self.view = replace(self.view, told=told, faults=())

    # -- turns ---------------------------------------------------------------------------------

    def turn(self, live: LivePlayer | None) -> None:
        """Follow what is heard, and take up what was saved; None = no show could be begun."""
        if live is not None:
            self._follow(live)
        news, self._news = self._news, None
        if isinstance(news, Seed):
            self._take_up(news)
        elif news is not None:
            self.view = replace(self.view, faults=news, told="")
            if live is not None and live.state.phase is not Phase.PAUSED:
                live.toggle_pause()

    def _follow(self, live: LivePlayer) -> None:
        segment, at = live.here()
        if segment is None:
            return
        part = segment.timed.part
        if part.scene.id != self._scene:
            if self._scene:
                self._landing, self._taken = Landing(), []
            self._scene, self._parts = part.scene.id, {}
            self._bookmark = Bookmark(scene=part.scene.storylet)
        self._parts.setdefault(part.id, tuple(line.text for line in segment.timed.lines))
        heard = list(self._landing.before)
        for known, lines in self._parts.items():
            if known == part.id:
                break
            heard += lines
        heard += [line.text for line in segment.timed.lines if segment.start + line.start - BREATH <= at]
        taken = tuple(text for text, _ in self._taken)
        self._bookmark = replace(self._bookmark, heard=tuple(heard), taken=taken, from_branch=False)
        self.view = replace(
            self.view,
            title=part.scene.title,
            number=len(heard),
            count=max(self._landing.count, len(heard)),
            viewpoint=self._viewpoint,
            way=taken[-1] if taken else "",
        )

    def _take_up(self, seed: Seed) -> None:
        """A sound seed was saved: on with it where it was, or in the nearest scene that still begins by itself."""
        on = self._bookmark.scene
        scene = next((name for name in (on, self._wanted, opening_scene(seed)) if _begins(seed, name)), "")
        self.view = replace(self.view, told="saved" if scene == on else "gone", faults=())
        if scene != on:
            self._bookmark = Bookmark(scene=scene)
        self.replay()

    # -- keys ----------------------------------------------------------------------------------

    def line(self, step: int, live: LivePlayer) -> None:
        """On to the next line, or back to the one before."""
        segment, at = live.here()
        if segment is None or self._conductor is None:
            return
        if live.state.phase is Phase.PAUSED:
            live.toggle_pause()
        starts = sorted(known for played in self._conductor.history() for known in _starts(played))
        if step > 0:
            coming = [known for known in starts if at < known < segment.end]
            live.seek_by(((coming[0] if coming else segment.end) - at) / SAMPLE_RATE)
            return
        past = [known for known in starts if known < at - JUST_BEGUN]
        if past:
            live.seek_by((past[-1] - at) / SAMPLE_RATE)
        elif len(self._bookmark.heard) > 1:
            self._again(replace(self._bookmark, heard=self._bookmark.heard[:-1]))

    def restart(self) -> None:
        """The scene from its beginning."""
        self._again(Bookmark(scene=self._bookmark.scene))

    def other_way(self) -> None:
        """What follows the other option of the question that was answered last in this scene."""
        asked = next((choice for _, choice in reversed(self._taken) if choice is not None), self._asked)
        if not self._taken or asked is None:
            self.view = replace(self.view, told="no_way")
            return
        self._asked = asked
        taken = self._bookmark.taken
        other = other_way(asked, taken[-1])
        self._again(replace(self._bookmark, taken=(*taken[:-1], other), from_branch=True))

    _asked: Choice | None = None
    """The question whose ways are gone through."""

    def next_viewpoint(self, live: LivePlayer) -> None:
        """Everything seen another way, from the same line."""
        if self.view.faults:
            return
        segment, _ = live.here()
        ways = viewpoints([actor.id for actor in segment.timed.part.scene.actors] if segment is not None else ())
        at = ways.index(self._viewpoint) if self._viewpoint in ways else -1
        self._viewpoint = ways[(at + 1) % len(ways)]
        self._again(self._bookmark)

    def _again(self, mark: Bookmark) -> None:
        if self.view.faults:
            return  # what is saved cannot be told: the picture stays
        self._bookmark = mark
        self.view = replace(self.view, told="")
        self.replay()

    # -- files ---------------------------------------------------------------------------------

    def _watch(self) -> None:
        """Look at the files until the preview is over; what was saved waits for the next turn."""
        while not self._leaves.wait(WATCH_SECONDS):
            now = self._settled()
            if now == self._seen:
                continue
            self._seen = now
            try:
                self._news = load_seed(self._folder)
            except SeedError as error:
                self._news = faults_of(error, self._folder)

    def _settled(self) -> tuple[tuple[str, int, int], ...]:
        """The files as they are, once nothing changes any more."""
        seen, now = self._seen, stamp(self._folder)
        while now != seen and not self._leaves.wait(SETTLE_SECONDS):
            seen, now = now, stamp(self._folder)
        return now


def faults_of(error: SeedError, folder: Path) -> tuple[Fault, ...]:
    """What is wrong, with files named from the seed's folder."""
    found = tuple(
        Fault(where=_within(f"{known.where.path}", folder, known.where.line, known.where.column),
              message=known.message, remedy=known.remedy)
        for known in error.diagnostics if known.severity == "error"
    )  # fmt: skip
    return found or (Fault(where=folder.name, message=str(error)),)


def _within(path: str, folder: Path, line: int, column: int) -> str:
    with contextlib.suppress(ValueError):
        path = str(Path(path).resolve().relative_to(folder.resolve()))
    return f"{path}:{line}:{column}"


def _starts(segment: ReadySegment) -> Iterator[MediaTime]:
    """Show times at which the lines of a segment begin."""
    for line in segment.timed.lines:
        yield max(segment.start, segment.start + line.start - BREATH)


def _begins(seed: Seed, scene: str) -> bool:
    return scene in seed.storylets and not seed.storylets[scene].sub and not seed.storylets[scene].automatic


def stamp(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """Name, size and time of every file of a seed: equal as long as nobody saves."""
    return tuple(sorted(_stamps(folder)))


def _stamps(folder: Path) -> Iterator[tuple[str, int, int]]:
    for path in folder.rglob("*"):
        with contextlib.suppress(OSError):  # an editor's passing file
            if path.is_file() and not path.name.startswith("."):
                found = path.stat()
                yield str(path), found.st_size, found.st_mtime_ns
