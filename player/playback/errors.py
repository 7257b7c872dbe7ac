"""Errors of playback.

PlaybackError
├── OutputError     no sound device, or it has gone
├── DamagedSegment  a segment file cannot be opened or decoded
└── RecordError     the film of a session cannot be written
"""

from __future__ import annotations


class PlaybackError(Exception):
    """Anything that goes wrong between a segment and the viewer."""


class OutputError(PlaybackError):
    """No sound device, or it has gone; `name` is that of the lines `silent.<name>` in the interface's tables."""

    def __init__(self, message: str, *, name: str = "device") -> None:
        super().__init__(message)
        self.name = name


class DamagedSegment(PlaybackError):
    """A segment file cannot be opened or decoded."""


class RecordError(PlaybackError):
    """The film of a session cannot be written: names the file and the remedy."""
