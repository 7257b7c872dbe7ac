"""The driver is asked in a child process; what it cannot answer is a finding, never a crash."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from generators.neural import probe
from generators.neural.prospect import prospect


def test_the_driver_probe_answers_in_words():
    """With or without a driver the child tells one line."""
    told = probe.ask("driver")
    assert told.words
    assert told.ok == bool(told.devices)


def test_a_module_that_is_not_installed_is_told_without_a_child():
    """A missing TensorRT is a finding."""
    told = probe.ask("tensorrt_of_another_house")
    assert not told.ok
    assert "is not installed" in told.words


def test_a_module_that_ends_its_process_harms_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Where a module kills the process that imports it, the answer says that the probe died."""
    (tmp_path / "fatal_module.py").write_text("import os\nos._exit(11)\n")
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}:{Path(__file__).parents[2]}")
    monkeypatch.syspath_prepend(str(tmp_path))
    told = probe.ask("fatal_module")
    assert "fatal_module" not in sys.modules
    assert not told.ok
    assert "died" in told.words


def test_a_machine_without_models_has_a_prospect(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """No folder, no model, no tier: the stage draws, and where models belong is known."""
    monkeypatch.delenv("EVERSHOW_MODELS", raising=False)
    seen = prospect([tmp_path / "models"])
    assert seen.found == ()
    assert seen.roots == (tmp_path / "models",)
