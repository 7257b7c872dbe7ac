"""A seed of one world and one file of scenes, written out for a test and read back."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from story_engine.seed import Seed, load_seed


@pytest.fixture(scope="session")
def small_seed(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str, str], Seed]:
    """Makes the seed of a name, a `seed.yaml` and its scenes."""

    def made(name: str, world: str, scenes: str) -> Seed:
        folder = tmp_path_factory.mktemp("seed") / name
        (folder / "scenes").mkdir(parents=True)
        (folder / "seed.yaml").write_text(world, encoding="utf-8")
        (folder / "scenes" / "all.yarn").write_text(scenes.lstrip(), encoding="utf-8")
        return load_seed(folder)

    return made
