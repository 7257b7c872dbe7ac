"""The small comforts of watching: speed, single pictures, screenshots, captions, A/V offset, sleep timer, wildness.

It knows playback and the feed's dial, no window; what it did is said in one line.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import cv2

from player.feed import Feed
from player.playback.core import Playback
from player.playback.pcm import FASTEST, SLOWEST
from player.words import Words
from story_engine.time import VIDEO_FRAME, MediaTime, from_seconds, to_seconds

SPEEDS = (0.5, 0.75, 0.9, 1.0, 1.1, 1.25, 1.5, 2.0)
CAPTION_SIZES = (0.8, 1.0, 1.25, 1.5, 2.0, 2.5, 3.0)
MOST_DELAY = from_seconds(10.0)
"""Captions further from their words belong to nobody."""
MOST_OFFSET = from_seconds(0.5)
"""Pictures can be held back or hurried by this much (facts §5)."""
SLEEP_MINUTES = (0, 15, 30, 45, 60, 90)
FADE_SECONDS = 20.0
"""The sound goes softly before the sleep timer pauses."""
WILD_STEP = 0.125
USUAL_WILDNESS = 0.25
_ODD = re.compile(r"[^\w\- ]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """How to speak to the viewer, and what can be asked for."""

    say: Callable[[str], None]
    pause: Callable[[], None]
    is_paused: Callable[[], bool]
    name: Callable[[], str]
    """Of what is on: show and scene."""


class Comforts:
    """One thread calls it."""

    def __init__(
        self,
        playback: Playback,
        feed: Feed,
        told: Told,
        *,
        pictures: Path,
        caption_scale: float = 1.0,
        words: Words | None = None,
    ) -> None:
        self._words = words or Words()
        self._playback = playback
        self._feed = feed
        self._told = told
        self._pictures = pictures
        self.caption_scale = caption_scale
        self.caption_delay: MediaTime = 0
        self.wildness = USUAL_WILDNESS
        self._sleep = 0
        self._sleep_at: float | None = None
        self._before = (1.0, False)

    # -- time ----------------------------------------------------------------------------------

    def change_speed(self, step: int) -> None:
        """Faster (1), slower (−1) or the show's own pace (0); the pitch stays."""
        now = self._playback.speed
        if step == 0:
            wanted = 1.0
        else:
            further = [speed for speed in SPEEDS if (speed > now if step > 0 else speed < now)]
            wanted = (further[0] if step > 0 else further[-1]) if further else (FASTEST if step > 0 else SLOWEST)
        self._playback.set_speed(wanted)
        texts = self._words
        self._told.say(texts("speed.told", speed=f"{wanted:g}") if wanted != 1.0 else texts("speed.usual"))

    def step_frame(self, step: int) -> None:
        """One picture on or back; time stands afterwards."""
        if not self._told.is_paused():
            self._told.pause()
            return
        if step > 0:
            self._playback.sound.step(VIDEO_FRAME)
        elif (shown := self._playback.shown) is not None:
            self._playback.seek(shown.at - VIDEO_FRAME)

    def change_sleep(self) -> None:
        """The next length of the sleep timer; after the longest, off."""
        at = SLEEP_MINUTES.index(self._sleep) + 1
        self._sleep = SLEEP_MINUTES[at % len(SLEEP_MINUTES)]
        if self._sleep_at is not None:
            self._restore()
        self._sleep_at = time.monotonic() + 60.0 * self._sleep if self._sleep else None
        texts = self._words
        self._told.say(texts("sleep.set", minutes=self._sleep) if self._sleep else texts("sleep.off"))

    def tick(self, now: float) -> None:
        """Fade and pause when it is time to sleep."""
        if self._sleep_at is None:
            return
        left = self._sleep_at - now
        if left <= 0:
            self._sleep, self._sleep_at = 0, None
            if not self._told.is_paused():
                self._told.pause()
            self._playback.set_volume(self._before[0], muted=self._before[1])
            self._told.say(self._words("sleep.night"))
        elif left < FADE_SECONDS:
            if left > FADE_SECONDS - 0.5:
                self._before = (self._playback.volume, self._playback.muted)
            self._playback.sound.set_volume(0.0 if self._before[1] else (self._before[0] * left / FADE_SECONDS) ** 2)
        else:
            self._before = (self._playback.volume, self._playback.muted)

    def _restore(self) -> None:
        self._playback.set_volume(self._playback.volume, muted=self._playback.muted)

    # -- captions and pictures -----------------------------------------------------------------

    def change_captions(self, step: int) -> None:
        """Captions a size larger or smaller."""
        now = self.caption_scale
        further = [size for size in CAPTION_SIZES if (size > now + 1e-6 if step > 0 else size < now - 1e-6)]
        if further:
            self.caption_scale = further[0] if step > 0 else further[-1]
        self._told.say(self._words("captions.size", percent=f"{self.caption_scale:.0%}"))

    def delay_captions(self, seconds: float) -> None:
        """Captions later, or sooner (below 0)."""
        moved = self.caption_delay + from_seconds(abs(seconds)) * (1 if seconds > 0 else -1)
        self.caption_delay = max(-MOST_DELAY, min(MOST_DELAY, moved))
        self._told.say(self._words("captions.delay", delay=self._signed(to_seconds(self.caption_delay), "s", 1)))

    def delay_picture(self, seconds: float) -> None:
        """Pictures later against the sound, or sooner (below 0)."""
        moved = self._playback.offset + from_seconds(abs(seconds)) * (1 if seconds > 0 else -1)
        self._playback.set_offset(max(-MOST_OFFSET, min(MOST_OFFSET, moved)))
        late = self._signed(to_seconds(self._playback.offset) * 1000, "ms", 0)
        self._told.say(self._words("picture.delay", delay=late))

    def take_picture(self) -> None:
        """Keep the picture on screen as a file, without controls and captions."""
        shown = self._playback.shown
        if shown is None:
            return
        seconds = int(to_seconds(shown.at))
        stamp = f"{seconds // 3600}h{seconds // 60 % 60:02d}m{seconds % 60:02d}"
        name = _ODD.sub("", self._told.name()).strip()[:80] or "Evershow"
        image = shown.image.reformat(
            format="bgr24", src_colorspace="ITU709", src_color_range="MPEG", dst_color_range="JPEG"
        ).to_ndarray()
        path = _free(self._pictures, f"{name} {stamp}")
        try:
            self._pictures.mkdir(parents=True, exist_ok=True)
            good, packed = cv2.imencode(".png", image, [cv2.IMWRITE_PNG_COMPRESSION, 3])
            if not good:
                raise OSError("the picture cannot be packed")
            path.write_bytes(packed.tobytes())
        except OSError as error:
            why = str(error.strerror or error)
            self._told.say(self._words("picture.not_kept", folder=self._pictures, error=why))
            return
        self._told.say(self._words("picture.kept", path=path))

    # -- story ---------------------------------------------------------------------------------

    def change_wildness(self, step: int) -> None:
        """More or less surprising from the next scene on."""
        self.wildness = min(1.0, max(0.0, self.wildness + step * WILD_STEP))
        self._feed.set_wildness(self.wildness)
        how = self._words(f"wild.{min(4, round(self.wildness * 4))}")
        self._told.say(self._words("wild.told", words=how, percent=f"{self.wildness:.0%}"))

    def _signed(self, value: float, unit: str, digits: int) -> str:
        """A delay in words."""
        if abs(value) < 10**-digits / 2:
            return self._words("delay.none")
        name = "delay.later" if value > 0 else "delay.sooner"
        return self._words(name, value=f"{abs(value):.{digits}f}", unit=unit)


def pictures_folder(home: Path) -> Path:
    """Where screenshots go: Evershow's folder among the viewer's pictures, else below the data folder."""
    import platformdirs

    pictures = Path(platformdirs.user_pictures_dir())
    return pictures / "Evershow" if pictures.is_dir() else home / "screenshots"


def _free(folder: Path, name: str) -> Path:
    """A file name that is not taken."""
    names = (name, *(f"{name} ({number})" for number in range(2, 1000)))
    return next(folder / f"{known}.png" for known in names if not (folder / f"{known}.png").exists())
