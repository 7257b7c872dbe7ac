"""Tables of networks and engines for people: the GPU matrix, and what was measured of one network.

It knows rows and words, no runtime and no store.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

PIPED_COLUMNS = 160
"""Where no screen tells its width a row of the table stays one line."""


def printed(titles: Sequence[str], rows: Iterable[Sequence[str]], name: str = "") -> None:
    """A table without lines on the standard output, with its `name` above it."""
    table = Table(box=None, header_style="bold", title=name or None, title_justify="left")
    for title in titles:
        table.add_column(title)
    for row in rows:
        table.add_row(*row)
    Console(width=None if sys.stdout.isatty() else PIPED_COLUMNS).print(table)


def tell_matrix(report: dict[str, Any], as_json: bool) -> None:
    """The GPU matrix of `evershow bench neural`; rows that did not run say why."""
    if as_json:
        click.echo(json.dumps(report))
        return
    cells = []
    for row in report["rows"]:
        told = (
            f"{row['median_ms']:.1f}",
            f"{row['p95_ms']:.1f}",
            f"{row['peak_bytes'] / 2**30:.1f}",
            f"{row['real_time']:.2f}",
            f"{row['share_of_peak']:.0%}",
            f"{row['error']:.0e}",
        )
        cells.append((row["network"], row["runtime"], *(told if row["ran"] else ("",) * len(told)), escape(row["why"])))
    titles = ("network", "runtime", "ms", "p95", "GB", "× real time", "of peak", "apart", "or why not")
    printed(titles, cells)
    cells = []
    for row in report["cancels"]:
        told = (
            f"{row['step_ms']:.1f}",
            f"{row['median_ms']:.1f}",
            f"{row['worst_ms']:.1f}",
            f"{row['steps']:.1f} in {row['worst_in']}",
            "yes" if row["kept"] else "no",
        )
        cells.append((row["kind"], *(told if row["ran"] else ("",) * len(told)), escape(row["why"])))
    titles = ("adapter", "step ms", "cancel ms", "worst ms", "steps", "≤ step + 50 ms", "or why not")
    printed(titles, cells, "cancels, tiny models on the processor")
    for row in report["segments"]:
        told = (
            f"{row['real_time']:.2f}× real time, first frame after {row['first_frame_s']:.2f} s, "
            f"a cancel waits {row['cancel_at_most_s']:.2f} s at most"
            if row["ran"]
            else ""
        )
        click.echo(f"segment {row['segment']}: {told or row['why']}")


def tell_choice(choice: Any, as_json: bool) -> None:
    """What was measured of one network; the way that a show goes is marked."""
    if as_json:
        click.echo(json.dumps({**asdict(choice), "chosen": choice.chosen}))
        return
    cells = []
    for row in choice.timings:
        ratio = f"{choice.times_as_fast(row.way):.2f}"
        told = (f"{row.median_ms:.2f}", f"{row.p95_ms:.2f}", ratio, f"{row.error:.1e}", f"{row.prepare_seconds:.1f}")
        mark = "●" if row.way == choice.chosen else ""
        cells.append((mark, row.way, *(told if row.ran else ("",) * len(told)), escape(row.why)))
    printed(("", "way", "ms", "p95", "× network", "apart", "ready s", "or why not"), cells, choice.module)
