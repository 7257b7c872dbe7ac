"""The seed's own music while its parts are composed: its themes, and what its title and its danger sound like.

It knows no field of any file. A part is composed in one worker thread from beginning to end, so a context variable
carries the music to whoever asks for a theme; without it there are the built-in themes alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from generators.sound.composer.library import Theme


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class OwnMusic:
    """What a seed brings along; made once for a show, and equal to itself only, so that it may key a cache."""

    main: str = ""
    """Theme of the title; "" = the world's."""
    dread: str = ""
    """Theme of danger; "" = the world's."""
    themes: Mapping[str, Theme] = field(default_factory=lambda: MappingProxyType({}))


NONE = OwnMusic()
_OWN: ContextVar[OwnMusic] = ContextVar("seed_music", default=NONE)


@contextmanager
def music_of(own: OwnMusic) -> Iterator[None]:
    """Within it themes are looked for in `own` first."""
    token = _OWN.set(own)
    try:
        yield
    finally:
        _OWN.reset(token)


def own_music() -> OwnMusic:
    """The music of the seed whose part is being composed."""
    return _OWN.get()
