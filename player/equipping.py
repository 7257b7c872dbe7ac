"""Models for a show, the viewer's own and the house's restyler: looked for once it plays, loaded while it goes on.

It knows no torch and no screen. Nothing of it is imported where no model is configured: a show begins as fast as ever.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from generators.errors import GeneratorError
from generators.media import MODEL_LEVELS, Level
from generators.neural.engines.target import CPU, gpu
from generators.neural.equipment import ORDER, PICTURES, Equipment, equip, version_of, write_equipment
from generators.neural.house import ONNX, REMEDY
from generators.neural.known import Use
from generators.neural.models import Model, Refused
from generators.neural.probe import Device
from generators.neural.prospect import Prospect, prospect
from generators.render_pool.catalogue import generator_version
from generators.render_pool.pool import Pool, PoolOptions
from player.conducting.renders import Models

CATALOGUE = "models"


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelChoices:
    """Which models, where."""

    folders: tuple[Path, ...] = ()
    """Looked into besides `EVERSHOW_MODELS`."""
    device: str = "auto"
    """"auto" = every NVIDIA device, "cuda:N" = one of them, "cpu" = the processor: for trials with tiny models."""
    top: Level = Level.NEURAL
    asked: bool = False
    """A level of models was asked for by name: that there is none is told."""
    seed: str = ""
    """Name of the story's folder: a LoRA of that name goes with a model."""
    engines: Path | None = None
    """Folder of built engines, used where it is there."""
    trusting: bool = False
    """See `Equipment`."""


def models_for(choices: ModelChoices, plain: PoolOptions, tell: Callable[[str], None]) -> Models | None:
    """A pool that draws with models beside the one with `plain` options, started; None where there is nothing to use.

    Takes seconds (a driver is asked, folders are read). What keeps a model from being used is told if one was asked
    for by name.
    """
    try:
        seen = prospect(choices.folders)
        equipments = equipments_for(choices, seen)
        if not equipments:
            if choices.asked:
                tell(why_not(choices, seen))
            return None
        generators = generator_version(CATALOGUE, plain.seed_art, plain.folders.soundfonts)
        version = version_of(replace(equipments[0], device=CPU), generators)
    except (GeneratorError, OSError) as error:
        tell(f"no model can be used ({error}); the stage draws")
        return None
    texts = tuple(write_equipment(equipment) for equipment in equipments)
    options = replace(plain, workers=len(texts), catalogue=CATALOGUE, equipment=texts)
    pool = Pool(options)
    # Whatever a model draws, the stage has drawn as well: loading one, after its worker died too, takes idle time only.
    pool.set_hurried(False)
    pool.start()
    return Models(pool=pool, levels=equipments[0].levels(), version=version)


def equipments_for(choices: ModelChoices, seen: Prospect) -> tuple[Equipment, ...]:
    """One for each device, all with the same models at the same tiers: which worker draws a part changes nothing."""
    models = [model for model in seen.found if isinstance(model, Model) and not seen.missing]
    uses = _uses(choices.top)
    if choices.device == CPU:
        # A show on a processor has no time for it: only who asks for this very level tries it.
        house = ONNX if choices.asked and choices.top is Level.RESTYLE else ""
        made = equip(models, None, uses=uses, seed=choices.seed, house=house)
        return (replace(made, trusting=choices.trusting, engines=_built(choices)),) if made.models else ()
    devices = [device for device in seen.driver.devices if choices.device in ("auto", f"cuda:{device.index}")]
    if not devices:
        return ()
    least = min(devices, key=lambda device: device.memory_bytes)
    first = equip(models, least, uses=uses, seed=choices.seed, house=seen.house)
    if not first.levels():
        return ()
    used = _alike(devices, first)
    targets = {gpu(device, seen.driver) for device in used}
    if len(targets) == 1:  # on devices of several kinds an engine of one would draw what the others would not
        first = replace(first, engines=_built(choices), target=targets.pop())
    return tuple(replace(first, device=f"cuda:{device.index}") for device in used)


def _built(choices: ModelChoices) -> str:
    """The folder of engines, where it is there."""
    return str(choices.engines) if choices.engines is not None and choices.engines.is_dir() else ""


def why_not(choices: ModelChoices, seen: Prospect) -> str:
    """One line: why no model draws, and what to do."""
    if seen.missing and not seen.house:
        return f"{', '.join(seen.missing)} not installed: pip install 'evershow[neural]'; the stage draws"
    models = [model for model in seen.found if isinstance(model, Model)]
    if not models and not seen.house:
        refused = next((row.reason for row in seen.found if isinstance(row, Refused)), "")
        where = ", ".join(str(root) for root in seen.roots) or "EVERSHOW_MODELS"
        own = f"; for the house's restyler: {REMEDY}" if seen.driver.devices else ""
        return f"no model in {where}{f' ({refused})' if refused else ''}{own}; the stage draws"
    if choices.device != CPU and not seen.driver.devices:
        return f"{seen.driver.words}; the stage draws"
    names = [f"cuda:{device.index}" for device in seen.driver.devices]
    if choices.device not in ("auto", CPU, *names):
        return f"there is no device {choices.device}; known: {', '.join(names)}, cpu; the stage draws"
    return "no model fits the device's memory (`evershow doctor` lists what each needs); the stage draws"


def _uses(top: Level) -> tuple[Use, ...]:
    pictures = {PICTURES[level] for level in MODEL_LEVELS if MODEL_LEVELS.index(level) <= MODEL_LEVELS.index(top)}
    return tuple(use for use in ORDER if use in pictures or use not in PICTURES.values())


def _alike(devices: list[Device], first: Equipment) -> list[Device]:
    """Devices that compute in the same precision as the smallest."""
    return [device for device in devices if (device.capability >= (8, 0)) == (first.dtype == "bfloat16")]
