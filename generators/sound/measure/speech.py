"""How far lines stand above what else is heard: level over the bed, and intelligibility where it can be reckoned.

It knows stems and timed lines, not what is said.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from generators.sound.dsp import loudness
from generators.timed import TimedPart
from story_engine.time import SAMPLE_RATE

Stereo = NDArray[np.float32]

SHORTEST_LINE = SAMPLE_RATE // 3
"""A shorter line has no loudness of its own."""
DEEP_LU = 40.0
"""A bed this far below a line is as good as none; also what a line over silence counts as."""

STOI_REMEDY = "pystoi, a test dependency, is missing; install it with `pip install 'evershow[dev]'`"


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardLine:
    """One line as it stands in the mix."""

    at_seconds: float
    """From the show's start."""
    speaker: str
    is_speech: bool
    """False: murmured."""
    over_bed_lu: float
    """Loudness of the line over music, ambience and effects in the same time."""
    intelligibility: float | None
    """STOI of the line in the mix, against the line alone; None where it was not reckoned."""


def lines_heard(
    timed: TimedPart, stems: Mapping[str, Stereo], start_seconds: float, *, reckon: bool
) -> tuple[HeardLine, ...]:
    """Every line of a part, measured in its stems; `reckon` also the intelligibility (needs pystoi)."""
    found = []
    for line in timed.lines:
        begin, end = line.start, min(line.start + line.duration, timed.duration)
        if line.manner == "silent" or end - begin < SHORTEST_LINE:
            continue
        voice = stems["voices"][begin:end]
        bed = sum((stems[name][begin:end] for name in ("music", "ambience", "effects")), np.zeros_like(voice))
        level, under = loudness(voice), loudness(bed)
        is_speech = line.manner == "speech" and bool(line.speech)
        found.append(
            HeardLine(
                at_seconds=start_seconds + begin / SAMPLE_RATE,
                speaker=line.speaker,
                is_speech=is_speech,
                over_bed_lu=min(DEEP_LU, level - under),
                intelligibility=_intelligibility(voice, voice + bed) if reckon and is_speech else None,
            )
        )
    return tuple(found)


def can_reckon() -> bool:
    """Whether pystoi is here; it is a test dependency, nothing of the player needs it."""
    from importlib.util import find_spec

    return find_spec("pystoi") is not None


def _intelligibility(clean: Stereo, heard: Stereo) -> float:
    """Short-time objective intelligibility (Taal et al. 2011), 0 … 1."""
    from pystoi import stoi

    return float(stoi(clean.mean(axis=1), heard.mean(axis=1), SAMPLE_RATE, extended=False))
