"""The folder of a process for what compilers and loaders leave: its own, and gone with it."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from generators.neural.engines import scratch as module
from generators.neural.engines.scratch import PREFIX, scratch, within_scratch


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for temporary files of this test alone."""
    monkeypatch.setattr(tempfile, "gettempdir", lambda: str(tmp_path))
    module.scratch.cache_clear()
    yield tmp_path
    module.scratch.cache_clear()


def test_what_a_killed_process_left_is_removed(folder: Path):
    """Folders of processes that have ended go, with what is in them; of one that lives, and other names, stay."""
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    for name in (f"{PREFIX}{ended.pid}/aotinductor_x", f"{PREFIX}{os.getppid()}", f"{PREFIX}notes"):
        (folder / name).mkdir(parents=True)
    mine = scratch()
    assert mine.is_dir()
    assert {path.name for path in folder.iterdir()} == {
        f"{PREFIX}{os.getppid()}", f"{PREFIX}notes", f"{PREFIX}{os.getpid()}",
    }  # fmt: skip


def test_names_of_temporary_places_are_put_back(folder: Path, monkeypatch: pytest.MonkeyPatch):
    """Only while compilers and loaders work does everything go into the process's folder."""
    monkeypatch.setenv("TMPDIR", "/elsewhere")
    monkeypatch.delenv("TORCHINDUCTOR_CACHE_DIR", raising=False)
    with within_scratch():
        assert os.environ["TMPDIR"] == str(scratch())
        assert os.environ["TORCHINDUCTOR_CACHE_DIR"].startswith(str(scratch()))
    assert os.environ["TMPDIR"] == "/elsewhere"
    assert "TORCHINDUCTOR_CACHE_DIR" not in os.environ
