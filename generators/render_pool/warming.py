"""Warms a render worker before its first job: the opening part of the last show, sounded and drawn once.

It knows no channel. Importing, loading compiled kernels and baking the first place cost some two seconds,
which pass while the director still opens the seed.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec

from generators.errors import Cancelled
from generators.media import Level, Size
from generators.memory import collect_again
from generators.render_pool.catalogue import CATALOGUES
from generators.render_pool.render import Renderer
from generators.segments.cache import is_running
from generators.segments.folders import Folders
from generators.timed import TimedPart


def remember(folders: Folders, catalogue: str, timed: TimedPart) -> None:
    """Keep a show's very first part for the next worker; harmless when it cannot be written."""
    if timed.part.scene.number != 1 or timed.part.index != 0:
        return
    path = _path(folders, catalogue)
    draft = path.with_suffix(f".{os.getpid()}")
    try:
        draft.write_bytes(msgspec.json.encode(timed))
        os.replace(draft, path)
    except OSError:
        draft.unlink(missing_ok=True)  # a full disk is reported by the render itself


def warm(
    renderer: Renderer, folders: Folders, catalogue: str, size: Size, fps: int, cancel: Callable[[], bool]
) -> None:
    """Do what the first job will do, as far as `cancel` lets it. Garbage is collected from now on, if it was not."""
    plain = not CATALOGUES[catalogue].equipped
    try:
        if plain:
            CATALOGUES[catalogue].read()
    finally:
        collect_again()  # before there is a generator: it is let go when another size is drawn
    if not plain:
        renderer.load(size, fps)
        return  # the parts of last time are the plain workers' to rehearse
    renderer.warm((Level.STAGE, Level.CARD), size, fps)
    path = _path(folders, catalogue)
    if _killed_a_worker(path):
        return
    mark = path.with_name(f"{path.stem}.{os.getpid()}.trying")
    try:
        mark.touch()
        timed = msgspec.json.decode(path.read_bytes(), type=TimedPart)
        renderer.rehearse(timed, size, fps, cancel)
    except (FileNotFoundError, Cancelled):
        return  # the first show on this machine, or a job is waiting
    except msgspec.ValidationError:
        _drop(path)  # written by another version, so no news to anybody: the next show writes a new one
    except Exception as error:  # noqa: BLE001 - an odd old part must not end every worker
        print(f"render worker: the last opening cannot be rehearsed: {type(error).__name__}: {error}", file=sys.stderr)
        _drop(path)  # the next show writes a new one
    finally:
        _drop(mark)


def _killed_a_worker(path: Path) -> bool:
    """Whether a worker has gone while it rehearsed; the opening that ended it is removed."""
    marks = {mark: mark.suffixes[-2][1:] for mark in path.parent.glob(f"{path.stem}.*.trying")}
    dead = [mark for mark, pid in marks.items() if not pid.isdigit() or not is_running(int(pid))]
    for lost in dead:
        _drop(lost)
    if dead:
        _drop(path)
    return bool(dead)


def _drop(path: Path) -> None:
    with contextlib.suppress(OSError):  # a read-only disk: rehearsing again costs a moment, nothing more
        path.unlink(missing_ok=True)


def _path(folders: Folders, catalogue: str) -> Path:
    return folders.root / f"opening-{catalogue}.json"
