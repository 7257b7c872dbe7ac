"""The decoding thread: asks for segments just before their join and keeps pictures and sound ready.

It knows no device and no window; it asks a feed for segments, and where playback is through a function.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import av
import numpy as np

from player.feed import Feed, ReadySegment
from player.playback.errors import DamagedSegment
from player.playback.pcm import PcmQueue, Position
from player.playback.segment_reader import SegmentReader, read_tail
from story_engine.time import VIDEO_FRAME, MediaTime, from_seconds

QUEUED_FRAMES = 15
"""Decoded pictures kept ready: more than `ASK_BEFORE_JOIN`, so that a segment is decoded out when we ask on."""
ASK_BEFORE_JOIN = from_seconds(0.6)
"""How early the next segment is asked for: late, so that a late pick still branches at this join."""
IDLE_SECONDS = 0.008
"""Sleep when nothing is to be done: a fifth of a picture's time."""
UNSEEN_IDLE_SECONDS = 0.05
"""… and while nobody sees the pictures: what comes next is opened in time all the same."""
JUMP_PATIENCE = 250
"""Turns (two seconds) in which a promised jump may become ready before the ordinary course goes on."""
LOOK_PATIENCE_SECONDS = 0.25
"""Who sees the window again waits at most this long for the picture that is due (some 0.06 s where it is quiet)."""
REMEMBERED = 64
"""Opened segments whose captions and scenes are still known: the queue holds two, a rewind a few more."""


class Mixer(Protocol):
    """Joins bodies and the tails that ring over them (`generators.sound.mix.JoinMixer`)."""

    def push(self, body: np.ndarray, tail: np.ndarray, *, weighed: bool = False) -> np.ndarray:
        """The sound to play for `body`, float32 (n, 2), with earlier tails in it; keeps `tail` for later.

        `weighed`: by a viewer's own balance.
        """
        ...


class TailSum:
    """The plainest mixer: adds tails, limits nothing."""

    def __init__(self) -> None:
        self._ringing = np.zeros((0, 2), dtype=np.float32)

    def push(self, body: np.ndarray, tail: np.ndarray, *, weighed: bool = False) -> np.ndarray:
        """`body` with what rings over it."""
        out = body.copy()
        count = min(len(out), len(self._ringing))
        out[:count] += self._ringing[:count]
        rest = self._ringing[count:]
        length = max(len(rest), len(tail))
        self._ringing = np.zeros((length, 2), dtype=np.float32)
        self._ringing[: len(rest)] += rest
        self._ringing[: len(tail)] += tail
        return out


@dataclass(frozen=True, slots=True)
class DecodedFrame:
    """A picture and its place; the planes are PyAV's own memory."""

    position: Position
    image: av.VideoFrame


class Decoder:
    """Fills `queue` with sound and itself with pictures, segment after segment."""

    def __init__(
        self,
        feed: Feed,
        queue: PcmQueue,
        position: Callable[[], Position],
        *,
        mixer: Callable[[], Mixer] = TailSum,
        trouble: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._feed = feed
        self._queue = queue
        self._position = position
        self._make_mixer = mixer
        self._mixer = mixer()
        self._trouble = trouble
        self._frames: deque[DecodedFrame] = deque()
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="decoder", daemon=True)
        self._reader: SegmentReader | None = None
        self._serial = -1
        """Of what was opened last."""
        self._reading = -1
        """Of what is decoded: the same, but for a moment when pictures are seen again."""
        self._opened: dict[int, ReadySegment] = {}
        self._last_id: str | None = None
        self._jump = 0
        self._seek: MediaTime | None = None
        self._landing: DecodedFrame | None = None
        self._unseen = False
        self._looking = False
        """Somebody sees the pictures again, and none is decoded yet."""
        self._looked = threading.Event()
        self.begin_at: MediaTime | Callable[[ReadySegment], MediaTime] = 0
        """How far inside of the first segment playback begins, or who knows once it is there."""

    def start(self) -> None:
        """Begin to ask and decode."""
        self._thread.start()

    def close(self) -> None:
        """Stop the thread and free what is open."""
        self._stop.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(timeout=2.0)
        self._close_reader()

    def segment(self, serial: int) -> ReadySegment | None:
        """The segment that was opened as number `serial`."""
        return self._opened.get(serial)

    def take_due(self, until: Position) -> list[DecodedFrame]:
        """Remove and return every picture due by `until`, oldest first."""
        due = []
        with self._lock:
            while self._frames and self._frames[0].position <= until:
                due.append(self._frames.popleft())
        if due:
            self._wake.set()
        return due

    def take_landing(self) -> DecodedFrame | None:
        """The first picture of where a seek has just gone: shown at once, for its sound is on its way to the ear."""
        with self._lock:
            landing, self._landing = self._landing, None
        return landing

    def next_due(self) -> Position | None:
        """When the next picture is due."""
        with self._lock:
            return self._frames[0].position if self._frames else None

    def jump(self) -> None:
        """A skip can happen: fade out what plays and go on with what the feed now has next."""
        self._jump = JUMP_PATIENCE
        self._wake.set()

    def seek(self, at: MediaTime) -> None:
        """Go to show time `at` in what was already handed out."""
        self._seek = at
        self._wake.set()

    @property
    def seeking(self) -> bool:
        """Whether a seek has not been answered yet."""
        return self._seek is not None

    @property
    def is_unseen(self) -> bool:
        """Whether no pictures are decoded, as nobody sees them."""
        return self._unseen

    def see(self, seen: bool) -> None:
        """Decode pictures, or sound alone while nobody sees them.

        Who sees them again gets the one that is due: this returns when it is there, or is not in time.
        """
        if seen != self._unseen:
            return
        self._looked.clear()
        self._looking = seen
        self._unseen = not seen
        self._wake.set()
        if seen and self._thread.is_alive():
            self._looked.wait(LOOK_PATIENCE_SECONDS)

    def _run(self) -> None:
        told = ""
        while not self._stop.is_set():
            try:
                worked = self._turn()
            except Exception as error:  # noqa: BLE001 - the edge of the thread: a silent end would be a frozen picture
                worked, what = False, f"a segment cannot be played ({type(error).__name__}: {error}); it is tried again"
                if what != told:
                    told = what
                    self._trouble(what)
            if not worked:
                self._wake.wait(UNSEEN_IDLE_SECONDS if self._unseen else IDLE_SECONDS)
                self._wake.clear()

    def _turn(self) -> bool:
        """One small step of work; whether there was any."""
        if self._seek is not None:
            target, answered = self._seek, self._answer_seek(self._seek)
            if self._seek == target:  # not replaced meanwhile
                self._seek = None
            return answered
        if self._jump:
            return self._answer_jump()
        if self._unseen:
            return self._leave_unseen()
        if self._looking:
            self._looking = False
            self._look_again()
            self._looked.set()
            return True
        if self._reader is None:
            return self._is_time_to_ask() and self._go_on()
        if len(self._frames) < QUEUED_FRAMES or self._is_time_to_ask():
            return self._decode_one()  # a display that hangs must not make the sound run dry
        return False

    def _leave_unseen(self) -> bool:
        """A turn while nobody looks: what comes next is opened when its sound is needed, no picture is decoded."""
        return self._drop_pictures() or (self._is_time_to_ask() and self._go_on())

    def _drop_pictures(self) -> bool:
        """Forget what is decoded, and decode no more of what is open; whether there was any."""
        had = self._reader is not None
        self._close_reader()
        with self._lock:
            had = had or bool(self._frames)
            self._frames.clear()
            self._landing = None
        return had

    def _look_again(self) -> None:
        """Decode from what is heard now to what was opened last, up to the picture that is due."""
        self._drop_pictures()
        heard = self._position()
        for serial in range(max(heard.serial, 0), self._serial + 1):
            segment = self._opened.get(serial)
            if segment is None:
                continue
            for _ in range(QUEUED_FRAMES):  # the rest of one that is over before the next, which is open as well
                if self._reader is not None:
                    self._decode_one()
            inside = max(heard.at - segment.start, 0) if serial == heard.serial else 0
            skip = min(inside, segment.duration - VIDEO_FRAME) // VIDEO_FRAME * VIDEO_FRAME
            self._close_reader()
            self._read_pictures(serial, max(skip, 0))
        while self._reader is not None and not self._has_due():
            self._decode_one()

    def _read_pictures(self, serial: int, skip: MediaTime) -> None:
        """Read the pictures of a segment whose sound is queued already."""
        try:
            self._reader = SegmentReader(self._opened[serial].path, skip)
            self._reading = serial
        except DamagedSegment as error:
            self._trouble(str(error))

    def _close_reader(self) -> None:
        if self._reader is not None:
            self._reader.close()
            self._reader = None

    def _has_due(self) -> bool:
        with self._lock:
            return bool(self._frames) and self._frames[-1].position >= self._position()

    def _decode_one(self) -> bool:
        assert self._reader is not None
        try:
            got = self._reader.next_frame()
        except DamagedSegment as error:
            self._trouble(str(error))
            got = None  # the last picture stands while the sound, decoded already, plays on
        if got is None:
            self._close_reader()
            return True
        at, image = got
        frame = DecodedFrame(Position(self._reading, self._opened[self._reading].start + at), image)
        with self._lock:
            self._frames.append(frame)
        return True

    def _first(self, reader: SegmentReader) -> tuple[MediaTime, av.VideoFrame] | None:
        try:
            return reader.next_frame()
        except DamagedSegment as error:
            self._trouble(str(error))
            return None  # its sound is decoded already and plays

    def _is_time_to_ask(self) -> bool:
        current = self._opened.get(self._serial)
        if current is None:
            return True
        heard = self._position()
        return heard.serial == self._serial and heard.at >= current.end - ASK_BEFORE_JOIN

    def _go_on(self) -> bool:
        segment = self._feed.next_segment(self._last_id)
        if segment is None:
            return False
        begin = 0
        if self._last_id is None:
            wanted = self.begin_at(segment) if callable(self.begin_at) else self.begin_at
            begin = min(wanted, segment.duration - VIDEO_FRAME) // VIDEO_FRAME * VIDEO_FRAME
        if not self._open(segment, cut=segment.jump, skip=max(begin, 0)):
            self._last_id = segment.id  # damaged: its own seconds are lost, what follows is not
        return True

    def _answer_jump(self) -> bool:
        heard = self._opened.get(self._position().serial)
        self._jump -= 1
        segment = self._feed.next_segment(heard.id if heard else None)
        if segment is not None and segment.jump and segment.id != self._last_id:
            self._jump = 0
            if not self._open(segment, cut=True):
                self._last_id = segment.id
            return True
        if segment is not None and not segment.jump:
            self._jump = 0  # the join was faster: the course already leads there
        return self._decode_one() if self._reader is not None and len(self._frames) < QUEUED_FRAMES else False

    def _answer_seek(self, at: MediaTime) -> bool:
        known = self._feed.history()
        found = next((s for s in reversed(known) if s.start <= at), known[0] if known else None)
        if found is None:
            return False
        inside = min(max(0, at - found.start), found.duration - VIDEO_FRAME)
        self._mixer = self._make_mixer()
        return self._open(found, cut=True, skip=inside // VIDEO_FRAME * VIDEO_FRAME, lands=True)

    def _open(self, segment: ReadySegment, *, cut: bool, skip: MediaTime = 0, lands: bool = False) -> bool:
        """Make `segment` the one that is decoded; False = it is damaged, and nothing has changed.

        `lands`: its first picture is decoded before its sound begins, so that none is passed over.
        """
        try:
            reader = SegmentReader(segment.path, skip)
        except DamagedSegment as error:
            self._trouble(str(error))
            return False
        first = self._first(reader) if lands and not self._unseen else None
        self._close_reader()
        body, tail = _exactly(reader.pcm, segment.duration)[skip:], read_tail(segment.tail)
        sound = self._mixer.push(body, tail, weighed=segment.timed.is_weighed)
        serial = self._serial + 1
        self._opened[serial] = segment
        self._opened.pop(serial - REMEMBERED, None)
        self._reader, self._serial, self._reading, self._last_id = reader, serial, serial, segment.id
        if cut:
            with self._lock:
                self._frames.clear()
                if first is not None:
                    self._landing = DecodedFrame(Position(serial, segment.start + first[0]), first[1])
            self._queue.cut_to(serial, segment.start + skip, sound)
        else:
            self._queue.push(serial, segment.start + skip, sound)
        return True


def _exactly(pcm: np.ndarray, frames: MediaTime) -> np.ndarray:
    """`pcm` with exactly `frames` audio frames: joins stay exact even if a file is short."""
    if len(pcm) >= frames:
        return pcm[:frames]
    return np.concatenate([pcm, np.zeros((frames - len(pcm), 2), dtype=np.float32)])
