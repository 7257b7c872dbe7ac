"""`evershow faults`: how many faults put into a seed on purpose its checks would tell.

It does not know the rules; it breaks copies of the seed and asks `check`, then quick plays.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress

from player.cli.seeds import find_seed
from story_engine.playtest.consequence import Consequence
from story_engine.playtest.faults import Fault, faults
from story_engine.playtest.play import playground
from story_engine.playtest.report import report_of
from story_engine.playtest.run import Wanted, run_plays
from story_engine.seed import Diagnostic, check_seed
from story_engine.seed.model import Seed


@click.command("faults")
@click.argument("seed", required=False)
@click.option("-n", "--count", type=click.IntRange(1, 10_000), default=500, show_default=True, help="Faults to try.")
@click.option("--after", type=click.IntRange(0, 10_000), default=0, help="Leave out so many: a long run in parts.")
@click.option("--rng", type=int, default=1, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def try_faults(seed: str | None, count: int, after: int, rng: int, as_json: bool) -> None:
    """Break copies of a seed, one fault each, and count how many `check` and `playtest` tell.

    \b
    evershow faults weather-post -n 100
    evershow faults weather-post -n 200 --after 100
    """
    folder = find_seed(seed)
    files = {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in [folder / "seed.yaml", *sorted(folder.glob("scenes/**/*.yarn"))]
    }
    tried = faults(files, after + count, rng)[after:]
    by: Counter[str] = Counter()
    missed: list[Fault] = []
    with tempfile.TemporaryDirectory() as rooms, _ticking(len(tried), quiet=as_json) as tick:
        copy = Path(rooms) / folder.name
        shutil.copytree(folder, copy)
        known, dead = _told(copy), _dead(check_seed(copy).seed)
        for fault in tried:
            (copy / fault.file).write_text(fault.files[fault.file], encoding="utf-8")
            found = _told(copy)
            if found - known:
                by["check"] += 1
            elif _dead(check_seed(copy).seed) - dead:
                by["playtest"] += 1
            else:
                missed.append(fault)
            (copy / fault.file).write_text(files[fault.file], encoding="utf-8")
            tick()
    share = 1.0 - len(missed) / max(1, len(tried))
    if as_json:
        told = [{"kind": f.kind, "file": f.file, "line": f.line, "before": f.before, "after": f.after} for f in missed]
        click.echo(json.dumps({"faults": len(tried), "caught": share, "by": dict(by), "missed": told}))
    else:
        click.echo(f"{folder.name}: {len(tried)} faults, {share:.1%} caught (check {by['check']}, "
                   f"playtest {by['playtest']})")  # fmt: skip
        for fault in missed[:20]:
            click.echo(f"  missed: {fault.kind}, {fault.file}:{fault.line}: {fault.after.strip()[:80]}")
    sys.exit(0 if share >= 0.95 else 1)


def _told(folder: Path) -> Counter[tuple[str, str]]:
    """What `check` says, without places, because a fault may move them."""
    return Counter((found.code, _without_numbers(found)) for found in check_seed(folder))


def _without_numbers(found: Diagnostic) -> str:
    return "".join(letter for letter in found.message if not letter.isdigit())


def _dead(seed: Seed | None) -> set[tuple[str, str]]:
    """What quick plays never meet, dead ends and untruths."""
    if seed is None:
        return {("seed", "none")}
    ran = run_plays(playground(seed), Wanted(plays=50, minutes=25, check=True))
    report = report_of(ran, Consequence())
    found = {(dead.storylet, dead.words) for dead in report.dead}
    if report.dead_ends:
        found.add(("dead ends", ""))
    if report.validity is not None and (report.validity < 1.0 or report.continuity_errors):
        found.add(("untrue", ""))
    return found


@contextmanager
def _ticking(total: int, *, quiet: bool) -> Iterator[Callable[[], None]]:
    console = Console(stderr=True)
    if quiet or not console.is_terminal:
        yield lambda: None
        return
    with Progress(console=console, transient=True) as progress:
        task = progress.add_task("breaking", total=total)
        yield lambda: progress.advance(task)
