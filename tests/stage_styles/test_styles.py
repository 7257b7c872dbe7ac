"""Styles as data: what a style file may say, and that the picture obeys it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from generators.errors import AssetError
from generators.stage.bench import bench_part
from generators.stage.finish import to_bgr, woven
from generators.stage.generator import Stage
from generators.stage.light import Light
from generators.stage.relight import relight
from generators.stage.styles import load_style, read_style, style_names, style_of
from generators.timed import TimedPart, content_key

SIZE = (320, 180)
BUILT_IN = ("paper", "watercolour", "silhouette")


@pytest.fixture(scope="module")
def stage() -> Stage:
    """One small stage for all tests: its caches must not matter."""
    return Stage(*SIZE)


def styled(name: str, index: int = 0) -> TimedPart:
    """A fixed scene in the style `name`."""
    timed = bench_part(index, 6)
    return replace(timed, part=replace(timed.part, scene=replace(timed.part.scene, style=name)))


@pytest.mark.parametrize("name", BUILT_IN)
def test_a_style_is_read_from_its_file(name: str) -> None:
    """Every built-in style loads, has a title and an editing temperament."""
    style = load_style(name)
    assert name == style.id
    assert style.title
    assert style.editing


def test_styles_differ_in_the_picture(stage: Stage) -> None:
    """The same frame of the same scene looks different in each style."""
    frames = {name: stage.still(styled(name), 0).astype(int) for name in BUILT_IN}
    for one, other in (("paper", "watercolour"), ("paper", "silhouette"), ("watercolour", "silhouette")):
        assert np.abs(frames[one] - frames[other]).mean() > 8


def test_no_style_is_paper(stage: Stage) -> None:
    """A scene without a style, or with one that does not exist, is shown in paper."""
    paper = stage.frame(styled("paper"), 1)
    assert np.array_equal(paper, stage.frame(styled(""), 1))
    assert np.array_equal(paper, stage.frame(styled("no_such_style"), 1))


@pytest.mark.parametrize("name", BUILT_IN)
def test_frames_do_not_depend_on_what_was_drawn_before(stage: Stage, name: str) -> None:
    """A frame is bit-identical from a fresh stage and from one that drew other styles and frames."""
    stage.frame(styled("paper", 2), 3)
    assert np.array_equal(Stage(*SIZE).frame(styled(name), 3), stage.frame(styled(name), 3))


def test_the_style_is_part_of_the_cache_key() -> None:
    """Two styles of one part never share a segment."""
    assert content_key(styled("paper"), "stage") != content_key(styled("watercolour"), "stage")


def test_silhouette_figures_are_nearly_black() -> None:
    """Shadow theatre gathers a coat's colour into ink, and lets the light through the white of an eye."""
    light = relight(Light.at("harbour", 18.6), load_style("silhouette"))
    assert max(light.shade((0.2, 0.5, 0.5))) < 0.18
    assert min(light.shade((1.0, 1.0, 0.99))) > 0.5


def test_silhouette_has_few_values() -> None:
    """Distances fall into the number of steps that the style gives."""
    light = relight(Light.at("harbour", 12), load_style("silhouette"))
    shown = {light.paper(distance / 40) for distance in range(41)}
    assert load_style("silhouette").tones.steps >= len(shown)


def test_watercolour_leaves_the_paper_bare_at_the_edge(stage: Stage) -> None:
    """The border of a painted frame is the sheet's own light colour, at night too."""
    picture = stage.still(styled("watercolour", 6), 0)
    assert picture[1].mean() > 215
    assert picture[SIZE[1] // 2, SIZE[0] // 2].mean() < 160


def test_shadow_theatre_weaves_and_paper_stands() -> None:
    """A woven frame is moved by less than a pixel, another way for another drawing; paper is left alone."""
    frame = np.zeros((180, 320, 4), np.uint8)
    frame[60:120, 100:200] = 200
    theatre = load_style("silhouette")
    assert woven(frame, load_style("paper"), 4) is frame
    moved = [woven(frame, theatre, number) for number in (0, 2)]
    assert not np.array_equal(moved[0], moved[1])
    assert np.array_equal(moved[0], woven(frame, theatre, 1))
    assert np.abs(moved[0][70:110, 110:190].astype(int) - 200).max() == 0


def test_a_seed_may_carry_its_own_style(tmp_path: Path, stage: Stage) -> None:
    """`art/styles/<id>.yaml` of a seed is found before the built-in ones, and drawn."""
    (tmp_path / "styles").mkdir()
    (tmp_path / "styles" / "moonprint.yaml").write_text("title: Moon print\ngrade: {saturation: 0}\n", encoding="utf-8")
    assert "moonprint" in style_names(tmp_path)
    planes = Stage(*SIZE, seed_art=tmp_path).frame(styled("moonprint"), 0)
    assert np.abs(planes[SIZE[1] :].astype(int) - 128).max() <= 6
    assert np.abs(stage.frame(styled("paper"), 0)[SIZE[1] :].astype(int) - 128).max() > 20


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ({"wash": {"wobbel": 2}}, "wash.wobbel is unknown; did you mean wobble?"),
        ({"finish": {"grain": 40}}, "finish.grain is 40; it must be a number from 0 to 6"),
        ({"sheet": {"colour": "white"}}, "sheet.colour: colour 'white' is not of the form #RRGGBB"),
        ({"edges": 3}, "edges must hold names and values"),
        ({"bodies": True}, "bodies is True"),
        ({"wash": {"density": float("nan")}}, "wash.density is nan"),
    ],
)
def test_a_wrong_style_is_told_where_and_how(content: dict, told: str) -> None:
    """A faulty style names its file, the field, the value and the remedy."""
    with pytest.raises(AssetError) as error:
        read_style(content, "styles/mine.yaml", "mine")
    assert told in str(error.value)
    assert "styles/mine.yaml" in str(error.value)


def test_an_unknown_style_names_the_nearest() -> None:
    """A misspelt style gets the nearest one as a remedy."""
    with pytest.raises(AssetError, match="did you mean watercolour"):
        load_style("watercolor")


def test_a_damaged_style_of_a_seed_is_shown_in_paper(tmp_path: Path) -> None:
    """At run time a broken style file gives a picture all the same."""
    (tmp_path / "styles").mkdir()
    (tmp_path / "styles" / "broken.yaml").write_text("finish: {grain: lots}\n", encoding="utf-8")
    assert style_of("broken", tmp_path).id == "paper"


@pytest.mark.parametrize("name", ["../paper", "paper/../../x", "PAPER", "", "a" * 200])
def test_a_hostile_name_is_only_a_name(name: str) -> None:
    """No name leads out of the folder; all end in paper."""
    assert style_of(name).id == "paper"


def test_still_areas_do_not_flicker(stage: Stage) -> None:
    """With the grain left out, paper that nothing moves over changes by less than 0.3 of 255 between frames."""
    timed = styled("paper", 4)
    plain = replace(style_of("paper"), finish=replace(style_of("paper").finish, grain=0.0))
    lumas = []
    for index in range(2):
        picture, light = stage._picture.draw(timed, stage._cast_of(timed), index * 2000)
        lumas.append(to_bgr(stage._finish.i420(picture, light, 0, plain)).astype(float).mean(axis=2))
    changed = np.abs(lumas[0] - lumas[1])
    assert np.median(changed) <= 0.3
    assert np.percentile(changed, 70) <= 0.3
