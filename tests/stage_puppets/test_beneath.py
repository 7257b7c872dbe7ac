"""A new face on a body that stays costs only what lies from the face on, and looks as if all were drawn."""

import numpy as np
import pytest

from generators.stage.bake import canvas_on
from generators.stage.puppets import draw_puppet, load_puppet, people
from generators.stage.puppets.beneath import Beneath
from generators.stage.puppets.paint import PlainLight
from generators.stage.puppets.pose import Face, Pose
from story_engine.plan import Look


def drawn(name: str, face: Face, beneath: Beneath | None) -> np.ndarray:
    """The puppet `name` with `face` as pixels."""
    pixels = np.zeros((420, 320, 4), np.uint8)
    surface, canvas = canvas_on(pixels)
    canvas.translate(160, 390)
    canvas.scale(200, 200)
    draw_puppet(canvas, load_puppet(Look(asset=name)), Pose(face=face), PlainLight(), 200.0, pixels, beneath)
    surface.flushAndSubmit()
    return pixels


@pytest.mark.parametrize("name", ["wren", "odile", "tock"])
def test_a_new_face_on_a_kept_body_is_the_same_picture(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bit by bit as if it were drawn anew, though no leg is drawn a second time."""
    blink = Face(lid_up=0.0, mouth_open=0.6)
    beneath = Beneath()
    first, anew = drawn(name, Face(), beneath), drawn(name, blink, None)
    assert beneath.is_drawn
    np.testing.assert_array_equal(first, drawn(name, Face(), None))
    monkeypatch.setattr(people, "draw_leg", lambda *_: pytest.fail("a leg is drawn again"))
    np.testing.assert_array_equal(drawn(name, blink, beneath), anew)
    assert not np.array_equal(first, anew)
