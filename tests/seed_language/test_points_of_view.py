"""`<<shot pov …>>`: who may look, at what, what is told where nobody can, and what the plan makes of it."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import pytest

from profiles.taste import TasteValues
from story_engine.plan import ShotHint
from story_engine.seed import Severity, check_seed, load_seed
from story_engine.seed.commands import SHOT_SIZES, read_command
from story_engine.seed.diagnostics import Findings, Where
from story_engine.show import Show

GOOD = Path(__file__).parents[1] / "story_engine" / "seeds" / "ferry-lamp"


def checked(shot: str, folder: Path) -> list[tuple[str, Severity]]:
    """The diagnostics of a seed in which `shot` stands, beside those that it has without."""
    copy = folder / "ferry-lamp"
    shutil.copytree(GOOD, copy)
    scenes = copy / "scenes" / "main.yarn"
    before = Counter((found.code, found.severity) for found in check_seed(copy))
    text = scenes.read_text(encoding="utf-8")
    assert "<<act ada look far>>" in text
    scenes.write_text(text.replace("<<act ada look far>>", f"<<act ada look far>>\n{shot}", 1), encoding="utf-8")
    return list((Counter((found.code, found.severity) for found in check_seed(copy)) - before).elements())


@pytest.mark.parametrize(
    "shot",
    [
        "<<shot pov ada>>",
        "<<shot pov ada brix push>>",
        "<<shot pov oil ada>>",
        "<<shot pov ada sky hold>>",
        "<<shot ada far pov>>",
        "<<shot over-shoulder ada brix>>",
        "<<shot reaction hold>>",
        "<<shot wide reveal>>",
        "<<shot rack close ada>>",
    ],
)
def test_a_person_or_a_thing_may_look(shot, tmp_path):
    """At somebody, at something, in a direction, or wherever their eyes are."""
    assert checked(shot, tmp_path) == []


@pytest.mark.parametrize(
    ("shot", "code", "severity"),
    [
        ("<<shot pov>>", "", Severity.ERROR),
        ("<<shot pov adda>>", "SD218", Severity.ERROR),
        ("<<shot pov ada brixx>>", "SD218", Severity.ERROR),
        ("<<shot pov quay ada>>", "SD232", Severity.ERROR),
        ("<<shot pov far>>", "SD232", Severity.ERROR),
        ("<<shot pov sky>>", "SD232", Severity.ERROR),
        ("<<shot pov ada ada>>", "SD233", Severity.WARNING),
        ("<<shot pov close ada>>", "", Severity.ERROR),
        ("<<shot over-shoulder ada ada>>", "SD233", Severity.WARNING),
    ],
)
def test_nobody_looks_who_cannot(shot, code, severity, tmp_path):
    """Unknown names, places, nobody at all and two sizes are told where they stand."""
    found = checked(shot, tmp_path)
    assert any(how is severity and (not code or name == code) for name, how in found)


def test_whoever_is_not_in_the_scene_is_told(tmp_path):
    """Their shot would be left out."""
    assert checked("<<shot pov brix ada>>", tmp_path) == [("SD501", Severity.WARNING)]


def test_the_word_is_a_size():
    """It is written like the others: `<<shot pov wren odile push>>`."""
    findings = Findings()
    (framing,) = read_command("shot", "pov wren odile push", Where(path="x.yarn"), lambda text, where: (), findings)
    assert "pov" in SHOT_SIZES
    assert (framing.size, framing.subjects, framing.move) == ("pov", ("wren", "odile"), "push")


def planned(shot: str, folder: Path) -> list[ShotHint]:
    """What the plan's first scene asks of the camera, with `shot` before a deed of Ada's."""
    copy = folder / "ferry-lamp"
    shutil.copytree(GOOD, copy)
    scenes = copy / "scenes" / "main.yarn"
    text = scenes.read_text(encoding="utf-8")
    scenes.write_text(text.replace("<<act ada look far>>", f"{shot}\n<<act ada look far>>", 1), encoding="utf-8")
    seed = load_seed(copy)
    show, found = Show.open(seed, rng_seed=1, taste=TasteValues.fresh(seed.tastes)), []
    for _ in range(8):
        show, part = show.step()
        found += [beat.shot for beat in part.beats if beat.shot is not None and part.scene.number == 1]
    return [hint for hint in found if hint.size == "pov"]


def test_whoever_is_not_there_lends_nobody_else_their_eyes(tmp_path):
    """The first subject alone decides: what they would have seen does not begin to look."""
    assert planned("<<shot pov ada far>>", tmp_path / "one") == [ShotHint(size="pov", subjects=("ada", "far"))]
    assert planned("<<shot pov brix ada>>", tmp_path / "two") == []
    assert planned("<<shot pov ada brix>>", tmp_path / "three") == [ShotHint(size="pov", subjects=("ada",))]
