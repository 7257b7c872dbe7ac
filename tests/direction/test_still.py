"""A calm camera: no shot moves, and everything a move would have shown is seen."""

from __future__ import annotations

import importlib.util
from dataclasses import replace
from pathlib import Path

from generators.direction.camera import ASPECT
from generators.direction.direct import Continuity, direct
from generators.direction.still import CALM_TRANSITIONS, Held, stilled, whole_view
from generators.timed import Camera, Shot

_spec = importlib.util.spec_from_file_location("direction_cases", Path(__file__).with_name("conftest.py"))
cases = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(cases)
EvenVoices, actor, part, say, scene = cases.EvenVoices, cases.actor, cases.part, cases.say, cases.scene

PAN = Shot(
    start=0, duration=96_000, key="a", size="MS", begin=Camera(x=-0.3, y=0.5, zoom=2.0),
    end=Camera(x=0.3, y=0.5, zoom=2.0), transition="page", ease="smooth", span=(0.2, 0.9), begun=2_000,
)  # fmt: skip


def sees(camera: Camera, x: float, y: float) -> bool:
    """Whether a stage point is in the frame."""
    return abs(x - camera.x) <= 0.5 * ASPECT / camera.zoom + 1e-3 and abs(y - camera.y) <= 0.5 / camera.zoom + 1e-3


def test_a_pan_becomes_one_view_of_all_that_it_showed():
    """Both ends of the move are in the picture, as close as that allows."""
    view = whole_view(PAN)
    for end in (PAN.begin, PAN.end):
        for across in (-0.5, 0.5):
            assert sees(view, end.x + across * ASPECT / end.zoom, end.y)
    assert view.zoom > 1.0


def test_nothing_moves_in_a_directed_part():
    """Every shot begins where it ends and comes in calmly; times and people are as they were."""
    of = scene(actor("fox"), actor("owl"))
    timed, _ = direct(
        part(of, say("fox", "Look, the boat is gone again."), say("owl", "It was here at noon.")),
        Continuity(), EvenVoices(), rng_seed=3,
    )  # fmt: skip
    calm, held = stilled(timed, Held())
    assert all(shot.begin == shot.end for shot in calm.shots)
    assert {shot.transition for shot in calm.shots} <= CALM_TRANSITIONS
    assert [(s.start, s.duration, s.subjects) for s in calm.shots] == [
        (s.start, s.duration, s.subjects) for s in timed.shots
    ]
    assert held.key == timed.shots[-1].key


def test_a_shot_that_runs_on_over_a_join_keeps_its_view():
    """A slow push that goes on in the next part does not jump there."""
    of = scene(actor("fox"))
    timed, _ = direct(part(of, say("fox", "Hm.")), Continuity(), EvenVoices(), rng_seed=3)
    begun = replace(PAN, begin=Camera(x=0.0, y=0.5, zoom=2.0), end=Camera(x=0.01, y=0.5, zoom=2.04))
    on = replace(begun, begin=begun.end, end=Camera(x=0.02, y=0.5, zoom=2.08))
    first, held = stilled(replace(timed, shots=(replace(begun, begun=0),)), Held())
    second, _ = stilled(replace(timed, shots=(on,)), held)
    assert second.shots[0].begin == first.shots[0].begin
