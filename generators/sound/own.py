"""All that a seed brings along to be heard: its music, and its sounds by their keys in the speech store.

It knows no file and no samples: the director, which makes it once for a show, need not load what reads and plays them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from generators.sound.composer.own import NONE, OwnMusic


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class OwnSounds:
    """Keys in the store of a seed's own effects and beds."""

    effects: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """By the effect's name; one called like a built-in one is heard instead of it."""
    beds: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """By the place's id."""


NO_SOUNDS = OwnSounds()


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedSound:
    """Made once for a show, by the director."""

    music: OwnMusic = NONE
    sounds: OwnSounds = NO_SOUNDS


NOTHING = SeedSound()
