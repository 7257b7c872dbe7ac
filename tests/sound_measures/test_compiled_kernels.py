"""Kernels do what their Python says, load without numba, and survive a damaged or missing file."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from generators.compiled import CACHE_VARIABLE, compiled

HALF = 0.5


@compiled
def _halved(value):
    return value * HALF


@compiled
def _weave(grid, row, factor, share):
    for y in range(grid.shape[0]):
        for x in range(grid.shape[1]):
            grid[y, x] += row[x] * factor + np.float32(_halved(share))


@compiled
def _divide(out, by):
    out[0] = 7 // by


@pytest.fixture(autouse=True)
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of compiled code, fresh for each test."""
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path))
    _weave._calls.clear()
    return tmp_path / "kernels"


def _woven(grid: np.ndarray) -> np.ndarray:
    _weave(grid, np.array([1, 2, 3], np.float32), 2, 0.5)
    return grid


@pytest.mark.parametrize("layout", ["whole", "every second row", "turned"])
def test_a_kernel_computes_what_its_python_says(layout: str) -> None:
    """Arrays may lie in memory as they like, numbers are whole or not, kernels call each other."""
    room = np.zeros((4, 3), np.float32)
    grid = {"whole": room, "every second row": room[::2], "turned": np.zeros((3, 4), np.float32).T}[layout]
    expected = grid + np.array([2.25, 4.25, 6.25], np.float32)
    np.testing.assert_array_equal(_woven(grid), expected)
    if layout == "every second row":
        assert not room[1::2].any()


def test_code_that_was_damaged_on_disk_is_made_again(kept: Path) -> None:
    """A file that does not hold what was written is not run."""
    first = _woven(np.zeros((2, 3), np.float32))
    (file,) = kept.iterdir()
    file.write_bytes(file.read_bytes()[:-1] + b"?")
    _weave._calls.clear()
    np.testing.assert_array_equal(first, _woven(np.zeros((2, 3), np.float32)))
    assert not file.read_bytes().endswith(b"?")


def test_without_a_folder_to_write_to_a_kernel_still_runs(kept: Path) -> None:
    """What cannot be kept is compiled for this process alone."""
    kept.write_text("in the way")
    assert _woven(np.zeros((1, 3), np.float32))[0, 0] == 2.25


def test_a_failure_inside_is_an_error() -> None:
    """Dividing by zero is told with the kernel's name."""
    with pytest.raises(ArithmeticError, match="_divide"):
        _divide(np.zeros(1), 0)


def test_what_is_neither_array_nor_number_is_refused() -> None:
    """A list is named in the error."""
    with pytest.raises(TypeError, match="list"):
        _weave([1.0], np.zeros(3, np.float32), 1, 0.0)


def test_the_second_process_runs_kernels_without_numba(kept: Path, tmp_path: Path) -> None:
    """A sum is made twice by new processes: only the first imports numba, both give the same."""
    (tmp_path / "summing.py").write_text(
        "from generators.compiled import compiled\n"
        "@compiled\n"
        "def add(values, out):\n"
        "    for i in range(values.size):\n"
        "        out[0] += values[i] * 1.1\n"
    )
    code = (
        f"import sys, numpy as np; sys.path.insert(0, {str(tmp_path)!r})\n"
        "from summing import add\n"
        "out = np.zeros(1); add(np.arange(480.0), out)\n"
        "print('numba' in sys.modules, out[0].hex())\n"
    )
    answers = [
        subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split()
        for _ in range(2)
    ]
    assert [answer[0] for answer in answers] == ["True", "False"]
    assert answers[0][1] == answers[1][1]
    assert len(list(kept.iterdir())) == 1
