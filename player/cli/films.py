"""`evershow render` and `evershow replay`: shows as films, in virtual time."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click

from generators.media import Level, Size
from player.cli.options import BALANCE, LANGUAGE, LIVE_SIZE, NIGHT, SIZE, STYLE, checked_style
from player.cli.seeds import find_seed


@contextlib.contextmanager
def progress(title: str) -> Iterator[Callable[[str, float], None]]:
    """A progress bar on a terminal, nothing elsewhere: called with what is done and its share."""
    if not sys.stderr.isatty():
        yield lambda what, share: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("[bold]{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f} %"))
    with Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True)) as bar:
        task = bar.add_task(title, total=1.0)
        yield lambda what, share: bar.update(task, description=f"{title}: {what}", completed=share)


@click.command()
@click.argument("seed")
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--seconds", type=click.FloatRange(2, 36_000), required=True, help="Length of the film.")
@click.option(
    "--viewer",
    "viewers",
    multiple=True,
    help="Whose taste; the profile is read, never taught. May be given again: as for several who watch together.",
)
@click.option("--rng", type=int, default=1, show_default=True, help="The rng seed: the same gives the same show.")
@click.option("--choices", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Scripted viewer (JSON).")
@click.option("--log", type=click.Path(dir_okay=False, path_type=Path), help="One JSON object a line.")
@click.option("--stills", type=click.IntRange(0, 200), default=0, help="Pictures beside the film.")
@click.option("--sheet", type=click.Path(dir_okay=False, path_type=Path), help="Contact sheet, a picture every 5 s.")
@click.option("--show", "show_file", type=click.Path(dir_okay=False, path_type=Path), help="Journal, for replay.")
@click.option("--level", type=click.Choice(["card", "stage"]), default="stage", show_default=True)
@click.option("--size", type=SIZE, default="1280x720", show_default=True)
@click.option("--manner", type=click.Choice(["murmur", "spoken", "silent"]), default=None, help="Manner of speech.")
@BALANCE
@NIGHT
@LANGUAGE
@STYLE
def render(
    seed: str,
    out: Path,
    seconds: float,
    viewers: tuple[str, ...],
    rng: int,
    choices: Path | None,
    log: Path | None,
    stills: int,
    sheet: Path | None,
    show_file: Path | None,
    level: str,
    size: Size,
    manner: str | None,
    balance: dict[str, float] | None,
    night: bool,
    language: str,
    style: str,
) -> None:
    """Render a show to a film with captions and chapters.

    \b
    evershow render weather-post evening.mp4 --seconds 180
    evershow render my-seed/ film.mp4 --seconds 60 --choices picks.json --log film.jsonl
    evershow render weather-post late.mp4 --seconds 60 --viewer Ada --night
    evershow render weather-post painted.mp4 --seconds 60 --style watercolour
    """
    from generators.render_pool.catalogue import art_of
    from generators.sound.mix import JoinMixer
    from player.compose import open_place, opening_for
    from player.conducting.script import Script, read_script
    from player.director import InProcessDirector
    from player.virtual import RenderOptions, render_show
    from profiles.company import company_of
    from story_engine.seed import load_seed

    place = open_place()
    folder = find_seed(seed)
    opening = opening_for(
        load_seed(folder, language=language),
        company_of(*(place.store.viewer(name) for name in viewers)) if viewers else None,
        place,
        rng_seed=rng,
        manner=manner or "",
        style=checked_style(style, art_of(folder)),
        balance=balance,
    )
    director = InProcessDirector(place.folders.speech)
    options = RenderOptions(
        out=out,
        seconds=seconds,
        folders=place.folders,
        script=read_script(choices) if choices else Script(),
        level=Level(level),
        size=size,
        seed_art=art_of(folder),
        log=log,
        stills=stills,
        sheet=sheet,
        night=night,
    )
    try:
        with progress(out.name) as on_progress:
            rendering = render_show(director, opening, options, mixer=JoinMixer(), on_progress=on_progress)
    finally:
        director.close()
        place.store.close()
    if show_file is not None:
        show_file.write_bytes(rendering.journal)
    click.echo(f"{out}: {rendering.title}, {rendering.placed[-1].end / 48_000:.1f} s")


@click.command()
@click.argument("show", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path), required=False)
@click.option("--seed", default=None, help="The story seed's folder, when it is not built in.")
@click.option("--log", type=click.Path(dir_okay=False, path_type=Path), help="One JSON object a line.")
@click.option("--branch", type=click.IntRange(1), help="Another branch than the last one: `evershow shows branches`.")
@click.option("--level", type=click.Choice(["card", "stage"]), default="stage", show_default=True)
@click.option("--size", type=SIZE, default=str(LIVE_SIZE), show_default=True)
@LANGUAGE
@STYLE
def replay(
    show: Path,
    out: Path | None,
    seed: str | None,
    log: Path | None,
    branch: int | None,
    level: str,
    size: Size,
    language: str,
    style: str,
) -> None:
    """Play a journal again exactly, any of its branches: nothing is planned anew.

    \b
    evershow shows export 3f2a… evening.show
    evershow replay evening.show evening.mp4
    evershow shows branches evening.show
    evershow replay evening.show other-way.mp4 --branch 2
    """
    from generators.render_pool.catalogue import art_of
    from generators.sound.mix import JoinMixer
    from player.branching import only
    from player.compose import open_place
    from player.direction import Opening
    from player.replay import ReplayDirector, replay_show
    from player.virtual import RenderOptions
    from story_engine.journal import Journal, JournalError

    try:
        whole = Journal.from_bytes(show.read_bytes())
    except JournalError as error:
        again = "export it again with `evershow shows export ID FILE`"
        raise click.ClickException(f"{show}: {error}; {again}") from error
    journal = whole if branch is None else only(whole, branch)
    if not journal.steps():
        raise click.ClickException(f"{show}: the journal holds no part yet; play the show for a moment first")
    place = open_place()
    folder = find_seed(seed or journal.header.seed)
    looks = Opening(seed=str(folder), rng_seed=0, style=checked_style(style, art_of(folder)))
    director = ReplayDirector(place.folders.speech, folder, journal, language, branched=len(whole.tips) > 1)
    target = out or show.with_suffix(".mp4")
    options = RenderOptions(
        out=target,
        seconds=0,
        folders=place.folders,
        level=Level(level),
        size=size,
        seed_art=art_of(folder),
        log=log,
    )
    try:
        with progress(target.name) as on_progress:
            rendering = replay_show(director, options, opening=looks, mixer=JoinMixer(), on_progress=on_progress)
    finally:
        director.close()
        place.store.close()
    click.echo(f"{target}: {rendering.title}, {rendering.placed[-1].end / 48_000:.1f} s, replayed")
