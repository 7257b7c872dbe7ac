"""A level of the show drawn by a model: takes from stage and plan, the verifier behind it, the stage beneath it.

It knows no process and no lookahead. Whatever happens (out of memory, a model that fails, a film that is refused) every
frame of the part comes: what is not accepted is the stage's own, bit for bit.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from generators.errors import Cancelled, GeneratorError
from generators.neural.errors import MemoryShort
from generators.neural.letting_go import Leavings
from generators.neural.ports import Cancel, Chunk, Control, Film, Take, VideoGenerator, fitted
from generators.neural.sound.film import FilmSound
from generators.neural.takes import Wishes, frame_count, spans, takes_of
from generators.neural.tiers import Breaker, Tier, tier_down
from generators.neural.verifier import verify
from generators.stage.finish import to_bgr
from generators.stage.generator import Stage
from generators.stage.passes.entities import entities
from generators.stage.place import load_set
from generators.timed import TimedPart
from story_engine.rng import derive_seed
from story_engine.time import FPS, SAMPLE_RATE

FIRMER = 1.25
"""A second try follows the stage's control by so much more, and leaves its picture by so much less."""
SEEN_AS_ONE = 4
"""Where a model's frames come in such steps, two of them may share their depth and lines."""
KINDS = ("actor", "prop")

Open = Callable[[Tier], VideoGenerator]
"""Opens the level's model at a tier; raises MemoryShort, ModelError."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one take, for logs."""

    frames: int
    by: str
    """"model" or "stage"."""
    tries: int
    why: str = ""
    """Why the stage drew it."""
    seconds: float = 0.0
    tier: str = ""


class NeuralLevel:
    """Draws timed parts with a model; what it cannot draw rightly the stage draws."""

    def __init__(
        self,
        width: int,
        height: int,
        fps: int = FPS,
        seed_art: Path | None = None,
        *,
        open_model: Open,
        tier: Tier,
        clock: Callable[[], float] = time.monotonic,
        trusting: bool = False,
    ) -> None:
        """`trusting`: for models with random weights, whose films show nobody: only a black one is refused."""
        self.width, self.height, self.fps = width, height, fps
        self._seed_art, self._open, self._clock = seed_art, open_model, clock
        self._trusting = trusting
        self._stage = Stage(width, height, fps, seed_art)
        self._tier: Tier | None = tier
        self._generator: VideoGenerator | None = None
        self._leavings = Leavings()
        self._breaker = Breaker()
        self._drawn: tuple[TimedPart, list[Film | None]] | None = None
        """A part whose films were made before they are asked for, as it has sound of its own."""
        self.outcomes: tuple[Outcome, ...] = ()
        """Of the last part."""

    @property
    def tier(self) -> Tier | None:
        """The tier now in use; None = the device is too small, the stage draws."""
        return self._tier

    @property
    def engines(self) -> tuple[str, ...]:
        """Networks for which engines have answered, by name."""
        return tuple(seat.name for seat in getattr(self._generator, "seats", ()) if seat.answered)

    def load(self) -> None:
        """Open the model before it is needed, a tier lower where memory is short.

        Raises ModelError where it cannot be opened, MemoryShort where no tier is left.
        """
        while self._generator is None:
            if self._tier is None:
                raise MemoryShort("the device is too small for the model at every tier; the stage draws")
            self._leavings.clear()
            try:
                self._generator = self._open(self._tier)
            except MemoryShort:
                self._step_down()

    def heard(self, timed: TimedPart, cancel: Cancel) -> tuple[FilmSound, ...]:
        """The sound of the films of `timed`, whose pictures `frames` gives then; () where the model makes none.

        A segment's sound is laid before its first picture: so all its films are made here. Raises Cancelled.
        """
        self._drawn = None
        generator = self._ready()
        if generator is None or not generator.abilities.sound:
            return ()
        self.outcomes = ()
        shots = list(self._shots(timed, cancel))
        self._drawn = (timed, [film for film, _ in shots])
        return tuple(piece for _, pieces in shots for piece in pieces)

    def frames(self, timed: TimedPart, cancel: Cancel) -> Iterator[NDArray[np.uint8]]:
        """Every frame of `timed` as I420 (h·3/2, w) uint8; raises Cancelled."""
        drawn, self._drawn = self._drawn, None  # given once: they are large
        if drawn is not None and drawn[0] is timed:
            films = _handed(drawn[1])
        else:
            self.outcomes = ()
            films = (film for film, _ in self._shots(timed, cancel))
        rows = spans(timed, self.fps, frame_count(timed, self.fps))
        for (_, begin, end), film in zip(rows, films, strict=True):
            if film is None:
                yield from self._staged(timed, begin, end, cancel)
                continue
            for index, frame in enumerate(film, begin):
                yield i420(self._lettered(frame, timed, index), self.width, self.height)

    def _shots(self, timed: TimedPart, cancel: Cancel) -> Iterator[tuple[Film | None, list[FilmSound]]]:
        """For each shot of a part its film, None where the stage draws it, and what is heard of it within the part."""
        generator = self._ready()
        tier = self._tier
        takes: tuple[Take, ...] = ()
        if generator is not None and tier is not None:
            takes = takes_of(timed, self._wishes(generator, tier), cancel)
        names = {} if self._trusting else self._names(timed)
        for place, (_, begin, end) in enumerate(spans(timed, self.fps, frame_count(timed, self.fps))):
            # Takes have the size of the tier they were made for: after a step down the rest of the part is the stage's.
            if not takes or self._tier != tier:
                self._note(Outcome(frames=end - begin, by="stage", tries=0, why=self._why_not()))
                yield None, []
                continue
            pieces: list[FilmSound] = []
            film = self._film(takes[place], names, cancel, pieces)
            start = begin * SAMPLE_RATE // self.fps
            yield film, [replace(piece, start=start + piece.start) for piece in pieces]

    def _film(self, take: Take, names: dict[int, str], cancel: Cancel, heard: list[FilmSound]) -> Film | None:
        """A take's film as the verifier accepts it, or None; notes what happened. Its sound is added to `heard`."""
        begun, why, attempt = self._clock(), "", 1
        for attempt in (1, 2):
            generator = self._ready()
            if generator is None or self._tier is None:
                why = why or self._why_not()
                break
            self._breaker = self._breaker.tried(begun)
            wanted = take if attempt == 1 else _firmer(take)
            try:
                chunks = list(generator.render([wanted], None, cancel))
                film = np.concatenate([chunk.frames for chunk in chunks])
            except Cancelled:
                self._breaker = self._breaker.undecided()
                raise
            except MemoryShort as error:
                self._step_down()
                self._breaker = self._breaker.undecided()
                why = str(error)
                break  # the sizes of the lower tier are those of the next part
            except GeneratorError as error:
                self._breaker = self._breaker.failed(self._clock())
                why = str(error)
                continue
            assert take.guide.ids is not None
            each = generator.abilities.hold
            verdict = verify(film[::each], take.guide.colour[::each], take.guide.ids[::each], names)
            faults = [fault for fault in verdict.faults if not self._trusting or fault.kind in ("black", "missing")]
            if not faults:
                self._breaker = self._breaker.worked()
                self._note(self._outcome(take, "model", attempt, begun))
                heard += sounds_of(chunks, take.fps)
                return film
            why = faults[0].words
        else:
            self._breaker = self._breaker.failed(self._clock())
        self._note(self._outcome(take, "stage", attempt, begun, why))
        return None

    def _ready(self) -> VideoGenerator | None:
        """The model, opened; None while the breaker is open or no tier is left."""
        self._leavings.clear()  # a part begins: nothing refers to the larger model any more
        if self._tier is None or not self._breaker.allows(self._clock()):
            return None
        while self._generator is None and self._tier is not None:
            self._leavings.clear()
            try:
                self._generator = self._open(self._tier)
            except MemoryShort:
                self._step_down()
            except GeneratorError:
                self._breaker = Breaker(opened=self._clock())
                return None
        return self._generator

    def _step_down(self) -> None:
        self._generator = None
        self._leavings.some = True
        self._tier = tier_down(self._tier) if self._tier is not None else None

    def _why_not(self) -> str:
        if self._tier is None:
            return "the device is too small"
        allowed = self._breaker.allows(self._clock())
        return "the model went down a tier in this part" if allowed else "the model rests after failures"

    def _wishes(self, generator: VideoGenerator, tier: Tier) -> Wishes:
        able = generator.abilities
        width, height = fitted(self.width, self.height, able.multiple, tier.most_pixels)
        followed = tuple(control for control in able.controls if control is not Control.COLOUR)[:1]
        return Wishes(
            width=max(64, width),
            height=max(64, height),
            fps=self.fps,
            controls=(Control.COLOUR, *followed, Control.IDS),
            references=able.references,
            steps=tier.steps,
            seed_art=self._seed_art,
            every=2 if able.rule.step >= SEEN_AS_ONE else 1,
            hold=able.hold,
            judging_only=Control.IDS not in followed,
        )

    def _lettered(self, frame: Film, timed: TimedPart, index: int) -> Film:
        """`frame` with the cards' words, in the show's size: type is set by the stage and stays crisp."""
        if not timed.titles:
            return frame
        return self._stage.lettered(sized(frame, self.width, self.height), timed, index * SAMPLE_RATE // self.fps)

    def _names(self, timed: TimedPart) -> dict[int, str]:
        place = load_set(timed.part.scene.place.look.asset, self._seed_art)
        return {row.number: row.id for row in entities(timed, place) if row.kind in KINDS}

    def _staged(self, timed: TimedPart, begin: int, end: int, cancel: Cancel) -> Iterator[NDArray[np.uint8]]:
        for index in range(begin, end):
            if cancel():
                raise Cancelled(f"part {timed.part.id} is no longer wanted")
            yield self._stage.frame(timed, index)

    def _outcome(self, take: Take, by: str, tries: int, begun: float, why: str = "") -> Outcome:
        tier = self._tier.name if self._tier is not None else ""
        return Outcome(
            frames=take.frames, by=by, tries=tries, why=why, seconds=round(self._clock() - begun, 3), tier=tier
        )

    def _note(self, outcome: Outcome) -> None:
        self.outcomes = (*self.outcomes, outcome)


def _firmer(take: Take) -> Take:
    """The same take with another seed, nearer to the stage."""
    return replace(
        take,
        seed=derive_seed(take.seed, "again") >> 1,
        follow=min(1.0, take.follow * FIRMER),
        strength=take.strength / FIRMER,
    )


def _handed(films: list[Film | None]) -> Iterator[Film | None]:
    """Each film once; nobody keeps it."""
    while films:
        yield films.pop(0)


def sounds_of(chunks: Sequence[Chunk], fps: int) -> list[FilmSound]:
    """What is heard of a take, run by run, from its beginning."""
    found, frames = [], 0
    for chunk in chunks:
        if chunk.sound is not None:
            found.append(FilmSound(start=frames * SAMPLE_RATE // fps, sound=chunk.sound))
        frames += len(chunk.frames)
    return found


def i420(frame: Film, width: int, height: int) -> NDArray[np.uint8]:
    """An RGB frame of any size as I420 (height·3/2, width), BT.709 limited range, as the stage writes it."""
    picture = sized(frame, width, height)
    red, green, blue = (picture[..., channel].astype(np.float32) for channel in range(3))
    luma = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    planes = np.empty((height * 3 // 2, width), np.uint8)
    planes[:height] = np.rint(16 + luma * (219 / 255))
    chroma = planes[height:].reshape(2, height // 2, width // 2)
    for plane, colour, span in ((chroma[0], blue, 1.8556), (chroma[1], red, 1.5748)):
        difference = ((colour - luma) / span).reshape(height // 2, 2, width // 2, 2).mean(axis=(1, 3))
        plane[:] = np.rint(np.clip(128 + difference * (224 / 255), 16, 240))
    return planes


def sized(frame: Film, width: int, height: int) -> Film:
    """An RGB frame in another size."""
    if frame.shape[:2] == (height, width):
        return frame
    return np.asarray(cv2.resize(np.ascontiguousarray(frame), (width, height), interpolation=cv2.INTER_CUBIC), np.uint8)


def as_shown(planes: NDArray[np.uint8]) -> Film:
    """I420 as RGB (height, width, 3), for looking at and measuring."""
    return np.ascontiguousarray(to_bgr(planes)[..., ::-1])
