"""A frozen value with some fields changed, ten times as fast as `dataclasses.replace`.

It does not know what it copies; only frozen dataclasses without slots and without checks of their own fit.
"""

from __future__ import annotations

from typing import Any, TypeVar

Frozen = TypeVar("Frozen")


def altered(value: Frozen, **changes: Any) -> Frozen:
    """`value` with `changes`.

    `replace` asks every field for its metadata and calls `__init__`, 11 µs for twenty fields, and a scene has a hundred
    such steps. Here the fields are copied as one dict, 1.2 µs, which is why the values that use it have no slots.
    """
    fields = value.__dict__
    assert changes.keys() <= fields.keys(), f"no such field: {sorted(changes.keys() - fields.keys())}"
    copy = object.__new__(value.__class__)
    known = copy.__dict__
    known.update(fields)
    known.update(changes)
    return copy


__all__ = ["altered"]
