"""Read and checked scenes, kept in a folder between two starts, because reading them takes most of a start's thinking.

It does not know what scenes mean. What is kept goes by the digest of all that it follows from, the reader's own code
among it, so an edited seed is read anew; what is damaged is read past and written again.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import msgspec

from story_engine.seed.flat import Flattening, made_again
from story_engine.seed.model import Storylet

MOST_KEPT = 12
"""Seeds in the folder: a creator's every edit makes another, and each takes most of a megabyte."""
INSTALLED = Path(__file__).parent / "__pycache__" / "scenes"
"""Where an installation may have left the scenes of the seeds that ship: every new folder takes them from there."""
_DIGEST = hashlib.blake2b
_DIGEST_BYTES = 16
_CODE = Path(__file__).resolve().parents[1]
_READERS = ("*.py", "seed/*.py", "seed/*.yarn", "yarn/*.py")
"""Below the story engine: all of which the reading of a scene may depend on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptScenes:
    """What the scene files of a seed hold."""

    storylets: Mapping[str, Storylet]
    initial: Mapping[str, bool | float | str]
    variables: frozenset[str]


class SceneStore:
    """The kept scenes in one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, key: str) -> KeptScenes | None:
        """The scenes kept under `key`; None when there are none or they are damaged."""
        try:
            content = (self._folder / key).read_bytes()
        except OSError:
            return None
        digest, packed = content[:_DIGEST_BYTES], content[_DIGEST_BYTES:]
        if digest != _DIGEST(packed, digest_size=_DIGEST_BYTES).digest():
            return None
        plain, rows = msgspec.msgpack.decode(packed)
        made: Any = made_again(plain, rows)
        storylets, initial, variables = made
        return KeptScenes(storylets=MappingProxyType(storylets), initial=MappingProxyType(initial), variables=variables)

    def keep(self, key: str, scenes: KeptScenes) -> None:
        """Keep them; on a full or read-only disk they are read again the next time."""
        flat = Flattening()
        flat.add((dict(scenes.storylets), dict(scenes.initial), scenes.variables))
        packed = msgspec.msgpack.encode((flat.plain, flat.rows))
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self._folder, suffix=".draft")
            try:
                with os.fdopen(handle, "wb") as draft:
                    draft.write(_DIGEST(packed, digest_size=_DIGEST_BYTES).digest() + packed)
                os.replace(name, self._folder / key)
            except OSError:
                Path(name).unlink(missing_ok=True)
                raise
            self._forget_the_oldest()

    def _forget_the_oldest(self) -> None:
        files = sorted(self._folder.iterdir(), key=lambda file: file.stat().st_mtime, reverse=True)
        for file in files[MOST_KEPT:]:
            file.unlink(missing_ok=True)


def scenes_key(folder: Path, seed_digest: str) -> str:
    """By what the scenes of the seed in `folder` are kept whose files have that digest."""
    # The folder counts, because every scene knows in which file it stands.
    return _DIGEST(f"{_code_digest()}\0{seed_digest}\0{folder}".encode(), digest_size=_DIGEST_BYTES).hexdigest()


@cache
def _code_digest() -> str:
    """The digest of the code that reads seeds, so that no version takes what another one kept."""
    digest = _DIGEST(digest_size=_DIGEST_BYTES)
    for pattern in _READERS:
        for file in sorted(_CODE.glob(pattern)):
            digest.update(file.read_bytes())
    return digest.hexdigest()
