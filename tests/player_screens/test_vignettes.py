"""Pictures beside options: a face, a place, a thing, drawn for any seed and asked for without waiting."""

from __future__ import annotations

import time
from pathlib import Path

import cv2
import numpy as np
import pytest

from player.foyer.atelier import Atelier
from player.foyer.painter import Painted, PaintVignette, painted
from player.foyer.vignettes import HIGH, SIDE, WIDE, Vignette, draw_vignette, vignette_of, vignettes_of
from story_engine.plan import Choice, Depicted, Look, Option

PATIENCE_SECONDS = 30.0


@pytest.mark.parametrize(
    ("request_", "size"),
    [
        (Vignette(kind="person", id="wren", asset="wren", light="harbour", hour=22.0), (SIDE, SIDE)),
        (Vignette(kind="person", id="ada", words="a tall woman in a red scarf"), (SIDE, SIDE)),
        (Vignette(kind="thing", id="key", asset="key", light="nowhere_at_all"), (SIDE, SIDE)),
        (Vignette(kind="thing", id="oil", words="a tin of oil"), (SIDE, SIDE)),
        (Vignette(kind="place", id="quay", words="a stone quay with boats", hour=18.0), (HIGH, WIDE)),
    ],
    ids=["face", "face of words", "thing", "thing of words", "place of words"],
)
def test_everything_is_drawn(request_, size):
    """With a drawing or with words alone, and in a light that is not there."""
    found = draw_vignette(request_)
    assert found.shape == (*size, 3)
    assert float(found.std()) > 8.0, "something is to be seen"


def test_a_thing_is_drawn_as_it_is_now():
    """An open letter is not a shut one."""
    shut, opened = (Vignette(kind="thing", id="fog_jar", asset="fog_jar", states=states) for states in ((), ("open",)))
    assert not np.array_equal(draw_vignette(shut), draw_vignette(opened))


def test_a_picture_is_painted_once(tmp_path: Path):
    """The painter leaves a file that serves the next show."""
    wanted = Vignette(kind="thing", id="key", asset="key")
    first = painted("t", wanted, tmp_path)
    assert isinstance(first, Painted)
    assert cv2.imread(first.path).shape == (SIDE, SIDE, 3)
    changed = Path(first.path).stat().st_mtime_ns
    assert painted("t", wanted, tmp_path).path == first.path
    assert Path(first.path).stat().st_mtime_ns == changed


def test_options_without_pictures_want_none():
    """What is asked for is what options show, the seed's own art with it."""
    shown = Depicted(kind="thing", id="oil", name="the oil", look=Look(words="a tin"), hour=4.0, weather="fog")
    options = (Option(number=1, text="Yes", likely=0.5, picture=shown), Option(number=2, text="No", likely=0.5))
    choice = Choice(id=1, options=options, default=1)
    assert vignettes_of(choice, "/art") == (vignette_of(shown, "/art"),)
    assert vignettes_of(choice, "/art")[0].weather == "clear", "a thing is not rained on"


class _Painter:
    """A child that draws grey."""

    def __init__(self, folder: Path, gone: list[int]) -> None:
        self.channel, self._folder, self._gone = self, folder, gone

    def send(self, asked: PaintVignette) -> None:
        path = self._folder / "grey.jpg"
        cv2.imwrite(str(path), np.full((SIDE, SIDE, 3), 120, np.uint8))
        self._answer = Painted(ticket=asked.ticket, path=str(path))

    def receive(self) -> Painted:
        return self._answer

    def stop(self) -> None:
        self._gone.append(1)


def _until(true) -> None:
    ends = time.monotonic() + PATIENCE_SECONDS
    while not true() and time.monotonic() < ends:
        time.sleep(0.01)
    assert true()


def test_nobody_waits_and_the_painter_rests(tmp_path: Path):
    """The first answer is None at once, the picture comes later; idle, the process goes, and comes back when needed."""
    started: list[Path] = []
    gone: list[int] = []

    def start(folder: Path) -> _Painter:
        started.append(folder)
        return _Painter(folder, gone)

    atelier = Atelier(tmp_path, start=start, rests_after=0.05)  # type: ignore[arg-type]
    one, other = (Vignette(kind="thing", id=name) for name in ("key", "oil"))
    assert atelier.still(one) is None
    _until(lambda: atelier.still(one) is not None)
    _until(lambda: len(gone) == 1)
    assert atelier.still(other) is None
    _until(lambda: atelier.still(other) is not None)
    assert len(started) == 2
    atelier.close()
