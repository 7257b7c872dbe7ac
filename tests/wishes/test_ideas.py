"""The wishes that the player offers to whoever has no keyboard are understood by every story, in both languages."""

import pytest

from player.cli.seeds import built_in_seeds
from player.words import words_in
from story_engine.seed import load_world
from story_engine.wishes import read_wish

IDEAS = ("wish.idea_snow", "wish.idea_surprise", "wish.idea_closer", "wish.idea_calmer")


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("folder", built_in_seeds(), ids=lambda folder: folder.name)
def test_every_idea_is_understood(folder, language):
    """Each has an intent of its own."""
    seed = load_world(folder)
    read = [read_wish(seed, words_in(language)(name)) for name in IDEAS]
    assert all(reading.intents for reading in read), [reading.intents for reading in read]
