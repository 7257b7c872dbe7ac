"""While nobody sees the window the sound goes on without pictures; who looks again finds the one that is due."""

from __future__ import annotations

import time

import numpy as np
import pytest

from generators.media import Size
from player.effort import FULL, RESTING, SAVING, UNSEEN, Situation
from player.playback.clock import ManualClock
from player.playback.core import EARLY, Playback
from player.playback.output import Output
from player.playback.rehearsal import RehearsalFeed, ScriptedPart, tone
from player.playback.segment_reader import SegmentReader
from player.playback.sinks import BLOCK
from player.thrift import Thrift
from player.words import words_in
from story_engine.time import SAMPLE_RATE, VIDEO_FRAME

SIZE = Size(width=96, height=64)
PARTS = [ScriptedPart(picture=np.full((64, 96, 3), 60 * n, np.uint8), seconds=2.0) for n in range(1, 4)]


class HandSink:
    """An output that the test drives."""

    name = "hand"

    def __init__(self):
        self.clock, self.heard_pcm = ManualClock(), []

    def start(self, fill):
        self.fill = fill

    def run(self):
        """One block of 20 ms."""
        block = np.zeros((BLOCK, 2), np.float32)
        self.fill(block)
        self.heard_pcm.append(block)
        self.clock.advance(BLOCK)

    def heard(self):
        return self.clock.heard()

    def is_alive(self):
        return True

    def close(self):
        """Nothing to free."""


def until(condition, seconds=8.0):
    """Wait for `condition`; fail loudly when it never comes."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "never happened"
        time.sleep(0.002)


class Show:
    """Three grey parts of two seconds on a device that the test drives."""

    def __init__(self, folder):
        self.feed = RehearsalFeed(folder, PARTS, size=SIZE)
        self.feed.start()
        self.sink = HandSink()
        self.playback = Playback(self.feed, output=lambda queue: Output(queue, open_device=lambda: self.sink))
        self.thrift = Thrift(self.playback, self.feed)
        self.decoded = 0
        reader_next = SegmentReader.next_frame

        def counted(reader):
            self.decoded += 1
            return reader_next(reader)

        self.counted = counted

    def play_to(self, seconds):
        """Let the device play until `seconds` of the show; what is shown on the way."""
        shown = []
        while self.playback.playhead() < round(seconds * SAMPLE_RATE):
            until(lambda: self.playback.sound.waiting >= BLOCK)
            self.sink.run()
            shown.append(self.playback.tick())
        return [one for one in shown if one is not None]


@pytest.fixture
def show(tmp_path, monkeypatch):
    """A show that plays, with its decoded pictures counted."""
    made = Show(tmp_path)
    monkeypatch.setattr(SegmentReader, "next_frame", made.counted)
    made.playback.start()
    until(lambda: made.playback.sound.waiting > 0)
    yield made
    made.playback.close()


def test_unseen_the_sound_goes_on_sample_by_sample_and_nothing_is_decoded(show):
    """Over a join in hiding, what is heard is the parts' sound end to end, and no picture is decoded or counted."""
    show.play_to(0.5)
    show.thrift.mind(Situation(unseen=True))
    time.sleep(0.05)
    before, dropped = show.decoded, show.playback.measures.dropped
    assert show.play_to(3.0) == []
    assert show.decoded == before
    assert show.playback.current().timed.part.scene.id == "s2"
    heard = np.concatenate(show.sink.heard_pcm)[BLOCK:140_000]
    wanted = np.concatenate([tone(96_000, part.pitch_hz) for part in PARTS])[BLOCK:140_000]
    assert np.array_equal(np.round(heard * 32768).astype(np.int16), wanted)
    assert (show.playback.measures.underruns, show.playback.measures.dropped) == (0, dropped)


@pytest.mark.parametrize("seconds", [0.7, 1.7, 2.05, 3.3])
def test_who_looks_again_finds_the_picture_that_is_due(show, seconds):
    """The very next turn shows the picture at the playhead: in a part's middle, just before and after a join."""
    show.play_to(0.3)
    show.thrift.mind(Situation(unseen=True))
    dropped = show.playback.measures.dropped  # before: the device is driven faster than a busy machine decodes
    show.play_to(seconds)
    until(lambda: show.playback.sound.waiting > 0)
    show.thrift.mind(Situation())
    shown = show.playback.tick()
    assert shown is not None
    assert -EARLY <= show.playback.playhead() - shown.at < VIDEO_FRAME
    grey = shown.image.reformat(format="gray").to_ndarray().mean()
    assert abs(grey - 60 * (1 + int(seconds // 2.0))) < 12
    assert show.playback.measures.dropped == dropped
    later = [one.at for one in show.play_to(seconds + 1.0)]
    assert later
    assert later == sorted(later)


def test_looking_again_decodes_one_group_of_pictures_at_most(show):
    """1.7 s into a part the first second's pictures are left out: groups are closed."""
    show.play_to(0.3)
    show.thrift.mind(Situation(unseen=True))
    show.play_to(1.7)
    show.thrift.mind(Situation())
    show.playback.tick()
    assert show.playback.shown.at >= 1.65 * SAMPLE_RATE
    path = show.playback.current().path
    with SegmentReader(path, skip=round(1.7 * SAMPLE_RATE)) as reader:
        assert reader.next_frame()[0] == 82_000
        assert len(reader._packets) < 30


def test_what_the_viewer_asks_for_unseen_is_done(show):
    """A rewind while nobody looks is heard, and its picture is there on return."""
    show.play_to(1.5)
    show.thrift.mind(Situation(unseen=True))
    show.playback.seek(24_000)
    until(lambda: not show.playback.seeking)
    show.sink.run()
    show.sink.run()
    assert show.playback.playhead() < 30_000
    show.thrift.mind(Situation())
    shown = show.playback.tick()
    assert shown is not None
    assert -EARLY <= show.playback.playhead() - shown.at < 2 * VIDEO_FRAME


def test_hiding_and_showing_again_and_again_loses_nothing(show):
    """Whoever flips between windows ends with the picture that is due."""
    for step in range(1, 12):
        show.play_to(0.2 + step * 0.15)
        show.thrift.mind(Situation(unseen=step % 2 == 1))
    show.thrift.mind(Situation())
    show.play_to(2.4)
    until(lambda: show.playback.tick() is None and show.playback.shown.at >= 2.3 * SAMPLE_RATE)


def test_the_conductor_is_told_once_of_every_change(show):
    """The same situation is no news; pause, battery and hidden window are."""
    for situation in (
        Situation(),
        Situation(on_battery=True),
        Situation(on_battery=True),
        Situation(unseen=True, on_battery=True),
        Situation(paused=True),
        Situation(on_battery=True, saves=False),
    ):
        show.thrift.mind(situation)
    assert show.feed.efforts == [SAVING, UNSEEN, RESTING, FULL]


def test_the_figures_tell_how_much_work_is_made():
    """In both languages, with the battery's charge where it counts."""
    for language in ("en", "de"):
        thrift = Thrift(None, RehearsalFeed(None, []))
        thrift.percent = 64
        told = [thrift.told(words_in(language))]
        for situation in (Situation(on_battery=True), Situation(paused=True)):
            thrift.mind(situation)
            told.append(thrift.told(words_in(language)))
        assert len(set(told)) == 3
        assert "64" in told[1]
