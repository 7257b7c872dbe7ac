"""Messages between the player and the recogniser's process. They know no engine's interface."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Heed:
    """Player to process: listen for this from now on. Two JSGF grammars; "" = none."""

    wishes: str
    answers: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    """Player to process: the words of this, 16-bit little-endian mono at 16 kHz."""

    pcm: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Process to player: what was said."""

    text: str
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Unable:
    """Process to player: no engine, or it has failed."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """Process to player, once: the engine is loaded."""


MESSAGES: dict[str, type] = {kind.__name__: kind for kind in (Heed, Sound, Words, Unable, Ready)}
