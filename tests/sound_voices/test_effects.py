"""Effects: every name sounds, tuned ones in key, deeds name effects that exist."""

from __future__ import annotations

import numpy as np
import pytest

from generators.sound.effects import effect_for, effect_names, nearest_effect, render_effect, surface_of
from generators.sound.effects.effect import effect_length
from generators.sound.effects.recipes import load_aliases
from story_engine.plan import VERBS
from story_engine.time import SAMPLE_RATE

SILENT_VERBS = {"look", "nod", "shake", "shrug", "think", "listen"}


@pytest.mark.parametrize("name", effect_names())
def test_every_effect_sounds_cleanly(name: str) -> None:
    """Heard, at most 3 s, never at full scale, silent at its end."""
    sound = render_effect(name, 1, 0, 2)

    assert sound.dtype == np.float32
    assert 0 < len(sound) <= 3 * SAMPLE_RATE
    assert 0.01 < float(np.abs(sound).max()) <= 0.86
    assert abs(float(sound[0])) < 0.02
    assert abs(float(sound[-1])) < 1e-3


def test_the_same_effect_is_the_same_and_variations_differ() -> None:
    """Equal arguments give equal samples; footsteps vary."""
    assert np.array_equal(render_effect("step_wood", 5, 1), render_effect("step_wood", 5, 1))
    steps = {render_effect("step_wood", 5, variation).tobytes() for variation in range(8)}
    assert len(steps) >= 4


def test_tuned_effects_follow_the_key() -> None:
    """A chime two keys up is a whole tone higher; a thud stays as it is."""

    def strongest(key: int) -> float:
        sound = render_effect("bell_small", 1, 0, key)
        return float(np.argmax(np.abs(np.fft.rfft(sound))) / len(sound))

    assert strongest(2) / strongest(0) == pytest.approx(2 ** (2 / 12), rel=0.01)
    assert np.array_equal(render_effect("thud", 1, 0, 0), render_effect("thud", 1, 0, 7))


def test_an_unknown_name_gives_the_nearest_by_words_and_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    """No name is silent, and the log says what sounded instead."""
    assert nearest_effect("lightning strike far off") in ("thunder", "thunder_far")
    assert nearest_effect("squeaky hinges") == "creak"
    assert render_effect("seagull", 1, 0).any()
    assert "sounds instead" in caplog.text


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("ok", [True, False])
def test_every_deed_names_effects_that_exist(verb: str, ok: bool) -> None:
    """Every verb, well done or failed, with every kind of thing, names only effects there are."""
    for thing in ("", "letter", "storm_parcel", "fog_jar", "whistle", "kettle"):
        for name, at, gain in effect_for(verb, ok, thing, "grass"):
            assert name in effect_names()
            assert 0 <= at < 2
            assert 0 < gain < 2
    assert verb in SILENT_VERBS or effect_for(verb, True)
    assert effect_for(verb, False)


def test_the_ground_is_the_places_or_the_snows() -> None:
    """One walks on planks in the post office and on snow where it snows."""
    assert surface_of("post_office", True, "snow") == "wood"
    assert surface_of("harbour", False, "snow") == "snow"
    assert effect_for("walk", True, "", surface_of("hill", False, "clear"))[0][0] == "step_grass"


def test_every_alias_names_an_effect() -> None:
    """Aliases lead to effects that exist, and never hide one of the same name."""
    assert set(load_aliases().values()) <= set(effect_names())
    assert not set(load_aliases()) & set(effect_names())


def test_the_length_of_an_effect_is_known_before_it_is_made():
    """Every effect, and a name that nobody wrote, is as long as it was said to be."""
    asked = (*effect_names(), "a door that nobody wrote")
    assert [len(render_effect(name, 3, 1)) for name in asked] == [effect_length(name) for name in asked]
