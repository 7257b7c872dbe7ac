"""A spare piece is left out while it would only say again what was said within the hour; journals remember it."""

from __future__ import annotations

from pathlib import Path

import pytest

from profiles.taste import TasteValues
from story_engine.checker.check import check_show
from story_engine.errors import SeedError
from story_engine.plan import Part
from story_engine.seed import Seed, load_seed
from story_engine.show import Show

WORLD = """format: 1
seed: quay
title: The Quay
rating: 6
tastes: [calm]
clock: {start: 12.0}
weather: {start: clear}
places: {quay: {name: the quay, look: wet stones}}
cast: {ada: {name: Ada, look: red scarf, at: quay}, brix: {name: Brix, look: grey beard, at: quay}}
"""
SCENES = """
title: fixed
place: quay
cast: ada
tags: calm
tension: 0.3
cooldown: 0
---
<<detour remark>>
Ada: So.
<<detour remark>>
Ada: Well then.
<<detour remark>>
===
title: remark
sub: yes
spare: yes
---
<<if at(brix, quay) && weather("snow")>>
    Ada: I had never seen it so high.
<<else>>
    => Ada: I only wanted to say it.
    => Ada: I only wanted to have said it.
<<endif>>
===
"""


def seed_of(folder: Path, scenes: str = SCENES) -> Seed:
    """A seed of one scene that comes again and again."""
    (folder / "scenes").mkdir(parents=True)
    (folder / "seed.yaml").write_text(WORLD, encoding="utf-8")
    (folder / "scenes" / "all.yarn").write_text(scenes.lstrip(), encoding="utf-8")
    return load_seed(folder)


@pytest.fixture(scope="module")
def seed(tmp_path_factory: pytest.TempPathFactory) -> Seed:
    """The seed with the spare remark."""
    return seed_of(tmp_path_factory.mktemp("spare") / "quay")


def watched(seed: Seed, parts: int = 40) -> tuple[Show, list[Part]]:
    """A show of the seed and its first parts."""
    show, shown = Show.open(seed, rng_seed=1, taste=TasteValues.fresh(seed.tastes)), []
    for _ in range(parts):
        show, part = show.step()
        shown.append(part)
    return show, shown


def said(parts: list[Part]) -> list[str]:
    """The lines of parts."""
    return [beat.line.text for part in parts for beat in part.beats if beat.line is not None]


def test_a_spare_piece_says_nothing_twice_within_the_hour(seed: Seed) -> None:
    """A remark with two ways is made twice and then left out, while the scene around it goes on."""
    lines = said(watched(seed)[1])
    assert sorted(line for line in lines if line.startswith("I only")) == [
        "I only wanted to have said it.",
        "I only wanted to say it.",
    ]
    assert lines.count("So.") >= 2


def test_a_plain_piece_is_never_left_out(tmp_path: Path) -> None:
    """Without the header the same remark is made at every detour."""
    lines = said(watched(seed_of(tmp_path / "quay", SCENES.replace("spare: yes\n", "")))[1])
    assert sum(line.startswith("I only") for line in lines) > 2


def test_a_journal_tells_what_was_left_out(seed: Seed) -> None:
    """Replayed, the show is the same part for part, and the independent checker finds nothing untrue."""
    show, parts = watched(seed)
    assert list(Show.replay(seed, show.journal())) == parts
    found = check_show(seed, show.journal(), tuple(parts))
    assert (found.validity, found.errors) == (1.0, ())


def test_only_a_piece_can_be_spare(tmp_path: Path) -> None:
    """A scene that the planner chooses is refused with the header, and the remedy is told."""
    with pytest.raises(SeedError, match="sub: yes"):
        seed_of(tmp_path / "quay", SCENES.replace("sub: yes\n", "place: quay\ncast: ada\n"))
