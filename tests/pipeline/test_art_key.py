"""A seed's own art: part of every cache key, and passed on by the commands that make films."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

import player.virtual
from generators.render_pool.catalogue import _files, art_of, generator_version
from player.cli.films import render, replay
from player.virtual import RenderOptions
from profiles.taste import TasteValues
from story_engine.seed import load_seed
from story_engine.show import Show

SEED = Path(__file__).resolve().parents[2] / "assets" / "seeds" / "weather-post"


class _Enough(Exception):
    """Raised in place of a render: the options are known by then."""


def test_art_is_part_of_the_version(tmp_path: Path) -> None:
    """A seed without art has the catalogue's version; each change of a file or its name makes another."""
    assert art_of(tmp_path) is None
    plain = generator_version("sketch", None)
    art = tmp_path / "art"
    (art / "props").mkdir(parents=True)
    assert art_of(tmp_path) == art
    assert generator_version("sketch", art) == plain
    versions = [plain]
    (art / "props" / "lamp.yaml").write_text("a")
    versions.append(generator_version("sketch", art))
    (art / "props" / "lamp.yaml").write_text("b")
    versions.append(generator_version("sketch", art))
    (art / "props" / "lamp.yaml").rename(art / "props" / "lantern.yaml")
    versions.append(generator_version("sketch", art))
    assert len(set(versions)) == 4
    assert generator_version("sketch", art) == versions[-1]


def test_render_and_replay_pass_the_art_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both commands give the seed's art folder to the workers."""
    monkeypatch.setenv("EVERSHOW_HOME", str(tmp_path / "home"))
    seed = tmp_path / "seed"
    shutil.copytree(SEED, seed)
    (seed / "art").mkdir()
    told: list[RenderOptions] = []

    def note(director: object, opening: object, options: RenderOptions, *rest: object, **more: object) -> None:
        told.append(options)
        raise _Enough

    monkeypatch.setattr(player.virtual, "render_show", note)
    monkeypatch.setattr("player.replay.render_course", note)
    film = str(tmp_path / "f.mp4")
    CliRunner().invoke(render, [str(seed), film, "--seconds", "3"])
    show, _ = Show.open(load_seed(seed), rng_seed=1, taste=TasteValues.fresh(load_seed(seed).tastes)).step()
    journal = tmp_path / "f.show"
    journal.write_bytes(show.journal().to_bytes())
    CliRunner().invoke(replay, [str(journal), film, "--seed", str(seed)])
    assert [options.seed_art for options in told] == [seed / "art", seed / "art"]


def test_an_empty_journal_is_refused_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Replaying a show that was left before its first part says so."""
    monkeypatch.setenv("EVERSHOW_HOME", str(tmp_path / "home"))
    seed = load_seed(SEED)
    journal = tmp_path / "f.show"
    journal.write_bytes(Show.open(seed, rng_seed=1, taste=TasteValues.fresh(seed.tastes)).journal().to_bytes())
    done = CliRunner().invoke(replay, [str(journal), str(tmp_path / "f.mp4"), "--seed", str(SEED)])
    assert done.exit_code == 1
    assert "the journal holds no part yet" in done.output
    assert not (tmp_path / "f.mp4").exists()


def test_every_source_counts_but_seeds_and_what_python_keeps(tmp_path: Path) -> None:
    """A generator's version follows from its files, read in the order of their paths' parts, wherever they lie."""
    root = tmp_path / "seeds"  # the installation may lie in a folder of any name
    for name in ("a/b-c.py", "a/b/d.py", "a/__pycache__/e.pyc", "a/seeds/f.yaml", "a.py"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(name)
    assert _files(root, "a") == ["a/b/d.py", "a/b-c.py"]
    assert _files(root, "a.py") == ["a.py"]
