"""What `build/golden_sound.py` lets pass."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

BUILD = Path(__file__).resolve().parents[2] / "build"


@pytest.fixture
def golden_sound(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script as a module; it finds its neighbours beside it."""
    monkeypatch.setattr(sys, "path", [str(BUILD), *sys.path])
    spec = importlib.util.spec_from_file_location("golden_sound", BUILD / "golden_sound.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_figure_that_is_missing_does_not_hold(golden_sound: ModuleType) -> None:
    """Nothing measured is nothing kept, but for what a silent film cannot have: speech."""
    passed = {
        (manner, name)
        for manner in golden_sound.MANNERS
        for name in golden_sound.LIMITS
        if golden_sound.holds(manner, name, None)
    }
    assert passed == {("silent", "speech_over_bed_lu_p5"), ("silent", "stoi_median")}


def test_figures_are_held_to_their_limits(golden_sound: ModuleType) -> None:
    """In all manners; only music all through is a silent film's own."""
    assert golden_sound.holds("spoken", "integrated_lufs", -16.0)
    assert not golden_sound.holds("spoken", "integrated_lufs", -18.0)
    assert not golden_sound.holds("spoken", "stoi_median", float("nan"))
    assert not golden_sound.holds("silent", "true_peak_dbtp", "loud")
    assert [golden_sound.holds(manner, "without_music", 0.0) for manner in golden_sound.MANNERS] == [False, False, True]
