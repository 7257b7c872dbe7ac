"""The rooms and the deck: pictures at every hour and weather, places to sit, slots for things, words that lead here."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from generators.direction.sets import mark, slots
from generators.stage.bench import bench_part
from generators.stage.generator import Stage
from generators.stage.library import load
from generators.stage.light import Light
from generators.stage.place import load_set, nearest_set
from generators.timed import TimedPart
from story_engine.plan import WEATHERS, Look, Place

SIZE = (160, 90)
ROOMS = ("kitchen", "library", "workshop", "bedroom")
PLACES = (*ROOMS, "ship_deck")
HOURS = (1.0, 6.5, 10.0, 14.0, 18.5, 21.0)


@pytest.fixture(scope="module")
def stage() -> Stage:
    """One small stage for all tests."""
    return Stage(*SIZE)


def part_of(place: str, hour: float, weather: str) -> TimedPart:
    """A short wide part without people."""
    timed = bench_part(0, 3)
    scene = replace(
        timed.part.scene,
        place=Place(id=place, name=place, look=Look(asset=place), indoors=place in ROOMS),
        hour=hour,
        weather=weather,
        actors=(),
        things=(),
    )
    entry = replace(timed.entry, actors=(), props=(), weather=weather, weather_before=weather)
    return replace(timed, part=replace(timed.part, scene=scene), entry=entry, exit=entry)


def luma(stage: Stage, place: str, hour: float, weather: str) -> np.ndarray:
    """The Y plane of the second frame."""
    return stage.frame(part_of(place, hour, weather), 1)[: SIZE[1]].astype(np.float64)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("weather", WEATHERS)
def test_places_are_pictures_in_every_weather_at_six_hours(stage: Stage, place: str, weather: str) -> None:
    """At every hour and weather there are lights, darks and many values between."""
    for hour in HOURS:
        picture = luma(stage, place, hour, weather)
        low, high = np.percentile(picture, (3, 97))
        assert high - low > 25, f"{place} at {hour} in {weather}"
        assert len(np.unique(picture)) > 60


@pytest.mark.parametrize("place", PLACES)
def test_night_is_darker_than_noon_and_hours_differ(stage: Stage, place: str) -> None:
    """Night takes light from the room, and evening is neither noon nor night."""
    noon, evening, night = (luma(stage, place, hour, "clear") for hour in (12.5, 18.5, 1.0))
    assert night.mean() < 0.8 * noon.mean()
    assert abs(evening - noon).mean() > 3
    assert abs(evening - night).mean() > 3


@pytest.mark.parametrize("place", ROOMS)
def test_the_window_shows_the_weather_of_the_street(stage: Stage, place: str) -> None:
    """Storm, snow and fog change what is seen through the window."""
    x, top, width, height = next(
        layer.params["windows"][0] for layer in load_set(place).layers if layer.kind == "pane_weather"
    )
    scale = SIZE[1]
    columns = slice(int(SIZE[0] / 2 + (x - width * 0.4) * scale), int(SIZE[0] / 2 + (x + width * 0.4) * scale))
    rows = slice(int((top + height * 0.1) * scale), int((top + height * 0.8) * scale))
    clear = luma(stage, place, 11, "clear")[rows, columns]
    for weather in ("storm", "snow", "fog"):
        assert abs(luma(stage, place, 11, weather)[rows, columns] - clear).mean() > 4, weather


def test_the_horizon_rises_and_sinks_beyond_the_rail(stage: Stage) -> None:
    """On deck the sea heaves while the deck stands still."""
    timed = part_of("ship_deck", 11, "clear")
    later = replace(timed, entry=replace(timed.entry, scene_time=timed.entry.scene_time + 48_000 * 5))
    one = stage.frame(timed, 1)[: SIZE[1]].astype(np.float64)
    other = stage.frame(replace(later, exit=later.entry), 1)[: SIZE[1]].astype(np.float64)
    sea = slice(int(0.53 * SIZE[1]), int(0.60 * SIZE[1]))
    deck = slice(int(0.86 * SIZE[1]), int(0.94 * SIZE[1]))
    assert abs(one[sea] - other[sea]).mean() > 1.5 * abs(one[deck] - other[deck]).mean()


@pytest.mark.parametrize("place", PLACES)
def test_one_can_sit_and_put_things_down(place: str) -> None:
    """Seats lie on the walkable floor at the height of a knee, and there are enough places for things."""
    content = load("places", place)
    seats = content["seats"]
    assert len(seats) >= 2
    for seat in seats.values():
        assert -0.95 < seat["x"] < 0.95
        assert 0 <= seat["depth"] <= 1
        assert 0.3 < seat["up"] < 0.7
    assert len(slots(place)) >= 7
    assert len({(slot.x, slot.depth) for slot in slots(place)}) == len(slots(place))
    for name in ("left", "centre", "right", "door", "far", "near"):
        assert mark(place, name) is not None


@pytest.mark.parametrize(
    ("words", "indoors", "place"),
    [
        ("a bakery with a hot oven", True, "kitchen"),
        ("the archive of forgotten books", True, "library"),
        ("an inventor's laboratory full of tools", True, "workshop"),
        ("a nursery under the roof", True, "bedroom"),
        ("the deck of a pirate schooner", False, "ship_deck"),
    ],
)
def test_words_lead_to_the_nearest_room(words: str, indoors: bool, place: str) -> None:
    """A place known only by words is shown where its words lead."""
    assert nearest_set(Place(id="p", name=words, look=Look(words=words), indoors=indoors)) == place


@pytest.mark.parametrize("place", PLACES)
def test_each_place_has_its_own_palette(place: str) -> None:
    """No two of these places are lit by the same colours."""
    own = Light.at(load_set(place).palette, 12.5)
    others = [Light.at(load_set(other).palette, 12.5) for other in PLACES if other != place]
    assert load_set(place).palette == place
    assert all(own.ambient != other.ambient or own.far != other.far for other in others)


@pytest.mark.parametrize("place", [*PLACES, "post_office", "exchange", "club"])
def test_rooms_have_another_side(stage: Stage, place: str) -> None:
    """A reverse shot sees another wall, as much of a picture, with the same furniture."""
    here = load_set(place)
    there = here.turned()
    assert there.layers != here.layers
    timed = part_of(place, 20, "clear")
    back = replace(timed, shots=tuple(replace(shot, side="b") for shot in timed.shots))
    one, other = (stage.frame(part, 1)[: SIZE[1]].astype(np.float64) for part in (timed, back))
    assert abs(one - other).mean() > 6
    low, high = np.percentile(other, (3, 97))
    assert high - low > 22
    near = {layer.kind for layer in here.layers if layer.kind in ("seat", "plank_table", "bed", "trunk", "workbench")}
    assert near <= {layer.kind for layer in there.layers}
