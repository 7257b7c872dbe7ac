"""Media time: integer audio frames at 48 kHz, the one unit of time inside Evershow.

It knows no clock. Float seconds appear only at the edges (files, command line, screen).
"""

from __future__ import annotations

from typing import TypeAlias

MediaTime: TypeAlias = int
"""A duration or position in audio frames at `SAMPLE_RATE`; exact for 12, 24, 25, 30, 50 and 60 fps."""

SAMPLE_RATE = 48_000
"""Audio frames a second; every segment, stem and clock uses it."""

FPS = 24
"""Video frames a second of the story; puppets move on twos (12 a second)."""

VIDEO_FRAME: MediaTime = SAMPLE_RATE // FPS
"""Audio frames in one video frame (2,000)."""


def from_seconds(seconds: float) -> MediaTime:
    """The nearest audio frame to `seconds`."""
    return round(seconds * SAMPLE_RATE)


def to_seconds(time: MediaTime) -> float:
    """`time` in seconds, for people and files."""
    return time / SAMPLE_RATE


def whole_video_frames(time: MediaTime) -> MediaTime:
    """`time` rounded up to whole video frames, as every part and segment must be."""
    return -(-time // VIDEO_FRAME) * VIDEO_FRAME
