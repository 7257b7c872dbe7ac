"""Pictures a second: parts are drawn, encoded and played at other paces than 24 as well."""

from __future__ import annotations

from pathlib import Path

import pytest
from fake_director import FakeDirector

from generators.media import Level, Size
from generators.render_pool.messages import RenderJob
from generators.render_pool.render import Renderer
from generators.segments.folders import Folders
from player.direction import Opening
from player.playback.segment_reader import SegmentReader
from story_engine.time import SAMPLE_RATE


@pytest.mark.parametrize("fps", [12, 24, 30, 48, 60])
def test_a_part_is_drawn_and_read_at_its_pace(tmp_path: Path, fps: int) -> None:
    """As many pictures as the part is long, each at its own time to the sample, and all of the sound."""
    director = FakeDirector()
    timed = director.step(director.open(Opening(seed="", rng_seed=1)).state).timed
    folders = Folders(tmp_path).make()
    job = RenderJob(
        job=1, key="00pace", timed=timed, level=Level.STAGE, size=Size(width=160, height=90), fps=fps, revision=0
    )
    manifest = Renderer(folders, "sketch").render(job, lambda: False)
    assert manifest.video_frames == timed.duration * fps // SAMPLE_RATE
    with SegmentReader(folders.cache / "00" / "00pace.mkv") as reader:
        times = []
        while (got := reader.next_frame()) is not None:
            times.append(got[0])
        assert len(reader.pcm) == timed.duration
    assert times == [number * SAMPLE_RATE // fps for number in range(manifest.video_frames)]
