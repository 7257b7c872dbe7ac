"""What a device worker is equipped with: a device, and for each use a model at its tier; a text on the command line.

It knows no torch and starts nothing: whoever supervises workers chooses it, a worker reads it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import msgspec

from generators.media import Level
from generators.neural.engines.choices import choices_print
from generators.neural.engines.target import CPU, PROCESSOR, Target
from generators.neural.errors import ModelError
from generators.neural.house import house_version, is_house
from generators.neural.known import Use
from generators.neural.models import Model, inspect_model
from generators.neural.probe import Device
from generators.neural.tiers import HOUSE_TIERS, HOUSE_TRIAL, TIERS, TRIAL, Tier, house_tier, tier_for, usable
from generators.restyle.model import FOLDER

HALF_WITHOUT_BF16 = (8, 0)
"""Compute capability below which a device has no bfloat16 worth using."""
ORDER = (Use.NEURAL, Use.RESTYLE, Use.SCORE, Use.BED, Use.SPEECH)
"""Who gets memory first: what changes the show most."""
PICTURES = {Level.NEURAL: Use.NEURAL, Level.RESTYLE: Use.RESTYLE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A model and how much is asked of it."""

    use: Use
    folder: str
    tier: str
    lora: str = ""
    """File of a LoRA that is put into it; "" = none."""
    runtime: str = ""
    """What runs the house's own restyler; "" = another model, whose adapter knows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Equipment:
    """Of one worker."""

    device: str = CPU
    """As torch names it."""
    dtype: str = "float32"
    models: tuple[Given, ...] = ()
    engines: str = ""
    """Folder of the engine store, whose engines answer for networks where they were built for; "" = none is used."""
    target: Target = PROCESSOR
    """The device by its name, for which engines were built and measured."""
    trusting: bool = False
    """For models with random weights, in trials: a film is refused where it is black or no film, and nobody is looked
    for in it."""

    def given(self, use: Use) -> Given | None:
        """The model for `use`."""
        return next((given for given in self.models if given.use is use), None)

    def levels(self) -> tuple[Level, ...]:
        """What a worker with it draws, cheapest first; with models for sound alone, the stage's picture with them."""
        drawn = tuple(level for level in (Level.RESTYLE, Level.NEURAL) if self.given(PICTURES[level]) is not None)
        return drawn or ((Level.RESTYLE,) if self.models else ())


def write_equipment(equipment: Equipment) -> str:
    """As text."""
    return msgspec.json.encode(equipment).decode()


def read_equipment(text: str) -> Equipment:
    """What `write_equipment` wrote; raises ModelError."""
    try:
        return msgspec.json.decode(text, type=Equipment)
    except msgspec.MsgspecError as error:
        raise ModelError(f"a worker's equipment cannot be read ({error})") from error


def tier_named(name: str) -> Tier:
    """A tier by its name; raises ModelError."""
    found = next((tier for tier in (*TIERS, TRIAL, *HOUSE_TIERS, HOUSE_TRIAL) if tier.name == name), None)
    if found is None:
        raise ModelError(f"there is no tier {name!r}; known: {', '.join(tier.name for tier in TIERS)}")
    return found


def equip(
    models: Iterable[Model],
    device: Device | None,
    *,
    uses: Iterable[Use] = ORDER,
    seed: str = "",
    house: str = "",
) -> Equipment:
    """The equipment for `device`, or for the processor where it is None (tiny models only: everything on trial).

    Of models for one use the one with the highest tier is taken, the larger one among equals; what one model needs
    is no longer there for the next. A model's LoRA named as the `seed` is the seed's own and goes with it. Where no
    model of the viewer's restyles, the house's own does, in the runtime `house` ("" = nothing here can run it).
    """
    wanted, given = tuple(uses), []
    room = device.memory_bytes if device is not None else 0
    for use in (use for use in ORDER if use in wanted):
        rows = [
            (model, tier_for(model, room) if device is not None else TRIAL) for model in models if model.row.use is use
        ]
        fitting = [(model, tier) for model, tier in rows if tier is not None]
        if not fitting:
            continue
        model, tier = max(fitting, key=lambda row: ((*TIERS, TRIAL).index(row[1]), row[0].numbers))
        lora = next((str(lora.path) for lora in model.loras if seed and lora.name == seed), "")
        given.append(Given(use=use, folder=str(model.folder), tier=tier.name, lora=lora))
        room -= model.least_bytes if tier.evict else model.whole_bytes
    if house and Use.RESTYLE in wanted and all(one.use is not Use.RESTYLE for one in given):
        own = house_tier(usable(room)) if device is not None else HOUSE_TRIAL
        if own is not None:
            given.append(Given(use=Use.RESTYLE, folder=str(FOLDER), tier=own.name, runtime=house))
    if device is None:
        return Equipment(models=tuple(given))
    return Equipment(device=f"cuda:{device.index}", dtype=dtype_of(device), models=tuple(given))


def dtype_of(device: Device) -> str:
    """In which precision models compute on it."""
    return "bfloat16" if device.capability >= HALF_WITHOUT_BF16 else "float16"


def version_of(equipment: Equipment, generators: str) -> str:
    """Part of every cache key: generators, models (their files by name, size and time of change), tier, precision, and
    which engines are used: their films differ in the last bits."""
    bound = choices_print(Path(equipment.engines), equipment.target) if equipment.engines else ""
    digest = hashlib.sha256(f"{generators} {equipment.dtype} {equipment.trusting} {bound}".encode())
    for given in equipment.models:
        if is_house(given.folder):
            digest.update(f"{given.use} {given.tier} {house_version(given.runtime)}".encode())
            continue
        model = inspect_model(Path(given.folder))
        files = [path for piece in model.pieces for path in piece.files]
        files += [Path(given.lora)] if given.lora else []
        seen = [(path.name, path.stat().st_size, path.stat().st_mtime_ns) for path in files]
        digest.update(f"{given.use} {given.tier} {model.row.name} {seen}".encode())
    return digest.hexdigest()[:16]
