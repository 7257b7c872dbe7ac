"""Pages of figures for `build/screens.py`, as a show fills them that has played for some minutes.

The pages are the player's own; only what they ask stands still.
"""

from __future__ import annotations

import math
import sys
from pathlib import Path
from types import SimpleNamespace

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from player.census import Census, Member
from player.feed import BranchReady, BufferChanged, Gated
from player.figures import FigurePage, Figures
from player.playback.measures import Measures
from player.words import Words

MEGABYTE = 1024**2


class _Taker:
    """Processes that grow no older; half a minute of processor time went by in between."""

    def __init__(self) -> None:
        self._seconds = 0.0

    @property
    def latest(self) -> Census:
        self._seconds += 21.0
        kinds = (("player", 208, 0.36), ("director_process", 121, 0.06), ("worker", 236, 0.62), ("worker", 229, 0.58),
                 ("service", 88, 0.01))  # fmt: skip
        members = tuple(
            Member(
                pid=4300 + 7 * n,
                kind=kind,
                resident_bytes=size * MEGABYTE,
                processor_seconds=self._seconds / 5,
                share=share,
            )
            for n, (kind, size, share) in enumerate(kinds)
        )  # fmt: skip
        return Census(at=self._seconds, members=members)

    def close(self) -> None:
        """Nothing to end."""


def posed_figures(texts: Words) -> tuple[FigurePage, ...]:
    """Every page, in order."""
    from generators.media import FlashVerdict, Level, Loudness, Size

    measures = Measures(shown=4209, dropped=2)
    for number in range(240):
        late = 46.0 if number in (71, 180, 181) else 0.0
        measures.paces.append(41.7 + 3.0 * math.sin(number * 1.7) + late)
    measures.errors[8:22] = 300
    at = [48_000 * 540]
    playback = SimpleNamespace(measures=measures, output=SimpleNamespace(has_sound=True), playhead=lambda: at[0])
    thrift = SimpleNamespace(told=lambda words: words("effort.full", seconds="30"))
    figures = Figures(playback, thrift, texts, census=_Taker())  # type: ignore[arg-type]
    scene = SimpleNamespace(rating=6)
    for number in range(214):
        manifest = SimpleNamespace(
            key=str(number), level=Level.STAGE, size=Size(width=854, height=480), render_seconds=1.9,
            flash=FlashVerdict(safe=True, worst_transitions=1, repaired=number == 90),
            loudness=Loudness(integrated_lufs=-16.8, true_peak_dbtp=-3.0, gain_db=-1.5 if number in (40, 41) else 0.0),
        )  # fmt: skip
        segment = SimpleNamespace(
            manifest=manifest, timed=SimpleNamespace(part=SimpleNamespace(scene=scene), gentle=False)
        )
        figures.hear(segment)  # type: ignore[arg-type]
    branches = (
        BranchReady(option=1, words="Hand over the parcel", likely=0.61, seconds=7.4, level=Level.STAGE),
        BranchReady(option=2, words="Say that it is not for foxes", likely=0.39, seconds=4.2, level=Level.STAGE),
    )
    speeds = ((Level.CARD, 0.19), (Level.TWOS, 0.41), (Level.STAGE, 0.55))
    drawing = (Level.STAGE, Level.STAGE)
    figures.buffer(
        BufferChanged(ready_seconds=22.5, branches=branches, speeds=speeds, drawing=drawing, gated=Gated(joins=1))
    )
    figures.page(2, 0.0, Level.STAGE, None)
    at[0] += 48_000 * 15
    return tuple(figures.page(number, 10.0 * (number + 1), Level.STAGE, segment) for number in range(figures.count))  # type: ignore[arg-type]
