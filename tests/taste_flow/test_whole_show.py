"""An exported show holds the part that was on screen when the viewer left."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from player.cli.people import shows
from player.compose import MAPS
from player.whereabouts import Whereabouts, keep_whereabouts
from player.whole_show import was_inside
from profiles.home import HOME_VARIABLE, database_path
from profiles.store import Store
from profiles.taste import TasteValues
from story_engine.journal import Journal
from story_engine.seed import load_seed
from story_engine.show import Show
from story_engine.time import SAMPLE_RATE

SEED = Path(__file__).parents[1] / "story_engine" / "seeds" / "ferry-lamp"
PARTS = 3


@pytest.fixture
def left(tmp_path, monkeypatch):
    """A show that was left when the parts of its journal were over: its id, the map's folder, all its parts' ids."""
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path))
    seed = load_seed(SEED)
    show = Show.open(seed, rng_seed=1, taste=TasteValues.fresh(tuple(seed.tastes)), viewer_rating=99)
    told = []
    for number in range(PARTS + 1):
        if number == PARTS:
            journal = show.journal().to_bytes()
        show, part = show.step()
        told.append(part.id)
    store = Store(database_path(tmp_path))
    entry = store.begin_show(store.viewer_or_new("Ada"), seed.id, seed.title)
    store.keep_journal(entry.id, journal, position=0, scene="")
    store.close()
    return entry.id, tmp_path / MAPS / entry.id, told


def exported(show_id, out, *more):
    """The journal that `shows export` writes, and what it said."""
    done = CliRunner().invoke(shows, ["export", show_id, str(out), *more])
    assert done.exit_code == 0, done.output
    return Journal.from_bytes(out.read_bytes()), done.output


def parts_of(journal):
    """The ids of the parts that a replay shows."""
    return [part.id for part in Show.replay(load_seed(SEED), journal)]


def test_the_part_on_screen_is_in_the_export(left, tmp_path):
    """Who left inside of a part finds it in the exported show."""
    show_id, memory, told = left
    keep_whereabouts(memory, Whereabouts(journal_ends=10 * SAMPLE_RATE, heard=11 * SAMPLE_RATE))
    journal, _ = exported(show_id, tmp_path / "evening.show", "--seed", str(SEED))
    assert parts_of(journal) == told


def test_nothing_is_made_up_where_all_was_seen(left, tmp_path):
    """Where the journal holds all that was seen it is exported as it stands, and where nothing is known of that."""
    show_id, memory, told = left
    assert not was_inside(memory)
    journal, _ = exported(show_id, tmp_path / "unknown.show", "--seed", str(SEED))
    assert parts_of(journal) == told[:PARTS]
    keep_whereabouts(memory, Whereabouts(journal_ends=11 * SAMPLE_RATE, heard=10 * SAMPLE_RATE))
    journal, _ = exported(show_id, tmp_path / "seen.show", "--seed", str(SEED))
    assert parts_of(journal) == told[:PARTS]


def test_a_show_whose_seed_is_gone_is_exported_all_the_same(left, tmp_path):
    """Without its seed the journal is written as it stands, and what is missing is said."""
    show_id, memory, _ = left
    keep_whereabouts(memory, Whereabouts(journal_ends=0, heard=SAMPLE_RATE))
    journal, said = exported(show_id, tmp_path / "evening.show")
    assert journal.steps() == PARTS
    assert "without the part that was on screen last" in said
