"""The front desk, the shelf, the PIN, the first taste and beliefs, without any window."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from generators.errors import ProcessError
from player.foyer.atelier import Atelier
from player.foyer.beliefs import beliefs_of, sentence
from player.foyer.desk import Desk
from player.foyer.pictures import Portrait, Scenery, key_of
from player.foyer.postcards import POSTCARDS, tasted
from player.foyer.seed_facts import CastMember, MoodScene, SeedFacts, reckon
from player.foyer.shelf import Past, shelf_of
from player.words import words_in
from profiles.balance import FLAT
from profiles.pin import FREE_TRIES, new_pin, tried, waits
from profiles.store import EVERY_SEED, NO_CEILING, Store
from profiles.taste import TasteValues
from profiles.taste_edits import edited


def facts(name: str, rating: int | None = 6, **more) -> SeedFacts:
    """A story of two moods."""
    return SeedFacts(
        folder=f"/seeds/{name}", id=name, title=name.title(), logline="Once.", rating=rating, style="paper",
        tastes=("comedy", "menace"), start_hour=9.0, weather="clear", cast=(CastMember(name="Wren", puppet="wren"),),
        places=("harbour",), moods=(
            MoodScene(mood="comedy", place="kitchen", puppets=("wren",), title="The pot"),
            MoodScene(mood="menace", place="wood", puppets=("wren", "tock"), title="A shadow"),
        ), **more,
    )  # fmt: skip


@pytest.fixture
def desk(tmp_path: Path):
    def no_painter(_folder):
        raise ProcessError("none")

    made = Desk(tmp_path, Store(tmp_path / "x.db"), Atelier(tmp_path, start=no_painter), lambda: [])
    yield made
    made.close()


def test_the_shelf_has_a_row_for_every_mood_that_is_there():
    """Posters stand by mood, each with a picture of its own."""
    shelf = shelf_of([facts("one"), facts("two")], [], NO_CEILING)
    assert [(row.name, len(row.posters)) for row in shelf.rows] == [("all", 2), ("light", 2), ("strange", 2)]
    pictures = [card.picture for row in shelf.rows[1:] for card in row.posters if card.seed.id == "one"]
    assert len(set(pictures)) == len(pictures)


def test_what_was_watched_last_is_the_wide_poster():
    """Continue watching comes before everything."""
    past = [Past(show="s2", seed="two", scene="The pier", watched="now")]
    shelf = shelf_of([facts("one"), facts("two")], past, NO_CEILING)
    assert shelf.cover is not None
    assert shelf.cover.seed.id == "two"
    assert shelf.resumes == past[0]


def test_a_child_sees_no_story_above_the_ceiling():
    """Not as a poster, not as the one to be continued; only how many there are."""
    past = [Past(show="s2", seed="old", scene="", watched="now")]
    shelf = shelf_of([facts("young", 6), facts("old", 16)], past, 12)
    shown = {card.seed.id for row in shelf.rows for card in row.posters} | {shelf.cover.seed.id}
    assert shown == {"young"}
    assert shelf.resumes is None
    assert shelf.beyond == 1


@pytest.mark.parametrize(("ceiling", "is_there"), [(6, False), (18, False), (NO_CEILING, True)])
def test_a_story_that_nobody_rated_is_for_viewers_without_limits(ceiling: int, is_there: bool):
    """A limited viewer sees it neither as a poster nor as what to go on with."""
    past = [Past(show="s2", seed="new", scene="", watched="now")]
    shelf = shelf_of([facts("young", 6), facts("new", None)], past, ceiling)
    shown = {card.seed.id for row in shelf.rows for card in row.posters} | {shelf.cover.seed.id}
    assert ("new" in shown) is is_there
    assert (shelf.resumes is not None) is is_there


def test_a_story_that_cannot_be_played_is_named_with_its_fault():
    """The library stays, and says why one is missing."""
    shelf = shelf_of([facts("one"), facts("bad", fault="seed.yaml:3: no title")], [], NO_CEILING)
    assert shelf.faults == (("Bad", "seed.yaml:3: no title"),)


def test_a_folder_that_is_no_seed_has_a_fault(tmp_path):
    """Reckoning never raises for what a person put there."""
    assert "seed.yaml" in reckon(tmp_path).fault


def test_pictures_are_kept_by_what_they_show():
    """Another hour or another state of the drawings is another picture."""
    scene = Scenery(place="coast")
    assert key_of(scene, "1") == key_of(Scenery(place="coast"), "1")
    assert len({key_of(scene, "1"), key_of(replace(scene, hour=3.0), "1"), key_of(scene, "2")}) == 3
    assert key_of(Portrait(puppet="wren"), "1") != key_of(Portrait(puppet="tock"), "1")


def test_without_a_painter_nothing_is_there_and_nothing_breaks(desk):
    """The screens stay calm."""
    assert desk.atelier.still(Portrait(puppet="wren")) is None
    assert desk.atelier.loop(Scenery(place="coast")) is None


def test_tapped_cards_are_liked_and_the_others_a_little_less():
    """Three taps are a prior for every story."""
    taste = tasted(None, ["wood"])
    assert taste.liking("menace") > 0.2
    assert taste.liking("comedy") < TasteValues.fresh(["comedy"]).liking("comedy")


def test_skipping_the_cards_says_nothing():
    """No tap, no belief."""
    assert tasted(None, []) == TasteValues.fresh(())
    assert len({card.name for card in POSTCARDS}) == 6


def test_the_first_taste_holds_for_new_stories(desk):
    """A story that was never watched begins with what was tapped."""
    desk.enter(desk._store.viewer_or_new("Ada"))
    assert not desk.has_tasted()
    desk.keep_taps(["kitchen"])
    assert desk.has_tasted()
    assert dict(desk.tastes())[EVERY_SEED].liking("comedy") > 0.2


def test_a_belief_is_corrected_and_removed_by_hand(desk):
    """What the viewer says is believed; what they remove is gone."""
    desk.enter(desk._store.viewer_or_new("Ada"))
    desk.keep_taps(["kitchen"])
    desk.correct(EVERY_SEED, "menace", -0.8)
    told = {b.feature: b for b in beliefs_of(dict(desk.tastes())[EVERY_SEED], words_in("en"))}
    assert told["menace"].sentence == "You would rather do without menace"
    assert told["menace"].because == "you said so yourself"
    desk.forget(EVERY_SEED, "menace")
    assert "menace" not in {b.feature for b in beliefs_of(dict(desk.tastes())[EVERY_SEED], words_in("en"))}


@pytest.mark.parametrize(
    ("language", "liking", "said"),
    [
        ("en", -0.5, "You like slow scenes"),
        ("de", -0.5, "Du magst langsame Szenen"),
        ("de", 0.7, "Du magst schnelle Szenen sehr"),
        ("de", 0.55, "Du magst schnelle Szenen sehr"),
        ("de", 0.22, "Du magst schnelle Szenen"),
    ],
)
def test_sentences_are_said_in_the_viewers_language(language, liking, said):
    """Two-sided likings are said from their liked side."""
    assert sentence("pace", liking, words_in(language)) == said


def test_creators_tags_are_said_as_they_are():
    """A tag that no table knows is its own word."""
    assert sentence("sea_shanties", 0.5, words_in("en")) == "You like sea shanties"


def test_a_belief_set_to_the_middle_can_still_be_seen():
    """What the viewer set stays on the page, even at nought."""
    taste = edited(TasteValues.fresh(["wit"]), "wit", 0.0)
    assert [b.feature for b in beliefs_of(taste, words_in("en"))] == ["wit"]


def test_five_wrong_pins_cost_a_wait_that_doubles():
    """Right afterwards even the right PIN does not count."""
    pin = new_pin("2468")
    for number in range(FREE_TRIES):
        pin, answer = tried(pin, "0000", 1000.0)
        assert answer.tries_left == FREE_TRIES - 1 - number
    assert answer.wait_seconds == 30.0
    assert not tried(pin, "2468", 1010.0)[1].right
    pin, answer = tried(pin, "0000", 1031.0)
    assert answer.wait_seconds == 60.0
    assert waits(pin, 0.0) == 60.0, "a clock that was set back lengthens no wait"
    pin, answer = tried(pin, "2468", 1092.0)
    assert answer.right
    assert pin.missed == 0


def test_the_pin_is_nowhere_in_the_database(tmp_path):
    """Only its hash is kept, and tries are remembered over a restart."""
    store = Store(tmp_path / "x.db")
    store.set_pin("90817263")
    store.try_pin("1111", 5.0)
    store.close()
    assert not any(b"90817263" in path.read_bytes() for path in tmp_path.iterdir())
    again = Store(tmp_path / "x.db")
    assert again.try_pin("2222", 6.0).tries_left == FREE_TRIES - 2
    again.close()


@pytest.mark.parametrize("text", ["", "123", "123456789", "12a4", "١٢٣٤"])
def test_what_is_no_pin_is_refused(text):
    """Four to eight digits that every keyboard has."""
    with pytest.raises(ValueError, match="4 to 8 digits"):
        new_pin(text)


def test_a_name_is_needed_and_taken_once(desk):
    """Both are said, nothing is changed."""
    desk.keep_viewer(replace(desk.new_draft(), name="Ada"))
    with pytest.raises(ValueError, match="already a viewer named 'Ada'"):
        desk.keep_viewer(replace(desk.new_draft(), name=" Ada "))
    with pytest.raises(ValueError, match="needs a name"):
        desk.keep_viewer(replace(desk.new_draft(), name="  "))
    assert [viewer.name for viewer in desk.people()] == ["Ada"]


def test_the_day_has_an_end_and_a_grown_up_can_move_it(desk):
    """Minutes are counted over sittings; a gift counts from now."""
    child = desk.keep_viewer(replace(desk.new_draft(), name="Mia", ceiling=6, daily_minutes=30))
    desk.enter(child)
    desk.watched(20 * 60)
    assert desk.minutes_left() == pytest.approx(10)
    desk.watched(25 * 60)
    assert desk.minutes_left() == 0
    desk.give_minutes(30)
    assert desk.minutes_left() == pytest.approx(30)


def test_only_profiles_without_limits_ask_for_the_pin(desk):
    """A child enters freely, and only where a PIN is set does anybody else not."""
    ada = desk.keep_viewer(replace(desk.new_draft(), name="Ada"))
    mia = desk.keep_viewer(replace(desk.new_draft(), name="Mia", ceiling=6))
    assert not desk.asks_pin(ada)
    desk.set_pin("1234")
    assert desk.asks_pin(ada)
    assert not desk.asks_pin(mia)


def test_a_grown_up_is_known_by_the_pin_until_a_child_enters(desk):
    """Not by the profile: with the PIN switched off anybody may be in one without limits."""
    ada = desk.keep_viewer(replace(desk.new_draft(), name="Ada"))
    mia = desk.keep_viewer(replace(desk.new_draft(), name="Mia", ceiling=6))
    assert not desk.is_guarded()
    desk.set_pin("1234")
    desk.enter(ada)
    assert desk.is_guarded()
    desk.try_pin("4321")
    assert desk.is_guarded()
    desk.try_pin("1234")
    assert not desk.is_guarded()
    desk.enter(ada)
    assert not desk.is_guarded()
    desk.enter(ada, mia)
    assert desk.is_guarded()


def test_a_database_of_the_first_version_gets_the_new_columns(tmp_path):
    """Viewers of before have no limits and no portrait."""
    path = tmp_path / "old.db"
    store = Store(path)
    store.viewer_or_new("Ada")
    store.close()
    with sqlite3.connect(path) as raw:
        raw.execute("alter table viewers drop column portrait")
        raw.execute("alter table viewers drop column daily_minutes")
        raw.execute("drop table sittings")
        raw.execute("drop table pins")
        raw.execute("delete from _sqlite_migrations where name = 'portraits_limits_and_pin'")
    again = Store(path)
    ada = again.viewer("Ada")
    assert (ada.portrait, ada.daily_minutes, ada.is_limited) == ("", 0, False)
    again.close()


def test_erasing_a_viewer_erases_their_time_too(desk):
    """Nothing of them is left."""
    mia = desk.keep_viewer(replace(desk.new_draft(), name="Mia", daily_minutes=30))
    desk.enter(mia)
    desk.watched(60)
    desk.erase(mia)
    assert desk.viewer is None
    assert desk._store._db["sittings"].count == 0


def test_a_balance_is_that_of_who_watches(desk):
    """Nobody has one before somebody watches, and nobody hears another's."""
    assert desk.balance() is None
    ada, ben = (desk.keep_viewer(replace(desk.new_draft(), name=name)) for name in ("Ada", "Ben"))
    desk.enter(ada)
    desk.keep_balance({"music": -6.0})
    desk.enter(ben)
    assert desk.balance() == dict(FLAT)
    desk.enter(ada)
    assert desk.balance() == {**FLAT, "music": -6.0}
    with pytest.raises(ValueError, match="beyond the limits"):
        desk.keep_balance({"music": -13.0})
