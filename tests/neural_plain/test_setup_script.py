"""`build/setup.sh neural`: which torch it asks pip for, and what it says when pip cannot."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "build" / "setup.sh"
PYTHON = """#!/bin/sh
case "$*" in
*"pip install"*) echo "$*" | sed 's/.* //' >>asked ;;
*torch*) exit 1 ;;
esac
case "$*" in *+cpu) [ -z "$SAID" ] || { echo "$SAID" >&2; exit 1; } ;; esac
"""
"""Has no torch, writes down what pip is asked for, and cannot install the build for processors."""
LIBRARIES = "libEGL.so.1 libGL.so.1 libGLESv2.so.2 libportaudio.so.2 libflite.so.1 libmtdev.so.1"
NO_BUILD = """ERROR: Could not find a version that satisfies the requirement torch (from versions: 2.12.0, 2.13.0)
ERROR: No matching distribution found for torch==2.13.0+cpu"""
NO_NETWORK = NO_BUILD.replace("2.12.0, 2.13.0", "none")
FULL = "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device"


def _program(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)


def _set_up(folder: Path, system: str, pip_says: str) -> tuple[int, list[str], str]:
    """Exit status, what pip was asked for, and what people see; nothing is installed."""
    (folder / "build").mkdir()
    shutil.copy(SCRIPT, folder / "build")
    _program(folder / "bin" / "uname", f"#!/bin/sh\necho {system}\n")
    _program(folder / "bin" / "ldconfig", f"#!/bin/sh\necho {LIBRARIES}\n")
    _program(folder / "bin" / "python3", PYTHON)
    _program(folder / ".venv" / "bin" / "python", PYTHON)
    _program(folder / ".venv" / "bin" / "evershow", "#!/bin/sh\n")
    surroundings = {
        **os.environ,
        "PATH": f"{folder / 'bin'}:{os.environ['PATH']}",
        "SAID": pip_says,
        "PYTHON": "python3",
    }
    script = ["sh", str(folder / "build" / "setup.sh"), "neural"]
    done = subprocess.run(script, env=surroundings, capture_output=True, text=True, check=False)
    return done.returncode, (folder / "asked").read_text().split(), done.stderr


@pytest.mark.parametrize("says", [NO_NETWORK, FULL])
def test_what_pip_says_is_never_told_as_a_missing_build(tmp_path: Path, says: str):
    """A dead network and a full disk end it with pip's own words."""
    status, asked, told = _set_up(tmp_path, "Linux", says)
    assert (status, asked) == (1, ["torch==2.13.0+cpu"])
    assert says in told
    assert "no build" not in told


def test_without_a_build_for_processors_the_usual_one_is_taken(tmp_path: Path):
    """And a line says so, with what can be done."""
    status, asked, told = _set_up(tmp_path, "Linux", NO_BUILD)
    assert (status, asked[:2]) == (0, ["torch==2.13.0+cpu", "torch==2.13.0"])
    assert "no build of torch 2.13.0 for processors alone" in told


@pytest.mark.parametrize(("system", "wanted"), [("Linux", "torch==2.13.0+cpu"), ("Darwin", "torch==2.13.0")])
def test_nothing_is_said_where_all_is_well(tmp_path: Path, system: str, wanted: str):
    """Only Linux has two builds: elsewhere the usual one is for processors."""
    assert _set_up(tmp_path, system, "") == (0, [wanted, ".[dev,neural,tensorrt]"], "")
