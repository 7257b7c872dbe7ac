"""The contract of every video adapter, on tiny random models of the real classes, loaded from folders."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from generators.errors import Cancelled
from generators.neural.errors import MemoryShort, NeuralError
from generators.neural.loading import open_generator
from generators.neural.models import inspect_model
from generators.neural.ports import Chunk, Continuation, Control, Prompt, never
from generators.neural.trials import tiny
from generators.neural.video.pipes import Placement

from .conftest import SIZE, a_film, a_take

KINDS = ("wan-vace", "ltx-condition", "sd-turbo", "skyreels", "anyflow", "ltx2")
CONTINUING = tuple(kind for kind in KINDS if kind != "sd-turbo")


@pytest.fixture(scope="module", params=KINDS)
def adapter(request: pytest.FixtureRequest, shelf: Path) -> Any:
    """Each adapter, opened from a folder as the player opens it."""
    return open_generator(inspect_model(tiny.saved(request.param, shelf)), Placement())


def _film(adapter: Any, *takes: Any, after: Continuation | None = None) -> np.ndarray:
    return np.concatenate([chunk.frames for chunk in adapter.render(takes, after, never)])


def _chunks(adapter: Any, *takes: Any) -> list[Chunk]:
    return list(adapter.render(takes, None, never))


class Counting:
    """A cancel that becomes true at the n-th question, and counts what is asked after."""

    def __init__(self, at: int = -1) -> None:
        self.at, self.asked = at, 0

    def __call__(self) -> bool:
        """Whether it is over."""
        self.asked += 1
        return 0 <= self.at < self.asked


def test_takes_come_back_whole_and_in_the_right_size(adapter: Any):
    """Any number of frames of two takes in a row comes back exactly, in the takes' size, as RGB bytes."""
    film = _film(adapter, a_take(7), a_take(19, shift=7, cut=False))
    assert film.shape == (26, SIZE, SIZE, 3)
    assert film.dtype == np.uint8


def test_the_same_seed_gives_the_same_bytes(adapter: Any):
    """Frames are a pure function of the takes: other work in between changes nothing."""
    once = _film(adapter, a_take(9))
    _film(adapter, a_take(5, seed=4))
    torch.manual_seed(99)
    assert np.array_equal(once, _film(adapter, a_take(9)))


def test_another_seed_and_other_words_give_another_film(adapter: Any):
    """rng seed and prompt reach the model."""
    film = _film(adapter, a_take(9))
    assert not np.array_equal(film, _film(adapter, a_take(9, seed=12)))
    assert not np.array_equal(film, _film(adapter, a_take(9, prompt=Prompt(positive="rain music"))))


def test_the_stage_reaches_the_model(adapter: Any):
    """Another control pass, or another picture of the stage where it has none, gives another film."""
    here = a_take(9)
    there = a_take(9, shift=13)
    assert not np.array_equal(_film(adapter, here), _film(adapter, there))
    if Control.LINES in adapter.abilities.controls:
        assert not np.array_equal(_film(adapter, here), _film(adapter, a_take(9, control=Control.LINES)))


def test_a_continuation_is_heard_and_kept(adapter: Any):
    """What went before changes what comes after; after a cut, and where frames stand alone, it does not."""
    bright = Continuation(kind="x", frames=np.full((9, SIZE, SIZE, 3), 230, np.uint8))
    dark = Continuation(kind="x", frames=np.full((9, SIZE, SIZE, 3), 10, np.uint8))
    onward = a_take(9, cut=False)
    same = np.array_equal(_film(adapter, onward, after=bright), _film(adapter, onward, after=dark))
    assert same is (not adapter.abilities.kept)
    assert np.array_equal(_film(adapter, a_take(9), after=bright), _film(adapter, a_take(9), after=dark))
    last = _chunks(adapter, a_take(21))[-1].continuation
    assert last is not None
    assert np.array_equal(last.frames[-1], _film(adapter, a_take(21))[-1])


def test_a_cancel_stops_before_the_next_network_call(adapter: Any):
    """Wherever the cancel falls, no network runs afterwards (so no decode), and the adapter works as before."""
    whole = Counting()
    first = np.concatenate([chunk.frames for chunk in adapter.render([a_take(9)], None, whole)])
    calls = {"after": 0}
    pipe = adapter._pipe
    networks = [part for part in pipe.components.values() if isinstance(part, torch.nn.Module)]
    for at in sorted({0, 1, 2, whole.asked // 3, whole.asked // 2, whole.asked - 2, whole.asked - 1}):
        cancel = Counting(at)

        def seen(module: torch.nn.Module, arguments: Any, output: Any, cancel: Counting = cancel) -> None:
            calls["after"] += cancel.asked > cancel.at

        handles = [network.register_forward_hook(seen) for network in networks]
        try:
            with pytest.raises(Cancelled):
                list(adapter.render([a_take(9)], None, cancel))
        finally:
            for handle in handles:
                handle.remove()
        assert cancel.asked == at + 1, "nothing is asked after the answer"
    assert calls["after"] == 0
    assert np.array_equal(first, _film(adapter, a_take(9)))


def test_cancels_are_asked_within_every_step(adapter: Any):
    """More steps mean more questions: a cancel is heard within one step."""
    few, many = Counting(), Counting()
    list(adapter.render([a_take(9, steps=2)], None, few))
    list(adapter.render([a_take(9, steps=5)], None, many))
    assert many.asked - few.asked >= 3


def test_memory_that_runs_out_is_told_and_survived(adapter: Any, monkeypatch: pytest.MonkeyPatch):
    """torch's own out-of-memory becomes MemoryShort; afterwards the adapter makes the same film."""
    before = _film(adapter, a_take(5))
    denoiser = getattr(adapter._pipe, "transformer", None) or adapter._pipe.unet

    def full(*arguments: Any, **named: Any) -> Any:
        raise torch.OutOfMemoryError("CUDA out of memory")

    with monkeypatch.context() as patch:
        patch.setattr(denoiser, "forward", full)
        with pytest.raises(MemoryShort, match="one tier down"):
            _film(adapter, a_take(5))
    assert np.array_equal(before, _film(adapter, a_take(5)))


def test_pictures_that_are_not_numbers_are_refused(adapter: Any, monkeypatch: pytest.MonkeyPatch):
    """A decoder that gives NaN is one clear error, never a black frame."""
    decode = adapter._pipe.vae.decode

    def broken(*arguments: Any, **named: Any) -> Any:
        out = decode(*arguments, **named)
        (out[0] if isinstance(out, tuple) else out.sample).fill_(float("nan"))
        return out

    monkeypatch.setattr(adapter._pipe.vae, "decode", broken)
    with pytest.raises(NeuralError, match="NaN"):
        _film(adapter, a_take(5))


def test_a_size_that_the_model_cannot_make_is_refused(adapter: Any):
    """A size off the model's grid is one clear error before anything runs."""
    odd = a_film(5)[:, : SIZE - 6, : SIZE - 6]
    take = a_take(5)
    with pytest.raises(NeuralError, match="multiples of"):
        _film(adapter, replace(take, guide=replace(take.guide, colour=odd, depth=None, lines=None)))


def test_sound_comes_with_the_pictures_where_the_model_makes_it(adapter: Any):
    """LTX-2 gives 48 kHz stereo exactly as long as its frames; the others give none."""
    for chunk in _chunks(adapter, a_take(21)):
        if adapter.abilities.sound:
            assert chunk.sound is not None
            assert chunk.sound.shape == (len(chunk.frames) * 2000, 2)
            assert np.isfinite(chunk.sound).all()
        else:
            assert chunk.sound is None


def test_references_reach_wan_vace(shelf: Path):
    """A picture of who must look the same changes the film."""
    adapter = open_generator(inspect_model(tiny.saved("wan-vace", shelf)), Placement())
    sheet = np.full((1, SIZE, SIZE, 3), (200, 30, 30), np.uint8)
    assert not np.array_equal(_film(adapter, a_take(5)), _film(adapter, a_take(5, references=(sheet,))))
