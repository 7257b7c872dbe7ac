"""The engine store: keys, atomic writes, and 1,000 random corruptions that never load a wrong engine."""

from __future__ import annotations

import errno
import os
import random
import shutil
import subprocess
import sys
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import msgspec
import pytest

from generators.neural.engines import store as store_module
from generators.neural.engines import target as target_module
from generators.neural.engines.bindings import Binding, bind, bound
from generators.neural.engines.key import (
    MISSING,
    EngineKey,
    Profile,
    exporter_versions,
    this_processor,
    this_system,
)
from generators.neural.engines.store import MANIFEST, PLAN, WORKSHOP, EngineStore
from generators.neural.engines.target import CUDA, PROCESSOR, Target, why_not_here
from generators.neural.errors import EngineError

KEY = EngineKey(
    module="ltx-condition/transformer",
    graph="a" * 64,
    weights="b" * 64,
    profiles=(Profile(name="hidden_states", least=(1, 16, 8), usual=(1, 16, 8), most=(1, 16, 8)),),
    precision="fp16",
    flags=("refit",),
    loras=("c" * 64,),
    runtime="tensorrt_rtx",
    runtime_version="1.7.1.116",
    cuda="13.0",
    driver="580.1",
    device="NVIDIA RTX 4090",
    capability="8.9",
    system=this_system(),
    exporters=(("torch", "2.13.0"), ("onnx", "1.23.2")),
)
PROFILE = KEY.profiles[0]
PLAN_BYTES = bytes(range(256)) * 40

MUTATIONS: dict[str, tuple[object, ...]] = {
    "module": ("ltx-condition/vae",),
    "graph": ("A" * 64, "a" * 63),
    "weights": ("c" * 64,),
    "profiles": (
        (),
        (replace(PROFILE, name="x"),),
        (replace(PROFILE, least=(1, 8, 8)),),
        (replace(PROFILE, usual=(1, 16, 9)),),
        (replace(PROFILE, most=(2, 16, 8)),),
        (PROFILE, PROFILE),
    ),
    "precision": ("bf16", "fp32"),
    "flags": ((), ("refit", "weight-streaming")),
    "loras": ((), ("c" * 64, "d" * 64)),
    "runtime": ("tensorrt",),
    "runtime_version": ("1.7.1.117", "11.4.0.106"),
    "cuda": ("12.8",),
    "driver": ("", "581.0"),
    "device": ("NVIDIA RTX 4080", "any"),
    "capability": ("9.0", "8.6"),
    "system": ("Windows-AMD64",),
    "exporters": ((("torch", "2.14.0"), ("onnx", "1.23.2")), (("torch", "2.13.0"),)),
    "revision": (2,),
}


def _changed() -> list[tuple[str, EngineKey]]:
    return [(name, replace(KEY, **{name: value})) for name, values in MUTATIONS.items() for value in values]


@pytest.fixture
def store(tmp_path: Path) -> EngineStore:
    """A store with one engine under KEY."""
    found = EngineStore(tmp_path / "engines")
    found.keep(KEY, PLAN_BYTES, build_seconds=1.0)
    return found


def test_what_was_kept_is_loaded(store: EngineStore):
    """The same key gives the same bytes, in another store object too; the list shows it."""
    assert store.load(KEY) == PLAN_BYTES
    assert EngineStore(store.root).load(replace(KEY)) == PLAN_BYTES
    (entry,) = store.entries()
    assert (entry.state, entry.digest) == ("ok", KEY.digest)


def test_every_field_of_the_key_is_mutated_by_a_test():
    """A new field cannot be forgotten here."""
    assert set(MUTATIONS) == {field.name for field in fields(EngineKey)}


@pytest.mark.parametrize(("name", "key"), _changed(), ids=lambda value: value if isinstance(value, str) else "")
def test_every_mutation_of_a_key_misses(store: EngineStore, name: str, key: EngineKey):
    """Whatever one field is changed to, there is no engine for it, and the old one stays."""
    assert key.digest != KEY.digest
    assert store.load(key) is None
    assert store.load(KEY) == PLAN_BYTES


def test_an_engine_moved_under_another_key_is_not_loaded(store: EngineStore):
    """A folder that was renamed or copied by hand to another key is set aside: its manifest names its own."""
    other = replace(KEY, weights="f" * 64)
    shutil.copytree(store.root / KEY.digest, store.root / other.digest)
    assert store.load(other) is None
    assert not (store.root / other.digest).exists()
    assert store.load(KEY) == PLAN_BYTES


def _corrupt(chance: random.Random, store: EngineStore, other: EngineKey) -> str:
    """One random harm to the engine under KEY."""
    place = store.root / KEY.digest
    target = place / chance.choice((PLAN, MANIFEST))
    content = bytearray(target.read_bytes())
    kind = chance.choice(("flip", "cut", "grow", "zero", "empty", "remove", "swap", "link", "folder", "noise", "nest"))
    at = chance.randrange(len(content))
    if kind == "flip":
        content[at] ^= 1 << chance.randrange(8)
    elif kind == "cut":
        del content[at:]
    elif kind == "grow":
        content[at:at] = chance.randbytes(chance.randrange(1, 64))
    elif kind == "zero":
        content[at : at + 64] = bytes(len(content[at : at + 64]))
    elif kind == "empty":
        content.clear()
    elif kind == "noise":
        content[:] = chance.randbytes(len(content))
    elif kind == "nest":
        content[:] = b"[" * 20_000
    elif kind == "swap":
        content[:] = (store.root / other.digest / target.name).read_bytes()
    target.unlink()
    if kind == "remove":
        return kind
    if kind == "link":
        target.symlink_to(store.root / other.digest / target.name)
    elif kind == "folder":
        target.mkdir()
    else:
        target.write_bytes(content)
    return f"{kind} {target.name} {at}"


def test_a_thousand_random_corruptions_never_load_a_wrong_engine(tmp_path: Path):
    """After each harm the engine is loaded unchanged or not at all; nothing crashes; the other one stays whole."""
    store = EngineStore(tmp_path / "engines")
    other = replace(KEY, weights="e" * 64)
    store.keep(other, PLAN_BYTES[::-1], build_seconds=1.0)
    store.keep(KEY, PLAN_BYTES, build_seconds=1.0)
    whole = tmp_path / "whole"
    shutil.copytree(store.root / KEY.digest, whole)
    chance = random.Random(20261)
    refused = 0
    for turn in range(1000):
        place = store.root / KEY.digest
        if place.exists():
            shutil.rmtree(place)
        shutil.copytree(whole, place)
        harm = _corrupt(chance, store, other)
        found = store.load(KEY)
        assert found in (None, PLAN_BYTES), f"{turn}: {harm}"
        if found is None:
            refused += 1
            assert not place.exists(), harm
        assert all(entry.digest in (KEY.digest, other.digest) for entry in store.entries())
    assert refused > 900
    assert store.load(other) == PLAN_BYTES[::-1]


def test_verify_names_and_sets_aside_what_is_bad(store: EngineStore):
    """`verify` reads every byte: a changed one is told, set aside, and not listed again."""
    path = store.root / KEY.digest / PLAN
    content = bytearray(path.read_bytes())
    content[7] ^= 1
    path.write_bytes(content)
    assert [entry.state for entry in store.entries()] == ["ok"], "sizes alone do not tell"
    assert [entry.state for entry in store.verify()] == ["its bytes have changed"]
    assert store.entries() == ()
    assert store.load(KEY) is None


def test_a_full_disk_leaves_nothing_behind(store: EngineStore, monkeypatch: pytest.MonkeyPatch):
    """Without room the error names the remedy, no draft stays, and the engines that were there still load."""

    def full(path: Path, content: bytes) -> None:
        path.write_bytes(content[:100])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(store_module, "_write", full)
    with pytest.raises(EngineError, match="free some space"):
        store.keep(replace(KEY, driver="581"), PLAN_BYTES, build_seconds=1.0)
    assert [path.name for path in store.root.iterdir() if path.name.startswith(".draft")] == []
    assert store.load(KEY) == PLAN_BYTES


def test_a_process_that_dies_while_writing_leaves_no_engine(store: EngineStore):
    """A draft of a dead process is no engine, and is removed."""
    draft = store.root / f".draft-999999-{'0' * 64}"
    draft.mkdir()
    (draft / PLAN).write_bytes(b"half")
    store.prune()
    assert not draft.exists()
    assert len(store.entries()) == 1


def test_the_least_used_engines_go_first(tmp_path: Path):
    """Above the limit what was not used for longest is removed; what was just kept stays."""
    store = EngineStore(tmp_path, limit_bytes=3 * len(PLAN_BYTES))
    keys = [replace(KEY, driver=str(number)) for number in range(4)]
    for number, key in enumerate(keys):
        store.keep(key, PLAN_BYTES, build_seconds=1.0)
        os.utime(tmp_path / key.digest, (1_000_000 + number, 1_000_000 + number))
    assert store.load(keys[0]) is None
    assert store.load(keys[3]) == PLAN_BYTES


def test_what_went_for_the_limit_is_told_and_what_was_kept_last_stays(tmp_path: Path):
    """The engine just kept stays even where it alone is above the limit; those that went are named."""
    store = EngineStore(tmp_path, limit_bytes=len(PLAN_BYTES) // 2)
    for number in range(2):
        store.keep(replace(KEY, driver=str(number)), PLAN_BYTES, build_seconds=1.0)
    (left,) = store.entries()
    assert left.digest == replace(KEY, driver="1").digest
    assert store.prune() == (left.digest,)


def test_what_a_dead_build_left_is_swept(store: EngineStore):
    """The workshop of a process that ended goes, that of a living one stays."""
    dead = store.root / f"{WORKSHOP}999999-transformer"
    mine = store.workshop("transformer")
    for folder in (dead, mine):
        folder.mkdir()
        (folder / "graph.onnx").write_bytes(b"half")
    store.sweep()
    assert not dead.exists()
    assert mine.exists()
    assert len(store.entries()) == 1


def test_where_nothing_may_be_written_the_line_says_so(tmp_path: Path):
    """A store that is a file, or lies in one, is one clear line for a lock and for an engine."""
    (tmp_path / "engines").write_bytes(b"")
    store = EngineStore(tmp_path / "engines")
    with pytest.raises(EngineError, match=r"an engine of .* cannot be written in .*engines"):
        store.keep(KEY, PLAN_BYTES, build_seconds=1.0)
    with pytest.raises(EngineError, match="a lock cannot be written"), store.building(KEY):
        pass


def test_one_build_for_a_key_across_processes(store: EngineStore):
    """While one process builds, another is told so; when it dies, the right is free again."""
    code = (
        "import sys,pathlib;from generators.neural.engines.store import EngineStore;"
        "import tests_key as t;s=EngineStore(pathlib.Path(sys.argv[1]));"
        "c=s.building(t.KEY);print(c.__enter__(),flush=True);sys.stdin.read()"
    )
    folder = store.root.parent
    (folder / "tests_key.py").write_text(
        "import msgspec\nfrom generators.neural.engines.key import EngineKey\n"
        f"KEY = msgspec.json.decode({msgspec.json.encode(KEY)!r}, type=EngineKey)\n"
    )
    path = f"{Path(__file__).parents[2]}:{folder}"
    child = subprocess.Popen(
        [sys.executable, "-c", code, str(store.root)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": path},
    )  # fmt: skip
    assert child.stdout is not None
    assert child.stdout.readline().strip() == "True"
    with store.building(KEY) as mine:
        assert not mine
    child.kill()
    child.communicate()
    with store.building(KEY) as mine:
        assert mine


def test_versions_of_the_exporters_are_told():
    """Installed packages by version, others as missing."""
    assert dict(exporter_versions(("msgspec", "no-such-package")))["no-such-package"] == MISSING


def test_why_an_engine_is_not_used_here_is_told():
    """Another system, version, GPU or driver is named with what is here; nothing is said of one that fits."""
    own = exporter_versions(("numpy",))
    ((_, version),) = exporter_versions(("onnxruntime",))
    fits = replace(KEY, runtime="onnxruntime", runtime_version=version, capability="cpu", exporters=own)
    assert why_not_here(fits) == ""
    assert "it is for Windows-AMD64, this is" in why_not_here(replace(fits, system="Windows-AMD64"))
    assert why_not_here(replace(fits, runtime_version="0.1")) == f"it was made with onnxruntime 0.1, here is {version}"
    assert "made with no-such 2, which is not installed" in why_not_here(replace(fits, exporters=(("no-such", "2"),)))
    name, capability = this_processor()
    own_code = replace(fits, runtime="aotinductor", device=name, capability=capability)
    ((_, torch_version),) = exporter_versions(("torch",))
    assert why_not_here(replace(own_code, runtime_version=torch_version)) == ""
    told = why_not_here(replace(own_code, runtime_version=torch_version, device="another", capability="cpu-0"))
    assert told == f"it is machine code for another, here is {name}"
    assert why_not_here(replace(fits, runtime="no_such")) == "this version of Evershow executes no engines of no_such"


@pytest.mark.parametrize("runtime", ["onnxruntime", "aotinductor", "tensorrt", "tensorrt_rtx"])
def test_why_an_engine_for_a_gpu_is_not_used_is_told(runtime: str, monkeypatch: pytest.MonkeyPatch):
    """Another capability, GPU or driver is named with what is here; one that was built without a GPU tells that."""
    monkeypatch.setattr(target_module, "exporter_versions", lambda names: tuple((name, "1") for name in names))
    key = replace(KEY, runtime=runtime, runtime_version="1", exporters=(("torch", "1"),))
    here = Target(kind=CUDA, name=KEY.device, capability="8.9", driver="580.1")
    assert why_not_here(key, [here]) == ""
    assert why_not_here(key) == "it is for GPUs of compute capability 8.9, and there is no GPU here"
    others = [replace(here, capability="8.6"), replace(here, capability="12.0")]
    assert why_not_here(key, others) == "it is for GPUs of compute capability 8.9, here is one of 12.0"
    assert why_not_here(key, [replace(here, driver="581.0")]) == "it was built with driver 580.1, here is 581.0"
    assert why_not_here(key, [replace(here, name="RTX 6000")]) == "it is for NVIDIA RTX 4090, here is RTX 6000"
    assert why_not_here(key, [replace(here, driver="581.0"), here]) == "", "one of two"
    assert "where there was no GPU" in why_not_here(replace(key, device="any", driver=""), [here])


def test_a_call_is_answered_by_the_engine_of_its_device(store: EngineStore, monkeypatch: pytest.MonkeyPatch):
    """One network and call, an engine for the processor and one for each GPU: none answers on another device."""
    monkeypatch.setattr(target_module, "exporter_versions", lambda names: tuple((name, "1") for name in names))
    own = replace(KEY, runtime="onnxruntime", runtime_version="1", exporters=(("torch", "1"),))
    first = Target(kind=CUDA, name=KEY.device, capability="8.9", driver="580.1")
    second = replace(first, name="NVIDIA L40S")
    keys = {PROCESSOR: replace(own, device="any", capability="cpu", driver=""), first: own}
    for target, key in keys.items():
        store.keep(key, PLAN_BYTES, build_seconds=1.0)
        bind(store, Binding(weights="w", call="c", key=key), target)
    for target, key in keys.items():
        found = bound(store, "onnxruntime", "w", "c", target)
        assert found is not None
        assert found[0] == key
    assert bound(store, "onnxruntime", "w", "c", second) is None
    bind(store, Binding(weights="w", call="c", key=keys[PROCESSOR]), second)
    assert bound(store, "onnxruntime", "w", "c", second) is None, "an engine of the processor, bound to a GPU"


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"runtime_version": "0.1"},
        {"system": "Windows-AMD64"},
        {"exporters": (("torch", "0.1"),)},
        {"runtime": "no_such", "runtime_version": MISSING},
    ],
)
def test_an_engine_answers_where_it_is_listed_as_used_and_nowhere_else(store: EngineStore, change: dict[str, Any]):
    """The list and the networks ask one rule."""
    ((_, version),) = exporter_versions(("onnxruntime",))
    fits = replace(KEY, runtime="onnxruntime", runtime_version=version, capability="cpu", exporters=exporter_versions())
    key = replace(fits, **change)
    store.keep(key, PLAN_BYTES, build_seconds=1.0)
    bind(store, Binding(weights="w", call="c", key=key))
    assert (bound(store, key.runtime, "w", "c") is None) == bool(why_not_here(key))
    assert bool(why_not_here(key)) == bool(change)
