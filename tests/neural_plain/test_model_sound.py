"""Sound with models in it: at the house's level, without a seam, and the house's own where a model fails."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from generators.errors import Cancelled
from generators.neural import sounding
from generators.neural.equipment import Equipment, Given, write_equipment
from generators.neural.errors import MemoryShort, ModelError, NeuralError
from generators.neural.known import Use
from generators.neural.sounding import SCORE_LUFS, STEM, ModelSound, presence
from generators.neural.tiers import OPEN_SECONDS, TIERS, Tier
from generators.sound.dsp import loudness
from generators.sound.generator import Sound
from generators.sound.instruments.perform import TAIL
from generators.stage.bench import bench_part
from generators.timed import Bed, Note, Score, ScoreState, TimedPart

EQUIPMENT = Equipment(models=tuple(Given(use=use, folder="m", tier="12 GB") for use in (Use.SCORE, Use.BED)))


class _Model:
    """Makes a hum of the seed's own pitch, or fails as it is told."""

    def __init__(self, fails: list[Exception] | None = None) -> None:
        self.fails, self.asked = fails or [], 0

    def render(self, words: str, seconds: float, seed: int, cancel: Any) -> np.ndarray:
        self.asked += 1
        if self.fails:
            raise self.fails.pop(0)
        time = np.arange(round(seconds * 48_000)) / 48_000
        wave = 0.02 * np.sin(2 * np.pi * (200 + seed % 100) * time)
        return np.stack([wave, wave], 1).astype(np.float32)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """A ModelSound over a model in the hand, and the tiers it was opened at."""

    def make(model: _Model, tiers: list[str] | None = None) -> ModelSound:
        def opener(folder: Path, device: str, dtype: str, **more: Any) -> Any:
            def opens(tier: Tier) -> _Model:
                (tiers if tiers is not None else []).append(tier.name)
                return model

            return opens

        monkeypatch.setattr(sounding, "opener", opener)
        return ModelSound(tmp_path, equipment=write_equipment(EQUIPMENT))

    return make


def _part(begin: int = 0, **change: Any) -> TimedPart:
    """A second of a scene that begins `begin` audio frames into it, with music and the harbour."""
    part = bench_part(0, 24)
    note = Note(start=0, duration=40_000, pitch=60, velocity=0.6, instrument="clarinet")
    return replace(
        part,
        entry=replace(part.entry, scene_time=begin),
        score=Score(notes=(note,)),
        beds=(Bed(name="harbour", gain_begin=1.0, gain_end=1.0),),
        **change,
    )


def test_a_score_goes_on_over_a_join_without_a_seam(opened: Any):
    """Body, tail and the next body sum to one wave: no sample jumps more than within a part."""
    sound = opened(_Model())
    first, second = _part(0), _part(48_000)
    one = sound._stems(first, None)[STEM]
    other = sound._stems(second, None)[STEM]
    joined = np.zeros((96_000 + TAIL, 2), np.float32)
    joined[: 48_000 + TAIL] += one
    joined[48_000:] += other
    steps = np.abs(np.diff(joined[1000:95_000, 0]))
    assert steps[46_500:49_500].max() <= 1.05 * steps[:40_000].max()


def test_models_are_as_loud_as_the_house(opened: Any):
    """The score comes at its level, the bed at that of the house's own bed."""
    sound = opened(_Model())
    part = _part(96_000)
    assert loudness(sound._stems(part, None)[STEM][:48_000]) == pytest.approx(SCORE_LUFS, abs=0.5)
    scene = part.part.scene
    asked = ("harbour", 96_000, 192_000, scene.wind, part.rng_seed, scene.hour)
    assert loudness(sound._bed(*asked)) == pytest.approx(loudness(Sound(Path("x"))._bed(*asked)), abs=2.5)


def test_one_score_and_one_bed_serve_a_scene(opened: Any):
    """Every part of a scene takes its piece of the same sound, whatever the order."""
    model = _Model()
    sound = opened(model)
    for begin in (48_000, 0, 96_000):
        sound.render(_part(begin))
    assert model.asked == 2
    assert sound.notes == (("sounded", "bed, score"),)


def test_what_a_model_cannot_do_is_the_houses_own_bit_for_bit(opened: Any, tmp_path: Path):
    """A model that fails is heard nowhere; nothing is noted."""
    sound = opened(_Model([NeuralError("it failed"), NeuralError("it failed")]))
    part = _part(0)
    own = Sound(tmp_path).render(part)
    assert np.array_equal(sound.render(part).body, own.body)
    assert sound.notes == ()


def test_a_cancel_goes_through(opened: Any):
    """A part that is not wanted any more is not sounded by the house instead."""
    with pytest.raises(Cancelled):
        opened(_Model([Cancelled("no longer wanted")])).render(_part(0))


def test_a_model_that_keeps_failing_rests():
    """Two failures and it is not asked for five minutes; a cancelled try is no failure and not the last."""
    clock, fails = [0.0], [NeuralError("no")] * 2
    model = _Model(list(fails))
    held = sounding._Opened(lambda tier: model, TIERS[0], lambda: clock[0])

    def ask() -> np.ndarray:
        return held.ask("render", "a hum", 0.1, 1, None)

    for words in ("no", "no", "rests"):
        with pytest.raises(NeuralError, match=words):
            ask()
    assert model.asked == 2
    clock[0] = OPEN_SECONDS + 1
    model.fails.append(Cancelled("not wanted"))
    with pytest.raises(Cancelled):
        ask()
    assert len(ask()) == 4800


def test_out_of_memory_is_a_tier_lower_next_time(opened: Any, tmp_path: Path):
    """The part on hand is the house's; below the lowest tier the model is not opened again."""
    tiers: list[str] = []
    sound = opened(_Model([MemoryShort("full")] * 9), tiers)
    part = replace(_part(0), beds=())
    for _ in range(4):
        assert np.array_equal(sound.render(part).body, Sound(tmp_path).render(part).body)
    assert tiers == ["12 GB", TIERS[0].name]


def test_models_that_cannot_be_opened_are_told_when_loaded(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """Loading says so, before any part is drawn."""

    def opener(folder: Path, device: str, dtype: str, **more: Any) -> Any:
        def opens(tier: Tier) -> Any:
            raise ModelError("m is only half there: download it again")

        return opens

    monkeypatch.setattr(sounding, "opener", opener)
    with pytest.raises(ModelError, match="half there"):
        ModelSound(tmp_path, equipment=write_equipment(EQUIPMENT)).load()


@pytest.mark.parametrize(
    ("entry", "exit_", "at"), [(True, False, "end"), (False, True, "begin"), (False, False, "both"), (True, True, "")]
)
def test_a_score_rests_where_the_composer_rests(entry: bool, exit_: bool, at: str):
    """Silence before a part's first note, and after its last where it ends silent; else it is heard all along."""
    part = _part(48_000)
    note = replace(part.score.notes[0], start=12_000, duration=4_000)
    notes = () if entry and exit_ else (note,)
    score = Score(entry=ScoreState(silent=entry), exit=ScoreState(silent=exit_), notes=notes)
    share = presence(replace(part, score=score))
    assert share.shape == (48_000 + TAIL,)
    assert bool(share[5_000] > 0) is (at in ("begin", "both"))
    assert bool(share[47_900] > 0) is (at in ("end", "both"))
