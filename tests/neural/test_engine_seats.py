"""Engines in place of networks, in a pipeline that renders: the same film, cancels, and everything that is refused."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import onnx
import pytest
import torch

from generators.errors import Cancelled
from generators.neural.drawing import Neural
from generators.neural.engines import seats as seats_module
from generators.neural.engines import ways
from generators.neural.engines.attempts import ATTEMPTS, MOST_DEATHS, died_in
from generators.neural.engines.bindings import BINDINGS, Binding, bind
from generators.neural.engines.build import Plan, build_engines, choose_ways
from generators.neural.engines.capture import Caught, rendering
from generators.neural.engines.choices import CHOICES, COMPILED, EAGER, choices_print, recorded
from generators.neural.engines.inductor import traced
from generators.neural.engines.key import AOT, ONNX, EngineKey
from generators.neural.engines.seats import seat_engines
from generators.neural.engines.store import EngineStore
from generators.neural.engines.target import PROCESSOR
from generators.neural.engines.ways import timings
from generators.neural.equipment import equip, version_of, write_equipment
from generators.neural.errors import EngineError
from generators.neural.loading import open_generator, opener
from generators.neural.models import inspect_model
from generators.neural.ports import Control, never
from generators.neural.probe import Told
from generators.neural.takes import Wishes, takes_of
from generators.neural.tiers import TRIAL
from generators.neural.trials import tiny, tiny_sound
from generators.neural.video.pipes import Placement
from generators.stage.bench import bench_part

from . import engine_cases
from .conftest import a_take
from .test_video_adapters import Counting

KIND = "ltx-condition"
NETWORKS = ("transformer", "text-encoder", "vae-encoder", "vae-decoder")
PLAN = Plan(runtime="onnxruntime", capability="cpu", precision="fp32")
DYING = """
import os, sys
from pathlib import Path
from generators.neural.engines.attempts import attempt
from generators.neural.engines.store import EngineStore
with attempt(EngineStore(Path(sys.argv[1])), sys.argv[2]):
    os._exit(9)
"""
"""A process that ends while it opens an engine."""
ONE_STEP = 1
"""Of 255: what a difference in the last bits may change."""


@pytest.fixture(scope="module")
def folder(shelf: Path) -> Path:
    """The model's folder."""
    return tiny.saved(KIND, shelf)


@pytest.fixture(scope="module")
def store(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> EngineStore:
    """A store with an engine of ONNX Runtime for each network, as `evershow engines build` fills it."""
    store = EngineStore(tmp_path_factory.mktemp("engines"))
    steps = list(build_engines(store, KIND, *_asked(folder, a_take(9)), PLAN, Told(ok=False, words=""), never))
    assert [step.module for step in steps if step.state == "built"] == [f"{KIND}/{name}" for name in NETWORKS]
    return engine_cases.measured(store)


def _opened(folder: Path) -> Any:
    return open_generator(inspect_model(folder), Placement())


def _asked(folder: Path, take: Any) -> tuple[Any, Any]:
    """An adapter, and what asks it for `take`."""
    adapter = _opened(folder)
    return adapter, rendering(adapter, take)


def _film(adapter: Any, frames: int = 9, **change: Any) -> np.ndarray:
    return np.concatenate([chunk.frames for chunk in adapter.render([a_take(frames, **change)], None, never)])


def test_engines_make_the_same_film(folder: Path, store: EngineStore):
    """Each network's calls are answered by its engine, within 1e-5 of it, and the film is the network's."""
    plain, seated = _opened(folder), opener(folder, "cpu", "float32", None, store.root)(TRIAL)
    apart = np.abs(_film(plain).astype(int) - _film(seated).astype(int)).max()
    assert apart <= ONE_STEP
    assert {seat.name for seat in seated.seats if seat.answered} == set(NETWORKS)
    assert all(seat.worst <= 1e-5 and not seat.refused for seat in seated.seats)
    other = _film(plain, seed=5, steps=3)
    assert np.abs(other.astype(int) - _film(seated, seed=5, steps=3).astype(int)).max() <= ONE_STEP, "other numbers"
    assert np.array_equal(_film(seated), _film(seated)), "the same take, the same bytes"


def test_a_call_of_another_size_goes_to_the_network(folder: Path, store: EngineStore):
    """Five frames are another shape than nine: only the words, which are alike, are an engine's."""
    seated = _opened(folder)
    seats = {seat.name: seat for seat in seat_engines(seated, store)}
    apart = np.abs(_film(_opened(folder), 5).astype(int) - _film(seated, 5).astype(int)).max()
    assert apart <= ONE_STEP
    assert seats["text-encoder"].answered > 0
    for name in ("transformer", "vae-decoder"):
        assert seats[name].answered == 0
        assert seats[name].passed > 0


def test_other_weights_have_no_engine(folder: Path, store: EngineStore):
    """One changed number of a network, as a LoRA changes many, and its engines are another model's."""
    changed = _opened(folder)
    next(changed._pipe.transformer.parameters()).data.view(-1)[0] += 1e-3
    seats = {seat.name: seat for seat in seat_engines(changed, store)}
    _film(changed)
    assert seats["transformer"].answered == 0
    assert seats["vae-decoder"].answered > 0


def test_a_cancel_is_heard_before_every_engine(folder: Path, store: EngineStore):
    """With engines as without, nothing runs after the answer to stop, and the pipeline works as before."""
    seated = _opened(folder)
    seat_engines(seated, store)
    before = _film(seated)
    counted, plainly = Counting(), Counting()
    list(seated.render([a_take(9)], None, counted))
    list(_opened(folder).render([a_take(9)], None, plainly))
    assert counted.asked == plainly.asked
    for at in (0, counted.asked // 2, counted.asked - 1):
        cancel = Counting(at)
        with pytest.raises(Cancelled):
            list(seated.render([a_take(9)], None, cancel))
        assert cancel.asked == at + 1
    assert np.array_equal(before, _film(seated))


def test_an_engine_that_lies_is_sent_away(folder: Path, store: EngineStore, tmp_path: Path):
    """A graph that is whole but gives other numbers than its network is refused at its first call."""
    other = EngineStore(tmp_path)
    (tmp_path / BINDINGS).mkdir()
    for entry in store.entries():
        assert entry.manifest is not None
        plan = store.load(entry.manifest.key)
        assert plan is not None
        if entry.manifest.key.module.endswith("vae-decoder"):
            plan = _spoilt(plan)
        other.keep(entry.manifest.key, plan, build_seconds=0.0)
    for path in (store.root / BINDINGS).glob("*.json"):
        (tmp_path / BINDINGS / path.name).write_bytes(path.read_bytes())
    engine_cases.measured(other)
    seated = _opened(folder)
    seats = {seat.name: seat for seat in seat_engines(seated, other)}
    film = _film(seated)
    assert "away from its network" in seats["vae-decoder"].refused
    assert seats["vae-decoder"].answered == 0
    assert np.abs(film.astype(int) - _film(_opened(folder)).astype(int)).max() <= ONE_STEP


def test_an_engine_that_fails_later_is_sent_away(folder: Path, store: EngineStore, monkeypatch: pytest.MonkeyPatch):
    """Memory may run out at any call: from then on the network answers, and the take comes."""
    seated = _opened(folder)
    seats = {seat.name: seat for seat in seat_engines(seated, store)}
    real = seats_module.open_engine

    def weary(*given: Any) -> Any:
        run, calls = real(*given), []

        def ran(tensors: dict[str, torch.Tensor]) -> list[torch.Tensor]:
            calls.append(1)
            if len(calls) > 2:
                raise RuntimeError("CUDA error: out of memory")
            return run(tensors)

        return ran

    monkeypatch.setattr(seats_module, "open_engine", weary)
    film = _film(seated, steps=4)
    assert np.abs(film.astype(int) - _film(_opened(folder), steps=4).astype(int)).max() <= ONE_STEP
    assert "fails by now (CUDA error: out of memory)" in seats["transformer"].refused
    assert seats["transformer"].passed > 1


def test_an_engine_in_which_processes_died_is_set_aside(folder: Path, store: EngineStore, tmp_path: Path):
    """A runtime that takes its worker along does so twice, in this show and every later one; then the network answers.

    An engine that opens leaves no note behind.
    """
    other = EngineStore(tmp_path / "engines")
    shutil.copytree(store.root, other.root)
    _film(opener(folder, "cpu", "float32", None, other.root)(TRIAL))
    assert not list((other.root / ATTEMPTS).iterdir())
    before = {entry.manifest.key.module: entry.digest for entry in other.entries() if entry.manifest is not None}
    gone = before[f"{KIND}/text-encoder"]
    for _ in range(MOST_DEATHS):
        assert not died_in(other, gone)
        subprocess.run([sys.executable, "-c", DYING, str(other.root), gone], check=False)
    seated = opener(folder, "cpu", "float32", None, other.root)(TRIAL)
    film = _film(seated)
    assert np.abs(film.astype(int) - _film(_opened(folder)).astype(int)).max() <= ONE_STEP
    told = [seat.name for seat in seated.seats if "processes ended while they opened" in seat.refused]
    assert told == ["text-encoder"]
    assert gone not in {entry.digest for entry in other.entries()}
    assert {seat.name for seat in seated.seats if seat.answered} == {*NETWORKS} - {"text-encoder"}


def test_a_level_of_the_show_is_drawn_with_engines(folder: Path, tmp_path: Path):
    """Equipped with a store, a worker's level says which engines drew; its pictures are those without, bit for bit or
    one step of 255 away; and its cache keys are others."""
    part = bench_part(0, 17)
    wishes = Wishes(width=64, height=64, controls=(Control.COLOUR, Control.IDS), steps=TRIAL.steps, judging_only=True)
    (take,) = takes_of(part, wishes, never)
    for _ in build_engines(EngineStore(tmp_path), KIND, *_asked(folder, take), PLAN, Told(ok=False, words=""), never):
        continue
    engine_cases.measured(EngineStore(tmp_path))
    plain = replace(equip([inspect_model(folder)], None), trusting=True)
    films, told = [], []
    for equipment in (plain, replace(plain, engines=str(tmp_path))):
        level = Neural(96, 96, 24, equipment=write_equipment(equipment))
        films.append(np.stack([frame.copy() for frame in level.frames(part, never)]).astype(int))
        told.append(dict(level.notes))
    assert np.abs(films[0] - films[1]).max() <= ONE_STEP
    assert "engines" not in told[0]
    assert told[1] == {"model": KIND, "takes": "1 of 1", "engines": ", ".join(NETWORKS)}
    assert version_of(plain, "g") != version_of(replace(plain, engines=str(tmp_path)), "g")


@pytest.mark.parametrize("kind", ["vits", "musicgen"])
def test_engines_answer_for_sound(kind: str, shelf: Path, tmp_path: Path):
    """A score or a line is the network's own but for the last bits; which networks engines answered for is known."""
    folder, store = tiny_sound.saved(kind, shelf), EngineStore(tmp_path)
    adapter = _opened(folder)
    steps = list(build_engines(store, kind, adapter, _sounding(adapter), PLAN, Told(ok=False, words=""), never))
    assert not [step for step in steps if step.state == "failed"]
    engine_cases.measured(store)
    seated = opener(folder, "cpu", "float32", engines=store.root)(TRIAL)
    apart = np.abs(_sounding(_opened(folder))() - _sounding(seated)()).max()
    assert apart <= 1e-4
    assert [seat.name for seat in seated.seats if seat.answered] == list(engine_cases.NETWORKS[kind])


def _sounding(adapter: Any) -> Any:
    if hasattr(adapter, "speak"):
        return lambda: adapter.speak(engine_cases.LINE, 7, never).samples
    return lambda: adapter.render(engine_cases.LINE, engine_cases.SCORE_SECONDS, 4, never)


def test_a_network_that_a_model_has_not_is_told(folder: Path, tmp_path: Path):
    """A wrong name is one line with the right ones, before anything is exported."""
    plan = replace(PLAN, modules=("vae-decoder", "unet"))
    steps = build_engines(
        EngineStore(tmp_path), KIND, *_asked(folder, a_take(9)), plan, Told(ok=False, words=""), never
    )
    with pytest.raises(EngineError, match=f"{KIND} has no network 'unet'; it has transformer, text-encoder"):
        next(steps)


def _spoilt(plan: bytes) -> bytes:
    model = onnx.load_from_string(plan)
    weight = max(model.graph.initializer, key=lambda tensor: len(tensor.raw_data))
    numbers = onnx.numpy_helper.to_array(weight) + np.float32(0.5)
    weight.CopyFrom(onnx.numpy_helper.from_array(numbers, weight.name))
    return model.SerializeToString()


def test_bindings_of_other_versions_and_damaged_ones_count_as_none(
    folder: Path, store: EngineStore, monkeypatch: pytest.MonkeyPatch
):
    """After an update of the runtime, or with half a file, the networks answer for themselves."""
    from generators.neural.engines import bindings

    weights, call = "w" * 64, "c" * 64
    assert bindings.bound(store, ONNX, weights, call) is None
    entry = next(row for row in store.entries() if row.manifest is not None)
    assert entry.manifest is not None
    bound = bindings.Binding(weights=weights, call=call, key=entry.manifest.key)
    bindings.bind(store, bound)
    assert bindings.bound(store, ONNX, weights, call) is not None
    path = bindings._place(store, ONNX, weights, call, PROCESSOR)
    whole = path.read_bytes()
    path.write_bytes(whole[:-9])
    assert bindings.bound(store, ONNX, weights, call) is None
    bindings.bind(store, replace(bound, key=replace(bound.key, runtime_version="0.1")))
    assert bindings.bound(store, ONNX, weights, call) is None
    path.unlink()  # the store is other tests' as well


@pytest.mark.parametrize("ratio", [1.04, 0.0])
def test_an_engine_that_is_not_quicker_does_not_answer(folder: Path, store: EngineStore, tmp_path: Path, ratio: float):
    """Less than 1.05 times as fast, or not measured (0): the network answers, and cache keys are as without engines."""
    other = EngineStore(tmp_path)
    shutil.copytree(store.root, tmp_path, dirs_exist_ok=True)
    assert choices_print(tmp_path) == choices_print(store.root) != ""
    shutil.rmtree(tmp_path / CHOICES)
    if ratio:
        engine_cases.measured(other, ratio)
    seated = _opened(folder)
    seats = seat_engines(seated, other)
    _film(seated)
    assert not any(seat.answered or seat.refused for seat in seats)
    assert choices_print(tmp_path) == ""


def test_an_engine_that_was_built_after_the_measuring_does_not_answer(folder: Path, store: EngineStore, tmp_path: Path):
    """It is the measured engine that is used, not a later one of the same runtime; nor one whose bytes are gone."""
    other = EngineStore(tmp_path)
    shutil.copytree(store.root, tmp_path, dirs_exist_ok=True)
    for path in (tmp_path / BINDINGS).glob("*.json"):
        binding = msgspec.json.decode(path.read_bytes(), type=Binding)
        plan = other.load(binding.key)
        assert plan is not None
        later = replace(binding.key, revision=binding.key.revision + 1)
        other.keep(later, plan, build_seconds=0.0)
        bind(other, replace(binding, key=later))
    seated = _opened(folder)
    seats = seat_engines(seated, other)
    _film(seated)
    assert not any(seat.answered or seat.refused for seat in seats)


class Tired(torch.nn.Module):
    """A network that answers so many calls, and holds a number that no file keeps."""

    def __init__(self, calls: int, number: float) -> None:
        super().__init__()
        self.left = calls
        self.register_buffer("number", torch.full((2,), number), persistent=False)

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, ...]:
        """x plus the number."""
        self.left -= 1
        if self.left < 0:
            raise RuntimeError("out of memory")
        return (x + self.number,)


def _tired(calls: int, number: float = 1.0) -> Caught:
    return Caught(name="tired", network=Tired(calls, number), names=("x",), inputs=(torch.zeros(2),))


def test_a_way_that_fails_at_a_later_call_is_a_row(monkeypatch: pytest.MonkeyPatch):
    """Memory may run out after the first call: the row says so, and the other ways are timed."""
    key = EngineKey(
        module="m", graph="g", weights="w", profiles=(), precision="fp32", flags=(), loras=(), runtime=ONNX,
        runtime_version="1", cuda="", driver="", device="any", capability="cpu", system="s", exporters=(),
    )  # fmt: skip
    weak = Tired(2, 1.0)
    monkeypatch.setattr(ways, "open_engine", lambda key, plan, device: lambda given: list(weak(given["x"])))
    plain, row = timings(_tired(100), {ONNX: (key, b"")}, rounds=4, compiled=False)
    assert plain.ran
    assert plain.median_ms > 0
    assert not row.ran
    assert "out of memory" in row.why


def test_numbers_that_no_file_keeps_are_part_of_a_graph():
    """Two networks with the same weights and another such number have different libraries."""
    one, other = traced(_tired(9, 1.0)), traced(_tired(9, 2.0))
    assert one.weights == other.weights
    assert one.graph != other.graph
    assert one.graph == traced(_tired(9, 1.0)).graph


@engine_cases.compiles
def test_a_library_answers_where_it_was_measured_to_be_quickest(shelf: Path, tmp_path: Path):
    """Compiled ahead of time, kept, timed beside its network and beside ONNX Runtime; the same sound but for the last
    bits. Asked again it is kept, and a record of another processor is not obeyed."""
    folder, store = tiny_sound.saved("vits", shelf), EngineStore(tmp_path)
    adapter = _opened(folder)
    asked = _sounding(adapter)
    plan = replace(PLAN, runtime=AOT, modules=("flow",), rounds=1)
    states = [
        step.state for step in build_engines(store, "vits", adapter, asked, plan, Told(ok=False, words=""), never)
    ]
    assert states == ["exporting", "building", "built", "measured"]
    states = [
        step.state for step in build_engines(store, "vits", adapter, asked, plan, Told(ok=False, words=""), never)
    ]
    assert states == ["exporting", "kept", "measured"]
    (choice,) = choose_ways(store, "vits", adapter, asked, modules=("flow",), rounds=2)
    rows = {row.way: row for row in choice.timings}
    assert all(rows[way].is_faithful for way in (EAGER, COMPILED, AOT))
    assert "not built" in rows[ONNX].why
    assert recorded(store, choice.weights, choice.call) == choice
    engine_cases.measured(store)
    seated = opener(folder, "cpu", "float32", engines=store.root)(TRIAL)
    assert np.abs(_sounding(_opened(folder))() - _sounding(seated)()).max() <= 1e-4
    assert [seat.name for seat in seated.seats if seat.answered] == ["flow"]


def test_half_precision_is_told_apart(folder: Path, store: EngineStore):
    """A pipeline whose networks were converted has other weights and other calls: no engine in fp32 answers it."""
    seated = _opened(folder)
    seated._pipe.vae.to(torch.float64)
    seats = {seat.name: seat for seat in seat_engines(seated, store)}
    seated._pipe.vae.decode(torch.zeros(1, 8, 3, 2, 2, dtype=torch.float64), return_dict=False)
    assert seats["vae-decoder"].answered == 0
