"""True peaks against SciPy's resampler."""

import numpy as np
import pytest
from scipy import signal

from generators.true_peak import OVERSAMPLING, true_peaks


@pytest.mark.parametrize("frequency", [200.0, 997.0, 5_000.0, 11_000.0, 16_000.0])
def test_true_peaks_agree_with_scipy(frequency: float):
    """The highest true peak of a tone is within 0.05 dB of four-fold oversampling by SciPy."""
    time = np.arange(4_800) / 48_000
    tone = np.stack([np.sin(2 * np.pi * frequency * time + 0.7), 0.3 * np.cos(2 * np.pi * frequency * time)], axis=1)
    tone = (tone * np.hanning(4_800)[:, None]).astype(np.float32)
    oracle = np.abs(signal.resample_poly(tone, OVERSAMPLING, 1, axis=0)).max()
    assert 20 * np.log10(true_peaks(tone).max() / oracle) == pytest.approx(0.0, abs=0.05)


def test_a_peak_between_samples_is_seen():
    """A tone at a quarter of the sampling rate, sampled beside its crests, peaks 3 dB above its samples."""
    tone = np.sin(2 * np.pi * 12_000 * np.arange(4_800) / 48_000 + np.pi / 4).astype(np.float32)[:, None]
    assert np.abs(tone).max() == pytest.approx(0.7071, abs=1e-3)
    assert true_peaks(tone)[100:-100].max() == pytest.approx(1.0, abs=0.01)
