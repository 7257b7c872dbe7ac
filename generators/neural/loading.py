"""Opens the adapter of a model that was inspected: the one way from a folder to a generator.

It knows the table of adapters and imports only the chosen one.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generators.neural.engines.target import PROCESSOR, Target
from generators.neural.errors import ModelError
from generators.neural.models import Model, inspect_model
from generators.neural.tiers import Tier

if TYPE_CHECKING:
    from generators.neural.video.pipes import Placement


def open_generator(model: Model, placement: Placement) -> Any:
    """The model's adapter, loaded: a VideoGenerator, MusicGenerator or SpeechGenerator by its use.

    Raises ModelError, MemoryShort.
    """
    module, _, name = model.row.adapter.partition(":")
    try:
        adapter = getattr(importlib.import_module(module), name)
    except ImportError as error:
        raise ModelError(f"{model.name} needs {error.name}: pip install 'evershow[neural]'") from error
    return adapter.load(model, placement)


def opener(
    folder: Path,
    device: str,
    dtype: str,
    lora: Path | None = None,
    engines: Path | None = None,
    target: Target = PROCESSOR,
) -> Callable[[Tier], Any]:
    """Opens the model in `folder` at a tier, on `device`: torch is imported only then. Raises as `open_generator`.

    `lora` is put into its denoiser; engines of the store in folder `engines` that were measured on `target`, which is
    the device by its name, answer for its networks.
    """

    def opened(tier: Tier) -> Any:
        model = inspect_model(folder)
        try:
            from generators.neural.video.pipes import Placement
        except ImportError as error:
            raise ModelError(f"{model.name} needs {error.name}: pip install 'evershow[neural]'") from error
        adapter = open_generator(
            model, Placement(device=device, dtype=dtype, tier=tier, lora=lora, seated=engines is not None)
        )
        if engines is not None:
            from generators.neural.engines.seats import seat_engines
            from generators.neural.engines.store import EngineStore

            adapter.seats = seat_engines(adapter, EngineStore(engines), target)
        return adapter

    return opened
