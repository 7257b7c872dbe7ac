"""The scripts that measure the neural path can be started: what they import is there."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

BUILD = Path(__file__).resolve().parents[2] / "build"
SCRIPTS = (*sorted(BUILD.glob("neural_*.py")), BUILD / "gpu_report.py")


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_a_script_finds_what_it_imports(path: Path, monkeypatch: pytest.MonkeyPatch):
    """No other test runs them whole, as they take minutes."""
    spec = importlib.util.spec_from_file_location(f"script_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, spec.name, module)
    spec.loader.exec_module(module)
    assert callable(module.main)
