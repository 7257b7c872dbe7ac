"""Findings about the drawings, gestures, feelings and idioms that a seed brings along, for `evershow check`.

It does not know what they may be; `generators.stage.art_check` does.
"""

from __future__ import annotations

from pathlib import Path

from generators.direction.idiom_check import idiom_faults
from generators.stage.art_check import art_faults
from story_engine.seed.diagnostics import Diagnostic, Severity, Where

CODE = "PR100"
"""The code of every finding about a drawing, a place, a palette, a gesture, a feeling or an idiom."""


def art_findings(folder: Path) -> tuple[Diagnostic, ...]:
    """What is wrong with the files in `art/` of the seed in `folder`; none for a pack."""
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
        for fault in (*art_faults(folder / "art"), *idiom_faults(folder / "art"))
    )
