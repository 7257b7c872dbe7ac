"""What reads otherwise than it looks is told of; what is meant is not."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from story_engine.seed import Diagnostic, check_seed

GOOD = Path(__file__).parents[1] / "story_engine" / "seeds" / "ferry-lamp"
HEAD = "\ntitle: extra\nplace: quay\ncast: ada, brix\ntags: wonder\ntension: 0.4\n---\n"


def told(tmp_path: Path, body: str, code: str = "SD713") -> tuple[tuple[Diagnostic, ...], int]:
    """What is said of line groups in a scene with `body`, and the line before the body."""
    folder = tmp_path / "ferry-lamp"
    shutil.copytree(GOOD, folder)
    file = folder / "scenes" / "main.yarn"
    text = file.read_text(encoding="utf-8").rstrip("\n") + "\n" + HEAD
    file.write_text(f"{text}{body}\n===\n", encoding="utf-8")
    return tuple(d for d in check_seed(folder) if d.code == code), text.count("\n")


def test_two_speakers_in_two_runs(tmp_path: Path) -> None:
    """The first line of the second speaker is where the warning points, and the remedy parts them."""
    (found,), above = told(tmp_path, "=> Ada: Is it so.\n=> Ada: It may be.\n=> Brix: I say so.\n=> Brix: I do not.")
    assert found.where.line == above + 3
    assert "ada" in found.message
    assert "brix" in found.message
    assert "free line" in found.remedy


@pytest.mark.parametrize(
    "body",
    [
        "=> Ada: Is it so.\n=> Ada: It may be.\n\n=> Brix: I say so.\n=> Brix: I do not.",
        "=> Ada: Is it so.\n=> Ada: It may be.\n<<wait 0.3s>>\n=> Brix: I say so.\n=> Brix: I do not.",
        "=> Ada: Is it so.\n=> Brix: I say so.\n=> Ada: It may be.\n=> Brix: I do not.",
        "=> Ada: Is it so.\n=> Brix: I say so.\n=> Brix: I do not.",
        "=> Ada: Is it so.\n    Brix: It is.\n=> Ada: It may be.\n    Brix: I say so.",
        "=> Ada: Is it so. <<if lamp_lit>>\n=> Ada: It may be.\n=> Brix: I say so.\n=> Brix: I do not.",
    ],
    ids=["a free line", "parted", "in turn", "single", "two lines each", "with a condition"],
)
def test_groups_on_purpose(tmp_path: Path, body: str) -> None:
    """Parted groups, speakers in turn, ways of several lines and ways with conditions are left alone."""
    assert not told(tmp_path, body)[0]


def test_an_option_whose_lines_are_not_indented(tmp_path: Path) -> None:
    """The warning points at the last option and says how its lines become its own."""
    body = "-> Yes\n    Ada: Good.\n-> No\nAda: Then not."
    (found,), above = told(tmp_path, body, "SD714")
    assert found.where.line == above + 3
    assert "indent" in found.remedy


@pytest.mark.parametrize(
    "body",
    [
        "-> Yes\n    Ada: Good.\n-> No\n    Ada: Then not.\nBrix: Well.",
        "-> Yes\n    Ada: Good.\n-> No\n\nBrix: Well.",
        "-> Yes\n-> No\nBrix: Well.",
        "-> Yes\n    Ada: Good.\n-> No",
    ],
    ids=["indented", "a free line", "none has lines", "nothing follows"],
)
def test_options_that_are_meant_so(tmp_path: Path, body: str) -> None:
    """Options without lines are left alone where nothing could be theirs."""
    assert not told(tmp_path, body, "SD714")[0]


def test_a_forgotten_end_is_pointed_at_the_next_title(tmp_path: Path) -> None:
    """A node without === is told where it should stand: above the title that follows."""
    body = "Ada: Good.\ntitle: another\nplace: quay\n---\nAda: Well."
    (found,), above = told(tmp_path, body, "SD112")
    assert found.where.line == above + 2
    assert "===" in found.remedy


def test_who_takes_is_a_person(tmp_path: Path) -> None:
    """Swapped arguments of take are told with the order that is wanted."""
    found, above = told(tmp_path, "<<do take(lamp, ada)>>\nAda: Good.", "SD210")
    assert {one.where.line for one in found} == {above + 1}
    assert {one.remedy for one in found} == {"take(person, thing)"}
