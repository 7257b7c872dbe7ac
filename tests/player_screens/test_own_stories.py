"""Stories of one's own: folders and packs beside each other, and what is no pack."""

from __future__ import annotations

from pathlib import Path

import pytest

from player.foyer.desk import Desk
from player.foyer.seed_facts import reckon, stamp_of
from player.own_stories import STORIES, own_stories
from player.settings import Settings
from player.story_tongue import story_language
from profiles.store import Store
from story_engine.seed.pack import write_pack

SEEDS = Path(__file__).resolve().parents[2] / "assets" / "seeds"


def test_packs_stand_on_the_shelf_and_a_broken_one_says_why(tmp_path, monkeypatch) -> None:
    """A pack that was put into the folder is there at the next look; a file that only looks like one has its fault."""
    monkeypatch.setenv("EVERSHOW_CACHE", str(tmp_path / "cache"))
    shelf = tmp_path / "seeds"
    assert own_stories(shelf) == []
    (shelf / "mine").mkdir(parents=True)
    (shelf / "mine" / "seed.yaml").write_text("title: Mine\n")
    (shelf / "notes.txt").write_text("no story")
    write_pack(SEEDS / "weather-post", shelf / "post.evershow")
    (shelf / "torn.evershow").write_bytes(b"PK\x03\x04torn")
    found = own_stories(shelf)
    assert [path.name for path in found] == ["mine", "post", "torn.evershow"]
    assert (found[1] / "seed.yaml").is_file()
    assert own_stories(shelf) == found
    torn = found[2]
    assert stamp_of(torn)
    facts = reckon(torn)
    assert "SD90" in facts.fault
    assert facts.title == "Torn.Evershow" or "Torn" in facts.title


@pytest.mark.parametrize(
    ("settings", "shown_in"),
    [
        (Settings(language="de"), "de"),
        (Settings(language="en"), ""),
        (Settings(language="en", story_language="de"), "de"),
        (Settings(language="de", story_language="author"), ""),
        (Settings(language="de", story_language="en"), ""),
    ],
)
def test_a_show_follows_the_interface_where_it_is_translated(settings, shown_in, tmp_path) -> None:
    """The built-in stories have a German table; a story without one is shown as it was written."""
    assert story_language(settings, SEEDS / "weather-post") == shown_in
    assert story_language(settings, tmp_path) == ""


def test_who_may_look_at_a_story_as_its_writer(tmp_path) -> None:
    """Stories of one's own only, and nobody who is limited: a preview keeps nothing from whoever sees it."""
    store = Store(tmp_path / "evershow.db")
    grown, child = store.viewer_or_new("Ada"), store.add_viewer("Mia", colour="#B6D77A", ceiling=12, daily_minutes=45)
    desk = Desk(tmp_path, store, None, lambda: [])  # type: ignore[arg-type]
    mine, shipped = str(tmp_path / STORIES / "mine"), str(SEEDS / "weather-post")
    for people, may in (((grown,), True), ((child,), False), ((grown, child), False)):
        desk.enter(*people)
        assert (desk.may_preview(mine), desk.may_preview(shipped)) == (may, False)
    store.close()
