"""The ports of the neural family: what a video generator is given and what it gives back.

They know no model, no torch and no file. Pictures are RGB uint8, (frames, height, width, 3); depth is 0 far … 1 near.
A generator is a pure function of (takes, continuation): the same ones give the same bytes on the same machine.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

import msgspec
import numpy as np
from numpy.typing import NDArray

from generators.neural.errors import NeuralError

if TYPE_CHECKING:
    from generators.restyle.passes import Passes

Film = NDArray[np.uint8]
"""(frames, height, width, 3), RGB."""
Cancel = Callable[[], bool]
"""Asked before every network call: True = the work is no longer wanted, Cancelled is raised."""

CONTINUATION_SCHEMA = 1
MOST_CONTINUATION_BYTES = 256 << 20
"""Nine 1280×720 frames and latents are below 40 MB; what is larger was not written by us."""


def never() -> bool:
    """A cancel that never happens."""
    return False


class Control(StrEnum):
    """A pass of the stage that a model can follow."""

    COLOUR = "colour"
    DEPTH = "depth"
    LINES = "lines"
    IDS = "ids"
    TRUTH = "truth"
    """All that is known of a picture, asked for frame by frame: `Guide.truth`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """Text for a neural model, made from a shot."""

    positive: str
    negative: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """What the stage says about each frame of a take, in the model's size."""

    colour: Film
    depth: NDArray[np.float32] | None = None
    """(frames, height, width), 1 near … 0 infinitely far, on one scale for the whole show."""
    lines: NDArray[np.uint8] | None = None
    """(frames, height, width), 255 = an outline."""
    ids: NDArray[np.uint16] | None = None
    """(frames, height, width), number of the entity that is seen."""
    truth: Callable[[int], Passes] | None = field(default=None, compare=False)
    """What is true of a frame, drawn when it is asked for: it is as large as a dozen pictures."""

    def film(self, control: Control) -> Film:
        """One pass as RGB; raises NeuralError where the guide has not got it."""
        if control is Control.COLOUR:
            return self.colour
        if control is Control.DEPTH and self.depth is not None:
            return grey(np.rint(np.clip(self.depth, 0, 1) * 255).astype(np.uint8))
        if control is Control.LINES and self.lines is not None:
            return grey(self.lines)
        if control is Control.IDS and self.ids is not None:
            return tinted(self.ids)
        raise NeuralError(f"the stage gave no {control} pass for this take; ask for it in `guide_of`")


@dataclass(frozen=True, slots=True, kw_only=True)
class Take:
    """One shot, or a piece of one, that a model makes."""

    prompt: Prompt
    guide: Guide
    """As many frames as the take has; its size is the model's size."""
    seed: int
    """rng seed, 0 … 2⁶³−1."""
    fps: int = 24
    control: Control = Control.DEPTH
    references: tuple[Film, ...] = ()
    """Single pictures (1, height, width, 3) of who and what must look the same."""
    steps: int = 4
    guidance: float = 1.0
    """1 = no classifier-free guidance, as distilled models want it."""
    strength: float = 0.55
    """How far a model may leave the stage's picture where it begins from it: 0 not at all … 1 altogether."""
    follow: float = 0.9
    """Weight of the control pass."""
    cut: bool = True
    """The take begins with a cut: nothing before it is continued."""

    @property
    def frames(self) -> int:
        """Number of frames."""
        return int(self.guide.colour.shape[0])

    @property
    def height(self) -> int:
        """Pixels."""
        return int(self.guide.colour.shape[1])

    @property
    def width(self) -> int:
        """Pixels."""
        return int(self.guide.colour.shape[2])


@dataclass(frozen=True, slots=True, kw_only=True)
class Continuation:
    """What a model needs of the end of a take to go on without a seam."""

    kind: str
    """The adapter that made it; another kind takes only the frames."""
    frames: Film
    """The last frames, at least one."""
    arrays: tuple[tuple[str, NDArray[np.float32]], ...] = ()
    """The model's own (latents, sound latents), by name."""

    @property
    def digest(self) -> str:
        """SHA-256: part of the cache key of what continues it."""
        return hashlib.sha256(pack_continuation(self)).hexdigest()

    def array(self, name: str) -> NDArray[np.float32] | None:
        """One of the model's own arrays."""
        return next((value for key, value in self.arrays if key == name), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """Some finished frames in order; the last chunk of a take carries what continues it."""

    frames: Film
    sound: NDArray[np.float32] | None = None
    """(samples, 2) at 48 kHz, where the model makes sound with its pictures."""
    continuation: Continuation | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameRule:
    """How many frames a model can make in one run: `step`·k + `plus`, between `least` and `most`."""

    step: int = 1
    plus: int = 0
    least: int = 1
    most: int = 81

    def up(self, frames: int) -> int:
        """The next count that is allowed, at least `frames`; raises NeuralError above `most`."""
        count = max(frames, self.least)
        short = (self.plus - count) % self.step
        if count + short > self.most:
            raise NeuralError(f"{frames} frames are above the model's {self.most}; split the take with `runs`")
        return count + short

    @property
    def greatest(self) -> int:
        """The largest allowed count."""
        return self.most - (self.most - self.plus) % self.step


@dataclass(frozen=True, slots=True, kw_only=True)
class Abilities:
    """What an adapter can do; what it cannot is never asked of it."""

    kind: str
    rule: FrameRule
    multiple: int
    """Width and height must be multiples of this many pixels."""
    kept: int
    """Frames of the take before that a run begins with; 0 = it cannot continue."""
    controls: tuple[Control, ...] = ()
    references: bool = False
    sound: bool = False
    anchored: bool = False
    """After a cut it begins from the stage's first frame, which is not shown."""
    pictures_only: bool = False
    """Frame by frame: any number of frames."""
    hold: int = 1
    """It paints one frame of so many, which the next ones repeat; 2 is animation on twos."""


class VideoGenerator(Protocol):
    """Makes the pictures of takes."""

    abilities: Abilities

    def render(self, takes: Sequence[Take], continuation: Continuation | None, cancel: Cancel) -> Iterator[Chunk]:
        """Every frame of every take in order.

        `continuation` is that of the take before the first, None after a cut. Raises Cancelled before the next
        network call after `cancel()` became true, MemoryShort, NeuralError.
        """
        ...


class MusicGenerator(Protocol):
    """Makes score or ambience from words."""

    def render(self, prompt: str, seconds: float, seed: int, cancel: Cancel) -> NDArray[np.float32]:
        """(samples, 2) at 48 kHz, exactly `seconds` long; raises Cancelled, MemoryShort, NeuralError."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """Speech with the times of its words."""

    samples: NDArray[np.float32]
    """(samples,) at 48 kHz, mono."""
    words: tuple[tuple[int, int, str], ...] = field(default=())
    """(start, duration, word) in audio frames."""


class SpeechGenerator(Protocol):
    """Speaks a line."""

    def speak(self, text: str, seed: int, cancel: Cancel) -> Spoken:
        """`text` spoken; raises Cancelled, MemoryShort, NeuralError."""
        ...


@dataclass(frozen=True, slots=True)
class Run:
    """One call of a model within a take."""

    start: int
    """First frame of the take that the run makes anew."""
    kept: int
    """Frames before `start` that the run begins with."""
    made: int
    """Frames the model makes, kept ones included; allowed by its rule."""
    used: int
    """New frames that are used; the rest is dropped."""


def runs(frames: int, rule: FrameRule, kept: int, before: int = 0) -> tuple[Run, ...]:
    """Split a take of `frames` into runs of a model; `before` frames of the take before are at hand.

    The new frames of all runs, in order, are exactly the take's; kept frames obey the rule as made ones do.
    Raises NeuralError where no run fits.
    """
    if kept >= rule.greatest:
        raise NeuralError(f"{kept} kept frames leave none of the model's {rule.greatest} to make")
    found: list[Run] = []
    start = 0
    while start < frames:
        at_hand = min(kept, start + before)
        keeps = at_hand - (at_hand - rule.plus) % rule.step if at_hand >= rule.plus else 0
        used = min(frames - start, rule.greatest - keeps)
        found.append(Run(start, keeps, rule.up(used + keeps), used))
        start += used
    return tuple(found)


def fitted(width: int, height: int, multiple: int, most_pixels: int) -> tuple[int, int]:
    """The size nearest to `width`×`height` that a model can make, at most `most_pixels`; never below one multiple."""
    scale = min(1.0, (most_pixels / (width * height)) ** 0.5)
    wide = max(multiple, round(width * scale / multiple) * multiple)
    high = max(multiple, round(height * scale / multiple) * multiple)
    while wide * high > most_pixels and max(wide, high) > multiple:
        if wide >= high:
            wide -= multiple
        else:
            high -= multiple
    return wide, high


def grey(planes: NDArray[np.uint8]) -> Film:
    """(frames, height, width) as RGB."""
    return np.repeat(planes[..., None], 3, axis=-1)


def tinted(ids: NDArray[np.uint16]) -> Film:
    """Entity numbers as colours that stay the same for a number."""
    number = ids.astype(np.uint32)
    return np.stack([(number * 67 + 40) % 256, (number * 151 + 90) % 256, (number * 29 + 160) % 256], axis=-1).astype(
        np.uint8
    )


def pack_continuation(continuation: Continuation) -> bytes:
    """A continuation as bytes that may be kept or sent; the same one gives the same bytes."""
    arrays: tuple[tuple[str, NDArray[Any]], ...] = (("frames", continuation.frames), *continuation.arrays)
    head = Head(
        schema=CONTINUATION_SCHEMA,
        kind=continuation.kind,
        arrays=tuple((name, "u1" if name == "frames" else "f4", array.shape) for name, array in arrays),
    )
    bodies = [
        np.ascontiguousarray(array, KINDS[row[1]]).tobytes()
        for (_, array), row in zip(arrays, head.arrays, strict=True)
    ]
    return b"".join((msgspec.json.encode(head), b"\n", *bodies))


def unpack_continuation(content: bytes) -> Continuation:
    """What `pack_continuation` wrote; raises NeuralError for anything else."""
    if len(content) > MOST_CONTINUATION_BYTES:
        raise NeuralError(f"a continuation of {len(content)} bytes is above {MOST_CONTINUATION_BYTES}")
    text, _, body = content.partition(b"\n")
    try:
        head = msgspec.json.decode(text, type=Head)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise NeuralError(f"a continuation is damaged ({error}); the take begins with a cut") from error
    if head.schema != CONTINUATION_SCHEMA:
        raise NeuralError(f"a continuation of schema {head.schema} is too old; the take begins with a cut")
    arrays, place = [], 0
    for name, kind, shape in head.arrays:
        if kind not in KINDS or any(side < 1 for side in shape):
            raise NeuralError("a continuation is damaged (an odd array); the take begins with a cut")
        size = math.prod(shape) * KINDS[kind].itemsize
        if place + size > len(body):
            raise NeuralError("a continuation is cut short; the take begins with a cut")
        arrays.append((name, np.frombuffer(body, KINDS[kind], math.prod(shape), place).reshape(shape).copy()))
        place += size
    frames = next((array for name, array in arrays if name == "frames" and array.ndim == 4), None)
    if frames is None or frames.dtype != np.uint8 or place != len(body):
        raise NeuralError("a continuation has no frames; the take begins with a cut")
    rest = tuple((name, array) for name, array in arrays if name != "frames")
    return Continuation(kind=head.kind, frames=frames, arrays=rest)


KINDS: dict[str, np.dtype[Any]] = {"u1": np.dtype("u1"), "f4": np.dtype("<f4")}
"""Types of numbers in a continuation, by the name in its head."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The first line of a packed continuation."""

    schema: int
    kind: str
    arrays: tuple[tuple[str, str, tuple[int, ...]], ...]
    """(name, type, shape) in the order of their bytes."""
