"""The verifier: repainted films pass, films in which somebody is gone, another or elsewhere do not."""

from __future__ import annotations

import numpy as np
import pytest

from generators.neural.faults import Case, cases
from generators.neural.verifier import verify
from generators.stage.styles import style_names
from player.look.of_scenes import random_scene

SCENES = 5


@pytest.fixture(scope="module")
def judged() -> list[Case]:
    """Some random scenes, whole and with every fault that can be seen in them."""
    return list(cases(SCENES, lambda number: random_scene(number, style_names()), first=2000))


def test_repainted_films_pass(judged: list[Case]):
    """Another grade, softness, grain and wobbling outlines are a model's right."""
    whole = [case for case in judged if not case.fault]
    assert len(whole) == SCENES
    assert [case for case in whole if not case.verdict.accepted] == []


@pytest.mark.parametrize("fault", ["vanish", "swap", "teleport", "black"])
def test_a_fault_is_found(judged: list[Case], fault: str):
    """Each injected fault is refused with its words."""
    found = [case for case in judged if case.fault == fault]
    assert len(found) >= 3
    assert [case for case in found if case.verdict.accepted] == []
    assert all(case.verdict.faults[0].words for case in found)


def _film(moving: bool = True) -> np.ndarray:
    film = np.zeros((8, 60, 80, 3), np.uint8)
    film[:] = np.linspace(40, 160, 80, dtype=np.uint8)[None, None, :, None]
    for at in range(8):
        x = 8 * at if moving else 8
        film[at, 20:40, x : x + 16] = (230, 120, 40)
    return film


IDS = np.zeros((8, 60, 80), np.uint16)


def test_a_picture_that_stands_still_is_refused():
    """A frozen film of a moving stage is told; a still film of a still stage is not."""
    frozen = np.repeat(_film()[:1], 8, axis=0)
    assert [fault.kind for fault in verify(frozen, _film(), IDS, {}).faults] == ["frozen"]
    assert verify(_film(moving=False), _film(moving=False), IDS, {}).accepted


def test_a_jump_over_a_join_is_refused():
    """Where no cut lies between, the first frame goes on from the one before."""
    film = _film()
    assert verify(film, film, IDS, {}, before=film[0]).accepted
    verdict = verify(film, film, IDS, {}, before=255 - film[0])
    assert [fault.kind for fault in verdict.faults] == ["jump"]


def test_a_film_of_another_length_is_refused():
    """Frames that are missing are a fault, never an exception."""
    assert not verify(_film()[:5], _film(), IDS, {}).accepted


def test_an_entity_that_the_stage_hides_is_not_asked_for():
    """What is too small, or no different from its ground, cannot be judged and is no reason to refuse."""
    film = _film()
    ids = IDS.copy()
    ids[:, :3, :3] = 4
    ids[:, 45:58, 30:60] = 5
    assert verify(film, film, ids, {4: "pin", 5: "moth"}).accepted
    assert verify(film[:, ::-1], film[:, ::-1], ids, {4: "pin", 5: "moth"}).accepted
