"""A join run meets many joins of restless viewers and tells which one was worst."""

from dataclasses import replace

import numpy as np
from scored import part

from generators.sound.measure.programme import AROUND_FRAMES, CLICK, bend, join_ratio
from generators.timed import Bed
from player.joins import LONGEST_LOOK_SECONDS, SHOW_SECONDS, JoinRun, is_own_sound, restless, unbroken
from story_engine.plan import InputKind
from story_engine.time import SAMPLE_RATE, from_seconds, to_seconds


def test_a_restless_viewer_skips_and_takes_either_option_after_any_time() -> None:
    """Options, looks and skips differ within a show and between shows, and are the same for the same rng seed."""
    script = restless(3)
    assert restless(3) == script != restless(4)
    assert {pick.option for pick in script.picks} == {1, 2}
    looks = [to_seconds(pick.after) for pick in script.picks]
    assert min(looks) < 1.0
    assert 0.9 * LONGEST_LOOK_SECONDS < max(looks) <= LONGEST_LOOK_SECONDS
    skips = [asked.at for asked in script.inputs if asked.kind is InputKind.SKIP]
    assert len(skips) > 4
    assert skips == sorted(skips)
    assert skips[-2] < from_seconds(SHOW_SECONDS)


def test_a_step_between_two_parts_is_a_click() -> None:
    """Two tones that meet without a step stay below the limit; the same two with one pass it."""
    time = np.arange(SAMPLE_RATE) / SAMPLE_RATE
    tone = (0.2 * np.sin(2 * np.pi * 220 * time)).astype(np.float32)
    noise = np.random.default_rng(5).standard_normal(len(tone)).astype(np.float32) * np.float32(0.001)
    smooth = np.stack([tone + noise] * 2, axis=1)
    stepped = smooth.copy()
    stepped[SAMPLE_RATE // 2 :] += np.float32(0.05)
    assert join_ratio(smooth, SAMPLE_RATE // 2) < CLICK < join_ratio(stepped, SAMPLE_RATE // 2)


def test_a_relay_on_a_join_is_the_places_own_and_a_step_is_not() -> None:
    """What the unbroken bed holds at the join is told apart from what stands in no bed."""
    room = replace(part(), beds=(Bed(name="exchange", gain_begin=1.0, gain_end=1.0),))
    sharpest = AROUND_FRAMES + int(np.argmax(bend(unbroken(room, 0, 4 * SAMPLE_RATE))[AROUND_FRAMES:]))
    left = replace(room, duration=sharpest)
    heard = unbroken(left, sharpest - AROUND_FRAMES, 2 * AROUND_FRAMES)
    comes = replace(part(), beds=())
    assert is_own_sound(heard, AROUND_FRAMES, left, comes)
    cut = replace(left, duration=sharpest - 2 * AROUND_FRAMES)
    stepped = unbroken(cut, cut.duration - AROUND_FRAMES, 2 * AROUND_FRAMES)
    stepped[AROUND_FRAMES:] += np.float32(0.1)
    assert not is_own_sound(stepped, AROUND_FRAMES, cut, comes)


def test_the_figures_name_the_worst_join() -> None:
    """What is printed holds the count, the kinds, the clicks and where the worst one was."""
    run = JoinRun(joins=9, holds=3, branches=1, scenes=2, clicks=0, own=1, worst=1.234, where="rng 1, s2/p1")
    assert run.figures()["run_worst"] == 1.23
    assert run.figures()["run_worst_at"] == "rng 1, s2/p1"
    assert run.figures()["run_joins"] == 9
