"""The queue of sound between decoder and output, and the map from frames heard to the show's time.

It knows no file and no device. `fill` runs on the audio thread and holds the lock only while it copies
one block; everything else may be called from any thread.
"""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from player.playback.stretch import HOP, NEED, Stretch
from story_engine.time import SAMPLE_RATE, MediaTime, from_seconds

SPAN_SECONDS = 3.0
"""How long the map from heard frames to show time reaches back: more than any output's latency."""
DRY_FADE = 240
"""Audio frames (5 ms) over which the last sample dies away when nothing follows, and the next sound rises."""
SLOWEST, FASTEST = 0.5, 2.0
"""Bounds of the speed: beyond them words are no longer understood."""
SPEED_STEP = 0.05
"""Speeds are multiples of this, so that a hop of output is a whole number of source frames."""
CUT_FADE = 960
"""Audio frames (20 ms) over which a cut sound falls while the new one rises, equal power: no click."""


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place in what is played: the n-th opened segment (`serial`), then the show's media time."""

    serial: int
    at: MediaTime


@dataclass(frozen=True, slots=True, kw_only=True)
class Dry:
    """The output wanted sound and none was ready."""

    at: MediaTime
    missing: MediaTime


@dataclass(slots=True)
class _Chunk:
    serial: int
    at: MediaTime
    pcm: np.ndarray
    """float32 (n, 2)."""


@dataclass(slots=True)
class _Span:
    """A stretch of the output's frames: while `running` the show's time went with them, else it stood."""

    stream: int
    frames: int
    position: Position
    running: bool
    rate: float = 1.0
    """Frames of the show for every frame of output."""

    @property
    def ends_at(self) -> MediaTime:
        """Show time at its end."""
        return self.position.at + (round(self.frames * self.rate) if self.running else 0)


DIPPED = 10 ** (-9.0 / 20.0)
"""Linear gain under a voice: 9 dB softer leaves words of 13 letters a second clear and the scene alive."""
DIP_DOWN = (1.0 - DIPPED) / from_seconds(0.15)
"""Gain a frame on the way down: before the first syllable is over, without a pump."""
DIP_UP = (1.0 - DIPPED) / from_seconds(0.7)
"""Gain a frame on the way back: slow, so that a pause between sentences is not filled."""


LOOK_AHEAD = 240
"""Frames of what comes next that who quietens may see: 5 ms."""


class Quietens(Protocol):
    """Makes sound fit for the night (`generators.sound.mix.night.Night`)."""

    on: bool

    @property
    def is_idle(self) -> bool:
        """Whether nothing is changed, to the last bit."""
        ...

    def quieten(self, sound: np.ndarray, ahead: np.ndarray) -> None:
        """Change `sound`, float32 (n, 2), in place; `ahead` follows it."""
        ...


class PcmQueue:
    """Sound waiting to be heard, with pause, volume, cuts and an account of dry spells."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._chunks: deque[_Chunk] = deque()
        self._spans: deque[_Span] = deque()
        self._written = 0
        self._next = Position(-1, 0)
        self._frozen = False
        self._gain = 0.0  # the first block fades in
        self._volume = 1.0
        self._dip = self._dip_to = 1.0
        self._dry: Dry | None = None
        self._last = np.zeros(2, dtype=np.float32)
        self._reports: deque[Dry] = deque()
        self._speed = 1.0
        self._stretch = Stretch()
        self._made: deque[_Chunk] = deque()
        self._made_rate = 1.0
        self._night: Quietens | None = None
        self.tap: deque[tuple[int, np.ndarray]] | None = None
        """When set, every block is copied here with the stream frame it begins at, for a recording."""

    def push(self, serial: int, at: MediaTime, pcm: np.ndarray) -> None:
        """Append the sound of segment `serial`, float32 (n, 2), which begins at show time `at`."""
        if len(pcm):
            with self._lock:
                self._chunks.append(_Chunk(serial, at, pcm))

    def cut_to(self, serial: int, at: MediaTime, pcm: np.ndarray) -> None:
        """Drop what waits and go on with `pcm`, cross-fading over `CUT_FADE` frames."""
        with self._lock:
            old = self._take_waiting(CUT_FADE)
            self._chunks.clear()
            self._made.clear()
            self._stretch.clear()
            fade = min(len(old), len(pcm))
            if fade:
                angle = np.linspace(0.0, np.pi / 2, fade, dtype=np.float32)[:, None]
                pcm = pcm.copy()
                pcm[:fade] = pcm[:fade] * np.sin(angle) + old[:fade] * np.cos(angle)
            if len(pcm):
                self._chunks.append(_Chunk(serial, at, pcm))
                if self._frozen:
                    self._next = Position(serial, at)  # the picture there is shown while time stands

    def step(self, frames: MediaTime) -> None:
        """While time stands: leave out `frames` of sound, so that the picture after them is due."""
        with self._lock:
            while self._frozen and frames > 0 and self._chunks:
                chunk = self._chunks[0]
                count = min(frames, len(chunk.pcm))
                chunk.pcm, chunk.at = chunk.pcm[count:], chunk.at + count
                self._next = Position(chunk.serial, chunk.at)
                if not len(chunk.pcm):
                    self._chunks.popleft()
                frames -= count

    @property
    def speed(self) -> float:
        """Times the show's own pace."""
        return self._speed

    def set_speed(self, speed: float) -> None:
        """Faster or slower from the next hop on; the pitch stays."""
        with self._lock:
            self._speed = round(round(min(max(speed, SLOWEST), FASTEST) / SPEED_STEP) * SPEED_STEP, 2)

    def _take_waiting(self, frames: int) -> np.ndarray:
        parts, need = [], frames
        for chunk in self._chunks:
            if need <= 0:
                break
            parts.append(chunk.pcm[:need])
            need -= len(parts[-1])
        return np.concatenate(parts) if parts else np.zeros((0, 2), dtype=np.float32)

    def _coming(self, frames: int) -> np.ndarray:
        """What will be heard next, as far as it is here; where the pace is not the show's own, roughly."""
        if not self._made:
            return self._take_waiting(frames)
        made = self._made[0].pcm[:frames]
        return np.concatenate([made, self._take_waiting(frames - len(made))])

    def fill(self, out: np.ndarray) -> None:
        """Write the next block into `out`, float32 (n, 2)."""
        with self._lock:
            self._dip += min(max(self._dip_to - self._dip, -DIP_DOWN * len(out)), DIP_UP * len(out))
            target = 0.0 if self._frozen else self._volume * self._dip
            start = self._written
            if self._frozen and self._gain <= 0.0:
                out[:] = 0.0
                self._span(len(out), running=False)
            else:
                self._copy(out)
                if self._night is not None and not self._night.is_idle:
                    self._night.quieten(out, self._coming(LOOK_AHEAD))
                if self._gain != 1.0 or target != 1.0:
                    out *= np.linspace(self._gain, target, len(out), dtype=np.float32)[:, None]
                self._gain = target
            tap = self.tap
            if tap is not None:
                tap.append((start, out.copy()))

    def _copy(self, out: np.ndarray) -> None:
        done = 0
        while done < len(out) and (self._made or self._chunks):
            if not self._made and (self._speed != 1.0 or self._stretch.is_ringing) and self._make_hop():
                continue
            if self._made:
                done += self._copy_made(out[done:])
                continue
            chunk = self._chunks[0]
            count = min(len(out) - done, len(chunk.pcm))
            out[done : done + count] = chunk.pcm[:count]
            self._next = Position(chunk.serial, chunk.at)
            self._span(count, running=True)
            chunk.pcm = chunk.pcm[count:]
            chunk.at += count
            self._next = Position(chunk.serial, chunk.at)
            if not len(chunk.pcm):
                self._chunks.popleft()
            done += count
        if done and self._dry is not None:
            self._reports.append(self._dry)
            self._dry = None
            rise = min(done, DRY_FADE)
            out[:rise] *= np.linspace(0.0, 1.0, rise, dtype=np.float32)[:, None]
        if done:
            self._last = out[done - 1].copy()
        if done < len(out):
            missing = len(out) - done
            out[done:] = 0.0
            fall = min(missing, DRY_FADE)
            out[done : done + fall] = self._last * np.linspace(1.0, 0.0, fall, dtype=np.float32)[:, None]
            self._last = np.zeros(2, dtype=np.float32)
            self._span(missing, running=False)
            if self._next.serial >= 0:  # before the first sound nothing is missing
                before = self._dry.missing if self._dry else 0
                self._dry = Dry(at=self._next.at, missing=before + missing)

    def _make_hop(self) -> bool:
        """Stretch the next hop; False where too little sound waits for one."""
        plain = self._speed == 1.0
        source = self._take_waiting(HOP if plain else NEED)
        if len(source) < (HOP if plain else NEED):
            self._stretch.clear()
            return False
        sound = self._stretch.settle(source) if plain else self._stretch.hop(source)
        begin = self._chunks[0]
        self._made.append(_Chunk(begin.serial, begin.at, sound))
        self._made_rate = self._speed
        left = round(HOP * self._speed)
        while left > 0:
            chunk = self._chunks[0]
            count = min(left, len(chunk.pcm))
            chunk.pcm, chunk.at = chunk.pcm[count:], chunk.at + count
            if not len(chunk.pcm):
                self._chunks.popleft()
            left -= count
        return True

    def _copy_made(self, out: np.ndarray) -> int:
        """Copy stretched sound; how many frames of output it was."""
        made = self._made[0]
        count = min(len(out), len(made.pcm))
        out[:count] = made.pcm[:count]
        self._next = Position(made.serial, made.at)
        self._span(count, running=True, rate=self._made_rate)
        made.pcm = made.pcm[count:]
        made.at += round(count * self._made_rate)
        self._next = Position(made.serial, made.at)
        if not len(made.pcm):
            self._made.popleft()
            if self._chunks:
                self._next = Position(self._chunks[0].serial, self._chunks[0].at)
        return count

    def _span(self, frames: int, *, running: bool, rate: float = 1.0) -> None:
        last = self._spans[-1] if self._spans else None
        alike = last is not None and (last.running, last.rate, last.position.serial) == (
            running,
            rate,
            self._next.serial,
        )
        if last is not None and alike and last.ends_at == self._next.at:
            last.frames += frames
            self._written += frames
            return
        self._spans.append(_Span(self._written, frames, self._next, running, rate))
        self._written += frames
        while len(self._spans) > 1 and self._spans[1].stream < self._written - SPAN_SECONDS * SAMPLE_RATE:
            self._spans.popleft()

    def position(self, stream: float) -> Position:
        """The place of the show that is heard when the output has come to frame `stream`."""
        with self._lock:
            found = None
            for span in reversed(self._spans):
                if span.stream <= stream:
                    found = span
                    break
            if found is None:
                return self._spans[0].position if self._spans else Position(-1, 0)
            into = min(int(stream) - found.stream, found.frames) if found.running else 0
            return Position(found.position.serial, found.position.at + round(into * found.rate))

    def freeze(self, frozen: bool) -> None:
        """Let time stand (with a block's fade) or run again; the output stays open."""
        with self._lock:
            self._frozen = frozen

    def set_volume(self, gain: float) -> None:
        """Linear gain 0–1, reached within one block."""
        with self._lock:
            self._volume = min(max(gain, 0.0), 1.0)

    def dip(self, wanted: bool) -> None:
        """Go softer under a voice that speaks over the show, or come back; smoothly either way."""
        with self._lock:
            self._dip_to = DIPPED if wanted else 1.0

    @property
    def has_night(self) -> bool:
        """Whether there is somebody who quietens."""
        return self._night is not None

    def bring_night(self, night: Quietens) -> None:
        """From now on `night` may change what is heard, whatever its pace and wherever one goes."""
        with self._lock:
            self._night = night

    def set_night(self, wanted: bool) -> None:
        """Quieten from the next block on, or no more; smoothly either way."""
        with self._lock:
            if self._night is not None:
                self._night.on = wanted

    def begin_soft(self) -> None:
        """Fade the next block in: a device has come or changed."""
        with self._lock:
            self._gain = 0.0

    def take_reports(self) -> list[Dry]:
        """Dry spells that are over, each once."""
        with self._lock:
            reports = list(self._reports)
            self._reports.clear()
            return reports

    @property
    def dry(self) -> Dry | None:
        """The dry spell that lasts now."""
        with self._lock:
            return self._dry

    @property
    def written(self) -> int:
        """Frames handed to outputs since the beginning."""
        return self._written

    @property
    def waiting(self) -> MediaTime:
        """Audio frames that are ready and not yet handed over."""
        with self._lock:
            return sum(len(chunk.pcm) for chunk in (*self._made, *self._chunks))
