"""Findings about the things, places and palettes that a seed brings along, for `evershow check`.

It does not know what they may be; `generators.stage.art_check` does.
"""

from __future__ import annotations

from pathlib import Path

from generators.stage.art_check import art_faults
from story_engine.seed.diagnostics import Diagnostic, Severity, Where

CODE = "PR100"
"""The code of every finding about a drawing, a place or a palette."""


def art_findings(folder: Path) -> tuple[Diagnostic, ...]:
    """What is wrong with `art/props`, `art/places` and `art/palettes` of the seed in `folder`; none for a pack."""
    if not folder.is_dir():
        return ()
    return tuple(
        Diagnostic(
            code=CODE,
            severity=Severity.WARNING,
            where=Where(path=str(fault.path), line=fault.line),
            message=fault.message,
            remedy=fault.remedy,
        )
        for fault in art_faults(folder / "art")
    )
