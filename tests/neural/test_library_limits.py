"""Libraries of AOTInductor: their limit of time, and the C++ compiler that made them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from generators.neural.engines import build as build_module
from generators.neural.engines.build import Plan, Step, build_engines, key_of
from generators.neural.engines.inductor import Traced, compiler_print
from generators.neural.engines.key import AOT, ONNX
from generators.neural.engines.store import EngineStore
from generators.neural.ports import never
from generators.neural.probe import Told

from . import engine_cases

NOBODY = Told(ok=False, words="no driver")
PLAN = Plan(runtime=AOT, capability="cpu", precision="fp32", modules=("flow",))
NETWORK = Traced(name="flow", program=None, graph="g", weights="w", profiles=())


@engine_cases.compiles
def test_a_library_that_takes_too_long_is_not_built(shelf: Path, tmp_path: Path):
    """The limit ends the compiler in one line; the store stays empty, and nothing is called at its end any more."""
    store = EngineStore(tmp_path)
    adapter, asked = engine_cases.asked("vits", shelf)
    plan = replace(PLAN, limit_seconds=0.0)
    steps = list(build_engines(store, "vits", adapter, asked, plan, NOBODY, never))
    assert [step.state for step in steps] == ["exporting", "building", "failed"]
    assert steps[-1].words == "vits/flow was not built within 0 s; raise --limit"
    assert store.entries() == ()


def test_it_is_told_how_long_a_library_is_compiled(shelf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """While it is compiled nothing can be yielded: whoever asked is called."""
    told: list[Step] = []

    def compiled(trace: Traced) -> tuple[bytes, float]:
        while not told:
            continue
        return b"", 1.0

    monkeypatch.setattr("generators.neural.engines.limited.TELL_SECONDS", 0.01)
    monkeypatch.setattr(build_module, "compiled_library", compiled)
    adapter, asked = engine_cases.asked("vits", shelf)
    list(build_engines(EngineStore(tmp_path), "vits", adapter, asked, PLAN, NOBODY, never, told.append))
    assert (told[0].module, told[0].state, told[0].words) == ("vits/flow", "building", "compiling for 0 s")


def test_another_compiler_makes_another_library(monkeypatch: pytest.MonkeyPatch):
    """Its words about itself are part of a library's key, and of no other engine's."""
    first, graph = (key_of("m", NETWORK, replace(PLAN, runtime=runtime), NOBODY) for runtime in (AOT, ONNX))
    monkeypatch.setattr(build_module, "compiler_print", lambda: "another")
    other, same = (key_of("m", NETWORK, replace(PLAN, runtime=runtime), NOBODY) for runtime in (AOT, ONNX))
    assert first.flags == (f"c++:{compiler_print()}",)
    assert first.digest != other.digest
    assert graph.digest == same.digest


def test_a_compiler_that_is_not_there_has_a_name_too(monkeypatch: pytest.MonkeyPatch):
    """Keys can be told on a machine without one."""
    compiler_print.cache_clear()
    with monkeypatch.context() as patch:
        patch.setattr(torch._inductor.cpp_builder, "get_cpp_compiler", lambda: 1 / 0)
        assert compiler_print() == "none"
    compiler_print.cache_clear()
