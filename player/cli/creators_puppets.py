"""Findings about the puppets that a seed brings along, for `evershow check`.

It does not know what a puppet may be; `generators.stage.puppets.check` does.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

from generators.stage.puppets import load_puppet
from generators.stage.puppets.check import faults_in
from generators.stage.puppets.silhouette import ALIKE, iou, silhouette
from story_engine.seed import Seed
from story_engine.seed.diagnostics import Diagnostic, Severity, Where

CODE, CODE_ALIKE = "PU100", "PU101"
"""The codes of findings about a puppet file, and about two figures that look alike."""


def puppet_findings(folder: Path, seed: Seed | None = None) -> tuple[Diagnostic, ...]:
    """What is wrong with the files in `art/puppets` below `folder`, and who of the cast looks like whom; no pack."""
    if not folder.is_dir():
        return ()
    faults = _faults(folder)
    return faults if seed is None else (*faults, *_likeness(folder, seed))


def _likeness(folder: Path, seed: Seed) -> Iterator[Diagnostic]:
    """Two of a cast who cannot be told apart when they are filled with black."""
    art = folder / "art"
    shapes = {name: silhouette(load_puppet(person.look, art)) for name, person in seed.cast.items()}
    source = folder / "seed.yaml"
    lines = source.read_text(encoding="utf-8").splitlines()
    for one, other in itertools.combinations(shapes, 2):
        overlap = iou(shapes[one], shapes[other])
        if overlap > ALIKE:
            line = next((k for k, text in enumerate(lines, 1) if text.strip().startswith(f"{other}:")), 1)
            yield Diagnostic(
                code=CODE_ALIKE,
                severity=Severity.HINT,
                where=Where(path=str(source), line=line),
                message=f"from afar “{other}” looks like “{one}” ({overlap:.2f} of the silhouettes is common)",
                remedy="give one of them another build, garment, hat or hair: a word in `look` or a gene does it",
            )


def _faults(folder: Path) -> tuple[Diagnostic, ...]:
    return tuple(
        Diagnostic(
            code=CODE,
            severity=Severity.ERROR if fault.serious else Severity.WARNING,
            where=Where(path=str(fault.path), line=fault.line, column=fault.column),
            message=fault.message,
            remedy=fault.remedy,
        )
        for fault in faults_in(folder / "art")
    )
