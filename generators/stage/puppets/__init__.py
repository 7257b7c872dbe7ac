"""Puppets: jointed paper figures read from `assets/puppets/*.yaml`, posed and drawn with Skia.

They know no story, scene or clock: a pose and a light go in, shapes come out.
"""

from generators.stage.puppets.draw import Glow, draw_puppet, glow
from generators.stage.puppets.load import Puppet, load_puppet
from generators.stage.puppets.paint import LightLike, lit_by
from generators.stage.puppets.pose import Arm, Face, Foot, Pose
from generators.stage.puppets.rig import anchors

__all__ = [
    "Arm",
    "Face",
    "Foot",
    "Glow",
    "LightLike",
    "Pose",
    "Puppet",
    "anchors",
    "draw_puppet",
    "glow",
    "lit_by",
    "load_puppet",
]
