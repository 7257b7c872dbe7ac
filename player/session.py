"""A viewer's session: a live show put together, watched in a window or off-screen, and remembered.

It knows the composition and the live runs, no widget and no message.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np

from generators.errors import GeneratorError
from generators.sound.mix import JoinMixer
from generators.stage import library
from player.compose import LiveChoices, LiveShow, Place
from player.conducting.script import Script, read_script
from player.conductor import Conductor
from player.crew import Crew
from player.feed import ShowEvent
from player.live import LiveReport, run_off_screen, run_windowed
from player.live_player import LiveOptions
from player.poster import LivingPoster
from player.ui.view import Poster, StartView
from profiles.store import Viewer
from story_engine.seed import Seed
from story_engine.time import VIDEO_FRAME, to_seconds


def watch_off_screen(
    place: Place,
    viewer_name: str,
    seed: Path,
    choices: LiveChoices,
    crew: Crew,
    *,
    seconds: float,
    script: Path | None = None,
    record: Path | None = None,
    on_progress: Callable[[float], None] = lambda share: None,
) -> LiveReport:
    viewer = place.store.viewer_or_new(viewer_name)
    live = LiveShow(place, viewer, seed, choices, crew)
    _warm_up()
    try:
        return run_off_screen(
            lambda tell: live.feed(tell),
            mixer=JoinMixer,
            seconds=seconds,
            options=LiveOptions(title=live.seed.shown_title, silent=True, volume=1.0),
            script=read_script(script) if script else Script(),
            record=record,
            progress=on_progress,
        )
    finally:
        live.close()


def watch_in_window(
    place: Place,
    viewer_name: str,
    seeds: list[Path],
    choices: LiveChoices,
    crew: Crew,
    *,
    at_once: bool,
    full: bool,
    silent: bool,
) -> str:
    """The window: start screen (or the show at once), until the viewer leaves; why the show ended early, or ""."""
    viewer = place.store.viewer_or_new(viewer_name)
    shows = {seed.name: LiveShow(place, viewer, seed, choices, crew) for seed in seeds[:1]}
    first = next(iter(shows.values()))
    _warm_up()
    poster = None if at_once else LivingPoster(first.director, first.pool, place.folders, seeds[0])

    def make_feed(key: str, resume: bool, tell: Callable[[ShowEvent], None]) -> Conductor:
        if poster is not None:
            poster.leave()
        return shows.get(key, first).feed(tell, resume=resume)

    start = None
    if poster is not None:
        start = StartView(viewer=viewer.name, posters=(_poster(place, viewer, first, seeds[0].name, poster),))
    try:
        return run_windowed(
            make_feed,
            mixer=JoinMixer,
            home=place.home,
            start=start,
            options=LiveOptions(title=first.seed.shown_title, silent=silent),
            accent=accent_of(first.seed),
            full_screen=full,
        )
    finally:
        if poster is not None:
            poster.leave()
        for show in shows.values():
            show.close()


def accent_of(seed: Seed) -> str:
    """The colour of a seed's first place, `#RRGGBB`; "" where its palette names none."""
    site = next(iter(seed.places.values()), None)
    if site is None:
        return ""
    path = library.find("palettes", site.place.look.asset, ".yaml", Path(seed.path).parent / "art")
    if path is None:
        return ""
    try:
        accent = str(library.read_yaml(path).get("accent", ""))
    except GeneratorError:
        return ""  # who draws the place says what is wrong with its palette
    return accent if re.fullmatch(r"#[0-9A-Fa-f]{6}", accent) else ""


def _warm_up() -> None:
    """Load the mixer's compiled code while the first part is drawn, in a worker thread of its own."""

    def once() -> None:
        JoinMixer().push(np.full((VIDEO_FRAME, 2), 0.99, np.float32), np.zeros((0, 2), np.float32))

    threading.Thread(target=once, name="warm-up", daemon=True).start()


def _poster(place: Place, viewer: Viewer, show: LiveShow, key: str, living: LivingPoster) -> Poster:
    past = next((entry for entry in place.store.shows(viewer) if entry.seed == show.seed.id), None)
    resumes = ""
    if past is not None and past.position > 0:
        resumes = past.scene or f"{to_seconds(past.position) / 60:.0f} min in"
    return Poster(
        key=key,
        title=show.seed.shown_title,
        logline=show.seed.shown_logline,
        picture=living.frame,
        resumes=resumes,
        note=f"from {show.seed.rating} years",
    )
