"""Things: every one is seen in each of its states and inside its bounds; words lead to the nearest drawing."""

from __future__ import annotations

import numpy as np
import pytest
import skia

from generators.stage.library import load, names
from generators.stage.light import Light
from generators.stage.props import FALLBACK_PROP, Prop, draw_prop, load_prop, resolve_prop
from story_engine.plan import Look
from story_engine.time import SAMPLE_RATE

LIGHT = Light.at("harbour", 12.0)
PROPS = names("props")
SIDE = 120
GENERIC = ("wet", "broken", "burning", "frozen", "dirty", "glowing", "spilled")


def picture(prop: Prop, states: tuple[str, ...], seconds: float = 3.0, margin: float = 0.5) -> tuple[np.ndarray, float]:
    """Alpha of the thing drawn with `margin` of its own size around it, and pixels a metre."""
    left, top, right, bottom = prop.bounds
    side = max(right - left, bottom - top)
    scale = SIDE / (side * (1 + 2 * margin))
    surface = skia.Surface(SIDE, SIDE)
    with surface as canvas:
        canvas.translate(SIDE / 2 - (left + right) / 2 * scale, SIDE / 2 - (top + bottom) / 2 * scale)
        canvas.scale(scale, scale)
        draw_prop(canvas, prop, states, LIGHT, int(seconds * SAMPLE_RATE), scale)
    return surface.toarray()[:, :, 3].astype(int), scale


def test_there_are_enough_things() -> None:
    """At least forty things can be shown, many of them with states, some with light, some that move."""
    loaded = [load_prop(name) for name in PROPS]
    assert len(PROPS) >= 80
    assert sum(1 for prop in loaded if prop.states) >= 40
    assert sum(1 for prop in loaded if prop.shines) >= 12
    assert sum(1 for prop in loaded if any(s.sway or s.turn or s.flicker for s in prop.shapes) or prop.steams) >= 20


@pytest.mark.parametrize("name", PROPS)
def test_every_thing_is_seen_in_each_state_and_within_its_bounds(name: str) -> None:
    """Whatever its state, something is drawn, and little of it lies outside the thing's own box."""
    prop = load_prop(name)
    left, top, right, bottom = prop.bounds
    side = max(right - left, bottom - top)
    for states in ((), *((state,) for state in sorted(prop.states))):
        alpha, scale = picture(prop, states)
        solid = alpha > 200
        assert solid.sum() > 12, states
        slack = 3 + 0.06 * side * scale
        rows, columns = np.nonzero(solid)
        half_x, half_y = (right - left) / 2 * scale + slack, (bottom - top) / 2 * scale + slack
        inside = (abs(columns - SIDE / 2) <= half_x) & (abs(rows - SIDE / 2) <= half_y)
        assert inside.mean() > 0.97, states


@pytest.mark.parametrize("name", PROPS)
def test_a_thing_is_as_large_as_it_says(name: str) -> None:
    """Height and width in the file are those of the drawing, so that things find their slots and hands their grips."""
    prop = load_prop(name)
    left, top, right, bottom = prop.bounds
    assert 0.4 < prop.height / max(0.01, -top) < 1.7
    # An umbrella is as wide as it is when furled: it stands furled.
    assert prop.width > 0.2 * (right - left)
    assert left - 0.3 * prop.width <= prop.grip[0] <= right + 0.3 * prop.width
    assert top - 0.12 * prop.height <= prop.grip[1] <= bottom + 0.02


@pytest.mark.parametrize("state", GENERIC)
@pytest.mark.parametrize("name", ["book", "drum", "hat", "lantern"])
def test_states_a_drawing_does_not_know_are_seen(name: str, state: str) -> None:
    """Wet, broken, burning, frozen, dirty, glowing or spilled changes the look of things that have no such pieces."""
    prop = load_prop(name)
    assert state not in prop.states
    surfaces = []
    for states in ((), (state,)):
        surface = skia.Surface(SIDE, SIDE)
        with surface as canvas:
            canvas.translate(SIDE / 2, SIDE * 0.8)
            canvas.scale(200, 200)
            draw_prop(canvas, prop, states, LIGHT, 3 * SAMPLE_RATE, 200, grounded=True)
        surfaces.append(surface.toarray().astype(int))
    assert abs(surfaces[0] - surfaces[1]).max() > 20


def test_what_burns_gives_light() -> None:
    """A burning or glowing thing shines even when its drawing has no light; a plain one does not."""
    book = load_prop("book")
    assert not book.shines_in(())
    assert book.shines_in(("burning",))[0].strength > 0
    assert not load_prop("candle").shines_in(("unlit",))
    assert load_prop("candle").shines_in(())


@pytest.mark.parametrize("name", ["campfire", "clock", "compass", "machine", "cup"])
def test_moving_things_move_and_repeat_exactly(name: str) -> None:
    """Flames, hands, needles, wheels and steam change with scene time and with nothing else."""
    prop = load_prop(name)
    one, again, later = (picture(prop, (), seconds)[0] for seconds in (3.0, 3.0, 4.3))
    assert np.array_equal(one, again)
    surfaces = []
    for seconds in (3.0, 4.3):
        surface = skia.Surface(SIDE, SIDE)
        with surface as canvas:
            canvas.translate(SIDE / 2, SIDE * 0.9)
            canvas.scale(60 / prop.height, 60 / prop.height)
            draw_prop(canvas, prop, (), LIGHT, int(seconds * SAMPLE_RATE), 60 / prop.height)
        surfaces.append(surface.toarray().astype(int))
    assert abs(surfaces[0] - surfaces[1]).max() > 8
    assert later.shape == one.shape


PHRASES = {
    "a brass key shaped like a gull": "key",
    "the lighthouse keeper's logbook": "book",
    "a jar of pickled thunder": "fog_jar",
    "a cracked pocket watch": "clock",
    "a loaf of black bread": "loaf",
    "a bag of stolen silver": "sack",
    "the map to the drowned village": "map",
    "an empty birdcage": "canary_cage",
    "a bottle of blue medicine": "bottle",
    "a wet woollen mitten": "coat",
    "the mayor's gold chain": "coin",
    "a music box that plays backwards": "music_box",
    "a rusty harpoon": "sword",
    "the last matches": "matchbook",
    "a moonstone": "gem",
    "a basket of kittens": "basket",
    "a leather-bound diary": "book",
    "a torn photograph of twins": "photograph",
    "two train tickets": "tram_ticket",
    "the captain's spyglass": "telescope",
    "a violin without strings": "fiddle",
    "a lantern full of fireflies": "lantern",
    "a sack of flour": "sack",
    "the queen's tiara": "crown",
    "a coil of wet rope": "rope",
    "a jam sandwich": "loaf",
    "an old radio": "radio",
    "a telegram": "envelope",
    "the wishing stone": "stone",
    "a broken teacup": "cup",
    "a silver whistle": "whistle",
    "a bunch of wild flowers": "flower",
    "an iron cooking pot": "pot",
    "a green umbrella with a duck's head": "umbrella",
    "a fishing net": "net",
    "a ladder too short for the moon": "ladder",
    "a feathered hat": "hat",
    "a carving knife": "sword",
    "a pumpkin": "apple",
    "a sealed envelope with no name": "envelope",
    "a box of chalk": "parcel",
    "a folded newspaper": "letter",
    "the alarm clock": "clock",
    "a dragon egg": "egg",
    "a candle stub": "candle",
    "a canoe": "rowing_boat",
    "a strange humming machine": "machine",
    "a carnival mask": "mask",
    "a child's wooden sword": "wooden_sword",
    "three wooden chairs": "chair",
    "a barrel of herrings": "barrel",
    "his broken spectacles": "spectacles",
    "the hand mirror of a ghost": "mirror",
    "an inkwell that never dries": "ink_pen",
    "a paper boat": "toy_boat",
    "a camp fire in the rain": "campfire",
    "a bicycle with one wheel": "bicycle",
    "the old typewriter": "typewriter",
    "a scroll with a spell": "scroll",
    "a guitar from across the sea": "guitar",
}
"""Sixty phrases nobody drew, and what comes nearest."""


@pytest.mark.parametrize("phrase", PHRASES)
def test_things_known_by_words_find_the_nearest_drawing(phrase: str) -> None:
    """What a thing is counts more than what is said of it."""
    assert resolve_prop(Look(words=phrase)) == PHRASES[phrase]


def test_a_thing_that_nothing_resembles_is_wrapped() -> None:
    """A phrase without a known word gives the parcel, never nothing."""
    assert resolve_prop(Look(words="the unspeakable zorblax"), "thing_7") == FALLBACK_PROP


def test_one_can_sit_on_seats() -> None:
    """Chair, stool, bench and barrel say how high one sits on them."""
    for name in ("chair", "stool", "bench", "barrel"):
        assert 0.4 < load_prop(name).seat < 0.7
        assert load("props", name)["seat"]["up"]
