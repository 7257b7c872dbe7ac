"""What the neural path would do on this machine: device, models, and for each model its tier or why it is not used.

It loads no model and starts no generator; the driver is asked in a child process.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from generators.neural.house import gpu_runtime
from generators.neural.known import Use
from generators.neural.models import Model, Refused, find_models, model_roots
from generators.neural.probe import Device, Told, ask
from generators.neural.tiers import GIB, TIERS, Tier, needed, tier_for

NEEDED = ("torch", "diffusers", "transformers", "safetensors")
MODEL_FOLDER = "models"
"""Below the viewer's data folder: looked into besides `EVERSHOW_MODELS`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prospect:
    """Everything that decides whether a neural level is offered."""

    missing: tuple[str, ...]
    """Packages that are not installed."""
    driver: Told
    found: tuple[Model | Refused, ...]
    roots: tuple[Path, ...]
    house: str = ""
    """What can run the house's own restyler on a GPU; "" = nothing that is installed."""

    @property
    def device(self) -> Device | None:
        """The device with the most memory."""
        return max(self.driver.devices, key=lambda device: device.memory_bytes, default=None)

    def models(self, use: Use) -> tuple[tuple[Model, Tier | None], ...]:
        """Models for `use` with the tier each gets here."""
        room = self.device.memory_bytes if self.device is not None else 0
        return tuple(
            (model, tier_for(model, room)) for model in self.found if isinstance(model, Model) and model.row.use is use
        )

    def chosen(self, use: Use) -> tuple[Model, Tier] | None:
        """The model for `use` with the highest tier, the larger one among equals; None: the stage draws alone."""
        if self.missing:
            return None
        fitting = [(model, tier) for model, tier in self.models(use) if tier is not None]
        return max(fitting, key=lambda row: (TIERS.index(row[1]), row[0].numbers), default=None)


def prospect(folders: Iterable[Path] = ()) -> Prospect:
    """Look at packages, driver and model folders; takes a second where there is a driver."""
    roots = model_roots(folders)
    return Prospect(
        missing=tuple(name for name in NEEDED if importlib.util.find_spec(name) is None),
        driver=ask("driver"),
        found=find_models(roots),
        roots=roots,
        house=gpu_runtime(),
    )


def told_of(model: Model, device_bytes: int) -> str:
    """One line about a model: its class, size, memory, licence and tier."""
    tier = tier_for(model, device_bytes)
    fits = f"tier {tier.name}" if tier else f"needs {needed(model) / GIB:.1f} GB of device memory"
    parts = [
        model.row.name,
        f"{model.numbers / 1e9:.2f} B parameters",
        f"{model.file_bytes / GIB:.1f} GB on disk",
        f"{model.least_bytes / GIB:.1f}–{model.whole_bytes / GIB:.1f} GB in memory",
        f"licence: {model.licence or 'none beside it'}",
        fits,
    ]
    return ", ".join(parts)
