"""Kept scenes are the scenes that were read, and never those of other files, other code or a damaged copy."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from profiles.taste import TasteValues
from story_engine.errors import SeedError
from story_engine.seed import Seed, kept, load, load_seed, whole
from story_engine.seed.diagnostics import Findings
from story_engine.seed.kept import MOST_KEPT
from story_engine.show import Show

FERRY = Path(__file__).parents[1] / "story_engine" / "seeds" / "ferry-lamp"
GRAND = Path(__file__).parents[2] / "assets" / "seeds" / "weather-post"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A seed that may be edited."""
    return Path(shutil.copytree(FERRY, tmp_path / "ferry-lamp"))


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """The seeds whose scenes were read from their files, one entry for each time; no installation left any."""
    monkeypatch.setattr(load, "INSTALLED", tmp_path / "installed")
    found: list[str] = []
    read = whole.with_scenes

    def counted(seed: Seed, folder: Path, texts: Mapping[str, str], findings: Findings) -> Seed:
        found.append(seed.id)
        return read(seed, folder, texts, findings)

    monkeypatch.setattr(whole, "with_scenes", counted)
    return found


def told(seed: Seed) -> list[object]:
    """The first parts of a show of the seed."""
    show = Show.open(seed, rng_seed=3, taste=TasteValues.fresh(seed.tastes))
    parts: list[object] = []
    for _ in range(12):
        show, part = show.step()
        parts.append(part)
    return parts


def test_kept_is_what_was_read(tmp_path: Path, reads: list[str]) -> None:
    """The largest seed from its kept scenes equals the one from its files in every value, and plays the same parts."""
    first = load_seed(GRAND, kept=tmp_path / "kept")
    again = load_seed(GRAND, kept=tmp_path / "kept")
    assert reads == ["weather-post"]
    assert again == first
    assert list(again.storylets) == list(first.storylets)
    assert [s.header_where for s in again.storylets.values()] == [s.header_where for s in first.storylets.values()]
    assert told(again) == told(first)


def test_what_an_installation_left_serves_a_new_folder(tmp_path: Path, folder: Path, reads: list[str]) -> None:
    """Scenes that lie beside the sources are read by nobody again, and an edited seed does not take them."""
    first = load_seed(folder, kept=tmp_path / "installed")
    assert load_seed(folder, kept=tmp_path / "new") == first
    assert len(reads) == 1
    with next((folder / "scenes").glob("*.yarn")).open("a") as file:
        file.write("\n")
    load_seed(folder, kept=tmp_path / "new")
    assert len(reads) == 2


def test_whole_and_kept_numbers_stay_what_they_were(tmp_path: Path, folder: Path) -> None:
    """A truth, a whole number and a broken one that are equal to Python stay of their kind."""
    load_seed(folder, kept=tmp_path / "kept")
    again_from_kept, from_files = load_seed(folder, kept=tmp_path / "kept"), load_seed(folder)
    for again, first in zip(again_from_kept.storylets.values(), from_files.storylets.values(), strict=True):
        for name in ("once", "cooldown", "seconds", "weight", "rating", "body"):
            assert repr(getattr(again, name)) == repr(getattr(first, name))


def test_edited_scenes_are_read_anew(tmp_path: Path, folder: Path, reads: list[str]) -> None:
    """A changed word in a scene is in the next reading; the words before it come back with the file."""
    load_seed(folder, kept=tmp_path / "kept")
    file = next(iter(sorted((folder / "scenes").glob("*.yarn"))))
    before = file.read_text(encoding="utf-8")
    file.write_text(before + "\ntitle: an_added_one\n---\nThe tide turns.\n===\n", encoding="utf-8")
    assert "an_added_one" in load_seed(folder, kept=tmp_path / "kept").storylets
    file.write_text(before, encoding="utf-8")
    assert "an_added_one" not in load_seed(folder, kept=tmp_path / "kept").storylets
    assert len(reads) == 2


def test_another_version_reads_anew(
    tmp_path: Path, folder: Path, reads: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What one version of the reader kept is nothing to another."""
    load_seed(folder, kept=tmp_path / "kept")
    monkeypatch.setattr(kept, "_code_digest", lambda: "another")
    load_seed(folder, kept=tmp_path / "kept")
    assert len(reads) == 2


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda content: b"", id="empty"),
        pytest.param(lambda content: content[: len(content) // 2], id="cut off"),
        pytest.param(lambda content: content[:-9] + bytes([content[-9] ^ 1]) + content[-8:], id="a bit"),
        pytest.param(lambda content: bytes([content[0] ^ 128]) + content[1:], id="the digest"),
        pytest.param(lambda content: b"no table at all", id="something else"),
    ],
)
def test_damaged_is_read_past_and_mended(
    tmp_path: Path, folder: Path, reads: list[str], damage: Callable[[bytes], bytes]
) -> None:
    """A damaged copy costs one reading of the files and is whole again after it."""
    first = load_seed(folder, kept=tmp_path / "kept")
    (file,) = (tmp_path / "kept").iterdir()
    file.write_bytes(damage(file.read_bytes()))
    assert load_seed(folder, kept=tmp_path / "kept") == first
    assert load_seed(folder, kept=tmp_path / "kept") == first
    assert len(reads) == 2


def test_nothing_is_kept_of_a_broken_seed(tmp_path: Path, folder: Path) -> None:
    """A seed with an error says so at every reading."""
    file = next(iter(sorted((folder / "scenes").glob("*.yarn"))))
    file.write_text(file.read_text(encoding="utf-8") + "\ntitle: two\n---\n<<jump nowhere_at_all>>\n===\n")
    for _ in range(2):
        with pytest.raises(SeedError, match="nowhere_at_all"):
            load_seed(folder, kept=tmp_path / "kept")
    assert not (tmp_path / "kept").exists()


def test_nowhere_to_keep(tmp_path: Path, folder: Path) -> None:
    """Where nothing can be written the seed is read all the same."""
    (tmp_path / "kept").write_text("a file where the folder should be")
    assert load_seed(folder, kept=tmp_path / "kept") == load_seed(folder)


def test_old_copies_go(tmp_path: Path, folder: Path) -> None:
    """A creator's many edits leave a bounded number of copies."""
    file = next(iter(sorted((folder / "scenes").glob("*.yarn"))))
    before = file.read_text(encoding="utf-8")
    for number in range(MOST_KEPT + 3):
        file.write_text(f"{before}\ntitle: node_{number}\n---\nThe tide turns.\n===\n", encoding="utf-8")
        load_seed(folder, kept=tmp_path / "kept")
    assert len(list((tmp_path / "kept").iterdir())) == MOST_KEPT
