"""The places of The Night Exchange: pictures at every hour and weather, dark at night, with lamps that burn."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import skia

from generators.direction.sets import mark, slots
from generators.sound.ambience.choice import beds_for
from generators.sound.ambience.recipes import load_beds
from generators.sound.effects.deeds import effect_for, surface_of
from generators.sound.effects.effect import effect_names
from generators.stage.bench import bench_part
from generators.stage.generator import Stage
from generators.stage.kinds import BAKED, LIVE
from generators.stage.kinds.city import LETTERS, letters
from generators.stage.light import Light
from generators.stage.moment import Moment
from generators.stage.paper import Paper
from generators.stage.place import load_set, nearest_set
from generators.timed import ActorState, TimedPart
from story_engine.plan import WEATHERS, Actor, Look, Place
from story_engine.time import SAMPLE_RATE

SIZE = (320, 180)
NIGHT_PLACES = ("exchange", "club", "street", "rooftop")
INDOORS = ("exchange", "club")
CAST = ("ines", "brandt", "lola", "pinch", "sable")


@pytest.fixture(scope="module")
def stage() -> Stage:
    """One small stage for all tests."""
    return Stage(*SIZE)


def part_of(place: str, hour: float, weather: str, who: tuple[str, ...] = (), frames: int = 3) -> TimedPart:
    """A short wide part; the cast stands in a row."""
    timed = bench_part(0, frames)
    scene = replace(
        timed.part.scene,
        place=Place(id=place, name=place, look=Look(asset=place), indoors=place in INDOORS),
        hour=hour,
        weather=weather,
        actors=tuple(Actor(id=name, name=name, look=Look(asset=name), voice=name) for name in who),
        things=(),
    )
    entry = replace(
        timed.entry,
        scene_time=7 * SAMPLE_RATE,
        actors=tuple(
            ActorState(id=name, x=-0.45 + 0.9 * index / max(1, len(who) - 1), depth=0.5)
            for index, name in enumerate(who)
        ),
        props=(),
        weather=weather,
        weather_before=weather,
    )
    return replace(timed, part=replace(timed.part, scene=scene), entry=entry, exit=entry)


def luma(frame: np.ndarray) -> np.ndarray:
    """The Y plane."""
    return frame[: SIZE[1]].astype(np.float64)


@pytest.mark.parametrize("place", NIGHT_PLACES)
@pytest.mark.parametrize("weather", WEATHERS)
def test_night_places_are_pictures_in_every_weather(stage: Stage, place: str, weather: str) -> None:
    """Each place keeps contrast and many values, and night is darker than noon."""
    noon = luma(stage.frame(part_of(place, 12, weather), 1))
    night = luma(stage.frame(part_of(place, 1, weather), 1))
    for picture in (noon, night):
        low, high = np.percentile(picture, (3, 97))
        assert high - low > 22
        assert len(np.unique(picture)) > 60
    assert night.mean() < 0.85 * noon.mean()


@pytest.mark.parametrize("place", NIGHT_PLACES)
def test_four_hours_are_four_pictures(stage: Stage, place: str) -> None:
    """Dawn, noon, dusk and night differ from each other by more than grain."""
    seen = [luma(stage.frame(part_of(place, hour, "clear"), 1)) for hour in (6.0, 12.0, 19.3, 23.5)]
    for index, one in enumerate(seen):
        for other in seen[index + 1 :]:
            # A cellar club sees no sky: its dusk is near its night.
            assert np.mean(np.abs(one - other)) > (1.0 if place == "club" else 3.0)


@pytest.mark.parametrize("place", NIGHT_PLACES)
def test_everybody_is_seen_in_the_night(stage: Stage, place: str) -> None:
    """In a wide shot on a rainy night each figure changes its part of the picture, feet on the floor, head above."""
    empty = luma(stage.frame(part_of(place, 23, "rain"), 1))
    full = luma(stage.frame(part_of(place, 23, "rain", CAST), 1))
    changed = np.abs(full - empty) > 7
    for index in range(len(CAST)):
        x = -0.45 + 0.9 * index / (len(CAST) - 1)
        column = round(SIZE[0] / 2 + x * SIZE[1])
        strip = changed[:, column - 14 : column + 15]
        assert strip.sum() > 140, CAST[index]
        rows = np.where(strip.sum(axis=1) > 1)[0]
        assert rows.min() < 0.66 * SIZE[1]
        assert rows.max() > 0.82 * SIZE[1]


@pytest.mark.parametrize("place", NIGHT_PLACES)
def test_lamps_are_the_lightest_thing_at_night(stage: Stage, place: str) -> None:
    """At night a few bright places stand in a dark picture: the light has somewhere to come from."""
    night = luma(stage.frame(part_of(place, 23, "clear"), 1))
    assert np.median(night) < 82
    assert np.percentile(night, 99.7) > np.median(night) + 55
    assert np.mean(night > 150) < 0.12


def test_the_wet_street_gives_back_its_lamps(stage: Stage) -> None:
    """In rain at night the cobbles are lighter under the signs than at noon's share, and than in snowless dry air."""
    floor = slice(round(0.80 * SIZE[1]), round(0.92 * SIZE[1]))
    wet = luma(stage.frame(part_of("street", 23, "rain"), 1))[floor]
    dry = luma(stage.frame(part_of("street", 23, "wind"), 1))[floor]
    assert wet.std() > dry.std()


@pytest.mark.parametrize("place", NIGHT_PLACES)
def test_the_night_never_stands_still(stage: Stage, place: str) -> None:
    """Half a second moves more than the grain: lamps, rain, neon, birds or smoke."""
    timed = part_of(place, 22, "rain", frames=20)
    one, other = luma(stage.frame(timed, 0)), luma(stage.frame(timed, 13))
    assert np.mean(np.abs(one - other) > 12) > 0.0005


@pytest.mark.parametrize("place", NIGHT_PLACES)
def test_marks_and_slots_lie_in_the_picture(place: str) -> None:
    """Where people and things may stand is inside the widest frame, left of right."""
    found = {name: mark(place, name) for name in ("left", "centre", "right", "door", "far", "near")}
    assert all(at is not None and abs(at[0]) < 0.8 for at in found.values())
    assert found["left"][0] < found["centre"][0] < found["right"][0]  # type: ignore[index]
    assert len(slots(place)) >= 4


def test_kinds_draw_nothing_by_day_that_burns_only_by_night() -> None:
    """Beacons and the spot are out at noon; every kind of the night places is known."""
    for place in NIGHT_PLACES:
        for layer in load_set(place).layers:
            assert layer.kind == "actors" or layer.kind in BAKED or layer.kind in LIVE
    moment = Moment(seconds=3.0, gust=0.0, wind=0.3, seed=1, weather="clear")
    for kind, params in (("beacons", {"at": [[0.0, 0.5]]}), ("gutter_rain", {"edges": [[-0.5, 0.5, 0.4, 0.8]]})):
        surface = skia.Surface(64, 64)
        canvas = surface.getCanvas()
        canvas.translate(32, 0)
        canvas.scale(64, 64)
        paper = Paper(canvas=canvas, light=Light.at("street", 12.0), seed=1)
        LIVE[kind](paper, params, moment)
        assert not surface.makeImageSnapshot().toarray()[:, :, 3].any()


def test_every_sign_can_be_written() -> None:
    """The letters of every neon sign in the places have strokes."""
    for place in NIGHT_PLACES:
        for layer in load_set(place).layers:
            for letter in str(layer.params.get("text", "")).replace(" ", ""):
                assert letter in LETTERS
    assert letters("BLUE HERON", 0, 0, 1, 1).countPoints() > 40


def test_words_lead_to_the_night_places() -> None:
    """A place without a set is found by its words."""

    def place(words: str, *, indoors: bool = False) -> str:
        return nearest_set(Place(id="x", name="", look=Look(words=words), indoors=indoors))

    assert place("a switchboard with telephones", indoors=True) == "exchange"
    assert place("a cabaret with a stage", indoors=True) == "club"
    assert place("a tram stop under neon") == "street"
    assert place("a rooftop with pigeons and an aerial") == "rooftop"


@pytest.mark.parametrize("place", NIGHT_PLACES)
def test_each_night_place_has_its_own_sound(place: str) -> None:
    """A bed of its own with known calls, and a ground that steps are heard on."""
    indoors = place in INDOORS
    assert beds_for(place, indoors, "clear", 23.0, 0.2)[0][0] == place
    assert {call.effect for call in load_beds()[place].calls} <= set(effect_names())
    assert surface_of(place, indoors, "clear") == ("wood" if indoors else "stone")


def test_the_sounds_that_writers_ask_for_exist() -> None:
    """Telephones, trams, the canary and the rest are named effects; deeds with night things use them."""
    wanted = "telephone_ring switchboard_click tram_bell canary typewriter piano_phrase match_strike glass_clink"
    assert set(wanted.split()) <= set(effect_names())
    assert effect_for("light", True, "matchbook")[0][0] == "match_strike"
    assert effect_for("pull", True, "plug_cord")[0][0] == "switchboard_click"
