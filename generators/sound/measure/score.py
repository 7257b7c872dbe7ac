"""Figures of a score over many parts: harmony, voice-leading, motifs, cuts on the pulse, repetition and rest.

It knows timed parts and the rules of theory, not how the music was made.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from generators.sound.composer.opening import scene_palette
from generators.sound.composer.theory import MODES
from generators.timed import Shot, TimedPart
from story_engine.plan import PartKind
from story_engine.time import SAMPLE_RATE, MediaTime, to_seconds

PITCHED = ("pad", "bass", "motion", "melody", "counter")
NEAR_PULSE_SECONDS = 0.08
"""A cut this near to a pulse is heard as on it."""
BARS_COMPARED = 8
REPEAT_SECONDS = 600.0
"""Eight bars may come again word for word after ten minutes."""
RING_SECONDS = 1.5
"""Music is still heard this long after its last note was struck, however short that note is written."""
PERFECT_FIFTH = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreFigures:
    """What a listener who reads scores would count."""

    notes: int
    in_harmony: float
    """Share of pitched notes that lie in the chord that sounds or in the scale of the moment."""
    chord_changes: int
    parallel_fifths: int
    """Pairs of pad voices a fifth apart that move in the same direction to a fifth."""
    scenes: int
    scenes_without_music: int
    """Scenes that stay silent: no theme is owed in them."""
    theme_owed: int
    """Pairs of a scene with music and a character with a theme who is in it."""
    motif_share: float
    """Share of these pairs in which the theme is told."""
    cuts: int
    """Cuts in parts with music."""
    cuts_on_pulse: float
    """Share of these cuts within 80 ms of a pulse."""
    cuts_without_music: int
    """Cuts in parts in which no note begins: there is no pulse to cut on."""
    verbatim_repeats: int
    """Stretches of eight bars of melody that are heard again note for note within ten minutes."""
    without_music: float
    """Share of the time in which no note sounds."""


def score_figures(parts: Sequence[tuple[MediaTime, TimedPart]]) -> ScoreFigures:
    """Figures of the parts of a show, each with its start."""
    pitched = fitting = changes = fifths = 0
    cuts: list[bool] = []
    mute_cuts = 0
    for _, timed in parts:
        fit, of = _harmony(timed)
        fitting, pitched = fitting + fit, pitched + of
        changed, parallel = _pad_moves(timed)
        changes, fifths = changes + changed, fifths + parallel
        found = _cuts(timed)
        cuts += found
        mute_cuts += 0 if found else _cut_count(timed)
    told = _themes_told(timed for _, timed in parts)
    scenes = {timed.part.scene.id for _, timed in parts}
    return ScoreFigures(
        notes=sum(len(timed.score.notes) for _, timed in parts),
        in_harmony=fitting / pitched if pitched else 1.0,
        chord_changes=changes,
        parallel_fifths=fifths,
        scenes=len(scenes),
        scenes_without_music=len(scenes - {timed.part.scene.id for _, timed in parts if timed.score.notes}),
        theme_owed=len(told),
        motif_share=sum(told) / len(told) if told else 1.0,
        cuts=len(cuts),
        cuts_on_pulse=sum(cuts) / len(cuts) if cuts else 1.0,
        cuts_without_music=mute_cuts,
        verbatim_repeats=_verbatim(parts),
        without_music=_without_music(parts),
    )


def _harmony(timed: TimedPart) -> tuple[int, int]:
    """Pitched notes that fit, and all of them."""
    score = timed.score
    scale = {
        (score.entry.key + step) % 12 for mode in (score.entry.mode, score.exit.mode) for step in MODES.get(mode, ())
    }
    pads = [note for note in score.notes if note.stem == "pad"]
    fitting = of = 0
    for note in score.notes:
        if note.stem not in PITCHED or note.pitch != int(note.pitch):
            continue
        of += 1
        chord = {int(pad.pitch) % 12 for pad in pads if pad.start <= note.start + 960 < pad.start + pad.duration}
        fitting += int(note.pitch) % 12 in scale | chord
    return fitting, of


def _pad_moves(timed: TimedPart) -> tuple[int, int]:
    """Changes of the pad's chord inside the part, and parallel fifths in them."""
    pads = [note for note in timed.score.notes if note.stem == "pad"]
    # Players enter a few milliseconds apart: a tenth of a second after the first of them all have.
    moments = sorted({round(note.start / SAMPLE_RATE * 5) / 5 for note in pads})
    chords = []
    for moment in moments:
        at = round((moment + 0.15) * SAMPLE_RATE)
        chords.append(tuple(sorted({int(n.pitch) for n in pads if n.start <= at < n.start + n.duration})))
    changes = fifths = 0
    for before, after in pairwise(chords):
        if before == after or len(before) != len(after):
            continue
        changes += 1
        for low, high in combinations(range(len(before)), 2):
            was, becomes = before[high] - before[low], after[high] - after[low]
            moved = after[low] - before[low]
            same_way = moved * (after[high] - before[high]) > 0
            fifths += was % 12 == becomes % 12 == PERFECT_FIFTH and same_way
    return changes, fifths


def _themes_told(parts: Iterable[TimedPart]) -> list[bool]:
    """For every character with a theme in every scene with music: whether it is told there."""
    told: dict[str, set[str]] = defaultdict(set)
    wanted: dict[str, set[str]] = {}
    for timed in parts:
        scene = timed.part.scene
        if timed.score.notes:
            wanted.setdefault(scene.id, {actor.motif for actor in scene.actors if actor.motif})
        told[scene.id] |= set(timed.score.motifs)
    return [motif in told[scene] for scene, motifs in wanted.items() for motif in motifs]


def _cuts(timed: TimedPart) -> list[bool]:
    """For every cut in a part that has music: whether it falls on a pulse."""
    if not timed.score.notes or timed.part.kind is PartKind.HOLD:
        return []
    entry, tempo = timed.score.entry, _tempo(timed)
    if tempo <= 0:
        return []
    found = []
    for shot in _begun_by_cut(timed):
        pulse = entry.pulse + to_seconds(shot.start) * tempo / 60
        found.append(abs(pulse - round(pulse)) * 60 / tempo <= NEAR_PULSE_SECONDS)
    return found


def _cut_count(timed: TimedPart) -> int:
    return 0 if timed.part.kind is PartKind.HOLD else len(_begun_by_cut(timed))


def _begun_by_cut(timed: TimedPart) -> list[Shot]:
    return [shot for shot in timed.shots if shot.begun == 0 and shot.transition == "cut"]


def _tempo(timed: TimedPart) -> float:
    """Pulses a minute that the part is really played in."""
    return (timed.score.exit.pulse - timed.score.entry.pulse) * 60 / max(to_seconds(timed.duration), 1e-6)


def _verbatim(parts: Sequence[tuple[MediaTime, TimedPart]]) -> int:
    """Repeats of eight bars of melody, compared by interval and rhythm."""
    bars: dict[tuple[str, int], list[tuple[float, int]]] = defaultdict(list)
    when: dict[tuple[str, int], float] = {}
    for start, timed in parts:
        if timed.part.kind is PartKind.HOLD:
            continue
        meter, tempo = scene_palette(timed.part.scene).meter, _tempo(timed)
        if tempo <= 0:
            continue
        for note in timed.score.notes:
            if note.stem != "melody":
                continue
            pulse = timed.score.entry.pulse + to_seconds(note.start) * tempo / 60
            place = (timed.part.scene.id, math.floor(pulse / meter + 0.02))
            bars[place].append((round((pulse - place[1] * meter) * 4) / 4, round(note.pitch)))
            when.setdefault(place, to_seconds(start))
    seen: dict[tuple[object, ...], float] = {}
    repeats = 0
    for scene, number in sorted(bars, key=lambda place: when[place]):
        run = [bars.get((scene, number + offset)) for offset in range(BARS_COMPARED)]
        if any(bar is None for bar in run):
            continue
        first = sorted(run[0] or [])[0][1]
        words = tuple(tuple((at, pitch - first) for at, pitch in sorted(bar or [])) for bar in run)
        at = when[(scene, number)]
        if words in seen and at - seen[words] < REPEAT_SECONDS:
            repeats += 1
        seen[words] = at
    return repeats


def _without_music(parts: Sequence[tuple[MediaTime, TimedPart]]) -> float:
    """Share of the time in which no note sounds, rings left out."""
    spans = sorted(
        (start + note.start, start + note.start + max(note.duration, round(RING_SECONDS * SAMPLE_RATE)))
        for start, timed in parts
        for note in timed.score.notes
    )
    covered, reached = 0, 0
    for begin, end in spans:
        covered += max(0, end - max(begin, reached))
        reached = max(reached, end)
    whole = parts[-1][0] + parts[-1][1].duration - parts[0][0] if parts else 0
    return max(0.0, 1.0 - covered / whole) if whole else 0.0
