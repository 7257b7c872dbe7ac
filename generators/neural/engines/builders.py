"""The builder port and its adapters: TensorRT 10 and 11 and TensorRT for RTX through one interface, and ONNX Runtime.

It knows ONNX files and a runtime by its name. Both TensorRT modules share their interface; where TensorRT 11 has
dropped a name (precision flags, implicit types) it is asked for and left out. To be imported in a child process only.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any, Protocol

from generators.errors import Cancelled
from generators.neural.engines.key import ONNX, PLAIN, REMEDIES, RTX, Profile
from generators.neural.errors import EngineError

Progress = Callable[[str, float], None]
"""(phase, share 0 … 1)."""
Stop = Callable[[], bool]
WORKSPACE_BYTES = 4 << 30
RUNTIMES = (PLAIN, RTX, ONNX)
REFIT = "refit"
FLAGS = (REFIT, "weight-streaming")
"""What a build may be asked beyond the defaults."""
FLAG_NAMES = {REFIT: ("REFIT_INDIVIDUAL", "REFIT"), "weight-streaming": ("WEIGHT_STREAMING",)}
"""The first name that the module has is set. RTX builds neither on a processor, once a weight is to be refitted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildOrder:
    """What is to be built."""

    graph: Path
    profiles: tuple[Profile, ...]
    capability: str
    """"8.9"; "" = that of the device here."""
    is_here: bool = False
    """A device of this capability is here: it may be one that the builder cannot name (RTX knows no Hopper)."""
    flags: tuple[str, ...] = ()
    refits: tuple[str, ...] = ()
    """Weights of the graph that the engine can be given anew, where it is built with "refit"."""
    workspace_bytes: int = WORKSPACE_BYTES


class EngineBuilder(Protocol):
    """Makes an engine of a graph."""

    version: str

    def build(self, order: BuildOrder, progress: Progress, stop: Stop) -> bytes:
        """The engine's bytes; raises EngineError with the parser's or builder's first words, Cancelled."""
        ...


def open_builder(runtime: str) -> EngineBuilder:
    """The builder of TensorRT module `runtime`; raises EngineError."""
    if runtime not in RUNTIMES:
        raise EngineError(f"{runtime!r} is no runtime; known: {', '.join(RUNTIMES)}")
    if runtime == ONNX:
        return OnnxRuntime()
    try:
        module = importlib.import_module(runtime)
    except ImportError as error:
        raise EngineError(f"{runtime} is not installed: {REMEDIES[runtime]}") from error
    return TensorRt(module)


class OnnxRuntime:
    """Puts a graph and its weights into one piece, which ONNX Runtime opens on a processor."""

    def __init__(self) -> None:
        self.version = metadata.version(ONNX)

    def build(self, order: BuildOrder, progress: Progress, stop: Stop) -> bytes:
        """See EngineBuilder; there is nothing to tune, so flags are refused."""
        from generators.neural.engines.packing import packed

        if order.flags:
            raise EngineError(f"{ONNX} {self.version} cannot build with {order.flags[0]!r}")
        progress("packing", 0.0)
        plan = packed(order.graph)
        if stop():
            raise Cancelled("an engine build is no longer wanted")
        return plan


class TensorRt:
    """Builds with a TensorRT module."""

    def __init__(self, module: Any) -> None:
        self._trt = module
        self.version = str(module.__version__)

    def build(self, order: BuildOrder, progress: Progress, stop: Stop) -> bytes:
        """See EngineBuilder."""
        trt, said = self._trt, Said()
        logger = logger_of(trt, said)
        builder = trt.Builder(logger)
        network = builder.create_network(self._network_flags())
        parser = trt.OnnxParser(network, logger)
        progress("parsing", 0.0)
        if not parser.parse_from_file(str(order.graph)):
            raise EngineError(f"{order.graph.parent.name}: {self._first_error(parser, said)}")
        self._mark(network, order)
        config = builder.create_builder_config()
        config.set_memory_pool_limit(trt.MemoryPoolType.WORKSPACE, order.workspace_bytes)
        self._ask(config, order)
        if any(profile.least != profile.most for profile in order.profiles):
            self._dynamic(builder, config, order)
        monitor = _monitor(trt, progress, stop)
        config.progress_monitor = monitor
        built = builder.build_serialized_network(network, config)
        if stop():
            raise Cancelled("an engine build is no longer wanted")
        if built is None:
            raise EngineError(f"{order.graph.parent.name}: the builder gave nothing: {said.first()}")
        return bytes(built)

    def _network_flags(self) -> int:
        """Precision comes from the graph. TensorRT 10 must be told so; in 11 it is always so."""
        flags = self._trt.NetworkDefinitionCreationFlag
        strongly = getattr(flags, "STRONGLY_TYPED", None)
        return 1 << int(strongly) if strongly is not None else 0

    def _mark(self, network: Any, order: BuildOrder) -> None:
        """Each weight that is to be refitted is named beforehand: every one costs speed."""
        if REFIT not in order.flags or not hasattr(self._trt.BuilderFlag, FLAG_NAMES[REFIT][0]):
            return
        for name in order.refits:
            network.mark_weights_refittable(name)
            if not network.are_weights_marked_refittable(name):  # what it returns says nothing
                raise EngineError(f"{order.graph.parent.name}: the builder has no weight {name} to be refitted")

    def _ask(self, config: Any, order: BuildOrder) -> None:
        trt = self._trt
        for flag in order.flags:
            name = next((name for name in FLAG_NAMES.get(flag, ()) if hasattr(trt.BuilderFlag, name)), None)
            if name is None:
                raise EngineError(f"{trt.__name__} {self.version} cannot build with {flag!r}")
            config.set_flag(getattr(trt.BuilderFlag, name))
        if not order.capability or not hasattr(config, "set_compute_capability"):
            return
        name = f"SM{order.capability.replace('.', '')}"
        wanted = getattr(trt.ComputeCapability, name, trt.ComputeCapability.CURRENT if order.is_here else None)
        if wanted is None:
            known = ", ".join(one for one in trt.ComputeCapability.__members__ if one.startswith("SM"))
            raise EngineError(
                f"{trt.__name__} {self.version} builds for {known}, not for {name}; "
                "name another --capability or --runtime"
            )
        config.num_compute_capabilities = 1
        config.set_compute_capability(wanted, 0)

    def _dynamic(self, builder: Any, config: Any, order: BuildOrder) -> None:
        shapes = builder.create_optimization_profile()
        for profile in order.profiles:
            shapes.set_shape(profile.name, profile.least, profile.usual, profile.most)
        config.add_optimization_profile(shapes)

    def _first_error(self, parser: Any, said: Said) -> str:
        if parser.num_errors:
            error = parser.get_error(0)
            return f"the parser refuses node {error.node()}: {str(error.desc())[:200]}"
        return f"the parser refuses the graph: {said.first()}"


class Said:
    """The errors that a TensorRT logger told, in order."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def first(self) -> str:
        """The first one, or that there was none."""
        return self.lines[0][:300] if self.lines else "it gave no reason"


def logger_of(trt: Any, said: Said) -> Any:
    class Logger(trt.ILogger):
        def __init__(self) -> None:
            trt.ILogger.__init__(self)

        def log(self, severity: Any, message: str) -> None:
            """Keep errors; say nothing."""
            if severity in (trt.ILogger.ERROR, trt.ILogger.INTERNAL_ERROR):
                said.lines.append(message)

    return Logger()


def _monitor(trt: Any, progress: Progress, stop: Stop) -> Any:
    class Monitor(trt.IProgressMonitor):
        def __init__(self) -> None:
            trt.IProgressMonitor.__init__(self)
            self._steps: dict[str, int] = {}

        def phase_start(self, phase: str, parent: Any, steps: int) -> None:
            """A phase of `steps` steps begins."""
            self._steps[phase] = max(1, steps)

        def phase_finish(self, phase: str) -> None:
            """A phase is over."""
            progress(phase, 1.0)

        def step_complete(self, phase: str, step: int) -> bool:
            """False ends the build."""
            progress(phase, min(1.0, step / self._steps.get(phase, 1)))
            return not stop()

    return Monitor()
