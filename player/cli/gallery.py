"""`evershow gallery`: every place, puppet and thing in one page; or one moment of a show as ground truth passes.

It draws nothing itself: `player.gallery` and `generators.stage` do.
"""

from __future__ import annotations

import json
from pathlib import Path

import click

from generators.media import Size
from player.cli.films import progress
from player.cli.options import SIZE

TILE = Size(width=480, height=270)


def _names(context: click.Context, option: click.Parameter, value: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.strip() for name in value.split(",") if name.strip()))


def _filter(name: str, what: str):  # type: ignore[no-untyped-def]
    return click.option(
        f"--{name}", default="", callback=_names, metavar="A,B", help=f"Only these {what}, and no other kind."
    )


@click.command()
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
@_filter("places", "places")
@_filter("puppets", "puppets")
@_filter("props", "things")
@click.option("--styles", default="", callback=_names, metavar="A,B", help="Only these styles.")
@click.option("--quick", is_flag=True, help="Two hours, five feelings, no weathers.")
@click.option("--seed", default=None, help="A story seed whose own art is shown too.")
@click.option("--size", type=SIZE, default=str(TILE), show_default=True, help="Size of the pictures of places.")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def gallery(
    out: Path,
    places: tuple[str, ...],
    puppets: tuple[str, ...],
    props: tuple[str, ...],
    styles: tuple[str, ...],
    quick: bool,
    seed: str | None,
    size: Size,
    as_json: bool,
) -> None:
    """Draw everything the stage knows into one page: place × hour × style, puppet × feeling, things × states.

    \b
    evershow gallery gallery.html
    evershow gallery mine.html --seed my-seed/ --places lagoon,harbour --quick
    evershow gallery cast.html --puppets wren,tock
    """
    from generators.render_pool.catalogue import art_of
    from player.cli.seeds import find_seed
    from player.gallery import Choice, chapters, write_page

    choice = Choice(
        places=places,
        puppets=puppets,
        props=props,
        styles=styles,
        quick=quick,
        width=size.width,
        height=size.height,
        seed_art=art_of(find_seed(seed)) if seed else None,
    )
    _require(choice)
    with progress(out.name) as on_progress:
        counts = write_page(out, chapters(choice), on_progress)
    if as_json:
        click.echo(json.dumps({"page": str(out), **counts}))
    else:
        click.echo(f"{out}: {counts['pictures']} pictures, {counts['bytes'] / 1e6:.1f} MB")


def _require(choice) -> None:  # type: ignore[no-untyped-def]
    """Refuse names that do not exist, naming the nearest ones."""
    import difflib

    from generators.stage.styles import style_names
    from player.gallery.pictures import asset_names

    known = {
        "places": asset_names("places", choice.seed_art),
        "puppets": asset_names("puppets", choice.seed_art),
        "props": asset_names("props", choice.seed_art),
        "styles": style_names(choice.seed_art),
    }
    for kind, names in known.items():
        for name in getattr(choice, kind):
            if name not in names:
                near = difflib.get_close_matches(name, names, n=1)
                remedy = f"did you mean {near[0]}?" if near else f"there are: {', '.join(names)}"
                raise click.UsageError(f"--{kind}: {name!r} does not exist; {remedy}")
