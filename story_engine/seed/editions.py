"""Earlier editions of seeds: their files as they were when somebody read them last, by the digest of their texts.

It does not know shows. A show that began with another edition is told again with that one, word for word.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import zipfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from story_engine.errors import SeedError
from story_engine.seed.pack import SUFFIX, unpack

MOST_EDITIONS = 120
"""Editions in one folder, those longest not read first to go; one of the built-in seeds takes 0.3 MB."""
MOST_UNPACKED = 6
"""Editions that lie unpacked, because a show that is gone back and forth in asks for its own again and again."""
MOST_BYTES = 8_000_000
"""A seed with more is not kept: pictures count here, texts never come near."""
_KINDS = (".yaml", ".yarn", ".csv", ".svg")
"""What a show may be told from, and what its figures and places are drawn from."""
_LEVEL = 1
"""zlib's fastest, because a start waits for it: 15 ms for a built-in seed."""


class EditionStore:
    """The editions in one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, source: Path, digest: str) -> None:
        """Keep the seed in the folder `source`, unless it is here already; on a full or read-only disk it is not."""
        file = self._file(digest)
        with suppress(OSError):
            if file.is_file():
                os.utime(file)
                return
            names = sorted(p for p in source.rglob("*") if p.suffix.lower() in _KINDS and _is_own(p, source))
            if sum(path.stat().st_size for path in names) > MOST_BYTES:
                return
            self._folder.mkdir(parents=True, exist_ok=True)
            handle, draft = tempfile.mkstemp(dir=self._folder, suffix=".draft")
            try:
                with os.fdopen(handle, "wb") as out, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as pack:
                    for path in names:
                        name = path.relative_to(source).as_posix()
                        pack.writestr(name, path.read_bytes(), zipfile.ZIP_DEFLATED, _LEVEL)
                os.replace(draft, file)
            except OSError:
                Path(draft).unlink(missing_ok=True)
                raise
            for old in _oldest(self._folder.glob(f"*{SUFFIX}"), MOST_EDITIONS):
                old.unlink(missing_ok=True)

    def unpacked(self, digest: str) -> Path | None:
        """A folder with the seed's files of that digest; None where they are not here or damaged."""
        file, into = self._file(digest), self._folder / "unpacked"
        try:
            if not file.is_file():
                return None
            os.utime(file)
            folder = unpack(file, into)
            os.utime(folder.parent)
            for old in _oldest((path for path in into.iterdir() if path.is_dir()), MOST_UNPACKED):
                shutil.rmtree(old, ignore_errors=True)
        except (SeedError, OSError):
            return None
        return folder

    def _file(self, digest: str) -> Path:
        return self._folder / f"{digest[:32]}{SUFFIX}"


def _is_own(path: Path, source: Path) -> bool:
    hidden = any(part.startswith(".") or part == "__pycache__" for part in path.relative_to(source).parts)
    return not hidden and path.is_file() and path.resolve().is_relative_to(source.resolve())


def _oldest(paths: Iterable[Path], most: int) -> list[Path]:
    return sorted(paths, key=lambda path: path.stat().st_mtime, reverse=True)[most:]
