"""A recogniser behind a process of its own, so that playback never waits for it: `player/ear/service.py`.

It knows the process and its messages. The process is begun when somebody first speaks, and begun again where it died.
"""

from __future__ import annotations

from importlib.util import find_spec

import numpy as np

from generators.errors import GeneratorError
from generators.processes import Child, spawn
from generators.sound.dsp import resampled
from player.ear.messages import MESSAGES, Heed, Ready, Sound, Unable, Words
from player.ear.port import EarError, Heard, Heeded
from story_engine.time import SAMPLE_RATE

MODULE = "player.ear.service"
RATE = 16_000
LOAD_SECONDS = 30.0
"""A loaded machine may take seconds to read the model; above this something is wrong."""
HEAR_SECONDS = 30.0
REMEDY = "pip install 'evershow[hearing]'"


def is_here() -> bool:
    """Whether the recogniser is installed."""
    return find_spec("pocketsphinx") is not None


class SphinxEar:
    """Hears English with pocketsphinx. Implements `player.ear.port.Hears`."""

    def __init__(self, module: str = MODULE) -> None:
        self._module = module
        self._child: Child | None = None
        self._loaded = False

    @property
    def missing(self) -> str:
        """Why nothing can be heard, with the remedy."""
        return "" if is_here() else f"no recogniser of speech is installed: {REMEDY}"

    def begin(self, heeded: Heeded) -> None:
        """Start the process where it is not there, and tell it what to listen for."""
        from player.ear.grammar import option_grammar  # here: a show begins sooner without it

        answers = option_grammar(heeded.options) if heeded.options else ""
        try:
            if self._child is None or not self._child.is_alive():
                self.close()
                self._child = spawn(self._module, MESSAGES, idle=False)
            self._child.channel.send(Heed(wishes=heeded.wishes, answers=answers))
        except GeneratorError as error:
            raise self._gone(str(error)) from error

    def hear(self, samples: np.ndarray) -> Heard:
        """The words in `samples`; waits for the process to load, and for its answer."""
        if self._child is None:
            raise self._gone("it was not begun")
        pcm = (np.clip(resampled(samples, RATE / SAMPLE_RATE), -1.0, 1.0) * 32767).astype("<i2").tobytes()
        try:
            if not self._loaded:
                self._await(Ready, LOAD_SECONDS)
                self._loaded = True
            self._child.channel.send(Sound(pcm=pcm))
            told = self._await(Words, HEAR_SECONDS)
        except GeneratorError as error:
            raise self._gone(str(error)) from error
        return Heard(text=told.text, confidence=told.confidence)

    def _await(self, kind: type, seconds: float) -> Words:
        assert self._child is not None
        told = self._child.channel.receive(seconds)
        if isinstance(told, Unable):
            raise self._gone(told.reason)
        if not isinstance(told, kind):
            raise self._gone(f"it did not answer within {seconds:.0f} s")
        return told

    def _gone(self, why: str) -> EarError:
        self.close()
        return EarError(f"the recogniser has failed ({why})", name="recogniser_failed")

    def close(self) -> None:
        """End the process."""
        child, self._child, self._loaded = self._child, None, False
        if child is not None:
            child.stop(patience_seconds=0.5)
