"""Posters as gouaches: the stage's picture first, the painting when it is there."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from player.foyer.atelier import Atelier
from player.foyer.painter import PaintScenery, painted
from player.foyer.pictures import Scenery, draw

POSTER = Scenery(place="coast", hour=18.0, width=160, height=90, frames=1, gouache=True)
PLAIN = replace(POSTER, gouache=False)
PATIENCE_SECONDS = 120.0
"""A loaded machine paints slowly; nobody waits so long on a free one."""


class Easel:
    """Stands in for the painter's process: it works at once, in this process, and counts."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.asked = folder, []
        self.channel = self
        self._answer: object = None

    def send(self, asked: object) -> None:
        """Work."""
        assert isinstance(asked, PaintScenery)
        self.asked.append((asked.request.gouache, asked.kept_only))
        self._answer = painted(asked.ticket, asked.request, self.folder, kept_only=asked.kept_only)

    def receive(self) -> object:
        """What came of it."""
        return self._answer

    def stop(self) -> None:
        """Nothing runs."""


def shown(atelier: Atelier, poster: Scenery, wanted: int, more: int = 20) -> list[np.ndarray]:
    """The different pictures that a screen sees that asks again and again: `wanted` of them, and what comes after."""
    seen: list[np.ndarray] = []
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until and (len(seen) < wanted or more > 0):
        still = atelier.still(poster)
        if still is not None and not (seen and seen[-1] is still):
            seen.append(still)
        more -= len(seen) >= wanted
        time.sleep(0.01)
    return seen


@pytest.fixture
def easel(tmp_path: Path) -> Easel:
    """A painter over an empty folder."""
    return Easel(tmp_path)


def test_the_stage_picture_stands_until_the_painting_is_there(easel: Easel) -> None:
    """First the stage's own picture, then, without another word, the gouache."""
    atelier = Atelier(easel.folder, start=lambda _: easel)  # type: ignore[arg-type,return-value]
    seen = shown(atelier, POSTER, 2)
    atelier.close()
    assert len(seen) == 2
    stage = draw(PLAIN)[:, :, ::-1]
    assert np.abs(seen[0].astype(int) - stage).mean() < 3
    assert np.abs(seen[1].astype(int) - stage).mean() > np.abs(seen[0].astype(int) - stage).mean() + 1


def test_a_painting_is_kept_for_the_next_start(easel: Easel) -> None:
    """Another sitting shows the gouache at once and paints nothing."""
    for _ in range(2):
        done = painted("t", POSTER, easel.folder)
    assert Path(done.path).is_file()
    atelier = Atelier(easel.folder, start=lambda _: easel)  # type: ignore[arg-type,return-value]
    seen = shown(atelier, POSTER, 1)
    atelier.close()
    assert len(seen) == 1
    assert easel.asked == [(True, True)]


def test_another_model_paints_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The model's hash is part of the key."""
    first = painted("t", POSTER, tmp_path)
    monkeypatch.setattr("generators.restyle.model.model_hash", lambda: "another")
    assert painted("t", POSTER, tmp_path, kept_only=True).path == ""
    assert first.path


def test_without_a_model_the_stage_picture_stays(easel: Easel, monkeypatch: pytest.MonkeyPatch) -> None:
    """A missing network is told once with its remedy; the poster is the stage's."""
    monkeypatch.setattr("generators.restyle.model.model_hash.__defaults__", (easel.folder,))
    atelier = Atelier(easel.folder, start=lambda _: easel)  # type: ignore[arg-type,return-value]
    seen = shown(atelier, POSTER, 1)
    fault = atelier.fault(POSTER)
    atelier.close()
    assert len(seen) == 1
    assert "card is missing; install evershow again" in fault


def test_a_loop_is_painted_frame_by_frame(tmp_path: Path) -> None:
    """No request keeps the painter longer than one frame; the last one gives the whole loop."""
    loop = replace(POSTER, frames=3)
    answers = [painted("t", loop, tmp_path) for _ in range(3)]
    assert [bool(answer.path) for answer in answers] == [False, False, True]
    assert [answer.fault for answer in answers] == ["", "", ""]
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".jpg"]
