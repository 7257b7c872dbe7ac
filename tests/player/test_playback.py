"""Sound queue, outputs, decoder and core: joins exact, newest due picture, losses survived."""

import gc
import threading
import time
import weakref

import numpy as np
import pytest

from generators.media import Size
from player.playback.clock import ManualClock
from player.playback.core import Playback
from player.playback.errors import DamagedSegment, OutputError
from player.playback.output import Output
from player.playback.pcm import PcmQueue, Position
from player.playback.rehearsal import RehearsalFeed, ScriptedPart, question, tone, write_segment
from player.playback.segment_reader import SegmentReader, read_tail
from player.playback.sinks import BLOCK, PortAudioSink, SilentSink, has_device
from story_engine.time import SAMPLE_RATE

SMALL = Size(width=96, height=64)


def picture(shade: int) -> np.ndarray:
    return np.full((64, 96, 3), shade, dtype=np.uint8)


def until(condition, seconds: float = 8.0) -> None:
    """Wait for `condition`; fail loudly when it never comes."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "never happened"
        time.sleep(0.005)


class HandSink:
    """An output that a test drives: asks for blocks when told, hears what it is told."""

    name = "hand"

    def __init__(self) -> None:
        self.clock = ManualClock()
        self.alive = True
        self.heard_pcm: list[np.ndarray] = []

    def start(self, fill) -> None:
        self.fill = fill

    def run(self, frames: int) -> None:
        for _ in range(frames // BLOCK):
            block = np.full((BLOCK, 2), np.nan, dtype=np.float32)
            self.fill(block)
            self.heard_pcm.append(block)
            self.clock.advance(BLOCK)

    def heard(self) -> float:
        return self.clock.heard()

    def is_alive(self) -> bool:
        return self.alive

    def close(self) -> None:
        self.alive = False


def hand_player(feed, sink) -> Playback:
    return Playback(feed, output=lambda queue: Output(queue, open_device=lambda: sink, retry_seconds=60))


def test_position_follows_what_is_heard():
    """The show's time is that of the samples heard, over joins, dry spells and pauses."""
    queue = PcmQueue()
    block = np.zeros((BLOCK, 2), dtype=np.float32)
    queue.push(0, 0, np.ones((BLOCK, 2), dtype=np.float32))
    queue.push(1, 50_000, np.ones((BLOCK, 2), dtype=np.float32))
    for _ in range(3):
        queue.fill(block)
    assert queue.position(100) == Position(0, 100)
    assert queue.position(BLOCK + 5) == Position(1, 50_005)
    assert queue.position(3 * BLOCK) == Position(1, 50_000 + BLOCK)
    assert queue.dry is not None
    assert queue.dry.missing == BLOCK


def test_the_show_goes_softer_under_a_voice_and_comes_back():
    """9 dB softer within a fifth of a second, back within a second, and no step on the way."""
    queue = PcmQueue()
    queue.push(0, 0, np.ones((300 * BLOCK, 2), dtype=np.float32))
    block, heard = np.zeros((BLOCK, 2), dtype=np.float32), []

    def listen(seconds):
        for _ in range(round(seconds * SAMPLE_RATE / BLOCK)):
            queue.fill(block)
            heard.append(block[:, 0].copy())
        return heard[-1][-1]

    assert listen(0.2) == pytest.approx(1.0)
    queue.dip(True)
    assert listen(0.2) == pytest.approx(10 ** (-9 / 20), abs=1e-3)
    assert listen(0.3) == pytest.approx(10 ** (-9 / 20), abs=1e-3)
    queue.dip(False)
    assert listen(0.3) < 0.8
    assert listen(0.6) == pytest.approx(1.0)
    steps = np.abs(np.diff(np.concatenate(heard[1:])))
    assert steps.max() < 2e-3
    queue.set_volume(0.5)
    queue.dip(True)
    assert listen(0.4) == pytest.approx(0.5 * 10 ** (-9 / 20), abs=1e-3)


def test_a_dry_spell_is_reported_once_with_its_length():
    """Three silent blocks between two sounds are one underrun of three blocks."""
    queue = PcmQueue()
    block = np.zeros((BLOCK, 2), dtype=np.float32)
    queue.fill(block)  # before the first sound nothing is missing
    queue.push(0, 0, np.ones((BLOCK, 2), dtype=np.float32))
    for _ in range(4):
        queue.fill(block)
    queue.push(1, BLOCK, np.ones((BLOCK, 2), dtype=np.float32))
    queue.fill(block)
    assert [(dry.at, dry.missing) for dry in queue.take_reports()] == [(BLOCK, 3 * BLOCK)]
    assert queue.take_reports() == []


def test_a_dry_spell_does_not_click():
    """The last sample dies away over 5 ms and the next sound rises, so that neither edge jumps."""
    queue = PcmQueue()
    block = np.zeros((BLOCK, 2), dtype=np.float32)
    heard = []
    queue.push(0, 0, np.full((2 * BLOCK, 2), 0.5, dtype=np.float32))
    for number in range(5):
        if number == 4:
            queue.push(1, 2 * BLOCK, np.full((BLOCK, 2), 0.5, dtype=np.float32))
        queue.fill(block)
        heard.append(block.copy())
    steps = np.abs(np.diff(np.concatenate(heard)[:, 0]))
    assert steps.max() < 0.01


def test_pause_fades_and_lets_time_stand():
    """A frozen queue gives one falling block, then zeros, and loses no sample's place."""
    queue = PcmQueue()
    queue.push(0, 0, np.ones((20 * BLOCK, 2), dtype=np.float32))
    block = np.zeros((BLOCK, 2), dtype=np.float32)
    queue.fill(block)
    queue.fill(block)
    queue.freeze(True)
    queue.fill(block)
    assert block[0, 0] == pytest.approx(1.0)
    assert block[-1, 0] == pytest.approx(0.0)
    queue.fill(block)
    assert not block.any()
    assert queue.position(queue.written) == Position(0, 3 * BLOCK)
    assert queue.dry is None


def test_cut_goes_on_without_a_gap():
    """After a cut the very next block carries the new place, cross-faded."""
    queue = PcmQueue()
    queue.push(0, 0, np.ones((20 * BLOCK, 2), dtype=np.float32))
    block = np.zeros((BLOCK, 2), dtype=np.float32)
    queue.fill(block)
    queue.cut_to(1, 90_000, np.zeros((20 * BLOCK, 2), dtype=np.float32))
    queue.fill(block)
    assert queue.position(BLOCK) == Position(1, 90_000)
    assert block[0, 0] == pytest.approx(1.0)
    assert block[-1, 0] == pytest.approx(0.0, abs=1e-6)


def test_segment_round_trip_is_sample_exact(tmp_path):
    """Sound read back equals sound written, sample for sample; pictures come on whole frames."""
    pcm = tone(24 * 2000, 330.0)
    write_segment(tmp_path / "a.mkv", [picture(16 + i) for i in range(24)], pcm)
    with SegmentReader(tmp_path / "a.mkv") as reader:
        times = []
        while (got := reader.next_frame()) is not None:
            times.append(got[0])
        assert np.array_equal(np.round(reader.pcm * 32768).astype(np.int16), pcm)
    assert times == [i * 2000 for i in range(24)]


def test_a_segment_left_in_its_middle_is_gone_at_once(tmp_path):
    """A rewind leaves a reader half read; its sound, packets and decoder must not wait for the cycle collector."""
    write_segment(tmp_path / "a.mkv", [picture(16 + i) for i in range(24)], tone(24 * 2000, 330.0))
    gc.disable()
    try:
        reader = SegmentReader(tmp_path / "a.mkv")
        assert reader.next_frame() is not None
        left = weakref.ref(reader)
        reader.close()
        del reader
        assert left() is None
    finally:
        gc.enable()


def test_damaged_segments_say_so(tmp_path):
    """Neither rubbish nor a missing file gets further than one clear error."""
    (tmp_path / "bad.mkv").write_bytes(b"not a segment at all")
    for name in ("bad.mkv", "missing.mkv"):
        with pytest.raises(DamagedSegment, match=name):
            SegmentReader(tmp_path / name)
    (tmp_path / "tail.wav").write_bytes(b"RIFF")
    assert len(read_tail(tmp_path / "tail.wav")) == 0


def test_playlists_cannot_pass_as_segments(tmp_path):
    """The demuxer is forced: a playlist that names another file is refused."""
    (tmp_path / "list.mkv").write_text("ffconcat version 1.0\nfile secret.mkv\n")
    with pytest.raises(DamagedSegment):
        SegmentReader(tmp_path / "list.mkv")


def test_joins_are_sample_exact(tmp_path):
    """What the output gets over three joins is the segments' sound end to end, nothing between."""
    parts = [ScriptedPart(picture=picture(40 * i), seconds=1.0, pitch_hz=200.0 + 60 * i) for i in range(1, 4)]
    feed = RehearsalFeed(tmp_path, parts, size=SMALL)
    sink = HandSink()
    player = hand_player(feed, sink)
    player.start()
    try:
        until(lambda: player.sound.waiting > 0)
        while player.playhead() < 3 * 48_000 - BLOCK:
            until(lambda: player.sound.waiting >= BLOCK)
            sink.run(BLOCK)
            player.tick()
    finally:
        player.close()
    heard = np.concatenate(sink.heard_pcm)[BLOCK : 3 * 48_000 - BLOCK]  # the first block fades in
    wanted = np.concatenate([tone(48_000, part.pitch_hz) for part in parts])[BLOCK : 3 * 48_000 - BLOCK]
    assert np.array_equal(np.round(heard * 32768).astype(np.int16), wanted)
    assert player.measures.underruns == 0


def test_newest_due_picture_is_shown_and_the_rest_counted(tmp_path):
    """After a hiccup of five pictures the newest is shown and four are counted as dropped."""
    feed = RehearsalFeed(tmp_path, [ScriptedPart(picture=picture(80), seconds=2.0)], size=SMALL)
    sink = HandSink()
    player = hand_player(feed, sink)
    player.start()
    try:
        until(lambda: player.sound.waiting > 0 and player._decoder.next_due() is not None)
        sink.run(BLOCK)
        until(lambda: player.tick() is not None)
        first = player.shown.at
        until(lambda: len(player._decoder._frames) > 8)
        sink.run(10_000 // BLOCK * BLOCK + BLOCK)
        shown = player.tick()
        assert shown is not None
        assert shown.at == 10_000
        assert (first, player.measures.dropped) == (0, 4)
        assert player.tick() is None
    finally:
        player.close()


def test_next_segment_is_asked_late(tmp_path):
    """The next segment is not asked for before 0.6 s of the join, so that a late pick still counts."""
    feed = RehearsalFeed(tmp_path, [ScriptedPart(picture=picture(80), seconds=2.0)] * 3, size=SMALL)
    sink = HandSink()
    player = hand_player(feed, sink)
    player.start()
    try:
        until(lambda: player.sound.waiting > 0)
        for _ in range(66):  # 1.32 s
            sink.run(BLOCK)
            player.tick()
            time.sleep(0.003)
        assert len(feed.history()) == 1
        for _ in range(8):
            sink.run(BLOCK)
            player.tick()
            time.sleep(0.01)
        until(lambda: len(feed.history()) == 2)
    finally:
        player.close()


def test_seek_back_plays_what_was_watched_and_goes_on(tmp_path):
    """A rewind lands on the very picture and sample, and the old course follows."""
    parts = [ScriptedPart(picture=picture(60 * i), seconds=1.0) for i in range(1, 4)]
    feed = RehearsalFeed(tmp_path, parts, size=SMALL)
    feed.start()
    player = Playback(feed, output=lambda queue: Output(queue, silent=True))
    player.start()
    try:
        until(lambda: player.playhead() > 72_000)  # a display that hangs does not stop the sound
        player.seek(24_000)
        until(lambda: (player.tick(), player.position().serial >= 2)[1])
        assert 24_000 <= player.playhead() < 48_000
        until(lambda: (player.tick(), player.playhead() > 60_000)[1])
        assert [segment.id for segment in feed.history()][:2] == ["0:s1.p1", "1:s2.p1"]
    finally:
        player.close()


def test_the_first_picture_after_a_seek_is_that_of_its_target(tmp_path):
    """The picture at the very moment is shown, before its sound has come through the device; none is passed over."""
    parts = [ScriptedPart(picture=picture(60 * i), seconds=3.0) for i in range(1, 3)]
    feed = RehearsalFeed(tmp_path, parts, size=SMALL)
    feed.start()
    device = HandSink()
    player = Playback(feed, output=lambda queue: Output(queue, open_device=lambda: device, retry_seconds=60))
    player.start()
    try:
        until(lambda: player.sound.waiting > 0)
        device.run(100 * BLOCK)
        until(lambda: (player.tick(), player.shown is not None and player.shown.at >= 94_000)[1])
        player.seek(70_000)
        seen = []
        until(lambda: (seen.append(player.tick()), seen[-1] is not None)[1])
        assert seen[-1].at == 70_000
        assert player.position().serial == 0, "the device has asked for nothing since"
        device.run(BLOCK)
        until(lambda: player.position().serial == 1)
        assert player.tick() is None, "the next picture is not due yet"
        device.run(BLOCK)
        until(lambda: (seen.append(player.tick()), seen[-1] is not None)[1])
        assert seen[-1].at == 72_000
    finally:
        player.close()


@pytest.mark.parametrize("skip", [0, 2_000, 46_000, 48_000, 94_000, 140_000])
def test_a_reader_that_skips_begins_at_the_picture_before(tmp_path, skip):
    """What lies before the last key picture is not decoded, and the first picture is exactly the one asked for."""
    write_segment(tmp_path / "a.mkv", [picture(16 + i) for i in range(72)], tone(72 * 2000, 330.0))
    with SegmentReader(tmp_path / "a.mkv", skip) as reader:
        first = reader.next_frame()
        assert first[0] == skip
        kept = len(reader._packets)
    assert kept >= 72 - skip // 2_000 - 1
    assert kept <= 72 - (skip // 2_000) // 24 * 24
    light = first[1].to_ndarray(format="gray").mean()
    with SegmentReader(tmp_path / "a.mkv") as reader:
        whole = [reader.next_frame()[1].to_ndarray(format="gray").mean() for _ in range(skip // 2_000 + 1)]
    assert light == whole[-1]


def test_a_seek_to_what_was_deleted_changes_nothing(tmp_path):
    """A rewind into a segment that the cache has dropped is explained, and the show goes on where it was."""
    parts = [ScriptedPart(picture=picture(60 * i), seconds=1.0) for i in range(1, 5)]
    feed = RehearsalFeed(tmp_path, parts, size=SMALL)
    feed.start()
    said = []
    player = Playback(feed, output=lambda queue: Output(queue, silent=True), trouble=said.append)
    player.start()
    try:
        until(lambda: (player.tick(), player.playhead() > 60_000)[1])
        (tmp_path / "part0.mkv").unlink()
        player.seek(10_000)
        until(lambda: (player.tick(), bool(said))[1])
        until(lambda: (player.tick(), player.playhead() > 110_000)[1])
        assert [segment.id for segment in feed.history()][:3] == ["0:s1.p1", "1:s2.p1", "2:s3.p1"]
    finally:
        player.close()


def test_a_skip_cuts_in_at_once(tmp_path):
    """On SkipReady the jump segment is heard within the output's latency."""
    parts = [ScriptedPart(picture=picture(60 * i), seconds=3.0) for i in range(1, 4)]
    feed = RehearsalFeed(tmp_path, parts, size=SMALL)
    feed.start()
    player = Playback(feed, output=lambda queue: Output(queue, silent=True))
    feed.tell = lambda event: player.jump() if type(event).__name__ == "SkipReady" else None
    player.start()
    try:
        until(lambda: (player.tick(), player.playhead() > 24_000)[1])
        feed.skip()
        until(lambda: (player.tick(), player.position().serial == 1)[1])
        assert player.current().timed.part.scene.id == "s2"
    finally:
        player.close()


def test_a_damaged_segment_is_passed_over(tmp_path):
    """A damaged file costs its own seconds and one line of explanation, never the show."""
    parts = [ScriptedPart(picture=picture(60 * i), seconds=1.0) for i in range(1, 4)]
    (tmp_path / "part1.mkv").write_bytes(b"rubbish")
    feed = RehearsalFeed(tmp_path, parts, size=SMALL)
    said = []
    feed.start()
    player = Playback(feed, output=lambda queue: Output(queue, silent=True), trouble=said.append)
    player.start()
    try:
        until(lambda: (player.tick(), (now := player.current()) and now.timed.part.scene.id == "s3")[1])
    finally:
        player.close()
    assert len(said) == 1
    assert "part1.mkv" in said[0]


def test_a_lost_device_is_replaced_by_silence_and_comes_back(tmp_path):
    """The show's time goes on over loss and return of the device."""
    feed = RehearsalFeed(tmp_path, [ScriptedPart(picture=picture(90), seconds=2.0)] * 4, size=SMALL)
    device = HandSink()
    sinks = [device]

    def open_device():
        if not sinks:
            raise OutputError("no device")
        return sinks.pop()

    player = Playback(
        feed, output=lambda queue: Output(queue, open_device=open_device, refresh=lambda: None, retry_seconds=0.05)
    )
    player.start()
    try:
        until(lambda: player.sound.waiting > 0)
        device.run(20 * BLOCK)
        before = player.playhead()
        device.alive = False
        assert player.output.check() is True
        assert player.output.has_sound is False
        until(lambda: player.playhead() > before + 9_600)
        sinks.append(SilentSink())
        sinks[0].name = "device"
        until(lambda: player.output.has_sound)
        again = player.playhead()
        assert again >= before
        until(lambda: player.playhead() > again + 9_600)
    finally:
        player.close()


def test_another_device_takes_over_and_the_show_goes_on(tmp_path):
    """The old device is let go before the new one asks; one that cannot be opened leaves silence and the reason."""
    feed = RehearsalFeed(tmp_path, [ScriptedPart(picture=picture(90), seconds=2.0)] * 4, size=SMALL)
    first, second = SilentSink(), SilentSink()
    first.name, second.name = "first", "second"

    def nothing():
        raise OutputError("no such device")

    player = Playback(
        feed, output=lambda queue: Output(queue, open_device=lambda: first, refresh=lambda: None, retry_seconds=60)
    )
    player.start()
    try:
        until(lambda: player.playhead() > 4_800)
        before = player.playhead()
        player.output.move(lambda: second)
        until(lambda: second.is_alive())
        assert not first.is_alive()
        assert player.output.check() is False
        until(lambda: player.playhead() > before + 9_600)
        assert player.output.has_sound
        player.output.move(nothing)
        until(lambda: player.output.why_silent == "no such device")
        before = player.playhead()
        until(lambda: player.playhead() > before + 9_600)
        assert not player.output.has_sound
    finally:
        player.close()


SINKS = [
    SilentSink,
    pytest.param(PortAudioSink, marks=pytest.mark.skipif(not has_device(), reason="no sound device here")),
]


@pytest.mark.parametrize("make", SINKS)
def test_sink_contract(make):
    """Every output asks in blocks, hears no more than it asked for, never goes back, and stops when closed."""
    sink = make()
    asked = []
    done = threading.Event()

    def fill(block):
        assert block.shape[1] == 2
        assert block.dtype == np.float32
        block[:] = 0
        asked.append(len(block))
        if len(asked) > 20:
            done.set()

    sink.start(fill)
    assert done.wait(10)
    heard = []
    for _ in range(20):
        heard.append(sink.heard())
        assert heard[-1] <= sum(asked)
        time.sleep(0.002)
    assert sink.is_alive()
    assert heard == sorted(heard)
    assert heard[-1] > 0
    sink.close()
    sink.close()
    assert not sink.is_alive()
    count = len(asked)
    time.sleep(0.1)
    assert len(asked) == count


def test_silent_sink_forgets_a_sleep():
    """A machine that slept for an hour does not burst through an hour of story."""
    now = [100.0]
    sink = SilentSink(now=lambda: now[0])
    count = []
    sink.start(lambda block: count.append(len(block)))
    until(lambda: len(count) >= 2)
    now[0] += 3600.0
    time.sleep(0.08)
    sink.close()
    assert sum(count) <= 6 * BLOCK


def test_choice_holds_until_picked(tmp_path):
    """A hold repeats without a gap until an option is picked, then the branch follows."""
    parts = [
        ScriptedPart(picture=picture(90), seconds=0.75, choice=question(1, "Which?", "left", "right")),
        ScriptedPart(picture=picture(120), seconds=1.0),
    ]
    feed = RehearsalFeed(tmp_path, parts, size=SMALL)
    feed.start()
    player = Playback(feed, output=lambda queue: Output(queue, silent=True))
    player.start()
    try:
        until(lambda: (player.tick(), len(feed.history()) >= 3)[1])
        feed.pick(2)
        until(lambda: (player.tick(), (now := player.current()) and now.timed.part.choice is None)[1])
    finally:
        player.close()
    assert feed.picked == [2]
