"""Packs hold what their folder holds, and nothing in a hostile one gets out of it."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from story_engine.errors import SeedError
from story_engine.seed import check_seed, load_seed
from story_engine.seed.pack import MOST_FILES, unpack, write_pack

GOOD = Path(__file__).parents[1] / "story_engine" / "seeds" / "ferry-lamp"


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVERSHOW_CACHE", str(tmp_path / "cache"))


def test_pack_plays_as_its_folder(tmp_path: Path) -> None:
    """A packed seed has the same digest and scenes as its folder, and equal folders make equal packs."""
    first, second = tmp_path / "ferry-lamp.evershow", tmp_path / "again.evershow"
    assert write_pack(GOOD, first) == 2
    write_pack(GOOD, second)
    assert first.read_bytes() == second.read_bytes()
    packed, folder = load_seed(first), load_seed(GOOD)
    assert (packed.digest, tuple(packed.storylets)) == (folder.digest, tuple(folder.storylets))
    assert [d.code for d in check_seed(first)] == [d.code for d in check_seed(GOOD)]


def entry(name: str, **attributes: int) -> Callable[[zipfile.ZipFile], None]:
    def write(pack: zipfile.ZipFile) -> None:
        added = zipfile.ZipInfo(name)
        for key, value in attributes.items():
            setattr(added, key, value)
        pack.writestr(added, "a: b")

    return write


def zeroes(pack: zipfile.ZipFile) -> None:
    pack.writestr("zeroes.yaml", b"\0" * 2_000_000, zipfile.ZIP_DEFLATED)


def many(pack: zipfile.ZipFile) -> None:
    for index in range(MOST_FILES + 1):
        pack.writestr(f"scenes/{index}.yarn", "")


HOSTILE: list[tuple[str, Callable[[zipfile.ZipFile], None]]] = [
    ("SD901", entry("other.yaml")),
    ("SD902", many),
    ("SD903", zeroes),
    ("SD904", entry("../../evil.yaml")),
    ("SD904", entry("/etc/evil.yaml")),
    ("SD904", entry("C:evil.yaml")),
    ("SD904", entry("scenes/../../evil.yarn")),
    ("SD905", entry("link.yaml", external_attr=0o120777 << 16)),
    ("SD906", entry("a/b/c/d/e/f/g.yaml")),
    ("SD907", entry("run.py")),
    ("SD908", entry("SEED.yaml")),
]


@pytest.mark.parametrize(("code", "fill"), HOSTILE)
def test_hostile_packs_are_refused(tmp_path: Path, code: str, fill: Callable[[zipfile.ZipFile], None]) -> None:
    """Bombs, climbing paths, links, deep folders, programs and doubles: a code each, and nothing is written."""
    file = tmp_path / "bad.evershow"
    with zipfile.ZipFile(file, "w") as pack:
        if code != "SD901":
            pack.writestr("seed.yaml", "a: b")
        fill(pack)
    with pytest.raises(SeedError) as caught:
        unpack(file, tmp_path / "into")
    assert code in {diagnostic.code for diagnostic in caught.value.diagnostics}
    assert not list((tmp_path / "into").rglob("*.yaml"))
    assert code in {diagnostic.code for diagnostic in check_seed(file)}


def test_encrypted_pack(tmp_path: Path) -> None:
    """An encrypted file is refused with SD909."""
    file = tmp_path / "secret.evershow"
    with zipfile.ZipFile(file, "w") as pack:
        pack.writestr("seed.yaml", "a: b")
    content = bytearray(file.read_bytes())
    at = content.rfind(b"PK\x01\x02")
    content[at + 8 : at + 10] = struct.pack("<H", 1)
    file.write_bytes(bytes(content))
    with pytest.raises(SeedError, match="SD909"):
        unpack(file, tmp_path)


@pytest.mark.parametrize("content", [b"", b"PK", b"no zip at all" * 50, b"PK\x05\x06" + b"\xff" * 18])
def test_garbage_is_no_pack(tmp_path: Path, content: bytes) -> None:
    """Whatever a pack consists of, the answer is a diagnostic."""
    file = tmp_path / "x.evershow"
    file.write_bytes(content)
    assert {"SD901", "SD902"} & {diagnostic.code for diagnostic in check_seed(file)}


def test_cut_pack(tmp_path: Path) -> None:
    """A pack cut short or with a flipped byte gives a diagnostic or the whole seed, never another exception."""
    whole = tmp_path / "ferry-lamp.evershow"
    write_pack(GOOD, whole)
    content = whole.read_bytes()
    for cut in range(0, len(content), max(1, len(content) // 40)):
        file = tmp_path / f"cut{cut}.evershow"
        file.write_bytes(content[:cut])
        assert check_seed(file).seed is None
        flipped = bytearray(content)
        flipped[cut] ^= 0xFF
        file.write_bytes(bytes(flipped))
        check_seed(file)
