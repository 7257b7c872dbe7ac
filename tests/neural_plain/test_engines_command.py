"""`evershow engines` by hand: what it says where nothing is there, where something is missing, and of a bad engine."""

from __future__ import annotations

import importlib.util
import json
import re
from dataclasses import replace
from importlib import metadata
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from generators.neural.engines.store import PLAN, EngineStore
from generators.neural.errors import EngineError
from player.cli.engines import STORE_FOLDER, _model, engines

from .test_engine_store import KEY, PLAN_BYTES


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
        _model("/no/such/folder")
    with pytest.raises(click.UsageError, match="no model 'wann'; found: none"):
        _model("wann")


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
    assert "not used: it was made with onnxruntime 0.1, here it is" in told.output
    assert "`evershow engines build MODEL` builds anew" in told.output
    (row,) = json.loads(CliRunner().invoke(engines, ["list", "--json"]).output)
    assert (row["state"], bool(row["not_used"])) == ("ok", True)


def test_an_engine_that_nothing_executes_is_never_called_usable(store: EngineStore):
    """TensorRT's are built and kept: the row says that they are not used, and no line promises that building helps."""
    store.keep(KEY, PLAN_BYTES, build_seconds=1.0)
    told = CliRunner().invoke(engines, ["list"]).output
    assert "not used: nothing executes engines of tensorrt_rtx yet" in told
    assert "builds anew" not in told
