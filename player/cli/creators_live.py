"""`evershow preview --play`: a scene in the live player, taken up from the same line whenever its seed is saved.

It does not know how a scene is reached; the director begins the show there. Nothing of it is remembered.
"""

from __future__ import annotations

import contextlib
import tempfile
from dataclasses import dataclass
from pathlib import Path

import click

from generators.media import Size
from player.cli.play import fast_switching


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewPlay:
    """How a scene is to be played."""

    folder: Path
    scene: str
    rng_seed: int
    size: Size
    seconds: float = 30.0
    record: Path | None = None
    log: Path | None = None


def play_in_window(wanted: PreviewPlay) -> str:
    """Play the scene and what follows it until the creator leaves; why it ended early, or ""."""
    from player.session import preview_in_window
    from profiles.home import only_instance, ready_home

    home = ready_home()
    room = home / "preview"
    room.mkdir(exist_ok=True)
    with only_instance(room), fast_switching():
        return preview_in_window(
            home, wanted.folder, wanted.scene, size=wanted.size, rng_seed=wanted.rng_seed, log=wanted.log
        )


def play_off_screen(wanted: PreviewPlay) -> str:
    """Play the scene once without a window; why it ended early, or ""."""
    from generators.segments.folders import Folders
    from player.crew import begin_crew
    from profiles.home import only_instance, ready_home

    home = ready_home() / "preview"
    home.mkdir(exist_ok=True)
    with contextlib.ExitStack() as open_things:
        open_things.enter_context(only_instance(home))
        crew = begin_crew(Folders(home), wanted.folder, size=wanted.size)
        open_things.callback(crew.close)
        open_things.enter_context(fast_switching())
        from player.compose import LiveChoices, Place
        from player.session import watch_off_screen
        from profiles.home import database_path
        from profiles.store import Store
        from story_engine.bookmark import Bookmark

        private = Path(open_things.enter_context(tempfile.TemporaryDirectory()))
        place = Place(home=home, folders=Folders(home).make(), store=Store(database_path(private)))
        mark = Bookmark(scene=wanted.scene)
        live = LiveChoices(size=wanted.size, rng_seed=wanted.rng_seed, bookmark=mark, log=wanted.log)
        report = watch_off_screen(
            place, "Preview", wanted.folder, live, crew, seconds=wanted.seconds, record=wanted.record
        )  # fmt: skip
        for trouble in report.troubles:
            click.echo(f"  {trouble}", err=True)
        click.echo(f"{report.seconds:.1f} s played" + (f" into {wanted.record}" if wanted.record else ""))
        return report.failed
