"""Sounds kept on disk are those that were made, whatever happens to their files."""

from pathlib import Path

import numpy as np
import pytest

from generators.sound import kept
from generators.sound.ambience.recipes import load_beds
from generators.sound.ambience.tapes import LOUDEST, STEP, tape
from generators.sound.kept import CACHE_VARIABLE, kept_samples

RISE = np.arange(-3, 900, dtype=np.int16)


def made() -> np.ndarray:
    return RISE.copy()


def never() -> np.ndarray:
    raise AssertionError("made although it was kept")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path))
    monkeypatch.setattr(kept, "__file__", str(tmp_path / "sources" / "kept.py"))  # what a test makes is not installed
    return tmp_path / "rises"


def test_what_is_kept_is_not_made_again(folder: Path) -> None:
    """The second asking reads the same samples, which nobody can write into."""
    first = kept_samples("rises", b"one", made)
    again = kept_samples("rises", b"one", never)
    np.testing.assert_array_equal(first, RISE)
    np.testing.assert_array_equal(again, RISE)
    assert again.dtype == np.int16
    assert not first.flags.writeable
    assert not again.flags.writeable


@pytest.mark.parametrize("damage", [b"", b"short", bytes(16) + b"\0\1\0\2"])
def test_a_damaged_file_is_made_anew(folder: Path, damage: bytes) -> None:
    """An emptied, cut or altered file is noticed, and replaced by what it should hold."""
    kept_samples("rises", b"one", made)
    (file,) = folder.iterdir()
    file.write_bytes(damage)
    np.testing.assert_array_equal(kept_samples("rises", b"one", made), RISE)
    np.testing.assert_array_equal(kept_samples("rises", b"one", never), RISE)


def test_a_folder_that_cannot_be_made_hinders_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a file in the place of the folder, or without a folder, the samples are made each time."""
    (tmp_path / "file").write_text("")
    for place in (str(tmp_path / "file"), ""):
        monkeypatch.setenv(CACHE_VARIABLE, place)
        np.testing.assert_array_equal(kept_samples("rises", b"one", made), RISE)


def test_the_newest_stay(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No more files than `MOST` are kept."""
    monkeypatch.setattr(kept, "MOST", 3)
    for number in range(6):
        kept_samples("rises", str(number).encode(), made)
    assert len(list(folder.iterdir())) == 3


def test_a_tape_is_the_same_from_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tape that was kept is bit for bit the tape that is baked, and none is louder than it may be."""
    texture = load_beds()["harbour"].textures[0]
    tape.cache_clear()
    baked = tape(texture, "harbour/0")
    tape.cache_clear()
    read = tape(texture, "harbour/0")
    tape.cache_clear()
    monkeypatch.setenv(CACHE_VARIABLE, "")
    np.testing.assert_array_equal(tape(texture, "harbour/0"), baked)
    np.testing.assert_array_equal(read, baked)
    assert np.abs(baked).max() * STEP <= LOUDEST
    tape.cache_clear()


def test_what_lies_beside_the_source_serves_a_new_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Samples that an installation left are not made again, and nothing is written to the new folder."""
    monkeypatch.setattr("generators.sound.kept.__file__", str(tmp_path / "source" / "kept.py"))
    monkeypatch.setenv(CACHE_VARIABLE, "")
    kept_samples("rises", b"one", made)
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path / "new"))
    np.testing.assert_array_equal(kept_samples("rises", b"one", never), RISE)
    assert not (tmp_path / "new").exists()
