"""The models that this machine has, in words for the settings: asked once, by a thread of its own.

It knows model folders and the driver's answer, no screen. Reading headers and waking a driver take seconds.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path

MODEL_FOLDER = "models"


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelRow:
    """One folder."""

    name: str
    kind: str = ""
    """Class."""
    gigabytes: float = 0.0
    """On disk."""
    licence: str = ""
    tier: str = ""
    """"" = the stage draws instead."""
    needs_gigabytes: float = 0.0
    """Of device memory at the least."""
    refused: str = ""
    """Why it cannot be used, with the remedy."""


class ModelShelf:
    """What was found so far; asks when it is first looked at."""

    def __init__(self, home: Path) -> None:
        self._folder = home / MODEL_FOLDER
        self._thread: threading.Thread | None = None
        self._rows: tuple[ModelRow, ...] | None = None
        self.house_device = ""
        """The device on which the house's own restyler paints shows; "" = it paints stills. Known with the rows."""

    @property
    def folder(self) -> Path:
        """Where models are put."""
        return self._folder

    def rows(self) -> tuple[ModelRow, ...] | None:
        """Every folder that was found; None until that is known."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._ask, name="model-shelf", daemon=True)
            self._thread.start()
        return self._rows

    def _ask(self) -> None:
        from generators.neural.models import Model
        from generators.neural.prospect import prospect
        from generators.neural.tiers import GIB, house_tier, needed, tier_for, usable

        seen = prospect((self._folder,))
        room = seen.device.memory_bytes if seen.device is not None else 0
        if seen.house and seen.device is not None and house_tier(usable(room)) is not None:
            self.house_device = seen.device.name
        rows = []
        for found in seen.found:
            if not isinstance(found, Model):
                rows.append(ModelRow(name=found.folder.name, refused=found.reason))
                continue
            tier = tier_for(found, room)
            rows.append(
                ModelRow(
                    name=found.name,
                    kind=found.row.name,
                    gigabytes=round(found.file_bytes / GIB, 1),
                    licence=found.licence,
                    tier=tier.name if tier is not None else "",
                    needs_gigabytes=round(needed(found) / GIB, 1),
                )
            )
        self._rows = tuple(rows)
