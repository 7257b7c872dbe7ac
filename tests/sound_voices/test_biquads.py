"""Filter sections against SciPy."""

import numpy as np
import pytest
from scipy import signal

from generators.biquads import run_sections


@pytest.mark.parametrize("shape", [(4_800,), (4_800, 2), (1, 2), (0, 2)])
def test_sections_agree_with_scipy(shape):
    """The same sound comes out as from `sosfilt`, mono and stereo, empty included."""
    sections = signal.butter(6, [0.02, 0.3], "bandpass", output="sos")
    sound = np.random.default_rng(4).standard_normal(shape).astype(np.float32)
    expected = signal.sosfilt(sections, sound.astype(np.float64), axis=0) if len(sound) else sound
    np.testing.assert_allclose(run_sections(sections, sound), expected, atol=1e-9)
