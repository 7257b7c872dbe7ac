"""Stills of a show's map, painted: each again from the part that it shows, as gouache, and laid beside the photograph.

It knows the folder of a show's memory and the restyler, no screen and no process.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import msgspec

from generators.timed import TimedPart
from story_engine.time import MediaTime

SUBJECT = ".still.json"
PAINTED = ".gouache.jpg"
"""Endings beside `NUMBER.jpg`: what is to be painted, and the painting."""
SIZE = (640, 360)
QUALITY = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a still shows."""

    timed: TimedPart
    at: MediaTime
    """Within the part."""


def paint_next(folder: Path, art: Path | None) -> bool:
    """Paint the newest still of `folder` that is not painted yet; whether there was one.

    What cannot be painted (a part of another version) stays the photograph and is not tried again. Raises OSError.
    """
    waiting = [path for path in folder.glob(f"*{SUBJECT}") if _is_newer(path, painting_of(path))]
    if not waiting:
        return False
    path = max(waiting, key=lambda known: known.stat().st_mtime)
    from generators.errors import GeneratorError

    try:
        content = _painted(msgspec.json.decode(path.read_bytes(), type=Subject), art)
    except (GeneratorError, msgspec.MsgspecError, ValueError, KeyError):
        path.unlink()
        return True
    from player.foyer.painter import write_whole

    write_whole(painting_of(path), content)
    return True


def painting_of(subject: Path) -> Path:
    """Where the painting of a subject lies."""
    return subject.with_name(subject.name.removesuffix(SUBJECT) + PAINTED)


def _is_newer(path: Path, painting: Path) -> bool:
    return not painting.is_file() or painting.stat().st_mtime_ns < path.stat().st_mtime_ns


def _painted(subject: Subject, art: Path | None) -> bytes:
    import cv2

    from generators.restyle.paint import painted_still
    from generators.stage.generator import Stage

    picture = painted_still(subject.timed, subject.at, Stage(*SIZE, seed_art=art), art)
    done, content = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
    if not done:
        raise ValueError("a still cannot be packed")
    return bytes(content.tobytes())
