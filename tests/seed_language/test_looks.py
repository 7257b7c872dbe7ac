"""The pictures that a seed names."""

from __future__ import annotations

from pathlib import Path

import pytest

from story_engine.seed import looks
from story_engine.seed.diagnostics import Findings, Where


def test_an_installation_without_styles_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no style is installed at all, the finding says where they should be."""
    monkeypatch.setattr(looks, "ASSETS", tmp_path / "assets")
    findings = Findings()
    assert looks.LookFinder(tmp_path, findings).style("paper", Where(path="seed.yaml")) == "paper"
    (found,) = findings.sorted()
    assert found.code == "SD142"
    assert str(tmp_path / "assets") in found.remedy
