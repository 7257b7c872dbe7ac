"""Words above a limited viewer's ceiling: scenes with them are not planned, elsewhere the word is left out."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from profiles.taste import TasteValues
from story_engine.fit import LEFT_OUT, fit_part, fit_text
from story_engine.plan import Beat, BeatKind, Choice, Input, InputKind, Option, Part, PartKind
from story_engine.seed import load_seed
from story_engine.seed.model import Seed
from story_engine.seed.wording import ages_of_words
from story_engine.show import Show

FERRY = Path(__file__).parent / "seeds" / "ferry-lamp"
SCENE = """
title: rough_water
tags: wonder
cast: ada
cooldown: 1
---
Ada: Damn this fog, and the bastard who ordered it.
===
"""


def written(tmp_path: Path, scene: str = "", replies: str = "") -> Seed:
    folder = tmp_path / "ferry-lamp"
    shutil.copytree(FERRY, folder)
    if scene:
        (folder / "scenes" / "rough.yarn").write_text(scene, encoding="utf-8")
    if replies:
        file = folder / "seed.yaml"
        before, _, after = file.read_text(encoding="utf-8").partition("reactions:\n")
        file.write_text(before + after.partition("\n")[2] + replies, encoding="utf-8")
    return load_seed(folder)


def texts(part: Part) -> list[str]:
    said = [beat.line.text for beat in part.beats if beat.line is not None]
    said += [beat.text for beat in part.beats if beat.kind in (BeatKind.TITLE, BeatKind.LETTER)]
    if part.choice is not None:
        said += [option.text for option in part.choice.options]
    return said


def told(seed: Seed, ceiling: int, parts: int = 160) -> tuple[set[str], list[str]]:
    """Storylets that were planned, and everything that was said."""
    show = Show.open(seed, rng_seed=5, taste=TasteValues.fresh(seed.tastes), viewer_rating=ceiling)
    scenes: set[str] = set()
    said: list[str] = []
    for _ in range(parts):
        show, part = show.step()
        scenes.add(part.scene.storylet)
        said += texts(part)
        if part.kind is PartKind.HOLD and part.choice is not None:
            show, _ = show.apply(Input(kind=InputKind.PICK, option=part.choice.default, by="default"))
    return scenes, said


@pytest.mark.parametrize(("ceiling", "is_told"), [(6, False), (12, False), (16, True), (99, True)])
def test_a_scene_is_planned_for_whom_its_harshest_word_is_fit(tmp_path: Path, ceiling: int, is_told: bool) -> None:
    """The scene's rating says 6, its words say 16: the words hold."""
    seed = written(tmp_path, SCENE)
    assert ages_of_words(seed) == {"rough_water": 16}
    scenes, said = told(seed, ceiling)
    assert ("rough_water" in scenes) is is_told
    assert any("bastard" in text for text in said) is is_told


@pytest.mark.parametrize(("ceiling", "is_said"), [(6, False), (16, True), (99, True)])
def test_a_reply_says_no_word_above_the_ceiling(tmp_path: Path, ceiling: int, is_said: bool) -> None:
    """Replies belong to no scene: the word alone is left out."""
    seed = written(tmp_path, replies='\nreactions:\n  comedy: ["Oh, shit. It is funny."]\n')
    show = Show.open(seed, rng_seed=3, taste=TasteValues.fresh(seed.tastes), viewer_rating=ceiling)
    show, _ = show.step()
    show, _ = show.apply(Input(kind=InputKind.WISH, text="more comedy"))
    show, part = show.step()
    assert part.kind is PartKind.REACTION
    assert texts(part) == (["Oh, shit. It is funny."] if is_said else [f"Oh, {LEFT_OUT}. It is funny."])


@pytest.mark.parametrize(
    ("text", "ceiling", "tongue", "left"),
    [
        ("What the hell?", 6, "en", f"What the {LEFT_OUT}?"),
        ("What the hell?", 12, "en", "What the hell?"),
        ("Es ist hell.", 0, "de", "Es ist hell."),
        ("Die Scheißfähre!", 12, "de", f"Die {LEFT_OUT}!"),
        ("So ein Vollidiot.", 6, "de", f"So ein {LEFT_OUT}."),
        ("The dead leaf. A naked flame.", 0, "en", "The dead leaf. A naked flame."),
        ("Scunthorpe, Essex, peacock", 0, "en", "Scunthorpe, Essex, peacock"),
    ],
)
def test_only_the_word_is_left_out(text: str, ceiling: int, tongue: str, left: str) -> None:
    """What stands around it stays, in both languages."""
    assert fit_text(text, ceiling, tongue) == left


def test_options_and_letters_are_held_too() -> None:
    """Every text of a part goes through the gate; ids in beats do not."""
    _, part = Show.open(load_seed(FERRY), rng_seed=1, taste=TasteValues.fresh(())).step()
    options = (Option(number=1, text="Say shit", likely=1.0), Option(number=2, text="Wait", likely=0.0))
    part = replace(
        part,
        beats=(Beat(kind=BeatKind.LETTER, text="Dear bastard"), Beat(kind=BeatKind.REVEAL, text="shit_id")),
        choice=Choice(id=1, options=options, default=1, prompt="What the hell?"),
    )
    fit = fit_part(part, 6)
    assert [beat.text for beat in fit.beats] == [f"Dear {LEFT_OUT}", "shit_id"]
    assert fit.choice is not None
    assert [option.text for option in fit.choice.options] == [f"Say {LEFT_OUT}", "Wait"]
    assert fit.choice.prompt == f"What the {LEFT_OUT}?"
    assert fit_part(part, 16) is part
