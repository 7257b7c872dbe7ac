"""`feelings:` of seed.yaml: lines may name what the seed's own faces draw, and nothing else."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from story_engine.seed import check_seed, load_seed

GOOD = Path(__file__).parents[1] / "story_engine" / "seeds" / "ferry-lamp"


def felt(folder: Path, declared: str) -> list[str]:
    """Codes found in a seed whose first line of Ada's is said smugly, with `declared` in seed.yaml."""
    copy = folder / "ferry-lamp"
    shutil.copytree(GOOD, copy)
    world, scenes = copy / "seed.yaml", copy / "scenes" / "main.yarn"
    world.write_text(world.read_text(encoding="utf-8") + declared, encoding="utf-8")
    text = scenes.read_text(encoding="utf-8")
    assert "<<act ada look far>>" in text
    scenes.write_text(text.replace("<<act ada look far>>", "Ada: Told you so. #smug\n<<act ada look far>>", 1), "utf-8")
    return [found.code for found in check_seed(copy) if found.code in ("SD207", "SD130")]


@pytest.mark.parametrize(
    ("declared", "codes"), [("", ["SD207"]), ("feelings: [smug]\n", []), ("feelings: [s mug]\n", ["SD130", "SD207"])]
)
def test_a_declared_feeling_may_be_named(tmp_path: Path, declared: str, codes: list[str]) -> None:
    """A feeling that nobody declared is unknown; its name is a plain word."""
    assert sorted(felt(tmp_path, declared)) == codes


def test_a_seed_knows_its_feelings(tmp_path: Path) -> None:
    """They are part of the seed as it is loaded."""
    felt(tmp_path, "feelings: [smug]\n")
    assert load_seed(tmp_path / "ferry-lamp").feelings == ("smug",)
