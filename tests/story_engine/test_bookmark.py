"""A place in a scene is found again by what was heard of it, however the scene was rewritten meanwhile."""

from dataclasses import replace

import pytest

from profiles.taste import TasteValues
from story_engine.bookmark import Bookmark, Landing
from story_engine.landing import _nearest, opened_at, other_way, spoken
from story_engine.plan import Choice, Input, InputKind, Option, PartKind
from story_engine.seed import load_seed
from story_engine.show import Show

BUILT_IN = "assets/seeds/weather-post"
HEARD = ("Good morning.", "Who is it for?", "The sea.")


@pytest.mark.parametrize(
    ("now", "wanted"),
    [
        (HEARD, (2, True)),
        (("A new first line.", *HEARD, "Then go."), (3, True)),
        (("Good morning.", "Who is it for?", "The old sea."), (2, False)),
        (("Good morning.", "Who is it for?"), (1, False)),
        (("Good morning.", "Whom is it for?", "The sea."), (2, True)),
        (("Everything is new.", "All of it."), (1, False)),
        ((), (None, False)),
    ],
)
def test_the_nearest_line_that_still_exists(now, wanted):
    """The very line wherever it stands now, else what stands in its place, else the last."""
    assert _nearest(HEARD, now) == wanted


@pytest.fixture(scope="module")
def seed(pytestconfig):
    """A built-in story."""
    return load_seed(pytestconfig.rootpath / BUILT_IN)


def opened(seed):
    """A show of a viewer of whom nothing is known."""
    return Show.open(seed, rng_seed=1, taste=TasteValues.fresh(seed.tastes))


def asking(seed):
    """A scene with a question, its lines up to it, the question, and what each option leads to."""
    for scene in (s.id for s in seed.storylets.values() if not s.sub and not s.automatic):
        show, heard, first = opened_at(opened(seed), Bookmark(scene=scene))[0], [], ""
        for _ in range(40):
            show, part = show.step()
            first = first or part.scene.id
            if part.scene.id != first:
                break
            heard += spoken(part)
            if part.kind is PartKind.HOLD and part.choice is not None and heard:
                ways = {}
                for option in part.choice.options:
                    pick = Input(kind=InputKind.PICK, option=option.number, choice=part.choice.id)
                    ways[option.text] = show.apply(pick)[0].step()[1]
                return scene, tuple(heard), part.choice, ways
    raise AssertionError("no scene asks anything")


def test_a_scene_goes_on_from_the_line_that_was_heard(seed):
    """The part that begins holds that line, and the lines before it are not said again."""
    scene, heard, _, _ = asking(seed)
    for count in range(1, len(heard) + 1):
        show, landing = opened_at(opened(seed), Bookmark(scene=scene, heard=heard[:count]))
        assert landing.is_same
        assert (landing.line, landing.number) == (heard[count - 1], count)
        assert heard[count - 1] in spoken(show.step()[1])
    assert opened_at(opened(seed), Bookmark(scene=scene))[1].line == ""


def test_a_branch_is_gone_into_at_once(seed):
    """What follows the option begins; a later line of that branch is found by way of it."""
    scene, heard, choice, ways = asking(seed)
    for option, part in ways.items():
        mark = Bookmark(scene=scene, heard=heard, taken=(option,), from_branch=True)
        show, landing = opened_at(opened(seed), mark)
        assert show.step()[1].beats == part.beats
        assert landing.number == len(heard)
        words = spoken(part)
        if words:
            later = replace(mark, heard=(*heard, words[0]), from_branch=False)
            assert opened_at(opened(seed), later)[1].line == words[0]
    assert other_way(choice, choice.options[0].text) == choice.options[1].text
    assert other_way(choice, choice.options[-1].text) == choice.options[0].text


def test_an_option_that_was_reworded_is_still_taken(seed):
    """The one most alike counts; where none is, the default."""
    choice = Choice(
        id=1,
        default=2,
        options=(Option(number=1, text="Open the parcel", likely=0.5), Option(number=2, text="Wait", likely=0.5)),
    )
    assert other_way(choice, "Open that parcel") == "Wait"
    assert other_way(choice, "Quite something else") == "Open the parcel"


def test_nothing_heard_lands_on_no_line():
    """A landing at the beginning has no line and is what was asked for."""
    assert Landing().is_same
