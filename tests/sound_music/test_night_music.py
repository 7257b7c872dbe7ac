"""The music of The Night Exchange: a world of its own, minor and slow, that leaves the first show as it was."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from generators.sound.composer import compose, opening_state
from generators.sound.composer.library import palettes, theme
from generators.sound.composer.opening import scene_palette
from generators.sound.composer.theory import MODES
from generators.sound.composer.worlds import PLAIN, world_of
from generators.sound.instruments.patch import patch
from generators.sound.voices.melody import MODES as SUNG_MODES
from story_engine.plan import Look, Mood, PartKind, Place

NIGHT = ("exchange", "club", "street", "rooftop")
MOODS = (
    Mood(valence=0.5, arousal=0.5, tension=0.3),
    Mood(valence=0.1, arousal=0.35, tension=0.4),
    Mood(valence=-0.4, arousal=0.7, tension=0.85),
    Mood(valence=-0.2, arousal=0.1, tension=0.2),
)


def at(scene, place):
    """`scene` moved to a set."""
    return replace(
        scene, place=Place(id=place, name=place, look=Look(asset=place), indoors=place in ("exchange", "club"))
    )


@pytest.mark.parametrize("place", NIGHT)
def test_the_night_is_minor_and_slow(make_scene, place):
    """Every mood plays in a mode with a minor third, slower than the same mood by the harbour."""
    for number, mood in enumerate(MOODS, start=2):
        night = opening_state(at(make_scene(number, mood=mood), place), None)
        day = opening_state(at(make_scene(number, mood=mood), "harbour"), None)
        assert MODES[night.mode][2] == 3
        assert night.tempo < 0.9 * day.tempo


def test_the_first_show_is_in_the_plain_world(make_scene):
    """Sets of no world keep their modes, tempi and palettes."""
    for number, place in enumerate(("post_office", "harbour", "hill", "wood"), start=2):
        scene = at(make_scene(number), place)
        assert world_of(scene) is PLAIN
        assert not scene_palette(scene).id.startswith("night_")


@pytest.mark.parametrize("place", NIGHT)
def test_each_place_has_its_players(make_scene, place):
    """A calm scene plays its place's palette, a tense one the night's menace, and all their players exist."""
    calm = scene_palette(at(make_scene(2, mood=MOODS[1]), place))
    tense = scene_palette(at(make_scene(3, mood=MOODS[2]), place))
    assert place in calm.places
    assert tense.id == "night_menace"
    for one in (calm, tense):
        for player in (one.pad, one.bass, one.motion, one.shadow, *one.melody):
            assert not player or patch(player)


def test_the_title_tells_the_line_that_was_cut(make_scene, make_part):
    """The show's first phrase is its own main theme, in minor, at its own tempo."""
    scene = at(make_scene(1, mood=Mood(valence=0.0, arousal=0.5, tension=0.4)), "exchange")
    state = opening_state(scene, None)
    assert state.tempo == world_of(scene).overture_tempo
    assert state.mode == "noir"
    assert scene_palette(scene).id == "night_title"
    assert "night_line" in compose(make_part(scene, 0, 6.0), state).motifs


def test_danger_calls_the_dead_line(make_scene, make_part):
    """Under high tension the theme of dread is heard in some phrase of a few scenes."""
    heard = set()
    for number in range(2, 12):
        scene = at(make_scene(number, mood=MOODS[2], cast=("ines", "sable")), "street")
        heard |= set(compose(make_part(scene, 0, 24.0), replace(opening_state(scene, None), silent=False)).motifs)
    assert "dead_line" in heard
    assert heard & {"ines", "sable"}


@pytest.mark.parametrize("place", NIGHT)
def test_notes_belong_to_the_scale(make_scene, make_part, place):
    """Nine in ten notes lie in the scale; the rest are blue notes and the dominant's third."""
    inside = total = 0
    for number in range(2, 7):
        scene = at(make_scene(number, mood=MOODS[number % len(MOODS)], cast=("lola", "brandt")), place)
        score = compose(make_part(scene, 0, 16.0), replace(opening_state(scene, None), silent=False))
        tones = {(score.entry.key + tone) % 12 for tone in MODES[score.entry.mode]}
        tones |= {(score.entry.key + tone) % 12 for tone in MODES[score.exit.mode]}
        total += len(score.notes)
        inside += sum(note.pitch % 12 in tones for note in score.notes)
    assert total > 60
    assert inside / total >= 0.9


def test_voices_sing_in_every_mode_of_the_score():
    """Murmurs know each mode that the composer may choose, note for note."""
    for mode, steps in MODES.items():
        assert SUNG_MODES[mode] == steps


def test_night_themes_fit_both_metres():
    """Each night theme has as many notes for four as for three in a bar."""
    for name in ("night_line", "ines", "brandt", "lola", "pinch", "sable", "dead_line"):
        assert len(theme(name).common) == len(theme(name).waltz)
        assert np.isclose(theme(name).common[0].at, theme(name).waltz[0].at)


def test_the_last_palette_still_fits_everywhere():
    """What no place asks for is still played by the open palette."""
    assert palettes()[-1].id == "open"


def test_the_night_waits_with_brushes_and_bass(make_scene, make_part):
    """A hold of the night swings on brushes over a plucked bass, ends as it begins, and no turn is like the last."""
    scene = at(make_scene(4, mood=MOODS[0]), "club")
    state = replace(opening_state(scene, None), silent=False, last_pitches=(50, 57, 62, 65))
    hold = make_part(scene, 3, 1.75, kind=PartKind.HOLD)
    turns = [compose(replace(hold, part=replace(hold.part, repeat=number)), state) for number in range(4)]
    for turn in turns:
        assert turn.exit == state
        assert {"brushes", "double_bass_pizz"} <= {note.instrument for note in turn.notes}
    assert len({tuple((note.start, note.pitch) for note in turn.notes) for turn in turns}) == 4


def test_a_plucked_bass_is_not_struck_again_at_a_join(make_scene, make_part):
    """Where a join falls inside a bar, the next part's first bass note waits for the next bar."""
    scene = at(make_scene(4, mood=Mood(valence=0.3, arousal=0.35, tension=0.65)), "exchange")
    state = replace(opening_state(scene, None), silent=False)
    first = compose(make_part(scene, 0, 3.5), state)
    second = compose(make_part(scene, 1, 6.0), first.exit)
    meter = scene_palette(scene).meter
    assert first.exit.pulse % meter > 0.2
    struck = [note.start / 48_000 * first.exit.tempo / 60 for note in second.notes if note.stem == "bass"]
    assert struck
    assert min(struck) > meter - first.exit.pulse % meter - 0.2
