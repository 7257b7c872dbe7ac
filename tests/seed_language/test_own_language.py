"""A seed in another language than English: its voices, wishes, plural forms and the engine's own lines follow it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from player.director import voices_of
from story_engine.functions import PURE
from story_engine.seed import Severity, check_seed, load_seed
from story_engine.wishes import read_wish

WORLD = """\
seed: leuchtfeuer
format: 1
title: Das Leuchtfeuer
rating: 6
language: de
tastes: [wonder, comedy]
places:
  hafen: {name: der Hafen, look: "wet stones", links: [turm]}
  turm: {name: der Turm, look: "a lighthouse", links: [hafen]}
cast:
  ada: {name: Ada, look: "red scarf", at: hafen}
"""
SCENE = """\
title: abend
place: hafen
cast: ada
tags: wonder
---
Der Abend kam über die Mole und setzte sich.
Ada: Es sind noch [plural 1 one="ein Schiff" other="% Schiffe"/] draußen.
===
"""


def german(tmp_path: Path, more: str = "") -> Path:
    folder = tmp_path / "leuchtfeuer"
    (folder / "scenes").mkdir(parents=True)
    (folder / "seed.yaml").write_text(WORLD + more, encoding="utf-8")
    (folder / "scenes" / "eins.yarn").write_text(SCENE, encoding="utf-8")
    return folder


def test_a_german_seed_is_spoken_in_german(tmp_path: Path) -> None:
    """Without a table the story is spoken as it is written, and asking for that language is the same."""
    folder = german(tmp_path)
    assert voices_of(load_seed(folder))[0] == "de"
    assert voices_of(load_seed(folder, language="de"))[0] == "de"
    assert [str(d) for d in check_seed(folder) if d.severity is Severity.ERROR] == []


def test_the_engines_own_lines_are_german_too(tmp_path: Path) -> None:
    """Automatic scenes of a German seed take the engine's German sentences."""
    seed = load_seed(german(tmp_path))
    assert seed.tongue is not None
    own = seed.tongue.words["bridge_quiet"]
    assert len(own) == len(seed.words["bridge_quiet"])
    assert not any(text == seed.words["bridge_quiet"][index].say for index, text in own.items())


@pytest.mark.parametrize(
    ("wish", "key"), [("Ada soll zum Turm gehen", "goal:ada@turm"), ("lass es schneien", "weather:snow")]
)
def test_wishes_are_read_in_the_seeds_language(tmp_path: Path, wish: str, key: str) -> None:
    """Names of the seed and words of its language are understood together."""
    assert key in [intent.key for intent in read_wish(load_seed(german(tmp_path)), wish).intents]


@pytest.mark.parametrize(
    ("language", "number", "said"),
    [("en", 0, "other"), ("fr", 0, "one"), ("pl", 3, "few"), ("pl", 5, "many"), ("ja", 1, "other"), ("de", 1, "one")],
)
def test_plural_forms_follow_the_language(language: str, number: float, said: str) -> None:
    """A number takes the form that its language has for it."""
    cases = [text for case in ("one", "few", "many", "other") for text in (case, case)]
    assert PURE["plural"](number, f"@{language}", *cases) == said


def test_a_table_for_the_own_language_is_told_of(tmp_path: Path) -> None:
    """lines/de.csv of a German seed is a slip."""
    folder = german(tmp_path)
    (folder / "lines").mkdir()
    shutil.copy(Path(__file__).parents[2] / "story_engine" / "seed" / "tongues" / "de.csv", folder / "lines" / "de.csv")
    assert "SD169" in {d.code for d in check_seed(folder)}
