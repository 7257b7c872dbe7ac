"""What the overlay of figures tells: playback, what is ready ahead, cost and processes, safety; a page each.

It knows how a show plays and what its processes take, no screen. Texts are the interface's.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from generators.media import MODEL_LEVELS, Level, SegmentManifest
from generators.timed import TimedPart
from player.census import Census, CensusTaker
from player.feed import BufferChanged, ReadySegment
from player.playback.core import Playback
from player.thrift import Thrift
from player.words import Words
from story_engine.time import FPS, MediaTime, from_seconds, to_seconds

MEGABYTE = 1024**2
EVERY_SECONDS = 0.5
"""Figures that change faster than this cannot be read."""
COST_OVER: MediaTime = from_seconds(60.0)
COST_LEAST: MediaTime = from_seconds(5.0)
"""What a minute of show costs is told by the last minute, once this much of it is there."""
LONGEST_WORDS = 26
"""Characters of an option's words."""
MOST_MEMBERS = 7
"""Processes told one by one."""
SEGMENTS_KNOWN = 4000
"""Gates count each segment once; older ones are forgotten."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FigurePage:
    """One page."""

    heading: str
    rows: tuple[tuple[str, str], ...]
    graph: tuple[float, ...] = ()
    """Milliseconds from picture to picture, the latest last."""
    graph_due: float = 1000.0 / FPS
    """What each would be on a clock."""


@dataclass(slots=True)
class _Passed:
    """What the gates said of the segments that were heard."""

    seen: dict[str, None] = field(default_factory=dict)
    whole: int = 0
    softened: int = 0
    turned_down: int = 0

    def hear(self, manifest: SegmentManifest) -> None:
        if manifest.key in self.seen:
            return
        self.seen[manifest.key] = None
        if len(self.seen) > SEGMENTS_KNOWN:
            del self.seen[next(iter(self.seen))]
        self.whole += 1
        self.softened += manifest.flash.repaired
        self.turned_down += manifest.loudness.gain_db < 0.0


class Figures:
    """Keeps what the pages tell. One thread (the display's) calls it."""

    def __init__(
        self,
        playback: Playback,
        thrift: Thrift,
        texts: Words,
        *,
        census: CensusTaker | None = None,
        size: Callable[[], str] = lambda: "",
    ) -> None:
        """`size`: how the picture's size was found, where that is to be told."""
        self._playback, self._thrift, self._texts = playback, thrift, texts
        self._census = census or CensusTaker()
        self._size = size
        self._buffer = BufferChanged(ready_seconds=0.0)
        self._passed = _Passed()
        self._loudness = 0.0
        self._models_seconds = 0.0
        self._costs: deque[tuple[MediaTime, float, float]] = deque()
        """Playhead, processor seconds and models' seconds, oldest first."""
        self._asked: tuple[float, int] = (-1e9, -1)
        self._page: FigurePage | None = None

    def hear(self, segment: ReadySegment) -> None:
        """A segment is heard for the first time."""
        manifest = segment.manifest
        self._passed.hear(manifest)
        self._loudness = manifest.loudness.integrated_lufs
        if manifest.level in MODEL_LEVELS:
            self._models_seconds += manifest.render_seconds

    def buffer(self, event: BufferChanged) -> None:
        """What is ready ahead."""
        self._buffer = event

    def close(self) -> None:
        """Look at processes no more."""
        self._census.close()

    @property
    def count(self) -> int:
        """How many pages there are."""
        return len(_PAGES)

    def page(self, number: int, now: float, level: Level | str, segment: ReadySegment | None) -> FigurePage:
        """Page `number` (from 0); the same again until it is time to read it anew."""
        if self._page is None or number != self._asked[1] or now - self._asked[0] >= EVERY_SECONDS:
            self._asked = (now, number)
            page = _PAGES[number](self, level, segment)
            self._page = replace(page, heading=f"{page.heading}  {number + 1}/{len(_PAGES)}")
        return self._page

    # -- the pages -----------------------------------------------------------------------------

    def _playback_page(self, level: Level | str, segment: ReadySegment | None) -> FigurePage:
        playback, texts = self._playback, self._texts
        measures = playback.measures
        size = f"{level or '–'}, {segment.manifest.size if segment else '–'}"
        rows = (
            (texts("figures.behind"), f"{measures.error_ms(50):.0f} ms, p99 {measures.error_ms(99):.0f}"),
            (
                texts("figures.dropped"),
                texts("figures.of", count=measures.dropped, all=measures.shown + measures.dropped),
            ),
            (texts("figures.dry"), texts("figures.times", count=measures.underruns)),
            (texts("figures.level"), size + (f", {told}" if (told := self._size()) else "")),
            (texts("figures.output"), texts("figures.device" if playback.output.has_sound else "figures.silent")),
            (texts("figures.playhead"), f"{to_seconds(playback.playhead()):.1f} s"),
            (texts("figures.pace"), f"p50 {measures.pace_ms(50):.0f} ms, p99 {measures.pace_ms(99):.0f}"),
        )
        return FigurePage(heading=texts("figures.heading"), rows=rows, graph=tuple(measures.paces))

    def _ahead_page(self, level: Level | str, segment: ReadySegment | None) -> FigurePage:
        buffer, texts = self._buffer, self._texts
        drawing = ", ".join(str(one) for one in buffer.drawing) or texts("figures.nothing")
        rows = [
            (texts("figures.ahead"), f"{buffer.ready_seconds:.1f} s"),
            (texts("figures.drawing"), drawing),
            (texts("figures.speeds"), "  ".join(f"{one} {factor:.2f}" for one, factor in buffer.speeds) or "–"),
            (texts("figures.effort"), self._thrift.told(texts)),
        ]
        for branch in buffer.branches:
            name = f"{branch.option}  {_short(branch.words)}"
            rows.append((name, f"{branch.seconds:.1f} s, {branch.level or '–'}, {branch.likely:.0%}"))
        if not buffer.branches:
            rows.append((texts("figures.branches"), texts("figures.no_question")))
        return FigurePage(heading=texts("figures.heading_ahead"), rows=tuple(rows))

    def _cost_page(self, level: Level | str, segment: ReadySegment | None) -> FigurePage:
        texts, census = self._texts, self._census.latest
        spent = self._cost(census)
        works, models = texts("figures.wait"), texts("figures.none")
        if spent is not None:
            works = texts("figures.a_minute", seconds=f"{spent[0]:.0f}")
            models = texts("figures.a_minute", seconds=f"{spent[1]:.0f}") if self._models_seconds else models
        rows = [(texts("figures.processor"), works), (texts("figures.models"), models)]
        members = sorted(census.members, key=lambda member: -member.resident_bytes)
        for member in members[:MOST_MEMBERS]:
            told = f"{member.resident_bytes / MEGABYTE:.0f} MB, {member.share:.0%}"
            rows.append((f"{texts.or_else(f'process.{member.kind}', member.kind)}  {member.pid}", told))
        if members:
            whole = f"{sum(m.resident_bytes for m in members) / MEGABYTE:.0f} MB, {sum(m.share for m in members):.0%}"
            rows.append((texts("figures.together"), whole))
        return FigurePage(heading=texts("figures.heading_cost"), rows=tuple(rows))

    def _safety_page(self, level: Level | str, segment: ReadySegment | None) -> FigurePage:
        texts, passed, gated = self._texts, self._passed, self._buffer.gated
        whole = passed.whole
        ceiling = segment.timed.part.scene.rating if segment is not None else 0
        rows = (
            (texts("figures.checked"), texts("figures.segments", count=whole)),
            (texts("figures.flash"), _told(texts, whole - passed.softened, passed.softened, gated.flash + gated.joins)),
            (texts("figures.loudness"), _told(texts, whole - passed.turned_down, passed.turned_down, 0)),
            (texts("figures.loud_now"), f"{self._loudness:.1f} LUFS"),
            (texts("figures.rating"), _told(texts, whole, 0, gated.rating)),
            (texts("figures.rated"), str(ceiling)),
            (texts("figures.flash_rule"), texts("figures.strict" if _is_gentle(segment) else "figures.usual")),
        )
        return FigurePage(heading=texts("figures.heading_safety"), rows=rows)

    def _cost(self, census: Census) -> tuple[float, float] | None:
        """Processor and models' seconds for a minute of show; None until enough of it has been seen."""
        at, costs = self._playback.playhead(), self._costs
        if not census.members:
            return None
        if costs and at < costs[-1][0]:
            costs.clear()  # a rewind: what is shown again costs nothing
        if not costs or census.processor_seconds != costs[-1][1]:
            costs.append((at, census.processor_seconds, self._models_seconds))
        while costs[-1][0] - costs[0][0] > COST_OVER:
            costs.popleft()
        first, last = costs[0], costs[-1]
        minutes = to_seconds(last[0] - first[0]) / 60.0
        if last[0] - first[0] < COST_LEAST:
            return None
        return (last[1] - first[1]) / minutes, (last[2] - first[2]) / minutes


_PAGES = (Figures._playback_page, Figures._ahead_page, Figures._cost_page, Figures._safety_page)


def _is_gentle(segment: ReadySegment | None) -> bool:
    timed: TimedPart | None = segment.timed if segment is not None else None
    return timed is not None and timed.gentle


def _short(words: str) -> str:
    return words if len(words) <= LONGEST_WORDS else words[: LONGEST_WORDS - 1].rstrip() + "…"


def _told(texts: Words, passed: int, repaired: int, replaced: int) -> str:
    return texts("figures.gate", passed=passed, repaired=repaired, replaced=replaced)
