"""The viewer's data folder: where everything that Evershow remembers lies, and one running instance per folder.

It knows paths and a lock, nothing of what the files hold.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import platformdirs

from profiles.errors import HomeBusy, HomeUnwritable

HOME_VARIABLE = "EVERSHOW_HOME"
"""Overrides the platform's own data folder."""


def home() -> Path:
    """The data folder: `EVERSHOW_HOME`, else the platform's; not created."""
    override = os.environ.get(HOME_VARIABLE)
    return Path(override).expanduser().resolve() if override else Path(platformdirs.user_data_dir("evershow", False))


def ready_home() -> Path:
    """The data folder, created; raises HomeUnwritable."""
    folder = home()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):  # of a name of its own: two may start at the same moment
            pass
    except OSError as error:
        raise HomeUnwritable(
            f"cannot write to {folder}: {error.strerror or error}; set {HOME_VARIABLE} to a folder of yours"
        ) from error
    return folder


def database_path(folder: Path) -> Path:
    """The viewers' database."""
    return folder / "evershow.db"


@contextlib.contextmanager
def only_instance(folder: Path) -> Iterator[None]:
    """Hold the folder's lock while playing; raises HomeBusy when another Evershow has it."""
    path = folder / "running.lock"
    with path.open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            lock.seek(0)
            other = lock.read().strip() or "unknown"
            raise HomeBusy(
                f"Evershow already runs on {folder} (process {other}); "
                f"close it, or set {HOME_VARIABLE} to another folder"
            ) from error
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield
