"""Themes of places and ideas: written, made up, called for, and answered by people."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, pairwise
from pathlib import Path
from types import MappingProxyType

import pytest

from generators.sound.composer.calls import CALL_BARS, KNOWN, WAYS, call_notes, called, is_weighty
from generators.sound.composer.form import BARS, phrase
from generators.sound.composer.kinds import kinds, place_theme
from generators.sound.composer.library import made_theme, theme, themes
from generators.sound.composer.opening import opening_state, scene_palette
from generators.sound.composer.own import OwnMusic, music_of
from generators.sound.composer.sheet import Sheet
from generators.sound.composer.telling import is_silent
from generators.sound.composer.worlds import world_of
from generators.sound.instruments.patch import patch
from generators.sound.measure.calls import call_figures, calls
from generators.timed import Telling
from player import seed_sound
from story_engine.plan import Idea, Look, Mood, Place
from story_engine.seed import load_seed

SEEDS = Path(__file__).parents[2] / "assets" / "seeds"
BUILT_IN = ("weather-post", "night-exchange")


@pytest.fixture(scope="module", params=BUILT_IN)
def seed(request):
    return load_seed(SEEDS / request.param)


def test_every_place_has_a_theme_and_the_story_two_to_four_ideas(seed):
    """Both built-in seeds have a written theme for every place, and ideas that their weightiest threads call for."""
    own = seed_sound.music_of(seed)
    assert {site.place.motif for site in seed.places.values()} <= set(own.themes)
    assert 2 <= len(seed.music.ideas) <= 4
    assert {idea.theme for idea in seed.music.ideas} <= set(own.themes)


def test_written_calls_are_singable_and_told_apart(seed):
    """Five to seven notes within a tenth, mostly small steps, over in two bars of either metre, unlike any other."""
    own = seed_sound.music_of(seed)
    with music_of(own):
        for name, tune in own.themes.items():
            patch(tune.voice)
            steps = [note.step for note in tune.common]
            assert 5 <= len(steps) <= 7
            assert max(steps) - min(steps) <= 9
            assert sum(abs(b - a) <= 2 for a, b in pairwise(steps)) / (len(steps) - 1) >= 0.5
            for meter in (3, 4):
                notes = call_notes(Telling(motif="x", call=name, way="plain"), meter)
                assert len(notes) >= 5
                assert notes[-1].at + notes[-1].pulses <= CALL_BARS * meter
        tunes = {**themes(), **own.themes}
        for one, other in combinations(sorted(tunes), 2):
            first, second = (
                [(b.step - a.step, a.pulses) for a, b in pairwise(tunes[name].common)] for name in (one, other)
            )
            same = sum(a == b for a, b in zip(first, second, strict=False))
            assert same / min(len(first), len(second)) <= 0.5, (one, other)


@pytest.mark.parametrize("name", sorted(kinds()))
def test_a_place_that_nobody_gave_a_theme_has_one_of_its_kind(name):
    """Two places of one kind share outline and player family, not the theme; it is the same every time."""
    mark = kinds()[name].marks[0]
    one, other = (
        place_theme(Place(id=place, name=place, look=Look(), tags=(mark,), indoors=mark == "indoors"))
        for place in ("first_of_all", "another_one")
    )
    assert one.split(":")[1] == name
    assert theme(one) == theme(one)
    assert theme(one).common != theme(other).common or theme(one).voice != theme(other).voice
    assert theme(one).voice in kinds()[name].voices
    for way in WAYS:
        assert len(call_notes(Telling(motif="x", call=one, way=way), 4)) >= KNOWN


def test_who_arrives_hears_the_place_first_and_only_once(make_scene):
    """A scene elsewhere than the last one owes its place's theme until it was heard; one at the same place does not."""
    first, second = make_scene(2, place="harbour"), make_scene(3, place="hill")
    state = opening_state(second, opening_state(first, None))
    assert called(second, state, 0, in_danger=False) == (place_theme(second.place), "plain")
    heard = replace(state, motifs_heard=(place_theme(second.place),))
    assert called(second, heard, 1, in_danger=False) == ("", "")
    stayed = opening_state(replace(second, number=4), state)
    assert not stayed.arrived
    assert called(second, stayed, 0, in_danger=False) == ("", "")


def test_an_idea_is_told_as_its_question_stands(make_scene):
    """Opened plainly, closed whole, moved in another way each time; never over the place's call or beside danger."""
    scene = make_scene(5)
    here = opening_state(scene, None)
    opens, moves, closes = (
        replace(scene, idea=Idea(id="loss", name="loss", step=s)) for s in ("opens", "advances", "closes")
    )
    there = opening_state(opens, here)
    assert called(opens, there, 0, in_danger=False) == ("loss", "plain")
    assert called(closes, there, 0, in_danger=False) == ("loss", "whole")
    assert called(closes, there, 0, in_danger=True) == ("", "")
    told = replace(there, tellings=(Telling(motif="loss", development="call", call="loss", way="plain"),))
    assert called(moves, told, 0, in_danger=False) == ("loss", "lifted")
    assert called(moves, replace(there, arrived=True), 0, in_danger=False)[0] == place_theme(scene.place)


def test_an_idea_that_was_told_rests_before_it_is_told_again(make_scene):
    """What goes on is told in one scene of four, what is only touched in one of seven; an opening and an end always."""
    told: dict[str, list[bool]] = {}
    for step in ("opens", "advances", "touches", "closes"):
        state = None
        for number in range(1, 15):
            scene = replace(make_scene(number), idea=Idea(id="loss", name="loss", step=step))
            state = opening_state(scene, state)
            told.setdefault(step, []).append(bool(state.idea))
            state = replace(state, motifs_heard=(state.idea,))
    assert all(told["opens"] + told["closes"])
    assert told["advances"] == [number % 4 == 0 for number in range(14)]
    assert told["touches"] == [number % 7 == 0 for number in range(14)]


def test_an_idea_that_nobody_heard_does_not_rest(make_scene):
    """A scene without a note of its idea leaves the next one to tell it."""
    first, second = (replace(make_scene(n), idea=Idea(id="loss", name="loss", step="advances")) for n in (2, 3))
    unheard = opening_state(first, None)
    assert opening_state(second, unheard).idea == "loss"
    assert not opening_state(second, replace(unheard, motifs_heard=("loss",))).idea


def test_where_a_question_opens_or_closes_music_is_heard(make_scene, make_part):
    """Such a scene never begins in silence, and no phrase rests before its idea was told; others do both."""
    begun, rested = {}, {}
    for step in ("opens", "closes", "advances"):
        for number in range(2, 60):
            idea = Idea(id="loss", name="loss", step=step)
            calm = Mood(valence=0.2, arousal=0.3, tension=0.2)
            scene = replace(make_scene(number, mood=calm), idea=idea)
            begun.setdefault(step, set()).add(opening_state(scene, opening_state(scene, None)).silent)
            sheet = Sheet(timed=make_part(scene, 0, 4.0), palette=scene_palette(scene), tempo=90.0, entry_pulse=0.0)
            owes = is_weighty(scene)
            rested.setdefault(step, set()).add(is_silent(sheet, was_silent=True, index=1, played=0, owes=owes))
    assert begun == rested == {"opens": {False}, "closes": {False}, "advances": {True, False}}


def test_once_everybody_was_heard_music_rests_more_often(make_scene, make_part):
    """Besides one phrase in four some rest where there is little left to say, but none in a scene's last breath."""
    rests = {True: 0, False: 0}
    for number in range(2, 40):
        scene = make_scene(number)
        for told in rests:
            for ends in (False, True):
                part = make_part(scene, 0, 4.0, ends=ends)
                sheet = Sheet(timed=part, palette=scene_palette(scene), tempo=90.0, entry_pulse=0.0)
                quiet = sum(is_silent(sheet, was_silent=False, index=index, played=1, told=told) for index in (1, 2, 3))
                assert not (ends and quiet)
                rests[told] += quiet
    assert rests[True] > 1.5 * rests[False] > 0


def test_people_answer_a_call_in_what_is_left_of_the_phrase(make_scene):
    """The person's theme comes after the call and is over before the phrase is; all long notes lie in the chords."""
    telling = Telling(motif="wren", call=place_theme(make_scene(2, place="harbour").place), way="plain")
    for meter in (3, 4):
        told = phrase(7, 0, "ionian", meter, telling)
        last = told.call[-1]
        assert told.tune[0].at >= last.at + last.pulses
        assert told.tune[-1].at < BARS * meter
        assert len(told.tune) >= KNOWN


def test_a_seed_s_own_themes_come_before_the_built_in_ones(make_scene):
    """Within a seed's music its themes, main theme and dread are heard; outside nothing of it is left."""
    own = made_theme("wren", steps=[0, 1, 2], common=[1, 1, 2], waltz=[1, 1, 1], voice="cello")
    with music_of(OwnMusic(main="quay", dread="gale", themes=MappingProxyType({"wren": own}))):
        assert theme("wren") is own
        told = phrase(7, 0, "ionian", 4, Telling(motif="wren"))
        world = world_of(make_scene(2))
    assert (world.main, world.dread) == ("quay", "gale")
    assert theme("wren") is themes()["wren"]
    assert phrase(7, 0, "ionian", 4, Telling(motif="wren")).tune != told.tune


def test_arrivals_and_ideas_are_counted_with_their_bars(make_scene, score_scene):
    """A place's theme counts with its bars and whose theme answers it; one that is not told is named as well."""
    scene = replace(make_scene(6, place="harbour"), idea=Idea(id="loss", name="loss", step="opens"))
    parts, _ = score_scene(scene, parts=10)
    at, placed = 0, []
    for timed in parts:
        placed.append((at, timed))
        at += timed.duration
    found = calls(placed)
    figures = call_figures(found)
    assert (figures["arrivals"], figures["ideas_owed"]) == (1, 1)
    assert figures["arrivals_with_motif"] == 1.0
    assert found[0].is_place
    assert found[0].first_bar >= 1
    assert found[0].line().startswith("0:")
    assert not call_figures([replace(found[0], notes=0)])["arrivals_with_motif"]
