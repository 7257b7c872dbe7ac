"""Hundreds of random choices in virtual time, every picture and every sample of them accounted for.

It knows no window and no story: the real course, hand-out, decoder and queue of sound play segments whose pictures
and samples are numbered, moved by one hand instead of clocks and threads.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from generators.media import Level, Size
from generators.render_pool.messages import RenderJob
from generators.segments.cache import Draft
from generators.segments.encode import SegmentWriter
from player.feed import ChoiceClosed, ChoiceOpened, ReadySegment, ShowEvent, SkipReady
from player.measuring.plain_story import PlainStory
from player.measuring.slow_machine import Strain
from player.measuring.virtual_show import TURN_SECONDS, VirtualShow
from player.playback.decoder import Decoder
from player.playback.pcm import PcmQueue, Position
from player.playback.sinks import BLOCK
from story_engine.plan import PartKind
from story_engine.rng import derive_seed, unit
from story_engine.time import FPS, SAMPLE_RATE, VIDEO_FRAME, MediaTime

SIZE = Size(width=160, height=90)
QUICK = Strain(name="quick", speeds={Level.CARD: 0.05, Level.TWOS: 0.19, Level.STAGE: 0.25})
"""A machine that is ready in time: here joins are measured, not degrading."""
WINDOW_SECONDS = 4.0
LAST_MOMENT_SECONDS = 0.05
"""Every fifth pick falls this long before the window's end."""
WISH_SHARE, SKIP_SHARE = 0.2, 0.15
"""Of the choices, a wish in the same moment as the pick, or a skip right after the branch has begun."""
DECODED_AT_ONCE = 400
"""Turns of the decoder in a moment: more than a queue of pictures holds."""
SHADES = 8
"""Pictures are told apart by as many shades of grey."""


@dataclass(slots=True)
class Account:
    """What was seen and heard."""

    choices: int = 0
    wrong_branches: int = 0
    missing_frames: int = 0
    repeated_frames: int = 0
    wrong_pictures: int = 0
    silent_samples: int = 0
    wrong_samples: int = 0
    frames: int = 0
    skips: int = 0
    wishes: int = 0
    last_moment: int = 0
    picks: dict[int, int] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Figures for a table."""
        return {
            "choices": self.choices,
            "missing_frames": self.missing_frames,
            "repeated_frames": self.repeated_frames,
            "wrong_pictures": self.wrong_pictures,
            "silent_samples": self.silent_samples,
            "wrong_samples": self.wrong_samples,
            "wrong_branches": self.wrong_branches,
            "frames": self.frames,
            "picked_in_the_last_moment": self.last_moment,
            "wishes": self.wishes,
            "skips": self.skips,
        }


def play_choices(
    choices: int = 500, rng_seed: int = 2_026, on_progress: Callable[[float], None] = lambda share: None
) -> dict[str, Any]:
    """Play until `choices` branches were followed; every count but choices and frames should be 0."""
    with tempfile.TemporaryDirectory(prefix="evershow-choices-") as folder:
        run = _Run(Path(folder), rng_seed)
        while run.account.choices < choices:
            run.turn()
            on_progress(min(run.account.choices / choices, 1.0))
        run.close()
    return run.account.as_json()


class _Painter:
    """Numbered segments, one file for every length."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def __call__(self, draft: Draft, job: RenderJob) -> None:
        """Put the file of the job's length into `draft`."""
        frames = job.timed.duration // VIDEO_FRAME
        path = self._folder / f"{frames}.mkv"
        if not path.exists():
            with SegmentWriter(path, SIZE, FPS, numbered_sound(job.timed.duration)) as out:
                for number in range(frames):
                    out.add(numbered_picture(number))
        os.link(path, draft.media)


def numbered_sound(frames: MediaTime) -> np.ndarray:
    """Float32 (n, 2) whose left channel counts samples, modulo 30,000, and whose right one counts those rounds."""
    index = np.arange(frames)
    return np.stack([index % 30_000 + 1, index // 30_000 + 1], axis=1).astype(np.float32) / 32_767.0


def numbered_picture(number: int) -> np.ndarray:
    """A grey I420 picture whose shade tells its number modulo `SHADES`."""
    picture = np.full((SIZE.height * 3 // 2, SIZE.width), 128, np.uint8)
    picture[: SIZE.height] = 30 + number % SHADES * 24
    return picture


class _Run:
    """One hand that moves machine, conductor, decoder, sound and viewer."""

    def __init__(self, folder: Path, rng_seed: int) -> None:
        self._rng = rng_seed
        self.account = Account()
        self._opened: ChoiceOpened | None = None
        self._picked = 0
        self._skip_in: str = ""
        self.show = VirtualShow(
            folder / "show",
            PlainStory(choice_every=1, window_seconds=WINDOW_SECONDS, most_parts=2),
            QUICK,
            self._hear,
            rng_seed=rng_seed,
            size=SIZE,
            limit_bytes=30_000_000,
            paint=_Painter(folder / "painted"),
        )
        self.sound = PcmQueue()
        self.decoder = Decoder(self.show, self.sound, self._position)
        self._heard = 0
        self._last: tuple[int, int] | None = None
        self._begun = False
        self._serial = -1
        self._since_turn = 0.0
        self._since_cut = BLOCK * 2

    def close(self) -> None:
        """Free what is open."""
        self.decoder.close()
        self.show.stop()

    def turn(self) -> None:
        """One block of sound, and what belongs to it."""
        self._since_turn += BLOCK / SAMPLE_RATE
        if self._since_turn >= TURN_SECONDS:
            self.show.playhead(max(self._position().at, 0))
            self.show.advance(self._since_turn)
            self._since_turn = 0.0
            self._choose()
        for _ in range(DECODED_AT_ONCE):
            if not self.decoder._turn():
                break
        self._listen()
        for frame in self.decoder.take_due(self._position()):
            self._look(frame.position, frame.image)

    def _position(self) -> Position:
        return self.sound.position(self._heard)

    def _hear(self, event: ShowEvent) -> None:
        if isinstance(event, ChoiceOpened):
            self._opened = event
        elif isinstance(event, ChoiceClosed):
            self._opened = None
        elif isinstance(event, SkipReady):
            self.decoder.jump()

    def _choose(self) -> None:
        opened = self._opened
        if opened is None or opened.choice.id == self._picked:
            return
        number = opened.choice.id
        is_last = number % 5 == 0
        share = 1.0 - LAST_MOMENT_SECONDS / WINDOW_SECONDS if is_last else unit(self._rng, "when", number) * 0.98
        if self._position().at < opened.at + round(share * WINDOW_SECONDS * SAMPLE_RATE):
            return
        option = 1 + derive_seed(self._rng, "which", number) % len(opened.choice.options)
        self._picked, self.account.picks[number] = number, option
        self.account.last_moment += is_last
        if unit(self._rng, "wish", number) < WISH_SHARE:
            self.account.wishes += 1
            self.show.wish("more of this")
        self.show.pick(option)

    def _listen(self) -> None:
        """The next block, sample by sample."""
        block = np.zeros((BLOCK, 2), np.float32)
        self.sound.fill(block)
        here = self.sound.position(self._heard + BLOCK - 1)
        self._heard += BLOCK
        if here.serial < 0:
            return
        if not self._begun:  # the first block fades in
            self._begun = True
            return
        segment = self.decoder.segment(here.serial)
        if here.serial != self._serial and segment is not None and segment.jump:
            self._since_cut = 0
        self._serial = here.serial
        self.account.silent_samples += int((block[:, 0] == 0.0).sum())
        left = np.rint(block[:, 0] * 32_768.0).astype(np.int64)
        right = np.rint(block[:, 1] * 32_768.0).astype(np.int64)
        index = (right - 1) * 30_000 + left - 1
        steps = np.diff(index)
        # A join begins again at 0; everything else follows by one. A cut cross-fades: only what is after it counts.
        self._since_cut += BLOCK
        if self._since_cut > 2 * BLOCK:  # after the cross-fade
            self.account.wrong_samples += int(((steps != 1) & (index[1:] != 0)).sum())

    def _look(self, position: Position, image: Any) -> None:
        """A picture is due: is it the one that follows?"""
        segment = self.decoder.segment(position.serial)
        assert segment is not None, "what is decoded was opened"
        number = (position.at - segment.start) // VIDEO_FRAME
        self.account.frames += 1
        shade = int(np.frombuffer(image.planes[0], np.uint8)[: SIZE.width].mean())
        if abs(shade - (30 + number % SHADES * 24)) > 8:
            self.account.wrong_pictures += 1
        if self._last is not None and self._last[0] == position.serial:
            self._count(number - self._last[1] - 1)
        else:
            self._enter(segment, number)
        self._last = (position.serial, number)

    def _count(self, skipped: int) -> None:
        self.account.missing_frames += max(skipped, 0)
        self.account.repeated_frames += -skipped if skipped < 0 else 0

    def _enter(self, segment: ReadySegment, number: int) -> None:
        """A segment begins: whole after the one before it, and down the way that was taken."""
        self._count(number)
        if self._last is not None:
            before = self.decoder.segment(self._last[0])
            assert before is not None, "it was opened a moment ago"
            if not segment.jump:
                self._count(before.duration // VIDEO_FRAME - self._last[1] - 1)
            asked = before.timed.part.choice
            if asked is not None and segment.timed.part.kind is not PartKind.HOLD:
                taken = self.account.picks.get(asked.id, asked.default)
                self.account.choices += 1
                self.account.wrong_branches += not segment.timed.part.scene.id.rstrip("w").endswith(f"~{taken}")
                if unit(self._rng, "skip", asked.id) < SKIP_SHARE:
                    self.account.skips += 1
                    self.show.skip()
