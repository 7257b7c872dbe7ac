"""Randomness derived by path: the same rng seed and path give the same numbers on every machine.

It keeps no state: nobody consumes numbers in an order, so a new caller never shifts another's.
"""

from __future__ import annotations

import hashlib

import numpy as np


def derive_seed(root: int, *path: str | int) -> int:
    """A 64-bit seed for `path` below `root` (SHA-256 of both, so neighbours are unrelated)."""
    text = "/".join(str(step) for step in (root, *path))
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")


def generator(root: int, *path: str | int) -> np.random.Generator:
    """A numpy generator (PCG64) of its own for `path`."""
    return np.random.Generator(np.random.PCG64(derive_seed(root, *path)))


def unit(root: int, *path: str | int) -> float:
    """One number in [0, 1) for `path`."""
    return derive_seed(root, *path) / 2**64
