"""Virtual time: a film, its log and its captions are a pure function of seed, rng and script."""

from __future__ import annotations

import json
from pathlib import Path

import av
import numpy as np
import pytest
from fake_director import FakeDirector

from generators.errors import GeneratorError
from generators.media import Size
from generators.segments.folders import Folders
from player.conducting.script import Script, parse_script
from player.direction import Opening
from player.virtual import Rendering, RenderOptions, render_show

SCRIPT = parse_script([{"choice": 1, "option": 2}, {"at": 5, "wish": "snow"}])


def _render(folder: Path, script: Script = SCRIPT, workers: int = 1, seconds: float = 20) -> Rendering:
    options = RenderOptions(
        out=folder / "film.mp4",
        seconds=seconds,
        folders=Folders(folder / "home"),
        script=script,
        size=Size(width=160, height=90),
        workers=workers,
        catalogue="sketch",
        log=folder / "log.jsonl",
        stills=2,
        sheet=folder / "sheet.png",
    )
    return render_show(FakeDirector(), Opening(seed="", rng_seed=1), options)


def _log(folder: Path) -> list[dict]:
    records = [json.loads(line) for line in (folder / "log.jsonl").read_text().splitlines()]
    return [{name: value for name, value in record.items() if name != "render_seconds"} for record in records]


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Rendering]:
    folder = tmp_path_factory.mktemp("first")
    return folder, _render(folder)


def test_the_film_has_every_frame_and_sample(first: tuple[Path, Rendering]) -> None:
    """20 s are 480 pictures, 20 s of sound, captions, a chapter per scene and the mark of synthetic media."""
    folder, rendering = first
    with av.open(str(folder / "film.mp4")) as film:
        assert sum(1 for _ in film.decode(video=0)) == 480
    with av.open(str(folder / "film.mp4")) as film:
        samples = sum(frame.samples for frame in film.decode(audio=0))
        assert 20 * 48_000 <= samples < 20 * 48_000 + 2048
        assert [chapter["metadata"]["title"] for chapter in film.chapters()] == ["Chapter 1", "Chapter 2", "Chapter 3"]
        assert "synthetic" in film.metadata["comment"]
        assert [stream.type for stream in film.streams][:3] == ["video", "audio", "subtitle"]
    assert rendering.figures is not None
    assert rendering.figures.duration == 20 * 48_000


def test_stills_and_sheet_are_written(first: tuple[Path, Rendering]) -> None:
    """The asked stills and the contact sheet lie beside the film."""
    folder, _ = first
    assert sorted(path.name for path in folder.glob("*.png")) == ["film-001.png", "film-002.png", "sheet.png"]


def test_captions_lie_beside_the_film(first: tuple[Path, Rendering]) -> None:
    """The WebVTT file names the speaker and starts where the line does."""
    text = (first[0] / "film.vtt").read_text()
    assert "00:00:00.500 --> 00:00:01.500\nWren: s1 0" in text


def test_the_log_is_in_order_of_time(first: tuple[Path, Rendering]) -> None:
    """Every record has a time and a kind, and none goes back."""
    records = _log(first[0])
    assert [r["at"] for r in records] == sorted(r["at"] for r in records)
    assert {"scene", "segment", "line", "choice", "option", "wish"} <= {r["kind"] for r in records}


def test_twice_the_same_render_is_identical(first: tuple[Path, Rendering], tmp_path: Path) -> None:
    """Another process, another folder, two workers: the same log, frames and samples."""
    again = _render(tmp_path, workers=2)
    assert _log(tmp_path) == _log(first[0])
    assert [m.frames_digest for m in again.manifests] == [m.frames_digest for m in first[1].manifests]


def test_another_option_is_another_show_from_there(first: tuple[Path, Rendering], tmp_path: Path) -> None:
    """Up to the pick the same, after it not."""
    other = parse_script([{"choice": 1, "option": 1}, {"at": 5, "wish": "snow"}])
    mine, theirs = _render(tmp_path, other).manifests, first[1].manifests
    same = [a.frames_digest == b.frames_digest for a, b in zip(mine, theirs, strict=True)]
    assert all(same[:8])
    assert not any(same[8:])


def test_a_damaged_segment_is_rendered_again(first: tuple[Path, Rendering], tmp_path: Path) -> None:
    """A cached file that was cut short is noticed, removed and made anew, with the same frames."""
    before = _render(tmp_path, seconds=4)
    media = next((tmp_path / "home" / "cache").glob("??/*.mkv"))
    media.write_bytes(media.read_bytes()[:500])
    after = _render(tmp_path, seconds=4)
    assert [m.frames_digest for m in after.manifests] == [m.frames_digest for m in before.manifests]


def test_damage_inside_a_cached_segment_is_rendered_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Damage that leaves a file's size alone is noticed before the film is written, told, and made anew."""
    before = _render(tmp_path, seconds=4)
    media = next((tmp_path / "home" / "cache").glob("??/*.mkv"))
    whole = media.read_bytes()
    media.write_bytes(whole[:2000] + bytes(500) + whole[2500:])
    after = _render(tmp_path, seconds=4)
    assert media.read_bytes() == whole
    assert [m.frames_digest for m in after.manifests] == [m.frames_digest for m in before.manifests]
    assert "rendered again" in capsys.readouterr().err


def test_a_film_that_fails_leaves_nothing(tmp_path: Path) -> None:
    """An error while writing leaves neither a film nor its draft."""

    class Broken:
        def push(self, body: np.ndarray, tail: np.ndarray, *, weighed: bool = False) -> np.ndarray:
            raise GeneratorError("no mix")

    options = RenderOptions(
        out=tmp_path / "film.mp4",
        seconds=2,
        folders=Folders(tmp_path / "home"),
        size=Size(width=160, height=90),
        workers=1,
        catalogue="sketch",
    )
    with pytest.raises(GeneratorError, match="no mix"):
        render_show(FakeDirector(), Opening(seed="", rng_seed=1), options, mixer=Broken())
    assert [path.name for path in tmp_path.iterdir()] == ["home"]


def test_nothing_to_render_is_an_error(tmp_path: Path) -> None:
    """A course without a part is refused in words."""
    options = RenderOptions(out=tmp_path / "f.mp4", seconds=0, folders=Folders(tmp_path / "home"), catalogue="sketch")
    with pytest.raises(GeneratorError, match="no part"):
        render_show(FakeDirector(), Opening(seed="", rng_seed=1), options)
