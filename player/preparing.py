"""Makes what a machine makes once, beside the installed sources: every new show then begins in seconds.

Byte code, machine code, the tapes of places, the scenes of the seeds that ship. It knows no viewer: a few parts of the
first story are sounded, and a first picture of each is drawn, for nothing else.
"""

from __future__ import annotations

import compileall
import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from generators.compiled import CACHE_VARIABLE
from generators.media import Size
from generators.segments.folders import Folders
from generators.timed import ActorState, PropState, TimedPart
from player.shipped import BUILT_IN
from story_engine.plan import WEATHERS
from story_engine.time import SAMPLE_RATE

PARTS = 10
"""Title, narration, lines and deeds are among the first ten; each brings instruments and voices of its own."""
PLACE, HOUR, PUPPET, THING = "harbour", 20.5, "tock", "storm_parcel"
"""Where every weather is drawn once in every style: water, lamps, and a puppet that gives light are there."""
SIZE = Size(width=320, height=180)
"""Kernels are the same for every size."""
FPS = 24
PACKAGES = ("player", "generators", "story_engine", "profiles")
RNG_SEED = 1
CEILING = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """What a preparation did."""

    kernels: int
    """Pieces of machine code that were made now."""
    seconds: float
    kept: bool
    """False: the sources lie where nothing can be written, and every data folder compiles for itself."""


def prepare(story: str = "weather-post", tell: Callable[[float], None] = lambda done: None) -> Prepared:
    """Compile; `tell` hears how much is done, 0–1. Raises GeneratorError where parts cannot be rendered."""
    began = time.perf_counter()
    keep_byte_code()
    before = os.environ.get(CACHE_VARIABLE)
    os.environ[CACHE_VARIABLE] = ""
    try:
        made = _kept()
        with tempfile.TemporaryDirectory() as folder:
            _rehearse(Folders(Path(folder)).make(), BUILT_IN / story, tell)
        now = _kept()
    finally:
        if before is None:
            del os.environ[CACHE_VARIABLE]
        else:
            os.environ[CACHE_VARIABLE] = before
    return Prepared(kernels=len(now - made), seconds=time.perf_counter() - began, kept=bool(now))


def keep_byte_code(root: Path = Path(__file__).parents[1]) -> bool:
    """Compile every module of ours that is not; whether all could be kept. Two seconds the first time.

    Python keeps what it compiled, but not where it is told not to, nor for somebody else who may not write there: each
    process of a show would compile its modules anew, half a second of the processor before the first picture.
    """
    kept = [compileall.compile_dir(str(root / package), quiet=2) for package in PACKAGES]
    return all(kept)


def _rehearse(folders: Folders, seed: Path, tell: Callable[[float], None]) -> None:
    import numpy as np  # here: whoever asks for help need not wait for it

    from generators.render_pool.render import Renderer
    from generators.safety.loudness import measure
    from generators.sound.mix import JoinMixer
    from generators.sound.mix.night import Night
    from generators.stage.library import names
    from player.direction import Opening
    from player.director import InProcessDirector
    from story_engine.seed import load_seed
    from story_engine.seed.kept import INSTALLED

    for other in sorted(BUILT_IN.iterdir()):
        if (other / "seed.yaml").is_file():
            load_seed(other, kept=INSTALLED)
    # The first parts of a story may see no rain: whoever wishes for it would wait while it is compiled.
    airs = [(style, weather) for style in names("styles") for weather in WEATHERS]
    director = InProcessDirector(folders.speech)
    try:
        state = director.open(Opening(seed=str(seed), rng_seed=RNG_SEED, ceiling=CEILING)).state
        art = seed / "art"
        renderer = Renderer(folders, "built-in", art if art.is_dir() else None)
        for number in range(PARTS):
            planned = director.step(state)
            state = planned.state
            renderer.rehearse(planned.timed, SIZE, FPS, lambda: False)
            tell((number + 1) / (PARTS + len(airs)))
        for number, (style, weather) in enumerate(airs):
            renderer.rehearse(_air(style, weather), SIZE, FPS, lambda: False)
            tell((PARTS + number + 1) / (PARTS + len(airs)))
        # Near full scale: what measures and limits peaks has nothing to do below.
        loud = np.full((SAMPLE_RATE, 2), 0.99, np.float32)
        measure(loud)
        JoinMixer().push(loud, loud[:0])
        Night(on=True).quieten(loud.copy(), loud[:0])
    finally:
        director.close()


def _air(style: str, weather: str) -> TimedPart:
    """A picture of one weather in one style, with somebody and something in it."""
    from generators.stage.specimen import Specimen, part_of

    actor = ActorState(id=PUPPET, x=0.0, depth=0.45, facing=1)
    thing = PropState(id=THING, x=0.2, depth=0.6)
    return part_of(
        Specimen(place=PLACE, hour=HOUR, weather=weather, style=style, actors=(actor,), props=(thing,), seconds=0.1)
    )


def _kept() -> frozenset[Path]:
    """The machine code that lies beside the sources."""
    import generators

    return frozenset(Path(generators.__file__).parent.rglob("__pycache__/*.kernel"))
