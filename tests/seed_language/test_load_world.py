"""Reading what a story is without reading what happens in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from story_engine.errors import SeedError
from story_engine.seed import load_seed, load_world
from story_engine.seed.diagnostics import Findings
from story_engine.seed.yaml_tree import read_tree

SEEDS = Path(__file__).resolve().parents[2] / "assets" / "seeds"
NAMES = ("weather-post", "night-exchange")


@pytest.mark.parametrize("name", NAMES)
def test_the_world_alone_is_the_same_as_with_its_scenes(name: str) -> None:
    """Title, people, places, tastes and digest are those of the whole seed; there is no scene."""
    whole, world = load_seed(SEEDS / name), load_world(SEEDS / name)
    assert not world.storylets
    for said in ("id", "title", "shown_title", "path", "tastes", "places", "cast", "digest", "manner"):
        assert getattr(world, said) == getattr(whole, said), said


def test_the_world_alone_is_shown_in_another_language() -> None:
    """A table's title is shown although the lines it belongs to were not read."""
    world = load_world(SEEDS / "weather-post", language="de")
    assert world.shown_title != world.title
    assert world.shown_title == load_seed(SEEDS / "weather-post", language="de").shown_title


def test_a_faulty_world_is_told_with_its_line(tmp_path: Path) -> None:
    """A seed.yaml that is not YAML names file and line, whoever reads it."""
    (tmp_path / "scenes").mkdir()
    (tmp_path / "seed.yaml").write_text("seed: [a\ntitle: b\n", encoding="utf-8")
    with pytest.raises(SeedError) as told:
        load_world(tmp_path)
    assert "seed.yaml:2" in str(told.value)


@pytest.mark.parametrize(
    "text",
    ["%YAML 1.2\n---\na: 1\n", "a: 0o17\nb: yes\nc: '1'\n", "a: {b: [1, 2.5, ~]}\n", "? a\n: b\n", "ü: 'ß…'\nb: x\n"],
)
def test_both_readers_of_yaml_agree(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What libyaml reads is what the reader in Python reads, places included."""
    import story_engine.seed.yaml_tree as yaml_tree

    quick = read_tree(text, "a.yaml", Findings())
    only_python = yaml_tree.YAML
    monkeypatch.setattr(yaml_tree, "YAML", lambda typ, pure=True: only_python(typ=typ, pure=True))
    slow = read_tree(text, "a.yaml", Findings())
    assert isinstance(quick, yaml_tree.Mapped)
    assert isinstance(slow, yaml_tree.Mapped)
    assert (quick, quick.keys_at, quick.values_at) == (slow, slow.keys_at, slow.values_at)
