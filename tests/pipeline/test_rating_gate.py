"""What is rated above the viewer's ceiling is shown from no cache, at no level, by nobody."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from generators.media import Level, SegmentManifest, decode_manifest, encode_manifest
from generators.render_pool.pool import PoolOptions
from generators.segments.cache import Folders, SegmentCache
from player.conducting.renders import Renders
from player.conductor import Conductor, ConductorOptions
from player.direction import Opening, Planned
from player.feed import ReadySegment, ShowEvent, Trouble
from story_engine.time import SAMPLE_RATE
from tests.pipeline.fake_director import FakeDirector
from tests.pipeline.instant_pool import InstantPool

PATIENCE_SECONDS = 20.0
CEILING = 6


class RatedDirector(FakeDirector):
    """A director that has lost its senses: every scene of an even number is rated `rating`."""

    rating = 0

    def step(self, state: int) -> Planned:
        planned = super().step(state)
        part = planned.timed.part
        scene = replace(part.scene, rating=self.rating if part.scene.number % 2 == 0 else 0)
        return replace(planned, timed=replace(planned.timed, part=replace(part, scene=scene)))


class RatingPool(InstantPool):
    """As workers do, it writes the part's rating into the manifest."""

    def submit(self, job, due=0.0):  # type: ignore[no-untyped-def]
        super().submit(job)
        if job.timed.part.scene.rating:
            rated(SegmentCache(self.options.folders), job.key, job.timed.part.scene.rating)


def rated(cache: SegmentCache, key: str, rating: int) -> None:
    """Write another rating into the manifest of what is in the cache."""
    path = cache.files(key).manifest
    manifest = decode_manifest(path.read_bytes(), path.name)
    path.write_bytes(encode_manifest(replace(manifest, rating=rating)))


@dataclass
class _Show:
    folder: Path
    rating: int = 0
    events: list[ShowEvent] = field(default_factory=list)

    def __post_init__(self) -> None:
        folders = Folders(self.folder)
        self.cache = SegmentCache(
            folders, ceiling=CEILING, on_trouble=lambda line: self.events.append(Trouble(what=line))
        )
        self.pool = RatingPool(PoolOptions(folders=folders, catalogue="sketch"))
        director = RatedDirector(choices=False)
        director.rating = self.rating
        options = ConductorOptions(opening=Opening(seed="", rng_seed=1, ceiling=CEILING))
        self.conductor = Conductor(director, self.pool, self.cache, options, self.events.append)  # type: ignore[arg-type]

    def play(self, count: int) -> list[ReadySegment]:
        """The next segments, one after the other."""
        shown: list[ReadySegment] = []
        for _ in range(count):
            if shown:
                self.conductor.playhead(shown[-1].end - SAMPLE_RATE // 4)
            waited = 0.0
            while (segment := self.conductor.next_segment(shown[-1].id if shown else None)) is None:
                threading.Event().wait(0.002)
                waited += 0.002
                assert waited < PATIENCE_SECONDS, f"nothing came; events: {self.events[-3:]}"
            shown.append(segment)
            self.conductor.playhead(segment.start)
        return shown


@pytest.fixture
def begin(tmp_path: Path) -> Iterator[object]:
    begun: list[_Show] = []

    def start(rating: int = 0) -> _Show:
        begun.append(_Show(tmp_path, rating))
        begun[-1].conductor.start()
        return begun[-1]

    yield start
    for show in begun:
        show.conductor.stop()


def test_a_cache_gives_out_nothing_above_its_ceiling(tmp_path: Path) -> None:
    """What is rated above is removed and told; a viewer without limits is given everything."""
    folders = Folders(tmp_path)
    pool = InstantPool(PoolOptions(folders=folders, catalogue="sketch"))
    timed = _timed()
    troubles: list[str] = []
    child = SegmentCache(folders, ceiling=CEILING, on_trouble=troubles.append)
    renders = Renders(pool, child, Level.STAGE, lambda: None, lambda line: None)  # type: ignore[arg-type]
    key = renders.key(timed, Level.STAGE)
    _put(pool, timed, key)
    assert child.find(key) is not None
    rated(child, key, 16)
    assert SegmentCache(folders).find(key) is not None
    fresh = SegmentCache(folders, ceiling=CEILING, on_trouble=troubles.append)
    assert fresh.find(key) is None
    assert not fresh.verify(key)
    assert "rated 16" in troubles[0]
    assert SegmentCache(folders).find(key) is None


def test_a_planted_segment_of_another_rating_is_drawn_anew(begin, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    """A show whose cache was filled with older viewers' pictures under its own keys shows none of them."""
    first = begin()
    keys = [segment.manifest.key for segment in first.play(9)]
    first.conductor.stop()
    for key in keys[2:]:
        rated(first.cache, key, 16)
    second = begin()
    shown = second.play(9)
    assert [segment.manifest.key for segment in shown] == keys
    assert [segment.manifest.rating for segment in shown] == [0] * 9
    assert {job.key for job in second.pool.rendered} >= set(keys[2:])
    assert any("rated 16" in event.what for event in second.events if isinstance(event, Trouble))


def test_a_part_that_is_rated_above_is_left_out(begin) -> None:  # type: ignore[no-untyped-def]
    """Were a director to plan one all the same, the show would go on after it."""
    show = begin(rating=16)
    shown = show.play(8)
    assert {segment.timed.part.scene.rating for segment in shown} == {0}
    assert len({segment.timed.part.scene.number for segment in shown}) >= 2
    assert not [job for job in show.pool.rendered if job.timed.part.scene.rating]


def _timed():  # type: ignore[no-untyped-def]
    director = FakeDirector()
    return director.step(director.open(Opening(seed="", rng_seed=1)).state).timed


def _put(pool: InstantPool, timed, key: str) -> SegmentManifest | None:  # type: ignore[no-untyped-def]
    from generators.render_pool.messages import RenderJob

    options = pool.options
    pool.submit(
        RenderJob(job=1, key=key, timed=timed, level=Level.STAGE, size=options.size, fps=options.fps, revision=0)
    )
    return None
