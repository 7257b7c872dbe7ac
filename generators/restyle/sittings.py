"""Which card of a timed part is painted, when, and how long the painting is seen.

It knows neither picture nor network: whoever reckons what a part costs asks it as well.
"""

from __future__ import annotations

from dataclasses import dataclass

from generators.timed import Shot, TimedPart, TitleCard
from story_engine.time import FPS, SAMPLE_RATE, MediaTime

PAINTED = ("chapter", "end")
"""Styles of cards. A show's own title is not painted: it is the first picture of all, and nobody shall wait for it."""
PAINTED_AT: MediaTime = SAMPLE_RATE
"""After a card's start: whatever way its shot comes in, it is in, and half of what moves is still to come."""
RISE: MediaTime = SAMPLE_RATE * 6 // 10
"""How long strokes take to come where the card comes in the middle of a shot …"""
SINK: MediaTime = SAMPLE_RATE * 14 // 10
"""… and to sink into the paper before a chapter's picture comes to life."""
LEAST: MediaTime = 2 * SAMPLE_RATE
"""A card that has its shot for less is not worth a painting."""


@dataclass(frozen=True, slots=True)
class Sitting:
    """When a card's picture is painted, and how long the painting is seen."""

    card: TitleCard
    shot: Shot
    at: MediaTime
    until: MediaTime
    stays: bool = False
    """Till the picture itself is gone: an end is not woken again."""

    def weight(self, time: MediaTime) -> float:
        """How strongly strokes show at `time`, 0–1."""
        begun = max(self.card.start, self.shot.start)
        if not begun <= time < self.until:
            return 0.0
        rise = 1.0 if begun == self.shot.start else _smooth((time - begun) / RISE)
        return rise if self.stays else rise * _smooth((self.until - time) / SINK)


def sitting_of(timed: TimedPart) -> Sitting | None:
    """The card of `timed` that is painted; None where there is none."""
    for card in timed.titles:
        if card.style not in PAINTED or card.before:
            continue
        at = (card.start + PAINTED_AT) * FPS // SAMPLE_RATE * SAMPLE_RATE // FPS
        shot = next(shot for shot in reversed(timed.shots) if shot.start <= at or shot is timed.shots[0])
        until = min(card.start + card.duration, shot.start + shot.duration, timed.duration)
        if until - max(card.start, shot.start) >= LEAST:
            gone = until >= min(shot.start + shot.duration, timed.duration)
            return Sitting(card, shot, at, until, stays=card.style == "end" and gone)
    return None


def _smooth(t: float) -> float:
    t = max(0.0, min(1.0, t))
    return t * t * (3 - 2 * t)
