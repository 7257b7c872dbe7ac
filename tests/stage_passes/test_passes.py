"""Ground truth passes: what hides what, how far it is, where it goes, who is seen."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from generators.stage.bench import WIDE, bench_part
from generators.stage.generator import Stage
from generators.stage.passes import Truth
from generators.stage.passes.coverage import items, own_cover
from generators.stage.passes.depths import STAGE_METRES
from generators.stage.passes.flow import pair, valid_at
from generators.stage.passes.tracer import Piece
from generators.stage.passes.truth import disparity
from generators.stage.place import load_set
from generators.stage.puppets import Arm
from generators.timed import ActorState, Camera, PropState, Shot, StageState, TimedPart
from story_engine.time import SAMPLE_RATE, VIDEO_FRAME

SIZE = (426, 240)
NOW = SAMPLE_RATE // 5


def staged(
    *,
    actors: tuple[ActorState, ...],
    props: tuple[PropState, ...] = (),
    begin: Camera = WIDE,
    end: Camera | None = None,
    scene: int = 0,
) -> TimedPart:
    """A second at the harbour with these people and things."""
    timed = bench_part(scene, 24)
    entry = replace(timed.entry, actors=actors, props=props)
    shot = Shot(start=0, duration=timed.duration, key="k", size="WS", begin=begin, end=end or begin)
    here = {actor.id for actor in actors}
    scene = replace(timed.part.scene, actors=tuple(a for a in timed.part.scene.actors if a.id in here))
    return replace(timed, part=replace(timed.part, scene=scene), entry=entry, exit=entry, shots=(shot,))


def alone(x: float = 0.0, depth: float = 0.4) -> tuple[ActorState, ...]:
    """Odile, by herself."""
    return (ActorState(id="odile", x=x, depth=depth),)


def row(truth: Truth, name: str, time: int = NOW):  # type: ignore[no-untyped-def]
    """The visibility row of `name`."""
    return next(seen for seen in truth.seen(time) if seen.id == name)


def number(truth: Truth, name: str) -> int:
    """The id pass's number of `name`."""
    return next(entity.number for entity in truth.table if entity.id == name)


@pytest.fixture(scope="module")
def lone() -> Truth:
    """Odile alone on the pier."""
    return Truth(staged(actors=alone()), *SIZE)


def test_somebody_alone_is_wholly_seen(lone: Truth) -> None:
    """Nothing hides who stands alone in the frame, and their face is shown."""
    seen = row(lone, "odile")
    assert seen.share == pytest.approx(1.0, abs=0.005)
    assert seen.face == pytest.approx(1.0, abs=0.005)
    assert seen.pixels == int((lone.stack(NOW).ids == number(lone, "odile")).sum())


def test_a_thing_in_front_hides_and_one_behind_does_not() -> None:
    """A parcel nearer to the camera takes pixels from a figure; farther away it is itself hidden."""
    near = Truth(staged(actors=alone(), props=(PropState(id="storm_parcel", x=0.0, depth=0.6),)), *SIZE)
    far = Truth(staged(actors=alone(), props=(PropState(id="storm_parcel", x=0.0, depth=0.2),)), *SIZE)
    assert row(near, "odile").clear < 0.97
    assert row(near, "storm_parcel").clear == 1.0
    assert row(far, "odile").clear == 1.0
    assert row(far, "storm_parcel").clear < 0.5


def test_a_face_behind_somebody_is_not_shown() -> None:
    """The face's share falls to nothing when a taller figure stands before it, and is whole beside it."""
    child = ActorState(id="wren", x=0.0, depth=0.2)
    hidden = Truth(staged(actors=(child, ActorState(id="odile", x=0.0, depth=0.6))), *SIZE)
    beside = Truth(staged(actors=(child, ActorState(id="odile", x=0.4, depth=0.6))), *SIZE)
    assert row(hidden, "wren").face < 0.1
    assert row(beside, "wren").face > 0.95


def test_who_stands_half_out_of_the_frame_is_half_seen() -> None:
    """`inside` is the share of the silhouette within the frame, `clear` what nothing covers of it."""
    seen = row(Truth(staged(actors=alone(x=SIZE[0] / SIZE[1] / 2)), *SIZE), "odile")
    assert 0.3 < seen.inside < 0.7
    assert seen.clear > 0.9


def test_ids_agree_with_the_picture() -> None:
    """Where a figure is in the id pass, the picture changes when the shot leaves the figure out; elsewhere only the
    ground before it does, where its shadow lies."""
    timed = staged(actors=alone(), begin=Camera(x=0.02, y=0.6, zoom=1.5), end=Camera(x=0.05, y=0.62, zoom=1.6))
    without = replace(timed, shots=(replace(timed.shots[0], extra=("odile",)),))
    stage = Stage(*SIZE)
    changed = np.abs(stage.still(timed, NOW).astype(int) - stage.still(without, NOW)).sum(axis=2) > 24
    truth = Truth(timed, *SIZE)
    own = truth.stack(NOW).ids == number(truth, "odile")
    assert (changed & own).sum() / own.sum() > 0.97
    feet = np.flatnonzero(own.any(axis=1)).max() - 3
    assert (changed & ~own)[:feet].sum() / own.sum() < 0.12  # the glow of her edge
    assert (changed & ~own)[feet:].any()


def test_no_pixel_is_without_an_owner(lone: Truth) -> None:
    """A set has no holes: every pixel belongs to an entity of the table."""
    ids = lone.stack(NOW).ids
    assert ids.min() > 0
    assert set(np.unique(ids)) <= {entity.number for entity in lone.table}


def test_depth_orders_what_overlaps(lone: Truth) -> None:
    """The sky is infinitely far, the figure stands on the stage, the floor before it is nearer than behind it."""
    stack = lone.stack(NOW)
    figure = stack.ids == number(lone, "odile")
    sky = stack.ids == number(lone, "0:sky")
    assert np.isinf(stack.depth[sky]).all()
    assert stack.depth[figure] == pytest.approx(STAGE_METRES / 0.976, rel=0.01)
    planks = stack.ids == number(lone, "19:planks")
    rows = np.flatnonzero(planks.any(axis=1))
    first, last = stack.depth[rows[0]][planks[rows[0]]][0], stack.depth[rows[-1]][planks[rows[-1]]][0]
    assert first > stack.depth[figure].max() > last
    assert disparity(stack.depth)[sky].max() == 0


def test_flow_carries_ids_to_where_they_are() -> None:
    """Ids moved along the flow of a push-in and a walk of a second's twelfth meet the same entity there."""
    timed = staged(
        actors=(ActorState(id="wren", x=-0.2, depth=0.4), ActorState(id="odile", x=0.2, depth=0.5, facing=-1)),
        begin=Camera(x=0.0, y=0.5, zoom=1.0),
        end=Camera(x=0.02, y=0.51, zoom=1.08),
    )
    truth = Truth(timed, *SIZE)
    later = NOW + 4 * VIDEO_FRAME
    flow, before, after = truth.flow(NOW, later), truth.stack(NOW).ids, truth.stack(later).ids
    kept = valid_at(flow, before, after)
    assert kept.mean() > 0.95
    still = replace(flow, pixels=np.zeros_like(flow.pixels))
    figures = np.isin(before, [number(truth, "wren"), number(truth, "odile")])
    inner = cv2.erode(figures.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    assert kept[inner].mean() > 0.995
    assert kept[figures].mean() > 0.97
    assert valid_at(still, before, after)[figures].mean() < kept[figures].mean()


def test_flow_of_a_layer_is_its_parallax() -> None:
    """In a pan the stage moves by the camera's way, the sky not at all."""
    timed = staged(actors=alone(), begin=Camera(x=-0.1, y=0.5, zoom=1.0), end=Camera(x=0.1, y=0.5, zoom=1.0))
    truth = Truth(timed, *SIZE)
    ids = truth.stack(0).ids
    flow = truth.flow(0, timed.duration // 2).pixels
    planks, sky = ids == number(truth, "19:planks"), ids == number(truth, "0:sky")
    assert np.allclose(flow[planks][:, 0], -0.1 * SIZE[1], atol=0.05)
    assert np.abs(flow[sky][:, 0]).max() < 0.02 * SIZE[1]


def test_flow_over_a_cut_is_not_valid(lone: Truth) -> None:
    """Two shots share no flow."""
    timed = staged(actors=alone())
    half = timed.duration // 2
    first = replace(timed.shots[0], duration=half)
    second = replace(first, start=half, key="other", begin=Camera(x=0.0, y=0.7, zoom=2.0))
    cut = Truth(replace(timed, shots=(first, replace(second, end=second.begin))), *SIZE)
    assert not cut.flow(half - VIDEO_FRAME, half).valid.any()


def test_passes_do_not_depend_on_order() -> None:
    """Two instances asked in another order give the same bytes."""
    timed = staged(actors=alone(), end=Camera(x=0.05, y=0.5, zoom=1.1))
    one, other = Truth(timed, *SIZE), Truth(timed, *SIZE)
    times = [0, 3 * VIDEO_FRAME, 9 * VIDEO_FRAME]
    first = {time: (one.stack(time).ids.tobytes(), one.lines(time).tobytes(), one.seen(time)) for time in times}
    for time in reversed(times):
        assert first[time] == (other.stack(time).ids.tobytes(), other.lines(time).tobytes(), other.seen(time))
    assert np.array_equal(one.flow(0, VIDEO_FRAME).pixels, other.flow(0, VIDEO_FRAME).pixels)


def test_lines_follow_pieces_not_light(lone: Truth) -> None:
    """The same scene in another weather has the same lines on its figures, and lines are thin."""
    lines = lone.lines(NOW)
    assert 0.005 < (lines > 127).mean() < 0.15
    entry = replace(lone.timed.entry, weather="fog", weather_before="fog")
    figure = lone.stack(NOW).ids == number(lone, "odile")
    other = Truth(replace(lone.timed, entry=entry, exit=entry), *SIZE).lines(NOW)
    assert np.mean((lines[figure] > 127) != (other[figure] > 127)) < 0.02


def test_cutouts_stack_up_to_a_whole_picture(lone: Truth) -> None:
    """Layers with alpha cover the frame together, and the figure's own is empty around it."""
    cutouts = lone.cutouts(NOW)
    assert max(c.pixels[:, :, 3].astype(int) for c in cutouts if c.entity.id == "0:sky").min() == 255
    odile = next(c for c in cutouts if c.entity.id == "odile")
    assert odile.pixels[0, 0, 3] == 0
    assert odile.pixels[:, :, 3].max() == 255


def test_pieces_are_paired_over_one_that_vanishes() -> None:
    """A piece that is no longer drawn has no partner; those around it keep theirs."""
    a, b, c = (Piece(np.zeros((n, 2)), (0, n)) for n in (3, 4, 5))
    assert pair([a, b, c], [a, c]) == {0: 0, 2: 1}


def test_a_hole_in_the_entry_state_is_no_crash() -> None:
    """A part without people or things has layers only."""
    truth = Truth(staged(actors=()), *SIZE)
    assert truth.seen(NOW) == ()
    assert {entity.kind for entity in truth.table} == {"layer"}
    assert isinstance(truth.timed.entry, StageState)


def test_a_shoulder_in_front_of_the_lens_hides() -> None:
    """Whom the shot looks past has a number of their own and covers what lies behind them."""
    people = (ActorState(id="wren", x=0.3, depth=0.4, facing=-1), ActorState(id="odile", x=-0.3, depth=0.4))
    timed = staged(actors=people, begin=Camera(x=0.25, y=0.7, zoom=3.0))
    past = replace(timed, shots=(replace(timed.shots[0], shoulder="odile", extra=("odile",), subjects=("wren",)),))
    truth = Truth(past, *SIZE)
    stack = truth.stack(NOW)
    mine = stack.ids == next(row.number for row in truth.table if row.kind == "shoulder")
    assert 0.05 < mine.mean() < 0.5
    assert stack.depth[mine].max() < STAGE_METRES / 2
    assert [seen.id for seen in truth.seen(NOW) if seen.kind == "actor"] == ["wren"]
    assert (truth.lines(NOW)[mine] > 127).any()


def test_hands_before_ones_own_face_cover_it() -> None:
    """Who hides the face behind an arm has covered it; hanging arms cover nothing."""
    plain = Truth(staged(actors=(ActorState(id="odile", x=0.0),)), *SIZE)
    view = plain.view(NOW)
    item = next(one for one in items(view, plain._cast) if one.kind == "actor")
    assert item.figure is not None
    covering = replace(item.figure.pose, near=Arm(x=0.25, y=-0.30), far=Arm(x=0.2, y=-0.35))
    hiding = replace(item, figure=replace(item.figure, pose=covering))
    assert plain.own_cover(NOW, "odile") < 0.05
    assert own_cover(hiding, view, plain._cast) > 0.15


def test_the_other_side_has_layers_of_its_own() -> None:
    """A reverse shot shows the layers of side b, which the table knows apart."""
    assert load_set("harbour").reverse
    timed = staged(actors=alone())
    turned = Truth(replace(timed, shots=(replace(timed.shots[0], side="b"),)), *SIZE)
    shown = {row.id for row in turned.table if row.kind == "layer" and (turned.stack(NOW).ids == row.number).any()}
    assert shown
    assert all(name.startswith("b") for name in shown)


def test_outlines_lie_against_what_is_behind() -> None:
    """A figure's visible pixels are those of the id pass, and what is nearer is not behind it."""
    people = (ActorState(id="wren", x=0.0, depth=0.2), ActorState(id="odile", x=0.06, depth=0.6))
    truth = Truth(staged(actors=people), *SIZE)
    ids = truth.stack(NOW).ids
    masks = {name: (mine, behind) for name, mine, behind in truth.outlined(NOW)}
    for name, (mine, behind) in masks.items():
        assert np.array_equal(mine, ids == number(truth, name))
        assert not (mine & behind).any()
    assert not (masks["wren"][1] & masks["odile"][0]).any()
    assert (masks["odile"][1] & (ids == number(truth, "0:sky"))).any()
