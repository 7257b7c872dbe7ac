"""Findings about the puppets that a seed brings along, for `evershow check`.

It does not know what a puppet may be; `generators.stage.puppets.check` does.
"""

from __future__ import annotations

from pathlib import Path

from generators.stage.puppets.check import faults_in
from story_engine.seed.diagnostics import Diagnostic, Severity, Where

CODE = "PU100"
"""The code of every finding about a puppet file."""


def puppet_findings(folder: Path) -> tuple[Diagnostic, ...]:
    """What is wrong with the files in `art/puppets` of the seed in `folder`; none for a pack."""
    if not folder.is_dir():
        return ()
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
