"""Takes split into runs by the frame rules of models; sizes; continuations as bytes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generators.neural.errors import NeuralError
from generators.neural.ports import (
    Continuation,
    Control,
    FrameRule,
    Guide,
    fitted,
    pack_continuation,
    runs,
    tinted,
    unpack_continuation,
)

RULES = st.sampled_from(
    [
        FrameRule(step=4, plus=1, least=5, most=81),
        FrameRule(step=8, plus=1, least=9, most=121),
        FrameRule(most=1),
        FrameRule(step=12, plus=9, least=9, most=33),
    ]
)


@given(st.integers(1, 400), RULES, st.integers(0, 8), st.integers(0, 8))
def test_runs_make_every_frame_once(frames: int, rule: FrameRule, kept: int, before: int):
    """New frames of all runs in order are the take's; counts obey the rule; a run keeps only what exists."""
    kept = min(kept, rule.greatest - 1)
    place = 0
    for run in runs(frames, rule, kept, before):
        assert run.start == place
        assert run.kept <= min(kept, run.start + before)
        assert (run.made - rule.plus) % rule.step == 0
        assert rule.least <= run.made <= rule.most
        assert run.kept + run.used <= run.made
        assert run.used > 0
        place += run.used
    assert place == frames


def test_a_model_that_keeps_all_it_makes_is_refused():
    """Where kept frames leave nothing to make, one line says so."""
    with pytest.raises(NeuralError, match="leave none"):
        runs(10, FrameRule(step=4, plus=1, most=5), 5)


def test_too_many_frames_for_one_run_are_refused():
    """The rule names its limit."""
    with pytest.raises(NeuralError, match="above the model's 17"):
        FrameRule(step=4, plus=1, most=17).up(18)


@given(st.integers(64, 1920), st.integers(64, 1080), st.sampled_from([8, 16, 32]), st.integers(64 * 64, 1280 * 720))
def test_a_fitted_size_is_allowed(width: int, height: int, multiple: int, most: int):
    """Both sides are multiples of the model's, and the area is at most what the tier allows."""
    wide, high = fitted(width, height, multiple, most)
    assert wide % multiple == 0
    assert high % multiple == 0
    assert wide * high <= most


def test_the_usual_sizes_are_those_of_the_models():
    """854×480 becomes Wan's own 832×480 under its tier."""
    assert fitted(854, 480, 16, 832 * 480) == (832, 480)


def _film(frames: int) -> np.ndarray:
    return np.arange(frames * 4 * 6 * 3, dtype=np.uint8).reshape(frames, 4, 6, 3)


def test_a_continuation_survives_packing():
    """What is packed comes back equal, and its digest is that of its bytes."""
    one = Continuation(kind="wan", frames=_film(5), arrays=(("latents", np.ones((2, 3), np.float32)),))
    again = unpack_continuation(pack_continuation(one))
    assert again.kind == "wan"
    assert np.array_equal(again.frames, one.frames)
    assert np.array_equal(again.array("latents"), one.array("latents"))
    assert again.digest == one.digest


@given(st.integers(0, 2**32), st.binary(min_size=1, max_size=4))
def test_a_damaged_continuation_is_never_a_crash(place: int, noise: bytes):
    """Any change of the bytes gives another continuation or one clear error."""
    content = bytearray(pack_continuation(Continuation(kind="wan", frames=_film(3))))
    at = place % len(content)
    content[at : at + len(noise)] = noise
    try:
        found = unpack_continuation(bytes(content[: max(1, len(content) - place % 7)]))
    except NeuralError:
        return
    assert found.frames.dtype == np.uint8
    assert found.frames.ndim == 4


def test_a_guide_gives_each_pass_as_colours():
    """Depth, lines and ids become RGB films; what the stage did not give is named."""
    colour = _film(2)
    depth = np.linspace(0, 1, 2 * 4 * 6, dtype=np.float32).reshape(2, 4, 6)
    guide = Guide(colour=colour, depth=depth, ids=np.full((2, 4, 6), 3, np.uint16))
    assert guide.film(Control.DEPTH).shape == colour.shape
    assert guide.film(Control.DEPTH).max() == 255
    assert np.array_equal(guide.film(Control.IDS)[0, 0, 0], tinted(np.array([3], np.uint16))[0])
    with pytest.raises(NeuralError, match="gave no lines pass"):
        guide.film(Control.LINES)
