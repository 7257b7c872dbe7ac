"""Found edges: where a figure would be lost against what stands behind, its edge takes more light or less."""

from __future__ import annotations

import numpy as np

from generators.stage.contour import QUARTER, set_off
from generators.stage.light import Light
from generators.stage.measures.outline import lost_share
from generators.stage.styles import Edges

SIZE = 240


def seen(tone: int, ground: int, hour: float, found: float, weather: str = "clear") -> float:
    """Lost share of a square figure of grey `tone` before a ground of grey `ground`."""
    light = Light.at("harbour", hour, weather)
    pixels = np.zeros((SIZE, SIZE, 4), np.uint8)
    pixels[60:180, 60:180] = (tone, tone, tone, 255)
    figure = pixels[:, :, 3] >= 128
    behind = np.full((SIZE // QUARTER, SIZE // QUARTER, 3), ground, np.uint8)
    set_off(pixels, light, light.night, Edges(found=found), 720, behind)
    alpha = pixels[:, :, 3:].astype(np.float32) / 255
    picture = (pixels[:, :, :3] + ground * (1 - alpha)).astype(np.uint8)
    # The measure works in pixels at 720 lines.
    whole = np.full((720, SIZE, 3), ground, np.uint8)
    whole[:SIZE] = picture
    mask = np.zeros((720, SIZE), bool)
    mask[:SIZE] = figure
    lost = lost_share(whole, mask, ~mask)
    assert lost is not None
    return lost


def edge_of(tone: int, ground: int, hour: float, weather: str = "storm") -> float:
    """The mean grey, a few pixels inside its edge that is turned from the light, of a figure of grey `tone`."""
    light = Light.at("harbour", hour, weather)
    pixels = np.zeros((SIZE, SIZE, 4), np.uint8)
    pixels[60:180, 60:180] = (tone, tone, tone, 255)
    set_off(pixels, light, light.night, Edges(), 720, np.full((SIZE // QUARTER, SIZE // QUARTER, 3), ground, np.uint8))
    column = 61 if light.direction[0] > 0 else 177
    return float(pixels[100:140, column : column + 2, :3].mean())


def test_a_lost_edge_is_found() -> None:
    """A figure as grey as its ground reads all round by day and by night; without found edges it is lost."""
    for hour, tone in ((12.0, 110), (23.0, 44)):
        assert seen(tone, tone + 2, hour, 1.0) < 0.10
    assert seen(110, 112, 12.0, 0.0) > 0.5


def test_black_on_black_catches_the_light() -> None:
    """What is too dark to be darkened is lit."""
    assert seen(24, 26, 12.0, 1.0) < 0.10


def test_dark_legs_in_a_pool_of_light_stay_dark() -> None:
    """In a storm at night a rim is no brighter than lit ground: before it a dark coat reads as a dark shape."""
    for tone, ground in ((38, 90), (50, 100)):
        assert seen(tone, ground, 23.0, 1.0, "storm") < 0.05
        assert edge_of(tone, ground, 23.0) < tone


def test_white_gloves_are_not_scorched() -> None:
    """What no light could lift, and reads nearly as well as it should, keeps its colour by night."""
    assert edge_of(165, 75, 23.0) > 150
    assert seen(165, 75, 23.0, 1.0, "storm") < 0.05


def test_a_white_tail_takes_the_light_it_can() -> None:
    """What a rim can lift far enough is not darkened: the tip of a fox's tail stays white in the rain."""
    assert edge_of(128, 88, 20.0, "rain") >= 126


def test_what_reads_is_left_alone() -> None:
    """A figure that stands off anyway keeps every pixel."""
    light = Light.at("harbour", 12)
    plain, guarded = (np.zeros((SIZE, SIZE, 4), np.uint8) for _ in range(2))
    for pixels in (plain, guarded):
        pixels[60:180, 60:180] = (30, 40, 160, 255)
    behind = np.full((SIZE // QUARTER, SIZE // QUARTER, 3), 235, np.uint8)
    set_off(plain, light, 0.0, Edges(found=0), 720, behind)
    set_off(guarded, light, 0.0, Edges(), 720, behind)
    assert np.array_equal(plain, guarded)


def test_pitch_black_in_a_pool_of_light_is_no_fault() -> None:
    """What has no light of its own has none to lose."""
    assert seen(0, 90, 23.0, 1.0, "storm") < 0.05
    assert seen(0, 0, 23.0, 1.0, "storm") < 0.10


def test_a_sole_in_its_shadow_has_an_edge_as_any_other() -> None:
    """Black boots on dark boards: the contact shadow beneath them takes nothing from their lit edge."""
    light = Light.at("harbour", 20.4, "storm")
    lit = []
    for shadow in (0, 110):
        pixels = np.zeros((SIZE, SIZE, 4), np.uint8)
        pixels[170:190, 40:200, 3] = shadow
        pixels[60:180, 60:180] = (24, 24, 24, 255)
        set_off(pixels, light, light.night, Edges(), 720, np.full((SIZE // QUARTER,) * 2 + (3,), 30, np.uint8))
        lit.append(float(pixels[177:179, 80:160, :3].mean()))
    assert lit[0] > 40
    assert lit[1] > 0.95 * lit[0]
