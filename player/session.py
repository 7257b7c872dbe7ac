"""A viewer's session: a live show put together, watched in a window or off-screen, and remembered.

It knows the composition and the live runs, no widget and no message.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from generators.media import Size
from generators.segments.folders import Folders
from generators.sound.mix import JoinMixer, Rider
from player.accents import accent_of, accents_of
from player.comforts import pictures_folder
from player.compose import LiveChoices, LiveShow, Place
from player.conducting.script import Script, read_script
from player.conductor import Conductor
from player.crew import Crew, begin_crew
from player.early_feed import EarlyFeed
from player.evening import Ticket
from player.feed import ShowEvent
from player.live import Beside, LiveReport, run_off_screen, run_windowed
from player.live_options import LiveOptions
from player.live_player import LivePlayer
from player.own_stories import STORIES, own_stories
from player.picture_size import USUAL
from player.playback.devices import opener
from player.playback.sinks import SilentSink
from player.settings import Settings, read_settings, size_set
from player.speaking import Voice
from player.story_tongue import story_language
from player.words import words_in
from profiles.company import Company, company_of
from profiles.store import Store
from story_engine.time import VIDEO_FRAME, from_seconds

if TYPE_CHECKING:
    from generators.sound.voices.box import VoiceBox
    from player.ear.ear import Ear
    from player.filming import Filming
    from player.foyer.atelier import Atelier
    from player.foyer.desk import Desk
    from player.foyer.vignettes import Vignette
    from player.gauging import AutoSize
    from player.previewing import Previewing

GIGABYTE = 1e9
PICTURES = "pictures"
"""Folder of the screens' pictures below the data folder."""


def watch_off_screen(
    place: Place,
    viewer_name: str | Sequence[str],
    seed: Path,
    choices: LiveChoices,
    crew: Crew,
    *,
    seconds: float,
    script: Path | None = None,
    record: Path | None = None,
    on_progress: Callable[[float], None] = lambda share: None,
    resume: bool = False,
    beside: Callable[[LivePlayer], None] = lambda live: None,
) -> LiveReport:
    """Watch without a window for `seconds`; `resume` goes on with the last show of this seed.

    Several names watch together. `beside` is called on every turn, for who measures.
    """
    live = LiveShow(place, _company(place, viewer_name), seed, choices, crew)
    _warm_up()
    try:
        return run_off_screen(
            lambda tell: live.feed(tell, resume=resume),
            mixer=_mixers(),
            seconds=seconds,
            options=lambda: LiveOptions(title=live.seed.shown_title, silent=True, volume=1.0, begin_at=live.begins_at),
            beside=beside,
            script=read_script(script) if script else Script(),
            record=record,
            progress=on_progress,
        )
    finally:
        live.close()


def watch_in_window(
    place: Place,
    viewer_name: str | Sequence[str],
    seeds: list[Path],
    choices: LiveChoices,
    crew: Crew,
    *,
    at_once: bool,
    full: bool,
    silent: bool,
    asks_who: bool = False,
    off_screen: bool = False,
    beside: Beside | None = None,
    size_given: bool = True,
    auto: AutoSize | None = None,
) -> str:
    """The window: the library (or the show at once), until the viewer leaves; why the last show ended early, or "".

    With `asks_who` the first question is who is watching, where more than one person does. Several names watch
    together. `off_screen` and
    `beside` are for who measures: a window that nobody sees, and what is called on its every turn. Unless `size_given`
    the size of the picture is the one that is set, or that of `auto` where none is.
    """
    evening = _Evening(place, seeds, choices, crew, silent=silent, size_given=size_given, auto=auto)
    settings = read_settings(place.home).settings
    people = _company(place, viewer_name).people if at_once else ()
    if place.store.has_pin() and settings.ask_pin and any(not viewer.is_limited for viewer in people):
        at_once, asks_who = False, True  # a profile without limits is entered with the PIN, whatever the command says
    if at_once or not asks_who or len(place.store.viewers()) < 2:
        evening.company = _company(place, viewer_name)
    guarded = evening.company is not None and bool(evening.company.timed)
    if at_once:
        evening.prepare(seeds[0])
        if not guarded:  # else it may be too late in the day for a show
            evening.begin()
    _warm_up()
    try:
        return run_windowed(
            evening.feed,
            mixer=_mixers(),
            home=place.home,
            desk=evening.desk,
            at_once=at_once,
            options=evening.options,
            accent=accent_of(evening.show.seed) if evening.show is not None else "",
            full_screen=full or settings.full_screen,
            off_screen=off_screen,
            beside=beside,
            voice=Voice(
                lambda: _voice_box(place.folders.speech),
                open_sink=SilentSink if silent or off_screen else opener(settings.device),
            ),
            ear=_ear(),
            wishes=evening.wishes,
            guarded=guarded,
            stills=evening.still,
            saw_window=evening.saw_window,
            previewing=lambda: evening.preview,
        )
    finally:
        evening.close()


def preview_in_window(
    home: Path,
    folder: Path,
    scene: str,
    *,
    size: Size,
    rng_seed: int = 1,
    log: Path | None = None,
    off_screen: bool = False,
    beside: Beside | None = None,
) -> str:
    """A creator's preview in a window of its own, until they leave; why it ended early, or "".

    `off_screen` and `beside` as in `watch_in_window`.
    """
    from player.previewing import Previewing

    settings = read_settings(home).settings
    preview = Previewing(home, folder, scene, size=size, rng_seed=rng_seed, log=log)

    def options() -> LiveOptions:
        assert preview.show is not None, "a feed was made before"
        return preview_options(home, preview, preview.show, settings)

    sink = SilentSink if off_screen else opener(settings.device)
    _warm_up()
    try:
        return run_windowed(
            lambda _ticket, tell: preview.feed(tell),
            mixer=_mixers(),
            home=home,
            options=options,
            voice=Voice(lambda: _voice_box(Folders(home).speech), open_sink=sink),
            previewing=lambda: preview,
            off_screen=off_screen,
            beside=beside,
        )
    finally:
        preview.close()


def preview_options(home: Path, preview: Previewing, show: LiveShow, settings: Settings) -> LiveOptions:
    """How a preview is played: from its line on, without a map that is kept."""
    return LiveOptions(
        title=show.seed.shown_title,
        device=settings.device,
        volume=settings.volume,
        night=settings.night,
        av_offset=from_seconds(settings.av_offset_ms / 1000),
        begin_at=preview.begin_in,
        captions=settings.captions,
        caption_scale=settings.caption_scale,
        accent=accent_of(show.seed),
        accents=accents_of(show.seed),
        art=str(_art(Path(show.seed.path).parent) or ""),
        words=words_in(settings.language),
        pictures=pictures_folder(home),
    )


def _company(place: Place, names: str | Sequence[str]) -> Company:
    """Who watches, made where they are new."""
    wanted = (names,) if isinstance(names, str) else names
    return company_of(*(place.store.viewer_or_new(name) for name in wanted))


def _voice_box(store: Path) -> VoiceBox:
    """What speaks, loaded when something is first to be said."""
    from generators.sound.voices.box import VoiceBox

    return VoiceBox(store)


def _ear() -> Ear:
    """What hears the viewer; loaded, and the microphone opened, when somebody speaks."""
    from player.ear.ear import Ear
    from player.ear.sphinx import SphinxEar
    from player.playback.microphone import PortAudioMicrophone

    return Ear(SphinxEar, PortAudioMicrophone)


class _Evening:
    """One show after another in one window: each with its viewers, its seed and the settings of its beginning."""

    def __init__(
        self,
        place: Place,
        seeds: list[Path],
        choices: LiveChoices,
        crew: Crew,
        *,
        silent: bool,
        size_given: bool,
        auto: AutoSize | None,
    ) -> None:
        self._place, self._seeds, self._choices, self._silent = place, seeds, choices, silent
        self._size_given, self._auto = size_given, auto
        self._is_auto = False
        """Nobody has set the size of the show that is on."""
        self._crew: Crew | None = crew
        self._first = seeds[0]
        self._desk: Desk | None = None
        self._backstage: Atelier | None = None
        self.company: Company | None = None
        self.show: LiveShow | None = None
        self.preview: Previewing | None = None
        """The preview that is on, instead of a viewer's show."""
        self._early: EarlyFeed | None = None

    def desk(self) -> Desk:
        """The foyer's desk; it has a connection to the store of its own, because the show writes from a thread."""
        from player.foyer.atelier import Atelier
        from player.foyer.desk import Desk

        store = Store(self._place.store.path)
        self._desk = Desk(self._place.home, store, Atelier(self._place.home / PICTURES), self._stories)
        self._desk.size_drawn = self._size_drawn
        if self.company is not None:
            self._desk.enter(*self.company.people)
        return self._desk

    def still(self, picture: Vignette) -> np.ndarray | None:
        """What an option shows, drawn while the show plays; None until it is there."""
        if self._backstage is None:
            from player.foyer.atelier import backstage

            self._backstage = backstage(self._place.home / PICTURES)
        return self._backstage.still(picture)

    def prepare(self, seed: Path, mood: str = "") -> LiveShow:
        """The show of a seed, with the crew that was begun for it or a new one."""
        assert self.company is not None
        given, settings = self._choices, self._settings()
        wanted = given.size if self._size_given else size_set(settings)
        self._is_auto = wanted is None and self._auto is not None
        choices = replace(  # what was asked for on the command line goes before what is set
            given,
            mood=mood,
            manner=given.manner or settings.manner,
            style=given.style or settings.style,
            language=given.language or story_language(settings, seed),
            window_scale=settings.window_scale if given.window_scale is None else given.window_scale,
            size=wanted or self._size_drawn(),
            still=settings.reduced_motion,
            gentle=settings.strict_flash,
            cache_bytes=round(settings.cache_gigabytes * GIGABYTE),
        )
        fits = _art(seed) == _art(self._first) and (self._crew is None or self._crew.pool.options.size == choices.size)
        if self._crew is not None and not fits:
            self._crew.close()
            self._crew = None
        crew = self._crew or begin_crew(
            self._place.folders, seed, size=choices.size, language=choices.language, fps=choices.fps
        )
        self._crew = None  # a crew works on one show: its workers end with it
        self.show = LiveShow(self._place, self.company, seed, choices, crew)
        return self.show

    def begin(self) -> None:
        """Let the prepared show be planned and drawn from now on: opening the window takes a second or two."""
        assert self.show is not None
        self._early = EarlyFeed(self.show.feed)

    def feed(self, ticket: Ticket, tell: Callable[[ShowEvent], None]) -> Conductor:
        """What was asked for."""
        early, self._early = self._early, None
        if early is not None:
            if ticket == Ticket():
                return early.take(tell)
            early.close()
        if ticket.preview:
            return self._previewed(ticket.seed, tell)
        self._leave_preview()
        if self._desk is not None and self._desk.company is not None:
            self.company = self._desk.company
        show = self.show
        if ticket.seed or show is None:
            if show is not None:
                show.close()
            show = self.prepare(Path(ticket.seed) if ticket.seed else self._first, ticket.mood)
        return show.feed(tell, resume=ticket.resume)

    def _previewed(self, seed: str, tell: Callable[[ShowEvent], None]) -> Conductor:
        """A story of one's own as who writes it looks at it; no seed = the one that is on, from where it is."""
        from player.previewing import Previewing

        if seed:
            self._leave_preview()
            if self.show is not None:
                self.show.close()
            self.preview = Previewing(self._place.home, Path(seed), "", size=size_set(self._settings()) or USUAL)
        assert self.preview is not None, "a preview has a story"
        feed = self.preview.feed(tell)
        self.show = self.preview.show
        return feed

    def _leave_preview(self) -> None:
        if self.preview is not None:
            self.preview.close()
            self.preview = self.show = None

    def options(self) -> LiveOptions:
        """How the show that was just opened is to be played."""
        if self.preview is not None and self.preview.show is not None:
            return preview_options(self._place.home, self.preview, self.preview.show, self._settings())
        settings = self._settings()
        return LiveOptions(
            title=self.show.seed.shown_title if self.show is not None else "",
            silent=self._silent,
            device=settings.device,
            volume=settings.volume,
            night=settings.night,
            av_offset=from_seconds(settings.av_offset_ms / 1000),
            begin_at=self.show.begins_at if self.show is not None else 0,
            captions=settings.captions,
            caption_scale=settings.caption_scale,
            accent=accent_of(self.show.seed) if self.show is not None else "",
            accents=accents_of(self.show.seed) if self.show is not None else {},
            art=str(_art(Path(self.show.seed.path).parent) or "") if self.show is not None else "",
            words=words_in(settings.language),
            memory=self.show.memory if self.show is not None else None,
            pictures=pictures_folder(self._place.home),
            films=self._filming if self.show is not None and self.show.show is not None else None,
            sizing=self._auto.sizing(time.monotonic()) if self._auto is not None and self._is_auto else None,
            on_size=self._auto.goes_on_with if self._auto is not None else lambda size: None,
        )

    def _size_drawn(self) -> Size:
        """What is drawn where nobody has set a size."""
        return self._auto.size if self._auto is not None else USUAL

    def saw_window(self, software_gl: bool) -> None:
        """The window is open: what draws it is known from now on."""
        if self._auto is not None:
            self._auto.saw_window(software_gl=software_gl)

    def wishes(self) -> str:
        """The grammar of what can be wished in the show that is on."""
        from player.ear.grammar import wish_grammar

        return wish_grammar(self.show.seed) if self.show is not None else ""

    def _filming(self) -> Filming:
        """Who makes films of the show that is on; loaded when somebody asks for one."""
        from player.filming import Filming, films_folder

        assert self.show is not None
        return Filming(self.show.film_order, films_folder(self._place.home))

    def close(self) -> None:
        """End the processes."""
        if self._early is not None:
            self._early.close()
        if self._backstage is not None:
            self._backstage.close()
        self._leave_preview()
        if self.show is not None:
            self.show.close()
        if self._crew is not None:
            self._crew.close()

    def _settings(self) -> Settings:
        return self._desk.settings if self._desk is not None else read_settings(self._place.home).settings

    def _stories(self) -> list[Path]:
        """The built-in stories, and those in the folder for one's own."""
        return [*self._seeds, *(path for path in own_stories(self._place.home / STORIES) if path not in self._seeds)]


def _art(seed: Path) -> Path | None:
    """The folder of a seed's own art, which the render workers are begun with."""
    art = seed / "art"
    return art if art.is_dir() else None


def _mixers() -> Callable[[], JoinMixer]:
    """Makes the mixers of one sitting, a new one after every leap: their rider goes on."""
    rider = Rider()
    return lambda: JoinMixer(rider)


def _warm_up() -> None:
    """Load the mixer's compiled code while the first part is drawn, in a worker thread of its own."""

    def once() -> None:
        JoinMixer().push(np.full((VIDEO_FRAME, 2), 0.99, np.float32), np.zeros((0, 2), np.float32))

    threading.Thread(target=once, name="warm-up", daemon=True).start()
