"""What a skeleton must have before anybody is posed: lengths, widths and shoes, checked once as a puppet is loaded.

It knows no pose. What is missing is said in one line, and a figure grown from the name stands in at run time; what is
merely odd (no hip, no leg, a hem above the hip) is drawn as well as it can be.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generators.errors import AssetError
from generators.stage.numbers import LIMB_METRES, Span, number, told
from generators.stage.puppets.shapes import parse_loop

LENGTH: Span = (0.0, LIMB_METRES[1])
"""Metres of a bone: it may be nothing at all."""
MODEL = "compare with wren.yaml (people) or bramble.yaml (animals)"
PERSON_NUMBERS, PERSON_MAY = ("hip", "neck", "head", "hand", "shadow"), ("hem", "neck_x", "thick", "hover", "stance")
BEAST_NUMBERS = ("back", "length", "neck_length", "neck_angle", "neck", "haunch", "hand", "shadow")
FEWEST_WIDTHS = 2
"""A limb is drawn from one width to the next."""


def check_bones(rig: str, bones: object) -> None:
    """Raise AssetError with the bone that is missing or no number, and what to do."""
    held = _mapping(bones, "")
    if rig == "quadruped":
        _numbers(held, BEAST_NUMBERS, "")
        _widths(held, ("trunk",), "")
        leg, tail = _mapping(held.get("leg"), "leg"), _mapping(held.get("tail"), "tail")
        _numbers(leg, ("upper", "lower", "ankle"), "leg: ", LENGTH)
        _widths(leg, ("front", "hind"), "leg: ")
        _numbers(tail, ("length",), "tail: ")
        _widths(tail, ("widths",), "tail: ")
        return
    _numbers(held, PERSON_NUMBERS, "")
    _numbers(held, tuple(key for key in PERSON_MAY if key in held), "")
    arm, leg = _mapping(held.get("arm"), "arm"), _mapping(held.get("leg"), "leg")
    for limb, name in ((arm, "arm"), (leg, "leg")):
        _numbers(limb, ("upper", "lower"), f"{name}: ", LENGTH)
        if limb.get("widths"):
            _widths(limb, ("widths",), f"{name}: ")
            _there(limb, "fill", f"{name}: ")
    for shoulder in ("near", "far"):
        at = _there(arm, shoulder, "arm: ")
        if not isinstance(at, list | tuple) or len(at) != 2:
            raise AssetError(f"bones: arm: {shoulder}: {told(at)} is no place; write [x, y], metres")
        for value in at:
            _number(value, f"arm: {shoulder}", LIMB_METRES)
    _numbers(leg, ("ankle", "spread"), "leg: ")
    _shoes(leg)


def _shoes(leg: Mapping[str, Any]) -> None:
    pieces = leg.get("shoe") or ()
    if not isinstance(pieces, list | tuple):
        raise AssetError(f"bones: leg: shoe: {told(pieces)} is no list; {MODEL}")
    for piece in pieces:
        held = _mapping(piece, "leg: shoe")
        _there(held, "fill", "leg: shoe: ")
        try:
            points = parse_loop(str(_there(held, "shape", "leg: shoe: "))).points
        except AssetError as error:
            raise AssetError(f"bones: leg: shoe: {error}") from error
        for point in points:
            for value in point:
                _number(value, "leg: shoe", LIMB_METRES)


def _mapping(value: object, name: str) -> Mapping[str, Any]:
    if isinstance(value, Mapping):
        return value
    at = f"bones: {name!r}" if name else "bones"
    raise AssetError(f"{at} is missing; {MODEL}" if value is None else f"{at}: {told(value)} is no bone; {MODEL}")


def _there(held: Mapping[str, Any], key: str, path: str) -> Any:
    if held.get(key) is None:
        raise AssetError(f"bones: {path}{key!r} is missing; {MODEL}")
    return held[key]


def _numbers(held: Mapping[str, Any], keys: tuple[str, ...], path: str, span: Span = LIMB_METRES) -> None:
    for key in keys:
        _number(_there(held, key, path), path + key, span)


def _number(value: object, name: str, span: Span) -> None:
    try:
        number(value, span)
    except ValueError as error:
        raise AssetError(f"bones: {name}: {error}; {MODEL}") from error


def _widths(held: Mapping[str, Any], keys: tuple[str, ...], path: str) -> None:
    for key in keys:
        widths = _there(held, key, path)
        if not isinstance(widths, list | tuple) or len(widths) < FEWEST_WIDTHS:
            raise AssetError(
                f"bones: {path}{key}: {told(widths)} is no list of {FEWEST_WIDTHS} widths or more; {MODEL}"
            )
        for width in widths:
            _number(width, path + key, LIMB_METRES)
