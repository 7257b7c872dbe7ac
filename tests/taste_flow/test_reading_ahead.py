"""A seed read before it is asked for."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import player.director
from player.direction import Opening
from player.director import InProcessDirector
from story_engine.errors import SeedError

SEED_PATH = Path(__file__).parents[1] / "story_engine" / "seeds" / "ferry-lamp"


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Every folder that was read, in order."""
    done: list[Path] = []
    original = player.director.load_seed

    def noted(path: Path, *, language: str | None = None, kept: Path | None = None) -> object:
        done.append(Path(path))
        return original(path, language=language, kept=kept)

    monkeypatch.setattr(player.director, "load_seed", noted)
    return done


def test_a_seed_read_ahead_is_not_read_again(tmp_path: Path, reads: list[Path]) -> None:
    """Opening it takes what was read, and the show is the one that a director without haste opens."""
    hasty, calm = InProcessDirector(tmp_path / "speech"), InProcessDirector(tmp_path / "speech")
    try:
        hasty.read_ahead(SEED_PATH)
        opening = Opening(seed=str(SEED_PATH), rng_seed=3, manner="silent")
        opened = hasty.open(opening)
        assert len(reads) == 1
        plain = calm.open(opening)
        assert hasty.step(opened.state).timed == calm.step(plain.state).timed
    finally:
        hasty.close()
        calm.close()


def test_a_seed_edited_meanwhile_is_read_again(tmp_path: Path, reads: list[Path]) -> None:
    """What a creator changed after the reading ahead is what plays."""
    folder = tmp_path / "ferry-lamp"
    shutil.copytree(SEED_PATH, folder)
    director = InProcessDirector(tmp_path / "speech")
    try:
        director.read_ahead(folder)
        world = folder / "seed.yaml"
        title = next(line for line in world.read_text().splitlines() if line.startswith("title:"))
        world.write_text(world.read_text().replace(title, "title: Another lamp"))
        assert director.open(Opening(seed=str(folder), rng_seed=1, manner="silent")).title == "Another lamp"
        assert len(reads) == 2
    finally:
        director.close()


def test_a_broken_seed_is_told_by_opening_it(tmp_path: Path) -> None:
    """Reading ahead keeps quiet about a fault; whoever opens the seed hears of it."""
    director = InProcessDirector(tmp_path)
    try:
        director.read_ahead(tmp_path / "nowhere")
        with pytest.raises(SeedError, match="no such folder"):
            director.open(Opening(seed=str(tmp_path / "nowhere"), rng_seed=1))
    finally:
        director.close()
