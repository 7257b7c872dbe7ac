"""Wishes as viewers type them, against what they mean: the share that is read right."""

from __future__ import annotations

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from story_engine.seed.load import load_seed
from story_engine.wishes import read_wish

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
SEEDS = {"weather_post": "weather-post", "night_exchange": "night-exchange"}
LEAST_RIGHT = 0.9
"""Share of wishes that must be read exactly."""


def _wrong(path: Path) -> tuple[list[str], int]:
    seed = load_seed(
        ROOT / "assets" / "seeds" / SEEDS[path.stem.split("_", 1)[1].removeprefix("unseen_").removeprefix("fresh_")]
    )
    entries = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    wrong = []
    for say, keys, *more in entries:
        outcome = more[0] if more else "understood"
        reading = read_wish(seed, say)
        got = {intent.key for intent in reading.intents}
        if set(keys) != got or reading.outcome != outcome:
            wrong.append(f"{say!r}: {sorted(keys)} {outcome} expected, {sorted(got)} {reading.outcome} read")
    return wrong, len(entries)


@pytest.mark.parametrize("path", sorted(HERE.glob("phrases_*.yaml")), ids=lambda path: path.stem)
def test_wishes_are_read_right(path: Path) -> None:
    """At least nine wishes in ten are read exactly: the same intents, none missing and none invented."""
    wrong, count = _wrong(path)
    assert 1.0 - len(wrong) / count >= LEAST_RIGHT, "\n".join(wrong)


def test_there_are_enough_phrases() -> None:
    """The evaluation holds at least three hundred wishes."""
    assert sum(_wrong(path)[1] for path in HERE.glob("phrases_*.yaml")) >= 300


if __name__ == "__main__":
    for file in sorted(HERE.glob("phrases_*.yaml")):
        missed, total = _wrong(file)
        print(f"{file.stem}: {total - len(missed)} of {total} right ({1 - len(missed) / total:.1%})")
        for entry in missed:
            print("  ", entry)
