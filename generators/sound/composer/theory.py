"""Scales, chords and voice-leading: pitches as numbers, nothing of instruments or time.

It does not know a score, a part or a mood. Steps are 0-based scale steps from the tonic, degrees are
1-based chord roots, pitches are MIDI numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, pairwise

MODES = {
    "ionian": (0, 2, 4, 5, 7, 9, 11),
    "lydian": (0, 2, 4, 6, 7, 9, 11),
    "mixolydian": (0, 2, 4, 5, 7, 9, 10),
    "dorian": (0, 2, 3, 5, 7, 9, 10),
    "aeolian": (0, 2, 3, 5, 7, 8, 10),
    "phrygian": (0, 1, 3, 5, 7, 8, 10),
    "noir": (0, 2, 3, 5, 7, 8, 10),
}
"""Semitones of the seven steps, brightest feeling first after lydian; noir is aeolian with harmonies of its own."""

PAD_LOW, PAD_HIGH = 50, 74
"""The pad's range (D3–D5): below it is mud, above it the melody's and the voices' room."""
PAD_CENTRE = 61.0
VOICES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Chord:
    """A chord of a key: its root's degree and how it is coloured."""

    degree: int
    third: str = ""
    """"M", "m" or "" (as the mode has it)."""
    suspended: bool = False
    inverted: bool = False
    """The third lies in the bass."""
    added: int = 0
    """0 a triad, 7 with its seventh, 9 with its ninth."""


def parse_chord(token: str) -> Chord:
    """The chord written as "5", "5M", "4m", "5s" or "1/3" in `harmony.yaml`."""
    inverted = token.endswith("/3")
    core = token.removesuffix("/3")
    mark = core[1:]
    return Chord(
        degree=int(core[0]), third=mark if mark in ("M", "m") else "", suspended=mark == "s", inverted=inverted
    )


def semitone(mode: str, step: int) -> int:
    """Semitones of a scale step above the tonic; steps may lie in any octave."""
    octave, within = divmod(step, 7)
    return 12 * octave + MODES[mode][within]


def chord_semitones(mode: str, chord: Chord) -> tuple[int, ...]:
    """Semitones above the tonic of the chord's root, third (or fourth), fifth and added tone."""
    root = chord.degree - 1
    base = semitone(mode, root)
    if chord.suspended:
        third = semitone(mode, root + 3)
        third = base + 5 if third - base == 6 else third
    elif chord.third:
        third = base + (4 if chord.third == "M" else 3)
    else:
        third = semitone(mode, root + 2)
    tones = [base, third, semitone(mode, root + 4)]
    if chord.added:
        tones.append(semitone(mode, root + chord.added - 1))
    return tuple(tones)


def chord_steps(chord: Chord) -> frozenset[int]:
    """Scale steps (0–6) of the chord's unaltered tones."""
    root = chord.degree - 1
    tones = {root, root + (3 if chord.suspended else 2), root + 4}
    if chord.added:
        tones.add(root + chord.added - 1)
    return frozenset(tone % 7 for tone in tones)


def pitch_classes(key: int, mode: str, chord: Chord) -> tuple[int, ...]:
    """Pitch classes of the chord, root first."""
    return tuple((key + tone) % 12 for tone in chord_semitones(mode, chord))


def scale_classes(key: int, mode: str) -> frozenset[int]:
    """Pitch classes of the scale."""
    return frozenset((key + tone) % 12 for tone in MODES[mode])


@lru_cache(maxsize=4096)
def voicings(classes: tuple[int, ...]) -> tuple[tuple[int, ...], ...]:
    """Every playable four-voice pad of these pitch classes, low to high."""
    wanted = frozenset(classes)
    pool = [pitch for pitch in range(PAD_LOW, PAD_HIGH + 1) if pitch % 12 in wanted]
    return tuple(voicing for voicing in combinations(pool, VOICES) if _sounds_well(voicing, wanted))


def _sounds_well(voicing: tuple[int, ...], wanted: frozenset[int]) -> bool:
    gaps = [high - low for low, high in pairwise(voicing)]
    # A semitone inside the pad growls, a gap above an octave falls apart, close thirds below A3 are mud.
    if min(gaps) < 2 or max(gaps) > 12 or not 9 <= voicing[-1] - voicing[0] <= 21:
        return False
    if voicing[0] < 55 and gaps[0] < 5:
        return False
    return {pitch % 12 for pitch in voicing} == wanted


def lead(previous: tuple[int, ...], classes: tuple[int, ...]) -> tuple[int, ...]:
    """The voicing of `classes` that moves least from `previous` without parallel fifths or octaves."""
    best, best_cost = voicings(classes)[0], float("inf")
    for voicing in voicings(classes):
        cost = _motion(previous, voicing)
        if cost < best_cost:
            best, best_cost = voicing, cost
    return best


def _motion(previous: tuple[int, ...], voicing: tuple[int, ...]) -> float:
    cost = 0.35 * abs(sum(voicing) / len(voicing) - PAD_CENTRE)
    if len(previous) != len(voicing):
        return cost
    moves = [abs(new - old) for old, new in zip(previous, voicing, strict=True)]
    # The top voice is heard as a tune, so its leaps cost more.
    cost += sum(moves) + 0.7 * moves[-1] + (6.0 if max(moves) > 7 else 0.0)
    return cost + 100.0 * parallels(previous, voicing)


def parallels(before: tuple[int, ...], after: tuple[int, ...]) -> int:
    """How many pairs of voices move in parallel fifths, octaves or unisons."""
    found = 0
    if len(before) != len(after):
        return 0
    for low in range(len(before)):
        for high in range(low + 1, len(before)):
            old, new = (before[high] - before[low]) % 12, (after[high] - after[low]) % 12
            moved = before[low] != after[low] and before[high] != after[high]
            same_way = (after[low] - before[low]) * (after[high] - before[high]) > 0
            found += moved and same_way and old == new and old in (0, 7)
    return found
