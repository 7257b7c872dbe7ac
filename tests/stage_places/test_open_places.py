"""Places outdoors: pictures at every hour and in every weather, two sides, words that lead there."""

from __future__ import annotations

import itertools
from functools import cache

import numpy as np
import pytest

from generators.stage import library
from generators.stage.bake import PlateCache, canvas_on
from generators.stage.framing import Framing, frame_shot
from generators.stage.light import Light
from generators.stage.moment import Moment
from generators.stage.place import PlaceSet, load_set, nearest_set
from generators.stage.set_view import SetView
from generators.stage.styles import style_of
from generators.timed import Camera, Shot
from story_engine.plan import WEATHERS, Look, Place

OPEN = (
    "harbour", "wood", "hill", "street", "rooftop",
    "mountains", "coast", "village", "river", "undersea", "meadow", "city", "desert", "cave",
)  # fmt: skip
HOURS = (6.0, 9.0, 13.0, 18.0, 21.0, 1.0)
SIZE = (128, 72)
WIDE = Camera(x=0.0, y=0.5, zoom=1.0)


def framing(zoom: float = 1.0) -> Framing:
    """The widest view, or a closer one."""
    view = Camera(x=0.0, y=0.5 if zoom == 1 else 0.62, zoom=zoom)
    return frame_shot(Shot(start=0, duration=48000, key="k", size="EWS", begin=view, end=view), *SIZE)


def picture(place: PlaceSet, hour: float, weather: str, seconds: float = 7.0) -> np.ndarray:
    """The set alone, BGR as floats."""
    light = Light.at(place.palette, hour, weather, place.indoors)
    seen, style = framing(), style_of("paper")
    view = SetView(place, light, seen, style, PlateCache(1 << 20).plates(place, light, seen, style))
    pixels = np.zeros((seen.rows, seen.columns, 4), np.uint8)
    surface, canvas = canvas_on(pixels)
    moment = Moment(seconds=seconds, gust=0.3, wind=0.4, seed=5, weather=weather)
    view.draw_behind(pixels, canvas, WIDE, moment)
    view.draw_front(canvas, WIDE, moment)
    surface.flushAndSubmit()
    return pixels[:, :, :3].astype(np.float64)


@cache
def luma(name: str, hour: float, weather: str) -> np.ndarray:
    """Y of one set, remembered: several tests look at the same picture."""
    return picture(load_set(name), hour, weather) @ np.array([0.0722, 0.7152, 0.2126])


@pytest.mark.parametrize("name", OPEN)
def test_no_open_place_is_ever_empty(name: str) -> None:
    """Every hour and every weather leave a spread of values, and no half of the picture is one tone."""
    # Half of all pairs, as on a chess board: each hour meets three or four weathers, each weather three hours.
    pairs = [pair for index, pair in enumerate(itertools.product(HOURS, WEATHERS)) if index % 2 == 0]
    for hour, weather in pairs:
        seen = luma(name, hour, weather)
        low, high = np.percentile(seen, (2, 98))
        assert high - low > 14, (hour, weather)
        counts = np.bincount(np.clip(seen, 0, 255).astype(int).ravel() // 8, minlength=32)
        assert counts.max() < 0.6 * seen.size, (hour, weather)
        assert (counts > 0.02 * seen.size).sum() >= 4, (hour, weather)


@pytest.mark.parametrize("name", OPEN)
def test_night_is_darker_than_noon_and_rain_is_seen(name: str) -> None:
    """The hour and the weather change the whole picture, under water only softly."""
    noon, night, rain = luma(name, 13.0, "clear"), luma(name, 1.0, "clear"), luma(name, 13.0, "rain")
    # Noon is never bright between the tall houses of the street.
    assert night.mean() < (0.85 if name == "street" else 0.72) * noon.mean()
    assert np.abs(noon - rain).mean() > 3.0


@pytest.mark.parametrize("name", OPEN)
def test_every_open_place_has_depth(name: str) -> None:
    """Many layers at many distances, something live, something near the lens, marks and slots for people and things."""
    place = load_set(name)
    assert len({layer.parallax for layer in place.layers}) >= 7
    assert sum(layer.front for layer in place.layers) >= 1
    spots = library.load("places", name)
    assert {"left", "centre", "right", "door", "far", "near"} <= set(spots["marks"])
    assert len(spots["slots"]) >= 4


@pytest.mark.parametrize("name", OPEN)
def test_the_other_side_is_another_picture(name: str) -> None:
    """A reverse shot sees other things, in the same light, and turning twice comes back."""
    place = load_set(name)
    turned = place.turned()
    assert turned.id != place.id
    assert turned.palette == place.palette
    one, other = picture(place, 13.0, "clear"), picture(turned, 13.0, "clear")
    assert np.abs(one - other).mean() > 8
    for hour, weather in ((1.0, "clear"), (18.0, "storm"), (9.0, "snow")):
        assert np.ptp(picture(turned, hour, weather)) > 30


def test_a_set_without_a_reverse_is_seen_as_it_is() -> None:
    """Side b of a set that has none is the set itself: never an empty picture."""
    place = load_set("mountains")
    assert PlaceSet.turned(place).turned().layers == place.layers
    plain = load_set("exchange")
    assert plain.turned().layers


@pytest.mark.parametrize("name", OPEN)
def test_open_places_live(name: str) -> None:
    """Ten seconds later something has moved, and the same second is the same picture."""
    place = load_set(name)
    one, again, later = (picture(place, 18.0, "clear", seconds) for seconds in (7.0, 7.0, 17.0))
    assert np.array_equal(one, again)
    assert (np.abs(one - later).max(axis=2) > 6).mean() > 0.0008


def hashed(seen: np.ndarray) -> np.ndarray:
    """64 bits of a picture: the lowest 8 × 8 waves of its luma against their median."""
    import cv2

    small = cv2.resize(seen.astype(np.float32), (32, 32), interpolation=cv2.INTER_AREA)
    waves = cv2.dct(small)[:8, :8].ravel()
    return waves > np.median(waves)


def test_places_differ_as_pictures() -> None:
    """Of all pairs of open places at random hours, 95 in 100 stand at least 12 of 64 bits apart."""
    prints = [hashed(luma(name, hour, weather)) for name in OPEN for hour, weather in ((9.0, "clear"), (1.0, "rain"))]
    apart = [int((one != other).sum()) for one, other in itertools.combinations(prints, 2)]
    assert np.mean(np.array(apart) >= 12) >= 0.95


PHRASES = {
    "a desert of glass": "desert",
    "a railway platform": "street",
    "a village at the foot of the mountains": "village",
    "the bottom of the sea": "undersea",
    "a field of sunflowers": "meadow",
    "under the bridge": "river",
    "a frozen lake": "river",
    "a volcano": "mountains",
    "the moon": "mountains",
    "inside the whale": "undersea",
    "a city in the clouds": "city",
    "the night market": "village",
    "a cave behind the waterfall": "cave",
    "a vineyard": "meadow",
    "a subway tunnel": "street",
    "the graveyard": "village",
    "house in the woods": "wood",
}


@pytest.mark.parametrize(("words", "wanted"), PHRASES.items())
def test_words_lead_to_open_places(words: str, wanted: str) -> None:
    """A phrase is about its last word before a preposition; plurals count as their singular."""
    assert nearest_set(Place(id="x", name="", look=Look(words=words))) == wanted


ROOMS = ("the attic", "space station corridor", "a hotel lobby", "the emperor's throne room", "a prison cell", "qwertz")


@pytest.mark.parametrize("words", ROOMS)
def test_rooms_are_rooms(words: str) -> None:
    """What is a room, or is said to be indoors, never gets a landscape."""
    place = Place(id="x", name="", look=Look(words=words), indoors=words == "qwertz")
    assert load_set(nearest_set(place)).indoors


def test_two_unknown_places_may_differ() -> None:
    """Nonsense leads somewhere, always to the same set, and not all nonsense to one."""
    found = [nearest_set(Place(id=f"qwertz{number}", name="", look=Look(words="blorp"))) for number in range(12)]
    assert found == [
        nearest_set(Place(id=f"qwertz{number}", name="", look=Look(words="blorp"))) for number in range(12)
    ]
    assert len(set(found)) > 1
