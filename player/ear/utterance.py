"""Where what somebody says begins and ends, by its loudness over what is heard all the time.

It knows no device and no words.
"""

from __future__ import annotations

import numpy as np

from story_engine.time import SAMPLE_RATE

STEP = SAMPLE_RATE // 50
"""Loudness is taken every 20 ms."""
QUIETEST = 10 ** (-55.0 / 20.0)
"""Below −55 dBFS nobody speaks into a microphone."""
OVER_NOISE = 10 ** (9.0 / 20.0)
"""Speech is 9 dB louder than what is heard all the time."""
NOISE_SHARE = 0.15
"""What is heard all the time: the loudness that so many of the steps stay below; speech has that many gaps."""
SPOKEN_STEPS = 8
"""0.16 s of it in all are somebody who speaks; less is a click."""
PAUSE_SECONDS = 0.9
"""Silence after speech that ends it: longer than a breath between two words."""
BEGIN_SECONDS = 6.0
"""Nobody who has said nothing for so long will."""
LONGEST_SECONDS = 12.0
"""Nobody makes a longer wish at once."""


class Utterance:
    """Told block after block; knows when it is over."""

    def __init__(self) -> None:
        self._blocks: list[np.ndarray] = []
        self._rest = np.zeros(0, np.float32)
        self._steps: list[float] = []
        self.level = 0.0
        """Of the last step, 0–1 as an ear finds it."""

    def push(self, block: np.ndarray) -> None:
        """Take mono float32 at 48 kHz."""
        self._blocks.append(block)
        whole = np.concatenate([self._rest, block])
        count = len(whole) // STEP
        self._rest = whole[count * STEP :]
        if not count:
            return
        steps = whole[: count * STEP].reshape(count, STEP).astype(np.float64)
        loud = np.sqrt(np.mean(np.square(steps - steps.mean(axis=1, keepdims=True)), axis=1))
        self._steps.extend(float(value) for value in loud)
        self.level = float(np.clip(1.0 + np.log10(max(loud[-1], 1e-5)) / 2.5, 0.0, 1.0))

    @property
    def samples(self) -> np.ndarray:
        """Everything that was heard."""
        return np.concatenate(self._blocks) if self._blocks else np.zeros(0, np.float32)

    @property
    def seconds(self) -> float:
        """Its length."""
        return len(self._steps) * STEP / SAMPLE_RATE

    @property
    def is_speech(self) -> bool:
        """Whether somebody has spoken."""
        return int(self._spoken().sum()) >= SPOKEN_STEPS

    @property
    def is_over(self) -> bool:
        """Whether whoever spoke has ended, or nobody will speak."""
        if self.seconds >= LONGEST_SECONDS:
            return True
        spoken = np.flatnonzero(self._spoken())
        if len(spoken) < SPOKEN_STEPS:
            return self.seconds >= BEGIN_SECONDS
        return (len(self._steps) - 1 - int(spoken[-1])) * STEP / SAMPLE_RATE >= PAUSE_SECONDS

    def _spoken(self) -> np.ndarray:
        """Which steps are louder than what is heard all the time."""
        if not self._steps:
            return np.zeros(0, bool)
        steps = np.array(self._steps)
        noise = float(np.quantile(steps, NOISE_SHARE))
        return steps > max(QUIETEST, noise * OVER_NOISE)
