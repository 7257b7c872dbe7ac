"""`evershow preview --play`: a scene in the live player, begun again whenever its seed is saved.

It does not know how a scene is reached; the director begins the show there. Nothing of it is remembered.
"""

from __future__ import annotations

import contextlib
import json
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from generators.media import Size
from generators.processes import Program
from player.cli.play import fast_switching
from story_engine.errors import SeedError
from story_engine.seed import Seed, load_seed

WATCH_SECONDS = 0.4
"""How often the seed's files are looked at."""
SETTLE_SECONDS = 0.3
"""An editor that writes a file in pieces is done after this long without a change."""
LEAVE_SECONDS = 12.0
"""A player that has been asked to close may take this long; then it is ended."""
ROOM = "preview"
"""Folder below the data folder: a preview keeps its pictures and voices, and never meets a viewer's shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewPlay:
    """How a scene is to be played."""

    folder: Path
    scene: str
    rng_seed: int
    size: Size
    off_screen: bool = False
    seconds: float = 30.0
    record: Path | None = None
    log: Path | None = None


def play_once(wanted: PreviewPlay) -> str:
    """Play the scene and what follows it until the viewer leaves; why it ended early, or ""."""
    from generators.segments.folders import Folders
    from player.crew import begin_crew
    from profiles.home import database_path, only_instance, ready_home

    home = ready_home() / ROOM
    home.mkdir(exist_ok=True)
    with contextlib.ExitStack() as open_things:
        open_things.enter_context(only_instance(home))
        crew = begin_crew(Folders(home), wanted.folder, size=wanted.size)
        open_things.callback(crew.close)
        open_things.enter_context(fast_switching())
        from player.compose import LiveChoices, Place
        from player.session import watch_in_window, watch_off_screen
        from profiles.store import Store

        private = Path(open_things.enter_context(tempfile.TemporaryDirectory()))
        place = Place(home=home, folders=Folders(home).make(), store=Store(database_path(private)))
        live = LiveChoices(size=wanted.size, rng_seed=wanted.rng_seed, scene=wanted.scene, log=wanted.log)
        if not wanted.off_screen:
            return watch_in_window(
                place, "Preview", [wanted.folder], live, crew, at_once=True, full=False, silent=False
            )  # fmt: skip
        report = watch_off_screen(
            place, "Preview", wanted.folder, live, crew, seconds=wanted.seconds, record=wanted.record
        )  # fmt: skip
        for trouble in report.troubles:
            click.echo(f"  {trouble}", err=True)
        click.echo(f"{report.seconds:.1f} s played" + (f" into {wanted.record}" if wanted.record else ""))
        return report.failed


def play_and_reload(
    wanted: PreviewPlay,
    start: Callable[[str, Path], Program],
    say: Callable[[str], None] = click.echo,
) -> int:
    """Keep a player on the scene, and start it anew at what is on whenever the seed is saved; its exit status.

    `start` begins a player at a scene that writes its log to a file. A seed that is broken is told of, and the player
    stays as it is until it is mended.
    """
    with tempfile.TemporaryDirectory() as private:
        log = Path(private) / "show.jsonl"
        scene, seen = wanted.scene, stamp(wanted.folder)
        began = time.monotonic()
        child = start(scene, log)
        try:
            while (status := child.status()) is None:
                time.sleep(WATCH_SECONDS)
                if (now := _settled(wanted.folder, seen)) == seen:
                    continue
                seen = now
                try:
                    seed = load_seed(wanted.folder)
                except SeedError as error:
                    say(f"{error}\nnot reloaded: save again when that is mended")
                    continue
                on = scene_on(log, time.monotonic() - began)
                scene, why = where_to_go_on(seed, on, scene, wanted.scene)
                if not scene:
                    say(f"not reloaded: {why}")
                    scene = wanted.scene
                    continue
                say(f"reloaded at {scene}{f' ({why})' if why else ''}")
                child.leave(LEAVE_SECONDS)
                log.unlink(missing_ok=True)
                began = time.monotonic()
                child = start(scene, log)
            return status
        finally:
            child.leave(LEAVE_SECONDS)


def scene_on(log: Path, seconds: float) -> str:
    """The scene that is on `seconds` after a player began to write its log; "" before the first."""
    found = ""
    with contextlib.suppress(OSError):
        for line in log.read_text(encoding="utf-8").splitlines():
            with contextlib.suppress(ValueError):  # the last line may be half written
                record = json.loads(line)
                if record.get("kind") == "scene" and float(record["at"]) <= seconds:
                    found = str(record["storylet"])
    return found


def where_to_go_on(seed: Seed, *scenes: str) -> tuple[str, str]:
    """The first of the scenes that still begins by itself, and what is to be told; "" and why when none does."""
    gone = [name for name in scenes if name and (name not in seed.storylets or seed.storylets[name].sub)]
    for name in scenes:
        if name and name not in gone and not seed.storylets[name].automatic:
            return name, f"“{gone[0]}” is gone" if gone else ""
    return "", f"“{gone[0]}” is gone; press Ctrl+C and name another scene" if gone else "there is no scene to play"


def stamp(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """Name, size and time of every file of a seed: equal as long as nobody saves."""
    return tuple(sorted(_stamps(folder)))


def _stamps(folder: Path) -> Iterator[tuple[str, int, int]]:
    for path in folder.rglob("*"):
        with contextlib.suppress(OSError):  # an editor's passing file
            if path.is_file() and not path.name.startswith("."):
                found = path.stat()
                yield str(path), found.st_size, found.st_mtime_ns


def _settled(folder: Path, seen: tuple[tuple[str, int, int], ...]) -> tuple[tuple[str, int, int], ...]:
    """The files as they are, once nothing changes any more."""
    now = stamp(folder)
    while now != seen:
        seen = now
        time.sleep(SETTLE_SECONDS)
        now = stamp(folder)
    return now


def started(arguments: Sequence[str]) -> Program:
    """This program once more, with other arguments."""
    return Program("from player.cli import main; main()", tuple(arguments))
