"""The pixels kept of a figure hold all of it, however stout it is."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import skia

from generators.stage import rasters
from generators.stage.acting import ActorFrame
from generators.stage.framing import Framing
from generators.stage.puppets import Pose, draw_puppet, load_puppet
from generators.stage.puppets.paint import PlainLight
from generators.timed import Camera
from story_engine.plan import Look

PUPPETS = sorted(path.stem for path in (Path(__file__).parents[2] / "assets" / "puppets").glob("*.yaml"))
HERE = Camera(x=0.0, y=0.5, zoom=1.0)
WIDE = Framing(
    width=1200, height=500, scale=500, left=-1.2, top=-0.1, columns=1200, rows=600, nominal=1.0, views=(HERE, HERE)
)
POSES = (Pose(), Pose(facing=-1.0, breath=1.0), Pose(lean=0.25, squash=0.08), Pose(facing=-1.0, sit=1.0))


@pytest.mark.parametrize("who", PUPPETS)
def test_nothing_of_a_figure_is_cut_at_its_sides(who: str) -> None:
    """In every pose the outermost pixels drawn lie within the columns that are kept."""
    puppet = load_puppet(Look(asset=who))
    for pose in POSES:
        figure = ActorFrame(id=who, x=0.0, depth=0.4, puppet=puppet, pose=pose, visible=True)
        box = rasters._box(figure, WIDE)
        assert box is not None
        x, y, ppm = rasters._place(figure, WIDE)
        sheet = np.zeros((WIDE.rows, WIDE.columns, 4), np.uint8)
        canvas = skia.Canvas(sheet)
        canvas.translate(x, y)
        canvas.scale(ppm, ppm)
        draw_puppet(canvas, puppet, pose, PlainLight(), ppm)
        columns = np.flatnonzero(sheet[:, :, 3].max(axis=0) > 8)
        assert box[0] <= columns[0], pose
        assert columns[-1] < box[2], pose
