"""A picture shown a little larger or shifted by less than a pixel is what a general warp makes of it."""

import cv2
import numpy as np
import pytest

from generators.stage.magnify import magnified


@pytest.mark.parametrize(
    ("step", "x", "y"), [(1.05, 3.3, 2.2), (1.0, 17.375, 4.0), (1.0, 2.25, 5.5), (0.9, 30.2, 20.1), (1.2, -9.0, -6.5)]
)
def test_it_shows_what_a_warp_shows(step: float, x: float, y: float) -> None:
    """Within a level of the exact bilinear picture, edges drawn out beyond the canvas."""
    noise = np.random.default_rng(1).integers(0, 256, (130, 220, 4), dtype=np.uint8)
    pixels = cv2.GaussianBlur(noise, (0, 0), 1.0)
    columns = ((np.arange(160) + 0.5) * step + x - 0.5).astype(np.float32)
    rows = ((np.arange(90) + 0.5) * step + y - 0.5).astype(np.float32)
    at = np.meshgrid(np.clip(columns, 0, 219), np.clip(rows, 0, 129))
    exact = cv2.remap(pixels.astype(np.float32), at[0], at[1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    shown = magnified(pixels, step, x, y, 160, 90)
    assert shown.shape == (90, 160, 4)
    assert np.abs(shown - exact).max() <= 1.6


def test_a_whole_shift_changes_nothing() -> None:
    """Moved by whole pixels every pixel is what it was."""
    pixels = np.random.default_rng(2).integers(0, 256, (40, 60, 4), dtype=np.uint8)
    np.testing.assert_array_equal(magnified(pixels, 1.0, 7.0, 5.0, 40, 30), pixels[5:35, 7:47])
