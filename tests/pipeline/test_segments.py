"""Segments on disk: exact, whole or noticed, and limited in bytes."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from generators.errors import SegmentError
from generators.media import (
    MANIFEST_SCHEMA,
    FlashVerdict,
    Level,
    Loudness,
    SegmentManifest,
    Size,
    decode_manifest,
    encode_manifest,
)
from generators.segments.cache import KNOWN_KEPT, NEWEST_KEPT, SegmentCache, begin_draft, publish
from generators.segments.decode import check_segment, read_frames, read_sound, read_tail
from generators.segments.encode import SegmentWriter, write_tail
from generators.segments.folders import Folders

SIZE = Size(width=160, height=90)
FRAMES = 48
SAMPLES = FRAMES * 2000


def _body() -> np.ndarray:
    return (0.3 * np.sin(np.arange(SAMPLES * 2).reshape(-1, 2) * 0.01)).astype(np.float32)


def _write(path: Path) -> None:
    frame = np.full((135, 160), 90, np.uint8)
    with SegmentWriter(path, SIZE, 24, _body()) as writer:
        for number in range(FRAMES):
            frame[:90, number] = 200
            writer.add(frame)


def _manifest(key: str, media: Path, tail: Path | None = None) -> SegmentManifest:
    return SegmentManifest(
        schema=MANIFEST_SCHEMA,
        key=key,
        part="s1.p0",
        plan_hash="0",
        parent="",
        duration=SAMPLES,
        video_frames=FRAMES,
        level=Level.STAGE,
        size=SIZE,
        fps=24,
        loudness=Loudness(integrated_lufs=-16.0, true_peak_dbtp=-3.0),
        flash=FlashVerdict(safe=True, worst_transitions=0),
        tail=f"{key}.tail.wav" if tail else "",
        media_bytes=media.stat().st_size,
        tail_bytes=tail.stat().st_size if tail else 0,
    )


def _publish(folders: Folders, key: str) -> None:
    draft = begin_draft(folders)
    _write(draft.media)
    write_tail(draft.tail, _body()[:2000])
    publish(folders, draft, _manifest(key, draft.media, draft.tail))


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    return Folders(tmp_path).make()


def test_sound_comes_back_sample_by_sample(tmp_path: Path) -> None:
    """A segment's sound is as long as its pictures and equal to what was written, to 16 bits."""
    path = tmp_path / "a.mkv"
    _write(path)
    sound = read_sound(path)
    assert sound.shape == (SAMPLES, 2)
    assert np.abs(sound - _body()).max() < 2 / 32768
    assert sum(1 for _ in read_frames(path)) == FRAMES


def test_the_same_frames_make_the_same_file(tmp_path: Path) -> None:
    """Encoding is deterministic to the byte."""
    _write(tmp_path / "a.mkv")
    _write(tmp_path / "b.mkv")
    assert (tmp_path / "a.mkv").read_bytes() == (tmp_path / "b.mkv").read_bytes()


def test_a_tail_comes_back(tmp_path: Path) -> None:
    """What rings over the end survives its file."""
    write_tail(tmp_path / "t.wav", _body()[:3000])
    assert np.abs(read_tail(tmp_path / "t.wav") - _body()[:3000]).max() < 2 / 32768


def test_a_manifest_comes_back(tmp_path: Path) -> None:
    """Manifest → JSON → manifest changes nothing."""
    _write(tmp_path / "a.mkv")
    manifest = _manifest("ab", tmp_path / "a.mkv")
    assert decode_manifest(encode_manifest(manifest), "ab") == manifest


@pytest.mark.parametrize("text", [b"", b"{}", b"[1,2", b'{"schema": "x"}', b"\xff\xfe"])
def test_a_damaged_manifest_is_an_error(text: bytes) -> None:
    """A manifest that is not one raises SegmentError naming it."""
    with pytest.raises(SegmentError, match=r"ab\.json"):
        decode_manifest(text, "ab.json")


def test_a_wrong_count_is_noticed(tmp_path: Path) -> None:
    """A segment with fewer pictures than its manifest says is refused."""
    _write(tmp_path / "a.mkv")
    manifest = replace(_manifest("ab", tmp_path / "a.mkv"), video_frames=FRAMES + 1)
    with pytest.raises(SegmentError, match="48 pictures"):
        check_segment(tmp_path / "a.mkv", manifest)


def test_a_published_segment_is_found(folders: Folders) -> None:
    """What was published is found, with its files, and its draft folder has gone."""
    cache = SegmentCache(folders)
    _publish(folders, "ab12")
    found = cache.find("ab12")
    assert found is not None
    assert cache.files("ab12").tail.exists()
    assert cache.ready_since("ab12") is not None
    assert list(folders.drafts.iterdir()) == []


def test_an_evening_of_manifests_is_not_kept_in_memory(folders: Folders) -> None:
    """Those looked at last are kept, each as one object; an older one is read from its file again, and is the same."""
    cache = SegmentCache(folders)
    media = folders.root / "a.mkv"
    media.write_bytes(b"x")
    made = _manifest("ab12", media)
    keys = [f"ab{number:04x}" for number in range(KNOWN_KEPT + 20)]
    for key in keys:
        files = cache.files(key)
        files.media.parent.mkdir(exist_ok=True)
        files.media.write_bytes(b"x")
        files.manifest.write_bytes(encode_manifest(replace(made, key=key)))
    first = cache.find(keys[0])
    for key in keys:
        assert cache.find(key) is not None
        cache.find(keys[0])
    assert len(cache._known) == KNOWN_KEPT
    assert cache.find(keys[0]) is first, "asked for again and again"
    assert cache.find(keys[1]) == replace(made, key=keys[1])
    assert len(cache._known) == KNOWN_KEPT


def test_a_missing_segment_is_none(folders: Folders) -> None:
    """An unknown key is simply not there."""
    assert SegmentCache(folders).find("ffff") is None


@pytest.mark.parametrize("damage", ["cut", "manifest", "tail"])
def test_a_damaged_segment_is_removed_and_reported(folders: Folders, damage: str) -> None:
    """A cut file, a broken manifest or a short tail makes the segment vanish with one line."""
    lines: list[str] = []
    cache = SegmentCache(folders, on_trouble=lines.append)
    _publish(folders, "ab12")
    files = cache.files("ab12")
    if damage == "cut":
        os.truncate(files.media, 1000)
    elif damage == "manifest":
        files.manifest.write_text("{")
    else:
        os.truncate(files.tail, 100)
    assert cache.find("ab12") is None
    assert len(lines) == 1
    assert not files.media.exists()


@pytest.mark.parametrize("digest", [True, False])
def test_damage_of_the_same_size_is_noticed(folders: Folders, digest: bool) -> None:
    """A flipped stretch inside a file of the right length is found by verifying; the segment vanishes with one line."""
    lines: list[str] = []
    cache = SegmentCache(folders, on_trouble=lines.append)
    _publish(folders, "ab12")
    files = cache.files("ab12")
    whole = files.media.read_bytes()
    assert SegmentCache(folders).verify("ab12")
    half = len(whole) // 2
    files.media.write_bytes(
        whole[:200] + b"\xff" * (half if not digest else 8) + whole[200 + (half if not digest else 8) :]
    )
    if not digest:
        files.media.with_suffix(".digest").unlink()
    assert cache.find("ab12") is not None
    assert not cache.verify("ab12")
    assert len(lines) == 1
    assert "rendered again" in lines[0]
    assert not any(folders.cache.glob("??/*"))
    _publish(folders, "ab12")
    assert cache.verify("ab12")


def test_eviction_keeps_pins_and_the_recent(folders: Folders) -> None:
    """Above the limit the longest unused unpinned segments go first."""
    cache = SegmentCache(folders)
    for number, key in enumerate(("aa01", "bb02", "cc03", "dd04")):
        _publish(folders, key)
        os.utime(cache.files(key).media, (1000 + number, 1000 + number))
    size = cache.files("aa01").media.stat().st_size
    cache.pin("aa01")
    cache.touch("bb02")
    cache.evict(limit_bytes=round(size * 3.5))
    assert [cache.find(key) is not None for key in ("aa01", "bb02", "cc03", "dd04")] == [True, True, False, True]


def test_drafts_of_dead_processes_are_swept(folders: Folders) -> None:
    """A new cache removes what a killed worker left half-written, and keeps living workers' drafts."""
    dead = folders.drafts / "999999999-abc"
    dead.mkdir()
    (dead / "segment.mkv").write_bytes(b"half")
    living = begin_draft(folders)
    SegmentCache(folders)
    assert not dead.exists()
    assert living.folder.exists()


def test_a_file_that_is_no_segment_is_refused(tmp_path: Path) -> None:
    """Reading something else raises SegmentError."""
    path = tmp_path / "x.mkv"
    path.write_bytes(b"#EXTM3U\nhttp://example.org/")
    with pytest.raises(SegmentError):
        read_sound(path)


def test_a_full_disk_takes_the_oldest_half_only(folders: Folders) -> None:
    """Making room removes the longest unused half; the newest and the pinned stay."""
    keys = [f"{number:02}" + "ab" * 5 for number in range(NEWEST_KEPT + 10)]
    for number, key in enumerate(keys):
        draft = begin_draft(folders)
        draft.media.write_bytes(b"x" * 100)
        publish(folders, draft, _manifest(key, draft.media))
        os.utime(SegmentCache(folders).files(key).media, (1000 + number, 1000 + number))
    cache = SegmentCache(folders)
    cache.pin(keys[0])
    assert cache.make_room() == 500
    left = [key for key in keys if cache.find(key) is not None]
    assert left == [keys[0], *keys[6:]]


def test_what_cannot_be_removed_is_told_once(folders: Folders, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cache that cannot be unlinked from (a read-only disk) is trouble, never an error."""
    _publish(folders, "k1" * 6)
    troubles: list[str] = []
    cache = SegmentCache(folders, on_trouble=troubles.append)

    def refuse(path: Path, missing_ok: bool = False) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(Path, "unlink", refuse)
    for _ in range(3):
        assert cache.evict(0) == 0
        cache.discard("k1" * 6, "damaged")
    assert len(troubles) == 1
    assert "Read-only" in troubles[0]
