"""What an installation compiles once is used by every data folder."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from generators import compiled
from generators.compiled import CACHE_VARIABLE, Kernel
from generators.true_peak import true_peaks
from player.preparing import prepare


def test_what_is_prepared_is_not_compiled_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second preparation makes nothing, and leaves the folder of compiled code where it was."""
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path))
    prepare()
    heard: list[float] = []
    again = prepare(tell=heard.append)
    assert (again.kernels, again.kept) == (0, True)
    assert heard == sorted(heard)
    assert heard[-1] == 1.0
    assert os.environ[CACHE_VARIABLE] == str(tmp_path)
    assert not list(tmp_path.iterdir())
    beside = {file.name.partition("-")[0] for file in Path(compiled.__file__).parent.rglob("__pycache__/*.kernel")}
    assert {"join._smooth", "true_peak._highest", "true_peak._true_peaks"} <= beside


def test_code_beside_the_sources_serves_a_new_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A data folder without compiled code takes what lies beside the sources, and writes none."""
    sound = np.zeros((480, 2), np.float32)
    monkeypatch.setenv(CACHE_VARIABLE, "")
    true_peaks(sound)
    for kernel in _kernels():
        monkeypatch.setattr(kernel, "_calls", {})
    monkeypatch.setattr(compiled, "_compile", _never)
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path))
    true_peaks(sound)
    assert not list(tmp_path.iterdir())


def _kernels() -> list[Kernel]:
    import generators.true_peak as module

    found = [value for value in vars(module).values() if isinstance(value, Kernel)]
    assert found
    return found


def _never(*_: object) -> tuple[str, bytes]:
    raise AssertionError("compiled although it lies beside the sources")
