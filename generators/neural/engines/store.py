"""The engine store: built engines in a folder, each under its key, checked before every load.

It knows no runtime and builds nothing. An engine is code: it is loaded only from here, only whole, and only under the
very key it was kept under; what is not so is set aside and counts as missing.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from generators.neural.engines.key import EngineKey
from generators.neural.errors import EngineError

STORE_SCHEMA = 1
PLAN, MANIFEST = "engine.plan", "manifest.json"
QUARANTINE = "quarantine"
LOCKS = "locks"
DRAFT, WORKSHOP = ".draft-", ".build-"
"""What a process writes on its way, followed by its number."""
MOST_MANIFEST_BYTES = 1 << 20
MOST_QUARANTINED = 8
"""Bad engines kept to be looked at; older ones are removed."""
LIMIT_BYTES = 40 << 30
FULL = (errno.ENOSPC, errno.EDQUOT)


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineManifest:
    """What lies beside an engine."""

    schema: int
    key: EngineKey
    plan_bytes: int
    plan_digest: str
    """SHA-256 of the engine's bytes."""
    made_at: str
    """UTC, for people."""
    build_seconds: float
    parity: float = -1.0
    """Relative error against the module it was made from; −1 = it could not be run where it was built."""
    speedup: float = 0.0
    """Against the same module run eager; 0 = not measured."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row of `evershow engines list`."""

    digest: str
    manifest: EngineManifest | None
    state: str
    """"ok", or why it is not used."""
    file_bytes: int


class EngineStore:
    """Engines below `root`; any number of processes may use it at once."""

    def __init__(self, root: Path, limit_bytes: int = LIMIT_BYTES) -> None:
        self.root, self.limit_bytes = root, limit_bytes

    def keep(
        self, key: EngineKey, plan: bytes, *, build_seconds: float, parity: float = -1.0, speedup: float = 0.0
    ) -> EngineManifest:
        """Write an engine so that it is there whole or not at all; raises EngineError on a full disk."""
        manifest = EngineManifest(
            schema=STORE_SCHEMA,
            key=key,
            plan_bytes=len(plan),
            plan_digest=hashlib.sha256(plan).hexdigest(),
            made_at=datetime.now(UTC).isoformat(timespec="seconds"),
            build_seconds=round(build_seconds, 3),
            parity=parity,
            speedup=speedup,
        )
        draft = self.root / f"{DRAFT}{os.getpid()}-{key.digest}"
        try:
            draft.mkdir(parents=True, exist_ok=True)
            _write(draft / PLAN, plan)
            _write(draft / MANIFEST, msgspec.json.format(msgspec.json.encode(manifest), indent=1))
            place = self.root / key.digest
            if place.exists():
                self._set_aside(place)
            os.rename(draft, place)
            _sync(self.root)
        except OSError as error:
            shutil.rmtree(draft, ignore_errors=True)
            raise not_written(error, f"an engine of {size_words(len(plan))}", self.root) from error
        self.prune(keep=key.digest)
        return manifest

    def load(self, key: EngineKey) -> bytes | None:
        """The engine under `key`, or None; one that is damaged or another's is set aside and counts as missing."""
        place = self.root / key.digest
        state, manifest, plan = self._read(place)
        if state == "missing":
            return None
        if state != "ok" or manifest is None or manifest.key != key:
            self._set_aside(place)
            return None
        with contextlib.suppress(OSError):  # a read-only store: what is used last is then not known, nothing more
            os.utime(place)
        return plan

    def entries(self, *, whole: bool = False) -> tuple[Entry, ...]:
        """Every engine, newest use first; `whole` reads and checks all bytes, else sizes and manifests only."""
        found = []
        for place in self._places():
            state, manifest, _ = self._read(place, whole=whole)
            if state == "ok" and manifest is not None and manifest.key.digest != place.name:
                state = "its manifest names another key"
            size = sum(path.stat().st_size for path in place.iterdir() if path.is_file()) if place.is_dir() else 0
            found.append(Entry(digest=place.name, manifest=manifest, state=state, file_bytes=size))
        return tuple(found)

    def verify(self) -> tuple[Entry, ...]:
        """Check every byte of every engine and set the bad ones aside; rows as they were found."""
        found = self.entries(whole=True)
        for entry in found:
            if entry.state != "ok":
                self._set_aside(self.root / entry.digest)
        return found

    def set_aside(self, key: EngineKey) -> None:
        """Move an engine away that is whole and must not be opened again; it counts as missing."""
        self._set_aside(self.root / key.digest)

    def prune(self, keep: str = "") -> tuple[str, ...]:
        """Remove engines that were not used for longest until the limit holds, and drafts of processes that ended.

        Returns the digests of the engines that went; `keep` stays, however large it is.
        """
        self.sweep()
        gone = []
        entries = [entry for entry in self.entries() if entry.digest != keep]
        used = sum(entry.file_bytes for entry in self.entries())
        while used > self.limit_bytes and entries:
            oldest = entries.pop()
            shutil.rmtree(self.root / oldest.digest, ignore_errors=True)
            used -= oldest.file_bytes
            gone.append(oldest.digest)
        return tuple(gone)

    def workshop(self, name: str) -> Path:
        """A folder of this process for what a build leaves on its way; `sweep` removes it when the process is gone."""
        return self.root / f"{WORKSHOP}{os.getpid()}-{name}"

    def sweep(self) -> None:
        """Remove drafts and workshops of processes that ended in the middle."""
        for pattern in (DRAFT, WORKSHOP):
            for left in self.root.glob(f"{pattern}*"):
                pid = left.name.removeprefix(pattern).split("-")[0]
                if not pid.isdigit() or not Path(f"/proc/{pid}").exists():
                    shutil.rmtree(left, ignore_errors=True)

    @contextlib.contextmanager
    def building(self, key: EngineKey) -> Iterator[bool]:
        """Hold the right to build `key`: False where another process has it; it ends with its process."""
        try:
            (self.root / LOCKS).mkdir(parents=True, exist_ok=True)
            lock = (self.root / LOCKS / key.digest).open("a")
        except OSError as error:
            raise not_written(error, "a lock", self.root) from error
        with lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                yield False
                return
            yield True

    def _places(self) -> list[Path]:
        try:
            found = [path for path in self.root.iterdir() if len(path.name) == 64]
            return sorted(found, key=lambda path: path.lstat().st_mtime, reverse=True)
        except OSError:
            return []

    def _read(self, place: Path, *, whole: bool = True) -> tuple[str, EngineManifest | None, bytes]:
        """(state, manifest, bytes of the engine where `whole`)."""
        if not place.exists() and not place.is_symlink():
            return "missing", None, b""
        if place.is_symlink() or not place.is_dir():
            return "it is no folder of ours", None, b""
        plan_path, manifest_path = place / PLAN, place / MANIFEST
        try:
            if any(path.is_symlink() or not path.is_file() for path in (plan_path, manifest_path)):
                return "it is incomplete", None, b""
            if manifest_path.stat().st_size > MOST_MANIFEST_BYTES:
                return "its manifest is damaged", None, b""
            manifest = msgspec.json.decode(manifest_path.read_bytes(), type=EngineManifest)
            if manifest.schema != STORE_SCHEMA:
                return f"it is of schema {manifest.schema}", manifest, b""
            if plan_path.stat().st_size != manifest.plan_bytes:
                return "it is cut short or grown", manifest, b""
            if not whole:
                return "ok", manifest, b""
            plan = plan_path.read_bytes()
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            return f"it cannot be read ({type(error).__name__})", None, b""
        if hashlib.sha256(plan).hexdigest() != manifest.plan_digest:
            return "its bytes have changed", manifest, b""
        return "ok", manifest, plan

    def _set_aside(self, place: Path) -> None:
        """Move a bad engine away; where that cannot be, remove it."""
        bay = self.root / QUARANTINE
        try:
            bay.mkdir(exist_ok=True)
            target = bay / f"{place.name}-{os.getpid()}-{len(list(bay.iterdir()))}"
            os.rename(place, target)
            old = sorted(bay.iterdir(), key=lambda path: path.lstat().st_mtime)
            for extra in old[:-MOST_QUARANTINED]:
                _remove(extra)
        except OSError:
            _remove(place)


def write_note(place: Path, content: bytes, what: str) -> None:
    """Write a small file beside the engines, whole or not at all, also where others write it; raises EngineError."""
    draft = place.with_suffix(f".{os.getpid()}.draft")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        draft.write_bytes(content)
        draft.replace(place)
    except OSError as error:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)
        raise not_written(error, what, place.parent) from error


def size_words(count: int) -> str:
    """Bytes for people."""
    return f"{count / 2**20:.1f} MB"


def not_written(error: OSError, what: str, place: Path) -> EngineError:
    """The error to raise where `what` could not be written below `place`, with what to do about it."""
    if error.errno in FULL:
        return EngineError(f"no room for {what} in {place}: free some space; what was built stays")
    return EngineError(f"{what} cannot be written in {place} ({error.strerror or error}); look at its rights")


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
        return
    with contextlib.suppress(OSError):  # it is gone, or on a read-only disk: it is checked again at every load
        path.unlink(missing_ok=True)


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    """Make a rename last through a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
