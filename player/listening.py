"""Listens to a show: plans it in virtual time, renders its sound only, and measures what is heard.

It draws no picture and writes no segment; the sound is the one that `render` puts into its film.
"""

from __future__ import annotations

import wave
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from generators.errors import GeneratorError
from generators.render_pool.catalogue import art_of
from generators.sound.dsp import faded
from generators.sound.generator import Sound
from generators.sound.instruments.perform import TAIL
from generators.sound.measure.calls import Call, call_figures, calls
from generators.sound.measure.duets import Duet, duets
from generators.sound.measure.programme import CLICK, Programme, measure_programme
from generators.sound.measure.score import ScoreFigures, score_figures
from generators.sound.measure.speech import HeardLine, can_reckon, lines_heard
from generators.sound.mix import JoinMixer
from generators.sound.mix.night import nightly
from generators.timed import TimedPart
from player.conducting.course import Course
from player.conducting.script import Script
from player.conducting.virtual_course import conduct
from player.direction import Director, Opening
from player.measuring.sound_events import Matched, event_figures, events_matched
from player.showlog import ShowLog
from story_engine.time import SAMPLE_RATE, MediaTime, from_seconds, to_seconds

Stereo = NDArray[np.float32]
STEMS = ("voices", "effects", "music", "ambience", "room")


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A show's sound and what was measured in it."""

    title: str
    samples: Stereo
    """(n, 2), as it is played."""
    stems: dict[str, Stereo]
    """(n, 2) each, before the limiter."""
    parts: tuple[tuple[MediaTime, TimedPart], ...]
    programme: Programme
    lines: tuple[HeardLine, ...]
    score: ScoreFigures
    duets: tuple[Duet, ...]
    calls: tuple[Call, ...]
    """What scenes owe of their places and ideas, told or not."""
    events: tuple[Matched, ...]
    """Events that the picture would show, each with its sound's distance."""

    def figures(self) -> dict[str, object]:
        """The figures by name, for people and machines."""
        programme, score = self.programme, self.score
        spoken = [line for line in self.lines if line.is_speech]
        murmured = [line for line in self.lines if not line.is_speech]
        reckoned = [line.intelligibility for line in spoken if line.intelligibility is not None]
        ratios = [join.ratio for join in programme.joins]
        return {
            "seconds": round(programme.seconds, 1),
            "integrated_lufs": round(programme.integrated_lufs, 2),
            "range_lu": round(programme.range_lu, 2),
            "true_peak_dbtp": round(programme.true_peak_dbtp, 2),
            "mono_loss_lu": round(programme.mono_loss_lu, 2),
            "longest_silence_ms": round(programme.longest_silence_ms, 1),
            "joins": len(ratios),
            "joins_that_click": sum(ratio > CLICK for ratio in ratios),
            "worst_join": round(max(ratios, default=0.0), 2),
            "lines_spoken": len(spoken),
            "speech_over_bed_lu_median": _middle([line.over_bed_lu for line in spoken], 50),
            "speech_over_bed_lu_p5": _middle([line.over_bed_lu for line in spoken], 5),
            "stoi_median": _middle(reckoned, 50),
            "stoi_p5": _middle(reckoned, 5),
            "lines_murmured": len(murmured),
            "murmur_over_bed_lu_p5": _middle([line.over_bed_lu for line in murmured], 5),
            **{name: round(value, 4) for name, value in asdict(score).items()},
            "bars_of_two_themes": sum(duet.last_bar - duet.first_bar + 1 for duet in self.duets),
            **call_figures(self.calls),
            **event_figures(self.events),
        }


def listen(
    director: Director,
    opening: Opening,
    seconds: float,
    *,
    speech_store: Path,
    script: Script | None = None,
    night: bool = False,
    on_progress: Callable[[str, float], None] = lambda what, share: None,
) -> Heard:
    """Plan and render `seconds` of the show that `opening` begins, by `night` as night mode plays it.

    Raises SeedError, GeneratorError. Stems and lines are measured before night mode.
    """
    opened = director.open(opening)
    course, art = Course(director, opened.state), art_of(Path(opening.seed))
    until = from_seconds(seconds)
    sound, mixer = Sound(speech_store), JoinMixer()
    reckon = can_reckon()
    parts: list[tuple[MediaTime, TimedPart]] = []
    lines: list[HeardLine] = []
    events: list[Matched] = []
    heard: list[Stereo] = []
    gathered: dict[str, list[Stereo]] = {name: [] for name in STEMS}
    rings = {name: np.zeros((TAIL, 2), np.float32) for name in STEMS}
    with ShowLog() as log:
        for placed in conduct(course, script or Script(), until, log):
            timed = placed.timed
            on_progress("listening", min(placed.end / until, 1.0))
            stems = sound.stems(timed)
            whole = stems["voices"] + stems["effects"] + stems["music"] + stems["ambience"] + stems["room"]
            tail = faded(whole[timed.duration :], 0, TAIL // 2)
            heard.append(mixer.push(np.ascontiguousarray(whole[: timed.duration]), tail, weighed=timed.is_weighed))
            events += events_matched(timed, art)
            for name, piece in stems.items():
                piece[timed.duration :] = faded(piece[timed.duration :], 0, TAIL // 2)
                count = min(len(piece), TAIL)
                piece[:count] += rings[name][:count]
                gathered[name].append(piece[: timed.duration].copy())
                rings[name] = piece[timed.duration : timed.duration + TAIL]
            # What rings over from the part before is heard with this one's words.
            lines += lines_heard(timed, stems, to_seconds(placed.start), reckon=reckon)
            parts.append((placed.start, timed))
    if not parts:
        raise GeneratorError("there is no part to listen to; ask for at least two seconds")
    samples = np.concatenate(list(nightly(heard)) if night else heard)
    return Heard(
        title=opened.title,
        samples=samples,
        stems={name: np.concatenate(pieces) for name, pieces in gathered.items()},
        parts=tuple(parts),
        programme=measure_programme(samples, tuple(start for start, _ in parts[1:])),
        lines=tuple(lines),
        score=score_figures(parts),
        duets=duets(parts),
        calls=calls(parts),
        events=tuple(events),
    )


def write_wave(path: Path, samples: Stereo) -> None:
    """Write (n, 2) float samples as a 16-bit wave file; raises GeneratorError."""
    steps = np.clip(np.rint(samples * 32767.0), -32768, 32767).astype("<i2")
    try:
        with wave.open(str(path), "wb") as out:
            out.setnchannels(2)
            out.setsampwidth(2)
            out.setframerate(SAMPLE_RATE)
            out.writeframes(steps.tobytes())
    except OSError as error:
        raise GeneratorError(f"{path} cannot be written ({error.strerror or error}); choose another folder") from error


def _middle(values: list[float], percentile: float) -> float | None:
    return round(float(np.percentile(values, percentile)), 3) if values else None
