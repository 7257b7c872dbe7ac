"""An evening's show takes no more memory than its first minutes: stills and segments that are over become small."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import av
import cv2
import msgspec
import numpy as np
import pytest

from generators.media import MANIFEST_SCHEMA, FlashVerdict, Level, Loudness, SegmentManifest, Size
from generators.stage.bench import bench_part
from generators.timed import Note, Phone, Score, TimedLine, TimedPart
from player import show_memory
from player.conducting.handout import KEPT, WHOLE, Handout, shared
from player.feed import ReadySegment, SceneBegan
from player.foyer.touching_up import PAINTED, SUBJECT
from player.marks import Mark
from player.show_memory import PACKED_KEPT, STILL, STILLS_AT_HAND, ShowMemory
from story_engine.time import SAMPLE_RATE


def _segment(number: int, timed: TimedPart) -> ReadySegment:
    manifest = SegmentManifest(
        schema=MANIFEST_SCHEMA, key=f"k{number}", part=timed.part.id, plan_hash="", parent="", duration=timed.duration,
        video_frames=48, level=Level.STAGE, size=Size(), fps=24,
        loudness=Loudness(integrated_lufs=-16.0, true_peak_dbtp=-3.0),
        flash=FlashVerdict(safe=True, worst_transitions=0, head="head", tail="tail"), captions=timed.captions,
        why=timed.part.scene.why,
    )  # fmt: skip
    start = number * timed.duration
    return ReadySegment(id=f"{number}", start=start, path=Path("k.mkv"), tail=None, manifest=manifest, timed=timed)


def _told() -> TimedPart:
    line = TimedLine(
        start=0, duration=SAMPLE_RATE, speaker="wren", text="Oh.", phones=(Phone(start=0, duration=9, phone="ow"),)
    )
    note = Note(start=0, duration=SAMPLE_RATE, pitch=60.0, velocity=0.5, instrument="felt_piano")
    return replace(bench_part(0, 48), lines=(line,), score=Score(notes=(note,)))


def test_what_was_handed_out_long_ago_keeps_what_is_shown_and_told_of_it() -> None:
    """Its notes and mouths lie in the file; captions, scene, shots and the times of its lines stay, and its place.

    Its manifest keeps what its file is and how its pictures end, for the join with whatever a skip puts behind it.
    """
    handout, after = Handout(), None
    given = [_segment(number, _told()) for number in range(WHOLE + 3)]
    for number, segment in enumerate(given):
        assert handout.lay(segment, number)
        assert handout.take(after) is segment
        after = segment.id
    first, second = handout.take(None), handout.take(given[0].id)
    assert first is not None
    assert second is not None
    assert first.timed.score.notes == () == first.timed.lines[0].phones
    assert (first.id, first.timed.captions) == (given[0].id, given[0].timed.captions)
    assert (first.manifest.key, first.manifest.flash.tail, first.duration) == ("k0", "tail", given[0].duration)
    assert (first.manifest.flash.head, first.manifest.captions, first.manifest.why) == ("", (), ())
    assert first.timed.shots == given[0].timed.shots
    assert (first.timed.lines[0].text, first.timed.lines[0].duration) == ("Oh.", SAMPLE_RATE)
    assert second.timed.part.scene is first.timed.part.scene, "one scene for all its parts"
    assert handout.number_of(given[1]) == 1, "the playback core still holds it whole"
    assert handout.handed()[-1].timed.score.notes, "what may be drawn again is whole"


def test_what_an_old_segment_says_as_the_one_before_it_is_one_object() -> None:
    """Only what is another is kept anew; nothing is changed by it."""
    timed = bench_part(0, 48)
    scene = timed.part.scene
    sad = replace(timed, part=replace(timed.part, scene=replace(scene, mood=replace(scene.mood, valence=-0.9))))
    longer = replace(sad, shots=(*sad.shots, replace(sad.shots[0], start=96_000)))
    apart = msgspec.convert(msgspec.to_builtins(longer), TimedPart)
    assert apart.part.scene.actors is not scene.actors
    found = shared(apart, timed)
    assert found == longer
    assert found.part.scene.actors is scene.actors
    assert found.entry is timed.entry
    assert found.shots[0] is timed.shots[0]
    assert shared(timed, timed) is timed
    assert shared(apart, None) is apart  # type: ignore[arg-type]


def test_a_day_of_segments_is_forgotten_from_its_beginning() -> None:
    """As many as can be sought back to are kept, and counting goes on."""
    handout, after, timed = Handout(), None, bench_part(0, 4)
    for number in range(KEPT + 5):
        segment = _segment(number, timed)
        assert handout.lay(segment, number)
        handout.take(after)
        after = segment.id
    assert len(handout.handed()) == KEPT
    assert handout.handed()[0].id == "5"
    assert handout.number_of(segment) == KEPT + 4


def test_a_playing_show_holds_few_stills(tmp_path: Path) -> None:
    """Older ones are read from their files when the map asks."""
    memory = ShowMemory(tmp_path)
    timed = bench_part(0, 48)
    for number in range(STILLS_AT_HAND + 3):
        scene = replace(timed.part.scene, id=f"s{number}", number=number + 1)
        memory.event(SceneBegan(scene=scene, at=number * 96_000, mark=Mark(event=f"e{number}", steps=1)))
        grey = np.full((STILL[1], STILL[0], 3), 90, np.uint8)
        memory.picture(av.VideoFrame.from_ndarray(grey, format="rgb24"), number * 96_000 + 40_000)
    memory.close()
    for path in tmp_path.glob("*.jpg"):
        cv2.imwrite(str(path), np.full((STILL[1], STILL[0], 3), 200, np.uint8))
    stills = [memory.still(stretch) for stretch in sorted(memory.map.stretches)]
    assert all(still is not None and still.shape == (STILL[1], STILL[0], 3) for still in stills)
    held = [still is not None and abs(float(still.mean()) - 90) < 5 for still in stills]
    assert held == [False] * 3 + [True] * STILLS_AT_HAND


def test_the_folder_of_a_long_show_keeps_the_stills_of_its_newest_stretches(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A show of days does not fill the disk; what is older has no still, and the map keeps every stretch."""
    monkeypatch.setattr(show_memory, "STILLS_ON_DISK", 4)
    memory, timed = ShowMemory(tmp_path), bench_part(0, 48)
    (tmp_path / f"1{PAINTED}").write_bytes(b"a painting")
    for number in range(9):
        scene = replace(timed.part.scene, id=f"s{number}", number=number + 1)
        memory.event(SceneBegan(scene=scene, at=number * 96_000, mark=Mark(event=f"e{number}", steps=1)))
        memory.heard(_segment(number, timed))
        grey = np.full((STILL[1], STILL[0], 3), 90, np.uint8)
        if number != 3:  # it is left at once
            memory.picture(av.VideoFrame.from_ndarray(grey, format="rgb24"), number * 96_000 + 40_000)
    memory.close()
    assert {path.name for path in tmp_path.glob("*.jpg")} == {f"{number}.jpg" for number in (6, 7, 8, 9)}
    assert {int(path.name.split(".")[0]) for path in tmp_path.glob(f"*{SUBJECT}")} <= {6, 7, 8, 9}
    later = ShowMemory(tmp_path)
    assert len(later.map.stretches) == 9
    assert (later.still(1), later.still(9) is None) == (None, False)


def test_a_show_without_a_folder_holds_few_stills_as_well() -> None:
    """The older ones are packed, the oldest are forgotten: off-screen an hour's stills would be 100 MB."""
    memory, timed = ShowMemory(None), bench_part(0, 48)
    rough = np.random.default_rng(1).integers(-8, 8, (STILL[1], STILL[0], 3))
    for number in range(PACKED_KEPT + 5):
        scene = replace(timed.part.scene, id=f"s{number}", number=number + 1)
        memory.event(SceneBegan(scene=scene, at=number * 96_000, mark=Mark(event=f"e{number}", steps=1)))
        grey = (20 + number + rough).astype(np.uint8)
        memory.picture(av.VideoFrame.from_ndarray(grey, format="rgb24"), number * 96_000 + 40_000)
    assert len(memory._stills) == STILLS_AT_HAND
    stills = {stretch: memory.still(stretch) for stretch in sorted(memory.map.stretches)}
    memory.close()
    assert [still is None for still in stills.values()] == [True] * 5 + [False] * PACKED_KEPT
    assert {still.shape for still in stills.values() if still is not None} == {(STILL[1], STILL[0], 3)}
    assert sum(map(len, memory._packed.values())) < 2_000_000
    assert all(
        still is None or abs(float(still.mean()) - 20 - number) < 4 for number, still in enumerate(stills.values())
    )
