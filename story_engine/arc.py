"""The dramatic curve of a seed, as a value: how tension is built, peaks and fades, over how long an episode.

It does not know scenes, a show's clock or a viewer; the director follows it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

import numpy as np

Span: TypeAlias = tuple[float, float]

USUAL_EPISODE = 360.0
"""Seconds of the episode for which the lengths of phases are given; others are scaled."""
OPENING_SECONDS = 200.0
"""The first minutes have an arc of their own; the curve of episodes takes over after them."""
CALMS_FROM = 0.8
"""Share of an own curve after which its episode counts as calmed down, so that the hook may come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """How the phases of an episode run. Levels are ranks of a scene's tension among the seed's own, 0–1.

    Over an episode every rank should be wanted about as often as it is there, so that no phase starves.
    """

    build: Span
    """Wanted level at the beginning and the end of the phase; likewise below."""
    peak: Span
    fade: Span
    relax: Span
    build_seconds: float
    """How long tension is built."""
    heat_seconds: float
    """So much of truly tense scenes makes a peak."""
    peak_most: float
    """A peak that the world cannot fill ends after this."""
    fade_most: float
    """The fade ends with its first scene of middling tension, or after this."""
    relax_seconds: Span
    """So much calm ends a relaxation; after the second number it ends anyway."""
    hot: float
    """Least level of a peak's scenes."""
    warm: float
    """Highest level that ends a fade."""
    cool: float
    """Highest level of a calm scene."""
    opening: tuple[Span, ...]
    """Wanted tension (as scenes have it, no rank) over the first minutes: (seconds, tension), ending in a hook."""
    hold: float = 1.0
    """How much more the arc weighs than in the usual shape. One that wants tension from a narrow band, or more tense
    scenes than rest between two plays leaves, is lost among tastes and threads without a firmer hand."""

    def wanted(self, phase: str) -> Span:
        """The levels at the beginning and the end of a phase."""
        return {"build": self.build, "peak": self.peak, "fade": self.fade}.get(phase, self.relax)

    def lasts(self, phase: str) -> float:
        """Over how many seconds a phase goes from its first level to its last."""
        return {"build": self.build_seconds, "fade": self.fade_most}.get(phase, self.peak_most)


_USUAL_OPENING = ((0.0, 0.25), (60.0, 0.45), (100.0, 0.65), (130.0, 0.45), (175.0, 0.7), (200.0, 0.6))
_USUAL = Shape(
    # Two to five minutes of building carry three to nine scenes; a peak is 20–40 s, a relaxation 40–90 s.
    build=(0.22, 0.86), peak=(0.95, 0.95), fade=(0.6, 0.5), relax=(0.1, 0.1),
    build_seconds=185.0, heat_seconds=30.0, peak_most=80.0, fade_most=50.0, relax_seconds=(48.0, 90.0),
    hot=0.8, warm=0.68, cool=0.45, opening=_USUAL_OPENING,
)  # fmt: skip
USUAL = "build-peak-relax"
SHAPES: Mapping[str, Shape] = MappingProxyType(
    {
        USUAL: _USUAL,
        "slow-burn": Shape(
            build=(0.08, 0.8), peak=(0.97, 0.97), fade=(0.55, 0.4), relax=(0.12, 0.12),
            build_seconds=235.0, heat_seconds=35.0, peak_most=75.0, fade_most=35.0, relax_seconds=(30.0, 60.0),
            hot=0.8, warm=0.65, cool=0.45,
            opening=((0.0, 0.2), (70.0, 0.3), (120.0, 0.45), (150.0, 0.5), (180.0, 0.75), (200.0, 0.65)),
        ),
        "waves": Shape(
            build=(0.25, 0.85), peak=(0.93, 0.93), fade=(0.5, 0.4), relax=(0.12, 0.12),
            build_seconds=80.0, heat_seconds=20.0, peak_most=45.0, fade_most=30.0, relax_seconds=(24.0, 45.0),
            hot=0.75, warm=0.65, cool=0.45,
            opening=((0.0, 0.3), (45.0, 0.65), (80.0, 0.3), (125.0, 0.7), (150.0, 0.35), (185.0, 0.7), (200.0, 0.6)),
        ),
        "gentle": Shape(
            build=(0.08, 0.68), peak=(0.82, 0.82), fade=(0.4, 0.28), relax=(0.05, 0.05), hold=1.6,
            build_seconds=170.0, heat_seconds=25.0, peak_most=60.0, fade_most=50.0, relax_seconds=(70.0, 120.0),
            hot=0.65, warm=0.55, cool=0.35,
            opening=((0.0, 0.15), (60.0, 0.3), (100.0, 0.45), (130.0, 0.25), (175.0, 0.5), (200.0, 0.35)),
        ),
        "relentless": Shape(
            build=(0.32, 0.94), peak=(0.97, 0.97), fade=(0.64, 0.48), relax=(0.15, 0.15), hold=2.0,
            build_seconds=150.0, heat_seconds=45.0, peak_most=110.0, fade_most=40.0, relax_seconds=(28.0, 55.0),
            hot=0.8, warm=0.75, cool=0.5,
            opening=((0.0, 0.45), (60.0, 0.6), (100.0, 0.75), (130.0, 0.55), (175.0, 0.85), (200.0, 0.75)),
        ),
    }
)  # fmt: skip
"""Shapes by the names that `arc:` of seed.yaml may give."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arc:
    """The curve that the director follows for one seed."""

    name: str = USUAL
    """Of `SHAPES`; "curve" where the seed draws its own."""
    seconds: float = USUAL_EPISODE
    """Length of an episode."""
    curve: tuple[float, ...] = ()
    """Own levels (0–1), evenly over an episode; () = the shape's phases."""
    opening: tuple[Span, ...] = ()
    """Own opening; () = the shape's."""

    @property
    def shape(self) -> Shape:
        """The phases of its episodes, and what counts as hot and calm."""
        return SHAPES.get(self.name, _USUAL)

    @property
    def scale(self) -> float:
        """By how much the lengths of the shape's phases are stretched."""
        return self.seconds / USUAL_EPISODE

    def first_minutes(self, seconds: float) -> float:
        """The wanted tension at a second of the opening."""
        times, tensions = zip(*(self.opening or self.shape.opening), strict=True)
        return float(np.interp(seconds, times, tensions))

    def along(self, share: float) -> float:
        """The own curve's level at a share (0–1) of an episode."""
        return float(np.interp(share, np.linspace(0.0, 1.0, len(self.curve)), self.curve))

    def share_above(self, level: float) -> float:
        """The share of an episode of the own curve in which more than a level is wanted."""
        return float(np.mean(np.interp(np.linspace(0, 1, 201), np.linspace(0, 1, len(self.curve)), self.curve) > level))
