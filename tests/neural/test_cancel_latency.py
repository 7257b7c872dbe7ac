"""How long a cancel waits: the measuring itself, on a clock of its own, and that every adapter can be measured."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch

from generators.errors import Cancelled
from generators.neural import cancelling
from generators.neural.cancelling import SLACK_MS, Waited, asking, measured, waits
from generators.neural.trials import tiny, tiny_sound

STEP, WORDS, DECODER = 0.1, 0.05, 0.3


class Clock:
    """Seconds that pass where it is told."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        """Now."""
        return self.now


class Timed(torch.nn.Module):
    """A network whose pass takes so long."""

    def __init__(self, clock: Clock, seconds: float) -> None:
        super().__init__()
        self._clock, self._seconds = clock, seconds

    def forward(self) -> None:
        """Let time pass."""
        self._clock.now += self._seconds


@pytest.fixture
def clock() -> Clock:
    """A new one."""
    return Clock()


def _asked(clock: Clock, late: float = 0.0) -> tuple[object, Callable[[Callable[[], bool]], object]]:
    """A pipeline of words, four steps and a decoder that asks before each pass, and `late` seconds after it heard."""
    words, denoiser, decoder = (Timed(clock, seconds) for seconds in (WORDS, STEP, DECODER))
    pipe = SimpleNamespace(text_encoder=words, transformer=denoiser, vocoder=decoder)

    def asked(cancel: Callable[[], bool]) -> None:
        for network in (words, *[denoiser] * 4, decoder):
            handle = network.register_forward_pre_hook(lambda module, given: _heard(cancel, clock, late))
            try:
                network()
            finally:
                handle.remove()

    return SimpleNamespace(_pipe=pipe), asked


def _heard(cancel: Callable[[], bool], clock: Clock, late: float) -> None:
    if cancel():
        clock.now += late
        raise Cancelled("no longer wanted")


def test_a_cancel_waits_for_the_pass_it_falls_into(clock: Clock):
    """A step is the pass of the network that runs at every step; the longest wait is told with where it was."""
    told = measured("kind", *_asked(clock), 15, clock)
    assert told.step_ms == pytest.approx(1000 * STEP)
    assert 0 < told.worst_ms <= 1000 * DECODER
    assert told.worst_in == "vocoder"
    assert told.steps == pytest.approx(told.worst_ms / told.step_ms, abs=0.01)
    assert not told.is_kept, "this decoder is three steps long"


def test_what_goes_on_after_a_cancel_is_measured(clock: Clock):
    """Whatever a pipeline does before it has ended counts."""
    quick, slow = (measured("kind", *_asked(clock, late), 15, clock) for late in (0.0, 0.2))
    assert slow.worst_ms >= quick.median_ms + 200


def test_the_promise_is_a_step_and_a_little():
    """What did not run keeps nothing."""
    at_most = Waited(kind="k", ran=True, step_ms=10.0, worst_ms=10.0 + SLACK_MS)
    assert at_most.is_kept
    assert not Waited(kind="k", ran=True, step_ms=10.0, worst_ms=10.1 + SLACK_MS).is_kept
    assert not Waited(kind="k", ran=False).is_kept


@pytest.mark.parametrize("kind", [*tiny.BUILDERS, *tiny_sound.SOUND])
def test_every_adapter_asks_before_what_it_runs(kind: str, shelf: Path, clock: Clock):
    """On a clock that goes on by one with each question, a take ends at the very question that says so."""
    adapter, asked = asking(kind, shelf)
    questions = iter(range(10_000))

    def counting(cancel: Callable[[], bool]) -> Callable[[], bool]:
        def heard() -> bool:
            clock.now = next(questions)
            return cancel()

        return heard

    told = measured(kind, adapter, lambda cancel: asked(counting(cancel)), 2, clock)
    assert told.ran
    assert told.worst_ms <= 1000.0, "no question after the one that was answered with stop"


def test_an_adapter_that_cannot_be_measured_is_a_row(monkeypatch: pytest.MonkeyPatch):
    """The others are measured all the same."""

    def broken(kind: str, shelf: Path) -> Iterator[None]:
        raise ImportError(f"no {kind}")

    monkeypatch.setattr(cancelling, "asking", broken)
    (row,) = waits(("vits",))
    assert (row.ran, row.why) == (False, "ImportError: no vits")
