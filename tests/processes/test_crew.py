"""The processes of a show come together or not at all."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from generators.errors import ProcessError
from generators.media import Size
from generators.processes import Starting
from generators.render_pool.pool import Pool
from generators.segments.folders import Folders
from player import crew


def test_workers_that_cannot_start_leave_no_director_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the pool fails, the director that was started before it has gone when the error arrives."""
    started: list[int] = []
    begin = crew.begin_director

    def remembered(*given: Any, **named: Any) -> Starting:
        starting = begin(*given, **named)
        started.append(starting._process.pid)
        return starting

    def fails(pool: Pool) -> None:
        raise ProcessError("no more processes")

    monkeypatch.setattr(crew, "begin_director", remembered)
    monkeypatch.setattr(Pool, "start", fails)
    with pytest.raises(ProcessError, match="no more"):
        crew.begin_crew(Folders(tmp_path), tmp_path, size=Size(width=160, height=90))
    (pid,) = started
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
