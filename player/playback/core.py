"""The playback core: which picture is due now, and what is heard.

It knows segments, outputs and time, but no story, no window and no choice.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

import av
import numpy as np

from player.feed import Feed, ReadySegment
from player.playback.decoder import Decoder, Mixer, TailSum
from player.playback.measures import Measures
from player.playback.output import Output, process_age_seconds
from player.playback.pcm import Dry, PcmQueue, Position
from player.playback.sinks import BLOCK
from story_engine.time import MediaTime, from_seconds

EARLY = from_seconds(0.004)
"""A picture is shown up to 4 ms early: a quarter of a screen refresh."""
TOLD_EVERY_SECONDS = 0.1
"""How often the feed hears where the playhead is."""
LONGEST_REWIND = from_seconds(120.0)
"""How far back one may go: what the cache is asked to keep."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture that is due now, the segment it belongs to and its show time."""

    image: av.VideoFrame
    segment: ReadySegment
    at: MediaTime


class Playback:
    """Plays a feed: call `tick` on every turn of the display, show what it returns."""

    def __init__(
        self,
        feed: Feed,
        *,
        output: Callable[[PcmQueue], Output] = Output,
        mixer: Callable[[], Mixer] = TailSum,
        trouble: Callable[[str], None] = lambda _: None,
        av_offset: MediaTime = 0,
        begin_at: MediaTime | Callable[[ReadySegment], MediaTime] = 0,
    ) -> None:
        """`av_offset`: audio frames by which pictures are held back (a slow projector needs less than 0).

        `begin_at`: how far inside of the first segment to begin.
        """
        self.sound = PcmQueue()
        self.output = output(self.sound)
        self.measures = Measures()
        self._feed = feed
        self._offset = av_offset
        self._decoder = Decoder(feed, self.sound, self.position, mixer=mixer, trouble=trouble)
        self._decoder.begin_at = begin_at
        self._told_at = 0.0
        self._shown: Shown | None = None
        self._volume, self._muted = 1.0, False
        self._frozen = False
        self._night = False

    def start(self) -> None:
        """Open the output and begin to decode."""
        self._decoder.start()
        self.output.start()

    def close(self) -> None:
        """Stop the threads and free the device."""
        self.output.close()
        self._decoder.close()
        spell = self.sound.dry
        if spell is not None:
            self._count(spell)

    def position(self) -> Position:
        """What is heard now."""
        return self.sound.position(self.output.heard())

    def playhead(self) -> MediaTime:
        """Show time heard now."""
        return self.position().at

    def current(self) -> ReadySegment | None:
        """The segment that is heard now; None before the first."""
        return self._decoder.segment(self.position().serial)

    @property
    def shown(self) -> Shown | None:
        """The picture on screen."""
        return self._shown

    def tick(self) -> Shown | None:
        """The newest due picture if it is another than before; tells the feed where playback is."""
        heard = self.position()
        if heard.serial < 0:
            return None
        self._tell(heard)
        if self._decoder.is_unseen:
            return None
        landing = self._decoder.take_landing()
        if landing is not None and (segment := self._decoder.segment(landing.position.serial)) is not None:
            self._shown = Shown(landing.image, segment, landing.position.at)
            return self._shown
        due = self._decoder.take_due(Position(heard.serial, heard.at + EARLY - self._offset))
        if not due:
            return None
        for _ in due[:-1]:
            self.measures.drop()
        frame = due[-1]
        segment = self._decoder.segment(frame.position.serial)
        if segment is None:
            return None
        if frame.position.serial == heard.serial:
            self.measures.show(heard.at - frame.position.at - self._offset, time.monotonic())
        if self.measures.first_frame_seconds is None:
            self.measures.first_frame_seconds = process_age_seconds()
        self._shown = Shown(frame.image, segment, frame.position.at)
        return self._shown

    def seconds_to_next(self) -> float:
        """How long the display may sleep before the next picture is due, 1–20 ms."""
        due, heard = self._decoder.next_due(), self.position()
        if due is None or due.serial != heard.serial:
            return 0.004
        return min(0.020, max(0.001, (due.at - heard.at + self._offset) / 48_000))

    def _tell(self, heard: Position) -> None:
        now = time.monotonic()
        if now - self._told_at < TOLD_EVERY_SECONDS:
            return
        self._told_at = now
        self._feed.playhead(heard.at)
        for spell in self.sound.take_reports():
            self._count(spell)

    def _count(self, spell: Dry) -> None:
        self.measures.dry(spell.missing)
        self._feed.report_underrun(spell.at, spell.missing)

    def freeze(self, frozen: bool) -> None:
        """Pause with the device open, or run again."""
        self._frozen = frozen
        self.sound.freeze(frozen)

    @property
    def frozen(self) -> bool:
        """Whether time stands."""
        return self._frozen

    def see(self, seen: bool) -> None:
        """Decode pictures, or none while nobody sees them; who looks again finds the one that is due."""
        self._decoder.see(seen)

    def jump(self) -> None:
        """Answer to `SkipReady`: go to the next scene now."""
        self._decoder.jump()

    def seek(self, at: MediaTime) -> None:
        """Go to show time `at`, at most `LONGEST_REWIND` back."""
        self._decoder.seek(max(0, at, self.playhead() - LONGEST_REWIND))

    @property
    def seeking(self) -> bool:
        """Whether a seek has not been answered yet."""
        return self._decoder.seeking

    @property
    def offset(self) -> MediaTime:
        """Audio frames by which pictures are held back."""
        return self._offset

    def set_offset(self, offset: MediaTime) -> None:
        """Hold pictures back by `offset` audio frames, or hurry them (below 0)."""
        self._offset = offset

    @property
    def speed(self) -> float:
        """Times the show's own pace; pitch stays."""
        return self.sound.speed

    def set_speed(self, speed: float) -> None:
        """Play faster or slower with the pitch kept."""
        self.sound.set_speed(speed)

    @property
    def volume(self) -> float:
        """0–1, as set (mute leaves it alone)."""
        return self._volume

    @property
    def muted(self) -> bool:
        """Whether sound is off."""
        return self._muted

    def set_volume(self, volume: float, *, muted: bool = False) -> None:
        """Loudness 0–1 as the viewer feels it (the gain is its square)."""
        self._volume, self._muted = min(max(volume, 0.0), 1.0), muted
        self.sound.set_volume(0.0 if muted else self._volume**2)

    @property
    def night(self) -> bool:
        """Whether loud things are made softer and soft ones louder."""
        return self._night

    def set_night(self, wanted: bool) -> None:
        """Fit for the night, or as it was mixed: from the next block on, smoothly."""
        self._night = wanted
        if self.sound.has_night:
            self.sound.set_night(wanted)
        elif wanted:  # its compiled code is loaded, or made, neither on the display's thread nor on the sound's
            threading.Thread(target=self._bring_night, name="night", daemon=True).start()

    def _bring_night(self) -> None:
        from generators.sound.mix.night import Night

        Night(on=True).quieten(np.zeros((BLOCK, 2), np.float32), np.zeros((0, 2), np.float32))
        self.sound.bring_night(Night())
        self.sound.set_night(self._night)
