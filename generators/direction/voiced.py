"""In which feeling a voice gives a seed's own feeling: that feeling's `voice:` in `art/faces/emotions.yaml`.

It knows no voice: one name for another.
"""

from __future__ import annotations

from generators.direction.own_art import own_art
from generators.stage import library
from generators.stage.acting.own import added, own_of


def voiced(emotion: str) -> str:
    """The built-in feeling that colours the voice of who feels `emotion`; `emotion` itself where none is named."""
    entry = added(own_of(own_art()), "emotions").get(emotion)
    named = entry.get("voice") if isinstance(entry, dict) else None
    return named if isinstance(named, str) and named in library.load("faces", "emotions") else emotion
