"""The ports of the ear: what hears words in a sound, and where the sound comes from.

They know no engine and no device. `player/ear/sphinx.py` and `player/playback/microphone.py` are what is behind them
where those are here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np


class EarError(Exception):
    """Nothing can be heard; `name` is that of the lines `ear.<name>` and `ear.<name>_remedy` of the tables."""

    def __init__(self, message: str, *, name: str) -> None:
        super().__init__(message)
        self.name = name


@dataclass(frozen=True, slots=True, kw_only=True)
class Heeded:
    """What is listened for: it is heard far better than general speech, which is heard beside it."""

    wishes: str = ""
    """A JSGF grammar; "" = general speech alone."""
    options: tuple[str, ...] = ()
    """Texts of an open question's options, in the order of their numbers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What was said."""

    text: str = ""
    """In lower case; "" = no words."""
    confidence: float = 0.0
    """0–1: how well two ways of hearing it agree."""


class Hears(Protocol):
    """A recogniser of speech. One thread calls it, which may wait."""

    @property
    def missing(self) -> str:
        """Why nothing can be heard, with the remedy; "" = it can."""
        ...

    def begin(self, heeded: Heeded) -> None:
        """Get ready to hear; what takes time is done while the viewer speaks. Raises EarError."""
        ...

    def hear(self, samples: np.ndarray) -> Heard:
        """The words in mono `samples`, float32 at 48 kHz. Raises EarError."""
        ...

    def close(self) -> None:
        """Free the engine."""
        ...


class Microphone(Protocol):
    """Where sound comes from. One thread calls it."""

    def start(self) -> None:
        """Open the device; raises EarError."""
        ...

    def read(self, seconds: float) -> np.ndarray:
        """What has come, mono float32 at 48 kHz, after at most `seconds`; empty = nothing. Raises EarError."""
        ...

    def close(self) -> None:
        """Let the device go; may be called twice."""
        ...
