"""`evershow listen`: a show's sound as a wave file, measured and plotted."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from player.cli.films import progress
from player.cli.options import BALANCE, LANGUAGE, NIGHT
from player.cli.seeds import find_seed

if TYPE_CHECKING:
    from generators.sound.measure.calls import Call

ORDER = (
    ("programme", ("seconds", "integrated_lufs", "range_lu", "true_peak_dbtp", "mono_loss_lu", "longest_silence_ms")),
    ("joins", ("joins", "joins_that_click", "worst_join")),
    (
        "speech",
        (
            "lines_spoken",
            "speech_over_bed_lu_median",
            "speech_over_bed_lu_p5",
            "stoi_median",
            "stoi_p5",
            "lines_murmured",
            "murmur_over_bed_lu_p5",
        ),
    ),
    (
        "score",
        (
            "notes",
            "in_harmony",
            "chord_changes",
            "parallel_fifths",
            "theme_owed",
            "motif_share",
            "scenes",
            "scenes_without_music",
            "cuts",
            "cuts_on_pulse",
            "cuts_without_music",
            "verbatim_repeats",
            "without_music",
            "bars_of_two_themes",
        ),
    ),
    ("calls", ("arrivals", "arrivals_with_motif", "ideas_owed", "ideas_told", "calls_with_a_person")),
    ("events", ("events_seen", "events_within_20_ms", "events_without_sound", "events_apart_ms_p95")),
)
"""How the figures are printed for people."""
CLEAR_LU = 15.0
"""What speech is promised to stand above music, ambience and effects."""


@click.command()
@click.argument("seed")
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--seconds", type=click.FloatRange(2, 36_000), default=180.0, show_default=True, help="How long.")
@click.option("--viewer", default=None, help="Whose taste; the profile is read, never taught.")
@click.option("--rng", type=int, default=1, show_default=True, help="The rng seed: the same gives the same show.")
@click.option("--choices", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Scripted viewer (JSON).")
@click.option("--manner", type=click.Choice(["murmur", "spoken", "silent"]), default=None, help="Manner of speech.")
@BALANCE
@NIGHT
@LANGUAGE
@click.option("--stems", is_flag=True, help="Voices, effects, music, ambience and room beside it, a file each.")
@click.option("--plot", type=click.Path(dir_okay=False, path_type=Path), help="Waveform, spectrogram, loudness, score.")
@click.option("--midi", type=click.Path(dir_okay=False, path_type=Path), help="The score as a standard MIDI file.")
@click.option(
    "--joins", type=click.IntRange(1, 100_000), help="Also measure that many joins of restless viewers' shows."
)
@click.option("--json", "as_json", is_flag=True, help="The figures as JSON.")
def listen(
    seed: str,
    out: Path,
    seconds: float,
    viewer: str | None,
    rng: int,
    choices: Path | None,
    manner: str | None,
    balance: dict[str, float] | None,
    night: bool,
    language: str,
    stems: bool,
    plot: Path | None,
    midi: Path | None,
    joins: int | None,
    as_json: bool,
) -> None:
    """Render a show's sound alone, measure and plot it.

    \b
    evershow listen weather-post evening.wav --seconds 180 --plot evening.png
    evershow listen my-seed/ mix.wav --stems --manner spoken --json
    evershow listen night-exchange night.wav --midi night.mid
    evershow listen weather-post out.wav --seconds 60 --joins 1000
    evershow listen weather-post late.wav --night --balance speech=+3,music=-6
    """
    if out.suffix.lower() not in ("", ".wav"):
        raise click.BadParameter(
            f"{out.name}: what is written is a wave file; name it {out.stem}.wav", param_hint="OUT"
        )
    for wanted in (out, plot, midi):
        _check_folder(wanted)

    from generators.sound.measure.speech import STOI_REMEDY, can_reckon
    from generators.sound.voices.box import missing_voices
    from player.compose import open_place, opening_for
    from player.conducting.script import Script, read_script
    from player.director import InProcessDirector
    from player.joins import run_joins
    from player.listening import listen as listen_to
    from player.listening import write_wave
    from story_engine.seed import load_seed

    place = open_place()
    opening = opening_for(
        load_seed(find_seed(seed), language=language),
        place.store.viewer(viewer) if viewer else None,
        place,
        rng_seed=rng,
        manner=manner or "",
        balance=balance,
    )
    for voice in missing_voices(place.folders.speech) if manner != "silent" else ():
        click.echo(voice, err=True)
    director = InProcessDirector(place.folders.speech)
    try:
        with progress(out.name) as on_progress:
            heard = listen_to(
                director,
                opening,
                seconds,
                speech_store=place.folders.speech,
                script=read_script(choices) if choices else Script(),
                night=night,
                on_progress=on_progress,
            )
            run = (
                run_joins(
                    director,
                    opening,
                    joins,
                    speech_store=place.folders.speech,
                    night=night,
                    on_progress=on_progress,
                )
                if joins
                else None
            )
    finally:
        director.close()
        place.store.close()
    write_wave(out, heard.samples)
    if stems:
        for name, samples in heard.stems.items():
            write_wave(out.with_name(f"{out.stem}-{name}{out.suffix}"), samples)
    if plot is not None:
        from generators.sound.measure.plot import plot as plot_to

        plot_to(plot, heard.samples, heard.parts, f"{heard.title}, rng {rng}{', night mode' if night else ''}")
    if midi is not None:
        from generators.sound.measure.midi import write_midi

        write_midi(midi, heard.parts, heard.title)
    figures = heard.figures() | (run.figures() if run else {})
    if manner != "silent" and not figures["lines_spoken"]:
        click.echo("no line was spoken in this time", err=True)
    low = figures["speech_over_bed_lu_p5"]
    if isinstance(low, float) and low < CLEAR_LU:
        click.echo(f"words may be hard to follow: some stand only {low:.1f} LU over what else is heard", err=True)
    if as_json and not can_reckon() and figures["lines_spoken"]:
        click.echo(f"stoi is not reckoned: {STOI_REMEDY}", err=True)
    if as_json:
        click.echo(
            json.dumps(
                figures
                | {
                    "two_themes": [asdict(duet) for duet in heard.duets],
                    "calls": [asdict(call) for call in heard.calls],
                }
            )
        )
        return
    click.echo(f"{out}: {heard.title}, {heard.programme.seconds:.1f} s")
    for group, names in ORDER:
        told = (f"{name} {figures[name]}" for name in names if figures[name] is not None)
        click.echo(f"  {group}: {', '.join(told)}")
    for call in heard.calls:
        click.echo(f"  {'place' if call.is_place else 'idea'}: {call.line()}" if call.is_told else _missed(call))
    for duet in heard.duets:
        click.echo(f"  two themes: {duet.line()}")
    if not can_reckon() and figures["lines_spoken"]:
        click.echo(f"  stoi is not reckoned: {STOI_REMEDY}")
    if run is not None:
        click.echo(f"  join run: {', '.join(f'{name} {value}' for name, value in run.figures().items())}")


def _missed(call: Call) -> str:
    """What a scene owes and too little of which is heard."""
    kind = "place" if call.is_place else "idea"
    return f"  {kind} not told in “{call.scene}”: {call.what} ({call.notes} notes)"


def _check_folder(path: Path | None) -> None:
    """Refuse, before minutes are rendered, a file whose folder cannot take it."""
    if path is None:
        return
    folder = path.absolute().parent
    if not folder.is_dir() or not os.access(folder, os.W_OK) or (path.exists() and not os.access(path, os.W_OK)):
        raise click.BadParameter(f"{path}: nothing can be written there; name a file in a folder that is yours")
