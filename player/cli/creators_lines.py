"""`evershow lines`: the table from which a seed is translated, written and brought up to date.

It does not know languages: it keeps what translators wrote and says what is missing or was changed.
"""

from __future__ import annotations

import csv
import difflib
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from player.cli.seeds import find_seed
from story_engine.seed import Seed, load_seed
from story_engine.seed.diagnostics import Findings
from story_engine.seed.lines import Source, needs_words, sources
from story_engine.seed.pack import is_pack
from story_engine.seed.translation import CHANGED, COLUMNS, LANGUAGE, LINES, OWN, Row, read_rows

SAME_LINE = 0.6
"""Likeness of two originals from which one is the other rewritten, so that its translation is carried over."""
UNUSED = "UNUSED"
"""First word of the context of a row whose line is gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """What a table holds."""

    total: int
    translated: int
    missing: int
    changed: int
    unused: int


@click.command()
@click.argument("seed")
@click.argument("language", metavar="LANG")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Elsewhere than SEED/lines/LANG.csv.")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def lines(seed: str, language: str, out: Path | None, as_json: bool) -> None:
    """Write the table from which a seed is translated, or bring it up to date.

    Translate the column “text”; what is empty is shown in the original. Expressions in {braces} stay as they are.

    \b
    evershow lines my-seed/ de
    evershow lines weather-post fr --out fr.csv
    evershow play weather-post --language de
    """
    if not LANGUAGE.fullmatch(language):
        raise click.BadParameter(f"{language!r} is no language such as de or pt-BR", param_hint="LANG")
    if out is None and is_pack(Path(seed)):
        raise click.UsageError("a pack cannot be written into; say where with --out")
    folder = find_seed(seed)
    file = out or folder / LINES / f"{language}.csv"
    findings = Findings()
    before = read_rows(file, findings) if file.is_file() else ()
    if findings.errors:
        raise click.ClickException(str(findings.sorted()[0]))
    own = OWN / f"{language}.csv"
    ready = frozenset(row.id for row in read_rows(own, Findings()) if row.text) if own.is_file() else frozenset()
    rows, count = updated(load_seed(folder), before, ready)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(as_csv(rows), encoding="utf-8")
    if as_json:
        found = {"total": count.total, "translated": count.translated, "missing": count.missing}
        click.echo(json.dumps({"file": str(file), **found, "changed": count.changed, "unused": count.unused}))
        return
    click.echo(f"{file}: {count.translated} of {count.total} texts translated, {count.missing} missing")
    if count.changed:
        click.echo(f"  {count.changed} were changed in the original: look for {CHANGED}, and remove the word when done")
    if count.unused:
        click.echo(f"  {count.unused} belong to no line any more: marked {UNUSED}, at the end")


def updated(seed: Seed, before: Sequence[Row], ready: frozenset[str]) -> tuple[list[tuple[str, ...]], Count]:
    """The rows of a seed's table, with what `before` held; lines that are `ready` elsewhere are left out."""
    known = {row.id: row for row in before}
    wanted: dict[str, Source] = {}
    for source in sources(seed):
        if needs_words(source) and not (source.automatic and source.id in ready):
            wanted.setdefault(source.id, source)
    loose = [row for row in before if row.id not in wanted and row.text]
    rows: list[tuple[str, ...]] = []
    changed = 0
    for source in wanted.values():
        row = known.get(source.id)
        old = row.original if row is not None else ""
        if row is None and (found := _rewritten(source, loose)) is not None:
            loose.remove(found)
            row, old = found, found.original
        text = row.text if row is not None else ""
        context = source.context
        if row is not None and text and old and old != source.text:
            context = f"{CHANGED} (was: {old}) {context}"
        elif row is not None and text and row.context.startswith(CHANGED):
            context = row.context
        changed += context.startswith(CHANGED)
        rows.append((source.id, text, source.text, context))
    for row in loose:
        context = row.context if row.context.startswith(UNUSED) else f"{UNUSED} {row.context}".strip()
        rows.append((row.id, row.text, row.original, context))
    translated = sum(bool(row[1]) for row in rows[: len(wanted)])
    count = Count(
        total=len(wanted), translated=translated, missing=len(wanted) - translated, changed=changed, unused=len(loose)
    )
    return rows, count


def as_csv(rows: Sequence[tuple[str, ...]]) -> str:
    """The table as text."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(rows)
    return out.getvalue()


def _rewritten(source: Source, loose: Sequence[Row]) -> Row | None:
    """The row of the same scene or list whose original is most like a line that has none."""
    scope = source.id.rpartition("-")[0]
    near = [row for row in loose if scope and row.id.rpartition("-")[0] == scope]
    likeness = [(difflib.SequenceMatcher(None, row.original, source.text).ratio(), row) for row in near]
    best = max(likeness, key=lambda found: found[0], default=(0.0, None))
    return best[1] if best[0] >= SAME_LINE else None
