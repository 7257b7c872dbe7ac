"""The picture of a point of view: what its tilt, sway and glass do, and that the truth says the same."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest

from generators.stage.bench import bench_part
from generators.stage.framing import camera_at, frame_shot
from generators.stage.generator import Stage
from generators.stage.lens import LENSES, SWAY_REACH, keystone, seen_from, sway_reach
from generators.stage.passes import Truth
from generators.timed import Camera, Eyes, Shot, TimedPart
from story_engine.time import SAMPLE_RATE, VIDEO_FRAME

SIZE = (426, 240)
NOW = SAMPLE_RATE // 2
NEAR = Camera(x=0.0, y=0.7, zoom=2.0)


def looked(**more) -> TimedPart:
    """A part of which every frame is seen through somebody's eyes."""
    timed = bench_part(0, 24)
    shot = Shot(
        start=0, duration=timed.duration, key="k", size="MS", begin=NEAR, end=NEAR, eyes=Eyes(carrier="nobody", **more)
    )
    return replace(timed, shots=(shot,))


def still(timed: TimedPart, time: int = NOW) -> np.ndarray:
    """The picture at `time`."""
    return Stage(*SIZE).still(timed, time).astype(np.int16)


@pytest.mark.parametrize("tilt", [0.2, -0.2])
def test_the_nearer_edge_shows_less_and_nothing_beyond_the_level_frame(tilt):
    """Looking up the foot of the picture is near, looking down its head."""
    matrix = keystone(looked(tilt=tilt).shots[0], *SIZE)
    assert matrix is not None
    corners = np.array([[0, 0, 1], [426, 0, 1], [426, 240, 1], [0, 240, 1]], float).T
    x, y, w = matrix @ (corners - [[0.5], [0.5], [0]])
    xs, ys = x / w + 0.5, y / w + 0.5
    above, below = xs[1] - xs[0], xs[2] - xs[3]
    assert (above > below) == (tilt > 0)
    assert min(above, below) == pytest.approx(426 * 0.8, abs=0.01)
    assert xs.min() >= -1e-3
    assert xs.max() <= 426 + 1e-3
    assert (ys[0], ys[2]) == pytest.approx((0, 240), abs=1e-3)


def test_where_nobody_looks_through_their_eyes_nothing_changes():
    """A point of view that neither tilts nor sways nor rises is the audience's."""
    plain = looked()
    bare = replace(plain, shots=(replace(plain.shots[0], eyes=None),))
    assert (still(plain) == still(bare)).all()
    assert frame_shot(plain.shots[0], *SIZE) == frame_shot(bare.shots[0], *SIZE)


def test_the_ids_of_a_tilted_picture_are_where_its_people_are():
    """What changes when somebody is left out of the picture is what the id pass calls them."""
    timed = looked(tilt=0.22, rise=-0.1)
    who = next(row.id for row in Truth(timed, *SIZE).seen(NOW) if row.kind == "actor" and row.face_inside > 0.9)
    without = replace(timed, shots=(replace(timed.shots[0], extra=(who,)),))
    changed = np.abs(still(timed) - still(without)).max(axis=2) > 24
    truth = Truth(timed, *SIZE)
    mask = truth.shown(NOW, "actor", who)
    assert (changed & mask).sum() > 0.85 * mask.sum()
    assert (changed & mask).sum() > 0.80 * changed.sum()
    box = next(row.face_box for row in truth.seen(NOW) if row.id == who)
    assert box is not None
    assert mask[round((box.top + box.bottom) / 2), round((box.left + box.right) / 2)]


def test_the_picture_breathes_within_its_reach_and_never_jumps():
    """Sway is small, smooth, and the same however the shot is cut into pieces."""
    shot = looked(sway=0.004, walk=(0, SAMPLE_RATE * 20)).shots[0]
    shot = replace(shot, duration=SAMPLE_RATE * 20)
    ys = [seen_from(shot, NEAR, n * VIDEO_FRAME).y for n in range(400)]
    assert max(abs(y - NEAR.y) for y in ys) <= sway_reach(shot) / NEAR.zoom + 1e-9
    assert max(abs(b - a) for a, b in itertools.pairwise(ys)) < 0.25 * 0.004 * SWAY_REACH
    later = replace(shot, begun=SAMPLE_RATE * 5)
    assert seen_from(later, NEAR, SAMPLE_RATE) == seen_from(shot, NEAR, SAMPLE_RATE * 6)
    assert camera_at(shot, 0.5) == NEAR


def test_a_swaying_picture_is_whole_to_its_edges():
    """At the end of its reach it still shows paper, not the canvas' repeated edge."""
    timed = looked(sway=0.02)
    framing = frame_shot(timed.shots[0], *SIZE)
    for time in range(0, timed.duration, 4 * VIDEO_FRAME):
        camera = seen_from(timed.shots[0], NEAR, time)
        step, x, y = framing.warp(camera) or (1.0, *framing.corner(camera))
        assert x >= 0
        assert y >= 0
        assert x + SIZE[0] * step <= framing.columns
        assert y + SIZE[1] * step <= framing.rows


@pytest.mark.parametrize("lens", LENSES)
def test_what_one_looks_through_is_dark_and_leaves_the_middle(lens):
    """A tube, a cage, a slot and a glass eye frame the picture; the middle stays as it is."""
    clear, through = still(looked()), still(looked(lens=lens))
    rows, columns = slice(105, 135), slice(198, 228)
    assert np.abs(clear[rows, columns] - through[rows, columns]).mean() < 6
    assert through.mean() < 0.95 * clear.mean()
    assert (still(looked(lens="unknown")) == clear).all()
