"""`evershow play`: the player, in a window or off-screen."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from generators.media import MODEL_LEVELS, Level, Size
from player.cli.films import progress
from player.cli.options import LANGUAGE, SIZE, STYLE, checked_style
from player.cli.seeds import built_in_seeds, find_seed

DEMO_SECONDS = 60.0
DEMO_FILM = Path("evershow-demo.mp4")
TIMERS = ("off", "1", "2", "5", "10", "inf")


class TimerType(click.ParamType):
    """Times the usual length of a choice: 1, 2, 5 or 10, inf = wait for the viewer, or off = ask nothing."""

    name = "TIMES"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Parse; a usage error for anything else."""
        if value == "off":
            return 0.0
        known = {float(timer) for timer in TIMERS if timer != "off"}
        try:
            times = float(value)
        except ValueError:
            times = 0.0
        if times not in known:  # nan equals nothing
            self.fail(f"{value!r} is none of {', '.join(TIMERS)}", param, ctx)
        return times


TIMER = TimerType()


@click.command()
@click.argument("seed", required=False)
@click.option(
    "--viewer",
    "viewers",
    default=("Viewer",),
    show_default=True,
    multiple=True,
    help="Who watches; made if new. May be given again: they watch together.",
)
@click.option(
    "--level", type=click.Choice(["auto", "card", "stage", "restyle", "neural"]), default="auto", show_default=True
)
@click.option(
    "--models",
    "model_folders",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    multiple=True,
    help="Folder with models, besides EVERSHOW_MODELS; may be given again.",
)
@click.option(
    "--device", default="auto", show_default=True, help="What models run on: auto, cuda:N, or cpu for trials."
)
@click.option("--size", type=SIZE, help="Size of the rendered picture  [default: what is set, else what fits]")
@click.option(
    "--fps",
    type=click.Choice(["12", "24", "30", "48", "60"]),
    default="24",
    show_default=True,
    help="Pictures a second; people move as drawn in any case, camera, weather and light as often as this.",
)
@click.option("--manner", type=click.Choice(["murmur", "spoken", "silent"]), default=None, help="Manner of speech.")
@LANGUAGE
@STYLE
@click.option("--rng", type=int, default=None, help="The rng seed; a fresh one unless given.")
@click.option(
    "--timer",
    type=TIMER,
    default=None,
    help="Time to choose: 1, 2, 5 or 10 times the usual, inf = wait for me, off = lean back  [default: what is set; "
    "off-screen 1]",
)
@click.option("--full-screen", is_flag=True)
@click.option("--silent", is_flag=True, help="No sound device even where there is one.")
@click.option("--off-screen", is_flag=True, help="The live player without a visible window.")
@click.option("--seconds", type=click.FloatRange(2, 86_400), default=None, help="Off-screen: how long.")
@click.option("--choices", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Scripted viewer (JSON).")
@click.option("--resume", is_flag=True, help="Off-screen: go on with the last show of this seed, where it was.")
@click.option("--log", type=click.Path(dir_okay=False, path_type=Path), help="One JSON object a line.")
@click.option("--record", type=click.Path(dir_okay=False, path_type=Path), help="Off-screen: film of what was shown.")
@click.option("--json", "as_json", is_flag=True, help="Off-screen: the measurements as JSON.")
def play(
    seed: str | None,
    viewers: tuple[str, ...],
    level: str,
    model_folders: tuple[Path, ...],
    device: str,
    size: Size | None,
    fps: str,
    manner: str | None,
    language: str,
    style: str,
    rng: int | None,
    timer: float | None,
    full_screen: bool,
    silent: bool,
    off_screen: bool,
    seconds: float | None,
    choices: Path | None,
    resume: bool,
    log: Path | None,
    record: Path | None,
    as_json: bool,
) -> None:
    """Play a show that is made while you watch.

    \b
    evershow play                              the library
    evershow play weather-post --viewer Ada
    evershow play weather-post --viewer Ada --viewer Ben     together
    evershow play weather-post --off-screen --seconds 60 --record demo.mp4

    Keys: Space pause, 1–4 choose, / wish, U like, D less, E more like this,
    R another take, N next scene, F full screen, ? all keys.
    """
    from generators.memory import collect_again, put_off_collecting
    from generators.render_pool.catalogue import art_of
    from generators.segments.folders import Folders
    from player.crew import begin_crew
    from player.settings import read_settings, size_set
    from profiles.home import only_instance, ready_home

    named = find_seed(seed)
    style = checked_style(style, art_of(named))
    home = ready_home()
    with contextlib.ExitStack() as open_things:
        open_things.enter_context(only_instance(home))
        put_off_collecting()
        open_things.callback(collect_again)
        size_given = size is not None
        kept = read_settings(home, aside=False)  # the library reads it again, puts it aside and says so
        from player.gauging import AutoSize

        auto = AutoSize(home)
        set_size = size or size_set(kept.settings)
        size = set_size or auto.size
        from player.story_tongue import story_language

        shown_in = language if off_screen else language or story_language(kept.settings, named)
        crew = begin_crew(Folders(home), named, size=size, language=shown_in, fps=int(fps))
        open_things.callback(crew.close)
        open_things.enter_context(fast_switching())
        from player.compose import LiveChoices, open_place
        from player.ui.environment import has_display

        demo = not off_screen and not has_display()
        if demo:
            record, seconds, off_screen = record or DEMO_FILM, seconds or DEMO_SECONDS, True
            click.echo(f"No display: playing {seconds:.0f} s off-screen into {record}.", err=True)
        live = LiveChoices(
            size=size,
            fps=int(fps),
            level=Level.NEURAL if level == "auto" else Level(level),
            model_folders=model_folders,
            device=device,
            asks_for_models=level in MODEL_LEVELS or bool(model_folders),
            rng_seed=rng,
            manner=manner or "",
            language=language,
            style=style,
            window_scale=timer,
            log=log,
        )
        place = open_place()
        if not off_screen:
            from player.session import watch_in_window

            collect_again()
            folders = [named] if seed else list(built_in_seeds())
            ended = watch_in_window(
                place,
                viewers,
                folders,
                live,
                crew,
                at_once=seed is not None,
                full=full_screen,
                silent=silent,
                asks_who=_is_default("viewers"),
                size_given=size_given,
                auto=auto,
            )
            if ended:
                raise click.ClickException(ended)
            return
        from player.session import watch_off_screen

        collect_again()
        for fault in read_settings(home).faults if kept.faults else ():
            click.echo(f"  {fault}", err=True)
        with progress("playing") as on_progress:
            report = watch_off_screen(
                place,
                viewers,
                named,
                live,
                crew,
                seconds=seconds or DEMO_SECONDS,
                script=choices,
                record=record,
                on_progress=lambda share: on_progress("live", share),
                resume=resume,
            )
    if as_json:
        click.echo(json.dumps(report.as_json()))
    else:
        click.echo(
            f"{report.seconds:.1f} s played, first picture after {report.first_frame_s:.1f} s, "
            f"{report.underruns} underruns, {report.dropped_ratio:.2%} frames dropped"
        )
    for trouble in report.troubles:
        click.echo(f"  {trouble}", err=True)
    if record is not None and demo and not report.failed:
        from player.contact_sheet import sheet_of_film

        sheet = record.with_suffix(".png")
        sheet_of_film(record, sheet)
        click.echo(f"{record} and its contact sheet {sheet}")
    if report.failed:
        raise click.ClickException(report.failed)


def _is_default(option: str) -> bool:
    """Whether nobody gave the option."""
    return click.get_current_context().get_parameter_source(option) is ParameterSource.DEFAULT


@contextlib.contextmanager
def fast_switching() -> Iterator[None]:
    """Worker threads take turns every millisecond, so that the sound callback is never late (playback facts §5)."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(0.001)
    os.environ.setdefault("KIVY_NO_ARGS", "1")
    try:
        yield
    finally:
        sys.setswitchinterval(before)
