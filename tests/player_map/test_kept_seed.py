"""Keeping a running show as a seed: it begins where the show stood, passes the check, and plays on."""

from pathlib import Path

import pytest

from profiles.taste import TasteValues
from story_engine.forked import fork_seed
from story_engine.plan import Input, InputKind
from story_engine.seed import check_seed, load_seed
from story_engine.seed.diagnostics import Severity
from story_engine.show import Show
from story_engine.world import first_world

SEED = Path(__file__).parents[2] / "assets" / "seeds" / "weather-post"


@pytest.fixture(scope="module")
def show():
    """A show of the built-in seed, some scenes and choices in."""
    seed = load_seed(SEED)
    show = Show.open(seed, rng_seed=5, taste=TasteValues.fresh(tuple(seed.tastes)))
    for _ in range(60):
        show, part = show.step()
        if part.choice is not None:
            PICKED.append(part.choice.options[0].text)
            show, _ = show.apply(Input(kind=InputKind.PICK, choice=part.choice.id, option=1))
    return show


PICKED: list[str] = []
"""Words of the options that were taken, in order."""


@pytest.fixture(scope="module")
def kept(show, tmp_path_factory):
    """The folder it was kept in."""
    return fork_seed(show, tmp_path_factory.mktemp("kept"), "The storm, my way")


def test_the_kept_world_is_the_world_of_that_moment(show, kept):
    """Every value but the counters of scenes and time is as it was."""
    begun = first_world(load_seed(kept)).values
    counters = {"scene", "clock", "thread_step", "last"}
    was = show.state.moment.world.values
    different = {atom for atom in was if atom[0] not in counters and begun.get(atom, False) != was[atom]}
    assert different == set()
    chosen = {atom for atom, value in was.items() if atom[0] == "chose" and value}
    assert chosen
    assert all(begun[atom] is True for atom in chosen)


def test_the_kept_seed_passes_the_check_and_plays_on(kept):
    """`evershow check` finds no error, and a scene that was shown once does not come again."""
    assert check_seed(kept).of(Severity.ERROR) == ()
    seed = load_seed(kept)
    assert (seed.id, seed.title) == ("the-storm-my-way", "The storm, my way")
    show = Show.open(seed, rng_seed=1, taste=TasteValues.fresh(tuple(seed.tastes)))
    seen = set()
    for _ in range(30):
        show, part = show.step()
        seen.add(part.scene.storylet)
        if part.choice is not None:
            show, _ = show.apply(Input(kind=InputKind.PICK, choice=part.choice.id, option=1))
    assert "the_shivering_parcel" not in seen


def test_what_was_played_is_noted(show, kept):
    """`played.md` names scenes and the options that were taken."""
    text = (kept / "played.md").read_text(encoding="utf-8")
    assert "the_shivering_parcel" in text
    assert PICKED
    assert all(f"→ {words}" in text for words in PICKED)


def test_keeping_twice_gives_two_folders(show, kept):
    """Nothing that was kept before is written over."""
    again = fork_seed(show, kept.parent, "The storm, my way")
    assert again != kept
    assert again.name == "the-storm-my-way-2"


@pytest.mark.parametrize(
    "line",
    ["at(wren) = moon", "holder(letter) = nobody_known", "thread(storm) = ajar", "stage(none) = x", "weather = soup"],
)
def test_a_wrong_value_is_named(kept, tmp_path, line):
    """A value that cannot be is an error at its own line."""
    import shutil

    copy = tmp_path / kept.name
    shutil.copytree(kept, copy)
    file = copy / "seed.yaml"
    text = file.read_text(encoding="utf-8").replace('  - "thread(storm) = open"\n', f'  - "{line}"\n')
    file.write_text(text, encoding="utf-8")
    found = [error for error in check_seed(copy).of(Severity.ERROR) if error.code == "SD135"]
    assert len(found) == 1
    assert found[0].where.line == text[: text.index(line)].count("\n") + 1
