"""Which way a network is computed: the record of what was measured, and everything that makes it count as none."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from generators.neural.engines import choices as choices_module
from generators.neural.engines import target as target_module
from generators.neural.engines.choices import (
    CHOICES,
    COMPILED,
    EAGER,
    WORTH,
    Choice,
    Timing,
    choice_of,
    choices,
    choices_print,
    coarser,
    record,
    recorded,
)
from generators.neural.engines.key import AOT, ONNX, RTX
from generators.neural.engines.store import MANIFEST, EngineStore
from generators.neural.engines.target import CUDA, PROCESSOR, Target

PLAIN = Timing(way=EAGER, ran=True, median_ms=10.0)
QUICK = Timing(way=ONNX, ran=True, median_ms=5.0, error=1e-6, engine="e" * 64)
QUICKER = Timing(way=AOT, ran=True, median_ms=4.0, error=1e-6, engine="f" * 64)


def _choice(*timings: Timing) -> Choice:
    return choice_of("ltx/transformer", "w" * 64, "c" * 64, 3, timings)


@pytest.mark.parametrize(
    ("timings", "chosen"),
    [
        ((PLAIN,), EAGER),
        ((PLAIN, QUICK), ONNX),
        ((PLAIN, QUICK, QUICKER), AOT),
        ((PLAIN, QUICK, replace(QUICKER, error=2e-5)), ONNX),
        ((PLAIN, QUICK, replace(QUICKER, error=2e-5, precision="fp16")), AOT),
        ((PLAIN, QUICK, replace(QUICKER, ran=False, why="refused")), ONNX),
        ((PLAIN, replace(QUICK, median_ms=10.0 / WORTH)), ONNX),
        ((PLAIN, replace(QUICK, median_ms=10.01 / WORTH)), EAGER),
        ((PLAIN, replace(QUICK, way=COMPILED)), EAGER),
        ((PLAIN, replace(QUICK, way="no_such")), EAGER),
        ((PLAIN, QUICK, replace(QUICKER, way=RTX)), RTX),
        ((QUICK,), EAGER),
    ],
)
def test_the_quickest_faithful_way_that_is_worth_it_answers(timings: tuple[Timing, ...], chosen: str):
    """1.05 times as fast at least, within its precision's tolerance, and only what a show can go; else the network."""
    assert _choice(*timings).chosen == chosen


def test_how_much_faster_is_told():
    """Against the network; 0 for what did not run."""
    choice = _choice(PLAIN, QUICK, replace(QUICKER, ran=False, median_ms=0.0))
    assert [choice.times_as_fast(way) for way in (EAGER, ONNX, AOT, COMPILED)] == [1.0, 2.0, 0.0, 0.0]


def test_a_record_lasts(tmp_path: Path):
    """Read as it was written, for the very call of the very network."""
    store = EngineStore(tmp_path)
    assert recorded(store, "w" * 64, "c" * 64) is None
    written = record(store, _choice(PLAIN, QUICK))
    assert recorded(store, "w" * 64, "c" * 64) == written
    assert recorded(store, "w" * 64, "d" * 64) is None
    assert not list((tmp_path / CHOICES).glob("*.draft"))


def test_cache_keys_change_with_the_engine_that_answers_and_with_nothing_else(tmp_path: Path):
    """Not with times, nor with an engine that is gone: then the next best answers, or the network."""
    store = EngineStore(tmp_path)
    for engine in (QUICK.engine, QUICKER.engine):
        (tmp_path / engine).mkdir()
        (tmp_path / engine / MANIFEST).write_bytes(b"{}")
    assert choices_print(tmp_path) == ""
    record(store, _choice(PLAIN, QUICK))
    with_onnx = choices_print(tmp_path)
    record(store, _choice(PLAIN, replace(QUICK, median_ms=6.0)))
    assert choices_print(tmp_path) == with_onnx != ""
    record(store, _choice(PLAIN, QUICK, QUICKER))
    with_library = choices_print(tmp_path)
    assert with_library not in ("", with_onnx)
    shutil.rmtree(tmp_path / QUICKER.engine)
    assert choices_print(tmp_path) == with_onnx
    shutil.rmtree(tmp_path / QUICK.engine)
    assert choices_print(tmp_path) == ""


def test_an_endless_error_can_be_written(tmp_path: Path):
    """A network that answers with NaN is far away, and its record can be read."""
    record(EngineStore(tmp_path), _choice(PLAIN, replace(QUICK, error=float("inf"))))
    read = recorded(EngineStore(tmp_path), "w" * 64, "c" * 64)
    assert read is not None
    assert read.chosen == EAGER


def test_another_machine_and_other_versions_count_as_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A data folder that moved to another processor, or an update of torch: measured anew, until then the network."""
    store = EngineStore(tmp_path)
    record(store, _choice(PLAIN, QUICK))
    with monkeypatch.context() as patch:
        patch.setattr(target_module, "this_processor", lambda: ("another", "cpu-0"))
        assert recorded(store, "w" * 64, "c" * 64) is None
    with monkeypatch.context() as patch:
        patch.setattr(choices_module, "exporter_versions", lambda packages: (("torch", "0.1"),))
        assert recorded(store, "w" * 64, "c" * 64) is None
    assert recorded(store, "w" * 64, "c" * 64) is not None


GPU = Target(kind=CUDA, name="one", capability="8.9", driver="580.1")


@pytest.mark.parametrize("change", [{"name": "other"}, {"capability": "9.0"}, {"driver": "581"}])
def test_each_device_has_a_record_of_its_own(tmp_path: Path, change: dict[str, str]):
    """The same call goes one way on the processor, another on a GPU, and is not known on a third device."""
    store, gpu = EngineStore(tmp_path), (PLAIN, QUICK, replace(QUICKER, way=RTX))
    for engine in (QUICK.engine, QUICKER.engine):
        (tmp_path / engine).mkdir()
        (tmp_path / engine / MANIFEST).write_bytes(b"{}")
    record(store, _choice(PLAIN, QUICK))
    record(store, choice_of("ltx/transformer", "w" * 64, "c" * 64, 3, gpu, GPU))
    chosen = {target: recorded(store, "w" * 64, "c" * 64, target) for target in (PROCESSOR, GPU)}
    assert [choice.chosen for choice in chosen.values() if choice is not None] == [ONNX, RTX]
    assert recorded(store, "w" * 64, "c" * 64, replace(GPU, **change)) is None
    prints = {choices_print(tmp_path, target) for target in (PROCESSOR, GPU, replace(GPU, **change))}
    assert len(prints) == 3
    assert "" in prints


def test_of_two_precisions_the_coarser_one_is_the_measure():
    """An engine in half is no nearer to a network in bfloat16 than that network's own numbers are."""
    assert coarser("fp16", "bf16") == coarser("bf16", "fp16") == "bf16"
    assert coarser("fp32", "fp16") == "fp16"


@pytest.mark.parametrize(
    "change",
    [
        lambda whole: whole[: len(whole) // 2],
        lambda whole: b"",
        lambda whole: b"[" * 30_000,
        lambda whole: whole.replace(b'"schema": 1', b'"schema": 2'),
        lambda whole: whole.replace(b'"fp32"', b'"fp1"'),
        lambda whole: whole.replace(b"w" * 64, b"v" * 64),
        lambda whole: whole.replace(b"5.0", b'"five"'),
    ],
)
def test_a_damaged_record_counts_as_none(tmp_path: Path, change):
    """Cut short, emptied, of another schema or of another network: the network answers, and nothing ends."""
    store = EngineStore(tmp_path)
    record(store, _choice(PLAIN, QUICK))
    (path,) = (tmp_path / CHOICES).glob("*.json")
    whole = path.read_bytes()
    path.write_bytes(change(whole))
    assert path.read_bytes() != whole
    assert recorded(store, "w" * 64, "c" * 64) is None
    assert len(choices(tmp_path)) <= 1
