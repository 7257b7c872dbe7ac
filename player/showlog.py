"""The log of a show: one JSON object per line with `at` (media seconds) and `kind` (design §3).

It knows no director or clock. Apart from `render_seconds` a virtual show's log is a pure function of
seed, viewer, rng and inputs.
"""

from __future__ import annotations

import json
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

from generators.media import SegmentManifest
from player.conducting.course import Placed
from story_engine.plan import Choice
from story_engine.time import MediaTime, to_seconds

OWN_KINDS = ("segment", "line", "choice", "option", "wish", "signal", "underrun")
"""Written from what is placed and given; a director's records of these kinds only add fields."""


def seconds(time: MediaTime) -> float:
    """Media seconds to a tenth of a millisecond."""
    return round(to_seconds(time), 4)


class ShowLog:
    """Writes records to `path` (None = nowhere) and keeps them where `keeps`; use as a context."""

    def __init__(self, path: Path | None = None, *, keeps: bool = True) -> None:
        self._keeps = keeps
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
        self._file: TextIO | None = None if path is None else path.open("w", encoding="utf-8")
        self.records: list[dict[str, Any]] = []

    def __enter__(self) -> ShowLog:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Finish the file."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def write(self, at: MediaTime, kind: str, **fields: Any) -> None:
        """One record."""
        record = {"at": seconds(at), "kind": kind, **fields}
        if self._keeps:
            self.records.append(record)
        if self._file is not None:
            self._file.write(json.dumps(record, ensure_ascii=False) + "\n")
            self._file.flush()

    def part(self, placed: Placed) -> None:
        """What the director says of a part, and its lines."""
        for skipped in placed.skipped:
            self.write(placed.start, "skipped", part=skipped.part.id, scene=skipped.part.scene.id)
        for given in placed.given:
            for extra in given.log:
                if extra.kind not in OWN_KINDS:
                    self.write(placed.start, extra.kind, **extra.fields)
        for record in placed.log:
            if record.kind not in OWN_KINDS:
                self.write(placed.start, record.kind, **record.fields)
        for line in placed.timed.lines:
            self.write(placed.start + line.start, "line", speaker=line.speaker or "narrator", text=line.text)

    def segment(self, placed: Placed, manifest: SegmentManifest) -> None:
        """A segment as it is shown."""
        self.write(
            placed.start,
            "segment",
            id=placed.id,
            level=str(manifest.level),
            start=seconds(placed.start),
            duration=seconds(placed.timed.duration),
            frames=manifest.frames_digest,
            samples=manifest.samples_digest,
            render_seconds=manifest.render_seconds,
        )

    def choice(self, placed: Placed, choice: Choice, at: MediaTime, heads_ready: bool, **live: Any) -> None:
        """Cards open."""
        said = next((record.fields for record in placed.log if record.kind == "choice"), {})
        fields = {
            **said,
            "id": choice.id,
            "options": [option.text for option in choice.options],
            "default": choice.default,
            "heads_ready": heads_ready,
            **live,
        }
        self.write(at, "choice", **fields)
