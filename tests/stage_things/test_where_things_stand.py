"""Every visible thing of the world is on the stage, at a spot of its own, drawn where the world says it is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from generators.direction.blocking import carry_on, open_stage
from generators.stage.bench import bench_part
from generators.stage.generator import Stage
from generators.stage.library import names
from generators.timed import TimedPart
from story_engine.plan import Look, Part, Place, Thing

SIZE = (320, 180)
ROOMS = ("kitchen", "library", "workshop", "bedroom", "ship_deck", "post_office", "harbour")


def part_with(place: str, things: tuple[Thing, ...]) -> Part:
    """A part at `place` with nobody in it."""
    part = bench_part(0, 2).part
    scene = replace(
        part.scene, place=Place(id=place, name=place, look=Look(asset=place), indoors=False), actors=(), things=things
    )
    return replace(part, scene=scene)


def named(*ids: str) -> tuple[Thing, ...]:
    """Things that stand at the place."""
    return tuple(Thing(id=name, name=name, look=Look(asset=name)) for name in ids)


@pytest.mark.parametrize("place", ROOMS)
def test_twenty_things_stand_at_twenty_spots(place: str) -> None:
    """However much a place holds, no thing hides in another."""
    small = [name for name in names("props") if name not in ("bicycle", "bench", "tent", "rowing_boat", "wheelbarrow")]
    stage = open_stage(part_with(place, named(*small[:20])))
    spots = {(prop.x, prop.depth) for prop in stage.props}
    assert len(stage.props) == 20
    assert len(spots) == 20
    assert all(-0.95 <= prop.x <= 0.95 and 0 <= prop.depth <= 1 for prop in stage.props)


def test_bulky_things_stand_beside_each_other() -> None:
    """Two boats are two boats."""
    stage = open_stage(part_with("harbour", named("rowing_boat", "bicycle")))
    one, other = stage.props
    assert abs(one.x - other.x) > 0.2


def test_a_thing_that_comes_later_takes_a_free_spot() -> None:
    """What is put down in a later part does not stand in what stood there before."""
    first = part_with("kitchen", named("cup", "loaf"))
    stage = open_stage(first)
    later = carry_on(stage, part_with("kitchen", named("cup", "loaf", "apple")))
    assert later.props[:2] == stage.props
    assert len({(prop.x, prop.depth) for prop in later.props}) == 3


def frame_of(part: Part, timed: TimedPart, stage: Stage) -> np.ndarray:
    """The Y plane of the part as it opens."""
    state = open_stage(part)
    return stage.frame(replace(timed, part=part, entry=state, exit=state), 0)[: SIZE[1]].astype(int)


@pytest.mark.parametrize("words", ["a loaf of black bread", "the unspeakable zorblax", "an iron anchor"])
def test_a_thing_without_a_drawing_is_seen_all_the_same(words: str) -> None:
    """A thing known by words changes the picture at the spot where it stands, and nowhere far from it."""
    stage, timed = Stage(*SIZE), bench_part(0, 2)
    thing = Thing(id="thing_1", name=words, look=Look(words=words))
    empty = frame_of(part_with("kitchen", ()), timed, stage)
    full_part = part_with("kitchen", (thing,))
    full = frame_of(full_part, timed, stage)
    changed = abs(full - empty) > 12
    assert changed.sum() > 15
    spot = open_stage(full_part).props[0]
    columns = np.nonzero(changed)[1]
    assert abs(columns.mean() - (SIZE[0] / 2 + spot.x * SIZE[1])) < 0.15 * SIZE[1]
