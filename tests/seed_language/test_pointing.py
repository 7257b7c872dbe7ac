"""A finding points at the word that it names, and one slip is told once."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from story_engine.seed import Diagnostic, check_seed

GOOD = Path(__file__).parents[1] / "story_engine" / "seeds" / "ferry-lamp"


def found(tmp_path: Path, old: str, new: str, file: str = "scenes/main.yarn") -> tuple[list[Diagnostic], list[str]]:
    """The findings in the seed with one slip, and the lines of the file."""
    folder = tmp_path / "ferry-lamp"
    shutil.copytree(GOOD, folder)
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return list(check_seed(folder)), path.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize(
    ("code", "old", "new", "word"),
    [
        ("SD201", "cast: ada, brix\nwhen: has", "cast: ada, brx\nwhen: has", "brx"),
        ("SD219", "<<act ada look far>>", "<<act ada lok far>>", "lok"),
        ("SD218", "<<act ada look far>>", "<<act ada look fr>>", "fr"),
        ("SD204", "tags: comedy 0.7", "tags: comdy 0.7", "comdy"),
        ("SD212", "<<open dark>>", "<<open darc>>", "darc"),
        ("SD207", "#worried", "#wurried", "#wurried"),
    ],
)
def test_the_column_is_that_of_the_word(tmp_path: Path, code: str, old: str, new: str, word: str) -> None:
    """Line and column lead to the misspelt word itself, wherever it stands in a header or command."""
    all_of, lines = found(tmp_path, old, new)
    one = next(d for d in all_of if d.code == code)
    assert lines[one.where.line - 1][one.where.column - 1 :].startswith(word)


def test_who_is_misspelt_in_the_cast_is_told_once(tmp_path: Path) -> None:
    """That somebody acts without being in the cast is no second fault while a name of the cast is misspelt."""
    all_of, _ = found(tmp_path, "cast: ada, brix\nwhen: has", "cast: ada, brx\nwhen: has")
    assert [d.code for d in all_of if d.code in ("SD201", "SD501")] == ["SD201"]
