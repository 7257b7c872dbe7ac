"""The dramatic curve of a seed: read from seed.yaml, followed by the director, heard in what is played."""

from __future__ import annotations

import shutil
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pytest

from profiles.taste import TasteValues
from story_engine import arc as arcs
from story_engine.arc import SHAPES, Arc
from story_engine.director import Pace, after_scene, wanted_level
from story_engine.errors import SeedError
from story_engine.plan import Input, InputKind, PartKind
from story_engine.seed import load_seed
from story_engine.show import Show
from story_engine.simulate.metrics import measure
from story_engine.simulate.play import Policy, Sitting, play_through
from story_engine.simulate.viewers import viewers_for

SEEDS = Path(__file__).parents[2] / "assets" / "seeds"
SMALL = Path(__file__).parents[1] / "story_engine" / "seeds" / "ferry-lamp"
CURVE = (0.1, 0.5, 1.0, 0.4, 0.0)


def written(tmp_path: Path, arc: str) -> Arc:
    """The arc of a seed with this line in its seed.yaml."""
    folder = tmp_path / "ferry-lamp"
    shutil.copytree(SMALL, folder)
    file = folder / "seed.yaml"
    file.write_text(file.read_text(encoding="utf-8") + arc + "\n", encoding="utf-8")
    return load_seed(folder).arc


def wanted(arc: Arc, seconds: float = 2400.0) -> list[tuple[str, float]]:
    """Phases and levels of a show in which every scene of 20 s is as tense as was wanted."""
    pace, at, found = Pace(), 0.0, []
    while at < seconds:
        level = wanted_level(pace, at, arc)
        found.append((pace.phase, level))
        at += 20.0
        pace = after_scene(pace, level, 20.0, at, arc)
    return found


def test_without_an_arc_the_usual_one_is_followed(tmp_path: Path) -> None:
    """A seed that says nothing has the usual shape over its episode's minutes."""
    assert written(tmp_path, "") == Arc(seconds=300.0)


@pytest.mark.parametrize(
    ("text", "arc"),
    [
        ("arc: slow-burn", Arc(name="slow-burn", seconds=300.0)),
        ("arc: {shape: waves, minutes: 8}", Arc(name="waves", seconds=480.0)),
        ("arc: {curve: [0.1, 0.5, 1, 0.4, 0], minutes: 5}", Arc(name="curve", seconds=300.0, curve=CURVE)),
        ("arc: {opening: [0.2, 0.8, 0.4]}", Arc(seconds=300.0, opening=((0.0, 0.2), (100.0, 0.8), (200.0, 0.4)))),
    ],
)
def test_an_arc_is_read(tmp_path: Path, text: str, arc: Arc) -> None:
    """A shape's name, a shape with minutes, a curve, an opening."""
    assert written(tmp_path, text) == arc


def test_an_unknown_shape_is_told_with_the_nearest(tmp_path: Path) -> None:
    """A misspelt shape stops the seed and names the one that was meant."""
    with pytest.raises(SeedError) as caught:
        written(tmp_path, "arc: slow-brun")
    assert any(d.code == "SD128" and "slow-burn" in d.remedy for d in caught.value.diagnostics)


def test_shapes_want_what_their_names_say() -> None:
    """Waves peak more often than the usual arc, a gentle one wants less, a relentless one more throughout."""
    runs = {name: wanted(Arc(name=name)) for name in SHAPES}
    peaks = {name: sum(a[0] != "peak" == b[0] for a, b in pairwise(run)) for name, run in runs.items()}
    mean = {name: np.mean([level for _, level in run]) for name, run in runs.items()}
    assert peaks["waves"] >= 1.6 * peaks["build-peak-relax"]
    assert mean["gentle"] + 0.1 < mean["build-peak-relax"] < mean["relentless"] - 0.1
    early = {name: wanted_level(Pace(phase="build", phase_at=300.0), 360.0, Arc(name=name)) for name in SHAPES}
    assert early["slow-burn"] < early["build-peak-relax"]


def test_an_own_curve_runs_by_the_clock() -> None:
    """Every episode of an own curve begins with its first level, has its middle halfway and ends with its last."""
    arc = Arc(name="curve", seconds=400.0, curve=CURVE)
    start = Pace(phase="curve", phase_at=1000.0, episode=2)
    assert [wanted_level(start, 1000.0 + share * 400.0, arc) for share in (0, 0.5, 1)] == [0.1, 1.0, 0.0]
    assert after_scene(start, 0.5, 20.0, 1300.0, arc) == start
    assert after_scene(start, 0.5, 20.0, 1395.0, arc).episode == 3


def test_an_arc_is_heard_in_what_is_played() -> None:
    """The same seed, viewer and rng seed: a relentless arc plays tenser scenes than a gentle one."""
    seed = load_seed(SEEDS / "weather-post")
    heard = {}
    for name in ("gentle", "relentless"):
        show = Show.open(
            replace(seed, arc=Arc(name=name), digest=name), rng_seed=3, taste=TasteValues.fresh(seed.tastes)
        )
        while show.state.scene is None or show.state.scene.number < 24:
            show, part = show.step()
            if part.kind is PartKind.HOLD and part.choice is not None:
                show, _ = show.apply(Input(kind=InputKind.PICK, option=part.choice.default, by="default"))
        scenes = [e.record.fields for e in show.log if e.record.kind == "scene"]
        heard[name] = np.mean([np.mean(scene["tension"]) for scene in scenes])
    assert heard["relentless"] > heard["gentle"] + 0.05


@pytest.mark.parametrize("name", ["gentle", "relentless"])
def test_a_firmer_hand_holds_the_arcs_that_need_it(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Twenty minutes follow the gentle and the relentless arc, and less well by the usual weight of an arc."""
    seed, shape = load_seed(SEEDS / "weather-post"), SHAPES[name]
    followed = {}
    for hold in (shape.hold, 1.0):
        monkeypatch.setattr(arcs, "SHAPES", MappingProxyType({**SHAPES, name: replace(shape, hold=hold)}))
        held = replace(seed, arc=Arc(name=name), digest=f"{name} {hold}")
        show = Show.open(held, rng_seed=6, taste=TasteValues.fresh(seed.tastes))
        viewer = viewers_for(held, show.state.stack.repertoire, 5, 6)[4]
        watched = play_through(show, viewer, Sitting(policy=Policy.OURS, minutes=20.0, rng_seed=6))
        followed[hold] = measure(held, watched).arc_r or 0.0
    assert followed[shape.hold] >= 0.8
    assert followed[1.0] + 0.04 < followed[shape.hold]
