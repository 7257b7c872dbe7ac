"""Several who watch together: one show, limits of the strictest, and lessons for each."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from generators.media import Size
from player.cli.people import shows, viewers
from player.compose import LiveChoices, LiveShow, opening_for
from player.crew import Crew
from player.direction import Opening
from player.director import InProcessDirector
from player.feed import SignalNoted
from profiles.company import company_of
from profiles.home import HOME_VARIABLE, database_path
from profiles.store import EVERY_SEED, Store
from profiles.taste import TasteValues, liked
from profiles.taste_edits import edited, merge
from story_engine.journal import Journal
from story_engine.plan import Input, InputKind
from story_engine.seed import load_seed
from story_engine.show import Show

SEED_PATH = Path(__file__).parents[1] / "story_engine" / "seeds" / "ferry-lamp"
SEED = load_seed(SEED_PATH)


class _FakeConductor:
    """Keeps what the composition hands it."""

    def __init__(self, director, pool, cache, options, heard) -> None:  # type: ignore[no-untyped-def]
        self.options, self.heard, self.position = options, heard, 0

    @property
    def journal_ends(self) -> int:
        return self.position


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """A store with Ada, who likes comedy, and Ben, who has a ceiling of twelve years; shows without processes."""
    monkeypatch.setattr("player.compose.SegmentCache", lambda *_, **__: None)
    monkeypatch.setattr("player.compose.Conductor", _FakeConductor)
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path))
    store = Store(database_path(tmp_path))
    ada, ben = store.viewer_or_new("Ada"), store.add_viewer("Ben", colour="#57C4B8", ceiling=12)
    store.keep_taste(ada, EVERY_SEED, edited(TasteValues.fresh(tuple(SEED.tastes)), "comedy", 0.8))
    place = SimpleNamespace(home=tmp_path, folders=SimpleNamespace(speech=tmp_path), store=store)

    def watch(*people) -> LiveShow:  # type: ignore[no-untyped-def]
        process = SimpleNamespace(start=lambda: None, taste=None, close=lambda: None)
        choices = LiveChoices(size=Size(width=160, height=90), rng_seed=1)
        crew = Crew(director=process, pool=process)  # type: ignore[arg-type]
        return LiveShow(place, company_of(*people), SEED_PATH, choices, crew)  # type: ignore[arg-type]

    return SimpleNamespace(store=store, place=place, ada=ada, ben=ben, watch=watch)


def test_a_common_show_begins_with_the_common_taste_and_the_lowest_ceiling(room) -> None:  # type: ignore[no-untyped-def]
    """Ada's liking counts beside Ben, of whom nothing is known; what is rated above his ceiling is not for both."""
    opening = opening_for(SEED, company_of(room.ada, room.ben), room.place, rng_seed=1)
    alone = opening_for(SEED, room.ada, room.place, rng_seed=1)
    assert alone.taste is not None
    assert opening.taste == merge(alone.taste, TasteValues.fresh(tuple(SEED.tastes)))
    assert (opening.ceiling, opening.people) == (12, 2)
    assert (alone.ceiling, alone.people) == (99, 1)


def test_what_is_learnt_together_goes_to_each_and_overwrites_nobody(room) -> None:  # type: ignore[no-untyped-def]
    """After a like both like it more than before, by less than alone, and neither has the common taste."""
    live = room.watch(room.ada, room.ben)
    conductor = live.feed(lambda event: None)
    common = conductor.options.opening.taste
    live.director.taste = common
    conductor.options.on_journal(b"one")
    live.director.taste = after = liked(common, {"wonder": 1.0})
    conductor.options.on_journal(b"two")
    before = TasteValues.fresh(tuple(SEED.tastes))
    for person in (room.ada, room.ben):
        own = room.store.taste(person, SEED.id)
        assert before.liking("wonder") < own.liking("wonder") < liked(before, {"wonder": 1.0}).liking("wonder")
        assert own.mean != after.mean
    assert room.store.taste(room.ada, SEED.id).liking("comedy") == pytest.approx(0.8, abs=0.01)
    assert room.store.taste(room.ben, SEED.id).liking("comedy") < 0.3


def test_going_on_together_teaches_nothing_twice(room) -> None:  # type: ignore[no-untyped-def]
    """The first journal of the next sitting holds what was learnt already."""
    live = room.watch(room.ada, room.ben)
    conductor = live.feed(lambda event: None)
    live.director.taste = after = liked(conductor.options.opening.taste, {"wonder": 1.0})
    conductor.options.on_journal(b"one")
    kept = room.store.taste(room.ben, SEED.id)
    again = room.watch(room.ben, room.ada)
    conductor = again.feed(lambda event: None, resume=True)
    assert again.show.id == live.show.id
    assert conductor.options.opening.people == 2
    again.director.taste = after
    conductor.options.on_journal(b"two")
    assert room.store.taste(room.ben, SEED.id) == kept


def test_signals_are_on_record_with_everybody(room) -> None:  # type: ignore[no-untyped-def]
    """Each who watched finds them in what is known of them."""
    conductor = room.watch(room.ada, room.ben).feed(lambda event: None)
    conductor.heard(SignalNoted(kind=InputKind.LIKE, at=1))
    assert [[row["kind"] for row in room.store.signals(person)] for person in (room.ada, room.ben)] == [["like"]] * 2


def test_the_company_goes_on_with_its_own_show_and_each_alone_with_any(room) -> None:  # type: ignore[no-untyped-def]
    """Together they never fall into a show of one of them; one alone may go on with the common one."""
    common = room.store.begin_show(room.ada, SEED.id, SEED.title, room.ben)
    own = room.store.begin_show(room.ada, SEED.id, SEED.title)
    for show in (common, own):
        room.store.keep_journal(show.id, b"j", position=9, scene="")
    together, alone = room.watch(room.ada, room.ben), room.watch(room.ben)
    together.feed(lambda event: None, resume=own.id)
    assert together.show.id not in (own.id, common.id)
    alone.feed(lambda event: None, resume=common.id)
    assert alone.show.id == common.id


def test_the_journal_says_that_it_was_common_and_replays_exactly(tmp_path: Path) -> None:
    """It says how many watched, never who; the same parts come again and the same bytes."""
    director = InProcessDirector(tmp_path)
    taste = merge(edited(TasteValues.fresh(tuple(SEED.tastes)), "comedy", 0.8), TasteValues.fresh(tuple(SEED.tastes)))
    opening = Opening(seed=str(SEED_PATH), rng_seed=3, taste=taste, ceiling=12, people=2, manner="silent")
    state, told = director.open(opening).state, []
    for number in range(9):
        planned = director.step(state)
        state = planned.state
        told.append(planned.timed.part.id)
        if number == 4:
            state = director.apply(state, Input(kind=InputKind.LIKE, at=0)).state
    written = director.journal(state)
    journal = Journal.from_bytes(written)
    director.close()
    assert {"note": "manner", "manner": "silent", "people": 2} in [event.fields for event in journal.events]
    assert [part.id for part in Show.replay(SEED, journal)] == told
    assert journal.to_bytes() == written
    assert journal.header.viewer_rating == 12
    replayed = Show.resume(SEED, journal).journal()
    assert replayed.to_bytes() == written


def test_the_commands_tell_of_common_shows(room) -> None:  # type: ignore[no-untyped-def]
    """Lists name everybody; erasing one says what stays, and leaves it."""
    show = room.store.begin_show(room.ada, SEED.id, SEED.title, room.ben)
    room.store.keep_journal(show.id, b"j", position=9, scene="")
    said = CliRunner().invoke(viewers, ["show", "Ben"]).output
    assert f"{SEED.title}, together with Ada" in said
    assert "Ada, Ben" in CliRunner().invoke(shows, ["list"]).output
    told = json.loads(CliRunner().invoke(shows, ["list", "--viewer", "Ben", "--json"]).output)
    assert [entry["people"] for entry in told] == [["Ada", "Ben"]]
    assert "1 watched in company stay" in CliRunner().invoke(viewers, ["delete", "Ada"], input="n\n").output
    assert "is forgotten" in CliRunner().invoke(viewers, ["delete", "Ada", "--yes"]).output
    told = json.loads(CliRunner().invoke(shows, ["list", "--json"]).output)
    assert [(entry["id"], entry["people"]) for entry in told] == [(show.id, ["Ben"])]
