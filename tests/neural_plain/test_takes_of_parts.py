"""Takes made from a part of the show: words from the plan, passes from the stage, every frame once."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from generators.errors import Cancelled
from generators.neural.ports import Control, never
from generators.neural.prompts import MOST_LETTERS, prompt_of
from generators.neural.takes import Wishes, edges_of, frame_count, spans, takes_of
from generators.neural.verifier import judged_frames
from generators.stage.bench import bench_part
from generators.timed import TimedPart

WISHES = Wishes(
    width=192, height=112, controls=(Control.COLOUR, Control.DEPTH, Control.LINES, Control.IDS), references=True
)


@pytest.fixture(scope="module")
def part() -> TimedPart:
    """A third of a second at the harbour, cut in two shots."""
    timed = bench_part(0, 8)
    shot = timed.shots[0]
    half = timed.duration // 2 + 700
    one = replace(shot, duration=half)
    other = replace(shot, start=half, duration=timed.duration - half, key="other", size="CU")
    return replace(timed, shots=(one, other))


def test_a_part_becomes_one_take_for_each_shot(part: TimedPart):
    """Every frame of the part is in exactly one take, with all passes in the model's size."""
    takes = takes_of(part, WISHES, never)
    assert [take.frames for take in takes] == [end - begin for _, begin, end in spans(part, 24, frame_count(part, 24))]
    assert sum(take.frames for take in takes) == frame_count(part, 24)
    for take in takes:
        assert (take.width, take.height) == (192, 112)
        assert take.control is Control.DEPTH
        for control in WISHES.controls:
            assert take.guide.film(control).shape == take.guide.colour.shape
        depth = take.guide.depth
        assert depth is not None
        assert 0 <= depth.min() <= depth.max() <= 1
        assert all(picture.shape == (1, 112, 192, 3) for picture in take.references)


def test_takes_are_the_same_whenever_they_are_made(part: TimedPart):
    """Takes are a pure function of the part: seeds, words and passes repeat; two shots have two seeds."""
    one, other = takes_of(part, WISHES, never), takes_of(part, WISHES, never)
    assert [take.seed for take in one] == [take.seed for take in other]
    assert len({take.seed for take in one}) == len(one)
    assert all(0 <= take.seed < 2**63 for take in one)
    for a, b in zip(one, other, strict=True):
        assert np.array_equal(a.guide.colour, b.guide.colour)
        assert a.prompt == b.prompt


def test_frames_may_share_their_passes(part: TimedPart):
    """With passes for every second frame the pictures and judged ids stay, and a frame's depth is its own or the one's
    before it; each take begins with its own."""
    shared = replace(WISHES, every=2)
    for own, other in zip(takes_of(part, WISHES, never), takes_of(part, shared, never), strict=True):
        assert np.array_equal(own.guide.colour, other.guide.colour)
        one, two = own.guide.film(Control.DEPTH), other.guide.film(Control.DEPTH)
        assert all(np.array_equal(two[at], one[at - at % 2]) for at in range(own.frames))
        assert np.array_equal(own.guide.film(Control.LINES), other.guide.film(Control.LINES)), "they cost nothing"
        assert own.guide.ids is not None
        assert other.guide.ids is not None
        assert np.array_equal(own.guide.ids, other.guide.ids)


def test_lines_are_the_edges_of_the_picture():
    """The border of a bright square is a line one pixel wide, what is even has none, and faint grain is no line."""
    grain = np.random.default_rng(3).integers(0, 7, (96, 96, 1))
    picture = np.full((96, 96, 3), 60) + grain
    picture[32:64, 32:64] += 120
    lines = edges_of(picture.astype(np.uint8))
    assert set(np.unique(lines)) == {0, 255}
    assert 90 < np.count_nonzero(lines) < 160
    assert not lines[36:60, 36:60].any()
    assert not lines[:28].any()


def test_a_cancel_is_heard_between_frames(part: TimedPart):
    """Making takes stops at the next frame."""
    asked = iter([False, False, True])
    with pytest.raises(Cancelled):
        takes_of(part, WISHES, lambda: next(asked))


def test_a_prompt_says_who_where_when_and_how(part: TimedPart):
    """The plan's looks, place, hour, weather and style are in the prompt, within its length."""
    scene = part.part.scene
    actor = scene.actors[0]
    look = replace(actor.look, words="a small fox in a red coat")
    told = replace(
        part,
        part=replace(part.part, scene=replace(scene, actors=(replace(actor, look=look),), hour=22.0, weather="snow")),
    )
    prompt = prompt_of(told, told.shots[0])
    for words in ("a small fox in a red coat", "falling snow", "night", "paper"):
        assert words in prompt.positive
    assert len(prompt.positive) <= MOST_LETTERS
    assert prompt.positive.startswith(("wide", "very wide", "group", "medium", "close", "over", "shot"))


def test_what_a_shot_leaves_out_is_not_in_its_prompt(part: TimedPart):
    """Who is not drawn is not asked for."""
    scene = part.part.scene
    names = [actor.id for actor in scene.actors]
    shot = replace(part.shots[0], subjects=(), extra=tuple(names))
    assert "the empty place" in prompt_of(part, shot).positive


def test_ids_are_only_made_where_they_are_judged():
    """For the verifier alone the id pass stands in the frames that it judges, as it would in a whole pass."""
    part = bench_part(0, 24)
    whole = takes_of(part, replace(WISHES, controls=(Control.COLOUR, Control.IDS), references=False), never)
    few = takes_of(
        part, replace(WISHES, controls=(Control.COLOUR, Control.IDS), references=False, judging_only=True), never
    )
    for take, other in zip(whole, few, strict=True):
        assert take.guide.ids is not None
        assert other.guide.ids is not None
        judged = judged_frames(take.frames)
        assert np.array_equal(take.guide.ids[list(judged)], other.guide.ids[list(judged)])
        assert not other.guide.ids[[at for at in range(take.frames) if at not in judged]].any()
        assert other.guide.depth is None
