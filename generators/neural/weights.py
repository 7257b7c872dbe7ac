"""Reads what a safetensors file says of itself: names, shapes, types, and whether all its bytes are there.

It knows no network and loads no tensor. Headers are hostile until checked (length, ranges, types).
"""

from __future__ import annotations

import hashlib
import json
import math
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generators.neural.errors import ModelError

MOST_HEADER_BYTES = 64 << 20
"""A 22 B model in one file has a header of some 2 MB."""
TYPE_BYTES = {
    "BOOL": 1, "U8": 1, "I8": 1, "F8_E4M3": 1, "F8_E5M2": 1, "I16": 2, "U16": 2, "F16": 2, "BF16": 2,
    "I32": 4, "U32": 4, "F32": 4, "I64": 8, "U64": 8, "F64": 8,
}  # fmt: skip
"""Bytes of one number, by the names of the format."""
READ_BYTES = 4 << 20
_LENGTH = struct.Struct("<Q")


@dataclass(frozen=True, slots=True)
class Tensor:
    """One tensor of a file."""

    name: str
    kind: str
    shape: tuple[int, ...]

    @property
    def numbers(self) -> int:
        """How many numbers it holds."""
        return math.prod(self.shape)


def read_header(path: Path) -> tuple[Tensor, ...]:
    """The tensors of `path`; raises ModelError when it is no safetensors file or bytes are missing."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(_LENGTH.size)
            if start.startswith(b"version "):
                raise ModelError(f"{path} is a pointer of Git LFS, not the weights; remedy: run `git lfs pull` there")
            if len(start) < _LENGTH.size:
                raise ModelError(f"{path} ends after {size} bytes: download it again")
            (length,) = _LENGTH.unpack(start)
            if not 2 <= length <= MOST_HEADER_BYTES:
                raise ModelError(f"{path} is no safetensors file (its header would be {length} bytes long)")
            text = file.read(length)
    except OSError as error:
        raise ModelError(f"{path} cannot be read: {error.strerror or error}") from error
    if len(text) < length:
        raise ModelError(f"{path} is only partly there ({size} bytes): download it again")
    return _tensors(path, text, size - _LENGTH.size - length)


def _tensors(path: Path, text: bytes, stored: int) -> tuple[Tensor, ...]:
    try:
        table = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ModelError(f"{path} has a damaged header: download it again") from error
    if not isinstance(table, dict):
        raise ModelError(f"{path} has a damaged header: download it again")
    found, needed = [], 0
    for name, row in table.items():
        if name == "__metadata__":
            continue
        tensor, begin, end = _tensor(path, name, row)
        if end - begin != tensor.numbers * TYPE_BYTES[tensor.kind]:
            raise ModelError(f"{path}: tensor {name} has {end - begin} bytes, not those of its shape {tensor.shape}")
        needed = max(needed, end)
        found.append(tensor)
    if needed > stored:
        share = 100 * stored // max(needed, 1)
        raise ModelError(f"{path} is only partly there ({share} % of {needed} bytes): download it again")
    return tuple(found)


def _tensor(path: Path, name: str, row: Any) -> tuple[Tensor, int, int]:
    damaged = f"{path}: tensor {name!r} is described wrongly: download it again"
    if not isinstance(row, dict):
        raise ModelError(damaged)
    kind, shape, place = row.get("dtype"), row.get("shape"), row.get("data_offsets")
    if kind not in TYPE_BYTES:
        raise ModelError(f"{path}: tensor {name!r} has the unknown type {kind!r}")
    if not isinstance(shape, list) or not isinstance(place, list) or len(place) != 2:
        raise ModelError(damaged)
    if not all(type(number) is int and number >= 0 for number in (*shape, *place)) or place[0] > place[1]:
        raise ModelError(damaged)
    return Tensor(name, kind, tuple(shape)), place[0], place[1]


def file_digest(path: Path) -> str:
    """SHA-256 of a file's bytes; raises ModelError."""
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while block := file.read(READ_BYTES):
                digest.update(block)
    except OSError as error:
        raise ModelError(f"{path} cannot be read: {error.strerror or error}") from error
    return digest.hexdigest()
