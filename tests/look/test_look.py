"""`evershow bench look`: shows and scenes with faults in them have figures that say so."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from click.testing import CliRunner

from generators.stage.measures.flicker import Flicker
from generators.stage.specimen import Specimen, part_of
from generators.timed import ActorState, Camera, TimedLine, TimedPart
from player.cli.machine import bench
from player.look import MEASURES, LookOptions, look, of_scenes, of_shows
from player.look.figures import at_least, at_most, told
from player.look.shows import Planned, in_style


def quiet(what: str, share: float) -> None:
    """Progress that nobody watches."""


def show_of(*parts: TimedPart) -> Planned:
    """A show of these parts."""
    return Planned(name="made", parts=parts, seed_art=None)


def speaking(hidden: bool) -> TimedPart:
    """Wren speaks, with Odile before her or beside her."""
    actors = (ActorState(id="wren", x=0.0, depth=0.2), ActorState(id="odile", x=0.0 if hidden else 0.3, depth=0.7))
    timed = part_of(Specimen(place="harbour", actors=actors, seconds=1, camera=Camera(x=0.0, y=0.6, zoom=1.6)))
    line = TimedLine(start=0, duration=timed.duration, speaker="wren", text="Can you see me?")
    return replace(timed, lines=(line,))


def test_a_covered_speaker_is_counted() -> None:
    """A face that speaks behind somebody is one covered face; beside them none."""
    bad, good = (of_shows.faces(show_of(speaking(hidden)), quiet)[0] for hidden in (True, False))
    assert (bad.value, bad.holds) == (1, False)
    assert "wren" in bad.words[0]
    assert (good.value, good.holds) == (0, True)


def test_a_figure_that_is_painted_over_loses_its_outline(monkeypatch: pytest.MonkeyPatch) -> None:
    """If every picture were plain grey, no shot would read."""
    monkeypatch.setattr(of_shows, "OUTLINE_SIZE", (320, 180))
    show = show_of(speaking(False))
    monkeypatch.setattr(of_shows.Stage, "still", lambda self, timed, at: np.full((180, 320, 3), 90, np.uint8))
    figure = of_shows.outlines(show, quiet)[0]
    assert (figure.value, figure.holds) == (0.0, False)


def test_a_stage_that_flashes_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Black and white frames by turns are more light changes than are safe; a calm part is safe."""
    show = show_of(part_of(Specimen(place="harbour", seconds=1)))
    assert of_shows.flashes(show, quiet)[0].holds
    monkeypatch.setattr(
        of_shows.Stage, "frame", lambda self, timed, index: np.full((270, 320), 235 if index // 2 % 2 else 16, np.uint8)
    )
    assert not of_shows.flashes(show, quiet)[0].holds


def test_a_frozen_figure_and_a_shut_mouth_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the acting measures find is counted and told with its place."""
    from generators.stage.acting.measure import FrozenSpan, MouthError

    timed = speaking(False)
    monkeypatch.setattr(of_shows, "frozen_spans", lambda *a: (FrozenSpan(start=0, duration=48_000, actor="wren"),))
    monkeypatch.setattr(of_shows, "mouth_errors", lambda *a: (MouthError(at=0, actor="wren", phone="b", kind="open"),))
    found = {figure.name.split(" (")[0]: figure for figure in of_shows.acting(show_of(timed), quiet)}
    assert found["people frozen > 0.5 s"].value == 1
    assert found["bilabials not closed within a frame"].value == 1
    assert found["planted feet that slide > 2 px"].holds


@pytest.mark.parametrize(("mean", "steady", "turned"), [(0.2, True, True), (0.45, False, True), (0.7, False, False)])
def test_flicker_has_a_limit_with_a_flame_and_without(
    monkeypatch: pytest.MonkeyPatch, mean: float, steady: bool, turned: bool
) -> None:
    """While a flame rises or sinks a picture may change more, but not as it likes."""
    held = []
    for rises in (False, True):
        measured = Flicker(mean, 0.5, rises)
        monkeypatch.setattr(of_shows, "flicker", lambda *a, measured=measured: measured)
        figures = of_shows.flickering(show_of(speaking(False)), quiet)
        held.append(figures[rises].holds)
        assert figures[rises].value == mean
        assert figures[not rises].value == 0.0
    assert held == [steady, turned]


def test_scenes_that_crash_or_are_empty_are_counted() -> None:
    """A scene that raises is a crash, a plain one is empty, equal ones are not apart."""

    def broken(one: Specimen) -> np.ndarray:
        raise ValueError("no such thing")

    crashed = of_scenes.scenes(2, quiet, broken)
    assert (crashed[0].value, crashed[0].holds) == (2, False)
    plain = of_scenes.scenes(3, quiet, lambda one: np.full((90, 160, 3), 40, np.uint8))
    assert [figure.holds for figure in plain] == [True, False, False]


def test_random_scenes_repeat_and_are_drawn() -> None:
    """Scene n is always the same one, and the stage can draw a handful of them."""
    assert of_scenes.random_scene(5, ("paper",)) == of_scenes.random_scene(5, ("paper",))
    assert of_scenes.random_scene(5, ("paper",)) != of_scenes.random_scene(6, ("paper",))
    assert all(figure.holds for figure in of_scenes.scenes(4, quiet)[:2])


def test_a_twin_in_the_cast_is_found() -> None:
    """Two of a cast with one drawing are too alike."""
    actors = (ActorState(id="wren", x=-0.2), ActorState(id="odile", x=0.2))
    timed = part_of(Specimen(place="harbour", actors=actors))
    assert of_scenes.silhouettes(show_of(timed), quiet)[0].holds
    scene = timed.part.scene
    twins = tuple(replace(actor, look=scene.actors[0].look) for actor in scene.actors)
    twin = replace(timed, part=replace(timed.part, scene=replace(scene, actors=twins)))
    assert not of_scenes.silhouettes(show_of(twin), quiet)[0].holds


def test_targets_hold_on_their_side() -> None:
    """At least and at most include the limit itself; what is only told always holds."""
    assert [at_least("", "", "", v, 1).holds for v in (0.9, 1, 1.1)] == [False, True, True]
    assert [at_most("", "", "", v, 1).holds for v in (0.9, 1, 1.1)] == [True, True, False]
    assert told("", "", "", 5).holds


def test_a_show_can_be_measured_in_another_style() -> None:
    """The style of every scene is replaced; an empty one changes nothing."""
    timed = part_of(Specimen(place="harbour"))
    assert in_style(timed, "watercolour").part.scene.style == "watercolour"
    assert in_style(timed, "") is timed


def test_only_the_chosen_measures_run() -> None:
    """Asked for scenes alone, no show is planned."""
    figures = look(LookOptions(seeds=(), scenes=2, only=("scenes",)), quiet)
    assert {figure.measure for figure in figures} == {"scenes"}


def test_the_command_speaks_json_and_refuses_unknown_measures() -> None:
    """`bench look --json` gives a list of figures; a misspelt measure is bad usage."""
    result = CliRunner().invoke(bench, ["look", "--only", "scenes", "--scenes", "2", "--json"])
    assert result.exit_code == 0
    assert json.loads(result.output)[0]["measure"] == "scenes"
    wrong = CliRunner().invoke(bench, ["look", "--only", "beauty"])
    assert wrong.exit_code == 2
    assert "outlines" in wrong.output
    assert set(MEASURES) >= {"cuts", "outlines", "flashes"}
