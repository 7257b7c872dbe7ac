"""Asset tables are what their YAML says, whether read anew or from what was kept."""

import subprocess
import sys
from pathlib import Path

import pytest

from generators.tables import CACHE_VARIABLE, parsed

ASSETS = Path(__file__).resolve().parents[2] / "assets"


def test_a_kept_table_is_what_was_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every asset of sound and stage comes back from the kept copy as from its YAML, numbers as keys too."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(ASSETS.glob("*/*.yaml"))[::4]] + ["{1: a, b: [2.5]}"]
    monkeypatch.delenv(CACHE_VARIABLE, raising=False)
    expected = [parsed(text) for text in texts]
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path))
    assert [parsed(text) for text in texts] == expected
    assert [parsed(text) for text in texts] == expected
    assert len(list((tmp_path / "tables").iterdir())) == len(set(texts))


def test_a_damaged_copy_is_read_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was cut short on disk is no fault of the table."""
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path))
    parsed("a: [1, 2, 3]")
    (kept,) = (tmp_path / "tables").iterdir()
    kept.write_bytes(kept.read_bytes()[:-1])
    assert parsed("a: [1, 2, 3]") == {"a": [1, 2, 3]}


def test_a_fault_is_told_with_its_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A table that is not YAML is a ValueError that says where, and is not kept."""
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path))
    with pytest.raises(ValueError, match="line 3"):
        parsed("a: 1\nb: [1,\n")
    assert not (tmp_path / "tables").exists()


def test_a_second_process_reads_the_instruments_without_yaml(tmp_path: Path) -> None:
    """Only the first process pays for the YAML library."""
    code = (
        "import sys; from generators.sound.instruments.patch import patches; patches(); print('ruamel' in sys.modules)"
    )
    environment = {CACHE_VARIABLE: str(tmp_path), "PYTHONPATH": str(ASSETS.parent)}
    answers = [
        subprocess.run(
            [sys.executable, "-c", code], check=True, capture_output=True, text=True, env=environment
        ).stdout.strip()
        for _ in range(2)
    ]
    assert answers == ["True", "False"]
