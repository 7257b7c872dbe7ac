"""`evershow transcript`: an hour of a show as a script, to be read instead of watched.

It does not judge and draws nothing: the story engine plays in virtual time, a simulated viewer answers.
"""

from __future__ import annotations

from pathlib import Path

import click

from player.cli.seeds import find_seed


@click.command()
@click.argument("seed", required=False)
@click.option("--minutes", default=60.0, show_default=True, type=click.FloatRange(1, 600), help="Of the show.")
@click.option("--rng", "rng_seed", default=1, show_default=True, help="Rng seed of the viewer and the show.")
@click.option("--kind", default="", help="Kind of viewer who watches and chooses, as thrill_seeker.  [default: first]")
@click.option("--language", metavar="LANG", help="Tell it in a translation of the seed (lines/LANG.csv).")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Into a file instead of on the terminal.")
def transcript(
    seed: str | None, minutes: float, rng_seed: int, kind: str, language: str | None, out: Path | None
) -> None:
    """Write an hour of a show down as a script: scenes, lines, deeds, choices and what was chosen.

    \b
    evershow transcript weather-post --rng 47 --kind thrill_seeker --out hour.txt
    evershow transcript my-seed/ --minutes 20 --language de
    """
    from profiles.taste import TasteValues
    from story_engine.seed import load_seed
    from story_engine.show import Show
    from story_engine.simulate.archetypes import ARCHETYPES
    from story_engine.simulate.play import Policy, Sitting, play_through
    from story_engine.simulate.transcript import transcript as written_down
    from story_engine.simulate.viewers import viewers_for

    names = [each.name for each in ARCHETYPES]
    if kind and kind not in names:
        raise click.BadParameter(f"there are {', '.join(names)}", param_hint="--kind")
    loaded = load_seed(find_seed(seed), language=language)
    show = Show.open(loaded, rng_seed=rng_seed, taste=TasteValues.fresh(loaded.tastes))
    number = names.index(kind) if kind else 0
    viewer = viewers_for(loaded, show.state.stack.repertoire, number + 1, rng_seed)[number]
    watched = play_through(show, viewer, Sitting(policy=Policy.OURS, minutes=minutes, rng_seed=rng_seed))
    head = f"{loaded.title} · {names[number]} · rng {rng_seed} · {minutes:g} minutes"
    text = "\n".join((head, *written_down(watched))) + "\n"
    if out is None:
        click.echo(text, nl=False)
        return
    out.write_text(text, encoding="utf-8")
    click.echo(f"{out}: {len(watched.scenes)} scenes")
