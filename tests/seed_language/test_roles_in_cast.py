"""A role that speaks belongs to the cast, unless it comes in during the scene."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from story_engine.seed import check_seed

GOOD = Path(__file__).parents[1] / "story_engine" / "seeds" / "ferry-lamp"
HEAD = "\ntitle: extra\nplace: quay\n{cast}\nroles: $a: person, $b: person\ntags: wonder\ntension: 0.4\n---\n"


@pytest.mark.parametrize(
    ("cast", "body", "told"),
    [
        ("cast: $b", "$a: I was never asked to come.", ["$a speaks"]),
        ("cast: $b", "<<act $a look near>>\n$b: Who is that over there?", ["$a acts"]),
        ("cast: $a, $b", "$a: I was asked to come.", []),
        ("cast: $b\nmaybe: $a", "$a: I was asked to come.", []),
        ("cast: $b", "<<act $a enter left>>\n$a: I came all the same.", []),
        ("cast: $b", "<<act addda look near>>", []),
        ("cast: $a", "<<act $a hug $b>>", ["$b is needed for it"]),
        ("cast: $a", "<<act $a give oil $b>>", ["$b is needed for it"]),
        ("cast: $a, $b", "<<act $a give oil $b>>", []),
        ("cast: $a", "<<act $a look $b>>", []),
    ],
)
def test_a_role_outside_of_the_cast(tmp_path: Path, cast: str, body: str, told: list[str]) -> None:
    """Whoever speaks or acts is in cast: or maybe:, or enters; others are told of once per line; nobody is not."""
    folder = tmp_path / "ferry-lamp"
    shutil.copytree(GOOD, folder)
    file = folder / "scenes" / "main.yarn"
    text = file.read_text(encoding="utf-8").rstrip("\n") + "\n" + HEAD.format(cast=cast)
    file.write_text(f"{text}{body}\n===\n", encoding="utf-8")
    found = [d for d in check_seed(folder) if d.code == "SD501" and d.where.line > text.count("\n")]
    assert [d.message.partition(" but ")[0] for d in found] == told
