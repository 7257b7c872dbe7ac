"""Voices: lines become speech, murmur or silence, with the times of every sound and word.

They know no picture, score or mix. Public names are resolved when first used, so that a process that only
asks for times never loads the synthesisers.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_HOMES = {
    "VoiceBox": "box",
    "Spoken": "messages",
    "Voice": "cast",
    "load_voices": "cast",
    "voice_for": "cast",
    "murmur_times": "timing",
    "render_murmur": "murmur",
    "load_speech": "store",
    "voice_sound": "sound",
}

__all__ = sorted(_HOMES)


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
