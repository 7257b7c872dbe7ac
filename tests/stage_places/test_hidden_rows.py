"""What nearer layers hide is not drawn, and nobody can tell."""

import numpy as np
import pytest

from generators.stage.bake import canvas_on, solid_from
from generators.stage.bench import bench_part
from generators.stage.extent import extent_of
from generators.stage.frame import Picture
from generators.stage.framing import camera_at, frame_shot
from generators.stage.set_view import SetView


def test_solid_rows_are_found_from_below() -> None:
    """The first row from which on all is opaque; the height where the last row has a hole."""
    pixels = np.zeros((6, 4, 4), np.uint8)
    pixels[3:, :, 3] = 255
    assert solid_from(pixels) == 3
    pixels[5, 2, 3] = 254
    assert solid_from(pixels) == 6
    pixels[:, :, 3] = 255
    assert solid_from(pixels) == 0


def test_what_is_seen_through_a_window_is_a_box_round_it() -> None:
    """A wall hides all but its window, by squares of 32; without a window it hides everything."""
    wall = np.full((128, 192, 4), 255, np.uint8)
    assert extent_of(wall).seen_through((0, 0, 192, 128)) is None
    wall[40:60, 70:120] = 0
    extent = extent_of(wall)
    assert extent.seen_through((0, 0, 192, 128)) == (64, 32, 128, 64)
    assert extent.seen_through((80, 0, 192, 50)) == (80, 32, 128, 50)
    assert extent.seen_through((128, 0, 192, 128)) is None


def test_a_layer_of_few_things_is_drawn_where_they_are() -> None:
    """Boxes round two far things, apart from each other; a layer that is full is one box."""
    sparse = np.zeros((256, 512, 4), np.uint8)
    sparse[10:20, 10:20] = sparse[200:250, 400:500] = 255
    assert extent_of(sparse).boxes == ((0, 0, 32, 32), (384, 192, 512, 256))
    sparse[:] = 1
    assert extent_of(sparse).boxes == ((0, 0, 512, 256),)


@pytest.mark.parametrize("index", [1, 3, 4, 5])
def test_hidden_rows_are_not_missed(index: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A set drawn with all of its rows looks as the one drawn without those that nearer layers hide."""
    timed = bench_part(index, 8)
    picture = Picture(426, 240, None, 1 << 24)
    shot = timed.shots[0]
    sight = picture.sight(timed, 0)
    framing = frame_shot(shot, 426, 240)
    view = picture._set_view(sight, sight.light, framing)
    moment = picture._moment(timed, sight.light, 0)

    def drawn() -> np.ndarray:
        pixels = np.zeros((framing.rows, framing.columns, 4), np.uint8)
        surface, canvas = canvas_on(pixels)
        view.draw_behind(pixels, canvas, camera_at(shot, 0.4), moment)
        surface.flushAndSubmit()
        return pixels

    spared = drawn()
    boxes = view._seen(view._before, camera_at(shot, 0.4), moment)
    whole = (0, 0, framing.columns, framing.rows)
    assert any(box != whole for box in boxes)
    monkeypatch.setattr(SetView, "_seen", lambda self, steps, *_: [whole] * len(steps))
    apart = np.abs(drawn().astype(int) - spared)
    assert apart.max() <= 12
    assert (apart > 1).mean() < 1e-3
