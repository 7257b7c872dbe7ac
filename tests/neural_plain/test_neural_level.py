"""A level drawn by a model: accepted films are shown, everything else is the stage's own picture, frame for frame."""

from __future__ import annotations

import weakref
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pytest

from generators.errors import Cancelled
from generators.neural.errors import MemoryShort, ModelError, NeuralError
from generators.neural.faults import painted
from generators.neural.level import NeuralLevel, as_shown, i420
from generators.neural.ports import Abilities, Cancel, Chunk, Continuation, Control, FrameRule, Take, never
from generators.neural.tiers import OPEN_SECONDS, TIERS, Tier
from generators.stage.bench import bench_part
from generators.stage.generator import Stage
from generators.timed import TimedPart

SIZE = (192, 112)


@dataclass
class Painter:
    """A generator that keeps the port's contract and does what its hand says, take after take."""

    hands: list[str]
    asked: list[Take] = field(default_factory=list)
    abilities: Abilities = field(
        default_factory=lambda: Abilities(
            kind="painter", rule=FrameRule(most=81), multiple=16, kept=0, controls=(Control.DEPTH,)
        )
    )

    def render(self, takes: Sequence[Take], continuation: Continuation | None, cancel: Cancel) -> Iterator[Chunk]:
        """Paint, lie, fail or run out of memory."""
        for take in takes:
            self.asked.append(take)
            hand = self.hands.pop(0) if len(self.hands) > 1 else self.hands[0]
            if cancel() or hand == "cancelled":
                raise Cancelled("no longer wanted")
            if hand == "memory":
                raise MemoryShort("the device has no memory left; one tier down")
            if hand == "fail":
                raise NeuralError("the model failed")
            film = painted(take.guide.colour, 0.4, 1)
            yield Chunk(frames=film // 40 if hand == "black" else film)


@pytest.fixture(scope="module")
def part() -> TimedPart:
    """A quarter of a second at the harbour."""
    return bench_part(0, 6)


def _level(painter: Painter, clock: list[float] | None = None, tier: Tier = TIERS[2]) -> NeuralLevel:
    now = clock if clock is not None else [0.0]
    return NeuralLevel(*SIZE, open_model=lambda wanted: painter, tier=tier, clock=lambda: now[0])


def _stage(part: TimedPart) -> list[np.ndarray]:
    return [frame.copy() for frame in Stage(*SIZE).frames(part, never)]


def _drawn(level: NeuralLevel, part: TimedPart) -> list[np.ndarray]:
    return [frame.copy() for frame in level.frames(part, never)]


def test_an_accepted_film_is_shown(part: TimedPart):
    """A faithful model's frames are the picture, as many as the stage's and in its form, and they repeat."""
    painter = Painter(["paint"])
    level = _level(painter)
    film = _drawn(level, part)
    assert len(film) == len(_stage(part))
    assert film[0].shape == (SIZE[1] * 3 // 2, SIZE[0])
    assert {outcome.by for outcome in level.outcomes} == {"model"}
    assert not np.array_equal(film[0], _stage(part)[0])
    assert all(np.array_equal(a, b) for a, b in zip(film, _drawn(level, part), strict=True))


@pytest.mark.parametrize("hand", ["black", "fail"])
def test_what_is_refused_twice_is_the_stage_bit_for_bit(part: TimedPart, hand: str):
    """A model that fails or paints the wrong thing twice: every frame is exactly the stage's."""
    level = _level(Painter([hand]))
    film = _drawn(level, part)
    assert all(np.array_equal(a, b) for a, b in zip(film, _stage(part), strict=True))
    assert {(outcome.by, bool(outcome.why)) for outcome in level.outcomes} == {("stage", True)}


def test_a_second_try_is_firmer_and_may_be_accepted(part: TimedPart):
    """After a refusal the same take is asked once more: another seed, nearer to the stage."""
    painter = Painter(["black", "paint"])
    level = _level(painter)
    _drawn(level, part)
    first, second = painter.asked[:2]
    assert first.seed != second.seed
    assert second.strength < first.strength
    assert (level.outcomes[0].by, level.outcomes[0].tries) == ("model", 2)


def test_a_larger_model_is_gone_before_a_smaller_one_is_opened(part: TimedPart):
    """Though its parts refer to one another in a circle: there is no room for both."""
    gone: list[weakref.ref[Painter]] = []
    there: list[bool] = []

    def opened(tier: Tier) -> Painter:
        there.append(any(one() is not None for one in gone))
        painter = Painter(["memory"] if not gone else ["paint"])
        painter.itself = painter  # type: ignore[attr-defined]
        gone.append(weakref.ref(painter))
        return painter

    level = NeuralLevel(*SIZE, open_model=opened, tier=TIERS[2], clock=lambda: 0.0)
    _drawn(level, part)
    _drawn(level, part)
    assert there == [False, False]
    assert {outcome.by for outcome in level.outcomes} == {"model"}


def test_out_of_memory_goes_down_one_tier_and_ends_at_the_stage(part: TimedPart):
    """Each shortage costs one tier at once, the part is whole all the same, and below the lowest the stage draws."""
    level = _level(Painter(["memory"]))
    seen = []
    for _ in range(4):
        film = _drawn(level, part)
        assert all(np.array_equal(a, b) for a, b in zip(film, _stage(part), strict=True))
        seen.append(level.tier.name if level.tier else "stage")
    assert seen == ["12 GB", "6 GB", "stage", "stage"]


def test_the_breaker_opens_and_tries_again_later(part: TimedPart):
    """After two failures the model is not asked for five minutes; then one try brings it back."""
    clock = [0.0]
    painter = Painter(["fail", "fail", "fail", "fail", "paint"])
    level = _level(painter, clock)
    _drawn(level, part)
    asked = len(painter.asked)
    _drawn(level, part)
    assert len(painter.asked) == asked, "it rests"
    assert "rests" in level.outcomes[0].why
    painter.hands[:] = ["paint"]
    clock[0] = OPEN_SECONDS + 1
    _drawn(level, part)
    assert level.outcomes[0].by == "model"


def test_a_model_that_cannot_be_opened_leaves_the_stage(part: TimedPart):
    """A damaged folder costs nothing but the level: the show goes on."""

    def broken(tier: Tier) -> Painter:
        raise ModelError("weights.safetensors is only partly there: download it again")

    level = NeuralLevel(*SIZE, open_model=broken, tier=TIERS[2])
    assert all(np.array_equal(a, b) for a, b in zip(_drawn(level, part), _stage(part), strict=True))


def test_a_cancel_goes_through(part: TimedPart):
    """A level stops like the stage does, and the breaker does not take it for a failure."""
    painter = Painter(["paint"])
    level = _level(painter)
    asked = [0]

    def soon() -> bool:
        asked[0] += 1
        return asked[0] > 4

    with pytest.raises(Cancelled):
        list(level.frames(part, soon))
    assert _drawn(level, part)
    assert level.outcomes[0].by == "model"


def test_a_cancelled_try_after_the_rest_is_not_its_last(part: TimedPart):
    """A part that is given up during the one try says nothing of the model: the next part tries it again."""
    clock = [0.0]
    painter = Painter(["fail"])
    level = _level(painter, clock)
    _drawn(level, part)
    clock[0] = OPEN_SECONDS + 1
    painter.hands[:] = ["cancelled"]
    with pytest.raises(Cancelled):
        _drawn(level, part)
    painter.hands[:] = ["paint"]
    _drawn(level, part)
    assert level.outcomes[0].by == "model"


def test_the_rest_of_a_part_is_not_asked_of_a_lower_tier(part: TimedPart):
    """Takes keep the size of the tier they were made for: a part of two shots costs one tier, not two."""
    shot, half = part.shots[0], part.duration // 2
    cut = (replace(shot, duration=half), replace(shot, start=half, duration=half, key="other"))
    painter = Painter(["memory"])
    level = _level(painter)
    film = _drawn(level, replace(part, shots=cut))
    assert len(film) == len(_stage(part))
    assert len(painter.asked) == 1
    assert level.tier == TIERS[1]
    assert [outcome.by for outcome in level.outcomes] == ["stage", "stage"]
    assert "down a tier" in level.outcomes[1].why


def test_colours_survive_the_way_to_the_screen():
    """RGB → I420 → RGB of a smooth picture is within two steps of 255."""
    ramp = np.linspace(30, 220, 64, dtype=np.uint8)
    picture = np.stack([np.tile(ramp, (48, 1)), np.tile(ramp[::-1], (48, 1)), np.full((48, 64), 120, np.uint8)], -1)
    again = as_shown(i420(picture, 64, 48))
    assert np.abs(again.astype(int) - picture.astype(int)).max() <= 4
