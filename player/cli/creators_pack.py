"""`evershow pack`: a seed as one file.

It does not know the limits of packs; `story_engine.seed.pack` does.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from player.cli.creators import shown
from player.cli.seeds import find_seed
from story_engine.seed import check_seed
from story_engine.seed.pack import SUFFIX, write_pack


@click.command()
@click.argument("seed")
@click.argument("out", required=False, type=click.Path(path_type=Path, dir_okay=False))
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def pack(seed: str, out: Path | None, as_json: bool) -> None:
    """Put a seed into one .evershow file that others can play; only a seed without errors is packed.

    \b
    evershow pack my-seed/
    evershow pack my-seed/ for-you.evershow
    """
    folder = find_seed(seed)
    errors = [diagnostic for diagnostic in check_seed(folder) if diagnostic.severity == "error"]
    if errors:
        for diagnostic in errors:
            click.echo(shown(diagnostic, folder), err=True)
        click.echo(f"{folder.name} is not packed: {len(errors)} errors to mend", err=True)
        sys.exit(1)
    target = out or Path(folder.name + SUFFIX)
    if target.suffix != SUFFIX:
        raise click.BadParameter(f"a pack's name ends with {SUFFIX}", param_hint="OUT")
    files = write_pack(folder, target)
    size = target.stat().st_size
    if as_json:
        click.echo(json.dumps({"pack": str(target), "files": files, "bytes": size}))
    else:
        click.echo(f"{target}: {files} files, {size / 1000:.0f} kB\n  evershow play {target}        watch it")
