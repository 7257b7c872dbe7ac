"""The plain table of generators: which class draws a level and which makes the sound.

Names are resolved when a level is chosen, so listing a generator never imports it. It knows no
process; the version of a generator is the digest of its source, so new code never meets old segments.
"""

from __future__ import annotations

import hashlib
import importlib
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from generators.errors import GeneratorError
from generators.media import Level, Size
from generators.timed import TimedPart, content_key

if TYPE_CHECKING:  # whoever starts workers need not wait for arrays
    import numpy as np
    from numpy.typing import NDArray

Cancel = Callable[[], bool]
"""Asked between frames: True = the work is no longer wanted, raise Cancelled."""


class Pictures(Protocol):
    """Draws a timed part."""

    def frames(self, timed: TimedPart, cancel: Any) -> Iterator[NDArray[np.uint8]]:
        """Every frame as I420 (h·3/2, w), `timed.duration` long; the array may be reused."""
        ...


class DrawsOnTwos(Protocol):
    """What draws the level *stage* also draws it with half the pictures."""

    def on_twos(self, timed: TimedPart, cancel: Any) -> Iterator[NDArray[np.uint8]]:
        """As many frames, every second one drawn and given twice."""
        ...


class Rendered(Protocol):
    """The sound of a part: body exactly as long as the part, and what rings over its end."""

    body: NDArray[np.float32]
    tail: NDArray[np.float32]


class Sounds(Protocol):
    """Sounds a timed part."""

    def render(self, timed: TimedPart, cancel: Any) -> Rendered:
        """The part's sound at 48 kHz, float32 (frames, 2)."""
        ...


class Loaded(Protocol):
    """What an equipped catalogue's generators can do besides."""

    def load(self) -> None:
        """Load what takes long before the first job; raises GeneratorError."""
        ...


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Dotted names `module:Class` by level, and the folders whose source makes their version."""

    pictures: tuple[tuple[Level, str], ...]
    sound: str
    sources: tuple[str, ...]
    """Paths below the packages' root."""
    equipped: bool = False
    """Its generators are also given what the worker was equipped with."""

    def picture_name(self, level: Level) -> str:
        """Dotted name for `level`; raises GeneratorError when there is none."""
        for known, name in self.pictures:
            if known is level:
                return name
        raise GeneratorError(f"no generator draws level {level}; known: {', '.join(k for k, _ in self.pictures)}")

    def levels(self) -> tuple[Level, ...]:
        """Every level that can be drawn."""
        return tuple(level for level, _ in self.pictures)

    def read(self) -> None:
        """Import every generator, and make none; raises GeneratorError."""
        for name in {*(name for _, name in self.pictures), self.sound}:
            resolve(name)


BUILT_IN = Catalogue(
    pictures=(
        (Level.CARD, "generators.stage.card:Card"),
        (Level.STAGE, "generators.restyle.cards:PaintingStage"),
    ),
    sound="generators.sound.generator:Sound",
    sources=("generators/stage", "generators/restyle", "generators/sound", "generators/segments/encode.py", "assets"),
)
"""What a show is made with."""

SKETCH = Catalogue(
    pictures=(
        (Level.CARD, "generators.render_pool.sketch:SketchCard"),
        (Level.STAGE, "generators.render_pool.sketch:SketchStage"),
        (Level.RESTYLE, "generators.render_pool.sketch:SketchModel"),
        (Level.NEURAL, "generators.render_pool.sketch:SketchModel"),
    ),
    sound="generators.render_pool.sketch:SketchSound",
    sources=("generators/render_pool/sketch.py", "generators/segments/encode.py"),
)
"""Flat shapes and a tone, fast: for tests of everything around the generators, and for benchmarks of it."""

MODELS = Catalogue(
    pictures=(
        (Level.RESTYLE, "generators.neural.drawing:Restyle"),
        (Level.NEURAL, "generators.neural.drawing:Neural"),
    ),
    sound="generators.neural.sounding:ModelSound",
    sources=("generators/neural", *BUILT_IN.sources),
    equipped=True,
)
"""What models of the viewer's own draw and sound, on a device; the stage is their guide and what plays beneath."""

CATALOGUES: dict[str, Catalogue] = {"built-in": BUILT_IN, "sketch": SKETCH, "models": MODELS}


def resolve(name: str) -> Any:
    """The object named `module:attribute`; raises GeneratorError."""
    module, _, attribute = name.partition(":")
    try:
        return getattr(importlib.import_module(module), attribute)
    except (ImportError, AttributeError) as error:
        raise GeneratorError(f"generator {name} cannot be loaded: {error}") from error


def art_of(seed: Path) -> Path | None:
    """The `art/` folder of the seed in folder `seed`, if it has one."""
    art = seed / "art"
    return art if art.is_dir() else None


def generator_version(catalogue: str, seed_art: Path | None = None, soundfonts: Path | None = None) -> str:
    """Digest of the catalogue's sources and assets and of the seed's own art, 16 hex digits; part of every cache key.

    The art is read at each call: it may be changed between two shows of one process. So may the folder of
    soundfonts, whose files count by name, size and time of change: they are large.
    """
    version = _source_version(catalogue)
    fonts = sorted(soundfonts.glob("*.[sS][fF]2")) if soundfonts is not None else []
    if fonts:
        seen = [(font.name, font.stat().st_size, font.stat().st_mtime_ns) for font in fonts]
        version = hashlib.sha256(f"{version} {seen}".encode()).hexdigest()[:16]
    files = [] if seed_art is None else sorted(path for path in seed_art.rglob("*") if path.is_file())
    if seed_art is None or not files:
        return version
    digest = hashlib.sha256(version.encode())
    for path in files:
        digest.update(str(path.relative_to(seed_art)).encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def segment_key(timed: TimedPart, level: Level, size: Size, fps: int, version: str) -> str:
    """Cache key of `timed` at `level`, `size` and `fps` by generators of `version`."""
    return content_key(timed, level, str(size), str(fps), version)


@cache
def _source_version(catalogue: str) -> str:
    root = Path(__file__).resolve().parents[2]
    digest = hashlib.sha256(catalogue.encode())
    for source in CATALOGUES[catalogue].sources:
        for name in _files(root, source):
            digest.update(name.encode() + b"\0")
            digest.update(hashlib.sha256((root / name).read_bytes()).digest())
    return digest.hexdigest()[:16]


def _files(root: Path, source: str) -> list[str]:
    """Every file of `source`, a file or folder below `root`, by its path from there; in the order of the paths' parts.

    Seeds are left out: a part of theirs says itself what it is. A start waits for this: paths are no objects here.
    """
    if (root / source).is_file():
        return [source]
    found = []
    for folder, inner, names in os.walk(root / source):
        inner[:] = [name for name in inner if name not in ("__pycache__", "seeds")]
        found += [os.path.relpath(os.path.join(folder, name), root).replace(os.sep, "/") for name in names]
    return sorted(found, key=lambda name: name.split("/"))
