"""What the player and a render worker say to each other; frozen and schema-checked.

They know no file format. Every job carries the plan revision it was made for.
"""

from __future__ import annotations

from dataclasses import dataclass

from generators.media import Level, SegmentManifest, Size
from generators.timed import TimedPart


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderJob:
    """Render one timed part at one level."""

    job: int
    key: str
    """Cache key it will lie under."""
    timed: TimedPart
    level: Level
    size: Size
    fps: int
    revision: int
    """Plan revision; stale jobs are cancelled by it."""
    parent: str = ""
    """Id of the part before, for the manifest."""
    deadline: float = 0.0
    """Seconds on the player's monotonic clock; 0 = none. For logs: the lookahead acts on it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancel:
    """Stop `job` at the next frame."""

    job: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Hello:
    """A worker is up and warm."""

    pid: int
    warm_seconds: float
    trouble: str = ""
    """Why it cannot be used: its models do not load."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a job is, some times a second."""

    job: int
    done: float
    """0–1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """A segment is in the cache."""

    job: int
    manifest: SegmentManifest
    memory: int = 0
    """Bytes the worker took before this job, its share of what is shared; 0 where the system does not tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """A job ended without a segment."""

    job: int
    kind: str
    """"cancelled", "unsafe" (flash), "disk" (full or unwritable) or "fault"."""
    reason: str


MESSAGES: dict[str, type] = {kind.__name__: kind for kind in (RenderJob, Cancel, Hello, Progress, Done, Failed)}
"""The channel's table."""
