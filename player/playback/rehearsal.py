"""A feed that needs no story: a scripted show of ready segments, for measuring and testing playback.

It knows no director and renders nothing: pictures and sound are given or synthesised on the spot. It
checks the contract of `Feed` as it goes.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from generators.media import MANIFEST_SCHEMA, FlashVerdict, Level, Loudness, SegmentManifest, Size
from generators.timed import Caption, StageState, TimedPart
from player.effort import Effort
from player.feed import (
    ChoiceClosed,
    ChoiceOpened,
    ChoicePassed,
    ChoiceTaken,
    Kept,
    ReadySegment,
    Revisited,
    SceneBegan,
    ShowEvent,
    SignalNoted,
    SkipReady,
    WishAcknowledged,
    WishUndone,
)
from player.marks import Mark
from story_engine.plan import Choice, InputKind, Look, Option, Part, PartKind, Place, Scene, Why
from story_engine.time import FPS, SAMPLE_RATE, VIDEO_FRAME, MediaTime, from_seconds


def write_segment(path: Path, pictures: Sequence[np.ndarray], pcm: np.ndarray) -> None:
    """Write pictures (uint8 RGB (h, w, 3)) and sound (int16 (n, 2)) as one segment file."""
    height, width = pictures[0].shape[:2]
    with av.open(str(path), "w", format="matroska") as out:
        video = out.add_stream("libx264", rate=FPS, options={"preset": "superfast", "crf": "20", "threads": "1"})
        video.width, video.height, video.pix_fmt = width, height, "yuv420p"
        video.codec_context.gop_size = FPS
        video.codec_context.max_b_frames = 0
        video.codec_context.color_range = 1
        video.codec_context.colorspace = 1
        video.codec_context.color_primaries = 1
        video.codec_context.color_trc = 1
        audio = out.add_stream("flac", rate=SAMPLE_RATE, layout="stereo")
        audio.codec_context.format = "s16"
        for number, picture in enumerate(pictures):
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24").reformat(
                format="yuv420p", dst_colorspace="ITU709", dst_color_range="MPEG"
            )
            frame.pts, frame.time_base = number, Fraction(1, FPS)
            out.mux(video.encode(frame))
        out.mux(video.encode(None))
        sound = av.AudioFrame.from_ndarray(np.ascontiguousarray(pcm).reshape(1, -1), format="s16", layout="stereo")
        sound.sample_rate, sound.pts, sound.time_base = SAMPLE_RATE, 0, Fraction(1, SAMPLE_RATE)
        out.mux(audio.encode(sound))
        out.mux(audio.encode(None))


def tone(frames: MediaTime, pitch_hz: float = 220.0, start: MediaTime = 0) -> np.ndarray:
    """A quiet sine, int16 (n, 2), whose phase follows the show's time so that joins are smooth."""
    time = (np.arange(frames) + start) / SAMPLE_RATE
    wave = (np.sin(2 * np.pi * pitch_hz * time) * 2000).astype(np.int16)
    return np.stack([wave, wave], axis=1)


def drifting(picture: np.ndarray, frames: int, size: Size) -> list[np.ndarray]:
    """`picture` seen by a camera that slides slowly over it: `frames` RGB pictures of `size`."""
    import cv2

    high = math.ceil(size.height * 1.06)
    wide = max(size.width + 2, math.ceil(high * picture.shape[1] / picture.shape[0]))
    scaled = cv2.resize(picture, (wide, high), interpolation=cv2.INTER_AREA)
    room_x, room_y = wide - size.width, high - size.height
    out = []
    for number in range(frames):
        x, y = int(room_x * number / frames), int(room_y * (1 - number / frames))
        out.append(np.ascontiguousarray(scaled[y : y + size.height, x : x + size.width]))
    return out


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptedPart:
    """One part of a rehearsal."""

    picture: np.ndarray
    seconds: float = 2.0
    title: str = "A scene"
    captions: tuple[Caption, ...] = ()
    choice: Choice | None = None
    option: int = 0
    """Plays only when this option was taken last; 0 = always."""
    why: str = ""
    pitch_hz: float = 220.0


@dataclass(slots=True)
class RehearsalFeed:
    """Plays scripted parts in order; a part with a choice holds (repeats) until an option is picked."""

    folder: Path
    parts: Sequence[ScriptedPart]
    tell: Callable[[ShowEvent], None] = lambda _: None
    size: Size = field(default_factory=Size)
    picked: list[int] = field(default_factory=list)
    wishes: list[str] = field(default_factory=list)
    signals: list[InputKind] = field(default_factory=list)
    heads: list[MediaTime] = field(default_factory=list)
    underruns: list[tuple[MediaTime, MediaTime]] = field(default_factory=list)
    visits: list[tuple[Mark, int, int]] = field(default_factory=list)
    wild: list[float] = field(default_factory=list)
    efforts: list[Effort] = field(default_factory=list)
    sizes: list[Size] = field(default_factory=list)
    timers: list[float] = field(default_factory=list)
    _goal: int | None = None
    _made: list[ReadySegment] = field(default_factory=list)
    _place: list[int] = field(default_factory=list)
    _lock: threading.RLock = field(default_factory=threading.RLock)
    _open: ChoiceOpened | None = None
    _settled: set[int] = field(default_factory=set)
    _scene: str = ""
    _skipping: bool = False
    _taken: int = 0
    _closing: Choice | None = None

    def start(self) -> None:
        """Write all segments, so that none is late."""
        for place in range(len(self.parts)):
            self._write(place)

    def stop(self) -> None:
        """Nothing to stop."""

    def history(self) -> tuple[ReadySegment, ...]:
        """What was handed out, in order."""
        with self._lock:
            return tuple(self._made)

    def next_segment(self, after: str | None) -> ReadySegment | None:
        """The segment after `after`."""
        with self._lock:
            ids = [segment.id for segment in self._made]
            assert after is None or after in ids, f"unknown segment {after}"
            index = -1 if after is None else ids.index(after)
            if index + 1 < len(self._made) and not self._skipping:
                return self._made[index + 1]
            place = -1 if index < 0 else self._place[index]
            if index < 0 or self._may_leave(place):
                place += 1
                while place < len(self.parts) and self.parts[place].option not in {0, self._taken}:
                    place += 1
            if self._goal is not None:
                place, self._goal = self._goal, None
            if place >= len(self.parts):
                place = len(self.parts) - 1
            jump, self._skipping = self._skipping, False
            segment = self._make(place, jump=jump)
            self._made.append(segment)
            self._place.append(place)
            return segment

    def _may_leave(self, place: int) -> bool:
        choice = self.parts[place].choice
        return choice is None or choice.id in self._settled

    def _make(self, place: int, *, jump: bool) -> ReadySegment:
        part = self.parts[place]
        number = len(self._made)
        start = self._made[-1].end if self._made else 0
        frames = round(part.seconds * FPS)
        path = self._write(place)
        scene = Scene(
            id=f"s{place + 1}",
            number=place + 1,
            storylet="rehearsal",
            title=part.title,
            place=Place(id="here", name="here", look=Look()),
            hour=18.0,
            why=(Why(term="taste", weight=1.0, words=part.why),) if part.why else (),
        )
        plan = Part(
            id=f"s{place + 1}.p1",
            scene=scene,
            kind=PartKind.HOLD if part.choice else PartKind.STORY,
            index=0,
            beats=(),
            estimated=frames * VIDEO_FRAME,
            choice=part.choice,
        )
        timed = TimedPart(
            part=plan,
            duration=frames * VIDEO_FRAME,
            rng_seed=0,
            entry=StageState(),
            exit=StageState(),
            shots=(),
            captions=part.captions,
        )
        manifest = SegmentManifest(
            schema=MANIFEST_SCHEMA,
            key=f"{place:064x}",
            part=plan.id,
            plan_hash="",
            parent="",
            duration=frames * VIDEO_FRAME,
            video_frames=frames,
            level=Level.STAGE,
            size=self.size,
            fps=FPS,
            loudness=Loudness(integrated_lufs=-20.0, true_peak_dbtp=-10.0),
            flash=FlashVerdict(safe=True, worst_transitions=0),
            render_seconds=0.5,
        )
        return ReadySegment(
            id=f"{number}:{plan.id}", start=start, path=path, tail=None, manifest=manifest, timed=timed, jump=jump
        )

    def _write(self, place: int) -> Path:
        """The file of a part, written unless it is there."""
        part, path = self.parts[place], self.folder / f"part{place}.mkv"
        if not path.exists():
            frames = round(part.seconds * FPS)
            pcm = tone(frames * VIDEO_FRAME, part.pitch_hz)
            write_segment(path, drifting(part.picture, frames, self.size), pcm)
        return path

    def playhead(self, at: MediaTime) -> None:
        """Open and close what the playhead reaches."""
        events: list[ShowEvent] = []
        with self._lock:
            self.heads.append(at)
            current = next((s for s in reversed(self._made) if s.start <= at), None)
            if current is None:
                return
            scene = current.timed.part.scene
            if scene.id != self._scene:
                self._scene = scene.id
                events.append(SceneBegan(scene=scene, at=at, mark=Mark(event=scene.id, steps=scene.number - 1)))
            choice = current.timed.part.choice
            if choice is not None and choice.id not in self._settled and self.timers[-1:] == [0.0]:
                self._settled.add(choice.id)
                self._taken = choice.default
                events.append(ChoicePassed(choice=choice, option=choice.default, at=at))
            elif choice is not None and choice.id not in self._settled and self._open is None:
                closes = at + from_seconds(choice.window_seconds)
                here = Mark(event=f"{scene.id}?", steps=scene.number)
                self._open = ChoiceOpened(choice=choice, at=at, closes=closes, heads_ready_seconds=4.0, mark=here)
                events.append(self._open)
            elif self._open is not None and self._open.closes is not None and at >= self._open.closes:
                events.append(self._settle(self._open.choice.default, "default", at))
            if choice is None and self._closing is not None:
                events.append(ChoiceClosed(choice=self._closing, at=at))
                self._closing = None
        for event in events:
            self.tell(event)

    def _settle(self, option: int, by: str, at: MediaTime) -> ChoiceTaken:
        assert self._open is not None
        choice, self._open, self._closing = self._open.choice, None, self._open.choice
        self._settled.add(choice.id)
        self._taken = option
        return ChoiceTaken(choice=choice, option=option, by=by, at=at)

    def pick(self, option: int) -> None:
        """Take an option of the open choice; late picks are ignored."""
        with self._lock:
            if self._open is None:
                return
            assert 1 <= option <= len(self._open.choice.options), f"no option {option}"
            self.picked.append(option)
            taken = self._settle(option, "viewer", self.heads[-1])
        self.tell(taken)

    def more_time(self, seconds: float) -> None:
        """Move the end of the window."""
        with self._lock:
            if self._open is None:
                return
            closes = None if math.isinf(seconds) else (self._open.closes or 0) + from_seconds(seconds)
            opened = self._open
            self._open = ChoiceOpened(
                choice=opened.choice, at=opened.at, closes=closes, heads_ready_seconds=opened.heads_ready_seconds
            )

    def wish(self, text: str) -> None:
        """Acknowledge anything."""
        self.wishes.append(text)
        at = self.heads[-1] if self.heads else 0
        self.tell(
            WishAcknowledged(
                text=text,
                understood="I will work that in before the tide turns.",
                outcome="understood",
                at=at,
                answered_from=at + from_seconds(4.0),
            )
        )

    def undo_wish(self) -> None:
        """Take the last wish back."""
        if self.wishes:
            self.tell(WishUndone(text=self.wishes.pop(), at=self.heads[-1] if self.heads else 0))

    def signal(self, kind: InputKind) -> None:
        """Note a signal."""
        self.signals.append(kind)
        self.tell(SignalNoted(kind=kind, at=self.heads[-1] if self.heads else 0))

    def skip(self) -> None:
        """Next part, at once."""
        with self._lock:
            self._skipping = True
        self.tell(SkipReady(at=self.heads[-1] if self.heads else 0))

    def go_to(self, mark: Mark, choice: int, option: int) -> None:
        """Note where the viewer wants to be; the part whose number the mark gives follows what plays."""
        self.visits.append((mark, choice, option))
        with self._lock:
            at = self._made[-1].end if self._made else 0
            self._goal = mark.steps
            self._skipping = True
            self._scene = ""
        self.tell(Revisited(mark=mark, at=at))
        self.tell(SkipReady(at=self.heads[-1] if self.heads else 0))

    def another_take(self, mark: Mark) -> None:
        """The part whose number the mark gives again."""
        self.signal(InputKind.TAKE)
        self.go_to(mark, 0, 0)

    def more_like_this(self) -> None:
        """Answer as to a wish without words."""
        self.wishes.append("")
        at = self.heads[-1] if self.heads else 0
        self.tell(
            WishAcknowledged(
                text="", understood="More of that, then.", outcome="understood", at=at, answered_from=at,
                kind=InputKind.MORE,
            )
        )  # fmt: skip

    def keep_as_seed(self) -> None:
        """Say that it was kept."""
        self.tell(Kept(folder=str(self.folder / "kept"), at=self.heads[-1] if self.heads else 0))

    def set_wildness(self, share: float) -> None:
        """Note the dial."""
        self.wild.append(share)

    def set_timer(self, times: float) -> None:
        """Note it; with 0 questions to come are passed by."""
        self.timers.append(times)

    def spare(self, effort: Effort) -> None:
        """Note it: what plays is written already."""
        self.efforts.append(effort)

    def resize(self, size: Size) -> None:
        """Noted: what is scripted has its size."""
        self.sizes.append(size)

    def report_underrun(self, at: MediaTime, missing: MediaTime) -> None:
        """Keep it for the test."""
        self.underruns.append((at, missing))


def question(number: int, prompt: str, *texts: str, default: int = 1, window_seconds: float = 9.0) -> Choice:
    """A choice with equally likely options."""
    options = tuple(Option(number=i, text=text, likely=1 / len(texts)) for i, text in enumerate(texts, start=1))
    return Choice(id=number, options=options, default=default, prompt=prompt, window_seconds=window_seconds)
