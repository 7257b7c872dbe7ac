"""The device that computes a network: whose engines answer there, and for which times were measured.

It knows neither torch nor a driver: who asked one tells it here. One rule says why an engine is not used on a machine.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from generators.neural.engines.key import (
    AOT,
    MISSING,
    ONNX,
    PLAIN,
    RTX,
    EngineKey,
    exporter_versions,
    package_of,
    this_processor,
    this_system,
)
from generators.neural.probe import Device, Told

CPU, CUDA = "cpu", "cuda"
RUNTIMES = {CPU: (ONNX, AOT), CUDA: (ONNX, AOT, PLAIN, RTX)}
"""What executes engines on each kind of device, besides torch itself."""
EXECUTED = RUNTIMES[CUDA]
"""What executes engines anywhere."""
ANY = "any"
"""The device of an engine that was built where there was none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A device that computes; as it stands, the processor of this machine."""

    kind: str = CPU
    """"cpu" or "cuda"."""
    name: str = ""
    """Of a GPU, as its driver tells; "" for the processor."""
    capability: str = ""
    """Of a GPU: "8.9"."""
    driver: str = ""
    """Version of a GPU's driver."""

    @property
    def machine(self) -> tuple[str, ...]:
        """What times measured on it depend on: system, device, what it can do, and the driver of a GPU."""
        own = this_processor() if self.kind == CPU else (self.name, self.capability, self.driver)
        return this_system(), *own

    @property
    def place(self) -> str:
        """What tells its notes apart from those of other devices; "" for the processor."""
        return "" if self.kind == CPU else " ".join(self.machine)

    @property
    def runtimes(self) -> tuple[str, ...]:
        """What executes engines on it, besides torch itself."""
        return RUNTIMES[self.kind]


PROCESSOR = Target()


def gpu(device: Device, driver: Told) -> Target:
    """The target that a graphics device is."""
    capability = f"{device.capability[0]}.{device.capability[1]}"
    return Target(kind=CUDA, name=device.name, capability=capability, driver=driver_of(driver))


def driver_of(driver: Told) -> str:
    """The driver's version: its own, or where nobody tells that, that of the CUDA it brings."""
    return driver.driver or driver.version


def gpus(driver: Told) -> tuple[Target, ...]:
    """Every graphics device here."""
    return tuple(gpu(device, driver) for device in driver.devices)


def why_not_here(key: EngineKey, here: Collection[Target] = ()) -> str:
    """Why an engine under `key` is not used on this machine, in words; "" where nothing is against it.

    `here` are its graphics devices; the processor is always there. It is the one rule: what is told of an engine is
    what is done with it.
    """
    if key.runtime not in EXECUTED:
        return f"this version of Evershow executes no engines of {key.runtime}"
    if key.system != this_system():
        return f"it is for {key.system}, this is {this_system()}"
    for name, then in ((package_of(key.runtime), key.runtime_version), *key.exporters):
        ((_, now),) = exporter_versions((name,))
        if then != now:
            return f"it was made with {name} {then}, {'which is not installed' if now == MISSING else f'here is {now}'}"
    if kind_of(key) == CPU:
        mine = key.runtime != AOT or (key.device, key.capability) == this_processor()
        return "" if mine else f"it is machine code for {key.device}, here is {this_processor()[0]}"
    fitting = [target for target in here if target.capability == key.capability]
    if not fitting:
        if not here:
            return f"it is for GPUs of compute capability {key.capability}, and there is no GPU here"
        found = max((target.capability for target in here), key=_numbers)
        return f"it is for GPUs of compute capability {key.capability}, here is one of {found}"
    if key.device == ANY:
        return "it was built where there was no GPU, which only tells that its graph can be built"
    named = [target for target in fitting if target.name == key.device]
    if not named:
        return f"it is for {key.device}, here is {fitting[0].name}"
    if all(target.driver != key.driver for target in named):
        return f"it was built with {f'driver {key.driver}' if key.driver else 'no driver'}, here is {named[0].driver}"
    return ""


def kind_of(key: EngineKey) -> str:
    """For which kind of device an engine is."""
    return CPU if key.capability.startswith(CPU) else CUDA


def _numbers(capability: str) -> list[int]:
    return [int(part) for part in capability.split(".")]  # "12.0" is more than "8.9"
