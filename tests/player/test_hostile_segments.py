"""Torn and hostile files, and whatever else goes wrong in the decoder's thread: one clear line, never a frozen show."""

from __future__ import annotations

import random
import time
import wave
from pathlib import Path

import numpy as np
import pytest

from generators.media import Size
from player.playback.core import Playback
from player.playback.errors import DamagedSegment
from player.playback.output import Output
from player.playback.rehearsal import RehearsalFeed, ScriptedPart, write_segment
from player.playback.segment_reader import SegmentReader, read_tail

SMALL = Size(width=160, height=90)
GREY = np.full((90, 160, 3), 90, np.uint8)
ROUNDS = 150


def until(what) -> None:
    """Wait for something to be so."""
    deadline = time.monotonic() + 60.0
    while not what():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.005)


@pytest.fixture(scope="module")
def segment(tmp_path_factory) -> bytes:
    """A sound segment of half a second."""
    path = tmp_path_factory.mktemp("sound") / "sound.mkv"
    write_segment(path, [GREY] * 12, np.full((24_000, 2), 500, np.int16))
    return path.read_bytes()


def test_a_file_with_damage_anywhere_is_played_or_says_so(segment: bytes, tmp_path: Path) -> None:
    """Bytes changed, left out or cut off at random: pictures and sound, or one clear error; nothing else."""
    rng, path, refused = random.Random(7), tmp_path / "torn.mkv", 0
    for _ in range(ROUNDS):
        content = bytearray(segment)
        begin = rng.choice((0, 0, rng.randrange(len(content))))  # the headers of a file are its most delicate part
        for _ in range(rng.choice((1, 3, 30))):
            content[min(begin + rng.randrange(400), len(content) - 1)] = rng.randrange(256)
        path.write_bytes(content[: rng.choice((len(content), rng.randrange(len(content))))])
        try:
            with SegmentReader(path, rng.choice((0, 12_000))) as reader:
                assert reader.pcm.dtype == np.float32
                assert reader.pcm.shape[1:] == (2,)
                while reader.next_frame() is not None:
                    pass
        except DamagedSegment:
            refused += 1
    assert 0 < refused < ROUNDS


def test_a_tail_that_is_torn_anywhere_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    """However many bytes are there, in the middle of a frame as well."""
    whole, torn = tmp_path / "tail.wav", tmp_path / "torn.wav"
    with wave.open(str(whole), "wb") as out:
        out.setparams((2, 2, 48_000, 0, "NONE", ""))
        out.writeframes(np.full((40, 2), 8_192, "<i2").tobytes())
    content = whole.read_bytes()
    lengths = set()
    for cut in range(len(content) + 1):
        torn.write_bytes(content[:cut])
        tail = read_tail(torn)
        assert tail.shape[1] == 2
        lengths.add(len(tail))
    assert len(read_tail(whole)) == 40
    assert 0 in lengths


def test_what_nobody_foresaw_does_not_freeze_the_show(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The decoder's thread says once what went wrong, tries again, and plays on."""
    said: list[str] = []
    feed = RehearsalFeed(tmp_path, [ScriptedPart(picture=GREY, seconds=1.0)] * 3, size=SMALL)
    real, failures = feed.next_segment, [RuntimeError("odd")] * 5

    def next_segment(after: str | None):
        if after is not None and failures:
            raise failures.pop()
        return real(after)

    monkeypatch.setattr(RehearsalFeed, "next_segment", lambda self, after: next_segment(after))
    feed.start()
    player = Playback(feed, output=lambda queue: Output(queue, silent=True), trouble=said.append)
    player.start()
    try:
        until(lambda: (player.tick(), player.playhead() > 60_000)[1])
    finally:
        player.close()
    assert not failures
    assert said == ["a segment cannot be played (RuntimeError: odd); it is tried again"]
