"""What is noted while an engine is opened: one in which processes died is not tried again and again.

A runtime may take its process along, and then nobody is left to say which engine did. So its name lies on disk from
before it is opened until it has answered once. It knows the store and no runtime.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from generators.neural.engines.store import EngineStore

ATTEMPTS = "attempts"
MOST_DEATHS = 2
"""Processes that ended while they opened an engine: one may have been ended by whoever closed the show."""


def died_in(store: EngineStore, digest: str) -> bool:
    """Whether too many processes ended while they opened the engine `digest`; it is forgotten when it is told."""
    left = [note for note in _notes(store, digest) if not _lives(note)]
    if len(left) < MOST_DEATHS:
        return False
    _remove(left)
    return True


@contextlib.contextmanager
def attempt(store: EngineStore, digest: str) -> Iterator[None]:
    """Note that this process opens `digest`. Once it is open, or has failed in words, it never kills: all is forgotten.

    In a store that cannot be written nothing is noted.
    """
    note = store.root / ATTEMPTS / f"{digest}-{os.getpid()}"
    with contextlib.suppress(OSError):
        note.parent.mkdir(parents=True, exist_ok=True)
        note.touch()
    try:
        yield
    finally:
        _remove([note, *(other for other in _notes(store, digest) if not _lives(other))])


def _notes(store: EngineStore, digest: str) -> list[Path]:
    return sorted((store.root / ATTEMPTS).glob(f"{digest}-*"))


def _lives(note: Path) -> bool:
    return Path(f"/proc/{note.name.rpartition('-')[2]}").exists()


def _remove(notes: list[Path]) -> None:
    for note in notes:
        with contextlib.suppress(OSError):
            note.unlink(missing_ok=True)
