"""A show whose seed was edited since: the viewer is told, once, in their language, and the show goes on."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from generators.segments.folders import Folders
from player.crew import begin_director
from player.direction import Opening
from player.feed import Trouble
from player.remote_director import RemoteDirector
from player.telling import trouble_told
from player.words import words_in
from story_engine.changes import SeedChange

TIDE = Path(__file__).parents[1] / "world" / "seeds" / "tide"


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("kind", ["kept", "fits", "unsure", "cut", "lost", "engine"])
def test_every_change_has_its_words(language: str, kind: str) -> None:
    """What happened and what can be done, without an open hole."""
    change = SeedChange(kind=kind, seed="Tide", scene="The pier", scenes=2)
    event = Trouble(what=change.what, remedy=change.remedy, name=change.name, values=change.values)
    what, remedy = trouble_told(event, words_in(language))
    assert what
    assert remedy
    assert "{" not in what + remedy
    assert "Tide" in what or kind == "engine"


def test_the_director_tells_what_became_of_an_edited_seed(tmp_path: Path) -> None:
    """Out of its own process, once for the sitting in which it was found; an unchanged seed has nothing to tell."""
    seed = tmp_path / "tide"
    shutil.copytree(TIDE, seed)
    folders = Folders(tmp_path / "home").make()
    director = RemoteDirector(begin_director(folders.speech))
    try:
        opened = director.open(Opening(seed=str(seed), rng_seed=5))
        assert opened.changed is None
        state = opened.state
        for _ in range(6):
            state = director.step(state).state
        journal = director.journal(state)
        assert director.open(Opening(seed=str(seed), rng_seed=5, journal=journal)).changed is None
        file = next(iter(sorted((seed / "scenes").glob("*.yarn"))))
        file.write_text(file.read_text(encoding="utf-8") + "\n", encoding="utf-8")
        changed = director.open(Opening(seed=str(seed), rng_seed=5, journal=journal)).changed
        assert isinstance(changed, SeedChange)
        assert changed.kind == "kept"
    finally:
        director.close()
