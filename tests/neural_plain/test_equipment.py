"""What device workers are equipped with: models by use and memory, one text per device, and why there are none."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from generators.media import Level
from generators.neural import prospect as prospect_module
from generators.neural.engines.target import CUDA, PROCESSOR, Target
from generators.neural.equipment import (
    CPU,
    Equipment,
    equip,
    read_equipment,
    tier_named,
    version_of,
    write_equipment,
)
from generators.neural.errors import ModelError
from generators.neural.known import KNOWN, Use
from generators.neural.models import Model, Piece, Refused, inspect_model
from generators.neural.probe import Device, Told
from generators.neural.prospect import Prospect
from generators.neural.tiers import GIB, TRIAL
from generators.render_pool.pool import PoolOptions
from generators.segments.folders import Folders
from player import equipping
from player.equipping import ModelChoices, equipments_for, models_for, why_not

from . import shelf

ROWS = {row.name: row for row in KNOWN}


def _model(name: str, billions: float) -> Model:
    piece = Piece(name="transformer", files=(), numbers=round(billions * 1e9), file_bytes=0)
    return Model(folder=Path("/m") / name, name=name, row=ROWS[name], pieces=(piece,), licence="")


VACE, TURBO = _model("WanVACEPipeline", 2.0), _model("StableDiffusionControlNetPipeline", 1.2)
MUSIC, VOICE = _model("MusicgenForConditionalGeneration", 0.6), _model("VitsModel", 0.04)
ALL = (VACE, TURBO, MUSIC, VOICE)


def _device(index: int, gib: float, capability: tuple[int, int] = (9, 0)) -> Device:
    return Device(index=index, name="GPU", memory_bytes=round(gib * GIB), capability=capability)


def _seen(*devices: Device, found: tuple[Model | Refused, ...] = ALL, missing: tuple[str, ...] = ()) -> Prospect:
    words = "fine" if devices else "no NVIDIA driver (libcuda) is installed"
    told = Told(ok=bool(devices), words=words, devices=devices)
    return Prospect(missing=missing, driver=told, found=found, roots=(Path("/models"),))


def test_models_share_a_device():
    """What the film needs is gone for the others: on a small device fewer models are taken, the film first."""
    large, small = equip(ALL, _device(0, 80)), equip(ALL, _device(0, 12))
    assert [given.use for given in large.models] == [Use.NEURAL, Use.RESTYLE, Use.SCORE, Use.SPEECH]
    assert small.models[0].use is Use.NEURAL
    assert len(small.models) < len(large.models)
    assert large.levels() == (Level.RESTYLE, Level.NEURAL)


def test_precision_is_the_devices():
    """bfloat16 where it is worth using, half precision before, single on a processor."""
    assert equip(ALL, _device(1, 24)).dtype == "bfloat16"
    assert equip(ALL, _device(1, 24)).device == "cuda:1"
    assert equip(ALL, _device(0, 24, (7, 5))).dtype == "float16"
    trial = equip(ALL, None)
    assert (trial.device, trial.dtype) == ("cpu", "float32")
    assert {given.tier for given in trial.models} == {TRIAL.name}


def test_sound_models_alone_are_heard_under_the_stages_picture():
    """With no model for pictures there is one level; with no model at all none."""
    assert equip((MUSIC,), None).levels() == (Level.RESTYLE,)
    assert Equipment().levels() == ()


def test_a_text_goes_there_and_back():
    """A worker reads what was written; anything else is a named error."""
    made = equip(ALL, _device(0, 24))
    assert read_equipment(write_equipment(made)) == made
    for text in ("", "{", '{"models": 3}', '{"models": [{"use": "magic", "folder": "", "tier": ""}]}'):
        with pytest.raises(ModelError, match="equipment"):
            read_equipment(text)
    with pytest.raises(ModelError, match="no tier 'huge'"):
        tier_named("huge")


def test_every_device_gets_a_worker_with_the_same_models():
    """The smallest device decides for all, so that it does not matter who draws a part; a device can be named."""
    both = equipments_for(ModelChoices(), _seen(_device(0, 80), _device(1, 24)))
    assert [one.device for one in both] == ["cuda:0", "cuda:1"]
    assert both[0].models == both[1].models
    (one,) = equipments_for(ModelChoices(device="cuda:1"), _seen(_device(0, 80), _device(1, 24)))
    assert one.device == "cuda:1"
    mixed = equipments_for(ModelChoices(), _seen(_device(0, 80), _device(1, 24, (7, 5))))
    assert [one.dtype for one in mixed] == ["float16"]


def test_engines_answer_where_all_devices_are_of_one_kind(tmp_path: Path):
    """By GPU, capability and driver; with two kinds, or no folder of engines, networks answer for themselves."""
    wanted = ModelChoices(engines=tmp_path)
    alike = equipments_for(wanted, _seen(_device(0, 80), _device(1, 24)))
    assert {one.engines for one in alike} == {str(tmp_path)}
    assert {one.target for one in alike} == {Target(kind=CUDA, name="GPU", capability="9.0", driver="")}
    mixed = equipments_for(wanted, _seen(_device(0, 80), _device(1, 24, (8, 9))))
    assert [(one.engines, one.target) for one in mixed] == [("", PROCESSOR)] * 2
    (gone,) = equipments_for(ModelChoices(engines=tmp_path / "gone"), _seen(_device(0, 80)))
    assert gone.engines == ""
    assert read_equipment(write_equipment(alike[0])) == alike[0]


def test_a_lower_top_leaves_the_higher_level_out():
    """Who asks for restyling gets no film."""
    (one,) = equipments_for(ModelChoices(top=Level.RESTYLE), _seen(_device(0, 80)))
    assert one.levels() == (Level.RESTYLE,)


@pytest.mark.parametrize(
    ("seen", "choices", "words"),
    [
        (_seen(missing=("torch",)), ModelChoices(), "pip install 'evershow\\[neural\\]'"),
        (_seen(found=()), ModelChoices(), "no model in /models"),
        (_seen(found=(Refused(folder=Path("/m/x"), reason="half of it"),)), ModelChoices(), "half of it"),
        (_seen(), ModelChoices(), "no NVIDIA driver"),
        (_seen(_device(0, 2)), ModelChoices(), "fits the device's memory"),
        (_seen(_device(0, 80)), ModelChoices(device="cuda:7"), "no device cuda:7"),
    ],
)
def test_why_there_is_none_is_one_line(seen: Prospect, choices: ModelChoices, words: str):
    """Nothing to use is an empty answer, and the reason names the remedy or the device."""
    assert equipments_for(choices, seen) == ()
    assert re.search(words, why_not(choices, seen))
    assert "\n" not in why_not(choices, seen)


def test_the_version_tells_models_tiers_and_precision_apart(tmp_path: Path):
    """Another file, tier, precision or generator is another key; the device is not."""
    folder = shelf.ltx(tmp_path / "m")
    made = equip([inspect_model(folder)], None)
    version = version_of(made, "g")
    assert version_of(replace(made, device="cuda:3"), "g") == version
    others = {
        version_of(made, "h"),
        version_of(replace(made, dtype="bfloat16"), "g"),
        version_of(replace(made, trusting=True), "g"),
        version_of(replace(made, models=(replace(made.models[0], tier="6 GB"),)), "g"),
    }
    shelf.weights(folder / "vae" / "diffusion_pytorch_model.safetensors", {"other.weight": (4, 4)})
    others.add(version_of(made, "g"))
    assert len(others) == 5
    assert version not in others


def test_workers_of_models_take_idle_time_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """From their start on, and so after each death: the stage's picture is there, and nobody waits for a model's."""
    asked: list[str] = []

    class Recorded:
        def __init__(self, options: PoolOptions) -> None:
            asked.append(f"{options.workers} worker")

        def set_hurried(self, hurried: bool) -> None:
            asked.append("hurried" if hurried else "calm")

        def start(self) -> None:
            asked.append("start")

    shelf.ltx(tmp_path / "models" / "m")
    monkeypatch.setattr(equipping, "Pool", Recorded)
    monkeypatch.setattr(equipping, "generator_version", lambda *parts: "g")
    monkeypatch.setattr(prospect_module, "NEEDED", ())
    choices = ModelChoices(folders=(tmp_path / "models",), device=CPU)
    made = models_for(choices, PoolOptions(folders=Folders(tmp_path)), lambda line: None)
    assert made is not None
    assert asked == ["1 worker", "calm", "start"]
