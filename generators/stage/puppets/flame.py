"""A living flame: its height, tongue and colour from a phase, and the paths that draw it.

It knows no lantern. Lengths are metres, the flame stands on its foot at the origin.
"""

from __future__ import annotations

import math

import skia

from generators.stage.puppets.paint import Rgb
from generators.stage.puppets.shapes import loop_path

OUT = 0.02
"""A flame of this height or less is out."""
WARM: Rgb = (1.0, 0.74, 0.36)
FAINT: Rgb = (0.72, 0.74, 0.95)
"""A frightened, small flame burns bluish."""
BREATH, BREATH_RATE = 0.03, 0.06
"""How far a flame's light swells, share of it, and how fast beside the flame's own dance."""
FULL, LESS_THAN = 0.94, 0.8
"""A full flame's light, and the power by which it follows the flame: a room darkens less than its flame sinks."""


def flame_height(flame: float, phase: float) -> float:
    """Height as a share of a full flame, flickering by a few per cent."""
    if flame <= OUT:
        return 0.0
    restless = 0.05 + 0.10 * max(0.0, 0.5 - flame)
    return max(0.04, flame * (1 + restless * (math.sin(phase) + 0.5 * math.sin(phase * 2.7 + 1.3))))


def flame_light(flame: float, phase: float) -> float:
    """What a flame of that height throws on its surroundings: it swells and sinks slowly.

    The flame may dance, but half a room that dances with it twelve times a second is a flicker.
    """
    if flame <= OUT:
        return 0.0
    return max(0.04, FULL * flame**LESS_THAN * (1 + BREATH * math.sin(BREATH_RATE * phase)))


def glow_rgb(flame: float) -> Rgb:
    """Colour of the light."""
    t = max(0.0, min(1.0, flame / 0.45))
    return (
        FAINT[0] + (WARM[0] - FAINT[0]) * t,
        FAINT[1] + (WARM[1] - FAINT[1]) * t,
        FAINT[2] + (WARM[2] - FAINT[2]) * t,
    )


def tongue(width: float, height: float, phase: float, lean: float) -> skia.Path:
    """One flame shape: a leaning drop whose tip wavers."""
    sway = (0.18 * math.sin(phase * 0.9) + 0.10 * math.sin(phase * 2.1 + 0.6)) * width + lean * height * 0.3
    waist = 1 + 0.06 * math.sin(phase * 1.7)
    return loop_path(
        [
            (0.0, 0.0),
            (-width * 0.62, -height * 0.10),
            (-width * waist, -height * 0.33),
            (-width * 0.52 + sway * 0.3, -height * 0.62),
            (sway, -height),
            (width * 0.36 + sway * 0.5, -height * 0.66),
            (width * waist * 0.96, -height * 0.36),
            (width * 0.62, -height * 0.10),
        ],
        (False, False, False, False, True, False, False, False),
    )
