"""What nearer layers hide is not drawn, and nobody can tell."""

import numpy as np
import pytest

from generators.stage.bake import canvas_on, solid_from
from generators.stage.bench import bench_part
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


@pytest.mark.parametrize("index", [1, 5])
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
    assert min(view._seen_rows(view._before, camera_at(shot, 0.4), moment)) < framing.rows
    monkeypatch.setattr(SetView, "_seen_rows", lambda self, steps, *_: [framing.rows] * len(steps))
    apart = np.abs(drawn().astype(int) - spared)
    assert apart.max() <= 12
    assert (apart > 1).mean() < 1e-3
