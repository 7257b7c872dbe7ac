"""Evershow's own restyler as a level of the show: who gets it, what it draws, and what its segments are called."""

from __future__ import annotations

import importlib.machinery
import importlib.util
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from generators.errors import Cancelled
from generators.media import Level
from generators.neural import house
from generators.neural.drawing import Restyle
from generators.neural.equipment import CPU, Equipment, equip, read_equipment, version_of, write_equipment
from generators.neural.house import ONNX, TORCH, gpu_runtime, house_name, is_house
from generators.neural.known import KNOWN, Use
from generators.neural.models import Model, Piece
from generators.neural.ports import never
from generators.neural.probe import Device, Told
from generators.neural.prospect import Prospect
from generators.neural.tiers import GIB, HOUSE_TIERS, HOUSE_TRIAL, house_tier, tier_down
from generators.stage.bench import bench_part
from generators.stage.generator import Stage
from generators.timed import TimedPart, TitleCard
from player.equipping import ModelChoices, equipments_for, why_not
from story_engine.time import SAMPLE_RATE

SIZE = (320, 180)
ROWS = {row.name: row for row in KNOWN}


def _model(name: str, billions: float) -> Model:
    piece = Piece(name="transformer", files=(), numbers=round(billions * 1e9), file_bytes=0)
    return Model(folder=Path("/m") / name, name=name, row=ROWS[name], pieces=(piece,), licence="")


TURBO, VACE = _model("StableDiffusionPipeline", 1.2), _model("WanVACEPipeline", 2.0)


def _seen(gib: float = 0.0, *found: Model, runtime: str = TORCH, missing: tuple[str, ...] = ()) -> Prospect:
    devices = (Device(index=0, name="GPU", memory_bytes=round(gib * GIB), capability=(9, 0)),) if gib else ()
    told = Told(ok=bool(devices), words="fine" if devices else "no NVIDIA driver", devices=devices)
    return Prospect(missing=missing, driver=told, found=found, roots=(), house=runtime)


def test_a_gpu_gets_it_without_any_model():
    """No folder, not even diffusers: the level is there, at the tier that the device has."""
    (large,) = equipments_for(ModelChoices(), _seen(24, missing=("diffusers",)))
    (one,) = large.models
    assert large.levels() == (Level.RESTYLE,)
    assert (one.use, one.tier, one.runtime) == (Use.RESTYLE, HOUSE_TIERS[-1].name, TORCH)
    assert is_house(one.folder)
    (small,) = equipments_for(ModelChoices(), _seen(4))
    assert small.models[0].tier == HOUSE_TIERS[0].name
    assert read_equipment(write_equipment(large)) == large


def test_a_restyling_model_of_the_viewers_goes_first():
    """Theirs restyles; with a film of theirs alone the house's restyler is the level below it."""
    (theirs,) = equipments_for(ModelChoices(), _seen(80, TURBO))
    assert [is_house(given.folder) for given in theirs.models] == [False]
    (both,) = equipments_for(ModelChoices(), _seen(80, VACE))
    assert both.levels() == (Level.RESTYLE, Level.NEURAL)
    assert is_house(both.models[-1].folder)


def test_a_processor_gets_it_only_when_asked_for_by_name():
    """A trial of this very level; nothing else has time for it there."""
    asked = ModelChoices(device=CPU, top=Level.RESTYLE, asked=True)
    (trial,) = equipments_for(asked, _seen(runtime=""))
    assert (trial.device, trial.models[0].tier, trial.models[0].runtime) == (CPU, HOUSE_TRIAL.name, ONNX)
    assert equipments_for(replace(asked, asked=False), _seen()) == ()
    assert equipments_for(replace(asked, top=Level.NEURAL), _seen()) == ()


def test_without_a_driver_or_a_runtime_there_is_none():
    """And it is said which of them is missing."""
    assert equipments_for(ModelChoices(), _seen()) == ()
    assert "no NVIDIA driver" in why_not(ModelChoices(), _seen())
    assert equipments_for(ModelChoices(), _seen(24, runtime="")) == ()
    assert house.REMEDY in why_not(ModelChoices(), _seen(24, runtime=""))


def test_its_tiers_go_down_to_the_stage():
    """Out of memory: a smaller size, then the stage."""
    assert tier_down(HOUSE_TIERS[1]) == HOUSE_TIERS[0]
    assert tier_down(HOUSE_TIERS[0]) is None
    assert tier_down(HOUSE_TRIAL) is None
    assert house_tier(GIB // 2) is None


def test_the_key_holds_weights_runtime_and_tier(monkeypatch: pytest.MonkeyPatch):
    """Other weights, another runtime or size: other segments."""
    made = equip((), None, house=ONNX)
    (given,) = made.models
    keys = {version_of(made, "g")}
    keys.add(version_of(replace(made, models=(replace(given, runtime=TORCH),)), "g"))
    keys.add(version_of(replace(made, models=(replace(given, tier=HOUSE_TIERS[0].name),)), "g"))
    monkeypatch.setattr(house, "model_hash", lambda: "other weights")
    keys.add(version_of(made, "g"))
    assert len(keys) == 4


@pytest.mark.parametrize(
    ("told", "runtime"), [("cuda: Optional[str] = '13.0'\n", TORCH), ("cuda = None\n", ""), ("hip = '6.2'\n", "")]
)
def test_torch_for_processors_is_told_from_torch_for_gpus(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, told: str, runtime: str
):
    """By its own file, without importing it."""
    (tmp_path / "version.py").write_text(told)
    spec = importlib.machinery.ModuleSpec(TORCH, None, origin=str(tmp_path / "__init__.py"))
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: spec)
    monkeypatch.setattr(house, "ONNX_FOR_GPUS", "onnxruntime-that-nobody-has")
    assert gpu_runtime() == runtime


@pytest.fixture(scope="module")
def part() -> TimedPart:
    """A fifth of a second at the harbour under a chapter's card."""
    card = TitleCard(start=-SAMPLE_RATE, duration=4 * SAMPLE_RATE, text="The lanterns lean")
    return replace(bench_part(0, 5), titles=(card,))


@pytest.fixture(scope="module")
def drawn(part: TimedPart) -> tuple[Restyle, list[np.ndarray]]:
    """What a worker with it draws of that on the processor."""
    level = Restyle(*SIZE, 24, equipment=write_equipment(equip((), None, house=ONNX)))
    level.load()
    return level, [frame.copy() for frame in level.frames(part, never)]


def test_it_paints_on_twos_and_says_so(part: TimedPart, drawn: tuple[Restyle, list[np.ndarray]]):
    """As many frames as the part has, every second one painted; the verifier accepts them, the manifest names it."""
    level, film = drawn
    own = list(Stage(*SIZE).frames(replace(part, titles=()), never))
    assert len(film) == 5
    assert dict(level.notes) == {"model": f"{house_name()} in {ONNX}", "takes": "1 of 1"}
    below = SIZE[1] // 2  # no letters there
    assert np.array_equal(film[2][below : SIZE[1]], film[3][below : SIZE[1]])
    assert not np.array_equal(film[1][below : SIZE[1]], film[2][below : SIZE[1]])
    assert 1 < np.abs(film[0].astype(int) - own[0]).mean() < 20


def test_words_are_set_over_the_painting(part: TimedPart, drawn: tuple[Restyle, list[np.ndarray]]):
    """A card's letters are as sharp as the stage sets them: no model draws letters."""
    stage = Stage(*SIZE)
    own = stage.frame(part, 4)[: SIZE[1]].astype(int)
    bare = stage.frame(replace(part, titles=()), 4)[: SIZE[1]].astype(int)
    letters = own - bare > 50
    assert letters.sum() > 100
    assert np.abs(drawn[1][4][: SIZE[1]].astype(int) - own)[letters].mean() < 12


def test_a_cancel_is_heard(part: TimedPart):
    """Between two frames."""
    level = Restyle(*SIZE, 24, equipment=write_equipment(equip((), None, house=ONNX)))
    with pytest.raises(Cancelled):
        next(iter(level.frames(part, lambda: True)))


def test_without_anything_nothing_is_drawn():
    """No model and no runtime: no level."""
    assert equip((), None) == Equipment()
