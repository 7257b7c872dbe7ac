"""Where brush strokes lie."""

from __future__ import annotations

import numpy as np

from generators.restyle.brush import BRUSHES, coat, direction

HEIGHT, WIDTH = 96, 160


def plane(dx: float = 0.0) -> np.ndarray:
    """Anchors of one flat surface, shifted."""
    ys, xs = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    return np.stack((xs + np.float32(dx), ys), axis=2)


def level() -> np.ndarray:
    """Strokes that all lie level."""
    along = np.zeros((HEIGHT, WIDTH, 2), np.float32)
    along[:, :, 0] = 1
    return along


def test_strokes_lie_along_a_form() -> None:
    """Beside an upright edge the brush goes up and down."""
    luma = np.zeros((HEIGHT, WIDTH), np.float32)
    luma[:, WIDTH // 2 :] = 0.8
    along = direction(luma, plane(), np.zeros_like(luma), HEIGHT / 360)
    assert abs(along[HEIGHT // 2, WIDTH // 2, 1]) > 0.95


def test_directions_are_unit_vectors() -> None:
    """Wherever nothing is to be followed the hand's own sweep gives a direction, too."""
    empty = np.zeros((HEIGHT, WIDTH), np.float32)
    along = direction(empty, plane(), empty, 1.0)
    assert np.allclose(np.linalg.norm(along, axis=2), 1, atol=1e-5)


def test_a_stroke_stays_on_the_thing_it_paints() -> None:
    """No pixel takes its colour from another entity."""
    ids = np.zeros((HEIGHT, WIDTH), np.uint16)
    ids[:, WIDTH // 2 :] = 3
    for brush in BRUSHES:
        source = coat(brush, level(), plane(), ids, 1.0).source.astype(np.int64)
        assert (ids[source[:, :, 1], source[:, :, 0]] == ids).all()


def test_strokes_go_with_the_surface() -> None:
    """When the surface has moved by eight pixels every stroke away from the frame's edge has moved by eight."""
    ids = np.zeros((HEIGHT, WIDTH), np.uint16)
    before = coat(BRUSHES[1], level(), plane(), ids, 1.0)
    after = coat(BRUSHES[1], level(), plane(-8), ids, 1.0)
    assert np.allclose(before.body[:, 40:-48], after.body[:, 48:-40], atol=1e-4)


def test_strokes_are_drawn_out_along_their_direction() -> None:
    """The paint changes far less along a stroke than across it."""
    body = coat(BRUSHES[0], level(), plane(), np.zeros((HEIGHT, WIDTH), np.uint16), 1.0).body
    along, across = np.abs(np.diff(body, axis=1)).mean(), np.abs(np.diff(body, axis=0)).mean()
    assert along < 0.6 * across


def test_the_same_picture_gets_the_same_strokes() -> None:
    """Chance goes by path: nothing of an earlier coat stays."""
    ids = np.zeros((HEIGHT, WIDTH), np.uint16)
    one = coat(BRUSHES[2], level(), plane(), ids, 1.0)
    other = coat(BRUSHES[2], level(), plane(), ids, 1.0)
    assert np.array_equal(one.source, other.source)
    assert np.array_equal(one.tone, other.tone)
