"""Asks the graphics driver, in a process of its own, what it has: `python -m generators.neural.probe`.

It knows no torch. Drivers and TensorRT may end the process that asks them (a runtime without a driver does): so the
question is asked in a child, and a child that dies is an answer too.
"""

from __future__ import annotations

import ctypes
import importlib
import importlib.util
import sys
import time
from dataclasses import dataclass

from generators.errors import ChannelClosed, GeneratorError
from generators.processes import parent_channel, spawn

PROBE_MODULE = "generators.neural.probe"
PATIENCE_SECONDS = 20.0
"""A cold driver takes seconds to wake."""
CUDA_LIBRARIES = ("libcuda.so.1", "nvcuda.dll")
MANAGEMENT_LIBRARIES = ("libnvidia-ml.so.1", "nvml.dll")
_MAJOR, _MINOR = 75, 76
"""CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR and _MINOR."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What is asked of the child."""

    subject: str
    """"driver", or the name of a TensorRT module."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """One graphics device."""

    index: int
    name: str
    memory_bytes: int
    capability: tuple[int, int]
    """Compute capability."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The child's answer."""

    ok: bool
    words: str
    """One line for people."""
    version: str = ""
    """Of the driver (as CUDA counts: "13.0"), or of the module."""
    devices: tuple[Device, ...] = ()
    driver: str = ""
    """Version of the driver itself ("580.95.05"), where its management library tells it."""


PROBE_MESSAGES: dict[str, type] = {"Ask": Ask, "Told": Told}


def ask(subject: str) -> Told:
    """What a child process finds out about `subject`; its death or silence is told as a finding, never raised."""
    if subject != "driver" and importlib.util.find_spec(subject) is None:
        return Told(ok=False, words=f"{subject} is not installed")
    try:
        child = spawn(PROBE_MODULE, PROBE_MESSAGES, idle=False)
    except GeneratorError as error:
        return Told(ok=False, words=str(error))
    begun = time.monotonic()
    try:
        child.channel.send(Ask(subject=subject))
        told = child.channel.receive(PATIENCE_SECONDS)
    except ChannelClosed:
        seconds = time.monotonic() - begun
        return Told(ok=False, words=f"the {subject} probe died after {seconds:.1f} s; {subject} is not used")
    except GeneratorError as error:
        return Told(ok=False, words=f"the {subject} probe spoke nonsense ({error}); {subject} is not used")
    finally:
        child.stop(patience_seconds=0.2)
    if not isinstance(told, Told):
        return Told(
            ok=False, words=f"the {subject} probe was silent for {PATIENCE_SECONDS:.0f} s; {subject} is not used"
        )
    return told


def look_at_driver() -> Told:
    """Devices by the driver's own library; only to be called where a crash harms nobody."""
    library = _library()
    if library is None:
        return Told(ok=False, words="no NVIDIA driver (libcuda) is installed")
    status = library.cuInit(0)
    if status:
        return Told(ok=False, words=f"the NVIDIA driver cannot start (cuInit says {status})")
    number, version = ctypes.c_int(), ctypes.c_int()
    library.cuDriverGetVersion(ctypes.byref(version))
    library.cuDeviceGetCount(ctypes.byref(number))
    devices = tuple(_device(library, index) for index in range(number.value))
    told = f"{version.value // 1000}.{version.value % 1000 // 10}"
    if not devices:
        return Told(ok=False, words="the NVIDIA driver has no device", version=told)
    names = ", ".join(device.name for device in devices)
    return Told(ok=True, words=names, version=told, devices=devices, driver=_driver_version())


def _driver_version() -> str:
    library, text = _library(MANAGEMENT_LIBRARIES), ctypes.create_string_buffer(96)
    if library is None or library.nvmlInit_v2() or library.nvmlSystemGetDriverVersion(text, len(text)):
        return ""
    return text.value.decode("utf-8", "replace")


def _library(names: tuple[str, ...] = CUDA_LIBRARIES) -> ctypes.CDLL | None:
    for name in names:
        try:
            return ctypes.CDLL(name)
        except OSError:
            continue
    return None


def _device(library: ctypes.CDLL, index: int) -> Device:
    handle, memory = ctypes.c_int(), ctypes.c_size_t()
    name = ctypes.create_string_buffer(128)
    major, minor = ctypes.c_int(), ctypes.c_int()
    library.cuDeviceGet(ctypes.byref(handle), index)
    library.cuDeviceGetName(name, len(name), handle)
    total = getattr(library, "cuDeviceTotalMem_v2", library.cuDeviceTotalMem)
    total(ctypes.byref(memory), handle)
    library.cuDeviceGetAttribute(ctypes.byref(major), _MAJOR, handle)
    library.cuDeviceGetAttribute(ctypes.byref(minor), _MINOR, handle)
    return Device(
        index=index,
        name=name.value.decode("utf-8", "replace"),
        memory_bytes=memory.value,
        capability=(major.value, minor.value),
    )


def look_at_tensorrt(name: str) -> Told:
    """Whether TensorRT module `name` can build and run; only to be called where a crash harms nobody."""
    try:
        module = importlib.import_module(name)
    except ImportError as error:
        return Told(ok=False, words=f"{name} cannot be imported: {error}")
    version = str(getattr(module, "__version__", "unknown"))
    if not hasattr(module, "Builder"):
        return Told(ok=False, words=f"{name} {version} can run engines but not build them", version=version)
    driver = look_at_driver()
    if not driver.ok:
        return Told(ok=True, words=f"builds engines; runs none here: {driver.words}", version=version)
    runtime = module.Runtime(module.Logger(module.Logger.ERROR))
    words = "builds engines; its runtime starts" if runtime is not None else "builds engines; its runtime cannot start"
    return Told(ok=True, words=words, version=version, devices=driver.devices)


def main() -> int:
    """Answer one question."""
    channel = parent_channel(PROBE_MESSAGES)
    try:
        question = channel.receive()
        subject = question.subject
        channel.send(look_at_driver() if subject == "driver" else look_at_tensorrt(subject))
    except ChannelClosed:
        return 0
    except (OSError, AttributeError, RuntimeError, TypeError) as error:
        print(f"probe: {type(error).__name__}: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
