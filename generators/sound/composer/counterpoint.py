"""Counterpoint: a second theme laid beside a tune so that both are heard and neither rubs.

It knows scale steps, chords and pulses; who plays it and when is the tune's business. The theme is moved in time,
in pitch and in pace, never bent out of shape except for long notes that must lie in the chord (species rules:
consonance on strong pulses, no parallel fifths or octaves, contrary motion liked, no crossing).
"""

from __future__ import annotations

from itertools import pairwise

from generators.sound.composer.library import ThemeNote
from generators.sound.composer.theory import Chord, chord_steps

CONSONANT = frozenset((0, 2, 4, 5))
"""Scale-step distances (mod 7) that rest: unison, third, fifth, sixth."""
BELOW = 2
"""The second theme stays at least a third under the first where they sound together."""
FARTHEST = 16
HURRY = 0.5
"""What a pulse of waiting costs a theme that should be told soon."""


def fitted(
    theme: tuple[ThemeNote, ...],
    tune: tuple[ThemeNote, ...],
    chords: tuple[Chord, ...],
    meter: int,
    *,
    soon: bool = False,
) -> tuple[ThemeNote, ...]:
    """`theme` placed under `tune` within the phrase of `chords`, in pulses from the phrase's start.

    `soon`: the earlier the better.
    """
    whole = len(chords) * meter
    best: tuple[ThemeNote, ...] = ()
    best_cost = float("inf")
    for factor in (1.0, 2.0):
        length = factor * (theme[-1].at - theme[0].at + min(1.0, theme[-1].pulses))
        latest = whole - 1.0 - length
        offset = 0.0
        while offset <= latest:
            for shift in range(-12, 1):
                placed = _placed(theme, factor, offset, shift, whole)
                cost = _cost(placed, tune, chords, meter) + 0.08 * abs(shift + 5) + (0.6 if factor == 2.0 else 0.0)
                cost += HURRY * offset if soon else 0.0
                if cost < best_cost:
                    best, best_cost = placed, cost
            offset += 1.0
    return best


def _placed(
    theme: tuple[ThemeNote, ...], factor: float, offset: float, shift: int, whole: float
) -> tuple[ThemeNote, ...]:
    first = theme[0].at
    return tuple(
        ThemeNote(
            at=offset + factor * (note.at - first),
            pulses=min(factor * note.pulses, whole - 0.5 - (offset + factor * (note.at - first))),
            step=note.step + shift,
            bend=note.bend,
        )
        for note in theme
    )


def _cost(placed: tuple[ThemeNote, ...], tune: tuple[ThemeNote, ...], chords: tuple[Chord, ...], meter: int) -> float:
    cost = 0.0
    together: list[tuple[int, int]] = []
    for note in placed:
        strong = note.at % meter == 0.0 or note.pulses >= 1.0
        tones = chord_steps(chords[min(len(chords) - 1, int(note.at // meter))])
        if strong and note.step % 7 not in tones:
            cost += 1.0 + 0.4 * min(3.0, note.pulses)
        above = _sounding(tune, note.at)
        if above is None:
            # Where the tune rests the second theme is heard best.
            cost -= 0.25
            continue
        distance = above.step - note.step
        together.append((above.step, note.step))
        if distance < BELOW:
            cost += 2.5
        elif distance > FARTHEST:
            cost += 0.8
        elif distance % 7 not in CONSONANT:
            cost += 1.5 if strong else 0.4
        if above.at == note.at:
            cost += 0.35  # the same rhythm hides it
    for (high, low), (next_high, next_low) in pairwise(together):
        same_way = (next_high - high) * (next_low - low)
        if same_way > 0:
            perfect = (high - low) % 7 == (next_high - next_low) % 7 and (high - low) % 7 in (0, 4)
            cost += 4.0 if perfect else 0.3
        elif same_way < 0:
            cost -= 0.2
    return cost


def _sounding(tune: tuple[ThemeNote, ...], at: float) -> ThemeNote | None:
    for note in tune:
        if note.at <= at < note.at + note.pulses:
            return note
    return None
