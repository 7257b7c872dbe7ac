"""Packs: a story seed as one `.evershow` file (a zip), written and read with limits.

It does not know what the files of a seed mean; a pack is hostile until every limit has been checked.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
import struct
import tempfile
import zipfile
import zlib
from pathlib import Path, PurePosixPath

import platformdirs

from story_engine.errors import SeedError
from story_engine.seed.diagnostics import Findings, Where

SUFFIX = ".evershow"
MOST_FILES = 2_000
"""Files of one pack; the built-in seeds have fewer than fifty."""
MOST_PACKED = 64_000_000
"""Bytes of a pack, because pictures and sounds of a long show fit well within."""
MOST_UNPACKED = 256_000_000
"""Bytes of all files of a pack."""
MOST_FILE = 32_000_000
"""Bytes of one file of a pack."""
MOST_RATIO = 200
"""How many times larger a file may become, because text packs to a twentieth and bombs to a thousandth."""
SMALL_FILE = 100_000
"""Bytes below which the ratio does not matter."""
MOST_DEPTH = 6
"""Folders within folders."""
LONGEST_NAME = 200
"""Characters of a path inside a pack."""
MOST_DIRECTORY = 1_000_000
"""Bytes of a pack's table of contents, read before anything else."""
KINDS = (
    ".yaml", ".yarn", ".testplan", ".csv", ".md", ".txt", ".svg", ".png", ".jpg", ".webp", ".ogg", ".opus", ".flac",
    ".wav", ".json",
)  # fmt: skip
"""Kinds of files that a pack may hold; nothing of them is executed."""
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""Time of every file in a pack, so that equal seeds make equal packs."""
_END = b"PK\x05\x06"
_RESERVED = frozenset(("con", "prn", "aux", "nul"))


def is_pack(path: Path) -> bool:
    """Whether a path is a pack by its name."""
    return path.suffix.lower() == SUFFIX and path.is_file()


def write_pack(folder: Path, file: Path) -> int:
    """Write the seed in `folder` to `file`; gives the number of files, raises SeedError when it cannot be packed."""
    findings = Findings()
    names = sorted(path for path in folder.rglob("*") if path.is_file() and not _hidden(path.relative_to(folder)))
    if not (folder / "seed.yaml").is_file():
        findings.error("SD100", Where(path=str(folder)), "seed.yaml is missing", "give the folder of a seed")
    total = 0
    for path in names:
        total += path.stat().st_size
        name = path.relative_to(folder).as_posix()
        where = Where(path=str(path))
        if path.is_symlink() or not path.resolve().is_relative_to(folder.resolve()):
            findings.error("SD905", where, f"{name} is a link", "put the file itself there")
        elif path.suffix.lower() not in KINDS:
            findings.error("SD907", where, f"{name} is no kind of file that packs hold", f"known: {', '.join(KINDS)}")
        elif path.stat().st_size > MOST_FILE:
            findings.error("SD903", where, f"{name} has more than {MOST_FILE // 1_000_000} MB", "make it smaller")
    if len(names) > MOST_FILES:
        findings.error("SD902", Where(path=str(folder)), f"{len(names)} files", f"{MOST_FILES} at most")
    if total > MOST_UNPACKED:
        findings.error("SD903", Where(path=str(folder)), f"{total // 1_000_000} MB in all", "use smaller pictures")
    _raise(findings, folder)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as pack:
        for path in names:
            entry = zipfile.ZipInfo(path.relative_to(folder).as_posix(), _EPOCH)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            pack.writestr(entry, path.read_bytes())
    return len(names)


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") or part == "__pycache__" for part in path.parts)


def unpack(file: Path, into: Path | None = None) -> Path:
    """The folder with a pack's files, below `into` (default: the user's cache); raises SeedError for a bad pack.

    The folder is named by the pack's content, so that a pack is unpacked once.
    """
    findings = Findings()
    where = Where(path=str(file))
    if not file.is_file():
        findings.error("SD901", where, "there is no such pack", "give a file that ends in .evershow")
    elif file.stat().st_size > MOST_PACKED:
        findings.error("SD903", where, f"the pack has more than {MOST_PACKED // 1_000_000} MB", "use smaller pictures")
    _raise(findings, file)
    content = file.read_bytes()
    top = into or Path(os.environ.get("EVERSHOW_CACHE") or platformdirs.user_cache_dir("evershow", False)) / "packs"
    folder = top / hashlib.sha256(content).hexdigest()[:20] / file.stem
    if (folder / "seed.yaml").is_file():
        return folder
    if not _directory_is_small(content):
        findings.error("SD902", where, "its table of contents is damaged or too long", f"{MOST_FILES} files at most")
        _raise(findings, file)
    try:
        with zipfile.ZipFile(file) as pack:
            entries = [entry for entry in pack.infolist() if not entry.is_dir()]
            _check_entries(entries, len(content), where, findings)
            _raise(findings, file)
            folder.parent.mkdir(parents=True, exist_ok=True)
            _extract(pack, entries, folder)
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        EOFError,
        struct.error,
        zlib.error,
        OSError,
    ) as error:
        findings.error("SD901", where, f"the pack cannot be read: {error}", "pack it again with “evershow pack”")
        _raise(findings, file)
    return folder


def _directory_is_small(content: bytes) -> bool:
    """Whether the table of contents is short, read from the end of the file before anything trusts it."""
    at = content.rfind(_END, max(0, len(content) - 66_000))
    if at < 0 or at + 22 > len(content):
        return False
    count, size = struct.unpack_from("<HI", content, at + 10)
    return bool(count <= MOST_FILES and size <= MOST_DIRECTORY)


def _check_entries(entries: list[zipfile.ZipInfo], packed: int, where: Where, findings: Findings) -> None:
    if len(entries) > MOST_FILES:
        findings.error("SD902", where, f"the pack has {len(entries)} files", f"{MOST_FILES} at most")
        return
    if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        findings.error("SD903", where, f"it unpacks to more than {MOST_UNPACKED // 1_000_000} MB", "pack fewer files")
    if sum(entry.compress_size for entry in entries) > packed:
        findings.error("SD903", where, "its files overlap, as those of a bomb do", "pack it again with “evershow pack”")
    seen: set[str] = set()
    for entry in entries:
        if code_and_cause := _wrong(entry):
            findings.error(code_and_cause[0], where, code_and_cause[1], "pack it again with “evershow pack”")
        if entry.filename.lower() in seen:
            findings.error("SD908", where, f"{_shown(entry)} is in it twice", "pack it again with “evershow pack”")
        seen.add(entry.filename.lower())
    if not findings.errors and "seed.yaml" not in seen:
        findings.error("SD901", where, "the pack holds no seed.yaml", "pack the folder in which it lies")


def _shown(entry: zipfile.ZipInfo) -> str:
    return ascii(entry.filename[:60])


def _wrong(entry: zipfile.ZipInfo) -> tuple[str, str] | None:
    """What is wrong with one file of a pack."""
    name, path = entry.filename, PurePosixPath(entry.filename)
    bad = "\\" in name or ":" in name or "\0" in name or path.is_absolute() or len(name) > LONGEST_NAME
    if bad or any(p in ("..", ".") or p.strip(". ") == "" or p.split(".")[0].lower() in _RESERVED for p in path.parts):
        return "SD904", f"{_shown(entry)} leads out of the pack"
    if len(path.parts) > MOST_DEPTH:
        return "SD906", f"{_shown(entry)} lies deeper than {MOST_DEPTH} folders"
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        return "SD905", f"{_shown(entry)} is a link or no plain file"
    if entry.flag_bits & 0x1:
        return "SD909", f"{_shown(entry)} is encrypted"
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return "SD901", f"{_shown(entry)} is packed in a way that packs do not use"
    if path.suffix.lower() not in KINDS:
        return "SD907", f"{_shown(entry)} is no kind of file that packs hold"
    if entry.file_size > MOST_FILE:
        return "SD903", f"{_shown(entry)} unpacks to more than {MOST_FILE // 1_000_000} MB"
    if entry.file_size > SMALL_FILE and entry.file_size > MOST_RATIO * max(1, entry.compress_size):
        return "SD903", f"{_shown(entry)} unpacks to {entry.file_size // max(1, entry.compress_size)} times its size"
    return None


def _extract(pack: zipfile.ZipFile, entries: list[zipfile.ZipInfo], folder: Path) -> None:
    """Write every file, never more than its stated size, and show the folder only when all are there."""
    waiting = Path(tempfile.mkdtemp(dir=folder.parent))
    try:
        for entry in entries:
            target = waiting / entry.filename
            target.parent.mkdir(parents=True, exist_ok=True)
            with pack.open(entry) as source:
                content = source.read(entry.file_size + 1)
            if len(content) != entry.file_size:
                raise zipfile.BadZipFile(f"{_shown(entry)} is not as long as stated")
            target.write_bytes(content)
        if folder.exists():
            return
        waiting.replace(folder)
    finally:
        shutil.rmtree(waiting, ignore_errors=True)


def _raise(findings: Findings, path: Path) -> None:
    if findings.errors:
        found = findings.sorted()
        raise SeedError(f"{found[0]}" if found else str(path), found)
