"""What an installation compiles once is used by every data folder."""

from __future__ import annotations

import importlib
import inspect
import os
import pkgutil
import sys
from pathlib import Path

import numpy as np
import pytest

import generators
from generators import compiled
from generators.compiled import CACHE_VARIABLE, Kernel
from generators.true_peak import true_peaks
from player.preparing import PACKAGES, keep_byte_code, prepare


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
    assert _called_from_python() <= beside


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


def test_byte_code_is_kept_whatever_python_was_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every module is compiled once, also where Python is told to keep nothing; what is kept is left alone."""
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    monkeypatch.setattr(sys, "pycache_prefix", None)
    for package in PACKAGES:
        (tmp_path / package / "below").mkdir(parents=True)
        (tmp_path / package / "below" / "one.py").write_text("ONE = 1\n")
    assert keep_byte_code(tmp_path)
    kept = sorted(tmp_path.rglob("*.pyc"))
    assert len(kept) == len(PACKAGES)
    before = [path.stat().st_mtime_ns for path in kept]
    assert keep_byte_code(tmp_path)
    assert [path.stat().st_mtime_ns for path in kept] == before
    (tmp_path / PACKAGES[0] / "wrong.py").write_text("ONE = = 1\n")
    assert not keep_byte_code(tmp_path)


def _called_from_python() -> set[str]:
    """Every kernel of the generators but those that only other kernels call."""
    found: dict[str, Kernel] = {}
    inner: set[str] = set()
    for module in pkgutil.walk_packages(generators.__path__, "generators."):
        # Models bring no kernels, and want packages that are not everywhere.
        if module.ispkg or module.name.endswith("__main__") or ".neural" in module.name:
            continue
        for value in vars(importlib.import_module(module.name)).values():
            if isinstance(value, Kernel):
                function = inspect.unwrap(value._function)
                stem = function.__module__.rpartition(".")[2]
                found[f"{stem}.{value.__name__}"] = value
                names = function.__globals__
                inner |= {
                    f"{stem}.{name}" for name in function.__code__.co_names if isinstance(names.get(name), Kernel)
                }
    assert len(found) > 30
    return set(found) - inner


def _kernels() -> list[Kernel]:
    import generators.true_peak as module

    found = [value for value in vars(module).values() if isinstance(value, Kernel)]
    assert found
    return found


def _never(*_: object) -> tuple[str, bytes]:
    raise AssertionError("compiled although it lies beside the sources")
