"""The sheet a part's music is written on: pulses to media time, who speaks when, and the notes so far.

It knows no harmony; writers of the accompaniment, the tune and the accents share it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from generators.sound.composer.library import Palette
from generators.timed import Note, TimedPart
from story_engine.plan import Mood
from story_engine.rng import unit
from story_engine.time import SAMPLE_RATE, MediaTime, from_seconds

HUMAN_SECONDS = 0.008
"""Players are this far from the pulse at most: alive, not late."""
RUBATO = ((0.02, 4), (0.01, 1))
"""How far a tune leaves the tempo over a phrase of four bars and inside each bar; together 3 %."""
BREATH_BEFORE: MediaTime = from_seconds(0.2)
BREATH_AFTER: MediaTime = from_seconds(0.15)
"""A tune stops this long before a line and comes in this long after it."""
ALONE = 0.11
"""What the music's force gains where nobody is heard: two decibels, for a silent film of −16 LUFS by night too."""


@dataclass(slots=True, kw_only=True)
class Sheet:
    """One part's music in the making: the only mutable thing of the composer, and local to `compose`."""

    timed: TimedPart
    palette: Palette
    tempo: float
    """Pulses a minute inside this part."""
    entry_pulse: float
    notes: list[Note] = field(default_factory=list)

    @property
    def seed(self) -> int:
        """Rng seed of the scene."""
        return self.timed.rng_seed

    @property
    def mood(self) -> Mood:
        """Feeling at the part's end."""
        return self.timed.part.mood

    @property
    def exit_pulse(self) -> float:
        """Pulse at the part's end."""
        return round(self.entry_pulse + self.timed.duration / SAMPLE_RATE * self.tempo / 60, 9)

    def time(self, pulse: float) -> MediaTime:
        """Media time of `pulse` from the part's start."""
        return round((pulse - self.entry_pulse) * 60 / self.tempo * SAMPLE_RATE)

    def sung(self, pulse: float) -> MediaTime:
        """Media time of `pulse` in a tune: it leans ahead and holds back over an ensemble that keeps time.

        Rubato in the old sense: at most 3 % from the tempo, none where hearts race, in time at phrase ends.
        """
        calm = max(0.0, 1.0 - self.mood.arousal)
        meter = self.palette.meter
        lean = 0.0
        for share, span in RUBATO:
            lean += share * span * meter / math.tau * math.sin(math.tau * pulse / (span * meter))
        return min(self.timed.duration - 1, max(0, self.time(pulse + calm * lean)))

    def pulse(self, time: MediaTime) -> float:
        """Pulse at `time`."""
        return self.entry_pulse + time / SAMPLE_RATE * self.tempo / 60

    def loudness(self, pulse: float, meter: int) -> float:
        """0–1: the mood's force with a phrase-long swell and a light first pulse of the bar."""
        mood = self.mood
        force = 0.38 + 0.24 * mood.arousal + 0.08 * mood.tension + (ALONE if self.is_mute else 0.0)
        through = (pulse / (4 * meter)) % 1.0
        swell = 0.88 + 0.2 * (through if through < 0.7 else (1.0 - through) * 0.7 / 0.3)
        return min(1.0, force * swell * (1.05 if pulse % meter < 0.01 else 1.0))

    @property
    def is_mute(self) -> bool:
        """Whether all that is said here is only read: in a silent film, the music is what is heard of it."""
        lines = self.timed.lines
        return bool(lines) and all(line.manner == "silent" for line in lines)

    def is_spoken(self, begin: MediaTime, end: MediaTime) -> bool:
        """Whether somebody is heard between the two times, breaths included."""
        return any(
            line.manner != "silent"
            and line.start - BREATH_BEFORE < end
            and begin < line.start + line.duration + BREATH_AFTER
            for line in self.timed.lines
        )

    def play(
        self,
        instrument: str,
        stem: str,
        pitch: float,
        start: MediaTime,
        duration: MediaTime,
        velocity: float,
        *,
        pan: float = 0.0,
        exact: bool = False,
        theme: str = "",
    ) -> None:
        """Write one note, of `theme` if it tells one; unless `exact`, as by hand, milliseconds off."""
        if not instrument or start >= self.timed.duration:
            return
        tag = (stem, instrument, round(start), round(pitch * 100))
        lateness = 0 if exact else round((2 * unit(self.seed, "hand", *tag) - 1) * HUMAN_SECONDS * SAMPLE_RATE)
        touch = 1.0 + 0.1 * (unit(self.seed, "touch", *tag) - 0.5)
        self.notes.append(
            Note(
                start=max(0, min(self.timed.duration - 1, start + lateness)),
                duration=max(from_seconds(0.06), duration),
                pitch=pitch,
                velocity=round(max(0.05, min(1.0, velocity * touch)), 3),
                instrument=instrument,
                stem=stem,
                pan=round(pan, 3),
                theme=theme,
            )
        )
