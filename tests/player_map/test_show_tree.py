"""The tree of a show: both branches survive writing and reading, and every moment can be stood at again."""

from pathlib import Path

import pytest

from player.marks import Mark
from player.show_tree import ShowTree, mark_of
from profiles.taste import TasteValues
from story_engine.errors import JournalError
from story_engine.journal import Journal
from story_engine.plan import Input, InputKind
from story_engine.seed import load_seed
from story_engine.show import Show

SEED = Path(__file__).parents[2] / "assets" / "seeds" / "weather-post"


@pytest.fixture(scope="module")
def seed():
    """The built-in seed."""
    return load_seed(SEED)


def to_choice(show):
    """The show at its next open question."""
    while True:
        show, part = show.step()
        if part.choice is not None:
            return show, part.choice


def onwards(show, parts):
    """Titles and texts of the next parts."""
    told = []
    for _ in range(parts):
        show, part = show.step()
        told.append((part.id, part.scene.storylet, tuple(beat.line.text for beat in part.beats if beat.line)))
        if part.choice is not None:
            break
    return show, told


def test_both_branches_are_kept_and_can_be_played(seed):
    """Option 1, back, option 2: the journal read again has both, the last one last, and each goes on as it was."""
    show = Show.open(seed, rng_seed=5, taste=TasteValues.fresh(tuple(seed.tastes)))
    asked, choice = to_choice(show)
    at_choice = mark_of(asked)
    one, told_one = onwards(asked.apply(Input(kind=InputKind.PICK, choice=choice.id, option=1))[0], 4)
    tree = ShowTree()
    tree.written(one)
    tree.leave(one)
    again = tree.stand(seed, at_choice)
    assert again.state.moment.world.values == asked.state.moment.world.values
    two, told_two = onwards(again.apply(Input(kind=InputKind.PICK, choice=choice.id, option=2))[0], 4)
    assert told_one != told_two
    read = Journal.from_bytes(tree.written(two))
    assert len(read.tips) == 2
    assert Show.resume(seed, read).state.moment.world.values == two.state.moment.world.values
    assert Show.resume(seed, read, 0).state.moment.world.values == one.state.moment.world.values
    later = ShowTree(read)
    back = later.stand(seed, mark_of(one))
    assert back.state.moment.world.values == one.state.moment.world.values


def test_going_back_and_doing_the_same_is_the_same_path(seed):
    """Who goes back and picks the same again, at the same moment, has one path, not two."""
    show = Show.open(seed, rng_seed=5, taste=TasteValues.fresh(tuple(seed.tastes)))
    asked, choice = to_choice(show)
    pick = Input(kind=InputKind.PICK, choice=choice.id, option=1)
    one, _ = onwards(asked.apply(pick)[0], 4)
    tree = ShowTree()
    tree.leave(one)
    same, _ = onwards(tree.stand(seed, mark_of(asked)).apply(pick)[0], 4)
    assert len(Journal.from_bytes(tree.written(same)).tips) == 1


def test_an_unknown_moment_is_refused(seed):
    """A mark of another show names the remedy."""
    show = Show.open(seed, rng_seed=5, taste=TasteValues.fresh(tuple(seed.tastes)))
    tree = ShowTree()
    with pytest.raises(JournalError, match="not on record"):
        tree.stand(seed, Mark(event="", steps=0))
    show, _ = show.step()
    tree.leave(show)
    with pytest.raises(JournalError, match="go to another scene"):
        tree.stand(seed, Mark(event="0123456789abcdef", steps=3))
