"""The sound of a part with models in it: the score, the places' beds and the spoken lines that a device's models make.

It knows no mix: what models make takes the place of the house's own stems, beds and lines, at their level, and
whatever a model cannot do is the house's own. Pure for a given speech store and equipment: one score and one bed serve
a whole scene.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from generators.errors import Cancelled, GeneratorError
from generators.neural.equipment import read_equipment, tier_named
from generators.neural.errors import MemoryShort, NeuralError
from generators.neural.known import Use
from generators.neural.letting_go import Leavings
from generators.neural.loading import opener
from generators.neural.ports import never
from generators.neural.sound.film import FilmSound, laid_under
from generators.neural.sound.waves import looped, paced
from generators.neural.tiers import Breaker, Tier, tier_down
from generators.neural.words import bed_words, score_words
from generators.sound.dsp import levelled, loudness
from generators.sound.generator import Rendered, Sound
from generators.sound.instruments.perform import TAIL
from generators.sound.mix.part import Buses
from generators.sound.voices.store import load_speech
from generators.timed import ScoreState, TimedLine, TimedPart
from story_engine.rng import derive_seed
from story_engine.time import MediaTime, from_seconds

_LOG = logging.getLogger(__name__)
LOOP_SECONDS = 16.0
"""A score or a bed is made this long and goes round: long enough not to be noticed, short enough for a small device."""
STEM = "melody"
"""The whole of a model's score is mixed as this stem …"""
SCORE_LUFS = -15.5
"""… at what the house's own stems come to together in its scale (eight parts of The Weather Post: −11.8 … −16.7, median
−15.4), so that the mix holds for both."""
BED_MEASURED: MediaTime = from_seconds(6.0)
"""A model's bed is as loud as the house's is in the first seconds of the scene."""
REST_FADE: MediaTime = from_seconds(0.6)
"""A model's score goes and comes like this where the composer rests."""
SWITCH: MediaTime = from_seconds(0.02)
"""At joins a score crosses over, and a bed meets the house's own, within this: the next part may be the house's."""
FILM = "film"
"""What a segment's manifest calls the sound that came with its pictures."""
USES = (Use.SCORE, Use.BED, Use.SPEECH)


class ModelSound(Sound):
    """Renders the sound of timed parts with the models of its equipment."""

    def __init__(self, speech_store: Path, soundfonts: Path | None = None, *, equipment: str) -> None:
        super().__init__(speech_store, soundfonts)
        told = read_equipment(equipment)
        given = {use: told.given(use) for use in USES}
        engines = Path(told.engines) if told.engines else None
        self._models = {
            use: _Opened(
                opener(Path(row.folder), told.device, told.dtype, engines=engines, target=told.target),
                tier_named(row.tier),
            )
            for use, row in given.items()
            if row is not None
        }
        self._cancel: Callable[[], bool] = never
        self._heard: set[str] = set()
        self._film: Sequence[FilmSound] = ()
        self._scene_score = lru_cache(4)(self._new_score)
        self._scene_bed = lru_cache(8)(self._new_bed)

    def load(self) -> None:
        """Load the models; raises ModelError."""
        for model in self._models.values():
            model.open()

    def render(
        self, timed: TimedPart, cancel: Callable[[], bool] | None = None, film: Sequence[FilmSound] = ()
    ) -> Rendered:
        """As `Sound.render`; `film` is what the model that draws the part makes with its pictures."""
        self._cancel = cancel or never
        self._heard.clear()
        self._film = film
        return super().render(timed, cancel)

    def _buses(self, timed: TimedPart, cancel: Callable[[], bool] | None) -> Buses:
        buses = super()._buses(timed, cancel)
        ambience = laid_under(buses.ambience, self._film, timed) if self._film else None
        if ambience is None:
            return buses
        self._heard.add(FILM)
        return replace(buses, ambience=ambience)

    @property
    def notes(self) -> tuple[tuple[str, str], ...]:
        """What of the last part's sound models made, and with which engines so far, for its manifest."""
        if not self._heard:
            return ()
        engines = ", ".join(f"{use}/{name}" for use in USES if use in self._heard for name in self._models[use].engines)
        told = (("sounded", ", ".join(sorted(self._heard))),)
        return (*told, ("sound engines", engines)) if engines else told

    def _stems(self, timed: TimedPart, cancel: Callable[[], bool] | None) -> dict[str, NDArray[np.float32]]:
        entry, notes = timed.score.entry, timed.score.notes
        if Use.SCORE not in self._models or (entry.silent and not notes):
            return super()._stems(timed, cancel)
        try:
            whole = self._scene_score(score_words(timed), derive_seed(timed.rng_seed, "score") >> 1)
        except GeneratorError as error:
            _given_up(error, "the score")
            return super()._stems(timed, cancel)
        self._heard.add(Use.SCORE)
        heard = looped(whole, timed.entry.scene_time, timed.duration + TAIL) * presence(timed)[:, None]
        return {STEM: heard.astype(np.float32)}

    def _bed(
        self, name: str, scene_time: MediaTime, duration: MediaTime, wind: float, rng_seed: int, hour: float
    ) -> NDArray[np.float32]:
        if Use.BED in self._models:
            try:
                whole = self._scene_bed(name, wind, rng_seed, hour)
            except GeneratorError as error:
                _given_up(error, f"the bed {name}")
            else:
                self._heard.add(Use.BED)
                own = super()._bed(name, scene_time, duration, wind, rng_seed, hour)
                return _framed(looped(whole, scene_time, duration), own)
        return super()._bed(name, scene_time, duration, wind, rng_seed, hour)

    def _line(self, line: TimedLine, state: ScoreState) -> NDArray[np.float32]:
        if Use.SPEECH in self._models and line.manner == "speech" and line.speech:
            try:
                own = load_speech(self._store, line.speech)
                made = self._models[Use.SPEECH].ask("speak", line.text, derive_seed(0, line.voice) >> 1, self._cancel)
            except GeneratorError as error:
                _given_up(error, "a line")
            else:
                self._heard.add(Use.SPEECH)
                # Mouths and captions follow the times that the plan gave: the line is spoken within them.
                return levelled(paced(made.samples, len(own)), loudness(own))
        return super()._line(line, state)

    def _new_score(self, words: str, seed: int) -> NDArray[np.float32]:
        made = self._models[Use.SCORE].ask("render", words, LOOP_SECONDS, seed, self._cancel)
        return levelled(made, SCORE_LUFS)

    def _new_bed(self, name: str, wind: float, rng_seed: int, hour: float) -> NDArray[np.float32]:
        seed = derive_seed(rng_seed, "bed", name) >> 1
        made = self._models[Use.BED].ask("render", bed_words(name, wind, hour), LOOP_SECONDS, seed, self._cancel)
        return levelled(made, loudness(super()._bed(name, 0, BED_MEASURED, wind, rng_seed, hour)))


class _Opened:
    """A model that is opened once, a tier lower where memory is short; it rests after failures, as one of pictures."""

    def __init__(
        self, open_model: Callable[[Tier], Any], tier: Tier, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._open, self._clock = open_model, clock
        self._breaker = Breaker()
        self._tier: Tier | None = tier
        self._generator: Any = None
        self._leavings = Leavings()

    @property
    def engines(self) -> tuple[str, ...]:
        """Networks for which engines have answered, by name."""
        return tuple(seat.name for seat in getattr(self._generator, "seats", ()) if seat.answered)

    def open(self) -> Any:
        """The adapter; raises ModelError, MemoryShort."""
        while self._generator is None:
            self._leavings.clear()
            if self._tier is None:
                raise MemoryShort("the device is too small for this model at every tier")
            try:
                self._generator = self._open(self._tier)
            except MemoryShort:
                self._step_down()
        return self._generator

    def ask(self, method: str, *arguments: object) -> Any:
        """What the adapter's `method` gives; out of memory it is a tier lower the next time. Raises NeuralError."""
        if not self._breaker.allows(self._clock()):
            raise NeuralError("the model rests after failures")
        self._breaker = self._breaker.tried(self._clock())
        try:
            made = getattr(self.open(), method)(*arguments)
        except Cancelled:
            self._breaker = self._breaker.undecided()
            raise
        except MemoryShort:
            self._step_down()
            self._breaker = self._breaker.undecided()
            raise
        except GeneratorError:
            self._breaker = self._breaker.failed(self._clock())
            raise
        self._breaker = self._breaker.worked()
        return made

    def _step_down(self) -> None:
        self._generator, self._leavings.some = None, True
        self._tier = tier_down(self._tier) if self._tier is not None else None


def presence(timed: TimedPart) -> NDArray[np.float32]:
    """How much of a scene's score is heard in a part, (duration + TAIL): it rests where the composer rests."""
    length = timed.duration + TAIL
    out = np.ones(length, np.float32)
    notes = timed.score.notes
    if timed.score.entry.silent:
        first = min((note.start for note in notes), default=length)
        rise = np.clip((np.arange(length) - first) / REST_FADE, 0, 1)
        out *= rise.astype(np.float32)
    if timed.score.exit.silent:
        last = max((note.start + note.duration for note in notes), default=0)
        fall = np.clip(1 - (np.arange(length) - min(last, timed.duration - REST_FADE)) / REST_FADE, 0, 1)
        out *= fall.astype(np.float32)
    if timed.part.ends_scene:
        out[timed.duration :] *= np.linspace(1, 0, TAIL, dtype=np.float32)
    else:
        out[timed.duration :] *= np.clip(1 - np.arange(TAIL, dtype=np.float32) / SWITCH, 0, 1)
    if timed.entry.scene_time:
        # The part before ends with the other half of this line: together they are the whole, sample by sample.
        out[:SWITCH] *= np.arange(SWITCH, dtype=np.float32) / SWITCH
    return out


def _framed(sound: NDArray[np.float32], own: NDArray[np.float32]) -> NDArray[np.float32]:
    """`sound` that begins and ends as `own`: so it joins whatever lies beside it."""
    edge = np.minimum(np.arange(len(sound)), np.arange(len(sound))[::-1])
    share = np.clip(edge / SWITCH, 0, 1).astype(np.float32)[:, None]
    return sound * share + own * (1 - share)


def _given_up(error: GeneratorError, what: str) -> None:
    if isinstance(error, Cancelled):
        raise error
    _LOG.warning("%s; %s is the house's own", error, what)
