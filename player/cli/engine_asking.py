"""What `evershow engines` asks: a model by its name, opened on a device as a show opens it, and what a show asks of it.

It knows models and adapters, no engine. Torch is touched where a model is opened, not before.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click

SMALLEST = 64
"""Pixels of a side, below which no level asks a model for a frame."""
SCORE = "a quiet piece for strings, slow, warm"
LINE = "Somebody has to carry the lamp across."
"""What a sound model is asked for while its networks are caught: the length of a score is always the same, those of
words and lines are not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """How a model is opened, and what is asked of it."""

    size: str = ""
    """Of a frame; "" = that of its tier."""
    frames: int = 0
    """Of a run; 0 = those of its tier."""
    device: str = "cpu"
    """As torch names it."""
    dtype: str = "float32"
    """As a show on that device computes."""
    memory_bytes: int = 0
    """Of the device, or of the one to build for; it tells the tier."""
    on_trial: bool = False
    """At the size of a trial on a processor."""


def model_named(name: str) -> Any:
    """The model in folder `name`, or the one that `evershow doctor` lists by this name."""
    from generators.neural.models import Refused, find_models, inspect_model, model_roots
    from generators.neural.prospect import MODEL_FOLDER
    from profiles.home import home

    if Path(name).is_dir():
        return inspect_model(Path(name))
    if Path(name).name != name:
        raise click.UsageError(f"there is no folder {name}")
    found = find_models(model_roots((home() / MODEL_FOLDER,)))
    for one in found:
        if isinstance(one, Refused):
            if one.folder.name == name:
                raise click.ClickException(one.reason)
        elif one.name == name:
            return one
    names = ", ".join(one.name for one in found if not isinstance(one, Refused)) or "none"
    raise click.UsageError(f"no model {name!r}; found: {names} (EVERSHOW_MODELS names folders)")


def device_named(name: str, driver: Any) -> Any:
    """The graphics device that `name` ("cuda", "cuda:1") means of those that the driver has."""
    wanted = [one for one in driver.devices if name in ("cuda", f"cuda:{one.index}")]
    if not wanted:
        known = ", ".join(f"cuda:{one.index}" for one in driver.devices)
        raise click.UsageError(f"there is no device {name}: {f'known are {known}, cpu' if known else driver.words}")
    return max(wanted, key=lambda one: one.memory_bytes)


def opened(model: Any, wanted: Wanted) -> tuple[Any, Callable[[], object]]:
    """The model's adapter, and what asks it as a show would, in the size to build for."""
    from generators.neural.known import Use
    from generators.neural.loading import open_generator
    from generators.neural.ports import never
    from generators.neural.sounding import LOOP_SECONDS
    from generators.neural.tiers import TIERS, TRIAL, tier_for
    from generators.neural.video.pipes import Placement

    tier = TRIAL if wanted.on_trial else tier_for(model, wanted.memory_bytes) or TIERS[-2]
    pictures = model.row.use in (Use.NEURAL, Use.RESTYLE)
    if not pictures and (wanted.size or wanted.frames):
        raise click.UsageError(f"{model.name} makes sound: --size and --frames are for models of pictures")
    stays = replace(tier, evict=False)  # what leaves the device between its calls cannot be exported
    adapter = open_generator(model, Placement(device=wanted.device, dtype=wanted.dtype, tier=stays))
    if pictures:
        return adapter, _picturing(adapter, wanted.size, wanted.frames, tier.most_pixels)
    if model.row.use is Use.SPEECH:
        return adapter, lambda: adapter.speak(LINE, 1, never)
    return adapter, lambda: adapter.render(SCORE, LOOP_SECONDS, 1, never)


def _picturing(adapter: Any, size: str, frames: int, most_pixels: int) -> Callable[[], object]:
    """Asks an adapter for an empty take of `size`, or of a show's in `most_pixels`."""
    import numpy as np

    from generators.neural.engines.capture import rendering
    from generators.neural.ports import Control, Guide, Prompt, Take, fitted
    from player.cli.options import SIZE

    if size:
        wide, _, high = size.lower().partition("x")
        if not (wide.isdigit() and high.isdigit()) or min(int(wide), int(high)) < 32:
            raise click.BadParameter(f"{size!r} is not a size such as 832x480", param_hint="--size")
        width, height = int(wide), int(high)
    else:
        told = SIZE.convert("854x480", None, None)
        width, height = fitted(told.width, told.height, adapter.abilities.multiple, most_pixels)
        width, height = max(SMALLEST, width), max(SMALLEST, height)
    width -= width % adapter.abilities.multiple
    height -= height % adapter.abilities.multiple
    count = frames or adapter.abilities.rule.greatest
    colour = np.full((count, height, width, 3), 90, np.uint8)
    guide = Guide(colour=colour, depth=np.zeros((count, height, width), np.float32), lines=colour[..., 0])
    take = Take(
        prompt=Prompt(positive="a lamp in the harbour at night"),
        guide=guide,
        seed=1,
        steps=1,
        control=Control.DEPTH if Control.DEPTH in adapter.abilities.controls else Control.COLOUR,
    )
    return rendering(adapter, take)
