"""`evershow engines` by hand: what it says where nothing is there, where something is missing, and of a bad engine."""

from __future__ import annotations

import importlib.util
import json
import re
import sys
from dataclasses import replace
from importlib import metadata
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import click
import pytest
from click.testing import CliRunner

from generators.neural import probe
from generators.neural.engines.choices import Timing, choice_of, record
from generators.neural.engines.key import exporter_versions
from generators.neural.engines.store import PLAN, EngineStore
from generators.neural.engines.target import CUDA, Target
from generators.neural.errors import EngineError
from generators.neural.probe import Device, Told
from player.cli.engine_asking import Wanted, model_named
from player.cli.engine_tables import tell_choice, tell_matrix
from player.cli.engines import STORE_FOLDER, engines

from .test_engine_store import KEY, PLAN_BYTES

DEVICE = Device(index=0, name="NVIDIA RTX 4090", memory_bytes=24 << 30, capability=(8, 9))


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> EngineStore:
    """The store of a data folder of its own, without models."""
    monkeypatch.delenv("EVERSHOW_MODELS", raising=False)
    monkeypatch.setenv("EVERSHOW_HOME", str(tmp_path))
    return EngineStore(tmp_path / STORE_FOLDER)


def test_a_build_without_its_packages_names_what_to_install(monkeypatch: pytest.MonkeyPatch, store: EngineStore):
    """One line with the extra, no traceback."""
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    told = CliRunner().invoke(engines, ["build", "/no/such/folder", "--runtime", "onnxruntime"])
    assert told.exit_code == 1
    assert "torch, diffusers" in told.output
    assert "pip install 'evershow[neural]'" in told.output


def test_a_folder_that_is_not_there_is_named(store: EngineStore):
    """A path is not taken for the name of a model; a name is answered with those that there are."""
    with pytest.raises(click.UsageError, match="there is no folder /no/such/folder"):
        model_named("/no/such/folder")
    with pytest.raises(click.UsageError, match="no model 'wann'; found: none"):
        model_named("wann")


def test_without_engines_it_is_said_how_to_build_some(store: EngineStore):
    """For the GPU that is here and for the processor: what would be built for another machine is no answer."""
    told = CliRunner().invoke(engines, ["list"]).output
    assert "`evershow engines build MODEL`" in told
    assert "--runtime onnxruntime for this processor" in told
    assert "--capability" not in told


def test_a_bad_engine_is_told_with_the_remedy(store: EngineStore):
    """The row stays one line where no screen tells its width; the engine is set aside and gone the next time."""
    store.keep(KEY, PLAN_BYTES, build_seconds=1.0)
    plan = store.root / KEY.digest / PLAN
    plan.write_bytes(b"x" + PLAN_BYTES[1:])
    told = CliRunner().invoke(engines, ["verify"])
    assert told.exit_code == 1
    (row,) = [line for line in told.output.splitlines() if KEY.digest[:12] in line]
    assert "ltx-condition/transformer" in row
    assert "its bytes have changed" in row
    assert "1 of 1 set aside; `evershow engines build MODEL`" in told.output
    again = CliRunner().invoke(engines, ["list"])
    assert again.exit_code == 0
    assert "no engine has been built" in again.output


@pytest.mark.parametrize(
    ("runtime", "remedy"), [("tensorrt", "vendor's own package index"), ("tensorrt_rtx", "evershow[tensorrt]")]
)
def test_a_runtime_that_is_not_here_is_told_before_anything_is_loaded(
    runtime: str, remedy: str, monkeypatch: pytest.MonkeyPatch, store: EngineStore
):
    """Each runtime has a remedy of its own: that of plain TensorRT is its vendor's index, not our extra."""

    def nothing(name: str) -> str:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.util, "find_spec", lambda name: object())
    monkeypatch.setattr(metadata, "version", nothing)
    told = CliRunner().invoke(engines, ["build", "m", "--runtime", runtime])
    assert isinstance(told.exception, EngineError)
    assert re.fullmatch(f"{runtime} is not installed: pip install .*{re.escape(remedy)}.*", str(told.exception))


def test_a_capability_has_two_numbers(monkeypatch: pytest.MonkeyPatch, store: EngineStore):
    """Anything else is told with an example, before the driver is asked."""
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: object())
    told = CliRunner().invoke(engines, ["build", "m", "--runtime", "onnxruntime", "--capability", "ada"])
    assert told.exit_code == 2
    assert "'ada' is not a compute capability such as 8.9" in told.output


def test_an_engine_of_another_version_is_listed_with_the_remedy(store: EngineStore):
    """It is whole, but not for what is installed now: the row says so, and one line says why and what to do."""
    store.keep(replace(KEY, runtime="onnxruntime", runtime_version="0.1"), PLAN_BYTES, build_seconds=1.0)
    told = CliRunner().invoke(engines, ["list"])
    assert told.exit_code == 0
    assert "not used: it was made with onnxruntime 0.1, here is" in told.output
    assert "`evershow engines build MODEL` builds anew" in told.output
    (row,) = json.loads(CliRunner().invoke(engines, ["list", "--json"]).output)
    assert (row["state"], bool(row["not_used"])) == ("ok", True)


def test_an_engine_for_a_gpu_that_is_not_here_is_never_called_usable(
    store: EngineStore, monkeypatch: pytest.MonkeyPatch
):
    """The row says that it is not used, and a line for what it was built; where its GPU is, it is to be measured."""
    version = exporter_versions(("numpy",))
    key = replace(KEY, runtime="onnxruntime", runtime_version=dict(exporter_versions(("onnxruntime",)))["onnxruntime"])
    key = replace(key, exporters=version)
    store.keep(key, PLAN_BYTES, build_seconds=1.0)
    nobody, somebody = Told(ok=False, words="no driver"), Told(ok=True, words="", devices=(DEVICE,), driver="580.1")
    for driver, wanted in (
        (nobody, "not used: it is for GPUs of compute capability 8.9, and there is no GPU here"),
        (somebody, "not measured"),
    ):
        monkeypatch.setattr(probe, "ask", lambda subject, driver=driver: driver)
        told = CliRunner().invoke(engines, ["list"]).output
        assert wanted in told


def test_a_device_that_is_not_here_is_told_before_a_model_is_opened(
    store: EngineStore, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    """Of `build` and `bench` alike: a word that is none, no driver, and a number too many, each with what there is."""
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: object())
    monkeypatch.setattr("player.cli.engines.model_named", lambda name: SimpleNamespace(name=name))
    building = SimpleNamespace(Plan=None, build_engines=None, choose_ways=None)
    monkeypatch.setitem(sys.modules, "generators.neural.engines.build", building)
    nobody, somebody = Told(ok=False, words="no driver"), Told(ok=True, words="", devices=(DEVICE,), driver="580.1")
    for command in (["build", "m", "--runtime", "onnxruntime"], ["bench", "m"]):
        told = CliRunner().invoke(engines, [*command, "--device", "gpu"])
        assert "'gpu' is no device such as cpu, cuda or cuda:0" in told.output
        monkeypatch.setattr(probe, "ask", lambda subject: nobody)
        assert (
            "there is no device cuda: no driver" in CliRunner().invoke(engines, [*command, "--device", "cuda"]).output
        )
        monkeypatch.setattr(probe, "ask", lambda subject: somebody)
        told = CliRunner().invoke(engines, [*command, "--device", "cuda:3"])
        assert "there is no device cuda:3: known are cuda:0, cpu" in told.output


@pytest.mark.parametrize(("command", "runtime"), [("build", "tensorrt"), ("build", "onnxruntime"), ("bench", "")])
def test_on_a_gpu_a_model_is_opened_as_a_show_opens_it(
    command: str, runtime: str, store: EngineStore, monkeypatch: pytest.MonkeyPatch
):
    """On the device, in its precision, at its memory's tier; engines and times are of that very device."""
    asked: dict[str, Any] = {}

    def opened(model: Any, wanted: Wanted) -> tuple[Any, Any]:
        asked["wanted"] = wanted
        return object(), None

    def noted(*given: Any, **named: Any) -> list[Any]:
        asked["target"] = named.get("target") or given[4].target
        asked["precision"] = given[4].precision if len(given) > 4 else ""
        return []

    monkeypatch.setattr(importlib.util, "find_spec", lambda name: object())
    monkeypatch.setattr("generators.neural.engines.key.runtime_version", lambda name: "1")
    monkeypatch.setattr("player.cli.engines.model_named", lambda name: SimpleNamespace(name=name, loras=(), row=None))
    monkeypatch.setattr("player.cli.engines.opened", opened)
    building = SimpleNamespace(Plan=SimpleNamespace, build_engines=noted, choose_ways=noted)
    monkeypatch.setitem(sys.modules, "generators.neural.engines.build", building)
    monkeypatch.setattr(probe, "ask", lambda subject: Told(ok=True, words="", devices=(DEVICE,), driver="580.1"))
    told = CliRunner().invoke(engines, [command, "m", "--device", "cuda", *(["--runtime", runtime] if runtime else [])])
    assert told.exit_code == 0, told.output
    wanted = asked["wanted"]
    assert (wanted.device, wanted.dtype, wanted.memory_bytes, wanted.on_trial) == (
        "cuda:0",
        "bfloat16",
        24 << 30,
        False,
    )
    assert asked["target"] == Target(kind=CUDA, name="NVIDIA RTX 4090", capability="8.9", driver="580.1")
    assert asked["precision"] in ("bf16", "")


@pytest.mark.parametrize(("ratio", "state"), [(0.0, "not measured"), (1.02, "not quicker"), (2.5, "answers")])
def test_an_engine_is_listed_with_what_was_measured(store: EngineStore, ratio: float, state: str):
    """How many times as fast as its network it is here, and whether a show uses it; what to do where nobody knows."""
    version = dict(exporter_versions(("onnxruntime",)))["onnxruntime"]
    key = replace(
        KEY, runtime="onnxruntime", runtime_version=version, capability="cpu", exporters=exporter_versions(("numpy",))
    )
    store.keep(key, PLAN_BYTES, build_seconds=1.0)
    rows = (
        Timing(way="eager", ran=True, median_ms=ratio),
        Timing(way="onnxruntime", ran=True, median_ms=1.0, engine=key.digest),
    )
    if ratio:
        record(store, choice_of(key.module, "w", "c", 1, rows))
    told = CliRunner().invoke(engines, ["list"]).output
    (row,) = [line for line in told.splitlines() if key.digest[:12] in line]
    assert row.rstrip().endswith(state)
    assert f"{ratio:.2f}" in row if ratio else "—" in row
    assert ("`evershow engines bench MODEL`" in told) == (not ratio)
    (listed,) = json.loads(CliRunner().invoke(engines, ["list", "--json"]).output)
    assert (listed["times_as_fast"], listed["answers"]) == (ratio, state == "answers")


def test_the_matrix_tells_memory_error_and_what_is_too_far(capsys: pytest.CaptureFixture[str]):
    """A row that ran has every figure; one that no show would use, and one that did not run, say why."""
    ran = {
        "network": "Wan", "runtime": "eager", "ran": True, "why": "", "median_ms": 12.34, "p95_ms": 13.0,
        "peak_bytes": 3 << 30, "share_of_peak": 0.5, "real_time": 2.5, "error": 0.0,
    }  # fmt: skip
    far = {**ran, "runtime": "tensorrt", "error": 0.4, "why": "too far from the network"}
    absent = {**ran, "runtime": "tensorrt_rtx", "ran": False, "why": "no NVIDIA driver"}
    tell_matrix({"rows": [ran, far, absent], "cancels": [], "segments": []}, as_json=False)
    told = {line.split()[1]: line.split()[2:] for line in capsys.readouterr().out.splitlines() if " Wan" in f" {line}"}
    assert told["eager"] == ["12.3", "13.0", "3.0", "2.50", "50%", "0e+00"]
    assert told["tensorrt"][5:] == ["4e-01", "too", "far", "from", "the", "network"]
    assert told["tensorrt_rtx"] == ["no", "NVIDIA", "driver"]


def test_memory_cannot_bind_what_compiles_in_this_process(monkeypatch: pytest.MonkeyPatch, store: EngineStore):
    """It is said, rather than passed over."""
    told = CliRunner().invoke(engines, ["build", "m", "--runtime", "aotinductor", "--memory", "2"])
    assert told.exit_code == 2
    assert "--memory cannot bind aotinductor" in told.output


def test_what_was_measured_is_told_way_by_way(capsys: pytest.CaptureFixture[str]):
    """The way that a show goes is marked; what did not run says why."""
    rows = (
        Timing(way="eager", ran=True, median_ms=10.0, p95_ms=11.0),
        Timing(way="compiled", ran=False, why="torch's compiler needs a C++ compiler"),
        Timing(way="onnxruntime", ran=True, median_ms=4.0, p95_ms=4.5, error=1.2e-6),
    )
    tell_choice(choice_of("vits/flow", "w", "c", 5, rows), as_json=False)
    told = capsys.readouterr().out
    assert "vits/flow" in told
    (used,) = [line for line in told.splitlines() if line.lstrip().startswith("●")]
    assert used.split()[1:6] == ["onnxruntime", "4.00", "4.50", "2.50", "1.2e-06"]
    assert "torch's compiler needs a C++ compiler" in told
    tell_choice(choice_of("vits/flow", "w", "c", 5, rows), as_json=True)
    assert json.loads(capsys.readouterr().out)["chosen"] == "onnxruntime"
