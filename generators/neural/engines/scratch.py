"""A folder of this process for what torch's compiler and loader leave on their way, apart from every other's.

It knows no engine. Libraries are unpacked into it with all their weights, and compilers write hundreds of megabytes: a
process that was killed leaves it, and the next one that needs such a folder removes it.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from generators.segments.cache import is_running

PREFIX = "evershow-engines-"


@cache
def scratch() -> Path:
    """This process's folder, empty at first and gone with it; those of processes that have ended are removed."""
    root = Path(tempfile.gettempdir())
    for left in root.glob(f"{PREFIX}*"):
        pid = left.name.removeprefix(PREFIX)
        if pid.isdigit() and not is_running(int(pid)):
            shutil.rmtree(left, ignore_errors=True)  # another user's stays
    folder = root / f"{PREFIX}{os.getpid()}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@contextlib.contextmanager
def within_scratch() -> Iterator[None]:
    """torch's compiler and loader leave what they leave in this process's folder."""
    wanted = {"TMPDIR": str(scratch()), "TORCHINDUCTOR_CACHE_DIR": str(scratch() / "inductor")}
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
