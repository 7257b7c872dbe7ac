"""The folder of finished segments, by content: what is in it is whole, or is noticed and removed.

It knows no plan. Workers publish into it from their processes; the player looks, pins and evicts.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from generators.errors import SegmentError
from generators.media import SegmentFiles, SegmentManifest, decode_manifest, encode_manifest
from generators.segments.decode import check_segment, read_tail
from generators.segments.folders import Folders

LIMIT_BYTES = 2 * 1024**3
"""Some five hours at 854×480; a viewer may set another."""
KEEP_SHARE = 0.9
"""Evict down to this share of the limit, so that eviction is rare."""
KNOWN_KEPT = 200
"""Manifests in memory, 8 kB each: those looked at last. A show looks at some 40 again and again, and an hour's would be
15 MB; an older one is read from its file."""
VERIFIED_KEPT = 1000
"""Segments known to be what was written, more than an hour's; an older one that is asked for again is read again."""
NEWEST_KEPT = 40
"""Segments that a full disk does not take: what the lookahead has drawn and not played yet."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A segment being written: files in a folder of its own, published by a rename."""

    folder: Path

    @property
    def media(self) -> Path:
        """Where the Matroska file is written."""
        return self.folder / "segment.mkv"

    @property
    def tail(self) -> Path:
        """Where the tail is written, if there is one."""
        return self.folder / "segment.tail.wav"

    def discard(self) -> None:
        """Remove it; harmless when it has been published."""
        shutil.rmtree(self.folder, ignore_errors=True)


def begin_draft(folders: Folders) -> Draft:
    """A fresh draft folder on the cache's file system."""
    folder = folders.drafts / f"{os.getpid()}-{uuid.uuid4().hex[:12]}"
    folder.mkdir(parents=True)
    return Draft(folder)


def publish(folders: Folders, draft: Draft, manifest: SegmentManifest) -> SegmentFiles:
    """Move a checked draft into the cache; the manifest goes last and makes it visible."""
    files = SegmentFiles(folder=folders.cache, key=manifest.key)
    files.media.parent.mkdir(parents=True, exist_ok=True)
    described = draft.folder / "segment.json"
    described.write_bytes(encode_manifest(manifest))
    _digest_path(files).write_text(_digest(draft.media, draft.tail if manifest.tail else None), encoding="ascii")
    if manifest.tail:
        os.replace(draft.tail, files.tail)
    os.replace(draft.media, files.media)
    os.replace(described, files.manifest)
    draft.discard()
    return files


def discard_drafts_of(folders: Folders, pid: int) -> None:
    """Remove what a dead worker was writing."""
    for folder in folders.drafts.glob(f"{pid}-*"):
        shutil.rmtree(folder, ignore_errors=True)


EVERY_RATING = 99
"""The ceiling of a viewer without limits."""


class SegmentCache:
    """What is ready, pinned and damaged. Every method may be called from any thread."""

    def __init__(
        self,
        folders: Folders,
        *,
        limit_bytes: int = LIMIT_BYTES,
        ceiling: int = EVERY_RATING,
        on_trouble: Callable[[str], None] = lambda line: None,
    ) -> None:
        """`ceiling`: the highest rating that may be shown; what is rated above is as good as damaged."""
        self._folders = folders.make()
        self._limit = limit_bytes
        self.ceiling = ceiling
        self._on_trouble = on_trouble
        self._lock = threading.Lock()
        self._known: dict[str, SegmentManifest] = {}
        self._pins: dict[str, int] = {}
        self._stuck: set[str] = set()
        self._verified: dict[str, None] = {}
        self._drop_stale_drafts()

    @property
    def folders(self) -> Folders:
        """Where it lies."""
        return self._folders

    def files(self, key: str) -> SegmentFiles:
        """The paths of `key`, whether or not they exist."""
        return SegmentFiles(folder=self._folders.cache, key=key)

    def find(self, key: str) -> SegmentManifest | None:
        """The manifest of a whole segment, or None. A damaged one is removed and reported."""
        with self._lock:
            known = self._known.get(key)
        files = self.files(key)
        try:
            if known is None:
                known = decode_manifest(files.manifest.read_bytes(), files.manifest.name)
            _check_sizes(files, known)
            self._check_rating(known)
        except FileNotFoundError:
            self._forget(key)
            return None
        except (SegmentError, OSError) as error:
            self.discard(key, str(error))
            return None
        with self._lock:
            self._known.pop(key, None)
            self._known[key] = known
            while len(self._known) > KNOWN_KEPT:
                del self._known[next(iter(self._known))]
        return known

    def _check_rating(self, manifest: SegmentManifest) -> None:
        # A part's rating is in its key: another one in the manifest was not put there by rendering that part.
        if manifest.rating > self.ceiling:
            raise SegmentError(
                f"segment {manifest.key[:12]} is rated {manifest.rating}, above the viewer's {self.ceiling}; "
                "it is not shown"
            )

    def verify(self, key: str) -> bool:
        """Whether the files of `key` are what was written, read once (2 ms a segment); a damaged one is discarded."""
        with self._lock:
            if key in self._verified:
                return True
        manifest = self.find(key)
        if manifest is None:
            return False
        try:
            _check_content(self.files(key), manifest)
        except (SegmentError, OSError) as error:
            self.discard(key, str(error))
            return False
        with self._lock:
            self._verified[key] = None
            while len(self._verified) > VERIFIED_KEPT:
                del self._verified[next(iter(self._verified))]
        return True

    def ready_since(self, key: str) -> float | None:
        """When the segment became whole (file time, seconds since the epoch), or None."""
        try:
            return self.files(key).manifest.stat().st_mtime
        except OSError:
            return None

    def discard(self, key: str, reason: str) -> None:
        """Remove a damaged segment and say so; it will be rendered again."""
        if self._remove(key):
            self._on_trouble(reason)

    def pin(self, key: str) -> None:
        """Keep `key` from eviction until `unpin`; pins count."""
        with self._lock:
            self._pins[key] = self._pins.get(key, 0) + 1

    def unpin(self, key: str) -> None:
        """Take one pin away."""
        with self._lock:
            left = self._pins.get(key, 0) - 1
            if left > 0:
                self._pins[key] = left
            else:
                self._pins.pop(key, None)

    def touch(self, key: str) -> None:
        """Mark as used now, for the order of eviction. Uses the media file: `ready_since` stays true."""
        try:
            os.utime(self.files(key).media)
        except OSError as error:
            if error.errno != errno.ENOENT:
                self._on_trouble(f"cannot mark segment {key[:12]} as used: {error}")

    def evict(self, limit_bytes: int | None = None) -> int:
        """Remove the longest unused unpinned segments above the limit; returns bytes freed."""
        limit = self._limit if limit_bytes is None else limit_bytes
        total, found = self._by_age()
        if total <= limit:
            return 0
        return self._remove_oldest(found, total - round(limit * KEEP_SHARE))

    def make_room(self) -> int:
        """Remove the longest unused half of what is unpinned and not among the newest; returns bytes freed."""
        _, found = self._by_age()
        old = found[:-NEWEST_KEPT]
        return self._remove_oldest(old, (sum(size for _, size, _ in old) + 1) // 2)

    def _by_age(self) -> tuple[int, list[tuple[float, int, str]]]:
        """Bytes in the cache, and (time used, bytes, key) of every unpinned segment, the longest unused first."""
        with self._lock:
            pinned = set(self._pins)
        found: list[tuple[float, int, str]] = []
        total = 0
        for media in self._folders.cache.glob("??/*.mkv"):
            try:
                stat = media.stat()
            except OSError:
                continue  # evicted or replaced between listing and looking
            total += stat.st_size
            if media.stem not in pinned:
                found.append((stat.st_mtime, stat.st_size, media.stem))
        return total, sorted(found)

    def _remove_oldest(self, found: list[tuple[float, int, str]], wanted: int) -> int:
        """Remove from the front of `found` until `wanted` bytes are free; returns bytes freed."""
        freed = 0
        for _, size, key in found:
            if freed >= wanted:
                break
            if self._remove(key):
                freed += size
        return freed

    def _remove(self, key: str) -> bool:
        """Unlink a segment's files, the manifest first; what cannot be unlinked is reported, once for a key."""
        files = self.files(key)
        try:
            for path in (files.manifest, files.media, files.tail, _digest_path(files)):
                path.unlink(missing_ok=True)
        except OSError as error:
            if key not in self._stuck:
                self._stuck.add(key)
                self._on_trouble(f"segment {key[:12]} cannot be removed from the cache: {error}")
            return False
        finally:
            self._forget(key)
        return True

    def _forget(self, key: str) -> None:
        with self._lock:
            self._known.pop(key, None)
            self._verified.pop(key, None)

    def _drop_stale_drafts(self) -> None:
        """Remove drafts of processes that have gone."""
        for folder in self._folders.drafts.iterdir():
            owner = folder.name.split("-")[0]
            if not owner.isdigit() or not is_running(int(owner)):
                shutil.rmtree(folder, ignore_errors=True)


def _check_sizes(files: SegmentFiles, manifest: SegmentManifest) -> None:
    """Raise SegmentError when a file is cut short: one `stat` each, so it is done at every look."""
    size = files.media.stat().st_size
    if size != manifest.media_bytes:
        raise SegmentError(f"segment {files.media.name} has {size} bytes, not {manifest.media_bytes}; rendered again")
    if manifest.tail and files.tail.stat().st_size != manifest.tail_bytes:
        raise SegmentError(f"tail {files.tail.name} is cut short; its segment is rendered again")


def _check_content(files: SegmentFiles, manifest: SegmentManifest) -> None:
    """Raise SegmentError when a file is not what was published, byte by byte; OSError when it cannot be read."""
    tail = files.tail if manifest.tail else None
    try:
        written = _digest_path(files).read_text(encoding="ascii")
    except (FileNotFoundError, ValueError):
        check_segment(files.media, manifest)  # published before there were digests, or the digest is damaged
        if tail is not None and len(read_tail(tail)) != manifest.tail_duration:
            raise SegmentError(f"tail {tail.name} is not {manifest.tail_duration} samples; rendered again") from None
        return
    if _digest(files.media, tail) != written:
        raise SegmentError(f"segment {files.media.name} is damaged on disk; it is rendered again")


def _digest(media: Path, tail: Path | None) -> str:
    digest = hashlib.blake2b(media.read_bytes(), digest_size=16)
    if tail is not None:
        digest.update(tail.read_bytes())
    return digest.hexdigest()


def _digest_path(files: SegmentFiles) -> Path:
    return files.media.with_suffix(".digest")


def is_running(pid: int) -> bool:
    """Whether a process `pid` lives on this machine."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
