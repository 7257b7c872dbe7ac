"""Renders a show in virtual time: one level, no deadlines, to a film with captions, chapters and a log.

It knows no window and no real clock: the log (but for `render_seconds`) and every frame are a pure
function of seed, viewer, rng seed and script.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from generators.errors import GeneratorError
from generators.media import Level, SegmentManifest, Size, lower_level
from generators.render_pool.catalogue import generator_version, segment_key
from generators.render_pool.messages import Failed, RenderJob
from generators.render_pool.pool import Pool, PoolOptions
from generators.safety.flash import decode_edge, join_is_safe
from generators.segments.cache import SegmentCache
from generators.segments.decode import read_frames, read_sound, read_tail
from generators.segments.folders import Folders
from generators.sound.mix.night import nightly
from player.conducting.course import Course, Placed
from player.conducting.script import Script
from player.conducting.virtual_course import conduct
from player.contact_sheet import Still, to_rgb, write_sheet, write_still
from player.direction import Director, Opening
from player.export import Chapter, FilmFigures, FilmWriter, JoinMixer
from player.showlog import ShowLog
from story_engine.time import SAMPLE_RATE, MediaTime, from_seconds

RETRIES = 3
"""Damaged or failed segments are rendered again this often before the render gives up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderOptions:
    """What to render and where to."""

    out: Path | None
    """The film; None = segments and log only."""
    seconds: float
    folders: Folders
    script: Script = Script()
    level: Level = Level.STAGE
    size: Size = Size()
    fps: int = 24
    workers: int = 2
    catalogue: str = "built-in"
    seed_art: Path | None = None
    """The seed's `art/` folder, if it has one."""
    log: Path | None = None
    stills: int = 0
    """Single pictures beside the film, evenly spread."""
    sheet: Path | None = None
    """Contact sheet."""
    sheet_every_seconds: float = 5.0
    night: bool = False
    """The film's sound is made fit for the night: what is loud softer, what is soft louder."""
    rest: Callable[[], None] | None = None
    """Waits until the machine is free for the next part, beside a show that plays; None = draw without a break."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendering:
    """What came out."""

    title: str
    placed: tuple[Placed, ...]
    manifests: tuple[SegmentManifest, ...]
    figures: FilmFigures | None
    records: tuple[dict[str, object], ...]
    journal: bytes


def render_show(
    director: Director,
    opening: Opening,
    options: RenderOptions,
    *,
    mixer: JoinMixer | None = None,
    on_progress: Callable[[str, float], None] = lambda what, share: None,
) -> Rendering:
    """Plan, render and write a show; raises SeedError, ScriptError, GeneratorError."""
    until = from_seconds(options.seconds)

    def planned(course: Course, log: ShowLog) -> Iterator[Placed]:
        for part in conduct(course, options.script, until, log):
            on_progress("planning", min(course.end / until, 1.0))
            yield part

    return render_course(director, opening, options, planned, mixer=mixer, on_progress=on_progress)


def render_course(
    director: Director,
    opening: Opening,
    options: RenderOptions,
    parts: Callable[[Course, ShowLog], Iterator[Placed]],
    *,
    mixer: JoinMixer | None = None,
    on_progress: Callable[[str, float], None] = lambda what, share: None,
) -> Rendering:
    """Render and write whatever `parts` places on the course; raises GeneratorError."""
    opened = director.open(opening)
    for line in opened.missing_voices:
        _say(line)
    course = Course(director, opened.state)
    cache = SegmentCache(options.folders, ceiling=opening.ceiling, on_trouble=_say)
    with ShowLog() as log, _Renders(cache, options) as renders:
        placed = []
        for part in parts(course, log):
            placed.append(part)
            if options.rest is None:
                renders.want(part)
        if not placed:
            raise GeneratorError("there is no part to render; a film needs at least one")
        manifests = [renders.wait(part, on_progress, number / len(placed)) for number, part in enumerate(placed)]
        for number in range(1, len(placed)):
            manifests[number] = renders.calm_join(manifests[number - 1], manifests[number], placed[number], log)
        for part, manifest in zip(placed, manifests, strict=True):
            log.segment(part, manifest)
        figures = None
        if options.out is not None:
            figures = _write_film(opened.title, placed, manifests, renders, options, mixer, on_progress)
        _write_stills(placed, manifests, cache, options)
        records = tuple(sorted(log.records, key=lambda record: record["at"]))
    if options.log is not None:
        with ShowLog(options.log) as out:
            for record in records:
                fields = {name: value for name, value in record.items() if name not in ("at", "kind")}
                out.write(round(float(record["at"]) * SAMPLE_RATE), str(record["kind"]), **fields)
    return Rendering(
        title=opened.title,
        placed=tuple(placed),
        manifests=tuple(manifests),
        figures=figures,
        records=records,
        journal=director.journal(placed[-1].after) if placed else b"",
    )


def _say(trouble: str) -> None:
    """One line on standard error, as it happens: a render has no HUD."""
    print(f"evershow: {trouble}", file=sys.stderr)


class _Renders:
    """The pool and the cache, asked part by part."""

    def __init__(self, cache: SegmentCache, options: RenderOptions) -> None:
        self.cache = cache
        self._options = options
        self._version = generator_version(options.catalogue, options.seed_art, options.folders.soundfonts)
        self._numbers = count(1)
        self._changed = threading.Condition()
        self._failed: dict[str, Failed] = {}
        self._asked: set[str] = set()
        self._level: dict[str, Level] = {}
        self._pool = Pool(
            PoolOptions(
                folders=options.folders,
                size=options.size,
                fps=options.fps,
                workers=max(1, min(options.workers, os.cpu_count() or 1)),
                catalogue=options.catalogue,
                seed_art=options.seed_art,
            ),
            on_done=self._on_done,
            on_failed=self._on_failed,
            on_trouble=_say,
        )
        self._started = False

    def __enter__(self) -> _Renders:
        return self

    def __exit__(self, *rest: object) -> None:
        if self._started:
            self._pool.close()

    def key(self, part: Placed, level: Level) -> str:
        """Cache key of `part`."""
        return segment_key(part.timed, level, self._options.size, self._options.fps, self._version)

    def want(self, part: Placed, level: Level | None = None) -> None:
        """Have `part` rendered unless the cache holds it."""
        level = level or self._level.get(part.id, self._options.level)
        self._level[part.id] = level
        key = self.key(part, level)
        if key in self._asked or self.cache.find(key) is not None:
            return
        if not self._started:
            self._started = True
            self._pool.start()
        self._asked.add(key)
        job = RenderJob(
            job=next(self._numbers),
            key=key,
            timed=part.timed,
            level=level,
            size=self._options.size,
            fps=self._options.fps,
            revision=0,
        )
        self._pool.submit(job)

    def wait(self, part: Placed, on_progress: Callable[[str, float], None], share: float) -> SegmentManifest:
        """The manifest of `part`, at a lower level where its own fails; raises GeneratorError."""
        on_progress("rendering", share)
        if self._options.rest is not None:
            self._options.rest()
            self.want(part)
        for _ in range(RETRIES * len(Level)):
            level = self._level[part.id]
            key = self.key(part, level)
            with self._changed:
                while key in self._asked and key not in self._failed:
                    self._changed.wait(0.5)
            manifest = self.cache.find(key)
            if manifest is not None and self.cache.verify(key):
                self.cache.pin(key)
                return manifest
            failed = self._failed.pop(key, None)
            self._asked.discard(key)
            if failed is not None and failed.kind == "disk":
                raise GeneratorError(f"the cache cannot be written ({failed.reason}); free some space and try again")
            if failed is not None:
                lower = lower_level(level)
                if lower is None:
                    raise GeneratorError(f"part {part.timed.part.id} cannot be rendered: {failed.reason}")
                _say(f"{failed.reason}; shown at level {lower}")
                self._level[part.id] = lower
            self.want(part)
        raise GeneratorError(f"part {part.timed.part.id} cannot be rendered; see the lines above")

    def calm_join(self, before: SegmentManifest, after: SegmentManifest, part: Placed, log: ShowLog) -> SegmentManifest:
        """`after`, or its card where the join would flash."""
        if after.level is Level.CARD or join_is_safe(decode_edge(before.flash.tail), decode_edge(after.flash.head)):
            return after
        log.write(part.start, "unsafe_join", id=part.id, level=str(Level.CARD))
        self.want(part, Level.CARD)
        return self.wait(part, lambda what, share: None, 1.0)

    def _on_done(self, job: RenderJob, manifest: SegmentManifest) -> None:
        with self._changed:
            self._asked.discard(job.key)
            self._changed.notify_all()

    def _on_failed(self, job: RenderJob, failed: Failed) -> None:
        with self._changed:
            self._failed[job.key] = failed
            self._changed.notify_all()


def _write_film(
    title: str,
    placed: list[Placed],
    manifests: list[SegmentManifest],
    renders: _Renders,
    options: RenderOptions,
    mixer: JoinMixer | None,
    on_progress: Callable[[str, float], None],
) -> FilmFigures:
    assert options.out is not None
    options.out.parent.mkdir(parents=True, exist_ok=True)
    draft = options.out.with_name(f".{options.out.name}.part")
    join = mixer or PlainJoin()
    try:
        with FilmWriter(draft, options.fps, title) as film:
            film.chapters(_chapters(placed), placed[-1].end)
            heard = _heard(placed, manifests, renders.cache, join)
            sounds = nightly(heard) if options.night else heard
            for number, (part, manifest, sound) in enumerate(zip(placed, manifests, sounds, strict=True)):
                film.add(renders.cache.files(manifest.key).media, sound, part.timed.captions)
                on_progress("writing", (number + 1) / len(placed))
            figures = film.figures()
        os.replace(draft, options.out)
        os.replace(draft.with_suffix(".vtt"), options.out.with_suffix(".vtt"))
    finally:  # a film that was not finished leaves nothing behind
        draft.unlink(missing_ok=True)
        draft.with_suffix(".vtt").unlink(missing_ok=True)
    return figures


def _heard(
    placed: list[Placed], manifests: list[SegmentManifest], cache: SegmentCache, join: JoinMixer
) -> Iterator[NDArray[np.float32]]:
    """The sound of part after part, with what rings over from those before."""
    for part, manifest in zip(placed, manifests, strict=True):
        files = cache.files(manifest.key)
        tail = read_tail(files.tail) if manifest.tail else np.zeros((0, 2), np.float32)
        yield join.push(read_sound(files.media), tail, weighed=part.timed.is_weighed)


class PlainJoin:
    """Sums tails into what follows and stops at full scale: the join mixer of tests."""

    def __init__(self) -> None:
        self._ringing = np.zeros((0, 2), np.float32)

    def push(
        self, body: NDArray[np.float32], tail: NDArray[np.float32], *, weighed: bool = False
    ) -> NDArray[np.float32]:
        """`body` with what still rings, as long as it."""
        whole = np.zeros((max(len(body) + len(tail), len(self._ringing)), 2), np.float32)
        whole[: len(body)] += body
        whole[: len(self._ringing)] += self._ringing
        whole[len(body) : len(body) + len(tail)] += tail
        self._ringing = whole[len(body) :]
        return np.clip(whole[: len(body)], -1.0, 1.0)


def _chapters(placed: list[Placed]) -> list[Chapter]:
    """One chapter for every scene."""
    chapters: list[Chapter] = []
    last = ""
    for part in placed:
        scene = part.timed.part.scene
        if scene.id != last:
            chapters.append(Chapter(part.start, scene.chapter or scene.title))
            last = scene.id
    return chapters


def _write_stills(
    placed: list[Placed], manifests: list[SegmentManifest], cache: SegmentCache, options: RenderOptions
) -> None:
    end = placed[-1].end if placed else 0
    singles = [round(end * (number + 0.5) / options.stills) for number in range(options.stills)]
    every = from_seconds(options.sheet_every_seconds)
    sheet = list(range(0, end, every)) if options.sheet is not None else []
    stills = grab(placed, manifests, cache, sorted({*singles, *sheet}))
    if options.out is not None:
        for number, at in enumerate(singles, 1):
            write_still(options.out.with_name(f"{options.out.stem}-{number:03}.png"), stills[at])
    if options.sheet is not None:
        options.sheet.parent.mkdir(parents=True, exist_ok=True)
        write_sheet(options.sheet, [stills[at] for at in sheet])


def grab(
    placed: list[Placed], manifests: list[SegmentManifest], cache: SegmentCache, times: list[MediaTime]
) -> dict[MediaTime, Still]:
    """The pictures shown at `times`."""
    found: dict[MediaTime, Still] = {}
    for part, manifest in zip(placed, manifests, strict=True):
        inside = [at for at in times if part.start <= at < part.end]
        if not inside:
            continue
        wanted = {(at - part.start) * manifest.fps // SAMPLE_RATE: at for at in inside}
        scene = part.timed.part.scene
        for number, frame in enumerate(read_frames(cache.files(manifest.key).media)):
            if number in wanted:
                at = wanted[number]
                found[at] = Still(at, to_rgb(frame), f"{scene.id} {scene.title}")
    return found
