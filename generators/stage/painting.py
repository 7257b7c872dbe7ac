"""Painting one layer of a set: its kind's painter, given the fields that the place's file has for it.

It knows no file. What cannot be painted is left out of the picture: the set stands without it.
"""

from __future__ import annotations

from typing import Any

from generators.errors import AssetError
from generators.stage.kinds import BAKED, LIVE
from generators.stage.moment import Moment
from generators.stage.paper import Paper

WRONG_FIELDS = (AssetError, TypeError, ValueError, LookupError, AttributeError, ArithmeticError)
"""What painters raise over fields of a wrong shape: a word for a number, two numbers for four."""


def paint_layer(kind: str, paper: Paper, fields: dict[str, Any], moment: Moment | None = None) -> str:
    """Paint a layer of `kind`, one that moves at `moment`; gives what its fields lack, "" where nothing."""
    canvas = paper.canvas
    saved = canvas.getSaveCount()
    try:
        if moment is None:
            BAKED[kind](paper, fields)
        else:
            LIVE[kind](paper, fields, moment)
    except KeyError as error:
        canvas.restoreToCount(saved)
        return f"it needs {error}"
    except WRONG_FIELDS as error:
        canvas.restoreToCount(saved)
        return str(error) or type(error).__name__
    return ""
