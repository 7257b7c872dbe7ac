"""The story map's values: rows never cross what is taken, the same way twice is one way, and a recap is short."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from player.marks import Mark
from player.said_words import Said
from player.story_map import Asked, StoryMap, Stretch, laid_out, recap_of


def grown(moves):
    """A map that grew by going to `parent` (modulo what exists) and entering a scene there."""
    story = StoryMap()
    for number, (parent, title, option) in enumerate(moves, 1):
        count = len(story.stretches)
        at = parent % (count + 1) if count else 0
        story = story.entered(
            Stretch(
                id=0,
                parent=at,
                scene=f"s{title}",
                title=f"T{title}",
                option=option,
                mark=Mark(event=f"e{number}", steps=number),
            )
        )
    return story


MOVES = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 5), st.integers(0, 3)), min_size=1, max_size=40)


@settings(max_examples=80, deadline=None)
@given(MOVES)
def test_every_stretch_has_a_place_of_its_own(moves):
    """Each stretch stands once, no two on one spot, each to the right of what it follows."""
    story = grown(moves)
    spots = laid_out(story)
    assert sorted(spot.stretch for spot in spots) == sorted(story.stretches)
    assert len({(spot.column, spot.row) for spot in spots}) == len(spots)
    assert all(spot.after is None or spot.column == spot.after[0] + 1 for spot in spots)


@settings(max_examples=80, deadline=None)
@given(MOVES)
def test_the_taken_path_is_one_line(moves):
    """What led here lies on one row, in order, and ends where the viewer is."""
    story = grown(moves)
    taken = sorted((spot for spot in laid_out(story) if spot.taken), key=lambda spot: spot.column)
    assert [spot.stretch for spot in taken] == list(story.path())
    assert len({spot.row for spot in taken}) == 1
    assert taken[-1].stretch == story.here


def test_branches_that_do_not_meet_share_a_row():
    """A take of the second scene and the option of the fourth stand below what was taken, on one row."""
    story = grown([(0, 1, 0), (1, 2, 0), (2, 3, 0), (3, 4, 0), (4, 5, 0)])
    asked = Asked(choice=1, prompt="?", options=((1, "a"), (2, "b")), mark=Mark(event="q", steps=1))
    story = story.altered(replace(story.stretches[3], asked=asked))
    story = story.altered(replace(story.stretches[4], option=1))
    here = story.here
    story = replace(story.entered(Stretch(id=0, parent=1, scene="s2", title="T2", take=2)), here=here)
    spots = laid_out(story)
    assert {spot.row for spot in spots} == {0, 1}
    assert sorted(spot.column for spot in spots if spot.row) == [1, 3]


@settings(max_examples=80, deadline=None)
@given(MOVES)
def test_no_link_goes_down_through_a_line(moves):
    """Where a link passes a row on its way down, no two neighbours of that row are joined there."""
    spots = laid_out(grown(moves))
    joined = {(spot.row, spot.column) for spot in spots if spot.after is not None and spot.after[1] == spot.row}
    for spot in spots:
        if spot.after is not None:
            assert not any((row, spot.column) in joined for row in range(spot.after[1] + 1, spot.row))


def test_the_same_way_again_is_the_same_stretch():
    """Back and the same again: no second copy, but the newest moment counts."""
    story = grown([(0, 1, 0), (1, 2, 0)])
    again = story.entered(replace(story.stretches[2], mark=Mark(event="new", steps=9)))
    assert len(again.stretches) == 2
    assert again.stretches[2].mark.event == "new"
    assert again.here == 2


def test_options_that_were_not_taken_are_stubs():
    """Of three options one was taken: two stubs, and none once all were."""
    story = grown([(0, 1, 0)])
    asked = Asked(choice=1, prompt="?", options=((1, "a"), (2, "b"), (3, "c")), mark=Mark(event="q", steps=1))
    story = story.altered(replace(story.stretches[1], asked=asked))
    for option in (1, 2, 3):
        assert len(story.untaken(1)) == 4 - option
        assert sum(spot.option > 0 for spot in laid_out(story)) == 4 - option
        story = story.entered(Stretch(id=0, parent=1, scene="s1", title="T1", option=option))
    assert story.untaken(1) == ()


def test_a_recap_has_at_most_four_cards_in_order():
    """Chosen branches come before plain scenes, the last stretch is always there, sounds are never quoted."""
    story = grown([(number, number, 0) for number in range(12)])
    lines = (Said(text="[thunder]", kind="sound"), Said(text="It knew the way home by heart.", speaker="Wren"))
    story = story.altered(replace(story.stretches[12], said=lines))
    story = story.altered(replace(story.stretches[5], option=1, words="Open it"))
    cards = recap_of(story)
    assert 2 <= len(cards) <= 4
    assert [card.stretch for card in cards] == sorted(card.stretch for card in cards)
    assert cards[-1].stretch == 12
    assert cards[-1].words == "It knew the way home by heart."
    assert "Open it" in [card.title for card in cards]


def test_nothing_to_tell_is_no_recap():
    """A new show, or one scene only, begins at once."""
    assert recap_of(StoryMap()) == ()
    assert recap_of(grown([(0, 1, 0)])) == ()
