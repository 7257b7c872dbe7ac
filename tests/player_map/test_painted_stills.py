"""Stills of past shows are painted in the foyer, from the part that they show."""

from __future__ import annotations

import os
import queue
import threading
from pathlib import Path

import av
import cv2
import msgspec
import numpy as np
import pytest

from generators.media import MANIFEST_SCHEMA, FlashVerdict, Level, Loudness, SegmentManifest, Size
from generators.stage.bench import bench_part
from player.feed import ReadySegment, SceneBegan
from player.foyer.atelier import Atelier
from player.foyer.painter import TouchedUp, TouchUp, touched_up
from player.foyer.touching_up import PAINTED, SUBJECT, Subject, paint_next
from player.marks import Mark
from player.show_memory import STILL, ShowMemory


def _subject(folder: Path, number: int) -> Path:
    path = folder / f"{number}{SUBJECT}"
    path.write_bytes(msgspec.json.encode(Subject(timed=bench_part(0, 12), at=8_000)))
    (folder / f"{number}.jpg").write_bytes(cv2.imencode(".jpg", np.zeros((360, 640, 3), np.uint8))[1].tobytes())
    return path


def test_a_still_is_painted_and_shown_instead_of_the_photograph(tmp_path: Path):
    """One call paints one still; the map shows the painting, in the size of a still."""
    _subject(tmp_path, 3)
    before = ShowMemory(tmp_path).still(3)
    assert paint_next(tmp_path, None) is True
    assert paint_next(tmp_path, None) is False
    after = ShowMemory(tmp_path).still(3)
    assert after.shape == before.shape == (STILL[1], STILL[0], 3)
    assert before.max() < 10 < after.mean()


def test_a_photograph_taken_again_is_painted_again(tmp_path: Path):
    """A still that was replaced makes its painting old."""
    path = _subject(tmp_path, 1)
    paint_next(tmp_path, None)
    newer = (tmp_path / f"1{PAINTED}").stat().st_mtime_ns + 1_000_000
    os.utime(path, ns=(newer, newer))
    assert paint_next(tmp_path, None) is True


@pytest.mark.parametrize("content", [b"", b"{", b'{"timed": 3, "at": 0}', b"\xff\xfe"])
def test_what_cannot_be_painted_stays_a_photograph(tmp_path: Path, content: bytes):
    """A damaged subject, or one of another version, is not tried again; the next still has its turn."""
    bad = _subject(tmp_path, 9)
    bad.write_bytes(content)
    assert paint_next(tmp_path, None) is True
    assert not bad.exists()
    assert paint_next(tmp_path, None) is False
    assert (tmp_path / "9.jpg").is_file()


def test_a_full_disk_ends_the_painting_of_a_show(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The photographs stay, and nothing is tried over and over."""
    _subject(tmp_path, 1)

    def full(path: Path, content: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("player.foyer.painter.write_whole", full)
    assert touched_up(TouchUp(folder=str(tmp_path), art="")) == TouchedUp(folder=str(tmp_path), more=False)


class _Quick(Atelier):
    """An atelier whose painter answers at once."""

    def __init__(self, folder: Path, left: dict[str, int]) -> None:
        super().__init__(folder)
        self.left, self.asked_for = left, []
        self._thread = threading.current_thread()
        self._wanted = queue.PriorityQueue()

    def answer(self) -> None:
        while not self._wanted.empty():
            asked = self._wanted.get()[2]
            self.asked_for.append(asked.folder)
            self.left[asked.folder] -= 1
            self._came.put(TouchedUp(folder=asked.folder, more=self.left[asked.folder] >= 0))


def test_maps_are_touched_up_one_still_at_a_time_when_nothing_else_is_wanted(tmp_path: Path):
    """Show after show, each until it says that nothing is left; pictures that are looked at go first."""
    one, two = tmp_path / "one", tmp_path / "two"
    atelier = _Quick(tmp_path, {str(one): 2, str(two): 1})
    for _ in range(8):
        atelier.touch_up([(one, None), (two, None)])
        assert atelier._wanted.qsize() <= 1
        atelier.touch_up([(one, None), (two, None)])
        assert atelier._wanted.qsize() <= 1
        atelier.answer()
    assert atelier.asked_for == [str(one)] * 3 + [str(two)] * 2
    atelier._touched.clear()
    atelier._take()
    atelier._wanted.put((0, 0, None, 0))
    atelier.touch_up([(one, None)])
    assert atelier._wanted.qsize() == 1


def test_the_player_keeps_what_a_still_shows(tmp_path: Path):
    """Beside the photograph lie the part and the moment, so that it can be painted later."""
    timed = bench_part(0, 48)
    manifest = SegmentManifest(
        schema=MANIFEST_SCHEMA, key="k", part=timed.part.id, plan_hash="", parent="", duration=timed.duration,
        video_frames=48, level=Level.STAGE, size=Size(), fps=24,
        loudness=Loudness(integrated_lufs=-16.0, true_peak_dbtp=-3.0),
        flash=FlashVerdict(safe=True, worst_transitions=0),
    )  # fmt: skip
    memory = ShowMemory(tmp_path)
    memory.event(SceneBegan(scene=timed.part.scene, at=0, mark=Mark(event="e", steps=1)))
    memory.heard(
        ReadySegment(id="p", start=0, path=tmp_path / "k.mkv", tail=None, manifest=manifest, timed=timed, jump=False)
    )
    memory.picture(av.VideoFrame.from_ndarray(np.full((360, 640, 3), 90, np.uint8), format="rgb24"), 40_000)
    memory.close()
    (path,) = tmp_path.glob(f"*{SUBJECT}")
    assert msgspec.json.decode(path.read_bytes(), type=Subject) == Subject(timed=timed, at=40_000)
    assert paint_next(tmp_path, None) is True
    assert ShowMemory(tmp_path).still(int(path.name.removesuffix(SUBJECT))).shape == (360, 640, 3)
