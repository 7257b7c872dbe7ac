"""What is cut out of a thing where all is ink: strings, labels and stamps through which the lit screen shines.

It knows pieces, their places and their colours, no thing. A shadow puppet's parcel is told from a box by its string.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import skia

from generators.stage.colour import RGB, luma, mix
from generators.stage.light import Light

LARGEST = 0.36
"""Share of the piece it lies on (by their boxes) above which a piece is a side of the thing, not a mark on it."""
LIGHTER = 0.10
"""Steps of brightness by which a label is at least lighter than what it lies on."""
SCREEN: RGB = (1.0, 1.0, 1.0)
"""A local colour through which all of the screen's light shines."""
THROUGH, OWN = 0.74, 0.22
"""Share of the light that passes a cut, and what its own colour tints it: coloured paper behind the hole."""


class Piece(Protocol):
    """What is asked of a piece (`generators.stage.props.Shape`)."""

    @property
    def path(self) -> skia.Path: ...
    @property
    def fill(self) -> RGB: ...
    @property
    def emit(self) -> float: ...
    @property
    def alpha(self) -> float: ...
    @property
    def line(self) -> float: ...
    @property
    def cut(self) -> bool | None: ...


def cut_grounds(pieces: Sequence[Piece]) -> tuple[skia.Path | None, ...]:
    """For each piece, drawn in this order, the outline that it is cut out of; None for what stays ink.

    A line or a small lighter piece on an uncut one is cut out; what lies on a cut stays ink, so that letters on a
    label are read. A piece's own `cut` has the last word.
    """
    found: list[skia.Path | None] = []
    for number, piece in enumerate(pieces):
        ground = _ground(pieces, number)
        if ground is None or piece.emit > 0:
            found.append(None)
            continue
        below = pieces[ground]
        wanted = piece.cut
        if wanted is None:
            wanted = found[ground] is None and (piece.line > 0 or _is_mark(piece, below))
        found.append(below.path if wanted else None)
    return tuple(found)


def cut_colour(light: Light, fill: RGB) -> RGB:
    """The colour of a hole in `light`'s ink: the screen, a little tinted."""
    screen = light.shade(SCREEN)
    tinted = mix(screen, (screen[0] * fill[0], screen[1] * fill[1], screen[2] * fill[2]), OWN)
    return mix(light.near, tinted, THROUGH)


def _ground(pieces: Sequence[Piece], number: int) -> int | None:
    """The topmost filled piece below piece `number` that holds its middle; None where there is none."""
    box = pieces[number].path.getBounds()
    for below in range(number - 1, -1, -1):
        piece = pieces[below]
        if not piece.line and piece.alpha >= 1 and piece.path.contains(box.centerX(), box.centerY()):
            return below
    return None


def _is_mark(piece: Piece, below: Piece) -> bool:
    if piece.alpha < 1:
        return False
    own, ground = piece.path.getBounds(), below.path.getBounds()
    small = own.width() * own.height() < LARGEST * ground.width() * ground.height()
    return small and luma(piece.fill) > luma(below.fill) + LIGHTER
